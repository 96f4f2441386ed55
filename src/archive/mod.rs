//! What a visitor takes home: files in the formats that other programs read.

pub mod metrics_csv;
pub mod model_file;
pub mod safetensors;

pub use metrics_csv::{MetricsRow, metrics_csv};
pub use model_file::{ModelFileError, read_model, write_model};
