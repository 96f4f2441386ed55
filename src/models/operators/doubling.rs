//! The way back from a halved map to the whole one: the convolution's gradient, and the transposed convolution itself.
//!
//! Taken by parity of row and column, position (p, q) of the halved map reaches the four positions (2p + a, 2q + b),
//! and each of those sums one, two, two or four of its neighbours (p or p + 1, q or q + 1):
//!
//! ```text
//!             b = 0                    b = 1
//! a = 0       (1,1)·y                  (1,2)·y + (1,0)·y→
//! a = 1       (2,1)·y + (0,1)·y↓       (2,2)·y + (2,0)·y→ + (0,2)·y↓ + (0,0)·y↘       (ky,kx): tap of the weight
//! ```
//!
//! So it is four products without a wasted multiplication: nine taps altogether, as many as on the way down.

use wide::f32x4;

use super::{
    convolution::{Sizes, Workspace},
    microkernel::{COLUMNS, Columns, ROWS, Rows, activated, from_biases, outer},
    panels::{load, pack_biases, pack_rows, unload},
    planes::{Map, Panel, Planes},
};

/// The neighbours in the order in which a panel stacks them, so that every phase's stand together: (down, right).
const NEIGHBOURS: [(usize, usize); 4] = [(0, 1), (0, 0), (1, 0), (1, 1)];
/// Which of them a phase sums, by parity of row and of column.
const SUMMED: [[(usize, usize); 2]; 2] = [[(1, 2), (0, 2)], [(1, 3), (0, 4)]];
/// Below so many channels four rows of a tile would stand empty, and the phases of one channel fill it instead.
const FEW: usize = 4;

/// The weight's row (or column) that ties a neighbour, `shift` away, to a position of `parity`.
fn tap(parity: usize, shift: usize) -> usize {
    if parity == 0 { 1 } else { 2 - 2 * shift }
}

/// whole[c] = bias[c] + Σ over channels o and taps t of weight[o, c, t] · half[o, shifted back by t], then the activation.
pub fn double(
    half: &[f32],
    weight: &[f32],
    bias: Option<&[f32]>,
    rectify: bool,
    sizes: Sizes,
    Workspace { padded, columns, .. }: &mut Workspace,
) -> Vec<f32> {
    let mut result = vec![0.0; sizes.whole()];
    let (whole_piece, half_piece) = sizes.pieces();
    let few = sizes.shallow < FEW;
    let weights = if few { Weights::by_channel(weight, sizes) } else { Weights::by_phase(weight, sizes) };
    let biases = pack_biases(bias, sizes.shallow);
    for (half, whole) in half.chunks(half_piece).zip(result.chunks_mut(whole_piece)) {
        let planes = sizes.planes(half);
        let padded = planes.pad(half, sizes.deep, padded);
        let mut pen = Pen { whole, shallow: sizes.shallow, map: sizes.map, rectify };
        planes.panels(|panels| match &weights {
            Weights::ByChannel(weights) => few_channels(padded, planes, panels, weights, &biases, &mut pen),
            Weights::ByPhase(weights) => {
                stack(padded, planes, sizes.deep, panels, columns);
                many_channels(columns, panels, weights, &biases, sizes, &mut pen);
            }
        });
    }
    result
}

/// The weight as the products read it.
enum Weights {
    /// For each shallow channel, the nine taps of each deep one, in all lanes.
    ByChannel(Vec<Vec<[f32x4; 9]>>),
    /// For each parity of row and column, panels of four shallow channels over (neighbour, deep channel).
    ByPhase([[Vec<Rows>; 2]; 2]),
}

impl Weights {
    fn by_channel(weight: &[f32], Sizes { shallow, .. }: Sizes) -> Weights {
        let kernels = weight.as_chunks::<9>().0;
        let of = |c| kernels.iter().skip(c).step_by(shallow).map(|kernel| kernel.map(f32x4::splat)).collect();
        Weights::ByChannel((0..shallow).map(of).collect())
    }

    fn by_phase(weight: &[f32], Sizes { shallow, deep, .. }: Sizes) -> Weights {
        let kernels = weight.as_chunks::<9>().0;
        let panels = |a: usize, b: usize| {
            let (first, last) = SUMMED[a][b];
            let taps = NEIGHBOURS[first..last].iter().map(|&(down, right)| 3 * tap(a, down) + tap(b, right));
            let mut panels = Vec::new();
            pack_rows(&mut panels, shallow, taps.flat_map(|tap| (0..deep).map(move |o| (o, tap))), |c, (o, tap)| {
                kernels[o * shallow + c][tap]
            });
            panels
        };
        Weights::ByPhase([0, 1].map(|a| [0, 1].map(|b| panels(a, b))))
    }
}

