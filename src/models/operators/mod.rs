//! The operators in which the networks spend their time: fully connected layers and strided convolutions, each with
//! its bias and its activation.

use burn_tensor::{
    Tensor,
    activation::relu,
    module::{conv_transpose2d, conv2d},
    ops::{ConvOptions, ConvTransposeOptions},
};

/// What follows a layer's sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// Nothing: last layers, whose values are signed.
    Linear,
    /// max(0, ·).
    Relu,
}

impl Activation {
    fn apply<const RANK: usize>(self, x: Tensor<RANK>) -> Tensor<RANK> {
        match self {
            Activation::Linear => x,
            Activation::Relu => relu(x),
        }
    }
}

/// A fully connected layer, y = x·Wᵀ + b: x (rows, in), `weight` (out, in), `bias` (out) → (rows, out).
///
/// PyTorch's `nn.Linear`. Tensors of other shapes are a mistake of the caller and panic.
pub fn dense(x: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>, activation: Activation) -> Tensor<2> {
    activation.apply(x.matmul(weight.transpose()) + bias.unsqueeze())
}

/// A convolution that halves a map: x (n, in, h, w), `weight` (out, in, 3, 3), `bias` (out) → (n, out, ⌈h/2⌉, ⌈w/2⌉).
///
/// PyTorch's `nn.Conv2d(in, out, kernel_size=3, stride=2, padding=1)`.
/// Tensors of other shapes are a mistake of the caller and panic.
pub fn convolve(x: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>, activation: Activation) -> Tensor<4> {
    activation.apply(conv2d(x, weight, Some(bias), ConvOptions::new([2, 2], [1, 1], [1, 1], 1)))
}

/// The way back: x (n, in, h, w), `weight` (in, out, 3, 3), `bias` (out) → (n, out, `size`), where each side of `size`
/// is 2s − 1 or 2s of x's side s, so that every map [`convolve`] halves can be drawn back at its own size.
///
/// PyTorch's `nn.ConvTranspose2d(in, out, kernel_size=3, stride=2, padding=1)` with that `output_size`.
/// Tensors of other shapes are a mistake of the caller and panic.
pub fn convolve_transposed(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Tensor<1>,
    size: [usize; 2],
    activation: Activation,
) -> Tensor<4> {
    let [_, _, height, width] = x.dims();
    let extra = [size[0] + 1 - 2 * height, size[1] + 1 - 2 * width];
    let options = ConvTransposeOptions::new([2, 2], [1, 1], extra, [1, 1], 1);
    activation.apply(conv_transpose2d(x, weight, Some(bias), options))
}
