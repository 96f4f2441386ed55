//! Frame, graticule and ticks of a plot, in the manner of an atlas: a neatline whose checks mark the ticks.
//!
//! Where ticks stand is plotters' arithmetic (`RangedCoordf64::key_points`); the drawing is ours, see [`super`].

use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::letters::{cut, width};
use super::sheet::{Lettering, Sheet};
use super::{PlotError, PlotRect, palette::Theme, usable_range};

/// The width of the checked line around a plot, CSS pixels.
pub(super) const NEATLINE: f64 = 4.0;

/// A plot's place in its picture and the two ranges it shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Where.
    pub rect: PlotRect,
    /// Range of x, from left to right.
    pub x: [f64; 2],
    /// Range of y, from bottom to top.
    pub y: [f64; 2],
}

/// Room around a plot, CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margins {
    /// Left, for the y ticks.
    pub left: f64,
    /// Top.
    pub top: f64,
    /// Right.
    pub right: f64,
    /// Bottom, for the x ticks.
    pub bottom: f64,
}

impl Frame {
    /// The frame of a picture of the given size.
    ///
    /// # Errors
    /// [`PlotError::PictureTooSmall`] when the margins leave less than 16 × 16 pixels.
    pub fn new(width: f64, height: f64, margins: Margins, x: [f64; 2], y: [f64; 2]) -> Result<Self, PlotError> {
        let rect = PlotRect {
            left: margins.left,
            top: margins.top,
            right: width - margins.right,
            bottom: height - margins.bottom,
        };
        let room = rect.right - rect.left >= 16.0 && rect.bottom - rect.top >= 16.0;
        if !room || !width.is_finite() || !height.is_finite() {
            return Err(PlotError::PictureTooSmall { width, height });
        }
        Ok(Frame { rect, x: usable_range(x), y: usable_range(y) })
    }

    /// From the two ranges to CSS pixels in the picture.
    pub fn place(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        self.place_part([(x - self.x[0]) / (self.x[1] - self.x[0]), (y - self.y[0]) / (self.y[1] - self.y[0])])
    }

    /// From parts of the ranges, 0 … 1, to CSS pixels in the picture.
    pub fn place_part(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let PlotRect { left, top, right, bottom } = self.rect;
        [left + x * (right - left), bottom - y * (bottom - top)]
    }

    /// Whether a place in CSS pixels lies in the plot.
    pub fn holds(&self, [x, y]: [f64; 2]) -> bool {
        (self.rect.left..=self.rect.right).contains(&x) && (self.rect.top..=self.rect.bottom).contains(&y)
    }

    /// Ticks of x and of y, no closer than about 70 and 44 CSS pixels.
    pub fn ticks(&self) -> [Vec<f64>; 2] {
        let PlotRect { left, top, right, bottom } = self.rect;
        [ticks(self.x, (right - left) / 70.0), ticks(self.y, (bottom - top) / 44.0)]
    }

    /// The ticks of y that are whole numbers: half a song is none.
    pub(super) fn whole_ticks(&self) -> Vec<f64> {
        let [_, mut along] = self.ticks();
        along.retain(|tick| (tick - tick.round()).abs() < 1e-9);
        along
    }

    /// Thin lines at the ticks.
    pub(super) fn draw_graticule<DB: DrawingBackend>(
        &self,
        sheet: &Sheet<'_, DB>,
        theme: &Theme,
    ) -> Result<(), PlotError> {
        let PlotRect { left, top, right, bottom } = self.rect;
        let [across, along] = self.ticks();
        for tick in across {
            let [x, _] = self.place([tick, self.y[0]]);
            sheet.line(&[[x, top], [x, bottom]], theme.graticule.mix(1.0), 1.0)?;
        }
        for tick in along {
            let [_, y] = self.place([self.x[0], tick]);
            sheet.line(&[[left, y], [right, y]], theme.graticule.mix(1.0), 1.0)?;
        }
        Ok(())
    }

    /// The checked frame, the numbers at the ticks, and the two axes' names.
    pub(super) fn draw_neatline<DB: DrawingBackend>(
        &self,
        sheet: &Sheet<'_, DB>,
        theme: &Theme,
        names: &[String; 2],
        size: f64,
    ) -> Result<(), PlotError> {
        let [across, along] = self.ticks();
        let stops_across: Vec<f64> = across.iter().map(|&tick| self.place([tick, self.y[0]])[0]).collect();
        let stops_along: Vec<f64> = along.iter().map(|&tick| self.place([self.x[0], tick])[1]).collect();
        self.draw_checks(sheet, theme, &stops_across, &stops_along)?;
        self.draw_numbers_across(sheet, theme, &across, size)?;
        self.draw_numbers_along(sheet, theme, &along, size)?;
        self.draw_names(sheet, theme, names, self.rect.bottom + NEATLINE + 9.0 + size * 1.3, size)
    }

