//! The map: what is drawn of it, and that nothing one can feed it breaks it.

mod plots_support;

use plots_support::{Picture, picture};
use plotters::prelude::*;
use proptest::prelude::*;
use songscape::plots::legend::LegendEntry;
use songscape::plots::palette::{colour, theme};
use songscape::plots::scatter::{MapView, Ranges, draw};
use songscape::plots::{PlotError, PlotRect};

fn view() -> MapView {
    MapView {
        width: 600.0,
        height: 400.0,
        ratio: 1.0,
        range: Ranges { x: [-3.0, 3.0], y: [-2.0, 2.0] },
        hidden: None,
        ringed: None,
        strengths: None,
        closeness: 1.0,
        selected: -1,
        hovered: -1,
        dark: false,
        font_family: "sans-serif".into(),
        axis_labels: ["first direction".into(), "second direction".into()],
        legend: Vec::new(),
    }
}

fn two_groups() -> (Vec<[f32; 2]>, Vec<i32>) {
    let points = (0..20).map(|i| [if i < 10 { -1.5 } else { 1.5 } + (i % 5) as f32 * 0.1, (i % 3) as f32 * 0.3 - 0.3]);
    (points.collect(), (0..20).map(|i| i / 10).collect())
}

fn drawn(view: &MapView, points: &[[f32; 2]], labels: &[i32]) -> (Result<PlotRect, PlotError>, Picture) {
    let size = |length: f64| (length * view.ratio).round() as u32;
    picture(size(view.width), size(view.height), |area| draw(area, view, points, labels))
}

#[test]
fn two_groups_have_two_colours_on_paper() {
    let (points, labels) = two_groups();
    for dark in [false, true] {
        let (rect, picture) = drawn(&MapView { dark, ..view() }, &points, &labels);
        rect.unwrap();
        for label in [0, 1] {
            assert!(picture.count(colour(label, dark)) > 300, "label {label}: {}", picture.count(colour(label, dark)));
        }
        assert!(picture.count(theme(dark).paper) > 10_000);
    }
}

#[test]
fn the_plot_lies_where_it_says() {
    for ratio in [1.0, 2.0] {
        let (rect, picture) = drawn(&MapView { ratio, ..view() }, &[[1.0, -1.0]], &[0]);
        let rect = rect.unwrap();
        let x = rect.left + (1.0 + 3.0) / 6.0 * (rect.right - rect.left);
        let y = rect.bottom - (-1.0 + 2.0) / 4.0 * (rect.bottom - rect.top);
        assert_eq!(picture.at(x * ratio, y * ratio), colour(0, false));
        assert_eq!(picture.at((x + 30.0) * ratio, (y + 30.0) * ratio), theme(false).paper);
    }
}

#[test]
fn sizes_follow_the_ratio() {
    let (points, labels) = two_groups();
    let (once, small) = drawn(&view(), &points, &labels);
    let (twice, large) = drawn(&MapView { ratio: 2.0, ..view() }, &points, &labels);
    assert_eq!(once, twice);
    let growth = large.count(colour(0, false)) as f64 / small.count(colour(0, false)) as f64;
    assert!((3.2..4.8).contains(&growth), "{growth}");
}

#[test]
fn points_that_are_no_numbers_or_out_of_view_are_left_out() {
    let points =
        [[f32::NAN, 0.0], [0.0, f32::INFINITY], [f32::NEG_INFINITY, f32::NAN], [1e30, 0.0], [50.0, 50.0], [0.5, 0.5]];
    let (rect, picture) = drawn(&view(), &points, &[0, 0, 0, 0, 0, 1]);
    rect.unwrap();
    assert_eq!(picture.count(colour(0, false)), 0);
    assert!(picture.count(colour(1, false)) > 30);
}

#[test]
fn no_point_and_one_point_are_maps_too() {
    let (rect, picture) = drawn(&view(), &[], &[]);
    rect.unwrap();
    assert!(picture.count(theme(false).paper) > 10_000);
    let (rect, picture) = drawn(&view(), &[[0.0, 0.0]], &[-2]);
    rect.unwrap();
    assert!(picture.count(colour(-2, false)) > 50);
}

#[test]
fn dimmed_points_fade_and_chosen_ones_are_ringed() {
    let (points, labels) = two_groups();
    let hidden = labels.iter().map(|&label| u8::from(label == 0)).collect();
    let (_, dimmed) = drawn(&MapView { hidden: Some(hidden), ..view() }, &points, &labels);
    assert_eq!(dimmed.count(colour(0, false)), 0);
    assert!(dimmed.count(colour(1, false)) > 300);
    let (_, plain) = drawn(&view(), &points, &labels);
    let (_, chosen) = drawn(&MapView { selected: 3, hovered: 14, ..view() }, &points, &labels);
    assert!(chosen.count(theme(false).ink) > plain.count(theme(false).ink) + 30);
}

