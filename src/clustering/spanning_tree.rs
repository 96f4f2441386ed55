//! The shortest tree that joins all rows: Prim's algorithm without a matrix.
//!
//! The tree grows by the row nearest to it. Each row still outside remembers its nearest row inside, so that every new row is compared once with
//! those outside: N² / 2 distances, memory for the rows. Single linkage is this tree, and HDBSCAN's is the same one with another distance:
//! the mutual reachability, which is never less than the core distance of either row.
//!
//! Rows are looked at sixteen at a time in `f32`; whatever may be nearer than what was near so far is measured in `f64`. That matters: between cores,
//! many mutual reachabilities are equal to the last bit, and of equal ones the first counts, as in scikit-learn.
//!
//! # Reference
//! Prim 1957; `scipy.cluster.hierarchy.linkage(method = "single")`, `sklearn.cluster._hdbscan._linkage.mst_from_data_matrix`. `kodama` (the
//! twin in the tests) does the same on a matrix of all pairs.

use ndarray::ArrayView2;

use super::dendrogram::Found;
use crate::metrics::distance::{LANES, Panels};

/// A distance of [`Panels`] times this is not above the distance in `f64`: what may be nearer is measured.
const NOT_FARTHER: f64 = 1.0 - 1e-6;

/// A tree that grows row by row.
#[derive(Debug, Clone)]
pub(super) struct SpanningTree {
    columns: usize,
    /// The rows, contiguous.
    values: Vec<f32>,
    /// Squared core distance of each row; zeros where distances are to be taken as they are.
    cores: Vec<f64>,
    /// The rows outside.
    outside: Panels,
    /// Number of the row at each place outside.
    numbers: Vec<u32>,
    /// Squared core distance of the row at each place, filled up to whole panels.
    core_at: Vec<f64>,
    /// Squared distance of each place from the tree, filled up to whole panels.
    nearest: Vec<f64>,
    /// The row of the tree that is so near.
    gates: Vec<u32>,
    /// The row taken in last.
    newest: usize,
    found: Vec<Found>,
}

impl SpanningTree {
    /// The tree of one row, the first, of `points` (N × D, finite). `cores`: squared core distances, N; zeros for plain distances.
    pub fn new(points: ArrayView2<'_, f32>, cores: Vec<f64>) -> Self {
        let rows = points.nrows();
        let filled = rows.next_multiple_of(LANES);
        let mut core_at = cores.clone();
        core_at.resize(filled, 0.0);
        let mut tree = Self {
            columns: points.ncols(),
            values: points.iter().copied().collect(),
            cores,
            outside: Panels::new(points),
            numbers: (0..rows as u32).collect(),
            core_at,
            nearest: vec![f64::INFINITY; filled],
            gates: vec![0; filled],
            newest: 0,
            found: Vec::with_capacity(rows.saturating_sub(1)),
        };
        if rows > 0 {
            tree.take_in(0);
        }
        tree
    }

    /// Branches found, and how many there will be.
    pub fn progress(&self) -> (usize, usize) {
        (self.found.len(), self.found.len() + self.numbers.len())
    }

    /// Grows until about so many coordinates are compared; false when no row is outside.
    pub fn step(&mut self, coordinates: usize) -> bool {
        let mut left = coordinates;
        while !self.numbers.is_empty() && left > 0 {
            left = left.saturating_sub(self.numbers.len() * self.columns.max(1));
            self.grow();
        }
        !self.numbers.is_empty()
    }

    /// The branches, shortest first.
    pub fn finish(self) -> Vec<Found> {
        let mut found = self.found;
        found.sort_by(|a, b| a.height.total_cmp(&b.height));
        found
    }

    fn grow(&mut self) {
        let newest = self.newest;
        let core = self.cores[newest];
        let mut best = (f64::INFINITY, u32::MAX, 0);
        for panel in 0..self.outside.panels() {
            let row = &self.values[newest * self.columns..(newest + 1) * self.columns];
            let squared = self.outside.squared_distances(row, panel);
            let places = panel * LANES..(panel + 1) * LANES;
            let (cores, nearest) = (&self.core_at[places.clone()], &self.nearest[places.clone()]);
            let mut bars = [0.0; LANES];
            let mut any = false;
            for lane in 0..LANES {
                let larger = if cores[lane] > core { cores[lane] } else { core };
                let reach = if squared[lane] > larger { squared[lane] } else { larger };
                bars[lane] = reach * NOT_FARTHER;
                any |= bars[lane] <= nearest[lane];
            }
            let places = places.start..places.end.min(self.numbers.len());
            if any {
                for (place, bar) in places.clone().zip(bars) {
                    if bar <= self.nearest[place] {
                        let reach = self.reach(newest, self.numbers[place] as usize);
                        if reach < self.nearest[place] {
                            self.nearest[place] = reach;
                            self.gates[place] = newest as u32;
                        }
                    }
                }
            }
            for place in places {
                let (nearest, number) = (self.nearest[place], self.numbers[place]);
                if nearest < best.0 || (nearest == best.0 && number < best.1) {
                    best = (nearest, number, place);
                }
            }
        }
        let (squared, number, place) = best;
        self.found.push(Found { one: self.gates[place], other: number, height: squared.sqrt() });
        self.take_in(place);
    }

    /// The squared distance that decides, all in `f64`.
    fn reach(&self, one: usize, other: usize) -> f64 {
        let row = |row: usize| &self.values[row * self.columns..(row + 1) * self.columns];
        let squared: f64 = row(one).iter().zip(row(other)).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)).sum();
        squared.max(self.cores[one]).max(self.cores[other])
    }

    /// Moves a row from outside into the tree.
    fn take_in(&mut self, place: usize) {
        let last = self.numbers.len() - 1;
        self.newest = self.numbers.swap_remove(place) as usize;
        self.outside.swap_remove(place);
        self.core_at[place] = self.core_at[last];
        self.nearest[place] = self.nearest[last];
        self.gates[place] = self.gates[last];
    }
}
