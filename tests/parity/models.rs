//! Every figure of `reference/vae.json`, `conv2d.json`, `mlp.json`, `dual_encoder.json` and `adam.json`. Run natively by
//! `models_parity.rs`, and compiled to WebAssembly, in a browser, by `wasm_parity`: on the backend the page ships, with the
//! kernels of its own, and on burn's second one with burn's operators.
//!
//! Tolerances: 1e-5 on forward pass and loss (f32 against f64). 1e-3 on the gradients of `vae.json`, which are central
//! differences printed to 5 digits, relative to the largest entry of their matrix; 1e-5 on those that PyTorch's autograd gave.

use crate::reference_signals::{gauss, json, numbers};
use burn_tensor::Device;
use ndarray::Array2;
use serde_json::Value;
use songscape::models::{
    adam::{Adam, clip_norm},
    network::{Architecture, Network},
    objective::Objective,
    training::{Kind, Lesson, Probe, Recipe, Training},
};

/// What is run where there is no test harness.
#[cfg(not(test))]
pub const CHECKS: &[(&str, fn())] = &[
    ("vae_on_flex", vae_on_flex),
    ("vae_on_ndarray", vae_on_ndarray),
    ("conv2d_on_flex", conv2d_on_flex),
    ("conv2d_on_ndarray", conv2d_on_ndarray),
    ("mlp_on_flex", mlp_on_flex),
    ("mlp_on_ndarray", mlp_on_ndarray),
    ("dual_encoder_on_flex", dual_encoder_on_flex),
    ("dual_encoder_on_ndarray", dual_encoder_on_ndarray),
    ("adam_is_pytorch_s", adam_is_pytorch_s),
];

/// Forward pass and loss, relative to numbers above 1.
const FORWARD: f64 = 1e-5;
/// Gradients against autograd, relative to the largest entry of their layer.
const GRADIENT: f64 = 1e-5;
/// Gradients against central differences.
const DIFFERENCES: f64 = 1e-3;

#[expect(deprecated, reason = "the second opinion is a backend that burn will drop; the page ships flex alone")]
fn second() -> Device {
    Device::ndarray()
}

/// `count` numbers of the shared source, rounded to f32.
fn formula(count: usize, seed: u32, scale: f64) -> Vec<f32> {
    gauss(count, seed).iter().map(|value| (scale * value) as f32).collect()
}

fn matrix(rows: usize, columns: usize, values: Vec<f32>) -> Array2<f32> {
    Array2::from_shape_vec((rows, columns), values).unwrap()
}

fn assert_near(what: &str, found: &[f32], expected: &[f64], tolerance: impl Fn(f64) -> f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (place, (&found, &expected)) in found.iter().zip(expected).enumerate() {
        let difference = (f64::from(found) - expected).abs();
        assert!(difference <= tolerance(expected), "{what} {place}: {found} is not {expected}");
    }
}

/// A layer's gradient: differences are measured against its largest entry.
fn assert_gradient(what: &str, found: &[f32], expected: &[f64], tolerance: f64) {
    let largest = expected.iter().fold(1e-3, |most: f64, value| most.max(value.abs()));
    assert_near(what, found, expected, |_| tolerance * largest);
}

fn assert_forward(what: &str, found: &[f32], expected: &[f64]) {
    assert_near(what, found, expected, |value| FORWARD * value.abs().max(1.0));
}

fn recipe(kind: Kind, objective: Objective, beta: f64, free_bits: f64, batch: usize) -> Recipe {
    Recipe {
        kind,
        objective,
        beta,
        warmup: 0.0,
        free_bits,
        epochs: 1,
        batch,
        rate: 1e-3,
        validation: 0.0,
        test: 0.0,
        patience: 0,
        seed: 1,
    }
}

/// The network's weights and biases, layer after layer.
fn layers(network: &Network, scale: f64, first_seed: u32) -> Vec<f32> {
    let shapes = network.shapes().into_iter().zip((first_seed..).step_by(2));
    shapes
        .flat_map(|((_, shape), seed)| {
            let weights = formula(shape.count() - shape.bias(), seed, scale);
            weights.into_iter().chain(formula(shape.bias(), seed + 1, 0.1))
        })
        .collect()
}

fn size(case: &Value, name: &str) -> usize {
    case[name].as_u64().unwrap() as usize
}

