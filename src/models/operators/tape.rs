//! The layers as operators of burn: on plain tensors, and recorded on the tape of an autodiff device.
//!
//! A recorded layer keeps its input, its weight and, for the activation, its output (all of them shared, none copied).
//! A parent that asks for no gradient, such as the first layer's input, is given none and costs nothing.

use std::cell::RefCell;

use burn_autodiff::{
    Autodiff,
    checkpoint::{base::Checkpointer, strategy::NoCheckpointing},
    grads::Gradients,
    ops::{Backward, Ops, OpsKind},
};
use burn_backend::{DType, TensorData, TensorMetadata};
use burn_flex::{Flex, FlexTensor};
use burn_tensor::Tensor;

use super::{Activation, convolution, dense, doubling};

/// The backend that records.
type Tape = Autodiff<Flex>;

/// A layer and its sizes.
#[derive(Debug, Clone, Copy)]
pub enum Layer {
    /// Fully connected.
    Dense(dense::Sizes),
    /// The convolution that halves a map.
    Convolve(convolution::Sizes),
    /// The transposed convolution that doubles one.
    ConvolveTransposed(convolution::Sizes),
}

/// Buffers of all the products, one set a thread.
#[derive(Default)]
struct Workspace {
    dense: dense::Workspace,
    convolution: convolution::Workspace,
}

thread_local! {
    static WORKSPACE: RefCell<Workspace> = RefCell::default();
}

impl Layer {
    /// The layer's output for tensors on burn-flex, recorded where they are on a tape; `None` for any other tensors.
    pub fn apply<const RANK: usize>(
        self,
        x: &Tensor<RANK>,
        weight: &Tensor<RANK>,
        bias: &Tensor<1>,
        activation: Activation,
    ) -> Option<Tensor<RANK>> {
        let dtypes = [x.dtype(), weight.dtype(), bias.dtype()];
        if dtypes != [DType::F32; 3] {
            return None;
        }
        if x.device().is_autodiff() || weight.device().is_autodiff() || bias.device().is_autodiff() {
            // A tensor off the tape is a constant on it.
            let x = x.clone().autodiff().try_into_primitive::<Tape>().ok()?;
            let weight = weight.clone().autodiff().try_into_primitive::<Tape>().ok()?;
            let bias = bias.clone().autodiff().try_into_primitive::<Tape>().ok()?;
            let nodes = [x.node(), weight.node(), bias.node()];
            let [x, weight, bias] = [x, weight, bias].map(|tensor| tensor.into_primitive().to_contiguous());
            let output = self.output(&x, &weight, &bias, activation);
            let recorded = match Recorded.prepare::<NoCheckpointing>(nodes).compute_bound().stateful() {
                OpsKind::Tracked(preparation) => {
                    let rectified = (activation == Activation::Relu).then(|| output.clone());
                    preparation.finish(Kept { layer: self, x, weight, rectified }, output)
                }
                OpsKind::UnTracked(preparation) => preparation.finish(output),
            };
            return Some(Tensor::from_primitive::<Tape>(recorded));
        }
        let x = x.clone().try_into_primitive::<Flex>().ok()?.to_contiguous();
        let weight = weight.clone().try_into_primitive::<Flex>().ok()?.to_contiguous();
        let bias = bias.clone().try_into_primitive::<Flex>().ok()?.to_contiguous();
        Some(Tensor::from_primitive::<Flex>(self.output(&x, &weight, &bias, activation)))
    }

    fn output(self, x: &FlexTensor, weight: &FlexTensor, bias: &FlexTensor, activation: Activation) -> FlexTensor {
        let rectify = activation == Activation::Relu;
        let [x, weight, bias] = [x, weight, bias].map(FlexTensor::storage::<f32>);
        let values = WORKSPACE.with_borrow_mut(|workspace| match self {
            Layer::Dense(sizes) => dense::forward(x, weight, bias, rectify, sizes),
            Layer::Convolve(sizes) => {
                convolution::halve(x, weight, Some(bias), rectify, sizes, &mut workspace.convolution)
            }
            Layer::ConvolveTransposed(sizes) => {
                doubling::double(x, weight, Some(bias), rectify, sizes, &mut workspace.convolution)
            }
        });
        tensor(values, self.output_shape())
    }

