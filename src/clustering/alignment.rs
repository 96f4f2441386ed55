//! Keeps a group's number, and with it its colour, when the same songs are grouped again.
//!
//! Pairs of old and new groups are taken greedily, the largest overlap first. The Hungarian method would maximise the *total*
//! overlap, and for that may give the largest group another colour to win a few songs elsewhere; the eye follows the large groups.
//! Greedy also works on the sparse overlaps alone, however many groups there are.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::error::ClusteringError;
use crate::metrics::{ContingencyTable, Overlap};

/// Renumbers `current` (N) so that its groups carry the numbers of the groups of `previous` (N) they share most rows with.
///
/// Ties: the smaller previous number, then the smaller current number. A group without partner takes the smallest number that is free.
/// Noise (−1) stays noise and is no partner. The grouping itself does not change.
///
/// # Errors
/// [`ClusteringError::ClusterLabelCount`] if lengths differ.
pub fn match_labels(previous: &[i32], current: &[i32]) -> Result<Vec<i32>, ClusteringError> {
    let table = ContingencyTable::new(current, previous)?;
    let old = |cell: &Overlap| table.second[cell.second].0;
    let new = |cell: &Overlap| table.first[cell.first].0;
    let mut pairs: Vec<&Overlap> = table.overlaps.iter().filter(|cell| old(cell) >= 0 && new(cell) >= 0).collect();
    pairs.sort_by_key(|cell| (Reverse(cell.rows), old(cell), new(cell)));

    let mut numbers: Vec<Option<i32>> = vec![None; table.first.len()];
    let mut taken = BTreeSet::new();
    for cell in pairs {
        if numbers[cell.first].is_none() && taken.insert(old(cell)) {
            numbers[cell.first] = Some(old(cell));
        }
    }
    let mut free = (0..).filter(|number| !taken.contains(number));
    for (number, &(label, _)) in numbers.iter_mut().zip(&table.first) {
        if label >= 0 && number.is_none() {
            *number = free.next();
        }
    }
    let place = |label: i32| table.first.partition_point(|(other, _)| *other < label);
    Ok(current.iter().map(|&label| numbers[place(label)].unwrap_or(-1)).collect())
}
