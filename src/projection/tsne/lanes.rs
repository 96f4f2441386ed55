//! Four numbers at a time, the same on every machine.

use wide::f32x4;

/// Numbers in a register.
pub(super) const LANES: usize = 4;

/// A list, four by four; what is left over is left out.
pub(super) fn in_lanes(values: &[f32]) -> impl Iterator<Item = f32x4> + '_ {
    values.as_chunks::<LANES>().0.iter().map(|&four| f32x4::new(four))
}

/// The sum of four, in an order that is fixed here, so that every machine gets the same bits.
pub(super) fn sum(four: f32x4) -> f32 {
    let [a, b, c, d] = four.to_array();
    (a + c) + (b + d)
}
