//! Gaussian mixture: groups as overlapping clouds, each row belonging to each with a probability.
//!
//! `linfa-clustering`'s `GaussianMixtureModel` (0.8.1) was looked at and does not serve: it knows full covariances only (on 32 songs in 16
//! dimensions every membership is exactly 1), takes the exponential of log-densities without taking out the largest, so that a row 39
//! standard deviations from all groups spoils the fit, gives an error instead of a grouping where it has not converged,
//! starts from a k-means of its own that panics on fewer different rows than groups, and runs to its end in one call.
//!
//! Columns are brought to variance 1 first and constant ones left out, so that neither scale nor a dead feature matters.
//! Source: Dempster, Laird & Rubin 1977; `sklearn.mixture.GaussianMixture` (1.9) on standardised columns, which it follows step by step.

use ndarray::{Array2, ArrayView2, Axis};

use super::covariance::{Covariance, Gaussian, Moments};
use super::error::{ClusteringError, check_finite};
use super::kmeans::kmeans;
use super::labels::number_by_size;

/// Added to every variance, as a share of the column's variance (scikit-learn's `reg_covar` on standardised columns).
const FLOOR: f64 = 1e-6;
/// Rise of the mean log-likelihood of a row that counts as rest. scikit-learn stops at 1e-3, while memberships still move by per cents.
const TOLERANCE: f64 = 1e-5;
/// Most iterations.
const MOST_ITERATIONS: usize = 300;
/// Full covariances only if the smallest group k-means finds has this many rows for each column: with fewer they describe those
/// very rows, every membership turns to 0 or 1, and the likelihood means nothing.
const ROWS_A_COLUMN: usize = 4;
/// Full covariances only up to so many columns, because an iteration costs their square.
const FULL_COLUMNS: usize = 128;
/// A membership below this adds nothing to a mean that `f64` could hold.
const NEGLIGIBLE: f64 = 1e-20;
/// A group with less than this many rows in all keeps its Gaussian: there is nothing to fit it to.
const LOST: f64 = 1e-8;
/// Multiplications in one step: about 20 ms in a tab.
const WORK: usize = 1 << 23;

/// A grouping by a mixture of Gaussians.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Mixture {
    /// One label a row (N), 0 = largest group: the group it most likely belongs to.
    pub labels: Vec<i32>,
    /// Probability of each row for each group (N × groups), columns by label; groups that are no row's most likely stand last.
    #[serde(skip)]
    pub memberships: Array2<f32>,
    /// Probability of each row for its own group (N), 0…1.
    pub own: Vec<f32>,
    /// Logarithm of the density of all rows together, in the units of the points; constant columns left out.
    pub log_likelihood: f64,
    /// Bayesian information criterion: −2 · log-likelihood + numbers fitted · ln N. The smallest of several fits is the best bargain.
    pub bic: f64,
    /// Times the Gaussians were fitted anew.
    pub iterations: usize,
    /// Whether they came to rest.
    pub converged: bool,
    /// Shape of the groups.
    pub covariance: Covariance,
}

/// Groups the rows of `points` (N × D) by a mixture of `clusters` Gaussians, from where k-means with `seed` puts them.
///
/// With fewer different rows than `clusters` there are as many groups as different rows.
///
/// # Errors
/// [`ClusteringError::NoClusters`] for 0 clusters, [`ClusteringError::PointNotFinite`] naming row and column,
/// [`ClusteringError::MixtureNotFinite`].
pub fn mixture(points: ArrayView2<'_, f32>, clusters: usize, seed: u64) -> Result<Mixture, ClusteringError> {
    let mut search = MixtureSearch::new(points, clusters, seed)?;
    while search.step()? {}
    search.finish()
}

/// Where the search stands.
#[derive(Debug, Clone)]
enum Stage {
    /// Before the groups of k-means that it starts from.
    Start { clusters: usize, seed: u64 },
    /// The first Gaussians, from these labels.
    Labels(Vec<i32>),
    /// Going through all rows again and again.
    Iterations,
    /// Going through all rows a last time.
    Memberships,
}

/// One way through the rows.
#[derive(Debug, Clone, Default)]
struct Pass {
    next_row: usize,
    moments: Vec<Moments>,
    log_likelihood: f64,
}

/// [`mixture`] step by step: new → step … → finish.
#[derive(Debug, Clone)]
pub struct MixtureSearch {
    points: Array2<f32>,
    /// Column, mean and standard deviation of the columns that are not constant.
    columns: Vec<(usize, f64, f64)>,
    stage: Stage,
    covariance: Covariance,
    gaussians: Vec<Gaussian>,
    log_weights: Vec<f64>,
    pass: Pass,
    previous: f64,
    iterations: usize,
    converged: bool,
    memberships: Array2<f32>,
}

