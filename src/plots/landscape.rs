//! The landscape under the dots: how densely songs lie, as the contour lines of a map.
//!
//! A Gaussian kernel density estimate on a grid over what is in view. The bandwidth of an axis is 0.5 times that of Scott's rule
//! (D. W. Scott, *Multivariate Density Estimation*, 1992: σ·n^(−1/6) in two dimensions), which is made for one bump and would drown
//! several. Up to [`MANY`] songs each song is counted at each cell it reaches; more are gathered in bins first, see [`super::density`].
//! The lines come from the crate `contour` 0.13 (marching squares, after d3-contour); plotters has no contour lines, and `linfa` has
//! no density estimate on a grid.

use contour::ContourBuilder;

use super::density::{Axis, binned, counted};

/// Heights of the lines, as parts of the highest point in view.
pub const LEVELS: [f64; 7] = [0.06, 0.16, 0.28, 0.42, 0.57, 0.72, 0.87];

/// Grid cells along the longer side.
const CELLS: usize = 80;

/// Cells beyond each edge of the view, so that lines leave it as they would go on outside.
const BEYOND: usize = 2;

/// Songs from which on the landscape is made of bins: it then costs about the same however many there are.
pub const MANY: usize = 500;

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
    let spreads = spreads(points);
    if spreads.songs < 3 || !aspect.is_finite() || aspect <= 0.0 {
        return Vec::new();
    }
    let columns = ((CELLS as f64 * aspect.min(1.0)) as usize).max(8);
    let rows = ((CELLS as f64 / aspect.max(1.0)) as usize).max(8);
    let across = Axis { range: beyond(x, columns), cells: columns + 2 * BEYOND, bandwidth: spreads.bandwidth(0, x) };
    let along = Axis { range: beyond(y, rows), cells: rows + 2 * BEYOND, bandwidth: spreads.bandwidth(1, y) };
    let heights = if spreads.songs > MANY { binned(points, across, along) } else { counted(points, across, along) };
    let summit = heights.iter().copied().fold(0.0, f64::max);
    if summit <= 0.0 {
        return Vec::new();
    }
    let thresholds = LEVELS.map(|level| level * summit);
    let part = |at: f64, cells: usize| (at - BEYOND as f64) / cells as f64;
    // The grid always has a value a cell, the only thing `contour` can refuse: then there is no landscape to draw.
    let contours =
        ContourBuilder::new(across.cells, along.cells, true).contours(&heights, &thresholds).unwrap_or_default();
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

/// A range of `cells` cells, with [`BEYOND`] more at each end.
fn beyond([start, end]: [f64; 2], cells: usize) -> [f64; 2] {
    let more = (end - start) / cells as f64 * BEYOND as f64;
    [start - more, end + more]
}

/// How far finite points are spread, along each axis.
struct Spreads {
    songs: usize,
    variances: [f64; 2],
}

fn spreads(points: &[[f32; 2]]) -> Spreads {
    let finite = || points.iter().filter(|[x, y]| x.is_finite() && y.is_finite()).map(|point| point.map(f64::from));
    let (songs, sums) =
        finite().fold((0, [0.0; 2]), |(songs, [x, y]), point| (songs + 1, [x + point[0], y + point[1]]));
    let count = f64::max(songs as f64, 1.0);
    let means = sums.map(|sum| sum / count);
    let squares =
        finite().fold([0.0; 2], |[x, y], point| [x + (point[0] - means[0]).powi(2), y + (point[1] - means[1]).powi(2)]);
    Spreads { songs, variances: squares.map(|sum| sum / count) }
}

impl Spreads {
    /// Scott's rule, narrowed; never narrower than a fortieth of the view, so that identical songs make a hill and not a needle.
    fn bandwidth(&self, axis: usize, [start, end]: [f64; 2]) -> f64 {
        (0.5 * self.variances[axis].sqrt() * (self.songs as f64).powf(-1.0 / 6.0)).max((end - start) / 40.0)
    }
}
