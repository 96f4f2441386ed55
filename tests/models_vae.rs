//! The VAE against `tests/reference/vae.json`: forward pass, loss and gradients of small networks of known weights,
//! on both of burn's CPU backends. Tolerances: 1e-5 on forward and loss (f32 against f64); 1e-3 on gradients, relative
//! to the largest entry of their matrix, because the reference's are central differences printed to 5 digits.

mod reference_signals;

use burn_tensor::Device;
use ndarray::Array2;
use reference_signals::gauss;
use serde::Deserialize;
use songscape::models::{
    network::{Architecture, Network},
    objective::Objective,
    training::{Kind, Lesson, Probe, Recipe, Training},
};

#[derive(Deserialize)]
struct Fixture {
    n: usize,
    d: usize,
    h: usize,
    #[serde(rename = "L")]
    latent: usize,
    x: Vec<Vec<f32>>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    beta: f64,
    kl: String,
    loss: f64,
    recon: f64,
    kl_value: f64,
    mu: Vec<Vec<f32>>,
    logvar: Vec<Vec<f32>>,
    recon_x: Vec<Vec<f32>>,
    grad: Gradients,
}

#[derive(Deserialize)]
#[allow(non_snake_case, reason = "the fixture's names")]
struct Gradients {
    W1: Vec<Vec<f64>>,
    Wm: Vec<Vec<f64>>,
    Wv: Vec<Vec<f64>>,
    W3: Vec<Vec<f64>>,
}

fn fixture() -> Fixture {
    serde_json::from_str(include_str!("reference/vae.json")).unwrap()
}

/// The fixture's weights in the order of `Network::shapes`: encoder, μ, log σ², decoder.
fn weights(fixture: &Fixture) -> Vec<f32> {
    let (d, h, l) = (fixture.d, fixture.h, fixture.latent);
    let layers = [(h, d, 11), (l, h, 13), (l, h, 15), (h, l, 17), (d, h, 19)];
    let mut values = Vec::new();
    for (out, input, seed) in layers {
        values.extend(gauss(out * input, seed).iter().map(|v| (0.5 * v) as f32));
        values.extend(gauss(out, seed + 1).iter().map(|v| (0.1 * v) as f32));
    }
    values
}

fn recipe(case: &Case, fixture: &Fixture) -> Recipe {
    let (kind, objective) = match case.kl.as_str() {
        "mean" => (Kind::Variational, Objective::Mean),
        "sum_over_latents_div_features" => (Kind::Variational, Objective::Elbo),
        "ae" => (Kind::Plain, Objective::Mean),
        other => panic!("unknown case {other}"),
    };
    Recipe {
        kind,
        objective,
        beta: case.beta,
        warmup: 0.0,
        free_bits: 0.0,
        epochs: 1,
        batch: fixture.n,
        rate: 1e-3,
        validation: 0.0,
        test: 0.0,
        patience: 0,
        seed: 1,
    }
}

fn probe(case: &Case, fixture: &Fixture, device: &Device) -> Probe {
    let rows = Array2::from_shape_fn((fixture.n, fixture.d), |(i, j)| fixture.x[i][j]);
    let lesson = Lesson { condition: Array2::zeros((fixture.n, 0)), rows };
    let architecture = Architecture::Mlp { inputs: fixture.d, hidden: vec![fixture.h] };
    let network = Network { architecture, condition: 0, latent: fixture.latent };
    let training = Training::from_parameters(lesson, network, weights(fixture), recipe(case, fixture), device);
    let noise = gauss(fixture.n * fixture.latent, 21);
    let noise = Array2::from_shape_fn((fixture.n, fixture.latent), |(i, j)| noise[i * fixture.latent + j] as f32);
    training.probe(noise.view())
}

fn close(name: &str, got: &[f32], expected: &[Vec<f32>], tolerance: f32) {
    for (index, (got, expected)) in got.iter().zip(expected.iter().flatten()).enumerate() {
        let bound = tolerance * expected.abs().max(1.0);
        assert!((got - expected).abs() <= bound, "{name}[{index}]: {got} is not {expected}");
    }
}

fn close_gradient(name: &str, got: &[f32], expected: &[Vec<f64>]) {
    let largest = expected.iter().flatten().fold(0.0f64, |m, v| m.max(v.abs()));
    for (index, (got, expected)) in got.iter().zip(expected.iter().flatten()).enumerate() {
        let difference = (f64::from(*got) - expected).abs();
        assert!(difference <= 1e-3 * largest.max(1e-3), "{name}[{index}]: {got} is not {expected}");
    }
}

fn agrees_on(device: &Device) {
    let fixture = fixture();
    let (d, h, l) = (fixture.d, fixture.h, fixture.latent);
    for case in &fixture.cases {
        let probe = probe(case, &fixture, device);
        let name = format!("{} β = {}", case.kl, case.beta);
        close(&format!("{name} μ"), &probe.mean, &case.mu, 1e-5);
        close(&format!("{name} log σ²"), &probe.log_variance, &case.logvar, 1e-5);
        close(&format!("{name} x̂"), &probe.reconstruction, &case.recon_x, 1e-5);
        assert!((probe.reconstruction_loss - case.recon).abs() <= 1e-5, "{name}");
        assert!((probe.kl_loss - case.kl_value).abs() <= 1e-5, "{name}");
        let total = probe.reconstruction_loss + case.beta * probe.kl_loss;
        assert!((total - case.loss).abs() <= 1e-5 * case.loss.max(1.0), "{name}");

        let mut at = 0;
        let mut layer = |out: usize, input: usize| {
            let weights = probe.gradient[at..at + out * input].to_vec();
            at += out * (input + 1);
            weights
        };
        close_gradient(&format!("{name} W1"), &layer(h, d), &case.grad.W1);
        close_gradient(&format!("{name} Wμ"), &layer(l, h), &case.grad.Wm);
        close_gradient(&format!("{name} Wσ"), &layer(l, h), &case.grad.Wv);
        layer(h, l);
        close_gradient(&format!("{name} W3"), &layer(d, h), &case.grad.W3);
    }
}

#[test]
fn forward_loss_and_gradients_agree_on_flex() {
    agrees_on(&Device::flex());
}

#[test]
#[expect(deprecated, reason = "the second opinion is a backend that burn will drop; the page ships flex alone")]
fn forward_loss_and_gradients_agree_on_ndarray() {
    agrees_on(&Device::ndarray());
}
