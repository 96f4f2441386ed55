//! Whole runs, natively: features in, map out.

mod reference_signals;

use ndarray::Array2;
use reference_signals::gauss;
use songscape::{
    experiment::{Column, Experiment, InputError, Memory, Numbers, Outcome, Progress, RunError, Songs, Warning},
    settings::{Baseline, Clusters, Feature, Latent, Projection, Settings, Switch, VaeArch},
};

/// `count` songs of four styles in 20 dimensions, with the style as a column.
fn songs(count: usize) -> Songs {
    let noise = gauss(count * 20, 11);
    let features = Array2::from_shape_fn((count, 20), |(row, column)| {
        let centre = if column % 4 == row % 4 { 3.0 } else { 0.0 };
        10.0 + 5.0 * (centre + 0.5 * noise[row * 20 + column] as f32)
    });
    let styles = ["waltz", "techno", "ambient", "chiptune"];
    Songs {
        ids: (0..count).map(|row| format!("song_{row}")).collect(),
        song_ids: (0..count).map(|row| format!("song_{row}")).collect(),
        columns: vec![Column { name: "genre".into(), values: (0..count).map(|row| styles[row % 4].into()).collect() }],
        lyrics: vec![None; count],
        numbers: Numbers::of_all(features),
    }
}

fn quick() -> Settings {
    Settings { epochs: 30, batch_size: 16, label_col: "genre".into(), ..Settings::default() }
}

fn run_with(songs: Songs, settings: Settings, memory: &Memory) -> (Outcome, Memory) {
    let mut experiment = Experiment::new(songs, settings, memory).unwrap();
    while experiment.step().unwrap().is_some() {}
    experiment.finish().unwrap()
}

fn run(songs: Songs, settings: Settings) -> Outcome {
    run_with(songs, settings, &Memory::default()).0
}

#[test]
fn the_styles_are_found_and_everything_is_finite() {
    let outcome = run(songs(48), quick());
    assert_eq!(outcome.scores.purity, Some(1.0));
    assert_eq!(outcome.scores.ari, Some(1.0));
    assert_eq!(outcome.scores.n, 48);
    assert_eq!(outcome.scores.n_clusters_eff, 4);
    assert!(outcome.scores.silhouette.unwrap() > 0.3);
    assert!(outcome.active_units >= 2);
    assert_eq!(outcome.losses.len(), 30);
    assert!(outcome.losses[29].reconstruction < outcome.losses[0].reconstruction);
    assert_eq!(outcome.projection.dim(), (48, 2));
    assert!(outcome.projection.iter().all(|place| place.is_finite()));
    assert_eq!(outcome.agreement.len(), 1);
    assert_eq!(outcome.warnings, vec![]);
}

#[test]
fn the_same_seed_gives_the_same_run() {
    assert_eq!(run(songs(30), quick()), run(songs(30), quick()));
    let other = run(songs(30), Settings { seed: 7, ..quick() });
    assert_ne!(run(songs(30), quick()).latents, other.latents);
}

#[test]
fn changing_the_groups_does_not_train_again() {
    let (first, memory) = run_with(songs(40), quick(), &Memory::default());
    let (again, _) = run_with(songs(40), Settings { clusters: Clusters::Count(2), ..quick() }, &memory);
    assert!(again.remembered && !first.remembered);
    assert_eq!(again.latents, first.latents);
    assert_eq!(again.losses, first.losses);
    assert_eq!(again.scores.n_clusters_eff, 2);
    let (retrained, _) = run_with(songs(40), Settings { beta: 2.0, ..quick() }, &memory);
    assert!(!retrained.remembered);
    let (other_songs, _) = run_with(songs(41), quick(), &memory);
    assert!(!other_songs.remembered);
}

