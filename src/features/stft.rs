//! The short-time Fourier transform: how strong each frequency is, from moment to moment.
//!
//! A clip is cut into overlapping frames of [`N_FFT`] samples, [`HOP`] apart and centred on samples 0, [`HOP`],
//! 2·[`HOP`], …; what lies before the first sample or after the last counts as zero. Each frame is tapered by a Hann
//! window and transformed; only the power |X|² is kept.
//!
//! The frames come in blocks of [`LANES`] (see [`PowerBlock`]) that any number of consumers may read before the next
//! block is made, so that one pass serves every feature and no spectrogram of a whole clip has to be held.
//!
//! The transform ([`fourier`](super::fourier)) runs in f64, as librosa's does (its window is f64, which promotes the
//! product): bins 180 dB below the loudest are then right to 2e-6, where f32 has nothing but rounding.
//!
//! # Reference
//! `librosa.stft(center=True, pad_mode="constant", window="hann")`, librosa 0.11.

use super::{FeatureError, fourier::Fourier};
use ndarray::Array2;
use std::f64::consts::PI;

/// Samples in a frame.
pub const N_FFT: usize = 2048;
/// Samples from one frame to the next.
pub const HOP: usize = 512;
/// Frequencies in a spectrum: 0, `sample_rate / N_FFT`, … up to half the sample rate.
pub const BINS: usize = N_FFT / 2 + 1;
/// Frames in a block. Eight f32 are two vector registers in the tab, one natively.
pub const LANES: usize = 8;
/// Largest absolute sample accepted. The spectrum of such a clip stays below 1024 · 1e15, its power below f32's 3.4e38.
pub const LOUDEST_SAMPLE: f32 = 1e15;

/// The transform's tables, window and buffers; made once and used for any number of clips.
pub struct Stft {
    fourier: Fourier,
    /// Two frames that reach beyond the clip.
    padded: [[f32; N_FFT]; 2],
    power: Vec<[f32; LANES]>,
}

/// Up to [`LANES`] consecutive frames of power.
pub struct PowerBlock<'a> {
    /// Number of the block's first frame in the clip.
    pub first_frame: usize,
    /// Frames in this block: [`LANES`], or fewer in the last one.
    pub frames: usize,
    /// Power by bin, then by frame of the block: frames lie side by side, so that a filter weighs them all at once.
    /// Shape: [`BINS`] × [`LANES`]; lanes from `frames` on hold nothing of use.
    pub power: &'a [[f32; LANES]],
}

/// The blocks of one clip, in order. Made by [`Stft::power_frames`].
pub struct PowerFrames<'a> {
    stft: &'a mut Stft,
    samples: &'a [f32],
    next_frame: usize,
}

/// Frames of a clip of `samples` samples: one, and one more for every full hop.
pub fn frame_count(samples: usize) -> usize {
    1 + samples / HOP
}

impl Default for Stft {
    fn default() -> Self {
        Self::new()
    }
}

impl Stft {
    /// Makes the tables and the periodic Hann window.
    pub fn new() -> Self {
        let fourier = Fourier::new(&periodic_hann(N_FFT));
        Self { fourier, padded: [[0.0; N_FFT]; 2], power: vec![[0.0; LANES]; BINS] }
    }

    /// Starts one pass over a clip.
    ///
    /// # Errors
    /// [`FeatureError::TooShort`] without a sample, [`FeatureError::NonFiniteSample`] on NaN or an infinity, and
    /// [`FeatureError::SampleOutOfRange`] beyond [`LOUDEST_SAMPLE`].
    pub fn power_frames<'a>(&'a mut self, samples: &'a [f32]) -> Result<PowerFrames<'a>, FeatureError> {
        check_samples(samples)?;
        Ok(PowerFrames { stft: self, samples, next_frame: 0 })
    }

