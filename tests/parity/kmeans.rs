//! K-Means against the figures of `reference/clusters.json`, natively (`clustering_kmeans.rs`) and compiled to WebAssembly.
//!
//! Tolerances: the fixture keeps seven digits, and all sums are `f64` on both sides: 1e-6. The best of a hundred of scikit-learn's
//! starts may be missed by 1 %, and cannot be beaten.

use crate::reference_signals::{json, labels, rows, sets};
use ndarray::{Array2, Axis};
use songscape::clustering::{kmeans, kmeans_from};

/// What is run where there is no test harness.
#[cfg(not(test))]
pub const CHECKS: &[(&str, fn())] = &[
    ("the_points_are_the_reference_points", the_points_are_the_reference_points),
    ("from_the_same_centres_the_descent_is_scikit_learns", from_the_same_centres_the_descent_is_scikit_learns),
    ("inertia_is_as_low_as_the_best_of_a_hundred_starts", inertia_is_as_low_as_the_best_of_a_hundred_starts),
];

fn fixture() -> serde_json::Value {
    json(include_str!("../reference/clusters.json"))["sets"].clone()
}

/// That `kmeans` with this seed is within 1 % of scikit-learn's best of a hundred starts on one of [`sets`].
pub fn as_low_as_the_best(name: &str, points: &Array2<f32>, seed: u64) {
    let reference = &fixture()[name];
    let best = reference["kmeans_best_of_100"]["inertia"].as_f64().expect("a number");
    let clusters = reference["k"].as_u64().expect("a number") as usize;
    let found = kmeans(points.view(), clusters, seed).expect("finite points");
    assert!(found.inertia <= 1.01 * best, "{name}, seed {seed}: {} > {best}", found.inertia);
    // No grouping can beat the best by more than the fixture's seven digits.
    assert!(found.inertia >= (1.0 - 1e-6) * best, "{name}, seed {seed}: {} < {best}", found.inertia);
    assert_eq!(found.clusters, clusters);
}

#[cfg_attr(test, test)]
fn the_points_are_the_reference_points() {
    for (name, points) in sets() {
        for (row, expected) in rows(&fixture()[name]["head"]).iter().enumerate() {
            for (column, value) in expected.iter().enumerate() {
                // The fixture keeps seven digits.
                assert!((f64::from(points[[row, column]]) - value).abs() < 1e-6 * value.abs().max(1.0), "{name}");
            }
        }
    }
}

#[cfg_attr(test, test)]
fn from_the_same_centres_the_descent_is_scikit_learns() {
    for (name, points) in sets() {
        let reference = &fixture()[name]["kmeans_fixed_init"];
        let clusters = fixture()[name]["k"].as_u64().expect("a number") as usize;
        let stride = points.nrows() / clusters;
        let starts: Vec<usize> = (0..clusters).map(|centre| centre * stride).collect();
        let centres = points.select(Axis(0), &starts).mapv(f64::from);
        let found = kmeans_from(points.view(), centres.view(), 300).expect("finite points");
        assert_eq!(found.labels, labels(&reference["labels"]), "{name}: group i stays group i");
        // scikit-learn counts the last round, too, in which it sees that no row has changed.
        let rounds = reference["n_iter"].as_u64().expect("a number");
        assert_eq!(found.iterations as u64 + 1, rounds, "{name}");
        let inertia = reference["inertia"].as_f64().expect("a number");
        assert!((found.inertia / inertia - 1.0).abs() < 1e-6, "{name}: {} {inertia}", found.inertia);
        for (centre, expected) in found.centres.outer_iter().zip(rows(&reference["centers"])) {
            for (a, b) in centre.iter().zip(expected) {
                assert!((a - b).abs() < 1e-6 * b.abs().max(1.0), "{name}: {a} {b}");
            }
        }
    }
}

#[cfg_attr(test, test)]
fn inertia_is_as_low_as_the_best_of_a_hundred_starts() {
    for (name, points) in sets() {
        for seed in [0, 1, 42] {
            as_low_as_the_best(name, &points, seed);
        }
    }
}