#[test]
fn a_remembered_run_equals_one_from_scratch() {
    let settings = Settings { clusters: Clusters::Auto, ..quick() };
    let (_, memory) = run_with(songs(40), quick(), &Memory::default());
    let (mut again, _) = run_with(songs(40), settings.clone(), &memory);
    let scratch = run(songs(40), settings);
    again.remembered = false;
    assert_eq!(again, scratch);
}

#[test]
fn auto_finds_the_number_of_styles() {
    let outcome = run(songs(48), Settings { clusters: Clusters::Auto, ..quick() });
    assert_eq!(outcome.scores.n_clusters_eff, 4);
    assert_eq!(outcome.candidates.len(), 9);
}

#[test]
fn stop_keeps_what_has_been_learned() {
    let mut experiment = Experiment::new(songs(24), quick(), &Memory::default()).unwrap();
    for _ in 0..5 {
        assert!(matches!(experiment.step().unwrap(), Some(Progress::Learned { .. })));
    }
    experiment.stop().unwrap();
    while experiment.step().unwrap().is_some() {}
    let (outcome, memory) = experiment.finish().unwrap();
    assert!(outcome.stopped);
    assert_eq!(outcome.losses.len(), 5);
    assert!(outcome.warnings.contains(&Warning::StoppedEarly { epochs: 5, planned: 30 }));
    assert_eq!(outcome.clusters.len(), 24);
    assert_eq!(memory.representation, None, "a stopped network is not taken for a finished one");
}

#[test]
fn each_epoch_shows_a_frame_and_long_trainings_a_film_of_at_most_200() {
    for (epochs, frames) in [(30, 30), (450, 151)] {
        let mut experiment = Experiment::new(songs(8), Settings { epochs, ..quick() }, &Memory::default()).unwrap();
        let mut shown = 0;
        while let Some(progress) = experiment.step().unwrap() {
            if let Progress::Learned { moment: Some(moment), .. } = progress {
                assert_eq!(moment.map.dim(), (8, 2));
                assert_eq!(moment.labels.len(), 8);
                shown += 1;
            }
        }
        assert!(shown <= frames && shown >= frames - 1, "{shown} frames of {epochs} epochs");
    }
}

#[test]
fn rivals_of_the_network_run_and_have_no_losses() {
    for (baseline, units) in [(Baseline::Raw, 20), (Baseline::Pca, 20), (Baseline::Ae, 16)] {
        let outcome = run(songs(24), Settings { baseline, ..quick() });
        assert_eq!(outcome.latents.dim(), (24, units), "{baseline:?}");
        assert_eq!(outcome.losses.is_empty(), baseline != Baseline::Ae);
        assert!(outcome.kl_per_unit.is_empty());
        assert_eq!(outcome.scores.purity, Some(1.0));
    }
}

#[test]
fn a_sample_is_clustered_when_asked_for() {
    let mean = run(songs(24), quick());
    let sample = run(songs(24), Settings { latent: Latent::Sample, ..quick() });
    assert_eq!(mean.losses, sample.losses);
    assert_ne!(mean.latents, sample.latents);
}

#[test]
fn no_map_is_drawn_when_none_is_wanted() {
    let outcome = run(songs(24), Settings { viz: Projection::None, ..quick() });
    assert_eq!(outcome.projection.dim(), (0, 2));
}

#[test]
fn one_two_and_three_songs_give_a_map_and_undefined_scores() {
    for count in 1..=3 {
        let outcome = run(songs(count), quick());
        assert_eq!(outcome.clusters.len(), count);
        assert_eq!(outcome.scores.silhouette, None);
        assert_eq!(outcome.scores.n_clusters_eff, count);
        assert!(outcome.projection.iter().all(|place| place.is_finite()));
        assert!(outcome.warnings.contains(&Warning::FewSongs { songs: count }));
        assert!(outcome.warnings.contains(&Warning::FewerGroups { asked: 4, found: count }));
    }
}

