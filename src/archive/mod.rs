//! What a visitor takes home: files in the formats that other programs read.

pub mod metrics_csv;

pub use metrics_csv::{MetricsRow, metrics_csv};
