//! Pictures: what a result looks like, drawn over any [`plotters`] backend (a canvas in the tab, a bitmap or SVG in tests).
//!
//! The crate looked at is `plotters` 0.3.7. Its backends, colours, elements and tick arithmetic serve. Its ready-made chart frame
//! (`ChartBuilder`, `configure_mesh`) does not serve here: to place a label it asks the browser for the size of the text through an
//! element with an inline `style`, which costs a layout a label and which this page's Content-Security-Policy refuses. So [`axes`]
//! places every word by its anchor alone and never measures text.
//!
//! Sizes in views are CSS pixels; everything is multiplied by the view's `ratio` on its way to the backend.

pub mod axes;
pub mod comparison;
pub mod crowd;
pub mod dendrogram;
pub mod density;
pub mod distribution;
mod heat_map;
pub mod illustration;
pub mod kl_per_unit;
pub mod landscape;
pub mod latent_scatter;
pub mod legend;
pub mod letters;
pub mod loss_curves;
pub mod losses;
pub mod marker;
pub mod palette;
pub mod picture;
mod plate;
pub mod ramp;
pub mod reconstructions;
pub mod scatter;
mod sheet;
pub mod silhouette_profile;
pub mod stamp;
mod svg;
pub mod table;

use plotters::drawing::DrawingAreaErrorKind;
use serde::Serialize;

/// Why a picture could not be drawn.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum PlotError {
    /// The drawing surface refused.
    #[error("the drawing surface refused: {message}")]
    DrawingSurface {
        /// The backend's own words.
        message: String,
    },
    /// Points and labels do not belong together.
    #[error("{points} points cannot have {labels} labels")]
    PointsWithoutLabels {
        /// Points given.
        points: usize,
        /// Labels given.
        labels: usize,
    },
    /// There is no room for a picture.
    #[error("a picture of {width} × {height} pixels has no room for a plot")]
    PictureTooSmall {
        /// CSS pixels.
        width: f64,
        /// CSS pixels.
        height: f64,
    },
    /// Two lists that belong together are not of one length.
    #[error("{list} has {found} values where {expected} belong")]
    UnequalLists {
        /// The list's name.
        list: &'static str,
        /// Values it should have.
        expected: usize,
        /// Values it has.
        found: usize,
    },
    /// A tree whose branches are not there.
    #[error("join {join} of the tree names something that does not exist")]
    BrokenTree {
        /// The first such join, from 0.
        join: usize,
    },
}

impl<E: std::error::Error + Send + Sync> From<DrawingAreaErrorKind<E>> for PlotError {
    fn from(error: DrawingAreaErrorKind<E>) -> Self {
        PlotError::DrawingSurface { message: error.to_string() }
    }
}

/// The plot inside its picture: where the two ranges begin and end, in CSS pixels from the picture's top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PlotRect {
    /// Where the x range begins.
    pub left: f64,
    /// Where the y range ends.
    pub top: f64,
    /// Where the x range ends.
    pub right: f64,
    /// Where the y range begins.
    pub bottom: f64,
}

/// A range one can divide by: finite, rising, and wide enough for its own magnitude.
///
/// Reversed ends are swapped; an end that is not a number, or two equal ends, become a range of width 1 (or of a millionth of the
/// magnitude) around what is known.
pub fn usable_range([start, end]: [f64; 2]) -> [f64; 2] {
    const LIMIT: f64 = 1e30;
    let (start, end) = match (start.is_finite(), end.is_finite()) {
        (true, true) => (start.clamp(-LIMIT, LIMIT), end.clamp(-LIMIT, LIMIT)),
        (true, false) => (start.clamp(-LIMIT, LIMIT), start.clamp(-LIMIT, LIMIT)),
        (false, true) => (end.clamp(-LIMIT, LIMIT), end.clamp(-LIMIT, LIMIT)),
        (false, false) => (0.0, 0.0),
    };
    let (start, end) = if start <= end { (start, end) } else { (end, start) };
    let magnitude = start.abs().max(end.abs());
    if end - start > magnitude * 1e-6 && end - start > f64::from(f32::MIN_POSITIVE) {
        return [start, end];
    }
    let least: f64 = if end == start { 0.5 } else { 0.0 };
    let half = least.max(magnitude * 1e-6).max(f64::from(f32::MIN_POSITIVE));
    let middle = start + (end - start) / 2.0;
    [middle - half, middle + half]
}
