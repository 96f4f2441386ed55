//! What a reader of a result must know before believing it.

use serde::Serialize;

use super::{Lack, LeftOut, Representation};

/// A remark on a finished run; the page turns the code into a sentence with a cure.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Warning {
    /// No latent unit carries anything: all songs look alike to the network.
    #[error("the posterior collapsed: none of {latent} latent units is active, so the map shows noise")]
    PosteriorCollapsed {
        /// Units of the latent space.
        latent: usize,
    },
    /// Training stopped because a number was no longer finite.
    #[error("training diverged in epoch {epoch}; the network of the last good epoch was kept")]
    TrainingDiverged {
        /// The 1-based epoch that failed.
        epoch: usize,
    },
    /// Stop was pressed.
    #[error("training was stopped after {epochs} of {planned} epochs; the network is as it was then")]
    StoppedEarly {
        /// Epochs done.
        epochs: usize,
        /// Epochs asked for.
        planned: usize,
    },
    /// Fewer groups than asked for.
    #[error("{asked} groups were asked for, {found} were found: there are only so many different songs")]
    FewerGroups {
        /// Groups asked for.
        asked: usize,
        /// Groups found.
        found: usize,
    },
    /// No song had neighbours enough within reach, so larger reaches were tried.
    #[error("at eps {asked} every song was alone; {used} was taken instead")]
    EpsReplaced {
        /// The reach asked for.
        asked: f64,
        /// The reach taken.
        used: f64,
    },
    /// No song is in a group.
    #[error("no song has neighbours enough at eps {eps}: there are no groups")]
    AllNoise {
        /// The last reach tried.
        eps: f64,
    },
    /// There are not so many songs.
    #[error("{asked} neighbours were asked for, there are only {used}")]
    NeighboursLowered {
        /// Neighbours asked for.
        asked: usize,
        /// Neighbours taken.
        used: usize,
    },
    /// The graph of neighbours falls apart by itself.
    #[error("the graph of neighbours is in {parts} parts, {clusters} groups were asked for")]
    GraphInParts {
        /// Connected parts.
        parts: usize,
        /// Groups found.
        clusters: usize,
    },
    /// Stop was pressed before the groups were found.
    #[error("the search for groups by {method} was stopped; these are the groups seen while the network learned")]
    GroupingStopped {
        /// The method asked for.
        method: String,
    },
    /// Stop was pressed while the groups were scored.
    #[error("some scores were not waited for")]
    ScoresStopped {},
    /// Stop was pressed while the map was drawn.
    #[error("the map was stopped after {done} of {total} steps")]
    MapStopped {
        /// Steps done.
        done: usize,
        /// Steps planned.
        total: usize,
    },
    /// Stop was pressed while further seeds were tried.
    #[error("{done} of {total} seeds were tried")]
    RepeatsStopped {
        /// Seeds done.
        done: usize,
        /// Seeds asked for.
        total: usize,
    },
    /// Some of the further seeds led to no groups.
    #[error("from {failed} of the seeds no groups could be found")]
    SeedsFailed {
        /// How many.
        failed: usize,
    },
    /// So few songs that scores mean little.
    #[error("with {songs} songs the scores say little; 12 or more make a map worth reading")]
    FewSongs {
        /// Songs in the run.
        songs: usize,
    },
    /// The network of a hybrid's sound carries nothing: the map is made of the rest.
    #[error("none of the {latent} units that describe the sound is active, so the map hardly shows the sound")]
    SoundCollapsed {
        /// Units of the sound's latent space.
        latent: usize,
    },
    /// Training of a hybrid's sound stopped because a number was no longer finite.
    #[error("the network of the sound diverged in epoch {epoch}; that of the last good epoch was kept")]
    SoundDiverged {
        /// The 1-based epoch that failed.
        epoch: usize,
    },
    /// Songs lack what the run is made of.
    #[error("{count} songs are not on the map: {reason:?}")]
    SongsLeftOut {
        /// What they lack.
        reason: Lack,
        /// How many.
        count: usize,
    },
    /// Songs put on a finished map have genres that its network never saw.
    #[error(
        "{count} songs have a value in the column {column} that the map was made without; it was left out of account"
    )]
    UnknownGenres {
        /// The genres' column.
        column: String,
        /// How many.
        count: usize,
    },
    /// The groups are scored against something the network was told.
    #[error("the network was shown the column {column}, so agreement with {label_col} is no discovery")]
    LabelLeak {
        /// The column that was shown.
        column: String,
        /// The labels.
        label_col: String,
    },
}

impl Warning {
    /// One a kind of lack.
    pub(super) fn of_left_out(left_out: &[LeftOut]) -> Vec<Warning> {
        let mut counts = std::collections::BTreeMap::new();
        for LeftOut { code, .. } in left_out {
            *counts.entry(*code).or_insert(0) += 1;
        }
        counts.into_iter().map(|(reason, count)| Warning::SongsLeftOut { reason, count }).collect()
    }

    /// What is to be said of the sound's own network.
    pub(super) fn of_sound(sound: &Representation) -> Option<Warning> {
        match sound.diverged {
            Some(epoch) => Some(Warning::SoundDiverged { epoch }),
            None if sound.embedding.mean.nrows() > 2 && sound.embedding.active_units() == 0 => {
                Some(Warning::SoundCollapsed { latent: sound.embedding.mean.ncols() })
            }
            None => None,
        }
    }
}
