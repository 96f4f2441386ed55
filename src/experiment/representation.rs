//! The stage that places the songs: a network in training, or one of its simpler rivals at once.

use burn_tensor::Device;
use ndarray::{Array2, ArrayView2};

use super::RunError;
use crate::{
    models::{
        Embedding,
        pca::Pca,
        training::{Kind, Losses, Outcome, Recipe, Training},
    },
    settings::{Baseline, Latent, Settings},
};

/// Hidden widths of system B's MLP.
const HIDDEN: [usize; 2] = [256, 128];
/// Components PCA keeps, at most.
const PCA_COMPONENTS: usize = 32;

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

impl Representation {
    /// Before the first epoch.
    pub(super) fn untrained(key: [u8; 32], embedding: Embedding) -> Representation {
        Representation { key, embedding, losses: Vec::new(), diverged: None, shown: Array2::zeros((0, 2)) }
    }

    /// Whether it is the one that `key` asks for.
    pub(super) fn is(&self, key: &[u8; 32]) -> bool {
        self.key == *key
    }

    /// What two runs must share to share a representation: standardised `features` and the settings it depends on.
    pub(super) fn key(features: ArrayView2<'_, f32>, settings: &Settings) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&(features.ncols() as u64).to_le_bytes());
        for value in &features {
            hasher.update(&value.to_le_bytes());
        }
        let Settings { baseline, latent_dim, objective, beta, kl_warmup, epochs, batch_size, lr, seed, .. } = settings;
        let depends_on = (baseline, latent_dim, objective, beta, kl_warmup, epochs, batch_size, lr, seed);
        hasher.update(format!("{depends_on:?}").as_bytes());
        *hasher.finalize().as_bytes()
    }

    /// What is clustered and drawn: the means, or one seeded sample of each song's distribution.
    pub fn places(&self, settings: &Settings) -> Array2<f32> {
        match settings.latent {
            Latent::Mean => self.embedding.mean.clone(),
            Latent::Sample => self.embedding.sample(settings.seed.into()),
        }
    }
}

impl Learner {
    /// Starts the representation that `settings` ask for on standardised `features` (songs × D).
    pub(super) fn start(
        features: ArrayView2<'_, f32>,
        settings: &Settings,
        key: [u8; 32],
    ) -> Result<(Learner, Representation), RunError> {
        crate::models::check_rows(features)?;
        let done = |embedding| (Learner::Ready, Representation::untrained(key, embedding));
        let kind = match settings.baseline {
            Baseline::Raw => return Ok(done(Embedding::exact(features.to_owned()))),
            Baseline::Pca => {
                let pca = Pca::fit(features, PCA_COMPONENTS)?;
                return Ok(done(Embedding::exact(pca.transform(features)?)));
            }
            Baseline::Ae => Kind::Plain,
            Baseline::None => Kind::Variational,
        };
        let training = Training::new(features, recipe(settings, kind), &Device::flex())?;
        let untrained = Representation::untrained(key, training.embed());
        Ok((Learner::Training(Box::new(training)), untrained))
    }

    /// One epoch, its losses and the songs' new places entered into `representation`; false when there is nothing left.
    pub(super) fn step(&mut self, representation: &mut Representation) -> bool {
        let Learner::Training(training) = self else {
            return false;
        };
        match training.step() {
            Some(Outcome::Learned(losses)) => representation.losses.push(losses),
            Some(Outcome::Diverged { epoch }) => representation.diverged = Some(epoch),
            None => {}
        }
        representation.embedding = training.embed();
        if training.is_over() {
            *self = Learner::Ready;
            return false;
        }
        true
    }
}

/// How `settings` train a network.
pub(super) fn recipe(settings: &Settings, kind: Kind) -> Recipe {
    Recipe {
        kind,
        hidden: HIDDEN.to_vec(),
        latent: settings.latent_dim as usize,
        objective: settings.objective,
        beta: settings.beta,
        warmup: settings.kl_warmup,
        epochs: settings.epochs as usize,
        batch: settings.batch_size as usize,
        rate: settings.lr,
        seed: settings.seed.into(),
    }
}
