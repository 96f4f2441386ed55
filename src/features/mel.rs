//! The mel scale: frequencies as far apart as they sound.
//!
//! Slaney's scale is linear up to 1 kHz and logarithmic above. A filterbank lays triangular bands on it, each as tall
//! as it is narrow (area one in Hz), and sums a spectrum's power under each.
//!
//! **Library.** `mel_filter` and `mel_spec` give such banks as dense matrices; here each band keeps the few bins under it
//! (a bin lies under two bands at most), with weights rounded to f32 as librosa rounds them.
//!
//! # Reference
//! `librosa.filters.mel(htk=False, norm="slaney")`, librosa 0.11; M. Slaney, *Auditory Toolbox* (1998).

use super::{
    FeatureError,
    stft::{BINS, LANES, N_FFT, PowerBlock},
};
use ndarray::{Array2, ArrayViewMut2, s};

/// Most bands a filterbank may have: with 2,048 samples a frame more would be mostly empty.
pub const MOST_BANDS: usize = 512;
/// Sample rates a filterbank can be laid out for, in Hz.
pub const SAMPLE_RATES: std::ops::RangeInclusive<u32> = 1_000..=768_000;

/// Width of a mel below [`LOG_START_HZ`], in Hz.
const LINEAR_HZ_PER_MEL: f64 = 200.0 / 3.0;
/// Where the scale turns logarithmic, in Hz.
const LOG_START_HZ: f64 = 1000.0;
/// The same point in mels: 15.
const LOG_START_MEL: f64 = LOG_START_HZ / LINEAR_HZ_PER_MEL;

/// Natural logarithm of the ratio of two frequencies one mel apart, above [`LOG_START_HZ`]: 6.4 in 27 steps.
fn log_step() -> f64 {
    6.4_f64.ln() / 27.0
}

/// Hz to mels on Slaney's scale.
pub fn hz_to_mel(hz: f64) -> f64 {
    if hz < LOG_START_HZ { hz / LINEAR_HZ_PER_MEL } else { LOG_START_MEL + (hz / LOG_START_HZ).ln() / log_step() }
}

/// Mels on Slaney's scale to Hz.
pub fn mel_to_hz(mel: f64) -> f64 {
    if mel < LOG_START_MEL {
        mel * LINEAR_HZ_PER_MEL
    } else {
        LOG_START_HZ * ((mel - LOG_START_MEL) * log_step()).exp()
    }
}

/// `count` ≥ 2 frequencies in Hz, evenly spaced in mels from `lowest` to `highest` Hz.
pub fn mel_frequencies(count: usize, lowest: f64, highest: f64) -> Vec<f64> {
    let (first, last) = (hz_to_mel(lowest), hz_to_mel(highest));
    let step = (last - first) / (count - 1) as f64;
    (0..count).map(|i| mel_to_hz(first + i as f64 * step)).collect()
}

/// Triangular bands from 0 Hz to half the sample rate.
pub struct MelFilterbank {
    bands: Vec<Band>,
}

/// The bins under one triangle.
struct Band {
    first_bin: usize,
    weights: Vec<f32>,
}

impl MelFilterbank {
    /// Lays out `n_mels` bands for frames of [`N_FFT`] samples at `sample_rate` Hz.
    ///
    /// # Errors
    /// [`FeatureError::AudioSettingOutOfRange`] without a band, with more than [`MOST_BANDS`], or with a sample rate
    /// outside [`SAMPLE_RATES`].
    pub fn new(sample_rate: u32, n_mels: usize) -> Result<Self, FeatureError> {
        if !(1..=MOST_BANDS).contains(&n_mels) {
            return Err(FeatureError::AudioSettingOutOfRange {
                setting: "n_mels",
                found: n_mels as f64,
                least: 1.0,
                most: MOST_BANDS as f64,
            });
        }
        if !SAMPLE_RATES.contains(&sample_rate) {
            return Err(FeatureError::AudioSettingOutOfRange {
                setting: "sample_rate",
                found: f64::from(sample_rate),
                least: f64::from(*SAMPLE_RATES.start()),
                most: f64::from(*SAMPLE_RATES.end()),
            });
        }
        let rate = f64::from(sample_rate);
        let corners = mel_frequencies(n_mels + 2, 0.0, rate / 2.0);
        let bands = corners.windows(3).map(|corner| Band::triangle(corner[0], corner[1], corner[2], rate)).collect();
        Ok(Self { bands })
    }

    /// Bands of the bank.
    pub fn n_mels(&self) -> usize {
        self.bands.len()
    }

    /// The bank as a dense matrix, bands × [`BINS`]: for pictures and tests.
    pub fn weights(&self) -> Array2<f32> {
        let mut dense = Array2::zeros((self.n_mels(), BINS));
        for (mut row, band) in dense.rows_mut().into_iter().zip(&self.bands) {
            for (offset, &weight) in band.weights.iter().enumerate() {
                row[band.first_bin + offset] = weight;
            }
        }
        dense
    }

    /// Sums the power of a block's frames under each band into the same frames of `mel`.
    ///
    /// # Shapes
    /// `mel`: bands × frames of the whole clip.
    pub fn apply(&self, block: &PowerBlock<'_>, mut mel: ArrayViewMut2<'_, f32>) {
        let end = block.first_frame + block.frames;
        for (band, mut row) in self.bands.iter().zip(mel.rows_mut()) {
            let sums = band.sum(block.power);
            for (out, sum) in row.slice_mut(s![block.first_frame..end]).iter_mut().zip(sums) {
                *out = sum;
            }
        }
    }
}

impl Band {
    /// Rises from `left` to one at `centre`, falls to `right` (Hz), then is scaled to unit area.
    fn triangle(left: f64, centre: f64, right: f64, sample_rate: f64) -> Self {
        let height = 2.0 / (right - left);
        let weight = |bin: usize| {
            let hz = bin as f64 * sample_rate / N_FFT as f64;
            let rise = (hz - left) / (centre - left);
            let fall = (right - hz) / (right - centre);
            // Rounded to f32 twice, as the reference does: once the triangle, once its height.
            (f64::from(rise.min(fall).max(0.0) as f32) * height) as f32
        };
        let mut weights: Vec<f32> = (0..BINS).map(weight).collect();
        let first_bin = weights.iter().position(|&w| w > 0.0).unwrap_or(0);
        let end = weights.iter().rposition(|&w| w > 0.0).map_or(first_bin, |last| last + 1);
        weights.truncate(end);
        weights.drain(..first_bin);
        Self { first_bin, weights }
    }

    fn sum(&self, power: &[[f32; LANES]]) -> [f32; LANES] {
        let mut sums = [0.0; LANES];
        for (&weight, lanes) in self.weights.iter().zip(&power[self.first_bin..]) {
            for (sum, &value) in sums.iter_mut().zip(lanes) {
                *sum += weight * value;
            }
        }
        sums
    }
}
