//! The colours and shapes of groups, and of the paper they lie on.
//!
//! Derived from the colour-blind-safe palette of M. Okabe and K. Ito, *Color Universal Design* (2008). Theirs is made for areas on
//! white; small marks need a contrast of at least 3 : 1 to their paper (WCAG 2.2, 1.4.11), so for the light theme the
//! pale ones are darkened, and for the dark theme the dark ones are lightened. Colour is never the only sign: every label also has a
//! shape, and the first 64 labels are 64 different pairs.

use plotters::style::RGBColor;
use serde::Serialize;

use super::marker::Shape;

/// What is in no group yet.
pub const UNGROUPED: i32 = -2;
/// What the clustering calls noise.
pub const NOISE: i32 = -1;

const LIGHT: [RGBColor; 8] = [
    RGBColor(0x00, 0x67, 0xa5),
    RGBColor(0xb8, 0x43, 0x0a),
    RGBColor(0x00, 0x87, 0x6a),
    RGBColor(0xa8, 0x44, 0x7f),
    RGBColor(0x9c, 0x7c, 0x00),
    RGBColor(0x3d, 0x95, 0xc9),
    RGBColor(0x4a, 0x2c, 0x8c),
    RGBColor(0x6b, 0x2a, 0x1f),
];

const DARK: [RGBColor; 8] = [
    RGBColor(0x56, 0xb4, 0xe9),
    RGBColor(0xe6, 0x9f, 0x00),
    RGBColor(0x1f, 0xc7, 0x95),
    RGBColor(0xe0, 0x8f, 0xbd),
    RGBColor(0xf0, 0xe4, 0x42),
    RGBColor(0xe8, 0x60, 0x3c),
    RGBColor(0x9a, 0x86, 0xff),
    RGBColor(0xd8, 0xd3, 0xc4),
];

const SHAPES: [Shape; 8] = [
    Shape::Circle,
    Shape::Triangle,
    Shape::Square,
    Shape::Star,
    Shape::Diamond,
    Shape::Plus,
    Shape::TriangleDown,
    Shape::Cross,
];

/// The paper and the inks of one theme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Theme {
    /// Behind everything.
    pub paper: RGBColor,
    /// Frame, rings, words that matter.
    pub ink: RGBColor,
    /// Words of the axes.
    pub quiet_ink: RGBColor,
    /// The lines of the graticule.
    pub graticule: RGBColor,
    /// Lines and tints of the landscape.
    pub contour: RGBColor,
    /// How much of [`Theme::contour`] one step of height adds.
    pub tint: f64,
}

/// An old atlas by day, a planetarium by night.
pub fn theme(dark: bool) -> Theme {
    if dark {
        Theme {
            paper: RGBColor(0x0d, 0x14, 0x28),
            ink: RGBColor(0xee, 0xf0, 0xf6),
            quiet_ink: RGBColor(0x8a, 0x96, 0xb4),
            graticule: RGBColor(0x1c, 0x26, 0x44),
            contour: RGBColor(0x6f, 0x8c, 0xd8),
            tint: 0.055,
        }
    } else {
        Theme {
            paper: RGBColor(0xff, 0xfc, 0xf4),
            ink: RGBColor(0x1f, 0x2a, 0x37),
            quiet_ink: RGBColor(0x62, 0x6b, 0x78),
            graticule: RGBColor(0xee, 0xe6, 0xd3),
            contour: RGBColor(0xa9, 0x7c, 0x3f),
            tint: 0.06,
        }
    }
}

/// The colour of a label: of a group (0, 1, 2, …), of noise (−1), of the ungrouped (−2 and below).
pub fn colour(label: i32, dark: bool) -> RGBColor {
    match usize::try_from(label) {
        Ok(group) if dark => DARK[group % DARK.len()],
        Ok(group) => LIGHT[group % LIGHT.len()],
        Err(_) if label == NOISE => theme(dark).quiet_ink,
        Err(_) if dark => RGBColor(0xf3, 0xe3, 0xb5),
        Err(_) => RGBColor(0x4a, 0x55, 0x63),
    }
}

/// The shape of a label. From the ninth group on colours come round again, each with another shape.
pub fn shape(label: i32) -> Shape {
    match usize::try_from(label) {
        Ok(group) => SHAPES[(group + group / 8) % 8],
        Err(_) if label == NOISE => Shape::Cross,
        Err(_) => Shape::Circle,
    }
}

/// One label's sign, as the page's legend and table need it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sign {
    /// The label.
    pub label: i32,
    /// `#rrggbb`.
    pub colour: String,
    /// The shape's name.
    pub shape: Shape,
    /// The shape's corners in a box from −1 to 1, y downwards; a circle has 24.
    pub outline: Vec<[f64; 2]>,
}

/// A theme in words a style sheet knows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Palette {
    /// `#rrggbb` of [`Theme::paper`].
    pub paper: String,
    /// `#rrggbb` of [`Theme::ink`].
    pub ink: String,
    /// Labels −2, −1, 0, 1, … in this order.
    pub signs: Vec<Sign>,
}

/// The signs of the ungrouped, of noise and of the first `groups` groups.
pub fn palette(dark: bool, groups: u8) -> Palette {
    Palette {
        paper: hexadecimal(theme(dark).paper),
        ink: hexadecimal(theme(dark).ink),
        signs: (UNGROUPED..i32::from(groups))
            .map(|label| Sign {
                label,
                colour: hexadecimal(colour(label, dark)),
                shape: shape(label),
                outline: shape(label).outline(),
            })
            .collect(),
    }
}

/// `#rrggbb`
pub fn hexadecimal(RGBColor(red, green, blue): RGBColor) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}
