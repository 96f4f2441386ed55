//! The suites: which runs they have, that each can be run, and that what runs share is made once.

mod reference_signals;

use std::collections::HashSet;

use ndarray::Array2;
use reference_signals::gauss;
use songscape::{
    experiment::{
        Column, Experiment, Memory, Numbers, Outcome, Redrawing, Songs,
        run::Stage,
        suite::{Difference, Given, Need, Suite, SuiteRun, suites},
    },
    features::{LogMelPadding, Standardize},
    models::objective::Objective,
    settings::{
        AudioFeature, Baseline, ClusterMethod, Clusters, Feature, Latent, Projection, Settings, VaeArch, Widths,
    },
};

const HEARD: Given = Given { table: false, genres: 4 };

fn all() -> Vec<Suite> {
    suites(&Settings::default(), HEARD)
}

fn suite(name: &str) -> Suite {
    all().into_iter().find(|suite| suite.name == name).unwrap()
}

fn run_of(suite: &Suite, run_dir: &str) -> SuiteRun {
    suite.runs.iter().find(|run| run.run_dir == run_dir).unwrap().clone()
}

#[test]
fn there_are_the_suites_and_runs_of_both_systems() {
    let counted: Vec<_> = all().iter().map(|suite| (suite.name, suite.runs.len())).collect();
    assert_eq!(counted, [("easy", 2), ("medium", 10), ("hard", 7), ("a_easy", 2), ("a_medium", 3), ("a_hard", 6)]);
}

