//! What a reader of a result must know before believing it.

use serde::Serialize;

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
    /// So few songs that scores mean little.
    #[error("with {songs} songs the scores say little; 12 or more make a map worth reading")]
    FewSongs {
        /// Songs in the run.
        songs: usize,
    },
}
