//! Pictures of anything: whatever a stranger's data say, there is a picture of them or an error, and no panic.

mod plots_samples;
mod svg_reading;

use plots_samples::view;
use proptest::prelude::*;
use songscape::plots::comparison::{Best, Comparison, Row};
use songscape::plots::dendrogram::Dendrogram;
use songscape::plots::distribution::Distribution;
use songscape::plots::kl_per_unit::KlPerUnit;
use songscape::plots::latent_scatter::LatentScatter;
use songscape::plots::legend::LegendEntry;
use songscape::plots::letters;
use songscape::plots::loss_curves::LossCurves;
use songscape::plots::losses::{Curve, Mark};
use songscape::plots::picture::{Guide, Picture, height_of, svg};
use songscape::plots::reconstructions::{Example, Halves, Reconstructions};
use songscape::plots::silhouette_profile::SilhouetteProfile;
use songscape::plots::table::{Cell, Column, Table};

/// Numbers of every size, and what is none.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -3.0..3.0_f64,
        2 => (0..9_i32).prop_map(f64::from),
        1 => any::<f64>(),
        1 => prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, f64::MAX, f64::MIN_POSITIVE]),
    ]
}

fn numbers() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(number(), 0..24)
}

fn perhaps() -> impl Strategy<Value = Vec<Option<f64>>> {
    prop::collection::vec(prop::option::of(number()), 0..24)
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![3 => "\\PC{0,20}", 1 => prop::collection::vec(any::<char>(), 0..60).prop_map(String::from_iter)]
}

fn axes() -> impl Strategy<Value = [String; 2]> {
    [text(), text()]
}

fn labels() -> impl Strategy<Value = Vec<i32>> {
    prop::collection::vec(prop_oneof![-2..9_i32, any::<i32>()], 0..24)
}

fn legend() -> impl Strategy<Value = Vec<LegendEntry>> {
    prop::collection::vec((any::<i32>(), text()).prop_map(|(label, text)| LegendEntry { label, text }), 0..12)
}

fn guide() -> impl Strategy<Value = Guide> {
    (number(), text()).prop_map(|(value, text)| Guide { value, text })
}

fn examples(bands: usize, frames: usize) -> impl Strategy<Value = Vec<Example>> {
    let length = prop_oneof![4 => Just(bands * frames), 1 => 0..9_usize];
    let list = || length.clone().prop_flat_map(|length| prop::collection::vec(number(), length));
    let example = (text(), list(), list()).prop_map(|(name, original, rebuilt)| Example { name, original, rebuilt });
    prop::collection::vec(example, 0..6)
}

