//! Every score against scikit-learn's figures (in `parity`), then what must hold for any points and labels.

#[path = "parity/scores.rs"]
mod parity;
mod reference_signals;

use ndarray::{Array2, array};
use parity::{matrix, mean_silhouette};
use proptest::prelude::*;
use reference_signals::gauss;
use songscape::metrics::{
    ContingencyTable, MetricError, Overlap, adjusted_rand, calinski_harabasz, coverage, davies_bouldin,
    normalised_mutual_information, purity, silhouette,
};

#[test]
fn noise_is_left_out_and_coverage_says_so() {
    let points = array![[0.0_f32], [1.0], [50.0], [8.0], [9.0]];
    let noisy = [3, 3, -1, 7, 7];
    let score = silhouette(points.view(), &noisy).expect("finite points").expect("two groups");
    let without = array![[0.0_f32], [1.0], [8.0], [9.0]];
    assert_eq!(Some(score.mean), mean_silhouette(&without, &[0, 0, 1, 1]));
    assert_eq!(score.per_point[2], None);
    assert_eq!(score.per_group.iter().map(|group| group.label).collect::<Vec<_>>(), [3, 7]);
    assert_eq!(coverage(&noisy), Some(0.8));
    assert_eq!(coverage(&[]), None);
    assert_eq!(purity(&noisy, &[0, 1, 2, 3, 3]), Ok(Some(0.75)));
    assert_eq!(purity(&[-1, -1], &[0, 1]), Ok(None));
}

#[test]
fn undefined_is_undefined() {
    let points = array![[0.0_f32], [1.0], [2.0]];
    for undefined in [[0, 0, 0], [0, 1, 2], [-1, -1, -1], [0, 0, -1], [0, 1, -1]] {
        assert_eq!(mean_silhouette(&points, &undefined), None, "{undefined:?}");
        assert_eq!(calinski_harabasz(points.view(), &undefined), Ok(None), "{undefined:?}");
        assert_eq!(davies_bouldin(points.view(), &undefined), Ok(None), "{undefined:?}");
    }
    for rows in 0..3 {
        let few = Array2::<f32>::zeros((rows, 2));
        let each: Vec<i32> = (0..rows as i32).collect();
        assert_eq!(mean_silhouette(&few, &each), None);
    }
    assert_eq!(adjusted_rand(&[], &[]), Ok(None));
    assert_eq!(normalised_mutual_information(&[], &[]), Ok(None));
    assert_eq!(purity(&[], &[]), Ok(None));
    // All points equal: no spread within or between.
    let equal = Array2::<f32>::ones((4, 2));
    assert_eq!(mean_silhouette(&equal, &[0, 0, 1, 1]), Some(0.0));
    assert_eq!(calinski_harabasz(equal.view(), &[0, 0, 1, 1]), Ok(None));
    assert_eq!(davies_bouldin(equal.view(), &[0, 0, 1, 1]), Ok(None));
}

#[test]
fn wrong_input_is_named() {
    let points = array![[0.0_f32, 1.0], [f32::NEG_INFINITY, 2.0]];
    let refused = MetricError::ScoreNotFinite { row: 1, column: 0 };
    assert_eq!(silhouette(points.view(), &[0, 1]), Err(refused.clone()));
    assert_eq!(calinski_harabasz(points.view(), &[0, 1]), Err(refused.clone()));
    assert_eq!(davies_bouldin(points.view(), &[0, 1]), Err(refused));
    let refused = MetricError::ScoreLabelCount { labels: 1, rows: 2 };
    assert_eq!(silhouette(points.view(), &[0]), Err(refused.clone()));
    assert_eq!(adjusted_rand(&[0], &[0, 1]), Err(refused.clone()));
    assert_eq!(normalised_mutual_information(&[0], &[0, 1]), Err(refused.clone()));
    assert_eq!(purity(&[0], &[0, 1]), Err(refused));
}

