//! The rows nearest to one row: "more like this".

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