#[test]
fn what_hardly_belongs_to_its_group_is_pale() {
    let (points, labels) = two_groups();
    let strengths = labels.iter().map(|&label| label as f32).collect();
    let (_, soft) = drawn(&MapView { strengths: Some(strengths), ..view() }, &points, &labels);
    assert_eq!(soft.count(colour(0, false)), 0);
    assert!(soft.count(colour(1, false)) > 300);
}

#[test]
fn new_points_among_others_have_a_ring() {
    let (points, labels) = two_groups();
    let (_, plain) = drawn(&view(), &points, &labels);
    let ringed: Vec<u8> = (0..points.len()).map(|index| u8::from(index >= points.len() - 3)).collect();
    let (_, some) = drawn(&MapView { ringed: Some(ringed), ..view() }, &points, &labels);
    let (_, none) = drawn(&MapView { ringed: Some(vec![0; points.len()]), ..view() }, &points, &labels);
    let ink = theme(false).ink;
    assert_eq!(none.count(ink), plain.count(ink));
    assert!(some.count(ink) > plain.count(ink) + 30);
}

#[test]
fn words_are_drawn_as_given() {
    let legend = vec![
        LegendEntry { label: 0, text: "Group 1 · 10 songs".into() },
        LegendEntry { label: 1, text: "<b>নদী</b>".into() },
    ];
    let (points, labels) = two_groups();
    let (rect, picture) = drawn(&MapView { legend: legend.clone(), ..view() }, &points, &labels);
    for word in ["first direction", "second direction", "Group 1 · 10 songs", "<b>নদী</b>", "−1", "0"] {
        assert!(picture.words.iter().any(|found| found == word), "{word} in {:?}", picture.words);
    }
    assert!(rect.unwrap().top > drawn(&view(), &points, &labels).0.unwrap().top);

    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (600, 400)).into_drawing_area();
        draw(&area, &MapView { legend, ..view() }, &points, &labels).unwrap();
    }
    assert!(svg.contains("Group 1 · 10 songs"), "{svg}");
    assert!(svg.contains("&lt;b&gt;নদী&lt;/b&gt;"));
    assert!(svg.contains(&format!("#{:02X}{:02X}{:02X}", 0x00, 0x67, 0xa5)));
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let (found, _) = drawn(&view(), &[[0.0, 0.0]], &[]);
    assert_eq!(found, Err(PlotError::PointsWithoutLabels { points: 1, labels: 0 }));
    let (found, _) = drawn(&MapView { width: 60.0, height: 40.0, ..view() }, &[], &[]);
    assert_eq!(found, Err(PlotError::PictureTooSmall { width: 60.0, height: 40.0 }));
    let json = serde_json::to_value(PlotError::PointsWithoutLabels { points: 1, labels: 0 }).unwrap();
    assert_eq!(json["code"], "points_without_labels");
}

#[test]
fn the_page_may_leave_out_hidden_and_legend() {
    let view: MapView = serde_json::from_str(
        r#"{"width":600,"height":400,"ratio":2,"range":{"x":[0,1],"y":[0,1]},"hidden":null,"selected":-1,"hovered":-1,
            "dark":true,"fontFamily":"serif","axisLabels":["a","b"],"points":"not read here"}"#,
    )
    .unwrap();
    assert!(view.dark && view.hidden.is_none() && view.legend.is_empty());
}

fn awkward() -> impl Strategy<Value = f64> {
    prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(0.0), Just(1e300), Just(-1e-300), Just(1e17), -5.0..5.0]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_range_breaks_it(ends in [awkward(), awkward(), awkward(), awkward()], ratio in awkward(), n in 0_usize..6) {
        let points: Vec<[f32; 2]> = (0..n).map(|i| [ends[i % 4] as f32, ends[(i + 1) % 4] as f32]).collect();
        let view = MapView { range: Ranges { x: [ends[0], ends[1]], y: [ends[2], ends[3]] }, ratio, width: 200.0, height: 160.0, ..view() };
        let labels = &[-2, -1, 7, i32::MAX, i32::MIN, 0][..n];
        let (rect, _) = picture(200, 160, |area| draw(area, &view, &points, labels));
        prop_assert!(rect.is_ok());
    }
}
