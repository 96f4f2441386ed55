//! A sheet of paper measured in CSS pixels, over a drawing area measured in the device's.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::PlotError;

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

    pub fn text(&self, text: &str, at: [f64; 2], lettering: &Lettering) -> Result<(), PlotError> {
        let font = FontDesc::new(FontFamily::Name(self.family), lettering.size * self.ratio, FontStyle::Normal);
        let font = if lettering.upwards { font.transform(FontTransform::Rotate270) } else { font };
        let style = TextStyle::from(font).color(&lettering.colour).pos(Pos::new(lettering.across, lettering.along));
        Ok(self.area.draw_text(text, &style, self.pixel(at))?)
    }

    fn pixel(&self, [x, y]: [f64; 2]) -> (i32, i32) {
        // `as` saturates; what is far outside the picture stays outside.
        ((x * self.ratio).round() as i32, (y * self.ratio).round() as i32)
    }

    fn stroke(&self, width: f64) -> u32 {
        (width * self.ratio).round().max(1.0) as u32
    }
}
