//! Any bytes as lyrics: no panic, and words that are no longer than the text.

use songscape::library::{Lyrics, text};

/// # Panics
/// When one of those does not hold.
pub fn check(bytes: &[u8]) {
    if let Ok(lyrics) = Lyrics::parse(bytes) {
        assert!(lyrics.words.len() <= text::decode(bytes).characters.len());
        assert!(!lyrics.words.contains('\r'));
    }
}
