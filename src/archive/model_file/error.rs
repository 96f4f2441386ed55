//! What can be wrong with a file that is to be a trained map.

/// Why a model file cannot be used. Crosses to the page as `{code, …data}`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ModelFileError {
    /// More bytes than are read.
    #[error("the file is larger than the {most} bytes that are read")]
    ModelTooLarge {
        /// Most bytes read.
        most: u64,
    },
    /// It does not begin as such files do.
    #[error("this is no file of safetensors")]
    ModelNotSafetensors {},
    /// The list of what is in it is longer than any true one.
    #[error("the file says that its header has {bytes} bytes; {most} are read")]
    ModelHeaderTooLarge {
        /// Bytes by the file's word.
        bytes: u64,
        /// Most bytes read.
        most: u64,
    },
    /// It ends too early.
    #[error("the file ends after {found} bytes, before what it promises")]
    ModelTruncated {
        /// Bytes there are.
        found: u64,
    },
    /// The list of what is in it does not describe what is in it.
    #[error("the header does not describe the file")]
    ModelDamaged {},
    /// A model of another program.
    #[error("the file holds tensors, but was not saved by Songscape")]
    ModelForeign {},
    /// Written in a version of the format that is not known.
    #[error("the file is written in version {found} of the format; {known} is known")]
    ModelVersion {
        /// Its version.
        found: String,
        /// The version known.
        known: u32,
    },
    /// Its songs were heard with another version of the features: further ones would be described otherwise.
    #[error("the songs were described by version {found} of the features; songs are now by {known}")]
    ModelFeatures {
        /// Its version.
        found: String,
        /// The version of this engine.
        known: u32,
    },
    /// A part is not there.
    #[error("{part} is missing")]
    ModelPartMissing {
        /// The tensor or entry.
        part: String,
    },
    /// A part cannot be read.
    #[error("{part} cannot be read: {message}")]
    ModelPartDamaged {
        /// The tensor or entry.
        part: String,
        /// What the reader says.
        message: String,
    },
    /// A tensor has another shape than the rest of the file needs.
    #[error("{part} has the shape {found:?} where {expected:?} is needed")]
    ModelShape {
        /// The tensor.
        part: String,
        /// Its shape.
        found: Vec<usize>,
        /// The shape needed.
        expected: Vec<usize>,
    },
    /// A tensor holds NaN, an infinity, or a number that its place does not allow.
    #[error("{part} holds a number that no model has")]
    ModelNumbers {
        /// The tensor.
        part: String,
    },
    /// There are more songs on it than a page can show.
    #[error("there are {found} songs on the map; {most} are read")]
    ModelTooManySongs {
        /// Its songs.
        found: usize,
        /// Most songs read.
        most: usize,
    },
}
