//! The network of system A's second task: one encoder for the sound, one for the lyrics, one decoder for both.
//!
//! ```text
//! sound ── 128 ── 64 ──┬─ side by side, c ──┬── μ ──────┐
//! lyrics ─ 128 ── 64 ──┘                    └── log σ² ─┴─ z, c ── 128 ── sound and lyrics      (ReLU between layers)
//! ```
//!
//! The hidden widths are those of each encoder; the decoder goes back through them without the narrowest. The condition
//! c of a CVAE, if there is one, is put beside what both encoders found, and beside z.

use burn_tensor::{Device, Tensor};

use super::{
    mlp::{chain, drawn, through},
    operators::Activation,
    parameters::{Layer, LayerShape, Learned, named},
};

/// The widths of a network with two encoders.
#[derive(Debug, Clone, Copy)]
pub struct DualEncoder<'a> {
    /// Columns that describe the sound: the first of a row.
    pub sound: usize,
    /// Columns that describe the lyrics: the rest.
    pub lyrics: usize,
    /// Columns of the condition.
    pub condition: usize,
    /// Widths of each encoder's hidden layers, at least one.
    pub hidden: &'a [usize],
    /// Units of the latent space.
    pub latent: usize,
}

/// The layers of one step, as tensors.
#[derive(Debug, Clone)]
pub struct DualEncoderLayers {
    columns: [usize; 2],
    sound: Vec<Layer<2>>,
    lyrics: Vec<Layer<2>>,
    heads: [Layer<2>; 2],
    decoder: Vec<Layer<2>>,
}

impl DualEncoder<'_> {
    fn encoder(self, inputs: usize) -> Vec<LayerShape> {
        chain(std::iter::once(inputs).chain(self.hidden.iter().copied()))
    }

    fn head(self) -> LayerShape {
        let found = match self.hidden.last() {
            Some(&narrowest) => 2 * narrowest,
            None => self.sound + self.lyrics,
        };
        LayerShape::Dense { input: found + self.condition, output: self.latent }
    }

    fn decoder(self) -> Vec<LayerShape> {
        let up = self.hidden.iter().rev().skip(1).copied();
        chain(std::iter::once(self.latent + self.condition).chain(up).chain([self.sound + self.lyrics]))
    }

    /// Names and shapes of the layers in the order in which their numbers are stored: sound, lyrics, μ, log σ², decoder.
    pub fn shapes(self) -> Vec<(String, LayerShape)> {
        let heads = ["mean", "log_variance"].map(|name| (name.to_owned(), self.head()));
        let encoders = named("sound", self.encoder(self.sound)).chain(named("lyrics", self.encoder(self.lyrics)));
        encoders.chain(heads).chain(named("decoder", self.decoder())).collect()
    }

    /// Makes the tensors of one step from the flat `values`.
    pub fn layers(self, mut values: &[f32], device: &Device) -> DualEncoderLayers {
        let values = &mut values;
        let sound = self.encoder(self.sound).into_iter().map(|shape| shape.take(values, device)).collect();
        let lyrics = self.encoder(self.lyrics).into_iter().map(|shape| shape.take(values, device)).collect();
        let heads = [self.head(), self.head()].map(|shape| shape.take(values, device));
        let decoder = self.decoder().into_iter().map(|shape| shape.take(values, device)).collect();
        DualEncoderLayers { columns: [self.sound, self.lyrics], sound, lyrics, heads, decoder }
    }
}

impl DualEncoderLayers {
    /// `x` (rows, sound and lyrics), `condition` (rows, columns) → μ and log σ², (rows, latent) each.
    pub fn encode(&self, x: Tensor<2>, condition: Option<Tensor<2>>) -> [Tensor<2>; 2] {
        let [sound, lyrics] = self.columns;
        let sound_found = through(&self.sound, x.clone().narrow(1, 0, sound));
        let lyrics_found = through(&self.lyrics, x.narrow(1, sound, lyrics));
        let parts = [sound_found, lyrics_found].into_iter().chain(condition);
        let found = Tensor::cat(parts.collect(), 1);
        self.heads.each_ref().map(|head| head.dense(found.clone(), Activation::Linear))
    }

    /// (rows, latent and condition) → x̂, (rows, sound and lyrics).
    pub fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        drawn(&self.decoder, z)
    }

    /// The layers in the order of [`DualEncoder::shapes`].
    pub fn learned(&self) -> Vec<&dyn Learned> {
        let all = self.sound.iter().chain(&self.lyrics).chain(&self.heads).chain(&self.decoder);
        all.map(|layer| layer as &dyn Learned).collect()
    }
}
