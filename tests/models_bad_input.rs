//! Whole runs with what should not be asked of a network, or hardly: each gives finite numbers or is refused with a code,
//! for a perceptron and for a convolutional network.

mod reference_signals;

use ndarray::Array2;
use reference_signals::gauss;
use songscape::{
    experiment::{Column, Experiment, Lack, LeftOut, Memory, Numbers, Outcome, RunError, Songs, Warning},
    models::objective::Objective,
    settings::{Feature, Settings, VaeArch, choices::Projection, widths::Widths},
};

/// Bands and frames of a song's map.
type Map = (u32, u32);
const MAP: Map = (6, 10);

/// Songs whose maps have four kinds, with a column for a condition.
fn songs(count: usize, (bands, frames): Map, condition: impl Fn(usize) -> String) -> Songs {
    let size = (bands * frames) as usize;
    let noise = gauss(count * size, 3);
    let values = Array2::from_shape_fn((count, size), |(song, place)| {
        (if place % 4 == song % 4 { 3.0 } else { 0.0 }) + 0.3 * noise[song * size + place] as f32
    });
    of_values(values, condition)
}

fn of_values(values: Array2<f32>, condition: impl Fn(usize) -> String) -> Songs {
    let count = values.nrows();
    let ids: Vec<String> = (0..count).map(|song| format!("song_{song}")).collect();
    Songs {
        song_ids: ids.clone(),
        ids,
        lyrics: vec![None; count],
        numbers: Numbers::of_all(values),
        columns: vec![Column { name: "told".into(), values: (0..count).map(condition).collect() }],
    }
}

fn plain(count: usize) -> Songs {
    songs(count, MAP, |_| String::new())
}

/// Small networks of both kinds, trained briefly.
fn networks((bands, frames): Map) -> [Settings; 2] {
    [VaeArch::Mlp, VaeArch::Conv2d].map(|vae_arch| Settings {
        vae_arch,
        feature: Feature::Logmelspec,
        n_mels: bands,
        tf_frames: frames,
        hidden: Widths::List(vec![12, 6]),
        channels: Widths::List(vec![2, 3, 4]),
        latent_dim: 3,
        epochs: 4,
        batch_size: 8,
        ..Settings::default()
    })
}

fn try_run(songs: Songs, settings: Settings) -> Result<Outcome, RunError> {
    let mut experiment = Experiment::new(songs, settings, &Memory::default())?;
    while experiment.step()?.is_some() {}
    Ok(experiment.finish().expect("the run is over").0)
}

/// A run whose every number is finite.
fn run(songs: Songs, settings: Settings) -> Outcome {
    let what = format!("{:?} {} songs", settings.vae_arch, songs.ids.len());
    let outcome = try_run(songs, settings).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(outcome.latents.iter().chain(&outcome.projection).all(|value| value.is_finite()), "{what}");
    assert!(outcome.reconstruction_errors.iter().all(|error| error.is_finite()), "{what}");
    assert!(outcome.losses.iter().all(|losses| losses.total.is_finite() && losses.kl.is_finite()), "{what}");
    assert_eq!(outcome.clusters.len(), outcome.ids.len(), "{what}");
    outcome
}

fn code(error: &RunError) -> serde_json::Value {
    serde_json::to_value(error).expect("an error is data")["code"].clone()
}

fn diverged(outcome: &Outcome) -> bool {
    outcome.warnings.iter().any(|warning| matches!(warning, Warning::TrainingDiverged { .. }))
}

#[test]
fn one_song_two_songs_and_fewer_than_a_batch() {
    for settings in networks(MAP) {
        for count in [1, 2, 3, 7] {
            let outcome = run(plain(count), Settings { batch_size: 128, ..settings.clone() });
            assert_eq!((outcome.ids.len(), outcome.losses.len()), (count, 4));
            assert!(outcome.warnings.contains(&Warning::FewSongs { songs: count }));
        }
    }
}

#[test]
fn batches_of_one_song_and_a_last_batch_of_one() {
    for settings in networks(MAP) {
        for batch_size in [1, 3, 4096] {
            assert_eq!(run(plain(13), Settings { batch_size, ..settings.clone() }).losses.len(), 4);
        }
    }
}

#[test]
fn as_many_latent_units_as_numbers_and_more() {
    for settings in networks(MAP) {
        for latent_dim in [1, 60, 200] {
            let outcome = run(plain(9), Settings { latent_dim, ..settings.clone() });
            assert_eq!(
                (outcome.latents.ncols(), outcome.kl_per_unit.len()),
                (latent_dim as usize, latent_dim as usize)
            );
        }
    }
}

#[test]
fn constant_columns_and_songs_that_are_all_the_same() {
    for settings in networks(MAP) {
        let mut values = Array2::from_elem((12, 60), 1e6_f32);
        let same = run(of_values(values.clone(), |_| String::new()), settings.clone());
        assert_eq!(same.clusters, vec![0; 12], "one group, whatever was asked for");
        values.column_mut(7).iter_mut().zip(0_u8..).for_each(|(value, song)| *value = f32::from(song % 2));
        run(of_values(values, |_| String::new()), settings);
    }
}

