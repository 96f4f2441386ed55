//! The latent space on paper: the map of the page, whole, under a heading.

use plotters::prelude::*;
use serde::Deserialize;

use super::PlotError;
use super::legend::LegendEntry;
use super::plate::Plate;
use super::scatter::{self, MapView, Ranges};

/// A scatter by group or by any column.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LatentScatter {
    /// x and y of each song, one song after the other (N·2); a song whose place is no number is left out.
    pub points: Vec<f32>,
    /// A label a song: its group, or the number of its value in a column (−2: unknown).
    pub labels: Vec<i32>,
    /// What the labels are.
    pub legend: Vec<LegendEntry>,
    /// Names of the x and the y axis.
    pub axis_labels: [String; 2],
}

impl LatentScatter {
    pub(super) fn draw<DB: DrawingBackend>(&self, plate: &Plate<'_, DB>) -> Result<(), PlotError> {
        let (points, rest) = self.points.as_chunks::<2>();
        if !rest.is_empty() {
            let expected = self.labels.len().saturating_mul(2);
            return Err(PlotError::UnequalLists { list: "points", expected, found: self.points.len() });
        }
        let view = MapView {
            width: plate.width,
            height: plate.height,
            ratio: plate.sheet.ratio,
            range: Ranges { x: spread(points, 0), y: spread(points, 1) },
            hidden: None,
            ringed: None,
            strengths: None,
            closeness: 1.0,
            selected: -1,
            hovered: -1,
            dark: plate.view.dark,
            font_family: plate.view.font_family.clone(),
            axis_labels: self.axis_labels.clone(),
            legend: Vec::new(),
        };
        scatter::draw(plate.sheet.area, &view, points, &self.labels).map(|_| ()).map_err(|error| match error {
            PlotError::PictureTooSmall { .. } => plate.too_small(),
            error => error,
        })
    }
}

/// From the lowest to the highest, with room for the outermost marks.
fn spread(points: &[[f32; 2]], axis: usize) -> [f64; 2] {
    let values = points.iter().filter(|[x, y]| x.is_finite() && y.is_finite()).map(|point| f64::from(point[axis]));
    let [low, high] =
        values.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| [low.min(value), high.max(value)]);
    if low > high {
        return [-1.0, 1.0];
    }
    let room = ((high - low) * 0.06).max(f64::from(f32::EPSILON) * 16.0 * high.abs().max(low.abs()));
    if high > low { [low - room, high + room] } else { [low - 1.0, high + 1.0] }
}
