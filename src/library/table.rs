//! Rows and cells from text: the one reader behind manifests and feature tables.
//!
//! The crate `csv` splits records: it knows RFC 4180, quoted line breaks and all three line ends, keeps NUL as a
//! character and never fails on text. It is lenient where a hand-made file is broken: a quotation mark that nobody
//! closes swallows the rest of the file without a word. So each record that spans lines is looked at again here, and
//! when its quotes or its number of cells are wrong, reading goes on at the first line inside it that begins a whole
//! row.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::csv_out::plain;
use super::records::{Lines, Quotes, Records, Rescue, line_ends, separator_of};
use super::{LibraryError, RowProblem, text};

/// The largest file that is read, in bytes.
pub const MOST_BYTES: usize = 256 << 20;
/// The most columns a table may have.
pub const MOST_COLUMNS: usize = 4_096;
/// The most cells a table may have.
pub const MOST_CELLS: usize = 20_000_000;

/// A table with a header, every row as long as it.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The columns' names: trimmed, none empty, all different.
    pub names: Vec<String>,
    /// Line of the file on which the header stands, counted from 1.
    pub header_line: usize,
    /// Comma, semicolon or tab.
    pub separator: u8,
    /// The rows in file order.
    pub records: Vec<Record>,
    /// What was wrong with rows that are not here, and with the header.
    pub problems: Vec<RowProblem>,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Line of the file on which it begins, counted from 1.
    pub line: usize,
    /// Its cells as they stand in the file, one a column.
    pub cells: StringRecord,
}

impl Record {
    /// The cell of a column, without the apostrophe that keeps spreadsheet programs from running it; empty beyond the
    /// last.
    pub fn cell(&self, column: usize) -> &str {
        plain(self.cells.get(column).unwrap_or_default())
    }
}

impl Table {
    /// Reads a table from the bytes of a file.
    ///
    /// Rows without any text are left out silently; cells beyond the header are dropped when they are empty.
    ///
    /// # Errors
    /// [`LibraryError`] with a code `table_…` when there is no header or no row, or when the table is beyond all
    /// measure.
    pub fn read(bytes: &[u8]) -> Result<Self, LibraryError> {
        if bytes.len() > MOST_BYTES {
            return Err(LibraryError::TableTooLarge { bytes: bytes.len(), most: MOST_BYTES });
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            return Err(LibraryError::TableIsSpreadsheet {});
        }
        let decoded = text::decode(bytes);
        let (text, separator) = separator_of(decoded.characters.trim_start_matches('\u{FEFF}'));
        let mut lines = Lines::of(&decoded.characters);
        let base = decoded.characters.len() - text.len();
        let mut problems = encoding_problems(&decoded);

        let mut reader = Records::new(text, separator);
        let (header, header_at) = loop {
            let (record, at) = reader.next().ok_or(LibraryError::TableEmpty {})?;
            if !is_blank(&record) {
                break (record, at);
            }
        };
        let header_line = lines.number(base + header_at.start);
        let quotes = Quotes::of(&text[header_at.clone()], separator);
        if quotes == Quotes::Open || (quotes == Quotes::Loose && spans_lines(&text[header_at])) {
            return Err(LibraryError::TableHeaderBroken { line: header_line });
        }
        let names = column_names(&header, header_line, &mut problems)?;

        let mut records: Vec<Record> = Vec::new();
        let mut rescue = Rescue::of(text, separator);
        while let Some((mut cells, raw)) = reader.next() {
            if is_blank(&cells) {
                continue;
            }
            let line = lines.number(base + raw.start);
            let inside = &text[raw.clone()];
            let quotes = Quotes::of(inside, separator);
            let fits = trim_to(&mut cells, names.len());
            if quotes == Quotes::Open || (spans_lines(inside) && !(fits && quotes == Quotes::Sound)) {
                let resume = rescue.next_row(raw.clone(), names.len());
                if resume.is_some() || quotes == Quotes::Open {
                    let next = resume.unwrap_or(raw.end);
                    let skipped = line_ends(text[raw.start..next].trim_end_matches(['\n', '\r'])) + 1;
                    problems.push(RowProblem::RowQuoteBroken { line, lines: skipped });
                    reader.go_to(next);
                    continue;
                }
            }
            if !fits {
                problems.push(RowProblem::RowRagged { line, cells: cells.len(), expected: names.len() });
                continue;
            }
            if (records.len() + 1) * names.len() > MOST_CELLS {
                return Err(LibraryError::TableTooManyCells { line, most: MOST_CELLS });
            }
            records.push(Record { line, cells });
        }
        if records.is_empty() && problems.iter().all(|problem| problem.line() <= header_line) {
            return Err(LibraryError::TableNoRows { columns: names.len() });
        }
        Ok(Self { names, header_line, separator, records, problems })
    }

