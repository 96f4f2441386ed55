//! What a visitor takes home, as bytes for a download.

use js_sys::{Object, Uint8Array};
use wasm_bindgen::prelude::*;

use super::{
    convert::read,
    error::{Answer, problem, set},
};
use crate::archive::{self, Latents, MetricsRow, PlaylistEntry, SongsTable};

/// `clustering_metrics.csv` of runs: an array of `{settings, metrics, warnings: [code], failed}`; a run that failed has no metrics.
///
/// # Errors
/// Rows that cannot be read.
#[wasm_bindgen(js_name = metricsCsv)]
pub fn metrics_csv(rows: JsValue) -> Answer<Vec<u8>> {
    Ok(archive::metrics_csv(&read::<Vec<MetricsRow>>("runs", rows)?))
}

/// `{suite}_task_comparison.csv` of runs that also have a `run_dir`.
///
/// # Errors
/// Rows that cannot be read.
#[wasm_bindgen(js_name = comparisonCsv)]
pub fn comparison_csv(rows: JsValue) -> Answer<Vec<u8>> {
    Ok(archive::comparison_csv(&read::<Vec<MetricsRow>>("runs", rows)?))
}

/// `songs.csv` of `{ids, clusters, projection, titles, artists, columns: [{name, values}]}`.
///
/// # Errors
/// A table that cannot be read; lists of different lengths.
#[wasm_bindgen(js_name = songsCsv)]
pub fn songs_csv(table: JsValue) -> Answer<Vec<u8>> {
    archive::songs_csv(&read::<SongsTable>("songs", table)?).map_err(problem)
}

/// `latents.npz`: `z` with `units` numbers a row, and the columns' `mean` and `std`.
///
/// # Errors
/// Lists that do not belong together.
#[wasm_bindgen(js_name = latentsNpz)]
pub fn latents_npz(
    ids: Vec<String>,
    z: &[f32],
    units: usize,
    clusters: &[i32],
    mean: &[f32],
    std: &[f32],
) -> Answer<Vec<u8>> {
    archive::latents_npz(Latents { ids: &ids, z, units, clusters, mean, std }).map_err(problem)
}

/// A playlist of `[{path, title, artist, seconds}]`: `{bytes, leftOut}`, the latter how many songs have no file.
///
/// # Errors
/// Songs that cannot be read.
#[wasm_bindgen(js_name = playlistM3u8)]
pub fn playlist_m3u8(name: &str, songs: JsValue) -> Answer<JsValue> {
    let playlist = archive::playlist_m3u8(name, &read::<Vec<PlaylistEntry>>("songs", songs)?);
    let object = Object::new().into();
    set(&object, "bytes", &Uint8Array::from(playlist.bytes.as_slice()));
    set(&object, "leftOut", &(playlist.left_out as f64).into());
    Ok(object)
}

/// A stranger's text as a name that every system can unpack.
#[wasm_bindgen(js_name = safeName)]
pub fn safe_name(text: &str) -> String {
    archive::safe_name(text)
}

/// A .zip in the making; see [`archive::Archive`].
#[wasm_bindgen]
#[derive(Default)]
pub struct Archive {
    archive: archive::Archive,
}

#[wasm_bindgen]
impl Archive {
    /// Nothing in it.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Archive {
        Archive::default()
    }

    /// Adds a file: the bytes that follow those there are already.
    ///
    /// # Errors
    /// `archive_path`: a path that leads out of the archive.
    pub fn add(&mut self, path: &str, bytes: &[u8], compress: bool) -> Answer<Vec<u8>> {
        self.archive.add(path, bytes, compress).map_err(problem)
    }

    /// The last bytes.
    ///
    /// # Errors
    /// None after entries that were taken.
    pub fn finish(self) -> Answer<Vec<u8>> {
        self.archive.finish().map_err(problem)
    }
}
