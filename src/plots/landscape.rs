//! The landscape under the dots: how densely songs lie, as the contour lines of a map.
//!
//! A Gaussian kernel density estimate on a grid over what is in view. The bandwidth of an axis is 0.5 times that of Scott's rule
//! (D. W. Scott, *Multivariate Density Estimation*, 1992: σ·n^(−1/6) in two dimensions), which is made for one bump and would drown
//! several. The lines come from the crate `contour` 0.13 (marching squares, after d3-contour); plotters has no contour lines, and
//! `linfa` has no density estimate on a grid.

use contour::ContourBuilder;

/// Heights of the lines, as parts of the highest point in view.
pub const LEVELS: [f64; 7] = [0.06, 0.16, 0.28, 0.42, 0.57, 0.72, 0.87];

/// Grid cells along the longer side.
const CELLS: usize = 80;

/// Cells beyond each edge of the view, so that lines leave it as they would go on outside.
const BEYOND: usize = 2;

/// Beyond so many bandwidths a song adds nothing one could see.
const REACH: f64 = 4.0;

/// One closed line of equal density.
#[derive(Debug, Clone, PartialEq)]
pub struct Isoline {
    /// Index into [`LEVELS`].
    pub level: usize,
    /// Closed, in parts of the view: [0, 0] is the beginning of both ranges (bottom left), [1, 1] their end. Where the line leaves
    /// the view, the ring follows the view's edge.
    pub ring: Vec<[f64; 2]>,
    /// A hollow: the land falls towards the inside.
    pub hollow: bool,
}

/// The lines of equal density of `points` inside the two ranges, lowest level first.
///
/// Points that are not finite do not count. Fewer than three points make no landscape. `aspect` is the view's width / height on
/// screen, for square cells.
pub fn isolines(points: &[[f32; 2]], x: [f64; 2], y: [f64; 2], aspect: f64) -> Vec<Isoline> {
    let songs: Vec<[f64; 2]> = points
        .iter()
        .filter(|point| point.iter().all(|value| value.is_finite()))
        .map(|point| point.map(f64::from))
        .collect();
    if songs.len() < 3 || !aspect.is_finite() || aspect <= 0.0 {
        return Vec::new();
    }
    let columns = ((CELLS as f64 * aspect.min(1.0)) as usize).max(8);
    let rows = ((CELLS as f64 / aspect.max(1.0)) as usize).max(8);
    let grid =
        Grid { x: beyond(x, columns), y: beyond(y, rows), columns: columns + 2 * BEYOND, rows: rows + 2 * BEYOND };
    let bandwidths = [bandwidth(&songs, 0, x), bandwidth(&songs, 1, y)];
    let heights = grid.density(&songs, bandwidths);
    let summit = heights.iter().copied().fold(0.0, f64::max);
    if summit <= 0.0 {
        return Vec::new();
    }
    let thresholds = LEVELS.map(|level| level * summit);
    let part = |at: f64, cells: usize| (at - BEYOND as f64) / cells as f64;
    // The grid always has columns × rows values, the only thing `contour` can refuse: then there is no landscape to draw.
    let contours =
        ContourBuilder::new(grid.columns, grid.rows, true).contours(&heights, &thresholds).unwrap_or_default();
    let mut isolines = Vec::new();
    for (level, contour) in contours.iter().enumerate() {
        for polygon in contour.geometry() {
            let outer = (polygon.exterior(), false);
            let rings = std::iter::once(outer).chain(polygon.interiors().iter().map(|ring| (ring, true)));
            isolines.extend(rings.map(|(ring, hollow)| {
                let ring = ring.0.iter().map(|at| [part(at.x, columns), part(at.y, rows)]).collect();
                Isoline { level, ring: clipped(rounded(ring)), hollow }
            }));
        }
    }
    isolines.retain(|line: &Isoline| line.ring.len() > 3);
    isolines
}