    /// The column of this name: exactly, else but for the case of ASCII letters.
    pub fn column(&self, name: &str) -> Option<usize> {
        let exact = self.names.iter().position(|found| found == name);
        exact.or_else(|| self.names.iter().position(|found| found.eq_ignore_ascii_case(name)))
    }

    /// The column that says which song a row is about: `id`, else `song_id`.
    ///
    /// # Errors
    /// [`LibraryError::TableNoId`] when there is neither.
    pub fn id_column(&self) -> Result<usize, LibraryError> {
        self.column("id").or_else(|| self.column("song_id")).ok_or_else(|| LibraryError::TableNoId {
            columns: self.names.iter().take(20).map(|name| name.chars().take(80).collect()).collect(),
        })
    }
}

fn encoding_problems(decoded: &text::Text<'_>) -> Vec<RowProblem> {
    let mut problems = Vec::new();
    if decoded.guessed {
        problems.push(RowProblem::EncodingGuessed { line: 1, encoding: decoded.encoding });
    }
    if decoded.unreadable > 0 {
        let first = decoded.characters.find('\u{FFFD}').unwrap_or(0);
        let line = line_ends(&decoded.characters[..first]) + 1;
        problems.push(RowProblem::CharactersUnreadable { line, characters: decoded.unreadable });
    }
    problems
}

/// Trims the header's names, names the nameless, and makes them all different.
fn column_names(
    header: &StringRecord,
    line: usize,
    problems: &mut Vec<RowProblem>,
) -> Result<Vec<String>, LibraryError> {
    let mut width = header.len();
    while width > 1 && header[width - 1].trim().is_empty() {
        width -= 1;
    }
    if width > MOST_COLUMNS {
        return Err(LibraryError::TableTooWide { columns: width, most: MOST_COLUMNS });
    }
    let mut unique = Unique::default();
    let mut names: Vec<String> = Vec::with_capacity(width);
    for (index, name) in header.iter().take(width).enumerate() {
        let name = match plain(name.trim()) {
            "" => format!("column {}", index + 1),
            name => name.to_owned(),
        };
        let renamed = unique.of(&name);
        if renamed != name {
            problems.push(RowProblem::ColumnRepeated { line, name, renamed: renamed.clone() });
        }
        names.push(renamed);
    }
    Ok(names)
}

/// Makes names different: the second `genre` becomes `genre (2)`.
#[derive(Default)]
pub(super) struct Unique {
    /// Each name given out, and how many have asked for it.
    copies: BTreeMap<String, usize>,
}

impl Unique {
    /// The name itself, or where it is taken the name with a number.
    pub(super) fn of(&mut self, name: &str) -> String {
        let mut unique = name.to_owned();
        while self.copies.contains_key(&unique) {
            let copy = self.copies.entry(name.to_owned()).or_insert(1);
            *copy += 1;
            unique = format!("{name} ({copy})");
        }
        self.copies.insert(unique.clone(), 1);
        unique
    }
}

fn spans_lines(record: &str) -> bool {
    record.contains(['\n', '\r'])
}

fn is_blank(record: &StringRecord) -> bool {
    record.iter().all(|cell| cell.trim().is_empty())
}

/// Drops empty cells beyond `width`; whether the record then has exactly `width` cells.
fn trim_to(cells: &mut StringRecord, width: usize) -> bool {
    if cells.len() > width && cells.iter().skip(width).all(str::is_empty) {
        cells.truncate(width);
    }
    cells.len() == width
}
