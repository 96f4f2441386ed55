//! Principal components by both routes, and laying one map over another.
//!
//! `cargo bench --bench projection`

#[path = "../tests/reference_signals/mod.rs"]
mod reference_signals;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use reference_signals::blobs;
use songscape::models::pca::{Pca, PcaRoute};
use songscape::projection::{align, pca_map};

fn benches(criterion: &mut Criterion) {
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

criterion_group!(projection, benches);
criterion_main!(projection);
