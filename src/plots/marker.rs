//! The shapes of marks on a map, as polygons of about equal area, so that no group looks more important than another; and their sizes.

use std::f64::consts::{PI, TAU};

use plotters::prelude::*;
use serde::Serialize;

use super::PlotError;
use super::palette::shape;
use super::sheet::Sheet;

/// The shape of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// ●
    Circle,
    /// ▲
    Triangle,
    /// ■
    Square,
    /// ★
    Star,
    /// ◆
    Diamond,
    /// ✚
    Plus,
    /// ▼
    TriangleDown,
    /// ✖
    Cross,
}

impl Shape {
    /// The corners in a box from about −1.3 to 1.3 (a circle's radius is 1), y downwards, clockwise.
    pub fn outline(self) -> Vec<[f64; 2]> {
        match self {
            Shape::Circle => regular(24, 1.0, 0.0),
            Shape::Triangle => shifted(regular(3, 1.42, -PI / 2.0), 0.18),
            Shape::TriangleDown => shifted(regular(3, 1.42, PI / 2.0), -0.18),
            Shape::Square => regular(4, 1.25, PI / 4.0),
            Shape::Diamond => regular(4, 1.32, 0.0),
            Shape::Star => star(5, 1.45, 0.62),
            Shape::Plus => plus(0.0),
            Shape::Cross => plus(PI / 4.0),
        }
    }
}

fn regular(corners: usize, radius: f64, first: f64) -> Vec<[f64; 2]> {
    (0..corners).map(|corner| at(first + TAU * corner as f64 / corners as f64, radius)).collect()
}

fn star(points: usize, outer: f64, inner: f64) -> Vec<[f64; 2]> {
    (0..2 * points)
        .map(|corner| {
            let radius = if corner % 2 == 0 { outer } else { inner };
            at(-PI / 2.0 + PI * corner as f64 / points as f64, radius)
        })
        .collect()
}

fn plus(turn: f64) -> Vec<[f64; 2]> {
    const ARM: f64 = 1.25;
    const HALF: f64 = 0.42;
    let corner = [[HALF, -ARM], [HALF, -HALF], [ARM, -HALF]];
    (0..4)
        .flat_map(|quarter| {
            let angle = turn + quarter as f64 * PI / 2.0;
            corner.map(|[x, y]| [x * angle.cos() - y * angle.sin(), x * angle.sin() + y * angle.cos()])
        })
        .collect()
}

fn shifted(outline: Vec<[f64; 2]>, down: f64) -> Vec<[f64; 2]> {
    outline.into_iter().map(|[x, y]| [x, y + down]).collect()
}

fn at(angle: f64, radius: f64) -> [f64; 2] {
    [radius * angle.cos(), radius * angle.sin()]
}

/// The sizes of one map's marks, CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sizes {
    /// Of a mark; see [`Shape::outline`].
    pub radius: f64,
    /// The rim of paper around a mark, which keeps marks that touch apart.
    pub rim: f64,
    /// From a mark to the ring of a song that is new.
    pub ring_gap: f64,
    /// Width of that ring.
    pub ring: f64,
}

/// Songs up to which marks are as large as their number alone wants them.
const FEW: f64 = 500.0;

impl Sizes {
    /// Smaller the more songs there are in a picture of the given width. Where there are many, looking `closeness` times closer makes
    /// room for larger marks, until their shapes can be told apart.
    pub fn of(songs: usize, width: f64, closeness: f64) -> Self {
        let songs = (songs as f64).max(1.0);
        let closer = if closeness.is_finite() { closeness.max(1.0) } else { 1.0 };
        let shown = if songs > FEW { (songs / closer.powi(2)).max(FEW) } else { songs };
        let by_count = 8.2 - 1.45 * shown.log10();
        let radius = by_count.clamp(1.5, 6.6) * if width < 520.0 { 0.88 } else { 1.0 };
        // Around a dot of two pixels, what suits a large mark would be more rim than dot.
        let rim = 1.4 * (radius / 3.7).min(1.0).powi(2);
        Sizes { radius, rim, ring_gap: radius.min(3.0), ring: 1.5 * (radius / 3.7).min(1.0) }
    }
}

/// How opaque a song is drawn that belongs to its group as strongly as said, 0 … 1: nobody disappears. What is no number is unknown,
/// and drawn in full.
pub fn opacity(strength: f32) -> f32 {
    if strength.is_finite() { 0.25 + 0.75 * strength.clamp(0.0, 1.0) } else { 1.0 }
}

/// Draws one mark.
pub(super) fn mark<DB: DrawingBackend>(
    sheet: &Sheet<'_, DB>,
    at: [f64; 2],
    label: i32,
    radius: f64,
    ink: RGBAColor,
) -> Result<(), PlotError> {
    match shape(label) {
        Shape::Circle => sheet.circle(at, radius, ink, None),
        shape => {
            let corners: Vec<_> =
                shape.outline().iter().map(|[x, y]| [at[0] + x * radius, at[1] + y * radius]).collect();
            sheet.polygon(&corners, ink)
        }
    }
}