#[test]
fn the_table_counts_what_groups_share() {
    let table = ContingencyTable::new(&[5, 5, -1, 5], &[0, 1, 1, 1]).expect("same length");
    assert_eq!((table.first, table.second, table.rows), (vec![(-1, 1), (5, 3)], vec![(0, 1), (1, 3)], 4));
    let overlap = |first, second, rows| Overlap { first, second, rows };
    assert_eq!(table.overlaps, [overlap(0, 1, 1), overlap(1, 0, 1), overlap(1, 1, 2)]);
    // Every row its own group in both: N cells, not N².
    let each: Vec<i32> = (0..50_000).collect();
    assert_eq!(ContingencyTable::new(&each, &each).expect("same length").overlaps.len(), 50_000);
    assert_eq!(adjusted_rand(&each, &each), Ok(Some(1.0)));
}

/// ARI by its definition: all pairs, one by one.
fn naive_rand(labels: &[i32], truth: &[i32]) -> f64 {
    let (mut both, mut only_labels, mut only_truth, mut neither) = (0.0, 0.0, 0.0, 0.0);
    for i in 0..labels.len() {
        for j in 0..i {
            *match (labels[i] == labels[j], truth[i] == truth[j]) {
                (true, true) => &mut both,
                (true, false) => &mut only_labels,
                (false, true) => &mut only_truth,
                (false, false) => &mut neither,
            } += 1.0;
        }
    }
    let all: f64 = both + only_labels + only_truth + neither;
    let expected = (both + only_labels) * (both + only_truth) / all;
    let most = (both + only_labels + both + only_truth) / 2.0;
    if only_labels + only_truth == 0.0 { 1.0 } else { (both - expected) / (most - expected) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn external_scores_are_symmetric_bounded_and_blind_to_names(
        pairs in prop::collection::vec((0..5_i32, 0..4_i32), 2..60),
    ) {
        let (found, truth): (Vec<i32>, Vec<i32>) = pairs.into_iter().unzip();
        let rand = adjusted_rand(&found, &truth).expect("same length").expect("rows");
        prop_assert!((rand - naive_rand(&found, &truth)).abs() < 1e-12);
        let information = normalised_mutual_information(&found, &truth).expect("same length").expect("rows");
        let renamed: Vec<i32> = found.iter().map(|label| 40 - 7 * label).collect();
        prop_assert_eq!(adjusted_rand(&truth, &found), Ok(Some(rand)));
        let back = normalised_mutual_information(&truth, &found).expect("same length").expect("rows");
        prop_assert!((back - information).abs() < 1e-12);
        prop_assert_eq!(adjusted_rand(&renamed, &truth), Ok(Some(rand)));
        prop_assert!((-0.5..=1.0).contains(&rand) && (0.0..=1.0).contains(&information));
        let pure = purity(&found, &truth).expect("same length").expect("rows");
        let most = (0..4).map(|label| truth.iter().filter(|other| **other == label).count()).max().expect("labels");
        prop_assert!(pure <= 1.0 && pure >= most as f64 / truth.len() as f64);
    }

    /// The order of rows, a shift and a common factor change no internal score.
    #[test]
    fn internal_scores_do_not_depend_on_place_or_scale(seed in any::<u32>(), power in -8..8_i32) {
        let points = matrix(gauss(40 * 3, seed).into_iter().map(|value| value as f32).collect(), 3);
        let labels: Vec<i32> = (0..40).map(|row| row % 3).collect();
        let backwards: Vec<usize> = (0..40).rev().collect();
        // Powers of two, so that the scaled points are exactly the scaled points.
        let moved = points.select(ndarray::Axis(0), &backwards) * 2.0_f32.powi(power);
        let moved_labels: Vec<i32> = labels.iter().rev().copied().collect();
        let scores = |points: &Array2<f32>, labels: &[i32]| {
            [
                mean_silhouette(points, labels),
                calinski_harabasz(points.view(), labels).expect("finite points"),
                davies_bouldin(points.view(), labels).expect("finite points"),
            ]
            .map(|score| score.expect("three groups"))
        };
        for (a, b) in scores(&points, &labels).into_iter().zip(scores(&moved, &moved_labels)) {
            prop_assert!((a - b).abs() < 1e-10 * a.abs().max(1.0), "{a} {b}");
        }
    }
}