impl MixtureSearch {
    /// Checks the input and stands before the first start.
    ///
    /// # Errors
    /// As [`mixture`](fn@mixture).
    pub fn new(points: ArrayView2<'_, f32>, clusters: usize, seed: u64) -> Result<Self, ClusteringError> {
        check_finite(points)?;
        if clusters == 0 {
            return Err(ClusteringError::NoClusters { clusters });
        }
        Ok(Self {
            points: points.to_owned(),
            columns: varying_columns(points),
            stage: Stage::Start { clusters, seed },
            covariance: Covariance::Diagonal,
            gaussians: Vec::new(),
            log_weights: Vec::new(),
            pass: Pass::default(),
            previous: f64::NEG_INFINITY,
            iterations: 0,
            converged: false,
            memberships: Array2::zeros((0, 0)),
        })
    }

    /// K-means, or a stretch of rows; false when nothing is left to do.
    ///
    /// # Errors
    /// [`ClusteringError::MixtureNotFinite`], and as [`kmeans`](fn@super::kmeans).
    pub fn step(&mut self) -> Result<bool, ClusteringError> {
        match self.stage {
            Stage::Start { clusters, seed } => {
                let labels = kmeans(self.points.view(), clusters, seed)?.labels;
                self.begin(labels);
                Ok(true)
            }
            Stage::Labels(_) | Stage::Iterations => {
                self.go_through_rows();
                if self.pass.next_row == self.points.nrows() {
                    self.fit()?;
                }
                Ok(true)
            }
            Stage::Memberships => {
                self.go_through_rows();
                Ok(self.pass.next_row < self.points.nrows())
            }
        }
    }

