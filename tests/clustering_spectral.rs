//! Spectral clustering against scikit-learn's figures (in `parity`), then against the plainest way to compute it, and what must
//! hold for any points.

#[path = "parity/spectral.rs"]
mod parity;
mod reference_signals;

use faer::{Mat, Side};
use ndarray::{Array2, Axis, array, concatenate, s};
use proptest::prelude::*;
use reference_signals::{blobs, gauss};
use songscape::clustering::{
    ClusteringError, EigenRoute, Spectral, SpectralSearch, others_joined, spectral, spectral_embedding,
};
use songscape::metrics::adjusted_rand;
use songscape::neighbours::{NeighbourGraph, nearest_rows};

fn by(route: EigenRoute, points: &Array2<f32>, clusters: usize, neighbours: usize) -> Spectral {
    let mut search = SpectralSearch::new(points.view(), clusters, neighbours, 1).unwrap().by(route);
    while search.step().unwrap() {}
    search.finish()
}

fn cloud(rows: usize, columns: usize, seed: u32) -> Array2<f32> {
    let values = gauss(rows * columns, seed).iter().map(|&value| value as f32).collect();
    Array2::from_shape_vec((rows, columns), values).unwrap()
}

/// The graph by comparing all pairs, the Laplacian written out, all its eigenvalues: O(n³), and nothing clever.
fn plain_eigenvalues(points: &Array2<f32>, neighbours: usize) -> (Vec<f64>, usize) {
    let rows = points.nrows();
    let others = others_joined(rows, neighbours);
    let mut affinity = Array2::<f64>::zeros((rows, rows));
    for row in 0..rows {
        let mut all: Vec<(f64, usize)> = (0..rows)
            .filter(|&other| other != row)
            .map(|other| {
                let difference = points.row(row).mapv(f64::from) - points.row(other).mapv(f64::from);
                (difference.dot(&difference), other)
            })
            .collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for &(_, other) in &all[..others] {
            affinity[[row, other]] += 0.5;
            affinity[[other, row]] += 0.5;
        }
    }
    let degrees = affinity.sum_axis(Axis(1));
    let laplacian = Mat::from_fn(rows, rows, |i, j| {
        let own = if i == j && degrees[i] > 0.0 { 1.0 } else { 0.0 };
        if affinity[[i, j]] > 0.0 { own - affinity[[i, j]] / (degrees[i] * degrees[j]).sqrt() } else { own }
    });
    let mut reached = vec![false; rows];
    let mut parts = 0;
    for first in 0..rows {
        if reached[first] {
            continue;
        }
        parts += 1;
        reached[first] = true;
        while let Some(next) =
            (0..rows).find(|&to| !reached[to] && (0..rows).any(|from| reached[from] && affinity[[from, to]] > 0.0))
        {
            reached[next] = true;
        }
    }
    (laplacian.self_adjoint_eigenvalues(Side::Lower).unwrap(), parts)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn both_routes_find_what_the_plain_way_finds(
        rows in 6_usize..60, columns in 1_usize..5, clusters in 1_usize..6, neighbours in 2_usize..12,
        apart in 0_u8..3, copies in 1_usize..3, seed in 0_u32..1000,
    ) {
        // Far blobs fall into parts; copies of rows make repeated eigenvalues. Whole numbers, so that both see the same ties.
        let half = cloud(rows.div_ceil(copies), columns, seed).mapv(|value| (value * 64.0).round());
        let mut points = concatenate(Axis(0), &vec![half.view(); copies]).unwrap();
        for (row, mut point) in points.outer_iter_mut().enumerate() {
            point[0] += (row % 3) as f32 * f32::from(apart) * 2000.0;
        }
        let (expected, parts) = plain_eigenvalues(&points, neighbours);
        for route in [EigenRoute::Dense, EigenRoute::Filtered] {
            let found = by(route, &points, clusters, neighbours);
            prop_assert_eq!(found.parts, parts);
            prop_assert_eq!(found.eigenvalues.len(), clusters.min(points.nrows()));
            for (found, expected) in found.eigenvalues.iter().zip(&expected) {
                prop_assert!((found - expected).abs() < 1e-8, "{:?}: {} is not {}", route, found, expected);
            }
            prop_assert!(found.embedding.iter().all(|value| value.is_finite()));
            // Eigenvectors are as far from each other as they can be: the roots of the degrees put back, they are orthonormal.
            let graph = NeighbourGraph::new(&nearest_rows(points.view(), others_joined(points.nrows(), neighbours)), points.nrows());
            let roots = Array2::from_shape_vec((points.nrows(), 1), graph.degrees()).unwrap().mapv(f64::sqrt);
            let vectors = &found.embedding * &roots;
            for (i, a) in vectors.columns().into_iter().enumerate() {
                for (j, b) in vectors.columns().into_iter().enumerate() {
                    prop_assert!((a.dot(&b) - f64::from(u8::from(i == j))).abs() < 1e-9);
                }
            }
        }
    }

    #[test]
    fn no_points_are_too_bad(
        rows in 0_usize..9, columns in 0_usize..3, clusters in 1_usize..12, neighbours in 0_usize..12, kind in 0_u8..4,
        seed in 0_u32..1000,
    ) {
        let mut points = cloud(rows, columns, seed);
        match kind {
            0 => points.fill(7.0),
            1 => points.outer_iter_mut().enumerate().for_each(|(row, mut point)| point.fill((row % 2) as f32 * 1e30)),
            2 if columns > 0 => points.column_mut(0).fill(1.0),
            _ => {}
        }
        let found = spectral(points.view(), clusters, neighbours, 3).unwrap();
        prop_assert_eq!(found.labels.len(), rows);
        prop_assert!(found.labels.iter().all(|&label| label >= 0 && (label as usize) < clusters));
        prop_assert!(found.embedding.iter().chain(&found.eigenvalues).all(|value| value.is_finite()));
        prop_assert!(found.neighbours_used <= rows);
        prop_assert_eq!(found.eigenvalues.len(), clusters.min(rows));
    }
}

