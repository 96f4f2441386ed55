//! Characters from bytes: UTF-8, UTF-16, or an old encoding of one byte a character.
//!
//! The decoding is `encoding_rs`'s, which is what browsers themselves use. What it leaves to its caller is to say *which*
//! encoding a file has; the order here is: a byte order mark; bytes that are valid UTF-8; the pattern that UTF-16 makes of
//! spaces and line ends; UTF-8 with a few damaged bytes; and last windows-1252, which is what spreadsheet programs of
//! Western Europe save when they are not asked.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A file as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<'bytes> {
    /// The characters, without a byte order mark; unreadable bytes have become U+FFFD.
    pub characters: Cow<'bytes, str>,
    /// Name of the encoding by the WHATWG Encoding Standard.
    pub encoding: &'static str,
    /// Whether the encoding is a guess, the bytes being no Unicode at all.
    pub guessed: bool,
    /// How many times bytes had to be replaced by U+FFFD.
    pub unreadable: usize,
}

/// Reads bytes as text. Never fails: what means nothing becomes U+FFFD and is counted.
pub fn decode(bytes: &[u8]) -> Text<'_> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return read(encoding, &bytes[mark..], false);
    }
    // ASCII in UTF-16 is valid UTF-8, with a NUL in every second place; other scripts in UTF-16 are not.
    let is_utf_8 = std::str::from_utf8(bytes).is_ok();
    if let Some(encoding) = utf_16_without_mark(bytes, if is_utf_8 { 2 } else { 16 }) {
        return read(encoding, bytes, false);
    }
    if is_utf_8 {
        return read(UTF_8, bytes, false);
    }
    if is_utf_8_with_damage(bytes) {
        return read(UTF_8, bytes, false);
    }
    read(WINDOWS_1252, bytes, true)
}

fn read<'bytes>(encoding: &'static Encoding, bytes: &'bytes [u8], guessed: bool) -> Text<'bytes> {
    let (characters, replaced) = encoding.decode_without_bom_handling(bytes);
    let unreadable = if replaced { characters.matches('\u{FFFD}').count() } else { 0 };
    Text { characters, encoding: encoding.name(), guessed, unreadable }
}

/// How many bytes at the beginning decide whether a file without a mark is UTF-16.
const BEGINNING: usize = 4 << 10;

/// UTF-16 betrays itself by white space and other ASCII: a NUL on one side of it, always the same side.
///
/// At least one unit in `share` must be ASCII, and ten times as many on one side as on the other, so that a table of text with a
/// stray NUL here and there is not taken for UTF-16.
fn utf_16_without_mark(bytes: &[u8], share: usize) -> Option<&'static Encoding> {
    let units = bytes[..bytes.len().min(BEGINNING)].chunks_exact(2);
    let count = units.len();
    let (mut little, mut big) = (0, 0);
    for unit in units {
        match *unit {
            [low, 0] if is_ascii_text(low) => little += 1,
            [0, low] if is_ascii_text(low) => big += 1,
            _ => {}
        }
    }
    let enough = |ascii: usize, other: usize| ascii >= 2 && ascii * share >= count && ascii >= other * 10;
    let fits = |encoding: &'static Encoding| {
        // The beginning may end in the middle of a surrogate pair: its last unit does not count.
        let even = bytes.len().min(BEGINNING) & !1;
        let (text, _) = encoding.decode_without_bom_handling(&bytes[..even]);
        text.trim_end_matches('\u{FFFD}').matches('\u{FFFD}').count() == 0
    };
    if enough(little, big) && fits(UTF_16LE) {
        Some(UTF_16LE)
    } else if enough(big, little) && fits(UTF_16BE) {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn is_ascii_text(byte: u8) -> bool {
    byte.is_ascii_graphic() || byte.is_ascii_whitespace()
}

/// Whether most of what is beyond ASCII is whole UTF-8 characters, and so the rest is damage.
fn is_utf_8_with_damage(bytes: &[u8]) -> bool {
    let (mut whole, mut damaged) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        damaged += usize::from(!chunk.invalid().is_empty());
    }
    whole > 4 * damaged
}
