//! Very many songs, as pixels: [`super::stamp`]s printed one over the other on a transparent bitmap, which the page lays over the ground
//! that plotters has drawn. Same places, same shapes, same colours, same layers as [`super::scatter::Map::draw_songs`], which the tests
//! hold it to; two canvas calls a song take half a second for 50,000, this takes a few milliseconds.

use super::axes::Frame;
use super::marker::{Shape, Sizes};
use super::palette::{colour, shape, theme};
use super::scatter::{Layer, MapView};
use super::stamp::{self, PHASES, Stamp};

/// Labels with signs of their own: ungrouped, noise, and 64 groups; see [`super::palette`].
const SIGNS: usize = 66;

/// The ways a mark is drawn: in full, or dimmed.
const WAYS: usize = 2;

/// Rows of the bitmap that are printed together: as many as a processor keeps at hand.
const BAND: usize = 32;

/// A bitmap for the songs of a map. Kept from one drawing to the next, it keeps its stamps too.
#[derive(Debug, Default)]
pub struct Crowd {
    /// Device pixels from the picture's left and top edge to the bitmap's.
    pub at: [i32; 2],
    /// Pixels.
    pub width: usize,
    /// Pixels.
    pub height: usize,
    /// Red, green, blue, alpha, row by row; after [`Crowd::draw`] not multiplied by alpha, as a canvas takes it.
    pub pixels: Vec<u8>,
    press: Press,
    /// What is printed on each [`BAND`], in this order. What lies across two bands is in both.
    bands: Vec<Vec<Print>>,
}

/// A stamp at its place.
#[derive(Debug, Clone, Copy)]
struct Print {
    /// Pixels from the bitmap's left edge.
    left: u32,
    /// And from its top edge.
    top: u32,
    /// In [`Press::stamps`].
    slot: u32,
    /// 255ths.
    opacity: u8,
}

/// What stamps were made for.
#[derive(Debug, Clone, Copy, PartialEq)]
struct MadeFor {
    /// Radius, rim, gap and ring in device pixels.
    sizes: [f64; 4],
    /// Places between two pixels.
    phases: usize,
    dark: bool,
}

/// The stamps of one size and one theme.
#[derive(Debug, Default)]
struct Press {
    made_for: Option<MadeFor>,
    /// Marks by sign, way and phase, then rings by phase; none until needed.
    stamps: Vec<Option<Stamp>>,
}

impl Crowd {
    /// Draws all songs in view but the chosen ones. `points` and `labels` are in the same order; what lies beyond the shorter is not
    /// drawn. Points that are not finite, or out of view, are left out.
    pub fn draw(&mut self, view: &MapView, frame: &Frame, points: &[[f32; 2]], labels: &[i32]) {
        let ratio = if view.ratio.is_finite() { view.ratio.clamp(0.5, 8.0) } else { 1.0 };
        let sizes = Sizes::of(points.len(), view.width, view.closeness);
        // Marks whose middles lie in the plot may stick out of it. The rows of stamps are padded by up to three pixels.
        let room = ((sizes.radius + sizes.rim + sizes.ring_gap) * 1.7 * ratio).ceil() as i32 + 4;
        let pixel = |value: f64| (value * ratio) as i32;
        self.at = [pixel(frame.rect.left) - room, pixel(frame.rect.top) - room];
        // In fours, like everything that is done to pixels.
        self.width = usize::try_from(pixel(frame.rect.right) + 1 + room - self.at[0]).unwrap_or(0).next_multiple_of(4);
        self.height = usize::try_from(pixel(frame.rect.bottom) + 1 + room - self.at[1]).unwrap_or(0);
        self.pixels.resize(4 * self.width * self.height, 0);
        self.press.make_ready(&sizes, ratio, view.dark);
        self.bands.resize(self.height.div_ceil(BAND), Vec::new());
        self.bands.iter_mut().for_each(Vec::clear);
        for layer in [Layer::Dimmed, Layer::Plain, Layer::Ringed] {
            let empty = match layer {
                Layer::Dimmed => view.hidden.is_none(),
                Layer::Ringed => view.ringed.is_none(),
                Layer::Plain | Layer::Chosen => false,
            };
            if !empty {
                self.place_layer(layer, view, frame, ratio, points, labels);
            }
        }
        let row_length = 4 * self.width;
        for (band, pixels) in self.pixels.chunks_mut((BAND * row_length).max(1)).enumerate() {
            pixels.fill(0);
            for print in self.bands.get(band).into_iter().flatten() {
                self.press.print(print, pixels, row_length, band * BAND);
            }
            straighten(pixels);
        }
    }

