//! The multilayer perceptron of both systems: D → hidden … → (μ, log σ²), and the mirrored decoder.
//!
//! ```text
//! x, c ── 256 ── 128 ──┬── μ ──────┐
//!                      └── log σ² ─┴─ z = μ + ε·σ, c ── 128 ── 256 ── x̂        (ReLU between layers)
//! ```
//!
//! The condition c of a CVAE, if there is one, is put beside x and beside z.

use burn_tensor::{Device, Tensor};

use super::{
    operators::Activation,
    parameters::{Layer, LayerShape, Learned, named},
};

/// The widths of a perceptron.
#[derive(Debug, Clone, Copy)]
pub struct Mlp<'a> {
    /// Columns of a row, the condition not counted.
    pub inputs: usize,
    /// Columns of the condition.
    pub condition: usize,
    /// Widths of the encoder's hidden layers.
    pub hidden: &'a [usize],
    /// Units of the latent space.
    pub latent: usize,
}

/// The layers of one step, as tensors.
#[derive(Debug, Clone)]
pub struct MlpLayers {
    encoder: Vec<Layer<2>>,
    heads: [Layer<2>; 2],
    decoder: Vec<Layer<2>>,
}

/// Fully connected layers between the `widths`.
pub(super) fn chain(widths: impl IntoIterator<Item = usize>) -> Vec<LayerShape> {
    let widths: Vec<usize> = widths.into_iter().collect();
    widths.windows(2).map(|pair| LayerShape::Dense { input: pair[0], output: pair[1] }).collect()
}

/// `x` through the layers of a [`chain`], ReLU after each.
pub(super) fn through(layers: &[Layer<2>], x: Tensor<2>) -> Tensor<2> {
    layers.iter().fold(x, |hidden, layer| layer.dense(hidden, Activation::Relu))
}

/// `x` through the layers of a [`chain`], ReLU between them: features are standardised and signed.
pub(super) fn drawn(layers: &[Layer<2>], x: Tensor<2>) -> Tensor<2> {
    match layers.split_last() {
        Some((last, before)) => last.dense(through(before, x), Activation::Linear),
        None => x,
    }
}

impl Mlp<'_> {
    fn encoder(self) -> Vec<LayerShape> {
        chain(std::iter::once(self.inputs + self.condition).chain(self.hidden.iter().copied()))
    }

    fn head(self) -> LayerShape {
        let widest = self.inputs + self.condition;
        LayerShape::Dense { input: self.hidden.last().copied().unwrap_or(widest), output: self.latent }
    }

    fn decoder(self) -> Vec<LayerShape> {
        let up = self.hidden.iter().rev().copied();
        chain(std::iter::once(self.latent + self.condition).chain(up).chain([self.inputs]))
    }

    /// Names and shapes of the layers in the order in which their numbers are stored: encoder, μ, log σ², decoder.
    pub fn shapes(self) -> Vec<(String, LayerShape)> {
        let heads = ["mean", "log_variance"].map(|name| (name.to_owned(), self.head()));
        named("encoder", self.encoder()).chain(heads).chain(named("decoder", self.decoder())).collect()
    }

    /// Makes the tensors of one step from the flat `values`.
    pub fn layers(self, mut values: &[f32], device: &Device) -> MlpLayers {
        let values = &mut values;
        let encoder = self.encoder().into_iter().map(|shape| shape.take(values, device)).collect();
        let heads = [self.head(), self.head()].map(|shape| shape.take(values, device));
        let decoder = self.decoder().into_iter().map(|shape| shape.take(values, device)).collect();
        MlpLayers { encoder, heads, decoder }
    }
}

impl MlpLayers {
    /// (rows, inputs and condition) → μ and log σ², (rows, latent) each.
    pub fn encode(&self, x: Tensor<2>) -> [Tensor<2>; 2] {
        let hidden = through(&self.encoder, x);
        self.heads.each_ref().map(|head| head.dense(hidden.clone(), Activation::Linear))
    }

    /// (rows, latent and condition) → x̂, (rows, inputs).
    pub fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        drawn(&self.decoder, z)
    }

    /// The layers in the order of [`Mlp::shapes`].
    pub fn learned(&self) -> Vec<&dyn Learned> {
        let all = self.encoder.iter().chain(&self.heads).chain(&self.decoder);
        all.map(|layer| layer as &dyn Learned).collect()
    }
}
