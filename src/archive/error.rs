//! What can stand in the way of a file that a visitor takes home.

use serde::Serialize;

/// Why a file could not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ArchiveError {
    /// A path that leaves the archive's folder, or that some system could not unpack.
    #[error("an archive has no place for an entry called {path:?}")]
    ArchivePath {
        /// The path, its first 200 characters.
        path: String,
    },
    /// What belongs to the songs is not one a song.
    #[error("{part} has {found} values where {expected} belong")]
    ArchiveRows {
        /// What it is.
        part: String,
        /// Values it has.
        found: usize,
        /// Values it should have.
        expected: usize,
    },
    /// The crate that writes archives gave up.
    #[error("the archive could not be written: {what}")]
    ArchiveNotWritten {
        /// What it said.
        what: String,
    },
}
