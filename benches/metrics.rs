//! The scores at the sizes of a music lover: N × 32, eight groups.
//!
//! `cargo bench --bench metrics`

#[path = "../tests/reference_signals/mod.rs"]
mod reference_signals;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use reference_signals::blobs;
use songscape::metrics::{adjusted_rand, calinski_harabasz, chance, davies_bouldin, silhouette};

fn benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("metrics");
    group.sample_size(10);
    for rows in [500, 1_000, 5_000, 20_000] {
        let (values, labels) = blobs(rows, 32, 8, 3.0, 42);
        let points = Array2::from_shape_vec((rows, 32), values).expect("whole rows");
        group.bench_function(BenchmarkId::new("silhouette", rows), |bencher| {
            bencher.iter(|| black_box(silhouette(points.view(), &labels).expect("finite points")));
        });
        group.bench_function(BenchmarkId::new("Calinski–Harabasz and Davies–Bouldin", rows), |bencher| {
            bencher.iter(|| {
                black_box(calinski_harabasz(points.view(), &labels).expect("finite points"));
                black_box(davies_bouldin(points.view(), &labels).expect("finite points"))
            });
        });
        group.bench_function(BenchmarkId::new("adjusted Rand", rows), |bencher| {
            bencher.iter(|| black_box(adjusted_rand(&labels, &labels).expect("same length")));
        });
        group.bench_function(BenchmarkId::new("chance", rows), |bencher| {
            bencher.iter(|| black_box(chance(&labels, &labels, 42).expect("same length")));
        });
    }
    group.finish();
}

criterion_group!(metrics, benches);
criterion_main!(metrics);
