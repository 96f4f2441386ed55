//! The pictures of a run, kind by kind: that they show what they were told.

mod plots_samples;
mod svg_reading;

use plots_samples as samples;
use plotters::style::RGBColor;
use samples::named;
use songscape::plots::PlotError;
use songscape::plots::comparison::{Best, Comparison, Row};
use songscape::plots::dendrogram::Dendrogram;
use songscape::plots::distribution::{Distribution, MOST_VALUES};
use songscape::plots::kl_per_unit::KlPerUnit;
use songscape::plots::palette::{colour, hexadecimal};
use songscape::plots::picture::{Guide, Picture, PictureView, svg};
use songscape::plots::ramp::ramp;
use songscape::plots::reconstructions::{Example, Halves, Reconstructions};
use songscape::plots::silhouette_profile::SilhouetteProfile;
use songscape::plots::table::{Cell, Column, Table};
use svg_reading::{Drawing, read};

fn view() -> PictureView {
    samples::view(720.0, 480.0)
}

fn drawn(picture: &Picture) -> Drawing {
    read(&svg(&view(), picture).unwrap())
}

fn distribution(values: usize, counts: Vec<f64>) -> Distribution {
    let Picture::Distribution(ordinary) = samples::distribution() else { unreachable!() };
    Distribution { values: (0..values).map(|value| format!("value {value}")).collect(), counts, ..ordinary }
}

#[test]
fn stacks_are_as_high_as_their_counts() {
    let counts = vec![30.0, 10.0, 5.0, 0.0, 20.0, 15.0];
    let drawing = drawn(&Picture::Distribution(distribution(2, counts.clone())));
    // Of each group the bars, from left to right.
    for group in 0..3 {
        let ink = hexadecimal(colour(group, false)).to_uppercase();
        let mut bars: Vec<_> = drawing.rectangles.iter().filter(|bar| bar.fill == ink).collect();
        bars.sort_by(|one, other| one.at[0].total_cmp(&other.at[0]));
        let known: Vec<f64> =
            counts.iter().skip(group as usize).step_by(3).copied().filter(|count| *count > 0.0).collect();
        assert_eq!(bars.len(), known.len());
        for (bar, count) in bars.iter().zip(known) {
            let per_song = bar.size[1] / count;
            assert!(
                (per_song - drawing_scale(&drawing)).abs() * count <= 1.0,
                "group {group}: {} for {count}",
                bar.size[1]
            );
        }
    }
    let said = |word: &str| drawing.words.iter().any(|written| written.text == word);
    assert!(said("45") && said("35") && said("value 0") && said("value 1"), "{:?}", drawing.words);
}

/// CSS pixels a song, by the highest stack of [`stacks_are_as_high_as_their_counts`].
fn drawing_scale(drawing: &Drawing) -> f64 {
    let inks: Vec<String> = (0..3).map(|group| hexadecimal(colour(group, false)).to_uppercase()).collect();
    let bars = drawing.rectangles.iter().filter(|bar| inks.contains(&bar.fill));
    bars.map(|bar| bar.size[1]).sum::<f64>() / 80.0
}

#[test]
fn beyond_the_most_frequent_values_the_rest_is_one_bar() {
    let values = 200;
    let counts: Vec<f64> =
        (0..values * 3).map(|index| if index / 3 == 150 { 50.0 } else { ((index / 3) % 7) as f64 }).collect();
    let picture = Picture::Distribution(distribution(values, counts.clone()));
    let drawing = drawn(&picture);
    let bars: Vec<_> = drawing.words.iter().filter(|word| word.upwards && word.text != "songs").collect();
    assert_eq!(bars.len(), MOST_VALUES + 1);
    assert_eq!(bars.last().unwrap().text, "all others");
    assert!(bars.iter().any(|word| word.text == "value 150"), "the most frequent one");
    let drawing = read(&svg(&samples::view(1200.0, 480.0), &picture).unwrap());
    let sixes = (0..values).filter(|value| value % 7 == 6 && *value != 150).take(MOST_VALUES - 1);
    let rest = counts.iter().sum::<f64>() - 150.0 - sixes.count() as f64 * 18.0;
    assert!(drawing.words.iter().any(|word| word.text == format!("{rest:.0}")), "{rest}");
}

