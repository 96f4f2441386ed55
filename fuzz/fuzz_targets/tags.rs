//! Any bytes as a sound file with tags: no panic and no endless asking; read in pieces it says what it says read whole.

#![no_main]

use libfuzzer_sys::fuzz_target;
use songscape::library::{TagReader, TagStep, read_tags};

fuzz_target!(|bytes: &[u8]| {
    let whole = read_tags(bytes);
    // A file that turns out shorter than the browser said.
    let mut reader = TagReader::new(bytes.len() as u64 + 70_000);
    let mut piece = None;
    for _ in 0..200 {
        match reader.step(piece) {
            Ok(TagStep::Read { offset, length }) => {
                let from = bytes.len().min(offset as usize);
                let to = bytes.len().min(offset as usize + length as usize);
                piece = Some(&bytes[from..to]);
            }
            Ok(TagStep::Done(_)) | Err(_) => return,
        }
    }
    panic!("no end of steps after {whole:?}");
});
