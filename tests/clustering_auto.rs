//! The number of groups chosen by silhouette.

mod reference_signals;

use ndarray::{Array2, array};
use reference_signals::{blobs, gauss};
use songscape::clustering::{AutoClusters, ClusteringError, LARGEST_AUTO, auto, kmeans};
use songscape::metrics::silhouette;

fn matrix(values: Vec<f32>, columns: usize) -> Array2<f32> {
    Array2::from_shape_vec((values.len() / columns, columns), values).expect("whole rows")
}

#[test]
fn it_finds_the_groups_that_are_there() {
    for (points, clusters) in [
        (matrix(blobs(120, 8, 4, 0.8, 101).0, 8), 4),
        (matrix(blobs(150, 16, 6, 3.0, 202).0, 16), 6),
        (matrix(blobs(60, 3, 2, 0.3, 5).0, 3), 2),
    ] {
        let choice = auto(points.view(), 42).expect("finite points");
        assert_eq!(choice.chosen.clusters, clusters);
        assert_eq!(choice.chosen, kmeans(points.view(), clusters, 42).expect("finite points"));
        assert_eq!(choice.scored_rows, points.nrows());
        assert_eq!(choice.candidates.len(), LARGEST_AUTO - 1);
        for candidate in &choice.candidates {
            let grouping = kmeans(points.view(), candidate.clusters, 42).expect("finite points");
            let score = silhouette(points.view(), &grouping.labels).expect("finite points").map(|score| score.mean);
            assert_eq!(candidate.silhouette, score);
            // The same squares, added in another order.
            assert!((candidate.inertia / grouping.inertia - 1.0).abs() < 1e-12);
        }
    }
}

#[test]
fn one_seed_one_answer_and_steps_are_the_whole() {
    let points = matrix(blobs(150, 16, 6, 3.0, 202).0, 16);
    let mut search = AutoClusters::new(points.view(), 7).expect("finite points");
    let mut tried = Vec::new();
    while let Some(candidate) = search.step().expect("finite points") {
        tried.push(candidate.clusters);
    }
    assert_eq!(tried, (2..=LARGEST_AUTO).collect::<Vec<_>>());
    assert_eq!(search.finish(), auto(points.view(), 7).expect("finite points"));
}

#[test]
fn few_rows_and_equal_rows_are_one_group() {
    for rows in 0..3 {
        let choice = auto(Array2::from_shape_fn((rows, 2), |(row, _)| row as f32).view(), 0).expect("few rows");
        assert_eq!(choice.chosen.clusters, rows.min(1));
        assert!(choice.candidates.is_empty());
    }
    let equal = auto(Array2::ones((20, 3)).view(), 0).expect("equal rows");
    assert_eq!((equal.chosen.clusters, equal.chosen.labels), (1, vec![0; 20]));
    assert!(equal.candidates.iter().all(|candidate| candidate.silhouette.is_none()));
    let three = auto(array![[0.0_f32], [0.1], [9.0]].view(), 0).expect("three rows");
    assert_eq!((three.chosen.labels, three.candidates.len()), (vec![0, 0, 1], 1));
    // Two different places: every k above 2 finds the same two groups, and the smallest is named.
    let two = auto(array![[0.0_f32], [0.0], [4.0], [4.0], [0.0]].view(), 0).expect("duplicates");
    assert_eq!((two.chosen.clusters, two.candidates[0].silhouette), (2, Some(1.0)));
}

#[test]
fn a_value_that_is_no_number_is_named() {
    let refused = auto(array![[0.0_f32, f32::NAN]].view(), 0);
    assert_eq!(refused, Err(ClusteringError::PointNotFinite { row: 0, column: 1 }));
}

#[test]
fn large_sets_are_scored_over_a_sample_that_agrees_with_the_whole() {
    let (values, _) = blobs(6_000, 4, 3, 1.0, 11);
    let points = matrix(values, 4);
    let choice = auto(points.view(), 1).expect("finite points");
    assert_eq!(choice.scored_rows, 4_000);
    let whole = |clusters| {
        let labels = kmeans(points.view(), clusters, 1).expect("finite points").labels;
        silhouette(points.view(), &labels).expect("finite points").expect("groups").mean
    };
    for candidate in &choice.candidates[..3] {
        let sampled = candidate.silhouette.expect("groups");
        // Standard deviation of one value is below 0.2: over 4,000 of 6,000 rows that of the mean is below 0.003.
        let difference = (whole(candidate.clusters) - sampled).abs();
        assert!(difference < 0.009, "k = {}: {difference}", candidate.clusters);
        assert!(difference > 0.0, "a sample is not the whole");
        assert!(whole(choice.chosen.clusters) >= whole(candidate.clusters));
    }
}

#[test]
fn noise_without_structure_scores_low() {
    let values: Vec<f32> = gauss(400 * 8, 3).into_iter().map(|value| value as f32).collect();
    let choice = auto(matrix(values, 8).view(), 42).expect("finite points");
    assert!(choice.candidates.iter().all(|candidate| candidate.silhouette.expect("defined") < 0.2));
}
