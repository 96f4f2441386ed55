//! Songs put onto a finished map: those it was made of fall where they lie, further ones among their like, and nothing is
//! learned again.

mod reference_signals;

use std::sync::Arc;

use ndarray::{Array2, Axis};
use reference_signals::gauss;
use songscape::{
    archive::{read_model, write_model},
    experiment::{
        Column, Experiment, InputError, Lack, LeftOut, Memory, Numbers, Outcome, Placed, Placing, RunError, Songs,
        TrainedMap, Warning,
    },
    features::Standardize,
    settings::{
        AudioFeature, Baseline, Clusters, Feature, Latent, LyricsTokens, Projection, Settings, Switch, VaeArch,
    },
};

const STYLES: [&str; 4] = ["waltz", "techno", "ambient", "chiptune"];
const WORDS: [&str; 4] = [
    "round and round the lantern turns",
    "beat beat machine night beat",
    "drift slow silver water slow",
    "পিক্সেল নদীর গান নদীর আলো",
];
/// Bands and frames of the maps.
const MAP: [usize; 2] = [6, 9];

/// `count` songs of four styles with numbers, lyrics and columns; no two have the same words or numbers.
fn songs(count: usize) -> Songs {
    let width = MAP[0] * MAP[1];
    let noise = gauss(count * width, 3);
    let values = Array2::from_shape_fn((count, width), |(row, column)| {
        20.0 + (if column % 4 == row % 4 { 8.0 } else { 0.0 }) + noise[row * width + column] as f32
    });
    let column = |name: &str, of: fn(usize) -> &'static str| Column {
        name: name.into(),
        values: (0..count).map(|row| of(row).into()).collect(),
    };
    Songs {
        ids: (0..count).map(|row| format!("song_{row}")).collect(),
        song_ids: (0..count).map(|row| format!("song_{row}")).collect(),
        numbers: Numbers::of_all(values),
        lyrics: (0..count).map(|row| Some(format!("{} [Chorus] verse{}!", WORDS[row % 4], row / 4))).collect(),
        columns: vec![column("genre", |row| STYLES[row % 4]), column("mood", |row| ["loud", "soft"][row % 4 / 2])],
    }
}

/// Some of them, by row.
fn some(songs: &Songs, rows: &[usize]) -> Songs {
    let pick = |all: &[String]| rows.iter().map(|&row| all[row].clone()).collect::<Vec<_>>();
    Songs {
        ids: pick(&songs.ids),
        song_ids: pick(&songs.song_ids),
        numbers: Numbers::of_all(songs.numbers.values.select(Axis(0), rows)),
        lyrics: rows.iter().map(|&row| songs.lyrics[row].clone()).collect(),
        columns: songs
            .columns
            .iter()
            .map(|column| Column { name: column.name.clone(), values: pick(&column.values) })
            .collect(),
    }
}

/// The same songs under other names.
fn renamed(mut songs: Songs) -> Songs {
    for id in songs.ids.iter_mut().chain(&mut songs.song_ids) {
        *id = format!("new_{id}");
    }
    songs
}

fn quick(feature: Feature) -> Settings {
    Settings {
        feature,
        epochs: 8,
        batch_size: 16,
        latent_dim: 4,
        n_mfcc: MAP[0] as u32,
        n_mels: MAP[0] as u32,
        tf_frames: MAP[1] as u32,
        label_col: "genre".into(),
        ..Settings::default()
    }
}

fn run(songs: Songs, settings: Settings) -> Outcome {
    let mut experiment = Experiment::new(songs, settings, &Memory::default()).unwrap();
    while experiment.step().unwrap().is_some() {}
    experiment.finish().unwrap().0
}

fn trained(songs: Songs, settings: Settings) -> Arc<TrainedMap> {
    Arc::new(run(songs, settings).trained)
}

fn place(map: &Arc<TrainedMap>, songs: Songs) -> Placed {
    let mut placing = Placing::new(map.clone(), songs).unwrap();
    while placing.step().unwrap() {}
    let (placed, of) = placing.progress();
    assert_eq!(placed, of);
    placing.finish("genre").unwrap()
}

fn refused(map: &Arc<TrainedMap>, songs: Songs) -> RunError {
    match Placing::new(map.clone(), songs) {
        Err(error) => error,
        Ok(mut placing) => loop {
            match placing.step() {
                Ok(true) => {}
                Ok(false) => panic!("they were placed"),
                Err(error) => break error,
            }
        },
    }
}

