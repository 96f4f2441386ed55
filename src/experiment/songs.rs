//! What an experiment is about: songs, what describes them, and what is known of them besides.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// The songs of a run, in row order.
#[derive(Debug, Clone, PartialEq)]
pub struct Songs {
    /// One id a row.
    pub ids: Vec<String>,
    /// The song of each row: its own id, or where songs were cut into clips, the one it was cut from.
    pub song_ids: Vec<String>,
    /// Numbers that describe each song: features of its sound, or a row of a table.
    pub numbers: Numbers,
    /// The words of each song, as given.
    pub lyrics: Vec<Option<String>>,
    /// Columns of the manifest: genre, language, …
    pub columns: Vec<Column>,
}

/// Raw numbers (the run standardises them) of those songs that have any.
#[derive(Debug, Clone, PartialEq)]
pub struct Numbers {
    /// (songs that have numbers, D); a map lies here band by band.
    pub values: Array2<f32>,
    /// Whether each song has a row in `values`; as many are true as there are rows.
    pub present: Vec<bool>,
}

impl Numbers {
    /// Of songs that all have them.
    pub fn of_all(values: Array2<f32>) -> Numbers {
        Numbers { present: vec![true; values.nrows()], values }
    }

    /// Of `songs` songs none of which has any.
    pub fn none(songs: usize) -> Numbers {
        Numbers { values: Array2::zeros((0, 0)), present: vec![false; songs] }
    }
}

/// What a song lacks that the run would need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// Its sound was not heard.
    NoSound,
    /// It has no lyrics, or none are left when they are cleaned.
    NoLyrics,
    /// It is in no table of numbers.
    NoTable,
    /// The column of the condition says nothing of it.
    NoCondition,
    /// The column of the condition says something of it that the network was never told.
    UnknownCondition,
}

/// A song that takes no part in the run, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The song.
    pub id: String,
    /// What it lacks.
    pub code: Lack,
}

/// One column of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its header.
    pub name: String,
    /// One value a song; empty where the manifest says nothing.
    pub values: Vec<String>,
}

impl Column {
    /// The values as numbers by order of first appearance, if every song has one and at least two differ.
    pub fn labels(&self) -> Option<Vec<i32>> {
        let mut names: Vec<&str> = Vec::new();
        let mut labels = Vec::with_capacity(self.values.len());
        let mut number_of = std::collections::BTreeMap::new();
        for value in &self.values {
            if value.is_empty() {
                return None;
            }
            let number = *number_of.entry(value.as_str()).or_insert_with(|| {
                names.push(value);
                names.len() as i32 - 1
            });
            labels.push(number);
        }
        (names.len() >= 2).then_some(labels)
    }

    /// How many values differ.
    pub fn distinct(&self) -> usize {
        self.values.iter().collect::<std::collections::BTreeSet<_>>().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[&str]) -> Column {
        Column { name: "genre".into(), values: values.iter().map(|value| value.to_string()).collect() }
    }

    #[test]
    fn labels_follow_first_appearance() {
        assert_eq!(column(&["waltz", "techno", "waltz"]).labels(), Some(vec![0, 1, 0]));
    }

    #[test]
    fn a_missing_value_or_a_single_one_is_no_ground_truth() {
        assert_eq!(column(&["waltz", "", "techno"]).labels(), None);
        assert_eq!(column(&["waltz", "waltz"]).labels(), None);
        assert_eq!(column(&[]).labels(), None);
    }
}
