//! Features against the clock, and against their naive twin: `cargo bench --bench features`.
//!
//! A 30-s track has 1,292 frames. The twin sums the Fourier series from its definition, so it is given one second.

#[path = "../tests/naive_features/mod.rs"]
mod naive_features;
#[path = "../tests/reference_signals/mod.rs"]
mod reference_signals;

use criterion::{Criterion, criterion_group, criterion_main};
use reference_signals::{SAMPLE_RATE, gauss, lcg};
use songscape::features::{
    AudioExtractor, AudioRequest, AudioSettings, TfidfSettings, clean_lyrics, tfidf, truncated_svd,
};
use std::hint::black_box;

fn noise(seconds: usize) -> Vec<f32> {
    gauss(seconds * SAMPLE_RATE as usize, 42).iter().map(|v| 0.1 * *v as f32).collect()
}

fn audio(criterion: &mut Criterion) {
    let mut extractor = AudioExtractor::new(AudioSettings::default()).expect("the defaults are valid");
    let none = AudioRequest::default();
    let mfcc = AudioRequest { mfcc: true, ..none };
    let logmelspec = AudioRequest { logmelspec: true, ..none };
    let both = AudioRequest { mfcc: true, logmelspec: true, ..none };
    let track = noise(30);
    let mut group = criterion.benchmark_group("track of 30 s");
    for (name, request) in [("transform alone", none), ("mfcc", mfcc), ("logmelspec", logmelspec), ("both", both)] {
        group.bench_function(name, |bench| {
            bench.iter(|| extractor.extract(black_box(&track), request).expect("noise is sound"));
        });
    }
    group.finish();

    let second = noise(1);
    let mut group = criterion.benchmark_group("mfcc of 1 s");
    group.sample_size(10);
    group.bench_function("here", |bench| {
        bench.iter(|| extractor.extract(black_box(&second), mfcc).expect("noise is sound"));
    });
    group.bench_function("naive twin", |bench| {
        bench.iter(|| naive_features::mfcc(black_box(&second), f64::from(SAMPLE_RATE), 20));
    });
    group.finish();
}

/// Songs of 250 words, drawn from 4,000 made-up words of which some are frequent, half of them in Bangla letters.
fn songs(count: usize) -> Vec<String> {
    let letters: [Vec<char>; 2] = ["aeioulnrstmbdk".chars().collect(), "কনরসতমলবদািেো্".chars().collect()];
    let word = |number: usize, script: usize| -> String {
        lcg(3 + number % 6, number as u32).iter().map(|u| letters[script][(u * 14.0) as usize]).collect()
    };
    (0..count)
        .map(|song| {
            let draws = lcg(250, 1000 + song as u32);
            let words: Vec<String> = draws.iter().map(|u| word((u * u * u * 4000.0) as usize, song % 2)).collect();
            words.join(" ")
        })
        .collect()
}

fn lyrics(criterion: &mut Criterion) {
    let songs = songs(500);
    let mut group = criterion.benchmark_group("lyrics of 500 songs");
    group.sample_size(10);
    group.bench_function("clean", |bench| {
        bench.iter(|| songs.iter().map(|song| clean_lyrics(black_box(song)).len()).sum::<usize>());
    });
    group.bench_function("tfidf char_wb 5,000", |bench| {
        bench.iter(|| tfidf(black_box(&songs), &TfidfSettings::char_wb(5_000)));
    });
    group.bench_function("tfidf words 500", |bench| {
        bench.iter(|| tfidf(black_box(&songs), &TfidfSettings::words(500)));
    });
    let table = tfidf(&songs, &TfidfSettings::char_wb(20_000)).expect("the songs share words").rows;
    group.bench_function("svd 128 of 20,000", |bench| {
        bench.iter(|| truncated_svd(black_box(&table), 128, 42));
    });
    group.finish();
}

criterion_group!(benches, audio, lyrics);
criterion_main!(benches);
