//! One track of sound: what its tables say about the samples of the first seconds.

use super::boxes::find;
use super::describe::{Described, describe};
use crate::audio::excerpt::held::big_endian;
use crate::audio::excerpt::{ExcerptError, Format, MOST_BYTES, MOST_READS};

/// The most samples listed: half a minute of uncompressed sound at 128 kHz, where every sample frame is a "sample".
const MOST_SAMPLES: usize = 4 << 20;

/// A track of sound.
pub(super) struct Track {
    pub(super) id: u64,
    /// Ticks a second in this track.
    pub(super) ticks: u32,
    /// The content of the `stsd` box, as it was.
    pub(super) description: Vec<u8>,
    pub(super) described: Described,
    pub(super) edit: Option<Edit>,
    /// Whether the tables count bytes of a packed codec instead of samples (QuickTime before 2000): these are not cut.
    pub(super) packed: bool,
    /// Ticks the whole track is said to last.
    promised: u64,
    pub(super) samples: Samples,
}

/// The first entry of an edit list that shows something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edit {
    /// In the ticks of the film; 0 means to the end.
    pub(super) duration: u64,
    /// Where the sound starts, in the ticks of the track: what is before is the codec's delay.
    pub(super) start: u64,
}

/// The samples of the first seconds, in order.
#[derive(Default)]
pub(super) struct Samples {
    /// Runs of equal durations: how many samples, and how many ticks each.
    pub(super) durations: Vec<(u32, u32)>,
    pub(super) sizes: Vec<u32>,
    pub(super) extents: Vec<Extent>,
    /// Which of the descriptions is theirs, from 1.
    pub(super) description: u32,
    pub(super) ticks: u64,
    /// Ticks after which it is enough.
    wanted: u64,
    /// Whether all samples there are were taken.
    pub(super) whole: bool,
    /// Whether a limit was met before the wanted ticks.
    pub(super) limited: bool,
    /// Whether the file ends before its samples do.
    pub(super) beyond_file: bool,
}

/// Samples that lie one behind the other in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) offset: u64,
    pub(super) length: u64,
    /// Bytes in all extents before this one.
    pub(super) before: u64,
}

impl Samples {
    /// Whether no further sample is wanted.
    pub(super) fn has_enough(&self) -> bool {
        self.ticks >= self.wanted || self.limited || self.beyond_file
    }

    /// Adds the next sample, unless it is not wanted or not there; says whether it was added.
    pub(super) fn add(&mut self, offset: u64, size: u64, ticks: u64, file_size: u64) -> bool {
        let bytes = self.extents.last().map_or(0, |extent| extent.before + extent.length);
        self.limited |= bytes + size > MOST_BYTES || self.sizes.len() >= MOST_SAMPLES;
        self.beyond_file |= offset.checked_add(size).is_none_or(|end| end > file_size);
        if self.has_enough() {
            self.whole = self.beyond_file;
            return false;
        }
        match self.extents.last_mut() {
            Some(extent) if extent.offset + extent.length == offset => extent.length += size,
            _ => self.extents.push(Extent { offset, length: size, before: bytes }),
        }
        self.limited |= self.extents.len() >= MOST_READS as usize;
        self.sizes.push(size as u32);
        self.ticks += ticks;
        match self.durations.last_mut() {
            Some((count, each)) if u64::from(*each) == ticks => *count += 1,
            _ => self.durations.push((1, ticks as u32)),
        }
        true
    }
}

impl Track {
    /// Reads the content of a `trak` box; `None` when it is no sound.
    ///
    /// # Errors
    /// [`ExcerptError::Protected`] when the sound is encrypted.
    pub(super) fn read(trak: &[u8], seconds: f64, file_size: u64) -> Result<Option<Self>, ExcerptError> {
        let Some(media) = find(trak, &[b"mdia"]) else { return Ok(None) };
        let kind = find(media, &[b"hdlr"]).and_then(|handler| handler.get(8..12));
        let (Some(b"soun"), Some(tables)) = (kind, find(media, &[b"minf", b"stbl"])) else { return Ok(None) };
        let stsd = find(tables, &[b"stsd"]).unwrap_or(&[]);
        let described = describe(stsd).unwrap_or_default();
        if described.protected {
            return Err(ExcerptError::Protected { format: Format::Mp4 });
        }
        let header = find(media, &[b"mdhd"]).unwrap_or(&[]);
        let (ticks, promised) = match header.first() {
            Some(1) => (big_endian(header, 20, 4), big_endian(header, 24, 8)),
            _ => (big_endian(header, 12, 4), big_endian(header, 16, 4)),
        };
        let ticks = ticks.unwrap_or(0) as u32;
        if ticks == 0 {
            return Err(ExcerptError::DamagedHeader { format: Format::Mp4, what: "its track has no time scale" });
        }
        let edit = find(trak, &[b"edts", b"elst"]).and_then(Edit::read);
        let start = edit.map_or(0, |edit| edit.start);
        let wanted = ((seconds * f64::from(ticks)).ceil() as u64).max(1).saturating_add(start);
        let sizes = Sizes::read(tables);
        let samples = gather(tables, &sizes, wanted, file_size);
        let id = find(trak, &[b"tkhd"])
            .and_then(|header| big_endian(header, if header.first() == Some(&1) { 20 } else { 12 }, 4));
        Ok(Some(Self {
            id: id.unwrap_or(0),
            ticks,
            description: stsd.to_vec(),
            described,
            edit,
            packed: described.version == 1 && sizes.equal == 1,
            promised: promised.unwrap_or(0),
            samples,
        }))
    }

