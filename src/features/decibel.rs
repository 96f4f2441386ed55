//! Power as loudness: decibels.
//!
//! **Library.** The standard library's `log10` is a call for each of the 250,000 entries of a track. The few lines of
//! [`log10`] have no branch and no call, so the compiler computes several at once, which saves two milliseconds a track in
//! the tab; and they give the same bytes on every machine.
//!
//! # Reference
//! `librosa.power_to_db(amin=1e-10, top_db=80)`, librosa 0.11.

use ndarray::{Array2, Axis};
use std::f32::consts::{LOG10_2, LOG10_E, SQRT_2};

/// Power below this counts as this (−100 dB), so that silence has a loudness.
pub const LEAST_POWER: f32 = 1e-10;
/// Nothing lies further below the loudest entry than this, in dB.
pub const TOP_DB: f32 = 80.0;

/// What power counts as 0 dB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZeroDecibel {
    /// Power 1.
    One,
    /// The loudest entry of the matrix.
    Loudest,
}

/// Turns power into decibels in place: 10 log₁₀ of the power over the reference, both at least [`LEAST_POWER`], and
/// nothing more than [`TOP_DB`] below the loudest entry. Powers are finite and not negative.
pub fn power_to_db(power: &mut Array2<f32>, zero: ZeroDecibel) {
    power.mapv_inplace(|p| 10.0 * log10(larger(p, LEAST_POWER)));
    // Row by row, each entry with the one above it: several at once, where one running maximum would wait for itself.
    let loudest =
        power.fold_axis(Axis(0), f32::NEG_INFINITY, |&a, &b| larger(a, b)).into_iter().fold(f32::NEG_INFINITY, larger);
    let reference = match zero {
        ZeroDecibel::One => 0.0,
        ZeroDecibel::Loudest => loudest,
    };
    let floor = loudest - reference - TOP_DB;
    power.mapv_inplace(|db| larger(db - reference, floor));
}

/// The larger of two numbers, neither NaN. `f32::max` minds NaN, for which the tab's instruction set has no
/// instruction: there it is a call.
fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// Decimal logarithm of a normal, positive, finite number: within 2e-6 for all powers there are (2e-5 dB, a fiftieth of
/// what a coefficient may differ by from the reference's).
///
/// x = 2ᵉ·m with m between √½ and √2; ln m = 2 artanh t, t = (m − 1) / (m + 1), |t| < 0.172, whose series is cut after
/// t⁹: the next term is below 1e-9.
pub fn log10(x: f32) -> f32 {
    const MANTISSA_BITS: u32 = 23;
    // Subtracting the bits of √½ makes the exponent field count whole powers of two from there.
    let offset = x.to_bits().wrapping_sub((SQRT_2 / 2.0).to_bits());
    let exponent = (offset as i32) >> MANTISSA_BITS;
    let mantissa = f32::from_bits(x.to_bits().wrapping_sub((exponent << MANTISSA_BITS) as u32));
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let square = t * t;
    let series = 1.0 + square * (1.0 / 3.0 + square * (1.0 / 5.0 + square * (1.0 / 7.0 + square / 9.0)));
    exponent as f32 * LOG10_2 + 2.0 * LOG10_E * t * series
}
