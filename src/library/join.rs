//! Several tables about the same songs, as one.
//!
//! The crate `ndarray` has no tables with keys, and the data-frame crates (`polars`) are larger than this whole page;
//! the join needed is small and has a rule of its own for repeated ids, so it is written out here.

use std::collections::{BTreeMap, BTreeSet};

use ndarray::{Array2, s};
use serde::Serialize;

use super::LibraryError;
use super::feature_table::FeatureTable;
use super::manifest::Row;
use super::recognise::{CsvContent, CsvFile};
use super::table::Unique;

/// Tables joined on the id of the song.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Joined {
    /// One name a row, all different: the id, or `<id>_clipN` counted from 0 where the id has several rows.
    pub ids: Vec<String>,
    /// The id of each row's song.
    pub song_ids: Vec<String>,
    /// Names of the features.
    pub feature_names: Vec<String>,
    /// (rows, features), from all feature tables side by side. Not serialised.
    #[serde(skip)]
    pub features: Array2<f32>,
    /// Title of each row's song, from the first table that knows it.
    pub titles: Vec<Option<String>>,
    /// Artist of each row's song, from the first table that knows it.
    pub artists: Vec<Option<String>>,
    /// Lyrics of each row's song, from the first table that knows them.
    pub lyrics: Vec<Option<String>>,
    /// Names of the columns of words.
    pub column_names: Vec<String>,
    /// One entry a row, one cell a name.
    pub columns: Vec<Vec<String>>,
    /// Songs that are not here since a table lacks them, in the order of the tables and their rows.
    pub absent: Vec<Absent>,
}

/// A song that is in one table and not in every other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Absent {
    /// The id.
    pub id: String,
    /// Name of the first table that has it.
    pub found_in: String,
    /// Names of the tables that lack it.
    pub missing_in: Vec<String>,
}

/// Joins tables, each with its name (that of its file), on the id of the song; rows whose id is not in all of them are
/// left out.
///
/// The rows and their order are those of the first feature table (of the first table, if there is none): a row there
/// stays one row even if its id occurs several times. In another table the n-th row of the id belongs to it if that
/// table has as many rows of the id, else the first. (`pandas.merge` makes a row of every pair instead, which counts
/// songs with more clips more often still.) An id `<song>_clipN` also finds `<song>`.
///
/// # Errors
/// [`LibraryError::TableNothingToJoin`] without tables; [`LibraryError::TableNoSharedIds`] when no row is left.
pub fn join(files: &[(&str, &CsvFile)]) -> Result<Joined, LibraryError> {
    let tables: Vec<Keyed<'_>> = files.iter().map(|(name, file)| Keyed::new(name, file)).collect();
    let base = tables.iter().position(|table| table.numbers.is_some()).unwrap_or(0);
    let Some(first) = tables.get(base) else { return Err(LibraryError::TableNothingToJoin {}) };
    let others: Vec<&Keyed<'_>> =
        tables.iter().enumerate().filter(|(at, _)| *at != base).map(|(_, other)| other).collect();

    let mut absent = Absentees::default();
    let mut used: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); others.len()];
    let mut pairs: Vec<Vec<usize>> = Vec::new();
    let mut occurrence: BTreeMap<&str, usize> = BTreeMap::new();
    for (row, entry) in first.rows.iter().enumerate() {
        let id = entry.id.as_str();
        let turn = occurrence.entry(id).and_modify(|turn| *turn += 1).or_insert(0);
        let mut partners = vec![row];
        let mut missing_in = Vec::new();
        for (other, used) in others.iter().zip(&mut used) {
            if let Some((key, rows)) = other.find(id) {
                used.insert(key);
                let as_many = rows.len() == first.of_id[id].len();
                partners.push(rows[if as_many { *turn } else { 0 }]);
            } else {
                missing_in.push(other.name.to_owned());
            }
        }
        if missing_in.is_empty() {
            pairs.push(partners);
        } else {
            absent.add(id, first.name, missing_in);
        }
    }
    for (other, used) in others.iter().zip(&used) {
        for id in other.rows.iter().map(|row| row.id.as_str()).filter(|id| !used.contains(id)) {
            let lacks = |table: &&&Keyed<'_>| !table.of_id.contains_key(id);
            let missing_in = [first].iter().chain(&others).filter(lacks).map(|table| table.name.to_owned()).collect();
            absent.add(id, other.name, missing_in);
        }
    }
    if pairs.is_empty() {
        return Err(LibraryError::TableNoSharedIds {
            tables: files.iter().map(|(name, _)| (*name).to_owned()).collect(),
        });
    }
    let order: Vec<&Keyed<'_>> = [first].into_iter().chain(others).collect();
    Ok(Joined { absent: absent.listed, ..side_by_side(&order, &pairs) })
}

