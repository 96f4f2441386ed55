//! Scaling, one-hot columns and the truncated SVD: formulas, naive twins, and what must always hold.

mod reference_signals;

use ndarray::{Array2, Axis, array, s};
use proptest::prelude::*;
use reference_signals::{gauss, lcg};
use songscape::features::{
    Categories, FeatureError, Scaling, SparseRows, Standardize, TruncatedSvd, one_hot, standardize, standardize_counts,
    svd::{EXACT_UP_TO, FORMED_UP_TO, truncated_svd},
};

/// A relative error of 1e-4 is what singular values may have; found are 1e-6 and less.
const SINGULAR: f64 = 1e-4;

const EVERY_WAY: [Standardize; 4] = [Standardize::Auto, Standardize::Column, Standardize::Global, Standardize::None];

fn assert_near(what: &str, found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found} is not {expected} ± {tolerance}");
}

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

    // Counted three times over, everything has a third of the variance.
    let mut counts = table.clone();
    let scaling = standardize_counts(&mut counts, 3).unwrap();
    assert!((f64::from(counts[[2, 1]]) - 20.0 / (common * 3.0_f64.sqrt())).abs() < 1e-6);
    scaling.undo(&mut counts);
    assert!((&counts - &table).iter().all(|v| v.abs() < 1e-5));

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
    let rows: Vec<usize> =
        found.matrix.rows().into_iter().map(|row| row.iter().position(|&v| v == 1.0).unwrap()).collect();
    assert_eq!(rows, [2, 3, 1, 3, 2, 3, 0]);
    assert_eq!(found.matrix.sum(), 7.0);
    let empty = one_hot::<&str>(&[]);
    assert_eq!((empty.categories.len(), empty.matrix.dim()), (0, (0, 0)));
}

