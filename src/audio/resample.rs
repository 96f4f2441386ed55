//! From any sample rate to another, with the response of librosa's default resampler.
//!
//! The sound is filtered and re-sampled in one go, block by block in the frequency domain (overlap-save): transform a
//! block, multiply by the filter's response, keep only the bins that the new rate has (or add empty ones), transform
//! back at the new length. The blocks overlap by the filter's length, so the result is that of one long convolution and
//! does not depend on how it was cut into blocks.
//!
//! The filter is a Kaiser-windowed sinc, even around its middle, so nothing is delayed; before the start and behind the
//! end the sound counts as zero. Its band edges are in proportion to the lower of the two rates and the same as in
//! `soxr`'s high quality (pass band to 0.913 of Nyquist, stop band from 1.0, −120 dB), which is what `librosa.load`
//! uses. So a song has the same spectrum up to the last mel band whether it comes at 44.1 or 48 kHz, and the same as in
//! librosa.
//!
//! # Why not a library
//!
//! `rubato` 5 (`Fft`) works the same way and as fast, but it chooses the cut-off by its block length, which follows
//! from the two rates. Towards 22,050 Hz the response falls by 6 dB at 10,441 Hz from 44.1 kHz (blocks of 512), and at
//! 10,727 Hz from 48 kHz (the shortest blocks that are even), where soxr has 10,550 Hz from both; and its delay is half
//! a block, so where the block is odd (48 kHz, as it chooses by itself) the result is half a sample off. Its sinc
//! resampler can be told a cut-off, at many times the cost. In the tests it is the second opinion.
//!
//! # Reference
//! J. F. Kaiser, *Nonrecursive digital filter design using the I₀-sinh window function* (1974); A. V. Oppenheim and R.
//! W. Schafer, *Discrete-Time Signal Processing*, sections 4.6, 7.6 and 8.7; `soxr` 0.1.3 (`SOXR_HQ`),
//! `librosa.resample(res_type="soxr_hq")`.

use std::sync::Arc;

use realfft::num_complex::Complex32;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

/// The end of the pass band, as a part of the lower rate's Nyquist frequency.
const PASS_BAND: f64 = 0.913;

/// The attenuation of the stop band, in dB.
const ATTENUATION: f64 = 120.0;

/// The shortest block transformed, in samples of the source. Longer blocks waste less on their overlap, shorter ones
/// stay in the cache.
const SHORTEST_BLOCK: usize = 8_192;

/// Changes one sample rate to another. It can be used over and over; making one takes some milliseconds where the ratio
/// is unusual.
pub struct Resampler {
    /// Samples of the source, and of the result, in one period of the ratio.
    period: (usize, usize),
    /// Periods in a block.
    periods: usize,
    /// Periods at either end of a block that the filter has filled with what wraps around.
    guard: usize,
    /// The filter's response at every bin that source and result share, times the scale of the two transforms.
    response: Vec<f32>,
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
}

impl Resampler {
    /// A resampler from the rate `from` to the rate `to`, in Hz. A rate of 0 counts as 1.
    pub fn new(from: u32, to: u32) -> Self {
        let (from, to) = (from.max(1) as usize, to.max(1) as usize);
        let common = greatest_common_divisor(from, to);
        let period = (from / common, to / common);
        let filter = right_half_of_filter(from as f64, to as f64);
        let guard = (filter.len() - 1).div_ceil(period.0);
        let periods = SHORTEST_BLOCK.div_ceil(period.0).max(4 * guard).next_power_of_two();
        let (block, new_block) = (periods * period.0, periods * period.1);
        let mut planner = RealFftPlanner::new();
        let forward = planner.plan_fft_forward(block);
        let inverse = planner.plan_fft_inverse(new_block);
        // The filter's middle stands at 0 and its left half at the end of the block: so its response is real, and
        // nothing is delayed.
        let mut taps = forward.make_input_vec();
        for (at, &tap) in filter.iter().enumerate() {
            taps[at] = tap as f32;
            taps[(block - at) % block] = tap as f32;
        }
        let mut bins = forward.make_output_vec();
        forward.process(&mut taps, &mut bins).expect("the buffers are the plan's own");
        // Nyquist's own bin is left out: the filter has nothing there.
        let shared = block.min(new_block) / 2;
        let response = bins[..shared].iter().map(|bin| bin.re / block as f32).collect();
        Self { period, periods, guard, response, forward, inverse }
    }

