//! The networks' own operators against triple loops in f64, and against burn's own on its other backend.
//!
//! Tolerance: 1e-5 of the largest magnitude of what is compared, which for sums of up to 2,000 products in f32 is a
//! few roundings.

use burn_tensor::{Device, Tensor, TensorData};
use proptest::prelude::*;
use rand_distr::{Distribution, StandardNormal};
use songscape::models::operators::{Activation, convolve, convolve_transposed, dense};
use songscape::random::{Stage, stream};

const TOLERANCE: f64 = 1e-5;

/// A layer: which, and the sizes of its tensors.
#[derive(Debug, Clone, Copy)]
enum Layer {
    Dense { rows: usize, input: usize, output: usize },
    Convolve(Maps),
    ConvolveTransposed(Maps),
}

#[derive(Debug, Clone, Copy)]
struct Maps {
    images: usize,
    shallow: usize,
    deep: usize,
    height: usize,
    width: usize,
}

impl Maps {
    fn new([images, shallow, deep, height, width]: [usize; 5]) -> Maps {
        Maps { images, shallow, deep, height, width }
    }

    fn whole(self) -> [usize; 4] {
        [self.images, self.shallow, self.height, self.width]
    }

    fn half(self) -> [usize; 4] {
        [self.images, self.deep, self.height.div_ceil(2), self.width.div_ceil(2)]
    }

    /// Calls `tie` with the places of every whole number, weight and half number that are multiplied.
    fn ties(self, mut tie: impl FnMut(usize, usize, usize)) {
        let (height, width) = (self.height as isize, self.width as isize);
        let [images, deep, rows, columns] = self.half();
        for (half, weight) in
            (0..images * deep * rows * columns).flat_map(|half| (0..self.shallow * 9).map(move |w| (half, w)))
        {
            let (column, row) = (half % columns, half / columns % rows);
            let (o, image) = (half / columns / rows % deep, half / columns / rows / deep);
            let (c, ky, kx) = (weight / 9, weight / 3 % 3, weight % 3);
            let (y, x) = ((2 * row + ky) as isize - 1, (2 * column + kx) as isize - 1);
            if (0..height).contains(&y) && (0..width).contains(&x) {
                let whole = ((image * self.shallow + c) as isize * height + y) * width + x;
                tie(whole as usize, o * self.shallow * 9 + weight, half);
            }
        }
    }
}

/// Numbers of a layer's input, weight, bias, and of the gradient that comes back to its output.
#[derive(Clone)]
struct Values {
    x: Vec<f32>,
    weight: Vec<f32>,
    bias: Vec<f32>,
    slope: Vec<f32>,
}

