//! DBSCAN against scikit-learn's figures (in `parity`), against scikit-learn's own loop over all pairs, and at its edges.

#[path = "parity/clusters.rs"]
mod parity;
mod reference_signals;

use ndarray::{Array2, Axis, array};
use parity::same_groups;
use proptest::prelude::*;
use reference_signals::{gauss, lcg, sets};
use songscape::clustering::{
    ClusteringError, DbscanSearch, KDistances, Radius, dbscan, dbscan_or_fallback, group_count, k_distances,
    number_by_size,
};
use songscape::metrics::distance::squared_distance;

fn cloud(rows: usize, columns: usize, seed: u32) -> Array2<f32> {
    let values = gauss(rows * columns, seed).into_iter().map(|value| value as f32).collect();
    Array2::from_shape_vec((rows, columns), values).expect("whole rows")
}

/// The twin: all pairs in f64, then scikit-learn's `dbscan_inner` (a stack, groups discovered in the order of the rows).
fn twin(points: &Array2<f32>, eps: f64, min_samples: usize) -> (Vec<i32>, Vec<bool>) {
    let rows = points.nrows();
    let near = |a: usize| -> Vec<usize> {
        (0..rows).filter(|&b| squared_distance(points.row(a), points.row(b)) <= eps * eps).collect()
    };
    let neighbours: Vec<Vec<usize>> = (0..rows).map(near).collect();
    let core: Vec<bool> = neighbours.iter().map(|near| near.len() >= min_samples).collect();
    let mut labels = vec![-1; rows];
    let mut label = 0;
    for first in 0..rows {
        if labels[first] != -1 || !core[first] {
            continue;
        }
        let mut stack = vec![first];
        while let Some(row) = stack.pop() {
            if labels[row] == -1 {
                labels[row] = label;
                if core[row] {
                    stack.extend(neighbours[row].iter().filter(|&&near| labels[near] == -1));
                }
            }
        }
        label += 1;
    }
    number_by_size(&mut labels);
    (labels, core)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_agrees_with_the_loop(rows in 0..120_usize, columns in 1..40_usize, at in 0.0..1.0_f64, min_samples in 1..9_usize, power in -40..40_i32, seed in any::<u32>()) {
        let points = cloud(rows, columns, seed) * 2.0_f32.powi(power);
        // Radii around the distances there are.
        let eps = 2.0_f64.powi(power) * (2.0 * columns as f64).sqrt() * (0.2 + at);
        let found = dbscan(points.view(), eps, min_samples).expect("finite points");
        prop_assert_eq!((found.labels, found.core), twin(&points, eps, min_samples));
    }

    /// On a grid, many pairs are exactly `eps` apart: these are near.
    #[test]
    fn exactly_eps_is_near(rows in 1..150_usize, squared in 1..9_u32, min_samples in 1..7_usize, power in -60..60_i32, seed in any::<u32>()) {
        let scale = 2.0_f32.powi(power);
        let points = cloud(rows, 2, seed).mapv(|value| (value * 3.0).round() * scale);
        let eps = f64::from(squared).sqrt() * f64::from(scale);
        let found = dbscan(points.view(), eps, min_samples).expect("finite points");
        prop_assert_eq!((found.labels, found.core), twin(&points, eps, min_samples));
    }

    /// Another order of the rows leaves cores and groups of cores alone.
    #[test]
    fn order_does_not_matter_to_cores(shift in 1..99_usize, seed in any::<u32>()) {
        let points = cloud(100, 2, seed);
        let turned: Vec<usize> = (0..100).map(|row| (row + shift) % 100).collect();
        let plain = dbscan(points.view(), 0.4, 4).expect("finite points");
        let moved = dbscan(points.select(Axis(0), &turned).view(), 0.4, 4).expect("finite points");
        let cores = |labels: &[i32], core: &[bool]| -> Vec<i32> {
            labels.iter().zip(core).map(|(&label, &core)| if core { label } else { -1 }).collect()
        };
        let expected: Vec<i32> = turned.iter().map(|&row| cores(&plain.labels, &plain.core)[row]).collect();
        prop_assert!(same_groups(&cores(&moved.labels, &moved.core), &expected));
    }

    #[test]
    fn k_distances_agree_with_sorting(rows in 1..60_usize, columns in 1..20_usize, min_samples in 1..12_usize, seed in any::<u32>()) {
        let points = cloud(rows, columns, seed);
        let mut expected: Vec<f64> = (0..rows).map(|a| {
            let mut all: Vec<f64> = (0..rows).map(|b| squared_distance(points.row(a), points.row(b)).sqrt()).collect();
            all.sort_by(f64::total_cmp);
            all[min_samples.min(rows) - 1]
        }).collect();
        expected.sort_by(f64::total_cmp);
        let found = k_distances(points.view(), min_samples).expect("finite points");
        prop_assert_eq!(found.len(), rows);
        for (found, expected) in found.iter().zip(&expected) {
            // Distances are handed on in f32.
            prop_assert!((found - expected).abs() <= 1e-6 * expected, "{found} {expected}");
        }
    }
}

/// One f32 step more or less than `eps`: only f64 can tell.
#[test]
fn a_hair_decides() {
    let one = 1.0_f32;
    let (below, above) = (one.next_down(), one.next_up());
    for (distance, near) in [(below, true), (one, true), (above, false)] {
        let found = dbscan(array![[0.0], [distance]].view(), 1.0, 2).expect("finite points");
        assert_eq!(found.labels == [0, 0], near, "{distance}");
    }
}

