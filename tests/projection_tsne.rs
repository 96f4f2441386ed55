//! t-SNE against scikit-learn (in `parity`), against a plain twin, and with all that can be odd about points.

#[path = "parity/tsne.rs"]
mod parity;
mod reference_signals;

use ndarray::{Array2, ArrayView2, Axis, s};
use proptest::prelude::*;
use reference_signals::{blobs, gauss};
use songscape::metrics::trustworthiness;
use songscape::neighbours::{NeighbourTable, nearest_rows};
use songscape::projection::ProjectionError;
use songscape::projection::tsne::{
    EXACT_ROWS, Tsne, TsneSettings, TsneStage,
    affinities::{Affinities, conditional_probabilities, perplexity_for},
    barnes_hut::BarnesHut,
    exact::ExactForces,
    neighbours_needed,
};

fn cloud(rows: usize, columns: usize, seed: u32) -> Array2<f32> {
    let values: Vec<f32> = gauss(rows * columns, seed).into_iter().map(|value| value as f32).collect();
    Array2::from_shape_vec((rows, columns), values).expect("whole rows")
}

fn short(iterations: usize) -> TsneSettings {
    TsneSettings { iterations, ..TsneSettings::default() }
}

fn map(points: ArrayView2<'_, f32>, settings: &TsneSettings) -> Array2<f32> {
    Tsne::new(points, settings).expect("finite points").finish()
}

/// Gradient of KL(exaggeration · P, Q), every pair in f64, as the paper writes it.
fn plain_gradient(probabilities: &Array2<f64>, places: &[[f32; 2]], exaggeration: f64) -> Vec<[f64; 2]> {
    let way = |i: usize, j: usize| [0, 1].map(|axis| f64::from(places[i][axis]) - f64::from(places[j][axis]));
    let close = |i, j| 1.0 / (1.0 + way(i, j)[0].powi(2) + way(i, j)[1].powi(2));
    let rows = places.len();
    let pairs = || (0..rows).flat_map(move |i| (0..rows).map(move |j| (i, j))).filter(|(i, j)| i != j);
    let total: f64 = pairs().map(|(i, j)| close(i, j)).sum();
    let mut gradient = vec![[0.0; 2]; rows];
    for (i, j) in pairs() {
        let strength = 4.0 * (exaggeration * probabilities[[i, j]] - close(i, j) / total) * close(i, j);
        let [across, along] = way(i, j);
        gradient[i][0] += strength * across;
        gradient[i][1] += strength * along;
    }
    gradient
}

/// The pulls and pushes on the dot with the most of them, added up whatever their direction: where they are nearly in balance, rounding is
/// small beside these, not beside what is left of them.
fn largest_force(probabilities: &Array2<f64>, places: &[[f32; 2]], exaggeration: f64) -> f64 {
    let way = |i: usize, j: usize| [0, 1].map(|axis| f64::from(places[i][axis]) - f64::from(places[j][axis]));
    let close = |i, j| 1.0 / (1.0 + way(i, j)[0].powi(2) + way(i, j)[1].powi(2));
    let rows = places.len();
    let others = |i: usize| (0..rows).filter(move |&j| j != i);
    let total: f64 = (0..rows).flat_map(|i| others(i).map(move |j| (i, j))).map(|(i, j)| close(i, j)).sum();
    let force = |i, j| {
        let strength = 4.0 * (exaggeration * probabilities[[i, j]] + close(i, j) / total) * close(i, j);
        strength * way(i, j)[0].hypot(way(i, j)[1])
    };
    (0..rows).map(|i| others(i).map(|j| force(i, j)).sum::<f64>()).fold(1e-30, f64::max)
}

/// The largest difference of any slope, as a share of `size`.
fn largest_difference(found: &[[f32; 2]], expected: &[[f64; 2]], size: f64) -> f64 {
    let pairs = found.as_flattened().iter().zip(expected.as_flattened());
    pairs.map(|(&a, &b)| (f64::from(a) - b).abs()).fold(0.0_f64, f64::max) / size
}

#[test]
fn the_rule_of_the_perplexity() {
    for (rows, asked, used) in [
        (1_000, 30.0, 30.0),
        (61, 30.0, 20.0),
        (16, 30.0, 5.0),
        (10, 30.0, 5.0),
        (4, 30.0, 3.0),
        (3, 30.0, 2.0),
        (2, 30.0, 1.0),
        (0, 30.0, 1.0),
        (500, 7.5, 7.5),
        (500, 0.0, 1.0),
        (500, f64::NAN, 1.0),
    ] {
        assert_eq!(perplexity_for(rows, asked), used, "{rows} {asked}");
    }
    assert_eq!(neighbours_needed(EXACT_ROWS, 30.0), EXACT_ROWS - 1);
    assert_eq!(neighbours_needed(EXACT_ROWS + 1, 30.0), 91);
    assert_eq!((neighbours_needed(0, 30.0), neighbours_needed(1, 30.0)), (0, 0));
}

