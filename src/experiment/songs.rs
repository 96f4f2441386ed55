//! What an experiment is about: songs, what describes them, and what is known of them besides.

use ndarray::Array2;
use serde::Deserialize;

/// The songs of a run, in row order.
#[derive(Debug, Clone, PartialEq)]
pub struct Songs {
    /// One id a row.
    pub ids: Vec<String>,
    /// Raw features, (songs, D); the run standardises them.
    pub features: Array2<f32>,
    /// Columns of the manifest: genre, language, …
    pub columns: Vec<Column>,
}

/// One column of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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
