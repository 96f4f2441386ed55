//! K-Means: k groups around k centres, so that the squared distances to the centres are small.
//!
//! Starts come from `linfa-clustering` (k-means++ and its iteration): the best-kept k-means crate, seeded, and it builds for the browser.
//! Three things it does not do are done here: its centres are brought to the exact means ([`Lloyd`]), groups are numbered by size, and
//! data on which it would panic or draw forever (fewer rows than groups, all rows equal) are answered directly.

use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::KMeans as LinfaKMeans;
use ndarray::{Array2, ArrayView2, Axis};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

use super::error::{ClusteringError, check_finite};
use super::labels::number_by_size;
use super::lloyd::{Lloyd, nearest_centre, squared_shift_at_rest};

/// Starts of which the best is kept, at least (scikit-learn's `n_init = 10`).
pub const STARTS: usize = 10;
/// Starts of which the best is kept, at most.
pub const MOST_STARTS: usize = 100;
/// Coordinates compared with centres in one round of all starts, beyond which there are only [`STARTS`] of them.
const ROUND: usize = 1 << 20;

/// Most iterations from one start.
const MOST_ITERATIONS: usize = 300;

/// A grouping around centres.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct KMeans {
    /// One label a row (N), 0 = largest group.
    pub labels: Vec<i32>,
    /// Means of the groups (groups × D), by label.
    #[serde(skip)]
    pub centres: Array2<f64>,
    /// Sum of the squared distances of the rows to their centres.
    pub inertia: f64,
    /// Times the centres moved in the last, exact descent.
    pub iterations: usize,
    /// Groups found: those asked for, or the number of different rows if that is smaller.
    pub clusters: usize,
}

/// Groups the rows of `points` (N × D) around `clusters` centres: best of 10 to 100 k-means++ starts drawn from `seed`.
///
/// With fewer different rows than `clusters`, every different row is a group of its own; without rows there are no groups.
///
/// # Errors
/// [`ClusteringError::NoClusters`] for 0 clusters, [`ClusteringError::PointNotFinite`] naming row and column.
///
/// # Reference
/// Arthur & Vassilvitskii 2007; `sklearn.cluster.KMeans(n_init = 10, max_iter = 300, tol = 1e-4)` (1.9). Its k-means++ tries several
/// candidates a centre, ours one: the inertia of the best agrees, single starts need not.
pub fn kmeans(points: ArrayView2<'_, f32>, clusters: usize, seed: u64) -> Result<KMeans, ClusteringError> {
    let mut search = KMeansSearch::new(points, clusters, seed)?;
    while search.step()? {}
    Ok(search.finish())
}

/// How many starts `clusters` groups of so many rows and columns are worth: few songs in many dimensions have many groupings
/// from which no step leads down, and of these ten starts miss the best more often than not; they cost next to nothing.
pub fn starts((rows, columns): (usize, usize), clusters: usize) -> usize {
    (ROUND / (rows * columns * clusters).max(1)).clamp(STARTS, MOST_STARTS)
}

/// [`kmeans`](fn@kmeans) one start at a time: new → step … → finish.
#[derive(Debug, Clone)]
pub struct KMeansSearch<'a> {
    points: ArrayView2<'a, f32>,
    /// The points for the crate that finds the starts; empty once nothing is left to search.
    wide: Array2<f64>,
    clusters: usize,
    tolerance: f64,
    random: Xoshiro256PlusPlus,
    starts_left: usize,
    best: Option<Lloyd<'a>>,
}

impl<'a> KMeansSearch<'a> {
    /// Checks the input and stands before the first start.
    ///
    /// # Errors
    /// As [`kmeans`](fn@kmeans).
    pub fn new(points: ArrayView2<'a, f32>, clusters: usize, seed: u64) -> Result<Self, ClusteringError> {
        check_finite(points)?;
        if clusters == 0 {
            return Err(ClusteringError::NoClusters { clusters });
        }
        let different = different_rows(points, clusters);
        let mut search = Self {
            points,
            wide: Array2::zeros((0, 0)),
            clusters: different.len(),
            tolerance: squared_shift_at_rest(points).sqrt().max(f64::MIN_POSITIVE),
            random: Xoshiro256PlusPlus::seed_from_u64(seed),
            starts_left: 0,
            best: None,
        };
        if different.len() == clusters {
            search.wide = points.mapv(f64::from);
            search.starts_left = starts(points.dim(), clusters);
        } else if !different.is_empty() {
            search.best = Some(Lloyd::new(points, points.select(Axis(0), &different).mapv(f64::from)));
        }
        Ok(search)
    }

