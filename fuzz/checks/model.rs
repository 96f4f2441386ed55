//! Any bytes as a trained map: no panic, and whatever is read is written and read again as the same.

use songscape::archive::{read_model, write_model};

/// # Panics
/// When one of those does not hold.
pub fn check(bytes: &[u8]) {
    if let Ok(map) = read_model(bytes) {
        let songs = &map.songs;
        assert!(!songs.ids.is_empty() && songs.latents.nrows() == songs.ids.len());
        assert!(songs.latents.iter().chain(&songs.places).chain(&songs.means).all(|value| value.is_finite()));
        let again = write_model(&map).and_then(|bytes| read_model(&bytes));
        assert!(again.as_ref() == Ok(&map));
    }
}