/// The panels' columns over (neighbour, deep channel).
fn stack(padded: &[f32], planes: Planes, deep: usize, panels: &[Panel], columns: &mut Vec<Columns>) {
    columns.resize(panels.len() * NEIGHBOURS.len() * deep, Columns::default());
    let starts = panels.iter().flat_map(|panel| NEIGHBOURS.map(|neighbour| (panel.start, neighbour)));
    for ((start, (down, right)), columns) in starts.zip(columns.chunks_exact_mut(deep)) {
        let at = start + down * planes.map.pitch() + right;
        for (channel, columns) in padded.chunks_exact(planes.length()).zip(columns) {
            *columns = load(&channel[at..]);
        }
    }
}

/// Four channels at a time, phase by phase.
fn many_channels(
    columns: &[Columns],
    panels: &[Panel],
    weights: &[[Vec<Rows>; 2]; 2],
    biases: &[Rows],
    Sizes { shallow, deep, .. }: Sizes,
    pen: &mut Pen<'_>,
) {
    for (first, biases) in (0..shallow).step_by(ROWS).zip(biases) {
        for (a, (weights, summed)) in weights.iter().zip(SUMMED).enumerate() {
            let [even_rows, odd_rows] = [0, 1].map(|b| {
                let length = (summed[b].1 - summed[b].0) * deep;
                &weights[b][first / ROWS * length..][..length]
            });
            for (panel, columns) in panels.iter().zip(columns.chunks_exact(NEIGHBOURS.len() * deep)) {
                let [of_even, of_odd] = summed.map(|(from, to)| &columns[from * deep..to * deep]);
                let even = outer(from_biases(biases), even_rows, of_even);
                let odd = outer(from_biases(biases), odd_rows, of_odd);
                for (c, (even, odd)) in (first..shallow).zip(even.iter().zip(&odd)) {
                    pen.write(panel, c, a, even, odd);
                }
            }
        }
    }
}

/// One channel at a time, its four phases together, straight from the planes.
fn few_channels(
    padded: &[f32],
    planes: Planes,
    panels: &[Panel],
    weights: &[Vec<[f32x4; 9]>],
    biases: &[Rows],
    pen: &mut Pen<'_>,
) {
    let pitch = planes.map.pitch();
    for (c, (kernels, &bias)) in weights.iter().zip(biases.as_flattened()).enumerate() {
        for panel in panels {
            let [mut t00, mut t01, mut t10, mut t11] = from_biases(&[bias; ROWS]);
            for (channel, kernel) in padded.chunks_exact(planes.length()).zip(kernels) {
                let here = &channel[panel.start..panel.start + pitch + 1 + COLUMNS];
                let [y, right, down, across] = [0, 1, pitch, pitch + 1].map(|shift| load(&here[shift..]));
                let [k00, k01, k02, k10, k11, k12, k20, k21, k22] = *kernel;
                // Summed among themselves first, so that a sum waits for one addition a channel.
                for lane in 0..2 {
                    let (y, right, down, across) = (y[lane], right[lane], down[lane], across[lane]);
                    t00[lane] += k11 * y;
                    t01[lane] += k10 * right + k12 * y;
                    t10[lane] += k21 * y + k01 * down;
                    t11[lane] += (k20 * right + k22 * y) + (k02 * down + k00 * across);
                }
            }
            pen.write(panel, c, 0, &t00, &t01);
            pen.write(panel, c, 1, &t10, &t11);
        }
    }
}

/// Writes a panel's sums, activated, where they belong in the whole maps.
struct Pen<'a> {
    whole: &'a mut [f32],
    shallow: usize,
    map: Map,
    rectify: bool,
}

impl Pen<'_> {
    /// The even and odd columns of channel `c` in the rows of `parity`; what lies beyond an odd map's edge is dropped.
    #[inline(always)]
    fn write(&mut self, panel: &Panel, c: usize, parity: usize, even: &Columns, odd: &Columns) {
        let map = self.map;
        let [even, odd] = activated([*even, *odd], self.rectify);
        for run in panel.runs() {
            let (row, column) = (2 * run.row + parity, 2 * run.column);
            if row < map.height {
                let at = (run.image * self.shallow + c) * map.whole() + row * map.width + column;
                let length = (2 * run.lanes).min(map.width - column);
                interleave(&even, &odd, run.lane, &mut self.whole[at..at + length]);
            }
        }
    }
}

/// Even, odd, even, odd, …, from `lane` on.
#[inline(always)]
fn interleave(even: &Columns, odd: &Columns, lane: usize, to: &mut [f32]) {
    if let Ok(whole) = <&mut [f32; 16]>::try_from(&mut *to) {
        for ((to, even), odd) in whole.as_chunks_mut::<8>().0.iter_mut().zip(even).zip(odd) {
            *to = unload(&[even.unpack_lo(*odd), even.unpack_hi(*odd)]);
        }
        return;
    }
    let (even, odd) = (unload(even), unload(odd));
    for ((pair, even), odd) in to.chunks_mut(2).zip(&even[lane..]).zip(&odd[lane..]) {
        for (to, value) in pair.iter_mut().zip([even, odd]) {
            *to = *value;
        }
    }
}