/// The partners of each row as one row; `pairs` has one row number for each of `tables`.
fn side_by_side(tables: &[&Keyed<'_>], pairs: &[Vec<usize>]) -> Joined {
    let song_ids: Vec<String> = pairs.iter().map(|pair| song_of(&tables[0].rows[pair[0]].id).to_owned()).collect();
    let ids = different_ids(pairs.iter().map(|pair| tables[0].rows[pair[0]].id.as_str()));
    let numbers: Vec<(usize, &FeatureTable)> =
        tables.iter().enumerate().filter_map(|(at, table)| Some((at, table.numbers?))).collect();
    let width = numbers.iter().map(|(_, table)| table.feature_names.len()).sum();
    let mut features = Array2::zeros((pairs.len(), width));
    for (mut row, pair) in features.rows_mut().into_iter().zip(pairs) {
        let mut start = 0;
        for (at, table) in &numbers {
            let end = start + table.feature_names.len();
            row.slice_mut(s![start..end]).assign(&table.features.row(pair[*at]));
            start = end;
        }
    }
    let mut unique = Unique::default();
    let feature_names =
        numbers.iter().flat_map(|(_, table)| &table.feature_names).map(|name| unique.of(name)).collect();
    let mut unique = Unique::default();
    let column_names = tables.iter().flat_map(|table| table.column_names).map(|name| unique.of(name)).collect();
    let partners =
        |pair: &Vec<usize>| -> Vec<&Row> { tables.iter().zip(pair).map(|(table, &row)| &table.rows[row]).collect() };
    let columns = |pair| partners(pair).into_iter().flat_map(|row| row.columns.iter().cloned()).collect();
    let known = |part: fn(&Row) -> &Option<String>| {
        pairs.iter().map(|pair| partners(pair).into_iter().find_map(|row| part(row).clone())).collect()
    };
    Joined {
        ids,
        song_ids,
        feature_names,
        features,
        titles: known(|row| &row.title),
        artists: known(|row| &row.artist),
        lyrics: known(|row| &row.lyrics),
        column_names,
        columns: pairs.iter().map(columns).collect(),
        absent: Vec::new(),
    }
}

/// The song of an id: without a final `_clipN`.
pub fn song_of(id: &str) -> &str {
    match id.rsplit_once("_clip") {
        Some((song, clip))
            if !song.is_empty() && !clip.is_empty() && clip.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            song
        }
        _ => id,
    }
}

/// `<id>_clipN` for ids that occur several times.
fn different_ids<'ids>(ids: impl Iterator<Item = &'ids str> + Clone) -> Vec<String> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for id in ids.clone() {
        counts.entry(id).or_default().0 += 1;
    }
    let mut unique = Unique::default();
    let mut name = |id: &'ids str| {
        let (count, turn) = counts.entry(id).or_default();
        *turn += 1;
        if *count > 1 { unique.of(&format!("{id}_clip{}", *turn - 1)) } else { unique.of(id) }
    };
    ids.map(&mut name).collect()
}

/// A table with its rows found by id.
struct Keyed<'files> {
    name: &'files str,
    numbers: Option<&'files FeatureTable>,
    column_names: &'files [String],
    rows: &'files [Row],
    of_id: BTreeMap<&'files str, Vec<usize>>,
}

impl<'files> Keyed<'files> {
    fn new(name: &'files str, file: &'files CsvFile) -> Self {
        let (numbers, column_names, rows) = match &file.content {
            CsvContent::Words(table) => (None, &table.column_names, &table.rows),
            CsvContent::Numbers(table) => (Some(table), &table.column_names, &table.rows),
        };
        let mut of_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            of_id.entry(&row.id).or_default().push(at);
        }
        Self { name, numbers, column_names, rows, of_id }
    }

    /// The rows of an id, or of the song it is a clip of, and the id they have here.
    fn find(&self, id: &str) -> Option<(&'files str, &[usize])> {
        let (key, rows) = self.of_id.get_key_value(id).or_else(|| self.of_id.get_key_value(song_of(id)))?;
        Some((key, rows))
    }
}

/// The absent songs, each once.
#[derive(Default)]
struct Absentees<'files> {
    listed: Vec<Absent>,
    seen: BTreeSet<&'files str>,
}

impl<'files> Absentees<'files> {
    fn add(&mut self, id: &'files str, found_in: &str, missing_in: Vec<String>) {
        if self.seen.insert(id) {
            self.listed.push(Absent { id: id.to_owned(), found_in: found_in.to_owned(), missing_in });
        }
    }
}
