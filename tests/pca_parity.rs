//! Principal components against scikit-learn's figures, then what must hold for any matrix.

mod reference_signals;

use ndarray::{Array2, Axis, array, s};
use proptest::prelude::*;
use reference_signals::{blobs, gauss, json, moons, numbers, rows};
use songscape::models::pca::{Pca, PcaError, PcaRoute};

fn matrix(values: Vec<f32>, columns: usize) -> Array2<f32> {
    Array2::from_shape_vec((values.len() / columns, columns), values).expect("whole rows")
}

fn cloud(rows: usize, columns: usize, seed: u32) -> Array2<f32> {
    let values: Vec<f32> = gauss(rows * columns, seed).into_iter().map(|value| value as f32).collect();
    Array2::from_shape_vec((rows, columns), values).expect("whole rows")
}

const ROUTES: [PcaRoute; 2] = [PcaRoute::ThinSvd, PcaRoute::CrossProduct];

#[test]
fn all_figures_are_scikit_learns() {
    let fixture = json(include_str!("reference/clusters.json"));
    for (name, points) in [
        ("blobs_easy", matrix(blobs(120, 8, 4, 0.8, 101).0, 8)),
        ("blobs_hard", matrix(blobs(150, 16, 6, 3.0, 202).0, 16)),
        ("moons", matrix(moons(160, 0.04, 303).0, 2)),
    ] {
        let expected = &fixture["sets"][name]["pca"];
        for route in ROUTES {
            let pca = Pca::fit_by(points.view(), 32, route).expect("finite points");
            // The fixture keeps seven digits.
            let close = |found: &[f64], key: &str| {
                let expected = numbers(&expected[key]);
                assert_eq!(found.len(), expected.len(), "{name} {key}");
                for (a, b) in found.iter().zip(expected) {
                    assert!((a / b - 1.0).abs() < 1e-6, "{name} {key}: {a} {b}");
                }
            };
            close(&pca.explained_variance, "explained_variance");
            close(pca.explained_variance_ratio.as_deref().expect("there is variance"), "explained_variance_ratio");
            close(&pca.singular_values, "singular_values");
            // Signs too: the entry of largest size is positive.
            for (component, expected) in pca.components.outer_iter().zip(rows(&expected["components_first2"])) {
                for (a, b) in component.iter().zip(expected) {
                    assert!((a - b).abs() < 1e-6, "{name}: {a} {b}");
                }
            }
            let scores = pca.transform(points.view()).expect("same width");
            for (row, expected) in rows(&expected["projection_first2"]).iter().enumerate() {
                for (column, expected) in expected.iter().enumerate() {
                    // Seven digits in the fixture, and scores are rounded to f32.
                    let error = (f64::from(scores[[row, column]]).abs() - expected).abs();
                    assert!(error < 1e-6 * expected.max(1.0), "{name}: {error} of {expected}");
                }
            }
            let apart = (&scores.slice(s![0, ..2]) - &scores.slice(s![1, ..2]))
                .mapv(|value| f64::from(value).powi(2))
                .sum()
                .sqrt();
            let expected = expected["pairwise_12"].as_f64().expect("a number");
            assert!((apart - expected).abs() < 1e-6 * expected.max(1.0), "{name}");
        }
    }
}

#[test]
fn few_rows_and_constant_columns() {
    let none = Pca::fit(Array2::zeros((0, 3)).view(), 2).expect("nothing is fine");
    assert_eq!((none.components.dim(), none.explained_variance_ratio.clone()), ((0, 3), None));
    assert_eq!(none.transform(array![[1.0, 2.0, 3.0]].view()).expect("same width").dim(), (1, 0));
    let one = Pca::fit(array![[4.0, 5.0]].view(), 2).expect("one row");
    assert_eq!((one.singular_values.clone(), one.explained_variance.clone()), (vec![0.0], vec![0.0]));
    assert_eq!(one.explained_variance_ratio, None);
    assert_eq!(one.inverse_transform(array![[0.0]].view()).expect("same width"), array![[4.0, 5.0]]);
    for route in ROUTES {
        let two = Pca::fit_by(array![[1.0, 7.0, 0.0], [5.0, 7.0, 3.0]].view(), 9, route).expect("two rows");
        assert!((two.explained_variance[0] - 12.5).abs() < 1e-12 && two.explained_variance[1].abs() < 1e-12);
        assert!((two.components.row(0)[0] - 0.8).abs() < 1e-12 && two.components.row(0)[1].abs() < 1e-12);
        let equal = Pca::fit_by(Array2::ones((6, 4)).view(), 3, route).expect("equal rows");
        assert_eq!((equal.singular_values, equal.explained_variance_ratio), (vec![0.0; 3], None));
        let flat = Pca::fit_by(Array2::zeros((6, 0)).view(), 3, route).expect("no columns");
        assert_eq!(flat.components.dim(), (0, 0));
    }
}

