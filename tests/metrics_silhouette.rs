//! The blocked silhouette and its panels of distances against their plain twins.

mod reference_signals;

use ndarray::{Array2, ArrayView2, array, s};
use proptest::prelude::*;
use reference_signals::{gauss, lcg};
use songscape::metrics::distance::{Panels, squared_distance};
use songscape::metrics::{SilhouetteRows, silhouette};

fn cloud(rows: usize, columns: usize, seed: u32) -> Array2<f32> {
    let values = gauss(rows * columns, seed).into_iter().map(|value| value as f32).collect();
    Array2::from_shape_vec((rows, columns), values).expect("whole rows")
}

/// The definition, pair by pair in f64.
fn naive(points: ArrayView2<'_, f32>, labels: &[i32]) -> Vec<Option<f64>> {
    let mut names: Vec<i32> = labels.iter().copied().filter(|label| *label >= 0).collect();
    names.sort_unstable();
    names.dedup();
    let distance = |a: usize, b: usize| squared_distance(points.row(a), points.row(b)).sqrt();
    let mean_to = |row: usize, name: i32| {
        let others: Vec<usize> = (0..labels.len()).filter(|other| *other != row && labels[*other] == name).collect();
        others.iter().map(|other| distance(row, *other)).sum::<f64>() / others.len() as f64
    };
    let value = |row: usize| {
        let own = labels[row];
        if labels.iter().filter(|label| **label == own).count() == 1 {
            return 0.0;
        }
        let within = mean_to(row, own);
        let nearest =
            names.iter().filter(|name| **name != own).map(|name| mean_to(row, *name)).fold(f64::MAX, f64::min);
        if within.max(nearest) == 0.0 { 0.0 } else { (nearest - within) / within.max(nearest) }
    };
    (0..labels.len()).map(|row| (labels[row] >= 0).then(|| value(row))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_agrees_with_the_definition(rows in 4..70_usize, columns in 1..40_usize, groups in 2..6_u32, seed in any::<u32>()) {
        let points = cloud(rows, columns, seed);
        let labels: Vec<i32> = lcg(rows, seed).into_iter().map(|u| (u * f64::from(groups + 1)) as i32 - 1).collect();
        let found = silhouette(points.view(), &labels).expect("finite points");
        if let Some(found) = found {
            let expected = naive(points.view(), &labels);
            for (a, b) in found.per_point.iter().zip(&expected) {
                prop_assert_eq!(a.is_some(), b.is_some());
                // Distances carry a relative error of 3e-7 at most, most of it lost in the means.
                prop_assert!((a.unwrap_or(0.0) - b.unwrap_or(0.0)).abs() < 5e-7, "{a:?} {b:?}");
            }
            let scored: Vec<f64> = expected.into_iter().flatten().collect();
            prop_assert!((found.mean - scored.iter().sum::<f64>() / scored.len() as f64).abs() < 2e-7);
            let weighted: f64 = found.per_group.iter().map(|group| group.mean * group.size as f64).sum();
            prop_assert!((weighted / scored.len() as f64 - found.mean).abs() < 1e-12);
        }
    }

    /// Bit for bit the same, however the rows are shared out among workers.
    #[test]
    fn the_shares_of_the_work_do_not_matter(cut in 0..51_usize, other in 0..51_usize) {
        let points = cloud(50, 7, 5);
        let labels: Vec<i32> = (0..50).map(|row| row % 4 - i32::from(row % 9 == 0)).collect();
        let rows = SilhouetteRows::new(points.view(), &labels).expect("finite points").expect("groups");
        let (cut, other) = (cut.min(other), cut.max(other));
        let values = [rows.score(0..cut), rows.score(cut..other), rows.score(other..999)].concat();
        let whole = silhouette(points.view(), &labels).expect("finite points");
        prop_assert_eq!(Some(rows.combine(&values)), whole);
    }

    #[test]
    fn panels_agree_with_pairs(rows in 0..40_usize, columns in 0..100_usize, power in -60..60_i32, seed in any::<u32>()) {
        let points = cloud(rows + 1, columns, seed) * 2.0_f32.powi(power);
        let panels = Panels::new(points.slice(s![1.., ..]));
        let from: Vec<f32> = points.row(0).to_vec();
        let mut found = vec![0.0; rows];
        panels.squared_distances_from(&from, &mut found);
        for (row, found) in found.iter().enumerate() {
            let expected = squared_distance(points.row(0), points.row(row + 1));
            prop_assert!((found - expected).abs() <= 1e-6 * expected, "{found} {expected}");
        }
    }
}

#[test]
fn overflow_and_underflow_of_f32_do_not_show() {
    for scale in [1e-30_f32, 1e-20, 1.0, 1e19, 1e30, 1e38] {
        let points =
            array![[1.0, 0.0], [1.5, 0.0], [-1.0, 2.0], [-1.5, 2.0], [3.0, 3.0]].mapv(|value: f32| value * scale);
        let labels = [0, 0, 1, 1, 2];
        let found = silhouette(points.view(), &labels).expect("finite points").expect("three groups");
        for (a, b) in found.per_point.iter().zip(naive(points.view(), &labels)) {
            assert!((a.expect("no noise") - b.expect("no noise")).abs() < 1e-6, "scale {scale}");
        }
    }
}

#[test]
fn thousands_of_columns_and_a_single_one() {
    for columns in [1, 5_000] {
        let points = cloud(30, columns, 9);
        let labels: Vec<i32> = (0..30).map(|row| row % 3).collect();
        let found = silhouette(points.view(), &labels).expect("finite points").expect("three groups");
        for (a, b) in found.per_point.iter().zip(naive(points.view(), &labels)) {
            assert!((a.expect("no noise") - b.expect("no noise")).abs() < 1e-6, "{columns} columns");
        }
    }
}

#[test]
fn columns_in_any_layout() {
    let points = cloud(12, 5, 3);
    let labels: Vec<i32> = (0..12).map(|row| row % 2).collect();
    let by_columns = points.t().to_owned();
    assert_eq!(silhouette(points.view(), &labels), silhouette(by_columns.t(), &labels));
}
