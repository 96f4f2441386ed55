//! Fragmented files: every `moof` box lists the samples of the `mdat` behind it (ISO/IEC 14496-12, section 8.8).

use super::boxes::{children, find};
use super::track::Track;
use crate::audio::excerpt::held::big_endian;

/// What holds for a track's samples where a fragment says nothing, from `trex` in `mvex`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Defaults {
    track: u64,
    duration: u64,
    size: u64,
}

impl Defaults {
    /// All defaults in the content of an `mvex` box.
    pub(super) fn read(mvex: &[u8]) -> Vec<Self> {
        children(mvex)
            .filter(|(name, _)| name == b"trex")
            .filter_map(|(_, content)| {
                let field = |at| big_endian(content, at, 4);
                Some(Self { track: field(4)?, duration: field(12)?, size: field(16)? })
            })
            .collect()
    }
}

/// Reads a box's fields one behind the other.
struct Fields<'box_> {
    bytes: &'box_ [u8],
    at: usize,
}

impl Fields<'_> {
    fn next(&mut self, width: usize) -> Option<u64> {
        let field = big_endian(self.bytes, self.at, width)?;
        self.at += width;
        Some(field)
    }

    fn next_if(&mut self, flags: u64, flag: u64, width: usize) -> Option<u64> {
        if flags & flag != 0 { self.next(width) } else { None }
    }
}

/// Adds the samples that a `moof` box, whose header stands at `start` in the file, lists for the track.
pub(super) fn gather(moof: &[u8], start: u64, defaults: &[Defaults], track: &mut Track, file_size: u64) {
    for (_, fragment) in children(moof).filter(|(name, _)| name == b"traf") {
        let Some(header) = find(fragment, &[b"tfhd"]) else { continue };
        let mut fields = Fields { bytes: header, at: 0 };
        let (Some(flags), Some(id)) = (fields.next(4), fields.next(4)) else { continue };
        if id != track.id {
            continue;
        }
        let general = defaults.iter().find(|defaults| defaults.track == id).copied().unwrap_or_default();
        let base = fields.next_if(flags, 0x1, 8).unwrap_or(start);
        fields.next_if(flags, 0x2, 4);
        let duration = fields.next_if(flags, 0x8, 4).unwrap_or(general.duration);
        let size = fields.next_if(flags, 0x10, 4).unwrap_or(general.size);
        let mut next = base;
        for (_, run) in children(fragment).filter(|(name, _)| name == b"trun") {
            next = gather_run(run, (base, next), (duration, size), track, file_size);
        }
    }
}

/// Adds the samples of one `trun` box; returns where the next run's samples start if it does not say.
fn gather_run(
    run: &[u8],
    (base, next): (u64, u64),
    (duration, size): (u64, u64),
    track: &mut Track,
    file_size: u64,
) -> u64 {
    let mut fields = Fields { bytes: run, at: 0 };
    let (Some(flags), Some(count)) = (fields.next(4), fields.next(4)) else { return next };
    let from_base =
        fields.next_if(flags, 0x1, 4).map(|offset| base.saturating_add_signed(i64::from(offset as u32 as i32)));
    let mut offset = from_base.unwrap_or(next);
    fields.next_if(flags, 0x4, 4);
    // Where the rows carry anything, no more samples are there than rows.
    const IN_ROWS: u64 = 0x100 | 0x200 | 0x400 | 0x800;
    for _ in 0..count {
        if flags & IN_ROWS != 0 && fields.at >= run.len() {
            break;
        }
        let duration = fields.next_if(flags, 0x100, 4).unwrap_or(duration);
        let size = fields.next_if(flags, 0x200, 4).unwrap_or(size);
        fields.next_if(flags, 0x400, 4);
        fields.next_if(flags, 0x800, 4);
        if !track.samples.add(offset, size, duration, file_size) {
            break;
        }
        offset += size;
    }
    offset
}
