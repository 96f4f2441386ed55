//! One array of NumPy's `.npy` format, read without trusting a word of its header.
//!
//! `npyz` and `ndarray-npy` read the same format, but for files one wrote oneself: both parse the header with
//! `py_literal`, which goes as deep as the brackets it meets (a header of brackets overflows the stack); `npyz` sets
//! aside up to 4 GB because a length field says so, before it has seen a byte, and multiplies the dimensions unchecked.
//! Here the header is the dictionary of three entries that NumPy writes or it is refused, and nothing is allocated that
//! the file does not hold.
//!
//! # Reference
//! NumPy 2.4, `numpy.lib.format`, versions 1.0, 2.0 and 3.0.

use super::LibraryError;

/// The longest header that is read, in bytes. NumPy's own are 118.
const MOST_HEADER: usize = 1 << 16;
/// The most dimensions of an array, as in NumPy 1.
const MOST_DIMENSIONS: usize = 32;
/// The most bytes that are said to be missing: the largest whole number that JavaScript holds.
const MOST_NEEDED: u64 = (1 << 53) - 1;

/// What an array holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    Float4,
    Float8,
    Integer4,
    Integer8,
    /// Text of this many code points, filled up with NUL.
    Unicode(usize),
}

impl Element {
    fn bytes(self) -> Option<usize> {
        match self {
            Self::Float4 | Self::Integer4 => Some(4),
            Self::Float8 | Self::Integer8 => Some(8),
            Self::Unicode(length) => length.checked_mul(4),
        }
    }

    /// Whether it is a number with a fraction, as features are.
    pub(super) fn is_float(self) -> bool {
        matches!(self, Self::Float4 | Self::Float8)
    }
}

/// What the header of an array says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) element: Element,
    pub(super) big_endian: bool,
    pub(super) fortran_order: bool,
    pub(super) shape: Vec<usize>,
    /// Where the elements begin in the file.
    start: usize,
}

impl Header {
    /// Reads the header at the beginning of `bytes`.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, LibraryError> {
        let not_npy = || LibraryError::TensorNotNumpy {};
        let rest = bytes.strip_prefix(b"\x93NUMPY").ok_or_else(not_npy)?;
        let (length, start) = match *rest {
            [1, 0, a, b, ..] => (usize::from(u16::from_le_bytes([a, b])), 10),
            [2 | 3, 0, a, b, c, d, ..] => (u32::from_le_bytes([a, b, c, d]) as usize, 12),
            [major, minor, ..] if !matches!((major, minor), (1..=3, 0)) => {
                return Err(LibraryError::TensorVersion { major, minor });
            }
            _ => return Err(LibraryError::TensorTruncated { needed: 12, found: bytes.len() as u64 }),
        };
        if length > MOST_HEADER {
            return Err(LibraryError::TensorHeaderDamaged {});
        }
        let text = bytes
            .get(start..start + length)
            .ok_or(LibraryError::TensorTruncated { needed: (start + length) as u64, found: bytes.len() as u64 })?;
        let text = std::str::from_utf8(text).map_err(|_| LibraryError::TensorHeaderDamaged {})?;
        let entries = Entries::read(text).ok_or(LibraryError::TensorHeaderDamaged {})?;
        let (element, big_endian) = element_of(entries.descr)
            .ok_or_else(|| LibraryError::TensorDtype { found: entries.descr.chars().take(40).collect() })?;
        Ok(Self {
            element,
            big_endian,
            fortran_order: entries.fortran_order,
            shape: entries.shape,
            start: start + length,
        })
    }

    /// The elements' bytes, and how many bytes each has, once the file is known to hold them all.
    fn elements<'bytes>(&self, bytes: &'bytes [u8]) -> Result<(&'bytes [u8], usize), LibraryError> {
        if self.shape.contains(&0) {
            return Err(LibraryError::TensorEmpty { shape: self.shape.clone() });
        }
        let each = self.element.bytes().ok_or(LibraryError::TensorHeaderDamaged {})?;
        let needed = self.shape.iter().fold(each as u64, |product, &length| product.saturating_mul(length as u64));
        let found = bytes.get(self.start..).unwrap_or_default();
        match usize::try_from(needed).ok().and_then(|needed| found.get(..needed)) {
            Some(elements) => Ok((elements, each)),
            None => Err(LibraryError::TensorTruncated { needed: needed.min(MOST_NEEDED), found: found.len() as u64 }),
        }
    }

    /// The numbers in the order they stand in the file.
    pub(super) fn numbers(&self, bytes: &[u8]) -> Result<Vec<f32>, LibraryError> {
        let (elements, each) = self.elements(bytes)?;
        let number = |element: &[u8]| {
            let mut buffer = [0; 8];
            buffer[..each].copy_from_slice(element);
            if self.big_endian {
                buffer[..each].reverse();
            }
            let half = [buffer[0], buffer[1], buffer[2], buffer[3]];
            match self.element {
                Element::Float4 => f32::from_le_bytes(half),
                Element::Float8 => f64::from_le_bytes(buffer) as f32,
                Element::Integer4 => i32::from_le_bytes(half) as f32,
                _ => i64::from_le_bytes(buffer) as f32,
            }
        };
        match self.element {
            Element::Unicode(length) => Err(LibraryError::TensorDtype { found: format!("<U{length}") }),
            _ => Ok(elements.chunks_exact(each).map(number).collect()),
        }
    }

    /// The elements as text; whole numbers as their digits.
    pub(super) fn texts(&self, bytes: &[u8]) -> Result<Vec<String>, LibraryError> {
        let (elements, each) = self.elements(bytes)?;
        let word = |word: &[u8]| {
            let mut buffer = [0; 8];
            buffer[..word.len()].copy_from_slice(word);
            if self.big_endian {
                buffer[..word.len()].reverse();
            }
            i64::from_le_bytes(buffer)
        };
        let letter = |letter: &[u8]| u32::try_from(word(letter)).ok().and_then(char::from_u32).unwrap_or('\u{FFFD}');
        match self.element {
            Element::Unicode(_) => Ok(elements
                .chunks_exact(each)
                .map(|element| {
                    element.chunks_exact(4).map(letter).collect::<String>().trim_end_matches('\0').to_owned()
                })
                .collect()),
            Element::Integer4 => {
                Ok(elements.chunks_exact(4).map(|element| (word(element) as i32).to_string()).collect())
            }
            Element::Integer8 => Ok(elements.chunks_exact(8).map(|element| word(element).to_string()).collect()),
            Element::Float4 => Err(LibraryError::TensorDtype { found: "f4".to_owned() }),
            Element::Float8 => Err(LibraryError::TensorDtype { found: "f8".to_owned() }),
        }
    }
}

