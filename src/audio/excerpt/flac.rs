//! FLAC: metadata blocks, then frames until the end.
//!
//! The first block, STREAMINFO, has rate and channels; all others (pictures, tags, seek points) are stepped over
//! unread. A frame does not say how long it is, so the next one is searched for: its header has a sync code, its own
//! CRC-8, and the number of the frame (or of its first sample), which must be the one that is due. That number also
//! says where in the music the frame stands.
//!
//! The cut is `fLaC`, STREAMINFO with the new length (and no MD5, which is of the whole sound), and the frames.
//!
//! # Reference
//! RFC 9639, *Free Lossless Audio Codec (FLAC)*, sections 8 and 9.

use super::held::{AHEAD, Held, Pause, big_endian};
use super::{Cut, ExcerptError, Format, MOST_BYTES, cut_short, frames_in, heard_less, usable_rate};

const STREAMINFO_LENGTH: usize = 34;

/// The longest frame header: 4 bytes, a coded number of up to 7, block size 2, rate 2, CRC 1.
const LONGEST_HEADER: u64 = 16;

/// How many bytes without any frame are searched for the next one before the stream counts as ended.
const MOST_LOST: u64 = 1 << 20;

/// The walk through blocks and frames.
pub(super) struct Flac {
    /// The next metadata block, then the frame at hand.
    at: u64,
    info: Option<Info>,
    frames: Option<Frames>,
}

/// What STREAMINFO says.
struct Info {
    content: [u8; STREAMINFO_LENGTH],
    rate: u32,
    channels: u16,
    /// The most bytes a frame can take if it is stored without any compression.
    longest_frame: u64,
}

/// How far the search through the frames has come.
struct Frames {
    /// Where the first frame starts.
    start: u64,
    /// Samples in every frame but the last, in a stream of equal blocks.
    block: u64,
    first_sample: u64,
    /// The frame at hand; `self.at` of the walk is where it starts.
    current: Header,
    /// Where the search for the next frame goes on.
    search: u64,
}

/// What a frame's header says.
#[derive(Clone, Copy)]
struct Header {
    /// Whether the number counts samples (any block sizes) rather than frames (equal block sizes).
    variable: bool,
    number: u64,
    samples: u64,
}

impl Header {
    /// The number of the next frame, if none is missing.
    fn next(&self) -> u64 {
        self.number + if self.variable { self.samples } else { 1 }
    }
}

impl Frames {
    fn new(start: u64, first: Header) -> Self {
        let block = first.samples;
        let first_sample = if first.variable { first.number } else { first.number * block };
        Self { start, block, first_sample, current: first, search: start + 1 }
    }

    /// Samples of the stream before a frame at or behind the current one.
    fn samples_before(&self, header: &Header) -> u64 {
        let sample = if header.variable { header.number } else { header.number * self.block };
        sample - self.first_sample
    }
}

impl Flac {
    pub(super) fn new(start: u64) -> Self {
        Self { at: start + 4, info: None, frames: None }
    }

    pub(super) fn advance(&mut self, held: &Held, seconds: f64) -> Result<Cut, Pause> {
        let no_sound = ExcerptError::NoSound { format: Format::Flac };
        while self.frames.is_none() {
            if let Some((frames, at)) = self.metadata(held)? {
                self.at = at;
                self.frames = Some(frames);
            }
        }
        let (Some(info), Some(frames)) = (&self.info, &mut self.frames) else {
            return Err(no_sound.into());
        };
        let wanted = frames_in(seconds, info.rate).max(1);
        let (end, samples, whole) = loop {
            let samples = frames.samples_before(&frames.current) + frames.current.samples;
            let Some((offset, header)) = next_frame(held, self.at, frames, info)? else {
                break (frames.search, samples, true);
            };
            if samples >= wanted || offset - frames.start > MOST_BYTES {
                break (offset, frames.samples_before(&header), false);
            }
            self.at = offset;
            frames.search = offset + 1;
            frames.current = header;
        };
        let mut notices = Vec::new();
        if !whole && samples < wanted {
            notices.push(heard_less(samples, info.rate, seconds));
        }
        if whole && let Some(promised) = info.promised() {
            notices.extend(cut_short(promised, samples, info.rate));
        }
        let mut bytes = Vec::new();
        bytes.extend_from_slice(b"fLaC");
        bytes.extend_from_slice(&[0x80, 0, 0, STREAMINFO_LENGTH as u8]);
        bytes.extend_from_slice(&info.streaminfo((!whole).then_some(samples)));
        bytes.extend_from_slice(held.view(frames.start, end - frames.start)?);
        Ok(Cut { format: Format::Flac, bytes, rate: Some(info.rate), channels: Some(info.channels), whole, notices })
    }

    /// Takes in one metadata block; behind the last one, the first frame and where it starts.
    fn metadata(&mut self, held: &Held) -> Result<Option<(Frames, u64)>, Pause> {
        let no_sound = || Pause::Failed(ExcerptError::NoSound { format: Format::Flac });
        let header = held.view(self.at, 4)?;
        let &[kind, ..] = header else { return Err(no_sound()) };
        let length = big_endian(header, 1, 3).ok_or_else(no_sound)?;
        let content = self.at + 4;
        let info = match (&self.info, kind & 0x7f) {
            (None, 0) => Some(Info::read(held.view(content, STREAMINFO_LENGTH as u64)?)?),
            (None, _) => return Err(damaged("it does not start with STREAMINFO").into()),
            (Some(_), _) => None,
        };
        let end = content + length;
        let Some(known) = info.as_ref().or(self.info.as_ref()) else { return Err(no_sound()) };
        if kind & 0x80 == 0 {
            self.at = end;
            self.info = self.info.take().or(info);
            return Ok(None);
        }
        let (start, first) = first_frame(held, end, known)?.ok_or_else(no_sound)?;
        self.info = self.info.take().or(info);
        Ok(Some((Frames::new(start, first), start)))
    }
}

