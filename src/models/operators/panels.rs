//! Factors of a product rearranged so that [`outer`](super::microkernel::outer) reads them from front to back.

use wide::f32x4;

use super::microkernel::{COLUMNS, Columns, ROWS, Rows};

/// Panels of four rows of the matrix `value(row, k)`, k by k; the last panel is filled up with rows of zeros.
pub fn pack_rows<K: Copy>(
    panels: &mut Vec<Rows>,
    rows: usize,
    ks: impl Iterator<Item = K> + Clone,
    value: impl Fn(usize, K) -> f32,
) {
    panels.clear();
    for first in (0..rows).step_by(ROWS) {
        if first + ROWS <= rows {
            panels.extend(ks.clone().map(|k| {
                let values = [value(first, k), value(first + 1, k), value(first + 2, k), value(first + 3, k)];
                values.map(f32x4::splat)
            }));
        } else {
            let entry = |row: usize, k: K| if row < rows { value(row, k) } else { 0.0 };
            panels.extend(ks.clone().map(|k| std::array::from_fn(|index| f32x4::splat(entry(first + index, k)))));
        }
    }
}

/// The biases of four rows at a time; zeros where there are none.
pub fn pack_biases(biases: Option<&[f32]>, rows: usize) -> Vec<Rows> {
    let mut panels = Vec::new();
    pack_rows(&mut panels, rows, std::iter::once(()), |row, ()| biases.map_or(0.0, |biases| biases[row]));
    panels
}

/// The first eight numbers of `values`.
///
/// # Panics
/// When there are fewer: whoever lays out the planes leaves room behind the last panel.
#[inline(always)]
pub fn load(values: &[f32]) -> Columns {
    let [left, right, ..] = values.as_chunks().0 else {
        panic!("a panel reaches beyond its plane");
    };
    [f32x4::new(*left), f32x4::new(*right)]
}

/// The numbers of `values`, at most eight, and zeros behind them.
pub fn load_partly(values: &[f32]) -> Columns {
    let mut whole = [0.0; COLUMNS];
    whole[..values.len()].copy_from_slice(values);
    load(&whole)
}

/// Eight columns as eight numbers.
#[inline(always)]
pub fn unload(columns: &Columns) -> [f32; COLUMNS] {
    let [[a, b, c, d], [e, f, g, h]] = columns.map(f32x4::to_array);
    [a, b, c, d, e, f, g, h]
}

/// Writes the columns from `lane` on to `to`, as many as it holds.
#[inline(always)]
pub fn store(columns: &Columns, lane: usize, to: &mut [f32]) {
    let values = unload(columns);
    match <&mut [f32; COLUMNS]>::try_from(&mut *to) {
        Ok(whole) => *whole = values,
        Err(_) => {
            for (to, &value) in to.iter_mut().zip(&values[lane..]) {
                *to = value;
            }
        }
    }
}