    fn place_layer(
        &mut self,
        layer: Layer,
        view: &MapView,
        frame: &Frame,
        ratio: f64,
        points: &[[f32; 2]],
        labels: &[i32],
    ) {
        // In steps between pixels from the bitmap's corner: what `frame.place` says, multiplied out.
        let phases = phases(ratio);
        let steps = ratio * phases as f64;
        let [left, top] = frame.place_part([0.0, 1.0]);
        let [right, bottom] = frame.place_part([1.0, 0.0]);
        let scale = [(right - left) / (frame.x[1] - frame.x[0]), (bottom - top) / (frame.y[1] - frame.y[0])];
        let corner = [0, 1].map(|axis| f64::from(self.at[axis]) * phases as f64 - 0.5);
        let plain = view.hidden.is_none() && view.ringed.is_none() && view.selected < 0 && view.hovered < 0;
        for (index, (point, &label)) in points.iter().zip(labels).enumerate() {
            let [x, y] = point.map(f64::from);
            let at = [left + (x - frame.x[0]) * scale[0], top + (frame.y[1] - y) * scale[1]];
            // Not a number lies nowhere.
            if !frame.holds(at) || !(plain || view.layer(index) == layer) {
                continue;
            }
            // Not negative, as the plot lies inside.
            let [x, y] = [0, 1].map(|axis| (at[axis] * steps - corner[axis]) as u32 as usize);
            let phase = y % phases * PHASES + x % phases;
            let place = [x / phases, y / phases];
            if layer == Layer::Dimmed {
                self.place(mark_slot(label, true, phase), place, 255);
            } else {
                self.place(mark_slot(label, false, phase), place, (view.opacity(index) * 255.0 + 0.5) as u8);
            }
            if layer == Layer::Ringed {
                self.place(RINGS + phase, place, 255);
            }
        }
    }

    /// Notes a stamp for each band it reaches.
    fn place(&mut self, slot: usize, [x, y]: [usize; 2], opacity: u8) {
        let Some(stamp) = self.press.stamp(slot) else { return };
        let start = |at: usize, offset: i32| u32::try_from(at as i64 + i64::from(offset));
        let (Ok(left), Ok(top)) = (start(x, stamp.left), start(y, stamp.top)) else { return };
        let bottom = top as usize + stamp.height.max(1) - 1;
        let print = Print { left, top, slot: slot as u32, opacity };
        for band in top as usize / BAND..=bottom / BAND {
            if let Some(band) = self.bands.get_mut(band) {
                band.push(print);
            }
        }
    }
}

/// Where the rings begin among the stamps.
const RINGS: usize = SIGNS * WAYS * PHASES * PHASES;

/// Where a mark is among the stamps.
fn mark_slot(label: i32, dimmed: bool, phase: usize) -> usize {
    // −2 and below, −1, and the groups, whose signs come round after 64.
    let sign = if label < 0 { label.max(-2) + 2 } else { label % 64 + 2 };
    (sign as usize * WAYS + usize::from(dimmed)) * PHASES * PHASES + phase
}

