//! The page's side: pictures of runs, on a canvas or as SVG.

use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

use super::{
    canvas::surface,
    convert::read,
    error::{Answer, problem},
};
use crate::plots::picture::{self, Picture, PictureView};

/// Draws `picture` onto `canvas`, which is the view's size times its ratio; see [`Picture`] for what there is.
///
/// # Errors
/// A view or a picture that cannot be read; no room for it.
#[wasm_bindgen(js_name = drawPicture)]
pub fn draw_picture(canvas: HtmlCanvasElement, view: JsValue, picture: JsValue) -> Answer<()> {
    let (view, picture) = both(view, picture)?;
    picture::draw(&surface(canvas)?, &view, &picture).map_err(problem)
}

/// `picture` as SVG.
///
/// # Errors
/// As [`draw_picture`].
#[wasm_bindgen(js_name = svgPicture)]
pub fn svg_picture(view: JsValue, picture: JsValue) -> Answer<String> {
    let (view, picture) = both(view, picture)?;
    picture::svg(&view, &picture).map_err(problem)
}

/// The height, in CSS pixels, in which `picture` has room at the view's width.
///
/// # Errors
/// A view or a picture that cannot be read.
#[wasm_bindgen(js_name = heightOfPicture)]
pub fn height_of_picture(view: JsValue, picture: JsValue) -> Answer<f64> {
    let (view, picture) = both(view, picture)?;
    Ok(picture::height_of(&view, &picture))
}

fn both(view: JsValue, picture: JsValue) -> Answer<(PictureView, Picture)> {
    Ok((read("view", view)?, read("picture", picture)?))
}
