//! A summary table as a picture: names at the left, numbers at the right of their columns, the best of each marked.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use serde::Deserialize;

use super::PlotError;
use super::letters::{cut, width};
use super::marker::Shape;
use super::plate::{EDGE, Plate};
use super::sheet::Lettering;

/// CSS pixels of a row.
const ROW: f64 = 23.0;

/// CSS pixels between two columns.
const GAP: f64 = 14.0;

/// Letters are never smaller, CSS pixels: rather words are cut.
const SMALLEST: f64 = 8.0;

/// No column is narrower, CSS pixels.
const NARROWEST: f64 = 24.0;

/// Bold letters are that much wider, and a star before them takes so much of their size.
const BOLD: f64 = 1.08;
const STAR: f64 = 1.25;

/// A table.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows; each has a cell a column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column's head.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Column {
    /// Its name.
    pub text: String,
    /// Of numbers: set to the right.
    pub numeric: bool,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Cell {
    /// As it is shown; a number is a text already.
    pub text: String,
    /// The best of its column: bold, with a star.
    #[serde(default)]
    pub best: bool,
}

/// A column's place, CSS pixels.
#[derive(Debug, Clone, Copy)]
struct Span {
    left: f64,
    width: f64,
    numeric: bool,
}

impl Table {
    /// CSS pixels.
    pub(super) fn height(&self) -> f64 {
        (self.rows.len() as f64 + 1.0) * ROW + 24.0
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, plate: &Plate<'_, DB>) -> Result<(), PlotError> {
        let Plate { sheet, theme, .. } = plate;
        if let Some(row) = self.rows.iter().find(|row| row.len() != self.columns.len()) {
            return Err(PlotError::UnequalLists { list: "rows", expected: self.columns.len(), found: row.len() });
        }
        if plate.height < 3.0 * ROW {
            return Err(plate.too_small());
        }
        let (spans, letters) = self.spans(plate);
        let [left, right] = [EDGE, plate.width - EDGE];
        let top = 10.0;
        let line = |y: f64, strength: f64, width: f64| {
            sheet.line(&[[left, y], [right, y]], theme.quiet_ink.mix(strength), width)
        };
        line(top - 3.0, 0.75, 1.0)?;
        line(top, 0.75, 1.0)?;
        let head = Lettering { size: letters, ..plate.lettering(theme.quiet_ink, HPos::Left, VPos::Center) };
        for (column, span) in self.columns.iter().zip(&spans) {
            self.write(plate, &column.text, *span, top + ROW / 2.0, &head, Weight::Head)?;
        }
        line(top + ROW, 0.75, 1.0)?;
        let room = ((plate.height - top - 8.0) / ROW).floor() as usize - 1;
        let shown = if self.rows.len() <= room { self.rows.len() } else { room.saturating_sub(1) };
        let ink = Lettering { colour: theme.ink, ..head };
        for (index, row) in self.rows.iter().take(shown).enumerate() {
            let y = top + ROW * (index + 1) as f64;
            if index % 2 == 1 {
                sheet.rectangle([left, y + 1.0, right, y + ROW], theme.graticule.mix(0.55))?;
            }
            for (cell, span) in row.iter().zip(&spans) {
                let weight = if cell.best { Weight::Best } else { Weight::Plain };
                self.write(plate, &cell.text, *span, y + ROW / 2.0, &ink, weight)?;
            }
        }
        let mut y = top + ROW * (shown + 1) as f64;
        if shown < self.rows.len() {
            let quiet = Lettering { size: letters, ..plate.lettering(theme.quiet_ink, HPos::Left, VPos::Center) };
            sheet.text(&format!("+ {}", self.rows.len() - shown), [left + 4.0, y + ROW / 2.0], &quiet)?;
            y += ROW;
        }
        line(y, 0.75, 1.0)?;
        line(y + 3.0, 0.75, 1.0)
    }

