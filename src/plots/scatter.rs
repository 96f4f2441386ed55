//! The map: songs as dots in a landscape of their own density.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use serde::Deserialize;

use super::axes::{Frame, Margins};
use super::landscape::isolines;
use super::palette::{Theme, colour, shape, theme};
use super::sheet::{Lettering, Sheet};
use super::{PlotError, PlotRect};

/// What is shown of the two axes.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Ranges {
    /// From left to right.
    pub x: [f64; 2],
    /// From bottom to top.
    pub y: [f64; 2],
}

/// One line of the legend.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct LegendEntry {
    /// The label whose colour and shape is shown.
    pub label: i32,
    /// Its name.
    pub text: String,
}

/// How the map is looked at. Points and their labels come beside it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MapView {
    /// CSS pixels.
    pub width: f64,
    /// CSS pixels.
    pub height: f64,
    /// Device pixels a CSS pixel.
    pub ratio: f64,
    /// What is in view.
    pub range: Ranges,
    /// For each point 1 = dimmed; absent = none is.
    #[serde(default)]
    pub hidden: Option<Vec<u8>>,
    /// For each point 1 = ringed: new among others; absent = none is.
    #[serde(default)]
    pub ringed: Option<Vec<u8>>,
    /// The selected point; negative = none.
    pub selected: i32,
    /// The point under pointer or keyboard; negative = none.
    pub hovered: i32,
    /// Dark theme.
    pub dark: bool,
    /// A CSS font family.
    pub font_family: String,
    /// Names of the x and the y axis.
    pub axis_labels: [String; 2],
    /// Drawn above the plot; empty = none.
    #[serde(default)]
    pub legend: Vec<LegendEntry>,
}

/// Draws the map and tells where in the picture its plot lies.
///
/// Points that are not finite, or out of view, are left out. `points` and `labels` are in the same order.
///
/// # Errors
/// [`PlotError`]: no room, not a label a point, or a backend that refuses.
pub fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    view: &MapView,
    points: &[[f32; 2]],
    labels: &[i32],
) -> Result<PlotRect, PlotError> {
    if points.len() != labels.len() {
        return Err(PlotError::PointsWithoutLabels { points: points.len(), labels: labels.len() });
    }
    let theme = theme(view.dark);
    let sheet = Sheet::new(area, view.ratio, &view.font_family);
    let compact = view.width < 520.0;
    let letters = if compact { 10.5 } else { 11.5 };
    let legend = Legend::new(view, letters);
    let margins = Margins {
        left: if compact { 46.0 } else { 58.0 },
        top: 10.0 + legend.height(),
        right: 12.0,
        bottom: if compact { 42.0 } else { 48.0 },
    };
    let frame = Frame::new(view.width, view.height, margins, view.range.x, view.range.y)?;
    sheet.fill(theme.paper)?;
    frame.draw_graticule(&sheet, &theme)?;
    draw_landscape(&sheet, &frame, &theme, points)?;
    draw_songs(&sheet, &frame, &theme, view, points, labels)?;
    frame.draw_neatline(&sheet, &theme, &view.axis_labels, letters)?;
    legend.draw(&sheet, &frame, view)?;
    area.present()?;
    Ok(frame.rect)
}

/// More glows than these run into one another, and cost more time than all the rest.
const MOST_GLOWS: usize = 400;

/// A mark's radius in CSS pixels: smaller the more there are.
pub fn radius(songs: usize, width: f64) -> f64 {
    let by_count = 8.2 - 1.45 * (songs.max(1) as f64).log10();
    by_count.clamp(2.6, 6.6) * if width < 520.0 { 0.88 } else { 1.0 }
}

fn draw_landscape<DB: DrawingBackend>(
    sheet: &Sheet<'_, DB>,
    frame: &Frame,
    theme: &Theme,
    points: &[[f32; 2]],
) -> Result<(), PlotError> {
    let PlotRect { left, top, right, bottom } = frame.rect;
    for line in isolines(points, frame.x, frame.y, (right - left) / (bottom - top)) {
        let ring: Vec<_> = line.ring.iter().map(|&part| frame.place_part(part)).collect();
        if !line.hollow {
            sheet.polygon(&ring, theme.contour.mix(theme.tint))?;
        }
        // Every third line is an index contour, a little stronger.
        let strength = if line.level % 3 == 0 { 0.5 } else { 0.26 };
        sheet.line(&ring, theme.contour.mix(strength), if line.level % 3 == 0 { 1.0 } else { 0.7 })?;
    }
    Ok(())
}

