//! The worker's side: settings, and listening to songs.

use js_sys::{Float32Array, Object, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{
    convert::{matrix, plain, range, read},
    error::{Answer, problem, set},
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
    experiment::{memory::estimate, run::preview},
    features::{AudioExtractor, AudioFeatures, AudioRequest, AudioSettings, FEATURE_VERSION},
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
