//! Characters from bytes: UTF-8, UTF-16, or an old encoding of one byte a character.
//!
//! The standard library decodes the two Unicode forms. `encoding_rs` knows every old encoding besides, but brings the
//! tables of all of them whichever is used: measured, 178 kB of the module (133 kB compressed) for one table of 32
//! characters, since nothing here could tell the others apart. What has to be found out is *which* encoding a file has;
//! the order is: a byte order mark; the pattern that UTF-16 makes of spaces and line ends; bytes that are valid UTF-8;
//! UTF-8 with a few damaged bytes; and last windows-1252, which is what spreadsheet programs of Western Europe save
//! when they are not asked.

use std::borrow::Cow;

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
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => return utf_8(rest),
        [0xFF, 0xFE, rest @ ..] => return utf_16(rest, Order::Little),
        [0xFE, 0xFF, rest @ ..] => return utf_16(rest, Order::Big),
        _ => {}
    }
    // ASCII in UTF-16 is valid UTF-8, with a NUL in every second place; other scripts in UTF-16 are not.
    let is_utf_8 = std::str::from_utf8(bytes).is_ok();
    if let Some(order) = utf_16_without_mark(bytes, if is_utf_8 { 2 } else { 16 }) {
        return utf_16(bytes, order);
    }
    if is_utf_8 || is_utf_8_with_damage(bytes) { utf_8(bytes) } else { windows_1252(bytes) }
}

/// Which byte of a unit of UTF-16 comes first.
#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

impl Order {
    fn unit(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        }
    }
}

fn utf_8(bytes: &[u8]) -> Text<'_> {
    let characters = String::from_utf8_lossy(bytes);
    let unreadable = match characters {
        Cow::Borrowed(_) => 0,
        Cow::Owned(_) => bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count(),
    };
    Text { characters, encoding: "UTF-8", guessed: false, unreadable }
}

fn utf_16(bytes: &[u8], order: Order) -> Text<'static> {
    let (units, half) = bytes.as_chunks::<2>();
    let mut unreadable = half.len();
    let units = units.iter().map(|&unit| order.unit(unit));
    let mut characters: String = char::decode_utf16(units)
        .map(|character| {
            character.unwrap_or_else(|_| {
                unreadable += 1;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    if !half.is_empty() {
        characters.push(char::REPLACEMENT_CHARACTER);
    }
    let encoding = match order {
        Order::Little => "UTF-16LE",
        Order::Big => "UTF-16BE",
    };
    Text { characters: characters.into(), encoding, guessed: false, unreadable }
}

/// What windows-1252 has at 0x80 to 0x9F; everywhere else it is the first 256 characters of Unicode. The five places
/// that it leaves empty are control characters, as in the WHATWG Encoding Standard.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

fn windows_1252(bytes: &[u8]) -> Text<'static> {
    let character = |&byte: &u8| match byte {
        0x80..=0x9F => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    };
    let characters: String = bytes.iter().map(character).collect();
    Text { characters: characters.into(), encoding: "windows-1252", guessed: true, unreadable: 0 }
}

/// How many bytes at the beginning decide whether a file without a mark is UTF-16.
const BEGINNING: usize = 4 << 10;

/// UTF-16 betrays itself by white space and other ASCII: a NUL on one side of it, always the same side.
///
/// At least one unit in `share` must be ASCII, and ten times as many on one side as on the other, so that a table of
/// text with a stray NUL here and there is not taken for UTF-16.
fn utf_16_without_mark(bytes: &[u8], share: usize) -> Option<Order> {
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
    let fits = |order: Order| {
        // The beginning may end in the middle of a surrogate pair: its last unit does not count.
        let even = bytes.len().min(BEGINNING) & !1;
        utf_16(&bytes[..even], order).characters.trim_end_matches('\u{FFFD}').matches('\u{FFFD}').count() == 0
    };
    if enough(little, big) && fits(Order::Little) {
        Some(Order::Little)
    } else if enough(big, little) && fits(Order::Big) {
        Some(Order::Big)
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
