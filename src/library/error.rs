//! What can be wrong with a file beside the songs, so that nothing of it can be used.

use super::tensor_file::TensorForm;

/// Why nothing could be read from a file.
///
/// Crosses to the page as `{code, …data}`; the page has the words and the cure.
#[derive(Debug, Clone, PartialEq, thiserror::Error, serde::Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum LibraryError {
    /// The table holds no header, only white space at most.
    #[error("the table is empty")]
    TableEmpty {},
    /// The table holds a header and no row under it.
    #[error("the table has {columns} columns and no row")]
    TableNoRows {
        /// Columns of the header.
        columns: usize,
    },
    /// A quotation mark in the header is not closed there, so no column can be named.
    #[error("a quotation mark in the header (line {line}) is not closed")]
    TableHeaderBroken {
        /// Line of the header.
        line: usize,
    },
    /// The file is a spreadsheet of an office program, not a table of text.
    #[error("this is a spreadsheet of an office program, not a CSV file")]
    TableIsSpreadsheet {},
    /// The table is larger than a browser tab can hold beside everything else.
    #[error("the table has {bytes} bytes; up to {most} are read")]
    TableTooLarge {
        /// Size of the file.
        bytes: usize,
        /// Largest size that is read.
        most: usize,
    },
    /// The header names more columns than any table needs.
    #[error("the table has {columns} columns; up to {most} are read")]
    TableTooWide {
        /// Columns of the header.
        columns: usize,
        /// Most columns that are read.
        most: usize,
    },
    /// Rows times columns is more than a browser tab can hold.
    #[error("the table has more than {most} cells (line {line})")]
    TableTooManyCells {
        /// Line at which the limit was passed.
        line: usize,
        /// Most cells that are read.
        most: usize,
    },
    /// No column says which song a row is about.
    #[error("no column is named id or song_id; the columns are: {}", columns.join(", "))]
    TableNoId {
        /// The first columns of the header.
        columns: Vec<String>,
    },
    /// A column of numbers holds a cell that is no number.
    #[error("the column {column} holds numbers, but line {line} says {found}")]
    TableTextInNumbers {
        /// Name of the column.
        column: String,
        /// Line on which the row begins.
        line: usize,
        /// The beginning of the cell.
        found: String,
    },
    /// No column of a table holds numbers, so it describes no sound.
    #[error("none of the {columns} columns holds numbers")]
    TableNoNumbers {
        /// Columns of the table.
        columns: usize,
    },
    /// No row of a feature table has a number in every column.
    #[error("none of the {rows} rows has a finite number in every column")]
    TableNotFinite {
        /// Rows of the table.
        rows: usize,
    },
    /// No row of a feature table has an id.
    #[error("none of the {rows} rows has an id")]
    TableRowsWithoutId {
        /// Rows of the table.
        rows: usize,
    },
    /// No id occurs in all of the tables.
    #[error("no id occurs in all of the tables {}", tables.join(", "))]
    TableNoSharedIds {
        /// Names of the tables.
        tables: Vec<String>,
    },
    /// There was no table to join.
    #[error("there is no table to join")]
    TableNothingToJoin {},
    /// The file does not begin as a NumPy file does.
    #[error("this is not a NumPy file (.npy or .npz)")]
    TensorNotNumpy {},
    /// A version of the format that is not known.
    #[error("version {major}.{minor} of the NumPy format is not known; 1.0 to 3.0 are")]
    TensorVersion {
        /// Major version.
        major: u8,
        /// Minor version.
        minor: u8,
    },
    /// The header of an array is not the dictionary that NumPy writes.
    #[error("the header of the array cannot be read")]
    TensorHeaderDamaged {},
    /// An array of another type than numbers (or, for ids, text).
    #[error("an array of type {found} cannot be used; f4, f8, i4 and i8 can")]
    TensorDtype {
        /// The type by NumPy's name.
        found: String,
    },
    /// An array of another shape than (N, D), (D), (N, 1, F, T) or (1, F, T).
    #[error("an array of shape {shape:?} cannot be used; (songs, numbers) and (songs, 1, bands, frames) can")]
    TensorShape {
        /// The shape.
        shape: Vec<usize>,
    },
    /// There is no number in the array.
    #[error("the array of shape {shape:?} is empty")]
    TensorEmpty {
        /// The shape.
        shape: Vec<usize>,
    },
    /// The file ends before the array does: cut short, or its header lies.
    #[error("the array needs {needed} bytes and has {found}")]
    TensorTruncated {
        /// Bytes needed; 2⁵³ − 1 where not even that is enough.
        needed: u64,
        /// Bytes found.
        found: u64,
    },
    /// Rows hold NaN or an infinity.
    #[error("{rows} rows hold NaN or infinite numbers, the first is row {row}")]
    TensorNotFinite {
        /// The first such row, counted from 0.
        row: usize,
        /// How many rows.
        rows: usize,
    },
    /// The file, or an array once inflated, is larger than a browser tab can hold.
    #[error("the array has more than {most} bytes")]
    TensorTooLarge {
        /// Most bytes that are read.
        most: u64,
    },
    /// An archive of more arrays than any data set needs.
    #[error("the archive holds {arrays} files; up to {most} are looked at")]
    TensorTooManyArrays {
        /// Files in it.
        arrays: usize,
        /// Most that are looked at.
        most: usize,
    },
    /// The archive is damaged, encrypted or compressed in an unknown way.
    #[error("the archive cannot be read: {what}")]
    TensorArchiveDamaged {
        /// What the reader of archives says.
        what: String,
    },
    /// No array of the archive could be features.
    #[error("none of the arrays could be features: {}", arrays.join(", "))]
    TensorNoFeatures {
        /// Names of the arrays.
        arrays: Vec<String>,
    },
    /// Several arrays of the archive could be features.
    #[error("several arrays could be the features: {}", arrays.join(", "))]
    TensorSeveralArrays {
        /// Names of the arrays.
        arrays: Vec<String>,
    },
    /// The array asked for is not in the archive.
    #[error("there is no array {name} among {}", arrays.join(", "))]
    TensorNoSuchArray {
        /// The name asked for.
        name: String,
        /// Names of the arrays.
        arrays: Vec<String>,
    },
    /// As many ids as rows are needed.
    #[error("{ids} ids for {rows} rows")]
    TensorIdsDiffer {
        /// Ids found.
        ids: usize,
        /// Rows of the array.
        rows: usize,
    },
    /// Files of one set have different forms.
    #[error("the array of {id} has another form ({found:?}) than the first ({expected:?})")]
    TensorFormsDiffer {
        /// The song.
        id: String,
        /// Its form.
        found: TensorForm,
        /// The form of the first.
        expected: TensorForm,
    },
    /// The file is of no kind that has tags.
    #[error("no kind of file with tags was recognised")]
    TagsUnknownFile {},
    /// The tags cannot be read.
    #[error("the tags of this file cannot be read: {what}")]
    TagsDamaged {
        /// What the reader of tags says.
        what: String,
    },
    /// More text than any song has.
    #[error("the lyrics have {bytes} bytes; up to {most} are read")]
    LyricsTooLarge {
        /// Size of the file.
        bytes: usize,
        /// Largest size that is read.
        most: usize,
    },
    /// The file is no text: full of control characters.
    #[error("this file of lyrics holds no text")]
    LyricsNotText {},
}
