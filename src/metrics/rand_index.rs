//! Adjusted Rand index: on how many pairs of songs do two groupings agree, beyond chance?

use super::contingency::ContingencyTable;
use super::error::MetricError;

/// Adjusted Rand index of two labelings of the same rows: 1 for the same groups, about 0 for chance, at least −0.5.
///
/// Symmetric; −1 is a group like any other. Two groupings that put no pair differently agree fully (1), also when both have one group only.
/// `None` without rows.
///
/// # Errors
/// [`MetricError`] if lengths differ.
///
/// # Reference
/// Hubert & Arabie 1985; `sklearn.metrics.adjusted_rand_score` (1.9).
pub fn adjusted_rand(labels: &[i32], truth: &[i32]) -> Result<Option<f64>, MetricError> {
    let table = ContingencyTable::new(truth, labels)?;
    if table.rows == 0 {
        return Ok(None);
    }
    // Ordered pairs of different rows, exact: the products below reach N⁴, beyond both u64 and the integers of f64.
    let square = |rows: usize| (rows as i128).pow(2);
    let together_in_both: i128 = table.overlaps.iter().map(|cell| square(cell.rows)).sum();
    let together_in_truth: i128 = table.first.iter().map(|(_, rows)| square(*rows)).sum();
    let together_in_labels: i128 = table.second.iter().map(|(_, rows)| square(*rows)).sum();
    let all = square(table.rows);

    let only_in_truth = together_in_truth - together_in_both;
    let only_in_labels = together_in_labels - together_in_both;
    if only_in_truth == 0 && only_in_labels == 0 {
        return Ok(Some(1.0));
    }
    let in_both = together_in_both - table.rows as i128;
    let in_neither = all - together_in_truth - together_in_labels + together_in_both;
    let agreement = 2 * (in_both * in_neither - only_in_truth * only_in_labels);
    let span = (in_both + only_in_truth) * (only_in_truth + in_neither)
        + (in_both + only_in_labels) * (only_in_labels + in_neither);
    Ok(Some(agreement as f64 / span as f64))
}
