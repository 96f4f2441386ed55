//! K-Means: k groups around k centres, so that the squared distances to the centres are small.
//!
//! Many starts, few descents: each start is a greedy k-means++ and ten iterations, with many songs on a sample of them. Only a start that
//! has then come lower than all before it goes on to rest, on all points: of ten starts about three do, of a hundred about five (the
//! expected number of records, 1 + 1/2 + 1/3 + …). Over 20 seeds this ended within 0.6 % of the best of 30 full descents of
//! 5,000 × 32 points without any structure, and at the best itself where there are groups.
//!
//! `linfa-clustering` 0.8.1 gave the starts before: the best-kept k-means crate, seeded, and it builds for the browser. It needs the points once
//! more as `f64`, goes through them one by one, draws a single candidate a centre, and mixes the old centre into each mean: ten starts
//! took 2.1–2.6 s for 20,000 × 32 points in eight groups, where this takes some 0.04 s in the tab.

use ndarray::{Array2, ArrayView2, Axis};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

use super::centres::{Centres, Rows};
use super::error::{ClusteringError, check_finite};
use super::labels::number_by_size;
use super::lloyd::{Lloyd, squared_shift_at_rest};
use super::plus_plus::{centres_at, plus_plus, some_rows};

/// Starts of which the best is kept, at least (scikit-learn's `n_init = 10`).
pub const STARTS: usize = 10;
/// Starts of which the best is kept, at most.
pub const MOST_STARTS: usize = 100;
/// Coordinates compared with centres in one round of all starts, beyond which there are only [`STARTS`] of them.
const ROUND: usize = 1 << 20;

/// Most iterations from one start.
const MOST_ITERATIONS: usize = 300;
/// Iterations after which a start is judged; most of what it can gain is gained by then.
const SCOUTING: usize = 10;
/// Rows on which starts are tried, at most, or [`SCOUTS_A_CLUSTER`] for each group if that is more: measured with 256 to 4,096 rows, the
/// inertia in the end hardly differs.
const SCOUTS: usize = 1_024;
const SCOUTS_A_CLUSTER: usize = 64;
/// Coordinates compared with centres in one step of a descent, about: 10 to 20 ms in the tab.
const A_STEP: usize = 50_000_000;

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
/// Arthur & Vassilvitskii 2007; `sklearn.cluster.KMeans(n_init = 10, max_iter = 300, tol = 1e-4)` (1.9): the inertia of the best agrees,
/// single starts need not.
pub fn kmeans(points: ArrayView2<'_, f32>, clusters: usize, seed: u64) -> Result<KMeans, ClusteringError> {
    let mut search = KMeansSearch::new(points, clusters, seed)?;
    while search.step()? {}
    Ok(search.finish())
}

/// How many starts `clusters` groups of so many rows and columns are worth: few songs in many dimensions have many groupings
/// from which no step leads down, and of these ten starts miss the best more often than not; they cost next to nothing.
pub fn starts((rows, columns): (usize, usize), clusters: usize) -> usize {
    let round = rows.saturating_mul(columns).saturating_mul(clusters);
    (ROUND / round.max(1)).clamp(STARTS, MOST_STARTS)
}

/// [`kmeans`](fn@kmeans) step by step: new → step … → finish.
#[derive(Debug, Clone)]
pub struct KMeansSearch<'a> {
    points: Rows<'a>,
    /// Some of the points, on which starts are tried, if there are many.
    scouts: Option<Rows<'a>>,
    clusters: usize,
    rest: f64,
    random: Xoshiro256PlusPlus,
    starts: usize,
    tried: usize,
    /// Lowest inertia a start has come to when it was judged.
    lowest: f64,
    /// The descent under way.
    descent: Option<Lloyd>,
    best: Option<(Lloyd, f64)>,
}

impl<'a> KMeansSearch<'a> {
    /// Checks the input and stands before the first start of [`starts`].
    ///
    /// # Errors
    /// As [`kmeans`](fn@kmeans).
    pub fn new(points: ArrayView2<'a, f32>, clusters: usize, seed: u64) -> Result<Self, ClusteringError> {
        Self::with_starts(points, clusters, seed, starts(points.dim(), clusters))
    }

    /// As [`KMeansSearch::new`] with another number of starts (at least one is tried), for callers of which k-means is only a part.
    ///
    /// # Errors
    /// As [`kmeans`](fn@kmeans).
    pub fn with_starts(
        points: ArrayView2<'a, f32>,
        clusters: usize,
        seed: u64,
        starts: usize,
    ) -> Result<Self, ClusteringError> {
        check_finite(points)?;
        if clusters == 0 {
            return Err(ClusteringError::NoClusters { clusters });
        }
        let points = Rows::new(points);
        let different = different_rows(&points, clusters);
        let most = SCOUTS.max(SCOUTS_A_CLUSTER.saturating_mul(clusters));
        let random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut search = Self {
            scouts: None,
            clusters: different.len(),
            rest: squared_shift_at_rest(&points),
            starts: 0,
            tried: 0,
            lowest: f64::INFINITY,
            descent: None,
            best: None,
            points,
            random,
        };
        if different.len() == clusters {
            // Of one group there is one start: whichever row it is, the next step is to the mean of all.
            search.starts = if clusters == 1 { 1 } else { starts.max(1) };
            if search.points.count() > most {
                let rows = some_rows(search.points.count(), most, &mut search.random);
                search.scouts = Some(search.points.select(&rows));
            }
        } else if !different.is_empty() {
            let descent = Lloyd::new(&search.points, centres_at(&search.points, &different), search.rest);
            search.consider(descent)?;
        }
        Ok(search)
    }

