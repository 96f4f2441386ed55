//! A network's numbers as one flat vector: what Adam updates, what a checkpoint copies and a file stores.
//!
//! burn's tensors are made from it for each step and hand their gradients back to it. So the optimiser is one
//! loop over one slice, rolling back to the last good epoch is one copy, and the sum of several gradients is
//! one addition in a fixed order.

use burn_tensor::{Device, Gradients, Tensor, TensorData};
use rand_distr::{Distribution, Uniform};
use rand_xoshiro::Xoshiro256PlusPlus;

/// One fully connected layer, y = x·Wᵀ + b, as tensors of one step.
#[derive(Debug, Clone)]
pub struct Dense {
    /// (out, in), the layout of PyTorch's `nn.Linear`.
    pub weight: Tensor<2>,
    /// (out).
    pub bias: Tensor<1>,
}

impl Dense {
    /// (rows, in) → (rows, out).
    pub fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        x.matmul(self.weight.clone().transpose()) + self.bias.clone().unsqueeze()
    }
}

/// The size of one fully connected layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DenseShape {
    /// Width of what goes in.
    pub input: usize,
    /// Width of what comes out.
    pub output: usize,
}

impl DenseShape {
    /// How many numbers the layer has: weights, then biases.
    pub fn count(self) -> usize {
        self.output * (self.input + 1)
    }

    /// Draws weights and biases uniformly from ±1/√in, PyTorch's default for `nn.Linear`
    /// (`kaiming_uniform_(a=√5)`), and appends them to `values`.
    pub fn draw(self, values: &mut Vec<f32>, generator: &mut Xoshiro256PlusPlus) {
        let bound = 1.0 / (self.input.max(1) as f32).sqrt();
        let uniform = Uniform::new_inclusive(-bound, bound);
        values.extend((0..self.count()).map(|_| uniform.sample(generator)));
    }

    /// Makes the layer's tensors from the head of `values` and moves `values` past them.
    pub fn take(self, values: &mut &[f32], device: &Device) -> Dense {
        let mut next = |count: usize| {
            let (head, tail) = values.split_at(count);
            *values = tail;
            head.to_vec()
        };
        let weight = TensorData::new(next(self.output * self.input), vec![self.output, self.input]);
        let bias = TensorData::new(next(self.output), vec![self.output]);
        Dense { weight: leaf(weight, device), bias: leaf(bias, device) }
    }
}

impl Dense {
    /// Appends the layer's gradients to `flat`, in the order of [`DenseShape::take`].
    pub fn append_gradients(&self, gradients: &mut Gradients, flat: &mut Vec<f32>) {
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
        Some(gradient) => flat.extend(floats(gradient)),
        None => flat.extend(std::iter::repeat_n(0.0, leaf.shape().num_elements())),
    }
}

/// The numbers of a tensor, row by row.
pub fn floats<const RANK: usize>(tensor: Tensor<RANK>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}