/// Every kind of map there is.
fn every_kind() -> Vec<(&'static str, Settings)> {
    let of = quick;
    vec![
        ("mfcc", of(Feature::Mfcc)),
        ("logmelspec with mlp", of(Feature::Logmelspec)),
        ("logmelspec with conv2d", Settings { vae_arch: VaeArch::Conv2d, ..of(Feature::Logmelspec) }),
        ("mfcc_frames, autoencoder", Settings { baseline: Baseline::Ae, ..of(Feature::MfccFrames) }),
        ("lyrics_tfidf", of(Feature::LyricsTfidf)),
        ("words", Settings { lyrics_tokens: LyricsTokens::Word, lyrics_clean: Switch::On, ..of(Feature::LyricsTfidf) }),
        ("table", of(Feature::Table)),
        ("hybrid", Settings { audio_weight: 2.0, lyrics_weight: 0.5, ..of(Feature::Hybrid) }),
        (
            "hybrid whose sound is seen by conv2d",
            Settings { vae_arch: VaeArch::Conv2d, audio_feature: AudioFeature::Logmelspec, ..of(Feature::Hybrid) },
        ),
        ("hybrid with two encoders", Settings { vae_arch: VaeArch::DualEncoder, ..of(Feature::Hybrid) }),
        ("multimodal", of(Feature::Multimodal)),
        ("condition", Settings { cond_col: "genre".into(), ..of(Feature::Mfcc) }),
        (
            "condition with conv2d",
            Settings { cond_col: "mood".into(), vae_arch: VaeArch::Conv2d, ..of(Feature::Logmelspec) },
        ),
        ("pca", Settings { baseline: Baseline::Pca, ..of(Feature::Mfcc) }),
        ("raw", Settings { baseline: Baseline::Raw, standardize: Standardize::None, ..of(Feature::Mfcc) }),
        (
            "one scale, auto",
            Settings { standardize: Standardize::Global, clusters: Clusters::Auto, ..of(Feature::Mfcc) },
        ),
    ]
}

fn assert_near(what: &str, found: &Array2<f32>, expected: &Array2<f32>, tolerance: f32) {
    assert_eq!(found.dim(), expected.dim(), "{what}");
    let largest = expected.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= tolerance * largest, "{what}: {found} is not {expected}");
    }
}

#[test]
fn the_songs_of_a_map_fall_where_they_lie_on_it() {
    for (what, settings) in every_kind() {
        let outcome = run(songs(24), settings);
        let map = Arc::new(outcome.trained.clone());
        assert_eq!(map.songs.groups, outcome.clusters, "{what}");
        // Under other names, so that they are placed and not recognised: to the last bit but for the axes of the map.
        let placed = place(&map, renamed(songs(24)));
        assert_eq!((placed.known, placed.ids.len()), (24, 48), "{what}");
        assert_eq!(placed.latents.slice(ndarray::s![24.., ..]), outcome.latents, "{what}");
        assert_eq!(placed.clusters[24..], outcome.clusters, "{what}");
        let below = placed.projection.slice(ndarray::s![24.., ..]).to_owned();
        assert_near(what, &below, &outcome.projection, 1e-6);
        // Under their own names they are the map's own rows, in the map's order whatever theirs is.
        let rows: Vec<usize> = (0..24).rev().collect();
        let again = place(&map, some(&songs(24), &rows));
        assert_eq!((&again.ids, again.known), (&outcome.ids, 24), "{what}");
        assert_eq!(again.given, (0..24).rev().map(Some).collect::<Vec<_>>(), "{what}");
        assert_eq!((again.latents, again.projection), (outcome.latents, outcome.projection), "{what}");
        assert_eq!(again.scores.ari, outcome.scores.ari, "{what}");
        assert_eq!(again.scores.silhouette, outcome.scores.silhouette, "{what}");
    }
}

#[test]
fn a_saved_map_is_the_same_map() {
    for (what, settings) in every_kind() {
        let map = trained(songs(20), settings);
        let bytes = write_model(&map).unwrap();
        assert_eq!(bytes, write_model(&map).unwrap(), "{what}");
        assert_eq!(read_model(&bytes).as_ref(), Ok(&*map), "{what}");
    }
}

