//! Every figure of `spectral_nn10` in `reference/clusters.json` and of `reference/spectral.json`: scikit-learn's spectral clustering.
//!
//! Tolerances: 1e-6 on eigenvalues (the fixtures keep seven digits; the filter stops at residuals of 1e-7, whose square is the
//! error of an eigenvalue); 1e-3 of the largest on the embedding, which the residual over the distance to the next eigenvalue bounds.

use crate::reference_signals::{blobs, json, labels, lcg, moons, numbers, rows};
use ndarray::{Array2, s};
use serde_json::Value;
use songscape::clustering::{EigenRoute, SpectralSearch, others_joined, spectral, spectral_embedding};
use songscape::metrics::adjusted_rand;
use songscape::neighbours::{NeighbourGraph, nearest_rows};

/// What is run where there is no test harness.
#[cfg(not(test))]
pub const CHECKS: &[(&str, fn())] =
    &[("spectral_is_scikit_learns", spectral_is_scikit_learns), ("spectral_routes_agree", spectral_routes_agree)];

/// On eigenvalues, absolute.
const EIGENVALUE: f64 = 1e-6;
/// On the embedding, relative to its largest entry.
const EMBEDDING: f64 = 1e-3;

fn matrix((values, _): (Vec<f32>, Vec<i32>), columns: usize) -> Array2<f32> {
    Array2::from_shape_vec((values.len() / columns, columns), values).unwrap()
}

fn ring(count: usize) -> Array2<f32> {
    let wobble = lcg(count, 606);
    Array2::from_shape_fn((count, 2), |(row, column)| {
        let angle = 2.0 * std::f64::consts::PI * row as f64 / count as f64;
        ((1.0 + 1e-4 * wobble[row]) * if column == 0 { angle.cos() } else { angle.sin() }) as f32
    })
}

/// Points, groups, neighbours and the reference of each set.
fn sets() -> Vec<(&'static str, Array2<f32>, usize, usize, Value)> {
    let first = json(include_str!("../reference/clusters.json"))["sets"].clone();
    let second = json(include_str!("../reference/spectral.json"))["sets"].clone();
    vec![
        ("blobs_easy", matrix(blobs(120, 8, 4, 0.8, 101), 8), 4, 10, first["blobs_easy"]["spectral_nn10"].clone()),
        ("blobs_hard", matrix(blobs(150, 16, 6, 3.0, 202), 16), 6, 10, first["blobs_hard"]["spectral_nn10"].clone()),
        ("moons", matrix(moons(160, 0.04, 303), 2), 2, 10, first["moons"]["spectral_nn10"].clone()),
        ("blobs_700", matrix(blobs(700, 12, 5, 3.0, 404), 12), 5, 10, second["blobs_700"].clone()),
        ("moons_400", matrix(moons(400, 0.1, 505), 2), 2, 8, second["moons_400"].clone()),
        ("apart_600", matrix(blobs(600, 6, 4, 0.5, 707), 6), 6, 12, second["apart_600"].clone()),
        ("rings_500", ring(500), 3, 10, second["rings_500"].clone()),
    ]
}

#[cfg_attr(test, test)]
fn spectral_is_scikit_learns() {
    for (name, points, clusters, neighbours, reference) in sets() {
        if let Some(head) = reference.get("head") {
            for (row, expected) in rows(head).iter().enumerate() {
                for (column, value) in expected.iter().enumerate() {
                    assert!((f64::from(points[[row, column]]) - value).abs() < 1e-6 * value.abs().max(1.0), "{name}");
                }
            }
        }
        let count = points.nrows();
        let graph = NeighbourGraph::new(&nearest_rows(points.view(), others_joined(count, neighbours)), count);
        // The reference's diagonal of ones is not stored by ours.
        assert_eq!(graph.weights.len() + count, reference["affinity_nnz"].as_u64().unwrap() as usize, "{name}");
        let sum: f64 = graph.weights.iter().sum();
        assert_eq!(sum + count as f64, reference["affinity_sum"].as_f64().unwrap(), "{name}");

        let expected = numbers(reference.get("eigenvalues").unwrap_or(&reference["laplacian_smallest_eigenvalues"]));
        let embedding = spectral_embedding(points.view(), expected.len(), neighbours, 42).unwrap();
        for (found, expected) in embedding.eigenvalues.iter().zip(&expected) {
            assert!((found - expected).abs() <= EIGENVALUE, "{name}: {found} is not {expected}");
        }
        assert_eq!(embedding.eigenvalues.len(), expected.len(), "{name}");
        if let Some(parts) = reference.get("parts") {
            assert_eq!(embedding.parts as u64, parts.as_u64().unwrap(), "{name}");
        }
        if let Some(expected) = reference.get("embedding").filter(|_| embedding.parts == 1 && name != "rings_500") {
            let largest = embedding.vectors.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
            for (place, expected) in rows(expected).iter().enumerate() {
                for (column, expected) in expected.iter().enumerate() {
                    let found = embedding.vectors[[place * (count / 7), column]];
                    assert!((found - expected).abs() <= EMBEDDING * largest, "{name}: {found} is not {expected}");
                }
            }
        }
        // A ring has no groups: any rotation of a cut is as good.
        if name != "rings_500" {
            let grouping = spectral(points.view(), clusters, neighbours, 42).unwrap();
            let agreement = adjusted_rand(&grouping.labels, &labels(&reference["labels"])).unwrap();
            assert_eq!(agreement, Some(1.0), "{name}");
        }
    }
}

#[cfg_attr(test, test)]
fn spectral_routes_agree() {
    for (name, points, clusters, neighbours, _) in sets() {
        let [dense, filtered] = [EigenRoute::Dense, EigenRoute::Filtered].map(|route| {
            let mut search = SpectralSearch::new(points.view(), clusters, neighbours, 42).unwrap().by(route);
            while search.step().unwrap() {}
            search.finish()
        });
        assert_eq!(dense.labels, filtered.labels, "{name}");
        for (dense, filtered) in dense.eigenvalues.iter().zip(&filtered.eigenvalues) {
            assert!((dense - filtered).abs() <= 1e-9, "{name}: {dense}, {filtered}");
        }
        // The same space: what one embedding's columns span, the other's do.
        let [a, b] = [dense, filtered].map(|found| found.embedding.slice(s![.., ..clusters]).to_owned());
        let largest = a.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
        for row in (0..points.nrows()).step_by(13) {
            let spread = |embedding: &Array2<f64>| {
                let difference = &embedding.row(row) - &embedding.row(0);
                difference.dot(&difference).sqrt()
            };
            assert!((spread(&a) - spread(&b)).abs() <= EMBEDDING * largest, "{name}, row {row}");
        }
    }
}
