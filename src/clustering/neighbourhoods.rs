//! Who lies within a radius of whom: all pairs in `f32`, sixteen at a time, and those within its error of the radius in `f64`.

use ndarray::ArrayView2;

use crate::metrics::distance::{LANES, Panels};

/// Rows whose neighbours are looked for together.
pub(super) const ROWS_AT_ONCE: usize = 4;

/// Entries of [`Near`] that are remembered at most: 12 MB.
const MOST_REMEMBERED: usize = 1 << 20;

/// Rows of one panel that are near a row and come after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    /// The row.
    pub row: u32,
    panel: u32,
    /// One bit for each lane.
    lanes: u16,
}

impl Near {
    /// How many they are.
    pub fn count(&self) -> u32 {
        self.lanes.count_ones()
    }

    /// The rows that are near it and come after it.
    pub fn others(&self) -> impl Iterator<Item = usize> + use<> {
        let first = self.panel as usize * LANES;
        let mut lanes = self.lanes;
        std::iter::from_fn(move || {
            let lane = lanes.trailing_zeros() as usize;
            (lanes != 0).then(|| {
                lanes &= lanes - 1;
                first + lane
            })
        })
    }
}

/// Who lies within the radius of whom, each pair once.
#[derive(Debug, Clone)]
pub(super) struct Neighbourhoods {
    columns: usize,
    /// The rows, contiguous.
    values: Vec<f32>,
    panels: Panels,
    eps: f64,
    /// Rough squared distances up to the first are near, above the second they are not, between they are measured.
    bars: (f32, f32),
    /// What was found for the first rows, and how many rows that is.
    remembered: Vec<Near>,
    remembered_rows: usize,
}

impl Neighbourhoods {
    /// Of `points` (N × D) within `eps`.
    pub fn new(points: ArrayView2<'_, f32>, eps: f64) -> Self {
        let mut neighbourhoods = Self {
            columns: points.ncols(),
            values: points.iter().copied().collect(),
            panels: Panels::new(points),
            eps,
            bars: (0.0, 0.0),
            remembered: Vec::new(),
            remembered_rows: 0,
        };
        neighbourhoods.set_radius(eps);
        neighbourhoods
    }

    /// The radius.
    pub fn eps(&self) -> f64 {
        self.eps
    }

    /// Takes another radius, and forgets what was found.
    pub fn set_radius(&mut self, eps: f64) {
        self.eps = eps;
        self.remembered.clear();
        self.remembered_rows = 0;
        let error = 2.0 * self.panels.rough_error() + 1e-6;
        // Rough distances lose up to 10⁻³⁰ a column at the lower end of f32, and become infinite at the upper one.
        let lost = 1e-30 * (self.columns + 1) as f64;
        let squared = eps * eps;
        let lower = if squared > 1e6 * lost { (squared * (1.0 - error)).min(1e35) as f32 } else { -1.0 };
        let upper = if squared < 1e35 { (squared * (1.0 + error) + lost) as f32 } else { f32::INFINITY };
        self.bars = (lower, upper);
    }

    /// Near rows of a few rows from `start` on; returns how many coordinates were compared. Called for all rows in order.
    pub fn find(&mut self, start: usize, few: usize, near: &mut Vec<Near>) -> usize {
        let looked_at = self.look(start, few, near);
        let in_order = self.remembered_rows == start;
        if in_order && self.remembered.len() + near.len() <= MOST_REMEMBERED {
            self.remembered.extend_from_slice(near);
            self.remembered_rows = start + few;
        }
        looked_at
    }

    /// What [`Neighbourhoods::find`] found, from memory where it is there. `recalled` counts the entries used in this pass.
    pub fn recall(&self, start: usize, few: usize, recalled: &mut usize, near: &mut Vec<Near>) -> usize {
        if start >= self.remembered_rows {
            return self.look(start, few, near);
        }
        let rest = &self.remembered[*recalled..];
        let count = rest.partition_point(|near| (near.row as usize) < start + few);
        near.extend_from_slice(&rest[..count]);
        *recalled += count;
        LANES
    }

    fn look(&self, start: usize, few: usize, near: &mut Vec<Near>) -> usize {
        if few == ROWS_AT_ONCE {
            self.look_from::<ROWS_AT_ONCE>(start, near)
        } else {
            self.look_from::<1>(start, near)
        }
        few * (self.panels.rows() - start) * self.columns.max(1)
    }

    fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    fn look_from<const ROWS: usize>(&self, start: usize, near: &mut Vec<Near>) {
        let rows: [&[f32]; ROWS] = std::array::from_fn(|place| self.row(start + place));
        let begin = near.len();
        for panel in start / LANES..self.panels.panels() {
            let squared = self.panels.rough_squared_distances_of(rows, panel);
            for (place, squared) in squared.iter().enumerate() {
                let mut any = false;
                for &squared in squared {
                    any |= squared <= self.bars.1;
                }
                if any {
                    let row = start + place;
                    let lanes = self.lanes_within(row, panel, squared);
                    if lanes != 0 {
                        near.push(Near { row: row as u32, panel: panel as u32, lanes });
                    }
                }
            }
        }
        // Row after row, so that the entries of a few rows can be found again.
        near[begin..].sort_by_key(|near| near.row);
    }

    /// One bit for each lane after `row` that is within the radius.
    fn lanes_within(&self, row: usize, panel: usize, squared: &[f32; LANES]) -> u16 {
        let first = panel * LANES;
        let mut lanes = 0;
        for (lane, &squared) in squared.iter().enumerate() {
            let other = first + lane;
            if other > row && other < self.panels.rows() && squared <= self.bars.1 {
                let within = squared <= self.bars.0 || self.is_within(row, other);
                lanes |= u16::from(within) << lane;
            }
        }
        lanes
    }

    /// Measured in `f64`.
    fn is_within(&self, one: usize, other: usize) -> bool {
        let pairs = self.row(one).iter().zip(self.row(other));
        let squared: f64 = pairs.map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)).sum();
        squared <= self.eps * self.eps
    }
}