/// `<f4` → four-byte floats, little endian.
fn element_of(descr: &str) -> Option<(Element, bool)> {
    let (order, kind) = (descr.get(..1)?, descr.get(1..)?);
    let element = match kind {
        "f4" => Element::Float4,
        "f8" => Element::Float8,
        "i4" => Element::Integer4,
        "i8" => Element::Integer8,
        _ => Element::Unicode(kind.strip_prefix('U')?.parse().ok().filter(|&length| length > 0)?),
    };
    match order {
        "<" => Some((element, false)),
        ">" => Some((element, true)),
        _ => None,
    }
}

/// The three entries of a header's dictionary.
struct Entries<'text> {
    descr: &'text str,
    fortran_order: bool,
    shape: Vec<usize>,
}

impl<'text> Entries<'text> {
    /// Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`, in any order of the entries.
    fn read(text: &'text str) -> Option<Self> {
        let mut rest = text.trim_ascii().strip_prefix('{')?.strip_suffix('}')?.trim_ascii();
        let (mut descr, mut fortran_order, mut shape) = (None, None, None);
        while !rest.is_empty() {
            let (key, after) = quoted(rest)?;
            let value = after.trim_ascii_start().strip_prefix(':')?.trim_ascii_start();
            rest = match key {
                // A structured type is a list; what there is of it serves to name it.
                "descr" if value.starts_with('[') => {
                    descr = Some(value);
                    shape.get_or_insert_with(Vec::new);
                    fortran_order.get_or_insert(false);
                    ""
                }
                "descr" => {
                    let (found, after) = quoted(value)?;
                    descr = Some(found);
                    after
                }
                "fortran_order" => {
                    let (found, after) = value.split_at_checked(value.find([',', ' ']).unwrap_or(value.len()))?;
                    fortran_order = Some(match found {
                        "True" => true,
                        "False" => false,
                        _ => return None,
                    });
                    after
                }
                "shape" => {
                    let (found, after) = value.strip_prefix('(')?.split_once(')')?;
                    shape = Some(dimensions(found)?);
                    after
                }
                _ => return None,
            };
            rest = rest.trim_ascii_start();
            rest = match rest.strip_prefix(',') {
                Some(after) => after.trim_ascii_start(),
                None if rest.is_empty() => rest,
                None => return None,
            };
        }
        Some(Self { descr: descr?, fortran_order: fortran_order?, shape: shape? })
    }
}

fn quoted(text: &str) -> Option<(&str, &str)> {
    let mark = text.chars().next().filter(|mark| matches!(mark, '\'' | '"'))?;
    text[1..].split_once(mark)
}

fn dimensions(text: &str) -> Option<Vec<usize>> {
    let text = text.trim_ascii();
    if text.is_empty() {
        return Some(Vec::new());
    }
    let text = text.strip_suffix(',').unwrap_or(text);
    let length = |length: &str| {
        // `3L` is how Python 2 wrote it.
        let length: u64 = length.trim_ascii().trim_end_matches('L').parse().ok()?;
        // What is more than fits into memory is more than the file has, and found out by that.
        Some(usize::try_from(length).unwrap_or(usize::MAX))
    };
    let lengths = text.split(',').map(length);
    lengths.take(MOST_DIMENSIONS + 1).collect::<Option<Vec<usize>>>().filter(|shape| shape.len() <= MOST_DIMENSIONS)
}
