//! Hierarchies and DBSCAN against every case of `reference/clusters.json`, HDBSCAN against `reference/hdbscan.json`. Run natively by
//! `clustering_agglomerative.rs`, `clustering_dbscan.rs` and `clustering_hdbscan.rs`, and compiled to WebAssembly, in a browser, by `wasm_parity`.
//!
//! Labels are equal up to renaming. Heights: 1e-6 relative, the fixture keeps seven digits and complete and average linkage work on `f32` distances.
//! Memberships of HDBSCAN: 1e-6, they are handed on in `f32`.

use std::collections::BTreeMap;

use crate::reference_signals::{gauss, indices, json, labels, lcg, numbers, sets};
use ndarray::Array2;
use songscape::clustering::{Linkage, agglomerate, dbscan, hdbscan, number_by_size};

/// What is run where there is no test harness.
#[cfg(not(test))]
pub const CHECKS: &[(&str, fn())] = &[
    ("ward_is_scikit_learn_s", ward_is_scikit_learn_s),
    ("complete_is_scikit_learn_s", complete_is_scikit_learn_s),
    ("average_is_scikit_learn_s", average_is_scikit_learn_s),
    ("single_is_scikit_learn_s", single_is_scikit_learn_s),
    ("dbscan_is_scikit_learn_s", dbscan_is_scikit_learn_s),
    ("hdbscan_is_scikit_learn_s", hdbscan_is_scikit_learn_s),
];

/// The fourth set of `hdbscan.json`: three heaps of different density, a bridge between two of them, and scattered noise.
pub fn densities() -> Array2<f32> {
    let mut values = Vec::new();
    for (seed, (centre, spread)) in (700..).zip([(0.0, 0.3), (4.0, 0.6), (9.0, 1.2)]) {
        values.extend(gauss(80 * 4, seed).into_iter().map(|value| value * spread + centre));
    }
    let along = |(place, value): (usize, f64)| (place / 4) as f64 * 4.0 / 19.0 + 0.1 * value;
    values.extend(gauss(20 * 4, 710).into_iter().enumerate().map(along));
    values.extend(lcg(40 * 4, 720).into_iter().map(|value| value * 16.0 - 4.0));
    let values = values.into_iter().map(|value| value as f32).collect();
    Array2::from_shape_vec((300, 4), values).expect("whole rows")
}

fn fixture() -> serde_json::Value {
    json(include_str!("../reference/clusters.json"))["sets"].clone()
}

/// Each label there stands for one label here, and the other way round; noise for noise.
pub fn same_groups(found: &[i32], expected: &[i32]) -> bool {
    let mut names = BTreeMap::from([(-1, -1)]);
    let mut back = BTreeMap::from([(-1, -1)]);
    let same = |(&found, &expected): (&i32, &i32)| {
        *names.entry(found).or_insert(expected) == expected && *back.entry(expected).or_insert(found) == found
    };
    found.len() == expected.len() && found.iter().zip(expected).all(same)
}

fn hierarchy(linkage: Linkage, name: &str) {
    for (set, points) in sets() {
        let reference = &fixture()[set];
        let expected = &reference[format!("agglomerative_{name}")];
        let clusters = reference["k"].as_u64().expect("a number") as usize;
        let tree = agglomerate(points.view(), linkage).expect("finite points");
        assert!(same_groups(&tree.cut(clusters), &labels(&expected["labels"])), "{set}, {name}");
        let heights = numbers(&expected["last_merge_distances"]);
        let last = &tree.merges[tree.merges.len() - heights.len()..];
        for (merge, height) in last.iter().zip(&heights) {
            assert!((merge.height - height).abs() <= 1e-6 * height, "{set}, {name}: {} {height}", merge.height);
        }
    }
}

#[cfg_attr(test, test)]
fn ward_is_scikit_learn_s() {
    hierarchy(Linkage::Ward, "ward");
}