#[test]
fn odd_points_have_maps() {
    let constant_column = {
        let mut points = cloud(12, 3, 5);
        points.column_mut(1).fill(4.0);
        points
    };
    let twins = ndarray::concatenate![Axis(0), cloud(6, 3, 7), cloud(6, 3, 7), cloud(6, 3, 7)];
    let cases = [
        ("none", cloud(0, 3, 1)),
        ("one", cloud(1, 3, 1)),
        ("two", cloud(2, 3, 1)),
        ("three", cloud(3, 3, 1)),
        ("four", cloud(4, 3, 1)),
        ("fewer than three times the perplexity", cloud(20, 3, 1)),
        ("no columns", cloud(7, 0, 1)),
        ("one column", cloud(30, 1, 1)),
        ("very wide", cloud(9, 5_000, 1)),
        ("all equal", Array2::ones((40, 3))),
        ("a constant column", constant_column),
        ("everyone thrice", twins),
        ("huge", cloud(15, 3, 1) * 1e30),
        ("tiny", cloud(15, 3, 1) * 1e-30),
    ];
    for (name, points) in cases {
        let found = map(points.view(), &short(300));
        assert_eq!(found.dim(), (points.nrows(), 2), "{name}");
        assert!(found.iter().all(|value| value.is_finite()), "{name}: {found}");
        for row in 1..points.nrows() {
            assert_ne!(found.row(0), found.row(row), "{name}: no dot hides another");
        }
    }
}

#[test]
fn what_is_not_finite_is_named() {
    let mut points = cloud(5, 3, 1);
    points[[3, 1]] = f32::NAN;
    let refused = Tsne::new(points.view(), &TsneSettings::default()).err();
    assert_eq!(refused, Some(ProjectionError::MapNotFinite { row: 3, column: 1 }));
}

#[test]
fn neighbours_of_other_points_are_refused() {
    let (points, settings) = (cloud(20, 3, 1), TsneSettings::default());
    let refused = |table| Tsne::from_neighbours(points.view(), table, &settings).err();
    let expected = |found| Some(ProjectionError::NeighbourRows { expected: 20, found });
    assert_eq!(refused(nearest_rows(cloud(19, 3, 1).view(), 5)), expected(19));
    assert_eq!(refused(NeighbourTable::default()), expected(0));
    let mut beyond = nearest_rows(points.view(), 5);
    beyond.rows[7] = 20;
    assert_eq!(refused(beyond), expected(20));
    assert_eq!(refused(nearest_rows(points.view(), 5)), None);
}

#[test]
fn neighbours_found_elsewhere_give_the_same_map() {
    for rows in [60, EXACT_ROWS + 5] {
        let (points, settings) = (cloud(rows, 4, 3), short(8));
        let table = nearest_rows(points.view(), neighbours_needed(rows, settings.perplexity));
        let given = Tsne::from_neighbours(points.view(), table, &settings).expect("neighbours of these").finish();
        let found = map(points.view(), &settings);
        if rows > EXACT_ROWS {
            assert_eq!(given, found);
        } else {
            // Distances went through f32 on their way, and each iteration doubles the difference.
            let largest = found.iter().fold(0.0_f32, |largest, place| largest.max(place.abs()));
            let apart = (&given - &found).iter().fold(0.0_f32, |apart, difference| apart.max(difference.abs()));
            assert!(apart < 1e-3 * largest, "{apart} of {largest}");
        }
    }
}

#[test]
fn the_same_songs_give_the_same_bits() {
    for rows in [150, EXACT_ROWS + 5] {
        let points = cloud(rows, 4, 3);
        assert_eq!(map(points.view(), &short(80)), map(points.view(), &short(80)));
        // The seed only parts dots that begin at one place.
        let other = TsneSettings { seed: 7, ..short(80) };
        assert_eq!(map(points.view(), &short(80)), map(points.view(), &other));
    }
}

#[test]
fn a_map_moves_while_it_is_made_and_can_be_left_as_it_is() {
    let points = cloud(EXACT_ROWS + 200, 3, 9);
    let mut tsne = Tsne::new(points.view(), &short(40)).expect("finite points");
    assert_eq!(tsne.divergence(), None);
    let (mut stages, mut frames) = (vec![], vec![]);
    loop {
        stages.push(tsne.stage());
        let (done, total) = tsne.progress();
        assert!(done <= total);
        if tsne.stage() == TsneStage::Descent {
            frames.push(tsne.places());
        }
        if !tsne.step() {
            break;
        }
    }
    assert_eq!(tsne.progress(), (40, 40));
    assert!(!tsne.step(), "what is done stays done");
    stages.dedup();
    assert_eq!(stages, [TsneStage::Neighbours, TsneStage::Affinities, TsneStage::Descent]);
    assert!(frames.len() > 1 && frames.windows(2).all(|pair| pair[0] != pair[1]));
}