/// What a layer makes of them, forward and backward.
struct Results {
    output: Vec<f32>,
    x: Vec<f32>,
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Layer {
    /// Numbers in x, weight, bias and output.
    fn counts(self) -> [usize; 4] {
        match self {
            Layer::Dense { rows, input, output } => [rows * input, output * input, output, rows * output],
            Layer::Convolve(maps) => [count(maps.whole()), 9 * maps.shallow * maps.deep, maps.deep, count(maps.half())],
            Layer::ConvolveTransposed(maps) => {
                [count(maps.half()), 9 * maps.shallow * maps.deep, maps.shallow, count(maps.whole())]
            }
        }
    }

    fn values(self, seed: u64) -> Values {
        let mut generator = stream(seed, Stage::Noise);
        let [x, weight, bias, slope] =
            self.counts().map(|count| (0..count).map(|_| StandardNormal.sample(&mut generator)).collect());
        Values { x, weight, bias, slope }
    }

    /// Output and gradients of Σ output · slope on burn's `device`.
    fn on(self, values: &Values, activation: Activation, device: &Device) -> Results {
        match self {
            Layer::Dense { rows, input, output } => {
                differentiate((values, [rows, input], [output, input], [rows, output]), device, |x, weight, bias| {
                    dense(x, weight, bias, activation)
                })
            }
            Layer::Convolve(maps) => differentiate(
                (values, maps.whole(), [maps.deep, maps.shallow, 3, 3], maps.half()),
                device,
                |x, weight, bias| convolve(x, weight, bias, activation),
            ),
            Layer::ConvolveTransposed(maps) => differentiate(
                (values, maps.half(), [maps.deep, maps.shallow, 3, 3], maps.whole()),
                device,
                |x, weight, bias| convolve_transposed(x, weight, bias, [maps.height, maps.width], activation),
            ),
        }
    }

    /// Calls `tie` with the places of every input, weight and output number that are multiplied.
    fn ties(self, mut tie: impl FnMut(usize, usize, usize)) {
        match self {
            Layer::Dense { rows, input, output } => {
                for (r, o, i) in (0..rows * output * input).map(|n| (n / input / output, n / input % output, n % input))
                {
                    tie(r * input + i, o * input + i, r * output + o);
                }
            }
            Layer::Convolve(maps) => maps.ties(tie),
            Layer::ConvolveTransposed(maps) => maps.ties(|whole, weight, half| tie(half, weight, whole)),
        }
    }

    /// Neighbouring outputs that share a bias.
    fn positions(self) -> usize {
        let [_, _, biases, outputs] = self.counts();
        match self {
            Layer::Dense { .. } => 1,
            Layer::Convolve(maps) | Layer::ConvolveTransposed(maps) => outputs / biases / maps.images,
        }
    }

    /// The same by the definition, in f64. Which outputs a ReLU holds at zero is read from `output`, where rounding
    /// has decided it.
    fn by_definition(self, values: &Values, activation: Activation, output: &[f32]) -> [Vec<f64>; 4] {
        let [mut of_x, mut of_weight, mut of_bias, mut of_output] = self.counts().map(|count| vec![0.0; count]);
        let slope: Vec<f64> = values
            .slope
            .iter()
            .zip(output)
            .map(|(&slope, &output)| if activation == Activation::Relu && output <= 0.0 { 0.0 } else { slope.into() })
            .collect();
        for (place, slope) in slope.iter().enumerate() {
            let bias = place / self.positions() % values.bias.len();
            of_output[place] = f64::from(values.bias[bias]);
            of_bias[bias] += slope;
        }
        self.ties(|x, weight, output| {
            of_output[output] += f64::from(values.x[x]) * f64::from(values.weight[weight]);
            of_x[x] += f64::from(values.weight[weight]) * slope[output];
            of_weight[weight] += f64::from(values.x[x]) * slope[output];
        });
        if activation == Activation::Relu {
            of_output.iter_mut().for_each(|value| *value = value.max(0.0));
        }
        [of_output, of_x, of_weight, of_bias]
    }
}

fn count<const RANK: usize>(shape: [usize; RANK]) -> usize {
    shape.iter().product()
}

/// Forward and backward through one layer whose parents all ask for their gradients.
fn differentiate<const RANK: usize>(
    (values, x, weight, output): (&Values, [usize; RANK], [usize; RANK], [usize; RANK]),
    device: &Device,
    layer: impl Fn(Tensor<RANK>, Tensor<RANK>, Tensor<1>) -> Tensor<RANK>,
) -> Results {
    let x = tensor(&values.x, x, device).require_grad();
    let weight = tensor(&values.weight, weight, device).require_grad();
    let bias = tensor(&values.bias, [values.bias.len()], device).require_grad();
    let result = layer(x.clone(), weight.clone(), bias.clone());
    assert_eq!(result.dims(), output);
    let gradients = (result.clone() * tensor(&values.slope, output, device)).sum().backward();
    Results {
        output: floats(result),
        x: floats(x.grad(&gradients).unwrap()),
        weight: floats(weight.grad(&gradients).unwrap()),
        bias: floats(bias.grad(&gradients).unwrap()),
    }
}

fn tensor<const RANK: usize>(values: &[f32], shape: [usize; RANK], device: &Device) -> Tensor<RANK> {
    Tensor::from_data(TensorData::new(values.to_vec(), shape), device)
}

fn floats<const RANK: usize>(tensor: Tensor<RANK>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

/// Whether every number of `found` is within the tolerance of the largest of `expected`.
fn close(what: &str, found: &[f32], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let bound = TOLERANCE * expected.iter().fold(1e-3_f64, |largest, value| largest.max(value.abs()));
    for (place, (&found, &expected)) in found.iter().zip(expected).enumerate() {
        assert!((f64::from(found) - expected).abs() <= bound, "{what}, {place}: {found} is not {expected}");
    }
}

fn check_against_the_definition(layer: Layer, activation: Activation, seed: u64) {
    let values = layer.values(seed);
    let found = layer.on(&values, activation, &Device::flex().autodiff());
    let [output, x, weight, bias] = layer.by_definition(&values, activation, &found.output);
    close("output", &found.output, &output);
    close("gradient of x", &found.x, &x);
    close("gradient of the weight", &found.weight, &weight);
    close("gradient of the bias", &found.bias, &bias);
}

/// Sizes at which something ends: one row, one band, one channel, odd sides, whole and broken panels, several maps laid
/// out together.
const MAPS: [[usize; 5]; 14] = [
    [1, 1, 1, 1, 1],
    [2, 1, 16, 8, 8],
    [1, 1, 4, 1, 8],
    [3, 2, 5, 7, 9],
    [2, 3, 1, 33, 31],
    [1, 3, 4, 16, 32],
    [2, 5, 3, 13, 34],
    [5, 8, 7, 2, 3],
    [2, 201, 3, 1, 8],
    [1, 1, 2, 1, 65],
    [40, 4, 4, 5, 5],
    [3, 16, 1, 32, 48],
    [1, 4, 9, 40, 120],
    [70, 2, 2, 1, 2],
];

const DENSE: [[usize; 3]; 9] = [
    [1, 1, 1],
    [1, 5, 3],
    [3, 7, 9],
    [4, 80, 256],
    [5, 201, 16],
    [16, 256, 128],
    [7, 1030, 6],
    [2, 3, 300],
    [33, 12, 1],
];

fn layers() -> impl Iterator<Item = Layer> {
    let maps = MAPS.into_iter().map(Maps::new);
    let dense = DENSE.into_iter().map(|[rows, input, output]| Layer::Dense { rows, input, output });
    maps.clone().map(Layer::Convolve).chain(maps.map(Layer::ConvolveTransposed)).chain(dense)
}

#[test]
fn the_edges_of_every_size_are_right() {
    for layer in layers() {
        for activation in [Activation::Linear, Activation::Relu] {
            check_against_the_definition(layer, activation, 1);
        }
    }
}

#[test]
#[expect(deprecated, reason = "the second opinion is a backend that burn will drop; the page ships flex alone")]
fn burns_own_operators_say_the_same() {
    for layer in layers() {
        let values = layer.values(2);
        for activation in [Activation::Linear, Activation::Relu] {
            let ours = layer.on(&values, activation, &Device::flex().autodiff());
            let theirs = layer.on(&values, activation, &Device::ndarray().autodiff());
            let wide = |values: &[f32]| values.iter().map(|&value| f64::from(value)).collect::<Vec<_>>();
            close("output", &ours.output, &wide(&theirs.output));
            close("gradient of x", &ours.x, &wide(&theirs.x));
            close("gradient of the weight", &ours.weight, &wide(&theirs.weight));
            close("gradient of the bias", &ours.bias, &wide(&theirs.bias));
        }
    }
}

#[test]
fn what_is_computed_beside_it_does_not_change_a_row_by_a_bit() {
    for [rows, input, output] in [[33, 80, 256], [9, 1030, 7], [16, 5, 3]] {
        let layer = |rows| Layer::Dense { rows, input, output };
        alone_as_in_a_batch(layer(rows), layer(1), rows);
    }
    for [images, shallow, deep, height, width] in
        [[9, 3, 5, 7, 9], [5, 1, 16, 8, 40], [70, 2, 2, 1, 2], [6, 6, 1, 9, 8]]
    {
        let maps = |images| Maps { images, shallow, deep, height, width };
        alone_as_in_a_batch(Layer::Convolve(maps(images)), Layer::Convolve(maps(1)), images);
        let doubled = |images| Layer::ConvolveTransposed(maps(images));
        alone_as_in_a_batch(doubled(images), doubled(1), images);
    }
}

/// Output and the input's gradient of a batch are those of its `members`, one by one, bit for bit.
fn alone_as_in_a_batch(batch: Layer, one: Layer, members: usize) {
    let device = Device::flex().autodiff();
    let values = batch.values(3);
    let together = batch.on(&values, Activation::Relu, &device);
    let [x, _, _, output] = one.counts();
    for member in 0..members {
        let part = |values: &[f32], length: usize| values[member * length..][..length].to_vec();
        let alone = Values { x: part(&values.x, x), slope: part(&values.slope, output), ..values.clone() };
        let alone = one.on(&alone, Activation::Relu, &device);
        assert_eq!(alone.output, part(&together.output, output), "{batch:?}");
        assert_eq!(alone.x, part(&together.x, x), "{batch:?}");
    }
}

#[test]
fn an_input_that_needs_no_gradient_gets_none_and_the_output_does_not_depend_on_the_tape() {
    let maps = Maps::new([2, 1, 4, 8, 8]);
    let values = Layer::Convolve(maps).values(4);
    let (plain, tape) = (Device::flex(), Device::flex().autodiff());
    let run = |x: &Device, layer: &Device| {
        let x = tensor(&values.x, maps.whole(), x);
        let weight = tensor(&values.weight, [4, 1, 3, 3], layer);
        let weight = if layer.is_autodiff() { weight.require_grad() } else { weight };
        let output = convolve(x.clone(), weight.clone(), tensor(&values.bias, [4], layer), Activation::Relu);
        (x, weight, output)
    };
    let expected = floats(run(&plain, &plain).2);
    // The input may be off the tape altogether.
    for device in [&tape, &plain] {
        let (x, weight, output) = run(device, &tape);
        let gradients = output.clone().sum().backward();
        assert!(x.autodiff().grad(&gradients).is_none());
        assert!(weight.grad(&gradients).is_some());
        assert_eq!(floats(output), expected);
    }
}

#[test]
fn a_view_is_as_good_as_a_tensor() {
    let device = Device::flex().autodiff();
    let values = Layer::Dense { rows: 6, input: 5, output: 4 }.values(5);
    let weight = tensor(&values.weight, [4, 5], &device);
    let bias = tensor(&values.bias, [4], &device);
    let apply = |x: Tensor<2>| {
        let x = x.require_grad();
        // The gradient of a transposed output arrives transposed.
        let output = dense(x.clone(), weight.clone(), bias.clone(), Activation::Relu).transpose();
        let gradients = output.clone().sum().backward();
        (floats(output), floats(x.grad(&gradients).unwrap()))
    };
    let whole = tensor(&values.x, [6, 5], &device);
    let transposed = tensor(&floats(whole.clone().transpose()), [5, 6], &device).transpose();
    assert_eq!(apply(transposed), apply(whole.clone()));
    assert_eq!(apply(whole.clone().slice(2..4)), apply(tensor(&values.x[10..20], [2, 5], &device)));
}

#[test]
fn what_is_not_a_number_stays_so_through_every_activation() {
    for layer in [Layer::Dense { rows: 3, input: 4, output: 5 }, Layer::Convolve(Maps::new([1, 1, 4, 4, 16]))] {
        let mut values = layer.values(6);
        values.x[0] = f32::NAN;
        let found = layer.on(&values, Activation::Relu, &Device::flex().autodiff());
        assert!(found.output.iter().any(|value| value.is_nan()));
        assert!(found.weight.iter().any(|value| value.is_nan()));
    }
}

fn activation() -> impl Strategy<Value = Activation> {
    prop_oneof![Just(Activation::Linear), Just(Activation::Relu)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_fully_connected_layer_is_its_definition(
        (rows, input, output) in (1usize..40, 1usize..70, 1usize..40),
        activation in activation(),
        seed: u64,
    ) {
        check_against_the_definition(Layer::Dense { rows, input, output }, activation, seed);
    }

    #[test]
    fn a_convolution_and_the_way_back_are_their_definitions(
        sizes in (1usize..4, 1usize..10, 1usize..10, 1usize..24, 1usize..48),
        activation in activation(),
        seed: u64,
    ) {
        let (images, shallow, deep, height, width) = sizes;
        let maps = Maps { images, shallow, deep, height, width };
        check_against_the_definition(Layer::Convolve(maps), activation, seed);
        check_against_the_definition(Layer::ConvolveTransposed(maps), activation, seed);
    }
}
