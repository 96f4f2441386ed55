//! The worker's side: an experiment, one step at a time.

use js_sys::{Array, Float32Array, Float64Array, Object, Uint32Array};
use ndarray::Array1;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use super::{
    blocks::sheet_to_js,
    convert::{matrix, plain, read, set_labels, set_matrix},
    error::{Answer, problem, set},
    model::model_bytes,
    training::{lesson, share_to_js, shares_from_js},
};
use crate::{
    clustering::Dendrogram,
    experiment::{
        self, Column, Decoder, Experiment, Moment, Numbers, Progress, Reconstructions, SongLevel, Songs,
        blocks::Sharing,
    },
    features::Scaling,
    models::training::Losses,
    settings::Settings,
};

/// What a worker remembers from one run to the next, so that changing the groups or a weight does not train again.
#[wasm_bindgen]
#[derive(Default)]
pub struct Memory {
    kept: experiment::Memory,
    decoder: Option<Decoder>,
}

#[wasm_bindgen]
impl Memory {
    /// Nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Memory {
        Memory::default()
    }

    /// What the network of the last run draws at `latent`, under the condition of the song in `row` (none: the average):
    /// `{values, columns, bands, frames}`, bands and frames 0 where a song is no map; null without a network.
    ///
    /// # Errors
    /// `other_latent`.
    pub fn decode(&self, latent: &[f32], row: Option<usize>) -> Answer<JsValue> {
        let Some(decoder) = &self.decoder else {
            return Ok(JsValue::NULL);
        };
        let values = decoder.draw(latent, row).map_err(problem)?;
        let object = Object::new().into();
        set(&object, "columns", &(values.len() as f64).into());
        set_map_shape(&object, decoder.map());
        set(&object, "values", &Float32Array::from(values.as_slice()));
        Ok(object)
    }
}

/// The songs of a run as the page hands them over.
#[derive(Deserialize)]
struct Given {
    ids: Vec<String>,
    song_ids: Vec<String>,
    lyrics: Vec<Option<String>>,
    columns: Vec<Column>,
    present: Vec<bool>,
}

/// Songs as the page hands them over, with the numbers of those that are present, row by row.
pub(super) fn given_songs(songs: JsValue, numbers: &[f32]) -> Answer<Songs> {
    let Given { ids, song_ids, lyrics, columns, present } = read("songs", songs)?;
    let rows = present.iter().filter(|present| **present).count();
    let numbers = Numbers { values: matrix(numbers, rows)?.to_owned(), present };
    Ok(Songs { ids, song_ids, numbers, lyrics, columns })
}

/// A run at work.
#[wasm_bindgen]
pub struct Run {
    experiment: Experiment,
}

#[wasm_bindgen]
impl Run {
    /// `songs` (`{ids, song_ids, lyrics, columns: [{name, values}], present}`, one entry a row), `numbers` of those that are
    /// `present`, row by row, `settings` by name.
    ///
    /// # Errors
    /// What [`Experiment::new`] refuses.
    #[wasm_bindgen(constructor)]
    pub fn new(songs: JsValue, numbers: &[f32], settings: JsValue, memory: &Memory) -> Answer<Run> {
        let songs = given_songs(songs, numbers)?;
        let settings: Settings = read("settings", settings)?;
        let experiment = Experiment::new(songs, settings, &memory.kept).map_err(problem)?;
        Ok(Run { experiment })
    }

    /// What the next step works on: lyrics, sound, represent, neighbours, group, draw_back, score, map, repeat or done.
    pub fn stage(&self) -> Answer<JsValue> {
        plain(&self.experiment.stage())
    }

    /// The songs that take part, one a row; empty before the stage represent.
    pub fn ids(&self) -> Vec<String> {
        self.experiment.ids().to_vec()
    }

    /// The frame of this moment; null before the stage represent.
    ///
    /// # Errors
    /// None on songs that were accepted.
    pub fn frame(&mut self) -> Answer<JsValue> {
        let moment = self.experiment.moment().map_err(problem)?;
        Ok(moment.as_ref().map(moment_to_js).transpose()?.unwrap_or(JsValue::NULL))
    }

    /// What other workers need in order to help with work on all pairs of songs: once for each such work, null at any other
    /// time or where it would not pay.
    pub fn sheet(&mut self) -> JsValue {
        let worth_it = self.experiment.sharing().is_some_and(Sharing::tell);
        match self.experiment.sheet().filter(|_| worth_it) {
            Some(sheet) => sheet_to_js(sheet),
            None => JsValue::NULL,
        }
    }

    /// A block of that work for a helper; undefined when all are done or given out.
    #[wasm_bindgen(js_name = handOut)]
    pub fn hand_out(&mut self) -> Option<usize> {
        self.experiment.sharing().and_then(Sharing::hand_out)
    }