#[test]
fn further_rows_are_scaled_and_written_out_as_the_first_ones_were() {
    let table = array![[1.0_f32, 10.0], [3.0, 10.0], [5.0, 40.0]];
    for how in EVERY_WAY {
        let mut all = table.clone();
        let scaling = standardize(&mut all, how).unwrap();
        for row in 0..3 {
            let mut alone = table.slice(s![row..=row, ..]).to_owned();
            scaling.apply(&mut alone);
            assert_eq!(alone.row(0), all.row(row));
        }
    }
    let column = [Some("rock"), None, Some("folk")];
    let categories = Categories::of(&column);
    assert_eq!(categories.rows(&column), one_hot(&column).matrix);
    let further = [Some("folk"), Some("polka"), Some(" "), None];
    assert_eq!(further.each_ref().map(|value| categories.column(value)), [Some(0), None, Some(2), Some(2)]);
    assert_eq!(categories.rows(&further), array![[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]);
    let named = Categories::of(&[Some("folk")]);
    assert_eq!(named.rows(&[None::<&str>]).sum(), 0.0, "nobody was without a name before");
}

/// Numbers between 0 and 1 in about one place of `1 / density`, zero elsewhere.
fn random_table(rows: usize, columns: usize, density: f64, seed: u32) -> Array2<f32> {
    let (places, values) = (lcg(rows * columns, seed), lcg(rows * columns, seed + 1));
    let entries = places.iter().zip(&values);
    let listed = entries.map(|(p, &v)| if *p < density { v as f32 } else { 0.0 }).collect();
    Array2::from_shape_vec((rows, columns), listed).unwrap()
}

fn decompose(table: &Array2<f32>, dimensions: usize) -> TruncatedSvd {
    truncated_svd(&SparseRows::from_dense(table.view()), dimensions, 42).unwrap()
}

/// Singular values by cyclic Jacobi rotations of the columns, the plainest way there is.
fn naive_singular_values(table: &Array2<f32>) -> Vec<f64> {
    let mut columns: Vec<Vec<f64>> =
        table.columns().into_iter().map(|c| c.iter().map(|&v| f64::from(v)).collect()).collect();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    for _sweep in 0..30 {
        for p in 0..columns.len() {
            for q in p + 1..columns.len() {
                let (left, right) = columns.split_at_mut(q);
                let (a, b) = (&mut left[p], &mut right[0]);
                let (aa, bb, ab) = (dot(a, a), dot(b, b), dot(a, b));
                if ab == 0.0 {
                    continue;
                }
                let angle = 0.5 * (2.0 * ab).atan2(aa - bb);
                let (sine, cosine) = angle.sin_cos();
                for (x, y) in a.iter_mut().zip(b.iter_mut()) {
                    (*x, *y) = (cosine * *x + sine * *y, cosine * *y - sine * *x);
                }
            }
        }
    }
    let mut values: Vec<f64> = columns.iter().map(|c| dot(c, c).sqrt()).collect();
    values.sort_by(|a, b| b.total_cmp(a));
    values
}

/// Directions are orthonormal, coordinates are the table seen from them, each as long as its singular value, values
/// fall, and signs follow the rule.
fn assert_consistent(table: &Array2<f32>, found: &TruncatedSvd, tolerance: f64) {
    let count = found.singular_values.len();
    assert_eq!(found.components.dim(), (count, table.ncols()));
    assert_eq!(found.coordinates.dim(), (table.nrows(), count));
    assert!(found.singular_values.windows(2).all(|pair| pair[0] >= pair[1] * (1.0 - 1e-9)));
    let products = found.components.dot(&found.components.t());
    let seen = table.dot(&found.components.t());
    for j in 0..count {
        for i in 0..count {
            let expected = if i == j { 1.0 } else { 0.0 };
            assert_near("orthonormal", f64::from(products[[i, j]]), expected, 1e-4);
        }
        let column = found.coordinates.column(j);
        let length = column.iter().map(|&v| f64::from(v).powi(2)).sum::<f64>().sqrt();
        assert_near("length", length, found.singular_values[j], 1e-4 * length);
        for (a, b) in column.iter().zip(seen.column(j)) {
            assert_near("coordinate", f64::from(*a), f64::from(*b), tolerance);
        }
        let largest = found
            .components
            .row(j)
            .iter()
            .copied()
            .fold(0.0_f32, |best, v| if v.abs() > best.abs() { v } else { best });
        assert!(largest > 0.0);
    }
}

#[test]
fn small_tables_of_any_shape_agree_with_jacobi() {
    for (rows, columns, dimensions) in [(7, 30, 5), (30, 7, 5), (12, 12, 20), (1, 5, 3), (5, 1, 3), (1, 1, 1)] {
        let table = random_table(rows, columns, 0.9, 11);
        let found = decompose(&table, dimensions);
        let most = dimensions.min(rows).min((columns - 1).max(1));
        assert_eq!(found.singular_values.len(), most, "{rows} × {columns}");
        for (value, expected) in found.singular_values.iter().zip(naive_singular_values(&table)) {
            assert_near("singular value", *value, expected, 1e-6);
        }
        assert_consistent(&table, &found, 1e-5);
    }
}

#[test]
fn a_random_subspace_finds_what_the_whole_decomposition_finds() {
    // Two equal blocks on the diagonal: too large to be decomposed whole, with every singular value of the block twice.
    let (rows, columns, dimensions) = (EXACT_UP_TO / 2 + 20, EXACT_UP_TO / 2 + 60, 24);
    let block = random_table(rows, columns, 0.1, 5);
    let mut table = Array2::zeros((2 * rows, 2 * columns));
    table.slice_mut(s![..rows, ..columns]).assign(&block);
    table.slice_mut(s![rows.., columns..]).assign(&block);
    let found = decompose(&table, dimensions);
    assert_eq!(found.singular_values.len(), dimensions);
    let whole = decompose(&block, dimensions / 2).singular_values;
    for (j, value) in found.singular_values.iter().enumerate() {
        assert_near("singular value", *value, whole[j / 2], SINGULAR * whole[j / 2]);
    }
    // A direction has settled within 1e-3 of its singular value.
    assert_consistent(&table, &found, 1e-3 * whole[0]);
    assert_eq!(found, decompose(&table, dimensions), "same seed, same bytes");
}

#[test]
fn directions_of_rounding_are_left_out() {
    // Lyrics that repeat each other, rank 3: decomposed whole, with the dot products written down, and without.
    for rows in [9, EXACT_UP_TO + 100, FORMED_UP_TO + 10] {
        let few = random_table(3, rows + 100, 0.1, 3);
        let table = Array2::from_shape_fn((rows, few.ncols()), |(i, j)| few[[i % 3, j]]);
        let found = decompose(&table, 8);
        assert_eq!(found.singular_values.len(), 3);
        assert_consistent(&table, &found, SINGULAR);
    }
    let nothing = decompose(&Array2::zeros((4, 6)), 3);
    assert_eq!((nothing.coordinates.dim(), nothing.components.dim()), ((4, 0), (0, 6)));
    let empty = decompose(&Array2::zeros((0, 6)), 3);
    assert_eq!(empty.coordinates.dim(), (0, 0));
}

#[test]
fn what_cannot_be_decomposed_is_refused_by_name() {
    let mut table = random_table(4, 5, 1.0, 1);
    let sparse = SparseRows::from_dense(table.view());
    assert!(matches!(
        truncated_svd(&sparse, 0, 42),
        Err(FeatureError::LyricsSettingOutOfRange { setting: "lyrics_embed_dim", .. })
    ));
    table[[2, 3]] = f32::NAN;
    let sparse = SparseRows::from_dense(table.view());
    assert_eq!(truncated_svd(&sparse, 2, 42), Err(FeatureError::NonFiniteFeature { row: 2, column: 3 }));
}

#[test]
fn a_table_and_its_transpose_are_the_same_numbers() {
    let table = random_table(6, 9, 0.4, 2);
    let sparse = SparseRows::from_dense(table.view());
    assert_eq!(sparse.to_dense(), table);
    assert_eq!(sparse.transpose().to_dense(), table.t());
    assert_eq!(sparse.transpose().transpose(), sparse);
    assert_eq!(sparse.listed(), table.iter().filter(|v| **v != 0.0).count());
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
