//! The second half of a run: from one matrix of features to places, groups, scores and a map.

use std::ops::Range;

use ndarray::Array2;

use super::{
    Representation, RunError,
    architecture::map_shape,
    blocks::{Question, Sharing, Sheet},
    describer::Describer,
    description::Described,
    drawn_back::{DrawnBack, Reconstructions, examples},
    grouping::{self, Found, Grouping},
    hurry::Hurry,
    mapping::{self, Mapping},
    repeats::{Repeating, Repeats},
    representation::{Came, Learner},
    run::{Moment, Progress, Stage},
    scores::{Report, Scores},
    scoring::{Scored, Scoring},
};
use crate::{
    clustering::{kmeans, kmeans_from, number_by_size},
    features::standardize::Scaling,
    metrics::Groups,
    models::{share::Share, training::Training},
    neighbours::NeighbourTable,
    projection::{Frame, align, pca_map},
    random::{Stage as Draw, seed_of},
    settings::{ClusterMethod, Clusters, Projection, Settings, Switch},
};

/// Frames a run shows of its training, at most: enough for a film, small enough to keep.
const MOST_FRAMES: usize = 200;
/// Lloyd iterations that carry the groups of one frame to the next.
const LIVE_ITERATIONS: usize = 3;
/// Groups shown while a network learns, when the number is still to be chosen.
const LIVE_GROUPS: usize = 4;
/// Songs from which on whoever has pressed Stop is spared what looks at all pairs of them.
const MANY_SONGS: usize = 1_000;

/// Represent, group, score, map, and perhaps all of it again.
pub(super) struct Course {
    pub(super) settings: Settings,
    pub(super) ids: Vec<String>,
    pub(super) song_ids: Vec<String>,
    pub(super) columns: Vec<super::Column>,
    pub(super) features: Array2<f32>,
    /// Columns of the features, from the first, that describe the sound of a hybrid.
    sound_columns: usize,
    pub(super) condition: Array2<f32>,
    pub(super) scaling: Option<Scaling>,
    pub(super) describer: Describer,
    pub(super) before: Array2<f32>,
    learner: Learner,
    pub(super) representation: Representation,
    pub(super) remembered: bool,
    pub(super) stopped: bool,
    pub(super) drawn_back: DrawnBack,
    pub(super) reconstructions: Option<Reconstructions>,
    pub(super) live: Live,
    stage: Stage,
    pub(super) places: Array2<f32>,
    neighbours: Neighbours,
    grouping: Option<Grouping>,
    pub(super) found: Found,
    scoring: Option<Scoring>,
    pub(super) report: Option<Report>,
    mapping: Option<Mapping>,
    pub(super) projection: Array2<f32>,
    pub(super) frame: Option<Frame>,
    repeating: Option<Repeating>,
    pub(super) hurry: Hurry,
}

/// The nearest songs of each song, as far as groups and map need them.
enum Neighbours {
    Wanted,
    AtWork(Box<Sharing>),
    /// `None` where none are needed, or they were not waited for.
    Known(Option<NeighbourTable>),
}

/// What carries one frame to the next.
pub(super) struct Live {
    pub(super) map: Array2<f32>,
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
            Learner::Ready => Stage::Neighbours,
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
            neighbours: Neighbours::Wanted,
            grouping: None,
            found: Found::default(),
            scoring: None,
            report: None,
            mapping: None,
            projection: Array2::zeros((0, 2)),
            frame: None,
            repeating: None,
            hurry: Hurry::default(),
            settings,
            ids,
            song_ids,
            columns,
            features,
            sound_columns,
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

    /// The same run from its beginning with another seed, without what is only looked at.
    fn sibling(&self, seed: u32) -> Result<Course, RunError> {
        let settings =
            Settings { seed, seeds: 1, viz: Projection::None, save_recon: Switch::Off, ..self.settings.clone() };
        let described = Described {
            ids: self.ids.clone(),
            song_ids: self.song_ids.clone(),
            columns: self.columns.clone(),
            features: self.features.clone(),
            sound_columns: self.sound_columns,
            condition: self.condition.clone(),
            scaling: self.scaling.clone(),
            describer: self.describer.clone(),
            lyrics: None,
            sound: None,
        };
        Course::new(described, settings, None)
    }

