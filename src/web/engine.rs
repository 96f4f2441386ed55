//! The worker's side: listening to songs, and experiments one step at a time.

use js_sys::{Array, Float32Array, Object, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use super::{
    convert::{matrix, plain, range, read, set_labels, set_matrix},
    error::{Answer, problem, set},
    model::model_bytes,
    training::{lesson, share_to_js, shares_from_js},
};
use crate::{
    audio::{
        RATE,
        clip::{Clip, ClipNotice},
        content_hash::content_hash,
        excerpt::{Excerpt, Step},
        pieces::pieces,
    },
    clustering::nearest,
    experiment::{
        self, Column, Decoder, Experiment, Frame, Numbers, Progress, Reconstructions, SongLevel, Songs,
        memory::estimate, run::preview,
    },
    features::{AudioExtractor, AudioFeatures, AudioRequest, AudioSettings, FEATURE_VERSION},
    models::training::Losses,
    settings::Settings,
};

/// The table of settings: an array of rows.
///
/// # Errors
/// None.
#[wasm_bindgen(js_name = settingsTable)]
pub fn settings_table() -> Answer<JsValue> {
    plain(&Settings::table())
}

/// Every setting by name, defaults filled in, or the problem with the first that is out of range.
///
/// # Errors
/// `unknown_setting`, `settings_unreadable`, `setting_out_of_range`, `setting_too_long`.
#[wasm_bindgen(js_name = completeSettings)]
pub fn complete_settings(settings: JsValue) -> Answer<JsValue> {
    // serde reads the fields it knows from an object and does not look at the others.
    for name in Object::keys(&Object::from(settings.clone())).iter() {
        Settings::check_name(&name.as_string().unwrap_or_default()).map_err(problem)?;
    }
    let settings: Settings = read("settings", settings)?;
    settings.check().map_err(problem)?;
    plain(&settings)
}

/// What a run of `songs` songs needs: `{bytes, limit, fits, songs}`. `table` is the number of columns of the visitor's own
/// table, `limit` the bytes there is room for.
///
/// # Errors
/// `settings_unreadable`.
#[wasm_bindgen(js_name = memoryEstimate)]
pub fn memory_estimate(settings: JsValue, songs: usize, table: usize, limit: f64) -> Answer<JsValue> {
    plain(&estimate(&read("settings", settings)?, songs, table, limit))
}

/// The number under which features are kept: it changes whenever any feature's figures do.
#[wasm_bindgen(js_name = featureVersion)]
pub fn feature_version() -> u32 {
    FEATURE_VERSION
}

/// Reads only as much of a file as its first seconds need; see [`Excerpt`].
#[wasm_bindgen]
pub struct ExcerptReader {
    excerpt: Excerpt,
    size: u64,
}

#[wasm_bindgen]
impl ExcerptReader {
    /// For a file of `size` bytes, of which `seconds` are to be heard.
    #[wasm_bindgen(constructor)]
    pub fn new(size: f64, seconds: f64) -> ExcerptReader {
        let size = size as u64;
        ExcerptReader { excerpt: Excerpt::new(size, seconds), size }
    }

    /// Feeds the bytes asked for before (none at first) and says what comes next: `{offset, length}` to read, or
    /// `{bytes, rate, hash, …}` when the excerpt is whole.
    ///
    /// # Errors
    /// Those of the excerpt: `empty_file`, `not_audio`, `protected`, …
    pub fn step(&mut self, bytes: Option<Vec<u8>>) -> Answer<JsValue> {
        match self.excerpt.step(bytes.as_deref()).map_err(problem)? {
            Step::Read { offset, length } => Ok(range(offset, length.into())),
            Step::Done(cut) => {
                let found = Object::new().into();
                set(&found, "hash", &content_hash(self.size, &cut.bytes).into());
                set(&found, "rate", &cut.rate.map_or(JsValue::NULL, JsValue::from));
                set(&found, "notices", &plain(&cut.notices)?);
                set(&found, "bytes", &Uint8Array::from(cut.bytes.as_slice()));
                Ok(found)
            }
        }
    }
}

/// Turns decoded sound into features. Plans and tables are made once and used for every song.
#[wasm_bindgen]
pub struct Listener {
    extractor: AudioExtractor,
    max_seconds: f64,
    /// Samples of a clip at the features' rate; 0 keeps songs whole.
    clip: usize,
}

#[derive(Serialize)]
struct Heard {
    seconds: f64,
    notices: Vec<ClipNotice>,
    clips: usize,
}

#[wasm_bindgen]
impl Listener {
    /// For runs with these settings.
    ///
    /// # Errors
    /// Those of [`complete_settings`] and of the extractor.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: JsValue) -> Answer<Listener> {
        let settings: Settings = read("settings", settings)?;
        settings.check().map_err(problem)?;
        let audio = AudioSettings {
            sample_rate: RATE,
            max_seconds: settings.max_seconds,
            n_mfcc: settings.n_mfcc as usize,
            n_mels: settings.n_mels as usize,
            tf_frames: settings.tf_frames as usize,
            logmel_padding: settings.logmel_padding,
        };
        Ok(Listener {
            extractor: AudioExtractor::new(audio).map_err(problem)?,
            max_seconds: settings.max_seconds,
            clip: (settings.clips * RATE) as usize,
        })
    }

    /// Decoded `channels` (an array of Float32Array, equally long) at `rate` Hz, of which the features named in `request`
    /// (`{mfcc: true, …}`) are wanted → `{seconds, notices, clips, thumbnail, features}`: `features` has one Float32Array
    /// a name, clip after clip.
    ///
    /// # Errors
    /// What makes a clip unusable (`non_finite`, …) or too short for features.
    pub fn listen(&mut self, channels: Vec<Float32Array>, rate: u32, request: JsValue) -> Answer<JsValue> {
        let request: AudioRequest = read("request", request)?;
        let channels: Vec<Vec<f32>> = channels.iter().map(Float32Array::to_vec).collect();
        let slices: Vec<&[f32]> = channels.iter().map(Vec::as_slice).collect();
        let clip = Clip::from_channels(&slices, rate, self.max_seconds).map_err(problem)?;
        let samples = clip.at_feature_rate().samples;
        let pieces = pieces(samples.len(), self.clip);
        let clips = pieces.len();
        let mut all = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
        for piece in pieces {
            let described = self.extractor.extract(&samples[piece], request).map_err(problem)?;
            let AudioFeatures { mfcc, mfcc_mean, mfcc_frames, logmelspec } = described;
            let flat = |map: Option<ndarray::Array3<f32>>| map.map(|map| map.into_raw_vec_and_offset().0);
            for (all, one) in all.iter_mut().zip([mfcc, mfcc_mean, flat(mfcc_frames), flat(logmelspec)]) {
                all.extend(one.unwrap_or_default());
            }
        }
        let features = Object::new().into();
        for (name, values) in ["mfcc", "mfcc_mean", "mfcc_frames", "logmelspec"].into_iter().zip(&all) {
            if !values.is_empty() {
                set(&features, name, &Float32Array::from(values.as_slice()));
            }
        }
        let heard = plain(&Heard { seconds: clip.seconds(), notices: clip.notices(), clips })?;
        set(&heard, "thumbnail", &Float32Array::from(clip.thumbnail().as_slice()));
        set(&heard, "features", &features);
        Ok(heard)
    }
}

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

    /// What the next step works on: lyrics, sound, represent, group, score, map or done.
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
        let frame = self.experiment.frame().map_err(problem)?;
        Ok(frame.as_ref().map(frame_to_js).transpose()?.unwrap_or(JsValue::NULL))
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

    /// Does the next piece of work: `{epoch, epochs, losses, frame}` at the end of an epoch, `{}` within one and in later
    /// stages, null at the end.
    ///
    /// # Errors
    /// The error of the stage that failed.
    pub fn step(&mut self) -> Answer<JsValue> {
        self.experiment.step().map_err(problem)?.map_or(Ok(JsValue::NULL), progress_to_js)
    }

    /// Ends training where it stands.
    pub fn stop(&mut self) {
        self.experiment.stop();
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
        set(&object, "candidates", &plain(&outcome.candidates)?);
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

/// Principal components of what has been heard so far: `features` of `rows` songs row by row → places, n×2.
///
/// # Errors
/// Features that are not finite.
#[wasm_bindgen(js_name = previewMap)]
pub fn preview_map(features: &[f32], rows: usize) -> Answer<Float32Array> {
    let places = preview(matrix(features, rows)?).map_err(problem)?;
    Ok(Float32Array::from(places.iter().copied().collect::<Vec<_>>().as_slice()))
}

/// The `count` rows nearest to row `index` of `points` (`rows` rows): an array of {row, distance}, nearest first.
///
/// # Errors
/// A row that is not there.
#[wasm_bindgen(js_name = nearestRows)]
pub fn nearest_rows(points: &[f32], rows: usize, index: usize, count: usize) -> Answer<JsValue> {
    plain(&nearest(matrix(points, rows)?, index, count).map_err(problem)?)
}

pub(super) fn song_level_to_js(songs: &SongLevel) -> Answer<JsValue> {
    let object = Object::new().into();
    set(&object, "ids", &plain(&songs.ids)?);
    set_labels(&object, "clusters", &songs.clusters);
    set_matrix(&object, "latents", &songs.latents);
    set_matrix(&object, "projection", &songs.projection);
    Ok(object)
}

fn frame_to_js(frame: &Frame) -> Answer<JsValue> {
    let object = Object::new().into();
    set(&object, "epoch", &(frame.epoch as f64).into());
    set(&object, "losses", &losses_to_js(frame.losses)?);
    set(&object, "activeUnits", &(frame.active_units as f64).into());
    set_matrix(&object, "map", &frame.map);
    set_labels(&object, "labels", &frame.labels);
    Ok(object)
}

fn progress_to_js(progress: Progress) -> Answer<JsValue> {
    let object = Object::new().into();
    let (epoch, epochs, losses, frame) = match progress {
        Progress::Learned { epoch, epochs, losses, frame } => (epoch, epochs, losses, frame),
        Progress::Described { epoch, epochs, losses } => (epoch, epochs, losses, None),
        Progress::Learning | Progress::Grouped | Progress::DrawnBack | Progress::Scored | Progress::Mapped => {
            return Ok(object);
        }
    };
    set(&object, "epoch", &(epoch as f64).into());
    set(&object, "epochs", &(epochs as f64).into());
    set(&object, "losses", &losses_to_js(losses)?);
    let frame = frame.as_ref().map(frame_to_js).transpose()?;
    set(&object, "frame", &frame.unwrap_or(JsValue::NULL));
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