#[test]
fn songs_are_counted_in_whole_numbers() {
    for most in [1.0, 2.0, 3.0, 7.0] {
        let drawing = drawn(&Picture::Distribution(distribution(1, vec![most, 0.0, 0.0])));
        assert!(drawing.words.iter().all(|word| !word.text.contains('.')), "{:?}", drawing.words);
    }
}

#[test]
fn units_stand_in_order_and_sleeping_ones_are_pale() {
    let values = vec![Some(0.2), Some(1.5), None, Some(0.005), Some(f64::NAN), Some(0.9)];
    let threshold = Guide { value: 0.01, text: "asleep".into() };
    let drawing =
        drawn(&Picture::KlPerUnit(KlPerUnit { values, threshold, axis_labels: ["unit".into(), "KL".into()] }));
    let ink = hexadecimal(colour(0, false)).to_uppercase();
    let bars: Vec<_> = drawing.rectangles.iter().filter(|bar| bar.fill == ink).collect();
    assert!(bars.is_sorted_by(|one, other| one.at[0] < other.at[0] && one.size[1] >= other.size[1]), "{bars:?}");
    assert_eq!(bars.iter().map(|bar| bar.opacity < 0.5).collect::<Vec<_>>(), [false, false, false, true]);
    let names: Vec<_> = drawing.words.iter().map(|word| word.text.as_str()).collect();
    let order: Vec<_> = names.iter().filter(|name| ["1", "2", "4", "6"].contains(name)).collect();
    assert_eq!(order, [&"2", &"6", &"1", &"4"]);
    assert!(names.contains(&"asleep"));
}

#[test]
fn branches_below_the_cut_have_their_groups_colour() {
    let tree = |cut| {
        drawn(&Picture::Dendrogram(Dendrogram {
            rows: 4,
            merges: vec![0.0, 1.0, 1.0, 2.0, 2.0, 3.0, 1.5, 2.0, 4.0, 5.0, 4.0, 4.0],
            order: vec![0, 1, 2, 3],
            cut,
            cut_text: "two groups".into(),
            labels: vec![0, 0, 1, 1],
            names: ["a", "b", "c", "d"].map(String::from).to_vec(),
            legend: named(&["one", "two"]),
            axis_labels: ["songs".into(), "distance".into()],
        }))
    };
    let count = |drawing: &Drawing, RGBColor(red, green, blue): RGBColor| {
        let ink = format!("#{red:02X}{green:02X}{blue:02X}");
        drawing.lines.iter().filter(|line| line.stroke == ink && line.width == 2.0).count()
    };
    // A group: its join, the two strokes below it, and the one up to where the groups join.
    let cut = tree(Some(2.0));
    assert_eq!([count(&cut, colour(0, false)), count(&cut, colour(1, false))], [4, 4]);
    assert!(cut.words.iter().any(|word| word.text == "two groups"));
    assert!(["a", "b", "c", "d"].iter().all(|name| cut.words.iter().any(|word| word.text == *name)));
    let low = tree(Some(1.2));
    assert_eq!(
        [count(&low, colour(0, false)), count(&low, colour(1, false))],
        [4, 2],
        "the second group joins above the cut"
    );
}

#[test]
fn a_tree_that_is_none_is_refused() {
    let whole = Dendrogram {
        rows: 3,
        merges: vec![0.0, 1.0, 1.0, 2.0, 2.0, 3.0, 2.0, 3.0],
        order: vec![0, 1, 2],
        cut: None,
        cut_text: String::new(),
        labels: vec![0, 0, 1],
        names: Vec::new(),
        legend: Vec::new(),
        axis_labels: [String::new(), String::new()],
    };
    let refused = |tree: Dendrogram| svg(&view(), &Picture::Dendrogram(tree)).unwrap_err();
    svg(&view(), &Picture::Dendrogram(whole.clone())).unwrap();
    for (merge, join) in [(4.0, 0), (-1.0, 0), (0.5, 0), (f64::NAN, 0), (1e300, 0)] {
        let mut merges = whole.merges.clone();
        merges[0] = merge;
        assert_eq!(refused(Dendrogram { merges, ..whole.clone() }), PlotError::BrokenTree { join });
    }
    assert_eq!(refused(Dendrogram { order: vec![0, 0, 2], ..whole.clone() }), PlotError::BrokenTree { join: 0 });
    assert_eq!(refused(Dendrogram { order: vec![0, 1, 9], ..whole.clone() }), PlotError::BrokenTree { join: 0 });
    let unequal = |list, expected, found| PlotError::UnequalLists { list, expected, found };
    assert_eq!(refused(Dendrogram { rows: 4, ..whole.clone() }), unequal("merges", 12, 8));
    assert_eq!(refused(Dendrogram { labels: vec![0], ..whole.clone() }), unequal("labels", 3, 1));
    assert_eq!(refused(Dendrogram { names: vec![String::new()], ..whole.clone() }), unequal("names", 3, 1));
    assert_eq!(refused(Dendrogram { rows: usize::MAX, ..whole.clone() }), unequal("merges", usize::MAX, 8));
}

