//! Placing further songs on a finished t-SNE or UMAP map, which has no axes to measure by: among their nearest neighbours.
//!
//! A song lies at the weighted mean of the places of its nearest songs. The weights are umap-learn's, exp(−(d − nearest) / σ) with σ such
//! that they sum to log₂(k), times nearest / d: so a song that comes to lie on a known one comes to its place without a jump, and one that
//! differs by rounding only lies where its twin lies. Each song is placed by itself, nothing on the map moves.
//!
//! No crate does this: `umap-rs` (as umap-js) goes on to move the new dots by gradient steps, which needs its own graph of the map.

use ndarray::{Array2, ArrayView2};

use super::error::ProjectionError;
use crate::metrics::{distance::Panels, first_not_finite};

/// Halvings of the bracket for σ; as umap-learn.
const STEPS: usize = 64;

/// The sum of the weights is right to this; as umap-learn.
const TOLERANCE: f64 = 1e-5;

/// The songs of a finished map.
#[derive(Debug, Clone, PartialEq)]
pub struct NeighbourFrame {
    /// What the map was made of (N × D).
    pub latents: Array2<f32>,
    /// Where they lie on the map (N × 2).
    pub places: Array2<f32>,
    /// Neighbours that have a say in where a further song lies, k.
    pub neighbours: usize,
}

impl NeighbourFrame {
    /// Neighbours that have a say on the maps of runs.
    pub const NEIGHBOURS: usize = 5;

    /// Where points (M × D) lie on the map (M × 2), each by itself. On an empty map they lie at its centre, (0, 0).
    ///
    /// # Errors
    /// [`ProjectionError::MapColumns`] if the points have another width than those the map was made of (or its places are not pairs),
    /// [`ProjectionError::MapRows`] if there is not one place a row, [`ProjectionError::MapNotFinite`] in the points.
    pub fn place(&self, points: ArrayView2<'_, f32>) -> Result<Array2<f32>, ProjectionError> {
        if points.ncols() != self.latents.ncols() {
            return Err(ProjectionError::MapColumns { expected: self.latents.ncols(), found: points.ncols() });
        }
        if self.places.ncols() != 2 {
            return Err(ProjectionError::MapColumns { expected: 2, found: self.places.ncols() });
        }
        if self.places.nrows() != self.latents.nrows() {
            return Err(ProjectionError::MapRows { expected: self.latents.nrows(), found: self.places.nrows() });
        }
        if let Some((row, column)) = first_not_finite(points) {
            return Err(ProjectionError::MapNotFinite { row, column });
        }
        let panels = Panels::new(self.latents.view());
        let count = self.neighbours.clamp(1, self.latents.nrows().max(1));
        let mut squared = vec![0.0; panels.rows()];
        let mut placed = Array2::zeros((points.nrows(), 2));
        for (point, mut place) in points.rows().into_iter().zip(placed.rows_mut()) {
            let values: Vec<f32> = point.iter().copied().collect();
            panels.squared_distances_from(&values, &mut squared);
            let nearest = nearest(&squared, count);
            let weights = weights(&nearest);
            for axis in 0..2 {
                let sum: f64 = nearest
                    .iter()
                    .zip(&weights)
                    .map(|(&(row, _), weight)| weight * f64::from(self.places[[row, axis]]))
                    .sum();
                place[axis] = sum as f32;
            }
        }
        Ok(placed)
    }
}

/// The `count` nearest rows and their distances, nearest first; of equally near ones the earlier first.
fn nearest(squared: &[f64], count: usize) -> Vec<(usize, f64)> {
    let mut rows: Vec<usize> = (0..squared.len()).collect();
    let compare = |a: &usize, b: &usize| squared[*a].total_cmp(&squared[*b]).then(a.cmp(b));
    if count < rows.len() {
        rows.select_nth_unstable_by(count, compare);
        rows.truncate(count);
    }
    rows.sort_unstable_by(compare);
    rows.into_iter().map(|row| (row, squared[row].sqrt())).collect()
}

/// What each neighbour has to say, together 1. The first of those that are equal to the point says all.
fn weights(nearest: &[(usize, f64)]) -> Vec<f64> {
    let first = nearest.first().map_or(0.0, |&(_, distance)| distance);
    if first == 0.0 {
        return (0..nearest.len()).map(|place| if place == 0 { 1.0 } else { 0.0 }).collect();
    }
    let beyond: Vec<f64> = nearest.iter().map(|&(_, distance)| distance - first).collect();
    let sigma = width(&beyond);
    let weights =
        nearest.iter().zip(&beyond).map(|(&(_, distance), beyond)| (-beyond / sigma).exp() * first / distance);
    let weights: Vec<f64> = weights.collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

/// σ such that exp(−beyond / σ) sum to log₂(k), at least 1; umap-learn's `smooth_knn_dist`, started at the mean.
fn width(beyond: &[f64]) -> f64 {
    let wanted = (beyond.len() as f64).log2().max(1.0);
    let mean = beyond.iter().sum::<f64>() / beyond.len() as f64;
    if mean <= 0.0 {
        return 1.0;
    }
    let (mut low, mut high, mut sigma) = (0.0, f64::INFINITY, mean);
    for _ in 0..STEPS {
        let sum: f64 = beyond.iter().map(|beyond| (-beyond / sigma).exp()).sum();
        if (sum - wanted).abs() < TOLERANCE {
            break;
        }
        if sum > wanted {
            high = sigma;
        } else {
            low = sigma;
        }
        sigma = if high.is_finite() { f64::midpoint(low, high) } else { sigma * 2.0 };
    }
    // Not narrower than a thousandth of the mean, as umap-learn.
    sigma.max(1e-3 * mean)
}
