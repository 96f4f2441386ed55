//! Numbers that stay from frame to frame, and the nearest songs.

mod reference_signals;

use ndarray::{Array2, array};
use proptest::prelude::*;
use reference_signals::gauss;
use songscape::clustering::{ClusteringError, match_labels, nearest, number_by_size};
use songscape::metrics::adjusted_rand;

#[test]
fn groups_keep_the_number_they_share_most_rows_with() {
    assert_eq!(match_labels(&[0, 0, 0, 1, 1, 2], &[5, 5, 5, 0, 0, 1]), Ok(vec![0, 0, 0, 1, 1, 2]));
    // One row has gone over: the large groups keep their numbers.
    assert_eq!(match_labels(&[0, 0, 0, 1, 1, 1], &[1, 1, 1, 1, 0, 0]), Ok(vec![0, 0, 0, 0, 1, 1]));
    // A group has split: the larger part keeps the number, the other takes the smallest free one.
    assert_eq!(match_labels(&[0, 0, 0, 0, 1, 1], &[0, 1, 1, 1, 2, 2]), Ok(vec![2, 0, 0, 0, 1, 1]));
    // Two have merged: the number of the larger stays.
    assert_eq!(match_labels(&[0, 1, 1, 2], &[0, 0, 0, 1]), Ok(vec![1, 1, 1, 2]));
    // Tie: the smaller previous number, then the smaller current one.
    assert_eq!(match_labels(&[0, 0, 1, 1], &[0, 1, 0, 1]), Ok(vec![0, 1, 0, 1]));
}

#[test]
fn noise_is_nobodys_partner() {
    assert_eq!(match_labels(&[-1, -1, 0, 0], &[0, 0, -1, 1]), Ok(vec![1, 1, -1, 0]));
    assert_eq!(match_labels(&[-1, -1], &[0, 0]), Ok(vec![0, 0]));
    assert_eq!(match_labels(&[], &[]), Ok(vec![]));
    assert_eq!(match_labels(&[0], &[]), Err(ClusteringError::ClusterLabelCount { labels: 1, rows: 0 }));
}

#[test]
fn numbers_by_size() {
    let mut labels = [7, -3, 4, 4, 2, 7, 4, -1];
    assert_eq!(number_by_size(&mut labels), [4, 7, 2]);
    assert_eq!(labels, [1, -1, 0, 0, 2, 1, 0, -1]);
}

#[test]
fn the_nearest_rows_come_in_order() {
    let points = array![[0.0_f32], [3.0], [1.0], [-1.0], [0.0]];
    let found = nearest(points.view(), 0, 3).expect("finite points");
    let found: Vec<(usize, f64)> = found.into_iter().map(|found| (found.row, found.distance)).collect();
    assert_eq!(found, [(4, 0.0), (2, 1.0), (3, 1.0)], "itself left out, the first of two equally near first");
    assert_eq!(nearest(points.view(), 0, 99).expect("finite points").len(), 4);
    assert_eq!(nearest(points.view(), 0, 0), Ok(vec![]));
    assert_eq!(nearest(points.view(), 5, 1), Err(ClusteringError::NoSuchRow { row: 5, rows: 5 }));
    assert_eq!(nearest(Array2::zeros((0, 2)).view(), 0, 1), Err(ClusteringError::NoSuchRow { row: 0, rows: 0 }));
    let refused = nearest(array![[f32::NAN]].view(), 0, 1);
    assert_eq!(refused, Err(ClusteringError::PointNotFinite { row: 0, column: 0 }));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Matching only renames; and a mere renaming is undone.
    #[test]
    fn matching_only_renames(pairs in prop::collection::vec((-1..5_i32, -1..5_i32), 1..40), turn in 1..5_i32) {
        let (previous, current): (Vec<i32>, Vec<i32>) = pairs.into_iter().unzip();
        let matched = match_labels(&previous, &current).expect("same length");
        prop_assert_eq!(adjusted_rand(&matched, &current), Ok(Some(1.0)));
        prop_assert!(matched.iter().zip(&current).all(|(a, b)| (*a == -1) == (*b == -1)));
        let renamed: Vec<i32> = previous.iter().map(|label| if *label < 0 { -1 } else { (label + turn) % 5 }).collect();
        prop_assert_eq!(match_labels(&previous, &renamed), Ok(previous));
    }

    /// The same as sorting all distances.
    #[test]
    fn nearest_is_the_head_of_the_sorted_list(rows in 1..50_usize, count in 0..60_usize, seed in any::<u32>()) {
        let values: Vec<f32> = gauss(rows * 3, seed).into_iter().map(|value| (value * 2.0).round() as f32).collect();
        let points = Array2::from_shape_vec((rows, 3), values).expect("whole rows");
        let index = seed as usize % rows;
        let mut all: Vec<(f64, usize)> = (0..rows)
            .filter(|row| *row != index)
            .map(|row| ((&points.row(row) - &points.row(index)).mapv(|value| f64::from(value).powi(2)).sum().sqrt(), row))
            .collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        all.truncate(count);
        let found = nearest(points.view(), index, count).expect("finite points");
        prop_assert_eq!(found.into_iter().map(|found| (found.distance, found.row)).collect::<Vec<_>>(), all);
    }
}
