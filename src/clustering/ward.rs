//! Ward's method without a matrix: the nearest-neighbour chain over the means of the groups.
//!
//! The Ward distance of two groups follows from their means and sizes alone, so that nothing has to be kept for each pair: memory grows
//! with N, not N². `kodama` (looked at first, and the twin in the tests) wants the matrix of all pairs, 1.6 GB at 20,000 songs.
//!
//! A chain runs from a group to its nearest, from there to that one's nearest, …, until two groups are each other's nearest: they are merged. Merging
//! them brings no group nearer to a third than the nearer of the two was, so a nearest group once found stays the nearest
//! until it is merged away, and need not be looked for again.
//!
//! Groups are looked through in `f32`, sixteen at a time, on centred and scaled copies of the means; what comes within the error of that
//! of the best is measured in `f64` on the means themselves. So rounding decides nothing, and the chain cannot run in a circle.
//!
//! # Reference
//! Murtagh 1983; Müllner 2011, "Modern hierarchical, agglomerative clustering algorithms", §3.2;
//! `scipy.cluster.hierarchy.linkage(method = "ward")` for heights.

use ndarray::{ArrayView2, Axis};

use super::dendrogram::Found;
use crate::metrics::distance::{LANES, Panels};

/// Rows that look for their first nearest together.
const ROWS_AT_ONCE: usize = 4;

/// Ward distance squared to the nearest group, and that group's number.
type Nearest = (f64, u32);

/// The state of the chain. Groups have a number (rows first, then merges) and, while they exist, a place among the means.
#[derive(Debug, Clone)]
pub(super) struct WardChain {
    rows: usize,
    columns: usize,
    /// Number of the group at each place.
    numbers: Vec<u32>,
    /// Place of each group; none once it is merged.
    places: Vec<Option<u32>>,
    /// A row of each group.
    members: Vec<u32>,
    /// Mean of the group at each place, D values each.
    means: Vec<f64>,
    /// Rows of the group at each place.
    sizes: Vec<f64>,
    /// The same, filled up to whole panels.
    rough_sizes: Vec<f32>,
    /// The means centred and scaled to at most 1.
    panels: Panels,
    centre: Vec<f64>,
    scale: f64,
    /// Nearest of each group, where it was looked for.
    nearest: Vec<Option<Nearest>>,
    /// Groups in the chain with their distance squared from the one before.
    chain: Vec<(u32, f64)>,
    in_chain: Vec<bool>,
    /// Rows whose first nearest is known.
    started: usize,
    pub found: Vec<Found>,
}

impl WardChain {
    /// Every row of `points` (N × D, finite) a group of its own.
    pub fn new(points: ArrayView2<'_, f32>) -> Self {
        let (rows, columns) = points.dim();
        let wide = points.mapv(f64::from);
        let centre = wide.mean_axis(Axis(0)).map_or_else(|| vec![0.0; columns], |mean| mean.to_vec());
        let centred = &wide - &ndarray::ArrayView1::from(&centre);
        let largest = centred.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        // A power of two, so that scaling rounds nothing.
        let scale = if largest > 0.0 { (-largest.log2().ceil()).exp2() } else { 1.0 };
        let scaled = centred.mapv(|value| (value * scale) as f32);
        Self {
            rows,
            columns,
            numbers: (0..rows as u32).collect(),
            places: (0..rows as u32).map(Some).collect(),
            members: (0..rows as u32).collect(),
            means: wide.iter().copied().collect(),
            sizes: vec![1.0; rows],
            rough_sizes: vec![1.0; rows.next_multiple_of(LANES)],
            panels: Panels::new(scaled.view()),
            centre,
            scale,
            nearest: vec![None; rows],
            chain: Vec::new(),
            in_chain: vec![false; rows],
            started: 0,
            found: Vec::with_capacity(rows.saturating_sub(1)),
        }
    }

