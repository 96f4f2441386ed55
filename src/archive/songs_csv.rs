//! `songs.csv`: where each song of a run lies, and everything the visitor knows of it.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::ArchiveError;
use crate::{experiment::Column, library::write_csv};

/// The columns before the visitor's own.
const COLUMNS: [&str; 6] = ["id", "cluster", "x", "y", "title", "artist"];

/// The songs of a run; every list has an entry a song.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SongsTable {
    /// Their ids.
    pub ids: Vec<String>,
    /// Their groups, −1 for none.
    pub clusters: Vec<i32>,
    /// Their places on the map, x and y of each song; empty without a map.
    pub projection: Vec<f32>,
    /// Their titles, empty where unknown.
    pub titles: Vec<String>,
    /// Their artists, empty where unknown.
    pub artists: Vec<String>,
    /// The visitor's columns.
    #[serde(default)]
    pub columns: Vec<Column>,
}

/// The table as CSV with a byte-order mark.
///
/// Places have as many digits as bring back the same number (of 32 bits); one that is not finite is an empty cell. A
/// column that is called like one of ours, or like an earlier one, is told apart: `cluster (column)`, `genre (2)`.
///
/// # Errors
/// [`ArchiveError::ArchiveRows`] if a list has another length than the ids.
pub fn songs_csv(table: &SongsTable) -> Result<Vec<u8>, ArchiveError> {
    let SongsTable { ids, clusters, projection, titles, artists, columns } = table;
    let songs = ids.len();
    let places = if projection.is_empty() { 0 } else { 2 * songs };
    let lists = [
        ("clusters", clusters.len(), songs),
        ("projection", projection.len(), places),
        ("titles", titles.len(), songs),
        ("artists", artists.len(), songs),
    ];
    let of_columns = columns.iter().map(|column| (column.name.as_str(), column.values.len(), songs));
    if let Some((part, found, expected)) =
        lists.into_iter().chain(of_columns).find(|(_, found, expected)| found != expected)
    {
        return Err(ArchiveError::ArchiveRows { part: part.chars().take(80).collect(), found, expected });
    }
    let names = column_names(columns);
    let places = projection.chunks_exact(2).map(|place| [place[0], place[1]].map(cell));
    let numbers: Vec<[String; 3]> = clusters
        .iter()
        .zip(places.chain(std::iter::repeat_with(Default::default)))
        .map(|(cluster, [x, y])| [cluster.to_string(), x, y])
        .collect();
    let rows = ids.iter().zip(&numbers).zip(titles.iter().zip(artists)).enumerate();
    let rows = rows.map(|(row, ((id, numbers), (title, artist)))| {
        let own = columns.iter().filter_map(move |column| column.values.get(row));
        let known = std::iter::once(id).chain(numbers).chain([title, artist]);
        known.chain(own).map(String::as_str)
    });
    Ok(write_csv(names.iter().map(String::as_str), rows, true))
}

fn cell(number: f32) -> String {
    if number.is_finite() { number.to_string() } else { String::new() }
}

/// Our columns and the visitor's, no two alike even to a program that ignores case.
fn column_names(columns: &[Column]) -> Vec<String> {
    let mut names = COLUMNS.map(str::to_owned).to_vec();
    let mut taken: HashSet<String> = names.iter().cloned().collect();
    let mut next: HashMap<String, usize> = HashMap::new();
    for Column { name, .. } in columns {
        let wanted = if name.trim().is_empty() { "column" } else { name.trim() };
        let ours = COLUMNS.iter().any(|ours| wanted.to_lowercase() == *ours);
        let base = if ours { format!("{wanted} (column)") } else { wanted.to_owned() };
        let mut own = base.clone();
        while !taken.insert(own.to_lowercase()) {
            let number = next.entry(base.to_lowercase()).or_insert(2);
            own = format!("{base} ({number})");
            *number += 1;
        }
        names.push(own);
    }
    names
}
