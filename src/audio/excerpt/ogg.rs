//! Ogg: pages of up to 64 kB, each with a checksum and the position in the sound at its end.
//!
//! The first page of each stream says what it carries; the first stream of sound is taken and all pages of others
//! (Theora, Skeleton) are left out. Pages are copied as they are until one reaches the position wanted; that one is
//! marked as the stream's last. Of streams chained one behind the other, the first is heard.
//!
//! Positions: Vorbis and FLAC count samples at their own rate, Opus at 48 kHz from the start of its pre-skip, whatever
//! it was made from.
//!
//! # Reference
//! RFC 3533 (Ogg), RFC 7845 (Opus), the *Vorbis I specification* section 4.2.2 and appendix A, *Ogg FLAC mapping* 1.0.

use super::held::{AHEAD, Held, Pause, big_endian, little_endian};
use super::{CODEC_DELAY, Cut, ExcerptError, Format, MOST_BYTES, Notice, frames_in, heard_less, usable_rate};

const HEADER: u64 = 27;
const LONGEST_PAGE: u64 = HEADER + 255 + 255 * 255;

/// How many bytes without a page are searched for the next one.
const MOST_LOST: u64 = 1 << 20;

/// How many places that start like a page are tried among them: each costs a checksum.
const MOST_TRIES: u32 = 1_000;

/// How many streams may begin beside each other before one with sound.
const MOST_STREAMS: u32 = 64;

const BEGINS: u8 = 2;
const ENDS: u8 = 4;

/// The walk from page to page.
pub(super) struct Ogg {
    at: u64,
    streams_seen: u32,
    stream: Option<Stream>,
    /// Set at the last page needed: whether the stream ends there by itself.
    whole: Option<bool>,
}

/// The stream that is heard.
struct Stream {
    serial: u64,
    sound: Sound,
    /// The pages so far.
    pages: Vec<u8>,
    /// The position at the end of the first page that has one: where the sound starts, at most one page later.
    origin: Option<u64>,
    position: u64,
    lost: u64,
}

/// What the first packet of a stream says.
#[derive(Clone, Copy)]
struct Sound {
    rate: u32,
    channels: u16,
    /// Samples at the start that are only the codec's delay.
    skip: u64,
}

/// One page, its checksum verified.
struct Page<'file> {
    bytes: &'file [u8],
    content: usize,
}

impl<'file> Page<'file> {
    /// The page these bytes start with.
    fn read(bytes: &'file [u8]) -> Option<Self> {
        if !bytes.starts_with(b"OggS\0") {
            return None;
        }
        let segments = usize::from(*bytes.get(26)?);
        let content = HEADER as usize + segments;
        let lengths = bytes.get(HEADER as usize..content)?;
        let end = content + lengths.iter().map(|&length| usize::from(length)).sum::<usize>();
        let page = Self { bytes: bytes.get(..end)?, content };
        (little_endian(bytes, 22, 4)? == u64::from(checksum(page.bytes))).then_some(page)
    }

    fn has(&self, flag: u8) -> bool {
        self.bytes[5] & flag != 0
    }

    fn serial(&self) -> u64 {
        little_endian(self.bytes, 14, 4).unwrap_or(0)
    }

    /// The position at the end of the last packet that ends here; `None` when no packet does, and on header pages.
    fn position(&self) -> Option<u64> {
        let position = little_endian(self.bytes, 6, 8)?;
        (position != 0 && position <= i64::MAX as u64).then_some(position)
    }
}

impl Sound {
    /// What the first packet of a stream says; `None` when it is not sound, or not in a known coding.
    fn read(packet: &[u8]) -> Option<Self> {
        let little = |at, width| little_endian(packet, at, width);
        if packet.starts_with(b"\x01vorbis") {
            Some(Self { channels: little(11, 1)? as u16, rate: little(12, 4)? as u32, skip: 0 })
        } else if packet.starts_with(b"OpusHead") {
            Some(Self { channels: little(9, 1)? as u16, rate: 48_000, skip: little(10, 2)? })
        } else if packet.starts_with(b"\x7fFLAC") {
            // The mapping's own 9 bytes, `fLaC`, a block header of 4, then STREAMINFO.
            let packed = big_endian(packet, 27, 8)?;
            Some(Self { channels: (packed >> 41 & 7) as u16 + 1, rate: (packed >> 44) as u32, skip: 0 })
        } else if packet.starts_with(b"Speex   ") {
            Some(Self { channels: little(48, 4)? as u16, rate: little(36, 4)? as u32, skip: 0 })
        } else {
            None
        }
    }
}

impl Ogg {
    pub(super) fn new(start: u64) -> Self {
        Self { at: start, streams_seen: 0, stream: None, whole: None }
    }

    pub(super) fn advance(&mut self, held: &mut Held, seconds: f64) -> Result<Cut, Pause> {
        let whole = loop {
            match self.whole {
                Some(whole) => break whole,
                None => self.whole = self.page(held, seconds)?,
            }
        };
        self.finish(held, seconds, whole)
    }

