//! Lloyd's iteration: every row to its nearest centre, every centre to the mean of its rows, until nothing moves.
//!
//! This is scikit-learn's `_kmeans_single_lloyd` step by step, so that from the same centres one gets the same groups and
//! centres. `linfa-clustering` finds the starts (see [`super::kmeans`](mod@super::kmeans)); its own iteration mixes the old centre
//! into each mean, so its centres are near the means but not the means.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use crate::metrics::distance::squared_distance_to_mean;

/// Share of the points' mean variance below which a squared shift of all centres counts as rest (scikit-learn's `tol`).
const TOLERANCE: f64 = 1e-4;

/// One descent from given centres.
#[derive(Debug, Clone)]
pub(super) struct Lloyd<'a> {
    points: ArrayView2<'a, f32>,
    /// Centres, k × D.
    pub centres: Array2<f64>,
    /// Nearest centre of each row.
    pub labels: Vec<usize>,
    /// Squared distance of each row to that centre.
    squared: Vec<f64>,
    /// Times the centres have moved.
    pub iterations: usize,
    rest: f64,
}

impl<'a> Lloyd<'a> {
    /// Stands at `centres` (k × D, k ≥ 1), rows assigned.
    pub fn new(points: ArrayView2<'a, f32>, centres: Array2<f64>) -> Self {
        let rest = squared_shift_at_rest(points);
        let mut lloyd = Self {
            points,
            centres,
            labels: vec![0; points.nrows()],
            squared: vec![0.0; points.nrows()],
            iterations: 0,
            rest,
        };
        lloyd.assign();
        lloyd
    }

    /// Iterates until rest or until `most` iterations are done, whichever comes first.
    pub fn run(&mut self, most: usize) {
        while self.iterations < most && !self.step() {}
    }

    /// One iteration: centres to means, rows to centres. True when at rest.
    pub fn step(&mut self) -> bool {
        let previous = self.centres.clone();
        self.move_centres();
        self.iterations += 1;
        let changed = self.assign();
        let shift: f64 = (&self.centres - &previous).mapv(|difference| difference * difference).sum();
        !changed || shift <= self.rest
    }

    /// Sum of the squared distances of the rows to their centres.
    pub fn inertia(&self) -> f64 {
        self.squared.iter().sum()
    }

    /// Every row to its nearest centre, the first of two equally near. True if any row changed.
    fn assign(&mut self) -> bool {
        let mut changed = false;
        for (row, point) in self.points.outer_iter().enumerate() {
            let nearest = nearest_centre(point, self.centres.view()).unwrap_or((0, f64::INFINITY));
            changed |= self.labels[row] != nearest.0;
            (self.labels[row], self.squared[row]) = nearest;
        }
        changed
    }

    /// Every centre to the mean of its rows. A centre without rows takes the row farthest from its own centre, as scikit-learn does.
    fn move_centres(&mut self) {
        let mut sums = Array2::<f64>::zeros(self.centres.dim());
        let mut sizes = vec![0_usize; self.centres.nrows()];
        for (point, &label) in self.points.outer_iter().zip(&self.labels) {
            sums.row_mut(label).zip_mut_with(&point, |sum, &value| *sum += f64::from(value));
            sizes[label] += 1;
        }
        self.refill(&mut sums, &mut sizes);
        for ((mut centre, sum), &size) in self.centres.outer_iter_mut().zip(sums.outer_iter()).zip(&sizes) {
            if size > 0 {
                centre.assign(&(&sum / size as f64));
            }
        }
    }

    fn refill(&self, sums: &mut Array2<f64>, sizes: &mut [usize]) {
        let empty: Vec<usize> = (0..sizes.len()).filter(|&label| sizes[label] == 0).collect();
        if empty.is_empty() {
            return;
        }
        let mut farthest: Vec<usize> = (0..self.points.nrows()).collect();
        farthest.sort_by(|&a, &b| self.squared[b].total_cmp(&self.squared[a]).then(a.cmp(&b)));
        for (label, row) in empty.into_iter().zip(farthest) {
            let from = self.labels[row];
            if sizes[from] < 2 {
                continue;
            }
            for (column, &value) in self.points.row(row).iter().enumerate() {
                sums[[from, column]] -= f64::from(value);
                sums[[label, column]] = f64::from(value);
            }
            sizes[from] -= 1;
            sizes[label] = 1;
        }
    }
}

/// The nearest of `centres` (k × D) to `point`, the first of two equally near, and its squared distance; `None` without
/// centres at a finite distance.
pub(super) fn nearest_centre(point: ArrayView1<'_, f32>, centres: ArrayView2<'_, f64>) -> Option<(usize, f64)> {
    let mut nearest = None;
    for (label, centre) in centres.outer_iter().enumerate() {
        let squared = squared_distance_to_mean(point, centre);
        if squared < nearest.map_or(f64::INFINITY, |(_, least)| least) {
            nearest = Some((label, squared));
        }
    }
    nearest
}

/// The squared shift of all centres together that counts as rest: [`TOLERANCE`] times the mean over the columns of their variance.
pub(super) fn squared_shift_at_rest(points: ArrayView2<'_, f32>) -> f64 {
    let rows = points.nrows().max(1) as f64;
    let sum: f64 = points
        .axis_iter(Axis(1))
        .map(|column| {
            let mean = column.iter().map(|&value| f64::from(value)).sum::<f64>() / rows;
            column.iter().map(|&value| (f64::from(value) - mean).powi(2)).sum::<f64>() / rows
        })
        .sum();
    TOLERANCE * sum / points.ncols().max(1) as f64
}
