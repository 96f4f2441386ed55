//! How many groups? The number whose K-Means grouping has the highest silhouette, with the whole curve to look at.
//!
//! All k from 2 to min(10, N − 1) are tried. Above [`SCORED_ROWS`] rows the silhouette is taken over that many rows drawn from
//! the seed, because it costs N² distances; the candidates share the same rows and so can be compared.

use ndarray::{Array2, ArrayView2, Axis};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};

use super::error::ClusteringError;
use super::kmeans::{KMeans, kmeans};
use crate::metrics::silhouette;

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
    /// Sum of squared distances to the centres.
    pub inertia: f64,
}

/// What was tried and what was chosen.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AutoChoice {
    /// The chosen grouping; one group if no candidate has a silhouette.
    pub chosen: KMeans,
    /// All candidates, by number of groups.
    pub candidates: Vec<Candidate>,
    /// Rows the silhouettes were taken over.
    pub scored_rows: usize,
}

/// Chooses the number of groups of `points` (N × D); the same seed gives the same choice. Of equal silhouettes the smaller number wins.
///
/// # Errors
/// [`ClusteringError::PointNotFinite`] naming row and column.
///
/// # Reference
/// Rousseeuw 1987, section 4.
pub fn auto(points: ArrayView2<'_, f32>, seed: u64) -> Result<AutoChoice, ClusteringError> {
    let mut search = AutoClusters::new(points, seed)?;
    while search.step()?.is_some() {}
    Ok(search.finish())
}

/// [`auto`] one candidate at a time: new → step … → finish.
#[derive(Debug, Clone)]
pub struct AutoClusters<'a> {
    points: ArrayView2<'a, f32>,
    seed: u64,
    scored: Vec<usize>,
    scored_points: Array2<f32>,
    candidates: Vec<Candidate>,
    best: KMeans,
    best_silhouette: Option<f64>,
}

impl<'a> AutoClusters<'a> {
    /// Checks the input and stands before the first candidate.
    ///
    /// # Errors
    /// As [`auto`].
    pub fn new(points: ArrayView2<'a, f32>, seed: u64) -> Result<Self, ClusteringError> {
        let one_group = kmeans(points, 1, seed)?;
        let scored = some_rows(points.nrows(), SCORED_ROWS, seed);
        let scored_points = points.select(Axis(0), &scored);
        Ok(Self { points, seed, scored, scored_points, candidates: Vec::new(), best: one_group, best_silhouette: None })
    }

    /// Tries the next number of groups; `None` when all have been tried.
    ///
    /// # Errors
    /// As [`auto`].
    pub fn step(&mut self) -> Result<Option<&Candidate>, ClusteringError> {
        let clusters = self.candidates.len() + 2;
        if clusters > LARGEST_AUTO.min(self.points.nrows().saturating_sub(1)) {
            return Ok(None);
        }
        let grouping = kmeans(self.points, clusters, self.seed)?;
        let labels: Vec<i32> = self.scored.iter().map(|&row| grouping.labels[row]).collect();
        let mean = silhouette(self.scored_points.view(), &labels)?.map(|found| found.mean);
        self.candidates.push(Candidate { clusters, silhouette: mean, inertia: grouping.inertia });
        if mean.is_some_and(|mean| self.best_silhouette.is_none_or(|best| mean > best)) {
            self.best_silhouette = mean;
            self.best = grouping;
        }
        Ok(self.candidates.last())
    }

    /// The best candidate so far.
    #[must_use]
    pub fn finish(self) -> AutoChoice {
        AutoChoice { chosen: self.best, candidates: self.candidates, scored_rows: self.scored.len() }
    }
}

/// All rows, or `most` of them drawn without repetition, ascending.
fn some_rows(rows: usize, most: usize, seed: u64) -> Vec<usize> {
    let mut all: Vec<usize> = (0..rows).collect();
    if rows <= most {
        return all;
    }
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    for place in 0..most {
        let left = (rows - place) as u64;
        // The remainder's bias, rows / 2⁶⁴, is far below anything a silhouette could show.
        let drawn = place + (random.next_u64() % left) as usize;
        all.swap(place, drawn);
    }
    all.truncate(most);
    all.sort_unstable();
    all
}
