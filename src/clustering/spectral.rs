//! Spectral clustering: groups that can be cut apart in the graph of neighbours through few joins, whatever their shape.
//!
//! No kept Rust crate has it: `linfa` has none, `petal-clustering` neither. The graph is [`NeighbourGraph`], the vectors come
//! from [`EigenSearch`], the groups from our own k-means on them.
//!
//! A graph in more parts than groups can be cut in many ways that all cost nothing; then the largest parts are told apart
//! and k-means decides where the small ones go. [`Spectral::parts`] says so.

use ndarray::{Array2, ArrayView2, Axis, s};

use super::eigenvectors::{EigenRoute, EigenSearch, Eigenvectors};
use super::error::{ClusteringError, check_finite};
use super::kmeans::{KMeans, KMeansSearch, starts};
use super::laplacian::Laplacian;
use crate::neighbours::{NearestRows, NeighbourGraph, NeighbourTable};

/// Coordinates compared in one step of the search for neighbours: about 30 ms in a tab.
const WORK: usize = 100_000_000;
/// What keeping the nearest of a row costs, in columns compared.
const COLUMNS_TO_SORT: usize = 16;
/// Fewest rows in one such step.
const FEWEST_ROWS: usize = 4;

/// A grouping by the neighbour graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Spectral {
    /// One label a row (N), 0 = largest group.
    pub labels: Vec<i32>,
    /// The smallest eigenvalues of the normalised Laplacian, ascending, one a group asked for (at most N); each 0 stands for a connected part.
    pub eigenvalues: Vec<f64>,
    /// The rows as k-means saw them: eigenvectors divided by the roots of the degrees (N × eigenvalues).
    pub embedding: Array2<f64>,
    /// Connected parts of the neighbour graph.
    pub parts: usize,
    /// Neighbours used, the row itself counted: those asked for, but at least 2 and at most N − 1.
    pub neighbours_used: usize,
}

/// The rows along the first eigenvectors, to be grouped by any number of them.
#[derive(Debug, Clone, PartialEq)]
pub struct SpectralEmbedding {
    /// As [`Spectral::eigenvalues`].
    pub eigenvalues: Vec<f64>,
    /// As [`Spectral::embedding`].
    pub vectors: Array2<f64>,
    /// As [`Spectral::parts`].
    pub parts: usize,
    /// As [`Spectral::neighbours_used`].
    pub neighbours_used: usize,
}

impl SpectralEmbedding {
    /// The rows along the first `clusters` vectors, as k-means takes them.
    #[must_use]
    pub fn points(&self, clusters: usize) -> Array2<f32> {
        let kept = clusters.min(self.vectors.ncols());
        self.vectors.slice(s![.., ..kept]).mapv(|value| value as f32)
    }

    /// Groups the rows by the first `clusters` vectors, for `clusters = auto`: what [`spectral`] gives for that number.
    ///
    /// # Errors
    /// [`ClusteringError::NoClusters`].
    pub fn group(&self, clusters: usize, seed: u64) -> Result<Spectral, ClusteringError> {
        let labels = group_along(&self.points(clusters), clusters, seed)?.labels;
        Ok(self.clone().grouped(clusters, labels))
    }

    fn grouped(self, clusters: usize, labels: Vec<i32>) -> Spectral {
        let kept = clusters.min(self.vectors.ncols());
        let embedding = self.vectors.slice(s![.., ..kept]).to_owned();
        let SpectralEmbedding { mut eigenvalues, parts, neighbours_used, .. } = self;
        eigenvalues.truncate(kept);
        Spectral { labels, eigenvalues, embedding, parts, neighbours_used }
    }
}

/// Groups the rows of `points` (N × D) by the graph of their `neighbours` nearest, the row itself counted.
///
/// # Errors
/// [`ClusteringError::NoClusters`] for 0 clusters, [`ClusteringError::PointNotFinite`] naming row and column,
/// [`ClusteringError::EigenvectorsNotConverged`].
///
/// # Reference
/// `sklearn.cluster.SpectralClustering(affinity = "nearest_neighbors", assign_labels = "kmeans")` (1.9); von Luxburg 2007.
pub fn spectral(
    points: ArrayView2<'_, f32>,
    clusters: usize,
    neighbours: usize,
    seed: u64,
) -> Result<Spectral, ClusteringError> {
    let mut search = SpectralSearch::new(points, clusters, neighbours, seed)?;
    while search.step()? {}
    Ok(search.finish())
}

