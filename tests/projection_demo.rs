//! Maps of the demo songs, as a run of the page places them in its latent space, are as trustworthy as the reference's.

mod reference_signals;

use ndarray::Array2;
use reference_signals::{json, rows};
use songscape::{
    metrics::trustworthiness,
    projection::{Tsne, TsneSettings, Umap, UmapSettings},
};

/// Seeds that a mean is taken over: 32 songs make a different map with each.
const SEEDS: u64 = 16;

fn latents() -> Array2<f32> {
    let found = rows(&json(include_str!("reference/demo_latents.json"))["latents"]);
    let columns = found[0].len();
    let values = found.concat().into_iter().map(|value| value as f32).collect();
    Array2::from_shape_vec((found.len(), columns), values).expect("whole rows")
}

/// The mean over the seeds is at least that of the reference, less two hundredths.
fn as_trustworthy_as(reference: &str, map: impl Fn(&Array2<f32>, u64) -> Array2<f32>) {
    let figures = json(include_str!("reference/demo_maps.json"));
    let neighbours = figures["k"].as_u64().expect("a number") as usize;
    let points = latents();
    let trust = |seed| {
        let map = map(&points, seed);
        trustworthiness(points.view(), map.view(), neighbours).expect("finite").expect("songs enough")
    };
    let mean = (0..SEEDS).map(trust).sum::<f64>() / SEEDS as f64;
    let wanted = figures[reference]["mean"].as_f64().expect("a number");
    assert!(mean >= wanted - 0.02, "{reference}: {mean}, where the reference has {wanted}");
}

#[test]
fn umap_of_the_demo_songs() {
    as_trustworthy_as("umap", |points, seed| {
        let settings = UmapSettings { neighbours: 15, min_dist: 0.1, epochs: None, seed };
        let mut umap = Umap::new(points.view(), &settings).expect("finite");
        while umap.step().expect("finite") {}
        umap.finish()
    });
}

#[test]
fn tsne_of_the_demo_songs() {
    as_trustworthy_as("tsne", |points, seed| {
        let settings = TsneSettings { perplexity: 30.0, seed, ..TsneSettings::default() };
        Tsne::new(points.view(), &settings).expect("finite").finish()
    });
}
