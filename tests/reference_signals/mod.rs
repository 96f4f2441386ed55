//! The shared sources of the reference figures: the same pseudo-random numbers, points and signals as
//! `tests/reference/make_fixtures.py`, so that a fixture need only store what the reference library answered.
//!
//! Everything is computed in f64 and, where the script says so, rounded once to f32.

// Each test file uses the part it needs; the compiler sees the rest as unused there.
#![allow(dead_code)]

use ndarray::Array2;
use serde_json::Value;
use std::f64::consts::PI;

/// Sample rate of every reference signal, in Hz.
pub const SAMPLE_RATE: u32 = 22_050;

/// `n` uniform numbers in [0, 1): s ← (1664525·s + 1013904223) mod 2³², value = s / 2³² after each step.
pub fn lcg(n: usize, seed: u32) -> Vec<f64> {
    let mut state = seed;
    (0..n)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state) / 4_294_967_296.0
        })
        .collect()
}

/// `n` standard normal numbers: Box–Muller on consecutive pairs of [`lcg`].
pub fn gauss(n: usize, seed: u32) -> Vec<f64> {
    let uniform = lcg(2 * n.div_ceil(2), seed);
    let mut values: Vec<f64> = uniform
        .chunks_exact(2)
        .flat_map(|pair| {
            let radius = (-2.0 * (pair[0] + 1e-12).ln()).sqrt();
            let angle = 2.0 * PI * pair[1];
            [radius * angle.cos(), radius * angle.sin()]
        })
        .collect();
    values.truncate(n);
    values
}

/// `n` points in `d` dimensions around `k` centres, row by row, and the centre each row was drawn from.
pub fn blobs(n: usize, d: usize, k: usize, spread: f64, seed: u32) -> (Vec<f32>, Vec<i32>) {
    let centres: Vec<f64> = gauss(k * d, seed).iter().map(|v| v * 3.0).collect();
    let noise = gauss(n * d, seed + 1);
    let points = (0..n * d).map(|i| (centres[(i / d % k) * d + i % d] + spread * noise[i]) as f32).collect();
    (points, (0..n).map(|i| (i % k) as i32).collect())
}

/// Two interleaved half circles of `n / 2` points each in the plane, row by row, and the half of each row.
pub fn moons(n: usize, noise: f64, seed: u32) -> (Vec<f32>, Vec<i32>) {
    let half = n / 2;
    let jitter = gauss(2 * n, seed);
    let points = (0..2 * half)
        .flat_map(|i| {
            let angle = PI * (i % half) as f64 / (half - 1) as f64;
            let (x, y) = if i < half { (angle.cos(), angle.sin()) } else { (1.0 - angle.cos(), 0.5 - angle.sin()) };
            [(x + noise * jitter[2 * i]) as f32, (y + noise * jitter[2 * i + 1]) as f32]
        })
        .collect();
    (points, (0..2 * half).map(|i| (i / half) as i32).collect())
}

/// The sets of `clusters.json`, made from their formulas.
pub fn sets() -> [(&'static str, Array2<f32>); 3] {
    let matrix = |(values, _): (Vec<f32>, Vec<i32>), columns: usize| {
        Array2::from_shape_vec((values.len() / columns, columns), values).expect("whole rows")
    };
    [
        ("blobs_easy", matrix(blobs(120, 8, 4, 0.8, 101), 8)),
        ("blobs_hard", matrix(blobs(150, 16, 6, 3.0, 202), 16)),
        ("moons", matrix(moons(160, 0.04, 303), 2)),
    ]
}

/// Names of the reference signals, as keys of `audio.json`.
pub const SIGNALS: [&str; 7] = ["sines", "chirp", "noise_bursts", "fm", "silence", "impulse", "quiet"];

/// One reference signal by its name in `audio.json`, at [`SAMPLE_RATE`].
///
/// # Panics
/// On a name that is not in [`SIGNALS`].
pub fn signal(name: &str) -> Vec<f32> {
    match name {
        "sines" => tones(2.0, |t| {
            0.5 * (2.0 * PI * 440.0 * t).sin()
                + 0.25 * (2.0 * PI * 1320.0 * t + 0.3).sin()
                + 0.1 * (2.0 * PI * 5000.0 * t).sin()
        }),
        "chirp" => tones(3.0, |t| 0.8 * (2.0 * PI * (50.0 * t + (10_000.0 - 50.0) / 6.0 * t * t)).sin()),
        "noise_bursts" => lcg((2.5 * f64::from(SAMPLE_RATE)) as usize, 12_345)
            .iter()
            .enumerate()
            .map(|(i, u)| {
                let open = if (i / 2756) % 3 == 0 { 1.0 } else { 0.0 };
                (0.7 * (2.0 * u - 1.0) * open) as f32
            })
            .collect(),
        "fm" => tones(4.0, |t| {
            0.6 * (-0.5 * t).exp() * (2.0 * PI * 330.0 * t + 4.0 * (2.0 * PI * 110.0 * t).sin()).sin()
                + 0.05 * (2.0 * PI * 60.0 * t).sin()
        }),
        "silence" => vec![0.0; 2 * SAMPLE_RATE as usize],
        "impulse" => {
            let mut samples = vec![0.0; (2.2 * f64::from(SAMPLE_RATE)) as usize];
            samples[5_000] = 1.0;
            samples[30_000] = -0.5;
            samples
        }
        "quiet" => tones(2.0, |t| 1e-5 * (2.0 * PI * 220.0 * t).sin()),
        other => panic!("no reference signal is called {other}"),
    }
}

/// A formula of the time in seconds, sampled at [`SAMPLE_RATE`] and rounded to f32.
pub fn tones(seconds: f64, formula: impl Fn(f64) -> f64) -> Vec<f32> {
    let rate = f64::from(SAMPLE_RATE);
    (0..(seconds * rate) as usize).map(|i| formula(i as f64 / rate) as f32).collect()
}

/// A fixture file's text as JSON.
pub fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("the fixture is JSON")
}

/// A list of numbers of a fixture; `null` (not finite there) becomes NaN.
pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("the fixture has a list here").iter().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect()
}

/// A list of whole numbers of a fixture, such as indices.
pub fn indices(value: &Value) -> Vec<usize> {
    numbers(value).iter().map(|&v| v as usize).collect()
}

/// A list of labels of a fixture, -1 for noise.
pub fn labels(value: &Value) -> Vec<i32> {
    numbers(value).iter().map(|&v| v as i32).collect()
}

/// A list of lists of numbers of a fixture.
pub fn rows(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().expect("the fixture has a table here").iter().map(numbers).collect()
}

/// A short clip of noise and a tone, different for each seed.
pub fn clip(length: usize, seed: u32) -> Vec<f32> {
    let noise = gauss(length, seed);
    (0..length)
        .map(|i| {
            let tone = (i as f64 * (0.01 + f64::from(seed % 97) * 0.02)).sin();
            (0.1 * noise[i] * f64::from(seed % 3) + 0.4 * tone) as f32
        })
        .collect()
}
