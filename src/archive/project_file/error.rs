//! What can be wrong with a file that is to be a project.

/// Why a project file cannot be opened, or written. Crosses to the page as `{code, …data}`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ProjectFileError {
    /// It is no file of such tensors, or one of another program.
    #[error("this is no project of Songscape")]
    ProjectForeign {},
    /// It ends too early.
    #[error("the file ends after {found} bytes, before what it promises")]
    ProjectTruncated {
        /// Bytes there are.
        found: u64,
    },
    /// Written in a version of the format that is not known.
    #[error("the file is written in version {found} of the format; {known} is known")]
    ProjectVersion {
        /// Its version.
        found: String,
        /// The version known.
        known: u32,
    },
    /// There is more of something than is read or written.
    #[error("{part}: {found}, at most {most} are possible")]
    ProjectTooLarge {
        /// Of what: `bytes`, `header`, `songs`, `runs`, `frames`, `columns`.
        part: String,
        /// How much there is, by the file's word.
        found: u64,
        /// How much may be.
        most: u64,
    },
    /// A part is missing, cannot be read, or does not fit the others.
    #[error("{part}: {message}")]
    ProjectDamaged {
        /// The tensor or entry.
        part: String,
        /// What is wrong.
        message: String,
    },
    /// A tensor holds NaN, an infinity, or a number that its place does not allow.
    #[error("{part} holds a number that no project has")]
    ProjectNumbers {
        /// The tensor.
        part: String,
    },
}

/// A part that is not as it should be.
pub(super) fn damaged(part: impl Into<String>, message: impl std::fmt::Display) -> ProjectFileError {
    ProjectFileError::ProjectDamaged { part: part.into(), message: message.to_string() }
}
