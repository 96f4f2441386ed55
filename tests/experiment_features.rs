//! Runs of every feature, natively: what goes in, what shape comes out, who is left out, and what is remembered.

mod reference_signals;

use ndarray::{Array2, Axis};
use proptest::prelude::*;
use reference_signals::gauss;
use songscape::{
    experiment::{
        Column, Experiment, InputError, Lack, LeftOut, Memory, Numbers, Outcome, Progress, RunError, Songs, Warning,
        run::Stage,
    },
    features::Standardize,
    settings::{AudioFeature, Baseline, Feature, LyricsTokens, Projection, Settings, Switch},
};

const STYLES: [&str; 4] = ["waltz", "techno", "ambient", "chiptune"];
const WORDS: [&str; 4] =
    ["round and round the lantern", "beat beat machine night", "drift slow silver water", "পিক্সেল নদীর গান"];

/// `count` songs of four styles with numbers, lyrics and columns.
fn songs(count: usize) -> Songs {
    let noise = gauss(count * 12, 3);
    let values = Array2::from_shape_fn((count, 12), |(row, column)| {
        (if column % 4 == row % 4 { 4.0 } else { 0.0 }) + 0.3 * noise[row * 12 + column] as f32
    });
    let column = |name: &str, of: fn(usize) -> &'static str| Column {
        name: name.into(),
        values: (0..count).map(|row| of(row).into()).collect(),
    };
    Songs {
        ids: (0..count).map(|row| format!("song_{row}")).collect(),
        song_ids: (0..count).map(|row| format!("song_{row}")).collect(),
        numbers: Numbers::of_all(values),
        lyrics: (0..count).map(|row| Some(format!("{} [Chorus] {}!", WORDS[row % 4], WORDS[row % 4]))).collect(),
        columns: vec![
            column("genre", |row| STYLES[row % 4]),
            column("mood", |row| if row % 4 < 2 { "loud" } else { "soft" }),
            column("odd", |row| if (row / 4).is_multiple_of(2) { "a" } else { "b" }),
        ],
    }
}

fn quick(feature: Feature) -> Settings {
    Settings { feature, epochs: 12, batch_size: 16, latent_dim: 4, label_col: "genre".into(), ..Settings::default() }
}

fn run_with(songs: Songs, settings: Settings, memory: &Memory) -> (Outcome, Memory, Vec<Stage>) {
    let mut experiment = Experiment::new(songs, settings, memory).unwrap();
    let mut stages = Vec::new();
    loop {
        let stage = experiment.stage();
        if experiment.step().unwrap().is_none() {
            break;
        }
        if stages.last() != Some(&stage) {
            stages.push(stage);
        }
    }
    let (outcome, memory) = experiment.finish().unwrap();
    (outcome, memory, stages)
}

fn run(songs: Songs, settings: Settings) -> Outcome {
    run_with(songs, settings, &Memory::default()).0
}

fn refuse(songs: Songs, settings: Settings) -> RunError {
    Experiment::new(songs, settings, &Memory::default()).err().unwrap()
}

#[test]
fn every_feature_runs_and_has_its_width() {
    // Sound: 12 numbers. Lyrics as TF-IDF: as many columns as there are runs of characters that two lyrics share.
    for feature in [Feature::Mfcc, Feature::MfccMean, Feature::MfccFrames, Feature::Logmelspec, Feature::Table] {
        assert_eq!(run(songs(24), quick(feature)).features, 12);
    }
    let lyrics = run(songs(24), quick(Feature::LyricsTfidf));
    assert!(lyrics.features > 50, "{}", lyrics.features);
    assert_eq!(lyrics.scores.purity, Some(1.0));
    // Four different lyrics have four directions; TruncatedSVD does not centre.
    let hybrid = run(songs(24), quick(Feature::Hybrid));
    assert_eq!(hybrid.features, 4 + 4);
    let multimodal = run(songs(24), quick(Feature::Multimodal));
    assert_eq!(multimodal.features, 4 + 4 + 4);
    for outcome in [lyrics, hybrid, multimodal] {
        assert_eq!(outcome.ids.len(), 24);
        assert_eq!(outcome.latents.dim(), (24, 4));
        assert!(outcome.latents.iter().chain(&outcome.projection).all(|value| value.is_finite()));
    }
}

