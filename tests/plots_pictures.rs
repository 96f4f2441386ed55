//! The pictures of a run: what is common to all of them.

mod plots_samples;
mod plots_support;
mod svg_reading;

use plots_samples as samples;
use plots_support::picture as on_bitmap;
use plotters::style::RGBColor;
use songscape::plots::PlotError;
use songscape::plots::distribution::Distribution;
use songscape::plots::legend::LegendEntry;
use songscape::plots::palette::theme;
use songscape::plots::picture::{Picture, PictureView, draw, height_of, svg};
use songscape::plots::ramp::ramp;
use svg_reading::{Drawing, read};

fn view() -> PictureView {
    samples::view(720.0, 480.0)
}

fn drawn(picture: &Picture) -> Drawing {
    read(&svg(&view(), picture).unwrap())
}

#[test]
fn every_picture_is_drawn_on_a_canvas_and_as_svg_by_day_and_by_night() {
    for (name, picture) in samples::all() {
        for dark in [false, true] {
            for (width, height) in [(720.0, 480.0), (360.0, 300.0)] {
                let view = PictureView { dark, ..samples::view(width, height) };
                let (answer, bitmap) = on_bitmap(width as u32, height as u32, |area| draw(area, &view, &picture));
                answer.unwrap_or_else(|error| panic!("{name}: {error}"));
                let paper = bitmap.count(theme(dark).paper);
                assert!(paper > 1000 && paper < (width * height) as usize, "{name}: {paper}");
                let drawing = read(&svg(&view, &picture).unwrap());
                let bitmap_words: Vec<_> = bitmap.words.iter().map(|word| word.trim().to_owned()).collect();
                let svg_words: Vec<_> = drawing.words.iter().map(|word| word.text.trim().to_owned()).collect();
                assert_eq!(bitmap_words, svg_words, "{name}");
                assert_eq!(drawing.title, "A title. A sentence below it");
            }
        }
    }
}

#[test]
fn everything_lies_in_the_picture() {
    for (name, picture) in samples::all().into_iter().chain(samples::strange()) {
        for (width, height) in [(1100.0, 700.0), (720.0, 480.0), (360.0, 300.0)] {
            let drawing = read(&svg(&samples::view(width, height), &picture).unwrap());
            for [x, y] in drawing.corners() {
                let inside = (-1.0..=width + 1.0).contains(&x) && (-1.0..=height + 1.0).contains(&y);
                assert!(inside, "{name} at {width}: [{x}, {y}]");
            }
            for word in &drawing.words {
                let [from, to] = word.span();
                let [low, high] = if word.upwards { [-1.0, height + 1.0] } else { [-1.0, width + 1.0] };
                assert!(low <= from && to <= high, "{name} at {width}: {word:?} {from} … {to}");
            }
        }
    }
}