    /// The songs as they are seen at this moment: by the network while it learns, later on the map that is being drawn.
    ///
    /// # Errors
    /// None on features that are finite; passed on so that nothing is swallowed.
    pub fn moment(&mut self) -> Result<Moment, RunError> {
        let (map, labels) = match &self.mapping {
            Some(mapping) => (mapping.places(self.live.map.view())?, self.found.labels.clone()),
            None => {
                let mean = self.representation.embedding.mean.view();
                let map = align(self.live.map.view(), pca_map(mean)?.places.view())?;
                // A map that is being drawn is laid over the last of these, however often it is looked at.
                self.live.map = map.clone();
                (map, self.live_groups()?)
            }
        };
        let losses = &self.representation.losses;
        Ok(Moment {
            epoch: losses.len(),
            losses: losses.last().copied(),
            active_units: self.representation.embedding.active_units(),
            map,
            labels,
        })
    }

    /// Groups around centres that follow the songs from frame to frame.
    fn live_groups(&mut self) -> Result<Vec<i32>, RunError> {
        let mean = self.representation.embedding.mean.view();
        let groups = if self.live.centres.is_empty() {
            let count = match self.settings.clusters {
                Clusters::Count(count) => count as usize,
                Clusters::Auto => LIVE_GROUPS,
            };
            kmeans(mean, count, self.clustering_seed())?
        } else {
            kmeans_from(mean, self.live.centres.view(), LIVE_ITERATIONS)?
        };
        self.live.centres = groups.centres;
        Ok(groups.labels)
    }

    /// Does the next piece of work; `None` when the run is over.
    ///
    /// # Errors
    /// The error of the stage that failed.
    pub fn step(&mut self) -> Result<Option<Progress>, RunError> {
        let stage = self.stage;
        let (done, total) = match stage {
            Stage::Represent => return self.learn().map(Some),
            Stage::Neighbours => self.find_neighbours()?,
            Stage::Group => self.group()?,
            Stage::DrawBack => self.draw_back(),
            Stage::Score => self.score()?,
            Stage::Map => self.map()?,
            Stage::Repeat => self.repeat()?,
            Stage::Lyrics | Stage::Sound | Stage::Done => return Ok(None),
        };
        Ok(Some(Progress::Along { stage, done, total }))
    }

    /// Ends what is going on where it stands: training, the search for groups, the scores, the movement of the map, the
    /// further seeds. The steps that follow make the best of what there is.
    ///
    /// # Errors
    /// None on features that are finite; passed on so that nothing is swallowed.
    pub fn stop(&mut self) -> Result<(), RunError> {
        self.hurry.pressed = true;
        match self.stage {
            Stage::Represent => {
                self.stopped = true;
                self.learner.stop(&mut self.representation);
                self.stage = Stage::Neighbours;
            }
            Stage::Map => {
                if let Some(mapping) = &mut self.mapping {
                    mapping.stop(self.places.view())?;
                }
            }
            Stage::Repeat => {
                let planned = self.settings.seeds as usize;
                let so_far = self.repeating.as_ref().map_or((1, planned), Repeating::progress);
                self.hurry.repeats.get_or_insert(so_far);
                if let Some(repeating) = &mut self.repeating {
                    repeating.stop();
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether work on all pairs of songs is to be left undone.
    fn is_spared(&self) -> bool {
        self.hurry.pressed && self.ids.len() > MANY_SONGS
    }

    /// Work that others can help with, at this moment.
    pub fn sharing(&mut self) -> Option<&mut Sharing> {
        match (self.stage, &mut self.neighbours, &mut self.scoring) {
            (Stage::Neighbours, Neighbours::AtWork(sharing), _) => Some(sharing),
            (Stage::Score, _, Some(scoring)) => scoring.sharing(),
            _ => None,
        }
    }

    /// What those must be told.
    pub fn sheet(&self) -> Option<Sheet<'_>> {
        match (self.stage, &self.scoring) {
            (Stage::Neighbours, _) => Some(self.neighbours_sheet()),
            (Stage::Score, Some(scoring)) => scoring.sheet(self.scored()),
            _ => None,
        }
    }

    fn neighbours_sheet(&self) -> Sheet<'_> {
        let needed = grouping::neighbours_needed(&self.settings, self.places.nrows())
            .max(mapping::neighbours_needed(&self.settings, self.places.nrows()));
        Sheet { points: self.places.view(), question: Question::Nearest(needed) }
    }

    /// The scores, once they are known.
    pub fn scores(&self) -> Option<&Scores> {
        self.report.as_ref().map(|report| &report.scores)
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
            Came::Home => self.stage = Stage::Neighbours,
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
            moment: if drawn { Some(self.moment()?) } else { None },
        })
    }

