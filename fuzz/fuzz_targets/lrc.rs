#![no_main]

#[path = "../checks/lrc.rs"]
mod lrc;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lrc::check(bytes));
