//! The worker's side: what lyrics are made of.

use js_sys::{Float32Array, Float64Array, Object, Uint32Array};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use super::{
    convert::{plain, read, set_matrix},
    error::{Answer, problem, set},
};
use crate::{
    features::{
        SparseRows, TfidfSettings, clean_lyrics, tfidf,
        tfidf::{TFIDF_FEATURES, WORD_FEATURES},
        truncated_svd,
    },
    settings::{LyricsTokens, Settings, Switch},
};

/// How lyrics are to be counted. What is not said is as in a run.
#[derive(Deserialize)]
#[serde(default)]
struct Counting {
    lyrics_tokens: LyricsTokens,
    lyrics_clean: Switch,
    /// Directions of the decomposition; without them there is none.
    lyrics_embed_dim: Option<u32>,
    lowercase: Option<bool>,
    min_documents: Option<usize>,
    max_features: Option<usize>,
    seed: u32,
}

impl Default for Counting {
    fn default() -> Self {
        let Settings { lyrics_tokens, lyrics_clean, seed, .. } = Settings::default();
        Self {
            lyrics_tokens,
            lyrics_clean,
            lyrics_embed_dim: None,
            lowercase: None,
            min_documents: None,
            max_features: None,
            seed,
        }
    }
}

/// The terms of a collection of lyrics and what each lyric uses of them, by TF-IDF:
/// `{terms, idf, rowStarts, columns, values}`, where row i is `values` and `columns` (numbers of terms, rising) from
/// `rowStarts[i]` to `rowStarts[i + 1]`.
///
/// `settings`: `lyrics_tokens`, `lyrics_clean` and `seed` as in a run; `lowercase`, `min_documents` and `max_features`
/// where it should be otherwise. With `lyrics_embed_dim` the rows are also summed up in so many numbers at most:
/// `singularValues`, falling, and `coordinates`, row by row.
///
/// # Errors
/// `no_shared_terms`, `lyrics_setting_out_of_range`, `svd_did_not_converge`; `settings_unreadable`.
#[wasm_bindgen(js_name = describeLyrics)]
pub fn describe_lyrics(mut lyrics: Vec<String>, settings: JsValue) -> Answer<JsValue> {
    let counting: Counting = read("settings", settings)?;
    if counting.lyrics_clean == Switch::On {
        lyrics = lyrics.iter().map(|text| clean_lyrics(text)).collect();
    }
    let found = tfidf(&lyrics, &counting.settings()).map_err(problem)?;
    let object = Object::new().into();
    set(&object, "terms", &plain(&found.vocabulary)?);
    set(&object, "idf", &Float64Array::from(found.idf.as_slice()));
    set_rows(&object, &found.rows);
    if let Some(dimensions) = counting.lyrics_embed_dim {
        let summed = truncated_svd(&found.rows, dimensions as usize, counting.seed.into()).map_err(problem)?;
        set(&object, "singularValues", &Float64Array::from(summed.singular_values.as_slice()));
        set_matrix(&object, "coordinates", &summed.coordinates);
    }
    Ok(object)
}

impl Counting {
    fn settings(&self) -> TfidfSettings {
        let usual = match self.lyrics_tokens {
            LyricsTokens::CharWb => TfidfSettings::char_wb(TFIDF_FEATURES),
            LyricsTokens::Word => TfidfSettings::words(WORD_FEATURES),
        };
        TfidfSettings {
            lowercase: self.lowercase.unwrap_or(usual.lowercase),
            min_documents: self.min_documents.unwrap_or(usual.min_documents),
            max_features: self.max_features.or(usual.max_features),
            ..usual
        }
    }
}

fn set_rows(object: &JsValue, rows: &SparseRows) {
    let mut starts = vec![0];
    let (mut columns, mut values) = (Vec::new(), Vec::new());
    for row in rows.rows() {
        columns.extend(row.iter().map(|&(column, _)| column));
        values.extend(row.iter().map(|&(_, value)| value));
        starts.push(columns.len() as u32);
    }
    set(object, "rowStarts", &Uint32Array::from(starts.as_slice()));
    set(object, "columns", &Uint32Array::from(columns.as_slice()));
    set(object, "values", &Float32Array::from(values.as_slice()));
}
