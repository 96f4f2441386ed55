//! Every figure of `reference/tsne.json`, run natively by `projection_tsne.rs`, and compiled to WebAssembly, in a browser, by
//! `wasm_parity`: probabilities, gradients and divergences, finished maps, and trustworthiness, against scikit-learn.
//!
//! Tolerances: scikit-learn and we look for a width until the entropy is right to 1e-5; two such widths give probabilities that
//! differ by up to 1e-4 of themselves (1e-9 where they vanish). Gradients are sums in f32 of up to 160 terms that cancel: 1e-4 of the
//! largest. The tree's own error at θ = 0.5 stays below 2 % of the largest. Finished maps depend on the last bit of each step, so only
//! their worth is compared: KL at most 2 % above scikit-learn's, trustworthiness at most 0.02 below.

use crate::reference_signals::{blobs, gauss, json, moons, numbers, rows};
use ndarray::{Array2, s};
use serde_json::Value;
use songscape::metrics::trustworthiness;
use songscape::neighbours::{NeighbourTable, nearest_rows};
use songscape::projection::tsne::{
    Tsne, TsneSettings,
    affinities::{Affinities, conditional_probabilities},
    barnes_hut::BarnesHut,
    exact::ExactForces,
};

/// What is run where there is no test harness.
#[cfg(not(test))]
pub const CHECKS: &[(&str, fn())] = &[
    ("tsne_probabilities_of_all_pairs", probabilities_of_all_pairs),
    ("tsne_probabilities_of_neighbours", probabilities_of_neighbours),
    ("tsne_gradients", gradients),
    ("tsne_finished_maps", finished_maps),
    ("trustworthiness_is_scikit_learns", trustworthiness_is_scikit_learns),
];

fn matrix(values: Vec<f32>, columns: usize) -> Array2<f32> {
    Array2::from_shape_vec((values.len() / columns, columns), values).expect("whole rows")
}