    fn output_shape(self) -> Vec<usize> {
        match self {
            Layer::Dense(sizes) => vec![sizes.rows, sizes.output],
            Layer::Convolve(sizes) => vec![sizes.images, sizes.deep, sizes.map.rows(), sizes.map.columns()],
            Layer::ConvolveTransposed(sizes) => vec![sizes.images, sizes.shallow, sizes.map.height, sizes.map.width],
        }
    }

    fn input_gradient(self, gradient: &[f32], weight: &[f32]) -> Vec<f32> {
        WORKSPACE.with_borrow_mut(|workspace| match self {
            Layer::Dense(sizes) => dense::input_gradient(gradient, weight, sizes, &mut workspace.dense),
            Layer::Convolve(sizes) => {
                doubling::double(gradient, weight, None, false, sizes, &mut workspace.convolution)
            }
            Layer::ConvolveTransposed(sizes) => {
                convolution::halve(gradient, weight, None, false, sizes, &mut workspace.convolution)
            }
        })
    }

    fn weight_gradient(self, gradient: &[f32], x: &[f32]) -> Vec<f32> {
        WORKSPACE.with_borrow_mut(|workspace| match self {
            Layer::Dense(sizes) => dense::weight_gradient(gradient, x, sizes, &mut workspace.dense),
            Layer::Convolve(sizes) => convolution::weight_gradient(x, gradient, sizes, &mut workspace.convolution),
            Layer::ConvolveTransposed(sizes) => {
                convolution::weight_gradient(gradient, x, sizes, &mut workspace.convolution)
            }
        })
    }

    fn bias_gradient(self, gradient: &[f32]) -> Vec<f32> {
        match self {
            Layer::Dense(sizes) => dense::bias_gradient(gradient, sizes.output, 1),
            Layer::Convolve(sizes) => dense::bias_gradient(gradient, sizes.deep, sizes.map.half()),
            Layer::ConvolveTransposed(sizes) => dense::bias_gradient(gradient, sizes.shallow, sizes.map.whole()),
        }
    }
}

/// A layer on the tape.
#[derive(Debug)]
struct Recorded;

/// What its backward pass needs.
#[derive(Debug, Clone)]
struct Kept {
    layer: Layer,
    x: FlexTensor,
    weight: FlexTensor,
    /// The output, where a ReLU made it.
    rectified: Option<FlexTensor>,
}

impl Backward<Flex, 3> for Recorded {
    type State = Kept;

    fn backward(self, ops: Ops<Kept, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let Kept { layer, x, weight, rectified } = ops.state;
        let mut gradient = gradients.consume::<Flex>(&ops.node).to_contiguous();
        if let Some(output) = rectified {
            let shape = gradient.shape();
            gradient = tensor(dense::through_activation(gradient.storage(), output.storage()), shape.to_vec());
        }
        let slope = gradient.storage::<f32>();
        let [of_x, of_weight, of_bias] = ops.parents;
        if let Some(node) = of_bias {
            let values = layer.bias_gradient(slope);
            let shape = vec![values.len()];
            gradients.register::<Flex>(node.id, tensor(values, shape));
        }
        if let Some(node) = of_weight {
            let values = layer.weight_gradient(slope, x.storage());
            gradients.register::<Flex>(node.id, tensor(values, weight.shape().to_vec()));
        }
        if let Some(node) = of_x {
            let values = layer.input_gradient(slope, weight.storage());
            gradients.register::<Flex>(node.id, tensor(values, x.shape().to_vec()));
        }
    }
}

/// Values and their shape as a tensor, without copying them.
fn tensor(values: Vec<f32>, shape: Vec<usize>) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape))
}
