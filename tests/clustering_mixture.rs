//! The Gaussian mixture against scikit-learn's figures and against the plainest way to compute it, then what must hold for any points.

mod reference_signals;

use faer::{Mat, linalg::solvers::Solve};
use ndarray::{Array2, Axis, array};
use proptest::prelude::*;
use reference_signals::{blobs, gauss, json, labels, moons, rows};
use songscape::clustering::{ClusteringError, Covariance, Mixture, MixtureSearch, kmeans, mixture};
use songscape::metrics::adjusted_rand;

fn matrix((values, _): (Vec<f32>, Vec<i32>), columns: usize) -> Array2<f32> {
    Array2::from_shape_vec((values.len() / columns, columns), values).unwrap()
}

fn cloud(rows: usize, columns: usize, seed: u32) -> Array2<f32> {
    let values = gauss(rows * columns, seed).iter().map(|&value| value as f32).collect();
    Array2::from_shape_vec((rows, columns), values).unwrap()
}

fn near(found: f64, expected: f64, tolerance: f64) -> bool {
    (found - expected).abs() <= tolerance * expected.abs().max(1.0)
}

/// Likelihood to 1e-6 and memberships to 1e-5: the fixture keeps seven digits, and both stop after the same iteration.
#[test]
fn the_figures_are_scikit_learns() {
    let fixture = json(include_str!("reference/mixture.json"));
    for (name, points) in [
        ("blobs_easy", matrix(blobs(120, 8, 4, 0.8, 101), 8)),
        ("blobs_hard", matrix(blobs(150, 16, 6, 3.0, 202), 16)),
        ("blobs_full", matrix(blobs(400, 4, 3, 3.5, 808), 4)),
        ("moons", matrix(moons(160, 0.04, 303), 2)),
        ("few_songs", matrix(blobs(32, 16, 4, 2.0, 909), 16)),
    ] {
        let reference = &fixture["sets"][name];
        let found = mixture(points.view(), reference["k"].as_u64().unwrap() as usize, 42).unwrap();
        let full = reference["covariance"] == "full";
        assert_eq!(found.covariance, if full { Covariance::Full } else { Covariance::Diagonal }, "{name}");
        let number = |key: &str| reference[key].as_f64().unwrap();
        assert!(near(found.log_likelihood, number("log_likelihood"), 1e-6), "{name}: {}", found.log_likelihood);
        assert!(near(found.bic, number("bic"), 1e-6), "{name}: {}", found.bic);
        assert_eq!(found.iterations as u64, reference["iterations"].as_u64().unwrap(), "{name}");
        assert!(found.converged, "{name}");
        let agreement = adjusted_rand(&found.labels, &labels(&reference["labels"])).unwrap();
        assert_eq!(agreement, Some(1.0), "{name}");
        let stride = points.nrows() / 12;
        for (place, expected) in rows(&reference["memberships"]).iter().enumerate() {
            let mut row: Vec<f64> = found.memberships.row(place * stride).iter().map(|&v| f64::from(v)).collect();
            row.sort_by(|a, b| b.total_cmp(a));
            for (found, expected) in row.iter().zip(expected) {
                assert!((found - expected).abs() <= 1e-5, "{name}: {found} is not {expected}");
            }
        }
    }
}

