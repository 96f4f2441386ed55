//! RIFF/WAVE: a list of chunks, of which `fmt ` says how the samples lie and `data` holds them.
//!
//! Chunks may come in any order and number, may be as long as they like (a cover picture, a mixing desk's notes), and
//! may lie about their length: recorders that lose power, programs that stream to a pipe (they write 0 or 2³² − 1),
//! files beyond 4 GiB. What counts is what the file has. Codecs inside WAV are cut where their blocks have a known
//! length, else left to the browser whole. RF64 and BW64 keep 64-bit lengths in a `ds64` chunk (EBU Tech 3306).
//!
//! The cut is a plain file: `fmt ` and `data`, nothing else. Layouts that some browser refuses become mono 32-bit
//! floats ([`pcm`]).
//!
//! # Reference
//! Microsoft and IBM, *Multimedia Programming Interface and Data Specifications 1.0* (1991); Microsoft,
//! *WAVEFORMATEXTENSIBLE*.

use super::held::{AHEAD, Held, Pause, big_endian, little_endian};
use super::pcm::{self, FLOAT_TAG, INTEGER_TAG, Layout, Number};
use super::whole::Whole;
use super::{
    CODEC_DELAY, Cut, ExcerptError, Format, Handed, MOST_BYTES, cut_short, frames_in, heard_less, usable_rate,
};

/// The longest `fmt ` chunk that is kept: codecs put tables of some dozen bytes there.
const LONGEST_DESCRIPTION: u64 = 1 << 10;

/// The format tag that says the format tag stands elsewhere.
const EXTENSIBLE_TAG: u16 = 0xfffe;

/// The format tags of codecs whose blocks hold one sample of every channel: A-law and µ-law.
const LAW_TAGS: [u16; 2] = [6, 7];

/// The format tags of codecs whose description says how many samples a block holds: Microsoft's and IMA's ADPCM.
const ADPCM_TAGS: [u16; 2] = [2, 0x11];

/// Lengths that programs write which do not know them yet.
const UNKNOWN_LENGTHS: [u64; 2] = [0, 0xffff_ffff];

/// The walk through the chunks.
pub(super) struct Wav {
    at: u64,
    big_endian: bool,
    /// The length of `data` from a `ds64` chunk.
    long_data: Option<u64>,
    description: Option<Description>,
    data: Option<Data>,
}

/// What a `fmt ` chunk says.
struct Description {
    content: Vec<u8>,
    tag: u16,
    channels: u16,
    rate: u32,
    /// Bytes that belong together: one sample of every channel, or one block of a codec.
    block: u16,
    bits: u16,
}

/// Where the samples lie.
#[derive(Clone, Copy)]
struct Data {
    start: u64,
    declared: u64,
    found: u64,
}

impl Wav {
    pub(super) fn new(start: u64, big_endian: bool) -> Self {
        Self { at: start + 12, big_endian, long_data: None, description: None, data: None }
    }

    pub(super) fn advance(&mut self, held: &Held, seconds: f64) -> Result<Handed, Pause> {
        while self.description.is_none() || self.data.is_none() {
            if !self.chunk(held)? {
                break;
            }
        }
        let (Some(description), Some(data)) = (&self.description, self.data) else {
            return Err(ExcerptError::NoSound { format: Format::Wav }.into());
        };
        if let Some(layout) = description.layout(self.big_endian) {
            return plain(held, seconds, description, layout, data).map(Handed::Cut);
        }
        match description.samples_in_block() {
            Some(samples) if !self.big_endian => coded(held, seconds, description, samples, data).map(Handed::Cut),
            _ => Ok(Handed::Over(Whole { format: Format::Wav })),
        }
    }

    /// Takes in the chunk at hand and moves on to the next; `false` at the end of the file.
    fn chunk(&mut self, held: &Held) -> Result<bool, Pause> {
        let header = held.view(self.at, 8)?;
        let (Some(name), Some(declared)) = (header.get(..4), self.number(header, 4, 4)) else {
            return Ok(false);
        };
        let content = self.at + 8;
        let left = held.left(content);
        let mut length = declared;
        let (mut long_data, mut description, mut data) = (None, None, None);
        match name {
            b"ds64" => long_data = self.number(held.view(content, 16)?, 8, 8),
            b"fmt " => {
                let bytes = held.view(content, length.min(LONGEST_DESCRIPTION))?;
                description = Some(Description::read(bytes, |at, width| self.number(bytes, at, width))?);
            }
            b"data" => {
                let declared = if declared == 0xffff_ffff { self.long_data.unwrap_or(declared) } else { declared };
                let empty = declared == 0 && is_chunk(held.view(content, 8)?, left);
                let unknown = UNKNOWN_LENGTHS.contains(&declared) && !empty;
                length = if unknown { left } else { declared.min(left) };
                let declared = if unknown { left } else { declared };
                data = Some(Data { start: content, declared, found: length });
            }
            _ => {}
        }
        // Chunks start at even offsets, but some writers forget the byte of padding.
        let end = content + length;
        let unpadded = length % 2 == 1 && is_chunk(held.view(end, 8)?, held.left(end + 8));
        self.at = if unpadded { end } else { end + length % 2 };
        self.long_data = self.long_data.or(long_data);
        self.description = self.description.take().or(description);
        self.data = self.data.or(data);
        Ok(true)
    }

