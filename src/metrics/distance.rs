//! Squared Euclidean distances from one row to many, sixteen at a time.
//!
//! The many rows are repacked once into *panels*: sixteen rows side by side, column after column, so that one instruction
//! works on the same column of four (SSE, wasm simd128) or more rows and nothing has to be added across lanes. The compiler
//! vectorises the plain loop below; the order of additions is fixed by the code, so every machine gets the same bits.
//!
//! Differences are taken, not dot products: `|a|² + |b|² − 2ab` is faster but loses all digits for close rows far from the origin.
//! They are summed in `f32` over 32 columns, then in `f64`: the relative error stays below about 3·10⁻⁷. Where `f32` would overflow
//! or lose digits below its range, the pair is computed again in `f64`.

use ndarray::{ArrayView1, ArrayView2};

/// Rows in a panel.
pub const LANES: usize = 16;

/// Columns summed in `f32` before the sum moves on to `f64`.
const COLUMNS_IN_F32: usize = 32;

/// Below this, squares of single differences may have vanished in `f32` (smallest normal number 1.2·10⁻³⁸) and the pair is computed again.
const SMALLEST_TRUSTED: f64 = 1e-28;

/// Rows repacked for [`Panels::distances_from`]. Takes as much memory as the rows themselves.
#[derive(Debug, Clone)]
pub struct Panels {
    rows: usize,
    columns: usize,
    /// `[panel][column][lane]`; lanes beyond the last row are zero and never read out.
    values: Vec<f32>,
}

impl Panels {
    /// Repacks all rows of `points` (N × D).
    #[must_use]
    pub fn new(points: ArrayView2<'_, f32>) -> Self {
        Self::of_rows(points, 0..points.nrows())
    }

    /// Repacks the rows of `points` (N × D) named by `order`, in that order.
    ///
    /// # Panics
    /// If `order` names a row that is not there.
    #[must_use]
    pub fn of_rows(points: ArrayView2<'_, f32>, order: impl ExactSizeIterator<Item = usize>) -> Self {
        let (rows, columns) = (order.len(), points.ncols());
        let mut values = vec![0.0; rows.div_ceil(LANES) * columns * LANES];
        for (place, row) in order.enumerate() {
            let (panel, lane) = (place / LANES, place % LANES);
            let start = panel * columns * LANES + lane;
            for (column, &value) in points.row(row).iter().enumerate() {
                values[start + column * LANES] = value;
            }
        }
        Self { rows, columns, values }
    }

    /// Puts a row (D values) in the place of another.
    ///
    /// # Panics
    /// If there is no such place, or the row has not D values.
    pub fn replace(&mut self, place: usize, row: &[f32]) {
        assert!(place < self.rows && row.len() == self.columns, "a row for a place there is");
        let start = self.lane(place);
        for (column, &value) in row.iter().enumerate() {
            self.values[start + column * LANES] = value;
        }
    }

    /// Takes a row out; the last row moves to its place.
    ///
    /// # Panics
    /// If there is no such place.
    pub fn swap_remove(&mut self, place: usize) {
        assert!(place < self.rows, "a place there is");
        let last = self.rows - 1;
        let (start, from) = (self.lane(place), self.lane(last));
        for column in 0..self.columns {
            self.values[start + column * LANES] = self.values[from + column * LANES];
            self.values[from + column * LANES] = 0.0;
        }
        self.rows = last;
    }

    /// Reads a row (D values) out.
    ///
    /// # Panics
    /// If there is no such place.
    #[must_use]
    pub fn row(&self, place: usize) -> Vec<f32> {
        assert!(place < self.rows, "a place there is");
        let start = self.lane(place);
        (0..self.columns).map(|column| self.values[start + column * LANES]).collect()
    }

    /// Where the first column of a place lies.
    fn lane(&self, place: usize) -> usize {
        place / LANES * self.columns * LANES + place % LANES
    }

    /// Number of rows packed.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of panels.
    #[must_use]
    pub fn panels(&self) -> usize {
        self.rows.div_ceil(LANES)
    }

    /// Squared distances from `row` (D values) to the sixteen rows of one panel; lanes beyond the last row hold no meaning.
    ///
    /// # Panics
    /// If there is no such panel.
    #[must_use]
    pub fn squared_distances(&self, row: &[f32], panel: usize) -> [f64; LANES] {
        let [squared] = self.squared_distances_of([row], panel);
        squared
    }

    /// [`Panels::squared_distances`] of several rows at once, to the same bits: the panel is loaded once for all of them.
    ///
    /// # Panics
    /// If there is no such panel.
    #[must_use]
    pub fn squared_distances_of<const ROWS: usize>(&self, rows: [&[f32]; ROWS], panel: usize) -> [[f64; LANES]; ROWS] {
        let size = self.columns * LANES;
        let values = &self.values[panel * size..(panel + 1) * size];
        let mut totals = [[0.0_f64; LANES]; ROWS];
        let mut start = 0;
        while start < self.columns {
            let end = self.columns.min(start + COLUMNS_IN_F32);
            let block = &values[start * LANES..end * LANES];
            let sums = sums_in_f32(rows.map(|row| &row[start..end]), block);
            for (total, sum) in totals.iter_mut().zip(&sums) {
                for lane in 0..LANES {
                    total[lane] += f64::from(sum[lane]);
                }
            }
            start = end;
        }
        for (total, row) in totals.iter_mut().zip(rows) {
            // All sixteen are looked at without a branch; hardly ever is one of them in doubt.
            let mut in_doubt = false;
            for squared in total.iter() {
                in_doubt |= !is_trusted(*squared);
            }
            if in_doubt {
                for (lane, squared) in total.iter_mut().enumerate().filter(|(_, squared)| !is_trusted(**squared)) {
                    *squared = self.squared_distance_in_f64(row, values, lane);
                }
            }
        }
        totals
    }

