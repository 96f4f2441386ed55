//! Agglomerative clustering: every row a group of its own, and always the two nearest groups become one.
//!
//! "Nearest" is the [`Linkage`]. Each has the way that suits it: Ward a chain over group means ([`super::ward`]), complete and average a chain over
//! a matrix of all pairs ([`super::matrix_chain`]), single the shortest tree ([`super::spanning_tree`]). `kodama` has all four and agrees (it is
//! the twin in the tests), but in one call that cannot be stopped, and with the matrix for all of them.

use ndarray::ArrayView2;

use super::dendrogram::Dendrogram;
use super::error::{ClusteringError, check_finite};
use super::matrix_chain::{self, MatrixChain, Update};
use super::spanning_tree::SpanningTree;
use super::ward::WardChain;

/// Coordinates compared in one step: a few hundredths of a second in a tab.
const COORDINATES_A_STEP: usize = 1 << 24;

/// Numbers of the matrix looked at in one step; they lie far apart, so fewer than coordinates.
const NUMBERS_A_STEP: usize = 1 << 21;

/// What makes two groups near.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Linkage {
    /// The sum of squares within the groups grows little: compact groups of like size.
    #[default]
    Ward,
    /// Their farthest rows are near.
    Complete,
    /// Their rows are near on average.
    Average,
    /// Two of their rows are near: follows chains and bent shapes.
    Single,
}

/// [`agglomerate`] step by step: new → step … → finish.
#[derive(Debug, Clone)]
pub struct Agglomeration {
    rows: usize,
    search: Search,
}

#[derive(Debug, Clone)]
enum Search {
    Ward(Box<WardChain>),
    Matrix(Box<MatrixChain>),
    Tree(Box<SpanningTree>),
}

impl Agglomeration {
    /// Checks the input and stands before the first merge.
    ///
    /// # Errors
    /// As [`agglomerate`].
    pub fn new(points: ArrayView2<'_, f32>, linkage: Linkage) -> Result<Self, ClusteringError> {
        check_finite(points)?;
        let rows = points.nrows();
        let search = match linkage {
            Linkage::Ward => Search::Ward(Box::new(WardChain::new(points))),
            Linkage::Complete => Search::Matrix(Box::new(MatrixChain::new(points, Update::Largest)?)),
            Linkage::Average => Search::Matrix(Box::new(MatrixChain::new(points, Update::Mean)?)),
            Linkage::Single => Search::Tree(Box::new(SpanningTree::new(points, vec![0.0; rows]))),
        };
        Ok(Self { rows, search })
    }

    /// Goes on for a few hundredths of a second; false when all rows are one group.
    ///
    /// # Errors
    /// None today; there so that all searches are driven alike.
    pub fn step(&mut self) -> Result<bool, ClusteringError> {
        Ok(match &mut self.search {
            Search::Ward(chain) => chain.step(COORDINATES_A_STEP),
            Search::Matrix(chain) => chain.step(NUMBERS_A_STEP),
            Search::Tree(tree) => tree.step(COORDINATES_A_STEP),
        })
    }

    /// How far it is: done and total, in units of its own.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        match &self.search {
            Search::Ward(chain) => chain.progress(),
            Search::Matrix(chain) => chain.progress(),
            Search::Tree(tree) => tree.progress(),
        }
    }

    /// The tree; before the last step, a forest of the merges found so far, which need not be the lowest ones.
    #[must_use]
    pub fn finish(self) -> Dendrogram {
        let found = match self.search {
            Search::Ward(chain) => chain.found,
            Search::Matrix(chain) => chain.found,
            Search::Tree(tree) => tree.finish(),
        };
        Dendrogram::from_found(self.rows, found)
    }
}

/// The tree of merges of the rows of `points` (N × D), Euclidean.
///
/// # Errors
/// [`ClusteringError::PointNotFinite`] naming row and column; [`ClusteringError::NoRoomForMatrix`] (complete and average).
///
/// # Reference
/// `scipy.cluster.hierarchy.linkage` (1.16), `sklearn.cluster.AgglomerativeClustering` (1.9).
pub fn agglomerate(points: ArrayView2<'_, f32>, linkage: Linkage) -> Result<Dendrogram, ClusteringError> {
    let mut search = Agglomeration::new(points, linkage)?;
    while search.step()? {}
    Ok(search.finish())
}

/// Bytes of the matrix of all pairs for so many rows; 0 where none is needed.
#[must_use]
pub fn matrix_bytes(linkage: Linkage, rows: usize) -> u64 {
    match linkage {
        Linkage::Ward | Linkage::Single => 0,
        Linkage::Complete | Linkage::Average => matrix_chain::matrix_bytes(rows),
    }
}
