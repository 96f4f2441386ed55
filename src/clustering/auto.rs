//! How many groups? The number whose K-Means grouping has the highest silhouette ([`Candidates`] compares them).

use ndarray::ArrayView2;

use super::candidates::{Candidate, Candidates};
use super::error::ClusteringError;
use super::kmeans::{KMeans, kmeans};

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
    candidates: Candidates,
    best: KMeans,
}

impl<'a> AutoClusters<'a> {
    /// Checks the input and stands before the first candidate.
    ///
    /// # Errors
    /// As [`auto`].
    pub fn new(points: ArrayView2<'a, f32>, seed: u64) -> Result<Self, ClusteringError> {
        let best = kmeans(points, 1, seed)?;
        Ok(Self { points, seed, candidates: Candidates::new(points, seed), best })
    }

    /// Tries the next number of groups; `None` when all have been tried.
    ///
    /// # Errors
    /// As [`auto`].
    pub fn step(&mut self) -> Result<Option<&Candidate>, ClusteringError> {
        let Some(clusters) = self.candidates.next() else { return Ok(None) };
        let grouping = kmeans(self.points, clusters, self.seed)?;
        if self.candidates.offer(self.points, &grouping.labels)? {
            self.best = grouping;
        }
        Ok(self.candidates.tried().last())
    }

    /// The best candidate so far.
    #[must_use]
    pub fn finish(self) -> AutoChoice {
        AutoChoice {
            candidates: self.candidates.tried().to_vec(),
            scored_rows: self.candidates.scored_rows(),
            chosen: self.best,
        }
    }
}
