//! MPEG audio, layers I to III: a bare row of frames, each with its own header.
//!
//! The first frame of an MP3 may hold no sound but a tag (Xing, Info or VBRI) that says how many frames and bytes
//! follow, and how many samples at the start and end are only the codec's delay. A decoder needs that to start at the
//! right sample; so in a cut file the tag stays, with its counts made true ([`Tag`]). Tags behind the sound (ID3v1,
//! APE, Lyrics3) are left out.
//!
//! # Reference
//! ISO/IEC 11172-3; the tags are described by their makers only: Xing's `dxhead.c`, LAME's *Mp3 Info Tag rev 1*,
//! Fraunhofer's VBRI.

use super::held::{AHEAD, Held, Pause, big_endian};
use super::mpeg_header::Header;
use super::sniff::tag_length;
use super::{CODEC_DELAY, Cut, ExcerptError, Format, MOST_BYTES, Notice, frames_in, heard_less};

/// How many bytes without a frame are searched, at the start and wherever the row of frames breaks off.
const MOST_LOST: u64 = 1 << 20;

/// The longest free-format frame looked for: 640 kbit/s at 8 kHz.
const LONGEST_FREE: u64 = 6_000;

/// Frames in a row that make a stream. Random bytes hold a valid header every few hundred bytes, but not at the end of
/// its own frame.
const ROW: u32 = 3;

/// The walk from frame to frame.
pub(super) struct Mpeg {
    /// The frame at hand.
    at: u64,
    stream: Option<Stream>,
}

struct Stream {
    first: Header,
    free: Option<u64>,
    tag: Option<Tag>,
    /// Where the file to be made starts.
    start: u64,
    /// The end of the last frame so far.
    end: u64,
    frames: u64,
    /// Bytes between frames that belong to none.
    lost: u64,
}

/// The first frame of a stream near `from`, as far as that is to be found at all: where it is, its header, and the free
/// length.
pub(super) fn find(held: &Held, from: u64) -> Result<Option<(u64, Header, Option<u64>)>, Pause> {
    // Most files have it right where it should be; noise before it is searched only when it is not.
    if let Some((header, free)) = row(held, from, None)? {
        return Ok(Some((from, header, free)));
    }
    for at in from + 1..from + MOST_LOST.min(held.left(from)) {
        // A free format shows only by comparing thousands of places: too much for every place of noise.
        if Header::read(held.view_ahead(at, 4, AHEAD)?).is_none_or(|header| header.is_free()) {
            continue;
        }
        if let Some((header, free)) = row(held, at, None)? {
            return Ok(Some((at, header, free)));
        }
    }
    Ok(None)
}

/// Whether a row of frames starts at `at`, all of one stream (and of the stream of `like`); at the end of the file
/// fewer will do.
fn row(held: &Held, at: u64, like: Option<(&Header, Option<u64>)>) -> Result<Option<(Header, Option<u64>)>, Pause> {
    let Some(first) = Header::read(held.view_ahead(at, 4, AHEAD)?) else { return Ok(None) };
    if like.is_some_and(|(other, _)| !first.fits(other)) {
        return Ok(None);
    }
    let mut free = like.and_then(|(_, free)| free);
    if first.is_free() && free.is_none() {
        free = free_length(held, at, &first)?;
        if free.is_none() {
            return Ok(None);
        }
    }
    let (mut here, mut header) = (at, first);
    for seen in 1..ROW {
        let Some(length) = header.length(free) else { return Ok(None) };
        here += length;
        let next = held.view_ahead(here, 4, AHEAD)?;
        match Header::read(next) {
            Some(following) if following.fits(&first) => header = following,
            // The file ends, or its tags begin, right behind a whole frame.
            _ if here == held.size() || is_end_tag(next) => return Ok(Some((first, free))),
            // It ends inside a frame: one frame alone proves nothing.
            _ if here > held.size() && seen > 1 => return Ok(Some((first, free))),
            _ => return Ok(None),
        }
    }
    Ok(Some((first, free)))
}

/// The length of free-format frames without padding: the next two headers of the same stream must lie that far apart.
fn free_length(held: &Held, at: u64, first: &Header) -> Result<Option<u64>, Pause> {
    let bytes = held.view_ahead(at, 2 * LONGEST_FREE + 8, AHEAD)?;
    let same = |offset: u64| Header::read(bytes.get(offset as usize..)?).filter(|header| header.fits(first));
    for length in 32..LONGEST_FREE {
        let (Some(second), Some(free)) = (same(length), first.free(length)) else { continue };
        if second.length(Some(free)).and_then(|next| same(length + next)).is_some() {
            return Ok(Some(free));
        }
    }
    Ok(None)
}

fn is_end_tag(bytes: &[u8]) -> bool {
    [b"TAG" as &[u8], b"APETAGEX", b"LYRICSBEGIN", b"ID3"].iter().any(|tag| bytes.starts_with(&tag[..tag.len().min(4)]))
}

impl Mpeg {
    pub(super) fn new(start: u64) -> Self {
        Self { at: start, stream: None }
    }

