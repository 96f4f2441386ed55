//! Complete and average linkage: the nearest-neighbour chain on a matrix of all pairs.
//!
//! `kodama` does the same and is the twin in the tests; it runs in one call, and
//! looks for every nearest group anew. Here the first nearest are found while the matrix is filled, a merge finds its nearest on the way, and
//! a nearest group once found stays the nearest until it is merged away (neither linkage brings a merged group nearer to a third).
//!
//! The matrix holds one `f32` for each pair, 4·N(N − 1)/2 bytes. Average linkage rounds to it at every merge: heights are good to about 10⁻⁶.
//!
//! # Reference
//! Müllner 2011, "Modern hierarchical, agglomerative clustering algorithms", §3.2; `scipy.cluster.hierarchy.linkage`.

use ndarray::ArrayView2;

use super::dendrogram::Found;
use super::error::ClusteringError;
use crate::metrics::distance::{LANES, Panels};

/// Rows of the matrix that are filled together.
const ROWS_AT_ONCE: usize = 4;

/// What becomes of the distances of two groups to a third when they are merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Update {
    /// The larger one.
    Largest,
    /// Their mean, weighed by the rows of the two.
    Mean,
}

/// Nearest group as far as it is known: distance, its place, and its age when it was found.
#[derive(Debug, Clone, Copy)]
struct Nearest {
    distance: f32,
    place: u32,
    age: u32,
}

/// Never the age of a group.
const UNKNOWN: Nearest = Nearest { distance: f32::INFINITY, place: 0, age: u32::MAX };

/// The state of the chain. A group lives at the place of one of its rows; its age counts its merges.
#[derive(Debug, Clone)]
pub(super) struct MatrixChain {
    update: Update,
    rows: usize,
    columns: usize,
    /// The rows, contiguous, and packed; only until the matrix is full.
    values: Vec<f32>,
    panels: Panels,
    filled: usize,
    /// Distances of the pairs (0, 1), (0, 2), …, (1, 2), ….
    matrix: Vec<f32>,
    /// Places where there is a group, ascending.
    active: Vec<u32>,
    sizes: Vec<u32>,
    ages: Vec<u32>,
    nearest: Vec<Nearest>,
    chain: Vec<u32>,
    pub found: Vec<Found>,
}

/// Bytes of the matrix for so many rows.
pub(super) fn matrix_bytes(rows: usize) -> u64 {
    let rows = rows as u64;
    (rows * rows.saturating_sub(1) / 2).saturating_mul(size_of::<f32>() as u64)
}

impl MatrixChain {
    /// Every row of `points` (N × D, finite) a group of its own.
    pub fn new(points: ArrayView2<'_, f32>, update: Update) -> Result<Self, ClusteringError> {
        let rows = points.nrows();
        let bytes = matrix_bytes(rows);
        let refused = ClusteringError::NoRoomForMatrix { rows, bytes };
        let mut matrix: Vec<f32> = Vec::new();
        let pairs = usize::try_from(bytes / size_of::<f32>() as u64).map_err(|_| refused.clone())?;
        matrix.try_reserve_exact(pairs).map_err(|_| refused)?;
        Ok(Self {
            update,
            rows,
            columns: points.ncols(),
            values: points.iter().copied().collect(),
            panels: Panels::new(points),
            filled: 0,
            matrix,
            active: (0..rows as u32).collect(),
            sizes: vec![1; rows],
            ages: vec![0; rows],
            nearest: vec![UNKNOWN; rows],
            chain: Vec::new(),
            found: Vec::with_capacity(rows.saturating_sub(1)),
        })
    }

    /// Rows of the matrix filled and merges made, and how many of both there will be.
    pub fn progress(&self) -> (usize, usize) {
        (self.filled + self.found.len(), self.rows + self.rows.saturating_sub(1))
    }

    /// Goes on until about so many numbers are looked at; false when all is one group.
    pub fn step(&mut self, numbers: usize) -> bool {
        let mut left = numbers;
        while self.active.len() > 1 && left > 0 {
            let looked_at = if self.filled < self.rows { self.fill() } else { self.link() };
            left = left.saturating_sub(looked_at.max(1));
        }
        self.active.len() > 1
    }

    /// Where the pairs of a row with later ones begin, less the row itself and one: add the later row.
    fn start(&self, row: usize) -> usize {
        // Row r has N − 1 − r later ones; those of the rows before are r(2N − r − 1) / 2.
        row * (2 * self.rows - row - 1) / 2
    }

    fn place(&self, one: usize, other: usize) -> usize {
        let (first, second) = (one.min(other), one.max(other));
        self.start(first) + second - first - 1
    }

    fn fill(&mut self) -> usize {
        let start = self.filled;
        if start + ROWS_AT_ONCE <= self.rows {
            self.fill_some::<ROWS_AT_ONCE>(start)
        } else {
            self.fill_some::<1>(start)
        }
        if self.filled == self.rows {
            self.values = Vec::new();
        }
        (self.filled - start) * (self.rows - start) * self.columns
    }

