//! Training as a state machine: `new → step → … → finish`. A step is one epoch; between steps the caller may draw
//! the map, stop, or walk away. Nothing here knows of a browser or a clock.

use burn_tensor::{Device, Tensor, TensorData};
use ndarray::{Array2, ArrayView2, Axis};
use rand_distr::{Distribution, StandardNormal, Uniform};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::Serialize;

use super::{
    Embedding, ModelError,
    adam::{Adam, clip_norm},
    mlp::{Mlp, MlpLayers, Posterior},
    objective::{LOG_VARIANCE_BOUND, Objective, Terms},
    parameters::floats,
};
use crate::random::{Stage, stream};

/// The gradient's Euclidean norm is clipped here under `elbo`.
pub const GRADIENT_NORM_LIMIT: f64 = 5.0;
/// A latent unit counts as active when its KL, averaged over the songs, exceeds this many nats.
pub const ACTIVE_KL: f64 = 0.01;
/// Rows embedded at a time, so that memory does not grow with the library.
const EMBED_ROWS: usize = 256;

/// What is trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Variational autoencoder: z is a sample, KL is paid.
    Variational,
    /// Autoencoder: the same network with z = μ and no KL.
    Plain,
}

/// How it is trained.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// Variational or plain.
    pub kind: Kind,
    /// Widths of the encoder's hidden layers.
    pub hidden: Vec<usize>,
    /// Units of the latent space.
    pub latent: usize,
    /// The loss.
    pub objective: Objective,
    /// Weight of KL.
    pub beta: f64,
    /// Share of the epochs over which the weight of KL rises from 0 to β (`elbo` only).
    pub warmup: f64,
    /// Passes over the songs.
    pub epochs: usize,
    /// Songs a step of Adam; the last batch of an epoch may be shorter.
    pub batch: usize,
    /// Adam's learning rate.
    pub rate: f64,
    /// The run's seed.
    pub seed: u64,
}

/// The losses of one epoch, averaged over its songs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Losses {
    /// Reconstruction + β·KL: what the objective asks for once warm-up is over, so that epochs can be compared.
    pub total: f64,
    /// Reconstruction error.
    pub reconstruction: f64,
    /// KL divergence before β.
    pub kl: f64,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outcome {
    /// An epoch went well.
    Learned(Losses),
    /// The loss or a gradient was not finite: the network is back at the end of the last good epoch, and training
    /// is over.
    Diverged {
        /// The 1-based epoch that failed.
        epoch: usize,
    },
}

/// A network in training.
pub struct Training {
    network: Mlp,
    recipe: Recipe,
    rows: Array2<f32>,
    parameters: Vec<f32>,
    adam: Adam,
    order: Vec<usize>,
    shuffle: Xoshiro256PlusPlus,
    noise: Xoshiro256PlusPlus,
    epoch: usize,
    diverged: bool,
    device: Device,
}

/// Loss terms and gradient of one batch.
struct Slope {
    reconstruction: f64,
    kl: f64,
    gradient: Vec<f32>,
}

impl Training {
    /// Fresh weights for `rows` (songs × features, standardised), on burn's `device`.
    ///
    /// # Errors
    /// [`ModelError::NoRows`] without songs or columns, [`ModelError::NotFiniteInput`] where a feature is NaN or infinite.
    pub fn new(rows: ArrayView2<'_, f32>, recipe: Recipe, device: &Device) -> Result<Training, ModelError> {
        super::check_rows(rows)?;
        let network = Mlp::new(rows.ncols(), &recipe.hidden, recipe.latent);
        let parameters = network.draw(&mut stream(recipe.seed, Stage::Weights));
        Ok(Training::from_parameters(network, parameters, rows, recipe, device))
    }

    /// Training from given weights: for tests against figures made elsewhere, and for going on with a saved model.
    ///
    /// `parameters` are in the order of [`Mlp::layers`].
    pub fn from_parameters(
        network: Mlp,
        parameters: Vec<f32>,
        rows: ArrayView2<'_, f32>,
        recipe: Recipe,
        device: &Device,
    ) -> Training {
        Training {
            adam: Adam::new(parameters.len()),
            order: (0..rows.nrows()).collect(),
            shuffle: stream(recipe.seed, Stage::Shuffle),
            noise: stream(recipe.seed, Stage::Noise),
            rows: rows.to_owned(),
            network,
            recipe,
            parameters,
            epoch: 0,
            diverged: false,
            device: device.clone().without_autodiff(),
        }
    }

    /// Epochs done.
    pub fn epoch(&self) -> usize {
        self.epoch
    }

