//! Principal component analysis: the straight-line answer to the question the networks answer with curves.
//!
//! Built on `faer`, the fastest pure-Rust linear algebra and one that builds for the browser; `linfa-reduction` finds components by an iterative
//! solver without sign rule or ratios, `ndarray-linalg` needs LAPACK. Two routes lead to the same figures ([`PcaRoute`]).

use faer::{Mat, Side};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

/// Rows × columns × the smaller of them up to which the thin SVD is taken: about a second in a tab.
const SVD_WORK: f64 = 1e9;

/// Below this share of the largest singular value, one found through the cross product is rounding: √ε of `f64`, with room for sums.
const CROSS_PRODUCT_NOISE: f64 = 1e-7;

/// Why a principal component analysis could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum PcaError {
    /// A value is NaN or infinite.
    #[error("row {row}, column {column} is not a finite number: no principal components can be found")]
    PcaNotFinite {
        /// Row of the first such value.
        row: usize,
        /// Its column.
        column: usize,
    },
    /// Rows of another width than those the components were found on.
    #[error("rows of {found} columns do not fit the {expected} of this analysis")]
    PcaColumns {
        /// Columns needed.
        expected: usize,
        /// Columns received.
        found: usize,
    },
    /// The decomposition of a finite matrix did not converge (never seen; kept so that nothing is swallowed).
    #[error("the decomposition of {rows} × {columns} values did not converge")]
    PcaNotConverged {
        /// Rows received.
        rows: usize,
        /// Columns received.
        columns: usize,
    },
}

/// How the components are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PcaRoute {
    /// Thin SVD of the centred rows: full precision, even for tiny components.
    ThinSvd,
    /// Eigenvectors of XᵀX or XXᵀ, whichever is smaller: many times faster on large matrices. Singular values below
    /// 10⁻⁷ of the largest cannot be told from 0 and are given as 0.
    CrossProduct,
}

/// Components found on N rows of D columns; K = min(asked for, N, D).
#[derive(Debug, Clone, PartialEq)]
pub struct Pca {
    /// Mean of each column (D).
    pub mean: Array1<f64>,
    /// Orthonormal directions, strongest first (K × D). The entry of largest size in each is positive, the first of several.
    pub components: Array2<f64>,
    /// Singular values of the centred rows, falling (K).
    pub singular_values: Vec<f64>,
    /// Variance along each component, divisor N − 1 (K); 0 for a single row.
    pub explained_variance: Vec<f64>,
    /// Share of the total variance along each component (K); `None` if there is no variance at all.
    pub explained_variance_ratio: Option<Vec<f64>>,
}

impl Pca {
    /// Finds the `count` strongest components of `points` (N × D), or as many as there are.
    ///
    /// # Errors
    /// [`PcaError::PcaNotFinite`] naming row and column.
    ///
    /// # Reference
    /// `sklearn.decomposition.PCA(svd_solver = "full")` (1.9), with its `svd_flip` sign rule.
    pub fn fit(points: ArrayView2<'_, f32>, count: usize) -> Result<Self, PcaError> {
        let (rows, columns) = points.dim();
        let work = rows as f64 * columns as f64 * rows.min(columns) as f64;
        let route = if work <= SVD_WORK { PcaRoute::ThinSvd } else { PcaRoute::CrossProduct };
        Self::fit_by(points, count, route)
    }

    /// [`Pca::fit`] by a chosen route.
    ///
    /// # Errors
    /// As [`Pca::fit`].
    pub fn fit_by(points: ArrayView2<'_, f32>, count: usize, route: PcaRoute) -> Result<Self, PcaError> {
        if let Some(((row, column), _)) = points.indexed_iter().find(|(_, value)| !value.is_finite()) {
            return Err(PcaError::PcaNotFinite { row, column });
        }
        let (rows, columns) = points.dim();
        let mean = column_means(points);
        let centred = Mat::from_fn(rows, columns, |row, column| f64::from(points[[row, column]]) - mean[column]);
        let kept = count.min(rows).min(columns);
        let (mut components, singular_values) = match route {
            _ if kept == 0 => (Array2::zeros((0, columns)), Vec::new()),
            PcaRoute::ThinSvd => by_svd(&centred, kept)?,
            PcaRoute::CrossProduct => by_cross_product(&centred, kept)?,
        };
        components.outer_iter_mut().for_each(|component| {
            if largest_entry(component.view()) < 0.0 {
                let mut component = component;
                component.mapv_inplace(|value| -value);
            }
        });
        let freedom = rows.saturating_sub(1).max(1) as f64;
        let total = (0..columns).map(|column| centred.col(column).squared_norm_l2()).sum::<f64>() / freedom;
        let explained_variance: Vec<f64> = singular_values.iter().map(|value| value * value / freedom).collect();
        let explained_variance_ratio =
            (total > 0.0).then(|| explained_variance.iter().map(|variance| variance / total).collect());
        Ok(Self { mean, components, singular_values, explained_variance, explained_variance_ratio })
    }

