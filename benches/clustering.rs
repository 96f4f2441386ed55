//! K-Means and the choice of k at the sizes of a music lover: N × 32, eight groups.
//!
//! `cargo bench --bench clustering`

#[path = "../tests/reference_signals/mod.rs"]
mod reference_signals;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use reference_signals::blobs;
use songscape::clustering::{KMeansSearch, auto, kmeans, kmeans_from};

fn points(rows: usize) -> Array2<f32> {
    let (values, _) = blobs(rows, 32, 8, 3.0, 42);
    Array2::from_shape_vec((rows, 32), values).expect("whole rows")
}

fn benches(criterion: &mut Criterion) {
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

criterion_group!(clustering, benches);
criterion_main!(clustering);