fn sizes(case: &Value, name: &str) -> Vec<usize> {
    numbers(&case[name]).iter().map(|&width| width as usize).collect()
}

/// Every case of a fixture of `make_models.py`.
fn agrees(fixture: &str, architecture: impl Fn(&Value) -> Architecture, device: &Device) {
    for case in json(fixture)["cases"].as_array().unwrap() {
        let (songs, condition, latent) = (size(case, "songs"), size(case, "condition"), size(case, "latent"));
        let network = Network { architecture: architecture(case), condition, latent };
        let (kind, objective) = match case["objective"].as_str().unwrap() {
            "elbo" => (Kind::Variational, Objective::Elbo),
            "mean" => (Kind::Variational, Objective::Mean),
            "sum" => (Kind::Variational, Objective::Sum),
            "ae" => (Kind::Plain, Objective::Mean),
            other => panic!("unknown objective {other}"),
        };
        let number = |name: &str| case[name].as_f64().unwrap();
        let recipe = recipe(kind, objective, number("beta"), number("free_bits"), songs);
        let inputs = network.inputs();
        let lesson = Lesson {
            rows: matrix(songs, inputs, formula(songs * inputs, 1, 1.0)),
            condition: matrix(songs, condition, formula(songs * condition, 31, 1.0)),
        };
        let parameters = layers(&network, number("scale"), 101);
        let training = Training::from_parameters(lesson, network.clone(), parameters, recipe, device);
        let noise = matrix(songs, latent, formula(songs * latent, 21, 1.0));
        let probe = training.probe(noise.view());
        let what = format!("{:?}, condition {condition}, {}", network.architecture, case["objective"]);
        agrees_with(&what, &probe, case);
        let expected = numbers(&case["gradient"]);
        assert_eq!(probe.gradient.len(), expected.len(), "{what}");
        let mut at = 0;
        for (name, shape) in network.shapes() {
            for (part, count) in [("weights", shape.count() - shape.bias()), ("biases", shape.bias())] {
                let place = at..at + count;
                let (found, expected) = (&probe.gradient[place.clone()], &expected[place]);
                assert_gradient(&format!("{what}, {part} of {name}"), found, expected, GRADIENT);
                at += count;
            }
        }
    }
}

fn agrees_with(what: &str, probe: &Probe, case: &Value) {
    assert_forward(&format!("{what} μ"), &probe.mean, &numbers(&case["mean"]));
    assert_forward(&format!("{what} log σ²"), &probe.log_variance, &numbers(&case["log_variance"]));
    assert_forward(&format!("{what} x̂"), &probe.reconstruction, &numbers(&case["drawn"]));
    let losses = [probe.reconstruction_loss as f32, probe.kl_loss as f32];
    let expected = ["reconstruction", "kl"].map(|name| case[name].as_f64().unwrap());
    assert_forward(&format!("{what} losses"), &losses, &expected);
}

fn vae(device: &Device) {
    let fixture = json(include_str!("../reference/vae.json"));
    let (songs, inputs, hidden, latent) =
        (size(&fixture, "n"), size(&fixture, "d"), size(&fixture, "h"), size(&fixture, "L"));
    let architecture = Architecture::Mlp { inputs, hidden: vec![hidden] };
    let network = Network { architecture, condition: 0, latent };
    let flat = |value: &Value| value.as_array().unwrap().iter().flat_map(numbers).collect::<Vec<f64>>();
    for case in fixture["cases"].as_array().unwrap() {
        let (kind, objective) = match case["kl"].as_str().unwrap() {
            "mean" => (Kind::Variational, Objective::Mean),
            "sum_over_latents_div_features" => (Kind::Variational, Objective::Elbo),
            "ae" => (Kind::Plain, Objective::Mean),
            other => panic!("unknown case {other}"),
        };
        let beta = case["beta"].as_f64().unwrap();
        let x = flat(&fixture["x"]).iter().map(|&value| value as f32).collect();
        let lesson = Lesson { rows: matrix(songs, inputs, x), condition: Array2::zeros((songs, 0)) };
        let recipe = recipe(kind, objective, beta, 0.0, songs);
        let training = Training::from_parameters(lesson, network.clone(), layers(&network, 0.5, 11), recipe, device);
        let probe = training.probe(matrix(songs, latent, formula(songs * latent, 21, 1.0)).view());
        let what = format!("{} β = {beta}", case["kl"]);
        assert_forward(&format!("{what} μ"), &probe.mean, &flat(&case["mu"]));
        assert_forward(&format!("{what} log σ²"), &probe.log_variance, &flat(&case["logvar"]));
        // The fixture has the first two songs.
        let drawn = flat(&case["recon_x"]);
        assert_forward(&format!("{what} x̂"), &probe.reconstruction[..drawn.len()], &drawn);
        let total = probe.reconstruction_loss + beta * probe.kl_loss;
        let losses = [probe.reconstruction_loss as f32, probe.kl_loss as f32, total as f32];
        let expected = ["recon", "kl_value", "loss"].map(|name| case[name].as_f64().unwrap());
        assert_forward(&format!("{what} losses"), &losses, &expected);
        let mut at = 0;
        for (shape, name) in network.shapes().iter().map(|(_, shape)| shape).zip(["W1", "Wm", "Wv", "", "W3"]) {
            let weights = shape.count() - shape.bias();
            if !name.is_empty() {
                let found = &probe.gradient[at..at + weights];
                assert_gradient(&format!("{what} {name}"), found, &flat(&case["grad"][name]), DIFFERENCES);
            }
            at += shape.count();
        }
    }
}

