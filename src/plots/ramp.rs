//! Numbers as colours: viridis, from dark blue to yellow, even to the eye and told apart by the colour-blind (S. van der Walt and N. Smith,
//! *A Better Default Colormap for Matplotlib*, SciPy 2015; CC0). Ten stops of it, mixed in between.

use plotters::style::RGBColor;

const STOPS: [[f64; 3]; 10] = [
    [68.0, 1.0, 84.0],
    [72.0, 40.0, 120.0],
    [62.0, 73.0, 137.0],
    [49.0, 104.0, 142.0],
    [38.0, 130.0, 142.0],
    [31.0, 158.0, 137.0],
    [53.0, 183.0, 121.0],
    [110.0, 206.0, 88.0],
    [181.0, 222.0, 43.0],
    [253.0, 231.0, 37.0],
];

/// The colour of a part, 0 … 1; what lies outside has the end's colour, what is no number the beginning's.
pub fn ramp(part: f64) -> RGBColor {
    let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 };
    let at = part * (STOPS.len() - 1) as f64;
    let first = (at.floor() as usize).min(STOPS.len() - 2);
    let [from, to] = [STOPS[first], STOPS[first + 1]];
    let mixed = [0, 1, 2].map(|channel| from[channel] + (to[channel] - from[channel]) * (at - first as f64));
    let [red, green, blue] = mixed.map(|channel| channel.round() as u8);
    RGBColor(red, green, blue)
}
