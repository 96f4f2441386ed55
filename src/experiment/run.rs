//! A run as a state machine: `new → step → … → finish`.
//!
//! ```text
//! select ─ describe (lyrics, the sound's own network) ─ represent (an epoch a step) ─ neighbours ─ group ─ score ─ map ─ repeat ─ done
//! ```
//!
//! The first two stages are in [`description`](super::description), the others in `course`. What was slow to make is
//! returned as [`Memory`]: a run that changes only the number of groups, or a weight, is given that of the run before
//! and does not make it again.

use std::ops::Range;

use ndarray::{Array2, ArrayView2};
use serde::Serialize;

use super::{
    Decoder, LeftOut, Reconstructions, Representation, RunError, Songs, Warning, architecture,
    blocks::{Sharing, Sheet},
    course::Course,
    description::{Describing, LyricsBlock, Part},
    grouping::Reach,
    placing::TrainedMap,
    repeats::Repeats,
    scores::{Agreement, Scores},
    selection::Selection,
    song_level::SongLevel,
};
use crate::{
    clustering::{Candidate, Dendrogram},
    features::standardize::{Standardize, standardize},
    metrics::GroupSilhouette,
    models::{
        share::Share,
        split::Split,
        training::{Losses, Training},
    },
    projection::pca_map,
    settings::Settings,
};

/// A moment of a run: the songs as the network places them while it learns, or on the map while that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// 1-based; 0 is the network before its first step.
    pub epoch: usize,
    /// `None` before the first step.
    pub losses: Option<Losses>,
    /// Latent units that carry something.
    pub active_units: usize,
    /// (songs, 2), laid over the frame before.
    pub map: Array2<f32>,
    /// The groups of this moment, numbered as in the frame before.
    pub labels: Vec<i32>,
}

/// What a step did.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// A part of the description is made: the lyrics, or an epoch of the sound's own network.
    Described {
        /// Epochs of the sound's network done; 0 for the lyrics.
        epoch: usize,
        /// Epochs asked for.
        epochs: usize,
        /// Losses of the epoch.
        losses: Option<Losses>,
    },
    /// An epoch of training; a picture of it when one is due.
    Learned {
        /// Epochs done.
        epoch: usize,
        /// Epochs asked for.
        epochs: usize,
        /// Losses of the epoch; `None` if it diverged.
        losses: Option<Losses>,
        /// A picture, for the first, the last and evenly spread epochs between.
        moment: Option<Moment>,
    },
    /// Part of an epoch.
    Learning,
    /// Part of a later stage.
    Along {
        /// The stage.
        stage: Stage,
        /// Pieces of it that are done, …
        done: usize,
        /// … and that there are.
        total: usize,
    },
}

/// A finished run.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The songs that took part, one a row.
    pub ids: Vec<String>,
    /// Those that did not, and why.
    pub left_out: Vec<LeftOut>,
    /// The clips summed up to their songs, if songs were cut.
    pub song_level: Option<SongLevel>,
    /// Columns of the features the representation was made of.
    pub features: usize,
    /// One label a song, −1 = noise.
    pub clusters: Vec<i32>,
    /// What was clustered: (songs, units).
    pub latents: Array2<f32>,
    /// (songs, 2); empty without a map.
    pub projection: Array2<f32>,
    /// (songs, 2): the principal components of the features, before anything was learned.
    pub before: Array2<f32>,
    /// Share of the latents' variance on each axis of the map.
    pub variance_shown: Option<[f64; 2]>,
    /// Scores by the names of the metrics file.
    pub scores: Scores,
    /// Agreement with every class-like column.
    pub agreement: Vec<Agreement>,
    /// Silhouette of each song.
    pub silhouette_per_song: Vec<Option<f64>>,
    /// The mean silhouette of each group.
    pub silhouette_per_group: Vec<GroupSilhouette>,
    /// The scores over several seeds, if there were several.
    pub repeats: Option<Repeats>,
    /// How strongly each song belongs to its group, 0 … 1, where the method says so.
    pub memberships: Option<Vec<f32>>,
    /// In which order songs and groups were joined, by agglomerative.
    pub dendrogram: Option<Dendrogram>,
    /// How near songs lie to their neighbours, for dbscan.
    pub reach: Option<Reach>,
    /// Connected parts of the graph of neighbours, for spectral.
    pub graph_parts: Option<usize>,
    /// What `clusters = auto` tried.
    pub candidates: Vec<Candidate>,
    /// One entry an epoch.
    pub losses: Vec<Losses>,
    /// KL of each latent unit, nats.
    pub kl_per_unit: Vec<f64>,
    /// Latent units that carry something.
    pub active_units: usize,
    /// Mean squared error per standardised feature of each song drawn back from its mean; empty without a network.
    pub reconstruction_errors: Vec<f32>,
    /// Examples, if they were asked for and there is a network.
    pub reconstructions: Option<Reconstructions>,
    /// The network's second half, to be asked for further songs; `None` without a network.
    pub decoder: Option<Decoder>,
    /// Which songs the network learned from; empty without a network.
    pub split: Split,
    /// The loss of the songs kept for the end.
    pub test_loss: Option<f64>,
    /// The 1-based epoch with the least validation loss.
    pub best_epoch: Option<usize>,
    /// What places further songs on the map.
    pub trained: TrainedMap,
    /// What a reader must know.
    pub warnings: Vec<Warning>,
    /// Whether the representation was taken over from an earlier run.
    pub remembered: bool,
    /// Whether training was stopped before its last epoch.
    pub stopped: bool,
}

