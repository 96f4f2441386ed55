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
    /// A list of neighbours that belongs to other rows than those to be drawn.
    #[error("neighbours of {found} rows do not belong to {expected} rows")]
    NeighbourRows {
        /// Rows to be drawn.
        expected: usize,
        /// Rows the list is of (or it names rows beyond them).
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
    /// A map needs each row's neighbours: itself and at least one other.
    #[error("{neighbours} neighbours, itself counted: at least 2 are needed")]
    TooFewMapNeighbours {
        /// Neighbours asked for.
        neighbours: usize,
    },
    /// The least distance on the map must lie between 0 and 1.
    #[error("the least distance on the map must lie between 0 and 1")]
    MinDistOutOfRange {},
    /// A table of neighbours does not fit the points.
    #[error("{expected} neighbours for each of {rows} rows are needed, the table has {found} a row or does not fit")]
    MapNeighbours {
        /// Rows of the points.
        rows: usize,
        /// Neighbours needed for each, itself not counted.
        expected: usize,
        /// Neighbours the table has for each.
        found: usize,
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
