//! The PCA map, and maps laid over the map before.

mod reference_signals;

use ndarray::{Array2, array};
use proptest::prelude::*;
use reference_signals::{blobs, gauss};
use songscape::projection::{ProjectionError, align, pca_map};

fn cloud(rows: usize, columns: usize, seed: u32) -> Array2<f32> {
    let values: Vec<f32> = gauss(rows * columns, seed).into_iter().map(|value| value as f32).collect();
    Array2::from_shape_vec((rows, columns), values).expect("whole rows")
}

fn way(a: &Array2<f32>, b: &Array2<f32>) -> f64 {
    (a - b).iter().map(|difference| f64::from(*difference).powi(2)).sum()
}

#[test]
fn the_map_is_the_two_strongest_components() {
    let (values, _) = blobs(120, 8, 4, 0.8, 101);
    let map = pca_map(Array2::from_shape_vec((120, 8), values).expect("whole rows").view()).expect("finite points");
    let [first, second] = map.variance_shown.expect("there is variance");
    // As in the reference figures of this set.
    assert!((first - 0.540_930_1).abs() < 1e-6 && (second - 0.277_415_4).abs() < 1e-6);
    assert!((map.places[[0, 0]].abs() - 7.005_934).abs() < 1e-5);
    assert!((map.places[[0, 1]].abs() - 5.113_791).abs() < 1e-5);
}

#[test]
fn any_shape_has_a_map() {
    for (rows, columns) in [(0, 0), (0, 4), (1, 1), (1, 3), (2, 1), (2, 5), (3, 0), (4, 1), (5, 2)] {
        let map = pca_map(cloud(rows, columns, 1).view()).expect("finite points");
        assert_eq!(map.places.dim(), (rows, 2));
        assert!(map.places.iter().all(|value| value.is_finite()));
        assert_eq!(map.variance_shown.is_some(), rows > 1 && columns > 0);
    }
    let equal = pca_map(Array2::ones((6, 3)).view()).expect("equal rows");
    assert_eq!((equal.places, equal.variance_shown), (Array2::zeros((6, 2)), None));
    let refused = pca_map(array![[f32::NAN]].view());
    assert_eq!(refused, Err(ProjectionError::MapNotFinite { row: 0, column: 0 }));
}

#[test]
fn flipped_and_swapped_axes_are_turned_back() {
    let old = cloud(30, 2, 4);
    let old = &old - &old.mean_axis(ndarray::Axis(0)).expect("rows");
    for (turn, name) in [
        (array![[-1.0_f32, 0.0], [0.0, 1.0]], "flipped"),
        (array![[0.0, 1.0], [1.0, 0.0]], "swapped"),
        (array![[-1.0, 0.0], [0.0, -1.0]], "half a turn"),
        (array![[0.6, 0.8], [-0.8, 0.6]], "turned"),
        (array![[1.0, 0.0], [0.0, 1.0]], "as it was"),
    ] {
        let back = align(old.view(), (old.dot(&turn) + 5.0).view()).expect("same rows");
        assert!(way(&back, &old) < 1e-9, "{name}: {}", way(&back, &old));
    }
}

#[test]
fn few_and_coinciding_dots() {
    assert_eq!(align(Array2::zeros((0, 2)).view(), Array2::zeros((0, 2)).view()), Ok(Array2::zeros((0, 2))));
    assert_eq!(align(array![[3.0, 4.0]].view(), array![[9.0, 9.0]].view()), Ok(array![[3.0, 4.0]]));
    let spread = array![[0.0_f32, 0.0], [2.0, 0.0]];
    let together = array![[1.0_f32, 1.0], [1.0, 1.0]];
    assert_eq!(align(together.view(), spread.view()), Ok(array![[0.0, 1.0], [2.0, 1.0]]));
}

#[test]
fn wrong_maps_are_named() {
    let (three, two) = (Array2::<f32>::zeros((3, 2)), Array2::<f32>::zeros((2, 2)));
    assert_eq!(align(three.view(), two.view()), Err(ProjectionError::MapRows { expected: 3, found: 2 }));
    let wide = Array2::<f32>::zeros((3, 3));
    assert_eq!(align(three.view(), wide.view()), Err(ProjectionError::MapColumns { expected: 2, found: 3 }));
    let refused = align(two.view(), array![[0.0, 0.0], [f32::INFINITY, 0.0]].view());
    assert_eq!(refused, Err(ProjectionError::MapNotFinite { row: 1, column: 0 }));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Distances within the map stay, and no other turn or mirroring (tried in steps of a degree) brings it nearer.
    #[test]
    fn the_best_of_all_turns(rows in 2..20_usize, seed in any::<u32>()) {
        let (old, new) = (cloud(rows, 2, seed), cloud(rows, 2, seed.wrapping_add(77)) * 2.0 + 3.0);
        let found = align(old.view(), new.view()).expect("same rows");
        for i in 1..rows {
            let apart = |map: &Array2<f32>| way(&map.row(i).to_owned().insert_axis(ndarray::Axis(0)), &map.row(0).to_owned().insert_axis(ndarray::Axis(0))).sqrt();
            prop_assert!((apart(&found) - apart(&new)).abs() < 1e-4);
        }
        let best = way(&found, &old);
        let centre = old.mean_axis(ndarray::Axis(0)).expect("rows");
        let loose = &new - &new.mean_axis(ndarray::Axis(0)).expect("rows");
        for degree in 0..360 {
            let (sine, cosine) = (degree as f32).to_radians().sin_cos();
            for turn in [array![[cosine, sine], [-sine, cosine]], array![[cosine, sine], [sine, -cosine]]] {
                prop_assert!(best <= way(&(loose.dot(&turn) + &centre), &old) + 1e-3);
            }
        }
    }
}
