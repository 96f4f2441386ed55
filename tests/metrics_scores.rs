//! Every score against scikit-learn's figures, to 1e-6 (the fixtures keep seven digits), then what must hold for any points and labels.

mod reference_signals;

use ndarray::{Array2, array};
use proptest::prelude::*;
use reference_signals::{blobs, gauss, json, labels, moons, numbers, rows};
use serde_json::Value;
use songscape::metrics::{
    ContingencyTable, MetricError, Overlap, adjusted_rand, calinski_harabasz, coverage, davies_bouldin,
    normalised_mutual_information, purity, silhouette,
};

fn matrix(values: Vec<f32>, columns: usize) -> Array2<f32> {
    Array2::from_shape_vec((values.len() / columns, columns), values).expect("whole rows")
}

/// Within 1e-6, relative above 1: the fixtures keep seven digits.
#[track_caller]
fn close(found: Option<f64>, expected: &Value, what: &str) {
    match (found, expected.as_f64()) {
        (Some(found), Some(expected)) => {
            assert!((found - expected).abs() <= 1e-6 * expected.abs().max(1.0), "{what}: {found} is not {expected}");
        }
        (found, expected) => assert_eq!(found, expected, "{what}"),
    }
}

fn mean_silhouette(points: &Array2<f32>, labels: &[i32]) -> Option<f64> {
    silhouette(points.view(), labels).expect("finite points").map(|found| found.mean)
}

#[track_caller]
fn all_scores(points: &Array2<f32>, found: &[i32], truth: &[i32], expected: &Value, what: &str) {
    close(mean_silhouette(points, found), &expected["silhouette"], &format!("{what} silhouette"));
    let scores = calinski_harabasz(points.view(), found).expect("finite points");
    close(scores, &expected["calinski_harabasz"], &format!("{what} Calinski–Harabasz"));
    let scores = davies_bouldin(points.view(), found).expect("finite points");
    close(scores, &expected["davies_bouldin"], &format!("{what} Davies–Bouldin"));
    close(adjusted_rand(found, truth).expect("same length"), &expected["ari"], &format!("{what} ARI"));
    let scores = normalised_mutual_information(found, truth).expect("same length");
    close(scores, &expected["nmi"], &format!("{what} NMI"));
    if found.iter().any(|label| *label >= 0) {
        close(purity(found, truth).expect("same length"), &expected["purity"], &format!("{what} purity"));
    }
}

#[test]
fn random_labels_score_as_in_scikit_learn() {
    let fixture = json(include_str!("reference/metrics.json"));
    let shapes = [(40, 2, 901), (60, 5, 902), (25, 3, 903), (90, 8, 904)];
    for (case, (n, d, seed)) in fixture["cases"].as_array().expect("cases").iter().zip(shapes) {
        let points = matrix(gauss(n * d, seed).into_iter().map(|value| value as f32).collect(), d);
        let (found, truth) = (labels(&case["labels_pred"]), labels(&case["labels_true"]));
        all_scores(&points, &found, &truth, case, &format!("seed {seed}"));
        let score = silhouette(points.view(), &found).expect("finite points").expect("defined");
        let scored: Vec<f64> = score.per_point.iter().flatten().copied().collect();
        for (found, expected) in scored.iter().zip(numbers(&case["silhouette_samples_head"])) {
            assert!((found - expected).abs() < 1e-6);
        }
    }
}

#[test]
fn every_grouping_of_every_set_scores_as_in_scikit_learn() {
    let fixture = json(include_str!("reference/clusters.json"));
    for (name, points, truth) in [
        ("blobs_easy", blobs(120, 8, 4, 0.8, 101), 8),
        ("blobs_hard", blobs(150, 16, 6, 3.0, 202), 16),
        ("moons", moons(160, 0.04, 303), 2),
    ]
    .map(|(name, (values, truth), columns)| (name, matrix(values, columns), truth))
    {
        let set = &fixture["sets"][name];
        assert_eq!(labels(&set["y"]), truth);
        let mut scored = 0;
        for (method, result) in set.as_object().expect("methods") {
            let results: Vec<&Value> = result.as_array().map_or_else(|| vec![result], |list| list.iter().collect());
            for result in results.into_iter().filter(|result| result["metrics"].is_object()) {
                let found = labels(&result["labels"]);
                all_scores(&points, &found, &truth, &result["metrics"], &format!("{name} {method}"));
                scored += 1;
            }
        }
        assert!(scored >= 8, "{name}: K-Means, four linkages, two DBSCANs, spectral");
    }
}

