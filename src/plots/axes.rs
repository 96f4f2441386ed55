//! Frame, graticule and ticks of a plot, in the manner of an atlas: a neatline whose checks mark the ticks.
//!
//! Where ticks stand is plotters' arithmetic (`RangedCoordf64::key_points`); the drawing is ours, see [`super`].

use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::sheet::{Lettering, Sheet};
use super::{PlotError, PlotRect, palette::Theme, usable_range};

/// The width of the checked line around a plot, CSS pixels.
const NEATLINE: f64 = 4.0;

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
        let PlotRect { left, top, right, bottom } = self.rect;
        let outer = [left - NEATLINE, top - NEATLINE, right + NEATLINE, bottom + NEATLINE];
        let ink = theme.quiet_ink.mix(0.75);
        for [left, top, right, bottom] in [[left, top, right, bottom], outer] {
            sheet.line(&[[left, top], [right, top], [right, bottom], [left, bottom], [left, top]], ink, 1.0)?;
        }
        let [across, along] = self.ticks();
        let stops = |ticks: &[f64], start: f64, end: f64, place: &dyn Fn(f64) -> f64| -> Vec<f64> {
            std::iter::once(start).chain(ticks.iter().map(|&tick| place(tick))).chain(std::iter::once(end)).collect()
        };
        let place_x = |tick: f64| self.place([tick, self.y[0]])[0];
        let place_y = |tick: f64| self.place([self.x[0], tick])[1];
        for pair in stops(&across, left, right, &place_x).windows(2).step_by(2) {
            sheet.rectangle([pair[0], outer[1], pair[1], top], ink)?;
            sheet.rectangle([pair[0], bottom, pair[1], outer[3]], ink)?;
        }
        for pair in stops(&along, bottom, top, &place_y).windows(2).step_by(2) {
            sheet.rectangle([outer[0], pair[1], left, pair[0]], ink)?;
            sheet.rectangle([right, pair[1], outer[2], pair[0]], ink)?;
        }
        let quiet = |across, along, upwards| Lettering { size, colour: theme.quiet_ink, across, along, upwards };
        for &tick in &across {
            sheet.text(
                &number(tick, &across),
                [place_x(tick), outer[3] + 5.0],
                &quiet(HPos::Center, VPos::Top, false),
            )?;
        }
        for &tick in &along {
            sheet.text(
                &number(tick, &along),
                [outer[0] - 6.0, place_y(tick)],
                &quiet(HPos::Right, VPos::Center, false),
            )?;
        }
        let below = outer[3] + 9.0 + size * 1.3;
        sheet.text(&names[0], [(left + right) / 2.0, below], &quiet(HPos::Center, VPos::Top, false))?;
        sheet.text(&names[1], [4.0, (top + bottom) / 2.0], &quiet(HPos::Center, VPos::Top, true))
    }
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
