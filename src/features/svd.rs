//! Truncated singular value decomposition: many sparse columns as a few dense ones.
//!
//! X ≈ U Σ Vᵀ with the largest singular values only; a song's new coordinates are its row of U Σ.
//!
//! Up to [`EXACT_UP_TO`] songs (or terms, if there are fewer) the eigenvectors of the small matrix of all dot products
//! are taken. Beyond, a random subspace is turned towards them by multiplying it with polynomials of that matrix until
//! its own vectors are theirs.
//!
//! **Library.** `faer` for the eigenvectors and the orthonormal bases. Its own partial decomposition
//! (`matrix_free::eigen`) may loop without end on tables of low rank, which lyrics that repeat each other are.
//! `linfa-linalg`'s LOBPCG takes dense input.
//!
//! # Reference
//! `sklearn.decomposition.TruncatedSVD`, scikit-learn 1.9; Y. Zhou, Y. Saad, M. Tiago and J. Chelikowsky,
//! *Self-consistent-field calculations using Chebyshev-filtered subspace iteration*, J. Comput. Phys. 219 (2006).

use super::{FeatureError, sparse_rows::SparseRows};
use faer::{Mat, Side};
use ndarray::{Array2, ArrayView2};
use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{RngCore, SeedableRng},
};

/// Largest matrix of dot products that is decomposed as a whole: two seconds in the tab.
pub const EXACT_UP_TO: usize = 800;
/// Largest matrix of dot products that is written down (72 MB); beyond, every product with it goes through the table.
pub const FORMED_UP_TO: usize = 3_000;
/// Further directions carried along in a random subspace, so that the wanted ones settle sooner.
const OVERSAMPLING: usize = 32;
/// A vector u has settled when G u differs from λ u by no more than this part of λ. Its coordinates are then as near to
/// the table seen from its direction, and its singular value nearer still: the error is squared there.
const SETTLED: f64 = 1e-3;
/// Steps after which a subspace that has not settled is taken as it is.
const MOST_STEPS: usize = 40;
/// A vector that gains more in one step would drown the others: its rounding among them, 1e-16, grows as much, and after
/// it is taken out again leaves 1e-16 of that.
const MOST_GAIN: f64 = 1e20;
/// Most multiplications in one step.
const HIGHEST_DEGREE: usize = 12;

/// The leading part of a singular value decomposition.
#[derive(Debug, Clone, PartialEq)]
pub struct TruncatedSvd {
    /// Descending.
    pub singular_values: Vec<f64>,
    /// The rows' coordinates U Σ, rows × values, as [`coordinates`] finds them for any row.
    pub coordinates: Array2<f32>,
    /// The directions Vᵀ, values × columns, each with its entry of largest absolute value positive.
    pub components: Array2<f32>,
}