#[test]
fn a_hybrid_sums_up_lyrics_and_learns_the_sound_first() {
    let (_, memory, stages) = run_with(songs(24), quick(Feature::Hybrid), &Memory::default());
    assert_eq!(
        stages,
        [
            Stage::Lyrics,
            Stage::Sound,
            Stage::Represent,
            Stage::Neighbours,
            Stage::Group,
            Stage::DrawBack,
            Stage::Score,
            Stage::Map
        ]
    );
    // Moving a weight makes neither of the two again, but the network that sees both.
    let settings = Settings { lyrics_weight: 0.5, ..quick(Feature::Hybrid) };
    let (moved, _, stages) = run_with(songs(24), settings.clone(), &memory);
    assert_eq!(stages[..3], [Stage::Lyrics, Stage::Sound, Stage::Represent]);
    assert!(!moved.remembered);
    assert_eq!(run(songs(24), settings), moved, "remembered or not, the result is the same");
    // Nothing moved: nothing is made again.
    assert!(run_with(songs(24), quick(Feature::Hybrid), &memory).0.remembered);
}

#[test]
fn the_sound_s_network_reports_its_epochs() {
    let mut experiment = Experiment::new(songs(16), quick(Feature::Hybrid), &Memory::default()).unwrap();
    let mut epochs = Vec::new();
    while experiment.stage() != Stage::Represent {
        if let Some(Progress::Described { epoch, epochs: planned, losses }) = experiment.step().unwrap() {
            assert_eq!(planned, 12);
            assert_eq!(losses.is_some(), epoch > 0);
            epochs.push(epoch);
        }
    }
    assert_eq!(epochs.last(), Some(&12));
    assert_eq!(experiment.ids().len(), 16);
}

#[test]
fn weights_scale_their_own_columns_after_standardising() {
    let of = |audio_weight, lyrics_weight| {
        let settings = Settings { audio_weight, lyrics_weight, baseline: Baseline::Raw, ..quick(Feature::Multimodal) };
        run(songs(24), settings).latents
    };
    let (plain, weighted) = (of(1.0, 1.0), of(2.0, 0.25));
    for (column, factor) in [(0, 2.0), (3, 2.0), (4, 0.25), (7, 0.25), (8, 1.0), (11, 1.0)] {
        for (one, other) in plain.column(column).iter().zip(weighted.column(column)) {
            assert!((one * factor - other).abs() <= 1e-6 * one.abs(), "column {column}");
        }
    }
    for column in of(0.0, 1.0).columns().into_iter().take(4) {
        assert!(column.iter().all(|value| *value == 0.0));
    }
    // Each column of the concatenation is standardised.
    for column in plain.columns() {
        let mean = column.sum() / 24.0;
        let deviation = (column.mapv(|v| (v - mean).powi(2)).sum() / 24.0).sqrt();
        assert!(mean.abs() < 1e-5 && (deviation - 1.0).abs() < 1e-4);
    }
}