/// Expectation and maximisation as in the textbook, all in full matrices, densities not taken apart: O(n·k·d³), mean log-likelihood of a row.
fn plain(points: &Array2<f32>, start: &[i32], iterations: usize, full: bool) -> (f64, Array2<f64>) {
    let (count, columns) = points.dim();
    let mut standard = points.mapv(f64::from);
    for mut column in standard.axis_iter_mut(Axis(1)) {
        let (mean, deviation) = (column.mean().unwrap(), column.std(0.0));
        column.mapv_inplace(|value| (value - mean) / deviation);
    }
    let groups = start.iter().max().unwrap() + 1;
    let mut belongs =
        Array2::from_shape_fn((count, groups as usize), |(row, group)| f64::from(u8::from(start[row] == group as i32)));
    let mut mean_log = 0.0;
    for _ in 0..=iterations {
        let mut densities = belongs.clone();
        for group in 0..groups as usize {
            let weights = belongs.column(group).to_owned();
            let total = weights.sum();
            let mean = weights.dot(&standard) / total;
            let covariance = Mat::from_fn(columns, columns, |i, j| {
                let products = (0..count)
                    .map(|row| weights[row] * (standard[[row, i]] - mean[i]) * (standard[[row, j]] - mean[j]));
                if i == j {
                    products.sum::<f64>() / total + 1e-6
                } else if full {
                    products.sum::<f64>() / total
                } else {
                    0.0
                }
            });
            let solver = covariance.partial_piv_lu();
            let scale = ((2.0 * std::f64::consts::PI).powi(columns as i32) * covariance.determinant()).sqrt();
            for row in 0..count {
                let difference = Mat::from_fn(columns, 1, |i, _| standard[[row, i]] - mean[i]);
                let squared = (difference.transpose() * solver.solve(&difference))[(0, 0)];
                densities[[row, group]] = total / count as f64 * (-0.5 * squared).exp() / scale;
            }
        }
        let sums = densities.sum_axis(Axis(1));
        mean_log = sums.mapv(f64::ln).mean().unwrap();
        belongs = &densities / &sums.insert_axis(Axis(1));
    }
    (mean_log, belongs)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn it_is_the_textbooks(rows in 30_usize..80, columns in 1_usize..4, groups in 1_usize..4, seed in 0_u32..1000) {
        let mut points = cloud(rows, columns, seed);
        points.outer_iter_mut().enumerate().for_each(|(row, mut point)| point[0] += (row % groups) as f32 * 3.0);
        let found = mixture(points.view(), groups, 5).unwrap();
        let start = kmeans(points.view(), groups, 5).unwrap().labels;
        let (mean_log, belongs) = plain(&points, &start, found.iterations, found.covariance == Covariance::Full);
        let scale: f64 = points.mapv(f64::from).axis_iter(Axis(1)).map(|column| column.std(0.0).ln()).sum();
        prop_assert!(near(found.log_likelihood / rows as f64, mean_log - scale, 1e-8), "{} {}", found.log_likelihood, mean_log);
        for (row, own) in found.own.iter().enumerate() {
            let expected = belongs.row(row).iter().copied().fold(0.0, f64::max);
            prop_assert!((f64::from(*own) - expected).abs() < 1e-6);
        }
    }

    #[test]
    fn the_likelihood_never_falls(rows in 10_usize..120, columns in 1_usize..6, groups in 1_usize..6, seed in 0_u32..1000) {
        let points = cloud(rows, columns, seed);
        let mut search = MixtureSearch::new(points.view(), groups, 1).unwrap();
        let (mut before, mut progress) = (f64::NEG_INFINITY, search.progress());
        while search.step().unwrap() {
            if let Some(now) = search.mean_log_likelihood() {
                // The floor under the variances is no part of the likelihood: what it takes away is of its own size.
                prop_assert!(now >= before - 1e-5, "{} after {}", now, before);
                before = now;
            }
            prop_assert!(search.progress().0 >= progress.0 && search.progress().1 == progress.1);
            progress = search.progress();
        }
        prop_assert_eq!(search.progress().0, search.progress().1);
        sound(&search.finish().unwrap(), rows, groups);
    }

    #[test]
    fn no_points_are_too_bad(rows in 0_usize..12, columns in 0_usize..4, groups in 1_usize..15, kind in 0_u8..6, seed in 0_u32..1000) {
        let mut points = cloud(rows, columns, seed);
        match kind {
            0 => points.fill(7.0),
            1 => points.outer_iter_mut().enumerate().for_each(|(row, mut point)| point.fill((row % 2) as f32 * 1e38)),
            2 if columns > 0 => points.column_mut(0).fill(1.0),
            3 => points *= 1e-38,
            4 if columns > 1 => { points.column_mut(1).mapv_inplace(|value| value * 1e30); }
            _ => {}
        }
        sound(&mixture(points.view(), groups, 3).unwrap(), rows, groups);
        // Stopped at any moment there is an answer.
        let mut search = MixtureSearch::new(points.view(), groups, 3).unwrap();
        for _ in 0..seed % 40 {
            search.step().unwrap();
        }
        sound(&search.finish().unwrap(), rows, groups);
    }
}

