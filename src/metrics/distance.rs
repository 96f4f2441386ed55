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
        let size = self.columns * LANES;
        let values = &self.values[panel * size..(panel + 1) * size];
        let mut total = [0.0_f64; LANES];
        for (few, block) in row.chunks(COLUMNS_IN_F32).zip(values.chunks(COLUMNS_IN_F32 * LANES)) {
            let mut sum = [0.0_f32; LANES];
            for (&value, column) in few.iter().zip(block.as_chunks::<LANES>().0) {
                for lane in 0..LANES {
                    let difference = value - column[lane];
                    sum[lane] += difference * difference;
                }
            }
            for lane in 0..LANES {
                total[lane] += f64::from(sum[lane]);
            }
        }
        for (lane, squared) in total.iter_mut().enumerate() {
            let trusted = *squared >= SMALLEST_TRUSTED && squared.is_finite();
            if !trusted {
                *squared = self.squared_distance_in_f64(row, values, lane);
            }
        }
        total
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
