//! Which centre is nearest? Four rows against eight centres at a time, in `f32`, and in `f64` wherever `f32` cannot tell.
//!
//! [`Panels`](crate::metrics::distance::Panels) puts many rows side by side; here the few centres are, so that the points need no second copy and
//! eight centres do not fill half of sixteen lanes with nothing. The lanes are filled with the centres rounded to `f32`. What that
//! rounding and the `f32` sums can do to a distance is bounded; where the nearest and the next centre are closer together than
//! the bound, all distances of the row are taken again in `f64`. So the answer is always that of a plain loop in `f64`.

use std::borrow::Cow;

use ndarray::{ArrayView1, ArrayView2};

use crate::metrics::distance::squared_distance_to_mean;

/// Rows compared at once.
const ROWS: usize = 4;
/// Centres side by side; [`NARROW`] where that holds them all.
const WIDE: usize = 8;
const NARROW: usize = 4;
/// Half the distance from 1 to the next `f32`: the relative error of one rounded operation.
const ROUNDING: f64 = f32::EPSILON as f64 / 2.0;
/// Squared distances below this may have lost terms below the range of `f32` (smallest normal number 1.2·10⁻³⁸).
const SMALLEST_TRUSTED: f64 = 1e-28;

/// Points row after row (N × D), without gaps.
#[derive(Debug, Clone)]
pub(super) struct Rows<'a> {
    values: Cow<'a, [f32]>,
    rows: usize,
    columns: usize,
}

impl<'a> Rows<'a> {
    /// The points as they are, if their rows lie one after the other; else a copy.
    pub fn new(points: ArrayView2<'a, f32>) -> Self {
        let (rows, columns) = points.dim();
        let values = match points.to_slice() {
            Some(values) => Cow::Borrowed(values),
            None => Cow::Owned(points.iter().copied().collect()),
        };
        Self { values, rows, columns }
    }

    /// A copy of some of the rows.
    pub fn select(&self, rows: &[usize]) -> Rows<'static> {
        let values = rows.iter().flat_map(|&row| self.row(row)).copied().collect();
        Rows { values: Cow::Owned(values), rows: rows.len(), columns: self.columns }
    }

    /// Number of rows.
    pub fn count(&self) -> usize {
        self.rows
    }

    /// Numbers in a row.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// One row.
    pub fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    /// Four rows from `first` on; beyond the last the last is repeated. With them, how many there are.
    fn four(&self, first: usize) -> ([&[f32]; ROWS], usize) {
        let last = self.rows - 1;
        (std::array::from_fn(|place| self.row((first + place).min(last))), ROWS.min(self.rows - first))
    }
}

/// Centres (k × D) ready to be compared with rows.
#[derive(Debug, Clone)]
pub(super) struct Centres<'c> {
    exact: ArrayView2<'c, f64>,
    /// `[block][column][lane]`, blocks of `lanes` centres; lanes beyond the last centre are zero and never read out.
    values: Vec<f32>,
    lanes: usize,
    /// Bound of the relative error of a squared distance.
    relative: f64,
    /// Largest distance of a centre to what stands for it in the lanes.
    moved: f64,
}

impl<'c> Centres<'c> {
    /// Packs the centres.
    pub fn new(exact: ArrayView2<'c, f64>) -> Self {
        let (centres, columns) = exact.dim();
        let lanes = if centres <= NARROW { NARROW } else { WIDE };
        let mut values = vec![0.0; centres.div_ceil(lanes) * columns * lanes];
        let mut moved = 0.0_f64;
        for (centre, coordinates) in exact.outer_iter().enumerate() {
            let start = centre / lanes * columns * lanes + centre % lanes;
            let mut squared = 0.0;
            for (column, &exact) in coordinates.iter().enumerate() {
                let rounded = exact as f32;
                values[start + column * lanes] = rounded;
                squared += (exact - f64::from(rounded)).powi(2);
            }
            moved = moved.max(squared.sqrt());
        }
        // One subtraction, twice, one product and `columns` sums, all of numbers that are not negative; 2 for what is left out.
        let relative = (columns + 5) as f64 * ROUNDING;
        Self { exact, values, lanes, relative, moved }
    }

    /// Hands each row's nearest centre (the first of two equally near, as `f64` sees it) to `take` with a squared distance that is
    /// good to the last digits of `f32`; `None` where no centre is at a finite distance.
    pub fn nearest(&self, points: &Rows<'_>, take: impl FnMut(usize, &[f32], Option<(usize, f64)>)) {
        if self.lanes == NARROW {
            self.nearest_by::<NARROW>(points, take)
        } else {
            self.nearest_by::<WIDE>(points, take)
        }
    }