    /// Work done and all there may be: iterations and the last look at the rows. Most searches come to rest long before.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let all = MOST_ITERATIONS + 1;
        match self.stage {
            Stage::Memberships if self.pass.next_row == self.points.nrows() => (all, all),
            Stage::Memberships => (MOST_ITERATIONS, all),
            _ => (self.iterations, all),
        }
    }

    /// Mean log-likelihood of a row (of the standardised columns) before the last fit; it never falls by more than rounding and the floor make it.
    #[must_use]
    pub fn mean_log_likelihood(&self) -> Option<f64> {
        self.previous.is_finite().then_some(self.previous)
    }

    /// The grouping so far, numbered by size. What is left of the last look at the rows is done here.
    ///
    /// # Errors
    /// As [`MixtureSearch::step`].
    pub fn finish(mut self) -> Result<Mixture, ClusteringError> {
        let rows = self.points.nrows();
        while matches!(self.stage, Stage::Start { .. } | Stage::Labels(_)) {
            self.step()?;
        }
        if matches!(self.stage, Stage::Iterations) {
            self.look_a_last_time();
        }
        while self.pass.next_row < rows {
            self.go_through_rows();
        }
        let scale: f64 = self.columns.iter().map(|(_, _, deviation)| deviation.ln()).sum();
        let log_likelihood = self.pass.log_likelihood - rows as f64 * scale;
        if !log_likelihood.is_finite() {
            return Err(ClusteringError::MixtureNotFinite {});
        }
        let groups = self.gaussians.len();
        let width = self.columns.len();
        let numbers = (groups * (self.covariance.numbers(width) + width + 1)).saturating_sub(1);
        let bic = numbers as f64 * (rows.max(1) as f64).ln() - 2.0 * log_likelihood;
        let mut labels: Vec<i32> = self.memberships.outer_iter().map(|row| most_likely(row.iter().copied())).collect();
        let mut order: Vec<usize> = number_by_size(&mut labels).into_iter().map(|group| group as usize).collect();
        order.extend((0..groups).filter(|group| !order.contains(group)).collect::<Vec<_>>());
        let memberships = self.memberships.select(Axis(1), &order);
        let own = labels.iter().zip(memberships.outer_iter()).map(|(&label, row)| row[label as usize]).collect();
        let (iterations, converged, covariance) = (self.iterations, self.converged, self.covariance);
        Ok(Mixture { labels, memberships, own, log_likelihood, bic, iterations, converged, covariance })
    }

    /// Takes the groups of k-means as the start, and decides what shapes they may have.
    fn begin(&mut self, labels: Vec<i32>) {
        let groups = labels.iter().map(|&label| label as usize + 1).max().unwrap_or(0);
        let mut sizes = vec![0_usize; groups];
        labels.iter().for_each(|&label| sizes[label as usize] += 1);
        let smallest = sizes.iter().copied().min().unwrap_or(0);
        let width = self.columns.len();
        if (1..=FULL_COLUMNS).contains(&width) && smallest >= ROWS_A_COLUMN * width {
            self.covariance = Covariance::Full;
        }
        self.log_weights = sizes.iter().map(|&size| (size as f64 / labels.len() as f64).ln()).collect();
        self.memberships = Array2::zeros((labels.len(), groups));
        self.stage = Stage::Labels(labels);
        self.new_pass();
    }

    fn new_pass(&mut self) {
        let empty = Moments::new(self.covariance, self.columns.len());
        self.pass = Pass { moments: vec![empty; self.log_weights.len()], ..Pass::default() };
    }

    fn look_a_last_time(&mut self) {
        self.stage = Stage::Memberships;
        self.new_pass();
    }

    /// Takes in some more rows.
    fn go_through_rows(&mut self) {
        let (groups, width) = (self.log_weights.len(), self.columns.len());
        // Beside the matrix, a row and a group cost an exponential and some order.
        let row_work = groups * (2 * self.covariance.numbers(width) + 16);
        let end = (self.pass.next_row + (WORK / row_work.max(1)).max(1)).min(self.points.nrows());
        let mut differences = vec![0.0; groups * width];
        let mut logs = vec![0.0; groups];
        let (mut standard, mut whitened) = (vec![0.0; width], Vec::new());
        for row in self.pass.next_row..end {
            for (value, &(column, mean, deviation)) in standard.iter_mut().zip(&self.columns) {
                *value = (f64::from(self.points[[row, column]]) - mean) / deviation;
            }
            if let Stage::Labels(labels) = &self.stage {
                self.pass.moments[labels[row] as usize].add(&standard, 1.0);
                continue;
            }
            for (group, gaussian) in self.gaussians.iter().enumerate() {
                let difference = &mut differences[group * width..(group + 1) * width];
                for ((difference, value), mean) in difference.iter_mut().zip(&standard).zip(&gaussian.mean) {
                    *difference = value - mean;
                }
                logs[group] = self.log_weights[group] + gaussian.log_density(difference, &mut whitened);
            }
            // Log-sum-exp: the largest taken out, so that at least one term is 1.
            let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let log_density = largest + logs.iter().map(|log| (log - largest).exp()).sum::<f64>().ln();
            self.pass.log_likelihood += log_density;
            for (group, log) in logs.iter().enumerate() {
                let membership = (log - log_density).exp();
                if matches!(self.stage, Stage::Memberships) {
                    self.memberships[[row, group]] = membership as f32;
                } else if membership > NEGLIGIBLE {
                    self.pass.moments[group].add(&differences[group * width..(group + 1) * width], membership);
                }
            }
        }
        self.pass.next_row = end;
    }

    /// Fits the Gaussians to the rows gone through, and sees whether to go on.
    fn fit(&mut self) -> Result<(), ClusteringError> {
        let rows = self.points.nrows().max(1) as f64;
        let pass = std::mem::take(&mut self.pass);
        let first = matches!(self.stage, Stage::Labels(_));
        let origin = vec![0.0; self.columns.len()];
        for (group, moments) in pass.moments.iter().enumerate() {
            if first {
                let gaussian = moments.gaussian(&origin, FLOOR).ok_or(ClusteringError::MixtureNotFinite {})?;
                self.gaussians.push(gaussian);
                continue;
            }
            self.log_weights[group] = (moments.weight / rows).max(f64::MIN_POSITIVE).ln();
            if moments.weight > LOST {
                self.gaussians[group] =
                    moments.gaussian(&self.gaussians[group].mean, FLOOR).ok_or(ClusteringError::MixtureNotFinite {})?;
            }
        }
        if first {
            self.stage = Stage::Iterations;
            self.new_pass();
            return Ok(());
        }
        self.iterations += 1;
        let mean = pass.log_likelihood / rows;
        self.converged = (mean - self.previous).abs() < TOLERANCE;
        self.previous = mean;
        if !mean.is_finite() {
            return Err(ClusteringError::MixtureNotFinite {});
        }
        if self.converged || self.iterations == MOST_ITERATIONS {
            self.look_a_last_time();
        } else {
            self.new_pass();
        }
        Ok(())
    }
}

/// The place of the largest, the first of several.
fn most_likely(memberships: impl Iterator<Item = f32>) -> i32 {
    let mut best = (0, f32::NEG_INFINITY);
    for (group, membership) in memberships.enumerate() {
        if membership > best.1 {
            best = (group as i32, membership);
        }
    }
    best.0
}

/// Column, mean and standard deviation of each column that is not constant.
fn varying_columns(points: ArrayView2<'_, f32>) -> Vec<(usize, f64, f64)> {
    let rows = points.nrows().max(1) as f64;
    let mut columns = Vec::new();
    for (column, values) in points.axis_iter(Axis(1)).enumerate() {
        if values.iter().all(|value| Some(value) == values.first()) {
            continue;
        }
        let mean = values.iter().map(|&value| f64::from(value)).sum::<f64>() / rows;
        let variance = values.iter().map(|&value| (f64::from(value) - mean).powi(2)).sum::<f64>() / rows;
        columns.push((column, mean, variance.sqrt()));
    }
    columns
}