    /// The whole power spectrogram at once, [`BINS`] × frames: for pictures and tests.
    ///
    /// # Errors
    /// As [`Stft::power_frames`].
    pub fn spectrogram(&mut self, samples: &[f32]) -> Result<Array2<f32>, FeatureError> {
        let mut spectrogram = Array2::zeros((BINS, frame_count(samples.len())));
        let mut blocks = self.power_frames(samples)?;
        while let Some(block) = blocks.next_block() {
            for (mut row, lanes) in spectrogram.rows_mut().into_iter().zip(block.power) {
                for lane in 0..block.frames {
                    row[block.first_frame + lane] = lanes[lane];
                }
            }
        }
        Ok(spectrogram)
    }

    /// Puts the power of frames `frame` and `frame` + 1 into lanes `lane` and `lane` + 1.
    fn transform(&mut self, samples: &[f32], frame: usize, lane: usize) {
        let [first, second] = &mut self.padded;
        let frames = [samples_of(samples, frame, first), samples_of(samples, frame + 1, second)];
        let power = &mut self.power;
        self.fourier.powers(frames, |bin, powers| power[bin][lane..lane + 2].copy_from_slice(&powers));
    }
}

/// The samples of a frame: a stretch of the clip, or where the clip does not have them all, a copy between zeros.
fn samples_of<'a>(samples: &'a [f32], frame: usize, padded: &'a mut [f32; N_FFT]) -> &'a [f32; N_FFT] {
    // Frame `frame` is centred on sample `frame * HOP`.
    let before = (N_FFT / 2).saturating_sub(frame * HOP);
    let start = (frame * HOP).saturating_sub(N_FFT / 2).min(samples.len());
    if before == 0
        && let Some(whole) = samples[start..].first_chunk()
    {
        return whole;
    }
    let inside = (N_FFT - before).min(samples.len() - start);
    padded.fill(0.0);
    padded[before..before + inside].copy_from_slice(&samples[start..start + inside]);
    padded
}

impl PowerFrames<'_> {
    /// Frames of the clip.
    pub fn frame_count(&self) -> usize {
        frame_count(self.samples.len())
    }

    /// Computes the next block; `None` after the last frame. (Not an `Iterator`: a block is read where it is made and
    /// overwritten by the next.)
    pub fn next_block(&mut self) -> Option<PowerBlock<'_>> {
        let first_frame = self.next_frame;
        let frames = (self.frame_count() - first_frame).min(LANES);
        if frames == 0 {
            return None;
        }
        for lane in (0..frames).step_by(2) {
            self.stft.transform(self.samples, first_frame + lane, lane);
        }
        self.next_frame += frames;
        Some(PowerBlock { first_frame, frames, power: &self.stft.power })
    }
}

/// A Hann window of `length` that continues smoothly into its own repetition: ½ − ½ cos(2πi / length).
pub fn periodic_hann(length: usize) -> Vec<f64> {
    (0..length).map(|i| 0.5 - 0.5 * (2.0 * PI * i as f64 / length as f64).cos()).collect()
}

fn check_samples(samples: &[f32]) -> Result<(), FeatureError> {
    if samples.is_empty() {
        return Err(FeatureError::TooShort { samples: 0, needed: 1 });
    }
    // The bits of numbers that are not negative stand in the numbers' order, NaN's above all, and of whole numbers the
    // tab compares several at once: the slow search is for clips in which there is something to be found.
    let loudest = samples.iter().map(|sample| sample.abs().to_bits()).max();
    if loudest <= Some(LOUDEST_SAMPLE.to_bits()) {
        return Ok(());
    }
    match samples.iter().position(|s| s.is_nan() || s.abs() > LOUDEST_SAMPLE) {
        None => Ok(()),
        Some(index) if samples[index].is_finite() => {
            Err(FeatureError::SampleOutOfRange { index, value: samples[index], most: LOUDEST_SAMPLE })
        }
        Some(index) => Err(FeatureError::NonFiniteSample { index }),
    }
}
