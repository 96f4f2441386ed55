//! Training as a whole: what it must do on any input.

mod reference_signals;

use burn_tensor::Device;
use ndarray::{Array2, Axis, array};
use reference_signals::gauss;
use songscape::models::{
    ModelError,
    network::{Architecture, Network},
    objective::Objective,
    training::{Kind, Lesson, Outcome, Recipe, Training},
};

fn recipe() -> Recipe {
    Recipe {
        kind: Kind::Variational,
        objective: Objective::Elbo,
        beta: 1.0,
        warmup: 0.3,
        free_bits: 0.0,
        epochs: 20,
        batch: 16,
        rate: 1e-3,
        validation: 0.0,
        test: 0.0,
        patience: 0,
        seed: 42,
    }
}

/// Four groups of points in 12 dimensions, standardised well enough.
fn songs(count: usize) -> Array2<f32> {
    let noise = gauss(count * 12, 7);
    Array2::from_shape_fn((count, 12), |(row, column)| {
        let centre = if column % 4 == row % 4 { 1.5 } else { -0.5 };
        centre + 0.3 * noise[row * 12 + column] as f32
    })
}

fn lesson(rows: &Array2<f32>) -> Lesson {
    Lesson { rows: rows.clone(), condition: Array2::zeros((rows.nrows(), 0)) }
}

fn network(inputs: usize, latent: usize) -> Network {
    Network { architecture: Architecture::Mlp { inputs, hidden: vec![32, 16] }, condition: 0, latent }
}

fn train(rows: &Array2<f32>, recipe: Recipe, device: &Device) -> (Training, Vec<Outcome>) {
    train_to(rows, 4, recipe, device)
}

fn train_to(rows: &Array2<f32>, latent: usize, recipe: Recipe, device: &Device) -> (Training, Vec<Outcome>) {
    let mut training = Training::new(lesson(rows), network(rows.ncols(), latent), recipe, device).unwrap();
    let outcomes = std::iter::from_fn(|| training.step()).collect();
    (training, outcomes)
}

fn totals(outcomes: &[Outcome]) -> Vec<f64> {
    outcomes
        .iter()
        .map(|outcome| match outcome {
            Outcome::Learned(losses) => losses.total,
            Outcome::Diverged { epoch } => panic!("diverged in epoch {epoch}"),
        })
        .collect()
}

#[test]
fn the_loss_falls_and_units_are_active() {
    let rows = songs(64);
    let recipe = Recipe { epochs: 120, ..recipe() };
    let (training, outcomes) = train(&rows, recipe, &Device::flex());
    let totals = totals(&outcomes);
    assert_eq!(totals.len(), 120);
    assert!(totals[119] < 0.8 * totals[0], "{} → {}", totals[0], totals[119]);
    assert!(training.embed().active_units() >= 2);
}

#[test]
fn the_same_seed_gives_the_same_bits_and_another_seed_does_not() {
    let rows = songs(40);
    let run = |seed| {
        let (training, outcomes) = train(&rows, Recipe { seed, ..recipe() }, &Device::flex());
        (totals(&outcomes), training.embed())
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1).1, run(2).1);
}

#[test]
#[expect(deprecated, reason = "the second opinion is a backend that burn will drop; the page ships flex alone")]
fn two_backends_learn_the_same() {
    let rows = songs(40);
    let (_, flex) = train(&rows, recipe(), &Device::flex());
    let (_, ndarray) = train(&rows, recipe(), &Device::ndarray());
    // The same sums in another order: f32 rounding, amplified over 20 epochs.
    for (a, b) in totals(&flex).iter().zip(totals(&ndarray)) {
        assert!((a - b).abs() < 1e-3 * b, "{a} is not {b}");
    }
}

#[test]
fn an_autoencoder_pays_no_kl_and_has_no_spread() {
    let rows = songs(30);
    let (training, outcomes) = train(&rows, Recipe { kind: Kind::Plain, ..recipe() }, &Device::flex());
    assert!(outcomes.iter().all(|outcome| matches!(
        outcome,
        Outcome::Learned(losses) if losses.kl == 0.0 && losses.total == losses.reconstruction
    )));
    assert_eq!(training.embed().log_variance, None);
}

