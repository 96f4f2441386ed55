//! Examples beside what the network made of them: numbers as two lines, maps (bands × frames) as two maps of colours.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use serde::Deserialize;

use super::axes::{Frame, Margins, number};
use super::heat_map::HeatMap;
use super::letters::{cut, figure, width};
use super::palette::colour;
use super::plate::{EDGE, Plate};
use super::ramp::ramp;
use super::sheet::Lettering;
use super::{PlotError, PlotRect};

/// No example is lower, and none narrower, CSS pixels.
const LEAST: [f64; 2] = [130.0, 62.0];

/// CSS pixels between two examples.
const GAP: f64 = 18.0;

/// No number is larger, so that ranges stay ranges.
pub(super) const LIMIT: f64 = 1e15;

/// Songs before and after.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reconstructions {
    /// As many as have room are drawn.
    pub examples: Vec<Example>,
    /// Rows of a map, the first one at the bottom; 0: the examples are lists of numbers.
    pub bands: usize,
    /// Columns of a map; 0: the examples are lists of numbers.
    pub frames: usize,
    /// What the two halves are called.
    pub words: Halves,
    /// Names of the x and the y axis.
    pub axis_labels: [String; 2],
}

/// One song.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Example {
    /// Its name.
    pub name: String,
    /// What went in; of a map row by row (bands·frames).
    pub original: Vec<f64>,
    /// What came out, in the same order.
    pub rebuilt: Vec<f64>,
}

/// What the two halves are called.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Halves {
    /// What went in.
    pub original: String,
    /// What came out.
    pub rebuilt: String,
}

impl Reconstructions {
    fn of_maps(&self) -> bool {
        self.bands > 0 && self.frames > 0
    }

    /// Examples side by side where the picture is so wide.
    fn columns(&self, width: f64) -> usize {
        if width >= 520.0 && self.examples.len() > 1 { 2 } else { 1 }
    }

    /// CSS pixels.
    pub(super) fn height(&self, width: f64) -> f64 {
        let rows = self.examples.len().clamp(1, 64).div_ceil(self.columns(width)) as f64;
        rows * (110.0 + GAP) + 76.0
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, plate: &Plate<'_, DB>) -> Result<(), PlotError> {
        let range = self.range()?;
        let letters = plate.letters;
        let top = 8.0 + letters * 1.8;
        let bottom = plate.height - 16.0 - letters * 1.5;
        let left = if self.of_maps() { EDGE } else { EDGE + letters * 3.0 };
        let columns = self.columns(plate.width);
        let across = (plate.width - left - EDGE - (columns - 1) as f64 * (GAP + left - EDGE)) / columns as f64;
        let most_rows = ((bottom - top + GAP) / (LEAST[1] + GAP)).floor();
        if most_rows < 1.0 || across < LEAST[0] {
            return Err(plate.too_small());
        }
        let rows = self.examples.len().div_ceil(columns).clamp(1, most_rows as usize);
        let along = ((bottom - top + GAP) / rows as f64 - GAP).min(across);
        self.draw_key(plate, range, bottom)?;
        for column in 0..columns.min(self.examples.len()) {
            self.name_halves(plate, left + column as f64 * (across + GAP + left - EDGE), across)?;
        }
        for (index, example) in self.examples.iter().take(rows * columns).enumerate() {
            let x = left + (index % columns) as f64 * (across + GAP + left - EDGE);
            let y = top + (index / columns) as f64 * (along + GAP);
            let rect = PlotRect { left: x, top: y, right: x + across, bottom: y + along };
            self.draw_example(plate, example, rect, range)?;
        }
        if self.examples.is_empty() {
            let rect =
                Frame { rect: PlotRect { left: 0.0, top, right: plate.width, bottom }, x: [0.0, 1.0], y: [0.0, 1.0] };
            plate.nothing(&rect)?;
        }
        let missing = self.examples.len().saturating_sub(rows * columns);
        if missing > 0 {
            let lettering = plate.lettering(plate.theme.quiet_ink, HPos::Right, VPos::Bottom);
            plate.sheet.text(&format!("+ {missing}"), [plate.width - EDGE, plate.height - 8.0], &lettering)?;
        }
        Ok(())
    }