/// Decomposes `table` into at most `dimensions` directions.
///
/// There are fewer if the table has fewer: at most its columns − 1 (but one), and none whose singular value is rounding
/// (below 1e-6 of the largest): a direction of noise would be blown up by standardising. `seed` draws the random
/// subspace of large tables.
///
/// # Errors
/// [`FeatureError::LyricsSettingOutOfRange`] if `dimensions` is 0; [`FeatureError::NonFiniteFeature`];
/// [`FeatureError::SvdDidNotConverge`].
pub fn truncated_svd(table: &SparseRows, dimensions: usize, seed: u64) -> Result<TruncatedSvd, FeatureError> {
    let (rows, columns) = table.dim();
    if dimensions == 0 {
        return Err(FeatureError::LyricsSettingOutOfRange {
            setting: "lyrics_embed_dim",
            found: 0,
            least: 1,
            most: columns.saturating_sub(1).max(1),
        });
    }
    for (row, listed) in table.rows().enumerate() {
        if let Some(&(column, _)) = listed.iter().find(|(_, value)| !value.is_finite()) {
            return Err(FeatureError::NonFiniteFeature { row, column: column as usize });
        }
    }
    let most = dimensions.min(columns.saturating_sub(1).max(1)).min(rows).min(columns);
    if most == 0 {
        return Ok(TruncatedSvd {
            singular_values: Vec::new(),
            coordinates: Array2::zeros((rows, 0)),
            components: Array2::zeros((0, columns)),
        });
    }
    // Worked on lying down: with fewer rows than columns the matrix of dot products is the smaller one.
    let upright = rows > columns;
    let transposed = table.transpose();
    let (wide, tall) = if upright { (&transposed, table) } else { (table, &transposed) };
    let basis =
        left_directions(wide, tall, most, seed).map_err(|_| FeatureError::SvdDidNotConverge { rows, columns })?;
    let images = multiply(tall, &basis);

    let lengths: Vec<f64> = (0..basis.ncols()).map(|j| images.col(j).norm_l2()).collect();
    let least = lengths.first().map_or(0.0, |largest| 1e-6 * largest);
    let singular_values: Vec<f64> = lengths.into_iter().take_while(|&v| v > least).collect();
    let component = |j: usize, column: usize| {
        if upright { basis[(column, j)] } else { images[(column, j)] / singular_values[j] }
    };
    let signs: Vec<f64> =
        (0..singular_values.len()).map(|j| sign_of_largest((0..columns).map(|column| component(j, column)))).collect();
    let components =
        Array2::from_shape_fn((singular_values.len(), columns), |(j, column)| (signs[j] * component(j, column)) as f32);
    let coordinates = coordinates(table, components.view());
    Ok(TruncatedSvd { singular_values, coordinates, components })
}

/// Where the rows of `table` lie along the directions `components` (values × columns): X V, rows × values. A row depends
/// on itself alone, so that songs that come later get the numbers they would have had.
///
/// # Shapes
/// `components` has the columns of `table`.
pub fn coordinates(table: &SparseRows, components: ArrayView2<'_, f32>) -> Array2<f32> {
    let mut coordinates = Array2::zeros((table.dim().0, components.nrows()));
    let mut sums = vec![0.0_f64; components.nrows()];
    // A column of the table at a time: its part of all directions lies together then.
    let directions = components.t().as_standard_layout().into_owned();
    for (mut out, row) in coordinates.rows_mut().into_iter().zip(table.rows()) {
        sums.fill(0.0);
        for &(column, value) in row {
            let parts = directions.row(column as usize);
            for (sum, &part) in sums.iter_mut().zip(&parts) {
                *sum += f64::from(value) * f64::from(part);
            }
        }
        for (out, &sum) in out.iter_mut().zip(&sums) {
            *out = sum as f32;
        }
    }
    coordinates
}

/// The sign of the first entry of largest absolute value.
fn sign_of_largest(entries: impl Iterator<Item = f64>) -> f64 {
    let largest = entries.fold(0.0_f64, |best, v| if v.abs() > best.abs() { v } else { best });
    if largest < 0.0 { -1.0 } else { 1.0 }
}

/// The eigenvalues did not converge.
struct NotConverged;

/// The leading `count` left singular vectors of `wide`, by falling singular value.
fn left_directions(wide: &SparseRows, tall: &SparseRows, count: usize, seed: u64) -> Result<Mat<f64>, NotConverged> {
    let side = wide.dim().0;
    let width = count + OVERSAMPLING;
    if side <= EXACT_UP_TO.max(width) {
        let (_, vectors) = leading(&dot_products(wide, tall), count)?;
        return Ok(vectors);
    }
    let formed = (side <= FORMED_UP_TO).then(|| dot_products(wide, tall));
    let gram = |block: &Mat<f64>| match &formed {
        Some(products) => products * block,
        None => multiply(wide, &multiply(tall, block)),
    };
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut block = Mat::from_fn(side, width, |_, _| generator.next_u64() as f64 / u64::MAX as f64 - 0.5);
    let mut step = 0;
    loop {
        let basis = block.qr().compute_thin_Q();
        let product = gram(&basis);
        let (values, turn) = leading(&(basis.transpose() * &product), width)?;
        let (basis, product) = (basis * &turn, product * turn);
        step += 1;
        let (largest, least) = (values[0], values[width - 1]);
        let rounding = 1e-13 * largest;
        let settled = (0..count).all(|j| {
            let rest = product.col(j) - basis.col(j) * faer::Scale(values[j]);
            rest.norm_l2() <= SETTLED * values[j] + rounding
        });
        if settled || step == MOST_STEPS {
            return Ok(basis.subcols(0, count).to_owned());
        }
        // A table of lower rank than the block is wide lies in its own product whole.
        block = if least <= rounding { product } else { amplify(basis, product, gram, largest, least) };
    }
}

