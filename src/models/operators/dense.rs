//! The three products of a fully connected layer, y = x·Wᵀ + b, and what a layer's activation and bias ask of its
//! gradient.

use std::ops::Range;

use wide::f32x4;

use super::{
    microkernel::{COLUMNS, Columns, ROWS, Rows, Tile, dots, outer},
    panels::{load, load_partly, pack_rows, store},
};

/// Entries of a row multiplied at a stretch, so that what is read stays in the nearest caches.
const STRETCH: usize = 1024;
/// Rows of a factor rearranged at a stretch.
const DEPTH: usize = 256;
/// Panels of columns rearranged together: whole cache lines, even where rows are far apart.
const PANELS: usize = 8;

/// The sizes of one layer.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Rows in the batch.
    pub rows: usize,
    /// Width of what goes in.
    pub input: usize,
    /// Width of what comes out.
    pub output: usize,
}

/// What the products are worked out in, kept from one to the next.
#[derive(Debug, Default)]
pub struct Workspace {
    rows: Vec<Rows>,
    columns: Vec<Columns>,
}

/// y = x·Wᵀ + b, then the activation: x (rows, input), weight (output, input) → (rows, output).
pub fn forward(x: &[f32], weight: &[f32], bias: &[f32], rectify: bool, sizes: Sizes) -> Vec<f32> {
    let Sizes { rows, input, output } = sizes;
    let mut y = bias.repeat(rows);
    for start in (0..input).step_by(STRETCH) {
        let end = input.min(start + STRETCH);
        let row = |r: usize| &x[r * input..][start..end];
        let weights = |o: usize| &weight[o.min(output - 1) * input..][start..end];
        for first in (0..output).step_by(ROWS) {
            let four = std::array::from_fn(|index| weights(first + index));
            for r in (0..rows).step_by(2) {
                let pair = [r, (r + 1).min(rows - 1)];
                for (r, product) in (r..rows).zip(dots(four, pair.map(row))) {
                    let entries = &mut y[r * output + first..(r + 1) * output];
                    entries.iter_mut().zip(product.to_array()).for_each(|(entry, value)| *entry += value);
                }
            }
        }
    }
    if rectify {
        // A NaN stays a NaN, so that a network that diverged is seen to have diverged.
        y.iter_mut().filter(|value| **value < 0.0).for_each(|value| *value = 0.0);
    }
    y
}

/// dx = dy·W: dy (rows, output), weight (output, input) → (rows, input).
pub fn input_gradient(dy: &[f32], weight: &[f32], sizes: Sizes, workspace: &mut Workspace) -> Vec<f32> {
    let Sizes { rows, input, output } = sizes;
    product(|r, o| dy[r * output + o], weight, [rows, output, input], workspace)
}

/// dW = dyᵀ·x: dy (rows, output), x (rows, input) → (output, input).
pub fn weight_gradient(dy: &[f32], x: &[f32], sizes: Sizes, workspace: &mut Workspace) -> Vec<f32> {
    let Sizes { rows, input, output } = sizes;
    product(|o, r| dy[r * output + o], x, [output, rows, input], workspace)
}

/// The product of a matrix (height, depth), given entry by entry, and `factor` (depth, width), row by row.
fn product(
    entry: impl Fn(usize, usize) -> f32,
    factor: &[f32],
    [height, depth, width]: [usize; 3],
    Workspace { rows, columns }: &mut Workspace,
) -> Vec<f32> {
    let mut result = vec![0.0; height * width];
    for start in (0..depth).step_by(DEPTH) {
        let length = DEPTH.min(depth - start);
        pack_rows(rows, height, start..start + length, &entry);
        let factor = &factor[start * width..][..length * width];
        for left in (0..width).step_by(PANELS * COLUMNS) {
            let right = width.min(left + PANELS * COLUMNS);
            pack_columns(columns, factor.chunks_exact(width).map(|row| &row[left..right]), length);
            let bands = result.chunks_mut(ROWS * width).zip(rows.chunks_exact(length));
            for (band, rows) in bands {
                multiply(rows, columns, band, left..right, width, start == 0);
            }
        }
    }
    result
}

/// Panels of eight columns of the matrix whose `length` rows are given.
fn pack_columns<'a>(panels: &mut Vec<Columns>, rows: impl Iterator<Item = &'a [f32]>, length: usize) {
    panels.resize(PANELS * length, Columns::default());
    for (k, row) in rows.enumerate() {
        let (whole, rest) = row.as_chunks::<COLUMNS>();
        for (panel, values) in panels[k..].iter_mut().step_by(length).zip(whole) {
            *panel = load(values);
        }
        if !rest.is_empty() {
            panels[whole.len() * length + k] = load_partly(rest);
        }
    }
}

/// Four rows of a product, from `left` to `right`: written at `first`, then added to.
fn multiply(rows: &[Rows], columns: &[Columns], band: &mut [f32], part: Range<usize>, width: usize, first: bool) {
    let panels = columns.chunks_exact(rows.len());
    for (columns, column) in panels.zip(part.clone().step_by(COLUMNS)) {
        let lanes = COLUMNS.min(part.end - column);
        let tile = outer(Tile::default(), rows, columns);
        for (row, entries) in tile.iter().zip(band.chunks_exact_mut(width)) {
            let entries = &mut entries[column..column + lanes];
            if first { store(row, 0, entries) } else { add(row, entries) }
        }
    }
}

/// Adds columns to `to`, as many as it holds.
fn add(columns: &Columns, to: &mut [f32]) {
    let mut sum = load_partly(to);
    sum.iter_mut().zip(columns).for_each(|(sum, &columns)| *sum += columns);
    store(&sum, 0, to);
}

/// The gradient of a layer's sum, given the gradient of its output: zero where the activation held it at zero.
pub fn through_activation(gradient: &[f32], output: &[f32]) -> Vec<f32> {
    gradient.iter().zip(output).map(|(&gradient, &output)| if output <= 0.0 { 0.0 } else { gradient }).collect()
}

/// The bias' gradient: the sum over all rows of each channel, where a channel has `positions` neighbouring numbers.
pub fn bias_gradient(gradient: &[f32], channels: usize, positions: usize) -> Vec<f32> {
    let mut sums = vec![0.0; channels];
    for row in gradient.chunks_exact(channels * positions) {
        if positions == 1 {
            sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
        } else {
            sums.iter_mut().zip(row.chunks_exact(positions)).for_each(|(sum, values)| *sum += total(values));
        }
    }
    sums
}

/// The sum of many numbers, in four lanes.
fn total(values: &[f32]) -> f32 {
    let (fours, rest) = values.as_chunks::<4>();
    let lanes = fours.iter().fold(f32x4::ZERO, |sum, &four| sum + f32x4::new(four));
    let [a, b, c, d] = lanes.to_array();
    rest.iter().fold((a + b) + (c + d), |sum, value| sum + value)
}
