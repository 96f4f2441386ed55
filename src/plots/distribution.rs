//! Which groups the values of a column fall into: a bar a value, stacked of its groups.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use serde::Deserialize;

use super::axes::{Frame, Margins};
use super::legend::LegendEntry;
use super::letters::width;
use super::marker::mark;
use super::palette::colour;
use super::plate::{Names, Plate};
use super::{PlotError, PlotRect};

/// Values with a bar of their own.
pub const MOST_VALUES: usize = 24;

/// No count is larger, so that sums stay numbers.
const LIMIT: f64 = 1e15;

/// Stacked bars of one column.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Distribution {
    /// The column's values (V), in the order of the bars.
    pub values: Vec<String>,
    /// The groups (G), in the order of the stacks, the first at the bottom; they are the legend, too.
    pub groups: Vec<LegendEntry>,
    /// Songs by value and group (V·G, a row a value); what is no number or below 0 counts as none.
    pub counts: Vec<f64>,
    /// The name of the last bar where there are more than [`MOST_VALUES`] values: it sums up those with the fewest songs.
    pub rest: String,
    /// Names of the x axis (the column) and the y axis (songs).
    pub axis_labels: [String; 2],
}

/// One bar.
struct Bar<'a> {
    name: &'a str,
    /// Songs by group.
    counts: Vec<f64>,
}

impl Bar<'_> {
    fn songs(&self) -> f64 {
        self.counts.iter().sum()
    }
}

impl Distribution {
    pub(super) fn draw<DB: DrawingBackend>(&self, plate: &Plate<'_, DB>) -> Result<(), PlotError> {
        let bars = self.bars()?;
        let most = bars.iter().map(Bar::songs).fold(0.0, f64::max);
        let wanted = if most > 0.0 { most } else { 1.0 };
        let left = plate.left([0.0, wanted]);
        let sides = left + 14.0;
        let step = ((plate.width - sides) / bars.len().max(1) as f64).max(1.0);
        let names = Names::new(bars.iter().map(|bar| bar.name), plate.letters, step, (plate.height * 0.3).min(150.0));
        let bottom = plate.bottom() - plate.letters * 1.3 + names.height;
        let margins = Margins { left, top: 14.0, right: 14.0, bottom };
        // Room for the number above the highest bar.
        let above = plate.letters * 1.6;
        let top = wanted * (1.0 + above / (plate.height - 14.0 - bottom - above).max(above));
        let frame = plate.frame(margins, [0.0, bars.len().max(1) as f64], [0.0, top])?;
        let PlotRect { left, right, bottom, .. } = frame.rect;

        let ticks = frame.whole_ticks();
        let heights: Vec<f64> = ticks.iter().map(|&tick| frame.place([0.0, tick])[1]).collect();
        for &height in &heights {
            plate.sheet.line(&[[left, height], [right, height]], plate.theme.graticule.mix(1.0), 1.0)?;
        }
        let middles: Vec<f64> = (0..bars.len()).map(|bar| frame.place([bar as f64 + 0.5, 0.0])[0]).collect();
        for (bar, &middle) in bars.iter().zip(&middles) {
            self.draw_bar(plate, &frame, bar, middle, (step * 0.7).min(64.0))?;
        }
        if most <= 0.0 {
            plate.nothing(&frame)?;
        }
        let between: Vec<f64> = (1..bars.len()).map(|bar| frame.place([bar as f64, 0.0])[0]).collect();
        frame.draw_checks(&plate.sheet, &plate.theme, &between, &heights)?;
        frame.draw_numbers_along(&plate.sheet, &plate.theme, &ticks, plate.letters)?;
        plate.names_below(&frame, &names, &middles)?;
        let below = bottom + 14.0 + names.height;
        frame.draw_names(&plate.sheet, &plate.theme, &self.axis_labels, below, plate.letters)
    }

    fn draw_bar<DB: DrawingBackend>(
        &self,
        plate: &Plate<'_, DB>,
        frame: &Frame,
        bar: &Bar<'_>,
        middle: f64,
        wide: f64,
    ) -> Result<(), PlotError> {
        let Plate { sheet, theme, view, .. } = plate;
        let [from, to] = [middle - wide / 2.0, middle + wide / 2.0];
        let mut songs = 0.0;
        for (group, &count) in self.groups.iter().zip(&bar.counts).filter(|(_, count)| **count > 0.0) {
            let [low, high] = [songs, songs + count].map(|songs| frame.place([0.0, songs])[1]);
            songs += count;
            sheet.rectangle([from, high, to, low], colour(group.label, view.dark).mix(1.0))?;
            // Colours come round again, and not everybody sees them: the group's shape stands in its part.
            if low - high >= 13.0 && wide >= 12.0 {
                mark(sheet, [middle, (low + high) / 2.0], group.label, 3.4, theme.paper.mix(0.95))?;
            }
            if low - high >= 3.0 {
                sheet.line(&[[from, high], [to, high]], theme.paper.mix(1.0), 1.0)?;
            }
        }
        let text = format!("{songs:.0}");
        let size = plate.letters * 0.95;
        if songs > 0.0 && width(&text, size) + 3.0 <= wide / 0.7 {
            let at = [middle, frame.place([0.0, songs])[1] - 2.0];
            let lettering =
                super::sheet::Lettering { size, ..plate.lettering(theme.quiet_ink, HPos::Center, VPos::Bottom) };
            sheet.text(&text, at, &lettering)?;
        }
        Ok(())
    }

    fn bars(&self) -> Result<Vec<Bar<'_>>, PlotError> {
        let groups = self.groups.len();
        let expected = self.values.len().saturating_mul(groups);
        if self.counts.len() != expected {
            return Err(PlotError::UnequalLists { list: "counts", expected, found: self.counts.len() });
        }
        let count = |count: &f64| if *count > 0.0 { count.min(LIMIT) } else { 0.0 };
        let rows = self.counts.chunks(groups.max(1)).map(|row| row.iter().map(count).collect());
        let rows = rows.chain(std::iter::repeat(Vec::new()));
        let bars: Vec<Bar<'_>> = self.values.iter().zip(rows).map(|(name, counts)| Bar { name, counts }).collect();
        if bars.len() <= MOST_VALUES {
            return Ok(bars);
        }
        let mut by_songs: Vec<usize> = (0..bars.len()).collect();
        // A stable order: of two values with as many songs the first one stays.
        by_songs.sort_by(|&one, &other| bars[other].songs().total_cmp(&bars[one].songs()));
        let mut own = vec![false; bars.len()];
        for &bar in by_songs.iter().take(MOST_VALUES) {
            own[bar] = true;
        }
        let mut rest = Bar { name: &self.rest, counts: vec![0.0; groups] };
        let mut kept = Vec::with_capacity(MOST_VALUES + 1);
        for (bar, own) in bars.into_iter().zip(own) {
            if own {
                kept.push(bar);
            } else {
                for (sum, count) in rest.counts.iter_mut().zip(bar.counts) {
                    *sum += count;
                }
            }
        }
        kept.push(rest);
        Ok(kept)
    }
}