    /// One range for all: what is high in one song is high in all of them.
    fn range(&self) -> Result<[f64; 2], PlotError> {
        for example in &self.examples {
            let expected = if self.of_maps() { self.bands.saturating_mul(self.frames) } else { example.original.len() };
            for (list, found) in [("original", example.original.len()), ("rebuilt", example.rebuilt.len())] {
                if found != expected {
                    return Err(PlotError::UnequalLists { list, expected, found });
                }
            }
        }
        let values = self.examples.iter().flat_map(|example| example.original.iter().chain(&example.rebuilt));
        let known = values.filter(|value| value.is_finite()).map(|value| value.clamp(-LIMIT, LIMIT));
        let range =
            known.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| [low.min(value), high.max(value)]);
        Ok(super::usable_range(range))
    }

    /// What is what, above the examples and below them.
    fn draw_key<DB: DrawingBackend>(
        &self,
        plate: &Plate<'_, DB>,
        range: [f64; 2],
        bottom: f64,
    ) -> Result<(), PlotError> {
        let Plate { sheet, theme, letters, .. } = plate;
        let quiet = |across| plate.lettering(theme.quiet_ink, across, VPos::Center);
        let y = 6.0 + letters * 0.8;
        let Halves { original, rebuilt } = &self.words;
        let foot = bottom + 14.0 + letters * 0.6;
        let axes = match &self.axis_labels {
            [across, along] if across.is_empty() && along.is_empty() => String::new(),
            [across, along] => format!("→ {across}   ↑ {along}"),
        };
        let room = plate.width / 2.0 - 44.0;
        if !self.of_maps() {
            let mut x = EDGE;
            for (word, half) in [(original, Half::Original), (rebuilt, Half::Rebuilt)] {
                let (ink, width_of_line) = half.pen(plate);
                sheet.line(&[[x, y], [x + 20.0, y]], ink, width_of_line)?;
                let word = cut(word, *letters, room);
                sheet.text(&word, [x + 26.0, y], &plate.lettering(theme.ink, HPos::Left, VPos::Center))?;
                x += 26.0 + width(&word, *letters) + 18.0;
            }
            let axes = cut(&axes, *letters, plate.width - 2.0 * EDGE - 40.0);
            return sheet.text(&axes, [EDGE, foot], &quiet(HPos::Left));
        }
        // The scale of the colours, with its two ends.
        let ends = range.map(figure);
        let bar = (plate.width * 0.3).min(160.0);
        let mut x = EDGE;
        sheet.text(&ends[0], [x, foot], &quiet(HPos::Left))?;
        x += width(&ends[0], *letters) + 4.0;
        for step in 0..32 {
            let [from, to] = [step, step + 1].map(|step| x + bar * f64::from(step) / 32.0);
            sheet.rectangle([from, foot - 4.0, to, foot + 4.0], ramp((f64::from(step) + 0.5) / 32.0).mix(1.0))?;
        }
        x += bar + 6.0;
        sheet.text(&ends[1], [x, foot], &quiet(HPos::Left))?;
        x += width(&ends[1], *letters) + 16.0;
        sheet.text(&cut(&axes, *letters, plate.width - x - EDGE - 24.0), [x, foot], &quiet(HPos::Left))
    }

    /// What the two maps of each example in a column are.
    fn name_halves<DB: DrawingBackend>(&self, plate: &Plate<'_, DB>, left: f64, across: f64) -> Result<(), PlotError> {
        if !self.of_maps() {
            return Ok(());
        }
        let lettering = plate.lettering(plate.theme.quiet_ink, HPos::Left, VPos::Center);
        for (word, x) in [(&self.words.original, left), (&self.words.rebuilt, left + across / 2.0 + 3.0)] {
            let word = cut(word, plate.letters, across / 2.0 - 6.0);
            plate.sheet.text(&word, [x, 6.0 + plate.letters * 0.8], &lettering)?;
        }
        Ok(())
    }

    fn draw_example<DB: DrawingBackend>(
        &self,
        plate: &Plate<'_, DB>,
        example: &Example,
        rect: PlotRect,
        range: [f64; 2],
    ) -> Result<(), PlotError> {
        let Plate { sheet, theme, letters, .. } = plate;
        let name = cut(&example.name, *letters, rect.right - rect.left);
        let lettering = plate.lettering(theme.ink, HPos::Left, VPos::Top);
        sheet.text(&name, [rect.left, rect.top], &lettering)?;
        let below = if self.of_maps() { 0.0 } else { letters * 1.1 };
        let rect = PlotRect { top: rect.top + letters * 1.45, bottom: rect.bottom - below, ..rect };
        if self.of_maps() {
            let middle = (rect.left + rect.right) / 2.0;
            let halves = [
                (PlotRect { right: middle - 3.0, ..rect }, &example.original),
                (PlotRect { left: middle + 3.0, ..rect }, &example.rebuilt),
            ];
            for (rect, values) in halves {
                HeatMap { values, bands: self.bands, frames: self.frames }.draw(plate, rect, range)?;
            }
            return Ok(());
        }
        self.draw_lines(plate, example, rect, range)
    }

    fn draw_lines<DB: DrawingBackend>(
        &self,
        plate: &Plate<'_, DB>,
        example: &Example,
        rect: PlotRect,
        range: [f64; 2],
    ) -> Result<(), PlotError> {
        let Plate { sheet, theme, letters, .. } = plate;
        let room = (range[1] - range[0]) * 0.05;
        let last = example.original.len().max(2) as f64;
        let margins = Margins {
            left: rect.left,
            top: rect.top,
            right: plate.width - rect.right,
            bottom: plate.height - rect.bottom,
        };
        let frame = plate.frame(margins, [1.0, last], [range[0] - room, range[1] + room])?;
        let [across, along] = frame.ticks();
        let heights: Vec<f64> = along.iter().map(|&tick| frame.place([1.0, tick])[1]).collect();
        for &y in &heights {
            sheet.line(&[[rect.left, y], [rect.right, y]], theme.graticule.mix(1.0), 1.0)?;
        }
        for (values, half) in [(&example.original, Half::Original), (&example.rebuilt, Half::Rebuilt)] {
            let (ink, width) = half.pen(plate);
            for run in values.iter().enumerate().collect::<Vec<_>>().split(|(_, value)| !value.is_finite()) {
                let place =
                    |(index, value): &(usize, &f64)| frame.place([(index + 1) as f64, value.clamp(range[0], range[1])]);
                match run {
                    [] => {}
                    [only] => sheet.circle(place(only), width, ink, None)?,
                    run => {
                        let path = thinned(run.iter().map(place).collect(), rect.right - rect.left);
                        sheet.line(&path, ink, width)?;
                    }
                }
            }
        }
        let ink = theme.quiet_ink.mix(0.75);
        let PlotRect { left, top, right, bottom } = rect;
        sheet.line(&[[left, top], [right, top], [right, bottom], [left, bottom], [left, top]], ink, 1.0)?;
        for &tick in &across {
            let x = frame.place([tick, 0.0])[0];
            sheet.line(&[[x, bottom], [x, bottom + 3.0]], ink, 1.0)?;
            let lettering = plate.lettering(theme.quiet_ink, HPos::Center, VPos::Top);
            let lettering = Lettering { size: letters * 0.9, ..lettering };
            sheet.text(&number(tick, &across), [x, bottom + 5.0], &lettering)?;
        }
        let lettering = plate.lettering(theme.quiet_ink, HPos::Right, VPos::Center);
        let lettering = Lettering { size: letters * 0.9, ..lettering };
        for (&tick, &y) in along.iter().zip(&heights) {
            sheet.text(&number(tick, &along), [left - 5.0, y], &lettering)?;
        }
        Ok(())
    }
}

