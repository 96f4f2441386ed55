//! One clip: mono samples at one rate, known to be sound.
//!
//! Decoders hand over whatever the file says: several channels, minutes too many, values that are no numbers. Here that
//! becomes what the features can rely on, in the order librosa has it: trim, then mix down, then (in
//! [`resample`](super::resample)) change the rate.

use serde::Serialize;

use super::resample::Resampler;
use super::{HIGHEST_RATE, LOWEST_RATE, RATE};

/// The fewest samples at [`RATE`] that make a clip: one analysis window of the spectra, 93 ms.
///
/// Of less sound, every window would hold more padding than sound, and the features would describe the padding.
pub const FEWEST_SAMPLES: u64 = 2_048;

/// The largest sample value accepted. Decoded sound is nominally within ±1 and a little beyond; files of floats that
/// hold 16-bit numbers reach 32,768. Beyond this bound a value is damage, and the squares of its spectrum leave the
/// range of 32-bit floats.
pub const LOUDEST: f32 = 1e6;

/// A clip whose values stay within ± this around their middle is silent: −80 dB of full scale, below the noise of any
/// recording.
pub const SILENCE: f32 = 1e-4;

/// How many peaks a thumbnail has.
pub const THUMBNAIL_PEAKS: usize = 64;

/// Why decoded samples are no clip.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ClipError {
    /// The decoder handed over no samples.
    #[error("the decoder found no samples")]
    EmptyClip {},
    /// There is less sound than one analysis window.
    #[error("{seconds} s of sound are too few: {needed} s are needed")]
    ClipTooShort {
        /// Seconds of sound.
        seconds: f64,
        /// Seconds needed at least.
        needed: f64,
    },
    /// Some samples are not numbers, or infinite.
    #[error("{samples} of {total} samples are not finite numbers")]
    NonFinite {
        /// How many samples are not finite.
        samples: usize,
        /// Of how many.
        total: usize,
    },
    /// Some samples are so large that they cannot be sound.
    #[error("a sample of {peak} is no sound: full scale is 1, and {most} the most accepted")]
    LevelOutOfRange {
        /// The largest value found, regardless of its sign.
        peak: f32,
        /// The largest accepted.
        most: f32,
    },
    /// The rate is outside what browsers decode at.
    #[error("a rate of {rate} Hz is outside {lowest} to {highest} Hz")]
    ClipRate {
        /// The rate, in Hz.
        rate: u32,
        /// The lowest accepted, in Hz.
        lowest: u32,
        /// The highest accepted, in Hz.
        highest: u32,
    },
}

/// Something worth saying about a clip that is fine otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ClipNotice {
    /// The clip is silent, or constant.
    Silent {},
}

/// Mono samples at one rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Clip {
    /// Finite values, nominally within −1 to 1.
    pub samples: Vec<f32>,
    /// In Hz.
    pub rate: u32,
}

impl Clip {
    /// Mixes decoded channels down to their mean and keeps the first `max_seconds`.
    ///
    /// The mean is summed in the order of the channels in 32-bit floats, as `librosa.to_mono` does, and the trim keeps
    /// ⌊`max_seconds` · `rate`⌋ samples, as `librosa.load(duration=…)` does, both before any resampling.
    ///
    /// # Shapes
    /// `channels` are planar and equally long; if they are not, the shortest counts.
    ///
    /// # Errors
    /// No samples, too few, some that are not finite or absurdly large, or a rate outside [`LOWEST_RATE`] to
    /// [`HIGHEST_RATE`].
    ///
    /// # Reference
    /// librosa 0.11, `librosa.load`, `librosa.to_mono`.
    pub fn from_channels(channels: &[&[f32]], rate: u32, max_seconds: f64) -> Result<Self, ClipError> {
        if !(LOWEST_RATE..=HIGHEST_RATE).contains(&rate) {
            return Err(ClipError::ClipRate { rate, lowest: LOWEST_RATE, highest: HIGHEST_RATE });
        }
        let most = (max_seconds * f64::from(rate)).floor() as usize;
        let length = channels.iter().map(|channel| channel.len()).min().unwrap_or(0).min(most);
        if length == 0 {
            return Err(ClipError::EmptyClip {});
        }
        if length as u64 * u64::from(RATE) < FEWEST_SAMPLES * u64::from(rate) {
            let needed = FEWEST_SAMPLES as f64 / f64::from(RATE);
            return Err(ClipError::ClipTooShort { seconds: length as f64 / f64::from(rate), needed });
        }
        let count = channels.len() as f32;
        let mut samples = vec![0.0; length];
        for channel in channels {
            for (sum, sample) in samples.iter_mut().zip(*channel) {
                *sum += sample;
            }
        }
        for sum in &mut samples {
            *sum /= count;
        }
        let broken = samples.iter().filter(|sample| !sample.is_finite()).count();
        if broken > 0 {
            return Err(ClipError::NonFinite { samples: broken, total: length });
        }
        let peak = loudest(&samples);
        if peak > LOUDEST {
            return Err(ClipError::LevelOutOfRange { peak, most: LOUDEST });
        }
        Ok(Self { samples, rate })
    }

    /// The same sound at [`RATE`]. At that rate already, the samples stay bit for bit.
    pub fn at_feature_rate(&self) -> Self {
        if self.rate == RATE {
            return self.clone();
        }
        let samples = Resampler::new(self.rate, RATE).resample(&self.samples);
        Self { samples, rate: RATE }
    }

    /// What is worth saying about the clip.
    pub fn notices(&self) -> Vec<ClipNotice> {
        let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
        let silent = self.samples.iter().all(|&sample| {
            low = low.min(sample);
            high = high.max(sample);
            high - low <= 2.0 * SILENCE
        });
        if silent { vec![ClipNotice::Silent {}] } else { Vec::new() }
    }

    /// Its length in seconds.
    pub fn seconds(&self) -> f64 {
        self.samples.len() as f64 / f64::from(self.rate)
    }

    /// The outline of the waveform: the largest value, regardless of its sign, in each of [`THUMBNAIL_PEAKS`] equal
    /// parts, at most 1.
    pub fn thumbnail(&self) -> [f32; THUMBNAIL_PEAKS] {
        let length = self.samples.len();
        std::array::from_fn(|part| {
            let from = part * length / THUMBNAIL_PEAKS;
            let to = ((part + 1) * length).div_ceil(THUMBNAIL_PEAKS);
            loudest(&self.samples[from..to]).min(1.0)
        })
    }
}

/// The largest value, regardless of its sign. The bits of numbers that are not negative stand in the same order as the
/// numbers, and of whole numbers the tab compares several at once; `f32::max` is a call there, for the sake of NaN.
fn loudest(samples: &[f32]) -> f32 {
    f32::from_bits(samples.iter().map(|sample| sample.abs().to_bits()).max().unwrap_or_default())
}
