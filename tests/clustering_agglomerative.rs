//! Hierarchies against scikit-learn's figures (in `parity`), against `kodama` on the matrix of all pairs, and what must hold for any tree.

#[path = "parity/clusters.rs"]
mod parity;
mod reference_signals;

use kodama::Method;
use ndarray::{Array2, Axis, array};
use parity::same_groups;
use proptest::prelude::*;
use reference_signals::gauss;
use songscape::clustering::{
    Agglomeration, ClusteringError, Dendrogram, Linkage, agglomerate, group_count, matrix_bytes,
};
use songscape::metrics::distance::squared_distance;

const ALL: [(Linkage, Method); 4] = [
    (Linkage::Ward, Method::Ward),
    (Linkage::Complete, Method::Complete),
    (Linkage::Average, Method::Average),
    (Linkage::Single, Method::Single),
];

fn cloud(rows: usize, columns: usize, seed: u32) -> Array2<f32> {
    let values = gauss(rows * columns, seed).into_iter().map(|value| value as f32).collect();
    Array2::from_shape_vec((rows, columns), values).expect("whole rows")
}

/// The twin: kodama in f64 on all pairs. Left, right, height, size of each merge, ordered by height.
fn twin(points: &Array2<f32>, method: Method) -> Vec<(usize, usize, f64, usize)> {
    let rows = points.nrows();
    let mut pairs: Vec<f64> = (0..rows)
        .flat_map(|a| (a + 1..rows).map(move |b| (a, b)))
        .map(|(a, b)| squared_distance(points.row(a), points.row(b)).sqrt())
        .collect();
    let tree = kodama::linkage(&mut pairs, rows, method);
    tree.steps().iter().map(|step| (step.cluster1, step.cluster2, step.dissimilarity, step.size)).collect()
}

/// A tree has N − 1 merges, upwards, each of two groups that exist and are not merged yet, and its sizes are theirs.
fn is_a_tree(tree: &Dendrogram) {
    let rows = tree.rows;
    assert_eq!(tree.merges.len(), rows.saturating_sub(1));
    let mut merged = vec![false; 2 * rows];
    let mut sizes = vec![1; rows];
    let mut below = 0.0;
    for (place, merge) in tree.merges.iter().enumerate() {
        assert!(merge.left < merge.right && merge.right < rows + place);
        assert!(merge.height.is_finite() && merge.height >= below, "{} {below}", merge.height);
        below = merge.height;
        for group in [merge.left, merge.right] {
            assert!(!merged[group]);
            merged[group] = true;
        }
        sizes.push(sizes[merge.left] + sizes[merge.right]);
        assert_eq!(merge.size, sizes[rows + place]);
    }
    let mut order = tree.leaf_order();
    order.sort_unstable();
    assert_eq!(order, (0..rows).collect::<Vec<_>>());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// Same heights, and the same groups wherever the tree can be cut clear of ties.
    #[test]
    fn it_agrees_with_kodama(rows in 2..90_usize, columns in 1..40_usize, power in -20..20_i32, away in 0..3_u32, seed in any::<u32>()) {
        let points = (cloud(rows, columns, seed) + 100.0 * away as f32) * 2.0_f32.powi(power);
        for (linkage, method) in ALL {
            let tree = agglomerate(points.view(), linkage).expect("finite points");
            is_a_tree(&tree);
            let expected = twin(&points, method);
            // Ward and single linkage measure in f64. Average linkage rounds to f32 (6e-8) at each of up to 90 merges.
            let tolerance = if matches!(linkage, Linkage::Ward | Linkage::Single) { 1e-9 } else { 2e-6 };
            for (merge, (_, _, height, _)) in tree.merges.iter().zip(&expected) {
                prop_assert!((merge.height - height).abs() <= tolerance * height, "{linkage:?} {} {height}", merge.height);
            }
            let found: Vec<(usize, usize, f64, usize)> =
                tree.merges.iter().map(|merge| (merge.left, merge.right, merge.height, merge.size)).collect();
            let clear = |place: usize| expected[place].2 - expected[place - 1].2 > 1e-5 * expected[place].2;
            if (1..expected.len()).all(clear) {
                for (found, expected) in found.iter().zip(&expected) {
                    prop_assert_eq!((found.0, found.1, found.3), (expected.0, expected.1, expected.3));
                }
            }
        }
    }

    /// With rows that are equal or equally far, the heights are still those of kodama for the linkages in which ties cannot change them.
    #[test]
    fn ties_are_no_trouble(rows in 1..60_usize, columns in 1..4_usize, values in 1..4_u32, seed in any::<u32>()) {
        let points = cloud(rows, columns, seed).mapv(|value| (value * values as f32).round());
        for (linkage, method) in ALL {
            let tree = agglomerate(points.view(), linkage).expect("finite points");
            is_a_tree(&tree);
            if linkage == Linkage::Single {
                for (merge, (_, _, height, _)) in tree.merges.iter().zip(twin(&points, method)) {
                    prop_assert!((merge.height - height).abs() <= 1e-12 * height);
                }
            }
            // Equal rows come together first, whatever the linkage.
            let mut different: Vec<Vec<i32>> = points.outer_iter().map(|row| row.iter().map(|&v| v as i32).collect()).collect();
            different.sort_unstable();
            different.dedup();
            prop_assert_eq!(tree.groups_at(0.0), different.len());
        }
    }

    /// Neither the order of the rows nor where they lie nor their unit changes the groups.
    #[test]
    fn order_place_and_scale_do_not_matter(shift in 1..59_usize, power in -30..30_i32, seed in any::<u32>()) {
        let points = cloud(60, 5, seed);
        let turned: Vec<usize> = (0..60).map(|row| (row + shift) % 60).collect();
        for (linkage, _) in ALL {
            let plain = agglomerate(points.view(), linkage).expect("finite points");
            let moved = points.select(Axis(0), &turned) * 2.0_f32.powi(power);
            let moved = agglomerate(moved.view(), linkage).expect("finite points");
            let expected: Vec<i32> = turned.iter().map(|&row| plain.cut(4)[row]).collect();
            let gap = plain.merges[56].height - plain.merges[55].height;
            prop_assume!(gap > 1e-5 * plain.merges[56].height);
            prop_assert!(same_groups(&moved.cut(4), &expected), "{linkage:?}");
        }
    }
}