/// Which of the two lines.
#[derive(Clone, Copy)]
enum Half {
    Original,
    Rebuilt,
}

impl Half {
    /// What went in is broad and pale, what came out lies on it, narrow and strong: where they agree both are seen.
    fn pen<DB: DrawingBackend>(self, plate: &Plate<'_, DB>) -> (RGBAColor, f64) {
        match self {
            Half::Original => (colour(0, plate.view.dark).mix(0.55), 4.0),
            Half::Rebuilt => (colour(1, plate.view.dark).mix(1.0), 1.6),
        }
    }
}

/// A path of very many corners, with the lowest and the highest corner of every half pixel left.
fn thinned(path: Vec<[f64; 2]>, width: f64) -> Vec<[f64; 2]> {
    let most = (width * 2.0).max(16.0) as usize;
    if path.len() <= 2 * most {
        return path;
    }
    let part = path.len().div_ceil(most);
    path.chunks(part)
        .flat_map(|part| {
            let by_height = |one: &&[f64; 2], other: &&[f64; 2]| one[1].total_cmp(&other[1]);
            let ends = [part.iter().min_by(by_height), part.iter().max_by(by_height)];
            let mut ends: Vec<[f64; 2]> = ends.into_iter().flatten().copied().collect();
            ends.sort_by(|one, other| one[0].total_cmp(&other[0]));
            ends
        })
        .collect()
}