#[test]
fn songs_that_lack_something_are_left_out_by_name() {
    let mut given = songs(20);
    given.lyrics[3] = None;
    given.lyrics[7] = Some(" \n\t".into());
    given.numbers.present[5] = false;
    let rows: Vec<usize> = (0..20).filter(|row| *row != 5).collect();
    given.numbers.values = given.numbers.values.select(Axis(0), &rows);
    let left = |outcome: &Outcome| -> Vec<(String, Lack)> {
        outcome.left_out.iter().map(|LeftOut { id, code }| (id.clone(), *code)).collect()
    };
    let hybrid = run(given.clone(), quick(Feature::Hybrid));
    assert_eq!(
        left(&hybrid),
        [("song_3".into(), Lack::NoLyrics), ("song_5".into(), Lack::NoSound), ("song_7".into(), Lack::NoLyrics)]
    );
    assert_eq!(hybrid.ids.len(), 17);
    assert!(hybrid.warnings.contains(&Warning::SongsLeftOut { reason: Lack::NoLyrics, count: 2 }));
    assert!(hybrid.warnings.contains(&Warning::SongsLeftOut { reason: Lack::NoSound, count: 1 }));
    assert_eq!(left(&run(given.clone(), quick(Feature::Mfcc))), [("song_5".into(), Lack::NoSound)]);
    assert_eq!(left(&run(given.clone(), quick(Feature::Table))), [("song_5".into(), Lack::NoTable)]);
    assert_eq!(left(&run(given.clone(), quick(Feature::LyricsTfidf))).len(), 2);
    let from_tables = Settings { audio_feature: AudioFeature::Table, ..quick(Feature::Hybrid) };
    assert_eq!(left(&run(given.clone(), from_tables))[1], ("song_5".into(), Lack::NoTable));
    // The songs that stay have the numbers that are theirs.
    let raw = Settings { baseline: Baseline::Raw, standardize: Standardize::None, ..quick(Feature::Mfcc) };
    let outcome = run(given.clone(), raw);
    assert_eq!(outcome.latents, given.numbers.values);
    // What nobody has is named; what some have and others lack is not.
    let mut silent = given.clone();
    silent.lyrics = vec![None; 20];
    let none = |lack| RunError::Input(InputError::NoneDescribed { lack, songs: 20 });
    assert_eq!(refuse(silent, quick(Feature::Hybrid)), none(Lack::NoLyrics));
    let mut unheard = given.clone();
    unheard.numbers = Numbers::none(20);
    assert_eq!(refuse(unheard, quick(Feature::Hybrid)), none(Lack::NoSound));
    let mut apart = given.clone();
    apart.lyrics = (0..20).map(|row| (row == 5).then(|| "words".to_owned())).collect();
    assert_eq!(refuse(apart, quick(Feature::Hybrid)), RunError::Input(InputError::NoneHasBoth { songs: 20 }));
}

#[test]
fn lyrics_that_are_only_punctuation_say_nothing_when_cleaned() {
    let mut given = songs(12);
    given.lyrics[2] = Some("[Instrumental] … !!!".into());
    let clean = Settings { lyrics_clean: Switch::On, ..quick(Feature::LyricsTfidf) };
    assert_eq!(run(given.clone(), clean).left_out, [LeftOut { id: "song_2".into(), code: Lack::NoLyrics }]);
    assert_eq!(run(given, quick(Feature::LyricsTfidf)).left_out, []);
}

#[test]
fn words_may_be_counted_instead_of_characters() {
    let settings =
        Settings { lyrics_tokens: LyricsTokens::Word, baseline: Baseline::Raw, ..quick(Feature::LyricsTfidf) };
    let outcome = run(songs(16), settings);
    // round and the lantern · beat machine night · drift slow silver water · what scikit-learn cuts Bangla into · chorus
    assert!((12..=24).contains(&outcome.features), "{}", outcome.features);
}

#[test]
fn a_missing_genre_column_is_unknown_for_all() {
    let settings =
        Settings { genre_col: "no such column".into(), baseline: Baseline::Raw, ..quick(Feature::Multimodal) };
    let outcome = run(songs(16), settings);
    assert_eq!(outcome.features, 4 + 4 + 1);
    assert!(outcome.latents.column(8).iter().all(|value| *value == 0.0), "a constant column says nothing");
}

#[test]
fn scoring_against_what_was_shown_is_said() {
    let leak = |settings| {
        let warnings = run(songs(16), settings).warnings;
        warnings.into_iter().filter(|warning| matches!(warning, Warning::LabelLeak { .. })).count()
    };
    assert_eq!(leak(quick(Feature::Multimodal)), 1);
    assert_eq!(leak(Settings { label_col: "mood".into(), ..quick(Feature::Multimodal) }), 1, "the genre settles it");
    assert_eq!(leak(Settings { label_col: "odd".into(), ..quick(Feature::Multimodal) }), 0);
    assert_eq!(leak(quick(Feature::Hybrid)), 0);
}

