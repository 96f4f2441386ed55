//! What a visitor takes home, as bytes for a download.

use wasm_bindgen::prelude::*;

use super::{convert::read, error::Answer};
use crate::archive::{MetricsRow, metrics_csv};

/// `clustering_metrics.csv` of runs: an array of `{settings, metrics, warnings: [code]}`.
///
/// # Errors
/// Rows that cannot be read.
#[wasm_bindgen(js_name = metricsCsv)]
pub fn metrics_csv_bytes(rows: JsValue) -> Answer<Vec<u8>> {
    Ok(metrics_csv(&read::<Vec<MetricsRow>>("runs", rows)?))
}