    /// The same sound at the new rate: ⌈n · to / from⌉ samples, the first of them at the time of the first. At an equal
    /// rate, the samples themselves, bit for bit.
    ///
    /// Samples have to be finite: one that is not spoils the whole block around it.
    pub fn resample(&self, samples: &[f32]) -> Vec<f32> {
        let (old, new) = self.period;
        if old == new {
            return samples.to_vec();
        }
        let length = (samples.len() as u64 * new as u64).div_ceil(old as u64) as usize;
        let mut result = Vec::with_capacity(length);
        let mut block = self.forward.make_input_vec();
        let mut bins = self.forward.make_output_vec();
        let mut new_bins = self.inverse.make_input_vec();
        let mut new_block = self.inverse.make_output_vec();
        let mut scratch = self.forward.make_scratch_vec();
        let mut new_scratch = self.inverse.make_scratch_vec();
        let hop = self.periods - 2 * self.guard;
        // The sound with the guard's zeros before it; the position of each block is counted in that.
        let guard = self.guard * old;
        for start in (0..).step_by(hop * old) {
            if result.len() == length {
                break;
            }
            block.fill(0.0);
            let (from, to) = (start.max(guard), (start + block.len()).min(guard + samples.len()));
            if from < to {
                block[from - start..to - start].copy_from_slice(&samples[from - guard..to - guard]);
            }
            self.forward
                .process_with_scratch(&mut block, &mut bins, &mut scratch)
                .expect("the buffers are the plan's own");
            new_bins.fill(Complex32::ZERO);
            for ((new_bin, bin), gain) in new_bins.iter_mut().zip(&bins).zip(&self.response) {
                *new_bin = bin * gain;
            }
            // A real sound has no imaginary part here; rounding leaves none either, but the inverse insists.
            new_bins[0].im = 0.0;
            self.inverse
                .process_with_scratch(&mut new_bins, &mut new_block, &mut new_scratch)
                .expect("the buffers are the plan's own, and the outer bins are real");
            let clean = &new_block[self.guard * new..][..hop * new];
            result.extend_from_slice(&clean[..clean.len().min(length - result.len())]);
        }
        result
    }
}

/// The filter from its middle to its right end, at the rate `from`; its left half mirrors it. All taps together sum to
/// 1.
fn right_half_of_filter(from: f64, to: f64) -> Vec<f64> {
    let nyquist = from.min(to) / 2.0;
    let transition = (1.0 - PASS_BAND) * nyquist;
    let cutoff = nyquist - transition / 2.0;
    // Kaiser's formulas for the length and shape of the window, from the attenuation and the width of the transition in
    // radians.
    let length = (ATTENUATION - 7.95) / (2.285 * std::f64::consts::TAU * transition / from);
    let half = (length / 2.0).ceil();
    let shape = 0.1102 * (ATTENUATION - 8.7);
    let tap = |at: f64| {
        let window = bessel_i0(shape * (1.0 - (at / half).powi(2)).sqrt());
        let angle = std::f64::consts::TAU * cutoff * at / from;
        window * if at == 0.0 { 1.0 } else { angle.sin() / angle }
    };
    let taps: Vec<f64> = (0..=half as usize).map(|at| tap(at as f64)).collect();
    let sum = 2.0 * taps.iter().sum::<f64>() - taps[0];
    taps.iter().map(|tap| tap / sum).collect()
}

/// The modified Bessel function of the first kind and order 0, by its power series: all terms are positive, so nothing
/// cancels.
fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let (mut sum, mut term) = (1.0, 1.0);
    for order in 1..500 {
        term *= quarter / f64::from(order * order);
        sum += term;
        if term < sum * f64::EPSILON {
            break;
        }
    }
    sum
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