#[test]
fn an_autoencoder_is_a_vae_with_kl_off_and_no_noise() {
    let rows = songs(10);
    let gradient = |kind, beta| {
        let recipe = Recipe { kind, beta, warmup: 0.0, ..recipe() };
        let training = Training::new(lesson(&rows), network(12, 4), recipe, &Device::flex()).unwrap();
        training.probe(Array2::zeros((10, 4)).view()).gradient
    };
    assert_eq!(gradient(Kind::Plain, 1.0), gradient(Kind::Variational, 0.0));
}

#[test]
fn system_b_objective_collapses_where_ours_does_not() {
    // Many features, of which the groups explain a twentieth: what a group tells is worth its KL per feature (`elbo`)
    // but not its KL per latent entry (`mean`), which weighs it D/L = 25 times as much.
    let noise = gauss(64 * 200, 9);
    let rows = Array2::from_shape_fn((64, 200), |(row, column)| {
        let centre = if (column + row % 4) % 2 == 0 { 0.22 } else { -0.22 };
        centre + noise[row * 200 + column] as f32
    });
    let active = |objective| {
        let recipe = Recipe { objective, epochs: 200, rate: 3e-3, ..recipe() };
        train_to(&rows, 8, recipe, &Device::flex()).0.embed().active_units()
    };
    assert_eq!(active(Objective::Mean), 0);
    assert!(active(Objective::Elbo) >= 2);
}

#[test]
fn a_rate_beyond_reason_stops_at_the_last_good_epoch() {
    let rows = songs(32);
    let recipe = Recipe { rate: 1e30, ..recipe() };
    let (training, outcomes) = train(&rows, recipe, &Device::flex());
    assert!(matches!(outcomes.last(), Some(Outcome::Diverged { .. })));
    assert!(training.is_over());
    assert!(training.parameters().iter().all(|value| value.is_finite()));
    assert!(training.embed().mean.iter().all(|value| value.is_finite()));
}

#[test]
fn one_song_two_songs_constant_columns_and_wide_latents_train() {
    for rows in [songs(1), songs(2), Array2::ones((5, 3)), songs(3)] {
        let recipe = Recipe { batch: 1, epochs: 3, ..recipe() };
        let (training, outcomes) = train_to(&rows, 40, recipe, &Device::flex());
        assert_eq!(totals(&outcomes).len(), 3);
        assert_eq!(training.embed().mean.dim(), (rows.nrows(), 40));
    }
}

#[test]
fn nothing_and_nan_are_refused_by_name() {
    let new =
        |rows: Array2<f32>| Training::new(lesson(&rows), network(rows.ncols(), 4), recipe(), &Device::flex()).err();
    assert_eq!(new(Array2::zeros((0, 3))), Some(ModelError::NoRows { songs: 0, features: 3 }));
    assert_eq!(new(array![[1.0, 2.0], [3.0, f32::NAN]]), Some(ModelError::NotFiniteInput { row: 1, column: 1 }));
}

#[test]
fn a_large_library_is_embedded_in_pieces_like_a_small_one() {
    let rows = songs(600);
    let recipe = Recipe { epochs: 1, ..recipe() };
    let (training, _) = train(&rows, recipe, &Device::flex());
    let whole = training.embed().mean;
    let decode = |means: Array2<f32>| {
        training.model().decode(means.view(), Array2::zeros((means.nrows(), 0)).view(), &Device::flex())
    };
    let reconstruction = decode(whole.clone());
    assert_eq!(reconstruction.dim(), rows.dim());
    // Rows are independent: decoding one alone gives the row that decoding all gave, up to f32 summation order.
    let alone = decode(whole.select(Axis(0), &[300]));
    for (a, b) in alone.row(0).iter().zip(reconstruction.row(300)) {
        assert!((a - b).abs() < 1e-5);
    }
}

#[test]
fn a_sample_is_seeded_and_scatters_around_the_mean() {
    let rows = songs(50);
    let (training, _) = train(&rows, recipe(), &Device::flex());
    let embedding = training.embed();
    assert_eq!(embedding.sample(5), embedding.sample(5));
    assert_ne!(embedding.sample(5), embedding.sample(6));
    assert_ne!(embedding.sample(5), embedding.mean);
}
