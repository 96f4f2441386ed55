//! A finished map as a small drawing for the page's first paint: SVG whose colours are the style sheet's.
//!
//! The plotters SVG backend writes colours into the drawing; this one must follow the visitor's theme before any script runs, so it
//! carries classes instead: `contour level-0` … `level-6` for the landscape, `sign-0` … `sign-7` for the marks.

use std::fmt::Write;

use serde::Deserialize;

use super::axes::{Frame, Margins};
use super::landscape::isolines;
use super::{PlotError, palette::shape};

/// One song of the drawing.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Landmark {
    /// Shown when the pointer rests on it.
    pub title: String,
    /// Its group.
    pub group: i32,
    /// Its place, in the projection's own units.
    pub at: [f32; 2],
}

/// The drawing's width and height in its own units.
pub const SIZE: [f64; 2] = [640.0, 520.0];

/// The marks and lines of the map, to stand inside an `<svg viewBox="0 0 640 520">`; a line each, the landscape first.
///
/// # Errors
/// None at this size; the frame's error is passed on.
pub fn draw(landmarks: &[Landmark]) -> Result<String, PlotError> {
    const RADIUS: f64 = 8.0;
    let points: Vec<[f32; 2]> = landmarks.iter().map(|landmark| landmark.at).collect();
    let [x, y] = [spread(&points, 0), spread(&points, 1)];
    // One scale for both axes, and room around the outermost songs.
    let scale = ((x[1] - x[0]) / SIZE[0]).max((y[1] - y[0]) / SIZE[1]).max(1e-9) * 1.32;
    let around = |range: [f64; 2], size: f64| {
        let middle = (range[0] + range[1]) / 2.0;
        [middle - scale * size / 2.0, middle + scale * size / 2.0]
    };
    let none = Margins { left: 0.0, top: 0.0, right: 0.0, bottom: 0.0 };
    let frame = Frame::new(SIZE[0], SIZE[1], none, around(x, SIZE[0]), around(y, SIZE[1]))?;
    let mut svg = String::new();
    for line in isolines(&points, frame.x, frame.y, SIZE[0] / SIZE[1]) {
        let kind = if line.hollow { "hollow" } else { "contour" };
        let path = ring(line.ring.iter().map(|&part| frame.place_part(part)));
        // Writing to a String cannot fail.
        let _ = writeln!(svg, r#"<path class="{kind} level-{}" d="{path}"/>"#, line.level);
    }
    for landmark in landmarks.iter().filter(|landmark| landmark.at.iter().all(|value| value.is_finite())) {
        let [x, y] = frame.place(landmark.at.map(f64::from));
        let outline = shape(landmark.group).outline();
        let path = ring(outline.iter().map(|corner| [x + corner[0] * RADIUS, y + corner[1] * RADIUS]));
        let sign = landmark.group.rem_euclid(8);
        let _ = writeln!(
            svg,
            r#"<path class="sign sign-{sign}" d="{path}"><title>{}</title></path>"#,
            escaped(&landmark.title)
        );
    }
    Ok(svg)
}

fn spread(points: &[[f32; 2]], axis: usize) -> [f64; 2] {
    let values = points.iter().map(|point| f64::from(point[axis])).filter(|value| value.is_finite());
    let [low, high] =
        values.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| [low.min(value), high.max(value)]);
    if low <= high { [low, high] } else { [0.0, 1.0] }
}

fn ring(corners: impl Iterator<Item = [f64; 2]>) -> String {
    let mut path = String::new();
    for (index, [x, y]) in corners.enumerate() {
        let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { 'M' } else { 'L' });
    }
    path.push('Z');
    path
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
