//! The stage that places the songs: a network in training, or one of its simpler rivals at once.

use std::{ops::Range, sync::Arc};

use burn_tensor::Device;
use ndarray::{Array2, ArrayView2};

use super::{
    RunError,
    architecture::{learns, network, recipe},
    placing::Encoder,
};
use crate::{
    models::{
        Embedding,
        network::Model,
        pca::Pca,
        share::{QUARTERS, Share},
        split::Split,
        training::{Lesson, Losses, Outcome, Training},
    },
    settings::{Baseline, Latent, Settings},
};

/// Components PCA keeps, at most.
const PCA_COMPONENTS: usize = 32;
/// Multiplications and additions after which training pauses, so that whoever drives it can look up: some 20 ms.
const OPERATIONS_AT_A_TIME: usize = 600_000_000;

/// A finished representation, kept so that a run that differs only further down need not train again.
#[derive(Debug, Clone, PartialEq)]
pub struct Representation {
    /// Hash of the features and of the settings it depends on.
    pub(super) key: [u8; 32],
    /// Where the songs lie.
    pub embedding: Embedding,
    /// One entry an epoch; empty for PCA and raw.
    pub losses: Vec<Losses>,
    /// The 1-based epoch in which training diverged.
    pub diverged: Option<usize>,
    /// The network; `None` for PCA and raw.
    pub model: Option<Arc<Model>>,
    /// The components; `None` for anything else.
    pub(super) components: Option<Pca>,
    /// Which songs the network learned from; empty for PCA and raw.
    pub split: Split,
    /// The 1-based epoch with the least validation loss, if songs were kept back for it.
    pub best_epoch: Option<usize>,
    /// The loss of the songs kept for the end, if any were.
    pub test_loss: Option<f64>,
    /// The last map shown of it, (songs, 2): the next one is laid over it. Empty before any was.
    pub(super) shown: Array2<f32>,
}

/// The stage at work.
pub(super) enum Learner {
    /// A network with epochs left.
    Training(Box<Training>),
    /// Done.
    Ready,
}

/// How far a step came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// Within an epoch.
    Along,
    /// To the end of an epoch.
    Round,
    /// To the end of training.
    Home,
}

impl Representation {
    /// Before the first epoch.
    pub(super) fn untrained(key: [u8; 32], embedding: Embedding) -> Representation {
        Representation {
            key,
            embedding,
            losses: Vec::new(),
            diverged: None,
            model: None,
            components: None,
            split: Split::default(),
            best_epoch: None,
            test_loss: None,
            shown: Array2::zeros((0, 2)),
        }
    }

    /// Whether it is the one that `key` asks for.
    pub(super) fn is(&self, key: &[u8; 32]) -> bool {
        self.key == *key
    }

    /// What two runs must share to share a representation: standardised `features`, the condition, and the settings it
    /// depends on.
    pub(super) fn key<'a>(
        features: ArrayView2<'a, f32>,
        condition: ArrayView2<'a, f32>,
        settings: &Settings,
    ) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        for matrix in [&features, &condition] {
            hasher.update(&(matrix.ncols() as u64).to_le_bytes());
            for value in matrix {
                hasher.update(&value.to_le_bytes());
            }
        }
        let Settings { baseline, vae_arch, hidden, channels, feature, n_mfcc, n_mels, tf_frames, .. } = settings;
        let built = (baseline, vae_arch, hidden, channels, feature, n_mfcc, n_mels, tf_frames);
        hasher.update(format!("{built:?} {} {:?}", settings.latent_dim, recipe(settings)).as_bytes());
        *hasher.finalize().as_bytes()
    }

    /// What is clustered and drawn: the means, or one seeded sample of each song's distribution.
    pub fn places(&self, settings: &Settings) -> Array2<f32> {
        match settings.latent {
            Latent::Mean => self.embedding.mean.clone(),
            Latent::Sample => self.embedding.sample(settings.seed.into()),
        }
    }

    /// What finds the place of a song.
    pub(super) fn encoder(&self) -> Encoder {
        match (&self.model, &self.components) {
            (Some(model), _) => Encoder::Network(model.clone()),
            (None, Some(Pca { mean, components, .. })) => {
                Encoder::Pca { mean: mean.clone(), components: components.clone() }
            }
            (None, None) => Encoder::Raw,
        }
    }

    /// Takes over what `training` knows now.
    pub(super) fn take(&mut self, training: &Training) {
        self.embedding = training.embed();
        self.model = Some(Arc::new(training.model()));
        self.best_epoch = training.best_epoch();
        self.test_loss = training.test_loss();
        self.split = training.split().clone();
    }
}

