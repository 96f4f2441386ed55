//! The eigenvectors of a graph's Laplacian for its smallest eigenvalues: few of many.
//!
//! Up to [`DENSE_ROWS`] rows `faer` decomposes the whole matrix. Above that a block of vectors is filtered by a Chebyshev
//! polynomial of the matrix that is large on the eigenvalues wanted and small on all others, made orthonormal and turned to
//! its Ritz vectors, until the residuals are small (Zhou, Saad, Tiago & Chelikowsky 2006, *Self-consistent-field calculations
//! using Chebyshev-filtered subspace iteration*, algorithms 3.1 and 3.2). A block finds an eigenvalue as often as it occurs, up
//! to its width, and the matrix is read once for all its vectors.
//!
//! `faer::operator::eigen::partial_self_adjoint_eigen` was looked at: a Lanczos iteration from one vector. It sees a repeated
//! eigenvalue once (a ring of songs, two equal parts), runs to its end in one call, and panics where the subspace reaches the size of the matrix.

use faer::{Mat, MatRef, Side};
use ndarray::Array2;
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

use super::error::ClusteringError;
use super::laplacian::Laplacian;

/// Rows up to which the whole matrix is decomposed: there it is as fast, in a tab, as the filter.
pub(super) const DENSE_ROWS: usize = 128;
/// The whole matrix is decomposed, too, if more than one in so many eigenvectors is wanted.
const WANTED_SHARE: usize = 4;

/// Vectors in the block beyond those wanted: the nearer to the next eigenvalue, the slower the last one.
const GUARD: usize = 4;
/// How much one filter raises the last wanted vector over the unwanted: e^this.
const RAISE: f64 = 11.5;
/// How far apart a filter may drive the lengths of vectors (e^this), so that rounding does not drown the shorter ones.
const SPREAD: f64 = 20.0;
/// Degree of the first filter, when nothing is known, and where it cuts.
const FIRST_DEGREE: usize = 8;
const FIRST_CUT: f64 = 0.5;
/// Applications of the matrix in one filter.
const DEGREES: std::ops::RangeInclusive<usize> = 4..=200;
/// Filters until we give up: a ring of 20,000 songs, each joined to two, needs about 60.
const MOST_FILTERS: usize = 300;

/// Residual at which a vector counts as found: this share of the largest wanted eigenvalue, which is taken as at least and at most …
const RESIDUAL: f64 = 1e-4;
const EIGENVALUE: (f64, f64) = (1e-5, 1e-3);

/// Multiplications in one step: about 20 ms in a tab.
const WORK: usize = 1 << 24;

/// The `count` smallest eigenvalues of a Laplacian, ascending, and their unit vectors (N × count).
#[derive(Debug, Clone)]
pub(super) struct Eigenvectors {
    pub values: Vec<f64>,
    pub vectors: Array2<f64>,
}

/// How the vectors that are not known beforehand are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EigenRoute {
    /// All eigenvectors of the matrix written out: N² numbers, N³ multiplications.
    Dense,
    /// A filtered block of vectors.
    Filtered,
}

/// The search for them, step by step.
#[derive(Debug, Clone)]
pub(super) struct EigenSearch {
    laplacian: Laplacian,
    count: usize,
    /// Vectors to be found beside the null vectors.
    wanted: usize,
    route: EigenRoute,
    /// Vectors side by side (N × width), `width` of them.
    block: Vec<f64>,
    previous: Vec<f64>,
    width: usize,
    filter: Filter,
    filters: usize,
    /// Wanted Ritz vectors whose residual is small.
    found: usize,
    /// Eigenvalues of the vectors wanted, once found.
    values: Option<Vec<f64>>,
}

/// A Chebyshev polynomial on its way: small on −1…cut, 1 at 1.
#[derive(Debug, Clone, Copy)]
struct Filter {
    cut: f64,
    degree: usize,
    done: usize,
    sigma: f64,
}

impl Filter {
    fn new(cut: f64, degree: usize) -> Filter {
        Filter { cut, degree, done: 0, sigma: 0.0 }
    }

    fn centre(&self) -> f64 {
        (self.cut - 1.0) / 2.0
    }