fn sets() -> Vec<(&'static str, Array2<f32>, Value)> {
    let fixture = json(include_str!("../reference/tsne.json"));
    let set = |name: &'static str, points| (name, points, fixture["sets"][name].clone());
    vec![set("blobs_hard", matrix(blobs(150, 16, 6, 3.0, 202).0, 16)), set("moons", matrix(moons(160, 0.04, 303).0, 2))]
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// All rows' weights at this perplexity, as the table lists them.
fn weights(table: &NeighbourTable, perplexity: f64) -> Vec<f32> {
    let mut all = Vec::new();
    for row in 0..table.len() {
        let squared: Vec<f64> = table.of(row).map(|(_, distance)| f64::from(distance).powi(2)).collect();
        let mut probabilities = Vec::new();
        conditional_probabilities(&squared, perplexity, &mut probabilities);
        all.extend(probabilities.iter().map(|&probability| probability as f32));
    }
    all
}

fn all_pairs(points: &Array2<f32>, perplexity: f64) -> ExactForces {
    let table = nearest_rows(points.view(), points.nrows() - 1);
    let weights = weights(&table, perplexity);
    let mut conditional = Array2::zeros((points.nrows(), points.nrows()));
    for row in 0..points.nrows() {
        for (place, (neighbour, _)) in table.of(row).enumerate() {
            conditional[[row, neighbour]] = weights[row * table.count + place];
        }
    }
    ExactForces::new(conditional.view())
}

fn neighbours(points: &Array2<f32>, perplexity: f64) -> Affinities {
    let table = nearest_rows(points.view(), (3.0 * perplexity + 1.0) as usize);
    Affinities::symmetric(&table, &weights(&table, perplexity))
}

fn places(count: usize, scale: f64) -> Vec<[f32; 2]> {
    gauss(2 * count, 61).chunks(2).map(|pair| [(scale * pair[0]) as f32, (scale * pair[1]) as f32]).collect()
}

fn assert_probabilities(name: &str, found: &Array2<f32>, set: &Value, kind: &str) {
    let squares: f64 = found.iter().map(|&value| f64::from(value).powi(2)).sum();
    let expected = number(&set[format!("{kind}_squares")]);
    assert!((squares / expected - 1.0).abs() < 1e-4, "{name} {kind}: {squares} {expected}");
    for (row, expected) in numbers(&set["rows"]).iter().zip(rows(&set[kind])) {
        for (column, &expected) in expected.iter().enumerate() {
            let value = f64::from(found[[*row as usize, column]]);
            let difference = (value - expected).abs();
            assert!(difference <= 1e-4 * expected + 1e-9, "{name} {kind} {row} {column}: {value} is not {expected}");
        }
    }
}

#[cfg_attr(test, test)]
fn probabilities_of_all_pairs() {
    for (name, points, set) in sets() {
        let found = all_pairs(&points, number(&set["exact_perplexity"])).probabilities();
        assert_probabilities(name, &found, &set, "exact");
    }
}

#[cfg_attr(test, test)]
fn probabilities_of_neighbours() {
    for (name, points, set) in sets() {
        let affinities = neighbours(&points, number(&set["tree_perplexity"]));
        assert_eq!(affinities.values.len() as f64, number(&set["tree_entries"]), "{name}");
        let mut found = Array2::zeros((points.nrows(), points.nrows()));
        for row in 0..points.nrows() {
            for (column, value) in affinities.of(row) {
                found[[row, column]] = value;
            }
        }
        assert_probabilities(name, &found, &set, "tree");
    }
}

/// Largest difference, as a share of the largest expected slope.
fn largest_difference(found: &[[f32; 2]], expected: &[f64]) -> f64 {
    let largest = expected.iter().fold(0.0_f64, |largest, slope| largest.max(slope.abs()));
    let differences = found.as_flattened().iter().zip(expected).map(|(&a, &b)| (f64::from(a) - b).abs());
    differences.fold(0.0_f64, f64::max) / largest
}

#[cfg_attr(test, test)]
fn gradients() {
    let (_, points, set) = sets().swap_remove(0);
    let cases = set["gradients"].as_array().expect("cases");
    assert_eq!(cases.len(), 3);
    let (mut exact, affinities) = (all_pairs(&points, 30.0), neighbours(&points, 10.0));
    for case in cases {
        let scale = number(&case["scale"]);
        let places = places(points.nrows(), scale);
        let mut found = vec![[0.0; 2]; points.nrows()];
        exact.gradient(&places, 1.0, &mut found);
        let difference = largest_difference(&found, &numbers(&case["exact"]["gradient"]));
        assert!(difference < 1e-4, "exact, {scale}: {difference}");
        let (divergence, expected) = (exact.divergence(&places), number(&case["exact"]["divergence"]));
        assert!((divergence - expected).abs() < 1e-5 * expected.max(1.0), "{scale}: {divergence} {expected}");

        for (angle, tolerance) in [(0.0, 1e-4), (0.5, 0.02)] {
            let mut tree = BarnesHut::new(affinities.clone(), angle);
            tree.gradient(&places, 1.0, &mut found);
            let difference = largest_difference(&found, &numbers(&case["tree"]["gradient"]));
            assert!(difference < tolerance, "tree, {scale}, {angle}: {difference}");
        }
        let divergence = BarnesHut::new(affinities.clone(), 0.0).divergence(&places);
        let expected = number(&case["tree"]["divergence"]);
        assert!((divergence - expected).abs() < 1e-4 * expected.max(1.0), "{scale}: {divergence} {expected}");
    }
}

#[cfg_attr(test, test)]
fn finished_maps() {
    for (name, points, set) in sets() {
        let mut tsne = Tsne::new(points.view(), &TsneSettings::default()).expect("finite points");
        assert_eq!(tsne.perplexity_used(), 30.0);
        while tsne.step() {}
        let worth = trustworthiness(points.view(), tsne.places().view(), 15).expect("finite").expect("defined");
        let divergence = tsne.divergence().expect("it moved");
        for method in ["exact", "barnes_hut"] {
            let expected = &set["finished"][method];
            let least = number(&expected["trustworthiness"]) - 0.02;
            assert!(worth >= least, "{name} {method}: {worth} {least}");
        }
        let expected = number(&set["finished"]["exact"]["divergence"]);
        assert!(divergence <= 1.02 * expected, "{name}: {divergence} {expected}");
    }
}

#[cfg_attr(test, test)]
fn trustworthiness_is_scikit_learns() {
    for (name, points, set) in sets() {
        let scattered = gauss(2 * points.nrows(), 71).iter().map(|&value| value as f32).collect();
        let scattered = matrix(scattered, 2);
        let first_columns = points.slice(s![.., ..2]);
        let cases = set["trustworthiness"].as_array().expect("cases");
        assert_eq!(cases.len(), 3);
        for case in cases {
            let neighbours = number(&case["neighbours"]) as usize;
            for (map, key) in [(scattered.view(), "scattered"), (first_columns, "first_columns")] {
                let found = trustworthiness(points.view(), map, neighbours).expect("finite").expect("defined");
                // Distances are right to 3e-7 of themselves: rows whose distances differ by less may change places. That costs a
                // rank each; of some thousand, two are allowed.
                let (rows, count) = (points.nrows() as f64, neighbours as f64);
                let rank = 2.0 / (rows * count * (2.0 * rows - 3.0 * count - 1.0));
                assert!((found - number(&case[key])).abs() < 2.01 * rank + 5e-7, "{name} {key} {neighbours}: {found}");
            }
        }
    }
}
