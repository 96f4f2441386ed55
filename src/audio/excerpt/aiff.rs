//! AIFF and AIFF-C: big-endian chunks, of which `COMM` says how the samples lie and `SSND` holds them.
//!
//! Among the browsers only Safari decodes AIFF, so plain samples become a WAV file of mono 32-bit floats ([`pcm`]),
//! which all of them decode. Codecs in AIFF-C (IMA, MACE, A-law) are left to the browser.
//!
//! # Reference
//! Apple, *Audio Interchange File Format 1.3* (1989) and *AIFF-C, draft* (1991).

use super::held::{AHEAD, Held, Pause, big_endian};
use super::pcm::{self, Layout, Number};
use super::whole::Whole;
use super::{Cut, ExcerptError, Format, Handed, MOST_BYTES, cut_short, frames_in, heard_less, usable_rate};

/// The walk through the chunks.
pub(super) struct Aiff {
    at: u64,
    common: Option<Common>,
    sound: Option<(u64, u64)>,
}

/// What the `COMM` chunk says.
#[derive(Clone, Copy)]
struct Common {
    /// `None` for a codec.
    layout: Option<Layout>,
    rate: u32,
}

impl Aiff {
    pub(super) fn new(start: u64) -> Self {
        Self { at: start + 12, common: None, sound: None }
    }

    pub(super) fn advance(&mut self, held: &Held, seconds: f64) -> Result<Handed, Pause> {
        while self.common.is_none() || self.sound.is_none() {
            let header = held.view(self.at, 8)?;
            let (Some(name), Some(length)) = (header.get(..4), big_endian(header, 4, 4)) else {
                return Err(ExcerptError::NoSound { format: Format::Aiff }.into());
            };
            let content = self.at + 8;
            match name {
                b"COMM" if self.common.is_none() => {
                    self.common = Some(Common::read(held.view(content, length.min(64))?)?)
                }
                b"SSND" if self.sound.is_none() => {
                    let skipped = 8 + big_endian(held.view(content, 4)?, 0, 4).unwrap_or(0);
                    self.sound = Some((content + skipped, length.saturating_sub(skipped)));
                }
                _ => {}
            }
            self.at = content + length + length % 2;
        }
        let (Some(common), Some((start, declared))) = (self.common, self.sound) else {
            return Err(ExcerptError::NoSound { format: Format::Aiff }.into());
        };
        let Some(layout) = common.layout else {
            return Ok(Handed::Over(Whole { format: Format::Aiff }));
        };
        cut(held, seconds, layout, common.rate, (start, declared)).map(Handed::Cut)
    }
}

fn cut(held: &Held, seconds: f64, layout: Layout, rate: u32, (start, declared): (u64, u64)) -> Result<Cut, Pause> {
    // A length of 0 before more bytes is one that was never filled in.
    let left = held.left(start);
    let found = if declared == 0 { left } else { declared.min(left) };
    let frame = layout.frame() as u64;
    let frames = found / frame;
    if frames == 0 {
        return Err(ExcerptError::NoSound { format: Format::Aiff }.into());
    }
    let wanted = frames_in(seconds, rate).max(1).min(frames);
    let taken = wanted.min(MOST_BYTES / frame.max(4)).max(1);
    let bytes = held.view_ahead(start, taken * frame, AHEAD)?;
    let whole = taken == frames;
    let mut notices = Vec::new();
    if taken < wanted {
        notices.push(heard_less(taken, rate, seconds));
    }
    if whole {
        notices.extend(cut_short(declared / frame, frames, rate));
    }
    Ok(Cut {
        format: Format::Aiff,
        bytes: pcm::float_wav(&layout.mono(bytes), rate),
        rate: Some(rate),
        channels: Some(layout.channels as u16),
        whole,
        notices,
    })
}

impl Common {
    fn read(bytes: &[u8]) -> Result<Self, ExcerptError> {
        let damaged = |what| ExcerptError::DamagedHeader { format: Format::Aiff, what };
        let field =
            |at, width| big_endian(bytes, at, width).ok_or(damaged("its description of the samples is cut short"));
        let channels = field(0, 2)? as usize;
        let width = (field(6, 2)? as usize).div_ceil(8);
        let rate = extended(field(8, 2)? as u16, field(10, 8)?);
        if channels == 0 {
            return Err(damaged("it has no channels"));
        }
        // AIFF has no coding here; AIFF-C names one.
        let (number, big_endian, width) = match bytes.get(18..22) {
            None | Some(b"NONE" | b"twos") => (Number::Signed, true, width),
            Some(b"sowt") => (Number::Signed, false, width),
            Some(b"in24") => (Number::Signed, true, 3),
            Some(b"in32") => (Number::Signed, true, 4),
            Some(b"raw ") => (Number::Unsigned, true, width),
            Some(b"fl32" | b"FL32") => (Number::Float, true, 4),
            Some(b"fl64" | b"FL64") => (Number::Float, true, 8),
            Some(_) => return Ok(Self { layout: None, rate: usable_rate(rate)? }),
        };
        let layout = Layout::new(number, width, big_endian, channels).ok_or(damaged("no sample has this many bits"))?;
        Ok(Self { layout: Some(layout), rate: usable_rate(rate)? })
    }
}

/// A rate from an 80-bit float: 15 bits of exponent, 64 of mantissa with its leading 1 written out. Fractions are
/// rounded off.
fn extended(exponent: u16, mantissa: u64) -> u32 {
    const WHOLE: i32 = 16_383 + 63;
    match WHOLE - i32::from(exponent & 0x7fff) {
        shift @ 0..=63 => u32::try_from(mantissa >> shift).unwrap_or(u32::MAX),
        shift if shift < 0 => u32::MAX,
        _ => 0,
    }
}
