//! A surface for pictures: plotters' bitmap, with the words noted instead of drawn (a bare machine has no fonts to draw them with).
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::prelude::*;
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind};

pub struct Surface<'a> {
    bitmap: BitMapBackend<'a>,
    words: Rc<RefCell<Vec<String>>>,
}

impl DrawingBackend for Surface<'_> {
    type ErrorType = <BitMapBackend<'static> as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.bitmap.get_size()
    }

    fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.bitmap.ensure_prepared()
    }

    fn present(&mut self) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.bitmap.present()
    }

    fn draw_pixel(
        &mut self,
        point: BackendCoord,
        color: BackendColor,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.bitmap.draw_pixel(point, color)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.bitmap.draw_rect(upper_left, bottom_right, style, fill)
    }

    fn draw_text<TStyle: BackendTextStyle>(
        &mut self,
        text: &str,
        _style: &TStyle,
        _pos: BackendCoord,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.words.borrow_mut().push(text.to_owned());
        Ok(())
    }
}

/// What a picture came to: its pixels, how many there are of each colour, and its words.
pub struct Picture {
    width: u32,
    pixels: Vec<u8>,
    colours: BTreeMap<(u8, u8, u8), usize>,
    pub words: Vec<String>,
}

impl Picture {
    pub fn count(&self, RGBColor(red, green, blue): RGBColor) -> usize {
        self.colours.get(&(red, green, blue)).copied().unwrap_or(0)
    }

    pub fn at(&self, x: f64, y: f64) -> RGBColor {
        let start = ((y.round() as u32 * self.width + x.round() as u32) * 3) as usize;
        RGBColor(self.pixels[start], self.pixels[start + 1], self.pixels[start + 2])
    }
}

/// Draws on a bitmap of the given size.
pub fn picture<T>(width: u32, height: u32, draw: impl FnOnce(&DrawingArea<Surface<'_>, Shift>) -> T) -> (T, Picture) {
    let mut pixels = vec![0; (width * height * 3) as usize];
    let words = Rc::new(RefCell::new(Vec::new()));
    let answer = {
        let surface =
            Surface { bitmap: BitMapBackend::with_buffer(&mut pixels, (width, height)), words: Rc::clone(&words) };
        draw(&surface.into_drawing_area())
    };
    let mut colours = BTreeMap::new();
    for pixel in pixels.chunks_exact(3) {
        *colours.entry((pixel[0], pixel[1], pixel[2])).or_insert(0) += 1;
    }
    (answer, Picture { width, pixels, colours, words: words.take() })
}
