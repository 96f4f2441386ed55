//! What can be wrong with points that are to be drawn on a map.

use crate::models::pca::PcaError;

/// Why a map could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ProjectionError {
    /// A coordinate is NaN or infinite.
    #[error("row {row}, column {column} is not a finite number: it has no place on a map")]
    MapNotFinite {
        /// Row of the first such coordinate.
        row: usize,
        /// Its column.
        column: usize,
    },
    /// A map or a matrix of another width than is needed (maps have 2 columns).
    #[error("{found} columns where {expected} are needed")]
    MapColumns {
        /// Columns needed.
        expected: usize,
        /// Columns received.
        found: usize,
    },
    /// Two maps that are to be laid over each other show different numbers of rows.
    #[error("a map of {found} rows cannot be laid over one of {expected}")]
    MapRows {
        /// Rows of the map before.
        expected: usize,
        /// Rows received.
        found: usize,
    },
    /// The decomposition of a finite matrix did not converge.
    #[error("the map of {rows} × {columns} values did not converge")]
    MapNotConverged {
        /// Rows received.
        rows: usize,
        /// Columns received.
        columns: usize,
    },
}

impl From<PcaError> for ProjectionError {
    fn from(error: PcaError) -> Self {
        match error {
            PcaError::PcaNotFinite { row, column } => Self::MapNotFinite { row, column },
            PcaError::PcaColumns { expected, found } => Self::MapColumns { expected, found },
            PcaError::PcaNotConverged { rows, columns } => Self::MapNotConverged { rows, columns },
        }
    }
}
