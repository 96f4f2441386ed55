//! A feature table: a CSV that says in numbers what each row's song, or clip of a song, sounds like.
//!
//! Which columns are numbers is seen from the cells, so that a table of any program serves as it is: `0` to `39` and
//! `song_id`, or `tempo, energy, …, genre`. The rows come from [`table`](super::table), the words of a row from
//! [`manifest`](super::manifest).

use ndarray::Array2;
use serde::Serialize;

use super::manifest::{Described, Row};
use super::table::{Record, Table};
use super::{LibraryError, RowProblem};

/// Columns that describe a song to people, even where they hold numbers.
const DESCRIBING: [&str; 18] = [
    "id",
    "song_id",
    "track_id",
    "audio_path",
    "title",
    "artist",
    "album",
    "lyrics",
    "lyrics_clean",
    "cleaned_lyrics",
    "genre",
    "language",
    "language_group",
    "label",
    "year",
    "folder",
    "clip",
    "cluster",
];

/// The cells, besides empty ones, by which programs say that there is no number.
const MISSING: [&str; 7] = ["na", "n/a", "null", "none", "-", "#n/a", "<na>"];

/// A table of numbers, with whatever else it says of its rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FeatureTable {
    /// Names of the columns of numbers, in file order.
    pub feature_names: Vec<String>,
    /// The numbers, all finite, (rows, features). Not serialised: numbers in bulk cross to the page as a typed array.
    #[serde(skip)]
    pub features: Array2<f32>,
    /// Names of the further columns, as in [`Manifest`](super::Manifest::column_names).
    pub column_names: Vec<String>,
    /// The rows in file order. An id may occur several times: each is a clip of the song.
    pub rows: Vec<Row>,
    /// What was wrong with rows that are not here, and with columns.
    pub problems: Vec<RowProblem>,
}

impl FeatureTable {
    /// Reads a feature table from the bytes of a file, CSV as in [`Manifest::parse`](super::Manifest::parse).
    ///
    /// A column is one of numbers when at least half of its cells are; a comma counts as decimal point where it is not
    /// the separator. Rows with a missing, NaN or infinite number are left out and reported.
    ///
    /// # Errors
    /// As [`Manifest::parse`](super::Manifest::parse); [`LibraryError::TableTextInNumbers`] when a column of numbers
    /// holds text; [`LibraryError::TableNoNumbers`] when there is no such column; [`LibraryError::TableNotFinite`] or
    /// [`LibraryError::TableRowsWithoutId`] when no row is left.
    pub fn parse(bytes: &[u8]) -> Result<Self, LibraryError> {
        Self::from_table(Table::read(bytes)?)
    }

    pub(super) fn from_table(mut table: Table) -> Result<Self, LibraryError> {
        let numeric = numeric_columns(&table);
        let counting = counting_column(&table);
        let features: Vec<usize> = numeric.iter().copied().filter(|&column| Some(column) != counting).collect();
        if features.is_empty() {
            return Err(LibraryError::TableNoNumbers { columns: table.names.len() });
        }
        let mut values: Vec<f32> = Vec::with_capacity(table.records.len() * features.len());
        let (names, separator, rows) = (&table.names, table.separator, table.records.len());
        let id = table.id_column()?;
        let mut problems = Vec::new();
        let mut failed = None;
        table.records.retain(|record| {
            // A row without an id is reported with the words of the rows.
            if failed.is_some() || record.cell(id).trim().is_empty() {
                return true;
            }
            match numbers(record, &features, separator) {
                Ok(row) => values.extend(row),
                Err(Unusable::Missing(column)) => {
                    let (column, found) = (names[column].clone(), beginning(record.cell(column)));
                    problems.push(RowProblem::RowNumberNotFinite { line: record.line, column, found });
                    return false;
                }
                Err(Unusable::Text(column)) => {
                    let (column, found) = (names[column].clone(), beginning(record.cell(column)));
                    failed = Some(LibraryError::TableTextInNumbers { column, line: record.line, found });
                }
            }
            true
        });
        if let Some(error) = failed {
            return Err(error);
        }
        let words = Described::of(&table, |column| !features.contains(&column) && Some(column) != counting)?;
        problems.extend(words.problems);
        let line = table.header_line;
        if let Some(column) = counting {
            problems.push(RowProblem::ColumnCountsRows { line, name: table.names[column].clone() });
        }
        // As many numbers were taken as there are rows with an id and features: the shape fits by construction.
        let shape = (words.rows.len(), features.len());
        let matrix = Array2::from_shape_vec(shape, values).unwrap_or_else(|_| Array2::zeros(shape));
        if words.rows.is_empty()
            && problems.iter().any(|problem| matches!(problem, RowProblem::RowNumberNotFinite { .. }))
        {
            return Err(LibraryError::TableNotFinite { rows });
        }
        if words.rows.is_empty() {
            return Err(LibraryError::TableRowsWithoutId { rows });
        }
        let feature_names: Vec<String> = features.iter().map(|&column| table.names[column].clone()).collect();
        for (name, column) in feature_names.iter().zip(matrix.columns()) {
            if column.len() > 1 && column.iter().all(|&value| value == column[0]) {
                problems.push(RowProblem::ColumnConstant { line, name: name.clone(), value: column[0] });
            }
        }
        problems.sort_by_key(RowProblem::line);
        Ok(Self { feature_names, features: matrix, column_names: words.column_names, rows: words.rows, problems })
    }
}