#[test]
fn wrong_input_is_named() {
    let refused = Pca::fit(array![[0.0, 1.0], [0.0, f32::NAN]].view(), 1);
    assert_eq!(refused, Err(PcaError::PcaNotFinite { row: 1, column: 1 }));
    let pca = Pca::fit(cloud(5, 3, 1).view(), 2).expect("finite points");
    assert_eq!(pca.transform(Array2::zeros((2, 4)).view()), Err(PcaError::PcaColumns { expected: 3, found: 4 }));
    assert_eq!(
        pca.inverse_transform(Array2::zeros((2, 3)).view()),
        Err(PcaError::PcaColumns { expected: 2, found: 3 })
    );
}

#[test]
fn large_values_do_not_overflow() {
    let pca = Pca::fit((cloud(20, 3, 2) * 1e30).view(), 3).expect("finite points");
    let plain = Pca::fit(cloud(20, 3, 2).view(), 3).expect("finite points");
    for (a, b) in pca.singular_values.iter().zip(&plain.singular_values) {
        assert!((a / b / 1e30 - 1.0).abs() < 1e-6);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Orthonormal, falling, complete: all components together give the rows back.
    #[test]
    fn components_are_a_basis(rows in 1..25_usize, columns in 1..25_usize, seed in any::<u32>(), constant in any::<bool>()) {
        let mut points = cloud(rows, columns, seed);
        if constant {
            points.column_mut(0).fill(3.5);
        }
        for route in ROUTES {
            let pca = Pca::fit_by(points.view(), usize::MAX, route).expect("finite points");
            let kept = rows.min(columns);
            prop_assert_eq!(pca.components.dim(), (kept, columns));
            let product = pca.components.dot(&pca.components.t());
            prop_assert!((&product - &Array2::<f64>::eye(kept)).iter().all(|error| error.abs() < 1e-9), "{route:?} {product}");
            prop_assert!(pca.singular_values.windows(2).all(|pair| pair[0] >= pair[1]));
            for component in pca.components.outer_iter() {
                let largest = component.iter().copied().fold(0.0, |a: f64, b| if b.abs() > a.abs() { b } else { a });
                prop_assert!(largest > 0.0);
            }
            let back = pca.inverse_transform(pca.transform(points.view()).expect("same width").view()).expect("same width");
            prop_assert!((&back - &points).iter().all(|error| error.abs() < 5e-6));
            if let Some(ratio) = pca.explained_variance_ratio {
                prop_assert!((ratio.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            }
            // The variance along a component is the variance of the scores.
            let scores = Pca::fit_by(points.view(), 1, route).expect("finite points").transform(points.view()).expect("same width").mapv(f64::from);
            let variance = if rows > 1 { scores.var_axis(Axis(0), 1.0)[0] } else { 0.0 };
            prop_assert!((variance - pca.explained_variance[0]).abs() < 1e-5 * variance.max(1.0));
        }
    }

    /// Two ways of computing, one answer.
    #[test]
    fn both_routes_agree(rows in 3..30_usize, columns in 2..30_usize, seed in any::<u32>()) {
        // Columns of different spread, so that no two components are interchangeable.
        let mut points = cloud(rows, columns, seed);
        for (column, mut values) in points.columns_mut().into_iter().enumerate() {
            values *= 0.7_f32.powi(column as i32);
        }
        let [by_svd, by_product] = ROUTES.map(|route| Pca::fit_by(points.view(), 2, route).expect("finite points"));
        for (a, b) in by_svd.singular_values.iter().zip(&by_product.singular_values) {
            prop_assert!((a - b).abs() < 1e-9 * a.max(1.0));
        }
        let gap = by_svd.singular_values[0] / by_svd.singular_values[1] - 1.0;
        let first = (&by_svd.components.row(0) - &by_product.components.row(0)).mapv(f64::abs).sum();
        prop_assume!(gap > 1e-3);
        prop_assert!(first < 1e-8, "{first} at gap {gap}");
    }
}
