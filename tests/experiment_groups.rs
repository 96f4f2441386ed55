//! Whole runs by every method, every map, several seeds, and stopped in every stage.

mod reference_signals;

use ndarray::Array2;
use reference_signals::gauss;
use songscape::{
    archive::{read_model, write_model},
    clustering::Linkage,
    experiment::{
        Column, Experiment, Memory, Moment, Numbers, Outcome, Progress, Songs, Warning, blocks::Blocks, run::Stage,
    },
    settings::{Baseline, ClusterMethod, Clusters, Projection, Settings},
};

/// `count` songs of four styles in 12 dimensions, well apart, with the style as a column.
fn songs(count: usize) -> Songs {
    let noise = gauss(count * 12, 5);
    let features = Array2::from_shape_fn((count, 12), |(row, column)| {
        let centre = if column % 4 == row % 4 { 6.0 } else { 0.0 };
        centre + 0.5 * noise[row * 12 + column] as f32
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

fn raw() -> Settings {
    Settings { baseline: Baseline::Raw, label_col: "genre".into(), viz: Projection::Pca, ..Settings::default() }
}

fn drive(experiment: &mut Experiment) {
    while experiment.step().unwrap().is_some() {}
}

fn run(songs: Songs, settings: Settings) -> Outcome {
    let mut experiment = Experiment::new(songs, settings, &Memory::default()).unwrap();
    drive(&mut experiment);
    experiment.finish().unwrap().0
}

fn methods() -> Vec<Settings> {
    let by = |cluster_method| Settings { cluster_method, dbscan_eps: 2.0, ..raw() };
    let mut all: Vec<Settings> = ["kmeans", "agglomerative", "dbscan", "spectral", "mixture", "hdbscan"]
        .into_iter()
        .map(|name| by(serde_json::from_value(name.into()).unwrap()))
        .collect();
    for linkage in [Linkage::Complete, Linkage::Average, Linkage::Single] {
        all.push(Settings { linkage, ..by(ClusterMethod::Agglomerative) });
    }
    all
}

#[test]
fn every_method_finds_four_styles_that_lie_apart() {
    for settings in methods() {
        let outcome = run(songs(48), settings.clone());
        let named = format!("{:?} {:?}", settings.cluster_method, settings.linkage);
        assert_eq!(outcome.scores.n_clusters_eff, 4, "{named}");
        assert_eq!(outcome.scores.ari, Some(1.0), "{named}");
        assert!(outcome.scores.silhouette.unwrap() > 0.5, "{named}");
        assert_eq!(outcome.silhouette_per_group.len(), 4, "{named}");
        assert_eq!(outcome.trained.centres.nrows(), 4, "{named}");
        let chance = outcome.agreement[0].ari_chance.unwrap();
        assert!(chance.abs() < 0.1, "{named}: shuffled labels agree by {chance}");
        assert_eq!(outcome.dendrogram.is_some(), settings.cluster_method == ClusterMethod::Agglomerative, "{named}");
        assert_eq!(outcome.reach.is_some(), settings.cluster_method == ClusterMethod::Dbscan, "{named}");
        if let Some(memberships) = &outcome.memberships {
            assert!(memberships.iter().all(|share| (0.0..=1.0).contains(share)), "{named}");
        }
    }
}

#[test]
fn auto_finds_four_by_every_method_that_takes_a_number() {
    for settings in methods().into_iter().filter(|settings| settings.cluster_method.takes_a_number()) {
        let outcome = run(songs(48), Settings { clusters: Clusters::Auto, ..settings.clone() });
        let named = format!("{:?} {:?}", settings.cluster_method, settings.linkage);
        assert_eq!(outcome.scores.n_clusters_eff, 4, "{named}");
        assert_eq!(outcome.candidates.len(), 9, "{named}");
    }
}

#[test]
fn few_songs_equal_songs_and_no_spread_end_well_by_every_method_and_map() {
    for settings in methods() {
        for viz in [Projection::Umap, Projection::Tsne, Projection::Pca, Projection::None] {
            for count in [1, 2, 3, 5] {
                for equal in [false, true] {
                    let mut songs = songs(count);
                    if equal {
                        songs.numbers = Numbers::of_all(Array2::ones((count, 12)));
                    }
                    let outcome = run(songs, Settings { viz, clusters: Clusters::Count(4), ..settings.clone() });
                    let named = format!("{:?}, {viz:?}, {count} songs, equal: {equal}", settings.cluster_method);
                    assert_eq!(outcome.clusters.len(), count, "{named}");
                    let rows = if viz == Projection::None { 0 } else { count };
                    assert_eq!(outcome.projection.dim(), (rows, 2), "{named}");
                    assert!(outcome.projection.iter().all(|place| place.is_finite()), "{named}");
                }
            }
        }
    }
}

#[test]
fn maps_of_neighbours_keep_styles_together_and_move_while_they_are_drawn() {
    for viz in [Projection::Umap, Projection::Tsne] {
        let settings = Settings { viz, ..raw() };
        let mut experiment = Experiment::new(songs(60), settings.clone(), &Memory::default()).unwrap();
        let mut moments: Vec<Moment> = Vec::new();
        while experiment.step().unwrap().is_some() {
            if experiment.stage() == Stage::Map {
                moments.push(experiment.moment().unwrap().unwrap());
            }
        }
        let (watched, _) = experiment.finish().unwrap();
        assert!(moments.len() > 3, "{viz:?}: {} moments", moments.len());
        assert_ne!(moments[1].map, moments[moments.len() - 1].map);
        assert_eq!(watched, run(songs(60), settings), "looking does not change the map");
        for (row, place) in watched.projection.outer_iter().enumerate() {
            let distance = |other: usize| (&watched.projection.row(other) - &place).mapv(|way| way * way).sum();
            let nearest = (0..60)
                .filter(|other| *other != row)
                .min_by(|one, two| f32::total_cmp(&distance(*one), &distance(*two)))
                .unwrap();
            assert_eq!(nearest % 4, row % 4, "{viz:?}: song {row} lies beside its own style");
        }
    }
}

#[test]
fn stop_keeps_the_map_where_it_is() {
    let mut experiment =
        Experiment::new(songs(60), Settings { viz: Projection::Umap, ..raw() }, &Memory::default()).unwrap();
    while experiment.stage() != Stage::Map {
        experiment.step().unwrap();
    }
    let before = experiment.moment().unwrap().unwrap().map;
    // The first steps find the start: until then nothing moves.
    while experiment.moment().unwrap().unwrap().map == before {
        assert_eq!(experiment.stage(), Stage::Map);
        experiment.step().unwrap();
    }
    experiment.step().unwrap();
    let seen = experiment.moment().unwrap().unwrap().map;
    experiment.stop().unwrap();
    drive(&mut experiment);
    let (outcome, memory) = experiment.finish().unwrap();
    assert_eq!(outcome.projection, seen);
    assert!(
        outcome.warnings.iter().any(|warning| matches!(warning, Warning::MapStopped { .. })),
        "{:?}",
        outcome.warnings
    );
    assert!(memory.representation.is_some(), "what was learned was learned to the end");
}

#[test]
fn a_map_that_was_stopped_before_it_began_is_the_straight_one() {
    let mut experiment =
        Experiment::new(songs(60), Settings { viz: Projection::Umap, ..raw() }, &Memory::default()).unwrap();
    while experiment.stage() != Stage::Map {
        experiment.step().unwrap();
    }
    experiment.step().unwrap();
    experiment.stop().unwrap();
    drive(&mut experiment);
    let outcome = experiment.finish().unwrap().0;
    assert!(outcome.variance_shown.is_some(), "it has axes");
    let spread = outcome.projection.column(0).iter().fold(0.0_f32, |most, place| most.max(place.abs()));
    assert!(spread > 1.0, "the songs do not lie on one point");
    assert!(outcome.warnings.iter().any(|warning| matches!(warning, Warning::MapStopped { done: 0, .. })));
}

#[test]
fn of_many_songs_stop_leaves_out_what_looks_at_all_pairs() {
    for stage in [Stage::Neighbours, Stage::Group, Stage::Score] {
        let settings = Settings { cluster_method: ClusterMethod::Spectral, viz: Projection::Umap, ..raw() };
        let mut experiment = Experiment::new(songs(1_100), settings, &Memory::default()).unwrap();
        while experiment.stage() != stage {
            experiment.step().unwrap();
        }
        experiment.stop().unwrap();
        let mut steps = 0;
        while experiment.step().unwrap().is_some() {
            steps += 1;
        }
        let (outcome, _) = experiment.finish().unwrap();
        assert!(steps < 12, "{stage:?}: {steps} steps");
        assert_eq!(outcome.clusters.len(), 1_100);
        assert_eq!(outcome.projection.nrows(), 1_100);
        assert_eq!(outcome.scores.silhouette, None, "{stage:?}");
        assert!(outcome.warnings.contains(&Warning::ScoresStopped {}), "{stage:?}");
        let spared = outcome.warnings.iter().any(|warning| matches!(warning, Warning::GroupingStopped { .. }));
        assert_eq!(spared, stage != Stage::Score, "{stage:?}");
        let file = write_model(&outcome.trained).unwrap();
        assert_eq!(read_model(&file).unwrap().centres.nrows(), outcome.scores.n_clusters_eff, "{stage:?}");
    }
}

#[test]
fn helpers_change_no_bit() {
    let settings = Settings { cluster_method: ClusterMethod::Spectral, viz: Projection::Umap, ..raw() };
    let alone = run(songs(150), settings.clone());
    let mut experiment = Experiment::new(songs(150), settings, &Memory::default()).unwrap();
    let mut helped = 0;
    loop {
        let helper = experiment.sheet().and_then(|sheet| Blocks::new(sheet).unwrap());
        if let (Some(helper), Some(sharing)) = (helper, experiment.sharing()) {
            while let Some(block) = sharing.hand_out() {
                sharing.take(block, Some(helper.compute(block)));
                helped += 1;
            }
        }
        if experiment.step().unwrap().is_none() {
            break;
        }
    }
    assert!(helped >= 2, "neighbours and silhouettes were computed by a helper");
    assert_eq!(experiment.finish().unwrap().0, alone);
}

#[test]
fn seeds_say_how_far_scores_differ_by_chance() {
    let learned = Settings { baseline: Baseline::None, epochs: 3, seeds: 3, ..raw() };
    let outcome = run(songs(32), learned.clone());
    let repeats = outcome.repeats.clone().unwrap();
    assert_eq!(repeats.seeds, [42, 43, 44]);
    let alone = |seed| run(songs(32), Settings { seed, seeds: 1, ..learned.clone() }).scores.silhouette.unwrap();
    let each: Vec<f64> = (42..45).map(alone).collect();
    let mean = each.iter().sum::<f64>() / 3.0;
    let found = repeats.scores["silhouette"];
    assert!((found.mean - mean).abs() < 1e-12, "{found:?} {each:?}");
    assert!(found.sd.unwrap() > 0.0);
    assert_eq!(outcome.scores, run(songs(32), Settings { seeds: 1, ..learned.clone() }).scores);

    let mut experiment = Experiment::new(songs(32), Settings { seeds: 5, ..learned }, &Memory::default()).unwrap();
    while experiment.stage() != Stage::Repeat {
        experiment.step().unwrap();
    }
    loop {
        let Some(Progress::Along { done, .. }) = experiment.step().unwrap() else { panic!("it repeats") };
        if done == 2 {
            break;
        }
    }
    experiment.stop().unwrap();
    drive(&mut experiment);
    let (stopped, _) = experiment.finish().unwrap();
    assert_eq!(stopped.repeats.unwrap().seeds, [42, 43]);
    assert!(stopped.warnings.contains(&Warning::RepeatsStopped { done: 2, total: 5 }));
}

#[test]
fn what_a_density_is_asked_in_vain_is_said() {
    let dense = |dbscan_eps| Settings { cluster_method: ClusterMethod::Dbscan, dbscan_eps, ..raw() };
    let outcome = run(songs(48), dense(0.01));
    let reach = outcome.reach.clone().unwrap();
    assert_eq!(reach.asked, 0.01);
    assert!(reach.distances.windows(2).all(|pair| pair[0] <= pair[1]) && reach.distances.len() == 48);
    match outcome.scores.n_clusters_eff {
        0 => assert!(outcome.warnings.iter().any(|warning| matches!(warning, Warning::AllNoise { .. }))),
        _ => assert!(outcome.warnings.contains(&Warning::EpsReplaced { asked: 0.01, used: reach.used })),
    }
    let huge = run(songs(48), dense(1e6));
    assert_eq!(huge.scores.n_clusters_eff, 1);
    assert_eq!((huge.scores.silhouette, huge.scores.coverage), (None, Some(1.0)));
    let parts = Settings { cluster_method: ClusterMethod::Spectral, spectral_n_neighbors: 3, ..raw() };
    let apart = run(songs(48), parts);
    assert!(apart.graph_parts.unwrap() >= 4);
    assert!(apart.warnings.iter().any(|warning| matches!(warning, Warning::GraphInParts { .. })));
}
