//! Audio features against librosa's figures, against their naive twin, and against what must always hold.

mod naive_features;
mod reference_signals;

use ndarray::{Array2, ArrayView2, s};
use proptest::prelude::*;
use reference_signals::{SAMPLE_RATE, SIGNALS, gauss, indices, json, lcg, numbers, rows, signal};
use serde_json::Value;
use songscape::features::{
    AudioExtractor, AudioFeatures, AudioRequest, AudioSettings, FeatureError, LogMelPadding,
    decibel::{ZeroDecibel, log10, power_to_db},
    mel::{MelFilterbank, mel_frequencies},
    mfcc::Cepstrum,
    stft::{BINS, Stft, frame_count},
};

/// librosa's filterbank figures have 7 digits, and its weights are f32.
const FILTERBANK: f64 = 1e-6;
/// Both transforms run in f64; what remains is the fixture's 7 digits and one rounding to f32 on either side.
const POWER: f64 = 1e-4;
/// Ten times the rounding of librosa's own f32 cosine sums around coefficient 0, which reaches −1,131.
const MFCC: f64 = 1e-3;
/// Decibels of f32 power: one unit in the last place of 100 is 8e-6, of the power 5e-7 dB.
const DECIBEL: f64 = 1e-4;

const EVERYTHING: AudioRequest = AudioRequest { mfcc: true, mfcc_mean: true, mfcc_frames: true, logmelspec: true };

fn fixture() -> Value {
    json(include_str!("reference/audio.json"))
}

fn extract(samples: &[f32], settings: AudioSettings) -> Result<AudioFeatures, FeatureError> {
    AudioExtractor::new(settings)?.extract(samples, EVERYTHING)
}

fn mel_of(samples: &[f32], n_mels: usize) -> Array2<f32> {
    let bank = MelFilterbank::new(SAMPLE_RATE, n_mels).unwrap();
    let mut mel = Array2::zeros((n_mels, frame_count(samples.len())));
    let mut stft = Stft::new();
    let mut blocks = stft.power_frames(samples).unwrap();
    while let Some(block) = blocks.next_block() {
        bank.apply(&block, mel.view_mut());
    }
    mel
}

fn mfcc_of(samples: &[f32], n_mfcc: usize) -> Array2<f32> {
    let mut mel = mel_of(samples, 128);
    power_to_db(&mut mel, ZeroDecibel::One);
    Cepstrum::new(n_mfcc, 128).unwrap().coefficients(mel.view(), n_mfcc)
}

fn assert_near(what: &str, found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found} is not {expected} ± {tolerance}");
}

/// Every row of a fixture table against the frames `frame_index` of the rows `row_index` of a matrix.
fn assert_frames(
    what: &str,
    found: ArrayView2<'_, f32>,
    row_index: &[usize],
    reference: &Value,
    signal: &Value,
    tolerance: impl Fn(f64) -> f64,
) {
    let expected = rows(reference);
    assert_eq!(expected.len(), row_index.len(), "{what}");
    for (&row, expected_row) in row_index.iter().zip(&expected) {
        for (&frame, &value) in indices(&signal["frame_index"]).iter().zip(expected_row) {
            let place = format!("{what} row {row} frame {frame}");
            assert_near(&place, f64::from(found[[row, frame]]), value, tolerance(value));
        }
    }
}

#[test]
fn signals_are_the_reference_script_s() {
    let versions = json(include_str!("reference/versions.json"));
    for (value, expected) in lcg(4, 1).iter().zip(numbers(&versions["lcg_seed1_first4"])) {
        assert_near("lcg", *value, expected, 1e-7);
    }
    for (value, expected) in gauss(4, 1).iter().zip(numbers(&versions["gauss_seed1_first4"])) {
        assert_near("gauss", *value, expected, 1e-6);
    }
    for name in SIGNALS {
        let (samples, reference) = (signal(name), &fixture()["signals"][name]);
        assert_eq!(samples.len() as u64, reference["n"].as_u64().unwrap(), "{name}");
        for (sample, expected) in samples.iter().zip(numbers(&reference["head"])) {
            // Seven digits are given.
            assert_near(name, f64::from(*sample), expected, 5e-7 * expected.abs());
        }
        let sum: f64 = samples.iter().map(|s| f64::from(s.abs())).sum();
        let expected = reference["sum_abs"].as_f64().unwrap();
        assert_near(name, sum, expected, 1e-6 * expected);
    }
}

