//! How two labelings of the same rows overlap.

use std::collections::BTreeMap;

use super::error::{MetricError, check_count};

/// The rows two groups share, one from each labeling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Overlap {
    /// Place of the group in the first labeling's list of labels.
    pub first: usize,
    /// Place of the group in the second labeling's list of labels.
    pub second: usize,
    /// Rows in both, at least 1.
    pub rows: usize,
}

/// Contingency table of two labelings, kept sparse: two labelings in which every row is its own group overlap in N cells, not in N².
///
/// Every label is a group of its own here, −1 too.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ContingencyTable {
    /// Labels of the first labeling, ascending, each with its number of rows.
    pub first: Vec<(i32, usize)>,
    /// Labels of the second labeling, ascending, each with its number of rows.
    pub second: Vec<(i32, usize)>,
    /// All pairs of groups that share rows, ordered by first, then second.
    pub overlaps: Vec<Overlap>,
    /// Number of rows.
    pub rows: usize,
}

impl ContingencyTable {
    /// Counts two labelings of the same N rows.
    ///
    /// # Errors
    /// [`MetricError::ScoreLabelCount`] if their lengths differ.
    pub fn new(first: &[i32], second: &[i32]) -> Result<Self, MetricError> {
        check_count(second.len(), first.len())?;
        let mut cells: BTreeMap<(i32, i32), usize> = BTreeMap::new();
        for (&a, &b) in first.iter().zip(second) {
            *cells.entry((a, b)).or_default() += 1;
        }
        let (mut rows_of_first, mut rows_of_second) = (BTreeMap::new(), BTreeMap::new());
        for (&(a, b), &rows) in &cells {
            *rows_of_first.entry(a).or_default() += rows;
            *rows_of_second.entry(b).or_default() += rows;
        }
        let first_groups: Vec<(i32, usize)> = rows_of_first.into_iter().collect();
        let second_groups: Vec<(i32, usize)> = rows_of_second.into_iter().collect();
        let place = |groups: &[(i32, usize)], label| groups.partition_point(|(other, _)| *other < label);
        let overlaps = cells
            .into_iter()
            .map(|((a, b), rows)| Overlap { first: place(&first_groups, a), second: place(&second_groups, b), rows })
            .collect();
        Ok(Self { first: first_groups, second: second_groups, overlaps, rows: first.len() })
    }
}
