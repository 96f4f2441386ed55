//! Groupings into different numbers of groups, compared by their silhouette, with the whole curve to look at.
//!
//! All numbers from 2 to min(10, N − 1) are tried. Above [`SCORED_ROWS`] rows the silhouette is taken over that many rows drawn from
//! the seed, because it costs N² distances; the candidates share the same rows and so can be compared.

use ndarray::{Array2, ArrayView2, Axis};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

use super::error::ClusteringError;
use super::plus_plus::some_rows;
use crate::metrics::{silhouette, spread_within};

/// Largest number of groups tried.
pub const LARGEST_AUTO: usize = 10;

/// Rows the silhouette is taken over, at most.
const SCORED_ROWS: usize = 4_000;

/// One number of groups that was tried.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Candidate {
    /// Groups asked for.
    pub clusters: usize,
    /// Mean silhouette; `None` where it is undefined (such as when all rows are equal).
    pub silhouette: Option<f64>,
    /// Sum of squared distances to the means of the groups.
    pub inertia: f64,
}

/// Candidates so far.
#[derive(Debug, Clone)]
pub struct Candidates {
    scored: Vec<usize>,
    scored_points: Array2<f32>,
    tried: Vec<Candidate>,
    best: Option<f64>,
    rows: usize,
}

impl Candidates {
    /// None yet, for `points` (N × D, finite); which rows are scored is drawn from `seed`.
    pub fn new(points: ArrayView2<'_, f32>, seed: u64) -> Candidates {
        let scored = some_rows(points.nrows(), SCORED_ROWS, &mut Xoshiro256PlusPlus::seed_from_u64(seed));
        let scored_points = points.select(Axis(0), &scored);
        Candidates { scored, scored_points, tried: Vec::new(), best: None, rows: points.nrows() }
    }

    /// The number of groups to be tried next; `None` when all have been tried.
    pub fn next(&self) -> Option<usize> {
        let clusters = self.tried.len() + 2;
        (clusters <= self.last()).then_some(clusters)
    }

    /// The largest number that is tried; below 2 none is.
    pub fn last(&self) -> usize {
        LARGEST_AUTO.min(self.rows.saturating_sub(1))
    }

    /// Takes the grouping into the number of groups that was due: whether it is the best so far. Of equal silhouettes the
    /// smaller number stays.
    ///
    /// # Errors
    /// Labels of another length.
    pub fn offer(&mut self, points: ArrayView2<'_, f32>, labels: &[i32]) -> Result<bool, ClusteringError> {
        let some: Vec<i32> = self.scored.iter().filter_map(|&row| labels.get(row).copied()).collect();
        let mean = silhouette(self.scored_points.view(), &some)?.map(|found| found.mean);
        let inertia = spread_within(points, labels)?;
        self.tried.push(Candidate { clusters: self.tried.len() + 2, silhouette: mean, inertia });
        let better = mean.is_some_and(|mean| self.best.is_none_or(|best| mean > best));
        if better {
            self.best = mean;
        }
        Ok(better)
    }

    /// Rows the silhouettes are taken over.
    pub fn scored_rows(&self) -> usize {
        self.scored.len()
    }

    /// Those that have been tried, by number of groups.
    pub fn tried(&self) -> &[Candidate] {
        &self.tried
    }
}
