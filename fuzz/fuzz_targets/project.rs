#![no_main]

#[path = "../checks/project.rs"]
mod project;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| project::check(bytes));
