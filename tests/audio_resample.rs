//! The resampler: against a convolution written out, against another library, and by its response. (Against librosa's
//! figures: `parity/audio.rs`.)

use std::f64::consts::TAU;

use audioadapter_buffers::direct::SequentialSlice;
use proptest::prelude::*;
use rubato::{Fft, FixedSync, Resampler as _, audioadapter_buffers};
use songscape::audio::RATE;
use songscape::audio::clip::Clip;
use songscape::audio::resample::Resampler;

fn tone(frequency: f64, rate: u32, length: usize) -> Vec<f32> {
    (0..length).map(|at| (TAU * frequency * at as f64 / f64::from(rate)).sin() as f32).collect()
}

/// The level of the middle half of a signal against that of a full sine, in dB.
fn level(samples: &[f32]) -> f64 {
    let middle = &samples[samples.len() / 4..3 * samples.len() / 4];
    let power: f64 = middle.iter().map(|&sample| f64::from(sample).powi(2)).sum::<f64>() / middle.len() as f64;
    10.0 * (2.0 * power).max(1e-20).log10()
}

/// The naive twin: every output sample as a sum over the windowed sinc around its time, in 64-bit floats.
fn convolved(samples: &[f32], from: f64, to: f64) -> Vec<f64> {
    let nyquist = from.min(to) / 2.0;
    let transition = 0.087 * nyquist;
    let cutoff = nyquist - transition / 2.0;
    let half = ((120.0 - 7.95) / (2.285 * TAU * transition / from) / 2.0).ceil();
    let bessel = |x: f64| {
        let terms = (1..40).scan(1.0, |term, order| {
            *term *= (x / 2.0 / f64::from(order)).powi(2);
            Some(*term)
        });
        1.0 + terms.sum::<f64>()
    };
    let kernel = |distance: f64| {
        let angle = TAU * cutoff * distance / from;
        let sinc = if angle == 0.0 { 1.0 } else { angle.sin() / angle };
        let inside = 1.0 - (distance / half).powi(2);
        if inside < 0.0 { 0.0 } else { sinc * bessel(0.1102 * (120.0 - 8.7) * inside.sqrt()) }
    };
    let total: f64 = (-half as i64..=half as i64).map(|at| kernel(at as f64)).sum();
    let length = (samples.len() as f64 * to / from).ceil() as usize;
    (0..length)
        .map(|at| {
            let time = at as f64 * from / to;
            let (first, last) =
                ((time - half).ceil().max(0.0) as usize, ((time + half) as usize).min(samples.len() - 1));
            (first..=last).map(|at| f64::from(samples[at]) * kernel(time - at as f64)).sum::<f64>() / total
        })
        .collect()
}

/// Noise has all frequencies, so nothing is hidden by a choice of tones; start and end are compared too. 32-bit
/// transforms leave about 1e-7 of the signal, the filter's stop band 1e-6: 5e-6 bounds both.
#[test]
fn the_same_as_a_convolution_written_out() {
    for (from, to) in [
        (44_100, RATE),
        (48_000, RATE),
        (96_000, RATE),
        (32_000, RATE),
        (8_000, RATE),
        (11_025, RATE),
        (3_000, RATE),
        (22_051, RATE),
        (RATE, 16_000),
    ] {
        for length in [1, 2, 1_000, 9_001] {
            let samples: Vec<f32> = noise(7).take(length).collect();
            let ours = Resampler::new(from, to).resample(&samples);
            let twin = convolved(&samples, f64::from(from), f64::from(to));
            assert_eq!(ours.len(), twin.len(), "{from} to {to}, {length} samples");
            let worst = ours.iter().zip(&twin).map(|(&a, b)| (f64::from(a) - b).abs()).fold(0.0, f64::max);
            assert!(worst < 5e-6, "{from} to {to}, {length} samples: {worst:e}");
        }
    }
}

