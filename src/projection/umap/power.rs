//! x^b for eight numbers at once, in `f32`, good to 4·10⁻⁶.
//!
//! The layout raises every squared distance to a power, many millions of times, and could not tell the difference
//! from `powf`. The same operations run in every lane and in a fixed order, so that the compiler vectorises them and every machine gets
//! the same bits. The polynomials are added up in pairs (Estrin), since the layout waits for the answer.

/// Numbers worked on at once.
pub const LANES: usize = 8;

/// log₂(1 + t) / t on √½ ≤ 1 + t ≤ √2, Chebyshev fit of degree 6: log₂ is off by at most 6·10⁻⁷.
const LOG2: [f32; 7] = [1.442_696_4, -0.721_364, 0.480_629_15, -0.359_350_65, 0.295_633_6, -0.269_506_27, 0.172_128_73];
/// 2^t on |t| ≤ ½, Chebyshev fit of degree 5: relative error at most 1.1·10⁻⁷.
const EXP2: [f32; 6] = [1.0, std::f32::consts::LN_2, 0.240_221_08, 0.055_503_27, 0.009_676_037, 0.001_340_043_2];

/// Bits of √½: numbers are split into 2^e · m with √½ ≤ m < √2.
const ROOT_HALF: u32 = 0x3F35_04F3;
/// 1.5 · 2²³: what is added to it is rounded to a whole number.
const ROUND: f32 = 12_582_912.0;

/// `numbers` (≥ 0) to the power `exponent`, relative error at most 4·10⁻⁶ for results from 2⁻⁴⁰ to 2⁴⁰. Results below 2⁻¹²⁶ (the
/// power of 0 among them) become at least that, those above 2¹²⁶ at most that.
#[must_use]
#[inline]
pub fn power(numbers: [f32; LANES], exponent: f32) -> [f32; LANES] {
    let mut results = [0.0; LANES];
    for lane in 0..LANES {
        let bits = numbers[lane].to_bits();
        let whole = (bits.wrapping_sub(ROOT_HALF) as i32) >> 23;
        let t = f32::from_bits(bits.wrapping_sub((whole << 23) as u32)) - 1.0;
        let [c0, c1, c2, c3, c4, c5, c6] = LOG2;
        let (t2, t4) = (t * t, (t * t) * (t * t));
        let logarithm = whole as f32 + t * (((c0 + t * c1) + t2 * (c2 + t * c3)) + t4 * ((c4 + t * c5) + t2 * c6));

        let wanted = exponent * logarithm;
        let wanted = if wanted < -126.0 { -126.0 } else { wanted };
        let wanted = if wanted > 126.0 { 126.0 } else { wanted };
        let shifted = wanted + ROUND;
        let t = wanted - (shifted - ROUND);
        let [c0, c1, c2, c3, c4, c5] = EXP2;
        let t2 = t * t;
        let fraction = ((c0 + t * c1) + t2 * (c2 + t * c3)) + (t2 * t2) * (c4 + t * c5);
        // The lowest bits of `shifted` are the whole part; moved to the exponent they are its power of two.
        let scale = f32::from_bits((shifted.to_bits() << 23).wrapping_add(127 << 23));
        results[lane] = fraction * scale;
    }
    results
}
