//! From features to a representation: what each song looks like to a network that has seen them all.
//!
//! | representation | what it is |
//! |---|---|
//! | VAE | [`training`] of a [`network`] under an [`objective`]: a normal distribution a song |
//! | AE | the same network with z = μ and no KL |
//! | PCA | [`pca`]: the straight-line answer, min(32, N, D) components |
//! | raw | the standardised features themselves |

pub mod operators;
pub mod parameters;
pub mod mlp;
pub mod conv2d;
pub mod dual_encoder;
pub mod objective;
pub mod network;
pub mod adam;
pub mod split;
pub mod share;
pub mod training;
pub mod pca;

use ndarray::{Array2, ArrayView2};
use serde::Serialize;

use crate::random::{Stage, stream};
use training::{ACTIVE_KL, Kind, normals};

/// Where the songs lie in the latent space.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding {
    /// The songs' places: μ of a VAE or AE, scores of PCA, the features themselves for raw. (songs, units)
    pub mean: Array2<f32>,
    /// log σ² of a VAE; `None` where the representation has no spread. (songs, units)
    pub log_variance: Option<Array2<f32>>,
}

/// Why a representation could not be made.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ModelError {
    /// Nothing to learn from.
    #[error("a network needs at least one song and one feature, there are {songs} songs with {features} features")]
    NoRows {
        /// Rows given.
        songs: usize,
        /// Columns given.
        features: usize,
    },
    /// A feature is NaN or infinite.
    #[error("feature {column} of song {row} is not a finite number")]
    NotFiniteInput {
        /// 0-based row.
        row: usize,
        /// 0-based column.
        column: usize,
    },
}

impl Embedding {
    /// A representation without spread.
    pub fn exact(mean: Array2<f32>) -> Embedding {
        Embedding { mean, log_variance: None }
    }

    /// From the network's flat answers, row by row; a plain autoencoder's spread means nothing and is dropped.
    pub(crate) fn from_posterior(
        shape: (usize, usize),
        mean: Vec<f32>,
        log_variance: Vec<f32>,
        kind: Kind,
    ) -> Embedding {
        Embedding {
            mean: matrix(shape, mean),
            log_variance: (kind == Kind::Variational).then(|| matrix(shape, log_variance)),
        }
    }

    /// KL divergence of each latent unit from N(0, 1), averaged over the songs, in nats; empty without spread.
    pub fn kl_per_unit(&self) -> Vec<f64> {
        let Some(log_variance) = &self.log_variance else {
            return Vec::new();
        };
        let songs = self.mean.nrows().max(1) as f64;
        self.mean
            .columns()
            .into_iter()
            .zip(log_variance.columns())
            .map(|(mean, log_variance)| {
                let sum: f64 = mean
                    .iter()
                    .zip(log_variance)
                    .map(|(&mean, &log_variance)| {
                        let (mean, log_variance) = (f64::from(mean), f64::from(log_variance));
                        -0.5 * (1.0 + log_variance - mean * mean - log_variance.exp())
                    })
                    .sum();
                sum / songs
            })
            .collect()
    }

    /// Units that carry something: KL above [`ACTIVE_KL`]. Without spread, units that are not constant over the songs.
    pub fn active_units(&self) -> usize {
        match &self.log_variance {
            Some(_) => self.kl_per_unit().into_iter().filter(|&kl| kl > ACTIVE_KL).count(),
            None => {
                self.mean.columns().into_iter().filter(|column| column.iter().any(|&value| value != column[0])).count()
            }
        }
    }

    /// One draw from each song's distribution: z = μ + ε·σ. Without spread, the places themselves.
    pub fn sample(&self, seed: u64) -> Array2<f32> {
        let Some(log_variance) = &self.log_variance else {
            return self.mean.clone();
        };
        let (rows, columns) = self.mean.dim();
        let noise = normals(rows, columns, &mut stream(seed, Stage::Latent));
        &self.mean + &(noise * log_variance.mapv(|value| (0.5 * value).exp()))
    }
}

/// Refuses an empty matrix and one with NaN or infinite entries.
pub(crate) fn check_rows(rows: ArrayView2<'_, f32>) -> Result<(), ModelError> {
    if rows.is_empty() {
        return Err(ModelError::NoRows { songs: rows.nrows(), features: rows.ncols() });
    }
    match rows.indexed_iter().find(|(_, value)| !value.is_finite()) {
        Some(((row, column), _)) => Err(ModelError::NotFiniteInput { row, column }),
        None => Ok(()),
    }
}

/// A matrix from values row by row. The callers make exactly rows × columns values.
pub(crate) fn matrix((rows, columns): (usize, usize), values: Vec<f32>) -> Array2<f32> {
    debug_assert_eq!(values.len(), rows * columns);
    let mut values = values.into_iter();
    Array2::from_shape_simple_fn((rows, columns), || values.next().unwrap_or(f32::NAN))
}
