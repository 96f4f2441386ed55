//! Whether what is said of a run fits its tensors.

use super::{
    MOST_FRAMES, ProjectFileError, RunAbout,
    check::{check_said, different, plain_name},
    error::damaged,
    parts::Parts,
    rule::Rule,
    too_large,
};
use crate::{
    archive::{safe_name, safetensors::Type},
    settings::Projection,
};

/// Why a song may not be part of a run.
const LACKS: [&str; 5] = ["no_sound", "no_lyrics", "no_table", "no_condition", "unknown_condition"];

pub(super) fn check_run(
    part: &str,
    run: &RunAbout,
    lists: &[Vec<String>],
    parts: &mut Parts<'_>,
) -> Result<(), ProjectFileError> {
    run.settings.check().map_err(|error| damaged(part, error))?;
    let list = |place: usize| lists.get(place).ok_or_else(|| damaged(part, "it names a list of ids that there is not"));
    let ids = list(run.ids)?;
    let rows = ids.len();
    different(part, ids)?;
    if rows == 0 || list(run.song_ids)?.len() != rows {
        return Err(damaged(part, "it needs a song for each of its rows"));
    }
    check_words(part, run, rows)?;
    check_arrays(part, run, rows, parts)?;
    if let Some(place) = run.song_level {
        let songs = list(place)?;
        different(part, songs)?;
        // A song is in the group of most of its clips: there may be more groups than songs.
        check_map(&format!("{part}.songs"), songs.len(), rows, parts)?;
    }
    Ok(())
}

/// What is said in words and single numbers.
fn check_words(part: &str, run: &RunAbout, rows: usize) -> Result<(), ProjectFileError> {
    let wrong = |what: &str| Err(damaged(part, what));
    if run.frames.len() > MOST_FRAMES {
        return Err(too_large("frames", run.frames.len() as u64, MOST_FRAMES as u64));
    }
    if run.left_out.iter().any(|song| !LACKS.contains(&song.code.as_str())) {
        return wrong("a song is left out for a reason that there is not");
    }
    let named = [&run.outliers, &run.held_out.validation, &run.held_out.test];
    let recon = run.recon.as_ref().map(|recon| &recon.rows);
    if named.into_iter().chain(recon).flatten().any(|&row| row >= rows) {
        return wrong("it names a row that there is not");
    }
    if run.silhouette_groups.iter().any(|group| group.label < -1 || i64::from(group.label) >= rows as i64) {
        return wrong("it names a group that there is not");
    }
    if run.best_epoch.is_some_and(|epoch| epoch == 0 || epoch > run.losses.len() as u64) {
        return wrong("it names an epoch that there is not");
    }
    run.warnings.iter().try_for_each(|said| check_said(part, said))?;
    let scores = run.repeats.iter().flat_map(|repeats| repeats.scores.keys());
    run.seconds.keys().chain(scores).try_for_each(|name| plain_name(part, name))?;
    if run.further_maps.iter().any(|name| !Projection::NAMES.contains(&name.as_str())) {
        return wrong("it is drawn in a way that there is not");
    }
    match &run.suite {
        Some(suite) if !is_folder_of(&suite.name, &suite.run_dir) => wrong("its folder is no name of one"),
        _ => Ok(()),
    }
}

/// Folders of an archive that are not a suite's.
const OTHER_FOLDERS: [&str; 2] = ["runs", "metric_comparison"];

/// Whether it can be the folder of a run of that suite in an archive.
fn is_folder_of(suite: &str, folder: &str) -> bool {
    let inside = folder.strip_prefix(suite).is_some_and(|rest| rest.len() > 1 && rest.starts_with('/'));
    inside && !suite.contains('/') && !OTHER_FOLDERS.contains(&suite) && is_folder(folder)
}

/// Whether it can be the name of a folder in an archive: it leads nowhere else.
fn is_folder(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
    let taken = |step: &str| !step.is_empty() && step.bytes().all(plain) && safe_name(step) == step;
    name.len() <= 100 && name.split('/').all(taken)
}

/// Groups, latents and places of a map of so many rows, in fewer than `groups` groups; the places may be missing, where no map was
/// drawn.
fn check_map(part: &str, rows: usize, groups: usize, parts: &mut Parts<'_>) -> Result<u64, ProjectFileError> {
    let one = rows as u64;
    parts.need(&format!("{part}.clusters"), Type::I32, &[one], Rule::Labels { least: -1, rows: groups })?;
    parts.may(&format!("{part}.projection"), Type::F32, &[one, 2], Rule::Finite32)?;
    parts.matrix(&format!("{part}.latents"), Type::F32, rows, Rule::Finite32)
}

fn check_arrays(part: &str, run: &RunAbout, rows: usize, parts: &mut Parts<'_>) -> Result<(), ProjectFileError> {
    let one = rows as u64;
    let name = |of: &str| format!("{part}.{of}");
    let units = check_map(part, rows, rows, parts)?;
    if !run.kl_per_unit.is_empty() && run.kl_per_unit.len() as u64 != units {
        return Err(damaged(part, "it has more or fewer units than latents"));
    }
    parts.may(&name("before"), Type::F32, &[one, 2], Rule::Finite32)?;
    parts.may(&name("silhouettes"), Type::F64, &[one], Rule::Silhouettes)?;
    parts.may(&name("memberships"), Type::F32, &[one], Rule::Finite32)?;
    parts.may(&name("k_distances"), Type::F64, &[one], Rule::Finite64)?;
    parts.may(&name("reconstruction_errors"), Type::F32, &[one], Rule::Finite32)?;
    if parts.may(&name("dendrogram.order"), Type::U32, &[one], Rule::Order { rows })? {
        parts.need(&name("dendrogram.merges"), Type::F64, &[one.saturating_sub(1), 4], Rule::Merges { rows })?;
    }
    let moments = run.frames.len() as u64;
    if moments > 0 {
        parts.need(&name("frames.maps"), Type::F32, &[moments, one, 2], Rule::Finite32)?;
        parts.need(&name("frames.labels"), Type::I32, &[moments, one], Rule::Labels { least: -2, rows })?;
    }
    if let Some(recon) = &run.recon {
        let columns = parts.matrix(&name("recon.original"), Type::F32, recon.rows.len(), Rule::Finite32)?;
        let shape = [recon.rows.len() as u64, columns];
        parts.need(&name("recon.reconstructed"), Type::F32, &shape, Rule::Finite32)?;
        let map = recon.bands.checked_mul(recon.frames);
        if (recon.bands, recon.frames) != (0, 0) && map != Some(columns) {
            return Err(damaged(name("recon"), "a map of such a size has another number of columns"));
        }
    }
    if let Some(columns) = parts.length(&name("scale.mean")) {
        parts.need(&name("scale.mean"), Type::F32, &[columns], Rule::Finite32)?;
        parts.need(&name("scale.std"), Type::F32, &[columns], Rule::Finite32)?;
    }
    for place in 0..run.further_maps.len() {
        parts.need(&name(&format!("further.{place}")), Type::F32, &[one, 2], Rule::Finite32)?;
    }
    let model = name("model");
    if let Some(bytes) = parts.length(&model) {
        parts.need(&model, Type::U8, &[bytes], Rule::Anything)?;
    }
    Ok(())
}