impl Learner {
    /// Starts the representation that `settings` ask for on standardised `features` (songs × D), of which the first
    /// `sound` columns are those of a hybrid's sound, under a `condition` (songs × columns).
    pub(super) fn start(
        features: ArrayView2<'_, f32>,
        sound: usize,
        condition: ArrayView2<'_, f32>,
        settings: &Settings,
        key: [u8; 32],
    ) -> Result<(Learner, Representation), RunError> {
        crate::models::check_rows(features)?;
        if !learns(settings) {
            let components = match settings.baseline {
                Baseline::Pca => Some(Pca::fit(features, PCA_COMPONENTS)?),
                _ => None,
            };
            let embedding = Embedding::exact(match &components {
                Some(components) => components.transform(features)?,
                None => features.to_owned(),
            });
            return Ok((Learner::Ready, Representation { components, ..Representation::untrained(key, embedding) }));
        }
        let network = network(settings, features.ncols(), sound, condition.ncols())?;
        let lesson = Lesson { rows: features.to_owned(), condition: condition.to_owned() };
        let training = Training::new(lesson, network, recipe(settings), &Device::flex())?;
        let untrained = Representation::untrained(key, training.embed());
        Ok((Learner::Training(Box::new(training)), untrained))
    }

    /// The network in training, if there is one.
    pub(super) fn training(&self) -> Option<&Training> {
        match self {
            Learner::Training(training) => Some(training),
            Learner::Ready => None,
        }
    }

    /// Learns for a while, at most to the end of an epoch, whose losses are entered into `representation`.
    pub(super) fn step(&mut self, representation: &mut Representation) -> Came {
        let mut operations = 0;
        while let Learner::Training(training) = self {
            let share = training.work(&(0..QUARTERS));
            operations += training.operations_at_a_time();
            let came = match share {
                Some(share) => self.absorb(vec![share], representation),
                None if training.is_over() => self.close(representation),
                None => Came::Along,
            };
            if came != Came::Along || operations > OPERATIONS_AT_A_TIME {
                return came;
            }
        }
        Came::Home
    }

    /// Computes some more of `part` of the batch at work; its share when it is done.
    pub(super) fn work(&mut self, part: &Range<usize>) -> Option<Share> {
        match self {
            Learner::Training(training) => training.work(part),
            Learner::Ready => None,
        }
    }

    /// Takes the shares of all parts of a batch.
    pub(super) fn absorb(&mut self, shares: Vec<Share>, representation: &mut Representation) -> Came {
        let Learner::Training(training) = self else { return Came::Home };
        match training.absorb(shares) {
            Some(Outcome::Learned(losses)) => representation.losses.push(losses),
            Some(Outcome::Diverged { epoch }) => representation.diverged = Some(epoch),
            None => return Came::Along,
        }
        if training.is_over() { self.close(representation) } else { Came::Round }
    }

    /// Ends training at the end of the last whole epoch.
    pub(super) fn stop(&mut self, representation: &mut Representation) {
        if let Learner::Training(training) = self {
            training.rewind();
            self.close(representation);
        }
    }

    fn close(&mut self, representation: &mut Representation) -> Came {
        if let Learner::Training(training) = self {
            representation.take(training);
            *self = Learner::Ready;
        }
        Came::Home
    }
}