fn conv2d(device: &Device) {
    let architecture = |case: &Value| Architecture::Conv2d {
        bands: size(case, "bands"),
        frames: size(case, "frames"),
        channels: sizes(case, "channels"),
    };
    agrees(include_str!("../reference/conv2d.json"), architecture, device);
}

fn mlp(device: &Device) {
    let architecture = |case: &Value| Architecture::Mlp { inputs: size(case, "inputs"), hidden: sizes(case, "hidden") };
    agrees(include_str!("../reference/mlp.json"), architecture, device);
}

fn dual_encoder(device: &Device) {
    let architecture = |case: &Value| Architecture::DualEncoder {
        sound: size(case, "sound"),
        lyrics: size(case, "lyrics"),
        hidden: sizes(case, "hidden"),
    };
    agrees(include_str!("../reference/dual_encoder.json"), architecture, device);
}

#[cfg_attr(test, test)]
pub fn vae_on_flex() {
    vae(&Device::flex());
}

#[cfg_attr(test, test)]
pub fn vae_on_ndarray() {
    vae(&second());
}

#[cfg_attr(test, test)]
pub fn conv2d_on_flex() {
    conv2d(&Device::flex());
}

#[cfg_attr(test, test)]
pub fn conv2d_on_ndarray() {
    conv2d(&second());
}

#[cfg_attr(test, test)]
pub fn mlp_on_flex() {
    mlp(&Device::flex());
}

#[cfg_attr(test, test)]
pub fn mlp_on_ndarray() {
    mlp(&second());
}

#[cfg_attr(test, test)]
pub fn dual_encoder_on_flex() {
    dual_encoder(&Device::flex());
}

#[cfg_attr(test, test)]
pub fn dual_encoder_on_ndarray() {
    dual_encoder(&second());
}

/// Each step is given the reference's own gradient, so that only Adam and the clipping are compared.
#[cfg_attr(test, test)]
pub fn adam_is_pytorch_s() {
    for case in json(include_str!("../reference/adam.json"))["cases"].as_array().unwrap() {
        let narrow = |value: &Value| numbers(value).iter().map(|&value| value as f32).collect::<Vec<f32>>();
        let (rate, limit) = (case["rate"].as_f64().unwrap(), case["limit"].as_f64());
        let what = format!("rate {rate}, limit {limit:?}");
        let mut parameters = narrow(&case["start"]);
        let mut adam = Adam::new(parameters.len());
        for step in case["steps"].as_array().unwrap() {
            let mut gradient = narrow(&step["gradient"]);
            if let Some(limit) = limit {
                let norm = clip_norm(&mut gradient, limit);
                assert_forward(&what, &[norm as f32], &[step["norm"].as_f64().unwrap()]);
            }
            assert_forward(&what, &gradient, &numbers(&step["clipped"]));
            adam.update(&mut parameters, &gradient, rate);
            // Five steps in f32 against f64.
            assert_near(&what, &parameters, &numbers(&step["parameters"]), |value| 5e-6 * value.abs().max(1.0));
        }
    }
}
