//! Lloyd's iteration: every row to its nearest centre, every centre to the mean of its rows, until nothing moves.
//!
//! This is scikit-learn's `_kmeans_single_lloyd` step by step, so that from the same centres one gets the same groups and
//! centres. Which centre is nearest is found in `f32` wherever that is certain ([`Centres`]); means and inertia are `f64` throughout.

use ndarray::{Array2, ArrayView1};

use super::centres::{Centres, Rows};
use crate::metrics::distance::squared_distance_to_mean;

/// Share of the points' mean variance below which a squared shift of all centres counts as rest (scikit-learn's `tol`).
const TOLERANCE: f64 = 1e-4;

/// One descent from given centres. The points are handed to each call: they must be the same each time.
#[derive(Debug, Clone)]
pub(super) struct Lloyd {
    /// Centres, k × D.
    pub centres: Array2<f64>,
    /// Nearest centre of each row.
    pub labels: Vec<usize>,
    /// Sum of the squared distances of the rows to their centres, to the digits of `f32`.
    pub rough_inertia: f64,
    /// Times the centres have moved.
    pub iterations: usize,
    /// Whether the last iteration changed nothing any more.
    pub at_rest: bool,
    /// Sums of the rows of each centre, k × D.
    sums: Array2<f64>,
    /// Rows of each centre.
    sizes: Vec<usize>,
    rest: f64,
}

impl Lloyd {
    /// Stands at `centres` (k × D, k ≥ 1), rows assigned; rests once all centres together shift by no more than `rest`, squared.
    pub fn new(points: &Rows<'_>, centres: Array2<f64>, rest: f64) -> Self {
        let mut lloyd = Self {
            labels: vec![0; points.count()],
            rough_inertia: 0.0,
            iterations: 0,
            at_rest: false,
            sums: Array2::zeros(centres.dim()),
            sizes: vec![0; centres.nrows()],
            rest,
            centres,
        };
        lloyd.assign(points);
        lloyd
    }

    /// Iterates until rest or until `most` iterations are done, whichever comes first.
    pub fn run(&mut self, points: &Rows<'_>, most: usize) {
        while self.iterations < most && !self.at_rest {
            self.step(points);
        }
    }

    /// Sum of the squared distances of the rows to their centres.
    pub fn inertia(&self, points: &Rows<'_>) -> f64 {
        (0..points.count()).map(|row| self.squared(points, row)).sum()
    }

    /// Squared distance of a row to its centre.
    fn squared(&self, points: &Rows<'_>, row: usize) -> f64 {
        squared_distance_to_mean(ArrayView1::from(points.row(row)), self.centres.row(self.labels[row]))
    }

    /// One iteration: centres to means, rows to centres.
    fn step(&mut self, points: &Rows<'_>) {
        let previous = self.centres.clone();
        self.move_centres(points);
        self.iterations += 1;
        let changed = self.assign(points);
        let shift: f64 = (&self.centres - &previous).mapv(|difference| difference * difference).sum();
        self.at_rest = !changed || shift <= self.rest;
    }

    /// Every row to its nearest centre, the first of two equally near, and into that centre's sum. True if any row changed.
    fn assign(&mut self, points: &Rows<'_>) -> bool {
        let Self { centres, labels, rough_inertia, sums, sizes, .. } = self;
        let sums = sums.as_slice_mut().unwrap_or_default();
        let mut changed = false;
        *rough_inertia = 0.0;
        sums.fill(0.0);
        sizes.fill(0);
        Centres::new(centres.view()).nearest(points, |row, values, found| {
            let (label, squared) = found.unwrap_or((0, f64::INFINITY));
            changed |= labels[row] != label;
            labels[row] = label;
            *rough_inertia += squared;
            sizes[label] += 1;
            add(&mut sums[label * values.len()..][..values.len()], values);
        });
        changed
    }

    /// Every centre to the mean of its rows. A centre without rows takes the row farthest from its own centre, as scikit-learn does.
    fn move_centres(&mut self, points: &Rows<'_>) {
        self.refill(points);
        let sums = self.sums.outer_iter().zip(&self.sizes);
        for (mut centre, (sum, &size)) in self.centres.outer_iter_mut().zip(sums) {
            if size > 0 {
                centre.assign(&(&sum / size as f64));
            }
        }
    }

    fn refill(&mut self, points: &Rows<'_>) {
        let empty: Vec<usize> = (0..self.sizes.len()).filter(|&label| self.sizes[label] == 0).collect();
        if empty.is_empty() {
            return;
        }
        let squared: Vec<f64> = (0..points.count()).map(|row| self.squared(points, row)).collect();
        let mut farthest: Vec<usize> = (0..points.count()).collect();
        farthest.sort_by(|&a, &b| squared[b].total_cmp(&squared[a]).then(a.cmp(&b)));
        for (label, row) in empty.into_iter().zip(farthest) {
            let from = self.labels[row];
            if self.sizes[from] < 2 {
                continue;
            }
            for (column, &value) in points.row(row).iter().enumerate() {
                self.sums[[from, column]] -= f64::from(value);
                self.sums[[label, column]] = f64::from(value);
            }
            self.sizes[from] -= 1;
            self.sizes[label] = 1;
        }
    }
}

/// Adds a row to a sum, four numbers at a time.
fn add(sums: &mut [f64], row: &[f32]) {
    let (sums, last_sums) = sums.as_chunks_mut::<4>();
    let (row, last) = row.as_chunks::<4>();
    for (sums, row) in sums.iter_mut().zip(row) {
        let wide = row.map(f64::from);
        for place in 0..4 {
            sums[place] += wide[place];
        }
    }
    for (sum, &value) in last_sums.iter_mut().zip(last) {
        *sum += f64::from(value);
    }
}

/// The squared shift of all centres together that counts as rest: [`TOLERANCE`] times the mean over the columns of their variance.
pub(super) fn squared_shift_at_rest(points: &Rows<'_>) -> f64 {
    let (rows, columns) = (points.count(), points.columns());
    let mut mean = vec![0.0; columns];
    for row in 0..rows {
        for (mean, &value) in mean.iter_mut().zip(points.row(row)) {
            *mean += f64::from(value);
        }
    }
    mean.iter_mut().for_each(|mean| *mean /= rows.max(1) as f64);
    let mut squared = vec![0.0; columns];
    for row in 0..rows {
        for ((squared, &mean), &value) in squared.iter_mut().zip(&mean).zip(points.row(row)) {
            let difference = f64::from(value) - mean;
            *squared += difference * difference;
        }
    }
    TOLERANCE * squared.iter().sum::<f64>() / (rows * columns).max(1) as f64
}
