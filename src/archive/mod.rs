//! What a visitor takes home: files in the formats that other programs read.

mod error;
mod entry_name;
pub mod zip_stream;
pub mod metrics_csv;
pub mod songs_csv;
pub mod latents_npz;
pub mod playlist;
pub mod model_file;
pub mod project_file;
pub mod safetensors;

pub use entry_name::safe_name;
pub use error::ArchiveError;
pub use latents_npz::{Latents, latents_npz};
pub use metrics_csv::{MetricsRow, comparison_csv, metrics_csv};
pub use model_file::{ModelFileError, read_model, write_model};
pub use playlist::{Playlist, PlaylistEntry, playlist_m3u8};
pub use project_file::{Project, ProjectFileError, begin_project};
pub use songs_csv::{SongsTable, songs_csv};
pub use zip_stream::Archive;