    fn find_neighbours(&mut self) -> Result<(usize, usize), RunError> {
        if let Neighbours::Wanted = self.neighbours {
            self.places = self.representation.places(&self.settings);
            let sheet = self.neighbours_sheet();
            self.neighbours = match sheet.question {
                Question::Nearest(1..) => match Sharing::new(sheet)? {
                    Some(sharing) => Neighbours::AtWork(Box::new(sharing)),
                    None => Neighbours::Known(None),
                },
                _ => Neighbours::Known(None),
            };
            // Before the first block, others can be asked to help.
            if let Neighbours::AtWork(sharing) = &self.neighbours {
                return Ok(sharing.progress());
            }
        }
        let progress = match &mut self.neighbours {
            Neighbours::AtWork(sharing) if !self.hurry.pressed || self.ids.len() <= MANY_SONGS => {
                if sharing.step() || !sharing.is_done() {
                    return Ok(sharing.progress());
                }
                sharing.progress()
            }
            _ => (1, 1),
        };
        let before = std::mem::replace(&mut self.neighbours, Neighbours::Known(None));
        self.neighbours = Neighbours::Known(match before {
            Neighbours::AtWork(sharing) if sharing.is_done() => sharing.neighbours(),
            Neighbours::Known(table) => table,
            _ => None,
        });
        self.stage = Stage::Group;
        Ok(progress)
    }

    fn neighbours(&self) -> Option<&NeighbourTable> {
        match &self.neighbours {
            Neighbours::Known(table) => table.as_ref(),
            Neighbours::Wanted | Neighbours::AtWork(_) => None,
        }
    }

    fn group(&mut self) -> Result<(usize, usize), RunError> {
        // K-Means with a fixed number looks at no pairs: it is not worth sparing.
        let quick = self.settings.cluster_method == ClusterMethod::Kmeans && self.settings.clusters != Clusters::Auto;
        if self.is_spared() && !quick {
            // The groups that were seen while the network learned.
            self.hurry.grouping = true;
            let mut labels = self.live_groups()?;
            number_by_size(&mut labels);
            let centres = Groups::new(&labels).means(self.places.view());
            self.found = Found { labels, centres, ..Found::default() };
        } else {
            let mut grouping = match self.grouping.take() {
                Some(grouping) => grouping,
                None => Grouping::new(self.places.view(), self.neighbours(), &self.settings, self.clustering_seed())?,
            };
            let more = grouping.step(self.places.view())?;
            let progress = grouping.progress();
            if more {
                self.grouping = Some(grouping);
                return Ok(progress);
            }
            self.found = grouping.finish(self.places.view());
        }
        self.stage = Stage::DrawBack;
        Ok((1, 1))
    }

