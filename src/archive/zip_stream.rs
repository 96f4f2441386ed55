//! A `.zip` made entry by entry: each gives the bytes to put behind the file so far, and nothing else is kept of it.
//!
//! The crate `zip` writes it. Its writer for streams puts sizes and checksums *behind* each entry, which some programs
//! cannot read; its other writer wants to seek. So it is given a file of which only the end is at hand
//! (`Tail`): each entry is deflated by itself first, so that sizes and checksum are in front of it and nothing
//! has to be gone back to.
//!
//! The same entries give the same bytes: all are dated 1 January 1980, the format's first day.
//!
//! # Reference
//! APPNOTE.TXT 6.3.10. From 65,536 entries, or 4 GiB, on it is a Zip64 archive.

use std::cell::RefCell;
use std::io::{self, Seek, SeekFrom, Write};
use std::rc::Rc;

use zip::result::ZipError;
use zip::write::{PreparedZipFile, SimpleFileOptions};
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::ArchiveError;
use super::entry_name::EntryNames;

/// An archive on its way.
pub struct Archive {
    writer: ZipWriter<Tail>,
    tail: Tail,
    names: EntryNames,
}

impl Default for Archive {
    fn default() -> Self {
        Archive::new()
    }
}

impl Archive {
    /// One without entries.
    pub fn new() -> Archive {
        let tail = Tail::default();
        Archive { writer: ZipWriter::new(tail.clone()), tail, names: EntryNames::default() }
    }

    /// Adds a file; returns what to put behind the archive so far.
    ///
    /// The path is relative, with `/` between folders and names that [`safe_name`](super::safe_name) would leave as they
    /// are. One that a disk would take for an earlier one gets a number: `a (2).png`. Pictures and other entries that are compressed
    /// already are better stored (`compress` false).
    ///
    /// # Errors
    /// [`ArchiveError::ArchivePath`]; the archive is as before then. [`ArchiveError::ArchiveNotWritten`].
    pub fn add(&mut self, path: &str, bytes: &[u8], compress: bool) -> Result<Vec<u8>, ArchiveError> {
        let method = if compress { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644)
            .system(System::Unix);
        let name = self.names.claim(path)?;
        let file = PreparedZipFile::from_data(name, options, bytes).map_err(not_written)?;
        self.writer.add_prepared_file(file).map_err(not_written)?;
        Ok(self.tail.take())
    }

    /// The last bytes: the directory of all entries.
    ///
    /// # Errors
    /// [`ArchiveError::ArchiveNotWritten`].
    pub fn finish(self) -> Result<Vec<u8>, ArchiveError> {
        Ok(self.writer.finish().map_err(not_written)?.take())
    }
}

fn not_written(error: ZipError) -> ArchiveError {
    ArchiveError::ArchiveNotWritten { what: error.to_string().chars().take(200).collect() }
}

/// A file of which only the end is at hand; what was taken from it is written already.
#[derive(Clone, Default)]
struct Tail(Rc<RefCell<End>>);

#[derive(Default)]
struct End {
    /// Bytes taken.
    taken: u64,
    /// Bytes behind those.
    bytes: Vec<u8>,
    /// Where among the latter the next byte goes.
    at: usize,
}

impl Tail {
    fn take(&self) -> Vec<u8> {
        let mut end = self.0.borrow_mut();
        end.taken += end.bytes.len() as u64;
        end.at = 0;
        std::mem::take(&mut end.bytes)
    }
}

impl Write for Tail {
    fn write(&mut self, written: &[u8]) -> io::Result<usize> {
        let mut end = self.0.borrow_mut();
        let End { bytes, at, .. } = &mut *end;
        let over = written.len().min(bytes.len() - *at);
        let (replaced, further) = written.split_at(over);
        bytes[*at..*at + over].copy_from_slice(replaced);
        bytes.extend_from_slice(further);
        *at += written.len();
        Ok(written.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Tail {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let mut end = self.0.borrow_mut();
        let length = end.taken + end.bytes.len() as u64;
        let wanted = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::End(way) => length.checked_add_signed(way),
            SeekFrom::Current(way) => (end.taken + end.at as u64).checked_add_signed(way),
        };
        let place = wanted.filter(|place| (end.taken..=length).contains(place));
        let Some(place) = place else {
            return Err(io::Error::new(io::ErrorKind::Unsupported, "this part of the archive is written already"));
        };
        end.at = (place - end.taken) as usize;
        Ok(place)
    }
}
