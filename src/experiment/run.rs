//! A run as a state machine: `new → step → … → finish`.
//!
//! ```text
//! features ─ standardise ─ represent (an epoch a step) ─ group ─ score ─ map ─ done
//! ```
//!
//! Each stage is cached by what it depends on: a run that changes only the number of groups is given the
//! [`Representation`] of the run before and does not train again.

use ndarray::{Array2, ArrayView2};
use serde::Serialize;

use super::{
    InputError, Representation, RunError, Songs, Warning,
    representation::Learner,
    scores::{Agreement, Report, Scores, score},
};
use crate::{
    clustering::{Candidate, auto, kmeans, kmeans_from},
    features::standardize::{Standardize, standardize},
    models::training::Losses,
    projection::{align, pca_map},
    random::{Stage as Draw, seed_of},
    settings::{Baseline, Clusters, Projection, Settings},
};

/// Frames a run shows of its training, at most: enough for a film, small enough to keep.
const MOST_FRAMES: usize = 200;
/// Lloyd iterations that carry the groups of one frame to the next.
const LIVE_ITERATIONS: usize = 3;
/// Groups shown while a network learns, when the number is still to be chosen.
const LIVE_GROUPS: usize = 4;
/// Below this many songs a run warns that scores say little.
const FEW_SONGS: usize = 12;

/// A moment of training.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
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
    /// An epoch of training; a picture of it when one is due.
    Learned {
        /// Epochs done.
        epoch: usize,
        /// Epochs asked for.
        epochs: usize,
        /// Losses of the epoch; `None` if it diverged.
        losses: Option<Losses>,
        /// A picture, for the first, the last and evenly spread epochs between.
        frame: Option<Frame>,
    },
    /// The songs are grouped.
    Grouped,
    /// The groups are scored.
    Scored,
    /// The map is drawn: the run is over.
    Mapped,
}

/// A finished run.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
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
    /// What `clusters = auto` tried.
    pub candidates: Vec<Candidate>,
    /// One entry an epoch.
    pub losses: Vec<Losses>,
    /// KL of each latent unit, nats.
    pub kl_per_unit: Vec<f64>,
    /// Latent units that carry something.
    pub active_units: usize,
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
    /// Training.
    Represent,
    /// Clustering.
    Group,
    /// Metrics.
    Score,
    /// Projection.
    Map,
    /// Nothing.
    Done,
}

/// A run at work.
pub struct Experiment {
    settings: Settings,
    songs: Songs,
    features: Array2<f32>,
    before: Array2<f32>,
    learner: Learner,
    representation: Representation,
    remembered: bool,
    stopped: bool,
    live: Live,
    stage: Stage,
    places: Array2<f32>,
    clusters: Vec<i32>,
    candidates: Vec<Candidate>,
    report: Option<Report>,
    projection: Array2<f32>,
    variance_shown: Option<[f64; 2]>,
}

/// What carries one frame to the next.
struct Live {
    map: Array2<f32>,
    centres: Array2<f64>,
}

impl Experiment {
    /// Checks settings and songs, standardises the features and stands before the first epoch. `remembered` is the
    /// representation of an earlier run, used if it depends on the same things.
    ///
    /// # Errors
    /// Settings out of range; no songs; unequal lengths; features that are not finite.
    pub fn new(songs: Songs, settings: Settings, remembered: Option<&Representation>) -> Result<Experiment, RunError> {
        settings.check()?;
        check(&songs)?;
        let key = Representation::key(&songs, &settings);
        let mut features = songs.features.clone();
        standardize(&mut features, Standardize::Column)?;
        let before = pca_map(features.view())?.places;
        let known = remembered.filter(|representation| representation.key == key);
        let (learner, representation) = match known {
            Some(representation) => (Learner::Ready, representation.clone()),
            None => Learner::start(features.view(), &settings, key)?,
        };
        let stage = match learner {
            Learner::Training(_) => Stage::Represent,
            Learner::Ready => Stage::Group,
        };
        let places = Array2::zeros((0, 0));
        Ok(Experiment {
            live: Live { map: before.clone(), centres: Array2::zeros((0, 0)) },
            remembered: known.is_some(),
            stopped: false,
            clusters: Vec::new(),
            candidates: Vec::new(),
            report: None,
            projection: Array2::zeros((0, 2)),
            variance_shown: None,
            settings,
            songs,
            features,
            before,
            learner,
            representation,
            stage,
            places,
        })
    }

    /// What the next step works on.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The songs' places and groups as the network sees them now, the first frame of the film.
    ///
    /// # Errors
    /// None on features that passed [`Experiment::new`]; passed on so that nothing is swallowed.
    pub fn frame(&mut self) -> Result<Frame, RunError> {
        let mean = self.representation.embedding.mean.view();
        let map = align(self.live.map.view(), pca_map(mean)?.places.view())?;
        let groups = if self.live.centres.is_empty() {
            let count = match self.settings.clusters {
                Clusters::Count(count) => count as usize,
                Clusters::Auto => LIVE_GROUPS,
            };
            kmeans(mean, count, self.clustering_seed())?
        } else {
            kmeans_from(mean, self.live.centres.view(), LIVE_ITERATIONS)?
        };
        self.live = Live { map: map.clone(), centres: groups.centres };
        let losses = &self.representation.losses;
        Ok(Frame {
            epoch: losses.len(),
            losses: losses.last().copied(),
            active_units: self.representation.embedding.active_units(),
            map,
            labels: groups.labels,
        })
    }

