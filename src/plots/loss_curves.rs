//! How the losses fell, under a heading: the page's chart of them, see [`super::losses`].

use plotters::prelude::*;
use serde::Deserialize;

use super::PlotError;
use super::losses::{self, Curve, LossView, Mark};
use super::plate::Plate;

/// No loss is larger, so that the axis stays an axis.
const LIMIT: f64 = 1e15;

/// Loss curves of one training.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LossCurves {
    /// The first one is the strongest.
    pub curves: Vec<Curve>,
    /// The epoch at the right end.
    pub epochs: u32,
    /// Names of the x and the y axis.
    pub axis_labels: [String; 2],
    /// An epoch worth pointing at.
    #[serde(default)]
    pub mark: Option<Mark>,
}

impl LossCurves {
    pub(super) fn draw<DB: DrawingBackend>(&self, plate: &Plate<'_, DB>) -> Result<(), PlotError> {
        let view = LossView {
            width: plate.width,
            height: plate.height,
            ratio: plate.sheet.ratio,
            dark: plate.view.dark,
            font_family: plate.view.font_family.clone(),
            epochs: self.epochs,
            axis_labels: self.axis_labels.clone(),
            mark: self.mark.clone(),
        };
        let within = |value: &Option<f64>| value.map(|value| value.clamp(-LIMIT, LIMIT));
        let curves = self
            .curves
            .iter()
            .map(|curve| Curve { text: curve.text.clone(), values: curve.values.iter().map(within).collect() });
        losses::draw(plate.sheet.area, &view, &curves.collect::<Vec<_>>()).map(|_| ()).map_err(|error| match error {
            PlotError::PictureTooSmall { .. } => plate.too_small(),
            error => error,
        })
    }
}