    fn number(&self, bytes: &[u8], at: usize, width: usize) -> Option<u64> {
        if self.big_endian { big_endian(bytes, at, width) } else { little_endian(bytes, at, width) }
    }
}

/// Whether these bytes are the header of a chunk that fits in the bytes `left`: a name in printable ASCII and a length.
fn is_chunk(header: &[u8], left: u64) -> bool {
    let name = header.get(..4).is_some_and(|name| name.iter().all(|byte| (b' '..=b'~').contains(byte)));
    name && little_endian(header, 4, 4).is_some_and(|length| length <= left)
}

impl Description {
    fn read(content: &[u8], number: impl Fn(usize, usize) -> Option<u64>) -> Result<Self, ExcerptError> {
        let damaged = |what| ExcerptError::DamagedHeader { format: Format::Wav, what };
        let field = |at, width| number(at, width).ok_or(damaged("its description of the samples is cut short"));
        // WAVE_FORMAT_EXTENSIBLE: the tag proper starts the GUID behind the channel mask.
        let tag = match field(0, 2)? as u16 {
            EXTENSIBLE_TAG => field(24, 2)? as u16,
            tag => tag,
        };
        let description = Self {
            tag,
            channels: field(2, 2)? as u16,
            rate: field(4, 4)? as u32,
            block: field(12, 2)? as u16,
            bits: field(14, 2)? as u16,
            content: content.to_vec(),
        };
        if description.channels == 0 {
            return Err(damaged("it has no channels"));
        }
        if description.rate == 0 {
            return Err(damaged("its sample rate is 0"));
        }
        usable_rate(description.rate)?;
        Ok(description)
    }

    /// How the samples lie; `None` for a codec's blocks.
    fn layout(&self, big_endian: bool) -> Option<Layout> {
        let channels = usize::from(self.channels);
        let block = usize::from(self.block);
        let stated = usize::from(self.bits).div_ceil(8);
        let width =
            if block > 0 && block % channels == 0 && block / channels >= stated { block / channels } else { stated };
        let number = match self.tag {
            INTEGER_TAG if width == 1 => Number::Unsigned,
            INTEGER_TAG => Number::Signed,
            FLOAT_TAG => Number::Float,
            _ => return None,
        };
        Layout::new(number, width, big_endian, channels)
    }

    /// How many samples of every channel a codec's block holds. The mean bit rate would tell too, but many programs
    /// write a wrong one.
    fn samples_in_block(&self) -> Option<u64> {
        if self.block == 0 {
            None
        } else if LAW_TAGS.contains(&self.tag) {
            Some(1)
        } else if ADPCM_TAGS.contains(&self.tag) {
            little_endian(&self.content, 18, 2).filter(|&samples| samples > 0)
        } else {
            None
        }
    }
}

fn plain(held: &Held, seconds: f64, description: &Description, layout: Layout, data: Data) -> Result<Cut, Pause> {
    let frame = layout.frame() as u64;
    let found = data.found / frame;
    if found == 0 {
        return Err(ExcerptError::NoSound { format: Format::Wav }.into());
    }
    let rate = description.rate;
    let wanted = frames_in(seconds, rate).max(1).min(found);
    // Mono floats may take more room than the samples they come from; both have to fit.
    let taken = wanted.min(MOST_BYTES / frame.max(4)).max(1);
    let bytes = held.view_ahead(data.start, taken * frame, AHEAD)?;
    let bytes = if layout.is_common() {
        let tag = if layout.number == Number::Float { FLOAT_TAG } else { INTEGER_TAG };
        pcm::wav_file(&pcm::description(tag, description.channels, rate, layout.width as u16), bytes)
    } else {
        pcm::float_wav(&layout.mono(bytes), rate)
    };
    let whole = taken == found;
    let mut notices = Vec::new();
    if taken < wanted {
        notices.push(heard_less(taken, rate, seconds));
    }
    if whole {
        notices.extend(cut_short(data.declared / frame, found, rate));
    }
    Ok(Cut { format: Format::Wav, bytes, rate: Some(rate), channels: Some(description.channels), whole, notices })
}

/// A codec in WAV whose blocks hold a known number of samples.
fn coded(held: &Held, seconds: f64, description: &Description, samples: u64, data: Data) -> Result<Cut, Pause> {
    let block = u64::from(description.block);
    let found = data.found.div_ceil(block);
    if found == 0 {
        return Err(ExcerptError::NoSound { format: Format::Wav }.into());
    }
    let wanted = frames_in(seconds + CODEC_DELAY, description.rate).div_ceil(samples).min(found);
    let taken = wanted.min(MOST_BYTES / block);
    let bytes = held.view_ahead(data.start, (taken * block).min(data.found), AHEAD)?;
    let whole = taken == found;
    let mut notices = Vec::new();
    if taken < wanted {
        notices.push(heard_less(taken * samples, description.rate, seconds));
    }
    if whole {
        notices.extend(cut_short((data.declared / block).saturating_mul(samples), found * samples, description.rate));
    }
    Ok(Cut {
        format: Format::Wav,
        bytes: pcm::wav_file(&description.content, bytes),
        rate: Some(description.rate),
        channels: Some(description.channels),
        whole,
        notices,
    })
}
