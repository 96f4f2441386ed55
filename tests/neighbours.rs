//! Nearest rows: the exact search against looking at all distances, the descent against the exact search.

mod reference_signals;

use ndarray::Array2;
use proptest::prelude::*;
use reference_signals::{blobs, gauss};
use songscape::neighbours::{NearestRows, NeighbourDescent, NeighbourTable, nearest_rows};

fn matrix(rows: usize, columns: usize, seed: u32) -> Array2<f32> {
    Array2::from_shape_vec((rows, columns), gauss(rows * columns, seed).iter().map(|&v| v as f32).collect()).unwrap()
}

/// All others of a row, nearest first, by the definition.
fn ranked(points: &Array2<f32>, row: usize) -> Vec<(f64, usize)> {
    let squared = |other: usize| -> f64 {
        points.row(row).iter().zip(points.row(other)).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)).sum()
    };
    let mut others: Vec<(f64, usize)> =
        (0..points.nrows()).filter(|&other| other != row).map(|other| (squared(other).sqrt(), other)).collect();
    others.sort_by(|a, b| a.partial_cmp(b).unwrap());
    others
}

fn descent(points: &Array2<f32>, count: usize, seed: u64) -> NeighbourTable {
    let mut search = NeighbourDescent::new(points.view(), count, seed);
    let mut before = 0;
    while search.step() {
        let (done, all) = search.progress();
        assert!(before <= done && done < all);
        before = done;
    }
    search.finish()
}

/// Share of the true neighbours that were found.
fn recall(found: &NeighbourTable, expected: &NeighbourTable) -> f64 {
    let hits: usize = (0..expected.len())
        .map(|row| found.of(row).filter(|(other, _)| expected.of(row).any(|(true_one, _)| true_one == *other)).count())
        .sum();
    hits as f64 / expected.rows.len() as f64
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_exact_search_finds_the_nearest(rows in 0_usize..60, columns in 0_usize..40, count in 0_usize..70, grid in any::<bool>(), seed in 0_u32..1000) {
        let mut points = matrix(rows, columns, seed);
        if grid {
            points.mapv_inplace(f32::round);
        }
        let table = nearest_rows(points.view(), count);
        let expected_count = count.min(rows.saturating_sub(1));
        prop_assert_eq!(table.count, expected_count);
        prop_assert_eq!(table.rows.len(), rows * expected_count);
        for row in 0..table.len() {
            let ranked = ranked(&points, row);
            for ((other, distance), &(expected, expected_other)) in table.of(row).zip(&ranked) {
                // Sums in f32 over 32 columns are right to 3e-7; so near, two may change places.
                prop_assert!((f64::from(distance) - expected).abs() <= 1e-6 * expected);
                let own = ranked.iter().find(|&&(_, candidate)| candidate == other).unwrap().0;
                prop_assert!((own - expected).abs() <= 1e-6 * expected, "{other} is not {expected_other}");
                if grid && columns <= 32 {
                    // Sums of whole numbers are exact: equally far ones come by their number.
                    prop_assert_eq!(other, expected_other);
                }
            }
        }
    }

    #[test]
    fn ranges_give_the_same_answer(rows in 1_usize..60, cut in 0_usize..60, count in 1_usize..10, seed in 0_u32..1000) {
        let points = matrix(rows, 3, seed);
        let search = NearestRows::new(points.view(), count);
        let cut = cut.min(rows);
        let mut table = search.find(0..cut);
        table.append(search.find(cut..rows + 5));
        prop_assert_eq!(table, nearest_rows(points.view(), count));
    }

    #[test]
    fn the_descent_answers_for_any_points(rows in 0_usize..80, columns in 0_usize..10, count in 0_usize..90, grid in any::<bool>(), size in -30_i32..30, seed in 0_u32..1000) {
        let mut points = matrix(rows, columns, seed);
        if grid {
            points.mapv_inplace(f32::round);
        }
        points *= 10_f32.powi(size);
        let table = descent(&points, count, 3);
        prop_assert_eq!(table.count, count.min(rows.saturating_sub(1)));
        prop_assert_eq!(table.rows.len(), rows * table.count);
        for row in 0..table.len() {
            let mut others: Vec<usize> = table.of(row).map(|(other, _)| other).collect();
            let mut before = 0.0;
            for (other, distance) in table.of(row) {
                prop_assert!(distance.is_finite() && distance >= before);
                before = distance;
                let expected = ranked(&points, row).into_iter().find(|&(_, candidate)| candidate == other).unwrap().0;
                prop_assert!((f64::from(distance) - expected).abs() <= 1e-6 * expected);
            }
            others.sort_unstable();
            others.dedup();
            prop_assert!(others.len() == table.count && !others.contains(&row));
        }
    }
}

#[test]
fn the_descent_finds_nearly_all() {
    let (values, _) = blobs(1_500, 32, 6, 3.0, 5);
    let groups = Array2::from_shape_vec((1_500, 32), values).unwrap();
    let cloud = matrix(1_500, 32, 9);
    for (what, points) in [("groups", groups), ("one cloud", cloud)] {
        let expected = nearest_rows(points.view(), 10);
        for seed in 0..2 {
            let found = recall(&descent(&points, 10, seed), &expected);
            assert!(found >= 0.95, "{what}, seed {seed}: {found}");
        }
    }
}

#[test]
fn the_descent_is_the_same_for_the_same_seed() {
    let points = matrix(300, 12, 4);
    assert_eq!(descent(&points, 8, 1), descent(&points, 8, 1));
}

#[test]
fn equal_rows_are_found_all_the_same() {
    let points = Array2::<f32>::ones((200, 5));
    let table = descent(&points, 12, 1);
    assert_eq!(table.rows.len(), 200 * 12);
    assert!(table.distances.iter().all(|&distance| distance == 0.0));
}

#[test]
fn a_search_that_was_stopped_early_says_so() {
    let points = matrix(300, 5, 4);
    let search = NeighbourDescent::new(points.view(), 8, 1);
    assert!(search.finish().is_empty());
}
