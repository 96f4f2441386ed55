//! Principal components by both routes, laying one map over another, and the maps of UMAP and t-SNE.
//!
//! `cargo bench --bench projection`

#[path = "../tests/reference_signals/mod.rs"]
mod reference_signals;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use reference_signals::blobs;
use songscape::models::pca::{Pca, PcaRoute};
use songscape::projection::{Tsne, TsneSettings, Umap, UmapSettings, align, pca_map};

/// Iterations of t-SNE that are timed: a tenth of what the page takes, all of them alike.
const ITERATIONS: usize = 100;

fn linear(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("projection");
    group.sample_size(10);
    for (rows, columns) in [(500, 16), (1_000, 80), (5_000, 32), (500, 5_000), (20_000, 32)] {
        let (values, _) = blobs(rows, columns, 8, 3.0, 42);
        let points = Array2::from_shape_vec((rows, columns), values).expect("whole rows");
        let shape = format!("{rows} × {columns}");
        for route in [PcaRoute::ThinSvd, PcaRoute::CrossProduct] {
            group.bench_function(BenchmarkId::new(format!("{route:?}"), &shape), |bencher| {
                bencher.iter(|| black_box(Pca::fit_by(points.view(), 32, route).expect("finite points")));
            });
        }
        let map = pca_map(points.view()).expect("finite points").places;
        group.bench_function(BenchmarkId::new("align", &shape), |bencher| {
            bencher.iter(|| black_box(align(map.view(), map.view()).expect("same rows")));
        });
    }
    group.finish();
}

fn neighbourly(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("projection");
    group.sample_size(10);
    for rows in [500, 1_000, 5_000, 20_000] {
        let (values, _) = blobs(rows, 32, 8, 3.0, 42);
        let points = Array2::from_shape_vec((rows, 32), values).expect("whole rows");
        group.bench_function(BenchmarkId::new("UMAP", rows), |bencher| {
            bencher.iter(|| {
                let mut umap = Umap::new(points.view(), &UmapSettings::default()).expect("finite points");
                while umap.step().expect("finite points") {}
                black_box(umap.finish())
            });
        });
        let settings = TsneSettings { iterations: ITERATIONS, ..TsneSettings::default() };
        group.bench_function(BenchmarkId::new("t-SNE, 100 iterations", rows), |bencher| {
            bencher.iter(|| {
                let mut tsne = Tsne::new(points.view(), &settings).expect("finite points");
                while tsne.step() {}
                black_box(tsne.finish())
            });
        });
    }
    group.finish();
}

criterion_group!(projection, linear, neighbourly);
criterion_main!(projection);
