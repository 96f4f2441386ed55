//! The legend of a picture that is taken home, in columns of equal width: no word is measured, see [`super`].

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use serde::Deserialize;

use super::PlotError;
use super::axes::Frame;
use super::marker::mark;
use super::palette::{colour, theme};
use super::sheet::{Lettering, Sheet};

/// One line of the legend.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct LegendEntry {
    /// The label whose colour and shape is shown.
    pub label: i32,
    /// Its name.
    pub text: String,
}

/// Where the entries go.
pub(super) struct Legend<'a> {
    entries: &'a [LegendEntry],
    letters: f64,
    column: f64,
    columns: usize,
    rows: usize,
}

impl<'a> Legend<'a> {
    /// `width` of the picture and size of the `letters` in CSS pixels.
    pub fn new(entries: &'a [LegendEntry], width: f64, letters: f64) -> Self {
        let longest = entries.iter().map(|entry| entry.text.chars().count()).max().unwrap_or(0);
        let column = letters * (0.62 * longest as f64 + 3.0);
        let columns = ((width - 70.0) / column).floor().max(1.0) as usize;
        Legend { entries, letters, column, columns, rows: entries.len().div_ceil(columns) }
    }

    /// CSS pixels.
    pub fn height(&self) -> f64 {
        self.rows as f64 * self.letters * 1.8
    }

    pub fn draw<DB: DrawingBackend>(&self, sheet: &Sheet<'_, DB>, frame: &Frame, dark: bool) -> Result<(), PlotError> {
        let lettering = Lettering {
            size: self.letters,
            colour: theme(dark).ink,
            across: HPos::Left,
            along: VPos::Center,
            upwards: false,
        };
        for (index, entry) in self.entries.iter().enumerate() {
            let x = frame.rect.left + (index % self.columns) as f64 * self.column;
            let y = 4.0 + ((index / self.columns) as f64 + 0.5) * self.letters * 1.8;
            mark(sheet, [x + 5.0, y], entry.label, 4.8, colour(entry.label, dark).mix(1.0))?;
            sheet.text(&entry.text, [x + 16.0, y], &lettering)?;
        }
        Ok(())
    }
}