    fn draw_back(&mut self) -> (usize, usize) {
        let (means, features, condition) =
            (self.representation.embedding.mean.view(), self.features.view(), self.condition.view());
        if let Some(model) = &self.representation.model {
            if self.drawn_back.step(model, means, features, condition) {
                return (self.drawn_back.errors.len(), self.ids.len());
            }
            if self.settings.save_recon == Switch::On {
                let count = self.settings.n_recon as usize;
                let (scaling, map) = (self.scaling.as_ref(), self.map_shape());
                self.reconstructions = Some(examples(count, model, means, features, condition, scaling, map));
            }
        }
        self.stage = Stage::Score;
        (1, 1)
    }

    /// Bands and frames of a song, if it is a map.
    pub(super) fn map_shape(&self) -> Option<(usize, usize)> {
        map_shape(self.settings.feature, &self.settings)
            .filter(|(bands, frames)| bands * frames == self.features.ncols())
    }

    fn scored(&self) -> Scored<'_> {
        Scored { latents: self.places.view(), features: Some(self.features.view()), labels: &self.found.labels }
    }

    fn score(&mut self) -> Result<(usize, usize), RunError> {
        let Some(mut scoring) = self.scoring.take() else {
            let scoring = Scoring::new(self.scored())?;
            let progress = scoring.progress();
            self.scoring = Some(scoring);
            return Ok(progress);
        };
        if self.is_spared() {
            self.hurry.scores |= scoring.stop();
        }
        if scoring.step(self.scored())? {
            let progress = scoring.progress();
            self.scoring = Some(scoring);
            return Ok(progress);
        }
        let seed = seed_of(self.settings.seed.into(), Draw::Chance);
        self.report = Some(scoring.finish(self.scored(), &self.columns, &self.settings.label_col, seed)?);
        self.stage = Stage::Map;
        Ok((1, 1))
    }

    fn map(&mut self) -> Result<(usize, usize), RunError> {
        let points = self.places.view();
        let mut mapping = match self.mapping.take() {
            Some(mapping) => mapping,
            None if self.is_spared() && !matches!(self.settings.viz, Projection::Pca | Projection::None) => {
                Mapping::at_once(points, 1)?
            }
            None => {
                let seed = seed_of(self.settings.seed.into(), Draw::Map);
                Mapping::new(points, self.neighbours(), &self.settings, seed)?
            }
        };
        if mapping.step()? {
            let progress = mapping.progress();
            self.mapping = Some(mapping);
            return Ok(progress);
        }
        self.hurry.map = mapping.stopped();
        (self.projection, self.frame) = mapping.finish(points, self.live.map.view())?;
        let planned = self.settings.seeds as usize;
        if planned > 1 && self.hurry.pressed {
            self.hurry.repeats.get_or_insert((1, planned));
        }
        self.stage = if planned > 1 && !self.hurry.pressed { Stage::Repeat } else { Stage::Done };
        Ok((1, 1))
    }

    fn repeat(&mut self) -> Result<(usize, usize), RunError> {
        let begun = self.repeating.take().or_else(|| {
            let asked = self.settings.seeds > 1 && !self.hurry.pressed;
            let scores = self.scores().filter(|_| asked)?;
            Some(Repeating::new(self.settings.seeds as usize, self.settings.seed, scores.clone()))
        });
        let Some(mut repeating) = begun else {
            self.stage = Stage::Done;
            return Ok((1, 1));
        };
        let more = repeating.step(|seed| self.sibling(seed));
        let progress = repeating.progress();
        self.hurry.failed_seeds = repeating.failed();
        self.repeating = Some(repeating);
        if !more {
            self.stage = Stage::Done;
        }
        Ok(progress)
    }

    /// The scores over several seeds, if there were several.
    pub(super) fn repeats(&self) -> Option<Repeats> {
        self.repeating.as_ref().and_then(Repeating::finish)
    }

    fn clustering_seed(&self) -> u64 {
        seed_of(self.settings.seed.into(), Draw::Clustering)
    }
}
