//! Calinski–Harabasz: spread between the groups over spread within them.

use ndarray::{Array1, ArrayView2};

use super::error::{MetricError, check};
use super::groups::Groups;

/// Calinski–Harabasz score of `labels` (N, −1 = noise) over `points` (N × D): larger is better, 0 … ∞, no unit.
///
/// `None` where it is undefined: fewer than two groups, every point a group of its own, or no spread within any group at all
/// (scikit-learn says 1 there, which would read as a bad score for a perfect grouping).
///
/// # Errors
/// [`MetricError`] if lengths differ or a coordinate is not finite.
///
/// # Reference
/// Caliński & Harabasz 1974; `sklearn.metrics.calinski_harabasz_score` (1.9), on the points that are not noise.
pub fn calinski_harabasz(points: ArrayView2<'_, f32>, labels: &[i32]) -> Result<Option<f64>, MetricError> {
    check(points, labels)?;
    let groups = Groups::new(labels);
    if !groups.can_be_scored() {
        return Ok(None);
    }
    let means = groups.means(points);
    let (count, scored) = (groups.count() as f64, groups.scored() as f64);

    let mut overall = Array1::<f64>::zeros(points.ncols());
    for (mean, members) in means.outer_iter().zip(&groups.members) {
        overall.scaled_add(members.len() as f64 / scored, &mean);
    }
    let between: f64 = means
        .outer_iter()
        .zip(&groups.members)
        .map(|(mean, members)| {
            members.len() as f64 * (&mean - &overall).mapv(|difference| difference * difference).sum()
        })
        .sum();
    let within: f64 = groups.squared_distances_to_means(points, &means).iter().flatten().sum();
    Ok((within > 0.0).then(|| between * (scored - count) / (within * (count - 1.0))))
}
