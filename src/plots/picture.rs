//! The pictures of a run, one after the other: what the page tells of each, and the same drawing for a canvas, a PNG and an SVG.
//!
//! Words come from the page, in the visitor's language; names and values come from strangers and are cleaned and cut (see
//! [`super::letters`]).

use std::fmt;

use plotters::coord::Shift;
use plotters::prelude::*;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::PlotError;
use super::comparison::Comparison;
use super::dendrogram::Dendrogram;
use super::distribution::Distribution;
use super::kl_per_unit::KlPerUnit;
use super::latent_scatter::LatentScatter;
use super::legend::LegendEntry;
use super::letters::clean;
use super::loss_curves::LossCurves;
use super::plate::{Heading, Plate, begin};
use super::reconstructions::Reconstructions;
use super::silhouette_profile::SilhouetteProfile;
use super::svg::Svg;
use super::table::Table;

/// How a picture is looked at, and what stands above it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PictureView {
    /// CSS pixels.
    pub width: f64,
    /// CSS pixels.
    pub height: f64,
    /// Device pixels a CSS pixel; 2 for a PNG that is printed.
    pub ratio: f64,
    /// Dark theme.
    pub dark: bool,
    /// A CSS font family, or a list of them.
    pub font_family: String,
    /// In bold, at most two lines.
    #[serde(default)]
    pub title: String,
    /// Below the title, at most two lines.
    #[serde(default)]
    pub subtitle: String,
}

/// A value worth pointing at: a dashed line, and what it is.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Guide {
    /// Where, in the axis' own unit; out of the plot, or no number, nothing is drawn.
    pub value: f64,
    /// Written beside the line.
    pub text: String,
}

/// What is drawn. In data an object whose first key is `kind`, the variant's name in snake case; the other keys are the struct's fields.
/// The kind comes first so that lists of numbers are read as they are, typed arrays too, and not kept in between.
#[derive(Debug, Clone, PartialEq)]
pub enum Picture {
    /// `scatter`: the latent space on paper, coloured by group or by any column.
    Scatter(LatentScatter),
    /// `distribution`: which groups the values of a column fall into, as stacked bars.
    Distribution(Distribution),
    /// `reconstructions`: examples beside what the network made of them.
    Reconstructions(Reconstructions),
    /// `losses`: how the losses fell.
    Losses(LossCurves),
    /// `kl_per_unit`: how much each latent unit tells.
    KlPerUnit(KlPerUnit),
    /// `dendrogram`: the tree of an agglomerative clustering.
    Dendrogram(Dendrogram),
    /// `silhouette_profile`: how well each song lies in its group.
    SilhouetteProfile(SilhouetteProfile),
    /// `comparison`: one score, all methods.
    Comparison(Comparison),
    /// `table`: all scores, all methods.
    Table(Table),
}

const KINDS: &[&str] = &[
    "scatter",
    "distribution",
    "reconstructions",
    "losses",
    "kl_per_unit",
    "dendrogram",
    "silhouette_profile",
    "comparison",
    "table",
];

impl<'de> Deserialize<'de> for Picture {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(KindFirst)
    }
}

/// serde's own tagged enums keep everything they read until they know the kind, and cannot keep a typed array.
struct KindFirst;

impl<'de> Visitor<'de> for KindFirst {
    type Value = Picture;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a picture whose first key is `kind`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Picture, A::Error> {
        match map.next_key::<String>()? {
            Some(key) if key == "kind" => {}
            Some(key) => return Err(A::Error::custom(format_args!("the first key is `{key}` and not `kind`"))),
            None => return Err(A::Error::missing_field("kind")),
        }
        let kind: String = map.next_value()?;
        let fields = MapAccessDeserializer::new(map);
        Ok(match kind.as_str() {
            "scatter" => Picture::Scatter(Deserialize::deserialize(fields)?),
            "distribution" => Picture::Distribution(Deserialize::deserialize(fields)?),
            "reconstructions" => Picture::Reconstructions(Deserialize::deserialize(fields)?),
            "losses" => Picture::Losses(Deserialize::deserialize(fields)?),
            "kl_per_unit" => Picture::KlPerUnit(Deserialize::deserialize(fields)?),
            "dendrogram" => Picture::Dendrogram(Deserialize::deserialize(fields)?),
            "silhouette_profile" => Picture::SilhouetteProfile(Deserialize::deserialize(fields)?),
            "comparison" => Picture::Comparison(Deserialize::deserialize(fields)?),
            "table" => Picture::Table(Deserialize::deserialize(fields)?),
            other => return Err(A::Error::unknown_variant(other, KINDS)),
        })
    }
}

