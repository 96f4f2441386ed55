//! The loss curves.

mod plots_support;

use plots_support::picture;
use songscape::plots::PlotError;
use songscape::plots::losses::{Curve, LossView, Mark, draw};
use songscape::plots::palette::{colour, theme};

fn view() -> LossView {
    LossView {
        width: 360.0,
        height: 200.0,
        ratio: 1.0,
        dark: false,
        font_family: "sans-serif".into(),
        epochs: 50,
        axis_labels: ["epoch".into(), "loss".into()],
        mark: None,
    }
}

fn curve(text: &str, values: impl IntoIterator<Item = f64>) -> Curve {
    Curve { text: text.into(), values: values.into_iter().map(Some).collect() }
}

#[test]
fn each_curve_has_its_colour_and_its_name() {
    let curves = [
        curve("total", (0..50).map(|epoch| 1.0 / f64::from(epoch + 1))),
        curve("rebuilding", (0..50).map(|epoch| 0.8 / f64::from(epoch + 1))),
        curve("KL", (0..50).map(|epoch| f64::from(epoch) / 200.0)),
    ];
    let (rect, picture) = picture(360, 200, |area| draw(area, &view(), &curves));
    rect.unwrap();
    assert!(picture.count(theme(false).ink) > 100);
    for label in [0, 1] {
        assert!(picture.count(colour(label, false)) > 60, "{label}: {}", picture.count(colour(label, false)));
    }
    for name in ["total", "rebuilding", "KL", "epoch", "loss"] {
        assert!(picture.words.iter().any(|word| word == name), "{name}");
    }
}

#[test]
fn gaps_and_numbers_that_are_none_are_passed_over() {
    let values = [Some(1.0), None, Some(f64::NAN), Some(0.5), Some(f64::INFINITY), Some(0.25)];
    let curves = [Curve { text: "total".into(), values: values.to_vec() }, curve("none", [])];
    let (rect, picture) = picture(360, 200, |area| draw(area, &view(), &curves));
    rect.unwrap();
    assert!(picture.count(theme(false).ink) > 5);
    assert!(!picture.words.iter().any(|word| word == "none"), "a curve without a value has no end to be named at");
}

#[test]
fn nothing_yet_and_no_room_are_answered() {
    let (rect, _) = picture(360, 200, |area| draw(area, &view(), &[]));
    rect.unwrap();
    let (rect, _) = picture(360, 200, |area| draw(area, &LossView { epochs: 0, ..view() }, &[curve("total", [0.0])]));
    rect.unwrap();
    let (rect, _) = picture(40, 30, |area| draw(area, &LossView { width: 40.0, height: 30.0, ..view() }, &[]));
    assert_eq!(rect, Err(PlotError::PictureTooSmall { width: 40.0, height: 30.0 }));
}

#[test]
fn an_epoch_is_marked_inside_the_chart_and_nowhere_else() {
    let curves = [curve("KL", (0..50).map(f64::from))];
    let marked = |epoch| {
        let mark = Some(Mark { epoch, text: "best epoch 10".into() });
        let (rect, picture) = picture(360, 200, |area| draw(area, &LossView { mark, ..view() }, &curves));
        rect.unwrap();
        picture
    };
    let plain = picture(360, 200, |area| draw(area, &view(), &curves)).1;
    let [inside, outside] = [marked(10), marked(400)];
    assert!(inside.words.iter().any(|word| word == "best epoch 10"));
    assert!(!outside.words.iter().any(|word| word == "best epoch 10"));
    assert_eq!(outside.count(theme(false).paper), plain.count(theme(false).paper));
    assert!(inside.count(theme(false).paper) + 50 < plain.count(theme(false).paper), "a line of dashes");
}

#[test]
fn curves_come_from_the_page_as_they_are() {
    let curve: Curve = serde_json::from_str(r#"{"text":"unseen songs","values":[1.5,null,0.5]}"#).unwrap();
    assert_eq!(curve.values, [Some(1.5), None, Some(0.5)]);
}