    /// Groups looked for a nearest and merges made, and how many of both there will be.
    pub fn progress(&self) -> (usize, usize) {
        (self.started + self.found.len(), self.rows + self.rows.saturating_sub(1))
    }

    /// Goes on until about so many coordinates are compared; false when all is one group.
    pub fn step(&mut self, coordinates: usize) -> bool {
        let mut left = coordinates;
        while self.numbers.len() > 1 && left > 0 {
            let looked_through = if self.started < self.rows { self.start_some() } else { self.link() };
            left = left.saturating_sub(looked_through * self.columns.max(1));
        }
        self.numbers.len() > 1
    }

    /// First nearest of the next rows; returns how many groups were looked at.
    fn start_some(&mut self) -> usize {
        let start = self.started;
        if start + ROWS_AT_ONCE <= self.rows {
            self.look_from::<ROWS_AT_ONCE>(std::array::from_fn(|row| start + row));
            self.started += ROWS_AT_ONCE;
        } else {
            self.look_from([start]);
            self.started += 1;
        }
        (self.started - start) * self.rows
    }

    /// One link more in the chain, or the merge at its end; returns how many groups were looked at.
    fn link(&mut self) -> usize {
        let Some(&(top, from_previous)) = self.chain.last() else {
            self.push(self.numbers[0], f64::INFINITY);
            return 1;
        };
        let mut looked_at = 1;
        let known = self.nearest[top as usize].filter(|&(_, near)| self.places[near as usize].is_some());
        let (squared, near) = match (known, self.places[top as usize]) {
            (Some(known), _) => known,
            (None, Some(place)) => {
                looked_at = self.numbers.len();
                let [found] = self.look_from([place as usize]);
                found
            }
            (None, None) => (f64::INFINITY, top),
        };
        // At least as near as any other is the one before: the two are each other's nearest. A group met twice can only be rounding.
        match self.chain.len().checked_sub(2).and_then(|before| self.chain.get(before)) {
            Some(&(previous, _)) if from_previous <= squared || self.in_chain[near as usize] => {
                self.chain.truncate(self.chain.len() - 2);
                self.merge(previous, top, from_previous);
            }
            _ => self.push(near, squared),
        }
        looked_at
    }

    fn push(&mut self, group: u32, squared: f64) {
        self.chain.push((group, squared));
        self.in_chain[group as usize] = true;
    }

    fn merge(&mut self, one: u32, other: u32, squared: f64) {
        let (Some(kept), Some(freed)) = (self.places[one as usize], self.places[other as usize]) else { return };
        let (kept, freed) = (kept as usize, freed as usize);
        self.found.push(Found {
            one: self.members[one as usize],
            other: self.members[other as usize],
            height: squared.sqrt(),
        });
        let number = self.members.len() as u32;
        self.members.push(self.members[one as usize]);
        self.places[one as usize] = None;
        self.places[other as usize] = None;
        self.places.push(Some(kept as u32));
        self.nearest.push(None);
        self.in_chain.push(false);

        let (a, b) = (self.sizes[kept], self.sizes[freed]);
        let mut rough = Vec::with_capacity(self.columns);
        for column in 0..self.columns {
            let place = kept * self.columns + column;
            let mean = (a * self.means[place] + b * self.means[freed * self.columns + column]) / (a + b);
            self.means[place] = mean;
            rough.push(((mean - self.centre[column]) * self.scale) as f32);
        }
        self.panels.replace(kept, &rough);
        self.numbers[kept] = number;
        self.sizes[kept] = a + b;
        self.rough_sizes[kept] = (a + b) as f32;

        // The last group moves to the place that became free, so that there is ever less to look through.
        let last = self.numbers.len() - 1;
        if freed != last {
            self.means.copy_within(last * self.columns..(last + 1) * self.columns, freed * self.columns);
            self.places[self.numbers[last] as usize] = Some(freed as u32);
        }
        self.means.truncate(last * self.columns);
        self.numbers.swap_remove(freed);
        self.sizes.swap_remove(freed);
        self.rough_sizes[freed] = self.rough_sizes[last];
        self.panels.swap_remove(freed);
    }

