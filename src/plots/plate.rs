//! The sheet of a picture that is taken home: title, a sentence below it, the legend, and the room that is left for the plot.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::PlotError;
use super::axes::{Frame, Margins, NEATLINE, number};
use super::legend::{Legend, LegendEntry};
use super::letters::{clean, cut, width, wrapped};
use super::palette::{Theme, theme};
use super::picture::PictureView;
use super::sheet::{Lettering, Sheet};

/// From the picture's edge to its words, CSS pixels.
pub(super) const EDGE: f64 = 14.0;

/// Pictures narrower than this have smaller letters, CSS pixels.
const NARROW: f64 = 520.0;

/// From a title to what stands below it, CSS pixels.
const BELOW_TITLE: f64 = 2.0;

/// What stands above a plot.
pub(super) struct Heading<'a> {
    title: Vec<String>,
    subtitle: Vec<String>,
    legend: Legend<'a>,
    /// Sizes of the letters of title and subtitle, CSS pixels.
    sizes: [f64; 2],
    /// CSS pixels.
    pub height: f64,
}

impl<'a> Heading<'a> {
    /// Two lines each for title and subtitle, and a legend in at most a quarter of the picture, or of its width where the height is not
    /// settled yet.
    pub fn new(view: &'a PictureView, entries: &'a [LegendEntry]) -> Self {
        let sizes = if view.width < NARROW { [14.0, 11.0] } else { [16.5, 12.0] };
        let room = view.width - 2.0 * EDGE;
        // Bold letters are wider.
        let title = wrapped(&view.title, sizes[0] * 1.08, room, 2);
        let subtitle = wrapped(&view.subtitle, sizes[1], room, 2);
        let whole = if view.height.is_finite() { view.height } else { view.width };
        let legend = Legend::new(entries, view.width, letters(view)).within(whole / 4.0);
        let mut height =
            10.0 + title.len() as f64 * sizes[0] * 1.25 + subtitle.len() as f64 * sizes[1] * 1.35 + BELOW_TITLE;
        if !entries.is_empty() {
            height += legend.height() + 4.0;
        }
        Heading { title, subtitle, legend, sizes, height }
    }

    fn draw<DB: DrawingBackend>(&self, sheet: &Sheet<'_, DB>, dark: bool) -> Result<(), PlotError> {
        let theme = theme(dark);
        let lettering = |size, colour| Lettering { size, colour, across: HPos::Left, along: VPos::Top, upwards: false };
        let mut y = 10.0;
        for line in &self.title {
            sheet.bold(line, [EDGE, y], &lettering(self.sizes[0], theme.ink))?;
            y += self.sizes[0] * 1.25;
        }
        y += BELOW_TITLE;
        for line in &self.subtitle {
            sheet.text(line, [EDGE, y], &lettering(self.sizes[1], theme.quiet_ink))?;
            y += self.sizes[1] * 1.35;
        }
        self.legend.draw(sheet, [EDGE, y + 3.0], dark)
    }
}

/// The size of a picture's letters, CSS pixels.
fn letters(view: &PictureView) -> f64 {
    if view.width < NARROW { 10.5 } else { 11.5 }
}

/// What is left of a picture below its heading.
pub(super) struct Plate<'a, DB: DrawingBackend> {
    /// Its upper left corner is [0, 0].
    pub sheet: Sheet<'a, DB>,
    pub view: &'a PictureView,
    pub theme: Theme,
    /// CSS pixels, as the height.
    pub width: f64,
    pub height: f64,
    /// Size of ordinary letters, CSS pixels.
    pub letters: f64,
    /// Rectangles that may be drawn of one map of numbers.
    pub cells: usize,
}

/// Draws paper and heading; what comes back is the area of the plate, and its height in CSS pixels.
pub(super) fn begin<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    view: &PictureView,
    entries: &[LegendEntry],
) -> Result<(DrawingArea<DB, Shift>, f64), PlotError> {
    let sheet = Sheet::new(area, view.ratio, &view.font_family);
    let heading = Heading::new(view, entries);
    let height = view.height - heading.height;
    if !(view.width >= 80.0 && height >= 40.0 && view.width.is_finite() && height.is_finite()) {
        return Err(PlotError::PictureTooSmall { width: view.width, height: view.height });
    }
    sheet.fill(theme(view.dark).paper)?;
    heading.draw(&sheet, view.dark)?;
    let (across, along) = area.dim_in_pixel();
    let top = (heading.height * sheet.ratio).round() as i32;
    let below = area.clone().shrink((0, top), (across as i32, (along as i32 - top).max(0)));
    Ok((below, height))
}

impl<'a, DB: DrawingBackend> Plate<'a, DB> {
    pub fn new(area: &'a DrawingArea<DB, Shift>, view: &'a PictureView, height: f64, cells: usize) -> Self {
        let sheet = Sheet::new(area, view.ratio, &view.font_family);
        Plate { sheet, view, theme: theme(view.dark), width: view.width, height, letters: letters(view), cells }
    }

