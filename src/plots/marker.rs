//! The shapes of marks on a map, as polygons of about equal area, so that no group looks more important than another.

use std::f64::consts::{PI, TAU};

use serde::Serialize;

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
            Shape::Circle => polygon(24, 1.0, 0.0),
            Shape::Triangle => shifted(polygon(3, 1.42, -PI / 2.0), 0.18),
            Shape::TriangleDown => shifted(polygon(3, 1.42, PI / 2.0), -0.18),
            Shape::Square => polygon(4, 1.25, PI / 4.0),
            Shape::Diamond => polygon(4, 1.32, 0.0),
            Shape::Star => star(5, 1.45, 0.62),
            Shape::Plus => plus(0.0),
            Shape::Cross => plus(PI / 4.0),
        }
    }
}

fn polygon(corners: usize, radius: f64, first: f64) -> Vec<[f64; 2]> {
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
