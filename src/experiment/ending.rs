//! The end of a run: what it leaves behind, and what a reader must know of it.

use super::{
    Decoder, Representation, Warning,
    course::Course,
    leak::label_leaks,
    placing::{MappedSongs, TrainedMap},
    run::Outcome,
    scores::{Report, is_class},
    song_level::song_level,
};
use crate::{
    projection::Frame,
    settings::{Baseline, Clusters},
};

/// Below this many songs a run warns that scores say little.
const FEW_SONGS: usize = 12;

impl Course {
    /// The result, and the representation for the next run unless training was stopped early. `None` before the last
    /// step.
    pub fn finish(self) -> Option<(Outcome, Option<Representation>)> {
        let warnings = self.warnings();
        let map = self.map_shape();
        let model = self.representation.model.clone();
        let repeats = self.repeats();
        let Report { scores, agreement, silhouette_per_song, silhouette_per_group } = self.report?;
        let embedding = &self.representation.embedding;
        let classes = self.columns.iter().filter(|column| is_class(column, &self.settings.label_col));
        let songs = MappedSongs {
            titles: vec![String::new(); self.ids.len()],
            artists: vec![String::new(); self.ids.len()],
            ids: self.ids.clone(),
            song_ids: self.song_ids.clone(),
            columns: classes.cloned().collect(),
            means: embedding.mean.clone(),
            latents: self.places.clone(),
            places: self.projection.clone(),
            groups: self.found.labels.clone(),
        };
        let outcome = Outcome {
            variance_shown: self.frame.as_ref().and_then(Frame::variance_shown),
            trained: TrainedMap {
                settings: self.settings,
                describer: self.describer,
                encoder: self.representation.encoder(),
                frame: self.frame,
                centres: self.found.centres,
                songs,
            },
            song_level: song_level(&self.song_ids, self.places.view(), self.projection.view(), &self.found.labels),
            ids: self.ids,
            left_out: Vec::new(),
            features: self.features.ncols(),
            kl_per_unit: embedding.kl_per_unit(),
            reconstruction_errors: self.drawn_back.errors,
            reconstructions: self.reconstructions,
            decoder: model.map(|model| Decoder::new(model, self.condition, self.scaling, map)),
            split: self.representation.split.clone(),
            test_loss: self.representation.test_loss,
            best_epoch: self.representation.best_epoch,
            active_units: embedding.active_units(),
            losses: self.representation.losses.clone(),
            clusters: self.found.labels,
            memberships: self.found.memberships,
            dendrogram: self.found.dendrogram,
            reach: self.found.reach,
            graph_parts: self.found.graph_parts,
            latents: self.places,
            projection: self.projection,
            before: self.before,
            scores,
            agreement,
            silhouette_per_song,
            silhouette_per_group,
            repeats,
            candidates: self.found.candidates,
            warnings,
            remembered: self.remembered,
            stopped: self.stopped,
        };
        let kept = Representation { shown: self.live.map, ..self.representation };
        Some((outcome, (!self.stopped).then_some(kept)))
    }

    fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let embedding = &self.representation.embedding;
        // One song, or two, standardised, leave nothing to be learned: that is no fault of the network's.
        let learns = self.settings.baseline == Baseline::None && self.ids.len() > 2;
        if learns && embedding.active_units() == 0 {
            warnings.push(Warning::PosteriorCollapsed { latent: embedding.mean.ncols() });
        }
        if let Some(epoch) = self.representation.diverged {
            warnings.push(Warning::TrainingDiverged { epoch });
        }
        let epochs = self.representation.losses.len();
        if self.stopped {
            warnings.push(Warning::StoppedEarly { epochs, planned: self.settings.epochs as usize });
        }
        warnings.extend(self.hurry.warnings(&self.settings));
        let found = crate::clustering::group_count(&self.found.labels);
        if let Clusters::Count(asked) = self.settings.clusters
            && self.settings.cluster_method.takes_a_number()
            && found < asked as usize
        {
            warnings.push(Warning::FewerGroups { asked: asked as usize, found });
        }
        warnings.extend(self.found.warnings(&self.settings));
        if self.ids.len() < FEW_SONGS {
            warnings.push(Warning::FewSongs { songs: self.ids.len() });
        }
        warnings.extend(label_leaks(&self.settings, &self.columns));
        warnings
    }
}