    /// Takes a block from a helper; without its values it is computed here.
    #[wasm_bindgen(js_name = takeBlock)]
    pub fn take_block(&mut self, block: usize, values: Option<Vec<f64>>) {
        if let Some(sharing) = self.experiment.sharing() {
            sharing.take(block, values);
        }
    }

    /// Whether helpers have all that is left to do.
    #[wasm_bindgen(js_name = isWaiting)]
    pub fn is_waiting(&mut self) -> bool {
        self.experiment.sharing().is_some_and(|sharing| sharing.is_waiting())
    }

    /// What other workers need in order to help with the network in training; null where none is or it would not pay.
    pub fn lesson(&self) -> Answer<JsValue> {
        self.experiment.training().map_or(Ok(JsValue::NULL), lesson)
    }

    /// As [`Replica::work`](super::training::Replica::work), for the network in training.
    pub fn work(&mut self, first: usize, last: usize) -> JsValue {
        share_to_js(self.experiment.work(&(first..last)))
    }

    /// Takes the shares of all parts of a batch, in order; as [`Run::step`].
    ///
    /// # Errors
    /// Shares that cannot be read; the error of the stage that failed.
    pub fn absorb(&mut self, shares: Array) -> Answer<JsValue> {
        let progress = self.experiment.absorb(shares_from_js(&shares)?).map_err(problem)?;
        progress_to_js(progress)
    }

    /// Does the next piece of work: `{epoch, epochs, losses, frame}` at the end of an epoch, `{}` within one, `{done, total}` in
    /// later stages, null at the end.
    ///
    /// # Errors
    /// The error of the stage that failed.
    pub fn step(&mut self) -> Answer<JsValue> {
        self.experiment.step().map_err(problem)?.map_or(Ok(JsValue::NULL), progress_to_js)
    }

    /// Ends what is going on where it stands.
    ///
    /// # Errors
    /// None on songs that were accepted.
    pub fn stop(&mut self) -> Answer<()> {
        self.experiment.stop().map_err(problem)
    }

    /// The result, once [`Run::step`] has returned null; what can be used again is put into `memory`.
    ///
    /// # Errors
    /// None after the last step; null before it.
    pub fn finish(self, memory: &mut Memory) -> Answer<JsValue> {
        let Some((outcome, kept)) = self.experiment.finish() else {
            return Ok(JsValue::NULL);
        };
        memory.kept = kept;
        memory.decoder = outcome.decoder;
        let object = Object::new().into();
        set(&object, "model", &model_bytes(&outcome.trained)?.into());
        set(&object, "scale", &scale_to_js(&outcome.trained.describer.scaling));
        set(&object, "ids", &plain(&outcome.ids)?);
        set(&object, "leftOut", &plain(&outcome.left_out)?);
        set(&object, "featureColumns", &(outcome.features as f64).into());
        set(&object, "songLevel", &outcome.song_level.as_ref().map_or(Ok(JsValue::NULL), song_level_to_js)?);
        set_labels(&object, "clusters", &outcome.clusters);
        set_matrix(&object, "latents", &outcome.latents);
        set(&object, "latentUnits", &(outcome.latents.ncols() as f64).into());
        set_matrix(&object, "projection", &outcome.projection);
        set_matrix(&object, "before", &outcome.before);
        let losses = Array::new();
        for epoch in outcome.losses {
            losses.push(&losses_to_js(Some(epoch))?);
        }
        set(&object, "losses", &losses);
        set(&object, "metrics", &plain(&outcome.scores)?);
        set(&object, "agreement", &plain(&outcome.agreement)?);
        set(&object, "silhouettes", &plain(&outcome.silhouette_per_song)?);
        set(&object, "silhouetteGroups", &plain(&outcome.silhouette_per_group)?);
        set(&object, "candidates", &plain(&outcome.candidates)?);
        set(&object, "repeats", &plain(&outcome.repeats)?);
        let memberships =
            outcome.memberships.as_deref().map_or(JsValue::NULL, |values| Float32Array::from(values).into());
        set(&object, "memberships", &memberships);
        set(&object, "dendrogram", &outcome.dendrogram.as_ref().map_or(JsValue::NULL, dendrogram_to_js));
        let distances =
            outcome.reach.as_ref().map_or(JsValue::NULL, |reach| Float64Array::from(reach.distances.as_slice()).into());
        set(&object, "kDistances", &distances);
        set(&object, "epsUsed", &plain(&outcome.reach.as_ref().map(|reach| reach.used))?);
        set(&object, "graphParts", &plain(&outcome.graph_parts)?);
        set(&object, "klPerUnit", &plain(&outcome.kl_per_unit)?);
        set(&object, "activeUnits", &(outcome.active_units as f64).into());
        set(&object, "reconstructionErrors", &Float32Array::from(outcome.reconstruction_errors.as_slice()));
        let reconstructions = outcome.reconstructions.as_ref().map(reconstructions_to_js).transpose()?;
        set(&object, "reconstructions", &reconstructions.unwrap_or(JsValue::NULL));
        set(&object, "explorable", &memory.decoder.is_some().into());
        set(&object, "validationRows", &plain(&outcome.split.validation)?);
        set(&object, "testRows", &plain(&outcome.split.test)?);
        set(&object, "testLoss", &plain(&outcome.test_loss)?);
        set(&object, "bestEpoch", &plain(&outcome.best_epoch)?);
        set(&object, "varianceShown", &plain(&outcome.variance_shown)?);
        set(&object, "remembered", &outcome.remembered.into());
        set(&object, "stopped", &outcome.stopped.into());
        let warnings = Array::new();
        for warning in outcome.warnings {
            warnings.push(&problem(warning));
        }
        set(&object, "warnings", &warnings);
        Ok(object)
    }
}