/// The first `count` eigenvectors, computed once for all numbers of groups up to `count`.
///
/// # Errors
/// As [`spectral`].
pub fn spectral_embedding(
    points: ArrayView2<'_, f32>,
    count: usize,
    neighbours: usize,
    seed: u64,
) -> Result<SpectralEmbedding, ClusteringError> {
    let mut search = SpectralSearch::new(points, count, neighbours, seed)?;
    while !search.is_embedded() {
        search.step()?;
    }
    Ok(search.into_embedding())
}

/// How many others are joined to each of `rows` rows if `neighbours` are asked for, the row itself counted.
#[must_use]
pub fn others_joined(rows: usize, neighbours: usize) -> usize {
    neighbours.min(rows.saturating_sub(1)).max(2).min(rows).saturating_sub(1)
}

/// Where the search stands.
#[derive(Debug, Clone)]
enum Stage {
    Neighbours { nearest: NearestRows, table: NeighbourTable, next_row: usize },
    Graph(NeighbourGraph),
    Eigenvectors(EigenSearch),
    Groups { embedding: SpectralEmbedding, found: Option<KMeans> },
}

/// [`spectral`] step by step: new → step … → finish. Neighbours, eigenvectors, then k-means.
#[derive(Debug, Clone)]
pub struct SpectralSearch {
    stage: Stage,
    rows: usize,
    columns: usize,
    clusters: usize,
    neighbours_used: usize,
    seed: u64,
    route: Option<EigenRoute>,
}

impl SpectralSearch {
    /// Checks the input and stands before the first neighbour.
    ///
    /// # Errors
    /// [`ClusteringError::NoClusters`], [`ClusteringError::PointNotFinite`].
    pub fn new(
        points: ArrayView2<'_, f32>,
        clusters: usize,
        neighbours: usize,
        seed: u64,
    ) -> Result<SpectralSearch, ClusteringError> {
        check_finite(points)?;
        let (rows, columns) = points.dim();
        let others = others_joined(rows, neighbours);
        let table = NeighbourTable { count: others, ..NeighbourTable::default() };
        let stage = Stage::Neighbours { nearest: NearestRows::new(points, others), table, next_row: 0 };
        let search = SpectralSearch::at(stage, rows, clusters, others, seed)?;
        Ok(SpectralSearch { columns, ..search })
    }

    /// From neighbours found before, such as by several workers: [`others_joined`] of them for each of `rows` rows.
    /// Stands before the graph is made.
    ///
    /// # Errors
    /// [`ClusteringError::NoClusters`].
    pub fn from_neighbours(
        table: &NeighbourTable,
        rows: usize,
        clusters: usize,
        seed: u64,
    ) -> Result<SpectralSearch, ClusteringError> {
        SpectralSearch::at(Stage::Graph(NeighbourGraph::new(table, rows)), rows, clusters, table.count, seed)
    }

    fn at(stage: Stage, rows: usize, clusters: usize, others: usize, seed: u64) -> Result<Self, ClusteringError> {
        if clusters == 0 {
            return Err(ClusteringError::NoClusters { clusters });
        }
        let neighbours_used = (others + 1).min(rows);
        Ok(Self { stage, rows, columns: 0, clusters, neighbours_used, seed, route: None })
    }

    /// Takes this route to the eigenvectors instead of the one by size.
    #[must_use]
    pub fn by(self, route: EigenRoute) -> SpectralSearch {
        SpectralSearch { route: Some(route), ..self }
    }

