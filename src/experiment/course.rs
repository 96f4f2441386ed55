//! The second half of a run: from one matrix of features to places, groups, scores and a map.

use std::ops::Range;

use ndarray::Array2;

use super::{
    Decoder, Representation, RunError, Warning,
    architecture::map_shape,
    describer::Describer,
    description::Described,
    drawn_back::{DrawnBack, Reconstructions, examples},
    leak::label_leaks,
    placing::{MappedSongs, TrainedMap},
    representation::{Came, Learner},
    run::{Frame, Outcome, Progress, Stage},
    scores::{Report, is_class, score},
    song_level::song_level,
};
use crate::{
    clustering::{Candidate, auto, kmeans, kmeans_from},
    features::standardize::Scaling,
    models::{share::Share, training::Training},
    projection::{Alignment, MapFrame, align, pca_map},
    random::{Stage as Draw, seed_of},
    settings::{Baseline, Clusters, Projection, Settings, Switch},
};

/// Frames a run shows of its training, at most: enough for a film, small enough to keep.
const MOST_FRAMES: usize = 200;
/// Lloyd iterations that carry the groups of one frame to the next.
const LIVE_ITERATIONS: usize = 3;
/// Groups shown while a network learns, when the number is still to be chosen.
const LIVE_GROUPS: usize = 4;
/// Below this many songs a run warns that scores say little.
const FEW_SONGS: usize = 12;

/// Represent, group, score, map.
pub(super) struct Course {
    settings: Settings,
    ids: Vec<String>,
    song_ids: Vec<String>,
    columns: Vec<super::Column>,
    features: Array2<f32>,
    condition: Array2<f32>,
    scaling: Option<Scaling>,
    describer: Describer,
    before: Array2<f32>,
    learner: Learner,
    representation: Representation,
    remembered: bool,
    stopped: bool,
    drawn_back: DrawnBack,
    reconstructions: Option<Reconstructions>,
    live: Live,
    stage: Stage,
    places: Array2<f32>,
    clusters: Vec<i32>,
    centres: Array2<f64>,
    candidates: Vec<Candidate>,
    report: Option<Report>,
    projection: Array2<f32>,
    frame: Option<MapFrame>,
}

/// What carries one frame to the next.
struct Live {
    map: Array2<f32>,
    centres: Array2<f64>,
}

impl Course {
    /// Stands before the first epoch. `known` is the representation of an earlier run, used if it depends on the same
    /// things.
    pub fn new(described: Described, settings: Settings, known: Option<Representation>) -> Result<Course, RunError> {
        let Described { ids, song_ids, columns, features, sound_columns, condition, scaling, describer, .. } =
            described;
        let key = Representation::key(features.view(), condition.view(), &settings);
        let before = pca_map(features.view())?.places;
        let known = known.filter(|representation| representation.is(&key));
        let remembered = known.is_some();
        let (learner, representation) = match known {
            Some(representation) => (Learner::Ready, representation),
            None => Learner::start(features.view(), sound_columns, condition.view(), &settings, key)?,
        };
        let stage = match learner {
            Learner::Training(_) => Stage::Represent,
            Learner::Ready => Stage::Group,
        };
        Ok(Course {
            live: Live {
                map: if remembered { representation.shown.clone() } else { before.clone() },
                centres: Array2::zeros((0, 0)),
            },
            remembered,
            stopped: false,
            drawn_back: DrawnBack::default(),
            reconstructions: None,
            clusters: Vec::new(),
            centres: Array2::zeros((0, 0)),
            candidates: Vec::new(),
            report: None,
            projection: Array2::zeros((0, 2)),
            frame: None,
            settings,
            ids,
            song_ids,
            columns,
            features,
            condition,
            scaling,
            describer,
            before,
            learner,
            representation,
            stage,
            places: Array2::zeros((0, 0)),
        })
    }

