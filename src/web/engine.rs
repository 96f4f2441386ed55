//! The worker's side: listening to songs, and experiments one step at a time.

use js_sys::{Array, Float32Array, Object, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{
    convert::{matrix, plain, read, set_labels, set_matrix},
    error::{Answer, problem, set},
};
use crate::{
    audio::{
        RATE,
        clip::{Clip, ClipNotice},
        content_hash::content_hash,
        excerpt::{Excerpt, Step},
    },
    clustering::nearest,
    experiment::{Column, Experiment, Frame, Progress, Representation, Songs, run::preview},
    features::{AudioExtractor, AudioRequest, AudioSettings},
    library::{Manifest, Matches},
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

#[derive(Serialize)]
struct Read {
    manifest: Manifest,
    matches: Matches,
}

/// A manifest and which of the files named `names` its rows are about: `{manifest, matches}`.
///
/// # Errors
/// What makes a whole manifest unreadable; single bad rows are in `manifest.problems`.
#[wasm_bindgen(js_name = readManifest)]
pub fn read_manifest(bytes: &[u8], names: Vec<String>) -> Answer<JsValue> {
    let manifest = Manifest::parse(bytes).map_err(problem)?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    plain(&Read { matches: manifest.matching(&names), manifest })
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
            Step::Read { offset, length } => {
                let request = Object::new().into();
                set(&request, "offset", &(offset as f64).into());
                set(&request, "length", &length.into());
                Ok(request)
            }
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
}

#[derive(Serialize)]
struct Heard {
    seconds: f64,
    notices: Vec<ClipNotice>,
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
        let audio = AudioSettings { max_seconds: settings.max_seconds, sample_rate: RATE, ..AudioSettings::default() };
        Ok(Listener { extractor: AudioExtractor::new(audio).map_err(problem)?, max_seconds: settings.max_seconds })
    }

    /// Decoded `channels` (an array of Float32Array, equally long) at `rate` Hz →
    /// `{seconds, notices, thumbnail, mfcc}`.
    ///
    /// # Errors
    /// What makes a clip unusable (`non_finite`, …) or too short for features.
    pub fn listen(&mut self, channels: Vec<Float32Array>, rate: u32) -> Answer<JsValue> {
        let channels: Vec<Vec<f32>> = channels.iter().map(Float32Array::to_vec).collect();
        let slices: Vec<&[f32]> = channels.iter().map(Vec::as_slice).collect();
        let clip = Clip::from_channels(&slices, rate, self.max_seconds).map_err(problem)?;
        let request = AudioRequest { mfcc: true, ..AudioRequest::default() };
        let features = self.extractor.extract(&clip.at_feature_rate().samples, request).map_err(problem)?;
        let heard = plain(&Heard { seconds: clip.seconds(), notices: clip.notices() })?;
        set(&heard, "thumbnail", &Float32Array::from(clip.thumbnail().as_slice()));
        set(&heard, "mfcc", &Float32Array::from(features.mfcc.unwrap_or_default().as_slice()));
        Ok(heard)
    }
}

/// What a worker remembers from one run to the next, so that changing the groups does not train again.
#[wasm_bindgen]
#[derive(Default)]
pub struct Memory {
    representation: Option<Representation>,
}

#[wasm_bindgen]
impl Memory {
    /// Nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Memory {
        Memory::default()
    }
}

/// A run at work.
#[wasm_bindgen]
pub struct Run {
    experiment: Experiment,
}

#[wasm_bindgen]
impl Run {
    /// `ids` (array of strings), `columns` (array of {name, values}), `features` row by row, `settings` by name.
    ///
    /// # Errors
    /// What [`Experiment::new`] refuses.
    #[wasm_bindgen(constructor)]
    pub fn new(
        ids: Vec<String>,
        columns: JsValue,
        features: &[f32],
        settings: JsValue,
        memory: &Memory,
    ) -> Answer<Run> {
        let columns: Vec<Column> = read("columns", columns)?;
        let settings: Settings = read("settings", settings)?;
        let songs = Songs { features: matrix(features, ids.len())?.to_owned(), ids, columns };
        let experiment = Experiment::new(songs, settings, memory.representation.as_ref()).map_err(problem)?;
        Ok(Run { experiment })
    }

    /// What the next step works on: represent, group, score, map or done.
    pub fn stage(&self) -> Answer<JsValue> {
        plain(&self.experiment.stage())
    }

    /// The frame of this moment.
    ///
    /// # Errors
    /// None on songs that were accepted.
    pub fn frame(&mut self) -> Answer<JsValue> {
        frame_to_js(&self.experiment.frame().map_err(problem)?)
    }

    /// Does the next piece of work: `{epoch, epochs, losses, frame}` in training, `{}` in later stages, null at the end.
    ///
    /// # Errors
    /// The error of the stage that failed.
    pub fn step(&mut self) -> Answer<JsValue> {
        let Some(progress) = self.experiment.step().map_err(problem)? else {
            return Ok(JsValue::NULL);
        };
        let object = Object::new().into();
        if let Progress::Learned { epoch, epochs, losses, frame } = progress {
            set(&object, "epoch", &(epoch as f64).into());
            set(&object, "epochs", &(epochs as f64).into());
            set(&object, "losses", &losses_to_js(losses)?);
            let frame = frame.as_ref().map(frame_to_js).transpose()?;
            set(&object, "frame", &frame.unwrap_or(JsValue::NULL));
        }
        Ok(object)
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
        let Some((outcome, representation)) = self.experiment.finish() else {
            return Ok(JsValue::NULL);
        };
        let object = Object::new().into();
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
        set(&object, "varianceShown", &plain(&outcome.variance_shown)?);
        set(&object, "remembered", &outcome.remembered.into());
        set(&object, "stopped", &outcome.stopped.into());
        let warnings = Array::new();
        for warning in outcome.warnings {
            warnings.push(&problem(warning));
        }
        set(&object, "warnings", &warnings);
        if representation.is_some() {
            memory.representation = representation;
        }
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

fn frame_to_js(frame: &Frame) -> Answer<JsValue> {
    let object = Object::new().into();
    set(&object, "epoch", &(frame.epoch as f64).into());
    set(&object, "losses", &losses_to_js(frame.losses)?);
    set(&object, "activeUnits", &(frame.active_units as f64).into());
    set_matrix(&object, "map", &frame.map);
    set_labels(&object, "labels", &frame.labels);
    Ok(object)
}

/// `{total, reconstruction, kl, validation}`; validation is null until a share of the songs is held back.
fn losses_to_js(losses: Option<Losses>) -> Answer<JsValue> {
    let Some(losses) = losses else {
        return Ok(JsValue::NULL);
    };
    let object = plain(&losses)?;
    set(&object, "validation", &JsValue::NULL);
    Ok(object)
}
