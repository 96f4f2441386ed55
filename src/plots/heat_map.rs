//! Numbers in bands and frames as a map of colours.

use std::ops::Range;

use plotters::prelude::*;

use super::plate::Plate;
use super::ramp::ramp;
use super::reconstructions::LIMIT;
use super::{PlotError, PlotRect};

/// Colours told apart: as many as the eye does.
const SHADES: f64 = 96.0;

/// A map of numbers.
pub(super) struct HeatMap<'a> {
    /// Row by row (bands·frames); what is no number leaves the paper bare.
    pub values: &'a [f64],
    /// Rows, the first one at the bottom.
    pub bands: usize,
    /// Columns.
    pub frames: usize,
}

impl HeatMap<'_> {
    /// Over the range's colours. No more rectangles than pixels, and no more than the plate bears; each is the mean of what it covers.
    pub fn draw<DB: DrawingBackend>(
        &self,
        plate: &Plate<'_, DB>,
        rect: PlotRect,
        range: [f64; 2],
    ) -> Result<(), PlotError> {
        let Plate { sheet, theme, .. } = plate;
        let PlotRect { left, top, right, bottom } = rect;
        if right - left < 4.0 || bottom - top < 4.0 {
            return Err(plate.too_small());
        }
        let [columns, rows] = self.cells([right - left, bottom - top], plate.cells);
        for row in 0..rows {
            let y = |row: usize| bottom - (bottom - top) * row as f64 / rows as f64;
            let bands = share(row, rows, self.bands);
            let shades: Vec<Option<u8>> = (0..columns)
                .map(|column| {
                    let mean = self.mean(bands.clone(), share(column, columns, self.frames))?;
                    Some(((mean - range[0]) / (range[1] - range[0]) * SHADES).round().clamp(0.0, SHADES) as u8)
                })
                .collect();
            // Neighbours of one shade are one rectangle.
            let mut column = 0;
            for run in shades.chunk_by(|one, other| one == other) {
                let [from, to] =
                    [column, column + run.len()].map(|column| left + (right - left) * column as f64 / columns as f64);
                column += run.len();
                if let Some(Some(shade)) = run.first() {
                    sheet.rectangle([from, y(row + 1), to, y(row)], ramp(f64::from(*shade) / SHADES).mix(1.0))?;
                }
            }
        }
        let ink = theme.quiet_ink.mix(0.75);
        sheet.line(&[[left, top], [right, top], [right, bottom], [left, bottom], [left, top]], ink, 1.0)
    }

    /// Columns and rows of rectangles in a place of the given size.
    fn cells(&self, size: [f64; 2], most: usize) -> [usize; 2] {
        let fit = |count: usize, pixels: f64| count.min((pixels.floor() as usize).max(1));
        let [mut columns, mut rows] = [fit(self.frames, size[0]), fit(self.bands, size[1])];
        if columns.saturating_mul(rows) > most {
            // As square as they can be.
            let side = (size[0] * size[1] / most.max(1) as f64).sqrt().max(1.0);
            rows = fit(rows, size[1] / side).max(1);
            columns = columns.min((most / rows).max(1));
            rows = rows.min((most / columns).max(1));
        }
        [columns, rows]
    }

    fn mean(&self, bands: Range<usize>, frames: Range<usize>) -> Option<f64> {
        let rows = bands.filter_map(|band| self.values.get(band * self.frames..)?.get(frames.clone()));
        let known = rows.flatten().filter(|value| value.is_finite()).map(|value| value.clamp(-LIMIT, LIMIT));
        let (count, sum) = known.fold((0_usize, 0.0), |(count, sum), value| (count + 1, sum + value));
        (count > 0).then(|| sum / count as f64)
    }
}

/// The part of `whole` that the `index`-th of `parts` covers; never empty while there are no more parts than whole.
fn share(index: usize, parts: usize, whole: usize) -> Range<usize> {
    // Where a `usize` has 32 bits, the products have no room in it.
    let start = |index: usize| (index as u64 * whole as u64 / parts as u64) as usize;
    start(index)..start(index + 1)
}
