//! Every score against scikit-learn's figures, to 1e-6 (the fixtures keep seven digits). Run natively by `metrics_scores.rs`, and
//! compiled to WebAssembly, in a browser, by `wasm_parity`.

use crate::reference_signals::{blobs, gauss, json, labels, moons, numbers, rows};
use ndarray::Array2;
use serde_json::Value;
use songscape::metrics::{
    adjusted_rand, calinski_harabasz, davies_bouldin, normalised_mutual_information, purity, silhouette,
};

/// What is run where there is no test harness.
#[cfg(not(test))]
pub const CHECKS: &[(&str, fn())] = &[
    ("random_labels_score_as_in_scikit_learn", random_labels_score_as_in_scikit_learn),
    ("every_grouping_of_every_set_scores_as_in_scikit_learn", every_grouping_of_every_set_scores_as_in_scikit_learn),
    ("labels_alone_score_as_in_scikit_learn", labels_alone_score_as_in_scikit_learn),
    ("a_singleton_has_silhouette_zero", a_singleton_has_silhouette_zero),
];

/// Values as a matrix of so many columns.
pub fn matrix(values: Vec<f32>, columns: usize) -> Array2<f32> {
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

/// The mean silhouette.
pub fn mean_silhouette(points: &Array2<f32>, labels: &[i32]) -> Option<f64> {
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

#[cfg_attr(test, test)]
fn random_labels_score_as_in_scikit_learn() {
    let fixture = json(include_str!("../reference/metrics.json"));
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

#[cfg_attr(test, test)]
fn every_grouping_of_every_set_scores_as_in_scikit_learn() {
    let fixture = json(include_str!("../reference/clusters.json"));
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

#[cfg_attr(test, test)]
fn labels_alone_score_as_in_scikit_learn() {
    let fixture = json(include_str!("../reference/metrics.json"));
    let cases = fixture["label_only"].as_array().expect("cases");
    assert_eq!(cases.len(), 7);
    for case in cases {
        let (found, truth) = (labels(&case["pred"]), labels(&case["true"]));
        let name = case["name"].as_str().expect("a name");
        close(adjusted_rand(&found, &truth).expect("same length"), &case["ari"], name);
        close(normalised_mutual_information(&found, &truth).expect("same length"), &case["nmi"], name);
    }
}

#[cfg_attr(test, test)]
fn a_singleton_has_silhouette_zero() {
    let fixture = &json(include_str!("../reference/metrics.json"))["singleton"];
    let points = matrix(rows(&fixture["X"]).concat().into_iter().map(|value| value as f32).collect(), 2);
    let score = silhouette(points.view(), &labels(&fixture["pred"])).expect("finite points").expect("two groups");
    close(Some(score.mean), &fixture["silhouette"], "mean");
    for (found, expected) in score.per_point.iter().zip(numbers(&fixture["silhouette_samples"])) {
        assert!((found.expect("no noise") - expected).abs() < 1e-6);
    }
    assert_eq!((score.per_group[1].label, score.per_group[1].size, score.per_group[1].mean), (1, 1, 0.0));
}
