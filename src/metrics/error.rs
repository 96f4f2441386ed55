//! What can be wrong with points and labels that are to be scored.

use ndarray::ArrayView2;

/// Why a score could not be computed at all (a score that is merely undefined is `None`, not an error).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum MetricError {
    /// Points and labels do not belong together.
    #[error("{labels} labels for {rows} rows: there must be one label a row")]
    ScoreLabelCount {
        /// Labels received.
        labels: usize,
        /// Rows received.
        rows: usize,
    },
    /// A map and the points it shows do not belong together.
    #[error("a map of {found} rows does not show {expected} points")]
    ScoreMapRows {
        /// Points to be shown.
        expected: usize,
        /// Rows of the map.
        found: usize,
    },
    /// A coordinate is NaN or infinite, so distances to that row mean nothing.
    #[error("row {row}, column {column} is not a finite number: it cannot be scored")]
    ScoreNotFinite {
        /// Row of the first such coordinate.
        row: usize,
        /// Its column.
        column: usize,
    },
}

/// The place of the first coordinate, in reading order, that is NaN or infinite.
#[must_use]
pub fn first_not_finite(points: ArrayView2<'_, f32>) -> Option<(usize, usize)> {
    points.indexed_iter().find(|(_, value)| !value.is_finite()).map(|(place, _)| place)
}

/// Refuses points and labels that cannot be scored.
pub(super) fn check(points: ArrayView2<'_, f32>, labels: &[i32]) -> Result<(), MetricError> {
    check_count(labels.len(), points.nrows())?;
    match first_not_finite(points) {
        Some((row, column)) => Err(MetricError::ScoreNotFinite { row, column }),
        None => Ok(()),
    }
}

/// Refuses label lists of different lengths.
pub(super) fn check_count(labels: usize, rows: usize) -> Result<(), MetricError> {
    if labels == rows { Ok(()) } else { Err(MetricError::ScoreLabelCount { labels, rows }) }
}
