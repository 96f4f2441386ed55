//! Mel-frequency cepstral coefficients: the shape of a spectrum in a few numbers.
//!
//! The decibels of [`MFCC_BANDS`] mel bands, frame by frame, seen as a sum of cosines (DCT-II, orthonormal): the first
//! coefficient is the loudness, the next the broad tilt of the spectrum, and so on to finer ripples.
//!
//! **Library.** `rustdct` transforms all 128 bands at once; only the first 20 or 40 coefficients are wanted, of eight
//! frames side by side, which a small matrix product gives sooner.
//!
//! # Reference
//! `librosa.feature.mfcc(dct_type=2, norm="ortho")`, librosa 0.11.

use super::{FeatureError, stft::LANES};
use ndarray::{Array2, ArrayView2, Axis};
use std::f64::consts::PI;

/// Mel bands below the cepstrum, whatever `n_mels` the log-mel map has.
pub const MFCC_BANDS: usize = 128;
/// Coefficients in the 80-number `mfcc` summary.
pub const SUMMARY_COEFFICIENTS: usize = 20;
/// Coefficients in the 40-number `mfcc_mean` vector.
pub const MEAN_COEFFICIENTS: usize = 40;

/// The first `n_mfcc` cosines of the orthonormal DCT-II.
pub struct Cepstrum {
    /// `n_mfcc` × bands.
    cosines: Array2<f64>,
}

impl Cepstrum {
    /// Prepares `n_mfcc` coefficients of `n_mels` bands.
    ///
    /// # Errors
    /// [`FeatureError::AudioSettingOutOfRange`] without a coefficient or band;
    /// [`FeatureError::MoreCoefficientsThanBands`] if `n_mfcc` exceeds `n_mels`.
    pub fn new(n_mfcc: usize, n_mels: usize) -> Result<Self, FeatureError> {
        if n_mfcc > n_mels {
            return Err(FeatureError::MoreCoefficientsThanBands { n_mfcc, n_mels });
        }
        if n_mfcc == 0 {
            return Err(FeatureError::AudioSettingOutOfRange {
                setting: "n_mfcc",
                found: 0.0,
                least: 1.0,
                most: n_mels as f64,
            });
        }
        let bands = n_mels as f64;
        let cosines = Array2::from_shape_fn((n_mfcc, n_mels), |(k, band)| {
            let norm = if k == 0 { (1.0 / bands).sqrt() } else { (2.0 / bands).sqrt() };
            norm * (PI * k as f64 * (2 * band + 1) as f64 / (2.0 * bands)).cos()
        });
        Ok(Self { cosines })
    }

    /// The first `count` of the prepared coefficients of each frame.
    ///
    /// Summed in f64: coefficient 0 of silence is −1,131, where 128 roundings in f32 can cost 4e-3.
    ///
    /// # Shapes
    /// `decibels`: bands × frames → `count` × frames.
    pub fn coefficients(&self, decibels: ArrayView2<'_, f32>, count: usize) -> Array2<f32> {
        let (bands, frames) = decibels.dim();
        let mut coefficients = Array2::zeros((count.min(self.cosines.nrows()), frames));
        let mut block = vec![[0.0_f64; LANES]; bands];
        for (chunk, mut out) in
            decibels.axis_chunks_iter(Axis(1), LANES).zip(coefficients.axis_chunks_iter_mut(Axis(1), LANES))
        {
            for (lanes, row) in block.iter_mut().zip(chunk.rows()) {
                for (lane, &db) in lanes.iter_mut().zip(row) {
                    *lane = f64::from(db);
                }
            }
            for (cosine, mut row) in self.cosines.rows().into_iter().zip(out.rows_mut()) {
                let mut sums = [0.0; LANES];
                for (&weight, lanes) in cosine.iter().zip(&block) {
                    for (sum, &db) in sums.iter_mut().zip(lanes) {
                        *sum += weight * db;
                    }
                }
                for (value, sum) in row.iter_mut().zip(sums) {
                    *value = sum as f32;
                }
            }
        }
        coefficients
    }
}

/// Mean, standard deviation, minimum and maximum over time, in that block order: all means first.
///
/// # Shapes
/// `coefficients`: n × frames (at least one) → 4·n numbers. The deviation is the population's.
pub fn summary(coefficients: ArrayView2<'_, f32>) -> Vec<f32> {
    let means = time_means(coefficients);
    let deviations: Vec<f64> = coefficients
        .rows()
        .into_iter()
        .zip(&means)
        .map(|(row, mean)| {
            let squares: f64 = row.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum();
            (squares / row.len() as f64).sqrt()
        })
        .collect();
    let extreme = |pick: fn(f32, f32) -> f32, start: f32| {
        coefficients.rows().into_iter().map(move |row| row.iter().copied().fold(start, pick))
    };
    means
        .iter()
        .chain(&deviations)
        .map(|&v| v as f32)
        .chain(extreme(f32::min, f32::INFINITY))
        .chain(extreme(f32::max, f32::NEG_INFINITY))
        .collect()
}

/// Mean over time of each coefficient.
///
/// # Shapes
/// `coefficients`: n × frames (at least one) → n numbers.
pub fn mean(coefficients: ArrayView2<'_, f32>) -> Vec<f32> {
    time_means(coefficients).into_iter().map(|v| v as f32).collect()
}

fn time_means(coefficients: ArrayView2<'_, f32>) -> Vec<f64> {
    coefficients
        .rows()
        .into_iter()
        .map(|row| row.iter().map(|&v| f64::from(v)).sum::<f64>() / row.len() as f64)
        .collect()
}
