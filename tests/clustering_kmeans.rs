//! K-Means against scikit-learn's figures, then what must hold for any points.

mod reference_signals;

use ndarray::{Array2, Axis, array};
use proptest::prelude::*;
use reference_signals::{blobs, gauss, json, labels, moons, rows};
use songscape::clustering::{ClusteringError, KMeansSearch, MOST_STARTS, STARTS, kmeans, kmeans_from, starts};
use songscape::metrics::adjusted_rand;

/// The sets of `clusters.json`, made from their formulas.
fn sets() -> [(&'static str, Array2<f32>); 3] {
    let matrix = |(values, _): (Vec<f32>, Vec<i32>), columns: usize| {
        Array2::from_shape_vec((values.len() / columns, columns), values).expect("whole rows")
    };
    [
        ("blobs_easy", matrix(blobs(120, 8, 4, 0.8, 101), 8)),
        ("blobs_hard", matrix(blobs(150, 16, 6, 3.0, 202), 16)),
        ("moons", matrix(moons(160, 0.04, 303), 2)),
    ]
}

fn fixture() -> serde_json::Value {
    json(include_str!("reference/clusters.json"))["sets"].clone()
}

#[test]
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

#[test]
fn inertia_is_as_low_as_the_best_of_a_hundred_starts() {
    for (name, points) in sets() {
        let reference = &fixture()[name];
        let best = reference["kmeans_best_of_100"]["inertia"].as_f64().expect("a number");
        let clusters = reference["k"].as_u64().expect("a number") as usize;
        for seed in 0..20 {
            let found = kmeans(points.view(), clusters, seed).expect("finite points");
            assert!(found.inertia <= 1.01 * best, "{name}, seed {seed}: {} > {best}", found.inertia);
            // No grouping can beat the best by more than the fixture's seven digits.
            assert!(found.inertia >= (1.0 - 1e-6) * best, "{name}, seed {seed}: {} < {best}", found.inertia);
            assert_eq!(found.clusters, clusters);
        }
    }
}

#[test]
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
        // Seven digits in the fixture, all sums in f64 on both sides.
        assert!((found.inertia / inertia - 1.0).abs() < 1e-6, "{name}: {} {inertia}", found.inertia);
        for (centre, expected) in found.centres.outer_iter().zip(rows(&reference["centers"])) {
            for (a, b) in centre.iter().zip(expected) {
                assert!((a - b).abs() < 1e-6 * b.abs().max(1.0), "{name}: {a} {b}");
            }
        }
    }
}

#[test]
fn groups_are_numbered_by_size_then_by_first_row() {
    let (values, _) = blobs(90, 3, 3, 0.1, 7);
    let points = Array2::from_shape_vec((90, 3), values).expect("whole rows");
    // Rows go round the three centres: drop some of the first so that sizes differ, and put two of one size in order of appearance.
    let kept: Vec<usize> = (0..90).filter(|row| row % 3 != 0 || *row > 45).collect();
    let found = kmeans(points.select(Axis(0), &kept).view(), 3, 1).expect("finite points");
    let expected: Vec<i32> = kept.iter().map(|row| [2, 0, 1][row % 3]).collect();
    assert_eq!(found.labels, expected);
}

#[test]
fn one_seed_one_answer_and_steps_are_the_whole() {
    let (_, points) = sets().into_iter().nth(1).expect("three sets");
    let at_once = kmeans(points.view(), 5, 42).expect("finite points");
    assert_eq!(at_once, kmeans(points.view(), 5, 42).expect("finite points"));
    let mut search = KMeansSearch::new(points.view(), 5, 42).expect("finite points");
    let mut steps = 1;
    let mut last = f64::INFINITY;
    while search.step().expect("finite points") {
        steps += 1;
        let so_far = search.clone().finish().inertia;
        assert!(so_far <= last, "more starts never make it worse");
        last = so_far;
    }
    assert_eq!(steps, starts(points.dim(), 5));
    assert_eq!(search.finish(), at_once);
}

#[test]
fn few_songs_get_many_starts_and_many_songs_ten() {
    assert_eq!(starts((32, 16), 2), MOST_STARTS);
    assert_eq!(starts((5_000, 16), 6), STARTS);
    let (between, fewer) = (starts((500, 16), 4), starts((1_000, 16), 4));
    assert!(STARTS < fewer && fewer < between && between < MOST_STARTS, "{fewer} {between}");
}

#[test]
fn few_rows_and_equal_rows_give_what_there_is() {
    let none = kmeans(Array2::zeros((0, 3)).view(), 4, 0).expect("nothing is fine");
    assert_eq!((none.labels.len(), none.clusters, none.inertia), (0, 0, 0.0));
    let one = kmeans(array![[1.0, 2.0]].view(), 4, 0).expect("one row");
    assert_eq!((one.labels, one.clusters), (vec![0], 1));
    let two = kmeans(array![[1.0, 2.0], [3.0, 4.0]].view(), 2, 0).expect("two rows");
    assert_eq!((two.labels, two.clusters, two.inertia), (vec![0, 1], 2, 0.0));
    let equal = kmeans(Array2::ones((7, 2)).view(), 3, 0).expect("equal rows");
    assert_eq!((equal.labels, equal.clusters, equal.inertia), (vec![0; 7], 1, 0.0));
    let twice = kmeans(array![[0.0_f32], [5.0], [5.0], [0.0], [5.0]].view(), 4, 0).expect("duplicates");
    assert_eq!((twice.labels, twice.clusters), (vec![1, 0, 0, 1, 0], 2));
    let flat = kmeans(Array2::<f32>::zeros((5, 0)).view(), 2, 0).expect("no columns: all rows are equal");
    assert_eq!(flat.labels, vec![0; 5]);
    let whole = kmeans(array![[0.0_f32], [1.0], [2.0]].view(), 3, 0).expect("k = N");
    assert_eq!((whole.inertia, whole.clusters), (0.0, 3));
}

