//! The map: songs as dots in a landscape of their own density.
//!
//! [`draw`] draws all of it by plotters. Where there are very many songs the page draws the [`Map`] in parts, and [`super::crowd`]
//! puts the songs between them.

use plotters::coord::Shift;
use plotters::prelude::*;
use serde::Deserialize;

use super::axes::{Frame, Margins};
use super::landscape::isolines;
use super::legend::{Legend, LegendEntry};
use super::marker::{Sizes, mark, opacity};
use super::palette::{Theme, colour, theme};
use super::sheet::Sheet;
use super::{PlotError, PlotRect};

/// What is shown of the two axes.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Ranges {
    /// From left to right.
    pub x: [f64; 2],
    /// From bottom to top.
    pub y: [f64; 2],
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
    /// For each point 1 = dimmed; absent = none is. This list and the two after it come beside the view, like the points: number by
    /// number they would take longer to read than to draw.
    #[serde(skip)]
    pub hidden: Option<Vec<u8>>,
    /// For each point 1 = ringed: new among others; absent = none is.
    #[serde(skip)]
    pub ringed: Option<Vec<u8>>,
    /// How strongly each point belongs to its group, 0 … 1, shown as its opacity; absent = in full.
    #[serde(skip)]
    pub strengths: Option<Vec<f32>>,
    /// How many times closer than the whole map; absent = 1. Where there are very many songs, their marks grow with it.
    #[serde(default = "whole")]
    pub closeness: f64,
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

fn whole() -> f64 {
    1.0
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
    let map = Map::new(area, view, points, labels)?;
    map.draw_ground()?;
    map.draw_songs()?;
    map.draw_chosen()?;
    map.draw_frame()?;
    area.present()?;
    Ok(map.frame.rect)
}

/// More glows than these run into one another, and cost more time than all the rest.
const MOST_GLOWS: usize = 400;

/// Where a point lies among the others: dimmed ones at the bottom, ringed ones above the others, the chosen ones on top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// In a group that was put into the background.
    Dimmed,
    /// Most of them.
    Plain,
    /// New among others.
    Ringed,
    /// Selected, or under the pointer.
    Chosen,
}

impl MapView {
    /// The layer of a point.
    pub fn layer(&self, index: usize) -> Layer {
        match index as i64 {
            index if index == i64::from(self.selected) || index == i64::from(self.hovered) => Layer::Chosen,
            _ if flagged(&self.hidden, index) => Layer::Dimmed,
            _ if self.ringed(index) => Layer::Ringed,
            _ => Layer::Plain,
        }
    }

    /// Whether a point is new among others.
    fn ringed(&self, index: usize) -> bool {
        flagged(&self.ringed, index)
    }

    /// The opacity of a point, 0 … 1.
    pub fn opacity(&self, index: usize) -> f32 {
        self.strengths.as_ref().and_then(|strengths| strengths.get(index)).map_or(1.0, |&strength| opacity(strength))
    }
}

fn flagged(flags: &Option<Vec<u8>>, index: usize) -> bool {
    flags.as_ref().and_then(|flags| flags.get(index)).is_some_and(|&flag| flag != 0)
}

/// A map on its sheet, to be drawn part by part.
pub struct Map<'a, DB: DrawingBackend> {
    /// Where the plot lies, and what it shows.
    pub frame: Frame,
    sheet: Sheet<'a, DB>,
    theme: Theme,
    letters: f64,
    legend: Legend<'a>,
    view: &'a MapView,
    points: &'a [[f32; 2]],
    labels: &'a [i32],
}

