//! Scaling and one-hot columns: what must always hold.

mod reference_signals;

use ndarray::{Array2, Axis, array};
use proptest::prelude::*;
use reference_signals::gauss;
use songscape::features::{FeatureError, Scaling, Standardize, one_hot, standardize};

const EVERY_WAY: [Standardize; 3] = [Standardize::Column, Standardize::Global, Standardize::None];

#[test]
fn columns_and_global_follow_their_formulas() {
    let table = array![[1.0_f32, 10.0], [3.0, 10.0], [5.0, 40.0]];
    let mut columns = table.clone();
    let scaling = standardize(&mut columns, Standardize::Column).unwrap();
    // Deviations √(8/3) and √200, as numpy's std gives them.
    let (a, b) = ((8.0_f64 / 3.0).sqrt(), 200.0_f64.sqrt());
    assert_eq!(scaling.mean, array![3.0, 20.0]);
    assert!((&scaling.deviation - &array![a, b]).iter().all(|v| v.abs() < 1e-12));
    for (row, expected) in [(0, [-2.0 / a, -10.0 / b]), (2, [2.0 / a, 20.0 / b])] {
        for (value, expected) in columns.row(row).iter().zip(expected) {
            assert!((f64::from(*value) - expected).abs() < 1e-6);
        }
    }
    let mut global = table.clone();
    standardize(&mut global, Standardize::Global).unwrap();
    let common = ((8.0_f64 / 3.0 + 200.0) / 2.0).sqrt();
    assert!((f64::from(global[[2, 1]]) - 20.0 / common).abs() < 1e-6);
    assert!((f64::from(global[[0, 0]]) + 2.0 / common).abs() < 1e-6);

    let mut unchanged = table.clone();
    standardize(&mut unchanged, Standardize::None).unwrap();
    assert_eq!(unchanged, table);
}

#[test]
fn constant_columns_and_tables_of_no_or_one_row_become_zero_not_nan() {
    for value in [0.0_f32, 0.1, -1e6, 1e30, 1e-40] {
        for how in [Standardize::Column, Standardize::Global] {
            let mut table = Array2::from_elem((7, 3), value);
            standardize(&mut table, how).unwrap();
            assert!(table.iter().all(|&v| v == 0.0), "{value} {how:?}");
        }
    }
    for how in EVERY_WAY {
        for shape in [(0, 3), (3, 0), (0, 0)] {
            let mut table = Array2::<f32>::zeros(shape);
            assert_eq!(standardize(&mut table, how).unwrap().mean.len(), shape.1);
        }
    }
    let mut one = array![[4.0_f32, -2.0]];
    standardize(&mut one, Standardize::Column).unwrap();
    assert_eq!(one, array![[0.0, 0.0]]);
}

#[test]
fn what_is_not_finite_is_refused_by_place_and_nothing_changes() {
    for bad in [f32::NAN, f32::INFINITY] {
        for how in EVERY_WAY {
            let mut table = array![[1.0_f32, 2.0], [3.0, bad]];
            let error = standardize(&mut table, how).unwrap_err();
            assert_eq!(error, FeatureError::NonFiniteFeature { row: 1, column: 1 });
            assert_eq!((table[[0, 0]], table[[1, 0]]), (1.0, 3.0));
        }
    }
}

#[test]
fn categories_are_sorted_and_missing_ones_unknown() {
    let column = [Some("rock"), None, Some("folk"), Some(""), Some("rock"), Some(" "), Some("Rock")];
    let found = one_hot(&column);
    assert_eq!(found.categories, ["Rock", "folk", "rock", "unknown"]);
    let rows: Vec<usize> = found
        .matrix
        .rows()
        .into_iter()
        .map(|row| row.iter().position(|&v| v == 1.0).unwrap())
        .collect();
    assert_eq!(rows, [2, 3, 1, 3, 2, 3, 0]);
    assert_eq!(found.matrix.sum(), 7.0);
    let empty = one_hot::<&str>(&[]);
    assert_eq!((empty.categories.len(), empty.matrix.dim()), (0, (0, 0)));
}

fn table(rows: usize, columns: usize, seed: u32) -> Array2<f32> {
    let values = gauss(rows * columns, seed);
    Array2::from_shape_fn((rows, columns), |(i, j)| {
        (values[i * columns + j] * 10.0_f64.powi(j as i32 - 2) + 5.0 * j as f64) as f32
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn scaled_columns_have_mean_0_and_deviation_1_and_can_be_brought_back(rows in 2_usize..40, columns in 1_usize..6, seed in 0_u32..1000) {
        let given = table(rows, columns, seed);
        let mut scaled = given.clone();
        let scaling = standardize(&mut scaled, Standardize::Column).unwrap();
        let wide = scaled.mapv(f64::from);
        for column in wide.axis_iter(Axis(1)) {
            prop_assert!(column.mean().unwrap().abs() < 1e-4);
            prop_assert!((column.std(0.0) - 1.0).abs() < 1e-4);
        }
        scaling.undo(&mut scaled);
        for (a, b) in scaled.iter().zip(&given) {
            prop_assert!((a - b).abs() <= 1e-4 * b.abs().max(1.0));
        }
    }

    #[test]
    fn the_order_of_songs_and_a_common_factor_do_not_matter(rows in 2_usize..30, seed in 0_u32..1000) {
        let given = table(rows, 3, seed);
        let mut backwards = given.clone();
        backwards.invert_axis(Axis(0));
        let mut louder = &given * 4.0;
        for how in [Standardize::Column, Standardize::Global] {
            let scaling = Scaling::measure(given.view(), how).unwrap();
            let mut expected = given.clone();
            scaling.apply(&mut expected);
            let mut turned = backwards.clone();
            standardize(&mut turned, how).unwrap();
            turned.invert_axis(Axis(0));
            let mut loud = louder.clone();
            standardize(&mut loud, how).unwrap();
            for ((a, b), c) in expected.iter().zip(&turned).zip(&loud) {
                prop_assert!((a - b).abs() < 1e-5 && (a - c).abs() < 1e-5);
            }
        }
        louder.fill(0.0);
        prop_assert!(standardize(&mut louder, Standardize::Column).is_ok());
    }
}