    /// Tries one start; false when none is left.
    ///
    /// # Errors
    /// [`ClusteringError::NoFiniteResult`] if distances overflow (coordinates beyond ±10¹⁵⁰ cannot occur in `f32`).
    pub fn step(&mut self) -> Result<bool, ClusteringError> {
        if self.starts_left == 0 {
            return Ok(false);
        }
        self.starts_left -= 1;
        let no_result = ClusteringError::NoFiniteResult { clusters: self.clusters, rows: self.points.nrows() };
        let found = LinfaKMeans::params_with_rng(self.clusters, self.random.clone())
            .n_runs(1)
            .max_n_iterations(MOST_ITERATIONS as u64)
            .tolerance(self.tolerance)
            .fit(&DatasetBase::from(self.wide.view()))
            .map_err(|_| no_result)?;
        // Every start draws from a stretch of the generator of its own, 2¹²⁸ numbers long.
        self.random.jump();
        let mut descent = Lloyd::new(self.points, found.centroids().clone());
        descent.run(MOST_ITERATIONS);
        if self.best.as_ref().is_none_or(|best| descent.inertia() < best.inertia()) {
            self.best = Some(descent);
        }
        Ok(self.starts_left > 0)
    }

    /// The best grouping so far, numbered by size; before the first step all rows are one group's, without centre.
    #[must_use]
    pub fn finish(self) -> KMeans {
        let (rows, columns) = self.points.dim();
        match self.best {
            Some(best) => by_size(&best),
            None => KMeans {
                labels: vec![0; rows],
                centres: Array2::zeros((0, columns)),
                inertia: 0.0,
                iterations: 0,
                clusters: 0,
            },
        }
    }
}

/// Groups the rows of `points` (N × D) by at most `iterations` steps from `centres` (k × D): no draws, and **group i stays group i**.
///
/// For live colours while a network learns: hand in the centres of the frame before. A centre that loses all its rows
/// takes the row farthest from its own centre.
///
/// # Errors
/// [`ClusteringError::PointNotFinite`], [`ClusteringError::UnfitCentres`] (other width, not finite), [`ClusteringError::NoClusters`] without centres.
pub fn kmeans_from(
    points: ArrayView2<'_, f32>,
    centres: ArrayView2<'_, f64>,
    iterations: usize,
) -> Result<KMeans, ClusteringError> {
    check_finite(points)?;
    if centres.nrows() == 0 {
        return Err(ClusteringError::NoClusters { clusters: 0 });
    }
    if centres.ncols() != points.ncols() || centres.iter().any(|value| !value.is_finite()) {
        let (centres, centre_columns) = centres.dim();
        return Err(ClusteringError::UnfitCentres { centres, centre_columns, columns: points.ncols() });
    }
    let mut descent = Lloyd::new(points, centres.to_owned());
    descent.run(iterations);
    Ok(KMeans {
        labels: descent.labels.iter().map(|&label| label as i32).collect(),
        inertia: descent.inertia(),
        iterations: descent.iterations,
        clusters: descent.centres.nrows(),
        centres: descent.centres,
    })
}

/// The group of each row of `points` (N × D): that of the nearest of `centres` (groups × D), the first of two equally near;
/// −1 without centres.
///
/// # Errors
/// [`ClusteringError::UnfitCentres`] if they have another width than the points.
pub fn assign(points: ArrayView2<'_, f32>, centres: ArrayView2<'_, f64>) -> Result<Vec<i32>, ClusteringError> {
    let (groups, centre_columns) = centres.dim();
    if groups > 0 && centre_columns != points.ncols() {
        return Err(ClusteringError::UnfitCentres { centres: groups, centre_columns, columns: points.ncols() });
    }
    Ok(points.outer_iter().map(|point| nearest_centre(point, centres).map_or(-1, |(group, _)| group as i32)).collect())
}

/// A descent's grouping numbered by size.
fn by_size(descent: &Lloyd<'_>) -> KMeans {
    let mut labels: Vec<i32> = descent.labels.iter().map(|&label| label as i32).collect();
    let order: Vec<usize> = number_by_size(&mut labels).into_iter().map(|old| old as usize).collect();
    KMeans {
        labels,
        centres: descent.centres.select(Axis(0), &order),
        inertia: descent.inertia(),
        iterations: descent.iterations,
        clusters: order.len(),
    }
}

/// The first rows that differ from all before them, at most `limit`.
fn different_rows(points: ArrayView2<'_, f32>, limit: usize) -> Vec<usize> {
    let mut different: Vec<usize> = Vec::new();
    for (row, point) in points.outer_iter().enumerate() {
        if different.len() == limit {
            break;
        }
        if different.iter().all(|&other| points.row(other) != point) {
            different.push(row);
        }
    }
    different
}
