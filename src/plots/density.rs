//! How densely points lie: a Gaussian kernel density estimate at the middles of a grid's cells, for [`super::landscape`].
//!
//! [`counted`] adds every point to every cell it reaches; its cost grows with points × cells. [`binned`] first shares each point out
//! among the four bins around it (linear binning: W. Härdle and D. Scott, *Smoothing in Low and High Dimensions by Weighted Averaging
//! Using Rounded Points*, 1992) and then smooths the bins along one axis after the other, which is exact for a Gaussian; its cost grows
//! with points + cells. `ndarray` and `linfa` have neither; a Fourier transform (`realfft`) would pay for grids far finer than these.

/// Beyond so many bandwidths a point adds nothing one could see.
const REACH: f64 = 4.0;

/// Bins a bandwidth. With two, and the spread that binning adds taken off the kernel again, heights differ from the counted ones by
/// less than a hundredth of the summit.
const FINENESS: f64 = 2.0;

/// What is left of the kernel's variance when the spread of the bins is taken off: sharing a point out among two bins spreads it by a
/// sixth of a bin's square, on average.
const NARROWER: f64 = 1.0 - 1.0 / (6.0 * FINENESS * FINENESS);

/// One axis of the grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    /// Beginning of the first cell and end of the last, in the points' units; rising.
    pub range: [f64; 2],
    /// Cells; at least one.
    pub cells: usize,
    /// Standard deviation of the kernel, in the points' units; above 0.
    pub bandwidth: f64,
}

impl Axis {
    fn step(&self) -> f64 {
        (self.range[1] - self.range[0]) / self.cells as f64
    }

    /// The cells that a kernel of the given bandwidth reaches from a place: the first one, and a weight for each.
    fn kernel(&self, at: f64, bandwidth: f64) -> (usize, Vec<f64>) {
        let step = self.step();
        let reach = REACH * self.bandwidth;
        // `as` saturates, so a point far outside becomes an empty run of cells.
        let first = ((at - reach - self.range[0]) / step).floor().max(0.0) as usize;
        let last = (((at + reach - self.range[0]) / step).ceil().max(0.0) as usize).min(self.cells);
        let weights = (first..last)
            .map(|cell| {
                let distance = (self.range[0] + (cell as f64 + 0.5) * step - at) / bandwidth;
                (-0.5 * distance * distance).exp()
            })
            .collect();
        (first.min(self.cells), weights)
    }

    /// Bins for all points that reach a cell: their number, the middle of the first, and their width.
    fn bins(&self) -> (usize, f64, f64) {
        let width = self.bandwidth / FINENESS;
        let reach = REACH * self.bandwidth;
        let count = ((self.range[1] - self.range[0] + 2.0 * reach) / width).ceil() as usize + 2;
        (count, self.range[0] - reach, width)
    }
}

/// Heights row by row from the bottom, `across.cells` a row. Points that are not finite do not count.
pub fn counted(points: &[[f32; 2]], across: Axis, along: Axis) -> Vec<f64> {
    let mut heights = vec![0.0; across.cells * along.cells];
    for point in points.iter().filter(|[x, y]| x.is_finite() && y.is_finite()) {
        let (first_column, kernel_x) = across.kernel(f64::from(point[0]), across.bandwidth);
        let (first_row, kernel_y) = along.kernel(f64::from(point[1]), along.bandwidth);
        for (row, weight) in kernel_y.iter().enumerate() {
            add(&mut heights[(first_row + row) * across.cells + first_column..], &kernel_x, *weight);
        }
    }
    heights
}

/// [`counted`], nearly, at a cost that hardly grows with the number of points.
pub fn binned(points: &[[f32; 2]], across: Axis, along: Axis) -> Vec<f64> {
    let (columns, left, width) = across.bins();
    let (rows, low, height) = along.bins();
    let mut bins = vec![0.0; columns * rows];
    for &[x, y] in points {
        let column = (f64::from(x) - left) / width;
        let row = (f64::from(y) - low) / height;
        // A place that is no number fails both comparisons.
        if column >= 0.0 && row >= 0.0 && column < (columns - 1) as f64 && row < (rows - 1) as f64 {
            let (part_x, part_y) = (column.fract(), row.fract());
            let start = row as usize * columns + column as usize;
            bins[start] += (1.0 - part_x) * (1.0 - part_y);
            bins[start + 1] += part_x * (1.0 - part_y);
            bins[start + columns] += (1.0 - part_x) * part_y;
            bins[start + columns + 1] += part_x * part_y;
        }
    }
    let narrowed = |axis: &Axis| axis.bandwidth * NARROWER.sqrt();
    let mut rows_smooth = vec![0.0; across.cells * rows];
    for column in 0..columns {
        let (first, kernel) = across.kernel(left + column as f64 * width, narrowed(&across));
        for row in 0..rows {
            let weight = bins[row * columns + column];
            if weight > 0.0 {
                add(&mut rows_smooth[row * across.cells + first..], &kernel, weight);
            }
        }
    }
    let mut heights = vec![0.0; across.cells * along.cells];
    for (row, smooth) in rows_smooth.chunks_exact(across.cells).enumerate() {
        let (first, kernel) = along.kernel(low + row as f64 * height, narrowed(&along));
        for (offset, weight) in kernel.iter().enumerate() {
            add(&mut heights[(first + offset) * across.cells..], smooth, *weight);
        }
    }
    // Spread out to the full bandwidth, the narrower kernel has become lower by the ratio of the two, on each axis.
    for value in &mut heights {
        *value /= NARROWER;
    }
    heights
}

/// `target` += `weight` · `values`, from the target's beginning.
fn add(target: &mut [f64], values: &[f64], weight: f64) {
    for (target, value) in target.iter_mut().zip(values) {
        *target += weight * value;
    }
}