/// More near pairs than are remembered: what is forgotten is found again.
#[test]
fn a_huge_radius_joins_all_without_remembering_all() {
    let points = cloud(6_000, 1, 5);
    let found = dbscan(points.view(), 100.0, 6_000).expect("finite points");
    assert_eq!(found.labels, vec![0; 6_000]);
    assert!(found.core.iter().all(|&core| core));
    let endless = dbscan(cloud(50, 2, 1).view(), f64::INFINITY, 5).expect("finite points");
    assert_eq!(endless.labels, vec![0; 50]);
}

#[test]
fn nothing_but_noise_falls_back_on_other_radii() {
    let [_, _, (_, moons)] = sets();
    let noise = dbscan(moons.view(), 1e-6, 5).expect("finite points");
    assert_eq!((noise.labels, noise.eps, noise.asked), (vec![-1; 160], 1e-6, 1e-6));
    let found = dbscan_or_fallback(moons.view(), 1e-6, 5).expect("finite points");
    // 0.05 · 100^(k/9), the first with two groups, tried one by one.
    let tried = (0..10).map(|step| 0.05 * 100_f64.powf(f64::from(step) / 9.0));
    let first = tried.into_iter().find(|&eps| group_count(&dbscan(moons.view(), eps, 5).expect("finite").labels) >= 2);
    let eps = first.expect("moons have groups");
    assert!((found.eps - eps).abs() < 1e-12 && found.asked == 1e-6);
    assert_eq!(found.labels, dbscan(moons.view(), found.eps, 5).expect("finite points").labels);
    // Groups at the radius asked for, even a single one: nothing to replace.
    let single = dbscan_or_fallback(moons.view(), 5.0, 5).expect("finite points");
    assert_eq!((group_count(&single.labels), single.eps), (1, 5.0));
    // No radius helps: the answer is that of the one asked for.
    let none = dbscan_or_fallback(moons.view(), 1e-6, 500).expect("finite points");
    assert_eq!((none.labels, none.eps, none.asked), (vec![-1; 160], 1e-6, 1e-6));
    assert!(!none.core.contains(&true));
}

#[test]
fn steps_report_progress() {
    let values = lcg(3_000 * 40, 4).into_iter().map(|value| value as f32).collect();
    let points = Array2::from_shape_vec((3_000, 40), values).expect("whole rows");
    for eps in [1e-3, 1.9] {
        let mut search = DbscanSearch::with_fallback(points.view(), eps, 5).expect("finite points");
        let mut before = search.progress().0;
        let mut steps = 0;
        while search.step().expect("it goes on") {
            let (done, total) = search.progress();
            assert!(done >= before && done <= total);
            before = done;
            steps += 1;
        }
        assert!(steps > 5, "{steps}");
        assert_eq!(search.progress().0, search.progress().1);
        assert_eq!(search.finish(), dbscan_or_fallback(points.view(), eps, 5).expect("finite points"));
    }
    let mut curve = KDistances::new(points.view(), 5).expect("finite points");
    assert_eq!(curve.progress(), (0, 3_000));
    assert_eq!(curve.step(), Ok(true));
    assert!(curve.progress().0 > 0);
}

#[test]
fn few_equal_and_flat_rows() {
    let run =
        |points: Array2<f32>, min_samples| dbscan_or_fallback(points.view(), 0.5, min_samples).expect("finite").labels;
    assert_eq!(run(Array2::zeros((0, 3)), 2), Vec::<i32>::new());
    assert_eq!(run(array![[1.0]], 1), [0]);
    assert_eq!(run(array![[1.0]], 2), [-1]);
    assert_eq!(run(array![[1.0], [1.5]], 2), [0, 0]);
    assert_eq!(run(Array2::ones((40, 3)), 5), vec![0; 40]);
    assert_eq!(run(Array2::zeros((7, 0)), 5), vec![0; 7]);
    assert_eq!(run(array![[1e38_f32], [1e38], [-1e38], [-1e38], [0.0]], 2), [0, 0, 1, 1, -1]);
    assert_eq!(k_distances(Array2::zeros((0, 3)).view(), 3), Ok(vec![]));
    assert_eq!(k_distances(array![[1.0_f32], [3.0]].view(), 1), Ok(vec![0.0, 0.0]));
}

#[test]
fn wrong_input_is_named() {
    let points = cloud(5, 2, 1);
    for eps in [0.0, -1.0, f64::NAN, f64::NEG_INFINITY] {
        let refused = ClusteringError::EpsNotPositive { eps: Radius(eps) };
        assert_eq!(dbscan(points.view(), eps, 5), Err(refused));
    }
    let code = serde_json::to_value(ClusteringError::EpsNotPositive { eps: Radius(-1.5) }).expect("it serialises");
    assert_eq!(code, serde_json::json!({ "code": "eps_not_positive", "eps": -1.5 }));
    let code = serde_json::to_value(ClusteringError::NoMinSamples {}).expect("it serialises");
    assert_eq!(code, serde_json::json!({ "code": "no_min_samples" }));
    assert_eq!(dbscan(points.view(), 1.0, 0), Err(ClusteringError::NoMinSamples {}));
    assert_eq!(k_distances(points.view(), 0), Err(ClusteringError::NoMinSamples {}));
    let mut points = points;
    points[[3, 1]] = f32::INFINITY;
    assert_eq!(dbscan(points.view(), 1.0, 5), Err(ClusteringError::PointNotFinite { row: 3, column: 1 }));
}
