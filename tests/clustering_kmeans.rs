//! K-Means against scikit-learn's figures (in `parity`), against a plain loop, then what must hold for any points.

#[path = "parity/kmeans.rs"]
mod parity;
mod reference_signals;

use ndarray::{Array1, Array2, ArrayView1, Axis, array, s};
use parity::as_low_as_the_best;
use proptest::prelude::*;
use reference_signals::{blobs, gauss, sets};
use songscape::clustering::{ClusteringError, KMeansSearch, MOST_STARTS, STARTS, assign, kmeans, kmeans_from, starts};
use songscape::metrics::adjusted_rand;

#[test]
fn twenty_seeds_are_as_low_as_the_best_of_a_hundred_starts() {
    for (name, points) in sets() {
        for seed in 0..20 {
            as_low_as_the_best(name, &points, seed);
        }
    }
}

/// Rows go round `groups` centres, spread as in `benches/clustering.rs`.
fn many(rows: usize, columns: usize, groups: usize, seed: u32) -> Array2<f32> {
    Array2::from_shape_vec((rows, columns), blobs(rows, columns, groups, 3.0, seed).0).expect("whole rows")
}

#[test]
fn many_songs_end_where_descents_from_the_true_groups_end() {
    let points = many(5_000, 32, 8, 42);
    // The first eight rows are of eight groups: no descent can do better than from there.
    let centres = points.slice(s![..8, ..]).mapv(f64::from);
    let best = kmeans_from(points.view(), centres.view(), 300).expect("finite points");
    for seed in 0..=20 {
        let found = kmeans(points.view(), 8, seed).expect("finite points");
        assert!(found.inertia <= 1.01 * best.inertia, "seed {seed}: {} > {}", found.inertia, best.inertia);
        assert_eq!(adjusted_rand(&found.labels, &best.labels), Ok(Some(1.0)), "seed {seed}");
    }
}

#[test]
fn callers_choose_how_many_starts_they_pay_for() {
    let points = many(3_000, 4, 3, 5);
    let mut one = KMeansSearch::with_starts(points.view(), 3, 7, 1).expect("finite points");
    assert_eq!(one.progress(), (0, 1));
    while one.step().expect("finite points") {}
    assert_eq!(one.progress(), (1, 1));
    let mut ten = KMeansSearch::with_starts(points.view(), 3, 7, 10).expect("finite points");
    while ten.step().expect("finite points") {
        assert!(ten.progress().0 <= 10);
    }
    assert_eq!(ten.progress(), (10, 10));
    assert!(ten.finish().inertia <= one.finish().inertia, "the first of ten is the one");
    let mut none = KMeansSearch::with_starts(points.view(), 3, 7, 0).expect("finite points");
    assert!(!none.step().expect("finite points"), "one start is tried");
    assert_eq!(none.finish().clusters, 3);
}

#[test]
fn a_descent_of_many_songs_is_spread_over_steps() {
    // Without groups a descent is long: 30,000 × 16 × 20 coordinates an iteration leave five of them a step.
    let values: Vec<f32> = gauss(30_000 * 16, 9).into_iter().map(|value| value as f32).collect();
    let points = Array2::from_shape_vec((30_000, 16), values).expect("whole rows");
    let mut search = KMeansSearch::with_starts(points.view(), 20, 1, 1).expect("finite points");
    assert!(search.step().expect("finite points"), "it goes on");
    assert_eq!(search.progress(), (0, 1));
    let early = search.clone().finish();
    assert_eq!((early.iterations, early.clusters), (5, 20));
    assert!(search.step().expect("finite points"), "it still goes on");
    let later = search.finish();
    assert_eq!(later.iterations, 10);
    assert!(later.inertia < early.inertia);
}

#[test]
fn points_far_from_the_origin_are_grouped_as_a_plain_loop_does() {
    // A million away 32 bits keep a sixteenth: nearly every decision is too close for them.
    let points = many(200, 6, 3, 8).mapv(|value| value + 1e6);
    let centres = points.slice(s![..3, ..]).mapv(f64::from);
    let (labels, ..) = plain_lloyd(&points, centres.clone(), 300);
    assert_eq!(kmeans_from(points.view(), centres.view(), 300).expect("finite points").labels, labels);
}

