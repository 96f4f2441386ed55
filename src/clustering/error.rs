//! What can be wrong with points, labels and numbers handed to a clustering.

use ndarray::ArrayView2;

use crate::metrics::{MetricError, first_not_finite};

/// Why a clustering refused its input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ClusteringError {
    /// A coordinate is NaN or infinite.
    #[error("row {row}, column {column} is not a finite number: it cannot be clustered")]
    PointNotFinite {
        /// Row of the first such coordinate.
        row: usize,
        /// Its column.
        column: usize,
    },
    /// Zero groups were asked for.
    #[error("{clusters} clusters were asked for: there must be at least 1")]
    NoClusters {
        /// Groups asked for.
        clusters: usize,
    },
    /// Starting centres of another width than the points, or with a coordinate that is not finite.
    #[error(
        "the starting centres ({centres} × {centre_columns}) do not fit points of {columns} columns, or are not finite"
    )]
    UnfitCentres {
        /// Number of centres.
        centres: usize,
        /// Their columns.
        centre_columns: usize,
        /// Columns of the points.
        columns: usize,
    },
    /// Two labelings to be compared have different lengths.
    #[error("{labels} labels for {rows} rows: there must be one label a row")]
    ClusterLabelCount {
        /// Labels received.
        labels: usize,
        /// Rows expected.
        rows: usize,
    },
    /// A row was asked for that is not there.
    #[error("there is no row {row} among {rows} rows (counted from 0)")]
    NoSuchRow {
        /// Row asked for, counted from 0.
        row: usize,
        /// Rows there are.
        rows: usize,
    },
    /// The k-means crate refused what was checked before; kept so that nothing is swallowed.
    #[error("k-means with {clusters} clusters on {rows} rows gave no finite result")]
    NoFiniteResult {
        /// Groups asked for.
        clusters: usize,
        /// Rows received.
        rows: usize,
    },
}

impl From<MetricError> for ClusteringError {
    fn from(error: MetricError) -> Self {
        match error {
            MetricError::ScoreLabelCount { labels, rows } => Self::ClusterLabelCount { labels, rows },
            MetricError::ScoreNotFinite { row, column } => Self::PointNotFinite { row, column },
        }
    }
}

/// Refuses points with a coordinate that is not finite.
pub(super) fn check_finite(points: ArrayView2<'_, f32>) -> Result<(), ClusteringError> {
    match first_not_finite(points) {
        Some((row, column)) => Err(ClusteringError::PointNotFinite { row, column }),
        None => Ok(()),
    }
}