    /// Tries one start, or goes on with the descent from the last; false when nothing is left to do.
    ///
    /// # Errors
    /// [`ClusteringError::NoFiniteResult`] if distances overflow (coordinates beyond ±10¹⁵⁰ cannot occur in `f32`).
    pub fn step(&mut self) -> Result<bool, ClusteringError> {
        let round = self.points.count().saturating_mul(self.points.columns()).saturating_mul(self.clusters).max(1);
        let iterations = (A_STEP / round).max(1);
        let descent = match self.descent.take() {
            Some(descent) => Some(descent),
            None if self.tried < self.starts => self.scout(),
            None => None,
        };
        if let Some(mut descent) = descent {
            descent.run(&self.points, MOST_ITERATIONS.min(descent.iterations + iterations));
            if descent.at_rest || descent.iterations >= MOST_ITERATIONS {
                self.consider(descent)?;
            } else {
                self.descent = Some(descent);
            }
        }
        Ok(self.descent.is_some() || self.tried < self.starts)
    }

    /// Starts tried and starts to try.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        (self.tried - usize::from(self.descent.is_some()), self.starts)
    }

    /// The best grouping so far, numbered by size; before the first step all rows are one group's, without centre.
    #[must_use]
    pub fn finish(self) -> KMeans {
        let unfinished = self.descent.map(|descent| {
            let inertia = descent.inertia(&self.points);
            (descent, inertia)
        });
        match self.best.or(unfinished) {
            Some((best, inertia)) => by_size(best, inertia),
            None => KMeans {
                labels: vec![0; self.points.count()],
                centres: Array2::zeros((0, self.points.columns())),
                inertia: 0.0,
                iterations: 0,
                clusters: 0,
            },
        }
    }

    /// The next start's descent on all points, if its first iterations got lower than those of all starts before.
    fn scout(&mut self) -> Option<Lloyd> {
        self.tried += 1;
        let mut random = self.random.clone();
        // Every start draws from a stretch of the generator of its own, 2¹²⁸ numbers long.
        self.random.jump();
        let scouts = self.scouts.as_ref().unwrap_or(&self.points);
        let chosen = plus_plus(scouts, self.clusters, &mut random);
        let mut scout = Lloyd::new(scouts, centres_at(scouts, &chosen), self.rest);
        scout.run(scouts, SCOUTING);
        if scout.rough_inertia >= self.lowest {
            return None;
        }
        self.lowest = scout.rough_inertia;
        Some(if self.scouts.is_some() { Lloyd::new(&self.points, scout.centres, self.rest) } else { scout })
    }

    /// Keeps a finished descent if it is the best.
    fn consider(&mut self, descent: Lloyd) -> Result<(), ClusteringError> {
        let inertia = descent.inertia(&self.points);
        if !inertia.is_finite() {
            return Err(ClusteringError::NoFiniteResult { clusters: self.clusters, rows: self.points.count() });
        }
        if self.best.as_ref().is_none_or(|&(_, least)| inertia < least) {
            self.best = Some((descent, inertia));
        }
        Ok(())
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
    let points = Rows::new(points);
    let mut descent = Lloyd::new(&points, centres.to_owned(), squared_shift_at_rest(&points));
    descent.run(&points, iterations);
    Ok(KMeans {
        inertia: descent.inertia(&points),
        labels: descent.labels.into_iter().map(|label| label as i32).collect(),
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
    let mut labels = Vec::with_capacity(points.nrows());
    Centres::new(centres).nearest(&Rows::new(points), |_, _, found| {
        labels.push(found.map_or(-1, |(group, _)| group as i32));
    });
    Ok(labels)
}

/// A descent's grouping numbered by size.
fn by_size(descent: Lloyd, inertia: f64) -> KMeans {
    let mut labels: Vec<i32> = descent.labels.into_iter().map(|label| label as i32).collect();
    let order: Vec<usize> = number_by_size(&mut labels).into_iter().map(|old| old as usize).collect();
    KMeans {
        labels,
        centres: descent.centres.select(Axis(0), &order),
        inertia,
        iterations: descent.iterations,
        clusters: order.len(),
    }
}

/// The first rows that differ from all before them, at most `limit`.
fn different_rows(points: &Rows<'_>, limit: usize) -> Vec<usize> {
    let mut different: Vec<usize> = Vec::new();
    for row in 0..points.count() {
        if different.len() == limit {
            break;
        }
        if different.iter().all(|&other| points.row(other) != points.row(row)) {
            different.push(row);
        }
    }
    different
}