#[test]
fn run_dirs_are_unlike_and_safe_as_paths_on_any_disk() {
    let mut seen = HashSet::new();
    for Suite { name, runs, .. } in all() {
        for SuiteRun { run_dir, .. } in runs {
            let (suite, run) = run_dir.split_once('/').unwrap();
            assert_eq!(suite, name);
            assert!(run.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{run}");
            assert!(run.contains('_'), "{run}: no name of a device");
            assert!(seen.insert(run_dir.clone()), "{run_dir} twice");
        }
    }
}

#[test]
fn every_run_s_settings_pass_the_check_whatever_the_songs_are() {
    for given in [HEARD, Given::default(), Given { table: true, genres: u32::MAX }] {
        for run in suites(&Settings::default(), given).iter().flat_map(|suite| &suite.runs) {
            assert_eq!(run.settings.check(), Ok(()), "{}", run.run_dir);
            assert_eq!(run.settings.seeds, 1);
            assert_eq!(run.settings.viz, Projection::Umap);
        }
    }
}

#[test]
fn system_b_s_suites_are_as_its_description_says() {
    let [easy, medium, hard] = ["easy", "medium", "hard"].map(suite);
    for run in &easy.runs {
        let Settings { feature, label_col, clusters, cluster_method, .. } = &run.settings;
        assert_eq!((*feature, label_col.as_str()), (Feature::LyricsTfidf, "language"));
        assert_eq!((*clusters, *cluster_method), (Clusters::Count(2), ClusterMethod::Kmeans));
        assert_eq!(run.further_maps, [Projection::Tsne], "beside UMAP");
        assert_eq!(run.needs, [Need::Lyrics {}]);
    }
    for run in medium.runs.iter().chain(&hard.runs) {
        assert_eq!((run.settings.label_col.as_str(), run.settings.clusters), ("language_group", Clusters::Count(6)));
        assert_eq!(run.settings.vae_arch, VaeArch::Conv2d);
        assert!(run.further_maps.is_empty() && run.differs.is_empty());
    }
    let of = |suite: &Suite, baseline, method| {
        let fits = |run: &&SuiteRun| run.settings.baseline == baseline && run.settings.cluster_method == method;
        suite.runs.iter().filter(fits).count()
    };
    for method in [ClusterMethod::Kmeans, ClusterMethod::Agglomerative, ClusterMethod::Dbscan] {
        assert_eq!(of(&medium, Baseline::None, method), 2, "log-mel and hybrid");
    }
    for suite in [&medium, &hard] {
        for baseline in [Baseline::Pca, Baseline::Ae, Baseline::Raw] {
            assert_eq!(of(suite, baseline, ClusterMethod::Kmeans), 1);
        }
        assert_eq!(of(suite, Baseline::Raw, ClusterMethod::Spectral), 1);
    }
    assert_eq!(run_of(&medium, "medium/hybrid_vae_dbscan").settings.dbscan_min_samples, 2);
    assert_eq!(run_of(&medium, "medium/hybrid_vae_kmeans").settings.audio_feature, AudioFeature::Logmelspec);
    assert_eq!(run_of(&medium, "medium/hybrid_vae_kmeans").needs, [Need::Sound {}, Need::Lyrics {}]);
    assert!(hard.runs.iter().all(|run| run.settings.epochs == 30));
    assert_eq!(run_of(&hard, "hard/beta_vae_kmeans").settings.beta, 4.0);
    assert_eq!(run_of(&hard, "hard/multimodal_vae_kmeans").settings.feature, Feature::Multimodal);
    let told = run_of(&hard, "hard/cvae_kmeans");
    assert_eq!(told.settings.cond_col, "language_group");
    assert!(told.needs.contains(&Need::Column { name: "language_group".into() }));
}

#[test]
fn system_a_s_suites_are_as_near_as_settings_come_and_say_what_differs() {
    let [easy, medium, hard] = ["a_easy", "a_medium", "a_hard"].map(suite);
    for run in [&easy, &medium, &hard].iter().flat_map(|suite| &suite.runs) {
        assert_eq!((run.settings.standardize, run.settings.max_seconds), (Standardize::None, 40.0));
        assert_eq!((run.settings.validation, run.settings.test), (0.15, 0.15));
        assert!(run.differs.contains(&Difference::SampleRate));
    }
    let vae = run_of(&easy, "a_easy/vae_kmeans").settings;
    assert_eq!((vae.feature, vae.hidden.clone(), vae.latent_dim), (Feature::MfccMean, Widths::List(vec![64]), 16));
    assert_eq!((vae.objective, vae.batch_size, vae.epochs, vae.lr), (Objective::Sum, 32, 50, 1e-3));
    assert_eq!(vae.clusters, Clusters::Count(6));
    assert!(run_of(&easy, "a_easy/pca_kmeans").differs.contains(&Difference::Components));
    let dual = run_of(&medium, "a_medium/dual_vae_dbscan").settings;
    assert_eq!((dual.vae_arch, dual.latent_dim, dual.batch_size), (VaeArch::DualEncoder, 64, 16));
    assert_eq!((dual.objective, dual.beta), (Objective::Mean, f64::from(dual.latent_dim)), "mean MSE + Σ KL");
    assert_eq!((dual.dbscan_eps, dual.dbscan_min_samples), (1.5, 5));
    assert!(hard.runs.iter().all(|run| run.settings.clusters == Clusters::Count(HEARD.genres)));
    assert_eq!(run_of(&hard, "a_hard/cvae_kmeans").settings.cond_col, "genre");
    assert_eq!(run_of(&hard, "a_hard/audio_kmeans").settings.feature, Feature::MfccMean);
}

#[test]
fn a_table_takes_the_place_of_the_sound_in_system_a_s_suites_only() {
    let by_table = suites(&Settings::default(), Given { table: true, ..HEARD });
    for (suite, heard) in by_table.iter().zip(all()) {
        if !suite.name.starts_with("a_") {
            assert_eq!(suite, &heard);
            continue;
        }
        for SuiteRun { needs, differs, .. } in &suite.runs {
            assert!(needs.contains(&Need::Table {}) && !needs.contains(&Need::Sound {}));
            assert!(!differs.contains(&Difference::SampleRate));
        }
    }
}

#[test]
fn what_is_open_is_the_visitor_s_and_nothing_else() {
    let own = Settings {
        seed: 7,
        max_seconds: 12.0,
        dist_cols: "mood".into(),
        objective: Objective::Mean,
        latent: Latent::Sample,
        standardize: Standardize::Column,
        logmel_padding: LogMelPadding::Zero,
        clusters: Clusters::Count(9),
        epochs: 3,
        feature: Feature::Mfcc,
        seeds: 5,
        ..Settings::default()
    };
    let plain = |settings: &Settings| serde_json::to_value(settings).unwrap();
    let (own_values, defaults) = (plain(&own), all());
    for (suite, usual) in suites(&own, HEARD).iter().zip(&defaults) {
        for (run, usual) in suite.runs.iter().zip(&usual.runs) {
            let (found, usual) = (plain(&run.settings), plain(&usual.settings));
            for (name, value) in found.as_object().unwrap() {
                let wanted = if suite.open.contains(&name.as_str()) { &own_values[name] } else { &usual[name] };
                assert_eq!(value, wanted, "{} of {}", name, run.run_dir);
            }
        }
    }
}

/// Songs with maps of 4 bands × 8 frames, lyrics and the columns that suites name.
fn songs(count: usize) -> Songs {
    let noise = gauss(count * 32, 5);
    let values = Array2::from_shape_fn((count, 32), |(row, column)| {
        (if column % 4 == row % 4 { 4.0 } else { 0.0 }) + 0.3 * noise[row * 32 + column] as f32
    });
    let words = ["round and round the lantern", "beat beat machine night", "drift slow silver water", "পিক্সেল নদীর গান"];
    let column = |name: &str, kinds: [&str; 4]| Column {
        name: name.into(),
        values: (0..count).map(|row| kinds[row % 4].into()).collect(),
    };
    let ids: Vec<String> = (0..count).map(|row| format!("song_{row}")).collect();
    Songs {
        song_ids: ids.clone(),
        ids,
        numbers: Numbers::of_all(values),
        lyrics: (0..count).map(|row| Some(format!("{} {}", words[row % 4], words[row % 4]))).collect(),
        columns: vec![
            column("genre", ["waltz", "techno", "ambient", "chiptune"]),
            column("language", ["English", "English", "English", "Bangla"]),
            column("language_group", ["germanic", "germanic", "germanic", "bangla"]),
        ],
    }
}

/// The run's settings at the size of these songs.
fn small(run: &SuiteRun) -> Settings {
    Settings {
        n_mels: 4,
        tf_frames: 8,
        channels: Widths::List(vec![4]),
        epochs: 6,
        batch_size: 8,
        ..run.settings.clone()
    }
}

/// The outcome, what is left for the next run, and how many networks were trained on the way.
fn run_with(settings: Settings, memory: &Memory) -> (Outcome, Memory, usize) {
    let mut experiment = Experiment::new(songs(16), settings, memory).unwrap();
    let (mut trained, mut before) = (0, Stage::Done);
    loop {
        let stage = experiment.stage();
        if matches!(stage, Stage::Sound | Stage::Represent) && stage != before && experiment.training().is_some() {
            trained += 1;
        }
        // The sound's network is there only after a first step.
        let begun = stage != Stage::Sound || experiment.training().is_some();
        before = if begun { stage } else { before };
        if experiment.step().unwrap().is_none() {
            break;
        }
    }
    let (outcome, memory) = experiment.finish().unwrap();
    (outcome, memory, trained)
}

#[test]
fn runs_that_share_a_network_stand_next_to_each_other_and_train_it_once() {
    let trained_of = |name: &str| {
        let mut memory = Memory::default();
        suite(name)
            .runs
            .iter()
            .map(|run| {
                let (outcome, left, trained) = run_with(small(run), &memory);
                memory = left;
                assert!(outcome.latents.iter().all(|value| value.is_finite()), "{}", run.run_dir);
                trained
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(trained_of("easy"), [1, 0]);
    // The convolutional network serves its three groupings and, as the sound's own, the hybrid's; the autoencoder is the last.
    assert_eq!(trained_of("medium"), [1, 0, 0, 1, 0, 0, 0, 1, 0, 0]);
    // β, the condition and multimodal's two are networks of their own.
    assert_eq!(trained_of("hard"), [1, 1, 2, 0, 1, 0, 0]);
    assert_eq!(trained_of("a_medium"), [1, 0, 0]);
    assert_eq!(trained_of("a_hard"), [2, 0, 1, 0, 0, 0]);
}

#[test]
fn a_shared_network_is_the_one_that_would_have_been_trained() {
    let medium = suite("medium");
    let [plain, hybrid] =
        ["medium/conv_vae_kmeans", "medium/hybrid_vae_kmeans"].map(|dir| small(&run_of(&medium, dir)));
    let (_, memory, _) = run_with(plain, &Memory::default());
    let (shared, _, trained) = run_with(hybrid.clone(), &memory);
    let (alone, _, trained_alone) = run_with(hybrid, &Memory::default());
    assert_eq!((trained, trained_alone), (1, 2));
    assert_eq!(shared, alone);
}

#[test]
fn a_run_drawn_again_is_the_run_that_was_asked_for_that_map() {
    let easy = small(&suite("easy").runs[0]);
    let (run, ..) = run_with(easy.clone(), &Memory::default());
    let tsne = Settings { viz: Projection::Tsne, ..easy };
    let draw = |before: &Array2<f32>| {
        let mut drawing = Redrawing::new(run.latents.clone(), before.clone(), &tsne).unwrap();
        let mut last = 0;
        while let Some((done, total)) = drawing.step().unwrap() {
            assert!(done >= last && done <= total, "{last}, then {done} of {total}");
            last = done;
        }
        drawing.finish().unwrap()
    };
    let (asked, ..) = run_with(tsne.clone(), &Memory::default());
    let drawn = draw(&asked.projection);
    let apart = drawn.iter().zip(&asked.projection).map(|(a, b)| (a - b).abs()).fold(0.0f32, f32::max);
    assert!(apart < 1e-3, "{apart}");
    assert_eq!(draw(&run.projection), draw(&run.projection));
    assert!(
        Redrawing::new(run.latents.clone(), run.projection.clone(), &Settings { lr: 0.0, ..tsne.clone() }).is_err()
    );
    let fewer = run.projection.slice(ndarray::s![..3, ..]).to_owned();
    let mut drawing = Redrawing::new(run.latents.clone(), fewer, &tsne).unwrap();
    while drawing.step().unwrap().is_some() {}
    assert!(drawing.finish().is_err(), "maps of different songs");
    let broken = Array2::from_elem((4, 2), f32::NAN);
    assert!(Redrawing::new(broken.clone(), broken, &tsne).is_err());
}