#[test]
fn duplicates_do_not_leave_a_group_empty() {
    // Three different places, one of them shared by many: k-means++ has nothing left to draw, an empty centre has to be refilled.
    let mut values = vec![0.0_f32; 40];
    values[38] = 1.0;
    values[39] = 2.0;
    let points = Array2::from_shape_vec((40, 1), values).expect("whole rows");
    for seed in 0..10 {
        let found = kmeans(points.view(), 3, seed).expect("finite points");
        assert_eq!((found.clusters, found.inertia), (3, 0.0), "seed {seed}");
    }
}

#[test]
fn wrong_input_is_named() {
    let mut points = Array2::<f32>::zeros((4, 3));
    points[[2, 1]] = f32::NAN;
    points[[3, 0]] = f32::INFINITY;
    let refused = ClusteringError::PointNotFinite { row: 2, column: 1 };
    assert_eq!(kmeans(points.view(), 2, 0), Err(refused.clone()));
    let code = serde_json::to_value(&refused).expect("it serialises");
    assert_eq!(code, serde_json::json!({ "code": "point_not_finite", "row": 2, "column": 1 }));
    assert_eq!(kmeans(array![[1.0]].view(), 0, 0), Err(ClusteringError::NoClusters { clusters: 0 }));
    let unfit = kmeans_from(array![[1.0]].view(), array![[1.0, 2.0]].view(), 3);
    assert_eq!(unfit, Err(ClusteringError::UnfitCentres { centres: 1, centre_columns: 2, columns: 1 }));
    assert!(kmeans_from(array![[1.0]].view(), array![[f64::NAN]].view(), 3).is_err());
    assert!(kmeans_from(array![[1.0]].view(), Array2::zeros((0, 1)).view(), 3).is_err());
}

#[test]
fn extreme_values_are_grouped_too() {
    let points = array![[1e30_f32, 0.0], [1.1e30, 0.0], [-1e30, 1e-30], [-1.1e30, 0.0]];
    let found = kmeans(points.view(), 2, 3).expect("finite points");
    assert_eq!(found.labels, [0, 0, 1, 1]);
}

#[test]
fn warm_starts_keep_numbers_and_refill_lost_centres() {
    let (_, points) = sets().into_iter().next().expect("three sets");
    let found = kmeans(points.view(), 4, 42).expect("finite points");
    let again = kmeans_from(points.view(), found.centres.view(), 5).expect("finite points");
    assert_eq!(again.labels, found.labels);
    // A centre far away has no rows: it takes one, so that no group vanishes.
    let mut centres = found.centres.clone();
    centres.row_mut(2).fill(1e6);
    let refilled = kmeans_from(points.view(), centres.view(), 50).expect("finite points");
    assert_eq!(songscape::clustering::group_count(&refilled.labels), 4);
    // Nothing to iterate: assigned to the centres as they are.
    let still = kmeans_from(points.view(), found.centres.view(), 0).expect("finite points");
    assert_eq!((still.labels, still.centres), (found.labels, found.centres));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Each row is at its nearest centre, the centres are the means, and the inertia is what a plain loop says.
    #[test]
    fn a_grouping_is_at_rest(rows in 2..60_usize, columns in 1..6_usize, clusters in 1..6_usize, seed in any::<u32>()) {
        let values: Vec<f32> = gauss(rows * columns, seed).into_iter().map(|value| value as f32).collect();
        let points = Array2::from_shape_vec((rows, columns), values).expect("whole rows");
        let found = kmeans(points.view(), clusters, u64::from(seed)).expect("finite points");
        prop_assert_eq!(found.clusters, clusters.min(rows));
        let wide = points.mapv(f64::from);
        let squared = |row: usize, label: usize| {
            (&wide.row(row) - &found.centres.row(label)).mapv(|difference| difference * difference).sum()
        };
        let mut inertia = 0.0;
        for row in 0..rows {
            let own = squared(row, found.labels[row] as usize);
            inertia += own;
            for label in 0..found.clusters {
                prop_assert!(own <= squared(row, label) + 1e-12);
            }
        }
        prop_assert!((inertia - found.inertia).abs() <= 1e-9 * inertia.max(1.0));
        let mut sizes = vec![0; found.clusters];
        found.labels.iter().for_each(|label| sizes[*label as usize] += 1);
        prop_assert!(sizes.windows(2).all(|pair| pair[0] >= pair[1]) && sizes.iter().all(|size| *size > 0));
    }

    /// Neither the order of the rows nor a common factor changes the groups of well-separated songs.
    #[test]
    fn order_and_scale_do_not_matter(shift in 1..119_usize, factor in 0.001..1000.0_f32, seed in any::<u64>()) {
        let (_, points) = sets().into_iter().next().expect("three sets");
        let turned: Vec<usize> = (0..120).map(|row| (row + shift) % 120).collect();
        let plain = kmeans(points.view(), 4, 42).expect("finite points");
        let moved = kmeans((points.select(Axis(0), &turned) * factor).view(), 4, seed).expect("finite points");
        let expected: Vec<i32> = turned.iter().map(|&row| plain.labels[row]).collect();
        prop_assert_eq!(adjusted_rand(&moved.labels, &expected), Ok(Some(1.0)));
    }
}