/// T(G) times a block, where T is the Chebyshev polynomial that stays within ±1 on [0, least] and grows fastest beyond:
/// what is wanted rises out of the rest. The degree is such that the largest eigenvalue gains [`MOST_GAIN`] at most.
fn amplify(
    basis: Mat<f64>,
    product: Mat<f64>,
    gram: impl Fn(&Mat<f64>) -> Mat<f64>,
    largest: f64,
    least: f64,
) -> Mat<f64> {
    let stretch = 2.0 / least;
    let degree = (MOST_GAIN.acosh() / (stretch * largest - 1.0).acosh()) as usize;
    let shifted = |block: &Mat<f64>, product: Mat<f64>| faer::Scale(stretch) * product - block;
    let mut now = shifted(&basis, product);
    let mut before = basis;
    for _ in 1..degree.min(HIGHEST_DEGREE) {
        let next = faer::Scale(2.0) * shifted(&now, gram(&now)) - before;
        before = std::mem::replace(&mut now, next);
    }
    now
}

/// The `count` largest eigenvalues of a symmetric matrix, falling, and their vectors as columns.
fn leading(symmetric: &Mat<f64>, count: usize) -> Result<(Vec<f64>, Mat<f64>), NotConverged> {
    let eigen = symmetric.self_adjoint_eigen(Side::Lower).map_err(|_| NotConverged)?;
    let side = symmetric.nrows();
    let values = (0..count).map(|j| eigen.S()[side - 1 - j]).collect();
    let vectors = Mat::from_fn(side, count, |i, j| eigen.U()[(i, side - 1 - j)]);
    Ok((values, vectors))
}

/// X Xᵀ of `wide`; `tall` is its transpose.
fn dot_products(wide: &SparseRows, tall: &SparseRows) -> Mat<f64> {
    let side = wide.dim().0;
    let mut products = Mat::zeros(side, side);
    let mut with_row = vec![0.0; side];
    for (i, row) in wide.rows().enumerate() {
        with_row.fill(0.0);
        for &(column, x) in row {
            let shared = tall.row(column as usize);
            for &(j, y) in &shared[shared.partition_point(|&(j, _)| (j as usize) < i)..] {
                with_row[j as usize] += f64::from(x) * f64::from(y);
            }
        }
        for j in i..side {
            products[(j, i)] = with_row[j];
            products[(i, j)] = with_row[j];
        }
    }
    products
}

/// A sparse table times a dense matrix.
fn multiply(table: &SparseRows, right: &Mat<f64>) -> Mat<f64> {
    let width = right.ncols();
    // faer keeps columns together; here rows are added up, so they are brought together first.
    let right: Vec<f64> = (0..right.nrows()).flat_map(|i| (0..width).map(move |j| right[(i, j)])).collect();
    let mut sum = vec![0.0; width];
    let mut product = Mat::zeros(table.dim().0, width);
    for (i, row) in table.rows().enumerate() {
        sum.fill(0.0);
        for &(column, value) in row {
            let start = column as usize * width;
            for (sum, &v) in sum.iter_mut().zip(&right[start..start + width]) {
                *sum += f64::from(value) * v;
            }
        }
        for (j, &sum) in sum.iter().enumerate() {
            product[(i, j)] = sum;
        }
    }
    product
}
