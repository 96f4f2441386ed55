//! Scores: how good is a grouping, by itself and against what is known.
//!
//! *Internal* scores look at the points and the labels alone: [`silhouette()`], [`calinski_harabasz()`], [`davies_bouldin()`].
//! *External* ones compare the labels with known ones: [`adjusted_rand()`], [`normalised_mutual_information()`], [`purity()`].
//!
//! Three rules hold in every file of this room:
//!
//! * **Noise** (label −1) is left out of the internal scores and of purity; [`coverage()`] says what share of the points was scored.
//!   ARI and NMI see noise as one more group, as scikit-learn does.
//! * **Undefined is undefined**: where a score has no meaning (one group, every point a group of its own) it is `None`, never 0 or 1.
//! * Points are `f32` rows, sums are `f64`.
//!
//! No crate is used here: `linfa`'s silhouette has no noise and no per-point result, its other scores are missing; `ndarray-stats` has none of them.

mod calinski_harabasz;
mod chance;
mod contingency;
mod davies_bouldin;
pub mod distance;
mod error;
mod groups;
mod mutual_information;
mod purity;
mod rand_index;
mod silhouette;
mod trustworthiness;

pub use calinski_harabasz::calinski_harabasz;
pub use chance::{Chance, ChanceLevel, chance, chance_of, shuffles_for};
pub use contingency::{ContingencyTable, Overlap};
pub use davies_bouldin::davies_bouldin;
pub use error::{MetricError, first_not_finite};
pub use groups::{Groups, coverage, spread_within};
pub use mutual_information::normalised_mutual_information;
pub use purity::purity;
pub use rand_index::adjusted_rand;
pub use silhouette::{GroupSilhouette, Silhouette, SilhouetteRows, silhouette};
pub use trustworthiness::{TrustworthinessRows, trustworthiness};