#[test]
fn further_songs_lie_among_their_like() {
    let all = songs(40);
    let (first, rest): (Vec<usize>, Vec<usize>) = ((0..32).collect(), (32..40).collect());
    for (what, settings) in [
        ("mfcc", Settings { epochs: 40, ..quick(Feature::Mfcc) }),
        ("lyrics", Settings { epochs: 40, ..quick(Feature::LyricsTfidf) }),
        ("hybrid", Settings { epochs: 40, ..quick(Feature::Hybrid) }),
        ("pca", Settings { baseline: Baseline::Pca, ..quick(Feature::Mfcc) }),
    ] {
        let map = trained(some(&all, &first), settings);
        let placed = place(&map, all.clone());
        assert_eq!((placed.known, placed.ids.len()), (32, 40), "{what}");
        assert_eq!(placed.ids, all.ids, "{what}");
        assert_eq!(placed.scores.n, 40);
        for row in 32..40 {
            assert_eq!(placed.clusters[row], placed.clusters[row % 4], "{what}: {}", placed.ids[row]);
        }
        assert_eq!(placed.scores.purity, Some(1.0), "{what}");
        assert_eq!(placed.warnings, vec![]);
        // A song's place depends on no other song.
        let alone = place(&map, some(&all, &[37]));
        assert_eq!(alone.ids.len(), 33);
        assert_eq!(alone.latents.row(32), placed.latents.row(37), "{what}");
        assert_eq!(alone.projection.row(32), placed.projection.row(37), "{what}");
        assert_eq!(place(&map, some(&all, &rest)).latents, placed.latents, "{what}");
    }
}

#[test]
fn a_map_can_be_looked_at_without_any_song() {
    let outcome = run(songs(16), quick(Feature::Mfcc));
    let none = Songs { ids: vec![], song_ids: vec![], numbers: Numbers::none(0), lyrics: vec![], columns: vec![] };
    let placed = place(&Arc::new(outcome.trained.clone()), none);
    assert_eq!((placed.ids, placed.known), (outcome.ids, 16));
    assert_eq!(placed.given, vec![None; 16]);
    assert_eq!((placed.projection, placed.clusters), (outcome.projection, outcome.clusters));
    assert_eq!(placed.scores.ari, outcome.scores.ari, "the map remembers what could be a class");
    let unseen = trained(songs(16), Settings { viz: Projection::None, ..quick(Feature::Mfcc) });
    assert_eq!(read_model(&write_model(&unseen).unwrap()).as_ref(), Ok(&*unseen));
    assert_eq!(place(&unseen, renamed(songs(4))).projection.dim(), (0, 2));
}

#[test]
fn songs_at_a_sample_are_recognised_and_further_ones_placed_at_their_mean() {
    let settings = Settings { latent: Latent::Sample, ..quick(Feature::Mfcc) };
    let map = trained(songs(16), settings);
    let read = Arc::new(read_model(&write_model(&map).unwrap()).unwrap());
    assert_eq!(read, map);
    assert_ne!(map.songs.means, map.songs.latents);
    let again = place(&read, songs(16));
    assert_eq!((again.known, again.ids.len()), (16, 16));
    assert_eq!(again.latents, map.songs.latents);
    let placed = place(&read, renamed(songs(16)));
    assert_eq!(placed.latents.slice(ndarray::s![16.., ..]), map.songs.means);
}

#[test]
fn songs_that_cannot_be_placed_are_left_out_by_name() {
    let left = |placed: &Placed| -> Vec<(String, Lack)> {
        placed.left_out.iter().map(|LeftOut { id, code }| (id.clone(), *code)).collect()
    };
    let hybrid = trained(songs(16), quick(Feature::Hybrid));
    let mut given = songs(20);
    given.lyrics[17] = None;
    given.numbers.present[18] = false;
    let heard: Vec<usize> = (0..20).filter(|row| *row != 18).collect();
    given.numbers.values = given.numbers.values.select(Axis(0), &heard);
    let placed = place(&hybrid, given);
    assert_eq!(left(&placed), [("song_17".into(), Lack::NoLyrics), ("song_18".into(), Lack::NoSound)]);
    assert_eq!(placed.ids[16..], ["song_16", "song_19"]);
    assert_eq!(placed.given[16..], [Some(16), Some(19)]);
    assert!(placed.warnings.contains(&Warning::SongsLeftOut { reason: Lack::NoLyrics, count: 1 }));

    let told = trained(songs(16), Settings { cond_col: "genre".into(), ..quick(Feature::Mfcc) });
    let mut given = songs(20);
    given.columns[0].values[16] = "polka".into();
    given.columns[0].values[19] = String::new();
    let placed = place(&told, given);
    assert_eq!(left(&placed), [("song_19".into(), Lack::NoCondition), ("song_16".into(), Lack::UnknownCondition)]);
    assert_eq!(placed.ids[16..], ["song_17", "song_18"]);

    // A genre that the network never saw is no reason to leave a song out; it is said.
    let multimodal = trained(songs(16), quick(Feature::Multimodal));
    let mut given = songs(20);
    given.columns[0].values[16] = "polka".into();
    given.columns[0].values[17] = String::new();
    let placed = place(&multimodal, given);
    assert_eq!(placed.ids.len(), 20);
    assert!(placed.warnings.contains(&Warning::UnknownGenres { column: "genre".into(), count: 2 }));

    // Nobody has what is needed: named as in a run.
    let mut silent = songs(4);
    silent.lyrics = vec![None; 4];
    let none = InputError::NoneDescribed { lack: Lack::NoLyrics, songs: 4 };
    assert_eq!(refused(&hybrid, silent), RunError::Input(none));
}

