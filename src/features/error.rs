//! What can be wrong with what features are asked of.

/// Why a feature could not be computed. The `code` and the fields cross to the page as they are.
#[derive(Debug, Clone, PartialEq, thiserror::Error, serde::Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum FeatureError {
    /// The clip holds fewer samples than a spectrum needs.
    #[error("a clip of {samples} samples is too short to describe; {needed} are needed")]
    TooShort {
        /// Samples in the clip.
        samples: usize,
        /// Fewest samples that can be described.
        needed: usize,
    },
    /// A sample is NaN or infinite.
    #[error("sample {index} of the clip is not a finite number")]
    NonFiniteSample {
        /// Position of the first such sample.
        index: usize,
    },
    /// A sample is so large that its power would overflow.
    #[error("sample {index} of the clip is {value}, beyond ±{most}")]
    SampleOutOfRange {
        /// Position of the first such sample.
        index: usize,
        /// The sample.
        value: f32,
        /// Largest absolute value accepted.
        most: f32,
    },
    /// A setting of the audio features is outside what can be computed.
    #[error("{setting} must lie between {least} and {most}; {found} was given")]
    AudioSettingOutOfRange {
        /// Name of the setting.
        setting: &'static str,
        /// The value received.
        found: f64,
        /// Least value accepted.
        least: f64,
        /// Greatest value accepted.
        most: f64,
    },
    /// More cepstral coefficients than mel bands were asked for.
    #[error("{n_mfcc} cepstral coefficients cannot be had from {n_mels} mel bands")]
    MoreCoefficientsThanBands {
        /// Coefficients asked for.
        n_mfcc: usize,
        /// Mel bands they would be made of.
        n_mels: usize,
    },
    /// A feature matrix holds NaN or an infinity.
    #[error("the feature in row {row}, column {column} is not a finite number")]
    NonFiniteFeature {
        /// Row (song) of the first such entry.
        row: usize,
        /// Column of that entry.
        column: usize,
    },
    /// The n-gram lengths, or the least number of songs a term must occur in, make no sense.
    #[error("{setting} must lie between {least} and {most}; {found} was given")]
    LyricsSettingOutOfRange {
        /// Name of the setting.
        setting: &'static str,
        /// The value received.
        found: usize,
        /// Least value accepted.
        least: usize,
        /// Greatest value accepted.
        most: usize,
    },
    /// No term occurs in enough songs, so there is nothing to compare lyrics by.
    #[error("no term occurs in at least {min_documents} of the {documents} lyrics, so they cannot be compared")]
    NoSharedTerms {
        /// Lyrics given.
        documents: usize,
        /// Songs a term must occur in.
        min_documents: usize,
    },
    /// The eigenvalue iteration behind the truncated SVD did not converge.
    #[error("the singular values of the {rows} × {columns} lyrics table did not converge")]
    SvdDidNotConverge {
        /// Rows of the table.
        rows: usize,
        /// Columns of the table.
        columns: usize,
    },
}
