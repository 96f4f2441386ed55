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
    /// The distances of all pairs do not fit into memory.
    #[error("the distances of all pairs of {rows} rows take {bytes} bytes, more than there are")]
    NoRoomForMatrix {
        /// Rows received.
        rows: usize,
        /// Bytes of the matrix.
        bytes: u64,
    },
    /// A radius must be a positive number.
    #[error("eps is {eps}: a radius must be above 0")]
    EpsNotPositive {
        /// The radius received; NaN is kept as `null` in JSON.
        eps: Radius,
    },
    /// A neighbourhood of no points.
    #[error("0 points were asked for in a neighbourhood: it holds at least the point itself")]
    NoMinSamples {},
    /// Groups of fewer than two rows are no groups.
    #[error("groups of {min_cluster_size} were allowed: a group has at least 2 rows")]
    GroupsTooSmall {
        /// Least size received.
        min_cluster_size: usize,
    },
    /// The eigenvectors of the neighbour graph could not be told apart in the work allowed.
    #[error("the eigenvectors of the neighbour graph of {rows} rows were not found: more neighbours make it easier")]
    EigenvectorsNotConverged {
        /// Rows of the graph.
        rows: usize,
    },
    /// The mixture's likelihood left the numbers (never seen; kept so that nothing is swallowed).
    #[error("the Gaussian mixture gave no finite likelihood")]
    MixtureNotFinite {},
    /// Distances overflowed in spite of what was checked before; kept so that nothing is swallowed.
    #[error("k-means with {clusters} clusters on {rows} rows gave no finite result")]
    NoFiniteResult {
        /// Groups asked for.
        clusters: usize,
        /// Rows received.
        rows: usize,
    },
}

/// A radius as it was received. Two are equal if their bits are, so that NaN equals itself.
#[derive(Debug, Clone, Copy, serde::Serialize)]
#[serde(transparent)]
pub struct Radius(pub f64);

impl PartialEq for Radius {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Radius {}

impl std::fmt::Display for Radius {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl From<MetricError> for ClusteringError {
    fn from(error: MetricError) -> Self {
        match error {
            MetricError::ScoreLabelCount { labels, rows } => Self::ClusterLabelCount { labels, rows },
            MetricError::ScoreNotFinite { row, column } => Self::PointNotFinite { row, column },
            // Groupings are not scored by maps; kept so that nothing is swallowed.
            MetricError::ScoreMapRows { expected, found } => Self::ClusterLabelCount { labels: found, rows: expected },
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