#[test]
fn filterbank_is_librosa_s() {
    let reference = &fixture()["filterbank"];
    let weights = MelFilterbank::new(SAMPLE_RATE, 64).unwrap().weights();
    assert_eq!(weights.dim(), (64, BINS));
    let ranges = rows(&reference["nonzero_range"]);
    let sums = numbers(&reference["row_sum"]);
    let tops = numbers(&reference["row_max"]);
    for (band, row) in weights.rows().into_iter().enumerate() {
        let first = row.iter().position(|&w| w != 0.0).unwrap();
        let last = row.iter().rposition(|&w| w != 0.0).unwrap();
        assert_eq!([first as f64, last as f64].to_vec(), ranges[band], "band {band}");
        let sum: f64 = row.iter().map(|&w| f64::from(w)).sum();
        let top = row.iter().copied().fold(0.0, f32::max);
        assert_near("row sum", sum, sums[band], FILTERBANK);
        assert_near("row maximum", f64::from(top), tops[band], FILTERBANK);
    }
    let corners = numbers(&reference["mel_frequencies"]);
    for (hz, expected) in mel_frequencies(66, 0.0, 11_025.0).iter().zip(corners) {
        assert_near("corner", *hz, expected, FILTERBANK * expected);
    }
}

#[test]
fn power_and_mel_are_librosa_s() {
    for name in SIGNALS {
        let (samples, reference) = (signal(name), &fixture()["signals"][name]);
        let power = Stft::new().spectrogram(&samples).unwrap();
        assert_eq!(power.ncols() as u64, reference["frames"].as_u64().unwrap());
        let bins = indices(&reference["power_bins"]);
        assert_frames(name, power.view(), &bins, &reference["power"], reference, |v| POWER * v);

        let mel = mel_of(&samples, 64);
        let bands: Vec<usize> = (0..64).collect();
        assert_frames(name, mel.view(), &bands, &reference["mel64"], reference, |v| POWER * v);
        let total: f64 = mel.iter().map(|&v| f64::from(v)).sum();
        let expected = reference["mel64_total"].as_f64().unwrap();
        assert_near(name, total, expected, POWER * expected);
        let loudest = f64::from(mel.fold(0.0_f32, |a, &b| a.max(b)));
        let expected = reference["mel64_max"].as_f64().unwrap();
        assert_near(name, loudest, expected, POWER * expected);
    }
}

#[test]
fn a_loud_tone_hides_neither_quiet_bins_nor_the_next_frame() {
    // Frames 8 and 9 are transformed together: the tone ends in the first quarter of one, before the other begins.
    let mut samples: Vec<f32> = (0..3584).map(|i| (0.9 * (0.1 * f64::from(i)).sin()) as f32).collect();
    samples.resize(10_000, 0.0);
    let found = Stft::new().spectrogram(&samples).unwrap();
    for (frame, expected) in naive_features::power_frames(&samples).iter().enumerate() {
        let loudest = expected.iter().copied().fold(0.0, f64::max);
        assert_eq!(loudest > 0.0, frame < 9, "frame {frame}");
        for (bin, &power) in expected.iter().enumerate() {
            let place = format!("bin {bin} frame {frame}");
            // 180 dB down. Below, the sum of the definition is itself nothing but rounding.
            let tolerance = if frame < 9 { 1e-5 * power.max(1e-18 * loudest) } else { 0.0 };
            assert_near(&place, f64::from(found[[bin, frame]]), power, tolerance);
        }
    }
}

#[test]
fn decibels_are_librosa_s() {
    for name in SIGNALS {
        let (samples, reference) = (signal(name), &fixture()["signals"][name]);
        let mut map = mel_of(&samples, 64);
        power_to_db(&mut map, ZeroDecibel::Loudest);
        let bands: Vec<usize> = (0..64).collect();
        let expected = &reference["logmel64_refmax"];
        assert_frames(name, map.view(), &bands, expected, reference, |_| DECIBEL);
        let means = numbers(&reference["logmel64_refmax_mean_per_band"]);
        for (row, expected) in map.rows().into_iter().zip(means) {
            let mean = row.iter().map(|&v| f64::from(v)).sum::<f64>() / row.len() as f64;
            assert_near(name, mean, expected, DECIBEL);
        }
        let mut map = mel_of(&samples, 128);
        power_to_db(&mut map, ZeroDecibel::One);
        let bands: Vec<usize> = (0..128).collect();
        let expected = &reference["logmel128_ref1"];
        assert_frames(name, map.view(), &bands, expected, reference, |_| DECIBEL);
    }
}