pub(super) fn song_level_to_js(songs: &SongLevel) -> Answer<JsValue> {
    let object = Object::new().into();
    set(&object, "ids", &plain(&songs.ids)?);
    set_labels(&object, "clusters", &songs.clusters);
    set_matrix(&object, "latents", &songs.latents);
    set_matrix(&object, "projection", &songs.projection);
    Ok(object)
}

/// `{rows, merges, order}`; four numbers a merge: left, right, height, size.
fn dendrogram_to_js(dendrogram: &Dendrogram) -> JsValue {
    let object = Object::new().into();
    let merges: Vec<f64> = dendrogram
        .merges
        .iter()
        .flat_map(|merge| [merge.left as f64, merge.right as f64, merge.height, merge.size as f64])
        .collect();
    let order: Vec<u32> = dendrogram.leaf_order().into_iter().map(|row| row as u32).collect();
    set(&object, "rows", &(dendrogram.rows as f64).into());
    set(&object, "merges", &Float64Array::from(merges.as_slice()));
    set(&object, "order", &Uint32Array::from(order.as_slice()));
    object
}

/// `{mean, std}` of the features' columns.
fn scale_to_js(scaling: &Scaling) -> JsValue {
    let object = Object::new().into();
    let single = |values: &Array1<f64>| Float32Array::from(values.mapv(|value| value as f32).to_vec().as_slice());
    set(&object, "mean", &single(&scaling.mean));
    set(&object, "std", &single(&scaling.deviation));
    object
}

fn moment_to_js(moment: &Moment) -> Answer<JsValue> {
    let object = Object::new().into();
    set(&object, "epoch", &(moment.epoch as f64).into());
    set(&object, "losses", &losses_to_js(moment.losses)?);
    set(&object, "activeUnits", &(moment.active_units as f64).into());
    set_matrix(&object, "map", &moment.map);
    set_labels(&object, "labels", &moment.labels);
    Ok(object)
}

fn progress_to_js(progress: Progress) -> Answer<JsValue> {
    let object = Object::new().into();
    let (epoch, epochs, losses, moment) = match progress {
        Progress::Learned { epoch, epochs, losses, moment } => (epoch, epochs, losses, moment),
        Progress::Described { epoch, epochs, losses } => (epoch, epochs, losses, None),
        Progress::Learning => return Ok(object),
        Progress::Along { done, total, .. } => {
            set(&object, "done", &(done as f64).into());
            set(&object, "total", &(total as f64).into());
            return Ok(object);
        }
    };
    set(&object, "epoch", &(epoch as f64).into());
    set(&object, "epochs", &(epochs as f64).into());
    set(&object, "losses", &losses_to_js(losses)?);
    let moment = moment.as_ref().map(moment_to_js).transpose()?;
    set(&object, "frame", &moment.unwrap_or(JsValue::NULL));
    Ok(object)
}

/// `{rows, original, reconstructed, columns, bands, frames}`; bands and frames are 0 where a song is no map.
fn reconstructions_to_js(found: &Reconstructions) -> Answer<JsValue> {
    let object = Object::new().into();
    set(&object, "rows", &plain(&found.rows)?);
    set_matrix(&object, "original", &found.original);
    set_matrix(&object, "reconstructed", &found.reconstructed);
    set(&object, "columns", &(found.original.ncols() as f64).into());
    set_map_shape(&object, found.map);
    Ok(object)
}

fn set_map_shape(object: &JsValue, map: Option<(usize, usize)>) {
    let (bands, frames) = map.unwrap_or_default();
    set(object, "bands", &(bands as f64).into());
    set(object, "frames", &(frames as f64).into());
}

/// `{total, reconstruction, kl, validation}`; validation is null where no songs are kept back for it.
fn losses_to_js(losses: Option<Losses>) -> Answer<JsValue> {
    losses.map_or(Ok(JsValue::NULL), |losses| plain(&losses))
}
