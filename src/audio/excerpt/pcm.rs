//! Plain samples: how they lie in a file, and how they become a WAV file that every browser decodes.
//!
//! Browsers decode WAV of 8, 16, 24 and 32-bit integers and 32-bit floats with one or two channels everywhere. Measured
//! in Chromium: 64-bit floats, more than 32 channels, big-endian RIFX and all AIFF are refused. For such layouts the
//! samples are mixed down to mono 32-bit floats here, exactly as [`clip`](crate::audio::clip) would have mixed them
//! after decoding.

/// What kind of number a sample is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    /// Two's complement, justified to the most significant bit of its container.
    Signed,
    /// Offset binary: silence is half of the range.
    Unsigned,
    /// IEEE 754, of 4 or 8 bytes.
    Float,
}

/// How samples lie in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    /// The kind of number.
    pub(super) number: Number,
    /// Bytes a sample of one channel takes: 1 to 8.
    pub(super) width: usize,
    /// Whether the most significant byte comes first.
    pub(super) big_endian: bool,
    /// Channels, interleaved; at least 1.
    pub(super) channels: usize,
}

impl Layout {
    /// The layout, if samples of this kind can have this width.
    pub(super) fn new(number: Number, width: usize, big_endian: bool, channels: usize) -> Option<Self> {
        let possible = match number {
            Number::Signed | Number::Unsigned => (1..=8).contains(&width),
            Number::Float => width == 4 || width == 8,
        };
        (possible && channels > 0).then_some(Self { number, width, big_endian, channels })
    }

    /// Bytes one sample of every channel takes.
    pub(super) fn frame(&self) -> usize {
        self.width * self.channels
    }

    /// Whether every browser decodes this layout in a WAV file.
    pub(super) fn is_common(&self) -> bool {
        let number = match self.number {
            Number::Signed => (2..=4).contains(&self.width),
            Number::Unsigned => self.width == 1,
            Number::Float => self.width == 4,
        };
        number && !self.big_endian && self.channels <= 2
    }

    /// The mean of all channels, nominally within −1 to 1; a last frame that is not whole is left out.
    pub(super) fn mono(&self, bytes: &[u8]) -> Vec<f32> {
        bytes
            .chunks_exact(self.frame())
            .map(|frame| {
                let sum: f32 = frame.chunks_exact(self.width).map(|sample| self.sample(sample)).sum();
                sum / self.channels as f32
            })
            .collect()
    }

    fn sample(&self, bytes: &[u8]) -> f32 {
        // The bytes of the sample, most significant first, at the top of 64 bits.
        let bits = (0..self.width).fold(0u64, |bits, place| {
            let from = if self.big_endian { place } else { self.width - 1 - place };
            bits | u64::from(bytes[from]) << (56 - 8 * place)
        });
        const HALF: f64 = (1u64 << 63) as f64;
        match self.number {
            Number::Signed => (bits as i64 as f64 / HALF) as f32,
            Number::Unsigned => ((bits ^ 1 << 63) as i64 as f64 / HALF) as f32,
            Number::Float if self.width == 4 => f32::from_bits((bits >> 32) as u32),
            Number::Float => f64::from_bits(bits) as f32,
        }
    }
}

/// A WAV file of `data`, described by a `fmt ` chunk with the content `description`.
///
/// `data` is at most [`MOST_BYTES`](super::MOST_BYTES), so the 32-bit lengths of the format hold it.
pub(super) fn wav_file(description: &[u8], data: &[u8]) -> Vec<u8> {
    let padded = |length: usize| length + length % 2;
    let mut file = Vec::with_capacity(28 + description.len() + data.len() + 2);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&((20 + padded(description.len()) + padded(data.len())) as u32).to_le_bytes());
    file.extend_from_slice(b"WAVE");
    for (name, content) in [(b"fmt ", description), (b"data", data)] {
        file.extend_from_slice(name);
        file.extend_from_slice(&(content.len() as u32).to_le_bytes());
        file.extend_from_slice(content);
        file.resize(padded(file.len()), 0);
    }
    file
}

/// The content of a `fmt ` chunk for samples of a common layout.
pub(super) fn description(tag: u16, channels: u16, rate: u32, width: u16) -> Vec<u8> {
    let frame = channels * width;
    let mut content = Vec::with_capacity(16);
    content.extend_from_slice(&tag.to_le_bytes());
    content.extend_from_slice(&channels.to_le_bytes());
    content.extend_from_slice(&rate.to_le_bytes());
    content.extend_from_slice(&rate.saturating_mul(u32::from(frame)).to_le_bytes());
    content.extend_from_slice(&frame.to_le_bytes());
    content.extend_from_slice(&(8 * width).to_le_bytes());
    content
}

/// The WAV format tag of integers.
pub(super) const INTEGER_TAG: u16 = 1;

/// The WAV format tag of floats.
pub(super) const FLOAT_TAG: u16 = 3;

/// A mono WAV file of 32-bit floats.
pub(super) fn float_wav(samples: &[f32], rate: u32) -> Vec<u8> {
    let data: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    wav_file(&description(FLOAT_TAG, 1, rate, 4), &data)
}
