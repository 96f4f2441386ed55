//! Samples as encoders want them.

use crate::score::Stereo;

/// Interleaved samples in [−1, 1].
#[derive(Debug, Clone, PartialEq)]
pub struct Pcm {
    /// Samples per second and channel.
    pub rate: u32,
    /// One or two.
    pub channels: Channels,
    /// Frame after frame, left before right.
    pub samples: Vec<f32>,
}

/// How many channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channels {
    /// The mean of left and right.
    Mono,
    /// Left and right.
    Stereo,
}

impl Channels {
    /// One or two.
    pub const fn count(self) -> usize {
        match self {
            Self::Mono => 1,
            Self::Stereo => 2,
        }
    }
}

impl Pcm {
    /// Interleaves a finished song.
    pub fn new(sound: &Stereo, rate: u32, channels: Channels) -> Self {
        let frames = sound.left.iter().zip(&sound.right);
        let samples = match channels {
            Channels::Mono => frames.map(|(left, right)| (0.5 * (left + right)) as f32).collect(),
            Channels::Stereo => frames.flat_map(|(left, right)| [*left as f32, *right as f32]).collect(),
        };
        Self { rate, channels, samples }
    }

    /// Frames (samples per channel).
    pub fn frames(&self) -> usize {
        self.samples.len() / self.channels.count()
    }

    /// Length in seconds.
    pub fn seconds(&self) -> f64 {
        self.frames() as f64 / f64::from(self.rate)
    }

    /// BLAKE3 of rate, channels and the samples as 16-bit little-endian numbers, in hexadecimal.
    pub fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.rate.to_le_bytes());
        hasher.update(&[self.channels.count() as u8]);
        for sample in &self.samples {
            hasher.update(&sixteen_bit(*sample).to_le_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// A sample as a 16-bit number.
pub fn sixteen_bit(sample: f32) -> i16 {
    libm::roundf(sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)) as i16
}
