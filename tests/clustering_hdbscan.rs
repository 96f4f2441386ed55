//! HDBSCAN against scikit-learn's figures (in `parity`), against its steps written out on all pairs, and at its edges.

#[path = "parity/clusters.rs"]
mod parity;
mod reference_signals;

use std::collections::BTreeSet;

use kodama::Method;
use ndarray::{Array2, Axis, array};
use parity::densities;
use proptest::prelude::*;
use reference_signals::gauss;
use songscape::clustering::{ClusteringError, Hdbscan, HdbscanSearch, group_count, hdbscan, number_by_size};
use songscape::metrics::adjusted_rand;
use songscape::metrics::distance::squared_distance;

fn cloud(rows: usize, columns: usize, seed: u32) -> Array2<f32> {
    let values = gauss(rows * columns, seed).into_iter().map(|value| value as f32).collect();
    Array2::from_shape_vec((rows, columns), values).expect("whole rows")
}

/// A group of the twin: its rows, the λ it begins with, the rows that fall out with their λ, and its halves.
struct Group {
    birth: f64,
    fallen: Vec<(usize, f64)>,
    halves: Vec<Group>,
    stability: f64,
}

/// Rows below a node of kodama's tree.
fn below(tree: &kodama::Dendrogram<f64>, node: usize) -> Vec<usize> {
    let rows = tree.observations();
    if node < rows {
        return vec![node];
    }
    let step = &tree[node - rows];
    [below(tree, step.cluster1), below(tree, step.cluster2)].concat()
}

/// Follows a group down until it splits in two halves that are both large enough, or has fallen apart.
fn follow(tree: &kodama::Dendrogram<f64>, mut node: usize, birth: f64, least: usize) -> Group {
    let rows = tree.observations();
    let mut group = Group { birth, fallen: vec![], halves: vec![], stability: 0.0 };
    loop {
        let step = &tree[node - rows];
        let lambda = 1.0 / step.dissimilarity;
        let sides = [step.cluster1, step.cluster2].map(|side| (side, below(tree, side)));
        let large: Vec<usize> = sides.iter().filter(|(_, rows)| rows.len() >= least).map(|(side, _)| *side).collect();
        for (_, rows) in &sides {
            if large.len() == 2 || rows.len() < least {
                group.stability += (lambda - birth) * rows.len() as f64;
            }
            if rows.len() < least {
                group.fallen.extend(rows.iter().map(|&row| (row, lambda)));
            }
        }
        match large[..] {
            [one, other] => group.halves = vec![follow(tree, one, lambda, least), follow(tree, other, lambda, least)],
            [one] => {
                node = one;
                continue;
            }
            _ => {}
        }
        return group;
    }
}

/// All rows with the λ at which they fell out of the group or one within it.
fn members(group: &Group) -> Vec<(usize, f64)> {
    group.fallen.iter().copied().chain(group.halves.iter().flat_map(members)).collect()
}

/// The most stable groups within a group, itself allowed or not; and their stability.
fn choose(group: &Group, itself: bool) -> (Vec<&Group>, f64) {
    let halves: Vec<_> = group.halves.iter().map(|half| choose(half, true)).collect();
    let together: f64 = halves.iter().map(|(_, stability)| stability).sum();
    if itself && together <= group.stability {
        return (vec![group], group.stability);
    }
    (halves.into_iter().flat_map(|(groups, _)| groups).collect(), together)
}

/// The twin: mutual reachability of all pairs, kodama's single linkage, then the definitions.
fn twin(points: &Array2<f32>, least: usize) -> Hdbscan {
    let rows = points.nrows();
    let distance = |a: usize, b: usize| squared_distance(points.row(a), points.row(b)).sqrt();
    let core = |row: usize| {
        let mut all: Vec<f64> = (0..rows).map(|other| distance(row, other)).collect();
        all.sort_by(f64::total_cmp);
        all[least.min(rows) - 1]
    };
    let cores: Vec<f64> = (0..rows).map(core).collect();
    let mut pairs: Vec<f64> = (0..rows)
        .flat_map(|a| (a + 1..rows).map(move |b| (a, b)))
        .map(|(a, b)| distance(a, b).max(cores[a]).max(cores[b]))
        .collect();
    let tree = kodama::linkage(&mut pairs, rows, Method::Single);
    let whole = follow(&tree, 2 * rows - 2, 0.0, least);
    let mut labels = vec![-1; rows];
    let mut memberships = vec![0.0; rows];
    for (label, group) in (0..).zip(choose(&whole, false).0) {
        let own = group.fallen.iter().map(|&(_, lambda)| lambda).chain(group.halves.iter().map(|half| half.birth));
        let death = own.fold(0.0, f64::max);
        for (row, lambda) in members(group) {
            labels[row] = label;
            memberships[row] = (lambda.min(death) / death) as f32;
        }
    }
    number_by_size(&mut labels);
    Hdbscan { labels, memberships }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_agrees_with_the_definitions(rows in 4..120_usize, columns in 1..20_usize, least in 2..9_usize, heaps in 1..5_usize, seed in any::<u32>()) {
        let mut points = cloud(rows, columns, seed);
        for (row, mut point) in points.outer_iter_mut().enumerate() {
            point += (row % heaps) as f32 * 4.0;
        }
        let found = hdbscan(points.view(), least).expect("finite points");
        let expected = twin(&points, least);
        prop_assert_eq!(&found.labels, &expected.labels);
        for (found, expected) in found.memberships.iter().zip(&expected.memberships) {
            prop_assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        }
    }

    /// Groups are large enough, memberships lie between 0 and 1, noise has none, every group has a row at its heart; also where rows are equal.
    #[test]
    fn a_grouping_is_sound(rows in 0..150_usize, columns in 1..4_usize, least in 2..12_usize, grid in 1..9_u32, seed in any::<u32>()) {
        let points = cloud(rows, columns, seed).mapv(|value| (value * grid as f32).round());
        let found = hdbscan(points.view(), least).expect("finite points");
        prop_assert_eq!((found.labels.len(), found.memberships.len()), (rows, rows));
        let groups: BTreeSet<i32> = found.labels.iter().copied().filter(|&label| label >= 0).collect();
        prop_assert_ne!(groups.len(), 1);
        for group in groups {
            let of_group = || found.labels.iter().zip(&found.memberships).filter(|(label, _)| **label == group);
            prop_assert!(of_group().count() >= least);
            prop_assert!(of_group().any(|(_, &membership)| membership == 1.0));
        }
        for (&label, &membership) in found.labels.iter().zip(&found.memberships) {
            prop_assert!((0.0..=1.0).contains(&membership) && (label >= 0 || membership == 0.0));
        }
    }
}

