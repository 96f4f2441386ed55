//! A trained map as a file: the tensors of everything that was fitted in one `.safetensors`, and what is no tensor as
//! JSON in the entry `songscape` of its `__metadata__`. `docs/model_file.md` lists the tensors and reads them in Python.
//!
//! A file that comes back is a stranger's: nothing in it is believed before it was checked, and what is wrong with it has
//! a code ([`ModelFileError`]).
//!
//! [`safetensors`](super::safetensors) checks that the header is JSON, that tensors lie side by side without gap, and that
//! sizes are those of shapes and types. What the tensors mean, and whether their numbers are any, is checked here.

mod error;
mod read;
mod tensors;
mod write;

pub use error::ModelFileError;
pub use read::read_model;
pub use write::write_model;

use serde::{Deserialize, Serialize};

use crate::{
    experiment::Column,
    models::network::{Kind, Network},
    settings::Settings,
};

/// Version of the format. Raised when a file of before can no longer be read, or one of now not by an engine of before.
pub const MODEL_VERSION: u32 = 1;
/// The largest file that is read, in bytes.
pub const MOST_BYTES: usize = 512 << 20;
/// The longest header that is read, in bytes: room for the names of fifty thousand songs.
pub const MOST_HEADER: usize = 32 << 20;
/// The most songs on a map that is read.
pub const MOST_SONGS: usize = 50_000;

/// The entry of the metadata that all is in. One, because the order of several is nobody's promise, and the same model
/// should be the same bytes.
const ENTRY: &str = "songscape";

/// What of a trained map is no tensor.
#[derive(Serialize, Deserialize)]
struct About {
    version: u32,
    feature_version: u32,
    settings: Settings,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    network: Option<NetworkAbout>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sound_network: Option<NetworkAbout>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vocabulary: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    genres: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    condition: Option<Vec<String>>,
    songs: SongsAbout,
}

/// Shape and kind of a network; its numbers are tensors.
#[derive(Serialize, Deserialize)]
struct NetworkAbout {
    #[serde(flatten)]
    network: Network,
    trained_as: Kind,
    /// Whether log σ² is kept within ±10.
    guarded: bool,
}

/// One entry a row of the map.
#[derive(Serialize, Deserialize)]
struct SongsAbout {
    ids: Vec<String>,
    song_ids: Vec<String>,
    titles: Vec<String>,
    artists: Vec<String>,
    columns: Vec<Column>,
}