fn any_picture() -> impl Strategy<Value = Picture> {
    prop_oneof![
        (prop::collection::vec(any::<f32>(), 0..24), labels(), legend(), axes()).prop_map(
            |(mut points, mut labels, legend, axis_labels)| {
                points.truncate(2 * labels.len());
                labels.truncate(points.len() / 2);
                Picture::Scatter(LatentScatter { points, labels, legend, axis_labels })
            }
        ),
        (prop::collection::vec(text(), 0..40), legend(), any::<bool>(), text(), axes(), number()).prop_map(
            |(values, groups, whole, rest, axis_labels, count)| {
                let counts = vec![count; values.len() * groups.len() + usize::from(!whole)];
                Picture::Distribution(Distribution { values, groups, counts, rest, axis_labels })
            }
        ),
        ((0..5_usize, 0..7_usize), text(), text(), axes())
            .prop_flat_map(|((bands, frames), original, rebuilt, axes)| {
                (examples(bands, frames), Just((bands, frames, Halves { original, rebuilt }, axes)))
            })
            .prop_map(|(examples, (bands, frames, words, axis_labels))| {
                Picture::Reconstructions(Reconstructions { examples, bands, frames, words, axis_labels })
            }),
        (prop::collection::vec((text(), perhaps()), 0..5), any::<u32>(), axes(), any::<u32>(), text()).prop_map(
            |(curves, epochs, axis_labels, epoch, text)| {
                let curves = curves.into_iter().map(|(text, values)| Curve { text, values }).collect();
                Picture::Losses(LossCurves { curves, epochs, axis_labels, mark: Some(Mark { epoch, text }) })
            }
        ),
        (perhaps(), guide(), axes()).prop_map(|(values, threshold, axis_labels)| Picture::KlPerUnit(KlPerUnit {
            values,
            threshold,
            axis_labels
        })),
        (numbers(), labels(), prop::option::of(number()), text(), prop::bool::ANY, axes()).prop_map(
            |(mut merges, labels, cut, cut_text, sound, axis_labels)| {
                let rows = labels.len();
                if sound {
                    merges = (1..rows)
                        .flat_map(|join| {
                            let left = if join == 1 { 0 } else { rows + join - 2 };
                            let height = merges.get(join).copied().unwrap_or(1.0);
                            [left as f64, join as f64, height, 0.0]
                        })
                        .collect();
                }
                let names = labels.iter().map(|_| cut_text.clone()).collect();
                let order = (0..rows as u32).rev().collect();
                let legend = Vec::new();
                Picture::Dendrogram(Dendrogram {
                    rows,
                    merges,
                    order,
                    cut,
                    cut_text,
                    labels,
                    names,
                    legend,
                    axis_labels,
                })
            }
        ),
        (perhaps(), labels(), legend(), prop::option::of(guide()), axes()).prop_map(
            |(mut values, mut labels, legend, mean, axis_labels)| {
                values.truncate(labels.len());
                labels.truncate(values.len());
                Picture::SilhouetteProfile(SilhouetteProfile { values, labels, legend, mean, axis_labels })
            }
        ),
        (perhaps(), text(), text(), any::<bool>(), text(), text()).prop_map(
            |(values, name, group, high, undefined, axis_label)| {
                let group = |index: usize| {
                    if index.is_multiple_of(3) { String::new() } else { format!("{group}{}", index % 2) }
                };
                let rows = values.iter().enumerate();
                Picture::Comparison(Comparison {
                    rows: rows.map(|(index, &value)| Row { name: name.clone(), group: group(index), value }).collect(),
                    best: if high { Best::Highest } else { Best::Lowest },
                    undefined,
                    axis_label,
                })
            }
        ),
        (prop::collection::vec((text(), any::<bool>()), 0..14), 0..30_usize, text(), any::<bool>()).prop_map(
            |(columns, rows, text, best)| {
                let row: Vec<_> = columns.iter().map(|_| Cell { text: text.clone(), best }).collect();
                let columns = columns.into_iter().map(|(text, numeric)| Column { text, numeric }).collect();
                Picture::Table(Table { columns, rows: vec![row; rows] })
            }
        ),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn anything_is_a_picture_or_an_error(
        picture in any_picture(),
        width in prop_oneof![3 => 0.0..1200.0_f64, 1 => number()],
        height in prop_oneof![3 => 0.0..900.0_f64, 1 => number()],
        title in text(),
        family in text(),
    ) {
        let mut view = view(width.min(2000.0), height.min(2000.0));
        view.title = title;
        view.font_family = family;
        if let Ok(text) = svg(&view, &picture) {
            let drawing = svg_reading::read(&text);
            for [x, y] in drawing.corners() {
                prop_assert!((-1.0..=view.width + 1.0).contains(&x) && (-1.0..=view.height + 1.0).contains(&y), "[{}, {}]", x, y);
            }
        }
        prop_assert!(height_of(&view, &picture) > 0.0);
    }

    #[test]
    fn words_are_cut_to_their_room(text in text(), size in 6.0..20.0_f64, room in -5.0..300.0_f64, lines in 1..4_usize) {
        let cut = letters::cut(&text, size, room);
        prop_assert!(cut.is_empty() || letters::width(&cut, size) <= room.max(0.0) + 1e-9, "{}", cut);
        let wrapped = letters::wrapped(&text, size, room, lines);
        prop_assert!(wrapped.len() <= lines);
        prop_assert!(wrapped.iter().all(|line| letters::width(line, size) <= room.max(0.0) + 1e-9), "{:?}", wrapped);
    }
}

#[test]
fn words_are_cut_where_a_letter_ends() {
    let cut = |text, room| letters::cut(text, 10.0, room).into_owned();
    assert_eq!(cut("short", 100.0), "short");
    assert_eq!(cut("a longer title", 60.0), "a longer t…");
    assert_eq!(cut("anything", 3.0), "");
    assert_eq!(letters::cut("line\nbreak\u{7}", 10.0, 500.0), "line break");
    // A vowel sign stays with its letter: no room for both is room for neither.
    let bangla = "রবীন্দ্রসঙ্গীত";
    for room in 0..120 {
        let cut = cut(bangla, f64::from(room));
        let kept = cut.trim_end_matches('…');
        let next = bangla[kept.len()..].chars().next();
        let mark = next.is_some_and(|letter| {
            ('\u{981}'..='\u{983}').contains(&letter) || ('\u{9bc}'..='\u{9cd}').contains(&letter)
        });
        assert!(bangla.starts_with(kept) && (kept.is_empty() || !mark), "{cut} at {room}");
    }
    let lines = letters::wrapped("one two three four five six seven", 10.0, 80.0, 2);
    assert_eq!(lines, ["one two three", "four five six…"]);
    assert_eq!(letters::wrapped("", 10.0, 80.0, 2), Vec::<String>::new());
    assert_eq!(letters::wrapped("Donaudampfschifffahrt", 10.0, 60.0, 9).concat(), "Donaudampfschifffahrt");
}

#[test]
fn figures_say_about_three_digits() {
    let said = [0.0, 0.12345, -0.5, 1.2345, 45.678, 1234.5, 2.5e7, 1e-7, f64::NAN].map(letters::figure);
    assert_eq!(said, ["0.000", "0.123", "−0.500", "1.23", "45.7", "1234", "2.5e7", "1.0e-7", "—"]);
}
