//! Clips: mixing down, trimming, refusing; and the hash that names a file's content.

use proptest::prelude::*;
use songscape::audio::clip::{Clip, ClipError, ClipNotice, FEWEST_SAMPLES, LOUDEST, THUMBNAIL_PEAKS};
use songscape::audio::content_hash::content_hash;
use songscape::audio::{HIGHEST_RATE, LOWEST_RATE, RATE};

fn tone(rate: u32, seconds: f64) -> Vec<f32> {
    let length = (seconds * f64::from(rate)) as usize;
    (0..length).map(|at| (0.5 * (std::f64::consts::TAU * 440.0 * at as f64 / f64::from(rate)).sin()) as f32).collect()
}

#[test]
fn channels_become_their_mean() {
    let (left, right) = (vec![0.5_f32; 5_000], vec![-0.25_f32; 5_000]);
    let clip = Clip::from_channels(&[&left, &right], RATE, 30.0).expect("a clip");
    assert_eq!(clip.samples, vec![0.125; 5_000]);
    // 32 channels, one of which sounds.
    let silent = vec![0.0_f32; 5_000];
    let mut many = vec![silent.as_slice(); 32];
    many[7] = &left;
    assert_eq!(Clip::from_channels(&many, RATE, 30.0).expect("a clip").samples, vec![0.5 / 32.0; 5_000]);
    // One channel passes bit for bit.
    let mono = tone(44_100, 1.0);
    assert_eq!(Clip::from_channels(&[&mono], 44_100, 30.0).expect("a clip").samples, mono);
}

#[test]
fn the_trim_comes_before_the_resampling() {
    let long = tone(44_100, 30.5);
    let clip = Clip::from_channels(&[&long], 44_100, 30.0).expect("a clip");
    assert_eq!(clip.samples, long[..1_323_000]);
    assert_eq!(clip.seconds(), 30.0);
    let features = clip.at_feature_rate();
    assert_eq!((features.samples.len(), features.rate), (661_500, RATE));
    // 29.9 and 30.0 s stay as long as they are.
    for seconds in [29.9, 30.0] {
        assert_eq!(Clip::from_channels(&[&tone(8_000, seconds)], 8_000, 30.0).expect("a clip").seconds(), seconds);
    }
}

#[test]
fn what_is_no_clip_is_refused() {
    let clip = |channels: &[&[f32]], rate| Clip::from_channels(channels, rate, 30.0).expect_err("no clip");
    assert_eq!(clip(&[], RATE), ClipError::EmptyClip {});
    assert_eq!(clip(&[&[]], RATE), ClipError::EmptyClip {});
    assert_eq!(Clip::from_channels(&[&[0.5; 5_000]], RATE, 0.0), Err(ClipError::EmptyClip {}));
    assert_eq!(Clip::from_channels(&[&[0.5; 5_000]], RATE, f64::NAN), Err(ClipError::EmptyClip {}));
    for rate in [0, 1, LOWEST_RATE - 1, HIGHEST_RATE + 1, u32::MAX] {
        assert_eq!(
            clip(&[&[0.5; 5_000]], rate),
            ClipError::ClipRate { rate, lowest: LOWEST_RATE, highest: HIGHEST_RATE }
        );
    }
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let (mut left, right) = (vec![0.1; 5_000], vec![0.1; 5_000]);
        left[10] = bad;
        left[4_999] = bad;
        assert_eq!(clip(&[&left, &right], RATE), ClipError::NonFinite { samples: 2, total: 5_000 });
    }
    let mut loud = vec![0.1; 5_000];
    loud[3] = -1e30;
    assert_eq!(clip(&[&loud], RATE), ClipError::LevelOutOfRange { peak: 1e30, most: LOUDEST });
    // Behind the trim nobody looks.
    let mut late = tone(8_000, 2.0);
    late[15_000] = f32::NAN;
    assert!(Clip::from_channels(&[&late], 8_000, 1.0).is_ok());
}

