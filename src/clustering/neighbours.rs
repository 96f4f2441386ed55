//! The rows nearest to one row: "more like this", and what group they are of.

use ndarray::ArrayView2;

use super::error::{ClusteringError, check_finite};
use crate::metrics::distance::squared_distance;

/// A row and how far away it is.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Neighbour {
    /// The row, counted from 0.
    pub row: usize,
    /// Euclidean distance to the row asked for.
    pub distance: f64,
}

/// The `count` rows of `points` (N × D) nearest to row `index`, nearest first, itself left out; of equally near rows the first.
/// With fewer other rows, all of them.
///
/// # Errors
/// [`ClusteringError::NoSuchRow`], [`ClusteringError::PointNotFinite`].
pub fn nearest(points: ArrayView2<'_, f32>, index: usize, count: usize) -> Result<Vec<Neighbour>, ClusteringError> {
    check_finite(points)?;
    if index >= points.nrows() {
        return Err(ClusteringError::NoSuchRow { row: index, rows: points.nrows() });
    }
    let from = points.row(index);
    let mut others: Vec<Neighbour> = points
        .outer_iter()
        .enumerate()
        .filter(|(row, _)| *row != index)
        .map(|(row, point)| Neighbour { row, distance: squared_distance(from, point).sqrt() })
        .collect();
    let by_distance = |a: &Neighbour, b: &Neighbour| a.distance.total_cmp(&b.distance).then(a.row.cmp(&b.row));
    if count < others.len() {
        others.select_nth_unstable_by(count, by_distance);
        others.truncate(count);
    }
    others.sort_by(by_distance);
    Ok(others)
}

/// For each of `points` (N × D) the label of the nearest of `known` (M × D, with one of `labels` each), the first of two equally
/// near; −1 where nothing is known.
///
/// # Errors
/// [`ClusteringError::PointNotFinite`], [`ClusteringError::ClusterLabelCount`].
pub fn nearest_labels(
    points: ArrayView2<'_, f32>,
    known: ArrayView2<'_, f32>,
    labels: &[i32],
) -> Result<Vec<i32>, ClusteringError> {
    check_finite(points)?;
    check_finite(known)?;
    if labels.len() != known.nrows() {
        return Err(ClusteringError::ClusterLabelCount { labels: labels.len(), rows: known.nrows() });
    }
    let label = |point| {
        let distances = known.outer_iter().map(|other| squared_distance(point, other));
        let nearest = distances.zip(labels).min_by(|(one, _), (other, _)| one.total_cmp(other));
        nearest.map_or(-1, |(_, &label)| label)
    };
    Ok(points.outer_iter().map(label).collect())
}
