//! The checks of `tests/parity/`, to be called from JavaScript one at a time: a check that fails panics, and the module
//! is good for nothing afterwards.

#![cfg(target_arch = "wasm32")]

#[path = "../../parity/audio.rs"]
mod audio;
#[path = "../../parity/clusters.rs"]
mod clusters;
#[path = "../../parity/kmeans.rs"]
mod kmeans;
#[path = "../../parity/lyrics.rs"]
mod lyrics;
#[path = "../../parity/models.rs"]
mod models;
#[path = "../../parity/scores.rs"]
mod scores;
#[path = "../../parity/spectral.rs"]
mod spectral;
#[path = "../../parity/tsne.rs"]
mod tsne;
#[path = "../../parity/umap.rs"]
mod umap;
#[path = "../../reference_signals/mod.rs"]
mod reference_signals;

use wasm_bindgen::prelude::*;

fn all() -> impl Iterator<Item = &'static (&'static str, fn())> {
    [
        audio::CHECKS,
        clusters::CHECKS,
        kmeans::CHECKS,
        lyrics::CHECKS,
        models::CHECKS,
        scores::CHECKS,
        spectral::CHECKS,
        tsne::CHECKS,
        umap::CHECKS,
    ]
    .into_iter()
    .flatten()
}

/// The names of all checks.
#[wasm_bindgen]
pub fn checks() -> Vec<String> {
    all().map(|(name, _)| (*name).to_owned()).collect()
}

/// Runs the checks of this name and says how many there were.
#[wasm_bindgen]
pub fn check(name: &str) -> usize {
    all().filter(|(other, _)| *other == name).map(|(_, run)| run()).count()
}

/// The names of the reference signals.
#[wasm_bindgen]
pub fn signals() -> Vec<String> {
    reference_signals::SIGNALS.iter().map(|&name| name.to_owned()).collect()
}

/// A reference signal's samples at 22,050 Hz.
#[wasm_bindgen]
pub fn signal(name: &str) -> Vec<f32> {
    reference_signals::signal(name)
}
