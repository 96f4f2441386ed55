//! Any bytes as a sound file with tags: no panic, no endless asking, nothing asked for that lies outside of the file,
//! also when it is shorter than the browser said; and what is found says something.

use songscape::library::{LibraryError, TagReader, TagStep, Tags};

/// # Panics
/// When one of those does not hold.
pub fn check(bytes: &[u8]) {
    for claimed in [bytes.len() as u64, bytes.len() as u64 + 70_000] {
        if let Ok(Tags { title, artist, genre, lyrics }) = in_pieces(bytes, claimed) {
            let texts = [title, artist, genre, lyrics];
            assert!(texts.iter().flatten().all(|text| !text.trim().is_empty()), "{texts:?}");
        }
    }
}

fn in_pieces(bytes: &[u8], claimed: u64) -> Result<Tags, LibraryError> {
    let mut reader = TagReader::new(claimed);
    let mut piece = None;
    for _ in 0..200 {
        match reader.step(piece)? {
            TagStep::Read { offset, length } => {
                assert!(length > 0 && offset + u64::from(length) <= claimed);
                let inside = |at: u64| bytes.len().min(at as usize);
                piece = Some(&bytes[inside(offset)..inside(offset + u64::from(length))]);
            }
            TagStep::Done(tags) => return Ok(tags),
        }
    }
    panic!("no end of steps");
}
