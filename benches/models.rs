//! The networks' operators beside burn's own, in one run: one step of a fully connected layer, one convolution forward
//! and backward.
//!
//! `cargo bench --bench models`

use std::hint::black_box;

use burn_tensor::{
    Device, Tensor, TensorData,
    activation::relu,
    module::{conv_transpose2d, conv2d},
    ops::{ConvOptions, ConvTransposeOptions},
};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand_distr::{Distribution, StandardNormal};
use songscape::models::operators::{Activation, convolve, convolve_transposed, dense};
use songscape::random::{Stage, stream};

fn tensor<const RANK: usize>(shape: [usize; RANK], device: &Device) -> Tensor<RANK> {
    let mut generator = stream(42, Stage::Noise);
    let values: Vec<f32> = (0..shape.iter().product()).map(|_| StandardNormal.sample(&mut generator)).collect();
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// Times a layer forward, and forward with both gradients. `products`: multiplications and additions of one forward pass.
fn both_ways<const RANK: usize>(
    criterion: &mut Criterion,
    (group, whose, size): (&str, &str, &str),
    [x, weight]: [[usize; RANK]; 2],
    (biases, products): (usize, u64),
    layer: impl Fn(Tensor<RANK>, Tensor<RANK>, Tensor<1>) -> Tensor<RANK>,
) {
    let mut group = criterion.benchmark_group(group);
    group.sample_size(20).throughput(Throughput::Elements(products));
    let plain = Device::flex();
    let (inputs, weights, bias) = (tensor(x, &plain), tensor(weight, &plain), tensor([biases], &plain));
    group.bench_function(BenchmarkId::new(format!("{whose}, forward"), size), |bencher| {
        bencher.iter(|| black_box(layer(inputs.clone(), weights.clone(), bias.clone())));
    });
    let tape = Device::flex().autodiff();
    group.throughput(Throughput::Elements(3 * products));
    group.bench_function(BenchmarkId::new(format!("{whose}, forward and backward"), size), |bencher| {
        let leaves = (tensor(x, &tape), tensor(weight, &tape), tensor([biases], &tape));
        bencher.iter(|| {
            let (x, weight, bias) = leaves.clone();
            let (x, weight, bias) = (x.require_grad(), weight.require_grad(), bias.require_grad());
            black_box(layer(x, weight, bias).sum().backward())
        });
    });
    group.finish();
}

fn fully_connected(criterion: &mut Criterion) {
    for [rows, input, output] in [[16, 80, 256], [64, 256, 128], [4, 8192, 32]] {
        let size = format!("{rows} × {input} → {output}");
        let shapes = [[rows, input], [output, input]];
        let work = (output, 2 * (rows * input * output) as u64);
        both_ways(criterion, ("dense", "ours", &size), shapes, work, |x, weight, bias| {
            dense(x, weight, bias, Activation::Relu)
        });
        both_ways(criterion, ("dense", "burn's", &size), shapes, work, |x, weight, bias| {
            relu(x.matmul(weight.transpose()) + bias.unsqueeze())
        });
    }
}

fn convolutions(criterion: &mut Criterion) {
    for [shallow, deep, height, width] in [[1, 16, 64, 256], [16, 32, 32, 128], [32, 64, 16, 64], [64, 128, 8, 32]] {
        const IMAGES: usize = 4;
        let (whole, half) = ([IMAGES, shallow, height, width], [IMAGES, deep, height / 2, width / 2]);
        let weight = [deep, shallow, 3, 3];
        let products = 2 * 9 * (shallow * half.iter().product::<usize>()) as u64;
        let size = format!("{shallow} → {deep}, {height} × {width}");
        both_ways(criterion, ("convolve", "ours", &size), [whole, weight], (deep, products), |x, weight, bias| {
            convolve(x, weight, bias, Activation::Relu)
        });
        both_ways(criterion, ("convolve", "burn's", &size), [whole, weight], (deep, products), |x, weight, bias| {
            relu(conv2d(x, weight, Some(bias), ConvOptions::new([2, 2], [1, 1], [1, 1], 1)))
        });
        let size = format!("{deep} → {shallow}, {height} × {width}");
        let transposed = ("convolve_transposed", "ours", size.as_str());
        both_ways(criterion, transposed, [half, weight], (shallow, products), |x, weight, bias| {
            convolve_transposed(x, weight, bias, [height, width], Activation::Relu)
        });
        let transposed = ("convolve_transposed", "burn's", size.as_str());
        both_ways(criterion, transposed, [half, weight], (shallow, products), |x, weight, bias| {
            let options = ConvTransposeOptions::new([2, 2], [1, 1], [1, 1], [1, 1], 1);
            relu(conv_transpose2d(x, weight, Some(bias), options))
        });
    }
}

criterion_group!(models, fully_connected, convolutions);
criterion_main!(models);
