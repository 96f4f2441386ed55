//! HDBSCAN: DBSCAN for all radii at once; of the groups that appear and vanish as the radius grows, those that last are kept.
//!
//! Rows are compared by *mutual reachability*: their distance, but no less than the core distance of either (the distance to its `min_cluster_size`-th row, itself counted). The
//! shortest tree over it ([`SpanningTree`]) is a dendrogram, which is condensed to the groups that last ([`CondensedTree`]).
//!
//! The crate `hdbscan` (0.12) was looked at first: it gives labels without memberships, in one call that cannot be stopped, from a copy of the points
//! as a vector of vectors, and compares one pair at a time. `petal-clustering` gives scores for outliers instead.
//!
//! # Reference
//! Campello, Moulavi, Zimek, Sander 2015; `sklearn.cluster.HDBSCAN(min_cluster_size)` (1.9): `min_samples` the same,
//! `cluster_selection_method = "eom"`, no single cluster.

use ndarray::{Array2, ArrayView2};

use super::condensed_tree::CondensedTree;
use super::dendrogram::Dendrogram;
use super::error::{ClusteringError, check_finite};
use super::labels::number_by_size;
use super::spanning_tree::SpanningTree;
use crate::metrics::distance::squared_distance;
use crate::neighbours::NearestRows;

/// Coordinates compared in one step: a few hundredths of a second in a tab.
const COORDINATES_A_STEP: usize = 1 << 24;

/// A grouping by density that lasts.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Hdbscan {
    /// One label a row (N), 0 = largest group, −1 = noise.
    pub labels: Vec<i32>,
    /// How strongly each row belongs to its group, 0 … 1: 1 in its densest part; noise 0.
    pub memberships: Vec<f32>,
}

/// Groups the rows of `points` (N × D) by density; a group has at least `min_cluster_size` rows. With fewer rows than that, all are noise.
///
/// # Errors
/// [`ClusteringError::GroupsTooSmall`] below 2, [`ClusteringError::PointNotFinite`] naming row and column.
pub fn hdbscan(points: ArrayView2<'_, f32>, min_cluster_size: usize) -> Result<Hdbscan, ClusteringError> {
    let mut search = HdbscanSearch::new(points, min_cluster_size)?;
    while search.step()? {}
    Ok(search.finish())
}

/// [`hdbscan`](fn@hdbscan) step by step: new → step … → finish.
#[derive(Debug, Clone)]
pub struct HdbscanSearch {
    points: Array2<f32>,
    min_cluster_size: usize,
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    /// Squared core distances so far.
    Cores { nearest: Box<NearestRows>, others: usize, cores: Vec<f64> },
    /// The shortest tree.
    Tree(Box<SpanningTree>),
}

impl HdbscanSearch {
    /// Checks the input and stands before the first row.
    ///
    /// # Errors
    /// As [`hdbscan`](fn@hdbscan).
    pub fn new(points: ArrayView2<'_, f32>, min_cluster_size: usize) -> Result<Self, ClusteringError> {
        check_finite(points)?;
        if min_cluster_size < 2 {
            return Err(ClusteringError::GroupsTooSmall { min_cluster_size });
        }
        let others = (min_cluster_size - 1).min(points.nrows().saturating_sub(1));
        let nearest = Box::new(NearestRows::new(points, others));
        let cores = Vec::with_capacity(points.nrows());
        Ok(Self { points: points.to_owned(), min_cluster_size, stage: Stage::Cores { nearest, others, cores } })
    }

    /// Goes on for a few hundredths of a second; false when the tree is complete.
    ///
    /// # Errors
    /// None today; there so that all searches are driven alike.
    pub fn step(&mut self) -> Result<bool, ClusteringError> {
        let (rows, columns) = self.points.dim();
        match &mut self.stage {
            Stage::Tree(tree) => return Ok(tree.step(COORDINATES_A_STEP)),
            Stage::Cores { nearest, others, cores } => {
                let some = (COORDINATES_A_STEP / (rows * columns.max(1)).max(1)).max(4);
                let (start, end) = (cores.len(), rows.min(cores.len() + some));
                if *others == 0 {
                    cores.resize(rows, 0.0);
                } else {
                    // Found by rough distances, measured in f64: the tree's heights are measured so, too.
                    let table = nearest.find(start..end);
                    cores.extend((start..end).zip(table.rows.chunks(*others)).map(|(row, found)| {
                        let to = |other: &u32| squared_distance(self.points.row(row), self.points.row(*other as usize));
                        found.last().map_or(0.0, to)
                    }));
                }
                if cores.len() < rows {
                    return Ok(true);
                }
                let cores = std::mem::take(cores);
                self.stage = Stage::Tree(Box::new(SpanningTree::new(self.points.view(), cores)));
            }
        }
        Ok(rows > 1)
    }

    /// How far it is: done and total, in rows.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let rows = self.points.nrows();
        let done = match &self.stage {
            Stage::Cores { cores, .. } => cores.len(),
            Stage::Tree(tree) => rows + tree.progress().0,
        };
        (done, rows + rows.saturating_sub(1))
    }

    /// The grouping; before the last step, there is nothing but noise.
    #[must_use]
    pub fn finish(self) -> Hdbscan {
        let rows = self.points.nrows();
        let found = match self.stage {
            Stage::Tree(tree) => tree.finish(),
            Stage::Cores { .. } => Vec::new(),
        };
        if found.len() + 1 < rows {
            return Hdbscan { labels: vec![-1; rows], memberships: vec![0.0; rows] };
        }
        let tree = Dendrogram::from_found(rows, found);
        let (mut labels, memberships) = CondensedTree::new(&tree, self.min_cluster_size).labels();
        number_by_size(&mut labels);
        Hdbscan { labels, memberships }
    }
}
