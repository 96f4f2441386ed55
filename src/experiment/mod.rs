//! One experiment: the stages in order, each a few steps long, so that whoever drives them can draw, stop or leave.
//!
//! [`songs`] go in; [`run`] selects those that have what is needed, [`description`] makes one matrix of them,
//! [`representation`] places them, and [`scores`], [`song_level`] and [`warning`] say what came out. [`placing`] puts
//! further songs onto the finished map.

pub mod songs;
mod selection;
pub(crate) mod architecture;
pub mod memory;
pub(crate) mod describer;
pub mod description;
pub mod representation;
mod drawn_back;
mod decoder;
pub mod blocks;
mod grouping;
pub mod scores;
pub mod scoring;
mod mapping;
mod redrawing;
mod repeats;
mod hurry;
mod course;
mod ending;
mod leak;
pub mod song_level;
pub mod run;
pub mod placing;
pub mod warning;
pub mod suite;

use serde::Serialize;

use crate::{
    clustering::ClusteringError, features::FeatureError, metrics::MetricError, models::ModelError,
    models::pca::PcaError, projection::ProjectionError, settings::SettingsError,
};

pub use decoder::Decoder;
pub use describer::Describer;
pub use drawn_back::Reconstructions;
pub use grouping::{Reach, group_points};
pub use mapping::map_points;
pub use placing::{Encoder, Placed, Placing, TrainedMap};
pub use redrawing::Redrawing;
pub use repeats::{Repeats, Spread};
pub use representation::Representation;
pub use run::{Experiment, Memory, Moment, Outcome, Progress};
pub use song_level::SongLevel;
pub use songs::{Column, Lack, LeftOut, Numbers, Songs};
pub use warning::Warning;

/// Why a run could not be done: the error of the stage that failed, with its own code and data.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize)]
#[serde(untagged)]
pub enum RunError {
    /// A setting outside its range.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// What the run was given does not fit together.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Features that cannot be standardised.
    #[error(transparent)]
    Features(#[from] FeatureError),
    /// A representation that cannot be made.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// Principal components that cannot be found.
    #[error(transparent)]
    Pca(#[from] PcaError),
    /// Groups that cannot be found.
    #[error(transparent)]
    Clustering(#[from] ClusteringError),
    /// Scores that cannot be computed.
    #[error(transparent)]
    Metric(#[from] MetricError),
    /// A map that cannot be drawn.
    #[error(transparent)]
    Projection(#[from] ProjectionError),
}

/// Why the songs of a run do not fit together.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum InputError {
    /// Nothing to put on a map.
    #[error("there are no songs to put on a map")]
    NoSongs {},
    /// There are songs, but none has what the feature is made of.
    #[error("none of {songs} songs has what this feature is made of: {lack:?}")]
    NoneDescribed {
        /// What they lack.
        lack: Lack,
        /// Songs given.
        songs: usize,
    },
    /// Some songs have numbers and others have lyrics, but none has both.
    #[error("of {songs} songs, those with sound have no lyrics and those with lyrics no sound")]
    NoneHasBoth {
        /// Songs given.
        songs: usize,
    },
    /// Convolutions need a picture.
    #[error("conv2d reads maps of sound: mfcc_frames or logmelspec, alone or in a hybrid")]
    NeedsMap {},
    /// Two encoders need two things to read.
    #[error("dual_encoder reads the sound and the lyrics of the feature hybrid")]
    NeedsHybrid {},
    /// Maps that were made elsewhere have another size than the settings say.
    #[error("each song has {columns} numbers, which is not {bands} bands of {frames} frames")]
    MapSize {
        /// Numbers of each song.
        columns: usize,
        /// Bands by the settings.
        bands: usize,
        /// Frames by the settings.
        frames: usize,
    },
    /// A point that lies in no latent space of this network.
    #[error("a point needs {units} finite numbers, one a latent unit; {found} were given")]
    OtherLatent {
        /// Numbers given.
        found: usize,
        /// Units of the network.
        units: usize,
    },
    /// A song cannot be described as those of a finished map were.
    #[error("the songs have {found} numbers each, those of the map had {expected}")]
    OtherWidth {
        /// Numbers of each song.
        found: usize,
        /// Numbers of each song of the map.
        expected: usize,
    },
    /// The numbers of a finished map's network are such that a song has no place.
    #[error("the map has no finite place for the song {id}")]
    NoPlace {
        /// The song.
        id: String,
    },
    /// Ids, features and columns differ in length.
    #[error("{ids} ids, {features} rows of features and {values} values of column {column} do not belong together")]
    UnequalRows {
        /// Ids given.
        ids: usize,
        /// Rows of features.
        features: usize,
        /// The column that differs, or empty.
        column: String,
        /// Its values.
        values: usize,
    },
}
