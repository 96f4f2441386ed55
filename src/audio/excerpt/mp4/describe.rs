//! The sample description (`stsd`): which codec, how many channels, and the rate it decodes to.
//!
//! The rate in the description itself is a 16-bit number and often wrong (HE-AAC, 96 kHz); the codec's own
//! configuration knows better.

use super::boxes::{children, find};
use crate::audio::excerpt::adts::{RATES, decoded_rate};
use crate::audio::excerpt::held::big_endian;
use crate::audio::excerpt::usable_rate;

/// What a sample description says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Described {
    /// The rate the sound decodes to, in Hz, if it is one browsers decode at.
    pub(super) rate: Option<u32>,
    pub(super) channels: Option<u16>,
    /// Whether the samples are encrypted.
    pub(super) protected: bool,
    /// The version of the sound description; QuickTime has three.
    pub(super) version: u64,
}

/// Reads the first description in the content of an `stsd` box.
pub(super) fn describe(stsd: &[u8]) -> Option<Described> {
    let (codec, entry) = children(stsd.get(8..)?).next()?;
    let version = big_endian(entry, 8, 2)?;
    let (mut rate, mut channels, configuration) = match version {
        2 => (f64::from_bits(big_endian(entry, 32, 8)?) as u32, big_endian(entry, 40, 4)? as u16, 64),
        _ => (
            (big_endian(entry, 24, 4)? >> 16) as u32,
            big_endian(entry, 16, 2)? as u16,
            if version == 1 { 44 } else { 28 },
        ),
    };
    let inside = entry.get(configuration..).unwrap_or(&[]);
    match &codec {
        b"mp4a" => {
            let stream = find(inside, &[b"esds"]).or_else(|| find(inside, &[b"wave", b"esds"]));
            if let Some(aac) = stream.and_then(decoder_specific).and_then(Aac::read) {
                rate = aac.rate;
                channels = aac.channels.unwrap_or(channels);
            }
        }
        b"alac" => {
            // A full box: 4 bytes of version, then the decoder's 24.
            let magic = find(inside, &[b"alac"]).or_else(|| find(inside, &[b"wave", b"alac"]));
            if let Some(cookie) = magic {
                channels = big_endian(cookie, 13, 1).map_or(channels, |count| count as u16);
                rate = big_endian(cookie, 24, 4).map_or(rate, |stated| stated as u32);
            }
        }
        b"fLaC" => {
            let packed = find(inside, &[b"dfLa"]).and_then(|blocks| big_endian(blocks, 18, 4));
            rate = packed.map_or(rate, |packed| (packed >> 12) as u32);
        }
        b"Opus" => rate = 48_000,
        _ => {}
    }
    Some(Described {
        rate: usable_rate(rate).ok(),
        channels: (channels > 0).then_some(channels),
        protected: matches!(&codec, b"drms" | b"enca" | b"encv" | b"drmi"),
        version,
    })
}

/// The decoder's own configuration inside an `esds` box: descriptors inside descriptors.
fn decoder_specific(esds: &[u8]) -> Option<&[u8]> {
    const STREAM: u8 = 3;
    const DECODER: u8 = 4;
    const SPECIFIC: u8 = 5;
    let stream = descriptor(esds.get(4..)?, STREAM)?;
    let flags = *stream.get(2)?;
    let mut at = 3;
    if flags & 0x80 != 0 {
        at += 2;
    }
    if flags & 0x40 != 0 {
        at += 1 + usize::from(*stream.get(at)?);
    }
    if flags & 0x20 != 0 {
        at += 2;
    }
    let decoder = descriptor(stream.get(at..)?, DECODER)?;
    descriptor(decoder.get(13..)?, SPECIFIC)
}

/// The content of the descriptor these bytes start with, if it has this tag. Its length has seven bits a byte.
fn descriptor(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    if *bytes.first()? != tag {
        return None;
    }
    let mut length = 0;
    for (at, &byte) in bytes.iter().enumerate().skip(1).take(4) {
        length = length << 7 | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            let content = bytes.get(at + 1..)?;
            return content.get(..length.min(content.len()));
        }
    }
    None
}

/// What an AudioSpecificConfig says (ISO/IEC 14496-3, section 1.6.2).
struct Aac {
    rate: u32,
    channels: Option<u16>,
}

impl Aac {
    fn read(config: &[u8]) -> Option<Self> {
        const LOW_COMPLEXITY: u64 = 2;
        const REPLICATED_BANDS: u64 = 5;
        const PARAMETRIC_STEREO: u64 = 29;
        const EXTENSION: u64 = 0x2b7;
        let mut bits = Bits { bytes: config, at: 0 };
        let object = bits.object()?;
        let core = bits.rate()?;
        let channels = match bits.take(4)? {
            0 => None,
            7 => Some(8),
            count => Some(count as u16),
        };
        if object == REPLICATED_BANDS || object == PARAMETRIC_STEREO {
            return Some(Self { rate: bits.rate()?, channels });
        }
        if object != LOW_COMPLEXITY {
            return Some(Self { rate: core, channels });
        }
        // Behind the three flags of the plain codec, the bands' replication may be announced, or ruled out.
        bits.take(3);
        let announced = bits.take(11) == Some(EXTENSION) && bits.object() == Some(REPLICATED_BANDS);
        let rate = match announced.then(|| bits.take(1)).flatten() {
            Some(1) => bits.rate()?,
            Some(_) => core,
            None => decoded_rate(core),
        };
        Some(Self { rate, channels })
    }
}

/// Reads bits, most significant first.
struct Bits<'bytes> {
    bytes: &'bytes [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> Option<u64> {
        let mut number = 0;
        for at in self.at..self.at + count {
            number = number << 1 | u64::from(self.bytes.get(at / 8)? >> (7 - at % 8) & 1);
        }
        self.at += count;
        Some(number)
    }

    fn object(&mut self) -> Option<u64> {
        match self.take(5)? {
            31 => Some(32 + self.take(6)?),
            object => Some(object),
        }
    }

    fn rate(&mut self) -> Option<u32> {
        match self.take(4)? {
            15 => Some(self.take(24)? as u32),
            index => RATES.get(index as usize).copied(),
        }
    }
}
