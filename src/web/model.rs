//! The worker's side: a finished map as a file, read again, and further songs put onto it.

use std::sync::Arc;

use js_sys::{Array, Float32Array, Object, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{
    convert::{plain, set_labels, set_matrix},
    error::{Answer, problem, set},
    run::{given_songs, song_level_to_js},
};
use crate::{
    archive::{read_model, write_model},
    experiment::{Column, Encoder, Placing, TrainedMap},
    projection::Frame,
    settings::Settings,
};

/// The file of a trained map.
pub(super) fn model_bytes(map: &TrainedMap) -> Answer<Uint8Array> {
    Ok(Uint8Array::from(write_model(map).map_err(problem)?.as_slice()))
}

/// The same file with the titles and artists of its rows.
///
/// # Errors
/// Codes `model_…`.
#[wasm_bindgen(js_name = nameModel)]
pub fn name_model(bytes: &[u8], titles: Vec<String>, artists: Vec<String>) -> Answer<Uint8Array> {
    let mut map = read_model(bytes).map_err(problem)?;
    let rows = map.songs.ids.len();
    for (named, names) in [(&mut map.songs.titles, titles), (&mut map.songs.artists, artists)] {
        *named = names;
        named.resize(rows, String::new());
    }
    model_bytes(&map)
}

/// A trained map that was read from a file.
#[wasm_bindgen]
pub struct Model {
    map: Arc<TrainedMap>,
}

/// What the page says of a model.
#[derive(Serialize)]
struct About<'a> {
    settings: &'a Settings,
    ids: &'a [String],
    song_ids: &'a [String],
    titles: &'a [String],
    artists: &'a [String],
    columns: &'a [Column],
    /// Numbers that describe each row.
    features: usize,
    /// Numbers a row has in the latent space.
    units: usize,
    groups: usize,
    /// Numbers of the network; 0 without one.
    parameters: usize,
    /// The values of the condition's column, if the network was told one.
    condition: Option<&'a [String]>,
}

#[wasm_bindgen]
impl Model {
    /// # Errors
    /// Codes `model_…`: what is wrong with the file.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Answer<Model> {
        Ok(Model { map: Arc::new(read_model(bytes).map_err(problem)?) })
    }

    /// `{settings, ids, song_ids, titles, artists, columns, features, units, groups, parameters, condition}`; the lists
    /// have an entry a row.
    ///
    /// # Errors
    /// None.
    pub fn about(&self) -> Answer<JsValue> {
        let TrainedMap { settings, describer, encoder, centres, songs, .. } = self.map.as_ref();
        plain(&About {
            settings,
            ids: &songs.ids,
            song_ids: &songs.song_ids,
            titles: &songs.titles,
            artists: &songs.artists,
            columns: &songs.columns,
            features: describer.columns(),
            units: songs.latents.ncols(),
            groups: centres.nrows(),
            parameters: match encoder {
                Encoder::Network(model) => model.parameters.len(),
                Encoder::Pca { .. } | Encoder::Raw => 0,
            },
            condition: describer.condition.as_ref().map(|told| told.categories.names.as_slice()),
        })
    }
}

/// Songs on their way onto a trained map; see [`Placing`].
#[wasm_bindgen]
pub struct Placement {
    placing: Placing,
    variance_shown: Option<[f64; 2]>,
    features: usize,
}

#[wasm_bindgen]
impl Placement {
    /// `songs` and `numbers` as of a run; none show the map as it is.
    ///
    /// # Errors
    /// What [`Placing::new`] refuses.
    #[wasm_bindgen(constructor)]
    pub fn new(model: &Model, songs: JsValue, numbers: &[f32]) -> Answer<Placement> {
        let map = model.map.clone();
        let variance_shown = map.frame.as_ref().and_then(Frame::variance_shown);
        let features = map.describer.columns();
        let placing = Placing::new(map, given_songs(songs, numbers)?).map_err(problem)?;
        Ok(Placement { placing, variance_shown, features })
    }

    /// Places some more songs: `[placed, of]`, or null when none is left.
    ///
    /// # Errors
    /// `other_width`, `no_place`, `non_finite_feature`.
    pub fn step(&mut self) -> Answer<JsValue> {
        match self.placing.step().map_err(problem)? {
            true => plain(&self.placing.progress()),
            false => Ok(JsValue::NULL),
        }
    }

    /// The map with the songs, scored against the column `label`: `{ids, songIds, known, given, leftOut, songLevel,
    /// clusters, latents, latentUnits, projection, metrics, agreement, silhouettes, varianceShown, featureColumns,
    /// warnings}`. The first `known` rows are the map's own; `given` has the row of each among the songs given, or null.
    ///
    /// # Errors
    /// None on songs that were accepted.
    pub fn finish(self, label: &str) -> Answer<JsValue> {
        let placed = self.placing.finish(label).map_err(problem)?;
        let object = Object::new().into();
        set(&object, "ids", &plain(&placed.ids)?);
        set(&object, "songIds", &plain(&placed.song_ids)?);
        set(&object, "known", &(placed.known as f64).into());
        set(&object, "given", &plain(&placed.given)?);
        set(&object, "leftOut", &plain(&placed.left_out)?);
        set(&object, "songLevel", &placed.song_level.as_ref().map_or(Ok(JsValue::NULL), song_level_to_js)?);
        set_labels(&object, "clusters", &placed.clusters);
        set_matrix(&object, "latents", &placed.latents);
        set(&object, "latentUnits", &(placed.latents.ncols() as f64).into());
        set_matrix(&object, "projection", &placed.projection);
        set(&object, "before", &Float32Array::new_with_length(0));
        set(&object, "metrics", &plain(&placed.scores)?);
        set(&object, "agreement", &plain(&placed.agreement)?);
        set(&object, "silhouettes", &plain(&placed.silhouette_per_song)?);
        set(&object, "silhouetteGroups", &plain(&placed.silhouette_per_group)?);
        set(&object, "varianceShown", &plain(&self.variance_shown)?);
        set(&object, "featureColumns", &(self.features as f64).into());
        let warnings: Array = placed.warnings.into_iter().map(problem).collect();
        set(&object, "warnings", &warnings);
        Ok(object)
    }
}