#[test]
fn the_order_of_the_rows_does_not_matter() {
    let (values, _) = blobs(150, 16, 6, 3.0, 202);
    let points = Array2::from_shape_vec((150, 16), values).unwrap();
    let order: Vec<usize> = (0..150).map(|row| (row * 77) % 150).collect();
    let labels = spectral(points.view(), 6, 10, 42).unwrap().labels;
    let moved = spectral(points.select(Axis(0), &order).view(), 6, 10, 42).unwrap().labels;
    let expected: Vec<i32> = order.iter().map(|&row| labels[row]).collect();
    assert_eq!(adjusted_rand(&moved, &expected).unwrap(), Some(1.0));
    let larger = spectral(points.mapv(|value| value * 1024.0).view(), 6, 10, 42).unwrap().labels;
    assert_eq!(larger, labels);
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let points = cloud(400, 3, 9);
    assert_eq!(spectral(points.view(), 5, 10, 7), spectral(points.view(), 5, 10, 7));
}

#[test]
fn neighbours_found_before_give_the_same_answer() {
    let points = cloud(300, 4, 5);
    let table = nearest_rows(points.view(), others_joined(300, 10));
    let mut search = SpectralSearch::from_neighbours(&table, 300, 4, 42).unwrap();
    while search.step().unwrap() {}
    assert_eq!(search.finish(), spectral(points.view(), 4, 10, 42).unwrap());
}

#[test]
fn one_embedding_serves_all_numbers_of_groups() {
    let (values, _) = blobs(300, 8, 5, 2.0, 11);
    let points = Array2::from_shape_vec((300, 8), values).unwrap();
    let embedding = spectral_embedding(points.view(), 10, 10, 42).unwrap();
    for clusters in 2..=10 {
        let alone = spectral(points.view(), clusters, 10, 42).unwrap();
        let shared = embedding.group(clusters, 42).unwrap();
        // The filters differ in width and so in the last digits; the groups of the five blobs do not.
        assert_eq!(shared.eigenvalues.len(), clusters);
        if clusters == 5 {
            assert_eq!(shared.labels, alone.labels);
        }
        for (shared, alone) in shared.eigenvalues.iter().zip(&alone.eigenvalues) {
            assert!((shared - alone).abs() < 1e-8);
        }
    }
}

