//! The page's side: pictures drawn straight onto a canvas element.
//!
//! A map of very many songs is drawn in parts: ground and frame by plotters, the songs by [`Crowd`] between them. What does not change
//! while the pointer wanders over it is kept as a picture of its own.

use std::cell::RefCell;

use js_sys::{Float32Array, Reflect, Uint8Array};
use plotters::{
    coord::Shift,
    drawing::{DrawingArea, IntoDrawingArea},
};
use plotters_canvas::CanvasBackend;
use serde::Deserialize;
use wasm_bindgen::{Clamped, JsCast, prelude::*};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::{
    convert::{plain, read},
    error::{Answer, problem, unreadable},
};
use crate::plots::{
    PlotRect,
    crowd::Crowd,
    losses::{self, Curve, LossView},
    palette::palette,
    scatter::{self, Map, MapView},
};

/// How a map of very many songs is drawn; absent fields are false.
#[derive(Deserialize)]
struct Haste {
    /// The songs as pixels, and not one by one through the canvas.
    #[serde(default)]
    crowd: bool,
    /// Nothing has changed since the last drawing on this canvas but which songs are chosen.
    #[serde(default)]
    unchanged: bool,
}

thread_local! {
    /// Of the one map on the page that shows a crowd.
    static LAYERS: RefCell<Layers> = RefCell::default();
}

/// What is kept from one drawing of a crowd to the next.
#[derive(Default)]
struct Layers {
    crowd: Crowd,
    /// Brings the crowd's pixels onto the map: pixels put there directly would not be laid over the ground but replace it.
    carrier: Option<HtmlCanvasElement>,
    /// The map without its chosen songs, and the canvas it was drawn on; none while the map moves.
    kept: Option<(HtmlCanvasElement, HtmlCanvasElement)>,
}

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
    let list =
        |name: &str| Reflect::get(&view, &name.into()).ok().filter(|list| !list.is_null() && !list.is_undefined());
    let bytes = |name: &str| list(name).map(|list| Uint8Array::new(&list).to_vec());
    let (hidden, ringed) = (bytes("hidden"), bytes("ringed"));
    let strengths = list("strengths").map(|list| Float32Array::new(&list).to_vec());
    let Haste { crowd, unchanged } = read("view", view.clone())?;
    let view = MapView { hidden, ringed, strengths, ..read("view", view)? };
    let points = points.as_chunks::<2>().0;
    let rect = if crowd {
        LAYERS.with_borrow_mut(|layers| layers.draw(canvas, &view, points, labels, unchanged))?
    } else {
        scatter::draw(&surface(canvas)?, &view, points, labels).map_err(problem)?
    };
    plain(&rect)
}

impl Layers {
    fn draw(
        &mut self,
        canvas: HtmlCanvasElement,
        view: &MapView,
        points: &[[f32; 2]],
        labels: &[i32],
        unchanged: bool,
    ) -> Answer<PlotRect> {
        let brush = brush(&canvas)?;
        let area = surface(canvas.clone())?;
        let map = Map::new(&area, view, points, labels).map_err(problem)?;
        let kept = self.kept.take().filter(|(original, copy)| {
            unchanged && *original == canvas && copy.width() == canvas.width() && copy.height() == canvas.height()
        });
        if let Some((original, copy)) = kept {
            brush.draw_image_with_html_canvas_element(&copy, 0.0, 0.0)?;
            self.kept = Some((original, copy));
        } else {
            map.draw_ground().map_err(problem)?;
            // The chosen songs are drawn with the others, too: the picture stays good when others are chosen.
            let nobody = MapView { selected: -1, hovered: -1, ..view.clone() };
            self.crowd.draw(&nobody, &map.frame, points, labels);
            self.lay_crowd(&brush)?;
            map.draw_frame().map_err(problem)?;
            if unchanged {
                let copy = sized(None, canvas.width(), canvas.height())?;
                self::brush(&copy)?.draw_image_with_html_canvas_element(&canvas, 0.0, 0.0)?;
                self.kept = Some((canvas, copy));
            }
        }
        map.draw_chosen().map_err(problem)?;
        Ok(map.frame.rect)
    }

    fn lay_crowd(&mut self, brush: &CanvasRenderingContext2d) -> Answer<()> {
        let Crowd { at: [left, top], width, height, ref pixels, .. } = self.crowd;
        let carrier = sized(self.carrier.take(), width as u32, height as u32)?;
        let image = ImageData::new_with_u8_clamped_array(Clamped(pixels), width as u32)?;
        self::brush(&carrier)?.put_image_data(&image, 0.0, 0.0)?;
        brush.draw_image_with_html_canvas_element(&carrier, f64::from(left), f64::from(top))?;
        self.carrier = Some(carrier);
        Ok(())
    }
}

/// A canvas of the given size that nobody sees, the given one if there is one.
fn sized(canvas: Option<HtmlCanvasElement>, width: u32, height: u32) -> Answer<HtmlCanvasElement> {
    let made = || web_sys::window()?.document()?.create_element("canvas").ok()?.dyn_into().ok();
    let canvas: HtmlCanvasElement = canvas.or_else(made).ok_or_else(|| unreadable("canvas", "there is no document"))?;
    if canvas.width() != width || canvas.height() != height {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    Ok(canvas)
}

fn brush(canvas: &HtmlCanvasElement) -> Answer<CanvasRenderingContext2d> {
    canvas.get_context("2d")?.and_then(|context| context.dyn_into().ok()).ok_or_else(no_context)
}

fn no_context() -> JsValue {
    unreadable("canvas", "this browser gives no 2d drawing context")
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

pub(super) fn surface(canvas: HtmlCanvasElement) -> Answer<DrawingArea<CanvasBackend, Shift>> {
    CanvasBackend::with_canvas_object(canvas).map(IntoDrawingArea::into_drawing_area).ok_or_else(no_context)
}

/// Colours and marks of the first `groups` groups, and of noise and ungrouped songs, as the map draws them.
///
/// # Errors
/// None.
#[wasm_bindgen(js_name = mapPalette)]
pub fn map_palette(dark: bool, groups: u8) -> Answer<JsValue> {
    plain(&palette(dark, groups))
}
