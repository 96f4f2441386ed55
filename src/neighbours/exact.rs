//! Nearest rows by looking at all of them.
//!
//! With the distances sixteen at a time ([`Panels`]) this is quicker in a tab than any tree as soon as there are more than a few columns,
//! and needs memory for the answers only. A range of rows is answered by itself, so that the work can be spread; an answer does not
//! depend on the range it was found in.

use std::ops::Range;

use ndarray::ArrayView2;

use super::table::NeighbourTable;
use crate::metrics::distance::{LANES, Panels};

/// Rows whose distances to a panel are taken together.
const ROWS_AT_ONCE: usize = 4;

/// Points made ready to be asked for their neighbours, range by range.
#[derive(Debug, Clone)]
pub struct NearestRows {
    columns: usize,
    /// The rows, contiguous.
    values: Vec<f32>,
    panels: Panels,
    count: usize,
}

/// The nearest others of one row so far, sorted.
struct Best {
    count: usize,
    found: Vec<(f64, u32)>,
    /// What a further row must be nearer than.
    bar: f64,
}

impl Best {
    fn new(count: usize) -> Best {
        Best { count, found: Vec::with_capacity(count + 1), bar: f64::INFINITY }
    }

    /// Rows come in ascending order, so one that is equally far comes behind.
    fn offer(&mut self, squared: f64, row: u32) {
        let place = self.found.partition_point(|&(other, _)| other <= squared);
        self.found.insert(place, (squared, row));
        self.found.truncate(self.count);
        if self.found.len() == self.count {
            self.bar = self.found[self.count - 1].0;
        }
    }
}

impl NearestRows {
    /// For the `count` nearest others of each row of `points` (N × D, finite); at most N − 1 are found.
    #[must_use]
    pub fn new(points: ArrayView2<'_, f32>, count: usize) -> NearestRows {
        NearestRows {
            columns: points.ncols(),
            values: points.iter().copied().collect(),
            panels: Panels::new(points),
            count: count.min(points.nrows().saturating_sub(1)),
        }
    }

    /// Number of rows that can be asked for.
    #[must_use]
    pub fn len(&self) -> usize {
        self.panels.rows()
    }

    /// Neighbours that each row gets.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The neighbours of a range of rows; a range beyond the end is cut there.
    #[must_use]
    pub fn find(&self, rows: Range<usize>) -> NeighbourTable {
        let end = rows.end.min(self.len());
        let mut table = NeighbourTable { count: self.count, rows: Vec::new(), distances: Vec::new() };
        if self.count == 0 {
            return table;
        }
        let mut start = rows.start;
        while start < end {
            if end - start >= ROWS_AT_ONCE {
                self.find_some::<ROWS_AT_ONCE>(start, &mut table);
                start += ROWS_AT_ONCE;
            } else {
                self.find_some::<1>(start, &mut table);
                start += 1;
            }
        }
        table
    }

    fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    fn find_some<const ROWS: usize>(&self, start: usize, table: &mut NeighbourTable) {
        let rows: [&[f32]; ROWS] = std::array::from_fn(|place| self.row(start + place));
        let mut best: [Best; ROWS] = std::array::from_fn(|_| Best::new(self.count));
        for panel in 0..self.panels.panels() {
            let squared = self.panels.squared_distances_of(rows, panel);
            let first = panel * LANES;
            let lanes = LANES.min(self.len() - first);
            for (place, (squared, best)) in squared.iter().zip(&mut best).enumerate() {
                for (lane, &squared) in squared[..lanes].iter().enumerate() {
                    if squared < best.bar && first + lane != start + place {
                        best.offer(squared, (first + lane) as u32);
                    }
                }
            }
        }
        for best in best {
            table.rows.extend(best.found.iter().map(|&(_, row)| row));
            table.distances.extend(best.found.iter().map(|&(squared, _)| squared.sqrt() as f32));
        }
    }
}

/// The `count` nearest others of every row of `points` (N × D, finite), fewer where there are fewer.
///
/// # Reference
/// `sklearn.neighbors.NearestNeighbors(algorithm = "brute")`, without the row itself.
#[must_use]
pub fn nearest_rows(points: ArrayView2<'_, f32>, count: usize) -> NeighbourTable {
    let rows = NearestRows::new(points, count);
    rows.find(0..rows.len())
}
