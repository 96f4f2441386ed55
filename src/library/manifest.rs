//! The manifest: a CSV that says of each song its id, its file, its title, its lyrics and whatever else is known.
//!
//! The rows are read by [`table`](super::table); the columns mean what they mean in the systems this project
//! re-implements. serde through the crate `csv` does not serve here: the columns beyond the known ones have any names,
//! and a row that does not fit must be reported with its line while the others are kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::table::{Record, Table};
use super::{LibraryError, RowProblem};

/// Name of the column that is derived from `language`.
pub const LANGUAGE_GROUP: &str = "language_group";

/// What a manifest says, row by row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Manifest {
    /// Names of the columns beyond id, audio path, title, artist and lyrics, in file order; [`LANGUAGE_GROUP`] last
    /// where it was derived.
    pub column_names: Vec<String>,
    /// The rows in file order; their ids differ.
    pub rows: Vec<Row>,
    /// What was wrong with rows that are not here, and with the header.
    pub problems: Vec<RowProblem>,
}

/// What a manifest says of one song. Empty cells are `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Line of the file on which the row begins, counted from 1; 0 for a row of no file.
    #[serde(default)]
    pub line: usize,
    /// The id, trimmed, never empty.
    pub id: String,
    /// Where the sound is, as written (trimmed): of use is mainly its last part, the file's name.
    pub audio_path: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The artist.
    pub artist: Option<String>,
    /// `lyrics_clean` (or `cleaned_lyrics`), or where that is missing or empty `lyrics`.
    pub lyrics: Option<String>,
    /// One cell a name in [`Manifest::column_names`], as it stands in the file but for the apostrophe of
    /// [`csv_out`](super::csv_out).
    pub columns: Vec<String>,
}

impl Manifest {
    /// Reads a manifest from the bytes of a file: CSV in UTF-8 or UTF-16, separated by comma, semicolon or tab.
    ///
    /// The column `id` (or `song_id`) is required. Known besides: `audio_path`, `title`, `artist`, `lyrics_clean`,
    /// `lyrics`. Where both kinds of lyrics are there, `lyrics` is kept among the further columns as well, so that
    /// nothing is lost when the manifest is written again.
    ///
    /// # Errors
    /// [`LibraryError`] with a code `table_…` when there is no header, no row, no id, or more than can be held.
    pub fn parse(bytes: &[u8]) -> Result<Self, LibraryError> {
        Self::from_table(&Table::read(bytes)?)
    }

    pub(super) fn from_table(table: &Table) -> Result<Self, LibraryError> {
        let Described { column_names, rows: all, mut problems } = Described::of(table, |_| true)?;
        let mut rows = Vec::with_capacity(all.len());
        let mut lines: BTreeMap<String, usize> = BTreeMap::new();
        for row in all {
            if let Some(&first_line) = lines.get(&row.id) {
                problems.push(RowProblem::RowIdRepeated { line: row.line, first_line, id: row.id });
            } else {
                lines.insert(row.id.clone(), row.line);
                rows.push(row);
            }
        }
        problems.sort_by_key(RowProblem::line);
        Ok(Self { column_names, rows, problems })
    }
}

/// What a table says in words, with rows of the same id left as they are.
pub(super) struct Described {
    pub(super) column_names: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) problems: Vec<RowProblem>,
}

impl Described {
    /// Reads the known columns and, of the others, those `kept`.
    pub(super) fn of(table: &Table, kept: impl Fn(usize) -> bool) -> Result<Self, LibraryError> {
        let known = Known::of(table)?;
        let mut further: Vec<usize> = (0..table.names.len()).filter(|column| !known.holds(*column)).collect();
        further.retain(|&column| kept(column));
        let mut column_names: Vec<String> = further.iter().map(|&column| table.names[column].clone()).collect();
        let language = column_names.iter().position(|name| name == "language");
        let derived = language.filter(|_| column_names.iter().all(|name| name != LANGUAGE_GROUP));
        if derived.is_some() {
            column_names.push(LANGUAGE_GROUP.to_owned());
        }
        let mut problems = table.problems.clone();
        let mut rows = Vec::with_capacity(table.records.len());
        for record in &table.records {
            let id = record.cell(known.id).trim();
            if id.is_empty() {
                problems.push(RowProblem::RowWithoutId { line: record.line });
                continue;
            }
            let mut columns: Vec<String> = further.iter().map(|&column| record.cell(column).to_owned()).collect();
            if let Some(language) = derived {
                columns.push(language_group(&columns[language]).to_owned());
            }
            rows.push(known.row(record, id.to_owned(), columns));
        }
        Ok(Self { column_names, rows, problems })
    }
}

/// Where the known columns are.
struct Known {
    id: usize,
    audio_path: Option<usize>,
    title: Option<usize>,
    artist: Option<usize>,
    lyrics_clean: Option<usize>,
    lyrics: Option<usize>,
}

impl Known {
    fn of(table: &Table) -> Result<Self, LibraryError> {
        Ok(Self {
            id: table.id_column()?,
            audio_path: table.column("audio_path"),
            title: table.column("title"),
            artist: table.column("artist"),
            lyrics_clean: table.column("lyrics_clean").or_else(|| table.column("cleaned_lyrics")),
            lyrics: table.column("lyrics"),
        })
    }

    /// Whether a column has a field of its own in [`Row`], and so is no further column.
    fn holds(&self, column: usize) -> bool {
        let column = Some(column);
        let only_lyrics = self.lyrics_clean.is_none() && column == self.lyrics;
        let fields = [self.audio_path, self.title, self.artist, self.lyrics_clean];
        column == Some(self.id) || fields.contains(&column) || only_lyrics
    }

    fn row(&self, record: &Record, id: String, columns: Vec<String>) -> Row {
        let text = |column: Option<usize>| {
            let cell = record.cell(column?);
            (!cell.trim().is_empty()).then(|| cell.to_owned())
        };
        Row {
            line: record.line,
            id,
            audio_path: text(self.audio_path).map(|path| path.trim().to_owned()),
            title: text(self.title),
            artist: text(self.artist),
            lyrics: text(self.lyrics_clean).or_else(|| text(self.lyrics)),
            columns,
        }
    }
}

/// `bangla` for Bangla by any of its codes or names, with or without a region; `germanic` for every other language;
/// empty for none.
pub fn language_group(language: &str) -> &'static str {
    let language = language.trim().to_lowercase();
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    match primary {
        "" if language.is_empty() => "",
        "bn" | "ben" | "bangla" | "bengali" => "bangla",
        _ => "germanic",
    }
}
