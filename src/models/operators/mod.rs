//! The operators in which the networks spend their time: fully connected layers and strided convolutions, each with
//! its bias and its activation.
//!
//! On burn-flex, where the page's networks live, they are computed here: matrix products over 4 × 8 tiles
//! ([`microkernel`]) of factors laid out for it ([`panels`], [`planes`]), wired to burn's tape ([`tape`]). On any other
//! device they are burn's own `matmul`, `conv2d`, `conv_transpose2d` and `relu`, so that the two check each other.
//!
//! # Why not burn's own (0.22.1)
//!
//! - Gradient of a convolution's weight: `burn-backend` expresses it as another convolution, whose kernel is the whole
//!   halved map, dilated by the stride. For an even map its result is 4 × 4, of which 3 × 3 is kept: 1.8 times the work.
//!   `burn-flex` first copies the batch to channels-last and the gradient to a kernel, number by number, then writes a
//!   matrix of patches each of whose 16 rows is the whole batch long.
//! - Gradient of its input, and the transposed convolution: a product makes nine numbers of each position and deep
//!   channel, larger than what comes of it, which a scalar loop then adds up with a stride of two.
//! - Forward: channels-last copy of the batch, weights copied, then patches for tiles of 512 positions: nine copies of
//!   every fourth number, number by number; the tile's result is transposed once more on the way out. With one input
//!   channel and at most sixteen output channels a scalar loop with stride two does it all.
//! - Fully connected: the product is good where rows are many; a micro-batch has four to sixteen, and then what `gemm`
//!   does to arrange its factors costs as much as the product. Bias, activation and their gradients are passes of their
//!   own over tensors allocated for each.

mod convolution;
mod dense;
mod doubling;
mod microkernel;
mod panels;
mod planes;
mod tape;

use burn_tensor::{
    Tensor,
    activation::relu,
    module::{conv_transpose2d, conv2d},
    ops::{ConvOptions, ConvTransposeOptions},
};

use planes::Map;
use tape::Layer;

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
/// PyTorch's `nn.Linear`. A row's result does not depend on the rows beside it.
///
/// # Panics
/// When the shapes do not fit: a mistake of the caller.
pub fn dense(x: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>, activation: Activation) -> Tensor<2> {
    let ([rows, input], [output, width]) = (x.dims(), weight.dims());
    assert_eq!((input, [output]), (width, bias.dims()), "dense: what goes in, the weight and the bias do not fit");
    Layer::Dense(dense::Sizes { rows, input, output })
        .apply(&x, &weight, &bias, activation)
        .unwrap_or_else(|| activation.apply(x.matmul(weight.transpose()) + bias.unsqueeze()))
}

/// A convolution that halves a map: x (n, in, h, w), `weight` (out, in, 3, 3), `bias` (out) → (n, out, ⌈h/2⌉, ⌈w/2⌉).
///
/// PyTorch's `nn.Conv2d(in, out, kernel_size=3, stride=2, padding=1)`. A map's result does not depend on the maps
/// beside it.
///
/// # Panics
/// When the shapes do not fit: a mistake of the caller.
pub fn convolve(x: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>, activation: Activation) -> Tensor<4> {
    let ([images, shallow, height, width], [deep, ..]) = (x.dims(), weight.dims());
    assert_eq!(weight.dims(), [deep, shallow, 3, 3], "convolve: what goes in and the weight do not fit");
    assert_eq!(bias.dims(), [deep], "convolve: the weight and the bias do not fit");
    Layer::Convolve(convolution::Sizes { images, shallow, deep, map: Map { height, width } })
        .apply(&x, &weight, &bias, activation)
        .unwrap_or_else(|| activation.apply(conv2d(x, weight, Some(bias), ConvOptions::new([2, 2], [1, 1], [1, 1], 1))))
}

/// The way back: x (n, in, h, w), `weight` (in, out, 3, 3), `bias` (out) → (n, out, `size`), where each side of `size`
/// is 2s − 1 or 2s of x's side s, so that every map [`convolve`] halves can be drawn back at its own size.
///
/// PyTorch's `nn.ConvTranspose2d(in, out, kernel_size=3, stride=2, padding=1)` with that `output_size`. A map's result
/// does not depend on the maps beside it.
///
/// # Panics
/// When the shapes do not fit: a mistake of the caller.
pub fn convolve_transposed(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Tensor<1>,
    size: [usize; 2],
    activation: Activation,
) -> Tensor<4> {
    let ([images, deep, rows, columns], [_, shallow, ..]) = (x.dims(), weight.dims());
    let map = Map { height: size[0], width: size[1] };
    assert_eq!(
        [map.rows(), map.columns()],
        [rows, columns],
        "convolve_transposed: no map of that size is halved to this"
    );
    assert_eq!(weight.dims(), [deep, shallow, 3, 3], "convolve_transposed: what goes in and the weight do not fit");
    assert_eq!(bias.dims(), [shallow], "convolve_transposed: the weight and the bias do not fit");
    Layer::ConvolveTransposed(convolution::Sizes { images, shallow, deep, map })
        .apply(&x, &weight, &bias, activation)
        .unwrap_or_else(|| {
            let extra = [size[0] + 1 - 2 * rows, size[1] + 1 - 2 * columns];
            let options = ConvTransposeOptions::new([2, 2], [1, 1], extra, [1, 1], 1);
            activation.apply(conv_transpose2d(x, weight, Some(bias), options))
        })
}
