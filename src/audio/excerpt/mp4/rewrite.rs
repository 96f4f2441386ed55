//! Writes the small file: one track, one chunk, tables that fit.

use super::boxes::boxed;
use super::track::{Edit, Samples, Track};

/// An MP4 file of one track with these samples; `file_type` is the whole `ftyp` box, or nothing (QuickTime had none at
/// first).
pub(super) fn file(file_type: &[u8], movie_ticks: u32, track: &Track, sound: &[u8]) -> Vec<u8> {
    let movie_ticks = if movie_ticks == 0 { track.ticks } else { movie_ticks };
    // The tables say where the sound lies, which is behind the tables: their length does not depend on what they say.
    let before = file_type.len() + movie(movie_ticks, track, 0).len() + 8;
    let mut file = file_type.to_vec();
    file.extend_from_slice(&movie(movie_ticks, track, before as u32));
    file.extend_from_slice(&boxed(b"mdat", sound));
    file
}

/// A box of boxes.
fn nested(name: &[u8; 4], boxes: &[Vec<u8>]) -> Vec<u8> {
    boxed(name, &boxes.concat())
}

/// A box whose content is a row of 32-bit numbers.
fn numbers(name: &[u8; 4], numbers: &[u32]) -> Vec<u8> {
    boxed(name, &numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<_>>())
}

const UNIT_MATRIX: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];

fn movie(movie_ticks: u32, track: &Track, sound_at: u32) -> Vec<u8> {
    let edit = track.edit.map(|edit| shortened(edit, movie_ticks, track));
    let played = track.samples.ticks.saturating_sub(track.edit.map_or(0, |edit| edit.start));
    let length = in_ticks(played, movie_ticks, track.ticks).min(u64::from(u32::MAX)) as u32;
    let mut header = vec![0, 0, 0, movie_ticks, length, 0x1_0000, 0x0100_0000, 0, 0];
    header.extend_from_slice(&UNIT_MATRIX);
    header.extend_from_slice(&[0, 0, 0, 0, 0, 0, 2]);
    const ENABLED_IN_MOVIE: u32 = 7;
    let mut track_header = vec![ENABLED_IN_MOVIE, 0, 0, 1, 0, length, 0, 0, 0, 0x0100_0000];
    track_header.extend_from_slice(&UNIT_MATRIX);
    track_header.extend_from_slice(&[0, 0]);
    let mut boxes = vec![numbers(b"tkhd", &track_header)];
    if let Some(edit) = edit {
        let (duration, start) = (edit.duration, edit.start);
        let list =
            [0x0100_0000, 1, (duration >> 32) as u32, duration as u32, (start >> 32) as u32, start as u32, 0x1_0000];
        boxes.push(nested(b"edts", &[numbers(b"elst", &list)]));
    }
    boxes.push(media(track, sound_at));
    nested(b"moov", &[numbers(b"mvhd", &header), nested(b"trak", &boxes)])
}

/// The edit for the samples that were kept. When all were, it stays as it was: it may cut the codec's padding off the
/// end.
fn shortened(edit: Edit, movie_ticks: u32, track: &Track) -> Edit {
    if track.samples.whole || edit.duration == 0 {
        return edit;
    }
    let kept = in_ticks(track.samples.ticks.saturating_sub(edit.start), movie_ticks, track.ticks);
    Edit { duration: kept.min(edit.duration), ..edit }
}

/// A number of ticks at one scale, at another.
fn in_ticks(ticks: u64, to: u32, from: u32) -> u64 {
    (u128::from(ticks) * u128::from(to) / u128::from(from.max(1))).min(u128::from(u64::MAX)) as u64
}

fn media(track: &Track, sound_at: u32) -> Vec<u8> {
    const UNDETERMINED_LANGUAGE: u32 = 0x55c4_0000;
    let length = track.samples.ticks.min(u64::from(u32::MAX)) as u32;
    let sound = u32::from_be_bytes(*b"soun");
    nested(
        b"mdia",
        &[
            numbers(b"mdhd", &[0, 0, 0, track.ticks, length, UNDETERMINED_LANGUAGE]),
            boxed(b"hdlr", &[[0, 0, sound, 0, 0, 0].map(u32::to_be_bytes).concat(), vec![0]].concat()),
            nested(
                b"minf",
                &[
                    numbers(b"smhd", &[0, 0]),
                    nested(
                        b"dinf",
                        &[boxed(b"dref", &[[0, 1].map(u32::to_be_bytes).concat(), numbers(b"url ", &[1])].concat())],
                    ),
                    tables(track, sound_at),
                ],
            ),
        ],
    )
}

fn tables(track: &Track, sound_at: u32) -> Vec<u8> {
    let Samples { durations, sizes, description, .. } = &track.samples;
    let count = sizes.len() as u32;
    let mut times = vec![0, durations.len() as u32];
    times.extend(durations.iter().flat_map(|&(count, ticks)| [count, ticks]));
    let equal = sizes.first().copied().filter(|first| *first > 0 && sizes.iter().all(|size| size == first));
    let mut lengths = vec![0, equal.unwrap_or(0), count];
    if equal.is_none() {
        lengths.extend_from_slice(sizes);
    }
    nested(
        b"stbl",
        &[
            boxed(b"stsd", &track.description),
            numbers(b"stts", &times),
            numbers(b"stsc", &[0, 1, 1, count, (*description).max(1)]),
            numbers(b"stsz", &lengths),
            numbers(b"stco", &[0, 1, sound_at]),
        ],
    )
}
