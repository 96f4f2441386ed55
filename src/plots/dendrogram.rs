//! The tree of an agglomerative clustering: who joined whom, and at which distance.

use std::collections::BTreeMap;

use plotters::prelude::*;
use serde::Deserialize;

use super::axes::{Frame, Margins};
use super::legend::LegendEntry;
use super::marker::mark;
use super::palette::colour;
use super::plate::{Names, Plate};
use super::{PlotError, PlotRect};

/// Leaves up to which they are named.
const NAMED: usize = 60;

/// In a tree of more leaves, branches of fewer songs than rows / [`WHOLE`] are one stroke.
const WHOLE: usize = 400;

/// Steps a CSS pixel to which lines are rounded, so that lines on one another become one.
const FINENESS: f64 = 2.0;

/// A tree, as the clustering leaves it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dendrogram {
    /// Songs (N).
    pub rows: usize,
    /// Four numbers a join, N − 1 joins: left, right (below N a row, N + i what the i-th join made), height, size.
    pub merges: Vec<f64>,
    /// The rows from left to right (N).
    pub order: Vec<u32>,
    /// The height at which the tree was cut into groups; none: it was not.
    #[serde(default)]
    pub cut: Option<f64>,
    /// Written at the cut.
    #[serde(default)]
    pub cut_text: String,
    /// The group of each row (N).
    pub labels: Vec<i32>,
    /// The name of each row (N), or none at all; shown below up to 60 leaves.
    #[serde(default)]
    pub names: Vec<String>,
    /// What the labels are.
    #[serde(default)]
    pub legend: Vec<LegendEntry>,
    /// Names of the x axis (songs) and the y axis (distance).
    pub axis_labels: [String; 2],
}

/// A row, or what a join made.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// 0 … N.
    x: f64,
    height: f64,
    songs: usize,
    /// The group of all its songs, if it is one.
    group: Option<i32>,
}

impl Dendrogram {
    pub(super) fn draw<DB: DrawingBackend>(&self, plate: &Plate<'_, DB>) -> Result<(), PlotError> {
        let Plate { sheet, theme, view, letters, .. } = plate;
        let nodes = self.nodes()?;
        let rows = self.rows;
        let tops = nodes.iter().map(|node| node.height).chain(self.cut.filter(|cut| cut.is_finite()));
        let highest = tops.fold(0.0, f64::max);
        let highest = if highest > 0.0 { highest } else { 1.0 };
        let left = plate.left([0.0, highest]);
        let step = ((plate.width - left - 14.0) / rows.max(1) as f64).max(0.01);
        let named = rows <= NAMED && !self.names.is_empty() && step >= 7.0;
        let texts = if named {
            self.order.iter().filter_map(|&row| self.names.get(row as usize)).map(String::as_str).collect()
        } else {
            Vec::new()
        };
        let signs = rows <= NAMED && step >= 7.0;
        let names = Names::new(texts, letters.min(step * 0.88), step, (plate.height * 0.36).min(170.0));
        let below = if named { names.height } else { 0.0 };
        let margins = Margins { left, top: 12.0, right: 14.0, bottom: plate.bottom() - letters * 1.3 + below };
        // Room at the foot for the leaves' signs.
        let foot = if signs { -highest * 0.035 } else { 0.0 };
        let frame = plate.frame(margins, [0.0, rows.max(1) as f64], [foot, highest * 1.05])?;
        let PlotRect { left, right, bottom, .. } = frame.rect;

        let [_, mut ticks] = frame.ticks();
        ticks.retain(|&tick| tick >= 0.0);
        let heights: Vec<f64> = ticks.iter().map(|&tick| frame.place([0.0, tick])[1]).collect();
        for &height in &heights {
            sheet.line(&[[left, height], [right, height]], theme.graticule.mix(1.0), 1.0)?;
        }
        let width = if rows <= NAMED { 1.8 } else { 1.2 };
        for (group, [from, to]) in self.strokes(&frame, &nodes, width) {
            let ink = group.map_or(theme.quiet_ink, |group| colour(group, view.dark));
            sheet.line(&[from, to], ink.mix(1.0), width)?;
        }
        if signs {
            for (place, &row) in self.order.iter().enumerate() {
                let label = self.labels.get(row as usize).copied().unwrap_or(super::palette::UNGROUPED);
                let [x, y] = frame.place([place as f64 + 0.5, 0.0]);
                mark(sheet, [x, y], label, (step * 0.3).clamp(2.0, 4.4), colour(label, view.dark).mix(1.0))?;
            }
        }
        if rows == 0 {
            plate.nothing(&frame)?;
        }
        if let Some(cut_at) = self.cut.filter(|cut| cut.is_finite() && *cut >= 0.0) {
            let y = frame.place([0.0, cut_at])[1];
            sheet.dashes([left, y], [right, y], theme.ink.mix(0.9), 1.3)?;
            plate.caption(&self.cut_text, [right - 6.0, y - 4.0], right - left - 12.0)?;
        }
        let tenths: Vec<f64> = (1..10).map(|tenth| left + (right - left) * f64::from(tenth) / 10.0).collect();
        frame.draw_checks(sheet, theme, &tenths, &heights)?;
        frame.draw_numbers_along(sheet, theme, &ticks, *letters)?;
        let middles: Vec<f64> = (0..rows.min(NAMED)).map(|place| frame.place([place as f64 + 0.5, 0.0])[0]).collect();
        plate.names_below(&frame, &names, &middles)?;
        let room = if named { 14.0 + below } else { 9.0 };
        frame.draw_names(sheet, theme, &self.axis_labels, bottom + room, *letters)
    }

