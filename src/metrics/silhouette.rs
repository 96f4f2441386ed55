//! Silhouette: is a point nearer to its own group than to the next one?
//!
//! For a point, *a* is its mean distance to the others of its group, *b* the smallest mean distance to another group,
//! s = (b − a) / max(a, b), from −1 (in the wrong group) over 0 (between two) to 1 (well inside). A group of one has s = 0.
//!
//! Each row is scored from all its distances at once, with memory for one row of them only. [`SilhouetteRows`] scores any range of
//! rows by itself, so that the work can be spread; a row's value does not depend on the range it was scored in.

use std::ops::Range;

use ndarray::{Array2, ArrayView2};

use super::distance::{LANES, Panels};
use super::error::{MetricError, check};
use super::groups::Groups;

/// Rows whose distances to all others are taken together.
const ROWS_AT_ONCE: usize = 4;

/// The silhouette of a grouping.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Silhouette {
    /// Mean over all points that are not noise, −1 … 1.
    pub mean: f64,
    /// One value a row; `None` for noise.
    pub per_point: Vec<Option<f64>>,
    /// One entry a group, labels ascending.
    pub per_group: Vec<GroupSilhouette>,
}

/// The silhouette of one group.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct GroupSilhouette {
    /// Label of the group.
    pub label: i32,
    /// Its number of rows.
    pub size: usize,
    /// Mean over its rows, −1 … 1.
    pub mean: f64,
}

/// Silhouette of `labels` (N, −1 = noise) over `points` (N × D), Euclidean.
///
/// `None` where it is undefined: fewer than two groups, or every point a group of its own.
///
/// # Errors
/// [`MetricError`] if lengths differ or a coordinate is not finite.
///
/// # Reference
/// Rousseeuw 1987; `sklearn.metrics.silhouette_score` and `silhouette_samples` (1.9), on the points that are not noise.
pub fn silhouette(points: ArrayView2<'_, f32>, labels: &[i32]) -> Result<Option<Silhouette>, MetricError> {
    let Some(rows) = SilhouetteRows::new(points, labels)? else { return Ok(None) };
    let values = rows.score(0..rows.scored());
    Ok(Some(rows.combine(&values)))
}

/// Points and groups made ready for scoring range by range.
///
/// Rows are kept group after group, so that the distances of one row to one group lie side by side. "Place" below means
/// a position in that order, 0 … [`SilhouetteRows::scored`].
#[derive(Debug, Clone)]
pub struct SilhouetteRows {
    groups: Groups,
    /// For each place its row in the caller's order.
    rows: Vec<usize>,
    /// For each group its places.
    places: Vec<Range<usize>>,
    /// The rows by place, contiguous.
    points: Array2<f32>,
    panels: Panels,
    rows_with_noise: usize,
}

impl SilhouetteRows {
    /// Makes ready; `None` where the silhouette is undefined.
    ///
    /// # Errors
    /// [`MetricError`] if lengths differ or a coordinate is not finite.
    pub fn new(points: ArrayView2<'_, f32>, labels: &[i32]) -> Result<Option<Self>, MetricError> {
        check(points, labels)?;
        let groups = Groups::new(labels);
        if !groups.can_be_scored() {
            return Ok(None);
        }
        let rows: Vec<usize> = groups.members.iter().flatten().copied().collect();
        let mut start = 0;
        let places = groups
            .members
            .iter()
            .map(|members| {
                let range = start..start + members.len();
                start = range.end;
                range
            })
            .collect();
        let ordered = points.select(ndarray::Axis(0), &rows);
        let panels = Panels::new(ordered.view());
        Ok(Some(Self { groups, rows, places, points: ordered, panels, rows_with_noise: labels.len() }))
    }

    /// Number of points to score: all that are not noise.
    #[must_use]
    pub fn scored(&self) -> usize {
        self.rows.len()
    }

    /// Silhouette values of a range of places, 0 … [`SilhouetteRows::scored`]; a range beyond the end is cut there.
    #[must_use]
    pub fn score(&self, places: Range<usize>) -> Vec<f64> {
        let end = places.end.min(self.scored());
        let mut start = places.start;
        let mut own = self.places.partition_point(|range| range.end <= start);
        let mut values = Vec::with_capacity(end.saturating_sub(start));
        while start < end {
            if start + ROWS_AT_ONCE <= end {
                self.score_some::<ROWS_AT_ONCE>(start, &mut own, &mut values);
                start += ROWS_AT_ONCE;
            } else {
                self.score_some::<1>(start, &mut own, &mut values);
                start += 1;
            }
        }
        values
    }

    /// Values of the next few places; `own` is the group of the first of them or an earlier one.
    fn score_some<const ROWS: usize>(&self, start: usize, own: &mut usize, values: &mut Vec<f64>) {
        let rows: [_; ROWS] = std::array::from_fn(|place| self.points.row(start + place));
        let slices: [&[f32]; ROWS] = std::array::from_fn(|place| rows[place].to_slice().unwrap_or_default());
        let mut distances: [Vec<f64>; ROWS] = std::array::from_fn(|_| Vec::with_capacity(self.scored() + LANES));
        for panel in 0..self.panels.panels() {
            for (distances, squared) in distances.iter_mut().zip(self.panels.squared_distances_of(slices, panel)) {
                distances.extend_from_slice(&squared.map(f64::sqrt));
            }
        }
        for (place, distances) in distances.iter().enumerate() {
            while self.places[*own].end <= start + place {
                *own += 1;
            }
            values.push(self.score_one(*own, distances));
        }
    }

    /// The value of one point of group `own` from its distances to all places.
    fn score_one(&self, own: usize, distances: &[f64]) -> f64 {
        let size = self.places[own].len();
        if size == 1 {
            return 0.0;
        }
        let mut within = 0.0;
        let mut nearest = f64::INFINITY;
        for (group, places) in self.places.iter().enumerate() {
            let sum: f64 = distances[places.clone()].iter().sum();
            if group == own {
                within = sum / (size - 1) as f64;
            } else {
                nearest = nearest.min(sum / places.len() as f64);
            }
        }
        let larger = within.max(nearest);
        // All points in one place: 0 / 0 in the formula; scikit-learn, too, takes such a point as "between".
        if larger == 0.0 { 0.0 } else { (nearest - within) / larger }
    }

    /// Puts the values of all places, 0 … [`SilhouetteRows::scored`] in order, together. Values that are missing count as 0.
    #[must_use]
    pub fn combine(&self, values: &[f64]) -> Silhouette {
        let mut per_point = vec![None; self.rows_with_noise];
        for (&row, &value) in self.rows.iter().zip(values) {
            per_point[row] = Some(value);
        }
        let per_group = self
            .places
            .iter()
            .zip(&self.groups.labels)
            .map(|(places, &label)| {
                let sum: f64 = values.iter().skip(places.start).take(places.len()).sum();
                GroupSilhouette { label, size: places.len(), mean: sum / places.len() as f64 }
            })
            .collect();
        let mean = values.iter().sum::<f64>() / self.scored() as f64;
        Silhouette { mean, per_point, per_group }
    }
}