    /// Finds and keeps the nearest of the groups at some places.
    fn look_from<const ROWS: usize>(&mut self, places: [usize; ROWS]) -> [Nearest; ROWS] {
        let rows = places.map(|place| self.panels.row(place));
        let slices: [&[f32]; ROWS] = std::array::from_fn(|row| rows[row].as_slice());
        let panels = self.panels.panels();
        let mut minima: [Vec<f32>; ROWS] = std::array::from_fn(|_| Vec::with_capacity(panels));
        for panel in 0..panels {
            let squared = self.panels.rough_squared_distances_of(slices, panel);
            for ((squared, &place), minima) in squared.iter().zip(&places).zip(&mut minima) {
                let weighted = self.weighted(squared, place, panel);
                minima.push(
                    weighted.iter().fold(f32::INFINITY, |least, &value| if value < least { value } else { least }),
                );
            }
        }
        std::array::from_fn(|row| {
            let found = self.measure(places[row], &rows[row], &minima[row]);
            self.nearest[self.numbers[places[row]] as usize] = Some(found);
            found
        })
    }

    /// b / (a + b) times the squared distances: half the Ward distance squared, divided by a. Infinite for the group itself and beyond the last.
    #[inline]
    fn weighted(&self, squared: &[f32; LANES], place: usize, panel: usize) -> [f32; LANES] {
        let own = self.rough_sizes[place];
        let first = panel * LANES;
        let mut weighted = [0.0; LANES];
        for (lane, (&squared, &size)) in squared.iter().zip(&self.rough_sizes[first..first + LANES]).enumerate() {
            weighted[lane] = squared * (size / (own + size));
        }
        if place / LANES == panel {
            weighted[place % LANES] = f32::INFINITY;
        }
        if let Some(beyond) = self.numbers.len().checked_sub(first).filter(|&lanes| lanes < LANES) {
            weighted[beyond..].fill(f32::INFINITY);
        }
        weighted
    }

    /// Measures what rough looking leaves: all groups that may be the nearest; of equally near ones, the smallest number is taken.
    fn measure(&self, place: usize, row: &[f32], minima: &[f32]) -> Nearest {
        let least = minima.iter().copied().fold(f32::INFINITY, f32::min);
        // Rounding to f32 moves a mean by at most 2⁻²⁴ of its length, which near groups share; squares below 10⁻³⁰ a column may be lost.
        let length: f64 = row.iter().map(|&value| f64::from(value).powi(2)).sum::<f64>().sqrt();
        let moved = 4.0 * length / f64::from(1 << 24) + 4e-15 * (self.columns as f64).sqrt();
        let bar = (f64::from(least).sqrt() * (1.0 + 2.0 * self.panels.rough_error() + 1e-6) + moved).powi(2);
        let mut nearest = (f64::INFINITY, self.numbers[place]);
        for (panel, _) in minima.iter().enumerate().filter(|(_, least)| f64::from(**least) <= bar) {
            let [squared] = self.panels.rough_squared_distances_of([row], panel);
            for (lane, &rough) in self.weighted(&squared, place, panel).iter().enumerate() {
                if rough.is_finite() && f64::from(rough) <= bar {
                    let other = panel * LANES + lane;
                    let found = (self.squared_height(place, other), self.numbers[other]);
                    if found < nearest {
                        nearest = found;
                    }
                }
            }
        }
        nearest
    }

    /// Ward distance squared, to the same bits from either side.
    fn squared_height(&self, one: usize, other: usize) -> f64 {
        let mean = |place: usize| &self.means[place * self.columns..(place + 1) * self.columns];
        let squared: f64 = mean(one).iter().zip(mean(other)).map(|(a, b)| (a - b).powi(2)).sum();
        let (a, b) = (self.sizes[one], self.sizes[other]);
        2.0 * (a * b) / (a + b) * squared
    }
}
