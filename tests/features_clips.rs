//! Audio features of any clip: what must always hold, and what is refused.

mod reference_signals;

use ndarray::s;
use proptest::prelude::*;
use reference_signals::{SAMPLE_RATE, clip, gauss, signal, tones};
use songscape::features::{
    AudioExtractor, AudioFeatures, AudioRequest, AudioSettings, FeatureError,
    stft::{LOUDEST_SAMPLE, Stft},
};

/// Ten times what rounding to f32 leaves of coefficient 0, which reaches −1,131.
const MFCC: f64 = 1e-3;
/// Decibels of f32 power: one unit in the last place of 100 is 8e-6.
const DECIBEL: f64 = 1e-4;

const EVERYTHING: AudioRequest = AudioRequest { mfcc: true, mfcc_mean: true, mfcc_frames: true, logmelspec: true };

fn extract(samples: &[f32], settings: AudioSettings) -> Result<AudioFeatures, FeatureError> {
    AudioExtractor::new(settings)?.extract(samples, EVERYTHING)
}

#[test]
fn only_what_is_asked_for_is_there_and_it_does_not_depend_on_the_rest() {
    let samples = signal("chirp");
    let mut extractor = AudioExtractor::new(AudioSettings::default()).unwrap();
    let all = extractor.extract(&samples, EVERYTHING).unwrap();
    let nothing = extractor.extract(&samples, AudioRequest::default()).unwrap();
    assert_eq!(nothing, AudioFeatures::default());
    let mut ask = |request| extractor.extract(&samples, request).unwrap();
    let none = AudioRequest::default();
    assert_eq!(ask(AudioRequest { mfcc: true, ..none }), AudioFeatures { mfcc: all.mfcc, ..Default::default() });
    assert_eq!(
        ask(AudioRequest { mfcc_mean: true, ..none }),
        AudioFeatures { mfcc_mean: all.mfcc_mean, ..Default::default() }
    );
    assert_eq!(
        ask(AudioRequest { mfcc_frames: true, ..none }),
        AudioFeatures { mfcc_frames: all.mfcc_frames, ..Default::default() }
    );
    assert_eq!(
        ask(AudioRequest { logmelspec: true, ..none }),
        AudioFeatures { logmelspec: all.logmelspec, ..Default::default() }
    );
}

#[test]
fn only_the_first_seconds_are_heard() {
    let long = tones(3.0, |t| (2.0 * std::f64::consts::PI * (200.0 + 900.0 * t) * t).sin());
    let settings = AudioSettings { max_seconds: 1.0, ..Default::default() };
    let heard = extract(&long, settings).unwrap();
    let cut = extract(&long[..SAMPLE_RATE as usize], AudioSettings::default()).unwrap();
    assert_eq!(heard, cut);
    assert_ne!(heard, extract(&long, AudioSettings::default()).unwrap());
}

#[test]
fn short_and_silent_clips_have_finite_features() {
    for samples in [vec![0.5], vec![0.0; 511], vec![-0.25; 2047], vec![0.0; 3 * 22_050]] {
        let features = extract(&samples, AudioSettings::default()).unwrap();
        assert!(features.mfcc.unwrap().iter().all(|v| v.is_finite()));
        assert!(features.mfcc_mean.unwrap().iter().all(|v| v.is_finite()));
        assert!(features.mfcc_frames.unwrap().iter().all(|v| v.is_finite()));
        let map = features.logmelspec.unwrap();
        assert!(map.iter().all(|v| (-80.0..=0.0).contains(v)));
    }
    // Denormal samples are as good as silence and as quick.
    let faint = extract(&vec![1e-40; 44_100], AudioSettings::default()).unwrap();
    let silent = extract(&vec![0.0; 44_100], AudioSettings::default()).unwrap();
    assert_eq!(faint, silent);
}

#[test]
fn what_is_not_sound_is_refused_by_name() {
    let settings = AudioSettings::default;
    assert_eq!(extract(&[], settings()), Err(FeatureError::TooShort { samples: 0, needed: 1 }));
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut samples = signal("sines");
        samples[700] = bad;
        samples[900] = 1e30;
        assert_eq!(extract(&samples, settings()), Err(FeatureError::NonFiniteSample { index: 700 }));
    }
    assert_eq!(
        extract(&[0.0, -1e30], settings()),
        Err(FeatureError::SampleOutOfRange { index: 1, value: -1e30, most: LOUDEST_SAMPLE })
    );
    let loudest: Vec<f32> = (0..8192).map(|i| if i % 3 == 0 { 1e15 } else { -1e15 }).collect();
    assert!(extract(&loudest, settings()).unwrap().mfcc.unwrap().iter().all(|v| v.is_finite()));
}