#[test]
fn a_picture_has_room_at_the_height_it_asks_for() {
    for (name, picture) in samples::all().into_iter().chain(samples::strange()) {
        for width in [360.0, 720.0, 1100.0] {
            let view =
                PictureView { height: height_of(&samples::view(width, 0.0), &picture), ..samples::view(width, 0.0) };
            assert!((100.0..10_000.0).contains(&view.height), "{name}: {}", view.height);
            svg(&view, &picture).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}

#[test]
fn every_kind_is_read_from_data_with_its_kind_first() {
    let kinds = [
        r#"{"kind":"scatter","points":[0,1,2,3],"labels":[0,-1],"legend":[{"label":0,"text":"a"}],"axisLabels":["x","y"]}"#,
        r#"{"kind":"distribution","values":["a"],"groups":[{"label":0,"text":"a"}],"counts":[3],"rest":"rest","axisLabels":["x","y"]}"#,
        r#"{"kind":"reconstructions","examples":[{"name":"a","original":[1,2],"rebuilt":[1,2.5]}],"bands":0,"frames":0,"words":{"original":"o","rebuilt":"r"},"axisLabels":["",""]}"#,
        r#"{"kind":"losses","curves":[{"text":"total","values":[1,null,0.5]}],"epochs":3,"axisLabels":["epoch","loss"],"mark":{"epoch":2,"text":"best"}}"#,
        r#"{"kind":"kl_per_unit","values":[0.5,null],"threshold":{"value":0.01,"text":"asleep"},"axisLabels":["unit","KL"]}"#,
        r#"{"kind":"dendrogram","rows":2,"merges":[0,1,0.5,2],"order":[1,0],"cut":null,"labels":[0,0],"axisLabels":["songs","distance"]}"#,
        r#"{"kind":"silhouette_profile","values":[0.5,null],"labels":[0,-1],"legend":[],"mean":null,"axisLabels":["silhouette",""]}"#,
        r#"{"kind":"comparison","rows":[{"name":"a","group":"","value":null}],"best":"lowest","undefined":"none","axisLabel":"score"}"#,
        r#"{"kind":"table","columns":[{"text":"a","numeric":true}],"rows":[[{"text":"1"}],[{"text":"2","best":true}]]}"#,
    ];
    for data in kinds {
        let picture: Picture = serde_json::from_str(data).unwrap_or_else(|error| panic!("{data}: {error}"));
        drawn(&picture);
    }
    let view: PictureView =
        serde_json::from_str(r#"{"width":360,"height":300,"ratio":2,"dark":true,"fontFamily":"serif"}"#).unwrap();
    assert_eq!((view.title.as_str(), view.dark), ("", true));
    for (data, said) in [
        (r#"{"columns":[],"kind":"table","rows":[]}"#, "first key"),
        (r#"{"kind":"pie"}"#, "unknown variant"),
        (r#"{}"#, "kind"),
        (r#"{"kind":"table","columns":[]}"#, "rows"),
        (r#"[]"#, "a picture"),
    ] {
        let error = serde_json::from_str::<Picture>(data).unwrap_err().to_string();
        assert!(error.contains(said), "{data}: {error}");
    }
}

#[test]
fn what_strangers_write_stays_text() {
    let nasty = "</text><script>alert(1)</script> & \"quotes\" 'too' \u{0}\u{1}\u{8}\u{1b}\u{fffe} ]]> \u{202e}عنوان";
    let view = PictureView { title: nasty.into(), subtitle: nasty.into(), font_family: nasty.into(), ..view() };
    let picture = Picture::Distribution(Distribution {
        values: vec![nasty.into(), "x".repeat(10_000)],
        groups: vec![LegendEntry { label: 0, text: nasty.into() }],
        counts: vec![1.0, 2.0],
        rest: nasty.into(),
        axis_labels: [nasty.into(), nasty.into()],
    });
    let text = svg(&view, &picture).unwrap();
    assert!(!text.contains("<script"), "{text}");
    assert!(text.chars().all(|letter| !letter.is_control() || letter == '\n'));
    assert!(!text.contains('\u{202e}'));
    let drawing = read(&text);
    assert!(drawing.title.contains("<script>alert(1)</script> & \"quotes\""), "{}", drawing.title);
    assert!(drawing.words.iter().any(|word| word.text.contains("<script>")), "as words it may be read");
    assert!(drawing.words.iter().all(|word| word.text.chars().count() <= 401));
    assert!(text.len() < 20_000, "{}", text.len());
}

#[test]
fn letters_are_as_large_in_an_svg_as_on_a_canvas() {
    let drawing = drawn(&samples::distribution());
    let sizes: Vec<f64> = drawing.words.iter().map(|word| word.size).collect();
    assert!((sizes[0] - 16.5).abs() < 1e-9, "the title: {sizes:?}");
    assert!(sizes.iter().any(|size| (size - 11.5).abs() < 1e-9), "{sizes:?}");
}

#[test]
fn nothing_to_draw_is_drawn_as_nothing() {
    for (name, picture) in samples::empty() {
        let drawing = drawn(&picture);
        assert!(drawing.words.iter().any(|word| word.text == "A title"), "{name}");
    }
}

#[test]
fn no_room_is_said_with_the_pictures_own_size() {
    for (name, picture) in samples::all() {
        for (width, height) in [(40.0, 30.0), (720.0, 50.0), (30.0, 480.0), (0.0, 0.0), (-5.0, 100.0)] {
            let answer = svg(&samples::view(width, height), &picture);
            assert_eq!(answer, Err(PlotError::PictureTooSmall { width, height }), "{name}");
        }
        for (width, height) in [(f64::NAN, 300.0), (f64::INFINITY, 300.0), (300.0, f64::NAN)] {
            let answer = svg(&samples::view(width, height), &picture);
            assert!(matches!(answer, Err(PlotError::PictureTooSmall { .. })), "{name}");
        }
    }
}

#[test]
fn colours_of_numbers_grow_lighter_evenly() {
    let lightness = |RGBColor(red, green, blue): RGBColor| {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        116.0 * (0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)).cbrt() - 16.0
    };
    let steps: Vec<f64> = (0..=20).map(|part| lightness(ramp(f64::from(part) / 20.0))).collect();
    assert!(steps.windows(2).all(|pair| (1.0..7.5).contains(&(pair[1] - pair[0]))), "{steps:?}");
    assert_eq!([ramp(f64::NAN), ramp(-3.0)], [ramp(0.0); 2]);
    assert_eq!(ramp(f64::INFINITY), ramp(0.0));
}
