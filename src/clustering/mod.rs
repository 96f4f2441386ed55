//! From a representation to groups of songs.
//!
//! | file | idea |
//! |---|---|
//! | [`kmeans`](fn@kmeans) | k groups around k centres, best of ten starts ([`KMeansSearch`] step by step) |
//! | [`kmeans_from`] | a few iterations from given centres, for colours that follow a network while it learns |
//! | [`assign`] | the nearest of given centres, for songs that come later |
//! | [`AutoClusters`] | the number of groups chosen by silhouette, with the whole curve |
//! | [`match_labels`] | keeps a group's number from one run or frame to the next |
//! | [`nearest`] | the songs most like one song |
//!
//! Points are N × D `f32` rows; labels are one `i32` a row, −1 = noise. Finished groupings are numbered by size: 0 is the largest.
//! Everything random comes from the seed given; nothing here depends on hash order or on the number of threads.

mod alignment;
mod auto;
mod error;
mod kmeans;
mod labels;
mod lloyd;
mod neighbours;

pub use alignment::match_labels;
pub use auto::{AutoChoice, AutoClusters, Candidate, LARGEST_AUTO, auto};
pub use error::ClusteringError;
pub use kmeans::{KMeans, KMeansSearch, MOST_STARTS, STARTS, assign, kmeans, kmeans_from, starts};
pub use labels::{group_count, number_by_size};
pub use neighbours::{Neighbour, nearest};