/// The stage that the next step works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Summing up the lyrics of a hybrid.
    Lyrics,
    /// Training the sound's own network of a hybrid.
    Sound,
    /// Training.
    Represent,
    /// Finding the nearest songs of each song.
    Neighbours,
    /// Clustering.
    Group,
    /// Drawing every song back from what the network remembers of it.
    DrawBack,
    /// Metrics.
    Score,
    /// Projection.
    Map,
    /// The same again with further seeds.
    Repeat,
    /// Nothing.
    Done,
}

/// What a run leaves for the next one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Memory {
    /// The lyrics' numbers of a hybrid.
    pub lyrics: Option<LyricsBlock>,
    /// The sound's own network of a hybrid.
    pub sound: Option<Representation>,
    /// The songs' places.
    pub representation: Option<Representation>,
}

/// A run at work.
pub struct Experiment {
    settings: Settings,
    memory: Memory,
    left_out: Vec<LeftOut>,
    work: Work,
    /// Stop was pressed while the sound's network was trained.
    stopped: bool,
}

/// Which half of the run is at work.
enum Work {
    Describing(Box<Describing>),
    Course(Box<Course>),
    /// Between the two; also after an error in there, and then for good.
    Nothing,
}

impl Experiment {
    /// Checks settings and songs and selects those that have what the run needs. `memory` is what an earlier run left;
    /// of it is used what depends on the same things.
    ///
    /// # Errors
    /// Settings out of range; no songs; unequal lengths; features that are not finite.
    pub fn new(songs: Songs, settings: Settings, memory: &Memory) -> Result<Experiment, RunError> {
        settings.check()?;
        architecture::check(&settings)?;
        let Selection { songs, left_out } = Selection::new(songs, &settings)?;
        let work = Work::Describing(Box::new(Describing::new(songs, memory)));
        let mut experiment = Experiment { settings, memory: memory.clone(), left_out, work, stopped: false };
        experiment.settle()?;
        Ok(experiment)
    }

    /// Goes over to the second half once everything is described.
    fn settle(&mut self) -> Result<(), RunError> {
        let described = matches!(&self.work, Work::Describing(work) if work.part(&self.settings) == Part::Done);
        if !described {
            return Ok(());
        }
        if let Work::Describing(work) = std::mem::replace(&mut self.work, Work::Nothing) {
            let mut described = work.finish(&self.settings)?;
            (self.memory.lyrics, self.memory.sound) = (described.lyrics.take(), described.sound.take());
            let mut course = Course::new(described, self.settings.clone(), self.memory.representation.take())?;
            if self.stopped {
                course.stop()?;
            }
            self.work = Work::Course(Box::new(course));
        }
        Ok(())
    }

    /// What the next step works on.
    pub fn stage(&self) -> Stage {
        match &self.work {
            Work::Describing(work) => match work.part(&self.settings) {
                Part::Lyrics => Stage::Lyrics,
                Part::Sound | Part::Done => Stage::Sound,
            },
            Work::Course(course) => course.stage(),
            Work::Nothing => Stage::Done,
        }
    }

    /// The songs that take part, one a row; empty until they are described.
    pub fn ids(&self) -> &[String] {
        match &self.work {
            Work::Course(course) => course.ids(),
            _ => &[],
        }
    }

    /// The songs as they are seen now: by the network while it learns, later on the map that is being drawn; `None` until
    /// they are described.
    ///
    /// # Errors
    /// None on features that passed [`Experiment::new`]; passed on so that nothing is swallowed.
    pub fn moment(&mut self) -> Result<Option<Moment>, RunError> {
        match &mut self.work {
            Work::Course(course) => course.moment().map(Some),
            _ => Ok(None),
        }
    }

