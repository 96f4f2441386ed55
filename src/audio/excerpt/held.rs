//! The part of a file that is in memory, and the pause that fetches more of it.
//!
//! The walks through the formats read as if the whole file lay before them: `held.view(offset, length)?`. When those
//! bytes are not here yet, the `?` carries a [`Pause::Read`] out of the walk; the caller reads the range, and the walk
//! runs again from its own fields. So no walk may change its fields before it has seen the bytes that justify the
//! change.

use super::ExcerptError;

/// The least number of bytes worth one read: a hop from header to header costs one slice of the file, whatever its
/// size.
pub(super) const HOP: u64 = 4 << 10;

/// How far ahead a walk reads that goes through the file byte after byte.
pub(super) const AHEAD: u64 = 1 << 20;

/// The most bytes asked for in one step.
const MOST_AT_ONCE: u64 = 8 << 20;

/// Why a walk stops short of its end.
#[derive(Debug)]
pub(super) enum Pause {
    /// It needs these bytes first.
    Read {
        /// Offset in the file.
        offset: u64,
        /// Number of bytes, at least 1, all inside the file.
        length: u32,
    },
    /// It can never end well.
    Failed(ExcerptError),
}

impl From<ExcerptError> for Pause {
    fn from(error: ExcerptError) -> Self {
        Self::Failed(error)
    }
}

/// One contiguous stretch of the file.
pub(super) struct Held {
    size: u64,
    start: u64,
    bytes: Vec<u8>,
}

impl Held {
    pub(super) fn new(size: u64) -> Self {
        Self { size, start: 0, bytes: Vec::new() }
    }

    /// The size of the file.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// The bytes of the file from `offset` to its end.
    pub(super) fn left(&self, offset: u64) -> u64 {
        self.size.saturating_sub(offset)
    }

    /// Takes in what was read at `offset`. Fewer bytes than were asked for mean that the file is shorter than it said.
    pub(super) fn receive(&mut self, offset: u64, asked: u32, bytes: &[u8]) {
        let bytes = &bytes[..bytes.len().min(asked as usize)];
        if bytes.len() < asked as usize {
            self.size = offset + bytes.len() as u64;
        }
        if offset == self.end() {
            self.bytes.extend_from_slice(bytes);
        } else {
            self.start = offset;
            self.bytes.clear();
            self.bytes.extend_from_slice(bytes);
        }
    }

    /// The `length` bytes at `offset`, or fewer where the file ends; pauses while they are not here.
    pub(super) fn view(&self, offset: u64, length: u64) -> Result<&[u8], Pause> {
        self.view_ahead(offset, length, HOP)
    }

    /// Like [`Held::view`]; but when it has to read, it reads at least `ahead` bytes.
    ///
    /// A gap shorter than `ahead` behind what is held is read through, and all stays held: so a walk that always looks
    /// `ahead` finds everything it has passed still here at its end. Beyond such a gap, what was held is given up.
    pub(super) fn view_ahead(&self, offset: u64, length: u64, ahead: u64) -> Result<&[u8], Pause> {
        let end = offset.saturating_add(length).min(self.size);
        if offset >= end {
            return Ok(&[]);
        }
        if self.start <= offset && end <= self.end() {
            let from = (offset - self.start) as usize;
            return Ok(&self.bytes[from..from + (end - offset) as usize]);
        }
        let continues = self.start <= offset && offset < self.end() + ahead;
        let from = if continues { self.end() } else { offset };
        let length = (end - from).max(ahead).min(MOST_AT_ONCE).min(self.size - from);
        Err(Pause::Read { offset: from, length: length as u32 })
    }

    /// Forgets what lies before `offset`: it will not be looked at again. Waits until that is at least half of what is
    /// held, so that the bytes behind it are not moved over and over.
    pub(super) fn forget_before(&mut self, offset: u64) {
        let gone = offset.saturating_sub(self.start).min(self.bytes.len() as u64) as usize;
        if gone * 2 >= self.bytes.len() {
            self.bytes.drain(..gone);
            self.start += gone as u64;
        }
    }

    fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }
}

/// The unsigned number of `width` bytes at `at`, most significant byte first; `None` beyond the end.
pub(super) fn big_endian(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let field = bytes.get(at..at.checked_add(width)?)?;
    Some(field.iter().fold(0, |number, &byte| number << 8 | u64::from(byte)))
}

/// The unsigned number of `width` bytes at `at`, least significant byte first; `None` beyond the end.
pub(super) fn little_endian(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let field = bytes.get(at..at.checked_add(width)?)?;
    Some(field.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
}