    /// Does the next piece of work; `None` when the run is over.
    ///
    /// # Errors
    /// The error of the stage that failed.
    pub fn step(&mut self) -> Result<Option<Progress>, RunError> {
        match self.stage {
            Stage::Represent => self.learn().map(Some),
            Stage::Group => self.group().map(|()| Some(Progress::Grouped)),
            Stage::Score => self.score().map(|()| Some(Progress::Scored)),
            Stage::Map => self.map().map(|()| Some(Progress::Mapped)),
            Stage::Done => Ok(None),
        }
    }

    /// Ends training where it stands: the steps that follow group, score and draw what has been learned.
    pub fn stop(&mut self) {
        if self.stage == Stage::Represent {
            self.learner = Learner::Ready;
            self.stopped = true;
            self.stage = Stage::Group;
        }
    }

    fn learn(&mut self) -> Result<Progress, RunError> {
        let more = self.learner.step(&mut self.representation);
        if !more {
            self.stage = Stage::Group;
        }
        let epochs = self.settings.epochs as usize;
        let epoch = self.representation.losses.len();
        let due = epoch.is_multiple_of(epochs.div_ceil(MOST_FRAMES).max(1));
        Ok(Progress::Learned {
            epoch,
            epochs,
            losses: match self.representation.diverged {
                Some(_) => None,
                None => self.representation.losses.last().copied(),
            },
            frame: if due || !more { Some(self.frame()?) } else { None },
        })
    }

    fn group(&mut self) -> Result<(), RunError> {
        self.places = self.representation.places(&self.settings);
        let points = self.places.view();
        let seed = self.clustering_seed();
        match self.settings.clusters {
            Clusters::Count(count) => self.clusters = kmeans(points, count as usize, seed)?.labels,
            Clusters::Auto => {
                let choice = auto(points, seed)?;
                self.clusters = choice.chosen.labels;
                self.candidates = choice.candidates;
            }
        }
        self.stage = Stage::Score;
        Ok(())
    }

    fn score(&mut self) -> Result<(), RunError> {
        self.report = Some(score(
            &self.songs,
            self.places.view(),
            self.features.view(),
            &self.clusters,
            &self.settings.label_col,
        )?);
        self.stage = Stage::Map;
        Ok(())
    }

    fn map(&mut self) -> Result<(), RunError> {
        match self.settings.viz {
            Projection::Pca => {
                let map = pca_map(self.places.view())?;
                self.projection = align(self.live.map.view(), map.places.view())?;
                self.variance_shown = map.variance_shown;
            }
            Projection::None => {}
        }
        self.stage = Stage::Done;
        Ok(())
    }

    fn clustering_seed(&self) -> u64 {
        seed_of(self.settings.seed.into(), Draw::Clustering)
    }

    /// The result, and the representation for the next run unless training was stopped early. `None` before the last
    /// step.
    pub fn finish(self) -> Option<(Outcome, Option<Representation>)> {
        let warnings = self.warnings();
        let Report { scores, agreement, silhouette_per_song } = self.report?;
        let embedding = &self.representation.embedding;
        let outcome = Outcome {
            kl_per_unit: embedding.kl_per_unit(),
            active_units: embedding.active_units(),
            losses: self.representation.losses.clone(),
            clusters: self.clusters,
            latents: self.places,
            projection: self.projection,
            before: self.before,
            variance_shown: self.variance_shown,
            scores,
            agreement,
            silhouette_per_song,
            candidates: self.candidates,
            warnings,
            remembered: self.remembered,
            stopped: self.stopped,
        };
        Some((outcome, (!self.stopped).then_some(self.representation)))
    }

    fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let embedding = &self.representation.embedding;
        // One song, or two, standardised, leave nothing to be learned: that is no fault of the network's.
        let learns = self.settings.baseline == Baseline::None && self.songs.ids.len() > 2;
        if learns && embedding.active_units() == 0 {
            warnings.push(Warning::PosteriorCollapsed { latent: embedding.mean.ncols() });
        }
        if let Some(epoch) = self.representation.diverged {
            warnings.push(Warning::TrainingDiverged { epoch });
        }
        if self.stopped {
            let epochs = self.representation.losses.len();
            warnings.push(Warning::StoppedEarly { epochs, planned: self.settings.epochs as usize });
        }
        let found = crate::clustering::group_count(&self.clusters);
        if let Clusters::Count(asked) = self.settings.clusters
            && found < asked as usize
        {
            warnings.push(Warning::FewerGroups { asked: asked as usize, found });
        }
        if self.songs.ids.len() < FEW_SONGS {
            warnings.push(Warning::FewSongs { songs: self.songs.ids.len() });
        }
        warnings
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

fn check(songs: &Songs) -> Result<(), InputError> {
    let rows = songs.features.nrows();
    if rows == 0 {
        return Err(InputError::NoSongs {});
    }
    let odd = songs.columns.iter().find(|column| column.values.len() != rows);
    if songs.ids.len() != rows || odd.is_some() {
        return Err(InputError::UnequalRows {
            ids: songs.ids.len(),
            features: rows,
            column: odd.map(|column| column.name.clone()).unwrap_or_default(),
            values: odd.map_or(rows, |column| column.values.len()),
        });
    }
    Ok(())
}
