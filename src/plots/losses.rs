//! How a loss falls, epoch by epoch, each line named where it ends, and the epoch that counts marked.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use serde::Deserialize;

use super::axes::{Frame, Margins};
use super::letters::cut;
use super::palette::{colour, theme};
use super::sheet::{Lettering, Sheet};
use super::{PlotError, PlotRect};

/// How the curves are looked at.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LossView {
    /// CSS pixels.
    pub width: f64,
    /// CSS pixels.
    pub height: f64,
    /// Device pixels a CSS pixel.
    pub ratio: f64,
    /// Dark theme.
    pub dark: bool,
    /// A CSS font family.
    pub font_family: String,
    /// The epoch at the right end: how many there will be.
    pub epochs: u32,
    /// Names of the x and the y axis.
    pub axis_labels: [String; 2],
    /// An epoch worth pointing at.
    #[serde(default)]
    pub mark: Option<Mark>,
}

/// An upright line at an epoch, with words beside it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Mark {
    /// 1-based; outside the chart nothing is drawn.
    pub epoch: u32,
    /// What it is.
    pub text: String,
}

/// One curve: its name, and a value an epoch from epoch 1 on.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Curve {
    /// Its name, written where it ends.
    pub text: String,
    /// A missing or not finite value leaves a gap.
    pub values: Vec<Option<f64>>,
}

/// Draws the curves; the first one is the strongest.
///
/// # Errors
/// [`PlotError`]: no room, or a backend that refuses.
pub fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    view: &LossView,
    curves: &[Curve],
) -> Result<PlotRect, PlotError> {
    let theme = theme(view.dark);
    let sheet = Sheet::new(area, view.ratio, &view.font_family);
    let longest = curves.iter().map(|curve| curve.text.chars().count()).max().unwrap_or(0);
    let margins =
        Margins { left: 46.0, top: 10.0, right: (longest as f64 * 6.4 + 16.0).min(view.width / 3.0), bottom: 40.0 };
    let known = curves.iter().flat_map(|curve| &curve.values).flatten().copied().filter(|value| value.is_finite());
    let [lowest, highest] = known.fold([0.0, 0.0], |[low, high]: [f64; 2], value| [low.min(value), high.max(value)]);
    let seen = curves.iter().map(|curve| curve.values.len()).max().unwrap_or(0);
    let last = f64::from(view.epochs).max(seen as f64).max(2.0);
    let frame =
        Frame::new(view.width, view.height, margins, [1.0, last], [lowest, highest + (highest - lowest) * 0.06])?;
    sheet.fill(theme.paper)?;
    frame.draw_graticule(&sheet, &theme)?;
    let mut names = Vec::new();
    for (index, curve) in curves.iter().enumerate() {
        let ink = if index == 0 { theme.ink } else { colour(index as i32 - 1, view.dark) };
        let width = if index == 0 { 2.2 } else { 1.6 };
        let mut end = None;
        for run in runs(&curve.values) {
            let path: Vec<_> = run.iter().map(|&(epoch, value)| frame.place([epoch, value])).collect();
            match path.as_slice() {
                [only] => sheet.circle(*only, width, ink.mix(1.0), None)?,
                _ => sheet.line(&path, ink.mix(1.0), width)?,
            }
            end = path.last().copied();
        }
        if let Some(at) = end {
            sheet.circle(at, width + 1.2, ink.mix(1.0), None)?;
            names.push((at, curve.text.as_str(), ink));
        }
    }
    if let Some(mark) = &view.mark {
        draw_mark(&sheet, &frame, mark, theme.ink)?;
    }
    frame.draw_neatline(&sheet, &theme, &view.axis_labels, 10.5)?;
    for (text, height, ink) in apart(names, 14.0, frame.rect) {
        let lettering = Lettering { size: 11.0, colour: ink, across: HPos::Left, along: VPos::Center, upwards: false };
        sheet.text(&cut(text, 11.0, margins.right - 9.0), [frame.rect.right + 9.0, height], &lettering)?;
    }
    area.present()?;
    Ok(frame.rect)
}

/// The line is dashed, so that nobody takes it for a curve; its words stand on the side where there is room.
fn draw_mark<DB: DrawingBackend>(
    sheet: &Sheet<'_, DB>,
    frame: &Frame,
    mark: &Mark,
    ink: RGBColor,
) -> Result<(), PlotError> {
    let PlotRect { left, top, right, bottom } = frame.rect;
    let [x, _] = frame.place([f64::from(mark.epoch), 0.0]);
    if !(left..=right).contains(&x) {
        return Ok(());
    }
    sheet.dashes([x, top], [x, bottom], ink.mix(0.8), 1.0)?;
    let (across, side) = if x > (left + right) / 2.0 { (HPos::Right, -5.0) } else { (HPos::Left, 5.0) };
    let lettering = Lettering { size: 11.0, colour: ink, across, along: VPos::Top, upwards: false };
    sheet.text(&mark.text, [x + side, top + 5.0], &lettering)
}

/// The stretches of a curve without a gap, as (epoch, value).
fn runs(values: &[Option<f64>]) -> Vec<Vec<(f64, f64)>> {
    let mut runs = vec![Vec::new()];
    for (index, value) in values.iter().enumerate() {
        match value.filter(|value| value.is_finite()) {
            Some(value) => {
                if let Some(run) = runs.last_mut() {
                    run.push(((index + 1) as f64, value));
                }
            }
            None => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// The names at heights at least `gap` apart, from the top down, inside the plot as far as there is room.
fn apart(mut names: Vec<([f64; 2], &str, RGBColor)>, gap: f64, rect: PlotRect) -> Vec<(&str, f64, RGBColor)> {
    names.sort_by(|one, other| one.0[1].total_cmp(&other.0[1]));
    let mut placed: Vec<(&str, f64, RGBColor)> = Vec::new();
    for (at, text, ink) in names {
        let height = placed.last().map_or(at[1], |above| at[1].max(above.1 + gap));
        placed.push((text, height, ink));
    }
    let mut lowest = rect.bottom;
    for name in placed.iter_mut().rev() {
        name.1 = name.1.min(lowest);
        lowest = name.1 - gap;
    }
    placed
}