fn noise(seed: u64) -> impl Iterator<Item = f32> {
    let mut state = seed;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 40) as f64 / f64::from(1 << 23) - 1.0) as f32
    })
}

/// `rubato` has another filter, but in its pass band any good resampler gives the same: a chord below 9 kHz, away from
/// the ends.
#[test]
fn the_same_as_another_library_in_the_pass_band() {
    for from in [44_100, 48_000, 88_200] {
        let length = from as usize;
        let chord: Vec<f32> = (0..length)
            .map(|at| {
                [110.0, 1_234.5, 5_000.0, 8_900.0]
                    .iter()
                    .map(|f| 0.2 * (TAU * f * at as f64 / f64::from(from)).sin())
                    .sum::<f64>() as f32
            })
            .collect();
        let ours = Resampler::new(from, RATE).resample(&chord);
        // Only with even blocks is its delay a whole number of samples: 12 periods of 320 : 147, or 1,920 of 2 : 1.
        let mut theirs = Fft::<f32>::new(from as usize, RATE as usize, 3_840, 1, FixedSync::Both).expect("a resampler");
        assert_eq!(theirs.fft_size_out() % 2, 0);
        let input = SequentialSlice::new(&chord, 1, length).expect("a buffer");
        let theirs = theirs.process_all(&input, length, None).expect("samples").take_data();
        assert_eq!(ours.len(), theirs.len());
        let worst = ours.iter().zip(&theirs).skip(1_000).take(20_000).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst < 1e-5, "from {from}: {worst:e}");
    }
}

#[test]
fn flat_to_nine_and_a_half_kilohertz_and_silent_beyond_nyquist() {
    for from in [44_100, 48_000, 96_000, 192_000] {
        let resampler = Resampler::new(from, RATE);
        let at = |frequency: f64| level(&resampler.resample(&tone(frequency, from, from as usize)));
        for frequency in [20.0, 100.0, 1_000.0, 3_000.0, 5_000.0, 7_000.0, 8_000.0, 9_000.0, 9_250.0, 9_500.0] {
            assert!(at(frequency).abs() < 0.001, "{frequency} Hz from {from}: {} dB", at(frequency));
        }
        for frequency in [11_030.0, 11_500.0, 12_550.0, 13_000.0, 15_000.0, 20_000.0] {
            assert!(at(frequency) < -110.0, "{frequency} Hz from {from}: {} dB", at(frequency));
        }
    }
}

/// soxr's own response, measured with soxr 1.1 (`quality="HQ"`) from 44.1 kHz; the tolerance is what differs between
/// its window and ours.
#[test]
fn the_band_edge_is_that_of_librosas_resampler() {
    for from in [44_100, 48_000, 96_000] {
        let resampler = Resampler::new(from, RATE);
        for (frequency, soxr, tolerance) in [
            (10_000.0, 0.0, 0.01),
            (10_200.0, -0.016, 0.03),
            (10_400.0, -1.159, 0.25),
            (10_550.0, -6.046, 0.3),
            (10_700.0, -18.179, 0.7),
            (10_900.0, -54.962, 4.0),
        ] {
            let ours = level(&resampler.resample(&tone(frequency, from, 2 * from as usize)));
            assert!((ours - soxr).abs() < tolerance, "{frequency} Hz from {from}: {ours} dB, soxr {soxr} dB");
        }
    }
}

/// From low rates: what was there stays, and nothing appears above it.
#[test]
fn no_mirror_images_from_low_rates() {
    let up = Resampler::new(8_000, RATE).resample(&tone(1_000.0, 8_000, 16_000));
    let exact = tone(1_000.0, RATE, up.len());
    let worst = up.iter().zip(&exact).skip(1_000).take(40_000).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst < 2e-6, "{worst:e}");
}

