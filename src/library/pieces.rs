//! A file of which only pieces are here, as something to read and seek in.

use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom};

/// The least number of bytes worth one read.
const LEAST: u64 = 32 << 10;
/// The most bytes of one read.
const MOST: u64 = 8 << 20;

/// Pieces of a file, in order, not touching each other.
#[derive(Debug)]
pub(super) struct Pieces {
    size: u64,
    held: Vec<(u64, Vec<u8>)>,
    position: u64,
    wanted: Option<(u64, u32)>,
    /// Nothing more is fetched: where no piece is, the file ends.
    pub(super) closed: bool,
}

impl Pieces {
    pub(super) fn new(size: u64) -> Self {
        Self { size, held: Vec::new(), position: 0, wanted: None, closed: false }
    }

    /// Bytes of the file.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Bytes that are here.
    pub(super) fn held(&self) -> u64 {
        self.held.iter().map(|(_, bytes)| bytes.len() as u64).sum()
    }

    pub(super) fn rewind(&mut self) {
        (self.position, self.wanted) = (0, None);
    }

    /// The piece that was missing, if a read failed for want of it.
    pub(super) fn take_wanted(&mut self) -> Option<(u64, u32)> {
        self.wanted.take()
    }

    /// Takes in the piece at `offset`. Fewer bytes than were asked for mean that the file is shorter than it said.
    pub(super) fn receive(&mut self, offset: u64, asked: u32, bytes: &[u8]) {
        let bytes = &bytes[..bytes.len().min(asked as usize)];
        if bytes.len() < asked as usize {
            self.size = self.size.min(offset + bytes.len() as u64);
        }
        let at = self.held.partition_point(|(start, _)| *start <= offset);
        match at.checked_sub(1).and_then(|before| self.held.get_mut(before)) {
            Some((start, before)) if *start + before.len() as u64 == offset => before.extend_from_slice(bytes),
            _ => self.held.insert(at, (offset, bytes.to_vec())),
        }
    }

    /// Reading on where a piece ends, as much again is fetched as is here: few reads, and at most half of them in vain.
    fn want(&mut self, next: u64, before: u64) {
        let length = before.clamp(LEAST, MOST).min(next.min(self.size) - self.position);
        self.wanted = Some((self.position, length as u32));
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if self.position >= self.size || buffer.is_empty() {
            return Ok(0);
        }
        // Once a piece is wanted nothing else matters: whatever is read after it is read again.
        if self.wanted.is_some() {
            return Err(Error::from(ErrorKind::WouldBlock));
        }
        let after = self.held.partition_point(|(start, _)| *start <= self.position);
        let next = self.held.get(after).map_or(self.size, |(start, _)| *start);
        let mut before = 0;
        if let Some((start, bytes)) = after.checked_sub(1).and_then(|at| self.held.get(at)) {
            let inside = (self.position - start) as usize;
            if inside < bytes.len() {
                let count = buffer.len().min(bytes.len() - inside);
                buffer[..count].copy_from_slice(&bytes[inside..inside + count]);
                self.position += count as u64;
                return Ok(count);
            }
            if inside == bytes.len() {
                before = bytes.len() as u64;
            }
        }
        if self.closed {
            return Ok(0);
        }
        self.want(next, before);
        Err(Error::from(ErrorKind::WouldBlock))
    }
}

impl Seek for Pieces {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let (from, by) = match to {
            SeekFrom::Start(offset) => (offset, 0),
            SeekFrom::End(by) => (self.size, by),
            SeekFrom::Current(by) => (self.position, by),
        };
        self.position = from.checked_add_signed(by).ok_or_else(|| Error::from(ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}
