//! All clusterings and the choice of k at the sizes of a music lover: N × 32, eight groups, the bench page's points.
//!
//! `cargo bench --bench clustering`

#[path = "../tests/reference_signals/mod.rs"]
mod reference_signals;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use reference_signals::blobs;
use songscape::clustering::{
    KMeansSearch, Linkage, agglomerate, auto, dbscan, hdbscan, kmeans, kmeans_from, mixture, spectral,
};

/// As in `www/bench/groupings.js`.
const GROUPS: usize = 8;
const EPS: f64 = 18.0;
const MIN_SAMPLES: usize = 5;
const GRAPH_NEIGHBOURS: usize = 10;
const SEED: u64 = 42;

fn points(rows: usize) -> Array2<f32> {
    let (values, _) = blobs(rows, 32, 8, 3.0, 42);
    Array2::from_shape_vec((rows, 32), values).expect("whole rows")
}

fn starts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("clustering");
    group.sample_size(10);
    for rows in [500, 1_000, 5_000, 20_000] {
        let points = points(rows);
        group.bench_with_input(BenchmarkId::new("kmeans, one start", rows), &points, |bencher, points| {
            bencher.iter(|| {
                let mut search = KMeansSearch::new(points.view(), 8, 42).expect("finite points");
                search.step().expect("finite points");
                black_box(search.finish())
            });
        });
        group.bench_with_input(BenchmarkId::new("kmeans, ten starts", rows), &points, |bencher, points| {
            bencher.iter(|| black_box(kmeans(points.view(), 8, 42).expect("finite points")));
        });
        let centres = kmeans(points.view(), 8, 42).expect("finite points").centres;
        group.bench_with_input(BenchmarkId::new("kmeans_from, three iterations", rows), &points, |bencher, points| {
            bencher.iter(|| black_box(kmeans_from(points.view(), centres.view(), 3).expect("finite points")));
        });
        if rows <= 1_000 {
            group.bench_with_input(BenchmarkId::new("auto", rows), &points, |bencher, points| {
                bencher.iter(|| black_box(auto(points.view(), 42).expect("finite points")));
            });
        }
    }
    group.finish();
}

fn methods(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("clustering");
    group.sample_size(10);
    for rows in [500, 1_000, 5_000, 20_000] {
        let points = points(rows);
        for linkage in [Linkage::Ward, Linkage::Complete, Linkage::Average, Linkage::Single] {
            // The matrix of all pairs that complete and average linkage need is 1.6 GB of 20,000 rows.
            if rows > 5_000 && matches!(linkage, Linkage::Complete | Linkage::Average) {
                continue;
            }
            group.bench_with_input(BenchmarkId::new(format!("{linkage:?}"), rows), &points, |bencher, points| {
                bencher.iter(|| black_box(agglomerate(points.view(), linkage).expect("finite points")));
            });
        }
        group.bench_with_input(BenchmarkId::new("DBSCAN", rows), &points, |bencher, points| {
            bencher.iter(|| black_box(dbscan(points.view(), EPS, MIN_SAMPLES).expect("finite points")));
        });
        group.bench_with_input(BenchmarkId::new("HDBSCAN", rows), &points, |bencher, points| {
            bencher.iter(|| black_box(hdbscan(points.view(), MIN_SAMPLES).expect("finite points")));
        });
        group.bench_with_input(BenchmarkId::new("spectral", rows), &points, |bencher, points| {
            bencher.iter(|| black_box(spectral(points.view(), GROUPS, GRAPH_NEIGHBOURS, SEED).expect("finite points")));
        });
        group.bench_with_input(BenchmarkId::new("Gaussian mixture", rows), &points, |bencher, points| {
            bencher.iter(|| black_box(mixture(points.view(), GROUPS, SEED).expect("finite points")));
        });
    }
    group.finish();
}

criterion_group!(clustering, starts, methods);
criterion_main!(clustering);