    fn write<DB: DrawingBackend>(
        &self,
        plate: &Plate<'_, DB>,
        text: &str,
        span: Span,
        y: f64,
        lettering: &Lettering,
        weight: Weight,
    ) -> Result<(), PlotError> {
        let Plate { sheet, theme, .. } = plate;
        let size = lettering.size;
        let star = if weight == Weight::Best { STAR * size } else { 0.0 };
        let wide = if weight == Weight::Plain { 1.0 } else { BOLD };
        let text = cut(text, size * wide, span.width - star);
        let (x, across) =
            if span.numeric { (span.left + span.width, HPos::Right) } else { (span.left + star, HPos::Left) };
        let lettering = Lettering { across, along: VPos::Center, ..*lettering };
        match weight {
            Weight::Plain => sheet.text(&text, [x, y], &lettering)?,
            Weight::Head | Weight::Best => sheet.bold(&text, [x, y], &lettering)?,
        }
        if weight == Weight::Best {
            let x = if span.numeric { x - width(&text, size * BOLD) - size * 0.7 } else { span.left + size * 0.5 };
            let radius = size * 0.36;
            let corners = Shape::Star.outline();
            let corners: Vec<_> = corners.iter().map(|at| [x + at[0] * radius, y + at[1] * radius]).collect();
            sheet.polygon(&corners, theme.ink.mix(1.0))?;
        }
        Ok(())
    }

    /// The columns side by side over the whole width. Too wide, letters become smaller first, then the widest columns narrower.
    fn spans<DB: DrawingBackend>(&self, plate: &Plate<'_, DB>) -> (Vec<Span>, f64) {
        let whole = plate.width - 2.0 * EDGE - 8.0;
        let gap = if whole < GAP * 30.0 { GAP * 0.55 } else { GAP };
        // Columns that have no room even at their narrowest are left out.
        let shown = ((whole + gap) / (NARROWEST + gap)).floor().max(1.0) as usize;
        let count = self.columns.len().clamp(1, shown) as f64;
        let room = whole - gap * (count - 1.0);
        let mut wanted: Vec<f64> = (self.columns.iter().take(shown).enumerate())
            .map(|(index, column)| {
                let cells = self.rows.iter().filter_map(|row| row.get(index)).map(|cell| {
                    let (wide, star) = if cell.best { (BOLD, STAR) } else { (1.0, 0.0) };
                    width(&cell.text, wide) + star
                });
                // In letters of size 1.
                cells.fold(width(&column.text, BOLD), f64::max).clamp(2.0, 60.0)
            })
            .collect();
        let sum: f64 = wanted.iter().sum();
        let letters = (room / sum.max(1.0)).clamp(SMALLEST, plate.letters);
        for width in &mut wanted {
            *width *= letters;
        }
        let widths = narrowed(wanted, room);
        let spare = ((room - widths.iter().sum::<f64>()) / count).clamp(0.0, 60.0);
        let mut left = EDGE + 4.0;
        let spans = self.columns.iter().zip(widths).map(|(column, width)| {
            let span = Span { left, width: width + spare, numeric: column.numeric };
            left += width + spare + gap;
            span
        });
        (spans.collect(), letters)
    }
}

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    Plain,
    Head,
    Best,
}

/// Widths that come to at most `room`, if no more than [`NARROWEST`] a column is asked for: all at most as wide as the widest may be.
fn narrowed(widths: Vec<f64>, room: f64) -> Vec<f64> {
    let mut sorted = widths.clone();
    sorted.sort_by(f64::total_cmp);
    let mut left = room;
    let mut most = f64::INFINITY;
    for (index, width) in sorted.iter().enumerate() {
        let share = left / (sorted.len() - index) as f64;
        if *width > share {
            most = share;
            break;
        }
        left -= width;
    }
    widths.into_iter().map(|width| width.min(most.max(NARROWEST))).collect()
}