#[test]
fn very_many_songs_stay_cheap() {
    let songs = 50_000;
    let values: Vec<_> = (0..songs).map(|song| Some((f64::from(song) * 0.7).sin() * 0.6 + 0.2)).collect();
    let profile = SilhouetteProfile {
        values,
        labels: (0..songs).map(|song| song % 8).collect(),
        legend: Vec::new(),
        mean: None,
        axis_labels: [String::new(), String::new()],
    };
    let shapes = drawn(&Picture::SilhouetteProfile(profile)).shapes();
    assert!(shapes <= 2_000, "{shapes}");
    // A chain, the tree with the most branches that are large: every song joins all that came before.
    let rows = songs as usize;
    let merges = (0..rows - 1).flat_map(|join| {
        let left = if join == 0 { 0 } else { rows + join - 1 };
        [left as f64, (join + 1) as f64, (join as f64).sqrt(), (join + 2) as f64]
    });
    let tree = Dendrogram {
        rows,
        merges: merges.collect(),
        order: (0..songs as u32).collect(),
        cut: Some(100.0),
        cut_text: String::new(),
        labels: vec![0; rows],
        names: Vec::new(),
        legend: Vec::new(),
        axis_labels: [String::new(), String::new()],
    };
    let shapes = drawn(&Picture::Dendrogram(tree)).shapes();
    assert!(shapes <= 8_000, "{shapes}");
}

#[test]
fn songs_of_a_group_stand_from_best_to_worst_around_the_zero_line() {
    let profile = SilhouetteProfile {
        values: vec![Some(0.2), Some(0.8), Some(-0.4), Some(0.5), None, Some(f64::NAN)],
        labels: vec![0, 0, 0, 1, 1, -1],
        legend: named(&["first", "second"]),
        mean: Some(Guide { value: 0.275, text: "mean 0.28".into() }),
        axis_labels: ["silhouette".into(), String::new()],
    };
    let drawing = drawn(&Picture::SilhouetteProfile(profile));
    let bars = |label| {
        let ink = hexadecimal(colour(label, false)).to_uppercase();
        drawing.rectangles.iter().filter(move |bar| bar.fill == ink && bar.opacity == 0.9).collect::<Vec<_>>()
    };
    let first = bars(0);
    assert_eq!(first.len(), 3);
    assert!(first[0].size[0] > first[1].size[0]);
    assert!((first[2].at[0] + first[2].size[0] - first[0].at[0]).abs() <= 1.0, "left of the zero line");
    assert!((first[0].size[0] / first[2].size[0] - 2.0).abs() < 0.05);
    assert_eq!(bars(1).len(), 1, "a song without a silhouette has no bar");
    assert!(bars(-1).is_empty());
    for word in ["first", "second", "0.20", "0.50", "mean 0.28"] {
        assert!(drawing.words.iter().any(|written| written.text == word), "{word}: {:?}", drawing.words);
    }
}

