//! Audio features against librosa's figures (in `parity`), against their naive twin, and against what must always hold.

mod naive_features;
#[path = "parity/audio.rs"]
mod parity;
mod reference_signals;

use ndarray::s;
use parity::{DECIBEL, MFCC, assert_near, extract, mel_of, mfcc_of};
use proptest::prelude::*;
use reference_signals::{SAMPLE_RATE, clip, signal};
use songscape::features::{
    AudioSettings, LogMelPadding,
    decibel::{ZeroDecibel, log10, power_to_db},
    stft::{Stft, frame_count},
};

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