impl Picture {
    fn legend(&self) -> &[LegendEntry] {
        match self {
            Picture::Scatter(scatter) => &scatter.legend,
            Picture::Distribution(distribution) => &distribution.groups,
            Picture::Dendrogram(dendrogram) => &dendrogram.legend,
            _ => &[],
        }
    }
}

/// Rectangles of a map of numbers on a canvas, and in an SVG, where two of them have to stay below 4,000.
const CELLS: [usize; 2] = [8_192, 1_900];

/// Draws a picture: paper, heading, legend and plot.
///
/// # Errors
/// [`PlotError`]: no room, lists that do not belong together, or a backend that refuses.
pub fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    view: &PictureView,
    picture: &Picture,
) -> Result<(), PlotError> {
    draw_with(area, view, picture, CELLS[0])
}

fn draw_with<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    view: &PictureView,
    picture: &Picture,
    cells: usize,
) -> Result<(), PlotError> {
    let (below, height) = begin(area, view, picture.legend())?;
    let plate = Plate::new(&below, view, height, cells);
    match picture {
        Picture::Scatter(scatter) => scatter.draw(&plate),
        Picture::Distribution(distribution) => distribution.draw(&plate),
        Picture::Reconstructions(reconstructions) => reconstructions.draw(&plate),
        Picture::Losses(losses) => losses.draw(&plate),
        Picture::KlPerUnit(units) => units.draw(&plate),
        Picture::Dendrogram(dendrogram) => dendrogram.draw(&plate),
        Picture::SilhouetteProfile(profile) => profile.draw(&plate),
        Picture::Comparison(comparison) => comparison.draw(&plate),
        Picture::Table(table) => table.draw(&plate),
    }?;
    Ok(area.present()?)
}

/// The picture as a whole SVG document. The view's ratio does not count.
///
/// # Errors
/// As [`draw`].
pub fn svg(view: &PictureView, picture: &Picture) -> Result<String, PlotError> {
    let view = PictureView { ratio: 1.0, font_family: clean(&view.font_family).into_owned(), ..view.clone() };
    let mut text = String::new();
    let size = (view.width.ceil() as u32, view.height.ceil() as u32);
    draw_with(&Svg::new(&mut text, size).into_drawing_area(), &view, picture, CELLS[1])?;
    // For those who hear a picture: its title comes first in it.
    let named = [&view.title, &view.subtitle].map(|words| clean(words).trim().to_owned());
    let named = named.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(". ");
    if let (Some(start), false) = (text.find('>'), named.is_empty()) {
        text.insert_str(start + 1, &format!("\n<title>{}</title>", escaped(&named)));
    }
    Ok(text)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The height a picture asks for at the view's width, CSS pixels; the view's height does not count.
pub fn height_of(view: &PictureView, picture: &Picture) -> f64 {
    let view = PictureView { height: f64::NAN, ..view.clone() };
    let width = if view.width.is_finite() { view.width } else { 0.0 };
    let plot = match picture {
        Picture::Scatter(_) => (width * 0.7).clamp(240.0, 900.0),
        Picture::Losses(_) | Picture::KlPerUnit(_) => (width * 0.5).clamp(200.0, 480.0),
        Picture::Distribution(_) | Picture::Dendrogram(_) => (width * 0.58).clamp(240.0, 560.0),
        Picture::Reconstructions(reconstructions) => reconstructions.height(width),
        Picture::SilhouetteProfile(profile) => profile.height(),
        Picture::Comparison(comparison) => comparison.height(),
        Picture::Table(table) => table.height(),
    };
    (Heading::new(&view, picture.legend()).height + plot).ceil().min(HIGHEST)
}

/// Browsers have no canvas of more pixels a side than a few times this. What has no room is left out by the picture itself.
const HIGHEST: f64 = 8000.0;