    /// Whether there is nothing left to do.
    pub fn is_over(&self) -> bool {
        self.diverged || self.epoch >= self.recipe.epochs
    }

    /// The weights as they are now, in the order of [`Mlp::layers`].
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// One epoch: every song once, in a fresh order. `None` when training is over.
    pub fn step(&mut self) -> Option<Outcome> {
        if self.is_over() {
            return None;
        }
        let before = (self.parameters.clone(), self.adam.clone());
        shuffle(&mut self.order, &mut self.shuffle);
        let order = std::mem::take(&mut self.order);
        let losses = order
            .chunks(self.recipe.batch.max(1))
            .try_fold(Losses::ZERO, |sum, batch| self.learn(batch).map(|losses| sum.plus(losses)));
        self.order = order;
        match losses {
            Some(sum) => {
                self.epoch += 1;
                Some(Outcome::Learned(sum.over(self.rows.nrows() as f64)))
            }
            None => {
                (self.parameters, self.adam) = before;
                self.diverged = true;
                Some(Outcome::Diverged { epoch: self.epoch + 1 })
            }
        }
    }

    /// One step of Adam on the songs of `batch`; the losses weighted by the batch's share. `None` if not finite.
    fn learn(&mut self, batch: &[usize]) -> Option<Losses> {
        let x = self.rows.select(Axis(0), batch);
        let noise = match self.recipe.kind {
            Kind::Variational => normals(batch.len(), self.recipe.latent, &mut self.noise),
            Kind::Plain => Array2::zeros((batch.len(), self.recipe.latent)),
        };
        let mut slope = self.slope(x, noise);
        if self.recipe.objective.guarded() {
            clip_norm(&mut slope.gradient, GRADIENT_NORM_LIMIT);
        }
        self.adam.update(&mut self.parameters, &slope.gradient, self.recipe.rate);
        let total = slope.reconstruction + self.beta() * slope.kl;
        // A NaN or an overflow anywhere in the gradient reaches the parameters through Adam's update.
        let finite = total.is_finite() && self.parameters.iter().all(|value| value.is_finite());
        finite.then(|| {
            Losses { total, reconstruction: slope.reconstruction, kl: slope.kl }
                .times(self.recipe.objective.weight(batch.len()))
        })
    }

    /// β, or 0 for a plain autoencoder.
    fn beta(&self) -> f64 {
        match self.recipe.kind {
            Kind::Variational => self.recipe.beta,
            Kind::Plain => 0.0,
        }
    }

    /// Forward and backward pass of one batch: burn records the operations on an autodiff device and walks them back.
    fn slope(&self, x: Array2<f32>, noise: Array2<f32>) -> Slope {
        let device = self.device.clone().autodiff();
        let layers = self.network.layers(&self.parameters, &device);
        let objective = self.recipe.objective;
        let x = tensor(x, &device);
        let noise = tensor(noise, &device);
        let (posterior, reconstruction) = forward(&layers, x.clone(), noise, &self.recipe);
        let Terms { reconstruction, kl } = objective.terms(x, reconstruction, &posterior);
        let warmup = objective.warmup(self.epoch, self.recipe.epochs, self.recipe.warmup);
        let weight = self.beta() * warmup;
        let loss = match self.recipe.kind {
            Kind::Variational => reconstruction.clone() + kl.clone() * weight,
            Kind::Plain => reconstruction.clone(),
        };
        let gradients = loss.backward();
        Slope {
            reconstruction: scalar(reconstruction),
            kl: match self.recipe.kind {
                Kind::Variational => scalar(kl),
                Kind::Plain => 0.0,
            },
            gradient: layers.gradients(gradients, self.parameters.len()),
        }
    }

    /// Forward pass, loss terms and gradient of all rows as one batch under given noise (rows, latent), changing
    /// nothing: what the figures made elsewhere are compared with.
    pub fn probe(&self, noise: Array2<f32>) -> Probe {
        let layers = self.network.layers(&self.parameters, &self.device);
        let x = tensor(self.rows.clone(), &self.device);
        let epsilon = tensor(noise.clone(), &self.device);
        let (posterior, reconstruction) = forward(&layers, x, epsilon, &self.recipe);
        let slope = self.slope(self.rows.clone(), noise);
        Probe {
            mean: floats(posterior.mean),
            log_variance: floats(posterior.log_variance),
            reconstruction: floats(reconstruction),
            reconstruction_loss: slope.reconstruction,
            kl_loss: slope.kl,
            gradient: slope.gradient,
        }
    }

