//! How well each song lies in its group: the silhouettes of a group as one shape, from its best song down to its worst
//! (P. Rousseeuw, *Silhouettes: a graphical aid to the interpretation and validation of cluster analysis*, 1987).

use std::collections::BTreeMap;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use serde::Deserialize;

use super::axes::{Frame, Margins};
use super::legend::LegendEntry;
use super::letters::{cut, width};
use super::marker::mark;
use super::palette::colour;
use super::picture::Guide;
use super::plate::Plate;
use super::{PlotError, PlotRect};

/// CSS pixels a song from which on songs have bars of their own; below, a group is one shape with an edge a pixel.
const OWN_BAR: f64 = 3.0;

/// Groups lower than this have no outline of their own, CSS pixels.
const SMALL: f64 = 6.0;

/// Silhouettes of all songs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SilhouetteProfile {
    /// −1 … 1 a song (N); a song without one (noise) is left out.
    pub values: Vec<Option<f64>>,
    /// Its group (N).
    pub labels: Vec<i32>,
    /// The groups' names.
    pub legend: Vec<LegendEntry>,
    /// The mean of all.
    #[serde(default)]
    pub mean: Option<Guide>,
    /// Names of the x axis (silhouette) and the y axis.
    pub axis_labels: [String; 2],
}

/// The songs of one group.
struct Group<'a> {
    label: i32,
    name: &'a str,
    /// Falling.
    values: Vec<f64>,
}

impl Group<'_> {
    fn mean(&self) -> f64 {
        mean(&self.values)
    }

    /// The means of its lowest and of its highest thousandth.
    fn ends(&self) -> [f64; 2] {
        let part = self.values.len().div_ceil(1000);
        let first = self.values.len().saturating_sub(part);
        [self.values.get(first..), self.values.get(..part)].map(|end| mean(end.unwrap_or_default()))
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

impl SilhouetteProfile {
    pub(super) fn height(&self) -> f64 {
        let groups = self.labels.iter().collect::<std::collections::BTreeSet<_>>().len() as f64;
        (self.values.len() as f64 * 7.0 + groups * 8.0 + 80.0).clamp(260.0, 640.0).max(80.0 + groups * 17.0)
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, plate: &Plate<'_, DB>) -> Result<(), PlotError> {
        let Plate { sheet, theme, letters, .. } = plate;
        let groups = self.groups()?;
        let widest = groups.iter().map(|group| width(group.name, *letters)).fold(0.0, f64::max);
        let named = if self.axis_labels[1].is_empty() { 0.0 } else { letters * 1.3 };
        let left = (widest + NAME_SIDES + named).clamp(46.0, (plate.width * 0.32).max(46.0));
        let top = if self.mean.is_some() { 10.0 + letters * 1.5 } else { 12.0 };
        let margins = Margins { left, top, right: 18.0 + letters * 3.2, bottom: plate.bottom() };
        // Of very many songs a pixel shows several: their mean, and not the furthest of them, has to have room.
        let ends = groups.iter().map(Group::ends);
        let [low, high] = ends.fold([0.0_f64, 0.0_f64], |[low, high], end| [low.min(end[0]), high.max(end[1])]);
        let high = if high > low { high } else { 1.0 };
        let room = (high - low) * 0.05;
        let range = [if low < 0.0 { low - room } else { 0.0 }, high + room];
        let frame = plate.frame(margins, range, [0.0, 1.0])?;
        let PlotRect { left, top, right, bottom } = frame.rect;

        let [ticks, _] = frame.ticks();
        let stops: Vec<f64> = ticks.iter().map(|&tick| frame.place([tick, 0.0])[0]).collect();
        for &stop in &stops {
            sheet.line(&[[stop, top], [stop, bottom]], theme.graticule.mix(1.0), 1.0)?;
        }
        let songs: usize = groups.iter().map(|group| group.values.len()).sum();
        let gap = (6.0_f64).min((bottom - top) / (3 * groups.len().max(1)) as f64);
        let a_song = (bottom - top - gap * (groups.len() + 1) as f64) / songs.max(1) as f64;
        let mut y = top + gap;
        let mut edges = Vec::new();
        let mut free = f64::NEG_INFINITY;
        for group in &groups {
            let end = y + a_song * group.values.len() as f64;
            draw_group(plate, &frame, group, [y, end])?;
            let middle = (y + end) / 2.0;
            // Words of small groups that would run into one another are left out; the shapes stay.
            if middle - letters * 0.6 >= free {
                name_group(plate, &frame, group, middle)?;
                free = middle + letters * 0.6;
            }
            edges.push(end + gap / 2.0);
            y = end + gap;
        }
        if songs == 0 {
            plate.nothing(&frame)?;
        } else if range[0] < 0.0 {
            let zero = frame.place([0.0, 0.0])[0];
            sheet.line(&[[zero, top], [zero, bottom]], theme.quiet_ink.mix(0.9), 1.0)?;
        }
        edges.pop();
        edges.reverse();
        frame.draw_checks(sheet, theme, &stops, &edges)?;
        frame.draw_numbers_across(sheet, theme, &ticks, *letters)?;
        frame.draw_names(sheet, theme, &self.axis_labels, bottom + 13.0 + letters * 1.3, *letters)?;
        let Some(mean) = self.mean.as_ref().filter(|mean| mean.value.is_finite()) else { return Ok(()) };
        let x = frame.place([mean.value, 0.0])[0];
        if frame.holds([x, top]) {
            sheet.dashes([x, top], [x, bottom], theme.ink.mix(0.9), 1.3)?;
            // On the side where there is more room.
            let (across, side, room) = if x > (left + right) / 2.0 {
                (HPos::Right, 4.0, x - EDGE_OF_WORDS)
            } else {
                (HPos::Left, -4.0, plate.width - x - EDGE_OF_WORDS)
            };
            let text = cut(&mean.text, *letters, room);
            sheet.text(&text, [x + side, top - 8.0], &plate.lettering(theme.ink, across, VPos::Bottom))?;
        }
        Ok(())
    }

    fn groups(&self) -> Result<Vec<Group<'_>>, PlotError> {
        if self.values.len() != self.labels.len() {
            let (expected, found) = (self.labels.len(), self.values.len());
            return Err(PlotError::UnequalLists { list: "values", expected, found });
        }
        let mut groups: BTreeMap<i32, Vec<f64>> = BTreeMap::new();
        for (value, &label) in self.values.iter().zip(&self.labels) {
            if let Some(value) = value.filter(|value| value.is_finite()) {
                groups.entry(label).or_default().push(value.clamp(-1.0, 1.0));
            }
        }
        let name =
            |label| self.legend.iter().find(|entry| entry.label == label).map_or("", |entry| entry.text.as_str());
        Ok(groups
            .into_iter()
            .map(|(label, mut values)| {
                values.sort_by(|one, other| other.total_cmp(one));
                Group { label, name: name(label), values }
            })
            .collect())
    }
}

