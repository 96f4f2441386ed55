//! The curve from which `eps` is chosen: how far each row must look to see `min_samples` rows.
//!
//! Sorted, the distances rise slowly through the dense parts and steeply through the noise; the bend is a good radius for DBSCAN.

use ndarray::ArrayView2;

use super::error::{ClusteringError, check_finite};
use crate::neighbours::NearestRows;

/// Coordinates compared in one step: a few hundredths of a second in a tab.
const COORDINATES_A_STEP: usize = 1 << 24;

/// [`k_distances`] step by step: new → step … → finish.
#[derive(Debug, Clone)]
pub struct KDistances {
    nearest: NearestRows,
    rows_a_step: usize,
    /// Neighbours looked for, the row itself not among them.
    others: usize,
    distances: Vec<f64>,
}

impl KDistances {
    /// Checks the input and stands before the first row.
    ///
    /// # Errors
    /// As [`k_distances`].
    pub fn new(points: ArrayView2<'_, f32>, min_samples: usize) -> Result<Self, ClusteringError> {
        check_finite(points)?;
        if min_samples == 0 {
            return Err(ClusteringError::NoMinSamples {});
        }
        let (rows, columns) = points.dim();
        let others = (min_samples - 1).min(rows.saturating_sub(1));
        Ok(Self {
            nearest: NearestRows::new(points, others),
            rows_a_step: (COORDINATES_A_STEP / (rows * columns.max(1)).max(1)).max(4),
            others,
            distances: Vec::with_capacity(rows),
        })
    }

    /// Answers for some more rows; false when all have an answer.
    ///
    /// # Errors
    /// None today; there so that all searches are driven alike.
    pub fn step(&mut self) -> Result<bool, ClusteringError> {
        let (start, rows) = (self.distances.len(), self.nearest.len());
        let end = rows.min(start + self.rows_a_step);
        if self.others == 0 {
            self.distances.resize(rows, 0.0);
        } else {
            let table = self.nearest.find(start..end);
            let farthest = |row: &[f32]| row.last().copied().map_or(0.0, f64::from);
            self.distances.extend(table.distances.chunks(self.others).map(farthest));
        }
        Ok(self.distances.len() < rows)
    }

    /// Rows answered, and how many there are.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        (self.distances.len(), self.nearest.len())
    }

    /// The distances of the rows answered so far, ascending.
    #[must_use]
    pub fn finish(mut self) -> Vec<f64> {
        self.distances.sort_by(f64::total_cmp);
        self.distances
    }
}

/// For each row of `points` (N × D) the distance to its `min_samples`-th row, itself counted as the first; ascending.
/// With fewer rows than that, the distance to the farthest.
///
/// # Errors
/// [`ClusteringError::NoMinSamples`], [`ClusteringError::PointNotFinite`] naming row and column.
pub fn k_distances(points: ArrayView2<'_, f32>, min_samples: usize) -> Result<Vec<f64>, ClusteringError> {
    let mut search = KDistances::new(points, min_samples)?;
    while search.step()? {}
    Ok(search.finish())
}
