//! The networks against PyTorch's figures (in `parity`), and against what must hold of them: an autoencoder is a variational
//! one that pays no KL and draws no noise, and without hidden layers either spans the principal components.

#[path = "parity/models.rs"]
mod parity;
mod reference_signals;

use burn_tensor::Device;
use ndarray::{Array1, Array2};
use reference_signals::gauss;
use songscape::models::{
    network::{Architecture, Network},
    objective::Objective,
    pca::Pca,
    training::{Kind, Lesson, Outcome, Recipe, Training},
};

fn recipe() -> Recipe {
    Recipe {
        kind: Kind::Variational,
        objective: Objective::Elbo,
        beta: 1.0,
        warmup: 0.0,
        free_bits: 0.0,
        epochs: 1,
        batch: 256,
        rate: 1e-3,
        validation: 0.0,
        test: 0.0,
        patience: 0,
        seed: 42,
    }
}

/// Songs × 96: as many numbers as a map of 8 bands and 12 frames has.
fn lesson(songs: usize) -> Lesson {
    let values = gauss(songs * 96, 5).iter().map(|&value| value as f32).collect();
    Lesson { rows: Array2::from_shape_vec((songs, 96), values).unwrap(), condition: Array2::zeros((songs, 0)) }
}

fn networks() -> [Network; 3] {
    [
        Architecture::Mlp { inputs: 96, hidden: vec![16, 8] },
        Architecture::Conv2d { bands: 8, frames: 12, channels: vec![3, 4] },
        Architecture::DualEncoder { sound: 40, lyrics: 56, hidden: vec![16, 8] },
    ]
    .map(|architecture| Network { architecture, condition: 0, latent: 4 })
}

#[test]
fn an_autoencoder_is_a_variational_one_without_kl_at_its_mean() {
    for network in networks() {
        let probe = |kind, beta| {
            let recipe = Recipe { kind, beta, ..recipe() };
            let training = Training::new(lesson(6), network.clone(), recipe, &Device::flex()).unwrap();
            training.probe(Array2::zeros((6, 4)).view())
        };
        let (plain, variational) = (probe(Kind::Plain, 1.0), probe(Kind::Variational, 0.0));
        assert_eq!(plain.reconstruction, variational.reconstruction);
        assert_eq!(plain.reconstruction_loss, variational.reconstruction_loss);
        assert_eq!(plain.gradient, variational.gradient, "{network:?}");
        assert!(plain.gradient.iter().any(|&slope| slope != 0.0));
    }
}

/// `songs` points in eight dimensions of which three are wide.
fn flat_cloud(songs: usize) -> Array2<f32> {
    let widths = [2.0, 1.6, 1.3, 0.2, 0.15, 0.1, 0.1, 0.05];
    let noise = gauss(songs * 8, 3);
    let straight = Array2::from_shape_fn((songs, 8), |(song, column)| widths[column] * noise[song * 8 + column]);
    // Turned, so that no direction is an axis: a reflection across a plane.
    let normal = Array1::from(gauss(8, 4));
    let turned =
        &straight - &(straight.dot(&normal).insert_axis(ndarray::Axis(1)) * &normal * (2.0 / normal.dot(&normal)));
    let mean = turned.mean_axis(ndarray::Axis(0)).unwrap();
    (turned - mean).mapv(|value| value as f32)
}

/// The largest sine of an angle between what the decoder can draw and the three widest directions.
fn largest_sine(kind: Kind) -> f64 {
    let rows = flat_cloud(256);
    let network = Network { architecture: Architecture::Mlp { inputs: 8, hidden: vec![] }, condition: 0, latent: 3 };
    let lesson = Lesson { rows: rows.clone(), condition: Array2::zeros((256, 0)) };
    let mut training =
        Training::new(lesson, network, Recipe { kind, epochs: 3_000, ..recipe() }, &Device::flex()).unwrap();
    while let Some(outcome) = training.step() {
        assert!(matches!(outcome, Outcome::Learned(_)));
    }
    let model = training.model();
    let corners = ndarray::concatenate![ndarray::Axis(0), Array2::zeros((1, 3)), Array2::eye(3)];
    let drawn = model.decode(corners.view(), Array2::zeros((4, 0)).view(), &Device::flex()).mapv(f64::from);
    // Gram–Schmidt on what each unit draws.
    let mut spanned: Vec<Array1<f64>> = Vec::new();
    for unit in 1..4 {
        let mut direction = &drawn.row(unit) - &drawn.row(0);
        for other in &spanned {
            direction = &direction - &(other * other.dot(&direction));
        }
        spanned.push(&direction / direction.dot(&direction).sqrt());
    }
    let pca = Pca::fit(rows.view(), 3).unwrap();
    let outside = pca.components.rows().into_iter().map(|component| {
        let inside: f64 = spanned.iter().map(|direction| direction.dot(&component).powi(2)).sum();
        (component.dot(&component) - inside).max(0.0)
    });
    // The sum of the squared sines of all three angles bounds the largest.
    outside.sum::<f64>().sqrt()
}

#[test]
fn a_linear_autoencoder_spans_the_principal_components() {
    let sine = largest_sine(Kind::Plain);
    assert!(sine < 0.01, "{sine}");
}

#[test]
fn a_linear_variational_autoencoder_spans_the_principal_components() {
    // Its gradient is noisy: the last steps still shake the directions by a degree.
    let sine = largest_sine(Kind::Variational);
    assert!(sine < 0.05, "{sine}");
}
