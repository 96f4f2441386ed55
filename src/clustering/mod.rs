//! From a representation to groups of songs.
//!
//! | file | idea |
//! |---|---|
//! | [`kmeans`](fn@kmeans) | k groups around k centres, best of ten starts and more ([`KMeansSearch`] step by step) |
//! | [`kmeans_from`] | a few iterations from given centres, for colours that follow a network while it learns |
//! | [`assign`] | the nearest of given centres, for songs that come later |
//! | [`agglomerate`] | always the two nearest groups become one, as a tree to cut ([`Agglomeration`] step by step) |
//! | [`dbscan`](fn@dbscan) | groups where rows lie dense, the others are noise ([`DbscanSearch`] step by step; [`k_distances`](fn@k_distances) to choose its radius) |
//! | [`hdbscan`](fn@hdbscan) | the groups that last while the radius grows, with memberships ([`HdbscanSearch`] step by step) |
//! | [`spectral`](fn@spectral) | groups that few joins of the neighbour graph hold together, whatever their shape ([`SpectralSearch`] step by step) |
//! | [`mixture`](fn@mixture) | Gaussian clouds, in which a row may belong a little to several ([`MixtureSearch`] step by step) |
//! | [`Candidates`] | groupings into different numbers of groups, compared by their silhouette |
//! | [`AutoClusters`] | the number of groups chosen by silhouette, with the whole curve |
//! | [`match_labels`] | keeps a group's number from one run or frame to the next |
//! | [`nearest`] | the songs most like one song |
//!
//! Points are N × D `f32` rows; labels are one `i32` a row, −1 = noise. Finished groupings are numbered by size: 0 is the largest.
//! Everything random comes from the seed given; nothing here depends on hash order or on the number of threads.

mod agglomerative;
mod alignment;
mod auto;
mod candidates;
mod centres;
mod condensed_tree;
mod covariance;
mod dbscan;
mod dendrogram;
mod eigenvectors;
mod error;
mod hdbscan;
mod k_distances;
mod kmeans;
mod labels;
mod laplacian;
mod lloyd;
mod matrix_chain;
mod mixture;
mod neighbourhoods;
mod neighbours;
mod plus_plus;
mod spanning_tree;
mod spectral;
mod union_find;
mod ward;

pub use agglomerative::{Agglomeration, Linkage, agglomerate, matrix_bytes};
pub use alignment::match_labels;
pub use auto::{AutoChoice, AutoClusters, auto};
pub use candidates::{Candidate, Candidates, LARGEST_AUTO};
pub use covariance::Covariance;
pub use dbscan::{Dbscan, DbscanSearch, dbscan, dbscan_or_fallback};
pub use dendrogram::{Dendrogram, Merge};
pub use eigenvectors::EigenRoute;
pub use error::{ClusteringError, Radius};
pub use hdbscan::{Hdbscan, HdbscanSearch, hdbscan};
pub use k_distances::{KDistances, k_distances};
pub use kmeans::{KMeans, KMeansSearch, MOST_STARTS, STARTS, assign, kmeans, kmeans_from, starts};
pub use labels::{group_count, number_by_size};
pub use mixture::{Mixture, MixtureSearch, mixture};
pub use neighbours::{Neighbour, nearest, nearest_labels};
pub use spectral::{Spectral, SpectralEmbedding, SpectralSearch, others_joined, spectral, spectral_embedding};