impl Press {
    /// Forgets the stamps if they are of another size or theme.
    fn make_ready(&mut self, sizes: &Sizes, ratio: f64, dark: bool) {
        // To a sixteenth of a pixel, so that zooming slowly does not make new stamps for every frame.
        let size = |value: f64| (value * ratio * 16.0).round() / 16.0;
        let sizes = [sizes.radius, sizes.rim, sizes.ring_gap, sizes.ring].map(size);
        let wanted = Some(MadeFor { sizes, phases: phases(ratio), dark });
        if self.made_for != wanted {
            self.made_for = wanted;
            self.stamps = vec![None; RINGS + PHASES * PHASES];
        }
    }

    /// The stamp of a slot, made if nobody needed it before.
    fn stamp(&mut self, slot: usize) -> Option<&Stamp> {
        let Press { made_for: Some(made_for), stamps } = self else { return None };
        Some(stamps.get_mut(slot)?.get_or_insert_with(|| make(slot, made_for)))
    }

    /// Prints the part of a stamp that lies on a band, whose first row is `first`.
    fn print(&self, print: &Print, band: &mut [u8], row_length: usize, first: usize) {
        let Some(Some(stamp)) = self.stamps.get(print.slot as usize) else { return };
        let (left, top) = (4 * print.left as usize, print.top as usize);
        let above = first.saturating_sub(top);
        if let Some(pixels) = band.get_mut((top + above - first) * row_length + left..) {
            stamp.lay(above, pixels, row_length, print.opacity);
        }
    }
}

/// Places between two pixels, each way: a quarter of a CSS pixel is fine enough.
fn phases(ratio: f64) -> usize {
    if ratio < 1.5 { PHASES } else { PHASES / 2 }
}

fn make(slot: usize, &MadeFor { sizes: [radius, rim, gap, ring], phases, dark }: &MadeFor) -> Stamp {
    let phase = [slot % PHASES, slot / PHASES % PHASES].map(|phase| phase as f64 / phases as f64);
    let layer = |outlines: Vec<Vec<[f64; 2]>>, colour, opacity| stamp::Layer { rings: outlines, colour, opacity };
    if slot >= RINGS {
        let circle = |radius: f64| placed(&Shape::Circle.outline(), radius, phase);
        let rings = vec![circle(radius + gap + ring / 2.0), circle(radius + gap - ring / 2.0)];
        return Stamp::new(&[layer(rings, theme(dark).ink, 1.0)]);
    }
    let kind = slot / (PHASES * PHASES);
    let label = (kind / WAYS) as i32 - 2;
    let outline = |radius: f64| vec![placed(&shape(label).outline(), radius, phase)];
    let ink = colour(label, dark);
    if kind % WAYS == 1 {
        return Stamp::new(&[layer(outline(radius), ink, 0.2)]);
    }
    Stamp::new(&[layer(outline(radius + rim), theme(dark).paper, 0.9), layer(outline(radius), ink, 1.0)])
}

/// An outline of the given radius around a place.
fn placed(outline: &[[f64; 2]], radius: f64, at: [f64; 2]) -> Vec<[f64; 2]> {
    outline.iter().map(|[x, y]| [at[0] + x * radius, at[1] + y * radius]).collect()
}

/// 65,536ths of what a colour grows by when it is divided by its alpha.
const GROWTH: [u32; 256] = {
    let mut growth = [0; 256];
    let mut alpha = 1;
    while alpha < 256 {
        growth[alpha] = ((255 << 16) + alpha as u32 / 2) / alpha as u32;
        alpha += 1;
    }
    growth
};

/// Divides colours by their alpha, which is how a canvas takes them. Four pixels at once; where there are none, nothing is done.
fn straighten(pixels: &mut [u8]) {
    for four in pixels.as_chunks_mut::<16>().0 {
        if u128::from_ne_bytes(*four) == 0 {
            continue;
        }
        for pixel in four.as_chunks_mut::<4>().0 {
            let alpha = pixel[3];
            let growth = GROWTH[usize::from(alpha)];
            *pixel = pixel.map(|channel| ((u32::from(channel) * growth + 0x8000) >> 16).min(255) as u8);
            pixel[3] = alpha;
        }
    }
}