    fn half_width(&self) -> f64 {
        f64::midpoint(self.cut, 1.0)
    }

    /// Growth a degree of the polynomial at `value`, as an exponent.
    fn growth(&self, value: f64) -> f64 {
        ((value - self.centre()) / self.half_width()).max(1.0).acosh()
    }

    /// The filter after one that left the Ritz values `values` (falling), of which `wanted` are wanted.
    fn after(values: &[f64], wanted: usize) -> Filter {
        let cut = values.last().copied().unwrap_or(FIRST_CUT).clamp(-0.9, 1.0 - 1e-12);
        let mut filter = Filter::new(cut, 0);
        let last = values.get(wanted.saturating_sub(1)).copied().unwrap_or(1.0);
        let degree = (RAISE / filter.growth(last)).min(SPREAD / filter.growth(1.0)).ceil();
        // A float that is too large, or not a number (0/0), becomes the nearest integer or 0.
        filter.degree = (degree as usize).clamp(*DEGREES.start(), *DEGREES.end());
        filter
    }
}

impl EigenSearch {
    /// For the `count` smallest eigenvalues, at most N; the route by size unless given.
    pub fn new(laplacian: Laplacian, count: usize, seed: u64, route: Option<EigenRoute>) -> EigenSearch {
        let rows = laplacian.len();
        let count = count.min(rows);
        let wanted = count.saturating_sub(laplacian.parts());
        let few = rows <= DENSE_ROWS.max(WANTED_SHARE * count);
        let route = route.unwrap_or(if few { EigenRoute::Dense } else { EigenRoute::Filtered });
        let width = (wanted + GUARD).next_multiple_of(GUARD).min(rows - laplacian.parts());
        let mut search = EigenSearch {
            laplacian,
            count,
            wanted,
            route,
            block: Vec::new(),
            previous: Vec::new(),
            width,
            filter: Filter::new(FIRST_CUT, FIRST_DEGREE),
            filters: 0,
            found: 0,
            values: None,
        };
        if wanted == 0 {
            search.values = Some(Vec::new());
        } else if route == EigenRoute::Filtered {
            let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
            search.block = (0..rows * width).map(|_| StandardNormal.sample(&mut random)).collect();
            search.previous = vec![0.0; rows * width];
        }
        search
    }

    /// Vectors found and wanted, the null vectors counted.
    pub fn progress(&self) -> (usize, usize) {
        let found = if self.values.is_some() { self.wanted } else { self.found };
        (self.count - self.wanted + found, self.count)
    }

    /// Connected parts of the graph.
    pub fn parts(&self) -> usize {
        self.laplacian.parts()
    }

    /// Root of each row's degree.
    pub fn roots(&self) -> &[f64] {
        &self.laplacian.roots
    }

    /// Some multiplications; false when all vectors are found.
    pub fn step(&mut self) -> Result<bool, ClusteringError> {
        if self.values.is_some() {
            return Ok(false);
        }
        if self.route == EigenRoute::Dense {
            self.decompose()?;
            return Ok(false);
        }
        let mut work = 0;
        while self.filter.done < self.filter.degree && work < WORK {
            self.raise_degree();
            work += self.laplacian.work(self.width);
        }
        if self.filter.done == self.filter.degree {
            self.turn_to_ritz_vectors()?;
        }
        Ok(self.values.is_none())
    }

    /// The null vectors first, largest part first, then the others by eigenvalue.
    pub fn finish(&self) -> Eigenvectors {
        let nulls = self.count - self.wanted;
        let vectors = Array2::from_shape_fn((self.laplacian.len(), self.count), |(row, column)| match column {
            null if null < nulls => self.laplacian.null_vector(null, row),
            other => self.block.get(row * self.width + other - nulls).copied().unwrap_or(0.0),
        });
        let mut values = vec![0.0; nulls];
        values.extend(self.values.iter().flatten());
        Eigenvectors { values, vectors }
    }

    fn not_converged(&self) -> ClusteringError {
        ClusteringError::EigenvectorsNotConverged { rows: self.laplacian.len() }
    }