#[test]
fn labels_alone_score_as_in_scikit_learn() {
    let fixture = json(include_str!("reference/metrics.json"));
    let cases = fixture["label_only"].as_array().expect("cases");
    assert_eq!(cases.len(), 7);
    for case in cases {
        let (found, truth) = (labels(&case["pred"]), labels(&case["true"]));
        let name = case["name"].as_str().expect("a name");
        close(adjusted_rand(&found, &truth).expect("same length"), &case["ari"], name);
        close(normalised_mutual_information(&found, &truth).expect("same length"), &case["nmi"], name);
    }
}

#[test]
fn a_singleton_has_silhouette_zero() {
    let fixture = &json(include_str!("reference/metrics.json"))["singleton"];
    let points = matrix(rows(&fixture["X"]).concat().into_iter().map(|value| value as f32).collect(), 2);
    let score = silhouette(points.view(), &labels(&fixture["pred"])).expect("finite points").expect("two groups");
    close(Some(score.mean), &fixture["silhouette"], "mean");
    for (found, expected) in score.per_point.iter().zip(numbers(&fixture["silhouette_samples"])) {
        assert!((found.expect("no noise") - expected).abs() < 1e-6);
    }
    assert_eq!((score.per_group[1].label, score.per_group[1].size, score.per_group[1].mean), (1, 1, 0.0));
}

#[test]
fn noise_is_left_out_and_coverage_says_so() {
    let points = array![[0.0_f32], [1.0], [50.0], [8.0], [9.0]];
    let noisy = [3, 3, -1, 7, 7];
    let score = silhouette(points.view(), &noisy).expect("finite points").expect("two groups");
    let without = array![[0.0_f32], [1.0], [8.0], [9.0]];
    assert_eq!(Some(score.mean), mean_silhouette(&without, &[0, 0, 1, 1]));
    assert_eq!(score.per_point[2], None);
    assert_eq!(score.per_group.iter().map(|group| group.label).collect::<Vec<_>>(), [3, 7]);
    assert_eq!(coverage(&noisy), Some(0.8));
    assert_eq!(coverage(&[]), None);
    assert_eq!(purity(&noisy, &[0, 1, 2, 3, 3]), Ok(Some(0.75)));
    assert_eq!(purity(&[-1, -1], &[0, 1]), Ok(None));
}

#[test]
fn undefined_is_undefined() {
    let points = array![[0.0_f32], [1.0], [2.0]];
    for undefined in [[0, 0, 0], [0, 1, 2], [-1, -1, -1], [0, 0, -1], [0, 1, -1]] {
        assert_eq!(mean_silhouette(&points, &undefined), None, "{undefined:?}");
        assert_eq!(calinski_harabasz(points.view(), &undefined), Ok(None), "{undefined:?}");
        assert_eq!(davies_bouldin(points.view(), &undefined), Ok(None), "{undefined:?}");
    }
    for rows in 0..3 {
        let few = Array2::<f32>::zeros((rows, 2));
        let each: Vec<i32> = (0..rows as i32).collect();
        assert_eq!(mean_silhouette(&few, &each), None);
    }
    assert_eq!(adjusted_rand(&[], &[]), Ok(None));
    assert_eq!(normalised_mutual_information(&[], &[]), Ok(None));
    assert_eq!(purity(&[], &[]), Ok(None));
    // All points equal: no spread within or between.
    let equal = Array2::<f32>::ones((4, 2));
    assert_eq!(mean_silhouette(&equal, &[0, 0, 1, 1]), Some(0.0));
    assert_eq!(calinski_harabasz(equal.view(), &[0, 0, 1, 1]), Ok(None));
    assert_eq!(davies_bouldin(equal.view(), &[0, 0, 1, 1]), Ok(None));
}

#[test]
fn wrong_input_is_named() {
    let points = array![[0.0_f32, 1.0], [f32::NEG_INFINITY, 2.0]];
    let refused = MetricError::ScoreNotFinite { row: 1, column: 0 };
    assert_eq!(silhouette(points.view(), &[0, 1]), Err(refused.clone()));
    assert_eq!(calinski_harabasz(points.view(), &[0, 1]), Err(refused.clone()));
    assert_eq!(davies_bouldin(points.view(), &[0, 1]), Err(refused));
    let refused = MetricError::ScoreLabelCount { labels: 1, rows: 2 };
    assert_eq!(silhouette(points.view(), &[0]), Err(refused.clone()));
    assert_eq!(adjusted_rand(&[0], &[0, 1]), Err(refused.clone()));
    assert_eq!(normalised_mutual_information(&[0], &[0, 1]), Err(refused.clone()));
    assert_eq!(purity(&[0], &[0, 1]), Err(refused));
}