#[test]
fn songs_that_are_all_the_same_are_one_group() {
    let mut same = songs(10);
    same.numbers.values.fill(2.5);
    let outcome = run(same, quick());
    assert_eq!(outcome.scores.n_clusters_eff, 1);
    assert_eq!(outcome.scores.silhouette, None);
}

#[test]
fn a_missing_label_leaves_agreement_undefined() {
    let mut songs = songs(24);
    songs.columns[0].values[3].clear();
    let outcome = run(songs, quick());
    assert_eq!(outcome.scores.purity, None);
    assert!(outcome.agreement.is_empty());
}

#[test]
fn what_does_not_fit_is_refused_with_a_code() {
    let refuse = |songs, settings| Experiment::new(songs, settings, &Memory::default()).err().unwrap();
    let empty = Songs { ids: vec![], song_ids: vec![], numbers: Numbers::none(0), lyrics: vec![], columns: vec![] };
    assert_eq!(refuse(empty, quick()), RunError::Input(InputError::NoSongs {}));
    let mut short = songs(5);
    short.columns[0].values.pop();
    let code = serde_json::to_value(refuse(short, quick())).unwrap();
    assert_eq!(code["code"], "unequal_rows");
    assert_eq!(code["column"], "genre");
    let mut nan = songs(5);
    nan.numbers.values[[2, 3]] = f32::NAN;
    let code = serde_json::to_value(refuse(nan, quick())).unwrap();
    assert_eq!((&code["code"], &code["row"], &code["column"]), (&"non_finite_feature".into(), &2.into(), &3.into()));
    let code = serde_json::to_value(refuse(songs(5), Settings { lr: -1.0, ..quick() })).unwrap();
    assert_eq!(code["code"], "setting_out_of_range");
}

#[test]
fn the_decoder_draws_what_the_reconstructions_show_and_a_map_in_its_own_units() {
    let settings = |feature| Settings { feature, epochs: 4, save_recon: Switch::On, n_recon: 3, ..quick() };
    let map = Settings { n_mels: 4, tf_frames: 5, vae_arch: VaeArch::Conv2d, ..settings(Feature::Logmelspec) };
    for (settings, shape) in [(settings(Feature::Table), None), (map, Some((4, 5)))] {
        let outcome = run(songs(12), settings);
        let (decoder, examples) = (outcome.decoder.unwrap(), outcome.reconstructions.unwrap());
        assert_eq!(decoder.map(), shape);
        for (&row, drawn_back) in examples.rows.iter().zip(examples.reconstructed.rows()) {
            let latent: Vec<f32> = outcome.latents.row(row).to_vec();
            let drawn = decoder.draw(&latent, Some(row)).unwrap();
            for (one, other) in drawn.iter().zip(drawn_back) {
                assert!((one - other).abs() < 1e-3 * (1.0 + other.abs()), "{one} and {other}");
            }
        }
        // The songs lie around 10: a map keeps that, a vector is told by how far it lies from the middle.
        let middle = examples.original.mean().unwrap();
        assert_eq!(middle > 5.0, shape.is_some(), "{middle}");
        let refused = decoder.draw(&[0.0; 3], None).unwrap_err();
        assert_eq!(refused, InputError::OtherLatent { found: 3, units: 16 });
        assert!(decoder.draw(&[f32::NAN; 16], None).is_err());
    }
    assert_eq!(run(songs(12), Settings { baseline: Baseline::Pca, ..quick() }).decoder, None);
}

#[test]
fn a_decoder_that_was_told_a_column_draws_a_song_under_its_own_value() {
    let settings = Settings { cond_col: "genre".into(), label_col: String::new(), ..quick() };
    let decoder = run(songs(16), settings).decoder.unwrap();
    let drawn = |row| decoder.draw(&[0.0; 16], row).unwrap();
    assert_eq!(drawn(Some(0)), drawn(Some(4)), "two waltzes");
    assert_ne!(drawn(Some(0)), drawn(Some(1)));
    assert_ne!(drawn(Some(0)), drawn(None));
}