    /// All rows, then all joins.
    fn nodes(&self) -> Result<Vec<Node>, PlotError> {
        let rows = self.rows;
        let names = if self.names.is_empty() { rows } else { self.names.len() };
        let joins = rows.saturating_sub(1).saturating_mul(4);
        let lengths = [
            ("merges", self.merges.len(), joins),
            ("order", self.order.len(), rows),
            ("labels", self.labels.len(), rows),
            ("names", names, rows),
        ];
        for (list, found, expected) in lengths {
            if found != expected {
                return Err(PlotError::UnequalLists { list, expected, found });
            }
        }
        let mut nodes: Vec<Node> =
            self.labels.iter().map(|&label| Node { x: f64::NAN, height: 0.0, songs: 1, group: Some(label) }).collect();
        for (place, &row) in self.order.iter().enumerate() {
            let leaf = nodes.get_mut(row as usize).ok_or(PlotError::BrokenTree { join: 0 })?;
            leaf.x = place as f64 + 0.5;
        }
        if nodes.iter().any(|leaf| leaf.x.is_nan()) {
            return Err(PlotError::BrokenTree { join: 0 });
        }
        for (join, &[left, right, height, _]) in self.merges.as_chunks::<4>().0.iter().enumerate() {
            let child = |number: f64| {
                let whole = number >= 0.0 && number.fract() == 0.0;
                nodes.get(number as usize).filter(|_| whole).copied().ok_or(PlotError::BrokenTree { join })
            };
            let (left, right) = (child(left)?, child(right)?);
            // A tree grows upwards, and not out of sight.
            let height = if height.is_finite() { height.min(1e15) } else { 0.0 };
            nodes.push(Node {
                x: (left.x + right.x) / 2.0,
                height: height.max(left.height).max(right.height),
                songs: left.songs.saturating_add(right.songs),
                group: left.group.filter(|_| left.group == right.group),
            });
        }
        Ok(nodes)
    }

    /// The lines of the tree, CSS pixels, with the group they belong to: what lies above the cut, or joins several groups, has none.
    /// Lines that lie on one another are one, so that there are never many more than the picture has pixels to show.
    fn strokes(&self, frame: &Frame, nodes: &[Node], width: f64) -> Vec<(Option<i32>, [[f64; 2]; 2])> {
        let least = if self.rows > WHOLE { self.rows / WHOLE } else { 1 };
        let cut = self.cut.filter(|cut| cut.is_finite()).unwrap_or(f64::INFINITY);
        let ink = |node: &Node| node.group.filter(|_| node.height <= cut);
        let mut upright = Lines::default();
        let mut level = Lines::default();
        for (join, &[left, right, _, _]) in self.merges.as_chunks::<4>().0.iter().enumerate() {
            let Some(node) = nodes.get(self.rows + join).filter(|node| node.songs >= least) else { continue };
            let children = [left, right].map(|child| nodes.get(child as usize).copied().unwrap_or(*node));
            let [from, to] = children.map(|child| frame.place([child.x, node.height]));
            level.add(ink(node), from[1], [from[0].min(to[0]) - width / 2.0, from[0].max(to[0]) + width / 2.0]);
            for (child, top) in children.iter().zip([from, to]) {
                // A branch too small to be drawn stands on the ground as one stroke.
                let foot = if child.songs >= least { child.height } else { 0.0 };
                let group = ink(child).filter(|_| node.height <= cut || child.height <= cut);
                upright.add(group, top[0], [top[1], frame.place([0.0, foot])[1]]);
            }
        }
        let level = level.merged().into_iter().map(|(group, y, [from, to])| (group, [[from, y], [to, y]]));
        let upright = upright.merged().into_iter().map(|(group, x, [from, to])| (group, [[x, from], [x, to]]));
        // Those of several groups first: they lie below.
        let mut strokes: Vec<_> = upright.chain(level).collect();
        strokes.sort_by_key(|(group, _)| group.is_some());
        strokes
    }
}

/// Lines of one direction, by group and by their place across it.
#[derive(Default)]
struct Lines(BTreeMap<(Option<i32>, i64), Vec<[f64; 2]>>);

impl Lines {
    fn add(&mut self, group: Option<i32>, at: f64, span: [f64; 2]) {
        self.0.entry((group, (at * FINENESS).round() as i64)).or_default().push(span);
    }

    /// With those that overlap made one.
    fn merged(self) -> Vec<(Option<i32>, f64, [f64; 2])> {
        let mut merged: Vec<(Option<i32>, f64, [f64; 2])> = Vec::new();
        for ((group, at), mut spans) in self.0 {
            spans.sort_by(|one, other| one[0].total_cmp(&other[0]));
            let first = merged.len();
            for span in spans {
                match merged.get_mut(first..).and_then(<[_]>::last_mut) {
                    Some((_, _, last)) if span[0] <= last[1] => last[1] = last[1].max(span[1]),
                    _ => merged.push((group, at as f64 / FINENESS, span)),
                }
            }
        }
        merged
    }
}
