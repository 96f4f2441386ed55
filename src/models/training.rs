//! Training as a state machine: `new → step → … → model`. A step is one epoch; between steps the caller may draw the map,
//! stop, or walk away. Nothing here knows of a browser or a clock.
//!
//! An epoch is made of batches, a batch of four quarters ([`share`]), a quarter of as many rows as go through
//! the network at a time. [`Training::work`] does the least of these, so that whoever drives it can stop soon, and several
//! workers, each with a `Training` of its own made from the same songs and recipe, can compute a batch together: each its
//! quarters, and each hears of the others' in [`Training::absorb`].

use std::ops::Range;

use burn_tensor::{Device, Tensor};
use ndarray::{Array2, ArrayView2, Axis};
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

pub use super::network::Kind;
use super::{
    Embedding, ModelError,
    adam::{Adam, clip_norm},
    network::{Layers, Model, Network, conditioned, tensor},
    objective::{Objective, Posterior},
    parameters::floats,
    share::{self, Branch, QUARTERS, Share},
    split::{Split, shuffle},
};
use crate::random::{Stage, stream};

/// The gradient's Euclidean norm is clipped here under `elbo`.
pub const GRADIENT_NORM_LIMIT: f64 = 5.0;
/// A latent unit counts as active when its KL, averaged over the songs, exceeds this many nats.
pub const ACTIVE_KL: f64 = 0.01;

/// What a network is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// (songs, D), standardised.
    pub rows: Array2<f32>,
    /// The condition of a CVAE, (songs, columns); no columns without one.
    pub condition: Array2<f32>,
}

/// How a network is trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// Variational or plain.
    pub kind: Kind,
    /// The loss.
    pub objective: Objective,
    /// Weight of KL.
    pub beta: f64,
    /// Share of the epochs over which the weight of KL rises from 0 to β (`elbo` only).
    pub warmup: f64,
    /// Nats of KL that cost nothing, for each song and unit.
    pub free_bits: f64,
    /// Passes over the songs.
    pub epochs: usize,
    /// Songs a step of Adam; the last batch of an epoch may be shorter.
    pub batch: usize,
    /// Adam's learning rate.
    pub rate: f64,
    /// Share of the songs that only tell how the network does, after every epoch.
    pub validation: f64,
    /// Share of the songs that only tell how it does at the end.
    pub test: f64,
    /// Epochs without a better validation loss after which training ends, back at the best; 0 = never.
    pub patience: usize,
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
    /// `total` of the songs kept back for it, each drawn back from its mean; `None` without such songs.
    pub validation: Option<f64>,
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
    network: Network,
    recipe: Recipe,
    lesson: Lesson,
    split: Split,
    parameters: Vec<f32>,
    adam: Adam,
    shuffle: Xoshiro256PlusPlus,
    noise: Xoshiro256PlusPlus,
    epoch: Epoch,
    /// Epochs done.
    epochs: usize,
    diverged: bool,
    best: Option<Best>,
    device: Device,
}

/// The epoch at work.
struct Epoch {
    /// The network before it.
    before: Option<(Vec<f32>, Adam)>,
    /// The rows in the order of this epoch.
    order: Vec<usize>,
    /// How many of them were learned from.
    done: usize,
    losses: Losses,
    batch: Option<Batch>,
}

/// The batch at work.
struct Batch {
    /// The quarters that this worker computes.
    part: Range<usize>,
    rows: Vec<usize>,
    /// The network as tensors, made once for all chunks.
    layers: Layers,
    /// (rows, latent).
    noise: Array2<f32>,
    /// What is still to be computed, last first.
    chunks: Vec<Chunk>,
    /// The quarter at work.
    quarter: Option<Share>,
    branch: Branch,
}

/// Rows of a batch that go through the network together.
struct Chunk {
    quarter: usize,
    /// Places in the batch.
    rows: Range<usize>,
    /// Whether it is the last of its quarter.
    last: bool,
}

/// The network as it did best on the songs kept back.
struct Best {
    epoch: usize,
    loss: f64,
    parameters: Vec<f32>,
}