#[test]
fn a_repeated_eigenvalue_is_found_as_often_as_it_occurs() {
    // A ring of rows each joined to two: each eigenvalue but the first and the last comes exactly twice. And of four such rings: eight times.
    let table = |rings: usize| {
        let (rows, mut table) = (300 * rings, songscape::neighbours::NeighbourTable { count: 2, ..Default::default() });
        for row in 0..rows {
            let (ring, place) = (row / 300 * 300, row % 300);
            table.rows.extend([(ring + (place + 1) % 300) as u32, (ring + (place + 299) % 300) as u32]);
            table.distances.extend([1.0, 1.0]);
        }
        (rows, table)
    };
    for rings in [1, 4] {
        let (rows, table) = table(rings);
        let mut search = SpectralSearch::from_neighbours(&table, rows, 12, 42).unwrap().by(EigenRoute::Filtered);
        while search.step().unwrap() {}
        let found = search.finish();
        assert_eq!(found.parts, rings);
        let mut expected: Vec<f64> =
            (0..rows).map(|row| 1.0 - (2.0 * std::f64::consts::PI * (row % 300) as f64 / 300.0).cos()).collect();
        expected.sort_by(f64::total_cmp);
        for (found, expected) in found.eigenvalues.iter().zip(&expected) {
            assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
        }
    }
}

#[test]
fn parts_are_told_apart_largest_first() {
    // Three knots far apart, of 30, 20 and 10 rows.
    let knot = |rows, at: f32, seed| cloud(rows, 2, seed) + at;
    let points = concatenate![Axis(0), knot(10, 900.0, 1), knot(30, 0.0, 2), knot(20, -900.0, 3)];
    let found = spectral(points.view(), 3, 5, 42).unwrap();
    assert_eq!(found.parts, 3);
    assert!(found.eigenvalues.iter().all(|&value| value == 0.0));
    let expected: Vec<i32> = [2; 10].into_iter().chain([0; 30]).chain([1; 20]).collect();
    assert_eq!(found.labels, expected);
    // The first column is the largest part's alone.
    assert!(found.embedding.slice(s![10..40, 0]).iter().all(|&value| value > 0.0));
    assert!(found.embedding.slice(s![..10, 0]).iter().all(|&value| value == 0.0));
    // Fewer groups than parts: no part is cut.
    let two = spectral(points.view(), 2, 5, 42).unwrap().labels;
    for part in [0..10, 10..40, 40..60] {
        assert!(two[part.clone()].iter().all(|&label| label == two[part.start]));
    }
}

#[test]
fn steps_report_progress_that_only_rises() {
    let points = cloud(700, 3, 4);
    let mut search = SpectralSearch::new(points.view(), 4, 10, 42).unwrap();
    let mut before = search.progress();
    assert_eq!(before, (0, 100));
    while search.step().unwrap() {
        let now = search.progress();
        assert!(now.0 >= before.0 && now.1 == 100, "{before:?} {now:?}");
        before = now;
    }
    assert_eq!(search.progress(), (100, 100));
}

#[test]
fn neighbours_are_kept_between_two_and_all_but_one() {
    for (rows, asked, others) in
        [(0, 5, 0), (1, 5, 0), (2, 5, 1), (3, 5, 1), (10, 0, 1), (10, 10, 8), (10, 200, 8), (100, 10, 9)]
    {
        assert_eq!(others_joined(rows, asked), others, "{rows} rows, {asked} asked for");
    }
}

#[test]
fn what_cannot_be_grouped_is_refused() {
    let points = array![[0.0_f32, 1.0], [2.0, f32::NAN], [1.0, 1.0]];
    assert_eq!(spectral(points.view(), 2, 10, 1).unwrap_err(), ClusteringError::PointNotFinite { row: 1, column: 1 });
    assert_eq!(spectral(cloud(5, 2, 1).view(), 0, 10, 1).unwrap_err(), ClusteringError::NoClusters { clusters: 0 });
}
