//! Marks made once and then printed again and again: a mark in its colour as a few pixels, and how it is laid over others.
//!
//! A stamp is made for a place between the pixels (up to [`PHASES`] each way), so that a crowd glides when the map is dragged and does not hop
//! from pixel to pixel. Looked at: `tiny-skia`, which draws paths and pictures on a bitmap, but sets up its pipeline anew for each of
//! them, which is most of the work where a picture is ten pixels wide; and plotters' own bitmap backend, which knows no half-covered
//! pixels. What is needed, the part of each pixel that a polygon covers, is short.

use plotters::style::RGBColor;

/// Places between two pixels, each way, at most.
pub const PHASES: usize = 4;

/// Lines a pixel that coverage is counted on; across it is exact.
const LINES: usize = 8;

/// Bytes that are laid over one another at once: four pixels. Rows of stamps are padded to it.
const LANE: usize = 16;

/// One layer of a stamp: closed rings in pixels (a ring inside another one is a hole), their colour, and its opacity.
pub struct Layer {
    /// Corners, y downwards.
    pub rings: Vec<Vec<[f64; 2]>>,
    /// Colour.
    pub colour: RGBColor,
    /// 0 … 1.
    pub opacity: f64,
}

/// A mark as pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamp {
    /// Pixels from the place it is printed at to its left edge.
    pub left: i32,
    /// Pixels from there to its top edge.
    pub top: i32,
    /// Rows.
    pub height: usize,
    /// Lanes a row.
    width: usize,
    /// Row by row.
    lanes: Vec<Lane>,
}

/// Four pixels of a stamp.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Lane {
    /// Red, green, blue and alpha of each, multiplied by alpha.
    ink: [u8; LANE],
    /// What is left of what lies below, for each byte of `ink`, in 255ths.
    keep: [u8; LANE],
}

impl Stamp {
    /// The layers over one another, the first at the bottom. No ring, or nothing but corners that are no numbers, makes an empty stamp.
    pub fn new(layers: &[Layer]) -> Self {
        let corners = || layers.iter().flat_map(|layer| layer.rings.iter().flatten());
        let least = |axis: usize| corners().map(|corner| corner[axis]).fold(f64::INFINITY, f64::min).floor();
        let most = |axis: usize| corners().map(|corner| corner[axis]).fold(f64::NEG_INFINITY, f64::max).ceil();
        let (left, top) = (least(0), least(1));
        let width = ((most(0) - left).max(0.0) as usize * 4).div_ceil(LANE);
        let height = (most(1) - top).max(0.0) as usize;
        let mut pixels = vec![[0.0; 4]; width * LANE / 4 * height];
        for Layer { rings, colour: RGBColor(red, green, blue), opacity } in layers {
            let colour = [red, green, blue].map(|&part| f64::from(part) / 255.0);
            for (pixel, part) in pixels.iter_mut().zip(coverage(rings, [left, top], width * LANE / 4, height)) {
                let alpha = part * opacity;
                let over = [colour[0] * alpha, colour[1] * alpha, colour[2] * alpha, alpha];
                *pixel = [0, 1, 2, 3].map(|channel| over[channel] + pixel[channel] * (1.0 - alpha));
            }
        }
        let byte = |part: f64| (part * 255.0).round() as u8;
        let lanes = pixels.as_chunks::<{ LANE / 4 }>().0.iter().map(|four| Lane {
            ink: std::array::from_fn(|at| byte(four[at / 4][at % 4])),
            keep: std::array::from_fn(|at| 255 - byte(four[at / 4][3])),
        });
        Stamp { left: left as i32, top: top as i32, height, width, lanes: lanes.collect() }
    }

    /// Lays the rows from `first` on over pixels, which begin at the left end of that row and have `row_length` bytes a row. Pixels are
    /// multiplied by alpha; only `opacity` 255ths of the stamp are seen. What finds no room is not laid.
    pub fn lay(&self, first: usize, pixels: &mut [u8], row_length: usize, opacity: u8) {
        let rows = self.lanes.chunks_exact(self.width.max(1)).skip(first).zip(pixels.chunks_mut(row_length.max(1)));
        if opacity == 255 {
            for (lanes, pixels) in rows {
                for (lane, pixels) in lanes.iter().zip(pixels.as_chunks_mut::<LANE>().0) {
                    lane.lay(pixels);
                }
            }
        } else {
            for (lanes, pixels) in rows {
                for (lane, pixels) in lanes.iter().zip(pixels.as_chunks_mut::<LANE>().0) {
                    lane.lay_faintly(pixels, opacity);
                }
            }
        }
    }
}

impl Lane {
    #[inline]
    fn lay(&self, pixels: &mut [u8; LANE]) {
        // Written like this, the compiler takes all sixteen at once.
        let below = *pixels;
        *pixels = std::array::from_fn(|at| self.ink[at].saturating_add(part(below[at], self.keep[at])));
    }

    #[inline]
    fn lay_faintly(&self, pixels: &mut [u8; LANE], opacity: u8) {
        let below = *pixels;
        *pixels = std::array::from_fn(|at| {
            let keep = 255 - part(255 - self.keep[at], opacity);
            part(self.ink[at], opacity).saturating_add(part(below[at], keep))
        });
    }
}

/// The part of each pixel that lies inside an odd number of rings, row by row; the first pixel begins at `origin`.
fn coverage(rings: &[Vec<[f64; 2]>], origin: [f64; 2], width: usize, height: usize) -> Vec<f64> {
    let mut parts = vec![0.0; width * height];
    let mut crossings = Vec::new();
    for line in 0..height * LINES {
        let y = origin[1] + (line as f64 + 0.5) / LINES as f64;
        crossings.clear();
        for ring in rings {
            let sides = ring.iter().zip(ring.iter().cycle().skip(1));
            crossings.extend(
                sides
                    .filter(|(from, to)| (from[1] <= y) != (to[1] <= y))
                    .map(|(from, to)| from[0] + (y - from[1]) / (to[1] - from[1]) * (to[0] - from[0]) - origin[0]),
            );
        }
        crossings.sort_by(f64::total_cmp);
        let row = &mut parts[line / LINES * width..][..width];
        for run in crossings.chunks_exact(2) {
            let last = (run[1].ceil().max(0.0) as usize).min(width);
            let first = (run[0].floor().max(0.0) as usize).min(last);
            for (pixel, part) in row[first..last].iter_mut().enumerate() {
                let start = (first + pixel) as f64;
                *part += (run[1].min(start + 1.0) - run[0].max(start)).max(0.0) / LINES as f64;
            }
        }
    }
    parts
}

/// `value` · `of` / 255, upwards by less than one: exact where either is 0 or 255, and cheap in sixteen bits.
fn part(value: u8, of: u8) -> u8 {
    ((u16::from(value) * u16::from(of) + 255) >> 8) as u8
}