#[test]
fn order_and_scale_do_not_matter() {
    let points = densities();
    let plain = hdbscan(points.view(), 8).expect("finite points");
    for (shift, power) in [(7, 3), (151, -20), (299, 30)] {
        let turned: Vec<usize> = (0..300).map(|row| (row + shift) % 300).collect();
        let moved = points.select(Axis(0), &turned) * 2.0_f32.powi(power);
        let moved = hdbscan(moved.view(), 8).expect("finite points");
        let expected: Vec<i32> = turned.iter().map(|&row| plain.labels[row]).collect();
        // But for a row as near to one group as to another, which may go to either.
        let agreement = adjusted_rand(&moved.labels, &expected).expect("as many labels").expect("groups");
        assert!(agreement > 0.98, "{shift}: {agreement}");
    }
}

#[test]
fn steps_report_progress() {
    let points = cloud(1_500, 60, 3);
    let mut search = HdbscanSearch::new(points.view(), 5).expect("finite points");
    assert_eq!(search.clone().finish().labels, vec![-1; 1_500]);
    let mut before = 0;
    let mut steps = 0;
    while search.step().expect("it goes on") {
        let (done, total) = search.progress();
        assert!(done > before && total == 2_999);
        before = done;
        steps += 1;
    }
    assert!(steps > 5, "{steps}");
    assert_eq!(search.progress(), (2_999, 2_999));
    assert_eq!(search.finish(), hdbscan(points.view(), 5).expect("finite points"));
}

#[test]
fn few_equal_flat_and_wide_rows() {
    let labels = |points: Array2<f32>, least| hdbscan(points.view(), least).expect("finite points").labels;
    assert_eq!(labels(Array2::zeros((0, 3)), 5), Vec::<i32>::new());
    assert_eq!(labels(array![[1.0, 2.0]], 5), [-1]);
    assert_eq!(labels(array![[1.0, 2.0], [3.0, 4.0]], 2), [-1, -1]);
    assert_eq!(labels(Array2::ones((4, 3)), 5), vec![-1; 4]);
    assert_eq!(labels(Array2::zeros((20, 0)), 5).len(), 20);
    // Two places, many rows in each: infinitely dense, and as clear as can be.
    let places = Array2::from_shape_fn((20, 3), |(row, _)| (row % 2) as f32);
    let found = hdbscan(places.view(), 5).expect("finite points");
    assert_eq!(found.labels, (0..20).map(|row| row % 2).collect::<Vec<i32>>());
    assert_eq!(found.memberships, vec![1.0; 20]);
    let wide = Array2::from_shape_fn((30, 5_000), |(row, _)| (row % 3) as f32 * 5.0) + cloud(30, 5_000, 2);
    assert_eq!(group_count(&labels(wide, 5)), 3);
    let far =
        Array2::from_shape_fn((20, 2), |(row, column)| (row % 2 * 2) as f32 * 1e38 + (row * 2 + column) as f32 * 1e36);
    assert_eq!(group_count(&labels(far, 5)), 2);
}

#[test]
fn wrong_input_is_named() {
    let mut points = cloud(5, 2, 1);
    for min_cluster_size in [0, 1] {
        let refused = ClusteringError::GroupsTooSmall { min_cluster_size };
        assert_eq!(hdbscan(points.view(), min_cluster_size), Err(refused));
    }
    points[[3, 1]] = f32::NAN;
    assert_eq!(hdbscan(points.view(), 5), Err(ClusteringError::PointNotFinite { row: 3, column: 1 }));
}