    /// One id a row.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// What the next step works on.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The songs' places and groups as the network sees them now, the first frame of the film.
    ///
    /// # Errors
    /// None on features that are finite; passed on so that nothing is swallowed.
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
            Stage::DrawBack => Ok(Some(self.draw_back())),
            Stage::Score => self.score().map(|()| Some(Progress::Scored)),
            Stage::Map => self.map().map(|()| Some(Progress::Mapped)),
            Stage::Lyrics | Stage::Sound | Stage::Done => Ok(None),
        }
    }

    /// Ends training where it stands: the steps that follow group, score and draw what has been learned.
    pub fn stop(&mut self) {
        if self.stage == Stage::Represent {
            self.learner.stop(&mut self.representation);
            self.stopped = true;
            self.stage = Stage::Group;
        }
    }

    fn learn(&mut self) -> Result<Progress, RunError> {
        let came = self.learner.step(&mut self.representation);
        self.learned(came)
    }

    /// The network in training, if it is at work.
    pub fn training(&self) -> Option<&Training> {
        self.learner.training()
    }

    /// Computes some more of `part` of the batch at work; its share when it is done.
    pub fn work(&mut self, part: &Range<usize>) -> Option<Share> {
        self.learner.work(part)
    }

    /// Takes the shares of all parts of a batch.
    ///
    /// # Errors
    /// None on features that are finite; passed on so that nothing is swallowed.
    pub fn absorb(&mut self, shares: Vec<Share>) -> Result<Progress, RunError> {
        let came = self.learner.absorb(shares, &mut self.representation);
        self.learned(came)
    }

    /// What there is to say after some learning.
    fn learned(&mut self, came: Came) -> Result<Progress, RunError> {
        let epochs = self.settings.epochs as usize;
        let epoch = self.representation.losses.len();
        let due = epoch.is_multiple_of(epochs.div_ceil(MOST_FRAMES).max(1));
        match came {
            Came::Along => return Ok(Progress::Learning),
            Came::Home => self.stage = Stage::Group,
            Came::Round => {}
        }
        let drawn = due || came == Came::Home;
        if drawn && let Some(training) = self.learner.training() {
            self.representation.embedding = training.embed();
        }
        Ok(Progress::Learned {
            epoch,
            epochs,
            losses: match self.representation.diverged {
                Some(_) => None,
                None => self.representation.losses.last().copied(),
            },
            frame: if drawn { Some(self.frame()?) } else { None },
        })
    }

    fn group(&mut self) -> Result<(), RunError> {
        self.places = self.representation.places(&self.settings);
        let points = self.places.view();
        let seed = self.clustering_seed();
        let found = match self.settings.clusters {
            Clusters::Count(count) => kmeans(points, count as usize, seed)?,
            Clusters::Auto => {
                let choice = auto(points, seed)?;
                self.candidates = choice.candidates;
                choice.chosen
            }
        };
        (self.clusters, self.centres) = (found.labels, found.centres);
        self.stage = Stage::DrawBack;
        Ok(())
    }

    fn draw_back(&mut self) -> Progress {
        let (means, features, condition) =
            (self.representation.embedding.mean.view(), self.features.view(), self.condition.view());
        let Some(model) = &self.representation.model else {
            self.stage = Stage::Score;
            return Progress::DrawnBack;
        };
        if self.drawn_back.step(model, means, features, condition) {
            return Progress::DrawnBack;
        }
        if self.settings.save_recon == Switch::On {
            let count = self.settings.n_recon as usize;
            let (scaling, map) = (self.scaling.as_ref(), self.map_shape());
            self.reconstructions = Some(examples(count, model, means, features, condition, scaling, map));
        }
        self.stage = Stage::Score;
        Progress::DrawnBack
    }

    /// Bands and frames of a song, if it is a map.
    fn map_shape(&self) -> Option<(usize, usize)> {
        map_shape(self.settings.feature, &self.settings)
            .filter(|(bands, frames)| bands * frames == self.features.ncols())
    }

    fn score(&mut self) -> Result<(), RunError> {
        self.report = Some(score(
            &self.columns,
            self.places.view(),
            Some(self.features.view()),
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
                let alignment = Alignment::between(self.live.map.view(), map.places.view())?;
                self.projection = alignment.apply(map.places.view());
                self.frame = Some(MapFrame::new(&map, alignment));
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
        let map = self.map_shape();
        let model = self.representation.model.clone();
        let Report { scores, agreement, silhouette_per_song } = self.report?;
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
            groups: self.clusters.clone(),
        };
        let outcome = Outcome {
            variance_shown: self.frame.as_ref().and_then(|frame| frame.variance_shown),
            trained: TrainedMap {
                settings: self.settings,
                describer: self.describer,
                encoder: self.representation.encoder(),
                frame: self.frame,
                centres: self.centres,
                songs,
            },
            song_level: song_level(&self.song_ids, self.places.view(), self.projection.view(), &self.clusters),
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
            clusters: self.clusters,
            latents: self.places,
            projection: self.projection,
            before: self.before,
            scores,
            agreement,
            silhouette_per_song,
            candidates: self.candidates,
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
        if self.ids.len() < FEW_SONGS {
            warnings.push(Warning::FewSongs { songs: self.ids.len() });
        }
        warnings.extend(label_leaks(&self.settings, &self.columns));
        warnings
    }
}
