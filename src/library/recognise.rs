//! Which kind of table a dropped CSV is: seen from its columns, so that nobody has to say.

use serde::Serialize;

use super::feature_table::{FeatureTable, numeric_columns};
use super::table::Table;
use super::{LibraryError, Manifest, RowProblem};

/// The kinds of tables about songs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TableKind {
    /// Names files, titles, columns of words.
    Manifest,
    /// Mostly columns of numbers: takes the place of features.
    Features,
    /// An id and its lyrics, nothing else.
    Lyrics,
    /// An id and its genre, nothing else.
    Genre,
}

/// A table about songs, read as what it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CsvFile {
    /// What kind of table it is.
    pub kind: TableKind,
    /// What it says.
    #[serde(flatten)]
    pub content: CsvContent,
}

/// What a table says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum CsvContent {
    /// Words: a manifest, lyrics or genres.
    Words(Manifest),
    /// Numbers.
    Numbers(FeatureTable),
}

impl CsvFile {
    /// Reads a CSV as the kind of table that it is.
    ///
    /// With `audio_path` among its columns it is a manifest. With nothing but the id and lyrics, or the id and `genre`,
    /// it is a table of those. Otherwise it is a feature table when more than half of the columns beside the id are
    /// numbers that do not merely describe (as `year` and `label` do), and a manifest when not.
    ///
    /// # Errors
    /// Those of [`Manifest::parse`] and [`FeatureTable::parse`].
    pub fn parse(bytes: &[u8]) -> Result<Self, LibraryError> {
        let table = Table::read(bytes)?;
        let kind = kind_of(&table)?;
        let content = match kind {
            TableKind::Features => CsvContent::Numbers(FeatureTable::from_table(table)?),
            _ => CsvContent::Words(Manifest::from_table(&table)?),
        };
        Ok(Self { kind, content })
    }

    /// What was wrong with rows that are not here, and with columns.
    pub fn problems(&self) -> &[RowProblem] {
        match &self.content {
            CsvContent::Words(words) => &words.problems,
            CsvContent::Numbers(numbers) => &numbers.problems,
        }
    }
}

fn kind_of(table: &Table) -> Result<TableKind, LibraryError> {
    let id = table.id_column()?;
    let others: Vec<&str> =
        (0..table.names.len()).filter(|&column| column != id).map(|column| table.names[column].as_str()).collect();
    let is = |name: &str, known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(name));
    Ok(match others[..] {
        [only] if is(only, &["lyrics", "lyrics_clean", "cleaned_lyrics"]) => TableKind::Lyrics,
        [only] if is(only, &["genre"]) => TableKind::Genre,
        _ if table.column("audio_path").is_some() => TableKind::Manifest,
        _ => {
            let numeric = numeric_columns(table).len();
            if numeric * 2 > others.len() { TableKind::Features } else { TableKind::Manifest }
        }
    })
}