#[test]
fn close_groups_far_from_the_origin_are_told_apart() {
    // Centring leaves f32 with four digits for the inside of either heap: the chain has to measure in f64.
    let mut points = cloud(80, 3, 4) * 1e-3;
    points.slice_mut(ndarray::s![40.., ..]).mapv_inplace(|value| value + 8.0);
    let tree = agglomerate(points.view(), Linkage::Ward).expect("finite points");
    for (merge, (left, right, height, _)) in tree.merges.iter().zip(twin(&points, Method::Ward)) {
        assert_eq!((merge.left, merge.right), (left, right));
        assert!((merge.height - height).abs() <= 1e-8 * height);
    }
}

#[test]
fn hundreds_of_rows_and_of_columns() {
    for (rows, columns) in [(700, 3), (60, 700)] {
        let points = cloud(rows, columns, 77);
        for (linkage, method) in ALL {
            let tree = agglomerate(points.view(), linkage).expect("finite points");
            is_a_tree(&tree);
            for (merge, (_, _, height, _)) in tree.merges.iter().zip(twin(&points, method)) {
                assert!((merge.height - height).abs() <= 5e-6 * height, "{linkage:?} {} {height}", merge.height);
            }
        }
    }
}

#[test]
fn cuts_fit_together() {
    let tree = agglomerate(cloud(50, 4, 8).view(), Linkage::Ward).expect("finite points");
    for clusters in 1..=50 {
        let labels = tree.cut(clusters);
        assert_eq!(group_count(&labels), clusters);
        if clusters > 1 {
            // Just below the merge that is the first to be undone.
            let undone = tree.merges[50 - clusters];
            assert!(same_groups(&tree.cut_at(undone.height * (1.0 - 1e-12)), &labels));
            assert_eq!(tree.groups_at(undone.height), clusters - 1);
        }
    }
    assert_eq!(tree.cut(0), vec![0; 50]);
    assert_eq!(group_count(&tree.cut(99)), 50);
    assert_eq!((tree.groups_at(-1.0), tree.groups_at(f64::INFINITY)), (50, 1));
    // Every group lies side by side in the order of the leaves.
    let order = tree.leaf_order();
    let labels = tree.cut(5);
    let changes = order.windows(2).filter(|pair| labels[pair[0]] != labels[pair[1]]).count();
    assert_eq!(changes, 4);
}