#[test]
fn lengths_are_rounded_up_and_edges_are_zeros() {
    for rate in
        [3_000, 7_999, 8_000, 11_025, 22_049, 22_050, 22_051, 37_800, 44_100, 47_999, 48_000, 192_000, 767_999, 768_000]
    {
        let resampler = Resampler::new(rate, RATE);
        for length in [0_usize, 1, 2, 319, 320, 321, 9_000] {
            let expected = (length as u64 * u64::from(RATE)).div_ceil(u64::from(rate));
            assert_eq!(resampler.resample(&vec![0.1; length]).len() as u64, expected, "{length} samples at {rate}");
        }
    }
    // One impulse at the start: the filter's right half, largest where the impulse was.
    let impulse = Resampler::new(44_100, RATE).resample(&[[1.0].as_slice(), &[0.0; 999]].concat());
    assert!(impulse[1..].iter().all(|sample| sample.abs() < impulse[0]));
}

#[test]
fn the_same_rate_passes_bit_for_bit() {
    let samples: Vec<f32> = noise(3).take(50_000).collect();
    assert_eq!(Resampler::new(RATE, RATE).resample(&samples), samples);
    assert_eq!(Clip { samples: samples.clone(), rate: RATE }.at_feature_rate().samples, samples);
}

#[test]
fn rates_of_zero_do_no_harm() {
    assert_eq!(Resampler::new(0, 0).resample(&[1.0, 2.0]), [1.0, 2.0]);
    assert!(Resampler::new(0, 2).resample(&[1.0; 10]).len() == 20);
}

/// One resampler used twice, or two made alike, give the same bits.
#[test]
fn the_same_bits_every_time() {
    let samples: Vec<f32> = noise(5).take(100_000).collect();
    let resampler = Resampler::new(48_000, RATE);
    let once = resampler.resample(&samples);
    assert_eq!(once, resampler.resample(&samples));
    assert_eq!(once, Resampler::new(48_000, RATE).resample(&samples));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Where the blocks were cut does not show: a sound moved by whole periods of the ratio (2:1, 320:147) is the moved
    /// result.
    #[test]
    fn moving_the_sound_moves_the_result(periods in 1..200_usize, seed in any::<u64>(), dvd in any::<bool>()) {
        let (rate, old, new) = if dvd { (48_000, 320, 147) } else { (44_100, 2, 1) };
        let resampler = Resampler::new(rate, RATE);
        let sound: Vec<f32> = noise(seed).take(30_000).collect();
        let moved = [vec![0.0; periods * old], sound.clone()].concat();
        let (still, moved) = (resampler.resample(&sound), resampler.resample(&moved));
        for (a, b) in still.iter().zip(&moved[periods * new..]) {
            prop_assert!((a - b).abs() < 2e-6);
        }
    }

    /// A longer sound starts as the shorter one does, but for the half of the filter that looks ahead.
    #[test]
    fn what_comes_later_changes_nothing_before(length in 1_000..20_000_usize, seed in any::<u64>()) {
        let sound: Vec<f32> = noise(seed).take(30_000).collect();
        let resampler = Resampler::new(44_100, RATE);
        let (whole, part) = (resampler.resample(&sound), resampler.resample(&sound[..length]));
        for (a, b) in whole.iter().zip(&part).take((length / 2).saturating_sub(100)) {
            prop_assert!((a - b).abs() < 2e-6);
        }
    }

    /// Sums and multiples pass through.
    #[test]
    fn resampling_is_linear(seed in any::<u64>(), factor in -3.0_f32..3.0) {
        let (a, b): (Vec<f32>, Vec<f32>) = (noise(seed).take(5_000).collect(), noise(!seed).take(5_000).collect());
        let mixed: Vec<f32> = a.iter().zip(&b).map(|(a, b)| a + factor * b).collect();
        let resampler = Resampler::new(48_000, RATE);
        let (a, b, mixed) = (resampler.resample(&a), resampler.resample(&b), resampler.resample(&mixed));
        for ((a, b), mixed) in a.iter().zip(&b).zip(&mixed) {
            prop_assert!((a + factor * b - mixed).abs() < 1e-5);
        }
    }
}