#[test]
fn rows_need_not_lie_side_by_side() {
    let points = many(90, 5, 3, 4);
    let mut turned = Array2::zeros((5, 90));
    turned.assign(&points.t());
    let found = kmeans(points.view(), 3, 1).expect("finite points");
    assert_eq!(kmeans(turned.t(), 3, 1).expect("finite points"), found);
    assert_eq!(assign(turned.t(), found.centres.view()), Ok(found.labels));
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

/// Lloyd's iteration as one would write it on a blackboard, all in `f64`: labels, centres, and times the centres moved. Meant for
/// points on which no centre loses all its rows.
fn plain_lloyd(points: &Array2<f32>, mut centres: Array2<f64>, most: usize) -> (Vec<i32>, Array2<f64>, usize) {
    let wide = points.mapv(f64::from);
    // Added up column by column, row by row: where rows lie exactly between two centres the last bit decides.
    let squared = |row: usize, centre: ArrayView1<f64>| -> f64 {
        wide.row(row).iter().zip(centre).map(|(value, mean)| (value - mean).powi(2)).sum()
    };
    let nearest = |centres: &Array2<f64>| -> Vec<i32> {
        let label = |row: usize| {
            let all: Vec<f64> = centres.outer_iter().map(|centre| squared(row, centre)).collect();
            (0..all.len()).fold(0, |best, other| if all[other] < all[best] { other } else { best }) as i32
        };
        (0..wide.nrows()).map(label).collect()
    };
    let variance = wide.var_axis(Axis(0), 0.0).mean().expect("columns");
    let mut labels = nearest(&centres);
    for moved in 1..=most {
        let previous = centres.clone();
        for (label, mut centre) in centres.outer_iter_mut().enumerate() {
            let own: Vec<usize> = (0..labels.len()).filter(|&row| labels[row] == label as i32).collect();
            let sum = own.iter().fold(Array1::zeros(wide.ncols()), |sum, &row| sum + wide.row(row));
            centre.assign(&(sum / own.len() as f64));
        }
        let before = std::mem::replace(&mut labels, nearest(&centres));
        if labels == before || (&centres - &previous).mapv(|x| x * x).sum() <= 1e-4 * variance {
            return (labels, centres, moved);
        }
    }
    (labels, centres, most)
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

    /// From the same centres the descent is the plain one's: row for row, centre for centre, move for move. On a grid of whole numbers many
    /// rows lie exactly between two centres, and far from the origin 32 bits cannot tell them apart.
    #[test]
    fn the_descent_is_the_plain_one(
        rows in 12..90_usize,
        columns in 1..40_usize,
        clusters in 1..13_usize,
        grid in any::<bool>(),
        away in prop::sample::select(vec![0.0_f32, 1e3, 1e6]),
        most in 0..20_usize,
        seed in any::<u32>(),
    ) {
        let drawn = gauss(rows * columns, seed).into_iter().map(|value| value as f32);
        let values: Vec<f32> = drawn.map(|value| if grid { value.round() } else { value } + away).collect();
        let points = Array2::from_shape_vec((rows, columns), values).expect("whole rows");
        let clusters = clusters.min(rows);
        // Distinct rows to start from: each keeps at least itself at first.
        let centres = points.slice(s![..clusters, ..]).mapv(f64::from);
        let sizes = |labels: &[i32]| (0..clusters as i32).all(|label| labels.contains(&label));
        for most in 0..=most {
            let found = kmeans_from(points.view(), centres.view(), most).expect("finite points");
            if !sizes(&found.labels) {
                break;
            }
            let (labels, means, moved) = plain_lloyd(&points, centres.clone(), most);
            prop_assert_eq!(&found.labels, &labels);
            prop_assert_eq!(found.iterations, moved);
            for (a, b) in found.centres.iter().zip(&means) {
                prop_assert!((a - b).abs() <= 1e-9 * b.abs().max(1e-3), "{} {}", a, b);
            }
            let again = assign(points.view(), found.centres.view()).expect("they fit");
            prop_assert_eq!(again, found.labels);
        }
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
