//! One score, all methods: lying bars, suite by suite, the best with a star.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use serde::Deserialize;

use super::axes::{Frame, Margins};
use super::letters::{cut, figure, width};
use super::marker::Shape;
use super::palette::colour;
use super::plate::Plate;
use super::{PlotError, PlotRect};

/// CSS pixels of a row where there is room.
const ROW: f64 = 21.0;

/// Rows that a group's name takes.
const HEAD: f64 = 1.25;

/// No value is larger, so that axes stay axes.
const LIMIT: f64 = 1e15;

/// Bars of one score.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// A row a method; groups stand in the order in which they first come.
    pub rows: Vec<Row>,
    /// Which end of the scale is the better one.
    pub best: Best,
    /// The word where a score is not defined.
    pub undefined: String,
    /// The score's name.
    pub axis_label: String,
}

/// A method and its score.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Row {
    /// The method.
    pub name: String,
    /// What it was part of; rows of a group stand together under its name. Empty: none.
    pub group: String,
    /// The score; none, or no number, is shown as undefined.
    pub value: Option<f64>,
}

/// Which end of a scale is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Best {
    /// The more the better.
    Highest,
    /// The less the better.
    Lowest,
    /// None is marked: the scores are of different spaces.
    Neither,
}

impl Row {
    fn known(&self) -> Option<f64> {
        self.value.filter(|value| value.is_finite()).map(|value| value.clamp(-LIMIT, LIMIT))
    }
}

impl Comparison {
    /// CSS pixels.
    pub(super) fn height(&self) -> f64 {
        let heads = self.groups().iter().filter(|(name, _)| !name.is_empty()).count() as f64;
        (self.rows.len() as f64 + heads * HEAD).max(2.0) * ROW + 66.0
    }

    /// The best score of all; undefined ones do not compete.
    fn best(&self) -> Option<f64> {
        let known = self.rows.iter().filter_map(Row::known);
        match self.best {
            Best::Highest => known.max_by(f64::total_cmp),
            Best::Lowest => known.min_by(f64::total_cmp),
            Best::Neither => None,
        }
    }

    fn groups(&self) -> Vec<(&str, Vec<&Row>)> {
        let mut groups: Vec<(&str, Vec<&Row>)> = Vec::new();
        let mut places = std::collections::BTreeMap::new();
        for row in &self.rows {
            let place = *places.entry(row.group.as_str()).or_insert_with(|| {
                groups.push((&row.group, Vec::new()));
                groups.len() - 1
            });
            if let Some((_, rows)) = groups.get_mut(place) {
                rows.push(row);
            }
        }
        groups
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, plate: &Plate<'_, DB>) -> Result<(), PlotError> {
        let Plate { sheet, theme, letters, .. } = plate;
        let groups = self.groups();
        let widest = self.rows.iter().map(|row| width(&row.name, *letters)).fold(0.0, f64::max);
        let figures = self.rows.iter().filter_map(Row::known).map(|value| width(&figure(value), *letters));
        let figures = figures.fold(letters * 2.0, f64::max) + 24.0;
        let left = (widest + 22.0).clamp(30.0, (plate.width * 0.42).max(30.0));
        let margins = Margins { left, top: 12.0, right: 16.0, bottom: plate.bottom() };
        // The numbers stand in the plot, to the right of the longest bar.
        let bars = (plate.width - left - 16.0 - figures).max(20.0);
        let known = || self.rows.iter().filter_map(Row::known);
        let [low, high] = [known().fold(0.0, f64::min), known().fold(0.0, f64::max)];
        let high = if high > low { high } else { low + 1.0 };
        let low = if low < 0.0 { low - (high - low) * 0.04 } else { 0.0 };
        let high = low + (high - low) * (bars + figures) / bars;
        let heads = groups.iter().filter(|(name, _)| !name.is_empty()).count() as f64;
        let rows = (self.rows.len() as f64 + heads * HEAD).max(1.0) + 0.3;
        let frame = plate.frame(margins, [low, high], [0.0, rows])?;
        let PlotRect { left, top, right, bottom } = frame.rect;
        let step = (bottom - top) / rows;

        let [ticks, _] = frame.ticks();
        let stops: Vec<f64> = ticks.iter().map(|&tick| frame.place([tick, 0.0])[0]).collect();
        for &stop in &stops {
            sheet.line(&[[stop, top], [stop, bottom]], theme.graticule.mix(1.0), 1.0)?;
        }
        let best = self.best();
        let mut y = top + step * 0.15;
        let mut free = f64::NEG_INFINITY;
        let mut edges = Vec::new();
        for (index, (name, rows)) in groups.iter().enumerate() {
            if index > 0 {
                edges.push(y);
            }
            if !name.is_empty() {
                let height = step * HEAD;
                if height >= letters * 0.8 {
                    let lettering = plate.lettering(theme.ink, HPos::Left, VPos::Center);
                    let at = [left + 8.0, y + height * 0.55];
                    sheet.bold(&cut(name, letters * 1.08, right - left - 16.0), at, &lettering)?;
                }
                if index > 0 {
                    sheet.line(&[[left, y], [right, y]], theme.quiet_ink.mix(0.6), 1.0)?;
                }
                y += height;
            }
            for row in rows {
                let middle = y + step / 2.0;
                let named = middle - letters * 0.55 >= free;
                if named {
                    free = middle + letters * 0.55;
                }
                let best = row.known().is_some() && row.known() == best;
                self.draw_row(plate, &frame, row, Place { middle, step, group: index, named, best })?;
                y += step;
            }
        }
        if self.rows.is_empty() {
            plate.nothing(&frame)?;
        } else if low < 0.0 {
            let zero = frame.place([0.0, 0.0])[0];
            sheet.line(&[[zero, top], [zero, bottom]], theme.quiet_ink.mix(1.0), 1.0)?;
        }
        edges.reverse();
        frame.draw_checks(sheet, theme, &stops, &edges)?;
        frame.draw_numbers_across(sheet, theme, &ticks, *letters)?;
        let names = [self.axis_label.clone(), String::new()];
        frame.draw_names(sheet, theme, &names, bottom + 13.0 + letters * 1.3, *letters)
    }

