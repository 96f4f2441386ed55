//! Gaussians in D dimensions: how dense one is at a row, and the one that fits weighted rows best.
//!
//! Symmetric matrices are kept as their lower triangle, column after column, so that both uses below run along memory.

use faer::{Mat, Side};

/// What a group's spread may look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Covariance {
    /// Any ellipsoid: D(D+1)/2 numbers a group.
    Full,
    /// An ellipsoid along the axes: D numbers a group.
    Diagonal,
}

impl Covariance {
    /// Numbers needed to describe one matrix of `columns` columns.
    pub(super) fn numbers(self, columns: usize) -> usize {
        match self {
            Self::Full => columns * (columns + 1) / 2,
            Self::Diagonal => columns,
        }
    }
}

/// A Gaussian ready to be asked.
#[derive(Debug, Clone)]
pub(super) struct Gaussian {
    shape: Covariance,
    pub mean: Vec<f64>,
    /// What a difference from the mean is multiplied with to have unit variance in all directions: the inverse of the
    /// covariance's Cholesky factor, or of the standard deviations.
    whitening: Vec<f64>,
    log_density_at_mean: f64,
}

/// Weight, weighted sum and weighted products of differences from a reference, of the rows taken in so far.
#[derive(Debug, Clone)]
pub(super) struct Moments {
    shape: Covariance,
    pub weight: f64,
    sums: Vec<f64>,
    products: Vec<f64>,
}

impl Gaussian {
    /// Logarithm of the density at a row that differs by `difference` from the mean (D).
    pub fn log_density(&self, difference: &[f64], whitened: &mut Vec<f64>) -> f64 {
        whitened.clear();
        let squared: f64 = match self.shape {
            Covariance::Diagonal => {
                difference.iter().zip(&self.whitening).map(|(value, inverse)| (value * inverse).powi(2)).sum()
            }
            Covariance::Full => {
                whitened.resize(difference.len(), 0.0);
                let mut column = self.whitening.as_slice();
                for (place, &value) in difference.iter().enumerate() {
                    let (entries, further) = column.split_at(difference.len() - place);
                    column = further;
                    for (sum, entry) in whitened[place..].iter_mut().zip(entries) {
                        *sum += entry * value;
                    }
                }
                whitened.iter().map(|value| value * value).sum()
            }
        };
        self.log_density_at_mean - 0.5 * squared
    }
}

impl Moments {
    pub fn new(shape: Covariance, columns: usize) -> Moments {
        Moments { shape, weight: 0.0, sums: vec![0.0; columns], products: vec![0.0; shape.numbers(columns)] }
    }

    /// Takes in a row that differs by `difference` from the reference.
    pub fn add(&mut self, difference: &[f64], weight: f64) {
        self.weight += weight;
        for (sum, value) in self.sums.iter_mut().zip(difference) {
            *sum += weight * value;
        }
        match self.shape {
            Covariance::Diagonal => {
                for (product, value) in self.products.iter_mut().zip(difference) {
                    *product += weight * value * value;
                }
            }
            Covariance::Full => {
                let mut column = self.products.as_mut_slice();
                for (place, &value) in difference.iter().enumerate() {
                    let (products, further) = column.split_at_mut(difference.len() - place);
                    column = further;
                    let weighted = weight * value;
                    for (product, other) in products.iter_mut().zip(&difference[place..]) {
                        *product += weighted * other;
                    }
                }
            }
        }
    }

    /// The Gaussian of the rows' mean and covariance, `floor` added to each variance; `None` without weight, or if the
    /// covariance is not positive.
    pub fn gaussian(&self, reference: &[f64], floor: f64) -> Option<Gaussian> {
        let columns = self.sums.len();
        let shift: Vec<f64> = self.sums.iter().map(|sum| sum / self.weight).collect();
        let whitening = match self.shape {
            Covariance::Diagonal => {
                let variances = self.products.iter().zip(&shift);
                // Rounding may leave a variance just below 0.
                variances
                    .map(|(product, shift)| ((product / self.weight - shift * shift).max(0.0) + floor).sqrt().recip())
                    .collect()
            }
            Covariance::Full => {
                let mut entries = self.products.iter();
                let mut covariance = Mat::zeros(columns, columns);
                for column in 0..columns {
                    for (row, product) in (column..columns).zip(&mut entries) {
                        covariance[(row, column)] = product / self.weight - shift[row] * shift[column];
                    }
                    covariance[(column, column)] += floor;
                }
                let factor = covariance.llt(Side::Lower).ok()?;
                let mut inverse = Mat::<f64>::identity(columns, columns);
                factor.L().solve_lower_triangular_in_place(inverse.as_mut());
                (0..columns)
                    .flat_map(|column| (column..columns).map(move |row| (row, column)))
                    .map(|at| inverse[at])
                    .collect()
            }
        };
        let whitening: Vec<f64> = whitening;
        let mut diagonal = 0;
        let mut log_density_at_mean = -0.5 * columns as f64 * (2.0 * std::f64::consts::PI).ln();
        for column in 0..columns {
            log_density_at_mean += whitening[diagonal].ln();
            diagonal += if self.shape == Covariance::Full { columns - column } else { 1 };
        }
        let mean = reference.iter().zip(&shift).map(|(reference, shift)| reference + shift).collect();
        let usable = self.weight > 0.0 && log_density_at_mean.is_finite();
        usable.then_some(Gaussian { shape: self.shape, mean, whitening, log_density_at_mean })
    }
}
