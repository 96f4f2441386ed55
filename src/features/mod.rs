//! What a song is described by.
//!
//! From sound: [`fourier`] → [`stft`] → [`mel`] → [`decibel`] → [`mfcc`] and [`logmel`], all of one clip in one pass by
//! [`AudioExtractor`].
//!
//! From words: [`clean`] on request → [`tokens`] → [`tfidf`](mod@tfidf) → [`svd`]. From a column: [`one_hot`](mod@one_hot).
//!
//! [`standardize`](mod@standardize) brings the columns of any of them to a common scale.

pub mod error;

pub mod fourier;
pub mod stft;
pub mod mel;
pub mod decibel;
pub mod mfcc;
pub mod logmel;
pub mod audio_features;

pub mod clean;
pub mod tokens;
pub mod sparse_rows;
pub mod tfidf;
pub mod svd;
pub mod one_hot;

pub mod standardize;

pub use audio_features::{AudioExtractor, AudioFeatures, AudioRequest, AudioSettings};
pub use clean::clean_lyrics;
pub use error::FeatureError;
pub use logmel::LogMelPadding;
pub use one_hot::{Categories, OneHot, one_hot};
pub use sparse_rows::SparseRows;
pub use standardize::{Scaling, Standardize, standardize, standardize_counts};
pub use svd::{TruncatedSvd, truncated_svd};
pub use tfidf::{Tfidf, TfidfSettings, Vocabulary, tfidf};
pub use tokens::LyricsTokens;

/// Raised whenever any feature's figures change, so that features kept under the old number are computed anew.
pub const FEATURE_VERSION: u32 = 1;