impl Training {
    /// Fresh weights for `lesson`, on burn's `device`.
    ///
    /// # Errors
    /// [`ModelError::NoRows`] without songs or columns, [`ModelError::NotFiniteInput`] where a feature is NaN or infinite.
    pub fn new(lesson: Lesson, network: Network, recipe: Recipe, device: &Device) -> Result<Training, ModelError> {
        super::check_rows(lesson.rows.view())?;
        let parameters = network.draw(&mut stream(recipe.seed, Stage::Weights));
        Ok(Training::from_parameters(lesson, network, parameters, recipe, device))
    }

    /// Training from given weights: for tests against figures made elsewhere.
    ///
    /// `parameters` are in the order of [`Network::shapes`].
    pub fn from_parameters(
        lesson: Lesson,
        network: Network,
        parameters: Vec<f32>,
        recipe: Recipe,
        device: &Device,
    ) -> Training {
        let split = Split::draw(lesson.rows.nrows(), recipe.validation, recipe.test, recipe.seed);
        Training {
            adam: Adam::new(parameters.len()),
            shuffle: stream(recipe.seed, Stage::Shuffle),
            noise: stream(recipe.seed, Stage::Noise),
            epoch: Epoch { before: None, order: split.training.clone(), done: 0, losses: Losses::ZERO, batch: None },
            epochs: 0,
            diverged: false,
            best: None,
            device: device.clone().without_autodiff(),
            lesson,
            split,
            network,
            recipe,
            parameters,
        }
    }

    /// Epochs done.
    pub fn epochs(&self) -> usize {
        self.epochs
    }

    /// Whether there is nothing left to do.
    pub fn is_over(&self) -> bool {
        let patience = self.recipe.patience;
        let tired = patience > 0 && self.best.as_ref().is_some_and(|best| self.epochs >= best.epoch + patience);
        self.diverged || tired || self.epochs >= self.recipe.epochs
    }

    /// The network's shape.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// What it is shown.
    pub fn lesson(&self) -> &Lesson {
        &self.lesson
    }

    /// How it is trained.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// Which songs it learns from.
    pub fn split(&self) -> &Split {
        &self.split
    }

    /// The 1-based epoch in which the songs kept back were drawn best so far. `None` without such songs.
    pub fn best_epoch(&self) -> Option<usize> {
        self.best.as_ref().map(|best| best.epoch)
    }

    /// The weights as they are now, in the order of [`Network::shapes`].
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// Multiplications and additions of one batch.
    fn operations(&self) -> usize {
        3 * self.network.operations() * self.recipe.batch.clamp(1, self.split.training.len())
    }

    /// Whether a batch is so much work that a second worker saves more than the exchange of gradients costs: about
    /// 8 ns a number and half a millisecond, where a worker does about 80 operations a ns with its half of a batch.
    pub fn is_worth_sharing(&self) -> bool {
        self.operations() > 640 * self.parameters.len() + 40_000_000
    }

    /// Multiplications and additions of one [`Training::work`], about.
    pub fn operations_at_a_time(&self) -> usize {
        let batch = self.recipe.batch.clamp(1, self.split.training.len());
        3 * self.network.operations() * batch.div_ceil(QUARTERS).min(self.network.rows_at_a_time())
    }

    /// One epoch: every song once, in a fresh order. `None` when training is over.
    pub fn step(&mut self) -> Option<Outcome> {
        while !self.is_over() {
            if let Some(share) = self.work(&(0..QUARTERS))
                && let Some(outcome) = self.absorb(vec![share])
            {
                return Some(outcome);
            }
        }
        None
    }

    /// Computes the next rows of `part`, some consecutive quarters of the batch at work; its share when all are done.
    ///
    /// `part` is one of [`share::parts`]. If it changes within a batch, because another worker was lost, the batch is
    /// computed anew. `None` also when training is over.
    pub fn work(&mut self, part: &Range<usize>) -> Option<Share> {
        if self.is_over() {
            return None;
        }
        let mut batch = self.epoch.batch.take().unwrap_or_else(|| self.next_batch());
        if batch.part != *part {
            batch.part = part.clone();
            batch.chunks = self.chunks(part, batch.rows.len());
            (batch.quarter, batch.branch) = (None, Branch::default());
        }
        let finished = self.next_chunk(&mut batch);
        self.epoch.batch = Some(batch);
        finished
    }