fn damaged(what: &'static str) -> ExcerptError {
    ExcerptError::DamagedHeader { format: Format::Flac, what }
}

/// The first frame at `from` or a little behind it (a block whose length lies by some bytes), and its header.
fn first_frame(held: &Held, from: u64, info: &Info) -> Result<Option<(u64, Header)>, Pause> {
    let window = held.view_ahead(from, AHEAD, AHEAD)?;
    let found = (0..window.len()).find_map(|at| Some((at, header(&window[at..], info)?)));
    Ok(found.map(|(at, header)| (from + at as u64, header)))
}

/// The frame behind the one at `at`; `None` when that is the last, which then ends at `frames.search` at the latest.
fn next_frame(held: &Held, at: u64, frames: &mut Frames, info: &Info) -> Result<Option<(u64, Header)>, Pause> {
    let current = frames.current;
    while frames.search - at <= info.longest_frame + MOST_LOST {
        let window = held.view_ahead(frames.search, LONGEST_HEADER, AHEAD)?;
        let Some(&first) = window.first() else { return Ok(None) };
        if first == 0xff
            && let Some(header) = header(window, info)
            && header.variable == current.variable
        {
            // A gap is only accepted where no frame could reach that far: there a piece of the stream is missing.
            let lost = frames.search - at > info.longest_frame;
            if header.number == current.next() || (lost && header.number > current.number) {
                return Ok(Some((frames.search, header)));
            }
        }
        frames.search += 1;
    }
    Ok(None)
}

impl Info {
    fn read(bytes: &[u8]) -> Result<Self, ExcerptError> {
        let content: [u8; STREAMINFO_LENGTH] =
            bytes.try_into().map_err(|_| ExcerptError::NoSound { format: Format::Flac })?;
        // 20 bits of rate, 3 of channels − 1, 5 of bits per sample − 1, 36 of length.
        let packed = big_endian(&content, 10, 8).unwrap_or(0);
        let rate = (packed >> 44) as u32;
        let channels = (packed >> 41 & 7) as u16 + 1;
        let bytes_a_sample = ((packed >> 36 & 31) + 8) / 8;
        let block = match big_endian(&content, 2, 2).unwrap_or(0) {
            stated @ 16.. => stated,
            _ => 65_535,
        };
        if rate == 0 {
            return Err(damaged("its sample rate is 0"));
        }
        // The side channel of a stereo pair has one bit more; 64 bytes are ample for all headers.
        let longest_frame = block * u64::from(channels) * (bytes_a_sample + 1) + 64;
        Ok(Self { content, rate: usable_rate(rate)?, channels, longest_frame })
    }

    /// The length STREAMINFO promises, in samples; `None` when it makes no promise.
    fn promised(&self) -> Option<u64> {
        let packed = big_endian(&self.content, 10, 8)? & ((1 << 36) - 1);
        (packed > 0).then_some(packed)
    }

    /// STREAMINFO as it is, or for a stream of this many `samples`.
    fn streaminfo(&self, samples: Option<u64>) -> [u8; STREAMINFO_LENGTH] {
        let mut content = self.content;
        if let Some(samples) = samples {
            let packed = big_endian(&content, 10, 8).unwrap_or(0);
            let length = samples & ((1 << 36) - 1);
            content[10..18].copy_from_slice(&(packed >> 36 << 36 | length).to_be_bytes());
            content[18..].fill(0);
        }
        content
    }
}

/// The frame header these bytes start with, if it is one of this stream.
fn header(bytes: &[u8], info: &Info) -> Option<Header> {
    let &[0xff, sync, sizes, kinds, ..] = bytes else { return None };
    if sync & 0xfe != 0xf8 || kinds & 1 != 0 {
        return None;
    }
    let channels = match kinds >> 4 {
        assignment @ 0..=7 => u16::from(assignment) + 1,
        8..=10 => 2,
        _ => return None,
    };
    let (number, mut at) = coded_number(bytes, 4)?;
    let samples = match sizes >> 4 {
        0 => return None,
        1 => 192,
        power @ 2..=5 => 576 << (power - 2),
        width @ 6..=7 => {
            let width = usize::from(width - 5);
            let samples = big_endian(bytes, at, width)? + 1;
            at += width;
            samples
        }
        power => 256 << (power - 8),
    };
    at += match sizes & 15 {
        12 => 1,
        13 | 14 => 2,
        15 => return None,
        _ => 0,
    };
    let checked = bytes.get(..at)?;
    let matches = channels == info.channels && bytes.get(at) == Some(&crc8(checked));
    matches.then_some(Header { variable: sync & 1 == 1, number, samples })
}

/// A number coded like a character in UTF-8, extended to 36 bits, and the offset behind it.
fn coded_number(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let first = *bytes.get(at)?;
    let length = match first.leading_ones() {
        0 => 1,
        ones @ 2..=7 => ones as usize,
        _ => return None,
    };
    let payload = if length == 1 { first } else { first & (0x7f_u8 >> length) };
    let mut number = u64::from(payload);
    for &byte in bytes.get(at + 1..at + length)? {
        if byte >> 6 != 2 {
            return None;
        }
        number = number << 6 | u64::from(byte & 0x3f);
    }
    Some((number, at + length))
}

/// CRC-8 with the polynomial x⁸ + x² + x + 1.
fn crc8(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |crc, &byte| {
        (0..8).fold(crc ^ byte, |crc: u8, _| if crc & 0x80 != 0 { crc << 1 ^ 7 } else { crc << 1 })
    })
}