    fn fill_some<const ROWS: usize>(&mut self, start: usize) {
        let width = self.rows - start;
        let mut distances: [Vec<f32>; ROWS] = std::array::from_fn(|_| Vec::with_capacity(width + LANES));
        let row = |row: usize| &self.values[row * self.columns..(row + 1) * self.columns];
        let rows: [&[f32]; ROWS] = std::array::from_fn(|place| row(start + place));
        for panel in start / LANES..self.panels.panels() {
            let squared = self.panels.squared_distances_of(rows, panel);
            for (distances, squared) in distances.iter_mut().zip(&squared) {
                // A distance too large for f32 stays a number, so that it can be compared and averaged.
                distances.extend(squared.iter().map(|squared| (squared.sqrt() as f32).min(f32::MAX)));
            }
        }
        let skipped = start / LANES * LANES;
        for (place, distances) in distances.iter().enumerate() {
            let row = start + place;
            let later = &distances[row + 1 - skipped..self.rows - skipped];
            self.matrix.extend_from_slice(later);
            let mut own = self.nearest[row];
            for (other, &distance) in (row + 1..).zip(later) {
                if distance < own.distance || own.age != 0 {
                    own = Nearest { distance, place: other as u32, age: 0 };
                }
                let others = &mut self.nearest[other];
                if distance < others.distance || others.age != 0 {
                    *others = Nearest { distance, place: row as u32, age: 0 };
                }
            }
            self.nearest[row] = own;
        }
        self.filled += ROWS;
    }

    /// One link more in the chain, or the merge at its end; returns how many numbers were looked at.
    fn link(&mut self) -> usize {
        let Some(&top) = self.chain.last() else {
            self.chain.push(self.active[0]);
            return 1;
        };
        let mut looked_at = 1;
        let mut nearest = self.nearest[top as usize];
        if nearest.age != self.ages[nearest.place as usize] {
            nearest = self.look_from(top as usize);
            self.nearest[top as usize] = nearest;
            looked_at = self.active.len();
        }
        // At least as near as any other is the one before: the two are each other's nearest.
        match self.chain.len().checked_sub(2).map(|before| self.chain[before]) {
            Some(previous) if self.matrix[self.place(previous as usize, top as usize)] <= nearest.distance => {
                self.chain.truncate(self.chain.len() - 2);
                looked_at += self.active.len();
                self.merge(previous as usize, top as usize);
            }
            _ => self.chain.push(nearest.place),
        }
        looked_at
    }

    /// The nearest of all groups; of equally near ones, the one at the first place.
    fn look_from(&self, place: usize) -> Nearest {
        let mut nearest = UNKNOWN;
        let mut offer = |other: u32, distance: f32| {
            if distance < nearest.distance || nearest.age == u32::MAX {
                nearest = Nearest { distance, place: other, age: self.ages[other as usize] };
            }
        };
        let split = self.active.partition_point(|&other| (other as usize) < place);
        for &other in &self.active[..split] {
            offer(other, self.matrix[self.start(other as usize) + place - other as usize - 1]);
        }
        if place + 1 < self.rows {
            let later = &self.matrix[self.start(place)..self.start(place + 1)];
            for &other in self.active[split..].iter().filter(|&&other| other as usize != place) {
                offer(other, later[other as usize - place - 1]);
            }
        }
        nearest
    }

    /// Makes one group of two, at the place of the second in the matrix, and finds its nearest.
    fn merge(&mut self, one: usize, other: usize) {
        let (gone, kept) = (one.min(other), one.max(other));
        self.found.push(Found {
            one: gone as u32,
            other: kept as u32,
            height: f64::from(self.matrix[self.place(gone, kept)]),
        });
        if let Ok(place) = self.active.binary_search(&(gone as u32)) {
            self.active.remove(place);
        }
        let (a, b) = (f64::from(self.sizes[gone]), f64::from(self.sizes[kept]));
        let mut nearest = UNKNOWN;
        for &third in self.active.iter().filter(|&&third| third as usize != kept) {
            let (of_gone, of_kept) = (self.place(gone, third as usize), self.place(kept, third as usize));
            let (from_gone, from_kept) = (self.matrix[of_gone], self.matrix[of_kept]);
            let distance = match self.update {
                Update::Largest => from_gone.max(from_kept),
                Update::Mean => ((a * f64::from(from_gone) + b * f64::from(from_kept)) / (a + b)) as f32,
            };
            self.matrix[of_kept] = distance;
            if distance < nearest.distance || nearest.age == u32::MAX {
                nearest = Nearest { distance, place: third, age: self.ages[third as usize] };
            }
        }
        self.sizes[kept] += self.sizes[gone];
        self.ages[kept] += 1;
        // No group has the age of one that is gone.
        self.ages[gone] = u32::MAX - 1;
        self.nearest[kept] = nearest;
    }
}
