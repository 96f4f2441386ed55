//! Normalised mutual information: how much does one grouping tell about the other?

use super::contingency::ContingencyTable;
use super::error::MetricError;

/// Normalised mutual information of two labelings of the same rows, 0 … 1, divided by the mean of the two entropies.
///
/// Symmetric; −1 is a group like any other. Two groupings of one group each are the same grouping (1). Not adjusted for chance: many small
/// groups score high by themselves, so read it beside the adjusted Rand index. `None` without rows.
///
/// # Errors
/// [`MetricError`] if lengths differ.
///
/// # Reference
/// `sklearn.metrics.normalized_mutual_info_score` (1.9), `average_method = "arithmetic"`.
pub fn normalised_mutual_information(labels: &[i32], truth: &[i32]) -> Result<Option<f64>, MetricError> {
    let table = ContingencyTable::new(truth, labels)?;
    if table.rows == 0 {
        return Ok(None);
    }
    if table.first.len() == 1 && table.second.len() == 1 {
        return Ok(Some(1.0));
    }
    let all = table.rows as f64;
    let information: f64 = table
        .overlaps
        .iter()
        .map(|cell| {
            let rows = cell.rows as f64;
            let expected = table.first[cell.first].1 as f64 * table.second[cell.second].1 as f64 / all;
            rows / all * (rows / expected).ln()
        })
        .sum();
    let mean_entropy = f64::midpoint(entropy(&table.first, all), entropy(&table.second, all));
    // Independent groupings: the sum above is 0 up to rounding, on either side.
    if information <= f64::EPSILON {
        return Ok(Some(0.0));
    }
    Ok(Some((information / mean_entropy).min(1.0)))
}

/// Entropy of group sizes, in nats.
fn entropy(groups: &[(i32, usize)], all: f64) -> f64 {
    groups
        .iter()
        .map(|(_, rows)| {
            let share = *rows as f64 / all;
            -share * share.ln()
        })
        .sum()
}