#[test]
fn logarithms_are_within_their_bound() {
    // Every 997th normal f32 from 1e-10 on, through all exponents and mantissas.
    for bits in (1e-10_f32.to_bits()..f32::MAX.to_bits()).step_by(997) {
        let x = f32::from_bits(bits);
        let (found, expected) = (f64::from(log10(x)), f64::from(x).log10());
        // Above 1e16 f32 itself cannot tell 2e-6 apart.
        let bound = 2e-6_f64.max(2e-7 * expected.abs());
        assert!((found - expected).abs() <= bound, "log10({x}) is {expected}, not {found}");
    }
}

#[test]
fn cepstra_are_librosa_s() {
    for name in SIGNALS {
        let (samples, reference) = (signal(name), &fixture()["signals"][name]);
        for (n_mfcc, key) in [(20, "mfcc20"), (40, "mfcc40")] {
            let found = mfcc_of(&samples, n_mfcc);
            let all: Vec<usize> = (0..n_mfcc).collect();
            assert_frames(name, found.view(), &all, &reference[key], reference, |_| MFCC);
        }
        let features = extract(&samples, AudioSettings::default()).unwrap();
        let expected = numbers(&reference["mfcc_summary80"]);
        let summary = features.mfcc.unwrap();
        assert_eq!(summary.len(), 80);
        for (value, expected) in summary.iter().zip(&expected) {
            assert_near(name, f64::from(*value), *expected, MFCC);
        }
        let means = features.mfcc_mean.unwrap();
        assert_eq!(means.len(), 40);
        for (value, expected) in means.iter().zip(&expected[..20]) {
            assert_near(name, f64::from(*value), *expected, MFCC);
        }
    }
}

#[test]
fn maps_are_the_spectrum_s_first_frames_and_padding() {
    for (tf_frames, logmel_padding) in
        [(1, LogMelPadding::Floor), (60, LogMelPadding::Zero), (512, LogMelPadding::Floor), (512, LogMelPadding::Zero)]
    {
        let samples = signal("fm");
        let frames = frame_count(samples.len());
        let settings = AudioSettings { tf_frames, logmel_padding, ..Default::default() };
        let features = extract(&samples, settings).unwrap();
        let (cepstra, map) = (features.mfcc_frames.unwrap(), features.logmelspec.unwrap());
        assert_eq!(cepstra.dim(), (1, 40, tf_frames));
        assert_eq!(map.dim(), (1, 64, tf_frames));

        let kept = frames.min(tf_frames);
        let expected = mfcc_of(&samples, 40);
        assert_eq!(cepstra.slice(s![0, .., ..kept]), expected.slice(s![.., ..kept]));
        let mut expected = mel_of(&samples, 64);
        power_to_db(&mut expected, ZeroDecibel::Loudest);
        assert_eq!(map.slice(s![0, .., ..kept]), expected.slice(s![.., ..kept]));

        let padding = if logmel_padding == LogMelPadding::Floor { -80.0 } else { 0.0 };
        assert!(cepstra.slice(s![0, .., kept..]).iter().all(|&v| v == 0.0));
        assert!(map.slice(s![0, .., kept..]).iter().all(|&v| v == padding));
    }
}

/// A short clip of noise and a tone, different for each seed.
fn clip(length: usize, seed: u32) -> Vec<f32> {
    let noise = gauss(length, seed);
    (0..length)
        .map(|i| {
            let tone = (i as f64 * (0.01 + f64::from(seed % 97) * 0.02)).sin();
            (0.1 * noise[i] * f64::from(seed % 3) + 0.4 * tone) as f32
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Against f64 sums from the definitions: only f32 mel weights and sums separate the two, about 1e-6 of the power.
    #[test]
    fn the_fast_path_agrees_with_its_naive_twin(length in 1_usize..6000, seed in 0_u32..1000, n_mels in 1_usize..100) {
        let samples = clip(length, seed);
        let settings = AudioSettings { n_mels, tf_frames: frame_count(length), ..Default::default() };
        let features = extract(&samples, settings).unwrap();
        let rate = f64::from(SAMPLE_RATE);
        let cepstra = features.mfcc_frames.unwrap();
        for (k, row) in naive_features::mfcc(&samples, rate, 40).iter().enumerate() {
            for (frame, expected) in row.iter().enumerate() {
                prop_assert!((f64::from(cepstra[[0, k, frame]]) - expected).abs() <= MFCC);
            }
        }
        let map = features.logmelspec.unwrap();
        for (band, row) in naive_features::log_mel(&samples, rate, n_mels).iter().enumerate() {
            for (frame, expected) in row.iter().enumerate() {
                prop_assert!((f64::from(map[[0, band, frame]]) - expected).abs() <= DECIBEL);
            }
        }
    }
}
