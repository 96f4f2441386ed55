//! The loops in which nearly all of the time goes: each keeps eight running sums of four numbers in registers.
//!
//! ```text
//! outer   tile (4, 8) += a (k, 4)ᵀ · b (k, 8)    columns in lanes, rows in all lanes: 6 loads for 16 operations
//! dots    4 × 2 products a (4, k) · b (2, k)ᵀ    the sum itself in lanes: 6 loads for 16 operations, nothing to rearrange
//! ```
//!
//! 4 × 8 is the block that suits WebAssembly: sixteen vector registers on x86 and no fused multiply-add. More rows
//! spill. Rows are stored with each number in all four lanes: loading one number into all lanes costs V8 more than
//! loading four (measured: a fifth of the speed). Every sum is made in an order that depends on the length of the sum alone, never on which other rows and
//! columns are computed beside it, so a row's result is the same to the last bit whatever batch it is in.

use wide::f32x4;

/// Rows of a tile.
pub const ROWS: usize = 4;
/// Columns of a tile.
pub const COLUMNS: usize = 8;

/// One number of each of four rows, in all lanes.
pub type Rows = [f32x4; ROWS];
/// Eight columns.
pub type Columns = [f32x4; 2];
/// Four rows of eight columns.
pub type Tile = [Columns; ROWS];

/// `tile` plus the product of a panel of four rows and a panel of eight columns, summed in order of k.
#[inline(always)]
pub fn outer(tile: Tile, rows: &[Rows], columns: &[Columns]) -> Tile {
    let [[mut t00, mut t01], [mut t10, mut t11], [mut t20, mut t21], [mut t30, mut t31]] = tile;
    for (&[a0, a1, a2, a3], &[left, right]) in rows.iter().zip(columns) {
        t00 += a0 * left;
        t01 += a0 * right;
        t10 += a1 * left;
        t11 += a1 * right;
        t20 += a2 * left;
        t21 += a2 * right;
        t30 += a3 * left;
        t31 += a3 * right;
    }
    [[t00, t01], [t10, t11], [t20, t21], [t30, t31]]
}

/// The products of four rows with two others, all of one length: for each of the two, its product with the four.
///
/// Lane l sums the entries l, l + 4, …; then (0 + 1) + (2 + 3), then the last, incomplete four in order.
#[inline(always)]
pub fn dots(four: [&[f32]; 4], two: [&[f32]; 2]) -> [f32x4; 2] {
    let length = four[0].len();
    let ([a0, a1, a2, a3], tails) = chunks(four, length);
    let ([b0, b1], tails_of_two) = chunks(two, length);
    let mut sums = [[f32x4::ZERO; 4]; 2];
    let [[t00, t10, t20, t30], [t01, t11, t21, t31]] = &mut sums;
    for (((((a0, a1), a2), a3), b0), b1) in a0.iter().zip(a1).zip(a2).zip(a3).zip(b0).zip(b1) {
        let (left, right) = (f32x4::new(*b0), f32x4::new(*b1));
        let [a0, a1, a2, a3] = [a0, a1, a2, a3].map(|&values| f32x4::new(values));
        *t00 += a0 * left;
        *t01 += a0 * right;
        *t10 += a1 * left;
        *t11 += a1 * right;
        *t20 += a2 * left;
        *t21 += a2 * right;
        *t30 += a3 * left;
        *t31 += a3 * right;
    }
    let mut products = sums.map(|sums| {
        let [a, b, c, d] = f32x4::transpose(sums);
        (a + b) + (c + d)
    });
    for (product, b) in products.iter_mut().zip(tails_of_two) {
        for (index, &b) in b.iter().enumerate() {
            *product += f32x4::new(tails.map(|tail| tail[index])) * f32x4::splat(b);
        }
    }
    products
}

/// Each row's whole fours, and what is left.
#[inline(always)]
fn chunks<const N: usize>(rows: [&[f32]; N], length: usize) -> ([&[[f32; 4]]; N], [&[f32]; N]) {
    let split = rows.map(|row| row[..length].as_chunks());
    (split.map(|(fours, _)| fours), split.map(|(_, tail)| tail))
}

/// max(0, ·) where `rectify` says so.
#[inline(always)]
pub fn activated<const N: usize>(rows: [Columns; N], rectify: bool) -> [Columns; N] {
    if !rectify {
        return rows;
    }
    // A NaN stays a NaN on every target, so that a network that diverged is seen to have diverged.
    rows.map(|row| row.map(|values| values.simd_lt(f32x4::ZERO).select(f32x4::ZERO, values)))
}

/// A tile whose rows begin at their biases.
#[inline(always)]
pub fn from_biases(biases: &Rows) -> Tile {
    biases.map(|bias| [bias; 2])
}