/// No word stands closer to the picture's edge, CSS pixels.
const EDGE_OF_WORDS: f64 = 8.0;

/// CSS pixels between a name and the picture's edge at one side, the plot with the group's sign at the other.
const NAME_SIDES: f64 = EDGE_OF_WORDS + 26.0;

fn draw_group<DB: DrawingBackend>(
    plate: &Plate<'_, DB>,
    frame: &Frame,
    group: &Group<'_>,
    [from, to]: [f64; 2],
) -> Result<(), PlotError> {
    let Plate { sheet, theme, view, .. } = plate;
    let ink = colour(group.label, view.dark);
    let place = |value: f64| frame.place([value.clamp(frame.x[0], frame.x[1]), 0.0])[0];
    let zero = place(0.0);
    let a_song = (to - from) / group.values.len().max(1) as f64;
    if to - from < SMALL && a_song < OWN_BAR {
        // Too low for a shape: its mean, and that at least a pixel high.
        let x = place(group.mean());
        return sheet.rectangle([x.min(zero), from, x.max(zero), to.max(from + 1.0)], ink.mix(0.9));
    }
    if a_song >= OWN_BAR {
        for (song, &value) in group.values.iter().enumerate() {
            let y = from + a_song * song as f64;
            let x = place(value);
            sheet.rectangle([x.min(zero), y, x.max(zero), y + a_song - 1.0], ink.mix(0.9))?;
        }
    } else {
        let rows = ((to - from).ceil().max(1.0) as usize).min(group.values.len().max(1));
        let mut outline = vec![[zero, from]];
        for row in 0..rows {
            let first = row * group.values.len() / rows;
            let last = ((row + 1) * group.values.len() / rows).max(first + 1);
            let songs = group.values.get(first..last).unwrap_or_default();
            let x = place(mean(songs));
            let y = |row: usize| from + (to - from) * row as f64 / rows as f64;
            outline.extend([[x, y(row)], [x, y(row + 1)]]);
        }
        outline.push([zero, to]);
        sheet.polygon(&outline, ink.mix(0.9))?;
    }
    let mean = place(group.mean());
    sheet.line(&[[mean, from - 1.0], [mean, to + 1.0]], theme.paper.mix(1.0), 3.4)?;
    sheet.line(&[[mean, from - 1.0], [mean, to + 1.0]], theme.ink.mix(1.0), 1.4)
}

/// The group's sign and name at the left, its mean at the right.
fn name_group<DB: DrawingBackend>(
    plate: &Plate<'_, DB>,
    frame: &Frame,
    group: &Group<'_>,
    middle: f64,
) -> Result<(), PlotError> {
    let Plate { sheet, theme, view, letters, .. } = plate;
    let right = frame.rect.left - 10.0;
    mark(sheet, [right - 5.0, middle], group.label, 4.6, colour(group.label, view.dark).mix(1.0))?;
    let text = cut(group.name, *letters, right - 14.0 - EDGE_OF_WORDS);
    sheet.text(&text, [right - 14.0, middle], &plate.lettering(theme.ink, HPos::Right, VPos::Center))?;
    let lettering = plate.lettering(theme.quiet_ink, HPos::Left, VPos::Center);
    let mean = format!("{:.2}", group.mean()).replace('-', "−");
    sheet.text(&mean, [frame.rect.right + 10.0, middle], &lettering)
}