    /// Work on all pairs of songs that others can help with, at this moment.
    pub fn sharing(&mut self) -> Option<&mut Sharing> {
        match &mut self.work {
            Work::Course(course) => course.sharing(),
            _ => None,
        }
    }

    /// What those must be told.
    pub fn sheet(&self) -> Option<Sheet<'_>> {
        match &self.work {
            Work::Course(course) => course.sheet(),
            _ => None,
        }
    }

    /// The network in training, if one is at work: what other workers need in order to help.
    pub fn training(&self) -> Option<&Training> {
        match &self.work {
            Work::Course(course) => course.training(),
            Work::Describing(work) => work.training(),
            Work::Nothing => None,
        }
    }

    /// Computes some more of `part`, some quarters of the batch at work; its share when it is done
    /// ([`Training::work`]).
    pub fn work(&mut self, part: &Range<usize>) -> Option<Share> {
        match &mut self.work {
            Work::Course(course) => course.work(part),
            Work::Describing(work) => work.work(part),
            Work::Nothing => None,
        }
    }

    /// Takes the shares of all parts of a batch, in order ([`Training::absorb`]).
    ///
    /// # Errors
    /// The error of the stage that failed.
    pub fn absorb(&mut self, shares: Vec<Share>) -> Result<Progress, RunError> {
        match &mut self.work {
            Work::Course(course) => course.absorb(shares),
            Work::Describing(work) => {
                work.absorb(shares);
                self.described()
            }
            Work::Nothing => Ok(Progress::Learning),
        }
    }

    /// What there is to say after some describing.
    fn described(&mut self) -> Result<Progress, RunError> {
        let mut losses: &[Losses] = &[];
        if let Work::Describing(work) = &self.work
            && let Some(sound) = work.sound()
        {
            losses = &sound.losses;
        }
        let epochs = self.settings.epochs as usize;
        let progress = Progress::Described { epoch: losses.len(), epochs, losses: losses.last().copied() };
        self.settle()?;
        Ok(progress)
    }

    /// Does the next piece of work; `None` when the run is over.
    ///
    /// # Errors
    /// The error of the stage that failed.
    pub fn step(&mut self) -> Result<Option<Progress>, RunError> {
        match &mut self.work {
            Work::Course(course) => course.step(),
            Work::Nothing => Ok(None),
            Work::Describing(work) => {
                work.step(&self.settings)?;
                self.described().map(Some)
            }
        }
    }

    /// Ends what is going on where it stands: the steps that follow group, score and draw what there is.
    ///
    /// # Errors
    /// None on features that passed [`Experiment::new`]; passed on so that nothing is swallowed.
    pub fn stop(&mut self) -> Result<(), RunError> {
        match &mut self.work {
            Work::Course(course) => course.stop(),
            Work::Describing(work) => {
                work.stop();
                self.stopped = true;
                Ok(())
            }
            Work::Nothing => Ok(()),
        }
    }

    /// The result, and what may serve the next run. `None` before the last step.
    pub fn finish(self) -> Option<(Outcome, Memory)> {
        let Work::Course(course) = self.work else { return None };
        let Memory { lyrics, sound, .. } = self.memory;
        let (mut outcome, representation) = course.finish()?;
        let mut warnings = Warning::of_left_out(&self.left_out);
        if let Some(sound) = &sound {
            warnings.extend(Warning::of_sound(sound));
        }
        if self.stopped && !outcome.stopped {
            // What needs no network was done to the end, but of a sound that was half learned.
            let epochs = sound.as_ref().map_or(0, |sound| sound.losses.len());
            outcome.stopped = true;
            outcome.warnings.push(Warning::StoppedEarly { epochs, planned: self.settings.epochs as usize });
        }
        outcome.warnings.splice(0..0, warnings);
        outcome.left_out = self.left_out;
        // A network that was stopped is not what its settings would make.
        let sound = if self.stopped { None } else { sound };
        Some((outcome, Memory { lyrics, sound, representation }))
    }
}

/// A quick map of what has been heard so far: the principal components of the standardised features.
///
/// # Errors
/// Features that are not finite.
pub fn preview(features: ArrayView2<'_, f32>) -> Result<Array2<f32>, RunError> {
    let mut features = features.to_owned();
    standardize(&mut features, Standardize::Column)?;
    Ok(pca_map(features.view())?.places)
}