    /// Draws the rows and the noise of the next batch; at the beginning of an epoch also the order of the songs.
    fn next_batch(&mut self) -> Batch {
        if self.epoch.before.is_none() {
            self.epoch.before = Some((self.parameters.clone(), self.adam.clone()));
            shuffle(&mut self.epoch.order, &mut self.shuffle);
        }
        let start = self.epoch.done;
        let end = (start + self.recipe.batch.max(1)).min(self.epoch.order.len());
        let rows = self.epoch.order[start..end].to_vec();
        // Every worker draws the noise of the whole batch, so that all of them draw the same.
        let noise = match self.recipe.kind {
            Kind::Variational => normals(rows.len(), self.network.latent, &mut self.noise),
            Kind::Plain => Array2::zeros((rows.len(), self.network.latent)),
        };
        let layers = self.recorded_layers();
        Batch { part: 0..0, chunks: Vec::new(), quarter: None, branch: Branch::default(), layers, rows, noise }
    }

    /// The chunks of `part` of a batch of `rows` rows, last first. A quarter without rows is one empty chunk: its gradient
    /// is zero, and added like the others.
    fn chunks(&self, part: &Range<usize>, rows: usize) -> Vec<Chunk> {
        let longest = self.network.rows_at_a_time();
        let mut chunks: Vec<Chunk> = part
            .clone()
            .flat_map(|quarter| {
                let rows = share::rows_of(quarter, rows);
                let pieces = rows.len().div_ceil(longest).max(1);
                (0..pieces).map(move |piece| {
                    let start = rows.start + piece * longest;
                    Chunk { quarter, rows: start..rows.end.min(start + longest), last: piece + 1 == pieces }
                })
            })
            .collect();
        chunks.reverse();
        chunks
    }

    /// Computes the next chunk; the share of the batch's part if it was the last.
    fn next_chunk(&self, batch: &mut Batch) -> Option<Share> {
        let chunk = batch.chunks.pop()?;
        let found = match chunk.rows.is_empty() {
            true => Share::nothing(self.parameters.len()),
            false => {
                let noise = batch.noise.slice(ndarray::s![chunk.rows.clone(), ..]);
                self.slope(&batch.layers, &batch.rows[chunk.rows.clone()], noise, batch.rows.len())
            }
        };
        let quarter = match batch.quarter.take() {
            Some(mut sum) => {
                sum.add(&found);
                sum
            }
            None => found,
        };
        if chunk.last {
            batch.branch.push(chunk.quarter, quarter);
        } else {
            batch.quarter = Some(quarter);
        }
        if batch.chunks.is_empty() { batch.branch.take(&batch.part) } else { None }
    }

    /// Takes the shares of all parts of the batch at work, in their order, and makes a step of Adam. At the end of an
    /// epoch it says how that went.
    pub fn absorb(&mut self, mut shares: Vec<Share>) -> Option<Outcome> {
        share::sum(&mut shares);
        let mut share = shares.into_iter().next()?;
        let batch = self.epoch.batch.take()?;
        if self.recipe.objective.guarded() {
            clip_norm(&mut share.gradient, GRADIENT_NORM_LIMIT);
        }
        self.adam.update(&mut self.parameters, &share.gradient, self.recipe.rate);
        let total = share.reconstruction + self.beta() * share.kl;
        // A NaN or an overflow anywhere in the gradient reaches the parameters through Adam's update.
        if !total.is_finite() || !self.parameters.iter().all(|value| value.is_finite()) {
            self.rewind();
            self.diverged = true;
            return Some(Outcome::Diverged { epoch: self.epochs + 1 });
        }
        let Share { reconstruction, kl, .. } = share;
        let losses = Losses { total, reconstruction, kl, validation: None };
        self.epoch.losses = self.epoch.losses.plus(losses.times(self.recipe.objective.weight(batch.rows.len())));
        self.epoch.done += batch.rows.len();
        (self.epoch.done == self.epoch.order.len()).then(|| Outcome::Learned(self.close_epoch()))
    }