/// The columns, none of them describing, of which at least half of the cells that say something are numbers.
pub(super) fn numeric_columns(table: &Table) -> Vec<usize> {
    let describes = |name: &str| DESCRIBING.iter().any(|describing| describing.eq_ignore_ascii_case(name));
    let mostly_numbers = |column: &usize| {
        let (mut numbers, mut texts) = (0, 0);
        for record in &table.records {
            match cell_number(record.cell(*column), table.separator) {
                Cell::Number(_) => numbers += 1,
                Cell::Text => texts += 1,
                Cell::Missing => {}
            }
        }
        numbers > 0 && numbers >= texts
    };
    (0..table.names.len()).filter(|&column| !describes(&table.names[column])).filter(mostly_numbers).collect()
}

/// The first column, when it has no name of its own and only counts: the row numbers that pandas writes.
fn counting_column(table: &Table) -> Option<usize> {
    let nameless = matches!(table.names.first()?.as_str(), "column 1" | "Unnamed: 0");
    let numbers: Option<Vec<u64>> = table.records.iter().map(|record| record.cell(0).trim().parse().ok()).collect();
    let counts = numbers?.windows(2).all(|pair| pair[0] < pair[1]);
    (nameless && counts).then_some(0)
}

/// Why a row gives no numbers: the column at fault.
enum Unusable {
    Missing(usize),
    Text(usize),
}

fn numbers(record: &Record, features: &[usize], separator: u8) -> Result<Vec<f32>, Unusable> {
    let mut missing = None;
    let mut row = Vec::with_capacity(features.len());
    for &column in features {
        match cell_number(record.cell(column), separator) {
            Cell::Number(number) if number.is_finite() => row.push(number),
            Cell::Text => return Err(Unusable::Text(column)),
            Cell::Number(_) | Cell::Missing => missing = missing.or(Some(column)),
        }
    }
    missing.map_or(Ok(row), |column| Err(Unusable::Missing(column)))
}

/// What a cell says.
enum Cell {
    Number(f32),
    Missing,
    Text,
}

fn cell_number(cell: &str, separator: u8) -> Cell {
    let cell = cell.trim();
    if cell.is_empty() || MISSING.iter().any(|missing| missing.eq_ignore_ascii_case(cell)) {
        return Cell::Missing;
    }
    // Through f64, as the reference reads it.
    if let Ok(number) = cell.parse::<f64>() {
        return Cell::Number(number as f32);
    }
    if separator != b',' && !cell.contains('.') && cell.matches(',').count() == 1 {
        return cell.replace(',', ".").parse::<f64>().map_or(Cell::Text, |number| Cell::Number(number as f32));
    }
    Cell::Text
}

fn beginning(cell: &str) -> String {
    cell.chars().take(40).collect()
}
