//! The operators in which the networks spend their time: fully connected layers and strided convolutions, each with
//! its bias and its activation.
//!
//! On burn-flex, where the page's networks live, they are computed here: matrix products over 4 × 8 tiles
//! (`microkernel`) of factors laid out for it (`panels`, `planes`), recorded on burn's tape (`tape`). On any other
//! device they are burn's own `matmul`, `conv2d`, `conv_transpose2d` and `relu`, so that the two check each other.
//!
//! # Why not burn's own (0.22.1)
//!
//! They are right, and where a layer is large they are fast; training small layers in small batches is neither's case.
//!
//! - **Gradient of a convolution's weight.** `burn-backend` expresses it as another convolution: the channels are the
//!   batch, the images the channels, and the kernel is the whole halved map, dilated by the stride. For a map of even
//!   sides its result is 4 × 4, of which 3 × 3 is kept: 1.8 times the work. To compute it `burn-flex` copies the batch to
//!   channels last and the gradient into a kernel, number by number at a stride, and then writes out patches each as
//!   long as all halved maps of the batch together.
//! - **Gradient of its input, and the transposed convolution.** A product makes nine numbers of each position and
//!   channel, several times what comes of them, and a scalar loop adds them up at a stride of two.
//! - **Forward.** A copy of the batch to channels last and of the weight; then patches for 512 positions at a time, in
//!   which every number is written two and a quarter times; a product into a vector of its own; and its transpose into
//!   the result. With one channel in and at most sixteen out, a scalar loop at a stride of two instead.
//! - **Fully connected.** `gemm` rearranges both factors whatever their size, which with the four to sixteen rows of a
//!   quarter of a batch shows. Bias, activation and their gradients are passes of their own over tensors allocated for
//!   each.
//!
//! In WebAssembly, forward and both gradients of the eight convolutions of a network of 16, 32, 64 and 128 channels over
//! 64 × 256 (four maps, `cargo bench --bench models` compares them natively): burn 122 ms, here 33 ms, where a
//! hand-blocked 4 × 8 loop made 38 GFLOP/s in the same run. Fully connected layers: 1.2 to 1.7 times burn's speed.

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
