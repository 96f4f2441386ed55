//! One clustering, score or map of bare points, without a run: what the bench page measures, and what runs are compared by.

use js_sys::{Float32Array, Object};
use wasm_bindgen::prelude::*;

use super::{
    convert::{matrix, read, set_labels},
    error::{Answer, problem},
};
use crate::{
    clustering::match_labels,
    experiment::{group_points as group, map_points as map},
    metrics::{adjusted_rand, silhouette},
    settings::Settings,
};

/// The groups of `points` (`rows` rows), by `settings`: `{labels}`, one a row.
///
/// # Errors
/// Settings out of range; those of the method.
#[wasm_bindgen(js_name = groupPoints)]
pub fn group_points(points: &[f32], rows: usize, settings: JsValue) -> Answer<JsValue> {
    let settings: Settings = read("settings", settings)?;
    settings.check().map_err(problem)?;
    let labels = group(matrix(points, rows)?, &settings).map_err(problem)?;
    let object = Object::new().into();
    set_labels(&object, "labels", &labels);
    Ok(object)
}

/// The mean silhouette of `labels` over `points` (`rows` rows); undefined where it is.
///
/// # Errors
/// Labels of another length; points that are not finite.
#[wasm_bindgen(js_name = silhouetteOf)]
pub fn silhouette_of(points: &[f32], rows: usize, labels: &[i32]) -> Answer<Option<f64>> {
    let found = silhouette(matrix(points, rows)?, labels).map_err(problem)?;
    Ok(found.map(|found| found.mean))
}

/// The map of `points` (`rows` rows), by `settings`: places, n×2.
///
/// # Errors
/// Settings out of range; points that are not finite.
#[wasm_bindgen(js_name = projectPoints)]
pub fn project_points(points: &[f32], rows: usize, settings: JsValue) -> Answer<Float32Array> {
    let settings: Settings = read("settings", settings)?;
    settings.check().map_err(problem)?;
    let places = map(matrix(points, rows)?, &settings).map_err(problem)?;
    Ok(Float32Array::from(places.iter().copied().collect::<Vec<_>>().as_slice()))
}

/// `current` renumbered so that its groups carry the numbers, and with them the colours, of the groups of `previous` they share
/// most rows with.
///
/// # Errors
/// Lists of different lengths.
#[wasm_bindgen(js_name = alignLabels)]
pub fn align_labels(previous: &[i32], current: &[i32]) -> Answer<Vec<i32>> {
    match_labels(previous, current).map_err(problem)
}

/// Adjusted Rand index of two groupings of the same songs: 1 for the same groups, about 0 for chance.
///
/// # Errors
/// Lists of different lengths.
#[wasm_bindgen(js_name = groupingsAgree)]
pub fn groupings_agree(first: &[i32], second: &[i32]) -> Answer<Option<f64>> {
    adjusted_rand(first, second).map_err(problem)
}