/// What holds of every answer.
fn sound(found: &Mixture, rows: usize, groups: usize) {
    assert_eq!((found.labels.len(), found.own.len(), found.memberships.nrows()), (rows, rows, rows));
    assert!(found.memberships.ncols() <= groups);
    assert!(found.log_likelihood.is_finite() && found.bic.is_finite());
    for (row, memberships) in found.memberships.outer_iter().enumerate() {
        assert!(memberships.iter().all(|share| (0.0..=1.0).contains(share)));
        assert!((memberships.sum() - 1.0).abs() < 1e-5);
        let own = memberships[found.labels[row] as usize];
        assert_eq!(own, found.own[row]);
        assert!(memberships.iter().all(|&share| share <= own));
    }
    let mut sizes = vec![0; groups];
    found.labels.iter().for_each(|&label| sizes[label as usize] += 1);
    assert!(sizes.is_sorted_by(|a, b| a >= b), "{sizes:?}");
}

#[test]
fn scale_and_dead_columns_change_nothing() {
    let points = matrix(blobs(150, 16, 6, 3.0, 202), 16);
    let plain = mixture(points.view(), 6, 42).unwrap();
    let scaled = mixture(points.mapv(|value| value * 1024.0).view(), 6, 42).unwrap();
    assert_eq!(scaled.labels, plain.labels);
    let expected = plain.log_likelihood - 150.0 * 16.0 * 1024_f64.ln();
    assert!(near(scaled.log_likelihood, expected, 1e-9), "{} is not {expected}", scaled.log_likelihood);
    let dead = ndarray::concatenate![Axis(1), points, Array2::from_elem((150, 1), 3.0_f32)];
    let with_dead = mixture(dead.view(), 6, 42).unwrap();
    assert_eq!((with_dead.labels, with_dead.bic), (plain.labels, plain.bic));
}

#[test]
fn the_order_of_the_rows_does_not_matter() {
    let points = matrix(blobs(150, 16, 6, 3.0, 202), 16);
    let order: Vec<usize> = (0..150).map(|row| (row * 77) % 150).collect();
    let plain = mixture(points.view(), 6, 42).unwrap();
    let moved = mixture(points.select(Axis(0), &order).view(), 6, 42).unwrap();
    assert!(near(moved.log_likelihood, plain.log_likelihood, 1e-9));
    for (place, &row) in order.iter().enumerate() {
        assert!((moved.own[place] - plain.own[row]).abs() < 1e-5);
    }
}

#[test]
fn a_row_far_from_all_groups_still_belongs_somewhere() {
    // In a group of 4,000 a row can be 63 standard deviations out: e^-2,000, for which there is no number.
    let mut points = cloud(4_000, 2, 77);
    points.row_mut(0).fill(1.0e6);
    sound(&mixture(points.view(), 1, 42).unwrap(), 4_000, 1);
    // And as a group of its own it leaves the others alone.
    let mut points = matrix(blobs(200, 32, 2, 0.5, 77), 32);
    points.row_mut(0).fill(3.0e3);
    let labels = (0..200).map(|row| row % 2).collect::<Vec<i32>>();
    let found = mixture(points.view(), 3, 42).unwrap();
    sound(&found, 200, 3);
    assert_eq!(adjusted_rand(&found.labels[1..], &labels[1..]).unwrap(), Some(1.0));
}

#[test]
fn bic_finds_the_number_of_clouds() {
    let points = matrix(blobs(400, 4, 3, 1.0, 808), 4);
    let bic: Vec<f64> = (1..=6).map(|groups| mixture(points.view(), groups, 42).unwrap().bic).collect();
    assert!(bic.iter().all(|&other| other >= bic[2]), "{bic:?}");
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let points = cloud(300, 5, 9);
    assert_eq!(mixture(points.view(), 4, 7), mixture(points.view(), 4, 7));
}

#[test]
fn five_thousand_columns_are_no_trouble() {
    let found = mixture(matrix(blobs(12, 5_000, 2, 0.5, 5), 5_000).view(), 2, 42).unwrap();
    sound(&found, 12, 2);
    assert_eq!(found.covariance, Covariance::Diagonal);
    assert_eq!(found.labels, [0, 1].repeat(6));
}

#[test]
fn what_cannot_be_grouped_is_refused() {
    let points = array![[0.0_f32, 1.0], [2.0, f32::NAN]];
    assert_eq!(mixture(points.view(), 2, 1).unwrap_err(), ClusteringError::PointNotFinite { row: 1, column: 1 });
    assert_eq!(mixture(cloud(5, 2, 1).view(), 0, 1).unwrap_err(), ClusteringError::NoClusters { clusters: 0 });
}