    /// Seconds of sound in the samples.
    pub(super) fn seconds_heard(&self) -> f64 {
        self.samples.ticks as f64 / f64::from(self.ticks)
    }

    /// Seconds of sound the header promises.
    pub(super) fn seconds_promised(&self) -> f64 {
        self.promised as f64 / f64::from(self.ticks)
    }
}

impl Edit {
    /// The first entry of an `elst` box's content that is no pause.
    fn read(list: &[u8]) -> Option<Self> {
        let (width, pause) = if *list.first()? == 1 { (8, u64::MAX) } else { (4, u64::from(u32::MAX)) };
        list.get(8..)?.chunks_exact(2 * width + 4).find_map(|entry| {
            let start = big_endian(entry, width, width)?;
            (start != pause && start <= i64::MAX as u64)
                .then_some(Self { duration: big_endian(entry, 0, width)?, start })
        })
    }
}

/// The sizes of samples: all equal, or one by one.
struct Sizes<'file> {
    equal: u64,
    count: u64,
    /// Bits of each size in the table.
    bits: usize,
    table: &'file [u8],
}

impl<'file> Sizes<'file> {
    fn read(tables: &'file [u8]) -> Self {
        let compact = find(tables, &[b"stz2"]);
        let content = find(tables, &[b"stsz"]).or(compact).unwrap_or(&[]);
        let bits = if find(tables, &[b"stsz"]).is_some() { 32 } else { usize::from(*content.get(7).unwrap_or(&0)) };
        let equal = if bits == 32 { big_endian(content, 4, 4).unwrap_or(0) } else { 0 };
        Self { equal, count: big_endian(content, 8, 4).unwrap_or(0), bits, table: content.get(12..).unwrap_or(&[]) }
    }

    fn get(&self, index: u64) -> Option<u64> {
        if index >= self.count {
            return None;
        }
        if self.equal > 0 {
            return Some(self.equal);
        }
        let index = usize::try_from(index).ok()?;
        match self.bits {
            4 => big_endian(self.table, index / 2, 1).map(|pair| if index % 2 == 0 { pair >> 4 } else { pair & 15 }),
            8 | 16 | 32 => big_endian(self.table, index * (self.bits / 8), self.bits / 8),
            _ => None,
        }
    }
}

/// The rows of a table: a count behind four bytes of version, then rows of this many bytes; never more than are there.
fn rows<'file>(tables: &'file [u8], name: &[u8; 4], width: usize) -> impl Iterator<Item = &'file [u8]> {
    let content = find(tables, &[name]).unwrap_or(&[]);
    let count = big_endian(content, 4, 4).unwrap_or(0) as usize;
    content.get(8..).unwrap_or(&[]).chunks_exact(width).take(count)
}

/// Lists the samples chunk by chunk until the `wanted` ticks.
fn gather(tables: &[u8], sizes: &Sizes, wanted: u64, file_size: u64) -> Samples {
    let mut samples = Samples { wanted, whole: true, ..Samples::default() };
    let wide = find(tables, &[b"co64"]).is_some();
    let (name, width) = if wide { (b"co64", 8) } else { (b"stco", 4) };
    let mut chunk_runs = rows(tables, b"stsc", 12).peekable();
    let mut durations = rows(tables, b"stts", 8);
    let (mut left, mut ticks, mut per_chunk, mut index) = (0, 0, 0, 0);
    for (chunk, offset) in (1u64..).zip(rows(tables, name, width)) {
        while let Some(run) = chunk_runs.next_if(|run| big_endian(run, 0, 4).is_some_and(|first| first <= chunk)) {
            per_chunk = big_endian(run, 4, 4).unwrap_or(0);
            let description = big_endian(run, 8, 4).unwrap_or(1) as u32;
            if index > 0 && description != samples.description {
                // Another codec goes on from here: what is before is heard.
                samples.limited = true;
                samples.whole = false;
                return samples;
            }
            samples.description = description;
        }
        let mut offset = big_endian(offset, 0, width).unwrap_or(0);
        for _ in 0..per_chunk {
            let Some(size) = sizes.get(index) else { return samples };
            // The last duration holds for samples the table forgot.
            while left == 0 {
                let Some(run) = durations.next() else { break };
                left = big_endian(run, 0, 4).unwrap_or(0);
                ticks = big_endian(run, 4, 4).unwrap_or(0);
            }
            left = left.saturating_sub(1);
            if !samples.add(offset, size, ticks, file_size) {
                return samples;
            }
            offset += size;
            index += 1;
        }
    }
    samples
}
