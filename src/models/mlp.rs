//! The multilayer perceptron of both systems: D → hidden … → (μ, log σ²), and the mirrored decoder.
//!
//! ```text
//! x ── 256 ── 128 ──┬── μ ──────┐
//!                   └── log σ² ─┴─ z = μ + ε·σ ── 128 ── 256 ── x̂        (ReLU between layers)
//! ```
//!
//! The operators and their derivatives are burn's (`burn-tensor`, backend `burn-flex`).

use burn_tensor::{Device, Gradients, Tensor, activation::relu};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::parameters::{Dense, DenseShape};

/// The shape of a network; its numbers live in one flat vector beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mlp {
    encoder: Vec<DenseShape>,
    head: DenseShape,
    decoder: Vec<DenseShape>,
}

/// What the encoder says of each row: the mean and log-variance of its normal distribution over z.
#[derive(Debug, Clone)]
pub struct Posterior {
    /// μ, (rows, latent).
    pub mean: Tensor<2>,
    /// log σ², (rows, latent).
    pub log_variance: Tensor<2>,
}

/// The layers of one step, as tensors.
#[derive(Debug, Clone)]
pub struct MlpLayers {
    encoder: Vec<Dense>,
    mean: Dense,
    log_variance: Dense,
    decoder: Vec<Dense>,
}

impl Mlp {
    /// A network from `inputs` columns through the `hidden` widths to `latent` units, and back.
    pub fn new(inputs: usize, hidden: &[usize], latent: usize) -> Mlp {
        let chain = |widths: &[usize]| {
            widths.windows(2).map(|pair| DenseShape { input: pair[0], output: pair[1] }).collect::<Vec<_>>()
        };
        let down: Vec<usize> = std::iter::once(inputs).chain(hidden.iter().copied()).collect();
        let up: Vec<usize> = std::iter::once(latent).chain(hidden.iter().rev().copied()).chain([inputs]).collect();
        Mlp {
            head: DenseShape { input: down[down.len() - 1], output: latent },
            encoder: chain(&down),
            decoder: chain(&up),
        }
    }

    /// Columns of a row.
    pub fn inputs(&self) -> usize {
        self.decoder[self.decoder.len() - 1].output
    }

    /// Units of the latent space.
    pub fn latent(&self) -> usize {
        self.head.output
    }

    /// Layers in the order in which their numbers are stored: encoder, μ, log σ², decoder.
    fn shapes(&self) -> impl Iterator<Item = DenseShape> {
        let heads = [self.head, self.head];
        self.encoder.iter().copied().chain(heads).chain(self.decoder.iter().copied())
    }

    /// How many numbers the network has.
    pub fn count(&self) -> usize {
        self.shapes().map(DenseShape::count).sum()
    }

    /// Fresh weights, PyTorch's default distribution, drawn from `generator`.
    pub fn draw(&self, generator: &mut Xoshiro256PlusPlus) -> Vec<f32> {
        let mut values = Vec::with_capacity(self.count());
        for shape in self.shapes() {
            shape.draw(&mut values, generator);
        }
        values
    }

    /// Makes the tensors of one step from the flat `values` (as many as [`Mlp::count`]).
    ///
    /// Gradients are recorded when `device` is an autodiff device.
    pub fn layers(&self, mut values: &[f32], device: &Device) -> MlpLayers {
        let values = &mut values;
        let encoder = self.encoder.iter().map(|shape| shape.take(values, device)).collect();
        let mean = self.head.take(values, device);
        let log_variance = self.head.take(values, device);
        let decoder = self.decoder.iter().map(|shape| shape.take(values, device)).collect();
        MlpLayers { encoder, mean, log_variance, decoder }
    }
}

impl MlpLayers {
    /// (rows, inputs) → μ and log σ².
    pub fn encode(&self, x: Tensor<2>) -> Posterior {
        let hidden = self.encoder.iter().fold(x, |hidden, layer| relu(layer.forward(hidden)));
        Posterior { mean: self.mean.forward(hidden.clone()), log_variance: self.log_variance.forward(hidden) }
    }

    /// (rows, latent) → x̂, (rows, inputs). No ReLU after the last layer: features are standardised and signed.
    pub fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        let last = self.decoder.len() - 1;
        self.decoder.iter().enumerate().fold(z, |hidden, (index, layer)| {
            let out = layer.forward(hidden);
            if index == last { out } else { relu(out) }
        })
    }

    /// The gradients of all layers as one flat vector, in the order of [`Mlp::layers`].
    pub fn gradients(&self, mut gradients: Gradients, count: usize) -> Vec<f32> {
        let mut flat = Vec::with_capacity(count);
        let heads = [&self.mean, &self.log_variance];
        for layer in self.encoder.iter().chain(heads).chain(&self.decoder) {
            layer.append_gradients(&mut gradients, &mut flat);
        }
        flat
    }
}