impl<'a, DB: DrawingBackend> Map<'a, DB> {
    /// A map of which nothing is drawn yet; see [`draw`].
    ///
    /// # Errors
    /// [`PlotError`]: no room, or not a label a point.
    pub fn new(
        area: &'a DrawingArea<DB, Shift>,
        view: &'a MapView,
        points: &'a [[f32; 2]],
        labels: &'a [i32],
    ) -> Result<Self, PlotError> {
        if points.len() != labels.len() {
            return Err(PlotError::PointsWithoutLabels { points: points.len(), labels: labels.len() });
        }
        let compact = view.width < 520.0;
        let letters = if compact { 10.5 } else { 11.5 };
        let legend = Legend::new(&view.legend, view.width, letters);
        let margins = Margins {
            left: if compact { 46.0 } else { 58.0 },
            top: 10.0 + legend.height(),
            right: 12.0,
            bottom: if compact { 42.0 } else { 48.0 },
        };
        let frame = Frame::new(view.width, view.height, margins, view.range.x, view.range.y)?;
        let sheet = Sheet::new(area, view.ratio, &view.font_family);
        Ok(Map { frame, sheet, theme: theme(view.dark), letters, legend, view, points, labels })
    }

    /// Paper, graticule and landscape.
    ///
    /// # Errors
    /// A backend that refuses, as everywhere here.
    pub fn draw_ground(&self) -> Result<(), PlotError> {
        let Map { sheet, frame, theme, points, .. } = self;
        sheet.fill(theme.paper)?;
        frame.draw_graticule(sheet, theme)?;
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

    /// All songs but the chosen ones.
    ///
    /// # Errors
    /// A backend that refuses.
    pub fn draw_songs(&self) -> Result<(), PlotError> {
        for layer in [Layer::Dimmed, Layer::Plain, Layer::Ringed] {
            self.draw_layer(layer)?;
        }
        Ok(())
    }

    /// The selected song and the one under the pointer, with their rings.
    ///
    /// # Errors
    /// A backend that refuses.
    pub fn draw_chosen(&self) -> Result<(), PlotError> {
        self.draw_layer(Layer::Chosen)
    }

    /// The checked line around the plot, numbers, names and legend.
    ///
    /// # Errors
    /// A backend that refuses.
    pub fn draw_frame(&self) -> Result<(), PlotError> {
        self.frame.draw_neatline(&self.sheet, &self.theme, &self.view.axis_labels, self.letters)?;
        self.legend.draw(&self.sheet, [self.frame.rect.left, 4.0], self.view.dark)
    }

    fn draw_layer(&self, layer: Layer) -> Result<(), PlotError> {
        let Map { sheet, frame, theme, view, .. } = self;
        let Sizes { radius, rim, ring_gap, ring } = Sizes::of(self.points.len(), view.width, view.closeness);
        for (index, (point, &label)) in self.points.iter().zip(self.labels).enumerate() {
            if view.layer(index) != layer {
                continue;
            }
            let at = frame.place(point.map(f64::from));
            if !at[0].is_finite() || !at[1].is_finite() || !frame.holds(at) {
                continue;
            }
            let ink = colour(label, view.dark);
            if layer == Layer::Dimmed {
                mark(sheet, at, label, radius, ink.mix(0.2))?;
                continue;
            }
            let chosen = layer == Layer::Chosen;
            let opacity = if chosen { 1.0 } else { f64::from(view.opacity(index)) };
            // By night a glow, by day a rim of paper: either way marks that touch stay apart.
            if view.dark && self.points.len() <= MOST_GLOWS {
                sheet.circle(at, radius * 2.1, ink.mix(0.13 * opacity), None)?;
            }
            mark(sheet, at, label, radius + rim, theme.paper.mix(0.9 * opacity))?;
            mark(sheet, at, label, if chosen { radius * 1.2 } else { radius }, ink.mix(opacity))?;
            if view.ringed(index) {
                sheet.circle(at, radius + ring_gap, theme.ink.mix(1.0), Some(ring))?;
            }
            if i64::from(view.selected) == index as i64 {
                sheet.circle(at, radius + 6.0, theme.ink.mix(1.0), Some(2.0))?;
                sheet.circle(at, radius + 10.0, theme.ink.mix(0.35), Some(1.0))?;
            } else if chosen {
                sheet.circle(at, radius + 5.0, theme.ink.mix(0.8), Some(1.5))?;
            }
        }
        Ok(())
    }
}
