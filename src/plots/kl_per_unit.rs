//! How much each latent unit tells of a song: its KL divergence from the prior, the most telling unit first.

use plotters::prelude::*;
use serde::Deserialize;

use super::axes::Margins;
use super::letters::width;
use super::palette::colour;
use super::picture::Guide;
use super::plate::{Names, Plate};
use super::{PlotError, PlotRect};

/// Bars of the latent units.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KlPerUnit {
    /// KL in nats, mean over songs, in the units' order; a unit whose value is none is left out.
    pub values: Vec<Option<f64>>,
    /// Units at or below it sleep and are drawn pale.
    pub threshold: Guide,
    /// Names of the x axis (units) and the y axis (nats).
    pub axis_labels: [String; 2],
}

impl KlPerUnit {
    pub(super) fn draw<DB: DrawingBackend>(&self, plate: &Plate<'_, DB>) -> Result<(), PlotError> {
        let Plate { sheet, theme, view, .. } = plate;
        let known = self.values.iter().enumerate().filter_map(|(unit, value)| Some((unit + 1, (*value)?)));
        let mut units: Vec<(usize, f64)> = known.filter(|(_, value)| value.is_finite()).collect();
        units.sort_by(|one, other| other.1.total_cmp(&one.1));
        let names: Vec<String> = units.iter().map(|(unit, _)| unit.to_string()).collect();

        let guide = Some(self.threshold.value).filter(|value| value.is_finite());
        let highest = units.iter().map(|unit| unit.1).chain(guide.map(|guide| guide * 1.6)).fold(0.0, f64::max);
        let lowest = units.iter().map(|unit| unit.1).fold(0.0, f64::min);
        let range = [lowest, if highest > 0.0 { highest * 1.06 } else { 1.0 }];
        let margins = Margins { left: plate.left(range), top: 12.0, right: 14.0, bottom: plate.bottom() };
        let frame = plate.frame(margins, [0.0, units.len().max(1) as f64], range)?;
        let PlotRect { left, top, right, bottom } = frame.rect;
        let [_, ticks] = frame.ticks();
        let heights: Vec<f64> = ticks.iter().map(|&tick| frame.place([0.0, tick])[1]).collect();
        for &height in &heights {
            sheet.line(&[[left, height], [right, height]], theme.graticule.mix(1.0), 1.0)?;
        }
        let step = (right - left) / units.len().max(1) as f64;
        let half = if step > 3.0 { (step * 0.36).min(26.0) } else { step / 2.0 };
        let zero = frame.place([0.0, 0.0])[1];
        let middle = |unit: usize| frame.place([unit as f64 + 0.5, 0.0])[0];
        for (unit, &(_, value)) in units.iter().enumerate() {
            let asleep = guide.is_some_and(|guide| value <= guide);
            let ink = colour(0, view.dark).mix(if asleep { 0.35 } else { 1.0 });
            let mut height = frame.place([0.0, value])[1];
            if (height - zero).abs() < 3.0 {
                // A unit that tells next to nothing is still there.
                height = zero - 3.0;
            }
            sheet.rectangle([middle(unit) - half, height.min(zero), middle(unit) + half, height.max(zero)], ink)?;
        }
        if units.is_empty() {
            plate.nothing(&frame)?;
        }
        let middles: Vec<f64> = (0..units.len()).map(middle).collect();
        let between: Vec<f64> = (1..units.len().min(64)).map(|unit| left + step * unit as f64).collect();
        frame.draw_checks(sheet, theme, if units.len() <= 64 { &between } else { &[] }, &heights)?;
        frame.draw_numbers_along(sheet, theme, &ticks, plate.letters)?;
        // As many of the units' numbers as have room beside each other, level.
        let widest = names.iter().map(|name| width(name, plate.letters)).fold(0.0, f64::max) + 6.0;
        let every = ((widest / step).ceil() as usize).max(1);
        let shown = Names::new(names.iter().step_by(every).map(String::as_str), plate.letters, widest, 0.0);
        let shown_middles: Vec<f64> = middles.iter().copied().step_by(every).collect();
        plate.names_below(&frame, &shown, &shown_middles)?;
        frame.draw_names(sheet, theme, &self.axis_labels, bottom + 13.0 + plate.letters * 1.3, plate.letters)?;
        let Some(guide) = guide else { return Ok(()) };
        let height = frame.place([0.0, guide])[1];
        if frame.holds([left, height]) {
            sheet.dashes([left, height], [right, height], theme.ink.mix(0.85), 1.2)?;
            // Above the bars it stands over: no bar is hidden by words.
            let start = right - 12.0 - width(&self.threshold.text, plate.letters);
            let over = middles.iter().zip(&units).filter(|(middle, _)| **middle + half >= start);
            let highest = over.map(|(_, unit)| frame.place([0.0, unit.1])[1]).fold(height, f64::min);
            let bottom = (highest - 5.0).max(top + plate.letters * 1.5);
            plate.caption(&self.threshold.text, [right - 6.0, bottom], right - left - 12.0)?;
        }
        Ok(())
    }
}