#[test]
fn the_table_counts_what_groups_share() {
    let table = ContingencyTable::new(&[5, 5, -1, 5], &[0, 1, 1, 1]).expect("same length");
    assert_eq!((table.first, table.second, table.rows), (vec![(-1, 1), (5, 3)], vec![(0, 1), (1, 3)], 4));
    let overlap = |first, second, rows| Overlap { first, second, rows };
    assert_eq!(table.overlaps, [overlap(0, 1, 1), overlap(1, 0, 1), overlap(1, 1, 2)]);
    // Every row its own group in both: N cells, not N².
    let each: Vec<i32> = (0..50_000).collect();
    assert_eq!(ContingencyTable::new(&each, &each).expect("same length").overlaps.len(), 50_000);
    assert_eq!(adjusted_rand(&each, &each), Ok(Some(1.0)));
}

/// ARI by its definition: all pairs, one by one.
fn naive_rand(labels: &[i32], truth: &[i32]) -> f64 {
    let (mut both, mut only_labels, mut only_truth, mut neither) = (0.0, 0.0, 0.0, 0.0);
    for i in 0..labels.len() {
        for j in 0..i {
            *match (labels[i] == labels[j], truth[i] == truth[j]) {
                (true, true) => &mut both,
                (true, false) => &mut only_labels,
                (false, true) => &mut only_truth,
                (false, false) => &mut neither,
            } += 1.0;
        }
    }
    let all: f64 = both + only_labels + only_truth + neither;
    let expected = (both + only_labels) * (both + only_truth) / all;
    let most = (both + only_labels + both + only_truth) / 2.0;
    if only_labels + only_truth == 0.0 { 1.0 } else { (both - expected) / (most - expected) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn external_scores_are_symmetric_bounded_and_blind_to_names(
        pairs in prop::collection::vec((0..5_i32, 0..4_i32), 2..60),
    ) {
        let (found, truth): (Vec<i32>, Vec<i32>) = pairs.into_iter().unzip();
        let rand = adjusted_rand(&found, &truth).expect("same length").expect("rows");
        prop_assert!((rand - naive_rand(&found, &truth)).abs() < 1e-12);
        let information = normalised_mutual_information(&found, &truth).expect("same length").expect("rows");
        let renamed: Vec<i32> = found.iter().map(|label| 40 - 7 * label).collect();
        prop_assert_eq!(adjusted_rand(&truth, &found), Ok(Some(rand)));
        let back = normalised_mutual_information(&truth, &found).expect("same length").expect("rows");
        prop_assert!((back - information).abs() < 1e-12);
        prop_assert_eq!(adjusted_rand(&renamed, &truth), Ok(Some(rand)));
        prop_assert!((-0.5..=1.0).contains(&rand) && (0.0..=1.0).contains(&information));
        let pure = purity(&found, &truth).expect("same length").expect("rows");
        let most = (0..4).map(|label| truth.iter().filter(|other| **other == label).count()).max().expect("labels");
        prop_assert!(pure <= 1.0 && pure >= most as f64 / truth.len() as f64);
    }

    /// The order of rows, a shift and a common factor change no internal score.
    #[test]
    fn internal_scores_do_not_depend_on_place_or_scale(seed in any::<u32>(), power in -8..8_i32) {
        let points = matrix(gauss(40 * 3, seed).into_iter().map(|value| value as f32).collect(), 3);
        let labels: Vec<i32> = (0..40).map(|row| row % 3).collect();
        let backwards: Vec<usize> = (0..40).rev().collect();
        // Powers of two, so that the scaled points are exactly the scaled points.
        let moved = points.select(ndarray::Axis(0), &backwards) * 2.0_f32.powi(power);
        let moved_labels: Vec<i32> = labels.iter().rev().copied().collect();
        let scores = |points: &Array2<f32>, labels: &[i32]| {
            [
                mean_silhouette(points, labels),
                calinski_harabasz(points.view(), labels).expect("finite points"),
                davies_bouldin(points.view(), labels).expect("finite points"),
            ]
            .map(|score| score.expect("three groups"))
        };
        for (a, b) in scores(&points, &labels).into_iter().zip(scores(&moved, &moved_labels)) {
            prop_assert!((a - b).abs() < 1e-10 * a.abs().max(1.0), "{a} {b}");
        }
    }
}
