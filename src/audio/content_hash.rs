//! A name for a file's content, so that the same song is known again: dropped twice, or in a later visit.
//!
//! It is the BLAKE3 hash of the file's size and of its excerpt (the bytes handed to the decoder), cut to 128 bits. The
//! crate `blake3` is the reference implementation; its pure-Rust path hashes the 1–5 MB of an excerpt in some
//! milliseconds, in WebAssembly too.
//!
//! The same content always has the same hash, whatever the file is called. What is *not* covered: bytes behind the
//! first seconds, other than by their number, and tags or pictures, other than by their length. So two files share a
//! hash only if they are equally long and all that is ever heard of them here is equal; then their features are equal
//! too. A song whose cover was changed is a new song.

/// The hash of a file of `file_size` bytes whose excerpt is `excerpt`: 32 hexadecimal digits.
///
/// ```
/// use songscape::audio::content_hash::content_hash;
///
/// assert_eq!(content_hash(3, b"abc"), content_hash(3, b"abc"));
/// assert_ne!(content_hash(3, b"abc"), content_hash(4, b"abc"));
/// ```
pub fn content_hash(file_size: u64, excerpt: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&file_size.to_le_bytes());
    hasher.update(excerpt);
    hasher.finalize().as_bytes()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}