#[test]
fn stop_while_the_sound_is_learned_keeps_what_is_done() {
    for (baseline, steps) in [(Baseline::None, 4), (Baseline::Raw, 4), (Baseline::None, 0), (Baseline::Pca, 0)] {
        let settings = Settings { baseline, viz: Projection::Pca, ..quick(Feature::Hybrid) };
        let mut experiment = Experiment::new(songs(16), settings, &Memory::default()).unwrap();
        for _ in 0..steps {
            experiment.step().unwrap();
        }
        experiment.stop().unwrap();
        while let Some(progress) = experiment.step().unwrap() {
            assert!(!matches!(progress, Progress::Learned { .. }), "nothing more is learned");
        }
        let (outcome, memory) = experiment.finish().unwrap();
        assert!(outcome.stopped);
        let said = |warning: &&Warning| matches!(warning, Warning::StoppedEarly { planned: 12, .. });
        assert_eq!(outcome.warnings.iter().filter(said).count(), 1);
        assert_eq!(outcome.clusters.len(), 16);
        assert_eq!(memory.sound, None, "nothing half-learned is taken for finished");
        assert!(memory.representation.is_none() || baseline != Baseline::None);
    }
}

#[test]
fn clips_are_summed_up_to_songs() {
    let mut given = songs(16);
    given.ids = (0..16).map(|row| format!("song_{}_clip{}", row / 4, row % 4)).collect();
    given.song_ids = (0..16).map(|row| format!("song_{}", row / 4)).collect();
    let outcome = run(given, quick(Feature::Mfcc));
    let level = outcome.song_level.unwrap();
    assert_eq!(level.ids, ["song_0", "song_1", "song_2", "song_3"]);
    assert_eq!(level.projection.dim(), (4, 2));
    let mean = outcome.latents.slice(ndarray::s![4..8, 0]).mean().unwrap();
    assert!((level.latents[[1, 0]] - mean).abs() < 1e-6);
}

#[test]
fn one_or_two_songs_are_enough_for_any_feature() {
    for feature in [Feature::Mfcc, Feature::LyricsTfidf, Feature::Hybrid, Feature::Multimodal] {
        for count in [1, 2] {
            let mut given = songs(count);
            given.lyrics = vec![Some("the same few words".into()); count];
            let mut experiment = match Experiment::new(given, quick(feature), &Memory::default()) {
                Ok(experiment) => experiment,
                Err(error) => {
                    // A term must occur in two lyrics: one lyric alone cannot be compared.
                    assert_eq!((feature, count), (Feature::LyricsTfidf, 1));
                    assert_eq!(serde_json::to_value(error).unwrap()["code"], "no_shared_terms");
                    continue;
                }
            };
            loop {
                match experiment.step() {
                    Ok(Some(_)) => {}
                    Ok(None) => break,
                    Err(error) => {
                        assert_eq!(count, 1);
                        assert_eq!(serde_json::to_value(error).unwrap()["code"], "no_shared_terms");
                        break;
                    }
                }
            }
        }
        let none = Songs { ids: vec![], song_ids: vec![], numbers: Numbers::none(0), lyrics: vec![], columns: vec![] };
        assert_eq!(refuse(none, quick(feature)), RunError::Input(InputError::NoSongs {}));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// The order of the songs changes the order of their features, and nothing else.
    #[test]
    fn order_of_songs_does_not_change_features(seed in 0_u64..1000, feature in prop::sample::select(vec![
        Feature::Mfcc, Feature::LyricsTfidf,
    ])) {
        let count = 12;
        let settings = Settings { baseline: Baseline::Raw, ..quick(feature) };
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|&row| (row as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(seed.wrapping_mul(row as u64 * 77 + 13)).rotate_left(17));
        let given = songs(count);
        let shuffled = Songs {
            ids: order.iter().map(|&row| given.ids[row].clone()).collect(),
            song_ids: order.iter().map(|&row| given.ids[row].clone()).collect(),
            numbers: Numbers::of_all(given.numbers.values.select(Axis(0), &order)),
            lyrics: order.iter().map(|&row| given.lyrics[row].clone()).collect(),
            columns: vec![],
        };
        let (straight, mixed) = (run(given, settings.clone()).latents, run(shuffled, settings).latents);
        for (place, &row) in order.iter().enumerate() {
            for (one, other) in straight.row(row).iter().zip(mixed.row(place)) {
                prop_assert!((one - other).abs() <= 1e-5 * one.abs().max(1.0));
            }
        }
    }
}
