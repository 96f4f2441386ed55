//! Whether the parts of a project fit each other: songs, what describes them, and the tensors that hold it.

use std::collections::{BTreeMap, HashSet};

use super::{
    Datum, Described, MOST_RUNS, MOST_SONGS, ProjectAbout, ProjectFileError, Said, TrackAbout, Value, error::damaged,
    parts::Parts, rule::Rule, run_check::check_run, too_large,
};
use crate::archive::safetensors::{Place, Type};

/// Peaks of a song's waveform.
const PEAKS: u64 = 64;
/// The most columns of a library.
const MOST_COLUMNS: usize = 10_000;

/// What each tensor must be.
pub(super) fn rules(
    about: &ProjectAbout,
    tensors: &BTreeMap<String, Place>,
) -> Result<BTreeMap<String, Rule>, ProjectFileError> {
    for (part, found, most) in [
        ("songs", about.tracks.len(), MOST_SONGS),
        ("runs", about.runs.len(), MOST_RUNS),
        ("columns", about.columns.len(), MOST_COLUMNS),
    ] {
        if found > most {
            return Err(too_large(part, found as u64, most as u64));
        }
    }
    about.settings.check().map_err(|error| damaged("settings", error))?;
    different("columns", &about.columns)?;
    different("tracks", about.tracks.iter().map(|track| &track.id))?;
    about.tracks.iter().try_for_each(|track| check_track(track, about.columns.len()))?;
    let mut parts = Parts::new(tensors);
    for (place, group) in about.heard.iter().enumerate() {
        let name = format!("heard.{place}");
        let rows = rows_of(&name, group, &about.tracks, |track| track.heard.as_ref().map(|heard| heard.clips))?;
        parts.matrix(&name, Type::F32, rows, Rule::Finite32)?;
    }
    for (place, group) in about.given.iter().enumerate() {
        let name = format!("given.{place}");
        let rows = rows_of(&name, group, &about.tracks, |_| Some(1))?;
        parts.matrix(&name, Type::F32, rows, Rule::Finite32)?;
    }
    let waved = about.thumbnails.len();
    if about.thumbnails.iter().any(|&place| place >= about.tracks.len()) {
        return Err(damaged("thumbnails", "a song is named that there is not"));
    }
    if waved > 0 {
        parts.need("thumbnails", Type::F32, &[waved as u64, PEAKS], Rule::Finite32)?;
    }
    let mut before = 0;
    for (place, run) in about.runs.iter().enumerate() {
        let part = format!("runs.{place}");
        if run.number <= before || run.number > MOST_NUMBER {
            return Err(damaged(part, "the runs are not in order"));
        }
        before = run.number;
        check_run(&part, run, &about.ids, &mut parts)?;
    }
    different("runs", about.runs.iter().filter_map(|run| run.suite.as_ref()).map(|suite| &suite.run_dir))?;
    if about.model.is_some() {
        let bytes = parts.length("model").unwrap_or_default();
        parts.need("model", Type::U8, &[bytes], Rule::Anything)?;
    }
    parts.finish()
}

/// The highest number of a run: those that follow in another visit count on from it.
const MOST_NUMBER: u32 = 1_000_000;

/// Refuses a name that stands twice.
pub(super) fn different<'a>(part: &str, names: impl IntoIterator<Item = &'a String>) -> Result<(), ProjectFileError> {
    let mut seen = HashSet::new();
    match names.into_iter().find(|name| !seen.insert(name.as_str())) {
        Some(_) => Err(damaged(part, "a name stands in it twice")),
        None => Ok(()),
    }
}

/// Refuses what is no name of a program's own: of letters, digits, and some marks between them.
pub(super) fn plain_name(part: &str, name: &str) -> Result<(), ProjectFileError> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'.');
    let begins = name.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric());
    match begins && name.len() <= 80 && name.bytes().all(plain) {
        true => Ok(()),
        false => Err(damaged(part, "it holds a name of another kind than there are")),
    }
}

/// Refuses a warning without a code; its data are plain, which the types see to.
pub(super) fn check_said(part: &str, said: &Said) -> Result<(), ProjectFileError> {
    said.keys().try_for_each(|key| plain_name(part, key))?;
    match said.get("code") {
        Some(Datum::One(Value::Text(code))) => plain_name(part, code),
        _ => Err(damaged(part, "a warning has no code")),
    }
}

fn check_track(track: &TrackAbout, columns: usize) -> Result<(), ProjectFileError> {
    if track.cells.len() != columns {
        return Err(damaged("tracks", "a song has more or fewer cells than there are columns"));
    }
    track.problem.iter().chain(&track.notices).try_for_each(|said| check_said("tracks", said))?;
    let hexadecimal = |hash: &String| hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !track.hash.as_ref().is_none_or(hexadecimal) {
        return Err(damaged("tracks", "a content hash is none"));
    }
    // A song is known again by its hash: one that was heard has one.
    if track.heard.is_some() && track.hash.is_none() {
        return Err(damaged("tracks", "a song was heard and has no content hash"));
    }
    track.heard.iter().try_for_each(|heard| plain_name("tracks", &heard.key))
}

/// Rows that a tensor must have: those of all songs it is about.
fn rows_of(
    part: &str,
    group: &Described,
    tracks: &[TrackAbout],
    rows: impl Fn(&TrackAbout) -> Option<usize>,
) -> Result<usize, ProjectFileError> {
    plain_name(part, &group.feature)?;
    let of = |&place: &usize| tracks.get(place).and_then(&rows).filter(|&rows| rows > 0);
    let total = group.tracks.iter().try_fold(0_usize, |sum, place| sum.checked_add(of(place)?));
    total.ok_or_else(|| damaged(part, "it is about a song that was not heard, or is not there"))
}