    /// A frame in the plate; where it has no room, the error tells the picture's size.
    pub fn frame(&self, margins: Margins, x: [f64; 2], y: [f64; 2]) -> Result<Frame, PlotError> {
        Frame::new(self.width, self.height, margins, x, y).map_err(|_| self.too_small())
    }

    pub fn too_small(&self) -> PlotError {
        PlotError::PictureTooSmall { width: self.view.width, height: self.view.height }
    }

    /// From the plot's left edge to the picture's, for the numbers of y and a name.
    pub fn left(&self, y: [f64; 2]) -> f64 {
        let margins = Margins { left: 0.0, top: 0.0, right: 0.0, bottom: self.bottom() };
        let ticks = Frame::new(self.width, self.height, margins, [0.0, 1.0], y).map(|frame| frame.ticks());
        let [_, ticks] = ticks.unwrap_or_default();
        let widest = ticks.iter().map(|&tick| width(&number(tick, &ticks), self.letters)).fold(0.0, f64::max);
        (NEATLINE + 14.0 + self.letters * 1.3 + widest).clamp(40.0, (self.width / 3.0).max(40.0))
    }

    /// From the plot's lower edge to the picture's, for one row of words and a name.
    pub fn bottom(&self) -> f64 {
        NEATLINE + 14.0 + 2.6 * self.letters
    }

    pub fn lettering(&self, colour: RGBColor, across: HPos, along: VPos) -> Lettering {
        Lettering { size: self.letters, colour, across, along, upwards: false }
    }

    /// A dash where there is nothing to draw.
    pub fn nothing(&self, frame: &Frame) -> Result<(), PlotError> {
        let rect = frame.rect;
        let at = [(rect.left + rect.right) / 2.0, (rect.top + rect.bottom) / 2.0];
        let lettering = Lettering { size: 20.0, ..self.lettering(self.theme.quiet_ink, HPos::Center, VPos::Center) };
        self.sheet.text("—", at, &lettering)
    }

    /// Words beside a line, its end at the given place, on paper of their own: what they stand on does not strike them out.
    pub fn caption(&self, text: &str, [right, bottom]: [f64; 2], room: f64) -> Result<(), PlotError> {
        let text = cut(text, self.letters, room);
        let behind =
            [right - width(&text, self.letters) - 3.0, bottom - self.letters * 1.15, right + 3.0, bottom + 1.0];
        if !text.is_empty() {
            self.sheet.rectangle(behind, self.theme.paper.mix(0.82))?;
        }
        self.sheet.text(&text, [right, bottom], &self.lettering(self.theme.ink, HPos::Right, VPos::Bottom))
    }

    /// Names below a plot, each under its middle (CSS pixels, from left to right); where they would touch, some are left out.
    pub fn names_below(&self, frame: &Frame, names: &Names, middles: &[f64]) -> Result<(), PlotError> {
        let top = frame.rect.bottom + NEATLINE + 5.0;
        let mut free = f64::NEG_INFINITY;
        for (lines, &middle) in names.texts.iter().zip(middles) {
            if middle - names.size * 0.55 < free {
                continue;
            }
            free = middle + names.size * 0.55;
            let across = if names.upwards { HPos::Right } else { HPos::Center };
            let along = if names.upwards { VPos::Center } else { VPos::Top };
            let lettering =
                Lettering { size: names.size, colour: self.theme.ink, across, along, upwards: names.upwards };
            for (line, text) in lines.iter().enumerate() {
                self.sheet.text(text, [middle, top + names.size * LINE * line as f64], &lettering)?;
            }
        }
        Ok(())
    }
}

/// From one line of a name to the next, in sizes of its letters.
const LINE: f64 = 1.25;

/// How the names below a plot stand: level in one line or two where each has room, or else upwards.
pub(super) struct Names {
    /// The lines of each.
    texts: Vec<Vec<String>>,
    size: f64,
    upwards: bool,
    /// CSS pixels.
    pub height: f64,
}

impl Names {
    /// `step` from one middle to the next, at most `most` CSS pixels high.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>, size: f64, step: f64, most: f64) -> Self {
        let texts: Vec<_> = texts.into_iter().map(clean).collect();
        let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).count();
        let broken = |text: &str| text.chars().filter(|letter| letter.is_whitespace()).count();
        for lines in 1..=2 {
            let room = step - 5.0;
            let level: Vec<_> = texts.iter().map(|text| wrapped(text, size, room, lines)).collect();
            let whole = level.iter().zip(&texts).all(|(lines, text)| {
                let same = lines.iter().map(|line| letters(line)).sum::<usize>() == letters(text);
                same && !lines.iter().any(|line| line.ends_with('…')) && broken(text) + 1 >= lines.len()
            });
            if whole {
                return Names { texts: level, size, upwards: false, height: size * LINE * lines as f64 };
            }
        }
        let longest = texts.iter().map(|text| width(text, size)).fold(0.0, f64::max);
        // Names are guessed wide rather than narrow: what is guessed has room.
        let height = longest.min(most).max(size * LINE);
        let texts = texts.iter().map(|text| vec![cut(text, size, height).into_owned()]).collect();
        Names { texts, size, upwards: true, height }
    }
}
