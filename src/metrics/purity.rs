//! Purity: if every group is named after its most frequent true label, how many songs are named rightly?

use super::contingency::ContingencyTable;
use super::error::{MetricError, check_count};

/// Purity of `labels` (−1 = noise, left out) against `truth`, 0 … 1: Σ over the groups of the largest count of one true label, over the rows that are not noise.
///
/// It grows with the number of groups by itself (a group for every song is pure), so it stands beside a chance line.
/// `None` if no row is in a group.
///
/// # Errors
/// [`MetricError`] if lengths differ.
pub fn purity(labels: &[i32], truth: &[i32]) -> Result<Option<f64>, MetricError> {
    check_count(labels.len(), truth.len())?;
    let (labels, truth): (Vec<i32>, Vec<i32>) = labels.iter().zip(truth).filter(|(label, _)| **label >= 0).unzip();
    let table = ContingencyTable::new(&labels, &truth)?;
    let mut largest = vec![0; table.first.len()];
    for cell in &table.overlaps {
        largest[cell.first] = largest[cell.first].max(cell.rows);
    }
    let right: usize = largest.iter().sum();
    Ok((table.rows > 0).then(|| right as f64 / table.rows as f64))
}