#[test]
fn impossible_settings_are_refused_by_name() {
    let base = AudioSettings::default;
    let refused = |settings: AudioSettings| AudioExtractor::new(settings).err().unwrap();
    assert_eq!(
        refused(AudioSettings { n_mfcc: 129, ..base() }),
        FeatureError::MoreCoefficientsThanBands { n_mfcc: 129, n_mels: 128 }
    );
    for (settings, name) in [
        (AudioSettings { n_mfcc: 0, ..base() }, "n_mfcc"),
        (AudioSettings { n_mels: 0, ..base() }, "n_mels"),
        (AudioSettings { n_mels: 513, ..base() }, "n_mels"),
        (AudioSettings { tf_frames: 0, ..base() }, "tf_frames"),
        (AudioSettings { tf_frames: usize::MAX, ..base() }, "tf_frames"),
        (AudioSettings { max_seconds: f64::NAN, ..base() }, "max_seconds"),
        (AudioSettings { max_seconds: 0.0, ..base() }, "max_seconds"),
        (AudioSettings { sample_rate: 0, ..base() }, "sample_rate"),
    ] {
        assert!(matches!(
            refused(settings),
            FeatureError::AudioSettingOutOfRange { setting, .. } if setting == name
        ));
    }
    assert!(AudioExtractor::new(AudioSettings { n_mfcc: 128, n_mels: 512, ..base() }).is_ok());
}

#[test]
fn errors_carry_a_code_and_their_data() {
    let error = FeatureError::NonFiniteSample { index: 7 };
    let crossed = serde_json::to_value(&error).unwrap();
    assert_eq!(crossed, serde_json::json!({ "code": "non_finite_sample", "index": 7 }));
    assert_eq!(error.to_string(), "sample 7 of the clip is not a finite number");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// The same samples give the same bytes, whatever the extractor has heard before.
    #[test]
    fn features_are_deterministic(length in 1_usize..9000, seed in 0_u32..1000) {
        let samples = clip(length, seed);
        let mut used = AudioExtractor::new(AudioSettings::default()).unwrap();
        used.extract(&clip(5000, seed + 1), EVERYTHING).unwrap();
        let again = used.extract(&samples, EVERYTHING).unwrap();
        prop_assert_eq!(again, extract(&samples, AudioSettings::default()).unwrap());
    }

    /// Twice as loud is four times the power: 6.02 dB more in every band, which only coefficient 0 hears, by √128 · that;
    /// and nothing at all in a log-mel map, whose 0 dB is the loudest entry. (Noise, so that no band is near 1e-10.)
    #[test]
    fn loudness_moves_only_the_first_coefficient(seed in 0_u32..1000, doublings in 1_i32..6) {
        let quiet: Vec<f32> = gauss(20_000, seed).iter().map(|v| 0.01 * *v as f32).collect();
        let loud: Vec<f32> = quiet.iter().map(|v| v * 2.0_f32.powi(doublings)).collect();
        let (a, b) = (extract(&quiet, AudioSettings::default()).unwrap(), extract(&loud, AudioSettings::default()).unwrap());
        let lift = 128.0_f64.sqrt() * 20.0 * 2.0_f64.log10() * f64::from(doublings);
        for (k, (x, y)) in a.mfcc_mean.unwrap().iter().zip(b.mfcc_mean.unwrap()).enumerate() {
            let expected = f64::from(*x) + if k == 0 { lift } else { 0.0 };
            prop_assert!((f64::from(y) - expected).abs() <= MFCC);
        }
        for (x, y) in a.logmelspec.unwrap().iter().zip(b.logmelspec.unwrap().iter()) {
            prop_assert!((x - y).abs() <= DECIBEL as f32);
        }
    }

    /// Silence before a clip, by whole hops, only moves its frames.
    #[test]
    fn silence_before_a_clip_moves_its_frames(seed in 0_u32..1000, hops in 1_usize..5) {
        let samples = clip(4000, seed);
        let mut late = vec![0.0; hops * 512];
        late.extend_from_slice(&samples);
        let (here, there) = (
            Stft::new().spectrogram(&samples).unwrap(),
            Stft::new().spectrogram(&late).unwrap(),
        );
        prop_assert_eq!(here.view(), there.slice(s![.., hops..]));
    }
}
