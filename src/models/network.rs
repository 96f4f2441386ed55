//! The networks under one roof: what they are made of, their numbers, and the way a song goes through them.

use burn_tensor::{Device, Gradients, Tensor, TensorData};
use ndarray::{Array2, ArrayView2, s};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

use super::{
    Embedding,
    conv2d::{Conv2d, Conv2dLayers},
    dual_encoder::{DualEncoder, DualEncoderLayers},
    mlp::{Mlp, MlpLayers},
    objective::{LOG_VARIANCE_BOUND, Posterior},
    parameters::{LayerShape, Learned, floats},
};

/// Rows that go through a perceptron at a time outside training, so that memory does not grow with the library.
const ROWS_AT_A_TIME: usize = 256;
/// Numbers that the layers of a convolutional network may hold of the songs that are in it at the same time: 64 MB.
const ACTIVATIONS_AT_A_TIME: usize = 16 << 20;
/// Maps in a convolutional network at a time, at most: more make it no faster.
const MAPS_AT_A_TIME: usize = 8;

/// Widths that [`Network::is_sane`] lets pass: those of the settings, and as many columns as the largest map has numbers.
const MOST_INPUTS: usize = 1 << 22;
const MOST_LAYERS: usize = 16;
const MOST_HIDDEN: usize = 4096;
const MOST_BANDS: usize = 512;
const MOST_FRAMES: usize = 8192;
const MOST_CHANNELS: usize = 512;
const MOST_CONDITION: usize = 1 << 16;
const MOST_LATENT: usize = 256;

/// What a network is built of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Architecture {
    /// [`Mlp`].
    Mlp {
        /// Columns of a row.
        inputs: usize,
        /// Widths of the encoder's hidden layers.
        hidden: Vec<usize>,
    },
    /// [`Conv2d`].
    Conv2d {
        /// Rows of a map.
        bands: usize,
        /// Columns of a map.
        frames: usize,
        /// Channels after each convolution.
        channels: Vec<usize>,
    },
    /// [`DualEncoder`].
    DualEncoder {
        /// Columns that describe the sound.
        sound: usize,
        /// Columns that describe the lyrics.
        lyrics: usize,
        /// Widths of each encoder's hidden layers.
        hidden: Vec<usize>,
    },
}

/// The shape of a network; its numbers live in one flat vector beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// What it is built of.
    pub architecture: Architecture,
    /// Columns of the condition; 0 without one.
    pub condition: usize,
    /// Units of the latent space.
    pub latent: usize,
}

/// What is trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Variational autoencoder: z is a sample, KL is paid.
    Variational,
    /// Autoencoder: the same network with z = μ and no KL.
    Plain,
}

/// The layers of one step, as tensors.
#[derive(Debug, Clone)]
pub struct Layers {
    built: Built,
    guarded: bool,
}

#[derive(Debug, Clone)]
enum Built {
    Mlp(Box<MlpLayers>),
    Conv2d(Box<Conv2dLayers>),
    DualEncoder(Box<DualEncoderLayers>),
}