#[test]
fn numbers_of_another_width_are_refused() {
    for feature in [Feature::Table, Feature::Hybrid] {
        let map = trained(songs(16), quick(feature));
        let mut given = songs(16);
        given.numbers.values = given.numbers.values.slice(ndarray::s![.., ..20]).to_owned();
        let width = InputError::OtherWidth { found: 20, expected: MAP[0] * MAP[1] };
        assert_eq!(refused(&map, given), RunError::Input(width));
    }
    let map = trained(songs(16), quick(Feature::Mfcc));
    let mut given = songs(16);
    given.numbers.values[[3, 2]] = f32::NAN;
    assert_eq!(serde_json::to_value(refused(&map, given)).unwrap()["code"], "non_finite_feature");
}

#[test]
fn another_song_of_the_same_name_is_another_song() {
    let map = trained(songs(24), quick(Feature::Mfcc));
    let mut given = songs(24);
    // Decoded by another browser: nearly the same numbers. And one that only has the name.
    given.numbers.values.row_mut(4).mapv_inplace(|value| value * 1.0001);
    let stranger = given.numbers.values.row(6).to_owned();
    given.numbers.values.row_mut(5).assign(&stranger);
    let placed = place(&map, given);
    assert_eq!((placed.known, placed.ids.len()), (24, 25));
    assert_eq!((placed.given[4], placed.given[5]), (Some(4), None));
    assert_eq!(
        (placed.ids[24].as_str(), placed.song_ids[24].as_str(), placed.given[24]),
        ("song_5′", "song_5′", Some(5))
    );
    assert_eq!(placed.latents.row(24), placed.latents.row(6));
}

#[test]
fn clips_are_placed_and_summed_up_to_songs() {
    let cut = |count: usize| {
        let mut given = songs(count);
        given.ids = (0..count).map(|row| format!("song_{}_clip{}", row / 4, row % 4)).collect();
        given.song_ids = (0..count).map(|row| format!("song_{}", row / 4)).collect();
        given
    };
    let map = trained(cut(16), quick(Feature::Mfcc));
    let placed = place(&map, cut(24));
    assert_eq!((placed.known, placed.ids.len()), (16, 24));
    let level = placed.song_level.unwrap();
    assert_eq!(level.ids, ["song_0", "song_1", "song_2", "song_3", "song_4", "song_5"]);
    // One clip that is another's makes all clips of that song new ones, under one new name.
    let mut given = cut(16);
    let stranger = given.numbers.values.row(9).to_owned();
    given.numbers.values.row_mut(2).assign(&stranger);
    let placed = place(&map, given);
    assert_eq!(placed.ids[16..], ["song_0_clip0′", "song_0_clip1′", "song_0_clip2′", "song_0_clip3′"]);
    assert_eq!(placed.song_level.unwrap().ids, ["song_0", "song_1", "song_2", "song_3", "song_0′"]);
    assert_eq!(placed.given[..5], [None, None, None, None, Some(4)]);
}

#[test]
fn a_map_of_one_song_takes_more() {
    for feature in [Feature::Mfcc, Feature::Table] {
        let map = trained(songs(1), quick(feature));
        let placed = place(&map, songs(3));
        assert_eq!((placed.known, placed.ids.len()), (1, 3));
        assert!(placed.projection.iter().all(|value| value.is_finite()));
    }
}