    /// Where every song lies now: μ and log σ² of each, (songs, latent).
    pub fn embed(&self) -> Embedding {
        let layers = self.network.layers(&self.parameters, &self.device);
        let mut mean = Vec::with_capacity(self.rows.nrows() * self.recipe.latent);
        let mut log_variance = Vec::with_capacity(mean.capacity());
        for rows in self.rows.axis_chunks_iter(Axis(0), EMBED_ROWS) {
            let posterior = posterior(&layers, tensor(rows.to_owned(), &self.device), &self.recipe);
            mean.extend(floats(posterior.mean));
            log_variance.extend(floats(posterior.log_variance));
        }
        let shape = (self.rows.nrows(), self.recipe.latent);
        Embedding::from_posterior(shape, mean, log_variance, self.recipe.kind)
    }

    /// The features drawn back from `latents` (rows, latent) → (rows, features).
    pub fn decode(&self, latents: ArrayView2<'_, f32>) -> Array2<f32> {
        let layers = self.network.layers(&self.parameters, &self.device);
        let mut values = Vec::with_capacity(latents.nrows() * self.network.inputs());
        for rows in latents.axis_chunks_iter(Axis(0), EMBED_ROWS) {
            values.extend(floats(layers.decode(tensor(rows.to_owned(), &self.device))));
        }
        super::matrix((latents.nrows(), self.network.inputs()), values)
    }
}

impl Losses {
    const ZERO: Losses = Losses { total: 0.0, reconstruction: 0.0, kl: 0.0 };

    fn plus(self, other: Losses) -> Losses {
        Losses {
            total: self.total + other.total,
            reconstruction: self.reconstruction + other.reconstruction,
            kl: self.kl + other.kl,
        }
    }

    fn times(self, factor: f64) -> Losses {
        Losses { total: self.total * factor, reconstruction: self.reconstruction * factor, kl: self.kl * factor }
    }

    fn over(self, count: f64) -> Losses {
        self.times(1.0 / count)
    }
}

/// The encoder's word on `x`, log σ² clamped where the objective asks for it.
fn posterior(layers: &MlpLayers, x: Tensor<2>, recipe: &Recipe) -> Posterior {
    let posterior = layers.encode(x);
    if !recipe.objective.guarded() {
        return posterior;
    }
    Posterior {
        mean: posterior.mean,
        log_variance: posterior.log_variance.clamp(-LOG_VARIANCE_BOUND, LOG_VARIANCE_BOUND),
    }
}

/// Encode, sample z = μ + ε·σ (or take z = μ), decode.
fn forward(layers: &MlpLayers, x: Tensor<2>, noise: Tensor<2>, recipe: &Recipe) -> (Posterior, Tensor<2>) {
    let posterior = posterior(layers, x, recipe);
    let z = match recipe.kind {
        Kind::Variational => posterior.mean.clone() + noise * (posterior.log_variance.clone() * 0.5).exp(),
        Kind::Plain => posterior.mean.clone(),
    };
    (posterior, layers.decode(z))
}

/// What [`Training::probe`] saw; matrices row by row.
#[derive(Debug, Clone)]
pub struct Probe {
    /// μ, (rows, latent).
    pub mean: Vec<f32>,
    /// log σ², (rows, latent).
    pub log_variance: Vec<f32>,
    /// x̂, (rows, features).
    pub reconstruction: Vec<f32>,
    /// The reconstruction term.
    pub reconstruction_loss: f64,
    /// The KL term, before β.
    pub kl_loss: f64,
    /// Gradient of the whole loss, in the order of [`Mlp::layers`].
    pub gradient: Vec<f32>,
}

/// Standard normal noise, (rows, columns).
pub(super) fn normals(rows: usize, columns: usize, generator: &mut Xoshiro256PlusPlus) -> Array2<f32> {
    Array2::from_shape_simple_fn((rows, columns), || StandardNormal.sample(generator))
}

/// Fisher–Yates.
fn shuffle(order: &mut [usize], generator: &mut Xoshiro256PlusPlus) {
    for last in (1..order.len()).rev() {
        order.swap(last, Uniform::new_inclusive(0, last).sample(generator));
    }
}

fn tensor(values: Array2<f32>, device: &Device) -> Tensor<2> {
    let shape = values.shape().to_vec();
    Tensor::from_data(TensorData::new(values.into_iter().collect(), shape), device)
}

fn scalar(tensor: Tensor<1>) -> f64 {
    tensor.into_data().iter::<f64>().next().unwrap_or(f64::NAN)
}
