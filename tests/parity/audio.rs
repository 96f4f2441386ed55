//! Every fixture of `reference/audio.json`. Run natively by `features_audio.rs`, and compiled to WebAssembly, in a browser,
//! by `wasm_parity`.

use crate::reference_signals::{SAMPLE_RATE, SIGNALS, gauss, indices, json, lcg, numbers, rows, signal};
use ndarray::{Array2, ArrayView2};
use serde_json::Value;
use songscape::{
    audio::clip::Clip,
    features::{
        AudioExtractor, AudioFeatures, AudioRequest, AudioSettings, FeatureError,
        decibel::{ZeroDecibel, power_to_db},
        mel::{MelFilterbank, mel_frequencies},
        mfcc::Cepstrum,
        stft::{BINS, Stft, frame_count},
    },
};
use std::f64::consts::PI;

/// What is run where there is no test harness.
#[cfg(not(test))]
pub const CHECKS: &[(&str, fn())] = &[
    ("signals_are_the_reference_script_s", signals_are_the_reference_script_s),
    ("filterbank_is_librosa_s", filterbank_is_librosa_s),
    ("resampling_is_librosa_s", resampling_is_librosa_s),
    ("power_and_mel_are_librosa_s", power_and_mel_are_librosa_s),
    ("decibels_are_librosa_s", decibels_are_librosa_s),
    ("cepstra_are_librosa_s", cepstra_are_librosa_s),
];

/// librosa's filterbank figures have 7 digits, and its weights are f32.
pub const FILTERBANK: f64 = 1e-6;
/// Both transforms run in f64; what remains is the fixture's 7 digits and one rounding to f32 on either side.
pub const POWER: f64 = 1e-4;
/// Ten times the rounding of librosa's own f32 cosine sums around coefficient 0, which reaches −1,131.
pub const MFCC: f64 = 1e-3;
/// Decibels of f32 power: one unit in the last place of 100 is 8e-6, of the power 5e-7 dB.
pub const DECIBEL: f64 = 1e-4;

const EVERYTHING: AudioRequest = AudioRequest { mfcc: true, mfcc_mean: true, mfcc_frames: true, logmelspec: true };

fn fixture() -> Value {
    json(include_str!("../reference/audio.json"))
}

/// All features of a clip.
pub fn extract(samples: &[f32], settings: AudioSettings) -> Result<AudioFeatures, FeatureError> {
    AudioExtractor::new(settings)?.extract(samples, EVERYTHING)
}

/// The mel power of a clip, bands × frames.
pub fn mel_of(samples: &[f32], n_mels: usize) -> Array2<f32> {
    let bank = MelFilterbank::new(SAMPLE_RATE, n_mels).unwrap();
    let mut mel = Array2::zeros((n_mels, frame_count(samples.len())));
    let mut stft = Stft::new();
    let mut blocks = stft.power_frames(samples).unwrap();
    while let Some(block) = blocks.next_block() {
        bank.apply(&block, mel.view_mut());
    }
    mel
}

/// The coefficients of a clip, `n_mfcc` × frames.
pub fn mfcc_of(samples: &[f32], n_mfcc: usize) -> Array2<f32> {
    let mut mel = mel_of(samples, 128);
    power_to_db(&mut mel, ZeroDecibel::One);
    Cepstrum::new(n_mfcc, 128).unwrap().coefficients(mel.view(), n_mfcc)
}

pub fn assert_near(what: &str, found: f64, expected: f64, tolerance: f64) {
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

#[cfg_attr(test, test)]
pub fn signals_are_the_reference_script_s() {
    let versions = json(include_str!("../reference/versions.json"));
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

#[cfg_attr(test, test)]
pub fn filterbank_is_librosa_s() {
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

/// Both tones lie in the pass band, whose ripple is below 1e-6; 2e-6 is that and the rounding of the figures to seven
/// digits.
#[cfg_attr(test, test)]
pub fn resampling_is_librosa_s() {
    let reference = &fixture()["resample"];
    let rate = 44_100;
    let channel = |part: &dyn Fn(f64) -> f64| -> Vec<f32> {
        (0..2 * rate).map(|i| part(f64::from(i) / f64::from(rate)) as f32).collect()
    };
    let left = channel(&|t| 0.5 * (2.0 * PI * 500.0 * t).sin());
    let right = channel(&|t| 0.3 * (2.0 * PI * 3000.0 * t + 1.0).sin());
    let clip = Clip::from_channels(&[&left, &right], rate, 30.0).unwrap().at_feature_rate();
    assert_eq!(clip.samples.len() as u64, reference["n_out"].as_u64().unwrap());
    let places = indices(&reference["index"]);
    for ((place, expected), exact) in
        places.iter().zip(numbers(&reference["value"])).zip(numbers(&reference["analytic"]))
    {
        let found = f64::from(clip.samples[*place]);
        assert_near("librosa's sample", found, expected, 2e-6);
        assert_near("the formula's sample", found, exact, 2e-6);
    }
    let means = extract(&clip.samples, AudioSettings::default()).unwrap().mfcc_mean.unwrap();
    for (mean, expected) in means.iter().zip(numbers(&reference["mfcc20_mean"])) {
        assert_near("mean coefficient", f64::from(*mean), expected, MFCC);
    }
}

#[cfg_attr(test, test)]
pub fn power_and_mel_are_librosa_s() {
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

#[cfg_attr(test, test)]
pub fn decibels_are_librosa_s() {
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

#[cfg_attr(test, test)]
pub fn cepstra_are_librosa_s() {
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
