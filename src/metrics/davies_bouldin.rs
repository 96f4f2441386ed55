//! Davies–Bouldin: how much each group overlaps with the one most like it.

use ndarray::ArrayView2;

use super::error::{MetricError, check};
use super::groups::Groups;

/// Davies–Bouldin score of `labels` (N, −1 = noise) over `points` (N × D): smaller is better, 0 … ∞, no unit.
///
/// The mean over the groups of the largest (sᵢ + sⱼ) / dᵢⱼ, where s is the mean distance of a group's rows to its mean
/// and d the distance of two means.
///
/// `None` where it is undefined: fewer than two groups, every point a group of its own, or two groups with the very same mean
/// (their ratio is infinite; scikit-learn skips such a pair, so that it can call two groups lying on each other well separated).
///
/// # Errors
/// [`MetricError`] if lengths differ or a coordinate is not finite.
///
/// # Reference
/// Davies & Bouldin 1979; `sklearn.metrics.davies_bouldin_score` (1.9), on the points that are not noise.
pub fn davies_bouldin(points: ArrayView2<'_, f32>, labels: &[i32]) -> Result<Option<f64>, MetricError> {
    check(points, labels)?;
    let groups = Groups::new(labels);
    if !groups.can_be_scored() {
        return Ok(None);
    }
    let means = groups.means(points);
    let spread: Vec<f64> = groups
        .squared_distances_to_means(points, &means)
        .iter()
        .map(|squared| squared.iter().map(|squared| squared.sqrt()).sum::<f64>() / squared.len() as f64)
        .collect();

    let mut sum = 0.0;
    for (i, mean) in means.outer_iter().enumerate() {
        let mut worst = 0.0_f64;
        for (j, other) in means.outer_iter().enumerate().filter(|(j, _)| *j != i) {
            let apart = mean.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
            if apart == 0.0 {
                return Ok(None);
            }
            worst = worst.max((spread[i] + spread[j]) / apart);
        }
        sum += worst;
    }
    Ok(Some(sum / groups.count() as f64))
}