/// Scaling the points scales all widths with them: nothing else may change.
#[test]
fn a_map_does_not_depend_on_the_unit() {
    let points = cloud(80, 5, 3);
    let (one, other) = (map(points.view(), &short(40)), map((&points * 1_024.0).view(), &short(40)));
    assert!((&one - &other).iter().all(|difference| difference.abs() < 1e-3));
}

#[test]
fn the_tree_draws_as_good_a_map_as_all_pairs() {
    let rows = EXACT_ROWS + 200;
    let points = Array2::from_shape_vec((rows, 16), blobs(rows, 16, 6, 3.0, 202).0).expect("whole rows");
    let mut worth = [EXACT_ROWS, rows].map(|rows| {
        let points = points.slice(s![..rows, ..]);
        trustworthiness(points, map(points, &short(500)).view(), 15).expect("finite").expect("defined")
    });
    worth.sort_by(f64::total_cmp);
    assert!(worth[0] > 0.9 && worth[1] - worth[0] < 0.02, "{worth:?}");
}

fn entropy(probabilities: &[f64]) -> f64 {
    -probabilities.iter().filter(|share| **share > 0.0).map(|share| share * share.ln()).sum::<f64>()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the distances: shares of 1, falling with the distance, as many as asked for.
    #[test]
    fn every_row_finds_its_width(count in 4..200_usize, seed in any::<u32>(), scale in -30..30_i32, share in 0.1..0.7_f64) {
        let squared: Vec<f64> = gauss(count, seed).iter().map(|value| value.powi(2) * 10.0_f64.powi(scale)).collect();
        let perplexity = (share * count as f64).max(1.5);
        let mut found = Vec::new();
        conditional_probabilities(&squared, perplexity, &mut found);
        prop_assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        prop_assert!((entropy(&found) - perplexity.ln()).abs() < 2e-5, "{} {perplexity}", entropy(&found).exp());
        for pair in squared.iter().zip(&found).collect::<Vec<_>>().windows(2) {
            prop_assert!((pair[0].0 <= pair[1].0) == (pair[0].1 >= pair[1].1) || pair[0].1 == pair[1].1);
        }
    }

    /// Exact forces, and the tree with θ = 0 and 0.5, against the plain twin.
    #[test]
    fn forces_are_those_of_the_plain_twin(rows in 2..130_usize, seed in any::<u32>(), scale in -4..2_i32, twins in any::<bool>()) {
        let points = cloud(rows, 3, seed);
        let mut places: Vec<[f32; 2]> = gauss(2 * rows, seed.wrapping_add(9))
            .chunks(2)
            .map(|pair| [0, 1].map(|axis| (pair[axis] * 10.0_f64.powi(scale)) as f32))
            .collect();
        if twins {
            // Dots on top of each other, more than a leaf holds.
            let first = places[0];
            places[..rows / 2].fill(first);
        }
        let table = nearest_rows(points.view(), rows - 1);
        let conditional: Vec<f32> = (0..rows).flat_map(|row| {
            let squared: Vec<f64> = table.of(row).map(|(_, distance)| f64::from(distance).powi(2)).collect();
            let mut shares = Vec::new();
            conditional_probabilities(&squared, perplexity_for(rows, 10.0), &mut shares);
            shares.into_iter().map(|share| share as f32)
        }).collect();
        let mut dense = Array2::zeros((rows, rows));
        for row in 0..rows {
            for (place, (neighbour, _)) in table.of(row).enumerate() {
                dense[[row, neighbour]] = conditional[row * table.count + place];
            }
        }
        let sum: f64 = 2.0 * dense.iter().copied().map(f64::from).sum::<f64>();
        let joint = (&dense + &dense.t()).mapv(|share| f64::from(share) / sum);
        for exaggeration in [1.0_f32, 12.0] {
            let expected = plain_gradient(&joint, &places, f64::from(exaggeration));
            let mut found = vec![[0.0; 2]; rows];
            let size = largest_force(&joint, &places, f64::from(exaggeration));
            ExactForces::new(dense.view()).gradient(&places, exaggeration, &mut found);
            let difference = largest_difference(&found, &expected, size);
            prop_assert!(difference < 2e-4, "exact {difference}");
            let affinities = Affinities::symmetric(&table, &conditional);
            for (angle, tolerance) in [(0.0, 2e-4), (0.5, 0.03)] {
                BarnesHut::new(affinities.clone(), angle).gradient(&places, exaggeration, &mut found);
                let difference = largest_difference(&found, &expected, size);
                prop_assert!(difference < tolerance, "tree {angle}: {difference}");
            }
        }
    }
}