/// A closed ring with its corners cut once, at a quarter of each side (G. Chaikin, 1974): the eye takes the corners of the grid for
/// something about the songs.
fn rounded(ring: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let between =
        |one: [f64; 2], other: [f64; 2], part: f64| [0, 1].map(|axis| one[axis] + (other[axis] - one[axis]) * part);
    let mut cut: Vec<_> =
        ring.windows(2).flat_map(|side| [between(side[0], side[1], 0.25), between(side[0], side[1], 0.75)]).collect();
    cut.extend(cut.first().copied());
    cut
}

/// The part of a closed ring that lies in the view (I. Sutherland and G. Hodgman, 1974): cut at one edge after the other.
fn clipped(mut ring: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    for (axis, edge, inside) in [(0, 0.0, 1.0), (0, 1.0, -1.0), (1, 0.0, 1.0), (1, 1.0, -1.0)] {
        let depth = |at: [f64; 2]| (at[axis] - edge) * inside;
        if ring.iter().all(|&at| depth(at) >= 0.0) {
            continue;
        }
        let mut kept = Vec::with_capacity(ring.len());
        for side in ring.windows(2) {
            let [from, to] = [depth(side[0]), depth(side[1])];
            if from >= 0.0 {
                kept.push(side[0]);
            }
            if (from >= 0.0) != (to >= 0.0) {
                let part = from / (from - to);
                kept.push([0, 1].map(|axis| side[0][axis] + (side[1][axis] - side[0][axis]) * part));
            }
        }
        kept.extend(kept.first().copied());
        ring = kept;
    }
    ring
}

/// The view and a little more, in cells.
struct Grid {
    x: [f64; 2],
    y: [f64; 2],
    columns: usize,
    rows: usize,
}

impl Grid {
    /// Kernel density at the middles of the cells, row by row from the bottom.
    fn density(&self, songs: &[[f64; 2]], [across, along]: [f64; 2]) -> Vec<f64> {
        let mut heights = vec![0.0; self.columns * self.rows];
        for song in songs {
            let (first_column, kernel_x) = kernel(song[0], across, self.x, self.columns);
            let (first_row, kernel_y) = kernel(song[1], along, self.y, self.rows);
            for (row, weight_y) in kernel_y.iter().enumerate() {
                let start = (first_row + row) * self.columns + first_column;
                for (height, weight_x) in heights[start..].iter_mut().zip(&kernel_x) {
                    *height += weight_x * weight_y;
                }
            }
        }
        heights
    }
}

/// A range of `cells` cells, with [`BEYOND`] more at each end.
fn beyond([start, end]: [f64; 2], cells: usize) -> [f64; 2] {
    let more = (end - start) / cells as f64 * BEYOND as f64;
    [start - more, end + more]
}

/// The cells a song reaches along one axis: the first one, and a weight for each.
fn kernel(at: f64, bandwidth: f64, [start, end]: [f64; 2], cells: usize) -> (usize, Vec<f64>) {
    let step = (end - start) / cells as f64;
    // `as` saturates, so a song far outside becomes an empty run of cells.
    let first = ((at - REACH * bandwidth - start) / step).floor().max(0.0) as usize;
    let last = (((at + REACH * bandwidth - start) / step).ceil().max(0.0) as usize).min(cells);
    let weights = (first..last)
        .map(|cell| {
            let distance = (start + (cell as f64 + 0.5) * step - at) / bandwidth;
            (-0.5 * distance * distance).exp()
        })
        .collect();
    (first.min(cells), weights)
}

/// Scott's rule, narrowed; never narrower than a fortieth of the view, so that identical songs make a hill and not a needle.
fn bandwidth(songs: &[[f64; 2]], axis: usize, [start, end]: [f64; 2]) -> f64 {
    let count = songs.len() as f64;
    let mean = songs.iter().map(|song| song[axis]).sum::<f64>() / count;
    let variance = songs.iter().map(|song| (song[axis] - mean).powi(2)).sum::<f64>() / count;
    (0.5 * variance.sqrt() * count.powf(-1.0 / 6.0)).max((end - start) / 40.0)
}