    /// Takes in the page at hand; at the last one needed, says whether it was the last of the stream.
    fn page(&mut self, held: &mut Held, seconds: f64) -> Result<Option<bool>, Pause> {
        held.forget_before(self.at);
        let Some(page) = Page::read(held.view_ahead(self.at, LONGEST_PAGE, AHEAD)?) else {
            let Some(next) = next_page(held, self.at)? else { return Ok(Some(true)) };
            if let Some(stream) = &mut self.stream {
                stream.lost += next - self.at;
            }
            self.at = next;
            return Ok(None);
        };
        let mut last = false;
        match &mut self.stream {
            None => self.stream = self.first_page(&page)?,
            Some(stream) if page.serial() == stream.serial => last = stream.take(&page, seconds),
            Some(_) => {}
        }
        self.at += page.bytes.len() as u64;
        Ok(last.then(|| page.has(ENDS)))
    }

    /// The stream that this page begins; `None` when it is one without sound.
    fn first_page(&mut self, page: &Page) -> Result<Option<Stream>, ExcerptError> {
        let no_sound = ExcerptError::NoSound { format: Format::Ogg };
        self.streams_seen += 1;
        if !page.has(BEGINS) || self.streams_seen > MOST_STREAMS {
            return Err(no_sound);
        }
        let Some(sound) = Sound::read(&page.bytes[page.content..]) else { return Ok(None) };
        let damaged = |what| ExcerptError::DamagedHeader { format: Format::Ogg, what };
        if sound.channels == 0 {
            return Err(damaged("it has no channels"));
        }
        if sound.rate == 0 {
            return Err(damaged("its sample rate is 0"));
        }
        usable_rate(sound.rate)?;
        Ok(Some(Stream {
            serial: page.serial(),
            sound,
            pages: page.bytes.to_vec(),
            origin: None,
            position: 0,
            lost: 0,
        }))
    }

    fn finish(&mut self, held: &Held, seconds: f64, whole: bool) -> Result<Cut, Pause> {
        let Some(stream) = self.stream.as_ref().filter(|stream| stream.origin.is_some()) else {
            return Err(ExcerptError::NoSound { format: Format::Ogg }.into());
        };
        let heard = stream.heard();
        let mut notices = Vec::new();
        if stream.lost > 0 {
            notices.push(Notice::DamagedPart { bytes: stream.lost });
        }
        if whole && held.view(self.at, 4)? == b"OggS" {
            notices.push(Notice::FirstStreamOnly {});
        }
        if !whole && heard < frames_in(seconds, stream.sound.rate) {
            notices.push(heard_less(heard, stream.sound.rate, seconds));
        }
        let Sound { rate, channels, .. } = stream.sound;
        Ok(Cut {
            format: Format::Ogg,
            bytes: stream.pages.clone(),
            rate: Some(rate),
            channels: Some(channels),
            whole,
            notices,
        })
    }
}

impl Stream {
    /// Takes one more page; `true` when it is the last one needed.
    fn take(&mut self, page: &Page, seconds: f64) -> bool {
        let start = self.pages.len();
        self.pages.extend_from_slice(page.bytes);
        if let Some(position) = page.position() {
            self.origin.get_or_insert(self.origin_at(position));
            self.position = position;
        }
        let enough = self.origin.is_some() && self.heard() >= frames_in(seconds + CODEC_DELAY, self.sound.rate);
        let last = enough || page.has(ENDS) || self.pages.len() as u64 > MOST_BYTES;
        if last {
            end_stream(&mut self.pages[start..]);
        }
        last
    }

    /// Streams cut out of a longer one (a radio's) start their count anywhere; one page holds no more than some
    /// seconds.
    fn origin_at(&self, first: u64) -> u64 {
        const LONGEST_PAGE_SECONDS: u64 = 10;
        if first <= LONGEST_PAGE_SECONDS * u64::from(self.sound.rate) { self.sound.skip.min(first) } else { first }
    }

    /// Samples heard up to the end of the last page.
    fn heard(&self) -> u64 {
        self.position.saturating_sub(self.origin.unwrap_or(0))
    }
}

/// Where the next page starts behind `at`.
fn next_page(held: &Held, at: u64) -> Result<Option<u64>, Pause> {
    let mut tries = 0;
    for next in at + 1..at + MOST_LOST.min(held.left(at)) {
        if held.view_ahead(next, 4, AHEAD)? == b"OggS" && tries < MOST_TRIES {
            tries += 1;
            if Page::read(held.view_ahead(next, LONGEST_PAGE, AHEAD)?).is_some() {
                return Ok(Some(next));
            }
        }
    }
    Ok(None)
}

/// Marks a page as the last of its stream.
fn end_stream(page: &mut [u8]) {
    page[5] |= ENDS;
    let sum = checksum(page).to_le_bytes();
    page[22..26].copy_from_slice(&sum);
}

/// CRC-32 with the polynomial 0x04c11db7, most significant bit first, of a page whose checksum field counts as 0.
fn checksum(page: &[u8]) -> u32 {
    page.iter().enumerate().fold(0, |crc, (at, &byte)| {
        let byte = if (22..26).contains(&at) { 0 } else { byte };
        crc << 8 ^ TABLE[usize::from((crc >> 24) as u8 ^ byte)]
    })
}

/// The checksum of every single byte.
const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = (byte as u32) << 24;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc >> 31 == 1 { crc << 1 ^ 0x04c1_1db7 } else { crc << 1 };
            bit += 1;
        }
        table[byte] = crc;
        byte += 1;
    }
    table
};
