//! Any bytes as lyrics: no panic, and words that are no longer than the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use songscape::library::{Lyrics, text};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(lyrics) = Lyrics::parse(bytes) {
        assert!(lyrics.words.len() <= text::decode(bytes).characters.len());
        assert!(!lyrics.words.contains('\r'));
    }
});