    /// As [`Panels::squared_distances_of`], quicker and all in `f32`: for looking first and measuring later.
    ///
    /// Relative error at most [`Panels::rough_error`] while the squares stay between 10⁻³⁰ and 10³⁵; below, up to 10⁻³⁰ a column may be missing,
    /// above, the result may be infinite.
    ///
    /// # Panics
    /// If there is no such panel.
    #[must_use]
    #[inline]
    pub fn rough_squared_distances_of<const ROWS: usize>(
        &self,
        rows: [&[f32]; ROWS],
        panel: usize,
    ) -> [[f32; LANES]; ROWS] {
        let size = self.columns * LANES;
        let values = &self.values[panel * size..(panel + 1) * size];
        let mut totals = [[0.0_f32; LANES]; ROWS];
        for start in (0..self.columns).step_by(COLUMNS_IN_F32) {
            let end = self.columns.min(start + COLUMNS_IN_F32);
            let sums = sums_in_f32(rows.map(|row| &row[start..end]), &values[start * LANES..end * LANES]);
            for (total, sum) in totals.iter_mut().zip(&sums) {
                for lane in 0..LANES {
                    total[lane] += sum[lane];
                }
            }
        }
        totals
    }

    /// Largest relative error of [`Panels::rough_squared_distances_of`]: one rounding (2⁻²⁴) for each addition on the way, four around it.
    #[must_use]
    pub fn rough_error(&self) -> f64 {
        let additions = COLUMNS_IN_F32.min(self.columns) + self.columns / COLUMNS_IN_F32 + 4;
        additions as f64 / f64::from(1 << 24)
    }

    fn squared_distance_in_f64(&self, row: &[f32], panel: &[f32], lane: usize) -> f64 {
        let column = panel.iter().skip(lane).step_by(LANES);
        row.iter().zip(column).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)).sum()
    }

    /// Squared distances from `row` (D values) to every packed row, in packing order.
    ///
    /// # Panics
    /// If `squared` has not exactly one place for each packed row.
    pub fn squared_distances_from(&self, row: &[f32], squared: &mut [f64]) {
        assert_eq!(squared.len(), self.rows, "one place for each packed row");
        for (panel, places) in squared.chunks_mut(LANES).enumerate() {
            let found = self.squared_distances(row, panel);
            places.copy_from_slice(&found[..places.len()]);
        }
    }

    /// Distances (not squared) from `row` (D values) to every packed row, in packing order.
    ///
    /// # Panics
    /// If `distances` has not exactly one place for each packed row.
    pub fn distances_from(&self, row: &[f32], distances: &mut [f64]) {
        self.squared_distances_from(row, distances);
        for distance in distances {
            *distance = distance.sqrt();
        }
    }
}

/// Whether nothing was lost at either end of `f32`.
#[inline]
fn is_trusted(squared: f64) -> bool {
    (SMALLEST_TRUSTED..=f64::MAX).contains(&squared)
}

/// Sums of squared differences over the few columns of one block of a panel, column after column.
///
/// Two rows at a time: their eight sums of four lanes, a column and what is between fit into sixteen vector registers, those of four rows do not.
#[inline]
fn sums_in_f32<const ROWS: usize>(rows: [&[f32]; ROWS], block: &[f32]) -> [[f32; LANES]; ROWS] {
    let columns = block.as_chunks::<LANES>().0;
    let mut sums = [[0.0_f32; LANES]; ROWS];
    let (pairs, alone) = sums.as_chunks_mut::<2>();
    let (pairs_of_rows, row_alone) = rows.as_chunks::<2>();
    for ([sums_of_one, sums_of_other], [one, other]) in pairs.iter_mut().zip(pairs_of_rows) {
        let (mut a, mut b) = ([0.0; LANES], [0.0; LANES]);
        for ((column, &one), &other) in columns.iter().zip(*one).zip(*other) {
            for lane in 0..LANES {
                let (from_one, from_other) = (one - column[lane], other - column[lane]);
                a[lane] += from_one * from_one;
                b[lane] += from_other * from_other;
            }
        }
        (*sums_of_one, *sums_of_other) = (a, b);
    }
    for (sums, row) in alone.iter_mut().zip(row_alone) {
        let mut a = [0.0; LANES];
        for (column, &value) in columns.iter().zip(*row) {
            for lane in 0..LANES {
                let difference = value - column[lane];
                a[lane] += difference * difference;
            }
        }
        *sums = a;
    }
    sums
}

/// Squared Euclidean distance of two rows, all in `f64`: the plain twin of [`Panels`], for single pairs.
#[must_use]
pub fn squared_distance(a: ArrayView1<'_, f32>, b: ArrayView1<'_, f32>) -> f64 {
    a.iter().zip(b).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)).sum()
}

/// Squared Euclidean distance of a row to a mean kept in `f64`.
#[must_use]
pub fn squared_distance_to_mean(row: ArrayView1<'_, f32>, mean: ArrayView1<'_, f64>) -> f64 {
    row.iter().zip(mean).map(|(&value, &mean)| (f64::from(value) - mean).powi(2)).sum()
}