    /// The frame's two lines, checked between every other pair of stops (CSS pixels from the picture's corner, in the order of the
    /// axes: from left to right, from bottom to top).
    pub(super) fn draw_checks<DB: DrawingBackend>(
        &self,
        sheet: &Sheet<'_, DB>,
        theme: &Theme,
        across: &[f64],
        along: &[f64],
    ) -> Result<(), PlotError> {
        let PlotRect { left, top, right, bottom } = self.rect;
        let outer = [left - NEATLINE, top - NEATLINE, right + NEATLINE, bottom + NEATLINE];
        let ink = theme.quiet_ink.mix(0.75);
        for [left, top, right, bottom] in [[left, top, right, bottom], outer] {
            sheet.line(&[[left, top], [right, top], [right, bottom], [left, bottom], [left, top]], ink, 1.0)?;
        }
        let stops = |between: &[f64], start: f64, end: f64| -> Vec<f64> {
            std::iter::once(start).chain(between.iter().copied()).chain(std::iter::once(end)).collect()
        };
        // Without a stop a side would be one long check.
        for pair in stops(across, left, right).windows(2).step_by(2).filter(|_| !across.is_empty()) {
            sheet.rectangle([pair[0], outer[1], pair[1], top], ink)?;
            sheet.rectangle([pair[0], bottom, pair[1], outer[3]], ink)?;
        }
        for pair in stops(along, bottom, top).windows(2).step_by(2).filter(|_| !along.is_empty()) {
            sheet.rectangle([outer[0], pair[1], left, pair[0]], ink)?;
            sheet.rectangle([right, pair[1], outer[2], pair[0]], ink)?;
        }
        Ok(())
    }

    /// The numbers below the plot.
    pub(super) fn draw_numbers_across<DB: DrawingBackend>(
        &self,
        sheet: &Sheet<'_, DB>,
        theme: &Theme,
        ticks: &[f64],
        size: f64,
    ) -> Result<(), PlotError> {
        let lettering = quiet(theme, size, HPos::Center, VPos::Top, false);
        for &tick in ticks {
            let text = number(tick, ticks);
            // A long number at the end of the axis moves inwards, into the picture.
            let half = width(&text, size) / 2.0;
            let x = self.place([tick, self.y[0]])[0].min(sheet.width() - half).max(half);
            sheet.text(&text, [x, self.rect.bottom + NEATLINE + 5.0], &lettering)?;
        }
        Ok(())
    }

    /// The numbers at the left of the plot.
    pub(super) fn draw_numbers_along<DB: DrawingBackend>(
        &self,
        sheet: &Sheet<'_, DB>,
        theme: &Theme,
        ticks: &[f64],
        size: f64,
    ) -> Result<(), PlotError> {
        let lettering = quiet(theme, size, HPos::Right, VPos::Center, false);
        for &tick in ticks {
            let at = [self.rect.left - NEATLINE - 6.0, self.place([self.x[0], tick])[1]];
            sheet.text(&number(tick, ticks), at, &lettering)?;
        }
        Ok(())
    }

    /// The axes' names: that of x with its upper edge at the height `below`, that of y upwards along the picture's left edge.
    pub(super) fn draw_names<DB: DrawingBackend>(
        &self,
        sheet: &Sheet<'_, DB>,
        theme: &Theme,
        names: &[String; 2],
        below: f64,
        size: f64,
    ) -> Result<(), PlotError> {
        let PlotRect { left, top, right, bottom } = self.rect;
        let [across, along] = [cut(&names[0], size, right - left), cut(&names[1], size, bottom - top)];
        sheet.text(&across, [(left + right) / 2.0, below], &quiet(theme, size, HPos::Center, VPos::Top, false))?;
        sheet.text(&along, [4.0, (top + bottom) / 2.0], &quiet(theme, size, HPos::Center, VPos::Top, true))
    }
}

fn quiet(theme: &Theme, size: f64, across: HPos, along: VPos, upwards: bool) -> Lettering {
    Lettering { size, colour: theme.quiet_ink, across, along, upwards }
}

fn ticks([start, end]: [f64; 2], most: f64) -> Vec<f64> {
    let most = (most.floor() as usize).clamp(2, 24);
    let mut ticks = RangedCoordf64::from(start..end).key_points(most);
    ticks.retain(|tick| (start..=end).contains(tick));
    ticks
}

/// A tick's number with as many decimals as its axis needs: every tick is then exact to a hundredth of a step.
pub fn number(value: f64, ticks: &[f64]) -> String {
    let step = ticks.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(f64::INFINITY, f64::min);
    // Where a tick is zero, the arithmetic leaves a speck.
    let value = if step.is_finite() && value.abs() < step * 1e-6 { 0.0 } else { value };
    let magnitude = ticks.iter().fold(value.abs(), |most, tick| most.max(tick.abs()));
    let text = if !(1e-4..1e5).contains(&magnitude) && magnitude != 0.0 {
        format!("{value:.1e}")
    } else {
        let exact = |decimals: &i32| {
            let unit = 10_f64.powi(-decimals);
            ticks.iter().all(|tick| ((tick / unit).round() * unit - tick).abs() <= step.min(magnitude) / 100.0)
        };
        let decimals = (0..6).find(exact).unwrap_or(6) as usize;
        format!("{value:.decimals$}")
    };
    let zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    match text.strip_prefix('-') {
        Some(text) if zero => text.to_owned(),
        Some(text) => format!("−{text}"),
        None => text,
    }
}