/// The sizes of each kind of network, by which it is built.
enum Plan<'a> {
    Mlp(Mlp<'a>),
    Conv2d(Conv2d<'a>),
    DualEncoder(DualEncoder<'a>),
}

impl Network {
    fn plan(&self) -> Plan<'_> {
        let (condition, latent) = (self.condition, self.latent);
        match &self.architecture {
            Architecture::Mlp { inputs, hidden } => Plan::Mlp(Mlp { inputs: *inputs, condition, hidden, latent }),
            Architecture::Conv2d { bands, frames, channels } => {
                Plan::Conv2d(Conv2d { bands: *bands, frames: *frames, condition, channels, latent })
            }
            Architecture::DualEncoder { sound, lyrics, hidden } => {
                Plan::DualEncoder(DualEncoder { sound: *sound, lyrics: *lyrics, condition, hidden, latent })
            }
        }
    }

    /// Whether every width is one that a network may have, so that sizes can be computed from them: what a file says of its
    /// network is a stranger's word.
    pub fn is_sane(&self) -> bool {
        let within = |value: usize, most: usize| (1..=most).contains(&value);
        let all =
            |widths: &[usize], most| widths.len() <= MOST_LAYERS && widths.iter().all(|&width| within(width, most));
        let architecture = match &self.architecture {
            Architecture::Mlp { inputs, hidden } => within(*inputs, MOST_INPUTS) && all(hidden, MOST_HIDDEN),
            Architecture::Conv2d { bands, frames, channels } => {
                within(*bands, MOST_BANDS)
                    && within(*frames, MOST_FRAMES)
                    && !channels.is_empty()
                    && all(channels, MOST_CHANNELS)
            }
            Architecture::DualEncoder { sound, lyrics, hidden } => {
                within(*sound, MOST_INPUTS) && within(*lyrics, MOST_INPUTS) && all(hidden, MOST_HIDDEN)
            }
        };
        architecture && self.condition <= MOST_CONDITION && within(self.latent, MOST_LATENT)
    }

    /// Columns of a row, the condition not counted.
    pub fn inputs(&self) -> usize {
        match &self.architecture {
            Architecture::Mlp { inputs, .. } => *inputs,
            Architecture::Conv2d { bands, frames, .. } => bands * frames,
            Architecture::DualEncoder { sound, lyrics, .. } => sound + lyrics,
        }
    }

    /// Names and shapes of the layers in the order in which their numbers are stored, weights before biases.
    pub fn shapes(&self) -> Vec<(String, LayerShape)> {
        match self.plan() {
            Plan::Mlp(mlp) => mlp.shapes(),
            Plan::Conv2d(conv2d) => conv2d.shapes(),
            Plan::DualEncoder(dual_encoder) => dual_encoder.shapes(),
        }
    }

    /// How many numbers the network has.
    pub fn count(&self) -> usize {
        self.shapes().iter().map(|(_, shape)| shape.count()).sum()
    }

    /// Fresh weights, PyTorch's default distribution, drawn from `generator`.
    pub fn draw(&self, generator: &mut Xoshiro256PlusPlus) -> Vec<f32> {
        let mut values = Vec::with_capacity(self.count());
        for (_, shape) in self.shapes() {
            shape.draw(&mut values, generator);
        }
        values
    }

    /// Multiplications and additions of one song's way to its reconstruction; learning from it costs three times as many.
    pub fn operations(&self) -> usize {
        match self.plan() {
            Plan::Conv2d(conv2d) => conv2d.operations(),
            Plan::Mlp(_) | Plan::DualEncoder(_) => 2 * self.count(),
        }
    }

    /// Numbers that a step keeps of each song in it: what every layer puts out.
    pub fn activations(&self) -> usize {
        match self.plan() {
            Plan::Conv2d(conv2d) => conv2d.activations(),
            Plan::Mlp(_) | Plan::DualEncoder(_) => {
                self.inputs() + self.shapes().iter().map(|(_, shape)| shape.bias()).sum::<usize>()
            }
        }
    }

    /// Rows that go through the network at a time. It depends on the network alone, because the order in which a
    /// gradient is summed does.
    pub fn rows_at_a_time(&self) -> usize {
        match self.architecture {
            Architecture::Conv2d { .. } => (ACTIVATIONS_AT_A_TIME / self.activations().max(1)).clamp(1, MAPS_AT_A_TIME),
            Architecture::Mlp { .. } | Architecture::DualEncoder { .. } => ROWS_AT_A_TIME,
        }
    }

    /// Makes the tensors of one step from the flat `values` (as many as [`Network::count`]). Under a `guarded` objective
    /// log σ² is kept within bounds. Gradients are recorded when `device` is an autodiff device.
    pub fn layers(&self, values: &[f32], guarded: bool, device: &Device) -> Layers {
        let built = match self.plan() {
            Plan::Mlp(mlp) => Built::Mlp(Box::new(mlp.layers(values, device))),
            Plan::Conv2d(conv2d) => Built::Conv2d(Box::new(conv2d.layers(values, device))),
            Plan::DualEncoder(dual_encoder) => Built::DualEncoder(Box::new(dual_encoder.layers(values, device))),
        };
        Layers { built, guarded }
    }

    /// Where songs lie by the encoder of `layers`, which are this network's; see [`Model::embed`].
    pub(super) fn embed(
        &self,
        layers: &Layers,
        kind: Kind,
        rows: ArrayView2<'_, f32>,
        condition: ArrayView2<'_, f32>,
        device: &Device,
    ) -> Embedding {
        let mut mean = Vec::with_capacity(rows.nrows() * self.latent);
        let mut log_variance = Vec::with_capacity(mean.capacity());
        for (rows, condition) in pieces(&rows, &condition, self.rows_at_a_time()) {
            let posterior = layers.encode(tensor(rows, device), conditioned(condition, device));
            mean.extend(floats(posterior.mean));
            log_variance.extend(floats(posterior.log_variance));
        }
        Embedding::from_posterior((rows.nrows(), self.latent), mean, log_variance, kind)
    }
}

impl Layers {
    /// What the encoder says of each row of `x` (rows, inputs) under `condition` (rows, columns).
    pub fn encode(&self, x: Tensor<2>, condition: Option<Tensor<2>>) -> Posterior {
        let [mean, log_variance] = match &self.built {
            Built::Mlp(layers) => layers.encode(beside(x, condition)),
            Built::Conv2d(layers) => layers.encode(x, condition),
            Built::DualEncoder(layers) => layers.encode(x, condition),
        };
        let log_variance = match self.guarded {
            true => log_variance.clamp(-LOG_VARIANCE_BOUND, LOG_VARIANCE_BOUND),
            false => log_variance,
        };
        Posterior { mean, log_variance }
    }

    /// The rows drawn back from `z` (rows, latent) under `condition`.
    pub fn decode(&self, z: Tensor<2>, condition: Option<Tensor<2>>) -> Tensor<2> {
        let z = beside(z, condition);
        match &self.built {
            Built::Mlp(layers) => layers.decode(z),
            Built::Conv2d(layers) => layers.decode(z),
            Built::DualEncoder(layers) => layers.decode(z),
        }
    }

    /// The gradients of all layers as one flat vector, in the order of [`Network::shapes`].
    pub fn gradients(&self, mut gradients: Gradients, count: usize) -> Vec<f32> {
        let learned: Vec<&dyn Learned> = match &self.built {
            Built::Mlp(layers) => layers.learned(),
            Built::Conv2d(layers) => layers.learned(),
            Built::DualEncoder(layers) => layers.learned(),
        };
        let mut flat = Vec::with_capacity(count);
        for layer in learned {
            layer.append_gradients(&mut gradients, &mut flat);
        }
        flat
    }
}

/// A network that has learned: its shape and its numbers, enough to place songs and to draw them back.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Its shape.
    pub network: Network,
    /// Variational or plain.
    pub kind: Kind,
    /// Whether log σ² is kept within bounds ([`Objective::guarded`](super::objective::Objective::guarded)).
    pub guarded: bool,
    /// Its numbers, in the order of [`Network::shapes`].
    pub parameters: Vec<f32>,
}

