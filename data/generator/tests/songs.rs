//! The thirty-two songs as they are published: always the same, whole, and each itself.

use std::sync::LazyLock;

use songscape_demo::catalogue::{SONGS_PER_STYLE, Song, Style, songs};
use songscape_demo::master::{CEILING, loudness};
use songscape_demo::pcm::{Channels, Pcm};
use songscape_demo::score::Stereo;
use songscape_demo::{SONG_RATE, published};

static PUBLISHED: LazyLock<Vec<(Song, Pcm)>> = LazyLock::new(|| songs().map(|song| (song, published(song))).collect());

/// Root mean square in decibels.
fn level(samples: &[f32]) -> f64 {
    let power: f64 = samples.iter().map(|sample| f64::from(*sample) * f64::from(*sample)).sum();
    10.0 * (power / samples.len() as f64 + 1e-12).log10()
}

#[test]
fn there_are_eight_songs_of_each_of_four_styles() {
    assert_eq!(PUBLISHED.len(), 4 * SONGS_PER_STYLE);
}

/// A change of sound is a decision: `songscape-demo hashes > data/generator/tests/pcm_hashes.txt`, then `all`.
#[test]
fn the_samples_are_those_that_were_published() {
    let found: Vec<String> = PUBLISHED.iter().map(|(song, pcm)| format!("{} {}", song.id(), pcm.hash())).collect();
    let committed: Vec<&str> = include_str!("pcm_hashes.txt").lines().collect();
    assert_eq!(found, committed);
}

#[test]
fn a_song_played_twice_is_the_same_samples() {
    for style in Style::ALL {
        let song = Song { style, number: 3 };
        assert_eq!(song.render(16_000), song.render(16_000));
    }
}

#[test]
fn songs_last_eight_to_twelve_seconds() {
    for (song, pcm) in PUBLISHED.iter() {
        assert!((8.0..=12.0).contains(&pcm.seconds()), "{}: {} s", song.id(), pcm.seconds());
    }
}

#[test]
fn samples_are_finite_unclipped_and_centred() {
    for (song, pcm) in PUBLISHED.iter() {
        assert!(pcm.samples.iter().all(|sample| f64::from(sample.abs()) <= CEILING), "{}", song.id());
        let mean: f64 = pcm.samples.iter().map(|sample| f64::from(*sample)).sum::<f64>() / pcm.frames() as f64;
        assert!(mean.abs() < 1e-3, "{}: mean {mean}", song.id());
    }
}

#[test]
fn songs_are_equally_loud() {
    for (song, pcm) in PUBLISHED.iter() {
        let wave: Vec<f64> = pcm.samples.iter().map(|sample| f64::from(*sample)).collect();
        let loudness = loudness(&Stereo { rate: f64::from(SONG_RATE), left: wave.clone(), right: wave });
        // Both channels are at −19 dB; what differs between them is lost in the mono mean, most in the wide pads.
        assert!((-22.5..=-18.5).contains(&loudness), "{}: {loudness} dB", song.id());
    }
}

#[test]
fn no_song_has_a_hole_or_a_click_at_its_ends() {
    for (song, pcm) in PUBLISHED.iter() {
        let half_second = SONG_RATE as usize / 2;
        let body = &pcm.samples[..pcm.frames() - 3 * half_second];
        for (index, window) in body.chunks_exact(half_second).enumerate() {
            assert!(level(window) > -45.0, "{} is silent at {} s", song.id(), 0.5 * index as f64);
        }
        let (first, last) = (pcm.samples[0], pcm.samples[pcm.frames() - 1]);
        assert!(first.abs() < 1e-3 && last.abs() < 1e-3, "{}: {first} … {last}", song.id());
    }
}

/// Two songs of one style share instruments, not notes: laid on one another, sample by sample, they do not match.
#[test]
fn songs_of_one_style_differ() {
    for (index, (first, one)) in PUBLISHED.iter().enumerate() {
        for (second, two) in &PUBLISHED[index + 1..] {
            if first.style != second.style {
                continue;
            }
            let inner = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum::<f64>();
            let (one, two) = (&one.samples, &two.samples);
            let alike = inner(one, two) / (inner(one, one) * inner(two, two)).sqrt();
            assert!(alike.abs() < 0.3, "{} and {}: {alike}", first.id(), second.id());
        }
    }
}

#[test]
fn other_rates_and_two_channels_play_the_same_song() {
    for style in Style::ALL {
        let song = Song { style, number: 0 };
        let sound = song.render(44_100);
        let stereo = Pcm::new(&sound, 44_100, Channels::Stereo);
        let mono = published(song);
        assert_eq!(stereo.frames() * 2, stereo.samples.len());
        assert!((stereo.seconds() - mono.seconds()).abs() < 1e-3);
        let difference = level(&Pcm::new(&sound, 44_100, Channels::Mono).samples) - level(&mono.samples);
        assert!(difference.abs() < 0.5, "{}: {difference} dB", song.id());
        let apart: f64 = sound.left.iter().zip(&sound.right).map(|(left, right)| (left - right).abs()).sum();
        assert!(apart > 0.0, "{} is not in stereo", song.id());
    }
}