    /// Places rows (M × D) along the components (M × K).
    ///
    /// # Errors
    /// [`PcaError::PcaColumns`] if the rows have another width.
    pub fn transform(&self, points: ArrayView2<'_, f32>) -> Result<Array2<f32>, PcaError> {
        check_width(self.mean.len(), points.ncols())?;
        let centred = points.mapv(f64::from) - &self.mean;
        Ok(centred.dot(&self.components.t()).mapv(|value| value as f32))
    }

    /// Rows (M × D) from places along the components (M × K): what the components have kept of them.
    ///
    /// # Errors
    /// [`PcaError::PcaColumns`] if the places have another width.
    pub fn inverse_transform(&self, scores: ArrayView2<'_, f32>) -> Result<Array2<f32>, PcaError> {
        check_width(self.components.nrows(), scores.ncols())?;
        let rows = scores.mapv(f64::from).dot(&self.components) + &self.mean;
        Ok(rows.mapv(|value| value as f32))
    }
}

fn check_width(expected: usize, found: usize) -> Result<(), PcaError> {
    if expected == found { Ok(()) } else { Err(PcaError::PcaColumns { expected, found }) }
}

fn column_means(points: ArrayView2<'_, f32>) -> Array1<f64> {
    let rows = points.nrows().max(1) as f64;
    points.axis_iter(Axis(1)).map(|column| column.iter().map(|&value| f64::from(value)).sum::<f64>() / rows).collect()
}

/// The entry of largest size, the first of several; 0 without entries.
fn largest_entry(component: ArrayView1<'_, f64>) -> f64 {
    component.iter().fold(0.0, |largest: f64, &value| if value.abs() > largest.abs() { value } else { largest })
}

/// Components (as rows) and singular values from the thin SVD.
fn by_svd(centred: &Mat<f64>, kept: usize) -> Result<(Array2<f64>, Vec<f64>), PcaError> {
    let (rows, columns) = (centred.nrows(), centred.ncols());
    let svd = centred.thin_svd().map_err(|_| PcaError::PcaNotConverged { rows, columns })?;
    let components = Array2::from_shape_fn((kept, columns), |(component, column)| svd.V()[(column, component)]);
    Ok((components, (0..kept).map(|component| svd.S()[component]).collect()))
}

/// Components (as rows) and singular values from the eigenvectors of the smaller cross product.
fn by_cross_product(centred: &Mat<f64>, kept: usize) -> Result<(Array2<f64>, Vec<f64>), PcaError> {
    let (rows, columns) = (centred.nrows(), centred.ncols());
    let tall = rows >= columns;
    let product = if tall { centred.transpose() * centred } else { centred * centred.transpose() };
    let eigen = product.self_adjoint_eigen(Side::Lower).map_err(|_| PcaError::PcaNotConverged { rows, columns })?;
    let size = rows.min(columns);
    let value = |component: usize| eigen.S()[size - 1 - component].max(0.0).sqrt();
    let noise = CROSS_PRODUCT_NOISE * value(0);
    let singular_values: Vec<f64> = (0..kept).map(value).map(|value| if value > noise { value } else { 0.0 }).collect();
    let vectors = eigen.U().get(.., size - kept..);
    if tall {
        let components =
            Array2::from_shape_fn((kept, columns), |(component, column)| vectors[(column, kept - 1 - component)]);
        return Ok((components, singular_values));
    }
    let directions = centred.transpose() * vectors;
    let mut components = Array2::from_shape_fn((kept, columns), |(component, column)| {
        if singular_values[component] > 0.0 { directions[(column, kept - 1 - component)] } else { 0.0 }
    });
    make_orthonormal(&mut components);
    Ok((components, singular_values))
}

/// Gram–Schmidt, twice for precision; a row that vanishes is replaced by the first unit vector that does not.
fn make_orthonormal(rows: &mut Array2<f64>) {
    let columns = rows.ncols();
    let mut next_unit = 0;
    for row in 0..rows.nrows() {
        let (done, mut rest) = rows.view_mut().split_at(Axis(0), row);
        let mut current = rest.row_mut(0);
        loop {
            let before = current.dot(&current).sqrt();
            for _ in 0..2 {
                for other in done.outer_iter() {
                    let along = current.dot(&other);
                    current.scaled_add(-along, &other);
                }
            }
            let length = current.dot(&current).sqrt();
            if length > 0.5 * before || (before > 0.0 && length > CROSS_PRODUCT_NOISE * before) {
                current /= length;
                break;
            }
            if next_unit == columns {
                break;
            }
            current.fill(0.0);
            current[next_unit] = 1.0;
            next_unit += 1;
        }
    }
}
