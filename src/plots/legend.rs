//! The legend of a picture that is taken home, in columns of equal width: no word is measured, see [`super`].

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use serde::Deserialize;

use super::PlotError;
use super::letters::cut;
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
    /// Entries that have room.
    shown: usize,
}

impl<'a> Legend<'a> {
    /// `width` of the picture and size of the `letters` in CSS pixels.
    pub fn new(entries: &'a [LegendEntry], width: f64, letters: f64) -> Self {
        let longest = entries.iter().map(|entry| entry.text.chars().count()).max().unwrap_or(0);
        let room = (width - 70.0).max(40.0);
        let column = (letters * (0.62 * longest as f64 + 3.0)).min(room);
        let columns = (room / column).floor().max(1.0) as usize;
        Legend { entries, letters, column, columns, rows: entries.len().div_ceil(columns), shown: entries.len() }
    }

    /// At most `height` CSS pixels high, but one row at least; how many entries found no room stands in place of the last one.
    pub fn within(self, height: f64) -> Self {
        let rows = ((height / self.row()).floor().max(1.0) as usize).min(self.rows);
        let shown = if rows < self.rows { (rows * self.columns).saturating_sub(1) } else { self.shown };
        Legend { rows, shown, ..self }
    }

    fn row(&self) -> f64 {
        self.letters * 1.8
    }

    /// CSS pixels.
    pub fn height(&self) -> f64 {
        self.rows as f64 * self.row()
    }

    /// With its upper left corner at the given place.
    pub fn draw<DB: DrawingBackend>(
        &self,
        sheet: &Sheet<'_, DB>,
        [left, top]: [f64; 2],
        dark: bool,
    ) -> Result<(), PlotError> {
        let lettering = Lettering {
            size: self.letters,
            colour: theme(dark).ink,
            across: HPos::Left,
            along: VPos::Center,
            upwards: false,
        };
        let place = |index: usize| {
            let column = (index % self.columns) as f64 * self.column;
            [left + column, top + ((index / self.columns) as f64 + 0.5) * self.row()]
        };
        for (index, entry) in self.entries.iter().take(self.shown).enumerate() {
            let [x, y] = place(index);
            mark(sheet, [x + 5.0, y], entry.label, 4.8, colour(entry.label, dark).mix(1.0))?;
            sheet.text(&cut(&entry.text, self.letters, self.column - 16.0), [x + 16.0, y], &lettering)?;
        }
        if self.shown < self.entries.len() {
            sheet.text(&format!("+ {}", self.entries.len() - self.shown), place(self.shown), &lettering)?;
        }
        Ok(())
    }
}