#[test]
fn a_condition_with_one_value_many_values_and_missing_ones() {
    for settings in networks(MAP) {
        let told = Settings { cond_col: "told".into(), ..settings };
        assert_eq!(run(songs(9, MAP, |_| "same".into()), told.clone()).ids.len(), 9);
        assert_eq!(run(songs(200, MAP, |song| format!("value {song}")), told.clone()).ids.len(), 200);
        let outcome = run(
            songs(9, MAP, |song| if song == 4 { String::new() } else { "ab"[song % 2..][..1].into() }),
            told.clone(),
        );
        assert_eq!(outcome.left_out, [LeftOut { id: "song_4".into(), code: Lack::NoCondition }]);
        // No song has a value, or there is no such column.
        for settings in [told.clone(), Settings { cond_col: "no such column".into(), ..told }] {
            let error = try_run(plain(9), settings).expect_err("nobody can be told anything");
            assert_eq!(code(&error), "none_described", "{error}");
        }
    }
}

#[test]
fn learning_rates_beyond_reason() {
    for settings in networks(MAP) {
        for lr in [0.0, f64::NAN, f64::INFINITY, -1.0, 10.1] {
            let error = try_run(plain(9), Settings { lr, ..settings.clone() }).expect_err("no such learning rate");
            assert_eq!(code(&error), "setting_out_of_range", "{lr}");
        }
        // The fastest that can be asked for: it learns or runs off, and then the last good epoch is kept.
        for objective in [Objective::Elbo, Objective::Mean, Objective::Sum] {
            let outcome = run(plain(16), Settings { lr: 10.0, epochs: 30, objective, ..settings.clone() });
            assert!(outcome.losses.len() == 30 || diverged(&outcome), "{objective:?}");
        }
        run(plain(9), Settings { lr: 1e-7, ..settings });
    }
}

#[test]
fn no_epochs_are_refused() {
    for settings in networks(MAP) {
        let error = try_run(plain(9), Settings { epochs: 0, ..settings }).expect_err("nothing would be learned");
        assert_eq!(code(&error), "setting_out_of_range");
    }
}

#[test]
fn kl_that_weighs_nothing_and_kl_that_weighs_all() {
    for settings in networks(MAP) {
        for objective in [Objective::Elbo, Objective::Mean, Objective::Sum] {
            let outcome = run(plain(16), Settings { beta: 0.0, objective, ..settings.clone() });
            assert!(outcome.active_units > 0, "nothing is asked of the units: {objective:?}");
            run(plain(16), Settings { beta: 1e6, objective, ..settings.clone() });
        }
        // Long enough, and no unit dares to say anything.
        let silent = Settings { beta: 1e6, kl_warmup: 0.0, epochs: 400, lr: 3e-3, ..settings };
        let outcome = run(plain(16), silent);
        assert_eq!(outcome.active_units, 0, "{:?}", outcome.kl_per_unit);
        let collapsed = |warning: &Warning| matches!(warning, Warning::PosteriorCollapsed { .. });
        assert!(outcome.warnings.iter().any(collapsed) && !diverged(&outcome));
    }
}

#[test]
fn maps_of_eight_frames_one_frame_and_one_band() {
    for map in [(6, 8), (6, 1), (1, 10), (1, 1), (5, 7)] {
        for settings in networks(map) {
            let settings = Settings { viz: Projection::Pca, ..settings };
            assert_eq!(run(songs(9, map, |_| String::new()), settings).ids.len(), 9, "{map:?}");
        }
    }
    // Maps that are not what the settings say: the perceptron reads them, the convolutions cannot.
    let [mlp, conv2d] = networks((5, 9));
    assert_eq!(run(plain(9), mlp).ids.len(), 9);
    assert_eq!(code(&try_run(plain(9), conv2d).expect_err("another size")), "map_size");
}

#[test]
fn numbers_that_are_not_finite_are_refused_by_name() {
    for settings in networks(MAP) {
        for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let mut given = plain(9);
            given.numbers.values[[3, 5]] = value;
            let error = try_run(given, settings.clone()).expect_err("not a number");
            let data = serde_json::to_value(&error).expect("an error is data");
            assert_eq!((data["row"].as_u64(), data["column"].as_u64()), (Some(3), Some(5)), "{data}");
        }
    }
}

#[test]
fn songs_kept_back_leave_at_least_one_to_learn_from() {
    for settings in networks(MAP) {
        for count in [1, 2, 3, 20] {
            let shares = Settings { validation: 0.5, test: 0.5, patience: 1, ..settings.clone() };
            let outcome = run(plain(count), shares);
            assert!(outcome.split.training.iter().len() >= 1);
            let all = [&outcome.split.training, &outcome.split.validation, &outcome.split.test];
            assert_eq!(all.iter().map(|rows| rows.len()).sum::<usize>(), count);
        }
    }
}
