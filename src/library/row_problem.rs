//! What can be wrong with one row or column of a table of which the rest is used.

/// What is wrong with one row or column of a table whose other rows are fine.
#[derive(Debug, Clone, PartialEq, thiserror::Error, serde::Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum RowProblem {
    /// The row has more or fewer cells than the header; it was skipped.
    #[error("line {line} has {cells} cells, the header {expected}")]
    RowRagged {
        /// Line on which the row begins, counted from 1.
        line: usize,
        /// Cells of the row.
        cells: usize,
        /// Columns of the header.
        expected: usize,
    },
    /// A quotation mark opens a cell and nothing closes it in time; the row was skipped.
    #[error("a quotation mark on line {line} is not closed; {lines} lines were skipped")]
    RowQuoteBroken {
        /// Line on which the row begins.
        line: usize,
        /// Lines skipped, at least 1.
        lines: usize,
    },
    /// The row has no id; it was skipped.
    #[error("line {line} has no id")]
    RowWithoutId {
        /// Line on which the row begins.
        line: usize,
    },
    /// An earlier row has the same id; this one was skipped.
    #[error("the id {id} on line {line} is also that of line {first_line}")]
    RowIdRepeated {
        /// Line on which the row begins.
        line: usize,
        /// Line of the row that was kept.
        first_line: usize,
        /// The id.
        id: String,
    },
    /// Two columns have the same name; the later one was renamed.
    #[error("the column {name} occurs twice; the second is called {renamed}")]
    ColumnRepeated {
        /// Line of the header.
        line: usize,
        /// The name of both.
        name: String,
        /// What the later one is called now.
        renamed: String,
    },
    /// A cell of a feature table is missing, NaN or infinite; the row was skipped.
    #[error("the column {column} has no finite number on line {line}")]
    RowNumberNotFinite {
        /// Line on which the row begins.
        line: usize,
        /// Name of the first such column.
        column: String,
        /// The beginning of the cell; empty where it is missing.
        found: String,
    },
    /// Every row has the same number in this column, so it tells no song from another.
    #[error("the column {name} holds {value} in every row")]
    ColumnConstant {
        /// Line of the header.
        line: usize,
        /// Name of the column.
        name: String,
        /// The number.
        value: f32,
    },
    /// A column without a name only counts the rows, as some programs write it; it was left out.
    #[error("the column {name} only counts the rows and was left out")]
    ColumnCountsRows {
        /// Line of the header.
        line: usize,
        /// Name of the column.
        name: String,
    },
    /// Some bytes mean nothing in the encoding of the file and show as �.
    #[error("{characters} characters could not be read, the first on line {line}")]
    CharactersUnreadable {
        /// Line of the first one.
        line: usize,
        /// How many.
        characters: usize,
    },
    /// The bytes are no Unicode; they were read as an old encoding of this name, which may be the wrong one.
    #[error("the text was read as {encoding}, which is a guess")]
    EncodingGuessed {
        /// Line 1: it holds for the file.
        line: usize,
        /// Name of the encoding.
        encoding: &'static str,
    },
}

impl RowProblem {
    /// The line to look at, counted from 1.
    pub fn line(&self) -> usize {
        match *self {
            Self::RowRagged { line, .. }
            | Self::RowQuoteBroken { line, .. }
            | Self::RowWithoutId { line }
            | Self::RowIdRepeated { line, .. }
            | Self::RowNumberNotFinite { line, .. }
            | Self::ColumnConstant { line, .. }
            | Self::ColumnCountsRows { line, .. }
            | Self::ColumnRepeated { line, .. }
            | Self::CharactersUnreadable { line, .. }
            | Self::EncodingGuessed { line, .. } => line,
        }
    }
}
