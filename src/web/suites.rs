//! Suites: which runs they are made of (page side), and a finished run drawn in another way (worker side).

use js_sys::Float32Array;
use wasm_bindgen::prelude::*;

use super::{
    convert::{matrix, plain, read},
    error::{Answer, problem},
};
use crate::{
    experiment::{
        self,
        suite::{Given, suites},
    },
    settings::Settings,
};

/// All suites under the visitor's settings: `[{name, open, runs: [{run_dir, settings, further_maps, needs: [{kind, name}], differs}]}]`.
/// `table`: system A's suites take numbers from a table; `genres`: how many values the column `genre` has.
///
/// # Errors
/// `settings_unreadable`.
#[wasm_bindgen(js_name = suitesTable)]
pub fn suites_table(settings: JsValue, table: bool, genres: u32) -> Answer<JsValue> {
    let settings: Settings = read("settings", settings)?;
    plain(&suites(&settings, Given { table, genres }))
}

/// Another map of a run's latents at work.
#[wasm_bindgen]
pub struct Redrawing {
    work: experiment::Redrawing,
}

#[wasm_bindgen]
impl Redrawing {
    /// `latents` of `rows` songs, drawn as `settings` say and laid over the map `before`, n×2.
    ///
    /// # Errors
    /// Settings out of range; latents that are not finite.
    #[wasm_bindgen(constructor)]
    pub fn new(latents: &[f32], rows: usize, before: &[f32], settings: JsValue) -> Answer<Redrawing> {
        let settings: Settings = read("settings", settings)?;
        let [latents, before] = [matrix(latents, rows)?.to_owned(), matrix(before, rows)?.to_owned()];
        Ok(Redrawing { work: experiment::Redrawing::new(latents, before, &settings).map_err(problem)? })
    }

    /// Moves the songs a little: `[done, total]`, or null when they are at rest.
    ///
    /// # Errors
    /// None on latents that were accepted.
    pub fn step(&mut self) -> Answer<JsValue> {
        self.work.step().map_err(problem)?.map_or(Ok(JsValue::NULL), |progress| plain(&progress))
    }

    /// The map, n×2.
    ///
    /// # Errors
    /// A map before that is of other songs.
    pub fn finish(self) -> Answer<Float32Array> {
        let places = self.work.finish().map_err(problem)?;
        Ok(Float32Array::from(places.iter().copied().collect::<Vec<_>>().as_slice()))
    }
}
