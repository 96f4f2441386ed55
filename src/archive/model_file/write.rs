//! From a trained map to the bytes of its file.

use std::borrow::Cow;

use ndarray::{Array1, Array2};

use super::{About, ENTRY, MODEL_VERSION, ModelFileError, NetworkAbout, SongsAbout};
use crate::{
    archive::safetensors::{self, Numbers, Tensor},
    experiment::{Encoder, TrainedMap},
    features::{FEATURE_VERSION, Scaling},
    models::network::Model,
    projection::Frame,
};

/// The file of a trained map. The same map gives the same bytes.
///
/// # Errors
/// [`ModelFileError::ModelPartDamaged`] if the names of its songs are more than a header holds.
pub fn write_model(map: &TrainedMap) -> Result<Vec<u8>, ModelFileError> {
    let failed = |message: String| ModelFileError::ModelPartDamaged { part: ENTRY.into(), message };
    let about = serde_json::to_string(&about(map)).map_err(|error| failed(error.to_string()))?;
    let metadata = [(ENTRY.to_owned(), about)].into_iter().collect();
    safetensors::write(tensors(map), &metadata).map_err(|error| failed(error.to_string()))
}

fn about(map: &TrainedMap) -> About {
    let described =
        |model: &Model| NetworkAbout { network: model.network.clone(), trained_as: model.kind, guarded: model.guarded };
    let TrainedMap { settings, describer, encoder, songs, .. } = map;
    About {
        version: MODEL_VERSION,
        feature_version: FEATURE_VERSION,
        settings: settings.clone(),
        network: match encoder {
            Encoder::Network(model) => Some(described(model)),
            Encoder::Pca { .. } | Encoder::Raw => None,
        },
        sound_network: describer.sound.as_ref().map(|sound| described(&sound.model)),
        vocabulary: describer.lyrics.as_ref().map(|lyrics| lyrics.vocabulary.terms.clone()),
        genres: describer.genres.as_ref().map(|genres| genres.names.clone()),
        condition: describer.condition.as_ref().map(|condition| condition.categories.names.clone()),
        songs: SongsAbout {
            ids: songs.ids.clone(),
            song_ids: songs.song_ids.clone(),
            titles: songs.titles.clone(),
            artists: songs.artists.clone(),
            columns: songs.columns.clone(),
        },
    }
}

fn tensors(map: &TrainedMap) -> Vec<Tensor<'_>> {
    let TrainedMap { describer, encoder, frame, centres, songs, .. } = map;
    let mut all = Vec::new();
    add_scaling(&mut all, "features", &describer.scaling);
    all.push(vector("features.weight", &describer.weights));
    if let Some(lyrics) = &describer.lyrics {
        let idf = &lyrics.vocabulary.idf;
        all.push(tensor("lyrics.idf", vec![idf.len()], Numbers::F64(idf.into())));
        if let Some(summary) = &lyrics.summary {
            all.push(matrix("lyrics.directions", &summary.directions));
            add_scaling(&mut all, "lyrics", &summary.scaling);
        }
    }
    if let Some(sound) = &describer.sound {
        add_scaling(&mut all, "sound", &sound.scaling);
        add_network(&mut all, "sound.network", &sound.model);
    }
    if let Some(condition) = &describer.condition {
        add_scaling(&mut all, "condition", &condition.scaling);
    }
    match encoder {
        Encoder::Network(model) => add_network(&mut all, "network", model),
        Encoder::Pca { mean, components } => {
            all.push(wide_vector("pca.mean", mean));
            all.push(wide_matrix("pca.components", components));
        }
        Encoder::Raw => {}
    }
    if let Some(Frame::Linear(frame)) = frame {
        all.push(wide_vector("map.mean", &frame.mean));
        all.push(wide_matrix("map.axes", &frame.axes));
        all.push(wide_vector("map.from", &frame.alignment.from));
        all.push(wide_matrix("map.turn", &frame.alignment.turn));
        all.push(wide_vector("map.to", &frame.alignment.to));
        if let Some(shown) = &frame.variance_shown {
            all.push(tensor("map.variance_shown", vec![2], Numbers::F64(shown.as_slice().into())));
        }
    }
    // A map without axes needs nothing else: further songs lie beside the songs they are most like.
    if frame.is_some() {
        all.push(matrix("songs.places", &songs.places));
    }
    all.push(wide_matrix("groups.centres", centres));
    all.push(matrix("songs.latents", &songs.latents));
    if songs.means != songs.latents {
        all.push(matrix("songs.means", &songs.means));
    }
    all.push(tensor("songs.groups", vec![songs.groups.len()], Numbers::I32(songs.groups.as_slice().into())));
    all
}

fn add_scaling<'a>(all: &mut Vec<Tensor<'a>>, of: &str, scaling: &'a Scaling) {
    all.push(wide_vector(&format!("{of}.scale.mean"), &scaling.mean));
    all.push(wide_vector(&format!("{of}.scale.deviation"), &scaling.deviation));
}

/// A tensor for the weights of each layer and one for its bias, under the layers' names.
fn add_network<'a>(all: &mut Vec<Tensor<'a>>, of: &str, model: &'a Model) {
    let mut rest = model.parameters.as_slice();
    for (layer, shape) in model.network.shapes() {
        let (weight, after) = rest.split_at(shape.weight().iter().product());
        let (bias, after) = after.split_at(shape.bias());
        rest = after;
        all.push(tensor(&format!("{of}.{layer}.weight"), shape.weight(), Numbers::F32(weight.into())));
        all.push(tensor(&format!("{of}.{layer}.bias"), vec![shape.bias()], Numbers::F32(bias.into())));
    }
}

fn tensor<'a>(name: &str, shape: Vec<usize>, numbers: Numbers<'a>) -> Tensor<'a> {
    Tensor { name: name.to_owned(), shape, numbers }
}

fn vector<'a>(name: &str, values: &'a Array1<f32>) -> Tensor<'a> {
    tensor(name, vec![values.len()], Numbers::F32(in_order(values.as_slice(), values.iter())))
}

fn wide_vector<'a>(name: &str, values: &'a Array1<f64>) -> Tensor<'a> {
    tensor(name, vec![values.len()], Numbers::F64(in_order(values.as_slice(), values.iter())))
}

fn matrix<'a>(name: &str, values: &'a Array2<f32>) -> Tensor<'a> {
    tensor(name, values.shape().to_vec(), Numbers::F32(in_order(values.as_slice(), values.iter())))
}

fn wide_matrix<'a>(name: &str, values: &'a Array2<f64>) -> Tensor<'a> {
    tensor(name, values.shape().to_vec(), Numbers::F64(in_order(values.as_slice(), values.iter())))
}

/// Numbers row by row: as they lie, or put in order where they lie otherwise.
fn in_order<'a, T: Copy>(as_they_lie: Option<&'a [T]>, rows: impl Iterator<Item = &'a T>) -> Cow<'a, [T]> {
    as_they_lie.map_or_else(|| rows.copied().collect(), Cow::Borrowed)
}
