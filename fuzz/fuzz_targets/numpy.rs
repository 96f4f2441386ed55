#![no_main]

#[path = "../checks/numpy.rs"]
mod numpy;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| numpy::check(bytes));
