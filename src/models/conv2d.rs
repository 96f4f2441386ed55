//! The convolutional network of system B, for maps of sound: bands × frames.
//!
//! ```text
//! x, c ── 32 ── 64 ── 128 ── flat ──┬── μ ──────┐
//!  (k3 s2 p1: each halves the map)  └── log σ² ─┴─ z, c ── flat ── 64 ── 32 ── x̂      (ReLU between convolutions)
//! ```
//!
//! The condition c of a CVAE is a constant channel a column beside the map, and is put beside z. A side of odd length
//! is halved upwards; the decoder then leaves out the last row or column (`output_padding` 0 instead of 1), so that the
//! map comes back in its own size, where the published system can only take sizes that halve without rest.

use burn_tensor::{Device, Tensor};

use super::{
    operators::Activation,
    parameters::{Layer, LayerShape, Learned, named},
};

/// The sizes of a convolutional network.
#[derive(Debug, Clone, Copy)]
pub struct Conv2d<'a> {
    /// Rows of a map.
    pub bands: usize,
    /// Columns of a map.
    pub frames: usize,
    /// Columns of the condition.
    pub condition: usize,
    /// Channels after each convolution.
    pub channels: &'a [usize],
    /// Units of the latent space.
    pub latent: usize,
}

/// The layers of one step, as tensors.
#[derive(Debug, Clone)]
pub struct Conv2dLayers {
    sides: Vec<[usize; 2]>,
    channels: usize,
    encoder: Vec<Layer<4>>,
    heads: [Layer<2>; 2],
    widen: Layer<2>,
    decoder: Vec<Layer<4>>,
}

impl Conv2d<'_> {
    /// Height and width before and after each convolution.
    fn sides(self) -> Vec<[usize; 2]> {
        let halve = |sides: &[usize; 2]| Some(sides.map(|side| side.div_ceil(2)));
        std::iter::successors(Some([self.bands, self.frames]), halve).take(self.channels.len() + 1).collect()
    }

    /// Channels of the last map.
    fn deepest(self) -> usize {
        self.channels.last().copied().unwrap_or(1 + self.condition)
    }

    /// Numbers in the last map.
    fn flat(self) -> usize {
        let [height, width] = self.sides()[self.channels.len()];
        self.deepest() * height * width
    }

    fn encoder(self) -> Vec<LayerShape> {
        let widths: Vec<usize> = std::iter::once(1 + self.condition).chain(self.channels.iter().copied()).collect();
        widths.windows(2).map(|pair| LayerShape::Convolution { input: pair[0], output: pair[1] }).collect()
    }

    fn head(self) -> LayerShape {
        LayerShape::Dense { input: self.flat(), output: self.latent }
    }

    fn widen(self) -> LayerShape {
        LayerShape::Dense { input: self.latent + self.condition, output: self.flat() }
    }

    fn decoder(self) -> Vec<LayerShape> {
        let widths: Vec<usize> = self.channels.iter().rev().copied().chain([1]).collect();
        widths.windows(2).map(|pair| LayerShape::Transposed { input: pair[0], output: pair[1] }).collect()
    }

    /// Names and shapes of the layers in the order in which their numbers are stored: encoder, μ, log σ², decoder.
    pub fn shapes(self) -> Vec<(String, LayerShape)> {
        let flat = [("mean", self.head()), ("log_variance", self.head()), ("widen", self.widen())];
        let flat = flat.map(|(name, shape)| (name.to_owned(), shape));
        named("encoder", self.encoder()).chain(flat).chain(named("decoder", self.decoder())).collect()
    }

    /// Multiplications and additions of one song's way through the encoder and back.
    pub fn operations(self) -> usize {
        let sides = self.sides();
        let weights = |shape: LayerShape| shape.weight().iter().product::<usize>();
        let down = self.encoder().into_iter().zip(&sides[1..]);
        let up = self.decoder().into_iter().zip(sides[1..].iter().rev());
        let convolutions: usize = down.chain(up).map(|(shape, [height, width])| weights(shape) * height * width).sum();
        2 * (convolutions + 2 * weights(self.head()) + weights(self.widen()))
    }

    /// Numbers that a step keeps of each song: what every layer puts out.
    pub fn activations(self) -> usize {
        let sides = self.sides();
        let area = |place: usize| sides[place][0] * sides[place][1];
        let down = self.encoder().into_iter().enumerate().map(|(place, shape)| shape.bias() * area(place + 1));
        let deepest = self.channels.len();
        let up = self.decoder().into_iter().enumerate().map(|(place, shape)| shape.bias() * area(deepest - place - 1));
        (1 + self.condition) * area(0) + self.flat() + down.sum::<usize>() + up.sum::<usize>()
    }

    /// Makes the tensors of one step from the flat `values`.
    pub fn layers(self, mut values: &[f32], device: &Device) -> Conv2dLayers {
        let values = &mut values;
        let encoder = self.encoder().into_iter().map(|shape| shape.take(values, device)).collect();
        let heads = [self.head(), self.head()].map(|shape| shape.take(values, device));
        let widen = self.widen().take(values, device);
        let decoder = self.decoder().into_iter().map(|shape| shape.take(values, device)).collect();
        Conv2dLayers { sides: self.sides(), channels: self.deepest(), encoder, heads, widen, decoder }
    }
}

impl Conv2dLayers {
    /// `x` (rows, bands · frames), `condition` (rows, columns) → μ and log σ², (rows, latent) each.
    pub fn encode(&self, x: Tensor<2>, condition: Option<Tensor<2>>) -> [Tensor<2>; 2] {
        let rows = x.dims()[0];
        let [height, width] = self.sides[0];
        let map = x.reshape([rows, 1, height, width]);
        let map = match condition {
            Some(condition) => {
                let columns = condition.dims()[1];
                let channels = condition.reshape([rows, columns, 1, 1]).expand([rows, columns, height, width]);
                Tensor::cat(vec![map, channels], 1)
            }
            None => map,
        };
        let map = self.encoder.iter().fold(map, |map, layer| layer.convolve(map, Activation::Relu));
        let [_, channels, height, width] = map.dims();
        let flat = map.reshape([rows, channels * height * width]);
        self.heads.each_ref().map(|head| head.dense(flat.clone(), Activation::Linear))
    }

    /// (rows, latent and condition) → x̂, (rows, bands · frames).
    pub fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        let rows = z.dims()[0];
        let deepest = self.encoder.len();
        let [height, width] = self.sides[deepest];
        let map = self.widen.dense(z, Activation::Linear).reshape([rows, self.channels, height, width]);
        let last = self.decoder.len().saturating_sub(1);
        let map = self.decoder.iter().enumerate().fold(map, |map, (place, layer)| {
            let activation = if place == last { Activation::Linear } else { Activation::Relu };
            layer.convolve_transposed(map, self.sides[deepest - place - 1], activation)
        });
        map.reshape([rows, self.sides[0][0] * self.sides[0][1]])
    }

    /// The layers in the order of [`Conv2d::shapes`].
    pub fn learned(&self) -> Vec<&dyn Learned> {
        let mut all: Vec<&dyn Learned> = Vec::new();
        all.extend(self.encoder.iter().map(|layer| layer as &dyn Learned));
        all.extend(self.heads.iter().chain([&self.widen]).map(|layer| layer as &dyn Learned));
        all.extend(self.decoder.iter().map(|layer| layer as &dyn Learned));
        all
    }
}
