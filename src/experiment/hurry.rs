//! What Stop has cut short in the second half of a run, and what is to be said of it.

use super::Warning;
use crate::settings::Settings;

/// What Stop has cut short.
#[derive(Default)]
pub(super) struct Hurry {
    /// Whether Stop was pressed at all.
    pub pressed: bool,
    /// The groups are not those of the method asked for.
    pub grouping: bool,
    /// Some scores are missing.
    pub scores: bool,
    /// Steps of the map done and planned.
    pub map: Option<(usize, usize)>,
    /// Seeds done and planned.
    pub repeats: Option<(usize, usize)>,
    /// Further seeds from which no groups could be found.
    pub failed_seeds: usize,
}

impl Hurry {
    /// What a reader must know of it.
    pub fn warnings(&self, settings: &Settings) -> Vec<Warning> {
        let grouping =
            self.grouping.then(|| Warning::GroupingStopped { method: settings.cluster_method.name().to_owned() });
        let scores = self.scores.then_some(Warning::ScoresStopped {});
        let map = self.map.map(|(done, total)| Warning::MapStopped { done, total });
        let repeats = self.repeats.map(|(done, total)| Warning::RepeatsStopped { done, total });
        let failed = (self.failed_seeds > 0).then_some(Warning::SeedsFailed { failed: self.failed_seeds });
        [grouping, scores, map, repeats, failed].into_iter().flatten().collect()
    }
}