impl Model {
    /// Where songs lie: `rows` (songs, inputs) as the network was taught, `condition` (songs, columns; no columns
    /// without one).
    pub fn embed(&self, rows: ArrayView2<'_, f32>, condition: ArrayView2<'_, f32>, device: &Device) -> Embedding {
        let layers = self.network.layers(&self.parameters, self.guarded, device);
        self.network.embed(&layers, self.kind, rows, condition, device)
    }

    /// The rows drawn back from `latents` (rows, latent) under `condition` → (rows, inputs).
    pub fn decode(&self, latents: ArrayView2<'_, f32>, condition: ArrayView2<'_, f32>, device: &Device) -> Array2<f32> {
        let layers = self.network.layers(&self.parameters, self.guarded, device);
        let mut values = Vec::with_capacity(latents.nrows() * self.network.inputs());
        for (latents, condition) in pieces(&latents, &condition, self.network.rows_at_a_time()) {
            values.extend(floats(layers.decode(tensor(latents, device), conditioned(condition, device))));
        }
        super::matrix((latents.nrows(), self.network.inputs()), values)
    }
}

/// Both matrices cut into the same pieces of at most `longest` rows.
fn pieces<'a>(
    values: &'a ArrayView2<'_, f32>,
    condition: &'a ArrayView2<'_, f32>,
    longest: usize,
) -> impl Iterator<Item = (ArrayView2<'a, f32>, ArrayView2<'a, f32>)> {
    let rows = values.nrows();
    (0..rows).step_by(longest).map(move |start| {
        let piece = s![start..rows.min(start + longest), ..];
        (values.slice(piece), condition.slice(piece))
    })
}

/// Columns side by side.
fn beside(left: Tensor<2>, right: Option<Tensor<2>>) -> Tensor<2> {
    match right {
        Some(right) => Tensor::cat(vec![left, right], 1),
        None => left,
    }
}

/// A matrix as a tensor.
pub(super) fn tensor(values: ArrayView2<'_, f32>, device: &Device) -> Tensor<2> {
    let shape = values.shape().to_vec();
    let flat = match values.as_slice() {
        Some(slice) => slice.to_vec(),
        None => values.iter().copied().collect(),
    };
    Tensor::from_data(TensorData::new(flat, shape), device)
}

/// The condition as a tensor, if it has columns.
pub(super) fn conditioned(condition: ArrayView2<'_, f32>, device: &Device) -> Option<Tensor<2>> {
    (condition.ncols() > 0).then(|| tensor(condition, device))
}
