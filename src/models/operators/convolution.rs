//! The three products of a convolution of 3 × 3 with stride 2 and padding 1.
//!
//! `whole` maps (images, shallow, height, width) and their `half` maps (images, deep, ⌈height/2⌉, ⌈width/2⌉) are tied
//! by `weight` (deep, shallow, 3, 3):
//!
//! | | [`halve`] | [`double`](super::doubling::double) | [`weight_gradient`] |
//! |---|---|---|---|
//! | convolution | forward | gradient of its input | gradient of its weight |
//! | transposed convolution | gradient of its input | forward | gradient of its weight |

use super::{
    microkernel::{Columns, ROWS, Rows, activated, dots, from_biases, outer},
    panels::{load, pack_biases, pack_rows, store},
    planes::{Kept, Map, PANELS, Planes},
};

/// Positions summed at a stretch for the weights' gradient, so that what is read stays in the nearest cache.
const STRETCH: usize = 512;

/// The sizes of one layer.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Maps in the batch.
    pub images: usize,
    /// Channels of the whole map.
    pub shallow: usize,
    /// Channels of the halved map.
    pub deep: usize,
    /// The whole map's size.
    pub map: Map,
}

impl Sizes {
    /// Numbers of all whole maps.
    pub fn whole(&self) -> usize {
        self.images * self.shallow * self.map.whole()
    }

    /// Numbers of all halved maps.
    pub fn half(&self) -> usize {
        self.images * self.deep * self.map.half()
    }

    /// Numbers of the weight.
    pub fn weight(&self) -> usize {
        9 * self.shallow * self.deep
    }

    /// Length of a piece of the whole and of the half maps that is laid out at once.
    pub(super) fn pieces(&self) -> (usize, usize) {
        let images = Planes::together(self.map, self.images);
        (images * self.shallow * self.map.whole(), images * self.deep * self.map.half())
    }

    /// The planes of such a piece, the last of which may be shorter.
    pub(super) fn planes(&self, half: &[f32]) -> Planes {
        Planes { map: self.map, images: half.len() / (self.deep * self.map.half()) }
    }
}

/// What the products are worked out in, kept from one to the next.
#[derive(Debug, Default)]
pub struct Workspace {
    pub(super) phases: Kept,
    pub(super) padded: Kept,
    pub(super) rows: Vec<Rows>,
    pub(super) columns: Vec<Columns>,
}

/// half[o] = bias[o] + Σ over channels c and taps t of weight[o, c, t] · whole[c, shifted by t], then the activation.
pub fn halve(
    whole: &[f32],
    weight: &[f32],
    bias: Option<&[f32]>,
    rectify: bool,
    sizes: Sizes,
    Workspace { phases, rows, columns, .. }: &mut Workspace,
) -> Vec<f32> {
    let Sizes { shallow, deep, map, .. } = sizes;
    let length = 9 * shallow;
    pack_rows(rows, deep, 0..length, |o, k| weight[o * length + k]);
    let biases = pack_biases(bias, deep);
    columns.resize(PANELS * length, Columns::default());
    let mut result = vec![0.0; sizes.half()];
    let (whole_piece, half_piece) = sizes.pieces();
    for (whole, half) in whole.chunks(whole_piece).zip(result.chunks_mut(half_piece)) {
        let planes = sizes.planes(half);
        let phases = planes.split(whole, shallow, phases);
        let (plane, taps) = (planes.length(), planes.taps());
        planes.panels(|panels| {
            for (panel, columns) in panels.iter().zip(columns.chunks_exact_mut(length)) {
                let channels = phases.chunks_exact(4 * plane);
                for (channel, columns) in channels.zip(columns.as_chunks_mut::<9>().0) {
                    for (columns, tap) in columns.iter_mut().zip(taps) {
                        *columns = load(&channel[panel.start + tap..]);
                    }
                }
            }
            let bands = rows.chunks_exact(length).zip(&biases);
            for ((rows, biases), first) in bands.zip((0..deep).step_by(ROWS)) {
                for (panel, columns) in panels.iter().zip(columns.chunks_exact(length)) {
                    let tile = activated(outer(from_biases(biases), rows, columns), rectify);
                    for run in panel.runs() {
                        let at = (run.image * deep + first) * map.half() + run.row * map.columns() + run.column;
                        for (row, at) in tile.iter().zip((at..).step_by(map.half())).take(deep - first) {
                            store(row, run.lane, &mut half[at..at + run.lanes]);
                        }
                    }
                }
            }
        });
    }
    result
}

/// gradient[o, c, t] = Σ over images and positions of half[o] · whole[c, shifted by t], for `half` the gradient of the
/// convolution's output (or of the transposed one's input's counterpart).
pub fn weight_gradient(
    whole: &[f32],
    half: &[f32],
    sizes: Sizes,
    Workspace { phases, padded, .. }: &mut Workspace,
) -> Vec<f32> {
    let Sizes { shallow, deep, .. } = sizes;
    let width = 9 * shallow;
    let mut gradient = vec![0.0; sizes.weight()];
    let (whole_piece, half_piece) = sizes.pieces();
    for (whole, half) in whole.chunks(whole_piece).zip(half.chunks(half_piece)) {
        let planes = sizes.planes(half);
        let phases = planes.split(whole, shallow, phases);
        let padded = planes.pad(half, deep, padded);
        let (length, taps) = (planes.length(), planes.taps());
        for start in (0..planes.end()).step_by(STRETCH) {
            // Beyond the end both planes hold zeros, so whole fours can be summed.
            let stretch = STRETCH.min((planes.end() - start).next_multiple_of(4));
            let deeps = |o: usize| &padded[o.min(deep - 1) * length + start..][..stretch];
            let shifted = |k: usize| &phases[k / 9 * 4 * length + taps[k % 9] + start..][..stretch];
            for first in (0..deep).step_by(ROWS) {
                let four = std::array::from_fn(|index| deeps(first + index));
                for k in (0..width).step_by(2) {
                    let pair = [k, (k + 1).min(width - 1)];
                    let products = dots(four, pair.map(shifted));
                    for (k, product) in (k..width).zip(products) {
                        let entries = gradient[first * width + k..].iter_mut().step_by(width);
                        entries.zip(product.to_array()).take(deep - first).for_each(|(entry, value)| *entry += value);
                    }
                }
            }
        }
    }
    gradient
}
