//! NumPy's `.npz`: a ZIP archive of `.npy` arrays, stored or deflated.
//!
//! The archive is read by the crate `zip`, with its other compressions switched off. It believes no size before it has
//! read what should be there; the one thing left to its caller is a limit on what comes out, so that a small file
//! cannot fill the memory.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::LibraryError;
use super::npy::Header;

/// The most bytes that one array may have once inflated.
pub const MOST_INFLATED: u64 = 512 << 20;
/// The most arrays that are looked at.
pub const MOST_ARRAYS: usize = 1_000;
/// Bytes that are enough to see any header in.
const ENOUGH_FOR_HEADER: u64 = (1 << 16) + 12;

/// An open archive, and what its arrays are.
pub(super) struct Npz<'bytes> {
    archive: ZipArchive<Cursor<&'bytes [u8]>>,
    /// Its arrays in their order.
    pub(super) arrays: Vec<Array>,
}

/// One array of an archive.
pub(super) struct Array {
    /// Its name, without `.npy`.
    pub(super) name: String,
    /// What its header says, or why that cannot be read.
    pub(super) header: Result<Header, LibraryError>,
    at: usize,
}

impl<'bytes> Npz<'bytes> {
    /// Opens an archive and reads the headers of its arrays.
    pub(super) fn open(bytes: &'bytes [u8]) -> Result<Self, LibraryError> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        if archive.len() > MOST_ARRAYS {
            return Err(LibraryError::TensorTooManyArrays { arrays: archive.len(), most: MOST_ARRAYS });
        }
        let mut arrays = Vec::new();
        for at in 0..archive.len() {
            let (name, beginning) = inflate(&mut archive, at, ENOUGH_FOR_HEADER)?;
            if let Some(name) = name.strip_suffix(".npy") {
                arrays.push(Array { name: name.to_owned(), header: Header::read(&beginning), at });
            }
        }
        Ok(Self { archive, arrays })
    }

    /// The place of the array of this name in [`Npz::arrays`].
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.arrays.iter().position(|array| array.name == name)
    }

    /// The names of the first arrays.
    pub(super) fn names(&self) -> Vec<String> {
        self.arrays.iter().take(20).map(|array| array.name.chars().take(80).collect()).collect()
    }

    /// The whole bytes of the array at a place in [`Npz::arrays`].
    pub(super) fn bytes(&mut self, array: usize) -> Result<Vec<u8>, LibraryError> {
        let (_, bytes) = inflate(&mut self.archive, self.arrays[array].at, MOST_INFLATED + 1)?;
        if bytes.len() as u64 > MOST_INFLATED {
            return Err(LibraryError::TensorTooLarge { most: MOST_INFLATED });
        }
        Ok(bytes)
    }
}

/// Name of the entry at `at`, and at most `most` bytes of it.
fn inflate(archive: &mut ZipArchive<Cursor<&[u8]>>, at: usize, most: u64) -> Result<(String, Vec<u8>), LibraryError> {
    let entry = archive.by_index(at).map_err(damaged)?;
    let name = entry.name().map_err(damaged)?.into_owned();
    let mut bytes = Vec::new();
    entry.take(most).read_to_end(&mut bytes).map_err(|error| damaged(error.into()))?;
    Ok((name, bytes))
}

fn damaged(error: zip::result::ZipError) -> LibraryError {
    LibraryError::TensorArchiveDamaged { what: error.to_string().chars().take(120).collect() }
}
