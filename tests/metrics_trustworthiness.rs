//! Trustworthiness against a plain twin and what must hold for any map; scikit-learn's figures are in `parity/tsne.rs`.

mod reference_signals;

use ndarray::{Array2, ArrayView2, Axis, array, s};
use proptest::prelude::*;
use reference_signals::gauss;
use songscape::metrics::{MetricError, TrustworthinessRows, trustworthiness};

fn cloud(rows: usize, columns: usize, seed: u32) -> Array2<f32> {
    let values: Vec<f32> = gauss(rows * columns, seed).into_iter().map(|value| value as f32).collect();
    Array2::from_shape_vec((rows, columns), values).expect("whole rows")
}

/// Points on a lattice: many are equally far, and distances are exact in every precision.
fn lattice(rows: usize, columns: usize, seed: u32) -> Array2<f32> {
    cloud(rows, columns, seed).mapv(|value| (2.0 * value).round())
}

/// The others of a row, nearest first; of equally near ones the earlier first.
fn sorted(points: ArrayView2<'_, f32>, row: usize) -> Vec<usize> {
    let squared = |other: usize| -> f64 {
        points.row(row).iter().zip(points.row(other)).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)).sum()
    };
    let mut others: Vec<usize> = (0..points.nrows()).filter(|other| *other != row).collect();
    others.sort_by(|&a, &b| squared(a).total_cmp(&squared(b)));
    others
}

/// As the paper writes it: the whole order of each row, twice.
fn twin(points: ArrayView2<'_, f32>, map: ArrayView2<'_, f32>, k: usize) -> f64 {
    let n = points.nrows();
    let mut cost = 0;
    for row in 0..n {
        let order = sorted(points, row);
        for neighbour in &sorted(map, row)[..k] {
            let rank = 1 + order.iter().position(|other| other == neighbour).expect("all others are there");
            cost += rank.saturating_sub(k);
        }
    }
    1.0 - 2.0 * cost as f64 / (n as f64 * k as f64 * (2.0 * n as f64 - 3.0 * k as f64 - 1.0))
}

#[test]
fn where_it_is_undefined() {
    for (rows, neighbours, defined) in [
        (0, 1, false),
        (1, 1, false),
        (2, 1, false),
        (3, 1, true),
        (10, 5, false),
        (10, 4, true),
        (11, 5, true),
        (10, 0, false),
    ] {
        let found = trustworthiness(cloud(rows, 3, 1).view(), cloud(rows, 2, 2).view(), neighbours);
        assert_eq!(found.expect("finite").is_some(), defined, "{rows} {neighbours}");
    }
}

#[test]
fn what_does_not_fit_is_named() {
    let (points, map) = (cloud(9, 3, 1), cloud(8, 2, 1));
    let refused = trustworthiness(points.view(), map.view(), 2);
    assert_eq!(refused, Err(MetricError::ScoreMapRows { expected: 9, found: 8 }));
    let mut broken = cloud(9, 2, 1);
    broken[[4, 1]] = f32::INFINITY;
    let named = Err(MetricError::ScoreNotFinite { row: 4, column: 1 });
    assert_eq!(trustworthiness(points.view(), broken.view(), 2), named);
    assert_eq!(trustworthiness(broken.view(), points.view(), 2), named);
}

#[test]
fn a_map_that_is_the_points_is_fully_trusted_and_a_torn_one_is_not() {
    let line = Array2::from_shape_fn((40, 1), |(row, _)| row as f32);
    assert_eq!(trustworthiness(line.view(), line.view(), 5), Ok(Some(1.0)));
    // Side by side on the map are those that are 17 or 24 apart.
    let torn = Array2::from_shape_fn((40, 1), |(row, _)| ((row * 12) % 41) as f32);
    let worth = trustworthiness(line.view(), torn.view(), 5).expect("finite").expect("defined");
    assert!(worth < 0.6, "{worth}");
    let equal = Array2::<f32>::ones((12, 2));
    assert_eq!(trustworthiness(equal.view(), equal.view(), 3), Ok(Some(1.0)));
    // Each row's nearest on the map is its farther one in truth: as wrong as can be.
    let (points, map) = (array![[0.0], [1.0], [5.0]], array![[0.0], [5.0], [1.0]]);
    assert_eq!(trustworthiness(points.view(), map.view(), 1), Ok(Some(0.0)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_is_that_of_the_plain_twin(rows in 3..70_usize, columns in 1..5_usize, share in 0.01..1.0_f64, seed in any::<u32>()) {
        let neighbours = ((share * (rows - 1) as f64 / 2.0) as usize).max(1);
        let (points, map) = (lattice(rows, columns, seed), lattice(rows, 2, seed.wrapping_add(5)));
        let found = trustworthiness(points.view(), map.view(), neighbours).expect("finite").expect("defined");
        let expected = twin(points.view(), map.view(), neighbours);
        prop_assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        prop_assert!((0.0..=1.0).contains(&found));
    }

    /// In pieces as in one piece; the order of the rows and the unit of the map do not count.
    #[test]
    fn pieces_order_and_unit_do_not_count(rows in 12..60_usize, cut in 0.0..1.0_f64, seed in any::<u32>()) {
        let (points, map) = (cloud(rows, 4, seed), cloud(rows, 2, seed.wrapping_add(5)));
        let ready = TrustworthinessRows::new(points.view(), map.view(), 5).expect("finite").expect("defined");
        let cut = (cut * rows as f64) as usize;
        let whole = ready.score(ready.penalty(0..rows));
        prop_assert_eq!(whole, ready.score(ready.penalty(0..cut) + ready.penalty(cut..rows + 3)));
        let order: Vec<usize> = (0..rows).rev().collect();
        let (turned_points, turned_map) = (points.select(Axis(0), &order), map.select(Axis(0), &order) * 4.0);
        prop_assert_eq!(trustworthiness(turned_points.view(), turned_map.slice(s![.., ..;-1]), 5), Ok(Some(whole)));
    }
}
