//! Trustworthiness: are those who are neighbours on the map neighbours in truth?
//!
//! Each of a dot's k nearest on the map that is not among its k nearest by the points costs as many ranks as it is beyond them. 1 if there
//! are none; about 0.5 for dots strewn at random.
//!
//! Ranks are counted, not sorted: how many rows are nearer than the one in question? That needs memory for one row of distances. Rows can
//! be scored range by range, so that the work can be spread; the penalties are whole numbers, so nothing depends on how it is.
//!
//! No crate has it: `petal-neighbors` and `linfa-nn` find neighbours but do not rank all others, `linfa-tsne` has no score.

use std::ops::Range;

use ndarray::ArrayView2;

use super::distance::Panels;
use super::error::{MetricError, first_not_finite};
use crate::neighbours::{NearestRows, NeighbourTable};

/// Points and a map made ready for scoring.
#[derive(Debug, Clone)]
pub struct TrustworthinessRows {
    columns: usize,
    values: Vec<f32>,
    panels: Panels,
    on_the_map: NearestRows,
    neighbours: usize,
}

impl TrustworthinessRows {
    /// For `points` (N × D) and their places on a map (N × any number of columns), with so many neighbours.
    ///
    /// `None` where it is undefined: no neighbours asked for, or half of the rows or more (the score would leave 0 … 1).
    ///
    /// # Errors
    /// [`MetricError::ScoreMapRows`], [`MetricError::ScoreNotFinite`] (in either).
    pub fn new(
        points: ArrayView2<'_, f32>,
        map: ArrayView2<'_, f32>,
        neighbours: usize,
    ) -> Result<Option<TrustworthinessRows>, MetricError> {
        if points.nrows() != map.nrows() {
            return Err(MetricError::ScoreMapRows { expected: points.nrows(), found: map.nrows() });
        }
        if let Some((row, column)) = first_not_finite(points).or_else(|| first_not_finite(map)) {
            return Err(MetricError::ScoreNotFinite { row, column });
        }
        if neighbours == 0 || neighbours >= points.nrows().div_ceil(2) {
            return Ok(None);
        }
        Ok(Some(TrustworthinessRows {
            columns: points.ncols(),
            values: points.iter().copied().collect(),
            panels: Panels::new(points),
            on_the_map: NearestRows::new(map, neighbours),
            neighbours,
        }))
    }

    /// Number of rows that can be scored.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.panels.rows()
    }

    /// Ranks that a range of rows costs; a range beyond the end is cut there.
    #[must_use]
    pub fn penalty(&self, rows: Range<usize>) -> u64 {
        let rows = rows.start..rows.end.min(self.rows());
        let found: NeighbourTable = self.on_the_map.find(rows.clone());
        let mut squared = vec![0.0; self.rows()];
        let mut penalty = 0;
        for (place, row) in rows.enumerate() {
            self.panels
                .squared_distances_from(&self.values[row * self.columns..(row + 1) * self.columns], &mut squared);
            squared[row] = f64::INFINITY;
            for (neighbour, _) in found.of(place) {
                let bar = squared[neighbour];
                // Of equally near rows the earlier comes first.
                let before = squared[..neighbour].iter().filter(|&&other| other <= bar).count();
                let behind = squared[neighbour + 1..].iter().filter(|&&other| other < bar).count();
                penalty += (before + behind + 1).saturating_sub(self.neighbours) as u64;
            }
        }
        penalty
    }

    /// The score, 0 … 1, if all rows together cost so much.
    #[must_use]
    pub fn score(&self, penalty: u64) -> f64 {
        let (rows, neighbours) = (self.rows() as f64, self.neighbours as f64);
        1.0 - penalty as f64 * 2.0 / (rows * neighbours * (2.0 * rows - 3.0 * neighbours - 1.0))
    }
}

/// Trustworthiness of a `map` (N × 2) of `points` (N × D), 0 … 1, with so many neighbours.
///
/// `None` where it is undefined: no neighbours, or half of the rows or more.
///
/// # Errors
/// [`MetricError::ScoreMapRows`], [`MetricError::ScoreNotFinite`] (in either).
///
/// # Reference
/// Venna & Kaski 2001; `sklearn.manifold.trustworthiness` (1.9), which leaves the order of equally near rows to chance.
pub fn trustworthiness(
    points: ArrayView2<'_, f32>,
    map: ArrayView2<'_, f32>,
    neighbours: usize,
) -> Result<Option<f64>, MetricError> {
    let Some(rows) = TrustworthinessRows::new(points, map, neighbours)? else { return Ok(None) };
    Ok(Some(rows.score(rows.penalty(0..rows.rows()))))
}