    fn close_epoch(&mut self) -> Losses {
        self.epochs += 1;
        let sum = std::mem::replace(&mut self.epoch.losses, Losses::ZERO);
        self.epoch.done = 0;
        self.epoch.before = None;
        let mut losses = sum.times(1.0 / self.epoch.order.len() as f64);
        losses.validation = self.loss_of(&self.split.validation);
        if let Some(loss) = losses.validation
            && self.best.as_ref().is_none_or(|best| loss < best.loss)
        {
            // Only early stopping goes back to the best network; otherwise its number is all that is asked for.
            let parameters = if self.recipe.patience > 0 { self.parameters.clone() } else { Vec::new() };
            self.best = Some(Best { epoch: self.epochs, loss, parameters });
        }
        if self.recipe.patience > 0
            && self.is_over()
            && let Some(best) = &self.best
        {
            self.parameters.clone_from(&best.parameters);
        }
        losses
    }

    /// Back to the end of the last epoch, for one that is not to be finished.
    pub fn rewind(&mut self) {
        self.epoch.batch = None;
        self.epoch.done = 0;
        self.epoch.losses = Losses::ZERO;
        if let Some(before) = self.epoch.before.take() {
            (self.parameters, self.adam) = before;
        }
    }

    /// The mean loss of the songs at `rows`, drawn back from their means; `None` without any.
    fn loss_of(&self, rows: &[usize]) -> Option<f64> {
        if rows.is_empty() {
            return None;
        }
        let layers = self.network.layers(&self.parameters, self.recipe.objective.guarded(), &self.device);
        let sum = rows.chunks(self.network.rows_at_a_time()).fold(Losses::ZERO, |sum, rows| {
            let x = tensor(self.lesson.rows.select(Axis(0), rows).view(), &self.device);
            let condition = conditioned(self.lesson.condition.select(Axis(0), rows).view(), &self.device);
            let posterior = layers.encode(x.clone(), condition.clone());
            let drawn = layers.decode(posterior.mean.clone(), condition);
            let terms = self.recipe.objective.terms(x, drawn, &posterior, rows.len(), 0.0);
            let (reconstruction, kl) = (scalar(terms.reconstruction), scalar(terms.kl));
            let losses = Losses { total: reconstruction + self.beta() * kl, reconstruction, kl, validation: None };
            sum.plus(losses.times(self.recipe.objective.weight(rows.len())))
        });
        Some(sum.total / rows.len() as f64)
    }

    /// The loss of the songs kept for the end; `None` without any.
    pub fn test_loss(&self) -> Option<f64> {
        self.loss_of(&self.split.test)
    }

    /// β, or 0 for a plain autoencoder.
    fn beta(&self) -> f64 {
        match self.recipe.kind {
            Kind::Variational => self.recipe.beta,
            Kind::Plain => 0.0,
        }
    }

    /// The network as tensors whose gradient is recorded.
    fn recorded_layers(&self) -> Layers {
        let device = self.device.clone().autodiff();
        self.network.layers(&self.parameters, self.recipe.objective.guarded(), &device)
    }

