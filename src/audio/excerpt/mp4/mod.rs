//! MP4, M4A, MOV: the tables of a film's `moov` say where in the file each bit of sound lies; it may stand at the start
//! or the end.
//!
//! Boxes are stepped over by their lengths, so neither the sound nor a 20 MB cover picture is read on the way to the
//! tables. From the first track of sound, the samples (codec frames) of the first seconds are picked, wherever they lie
//! between pictures, and a new file is written: the sample descriptions byte for byte as they were, all tables anew
//! ([`rewrite`]). So any codec passes (AAC of every kind, ALAC, Opus, FLAC, MP3, AC-3), and so does the edit list that
//! tells a decoder the delay to drop. In fragmented files the tables are spread over `moof` boxes ([`fragment`]); those
//! are gathered the same way.
//!
//! # Reference
//! ISO/IEC 14496-12 (boxes), 14496-14 and 14496-3 (AAC); Apple, *QuickTime File Format* (sound descriptions of version
//! 1 and 2).

mod boxes;
mod describe;
mod fragment;
mod rewrite;
mod track;

use super::held::{AHEAD, Held, Pause, big_endian};
use super::whole::Whole;
use super::{CODEC_DELAY, Cut, ExcerptError, Format, Handed, Notice};
use boxes::Header;
use fragment::Defaults;
use track::Track;

/// The largest track or fragment header read: the tables of a day of AAC take 16 MB.
const LONGEST_TABLES: u64 = 24 << 20;

/// The longest `ftyp` box kept.
const LONGEST_TYPE: u64 = 1 << 10;

/// How far ahead is read among samples that lie scattered between pictures.
const NEAR: u64 = 16 << 10;

/// Whether a file starts like one of this family.
pub(super) fn looks_like_one(bytes: &[u8]) -> bool {
    const FIRST: [&[u8; 4]; 8] = [b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp"];
    Header::read(bytes).is_some_and(|header| FIRST.contains(&&header.name))
}

/// The walk through the boxes, and then through the samples.
pub(super) struct Mp4 {
    /// The box at hand.
    at: u64,
    /// Where the `moov` we are in ends; boxes behind it are the file's own again.
    movie_end: u64,
    /// The `ftyp` box.
    file_type: Vec<u8>,
    /// Ticks a second in which edit lists give their durations.
    movie_ticks: u32,
    defaults: Vec<Defaults>,
    track: Option<Track>,
    /// Whether samples were listed by fragments, so that further fragments may hold more of them.
    fragmented: bool,
    listed: bool,
    /// The samples picked so far, and how many of the track's extents they are.
    sound: Vec<u8>,
    extents: usize,
}

impl Mp4 {
    pub(super) fn new(start: u64) -> Self {
        Self {
            at: start,
            movie_end: 0,
            file_type: Vec::new(),
            movie_ticks: 0,
            defaults: Vec::new(),
            track: None,
            fragmented: false,
            listed: false,
            sound: Vec::new(),
            extents: 0,
        }
    }

    pub(super) fn advance(&mut self, held: &mut Held, seconds: f64) -> Result<Handed, Pause> {
        let enough = seconds + CODEC_DELAY;
        while !self.listed {
            self.listed = self.next_box(held, enough)?;
        }
        let Some(track) = &self.track else {
            return Err(ExcerptError::NoSound { format: Format::Mp4 }.into());
        };
        if track.packed {
            return Ok(Handed::Over(Whole { format: Format::Mp4 }));
        }
        while let Some(extent) = track.samples.extents.get(self.extents) {
            let done = self.sound.len() as u64 - extent.before;
            let (here, left) = (extent.offset + done, extent.length - done);
            held.forget_before(here);
            let asked = left.min(AHEAD);
            let bytes = held.view_ahead(here, asked, NEAR)?;
            if (bytes.len() as u64) < asked {
                let what = "it became shorter while it was read";
                return Err(ExcerptError::DamagedHeader { format: Format::Mp4, what }.into());
            }
            self.sound.extend_from_slice(bytes);
            if asked == left {
                self.extents += 1;
            }
        }
        if self.sound.is_empty() {
            return Err(ExcerptError::NoSound { format: Format::Mp4 }.into());
        }
        let mut notices = Vec::new();
        let heard = track.seconds_heard();
        if track.samples.limited && heard < seconds {
            notices.push(Notice::HeardLess { seconds: heard, wanted: seconds });
        }
        if track.samples.beyond_file {
            notices.push(Notice::CutShort { promised: track.seconds_promised(), found: heard });
        }
        Ok(Handed::Cut(Cut {
            format: Format::Mp4,
            bytes: rewrite::file(&self.file_type, self.movie_ticks, track, &self.sound),
            rate: track.described.rate,
            channels: track.described.channels,
            whole: track.samples.whole,
            notices,
        }))
    }

    /// Takes in the box at hand; `true` when all samples wanted are known, or there are no more boxes.
    fn next_box(&mut self, held: &Held, seconds: f64) -> Result<bool, Pause> {
        if let Some(track) = self.track.as_mut().filter(|track| track.samples.has_enough() && self.at >= self.movie_end)
        {
            track.samples.whole &= !self.fragmented || held.left(self.at) == 0;
            return Ok(true);
        }
        let Some(header) = Header::read(held.view(self.at, 16)?) else { return Ok(true) };
        let inside = self.at < self.movie_end;
        let left = if inside { self.movie_end - self.at } else { held.left(self.at) };
        let size = header.size.unwrap_or(left).min(left);
        let content = self.at + header.length;
        let end = (self.at + size).max(content);
        let tables = |from: u64| {
            if end - from > LONGEST_TABLES {
                return Err(Pause::Failed(ExcerptError::FileTooLarge {
                    format: Format::Mp4,
                    bytes: end - from,
                    most: LONGEST_TABLES,
                }));
            }
            held.view_ahead(from, end - from, end - from)
        };
        match (&header.name, inside) {
            (b"ftyp", false) if size <= LONGEST_TYPE => self.file_type = held.view(self.at, size)?.to_vec(),
            (b"moov", false) => {
                self.movie_end = end;
                self.at = content;
                return Ok(false);
            }
            (b"mvhd", true) => self.movie_ticks = movie_ticks(held.view(content, 32)?),
            (b"mvex", true) => self.defaults = Defaults::read(tables(content)?),
            (b"trak", true) if self.track.is_none() => {
                self.track = Track::read(tables(content)?, seconds, held.size())?
            }
            (b"moof", false) => {
                let content = tables(content)?;
                if let Some(track) = &mut self.track {
                    self.fragmented = true;
                    fragment::gather(content, self.at, &self.defaults, track, held.size());
                }
            }
            _ => {}
        }
        self.at = end;
        Ok(false)
    }
}

/// Ticks a second of the whole film, from the content of `mvhd`.
fn movie_ticks(content: &[u8]) -> u32 {
    let at = if content.first() == Some(&1) { 20 } else { 12 };
    big_endian(content, at, 4).unwrap_or(0) as u32
}
