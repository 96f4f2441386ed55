//! AAC in ADTS frames (`.aac`): a row of frames, each with its own length in its header.
//!
//! The header states the rate of the AAC core. HE-AAC doubles it (spectral band replication) and says so only inside
//! the frames; since it is used with cores up to 24 kHz and hardly anything else still is, the doubled rate is the one
//! to decode at there. If that guess is wrong, the browser doubles a plain AAC's rate and our own resampling halves it
//! again: nothing audible is lost.
//!
//! # Reference
//! ISO/IEC 13818-7, section 6.2 (`adts_frame`).

use super::held::{AHEAD, Held, Pause};
use super::{CODEC_DELAY, Cut, ExcerptError, Format, MOST_BYTES, frames_in, heard_less};

/// Sample rates by index, shared with the AudioSpecificConfig of MP4.
pub(super) const RATES: [u32; 13] =
    [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

/// The rate an AAC stream decodes to whose core runs at `core` and does not say whether its bands are replicated.
pub(super) fn decoded_rate(core: u32) -> u32 {
    if core <= 24_000 { 2 * core } else { core }
}

/// A frame's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    /// Of the core, in Hz.
    core: u32,
    /// `None` when the channels are described inside the frame.
    channels: Option<u16>,
    length: u64,
    /// Of each channel, at the core's rate.
    samples: u64,
}

impl Header {
    /// The header these bytes start with; where they hold the next frame's start too, that has to be a header as well.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let header = Self::alone(bytes)?;
        match bytes.get(header.length as usize..) {
            Some(next) if next.len() >= 7 => Self::alone(next).map(|_| header),
            _ => Some(header),
        }
    }

    fn alone(bytes: &[u8]) -> Option<Self> {
        let &[0xff, kind, a, b, c, d, e, ..] = bytes else { return None };
        // Twelve bits of sync, one of version, two of layer (always 0).
        if kind & 0xf6 != 0xf0 {
            return None;
        }
        let core = *RATES.get(usize::from(a >> 2 & 15))?;
        let channels = match (a & 1) << 2 | b >> 6 {
            0 => None,
            7 => Some(8),
            count => Some(u16::from(count)),
        };
        let length = u64::from(b & 3) << 11 | u64::from(c) << 3 | u64::from(d >> 5);
        let samples = 1_024 * (u64::from(e & 3) + 1);
        (length > 7).then_some(Self { core, channels, length, samples })
    }
}

/// The walk from frame to frame.
pub(super) struct Adts {
    start: u64,
    /// The frame at hand.
    at: u64,
    first: Option<Header>,
    samples: u64,
}

impl Adts {
    pub(super) fn new(start: u64) -> Self {
        Self { start, at: start, first: None, samples: 0 }
    }

    pub(super) fn advance(&mut self, held: &Held, seconds: f64) -> Result<Cut, Pause> {
        let whole = loop {
            let here = Header::alone(held.view_ahead(self.at, 7, AHEAD)?);
            // Tags behind the sound, and the last frame of a cut file, end the walk.
            let Some(header) = here.filter(|header| self.at + header.length <= held.size()) else { break true };
            let first = *self.first.get_or_insert(header);
            if header.core != first.core {
                break true;
            }
            let enough = self.samples >= frames_in(seconds + CODEC_DELAY, first.core);
            if enough || self.at + header.length - self.start > MOST_BYTES {
                break false;
            }
            self.at += header.length;
            self.samples += header.samples;
        };
        let Some(first) = self.first else {
            return Err(ExcerptError::NoSound { format: Format::Aac }.into());
        };
        let short = !whole && self.samples < frames_in(seconds, first.core);
        Ok(Cut {
            format: Format::Aac,
            bytes: held.view(self.start, self.at - self.start)?.to_vec(),
            rate: Some(decoded_rate(first.core)),
            channels: first.channels,
            whole,
            notices: short.then(|| heard_less(self.samples, first.core, seconds)).into_iter().collect(),
        })
    }
}