    pub(super) fn advance(&mut self, held: &Held, seconds: f64) -> Result<Cut, Pause> {
        let no_sound = ExcerptError::NoSound { format: Format::Mp3 };
        if self.stream.is_none() {
            let (start, first, free) = find(held, self.at)?.ok_or(no_sound.clone())?;
            let length = first.length(free).unwrap_or(0);
            let tag = Tag::read(held.view_ahead(start, length, AHEAD)?, &first);
            let end = start + if tag.is_some() { length } else { 0 };
            self.at = end;
            self.stream = Some(Stream { first, free, tag, start, end, frames: 0, lost: 0 });
        }
        let Some(stream) = &mut self.stream else { return Err(no_sound.into()) };
        let samples = stream.first.samples();
        let wanted = frames_in(seconds + CODEC_DELAY, stream.first.rate).div_ceil(samples);
        let whole = loop {
            let here = Header::read(held.view_ahead(self.at, 4, AHEAD)?).filter(|header| header.fits(&stream.first));
            let Some(length) = here.and_then(|header| header.length(stream.free)) else {
                match stream.resume(held, self.at)? {
                    Some(next) => {
                        stream.lost += next - self.at;
                        self.at = next;
                        continue;
                    }
                    None => break true,
                }
            };
            if stream.frames >= wanted || self.at + length - stream.start > MOST_BYTES {
                break false;
            }
            self.at = (self.at + length).min(held.size());
            stream.end = self.at;
            stream.frames += 1;
        };
        if stream.frames == 0 {
            return Err(no_sound.into());
        }
        let mut bytes = held.view(stream.start, stream.end - stream.start)?.to_vec();
        if let Some(tag) = stream.tag.filter(|_| !whole) {
            tag.rewrite(&mut bytes, stream.frames);
        }
        let mut notices = Vec::new();
        if stream.lost > 0 {
            notices.push(Notice::DamagedPart { bytes: stream.lost });
        }
        if !whole && stream.frames < wanted {
            notices.push(heard_less(stream.frames * samples, stream.first.rate, seconds));
        }
        Ok(Cut {
            format: Format::Mp3,
            bytes,
            rate: Some(stream.first.rate),
            channels: Some(stream.first.channels),
            whole,
            notices,
        })
    }
}

impl Stream {
    /// Where the row of frames goes on behind a break at `at`; `None` at the end of the sound.
    fn resume(&self, held: &Held, at: u64) -> Result<Option<u64>, Pause> {
        // Files glued together have the second one's tag here.
        let start = at + tag_length(held.view_ahead(at, 10, AHEAD)?).unwrap_or(0);
        for next in start..start.saturating_add(MOST_LOST.min(held.left(start))) {
            if row(held, next, Some((&self.first, self.free)))?.is_some() {
                return Ok(Some(next));
            }
        }
        Ok(None)
    }
}

/// A first frame that holds counts instead of sound; offsets are from the start of the frame.
#[derive(Clone, Copy)]
enum Tag {
    /// Xing or Info, perhaps with LAME's part behind it.
    Xing {
        at: usize,
    },
    Vbri {
        at: usize,
    },
}

impl Tag {
    fn read(frame: &[u8], header: &Header) -> Option<Self> {
        if header.layer != 3 {
            return None;
        }
        let starts = |at: usize, name: &[u8]| frame.get(at..at + 4) == Some(name);
        let after_side = 4 + header.side_information();
        // With a checksum the side information stands two bytes later; some encoders put the tag where it would stand
        // without.
        let places = if header.checked { [after_side, after_side + 2] } else { [after_side; 2] };
        if let Some(at) = places.into_iter().find(|&at| starts(at, b"Xing") || starts(at, b"Info")) {
            Some(Self::Xing { at })
        } else {
            starts(36, b"VBRI").then_some(Self::Vbri { at: 36 })
        }
    }

    /// Makes the counts true for a file of these bytes and `frames` frames of sound, whose end is no longer padding.
    fn rewrite(self, file: &mut [u8], frames: u64) {
        let length = (file.len() as u32).to_be_bytes();
        let frames = (frames as u32).to_be_bytes();
        match self {
            Self::Vbri { at } => {
                overwrite(file, at + 10, &length);
                overwrite(file, at + 14, &frames);
            }
            Self::Xing { at } => {
                let flags = big_endian(file, at + 4, 4).unwrap_or(0);
                // The table of contents: hundredths of the time to 256ths of the bytes, here as if they ran evenly.
                let even: Vec<u8> = (0..100u32).map(|percent| (percent * 256 / 100) as u8).collect();
                let mut field = at + 8;
                for (flag, content) in [(1, &frames as &[u8]), (2, &length), (4, &even)] {
                    if flags & flag != 0 {
                        overwrite(file, field, content);
                        field += content.len();
                    }
                }
                const QUALITY: u64 = 8;
                rewrite_lame(file, if flags & QUALITY != 0 { field + 4 } else { field }, &length);
            }
        }
    }
}

fn overwrite(file: &mut [u8], at: usize, content: &[u8]) {
    if let Some(field) = file.get_mut(at..at + content.len()) {
        field.copy_from_slice(content);
    }
}

/// LAME's part of the tag: samples of delay and of padding in 12 bits each, the length, and a CRC-16 of everything
/// before it.
fn rewrite_lame(file: &mut [u8], at: usize, length: &[u8]) {
    let Some(part) = file.get(at..at + 36) else { return };
    if !part[..4].iter().all(u8::is_ascii_graphic) {
        return;
    }
    file[at + 22] &= 0xf0;
    file[at + 23] = 0;
    overwrite(file, at + 28, length);
    let checksum = crc16(&file[..at + 34]);
    overwrite(file, at + 34, &checksum.to_be_bytes());
}

/// CRC-16 with the polynomial x¹⁶ + x¹⁵ + x² + 1, least significant bit first.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, &byte| {
        (0..8).fold(crc ^ u16::from(byte), |crc, _| if crc & 1 != 0 { crc >> 1 ^ 0xa001 } else { crc >> 1 })
    })
}
