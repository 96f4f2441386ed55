//! Every figure of `reference/umap.json`. Run natively by `projection_umap.rs`, and compiled to WebAssembly, in a browser, by `wasm_parity`.
//!
//! Tolerances: 1e-5 on a and b (umap-learn's own fit stops there). 1e-4 on σ (relative), ρ and edges, since umap-learn searches σ in f32
//! until the sum is right to 1e-5. Trustworthiness: the mean of several seeds not more than 0.02 below umap-learn's; a single
//! map of 32 rows may be 0.05 better or worse than the next, there as here.

use crate::reference_signals::{blobs, indices, json, moons, numbers};
use ndarray::{Array2, ArrayView2};
use serde_json::Value;
use songscape::neighbours::nearest_rows;
use songscape::projection::umap::{FuzzyGraph, SmoothDistances, Umap, UmapSettings, fit_curve};

/// What is run where there is no test harness.
#[cfg(not(test))]
pub const CHECKS: &[(&str, fn())] = &[
    ("the_curve_is_umap_learns", the_curve_is_umap_learns),
    ("yardsticks_and_graph_are_umap_learns", yardsticks_and_graph_are_umap_learns),
    ("maps_are_as_trustworthy_as_umap_learns", maps_are_as_trustworthy_as_umap_learns),
];

fn fixture() -> Value {
    json(include_str!("../reference/umap.json"))
}

fn matrix((values, _): (Vec<f32>, Vec<i32>), columns: usize) -> Array2<f32> {
    Array2::from_shape_vec((values.len() / columns, columns), values).unwrap()
}

/// The points of a set of the fixture, as `make_umap.py` makes them.
pub fn points(name: &str) -> Array2<f32> {
    match name {
        "blobs_hard" => matrix(blobs(150, 16, 6, 3.0, 202), 16),
        "moons" => matrix(moons(160, 0.04, 303), 2),
        "styles" => matrix(blobs(32, 16, 4, 2.0, 710), 16),
        "duplicates" => {
            let points = matrix(blobs(60, 4, 3, 1.0, 505), 4);
            Array2::from_shape_fn((60, 4), |(row, column)| match row {
                40.. => points[[0, column]],
                30..35 => points[[1, column]],
                _ => points[[row, column]],
            })
        }
        other => panic!("no set is called {other}"),
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[cfg_attr(test, test)]
pub fn the_curve_is_umap_learns() {
    let (a, b) = fit_curve(1.0, 0.1);
    assert!((a - 1.577).abs() < 1e-3 && (b - 0.895).abs() < 1e-3, "{a}, {b}");
    for case in fixture()["curves"].as_array().unwrap() {
        let (a, b) = fit_curve(number(&case["spread"]), number(&case["min_dist"]));
        assert!((a - number(&case["a"])).abs() < 1e-5 * a.max(1.0), "{case}: a = {a}");
        assert!((b - number(&case["b"])).abs() < 1e-5 * b.max(1.0), "{case}: b = {b}");
    }
}

#[cfg_attr(test, test)]
pub fn yardsticks_and_graph_are_umap_learns() {
    for (name, reference) in fixture()["sets"].as_object().unwrap() {
        let neighbours = reference["neighbours"].as_u64().unwrap() as usize;
        let table = nearest_rows(points(name).view(), neighbours - 1);
        let smooth = SmoothDistances::of(&table);
        for (what, found, expected) in [("sigma", &smooth.sigmas, "sigmas"), ("rho", &smooth.rhos, "rhos")] {
            let expected = numbers(&reference[expected]);
            assert_eq!(found.len(), expected.len(), "{name} {what}");
            for (row, (&found, &expected)) in found.iter().zip(&expected).enumerate() {
                let difference = (f64::from(found) - expected).abs();
                assert!(difference <= 1e-4 * expected.abs(), "{name}, {what} of {row}: {found} is not {expected}");
            }
        }
        let graph = FuzzyGraph::of(&table, &smooth);
        let found: Vec<(usize, usize, f32)> = (0..graph.len())
            .flat_map(|row| graph.edges(row).map(move |(end, weight)| (row, end as usize, weight)))
            .filter(|&(row, end, _)| row < end)
            .collect();
        let edges = &reference["edges"];
        let expected = indices(&edges["i"]).into_iter().zip(indices(&edges["j"])).zip(numbers(&edges["weight"]));
        assert_eq!(found.len(), numbers(&edges["weight"]).len(), "{name}: number of edges");
        for (&(row, end, weight), ((i, j), expected)) in found.iter().zip(expected) {
            assert_eq!((row, end), (i, j), "{name}");
            assert!((f64::from(weight) - expected).abs() <= 1e-4, "{name}, {row}–{end}: {weight} is not {expected}");
        }
    }
}

#[cfg_attr(test, test)]
pub fn maps_are_as_trustworthy_as_umap_learns() {
    for (name, reference) in fixture()["sets"].as_object().unwrap() {
        let points = points(name);
        let neighbours = reference["neighbours"].as_u64().unwrap() as usize;
        let wanted = number(&reference["trustworthiness"]["mean"]) - 0.02;
        let count = reference["trustworthiness"]["k"].as_u64().unwrap() as usize;
        let seeds = if points.nrows() > 100 { 2 } else { 16 };
        let all = (0..seeds).map(|seed| {
            let settings = UmapSettings { neighbours, seed, ..UmapSettings::default() };
            let mut umap = Umap::new(points.view(), &settings).unwrap();
            while umap.step().unwrap() {}
            trustworthiness(points.view(), umap.finish().view(), count)
        });
        let found = all.sum::<f64>() / seeds as f64;
        assert!(found >= wanted, "{name}: {found} < {wanted}");
    }
}

/// How far rows that are neighbours on the map were from being so among the points (Venna and Kaski 2001), as scikit-learn counts it.
pub fn trustworthiness(points: ArrayView2<f32>, map: ArrayView2<f32>, count: usize) -> f64 {
    let rows = points.nrows();
    let ranked = |points: ArrayView2<f32>, row: usize| {
        let distance = |other: usize| -> f64 {
            points.row(row).iter().zip(points.row(other)).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)).sum()
        };
        let mut others: Vec<(f64, usize)> = (0..rows).filter(|&o| o != row).map(|o| (distance(o), o)).collect();
        others.sort_by(|a, b| a.partial_cmp(b).unwrap());
        others.into_iter().map(|(_, other)| other).collect::<Vec<usize>>()
    };
    let mut penalty = 0;
    for row in 0..rows {
        let order = ranked(points, row);
        let mut rank = vec![0; rows];
        order.iter().enumerate().for_each(|(place, &other)| rank[other] = place + 1);
        penalty += ranked(map, row)[..count].iter().map(|&other| rank[other].saturating_sub(count)).sum::<usize>();
    }
    1.0 - 2.0 * penalty as f64 / (rows * count * (2 * rows - 3 * count - 1)) as f64
}
