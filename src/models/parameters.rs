//! A network's numbers as one flat vector: what Adam updates, what a checkpoint copies and a file stores.
//!
//! burn's tensors are made from it for each step and hand their gradients back to it. So the optimiser is one
//! loop over one slice, rolling back to the last good epoch is one copy, and the sum of several gradients is
//! one addition in a fixed order.

use burn_tensor::{Device, Gradients, Tensor, TensorData};
use rand_distr::{Distribution, Uniform};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::operators::{Activation, convolve, convolve_transposed, dense};

/// What a layer does, with the sizes that follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerShape {
    /// Fully connected, y = x·Wᵀ + b; W is (out, in) as in PyTorch's `nn.Linear`.
    Dense {
        /// Width of what goes in.
        input: usize,
        /// Width of what comes out.
        output: usize,
    },
    /// `nn.Conv2d`, kernel 3, stride 2, padding 1; W is (out, in, 3, 3).
    Convolution {
        /// Channels in.
        input: usize,
        /// Channels out.
        output: usize,
    },
    /// `nn.ConvTranspose2d`, kernel 3, stride 2, padding 1; W is (in, out, 3, 3).
    Transposed {
        /// Channels in.
        input: usize,
        /// Channels out.
        output: usize,
    },
}

/// Entries of a 3 × 3 kernel.
const KERNEL: usize = 9;

impl LayerShape {
    /// Shape of the weights.
    pub fn weight(self) -> Vec<usize> {
        match self {
            LayerShape::Dense { input, output } => vec![output, input],
            LayerShape::Convolution { input, output } => vec![output, input, 3, 3],
            LayerShape::Transposed { input, output } => vec![input, output, 3, 3],
        }
    }

    /// Entries of the bias.
    pub fn bias(self) -> usize {
        match self {
            LayerShape::Dense { output, .. }
            | LayerShape::Convolution { output, .. }
            | LayerShape::Transposed { output, .. } => output,
        }
    }

    /// How many numbers the layer has: weights, then biases.
    pub fn count(self) -> usize {
        self.weight().iter().product::<usize>() + self.bias()
    }

    /// Numbers that flow into one output, by which PyTorch scales fresh weights (its `fan_in`: the second axis of the
    /// weights times the kernel, for transposed convolutions too).
    fn fan_in(self) -> usize {
        match self {
            LayerShape::Dense { input, .. } => input,
            LayerShape::Convolution { input, .. } => input * KERNEL,
            LayerShape::Transposed { output, .. } => output * KERNEL,
        }
    }

    /// Draws weights and biases uniformly from ±1/√fan_in, PyTorch's default (`kaiming_uniform_(a=√5)`), and appends
    /// them to `values`.
    pub fn draw(self, values: &mut Vec<f32>, generator: &mut Xoshiro256PlusPlus) {
        let bound = 1.0 / (self.fan_in().max(1) as f32).sqrt();
        let uniform = Uniform::new_inclusive(-bound, bound);
        values.extend((0..self.count()).map(|_| uniform.sample(generator)));
    }

    /// Makes the layer's tensors from the head of `values` and moves `values` past them. `RANK` is that of
    /// [`LayerShape::weight`].
    pub fn take<const RANK: usize>(self, values: &mut &[f32], device: &Device) -> Layer<RANK> {
        let mut next = |count: usize| {
            let (head, tail) = values.split_at(count);
            *values = tail;
            head.to_vec()
        };
        let weight = self.weight();
        let weight = TensorData::new(next(weight.iter().product()), weight);
        let bias = TensorData::new(next(self.bias()), vec![self.bias()]);
        Layer { weight: leaf(weight, device), bias: leaf(bias, device) }
    }
}

/// The layers of one part of a network, each with its name: the part's and its place in it.
pub(super) fn named(part: &str, shapes: Vec<LayerShape>) -> impl Iterator<Item = (String, LayerShape)> {
    let part = part.to_owned();
    shapes.into_iter().enumerate().map(move |(place, shape)| (format!("{part}.{place}"), shape))
}

/// One layer as tensors of one step.
#[derive(Debug, Clone)]
pub struct Layer<const RANK: usize> {
    weight: Tensor<RANK>,
    bias: Tensor<1>,
}

impl Layer<2> {
    /// (rows, in) → (rows, out).
    pub fn dense(&self, x: Tensor<2>, activation: Activation) -> Tensor<2> {
        dense(x, self.weight.clone(), self.bias.clone(), activation)
    }
}

impl Layer<4> {
    /// (rows, in, h, w) → (rows, out, ⌈h/2⌉, ⌈w/2⌉).
    pub fn convolve(&self, x: Tensor<4>, activation: Activation) -> Tensor<4> {
        convolve(x, self.weight.clone(), self.bias.clone(), activation)
    }

    /// (rows, in, h, w) → (rows, out, `size`), each side twice as long or one less.
    pub fn convolve_transposed(&self, x: Tensor<4>, size: [usize; 2], activation: Activation) -> Tensor<4> {
        convolve_transposed(x, self.weight.clone(), self.bias.clone(), size, activation)
    }
}

/// A layer whose gradient can be asked for.
pub trait Learned {
    /// Appends the layer's gradients to `flat`, in the order of [`LayerShape::take`].
    fn append_gradients(&self, gradients: &mut Gradients, flat: &mut Vec<f32>);
}

impl<const RANK: usize> Learned for Layer<RANK> {
    fn append_gradients(&self, gradients: &mut Gradients, flat: &mut Vec<f32>) {
        append(&self.weight, gradients, flat);
        append(&self.bias, gradients, flat);
    }
}

/// A tensor of parameters; on an autodiff device its gradient is recorded.
fn leaf<const RANK: usize>(values: TensorData, device: &Device) -> Tensor<RANK> {
    let tensor = Tensor::from_data(values, device);
    if device.is_autodiff() { tensor.require_grad() } else { tensor }
}

/// Appends one leaf's gradient; a leaf the loss did not reach has gradient zero.
fn append<const RANK: usize>(leaf: &Tensor<RANK>, gradients: &mut Gradients, flat: &mut Vec<f32>) {
    match leaf.grad_remove(gradients) {
        Some(gradient) => {
            let data = gradient.into_data();
            match data.as_slice::<f32>() {
                Ok(values) => flat.extend_from_slice(values),
                Err(_) => flat.extend(data.iter::<f32>()),
            }
        }
        None => flat.extend(std::iter::repeat_n(0.0, leaf.shape().num_elements())),
    }
}

/// The numbers of a tensor, row by row.
pub fn floats<const RANK: usize>(tensor: Tensor<RANK>) -> Vec<f32> {
    let data = tensor.into_data();
    // One copy of a slice; number by number where the tensor holds another type.
    match data.as_slice::<f32>() {
        Ok(values) => values.to_vec(),
        Err(_) => data.iter::<f32>().collect(),
    }
}