    fn nearest_by<const LANES: usize>(
        &self,
        points: &Rows<'_>,
        mut take: impl FnMut(usize, &[f32], Option<(usize, f64)>),
    ) {
        for first in (0..points.count()).step_by(ROWS) {
            let (rows, count) = points.four(first);
            let mut least = [f32::INFINITY; ROWS];
            let mut next = [f32::INFINITY; ROWS];
            let mut centre = [0_u32; ROWS];
            for (start, used, block) in self.blocks() {
                let sums = sums_of_squares::<LANES>(rows, block);
                (0..used.min(LANES)).for_each(|lane| {
                    for place in 0..ROWS {
                        // Written so that no branch is left: which centre is nearest is hard to guess.
                        let squared = sums[place][lane];
                        let nearer = squared < least[place];
                        let second = if nearer { least[place] } else { squared };
                        next[place] = if second < next[place] { second } else { next[place] };
                        least[place] = if nearer { squared } else { least[place] };
                        centre[place] = if nearer { (start + lane) as u32 } else { centre[place] };
                    }
                });
            }
            for place in 0..count {
                let squared = f64::from(least[place]);
                let found = if self.sure(squared, f64::from(next[place])) {
                    Some((centre[place] as usize, squared))
                } else {
                    nearest_in_f64(rows[place], self.exact)
                };
                take(first + place, rows[place], found);
            }
        }
    }

    /// Hands each row's squared distances to some of the centres, and the first of these, to `take`: `f32` sums, and `f64` where
    /// they do not hold them.
    pub fn squared_distances(&self, points: &Rows<'_>, take: impl FnMut(usize, usize, &[f64])) {
        if self.lanes == NARROW {
            self.distances_by::<NARROW>(points, take)
        } else {
            self.distances_by::<WIDE>(points, take)
        }
    }

    fn distances_by<const LANES: usize>(&self, points: &Rows<'_>, mut take: impl FnMut(usize, usize, &[f64])) {
        for first in (0..points.count()).step_by(ROWS) {
            let (rows, count) = points.four(first);
            for (start, used, block) in self.blocks() {
                let sums = sums_of_squares::<LANES>(rows, block);
                for place in 0..count {
                    let mut squared = sums[place].map(f64::from);
                    let trusted = |sum: f64| (SMALLEST_TRUSTED..f64::INFINITY).contains(&sum);
                    if !squared[..used].iter().fold(true, |all, &sum| all & trusted(sum)) {
                        for (lane, squared) in squared[..used].iter_mut().enumerate() {
                            let centre = self.exact.row(start + lane);
                            *squared = squared_distance_to_mean(ArrayView1::from(rows[place]), centre);
                        }
                    }
                    take(first + place, start, &squared[..used]);
                }
            }
        }
    }

    /// The packed centres block after block: the first of them, how many are in it, and their values.
    fn blocks(&self) -> impl Iterator<Item = (usize, usize, &[f32])> {
        let centres = self.exact.nrows();
        let size = self.exact.ncols() * self.lanes;
        (0..centres).step_by(self.lanes).map(move |start| {
            (start, self.lanes.min(centres - start), &self.values[start / self.lanes * size..][..size])
        })
    }

    /// Whether a centre at the squared distance `least` is surely nearer than all others, of which the nearest is at `next`.
    ///
    /// With d the distance to a centre and s the sum found for it, |s − d²| ≤ relative · s + 2 · moved · √s + moved².
    fn sure(&self, least: f64, next: f64) -> bool {
        let error = 2.0 * (self.relative * next + 2.0 * self.moved * next.sqrt() + self.moved * self.moved);
        next >= SMALLEST_TRUSTED && next.is_finite() && next - least > error
    }
}

/// For each row and lane the sum of the squared differences over the columns; the order of additions is that of the columns.
fn sums_of_squares<const LANES: usize>(rows: [&[f32]; ROWS], block: &[f32]) -> [[f32; LANES]; ROWS] {
    let columns = block.as_chunks::<LANES>().0;
    let rows = rows.map(|row| &row[..columns.len()]);
    let mut sums = [[0.0_f32; LANES]; ROWS];
    for (place, column) in columns.iter().enumerate() {
        for (sum, row) in sums.iter_mut().zip(&rows) {
            let value = row[place];
            for lane in 0..LANES {
                let difference = value - column[lane];
                sum[lane] += difference * difference;
            }
        }
    }
    sums
}

/// The nearest of `centres` (k × D) to `row`, the first of two equally near, and its squared distance; `None` without centres at
/// a finite distance.
pub(super) fn nearest_in_f64(row: &[f32], centres: ArrayView2<'_, f64>) -> Option<(usize, f64)> {
    let row = ArrayView1::from(row);
    let mut nearest = None;
    for (label, centre) in centres.outer_iter().enumerate() {
        let squared = squared_distance_to_mean(row, centre);
        if squared < nearest.map_or(f64::INFINITY, |(_, least)| least) {
            nearest = Some((label, squared));
        }
    }
    nearest
}