#[test]
fn maps_are_no_more_rectangles_than_can_be_seen() {
    let map = |seed: usize| (0..128 * 2000).map(|at| ((at * seed) % 997) as f64).collect::<Vec<_>>();
    let picture = Picture::Reconstructions(Reconstructions {
        examples: vec![Example { name: "song".into(), original: map(7919), rebuilt: map(104_729) }],
        bands: 128,
        frames: 2000,
        words: Halves { original: "before".into(), rebuilt: "after".into() },
        axis_labels: ["time".into(), "pitch".into()],
    });
    let drawing = drawn(&picture);
    let count = drawing.rectangles.len();
    assert!((2_000..=4_000).contains(&count), "{count}");
    assert!(drawing.words.iter().any(|word| word.text == "before"));
    // Low values dark at the bottom, high ones bright at the top.
    let rising = (0..4).flat_map(|band| [f64::from(band); 4]).collect::<Vec<_>>();
    let Picture::Reconstructions(wide) = picture else { unreachable!() };
    let example = Example { name: "song".into(), original: rising.clone(), rebuilt: rising };
    let drawing =
        drawn(&Picture::Reconstructions(Reconstructions { examples: vec![example], bands: 4, frames: 4, ..wide }));
    let height = |shade: f64| {
        let ink = hexadecimal(ramp(shade)).to_uppercase();
        drawing
            .rectangles
            .iter()
            .filter(|cell| cell.fill == ink && cell.size[0] > 50.0)
            .map(|cell| cell.at[1])
            .fold(0.0, f64::max)
    };
    assert!(height(0.0) > height(1.0) && height(1.0) > 0.0, "{} {}", height(0.0), height(1.0));
}

#[test]
fn the_best_is_marked_and_what_is_not_defined_is_said() {
    let row = |name: &str, group: &str, value| Row { name: name.into(), group: group.into(), value };
    let rows = vec![
        row("one", "Easy", Some(0.5)),
        row("two", "Hard", None),
        row("three", "Easy", Some(-0.25)),
        row("four", "Hard", Some(f64::NAN)),
        row("five", "Hard", Some(f64::INFINITY)),
    ];
    for (best, winner) in [(Best::Highest, "one"), (Best::Lowest, "three")] {
        let comparison =
            Comparison { rows: rows.clone(), best, undefined: "not defined".into(), axis_label: "score".into() };
        let drawing = drawn(&Picture::Comparison(comparison));
        let bold: Vec<_> = drawing.words.iter().filter(|word| word.bold).map(|word| word.text.as_str()).collect();
        assert!(bold.contains(&winner) && bold.contains(&"Easy") && bold.contains(&"Hard"), "{bold:?}");
        assert!(!bold.contains(&"two"));
        assert_eq!(drawing.polygons, 1, "one star");
        assert_eq!(drawing.words.iter().filter(|word| word.text == "not defined").count(), 3);
        assert_eq!(drawing.circles.iter().filter(|circle| circle.fill == "none").count(), 3);
        let ink = hexadecimal(colour(0, false)).to_uppercase();
        let bars: Vec<_> = drawing.rectangles.iter().filter(|bar| bar.fill == ink).collect();
        assert_eq!(bars.len(), 2);
        assert!(
            (bars[1].at[0] + bars[1].size[0] - bars[0].at[0]).abs() <= 1.0,
            "a negative score lies left of the zero line"
        );
        assert!((bars[0].size[0] / bars[1].size[0] - 2.0).abs() < 0.05);
    }
}

#[test]
fn a_table_sets_numbers_right_and_marks_the_best() {
    let cell = |text: &str, best| Cell { text: text.into(), best };
    let columns = vec![Column { text: "run".into(), numeric: false }, Column { text: "score".into(), numeric: true }];
    let rows = vec![vec![cell("one", false), cell("0.5", false)], vec![cell("two", false), cell("0.75", true)]];
    let drawing = drawn(&Picture::Table(Table { columns: columns.clone(), rows: rows.clone() }));
    let word = |text: &str| drawing.words.iter().find(|word| word.text == text).unwrap();
    assert_eq!([word("one").anchor.as_str(), word("0.5").anchor.as_str()], ["start", "end"]);
    assert_eq!(word("0.5").at[0], word("0.75").at[0]);
    assert!(word("0.75").bold && !word("0.5").bold && drawing.polygons == 1);
    // More rows than have room: how many are missing is said.
    let many: Vec<_> = (0..200).map(|_| rows[0].clone()).collect();
    let drawing = drawn(&Picture::Table(Table { columns: columns.clone(), rows: many }));
    let shown = drawing.words.iter().filter(|word| word.text == "one").count();
    assert!(shown < 30 && drawing.words.iter().any(|word| word.text == format!("+ {}", 200 - shown)));
    let uneven = Picture::Table(Table { columns, rows: vec![vec![cell("alone", false)]] });
    assert_eq!(svg(&view(), &uneven), Err(PlotError::UnequalLists { list: "rows", expected: 2, found: 1 }));
}