    /// What `rows` add to the loss and the gradient of a batch of `batch` rows: burn records the operations on an
    /// autodiff device and walks them back.
    fn slope(&self, layers: &Layers, rows: &[usize], noise: ArrayView2<'_, f32>, batch: usize) -> Share {
        let objective = self.recipe.objective;
        // Rows and noise are constants: kept off the tape, they cost nothing on the way back.
        let x = tensor(self.lesson.rows.select(Axis(0), rows).view(), &self.device);
        let condition = conditioned(self.lesson.condition.select(Axis(0), rows).view(), &self.device);
        let noise = tensor(noise, &self.device);
        let posterior = layers.encode(x.clone(), condition.clone());
        let drawn = layers.decode(self.latents(&posterior, noise), condition);
        let terms = objective.terms(x, drawn, &posterior, batch, self.recipe.free_bits);
        let weight = self.beta() * objective.warmup(self.epochs, self.recipe.epochs, self.recipe.warmup);
        let loss = match self.recipe.kind {
            Kind::Variational => terms.reconstruction.clone() + terms.trained_kl * weight,
            Kind::Plain => terms.reconstruction.clone(),
        };
        let gradients = loss.backward();
        Share {
            gradient: layers.gradients(gradients, self.parameters.len()),
            reconstruction: scalar(terms.reconstruction),
            kl: match self.recipe.kind {
                Kind::Variational => scalar(terms.kl),
                Kind::Plain => 0.0,
            },
        }
    }

    /// z = μ + ε·σ, or z = μ.
    fn latents(&self, posterior: &Posterior, noise: Tensor<2>) -> Tensor<2> {
        match self.recipe.kind {
            Kind::Variational => posterior.mean.clone() + noise * (posterior.log_variance.clone() * 0.5).exp(),
            Kind::Plain => posterior.mean.clone(),
        }
    }

    /// Forward pass, loss terms and gradient of all rows as one batch under given noise (rows, latent), changing
    /// nothing: what the figures made elsewhere are compared with.
    pub fn probe(&self, noise: ArrayView2<'_, f32>) -> Probe {
        let layers = self.network.layers(&self.parameters, self.recipe.objective.guarded(), &self.device);
        let x = tensor(self.lesson.rows.view(), &self.device);
        let condition = conditioned(self.lesson.condition.view(), &self.device);
        let posterior = layers.encode(x, condition.clone());
        let drawn = layers.decode(self.latents(&posterior, tensor(noise, &self.device)), condition);
        let all: Vec<usize> = (0..self.lesson.rows.nrows()).collect();
        let slope = self.slope(&self.recorded_layers(), &all, noise, all.len());
        Probe {
            mean: floats(posterior.mean),
            log_variance: floats(posterior.log_variance),
            reconstruction: floats(drawn),
            reconstruction_loss: slope.reconstruction,
            kl_loss: slope.kl,
            gradient: slope.gradient,
        }
    }

    /// The network as it is now.
    pub fn model(&self) -> Model {
        Model {
            network: self.network.clone(),
            kind: self.recipe.kind,
            guarded: self.recipe.objective.guarded(),
            parameters: self.parameters.clone(),
        }
    }

    /// Where every song lies now: μ and log σ² of each, (songs, latent).
    pub fn embed(&self) -> Embedding {
        let layers = self.network.layers(&self.parameters, self.recipe.objective.guarded(), &self.device);
        let Lesson { rows, condition } = &self.lesson;
        self.network.embed(&layers, self.recipe.kind, rows.view(), condition.view(), &self.device)
    }
}

impl Losses {
    const ZERO: Losses = Losses { total: 0.0, reconstruction: 0.0, kl: 0.0, validation: None };

    fn plus(self, other: Losses) -> Losses {
        Losses {
            total: self.total + other.total,
            reconstruction: self.reconstruction + other.reconstruction,
            kl: self.kl + other.kl,
            validation: self.validation,
        }
    }

    fn times(self, factor: f64) -> Losses {
        Losses {
            total: self.total * factor,
            reconstruction: self.reconstruction * factor,
            kl: self.kl * factor,
            validation: self.validation,
        }
    }
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
    /// Gradient of the whole loss, in the order of [`Network::shapes`].
    pub gradient: Vec<f32>,
}

/// Standard normal noise, (rows, columns).
pub(super) fn normals(rows: usize, columns: usize, generator: &mut Xoshiro256PlusPlus) -> Array2<f32> {
    Array2::from_shape_simple_fn((rows, columns), || StandardNormal.sample(generator))
}

fn scalar(tensor: Tensor<1>) -> f64 {
    tensor.into_data().iter::<f64>().next().unwrap_or(f64::NAN)
}