    /// A short stretch of work; false when nothing is left to do.
    ///
    /// # Errors
    /// [`ClusteringError::EigenvectorsNotConverged`].
    pub fn step(&mut self) -> Result<bool, ClusteringError> {
        let next = match &mut self.stage {
            Stage::Neighbours { nearest, table, next_row } => {
                let row_work = self.rows * (self.columns + COLUMNS_TO_SORT);
                let end = *next_row + (WORK / row_work.max(1)).max(FEWEST_ROWS);
                table.append(nearest.find(*next_row..end));
                *next_row = end;
                (end >= self.rows).then(|| Stage::Graph(NeighbourGraph::new(table, self.rows)))
            }
            Stage::Graph(graph) => {
                let laplacian = Laplacian::new(std::mem::take(graph));
                Some(Stage::Eigenvectors(EigenSearch::new(laplacian, self.clusters, self.seed, self.route)))
            }
            Stage::Eigenvectors(search) => {
                if search.step()? {
                    None
                } else {
                    Some(Stage::Groups { embedding: embed(search, self.neighbours_used), found: None })
                }
            }
            Stage::Groups { embedding, found } => {
                *found = Some(group_along(&embedding.points(self.clusters), self.clusters, self.seed)?);
                return Ok(false);
            }
        };
        if let Some(next) = next {
            self.stage = next;
        }
        Ok(true)
    }

    /// Whether the rows stand along their eigenvectors, so that only k-means is left.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        matches!(self.stage, Stage::Groups { .. })
    }

    /// Work done and all there is, in hundredths: neighbours to 60, eigenvectors to 90, k-means to 100.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let part = |done: usize, all: usize, share: usize| share * done.min(all) / all.max(1);
        let done = match &self.stage {
            Stage::Neighbours { next_row, .. } => part(*next_row, self.rows, 60),
            Stage::Graph(_) => 60,
            Stage::Eigenvectors(search) => {
                let (found, wanted) = search.progress();
                60 + part(found, wanted, 30)
            }
            Stage::Groups { found, .. } => 90 + 10 * usize::from(found.is_some()),
        };
        (done, 100)
    }

    /// The grouping; before k-means all rows are one group's.
    #[must_use]
    pub fn finish(self) -> Spectral {
        let (rows, clusters) = (self.rows, self.clusters);
        match self.stage {
            Stage::Groups { embedding, found } => {
                let labels = found.map_or_else(|| vec![0; rows], |found| found.labels);
                embedding.grouped(clusters, labels)
            }
            _ => Spectral { labels: vec![0; rows], ..self.into_embedding().grouped(clusters, Vec::new()) },
        }
    }

    /// The rows along the eigenvectors, for [`SpectralEmbedding::group`]; without columns before [`SpectralSearch::is_embedded`].
    #[must_use]
    pub fn into_embedding(self) -> SpectralEmbedding {
        match self.stage {
            Stage::Groups { embedding, .. } => embedding,
            _ => SpectralEmbedding {
                eigenvalues: Vec::new(),
                vectors: Array2::zeros((self.rows, 0)),
                parts: 0,
                neighbours_used: self.neighbours_used,
            },
        }
    }
}

/// The groups along the eigenvectors.
fn group_along(points: &Array2<f32>, clusters: usize, seed: u64) -> Result<KMeans, ClusteringError> {
    let mut search = KMeansSearch::with_starts(points.view(), clusters, seed, starts_on(points, clusters))?;
    while search.step()? {}
    Ok(search.finish())
}

/// Starts of k-means: a quarter of those it makes on features, at least ten; along its eigenvectors a group is a tight knot and easily hit.
fn starts_on(points: &Array2<f32>, clusters: usize) -> usize {
    starts(points.dim(), clusters.saturating_mul(4))
}

/// Eigenvectors divided by the roots of the degrees, each with its entry of largest size positive, the first of several.
fn embed(search: &EigenSearch, neighbours_used: usize) -> SpectralEmbedding {
    let Eigenvectors { values, mut vectors } = search.finish();
    for (mut row, root) in vectors.outer_iter_mut().zip(search.roots()) {
        row /= *root;
    }
    for mut column in vectors.axis_iter_mut(Axis(1)) {
        let largest =
            column.iter().fold(0.0, |largest: f64, &value| if value.abs() > largest.abs() { value } else { largest });
        if largest < 0.0 {
            column.mapv_inplace(|value| -value);
        }
    }
    SpectralEmbedding { eigenvalues: values, vectors, parts: search.parts(), neighbours_used }
}
