//! A sheet of paper measured in CSS pixels, over a drawing area measured in the device's.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::PlotError;
use super::letters::clean;

/// CSS pixels of a dash, and of the gap after it.
const DASH: f64 = 4.0;

/// More dashes are in no line.
const MOST_DASHES: f64 = 400.0;

/// The drawing area and what turns CSS pixels into its own.
pub(super) struct Sheet<'a, DB: DrawingBackend> {
    pub area: &'a DrawingArea<DB, Shift>,
    pub ratio: f64,
    pub family: &'a str,
}

/// How words stand.
pub(super) struct Lettering {
    pub size: f64,
    pub colour: RGBColor,
    pub across: HPos,
    pub along: VPos,
    /// Read from the bottom upwards.
    pub upwards: bool,
}

impl<'a, DB: DrawingBackend> Sheet<'a, DB> {
    /// A ratio that is not a number, or far from any screen's, becomes a usable one.
    pub fn new(area: &'a DrawingArea<DB, Shift>, ratio: f64, family: &'a str) -> Self {
        let ratio = if ratio.is_finite() { ratio.clamp(0.5, 8.0) } else { 1.0 };
        Sheet { area, ratio, family: if family.is_empty() { "sans-serif" } else { family } }
    }

    pub fn fill(&self, colour: RGBColor) -> Result<(), PlotError> {
        Ok(self.area.fill(&colour)?)
    }

    pub fn line(&self, path: &[[f64; 2]], colour: RGBAColor, width: f64) -> Result<(), PlotError> {
        let path: Vec<_> = path.iter().map(|&at| self.pixel(at)).collect();
        Ok(self.area.draw(&PathElement::new(path, colour.stroke_width(self.stroke(width))))?)
    }

    pub fn polygon(&self, corners: &[[f64; 2]], colour: RGBAColor) -> Result<(), PlotError> {
        let corners: Vec<_> = corners.iter().map(|&at| self.pixel(at)).collect();
        Ok(self.area.draw(&Polygon::new(corners, colour.filled()))?)
    }

    pub fn rectangle(&self, [left, top, right, bottom]: [f64; 4], colour: RGBAColor) -> Result<(), PlotError> {
        let corners = [self.pixel([left, top]), self.pixel([right, bottom])];
        Ok(self.area.draw(&Rectangle::new(corners, colour.filled()))?)
    }

    /// Filled, or a ring of the given width.
    pub fn circle(&self, at: [f64; 2], radius: f64, colour: RGBAColor, ring: Option<f64>) -> Result<(), PlotError> {
        let style = match ring {
            Some(width) => colour.stroke_width(self.stroke(width)),
            None => colour.filled(),
        };
        let radius = (radius * self.ratio).round().max(1.0) as u32;
        Ok(self.area.draw(&Circle::new(self.pixel(at), radius, style))?)
    }

    /// A line with gaps, so that nobody takes it for a curve.
    pub fn dashes(&self, from: [f64; 2], to: [f64; 2], colour: RGBAColor, width: f64) -> Result<(), PlotError> {
        let length = f64::hypot(to[0] - from[0], to[1] - from[1]);
        let step = (2.0 * DASH).max(length / MOST_DASHES);
        let at = |along: f64| [0, 1].map(|axis| from[axis] + (to[axis] - from[axis]) * (along / length).min(1.0));
        let mut along = 0.0;
        while along < length {
            self.line(&[at(along), at(along + step / 2.0)], colour, width)?;
            along += step;
        }
        Ok(())
    }

    pub fn text(&self, text: &str, at: [f64; 2], lettering: &Lettering) -> Result<(), PlotError> {
        self.letter(text, at, lettering, FontStyle::Normal)
    }

    pub fn bold(&self, text: &str, at: [f64; 2], lettering: &Lettering) -> Result<(), PlotError> {
        self.letter(text, at, lettering, FontStyle::Bold)
    }

    fn letter(&self, text: &str, at: [f64; 2], lettering: &Lettering, style: FontStyle) -> Result<(), PlotError> {
        let text = clean(text);
        if text.is_empty() {
            return Ok(());
        }
        let font = FontDesc::new(FontFamily::Name(self.family), lettering.size * self.ratio, style);
        let font = if lettering.upwards { font.transform(FontTransform::Rotate270) } else { font };
        let style = TextStyle::from(font).color(&lettering.colour).pos(Pos::new(lettering.across, lettering.along));
        Ok(self.area.draw_text(&text, &style, self.pixel(at))?)
    }

    /// CSS pixels.
    pub fn width(&self) -> f64 {
        f64::from(self.area.dim_in_pixel().0) / self.ratio
    }

    fn pixel(&self, [x, y]: [f64; 2]) -> (i32, i32) {
        // What is far outside the picture stays outside, and near enough to be moved with it.
        let pixel = |at: f64| (at * self.ratio).round().clamp(-1e7, 1e7) as i32;
        (pixel(x), pixel(y))
    }

    fn stroke(&self, width: f64) -> u32 {
        (width * self.ratio).round().max(1.0) as u32
    }
}