    fn draw_row<DB: DrawingBackend>(
        &self,
        plate: &Plate<'_, DB>,
        frame: &Frame,
        row: &Row,
        Place { middle, step, group, named, best }: Place,
    ) -> Result<(), PlotError> {
        let Plate { sheet, theme, view, letters, .. } = plate;
        let zero = frame.place([0.0, 0.0])[0];
        if named {
            let lettering = plate.lettering(theme.ink, HPos::Right, VPos::Center);
            let at = [frame.rect.left - 10.0, middle];
            // Bold letters are wider.
            let text = cut(&row.name, letters * if best { 1.08 } else { 1.0 }, frame.rect.left - 18.0);
            if best { sheet.bold(&text, at, &lettering) } else { sheet.text(&text, at, &lettering) }?;
        }
        let Some(value) = row.known() else {
            let radius = (step * 0.3).clamp(2.0, 4.5);
            sheet.circle([zero + 9.0, middle], radius, theme.quiet_ink.mix(1.0), Some(1.3))?;
            if named {
                let lettering = plate.lettering(theme.quiet_ink, HPos::Left, VPos::Center);
                let room = frame.rect.right - zero - 24.0;
                sheet.text(&cut(&self.undefined, *letters, room), [zero + 19.0, middle], &lettering)?;
            }
            return Ok(());
        };
        let ink = colour(group as i32, view.dark);
        let half = (step * 0.36).clamp(0.5, 9.0);
        let end = frame.place([value, 0.0])[0];
        let (from, to) = if end < zero { (end, zero) } else { (zero, end) };
        // A score of zero has a bar, too.
        sheet.rectangle([from, middle - half, to.max(from + 1.5), middle + half], ink.mix(0.9))?;
        let mut x = to.max(from + 1.5) + 6.0;
        if best {
            let radius = (step * 0.3).clamp(3.0, 6.5);
            let star = Shape::Star.outline();
            let star: Vec<_> =
                star.iter().map(|[across, down]| [x + radius * (1.2 + across), middle + radius * down]).collect();
            sheet.polygon(&star, theme.ink.mix(1.0))?;
            x += radius * 2.4 + 5.0;
        }
        if named {
            let lettering = plate.lettering(theme.ink, HPos::Left, VPos::Center);
            let text = figure(value);
            if best { sheet.bold(&text, [x, middle], &lettering) } else { sheet.text(&text, [x, middle], &lettering) }?;
        }
        Ok(())
    }
}

/// Where a row stands, and how.
#[derive(Clone, Copy)]
struct Place {
    /// CSS pixels, as the step from one row to the next.
    middle: f64,
    step: f64,
    group: usize,
    /// Whether its words have room.
    named: bool,
    best: bool,
}
