//! The page's side: pictures drawn straight onto a canvas element.

use plotters::{
    coord::Shift,
    drawing::{DrawingArea, IntoDrawingArea},
};
use plotters_canvas::CanvasBackend;
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

use super::{
    convert::{plain, read},
    error::{Answer, problem, unreadable},
};
use crate::plots::{
    losses::{self, Curve, LossView},
    palette::palette,
    scatter::{self, MapView},
};

/// A loss chart: how it is looked at, and its curves.
#[derive(Deserialize)]
struct LossPicture {
    #[serde(flatten)]
    view: LossView,
    curves: Vec<Curve>,
}

/// Draws the map of `points` (n×2, row by row) with `labels` onto `canvas`; returns where the plot lies in it.
///
/// # Errors
/// A view that cannot be read, or one without room for a plot.
#[wasm_bindgen(js_name = drawMap)]
pub fn draw_map(canvas: HtmlCanvasElement, view: JsValue, points: &[f32], labels: &[i32]) -> Answer<JsValue> {
    let view: MapView = read("view", view)?;
    let points: Vec<[f32; 2]> = points.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
    plain(&scatter::draw(&surface(canvas)?, &view, &points, labels).map_err(problem)?)
}

/// Draws loss curves (`picture`: a loss view with its `curves`) onto `canvas`; returns where the plot lies in it.
///
/// # Errors
/// A picture that cannot be read, or one without room for a plot.
#[wasm_bindgen(js_name = drawLosses)]
pub fn draw_losses(canvas: HtmlCanvasElement, picture: JsValue) -> Answer<JsValue> {
    let LossPicture { view, curves } = read("view", picture)?;
    plain(&losses::draw(&surface(canvas)?, &view, &curves).map_err(problem)?)
}

fn surface(canvas: HtmlCanvasElement) -> Answer<DrawingArea<CanvasBackend, Shift>> {
    CanvasBackend::with_canvas_object(canvas)
        .map(IntoDrawingArea::into_drawing_area)
        .ok_or_else(|| unreadable("canvas", "this browser gives no 2d drawing context"))
}

/// Colours and marks of the first `groups` groups, and of noise and ungrouped songs, as the map draws them.
///
/// # Errors
/// None.
#[wasm_bindgen(js_name = mapPalette)]
pub fn map_palette(dark: bool, groups: u8) -> Answer<JsValue> {
    plain(&palette(dark, groups))
}
