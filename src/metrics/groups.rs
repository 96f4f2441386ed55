//! The rows of each label, noise left out, and the means of the groups: what the internal scores share.

use std::collections::BTreeMap;

use ndarray::{Array2, ArrayView1, ArrayView2};

use super::distance::squared_distance_to_mean;
use super::error::{MetricError, check_count};

/// Rows gathered by label; noise (negative labels) belongs to no group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    /// The labels in use, ascending.
    pub labels: Vec<i32>,
    /// For each of them its rows, ascending.
    pub members: Vec<Vec<usize>>,
}

impl Groups {
    /// Gathers rows by label.
    #[must_use]
    pub fn new(labels: &[i32]) -> Self {
        let mut members: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
        for (row, &label) in labels.iter().enumerate().filter(|(_, label)| **label >= 0) {
            members.entry(label).or_default().push(row);
        }
        let (labels, members) = members.into_iter().unzip();
        Self { labels, members }
    }

    /// Number of groups.
    #[must_use]
    pub fn count(&self) -> usize {
        self.labels.len()
    }

    /// Number of rows that are in a group.
    #[must_use]
    pub fn scored(&self) -> usize {
        self.members.iter().map(Vec::len).sum()
    }

    /// Whether scores that weigh "within" against "between" have a meaning: at least two groups, and at least one group
    /// with two rows (the rule of scikit-learn, 2 ≤ groups ≤ rows − 1).
    #[must_use]
    pub fn can_be_scored(&self) -> bool {
        self.count() >= 2 && self.count() < self.scored()
    }

    /// The mean of each group (groups × D), in `f64`.
    #[must_use]
    pub fn means(&self, points: ArrayView2<'_, f32>) -> Array2<f64> {
        let mut means = Array2::zeros((self.count(), points.ncols()));
        for (mut mean, members) in means.outer_iter_mut().zip(&self.members) {
            for &row in members {
                mean.zip_mut_with(&points.row(row), |sum, &value| *sum += f64::from(value));
            }
            mean /= members.len() as f64;
        }
        means
    }

    /// For each group, the squared distances of its rows to its mean, in the order of `members`.
    pub(super) fn squared_distances_to_means(&self, points: ArrayView2<'_, f32>, means: &Array2<f64>) -> Vec<Vec<f64>> {
        let of_group = |(members, mean): (&Vec<usize>, ArrayView1<'_, f64>)| {
            members.iter().map(|&row| squared_distance_to_mean(points.row(row), mean)).collect()
        };
        self.members.iter().zip(means.outer_iter()).map(of_group).collect()
    }
}

/// Sum of the squared distances of all rows that are in a group to its mean: the inertia of K-Means, of any grouping.
///
/// # Errors
/// [`MetricError::ScoreLabelCount`] if lengths differ.
pub fn spread_within(points: ArrayView2<'_, f32>, labels: &[i32]) -> Result<f64, MetricError> {
    check_count(labels.len(), points.nrows())?;
    let groups = Groups::new(labels);
    let means = groups.means(points);
    Ok(groups.squared_distances_to_means(points, &means).iter().flatten().sum())
}

/// Share of the points that are not noise, 0 … 1; `None` without points.
///
/// It stands beside every internal score: a silhouette of 0.9 over 10 % of the songs says little about the rest.
#[must_use]
pub fn coverage(labels: &[i32]) -> Option<f64> {
    let scored = labels.iter().filter(|label| **label >= 0).count();
    (!labels.is_empty()).then(|| scored as f64 / labels.len() as f64)
}