fn draw_songs<DB: DrawingBackend>(
    sheet: &Sheet<'_, DB>,
    frame: &Frame,
    theme: &Theme,
    view: &MapView,
    points: &[[f32; 2]],
    labels: &[i32],
) -> Result<(), PlotError> {
    let radius = radius(points.len(), view.width);
    let flagged = |flags: &Option<Vec<u8>>, index: usize| {
        flags.as_ref().and_then(|flags| flags.get(index)).is_some_and(|&flag| flag != 0)
    };
    let dimmed = |index: usize| flagged(&view.hidden, index);
    let ringed = |index: usize| flagged(&view.ringed, index);
    let chosen = |index: usize| i64::from(view.selected) == index as i64 || i64::from(view.hovered) == index as i64;
    // Dimmed ones lie at the bottom, ringed ones above the others, the chosen ones on top.
    let layer = |index: usize| match index {
        _ if chosen(index) => 3,
        _ if dimmed(index) => 0,
        _ => 1 + u8::from(ringed(index)),
    };
    for current in 0..=3 {
        for (index, (point, &label)) in
            points.iter().zip(labels).enumerate().filter(|&(index, _)| layer(index) == current)
        {
            let at = frame.place(point.map(f64::from));
            if !at[0].is_finite() || !at[1].is_finite() || !frame.holds(at) {
                continue;
            }
            let ink = colour(label, view.dark);
            if current == 0 {
                mark(sheet, at, label, radius, ink.mix(0.2))?;
                continue;
            }
            // By night a glow, by day a rim of paper: either way marks that touch stay apart.
            if view.dark && points.len() <= MOST_GLOWS {
                sheet.circle(at, radius * 2.1, ink.mix(0.13), None)?;
            }
            mark(sheet, at, label, radius + 1.4, theme.paper.mix(0.9))?;
            mark(sheet, at, label, if current == 3 { radius * 1.2 } else { radius }, ink.mix(1.0))?;
            if ringed(index) {
                sheet.circle(at, radius + 3.0, theme.ink.mix(1.0), Some(1.5))?;
            }
            if i64::from(view.selected) == index as i64 {
                sheet.circle(at, radius + 6.0, theme.ink.mix(1.0), Some(2.0))?;
                sheet.circle(at, radius + 10.0, theme.ink.mix(0.35), Some(1.0))?;
            } else if current == 3 {
                sheet.circle(at, radius + 5.0, theme.ink.mix(0.8), Some(1.5))?;
            }
        }
    }
    Ok(())
}

fn mark<DB: DrawingBackend>(
    sheet: &Sheet<'_, DB>,
    at: [f64; 2],
    label: i32,
    radius: f64,
    ink: RGBAColor,
) -> Result<(), PlotError> {
    match shape(label) {
        super::marker::Shape::Circle => sheet.circle(at, radius, ink, None),
        shape => {
            let corners: Vec<_> =
                shape.outline().iter().map(|[x, y]| [at[0] + x * radius, at[1] + y * radius]).collect();
            sheet.polygon(&corners, ink)
        }
    }
}

/// The legend, in columns of equal width: no word is measured, see [`super`].
struct Legend {
    letters: f64,
    column: f64,
    columns: usize,
    rows: usize,
}

impl Legend {
    fn new(view: &MapView, letters: f64) -> Self {
        let longest = view.legend.iter().map(|entry| entry.text.chars().count()).max().unwrap_or(0);
        let column = letters * (0.62 * longest as f64 + 3.0);
        let columns = ((view.width - 70.0) / column).floor().max(1.0) as usize;
        Legend { letters, column, columns, rows: view.legend.len().div_ceil(columns) }
    }

    fn height(&self) -> f64 {
        self.rows as f64 * self.letters * 1.8
    }

    fn draw<DB: DrawingBackend>(&self, sheet: &Sheet<'_, DB>, frame: &Frame, view: &MapView) -> Result<(), PlotError> {
        let lettering = Lettering {
            size: self.letters,
            colour: theme(view.dark).ink,
            across: HPos::Left,
            along: VPos::Center,
            upwards: false,
        };
        for (index, entry) in view.legend.iter().enumerate() {
            let x = frame.rect.left + (index % self.columns) as f64 * self.column;
            let y = 4.0 + ((index / self.columns) as f64 + 0.5) * self.letters * 1.8;
            mark(sheet, [x + 5.0, y], entry.label, 4.8, colour(entry.label, view.dark).mix(1.0))?;
            sheet.text(&entry.text, [x + 16.0, y], &lettering)?;
        }
        Ok(())
    }
}