#[test]
fn one_analysis_window_is_the_least() {
    for rate in [8_000, 22_050, 44_100, 48_000, 192_000] {
        let least = (FEWEST_SAMPLES * u64::from(rate)).div_ceil(u64::from(RATE)) as usize;
        let enough = vec![0.1; least];
        let clip = Clip::from_channels(&[&enough], rate, 30.0).expect("a clip");
        assert_eq!(
            clip.at_feature_rate().samples.len() as u64,
            FEWEST_SAMPLES.max((least as u64 * u64::from(RATE)).div_ceil(u64::from(rate)))
        );
        let error = Clip::from_channels(&[&enough[1..]], rate, 30.0).expect_err("too short");
        assert!(
            matches!(error, ClipError::ClipTooShort { seconds, needed } if seconds < needed && needed < 0.093),
            "{error:?}"
        );
    }
    for short in [1, 160, 441] {
        assert!(matches!(Clip::from_channels(&[&vec![0.1; short]], RATE, 30.0), Err(ClipError::ClipTooShort { .. })));
    }
    assert!(Clip::from_channels(&[&tone(44_100, 0.1)], 44_100, 30.0).is_ok(), "100 ms");
}

#[test]
fn silence_is_noticed_and_not_refused() {
    let notices = |samples: &[f32]| Clip::from_channels(&[samples], RATE, 30.0).expect("a clip").notices();
    assert_eq!(notices(&[0.0; 5_000]), [ClipNotice::Silent {}]);
    assert_eq!(notices(&[0.7; 5_000]), [ClipNotice::Silent {}], "a constant is silent too");
    let whisper: Vec<f32> = tone(RATE, 1.0).iter().map(|sample| sample * 1e-4).collect();
    assert_eq!(notices(&whisper), [ClipNotice::Silent {}]);
    let quiet: Vec<f32> = tone(RATE, 1.0).iter().map(|sample| sample * 1e-3).collect();
    assert_eq!(notices(&quiet), []);
    assert_eq!(notices(&[f32::MIN_POSITIVE / 2.0; 5_000]), [ClipNotice::Silent {}], "denormal numbers");
}

#[test]
fn the_thumbnail_is_the_outline() {
    let mut samples = vec![0.0; 6_400];
    samples[100] = -0.5;
    samples[6_399] = 3.0;
    let clip = Clip { samples, rate: RATE };
    let thumbnail = clip.thumbnail();
    assert_eq!((thumbnail[0], thumbnail[1], thumbnail[2], thumbnail[63]), (0.0, 0.5, 0.0, 1.0));
    // Fewer samples than peaks: each is seen, and nothing else.
    let short = Clip { samples: vec![0.25; 10], rate: RATE };
    assert_eq!(short.thumbnail(), [0.25; THUMBNAIL_PEAKS]);
}

#[test]
fn errors_cross_to_the_page_as_a_code_with_data() {
    let json = serde_json::to_value(ClipError::NonFinite { samples: 3, total: 9 }).expect("it serialises");
    assert_eq!(json, serde_json::json!({"code": "non_finite", "samples": 3, "total": 9}));
    assert_eq!(
        serde_json::to_value(ClipNotice::Silent {}).expect("it serialises"),
        serde_json::json!({"code": "silent"})
    );
}

#[test]
fn the_hash_is_of_size_and_excerpt() {
    let hash = content_hash(100, b"the first seconds");
    assert_eq!(hash.len(), 32);
    assert!(hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)));
    assert_eq!(hash, content_hash(100, b"the first seconds"));
    assert_ne!(hash, content_hash(101, b"the first seconds"));
    assert_ne!(hash, content_hash(100, b"the first second."));
    // BLAKE3's own test vector for the eight bytes 0 … 7 (the size) and nothing else.
    assert_eq!(content_hash(0x0706_0504_0302_0100, b""), "2351207d04fc16ade43ccab08600939c");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// The order of the channels does not matter, nor does their number when they are all alike; a factor passes
    /// through.
    #[test]
    fn mixing_is_linear(
        samples in prop::collection::vec(-1.0_f32..1.0, 5_000),
        other in prop::collection::vec(-1.0_f32..1.0, 5_000),
        count in 1..9_usize,
    ) {
        let clip = |channels: &[&[f32]]| Clip::from_channels(channels, RATE, 30.0).map(|clip| clip.samples);
        prop_assert_eq!(clip(&[&samples, &other]), clip(&[&other, &samples]));
        let alike = clip(&vec![samples.as_slice(); count]).expect("a clip");
        prop_assert!(alike.iter().zip(&samples).all(|(a, b)| (a - b).abs() <= 1e-6));
        let half = |samples: &[f32]| samples.iter().map(|sample| sample / 2.0).collect::<Vec<_>>();
        prop_assert_eq!(clip(&[&half(&samples)]).expect("a clip"), half(&clip(&[&samples]).expect("a clip")));
    }
}