#[cfg_attr(test, test)]
fn complete_is_scikit_learn_s() {
    hierarchy(Linkage::Complete, "complete");
}

#[cfg_attr(test, test)]
fn average_is_scikit_learn_s() {
    hierarchy(Linkage::Average, "average");
}

#[cfg_attr(test, test)]
fn single_is_scikit_learn_s() {
    hierarchy(Linkage::Single, "single");
}

#[cfg_attr(test, test)]
fn dbscan_is_scikit_learn_s() {
    for (set, points) in sets() {
        for case in fixture()[set]["dbscan"].as_array().expect("cases") {
            let (eps, min_samples) = (&case["eps"], &case["min_samples"]);
            let (eps, min_samples) =
                (eps.as_f64().expect("a number"), min_samples.as_u64().expect("a number") as usize);
            let found = dbscan(points.view(), eps, min_samples).expect("finite points");
            let mut expected = labels(&case["labels"]);
            number_by_size(&mut expected);
            // Point for point: with the numbers by size there is nothing left to rename.
            assert_eq!(found.labels, expected, "{set}, {eps}");
            let core: Vec<usize> = (0..points.nrows()).filter(|&row| found.core[row]).collect();
            assert_eq!(core, indices(&case["core"]), "{set}, {eps}");
        }
    }
}

#[cfg_attr(test, test)]
fn hdbscan_is_scikit_learn_s() {
    let reference = json(include_str!("../reference/hdbscan.json"))["sets"].clone();
    for (set, points) in sets().into_iter().chain([("densities", densities())]) {
        for (found, expected) in points.row(0).iter().zip(numbers(&reference[set]["head"])) {
            assert!((f64::from(*found) - expected).abs() <= 1e-6 * expected.abs().max(1.0), "{set}");
        }
        for case in reference[set]["cases"].as_array().expect("cases") {
            let size = case["min_cluster_size"].as_u64().expect("a number") as usize;
            let found = hdbscan(points.view(), size).expect("finite points");
            let expected = labels(&case["labels"]);
            // A row as near to one group as to another may go to either: scikit-learn sorts equal distances in any order.
            let names = most_common(&found.labels, &expected);
            let other: Vec<usize> =
                (0..expected.len()).filter(|&row| names[&found.labels[row]] != expected[row]).collect();
            let ties = indices(&case["ties"]);
            assert!(other.len() <= 2 && other.iter().all(|row| ties.contains(row)), "{set}, {size}: {other:?}");
            // A tie may be the last row to leave a group, by which the others of that group are measured.
            let touched: Vec<i32> = other.iter().flat_map(|&row| [names[&found.labels[row]], expected[row]]).collect();
            let probabilities = numbers(&case["probabilities"]);
            for row in (0..expected.len()).filter(|&row| expected[row] < 0 || !touched.contains(&expected[row])) {
                let (membership, expected) = (f64::from(found.memberships[row]), probabilities[row]);
                let tie = other.contains(&row);
                assert!(tie || (membership - expected).abs() <= 1e-6, "{set}, {size}: {membership} {expected}");
            }
        }
    }
}

/// For each label found, the one most of its rows have there; no two the same.
fn most_common(found: &[i32], expected: &[i32]) -> BTreeMap<i32, i32> {
    let mut counts: BTreeMap<i32, BTreeMap<i32, usize>> = BTreeMap::new();
    for (&found, &expected) in found.iter().zip(expected) {
        *counts.entry(found).or_default().entry(expected).or_default() += 1;
    }
    let most =
        |counts: BTreeMap<i32, usize>| counts.into_iter().max_by_key(|&(_, count)| count).map_or(-1, |(name, _)| name);
    let names: BTreeMap<i32, i32> = counts.into_iter().map(|(found, counts)| (found, most(counts))).collect();
    let mut taken: Vec<i32> = names.values().copied().collect();
    taken.sort_unstable();
    taken.dedup();
    assert_eq!(taken.len(), names.len(), "each group stands for one group");
    names
}