#[test]
fn steps_report_progress_and_may_be_left_at_any_time() {
    let points = cloud(400, 33, 3);
    for (linkage, _) in ALL {
        let mut search = Agglomeration::new(points.view(), linkage).expect("finite points");
        let mut before = search.progress();
        assert!(search.clone().finish().merges.len() < 399);
        while search.step().expect("it goes on") {
            let now = search.progress();
            assert!(now.0 > before.0 && now.1 == before.1);
            before = now;
        }
        assert_eq!(search.progress().0, search.progress().1);
        assert_eq!(search.finish(), agglomerate(points.view(), linkage).expect("finite points"));
    }
}

#[test]
fn few_equal_flat_and_extreme_rows() {
    for (linkage, _) in ALL {
        let tree = |points: Array2<f32>| agglomerate(points.view(), linkage).expect("finite points");
        assert_eq!(tree(Array2::zeros((0, 3))), Dendrogram { rows: 0, merges: vec![] });
        assert_eq!(tree(Array2::zeros((0, 3))).cut(3), Vec::<i32>::new());
        assert_eq!(tree(array![[1.0, 2.0]]).cut(3), [0]);
        let two = tree(array![[0.0, 0.0], [3.0, 4.0]]);
        assert_eq!((two.merges[0].left, two.merges[0].right, two.merges[0].size), (0, 1, 2));
        assert!((two.merges[0].height - 5.0).abs() < 1e-12);
        for equal in [Array2::ones((40, 3)), Array2::zeros((40, 0))] {
            let tree = tree(equal);
            is_a_tree(&tree);
            assert_eq!(tree.groups_at(0.0), 1);
        }
        for scale in [1e-38_f32, 1e-25, 1.0, 1e20, 1e38] {
            let apart = tree(array![[1.0, 0.0], [1.1, 0.0], [-1.0, 0.3], [-1.1, 0.3]] * scale);
            is_a_tree(&apart);
            // Below 1e-38, complete and average linkage keep too few digits of a distance to tell.
            if scale > 1e-38 {
                assert_eq!(apart.cut(2), [0, 0, 1, 1], "{linkage:?} {scale}");
            }
        }
        // One column constant, one song far out.
        let out = tree(array![[1.0, 7.0], [2.0, 7.0], [4.0, 7.0], [1e30, 7.0]]);
        assert_eq!(out.cut(2), [0, 0, 0, 1]);
        is_a_tree(&tree(cloud(20, 5_000, 1)));
    }
}

#[test]
fn wrong_input_is_named() {
    let mut points = Array2::<f32>::zeros((4, 3));
    points[[2, 1]] = f32::NAN;
    for (linkage, _) in ALL {
        let refused = agglomerate(points.view(), linkage);
        assert_eq!(refused, Err(ClusteringError::PointNotFinite { row: 2, column: 1 }));
    }
}

#[test]
fn memory_and_names() {
    assert_eq!(matrix_bytes(Linkage::Ward, 20_000), 0);
    assert_eq!(matrix_bytes(Linkage::Single, 20_000), 0);
    assert_eq!(matrix_bytes(Linkage::Complete, 20_000), 799_960_000);
    assert_eq!(matrix_bytes(Linkage::Average, 0), 0);
    let names: Vec<String> =
        ALL.iter().map(|(linkage, _)| serde_json::to_string(linkage).expect("it serialises")).collect();
    assert_eq!(names, ["\"ward\"", "\"complete\"", "\"average\"", "\"single\""]);
    let read: Linkage = serde_json::from_str("\"average\"").expect("a linkage");
    assert_eq!(read, Linkage::Average);
}