    fn decompose(&mut self) -> Result<(), ClusteringError> {
        let (rows, parts) = (self.laplacian.len(), self.laplacian.parts());
        let eigen = self.laplacian.dense().self_adjoint_eigen(Side::Lower).map_err(|_| self.not_converged())?;
        self.width = self.wanted;
        // The first ones span the null vectors, which are known.
        let vectors = eigen.U().get(.., parts..parts + self.wanted);
        self.block = (0..rows * self.width).map(|place| vectors[(place / self.width, place % self.width)]).collect();
        self.values = Some((0..self.wanted).map(|place| eigen.S()[parts + place]).collect());
        Ok(())
    }

    /// One more degree of the polynomial, by its three-term recurrence, scaled to stay 1 at 1.
    fn raise_degree(&mut self) {
        let (centre, half_width) = (self.filter.centre(), self.filter.half_width());
        let first_sigma = half_width / (1.0 - centre);
        let (scale, back) = if self.filter.done == 0 {
            self.filter.sigma = first_sigma;
            (first_sigma / half_width, 0.0)
        } else {
            let sigma = 1.0 / (2.0 / first_sigma - self.filter.sigma);
            let back = self.filter.sigma * sigma;
            self.filter.sigma = sigma;
            (2.0 * sigma / half_width, back)
        };
        self.laplacian.apply(&self.block, self.width, scale, centre, back, &mut self.previous);
        std::mem::swap(&mut self.block, &mut self.previous);
        self.filter.done += 1;
    }

    /// Rayleigh and Ritz: of all combinations of the block, those nearest to eigenvectors, by falling eigenvalue of I − L.
    fn turn_to_ritz_vectors(&mut self) -> Result<(), ClusteringError> {
        let (rows, width) = (self.laplacian.len(), self.width);
        // Twice: what rounding puts back in of the null vectors while the block is made orthonormal goes, too.
        for _ in 0..2 {
            self.laplacian.remove_null_vectors(&mut self.block, width);
            let basis = MatRef::from_row_major_slice(&self.block, rows, width).qr().compute_thin_Q();
            self.block = row_by_row(basis.as_ref());
        }
        self.laplacian.apply(&self.block, width, 1.0, 0.0, 0.0, &mut self.previous);
        let basis = MatRef::from_row_major_slice(&self.block, rows, width);
        let image = MatRef::from_row_major_slice(&self.previous, rows, width);
        let projected: Mat<f64> = basis.transpose() * image;
        let eigen = projected.self_adjoint_eigen(Side::Lower).map_err(|_| self.not_converged())?;
        let values: Vec<f64> = (0..width).map(|place| eigen.S()[width - 1 - place]).collect();
        let turn = Mat::from_fn(width, width, |row, column| eigen.U()[(row, width - 1 - column)]);
        let (ritz, image) = (basis * &turn, image * &turn);
        let largest = 1.0 - values.get(self.wanted - 1).copied().unwrap_or(1.0);
        let tolerance = RESIDUAL * largest.clamp(EIGENVALUE.0, EIGENVALUE.1);
        let is_found = |&place: &usize| {
            let (vector, image) = (ritz.col(place), image.col(place));
            let squared: f64 = (0..rows).map(|row| (image[row] - values[place] * vector[row]).powi(2)).sum();
            squared.sqrt() <= tolerance
        };
        self.found = (0..self.wanted).filter(is_found).count();
        self.block = row_by_row(ritz.as_ref());
        self.filters += 1;
        if self.found == self.wanted {
            self.values = Some(values[..self.wanted].iter().map(|value| 1.0 - value).collect());
        } else if self.filters == MOST_FILTERS || values.iter().any(|value| !value.is_finite()) {
            return Err(self.not_converged());
        } else {
            self.filter = Filter::after(&values, self.wanted);
        }
        Ok(())
    }
}

fn row_by_row(matrix: MatRef<'_, f64>) -> Vec<f64> {
    let mut values = Vec::with_capacity(matrix.nrows() * matrix.ncols());
    for row in 0..matrix.nrows() {
        values.extend((0..matrix.ncols()).map(|column| matrix[(row, column)]));
    }
    values
}
