//! Very many songs as pixels: the same picture as plotters draws, song by song.

mod plots_support;

use plots_support::picture;
use plotters::prelude::*;
use proptest::prelude::*;
use songscape::plots::axes::{Frame, Margins};
use songscape::plots::crowd::Crowd;
use songscape::plots::marker::{Shape, Sizes};
use songscape::plots::palette::{colour, shape, theme};
use songscape::plots::scatter::{Map, MapView, Ranges};

const SIZE: [f64; 2] = [600.0, 400.0];

fn view() -> MapView {
    MapView {
        width: SIZE[0],
        height: SIZE[1],
        ratio: 1.0,
        range: Ranges { x: [0.0, 12.0], y: [0.0, 8.0] },
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

fn frame(view: &MapView) -> Frame {
    let margins = Margins { left: 58.0, top: 10.0, right: 12.0, bottom: 48.0 };
    Frame::new(view.width, view.height, margins, view.range.x, view.range.y).unwrap()
}

/// The crowd laid over paper: red, green, blue of a pixel of the whole picture.
struct Laid {
    crowd: Crowd,
    paper: RGBColor,
}

impl Laid {
    fn new(view: &MapView, points: &[[f32; 2]], labels: &[i32]) -> Self {
        let mut crowd = Crowd::default();
        crowd.draw(view, &frame(view), points, labels);
        Laid { crowd, paper: theme(view.dark).paper }
    }

    /// Red, green, blue, alpha of a pixel.
    fn pixel(&self, x: i32, y: i32) -> [u8; 4] {
        let Crowd { at: [left, top], width, height, ref pixels, .. } = self.crowd;
        let (Ok(x), Ok(y)) = (usize::try_from(x - left), usize::try_from(y - top)) else { return [0; 4] };
        if x >= width || y >= height {
            return [0; 4];
        }
        let start = 4 * (y * width + x);
        [0, 1, 2, 3].map(|channel| pixels[start + channel])
    }

    fn on_paper(&self, x: i32, y: i32) -> [f64; 3] {
        let [red, green, blue, alpha] = self.pixel(x, y).map(f64::from);
        let paper = [self.paper.0, self.paper.1, self.paper.2].map(f64::from);
        let part = alpha / 255.0;
        [
            red * part + paper[0] * (1.0 - part),
            green * part + paper[1] * (1.0 - part),
            blue * part + paper[2] * (1.0 - part),
        ]
    }
}

/// Weight and middle of what differs from paper around a place, pixels.
fn blot(at: [f64; 2], reach: i32, paper: RGBColor, pixel: impl Fn(i32, i32) -> [f64; 3]) -> (f64, [f64; 2]) {
    let paper = [paper.0, paper.1, paper.2].map(f64::from);
    let (mut weight, mut sum) = (0.0, [0.0; 2]);
    let middle = at.map(|part| part.round() as i32);
    for y in middle[1] - reach..=middle[1] + reach {
        for x in middle[0] - reach..=middle[0] + reach {
            let found = pixel(x, y);
            let differs: f64 = (0..3).map(|channel| (found[channel] - paper[channel]).abs()).sum();
            weight += differs;
            sum = [sum[0] + differs * (f64::from(x) + 0.5), sum[1] + differs * (f64::from(y) + 0.5)];
        }
    }
    (weight, sum.map(|sum| sum / weight))
}

/// One song every unit, of labels −2 to 51.
fn lattice() -> (Vec<[f32; 2]>, Vec<i32>) {
    let points: Vec<[f32; 2]> =
        (0..54).map(|song| [1.0 + (song % 9) as f32 * 1.17, 1.0 + (song / 9) as f32 * 1.13]).collect();
    let labels = (-2..52).collect();
    (points, labels)
}

#[test]
fn every_song_is_where_plotters_draws_it_in_the_same_size_and_colour() {
    let (points, labels) = lattice();
    for (dark, ratio) in [(false, 1.0), (false, 2.0), (true, 3.0)] {
        let strengths = Some((0..54).map(|song| song as f32 / 53.0).collect());
        let view = MapView { dark, ratio, strengths, ..view() };
        let paper = theme(dark).paper;
        let laid = Laid::new(&view, &points, &labels);
        let [width, height] = SIZE.map(|side| (side * ratio) as u32);
        let (_, plotted) = picture(width, height, |area| {
            area.fill(&paper).unwrap();
            let map = Map::new(area, &view, &points, &labels).unwrap();
            map.draw_songs().unwrap();
        });
        let frame = frame(&view);
        for (song, point) in points.iter().enumerate() {
            let at = frame.place(point.map(f64::from)).map(|part| part * ratio);
            // By night few songs glow; a crowd does not. The glow ends where the colour does.
            let reach = (if dark { 6.5 } else { 13.0 } * ratio) as i32;
            let (weight, middle) = blot(at, reach, paper, |x, y| laid.on_paper(x, y));
            let (weight_plotted, middle_plotted) = blot(at, reach, paper, |x, y| {
                let RGBColor(red, green, blue) = plotted.at(f64::from(x), f64::from(y));
                [red, green, blue].map(f64::from)
            });
            // A triangle's middle lies a little aside from that of the circle around it.
            let aside = match shape(labels[song]) {
                Shape::Triangle => 0.18,
                Shape::TriangleDown => -0.18,
                _ => 0.0,
            };
            let wanted = [at[0], at[1] + aside * Sizes::of(54, SIZE[0], 1.0).radius * ratio];
            for axis in [0, 1] {
                assert!(
                    (middle[axis] - wanted[axis]).abs() < 0.2 + 0.2 * ratio,
                    "song {song} at {at:?}, drawn at {middle:?}"
                );
                // plotters puts middles onto whole pixels, and its bitmap counts from their middles.
                let apart = (middle[axis] - middle_plotted[axis]).abs();
                assert!(apart < 1.6, "song {song}: {middle:?} and {middle_plotted:?}");
            }
            if !dark {
                // plotters' bitmap makes its marks of whole pixels, the outermost included: up to one more in width.
                let grown = weight / weight_plotted;
                let least = if ratio > 1.0 { 0.8 } else { 0.65 };
                assert!((least..1.15).contains(&grown), "song {song} at ratio {ratio}: {weight} and {weight_plotted}");
            }
            // In the middle of each shape there is nothing but its colour, as opaque as the song is strong.
            let RGBColor(red, green, blue) = plotted.at(at[0], at[1]);
            let found = laid.on_paper(at[0] as i32, at[1] as i32);
            for (found, wanted) in found.iter().zip([red, green, blue].map(f64::from)) {
                assert!((found - wanted).abs() < if dark { 16.0 } else { 6.0 }, "song {song}: {found} for {wanted}");
            }
        }
    }
}

#[test]
fn opacity_says_how_strongly_a_song_belongs() {
    let points = [[2.0, 4.0], [4.0, 4.0], [6.0, 4.0], [8.0, 4.0], [10.0, 4.0]];
    let strengths = Some(vec![0.0, 0.5, 1.0, f32::NAN]);
    let view = MapView { strengths, ratio: 2.0, ..view() };
    let laid = Laid::new(&view, &points, &[0; 5]);
    // 0.25 + 0.75 · strength; in full where nothing is known.
    for (point, wanted) in points.iter().zip([64, 159, 255, 255, 255]) {
        let [x, y] = frame(&view).place(point.map(f64::from)).map(|part| (part * 2.0) as i32);
        let [red, green, blue, alpha] = laid.pixel(x, y);
        assert!((i32::from(alpha) - wanted).abs() <= 2, "{alpha} for {wanted}");
        let RGBColor(r, g, b) = colour(0, false);
        for (found, wanted) in [(red, r), (green, g), (blue, b)] {
            // What is divided by a small alpha has the roundings of eight bits.
            assert!((i32::from(found) - i32::from(wanted)).abs() <= 6, "{found} for {wanted}");
        }
    }
    assert_eq!(laid.pixel(400, 40), [0; 4]);
}

#[test]
fn dimmed_ones_lie_below_new_ones_above_and_chosen_ones_elsewhere() {
    let at = [6.0, 4.0];
    let points = [at, at, at, [2.0, 2.0]];
    let labels = [0, 1, 2, 3];
    let place = |view: &MapView| frame(view).place(at.map(f64::from)).map(|part| part as i32);
    let middle = |view: &MapView| {
        let [x, y] = place(view);
        Laid::new(view, &points, &labels).pixel(x, y)
    };
    let is = |found: [u8; 4], label: i32| {
        found == [colour(label, false).0, colour(label, false).1, colour(label, false).2, 255]
    };
    assert!(is(middle(&view()), 2), "the last one lies on top");
    assert!(is(middle(&MapView { hidden: Some(vec![0, 0, 1, 0]), ..view() }), 1));
    assert!(is(middle(&MapView { ringed: Some(vec![1, 0, 0, 0]), ..view() }), 0));
    assert!(is(middle(&MapView { selected: 2, hovered: 1, ..view() }), 0));
    let dimmed = MapView { hidden: Some(vec![1; 4]), ..view() };
    let alpha = middle(&dimmed)[3];
    assert!((110..140).contains(&alpha), "three times a fifth over one another: {alpha}");
    let ringed = MapView { ringed: Some(vec![0, 0, 0, 1]), ..view() };
    let [x, y] = frame(&ringed).place([2.0, 2.0]).map(|part| part as i32);
    let Sizes { radius, ring_gap, .. } = Sizes::of(4, 600.0, 1.0);
    let ink = theme(false).ink;
    let [red, green, blue, alpha] = Laid::new(&ringed, &points, &labels).pixel(x + (radius + ring_gap) as i32, y);
    assert!(alpha > 150, "{alpha}");
    for (found, wanted) in [(red, ink.0), (green, ink.1), (blue, ink.2)] {
        assert!(found.abs_diff(wanted) < 40, "{found} for {wanted}");
    }
}

/// Fifty thousand songs by rule, in eight groups.
fn many(songs: usize) -> (Vec<[f32; 2]>, Vec<i32>) {
    let part = |song: usize, step: f64| (song as f64 * step).fract() as f32;
    let points = (0..songs).map(|song| [12.0 * part(song, 0.618_033_988_7), 8.0 * part(song, 0.754_877_666_2)]);
    (points.collect(), (0..songs).map(|song| (song % 8) as i32).collect())
}

#[test]
fn dragging_by_whole_pixels_moves_the_same_picture() {
    let (points, labels) = many(3000);
    let (width, height) = (SIZE[0] - 70.0, SIZE[1] - 58.0);
    let still = Laid::new(&view(), &points, &labels);
    let [right, down] = [7, 45];
    let range = Ranges {
        x: [0.0, 12.0].map(|x| x - 12.0 * f64::from(right) / width),
        y: [0.0, 8.0].map(|y| y + 8.0 * f64::from(down) / height),
    };
    let dragged = Laid::new(&MapView { range, ..view() }, &points, &labels);
    let mut differing = 0;
    for y in 70..300 {
        for x in 80..560 {
            differing += usize::from(still.pixel(x, y) != dragged.pixel(x + right, y + down));
        }
    }
    // A few songs lie on the verge between two steps.
    assert!(differing < 480 * 230 / 200, "{differing} pixels differ");
}

#[test]
fn every_one_of_fifty_thousand_songs_is_drawn() {
    let (points, labels) = many(50_000);
    let view = MapView { ratio: 2.0, ..view() };
    let laid = Laid::new(&view, &points, &labels);
    for point in &points {
        let [x, y] = frame(&view).place(point.map(f64::from)).map(|part| (part * 2.0).round() as i32);
        assert!(laid.pixel(x, y)[3] > 220, "{point:?}: {:?}", laid.pixel(x, y));
    }
    // The groups take turns, so each one's colour is an eighth of what is seen.
    let mut seen = [0; 8];
    for pixel in laid.crowd.pixels.chunks_exact(4) {
        if let Some(group) = (0..8).find(|&label| {
            let RGBColor(red, green, blue) = colour(label, false);
            pixel == [red, green, blue, 255]
        }) {
            seen[group as usize] += 1;
        }
    }
    assert!(seen.iter().all(|&pixels| pixels > 10_000), "{seen:?}");
}

#[test]
fn few_songs_keep_their_size_and_many_grow_when_one_comes_closer() {
    for songs in [1, 30, 120, 500] {
        let Sizes { radius, rim, ring_gap, ring } = Sizes::of(songs, 600.0, 9.0);
        let before = (8.2 - 1.45 * (songs as f64).log10()).clamp(2.6, 6.6);
        assert_eq!([radius, rim, ring_gap, ring], [before, 1.4, 3.0, 1.5]);
    }
    let radius = |songs, closeness| Sizes::of(songs, 600.0, closeness).radius;
    assert_eq!(radius(50_000, 1.0), 1.5);
    assert!(radius(50_000, 4.0) > 2.0 && radius(50_000, 40.0) == radius(500, 1.0));
    assert_eq!(radius(50_000, f64::NAN), 1.5);
    assert_eq!(radius(50_000, 0.1), 1.5);
}

fn awkward() -> impl Strategy<Value = f64> {
    prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(0.0), Just(1e300), Just(-1e-300), Just(1e17), -5.0..5.0]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_view_breaks_it(ends in [awkward(), awkward(), awkward(), awkward()], ratio in awkward(), closeness in awkward(), n in 0_usize..6) {
        let points: Vec<[f32; 2]> = (0..n).map(|i| [ends[i % 4] as f32, ends[(i + 1) % 4] as f32]).collect();
        let range = Ranges { x: [ends[0], ends[1]], y: [ends[2], ends[3]] };
        let flags = Some(vec![1, 0]);
        let view = MapView { range, ratio, closeness, width: 200.0, height: 160.0, hidden: flags.clone(), ringed: flags, ..view() };
        let mut crowd = Crowd::default();
        crowd.draw(&view, &frame(&view), &points, &[-2, -1, 7, i32::MAX, i32::MIN, 0][..n]);
        prop_assert_eq!(crowd.pixels.len(), 4 * crowd.width * crowd.height);
        // Once more, without some labels, on what is left of the first drawing.
        crowd.draw(&MapView { dark: true, ..view.clone() }, &frame(&view), &points, &[0][..n.min(1)]);
    }
}
