//! The audio features once more, written so plainly that they are unlikely to be wrong: sums straight from the
//! definitions, in f64, with no transform library, no blocks and no sparse bands. Slow, and the oracle of the fast path.

// Each test or bench uses the part it needs; the compiler sees the rest as unused there.
#![allow(dead_code)]

use std::f64::consts::PI;

const N_FFT: usize = 2048;
const HOP: usize = 512;
const BINS: usize = N_FFT / 2 + 1;

/// Power by frame, then by bin, from the definition of the Fourier sum.
pub fn power_frames(samples: &[f32]) -> Vec<Vec<f64>> {
    let turn: Vec<(f64, f64)> = (0..N_FFT).map(|i| (2.0 * PI * i as f64 / N_FFT as f64).sin_cos()).collect();
    let frames = 1 + samples.len() / HOP;
    (0..frames)
        .map(|frame| {
            let tapered: Vec<f64> = (0..N_FFT)
                .map(|i| {
                    let position = (frame * HOP + i) as isize - (N_FFT / 2) as isize;
                    let sample =
                        usize::try_from(position).ok().and_then(|p| samples.get(p)).map_or(0.0, |&s| f64::from(s));
                    sample * (0.5 - 0.5 * turn[i].1)
                })
                .collect();
            (0..BINS)
                .map(|bin| {
                    let (mut re, mut im) = (0.0, 0.0);
                    for (i, x) in tapered.iter().enumerate() {
                        let (sine, cosine) = turn[bin * i % N_FFT];
                        re += x * cosine;
                        im -= x * sine;
                    }
                    re * re + im * im
                })
                .collect()
        })
        .collect()
}

/// Mel power by band, then by frame.
pub fn mel(power: &[Vec<f64>], sample_rate: f64, n_mels: usize) -> Vec<Vec<f64>> {
    let to_mel = |hz: f64| {
        if hz < 1000.0 { hz * 3.0 / 200.0 } else { 15.0 + (hz / 1000.0).ln() * 27.0 / 6.4_f64.ln() }
    };
    let to_hz = |mel: f64| {
        if mel < 15.0 { mel * 200.0 / 3.0 } else { 1000.0 * 6.4_f64.powf((mel - 15.0) / 27.0) }
    };
    let top = to_mel(sample_rate / 2.0);
    let corner = |i: usize| to_hz(top * i as f64 / (n_mels + 1) as f64);
    (0..n_mels)
        .map(|band| {
            let (left, centre, right) = (corner(band), corner(band + 1), corner(band + 2));
            let weights: Vec<f64> = (0..BINS)
                .map(|bin| {
                    let hz = bin as f64 * sample_rate / N_FFT as f64;
                    let triangle = ((hz - left) / (centre - left)).min((right - hz) / (right - centre));
                    triangle.max(0.0) * 2.0 / (right - left)
                })
                .collect();
            power.iter().map(|frame| frame.iter().zip(&weights).map(|(p, w)| p * w).sum()).collect()
        })
        .collect()
}

/// Decibels over `reference`, at most 80 below the loudest.
pub fn decibels(mel: &[Vec<f64>], reference: f64) -> Vec<Vec<f64>> {
    let db = |p: f64| 10.0 * (p.max(1e-10) / reference.max(1e-10)).log10();
    let loudest = mel.iter().flatten().copied().map(db).fold(f64::NEG_INFINITY, f64::max);
    mel.iter().map(|row| row.iter().map(|&p| db(p).max(loudest - 80.0)).collect()).collect()
}

/// Cepstral coefficients by coefficient, then by frame.
pub fn mfcc(samples: &[f32], sample_rate: f64, n_mfcc: usize) -> Vec<Vec<f64>> {
    let db = decibels(&mel(&power_frames(samples), sample_rate, 128), 1.0);
    (0..n_mfcc)
        .map(|k| {
            (0..db[0].len())
                .map(|frame| {
                    let sum: f64 =
                        (0..128).map(|n| db[n][frame] * (PI * k as f64 * (n as f64 + 0.5) / 128.0).cos()).sum();
                    sum * if k == 0 { (1.0_f64 / 128.0).sqrt() } else { (2.0_f64 / 128.0).sqrt() }
                })
                .collect()
        })
        .collect()
}

/// Log-mel by band, then by frame.
pub fn log_mel(samples: &[f32], sample_rate: f64, n_mels: usize) -> Vec<Vec<f64>> {
    let mel = mel(&power_frames(samples), sample_rate, n_mels);
    let loudest = mel.iter().flatten().copied().fold(0.0, f64::max);
    decibels(&mel, loudest)
}
