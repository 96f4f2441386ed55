//! Ambient: four or five chords that melt into one another, a deep drone, a few bells far away, and a very large
//! room. Nothing strikes; everything swells.

use crate::acoustic::bell;
use crate::chance::Chance;
use crate::electric::{Breath, pad};
use crate::filter::Filter;
use crate::master;
use crate::melody::{Motif, Plan, Tone, compose, go, rest};
use crate::oscillator::sine;
use crate::reverb::room;
use crate::score::{Clock, Note, Stereo};
use crate::theory::{
    Chord, Key,
    Mode::{Dorian, Lydian, Major, Minor, Mixolydian},
    add_ninth, frequency, lift_to, major_seventh, minor_seventh, suspended, voice_lead,
};

/// What is most in the air.
#[derive(Clone, Copy, PartialEq)]
enum Air {
    /// Noise that comes and goes like surf; in the other songs it is a mere breath.
    Wind,
    /// The chord again an octave higher, thin and slow.
    Shimmer,
    /// Nothing but the room.
    Stillness,
}

struct Ambient {
    /// Seconds of one chord.
    chord_seconds: f64,
    key: Key,
    chords: &'static [Chord],
    /// A bar of four slow beats for the far bells, one per chord.
    bells: Motif,
    second_bells: Motif,
    breath: Breath,
    air: Air,
    centre: i32,
}

const BEATS: f64 = 4.0;
/// Seconds the room rings on after the last chord.
const RINGING: f64 = 1.6;
const HOME: Motif = &[rest(1.0), go(0, 3.0)];

const SONGS: [Ambient; 8] = [
    Ambient {
        chord_seconds: 2.4,
        key: Key::new(60, Lydian),
        chords: &[major_seventh(1), add_ninth(2), minor_seventh(6), major_seventh(1)],
        bells: &[rest(1.0), go(2, 1.5), go(4, 1.5)],
        second_bells: &[go(5, 2.0), go(4, 2.0)],
        breath: Breath { cutoff: [260.0, 1300.0], period: 9.6, detune: 8.0, swell: 1.2 },
        air: Air::Wind,
        centre: 58,
    },
    Ambient {
        chord_seconds: 2.2,
        key: Key::new(62, Dorian),
        chords: &[minor_seventh(1), add_ninth(4), minor_seventh(1), add_ninth(4)],
        bells: &[go(0, 2.0), rest(1.0), go(3, 1.0)],
        second_bells: &[rest(2.0), go(2, 2.0)],
        breath: Breath { cutoff: [220.0, 1000.0], period: 7.3, detune: 10.0, swell: 1.0 },
        air: Air::Shimmer,
        centre: 57,
    },
    Ambient {
        chord_seconds: 2.5,
        key: Key::new(65, Major),
        chords: &[add_ninth(1), minor_seventh(6), major_seventh(4), add_ninth(1)],
        bells: &[rest(1.5), go(4, 1.0), go(2, 1.5)],
        second_bells: &[go(1, 1.0), go(2, 3.0)],
        breath: Breath { cutoff: [300.0, 1100.0], period: 10.0, detune: 6.0, swell: 1.3 },
        air: Air::Stillness,
        centre: 60,
    },
    Ambient {
        chord_seconds: 1.9,
        key: Key::new(69, Minor),
        chords: &[minor_seventh(1), major_seventh(6), major_seventh(3), suspended(5), minor_seventh(1)],
        bells: &[go(4, 1.0), rest(1.0), go(2, 2.0)],
        second_bells: &[rest(1.0), go(1, 1.0), go(0, 2.0)],
        breath: Breath { cutoff: [200.0, 1200.0], period: 8.0, detune: 11.0, swell: 0.9 },
        air: Air::Wind,
        centre: 57,
    },
    Ambient {
        chord_seconds: 2.3,
        key: Key::new(67, Mixolydian),
        chords: &[add_ninth(1), add_ninth(7), major_seventh(4), add_ninth(1)],
        bells: &[go(2, 1.5), go(4, 2.5)],
        second_bells: &[rest(2.0), go(3, 1.0), go(2, 1.0)],
        breath: Breath { cutoff: [280.0, 1250.0], period: 6.9, detune: 9.0, swell: 1.1 },
        air: Air::Shimmer,
        centre: 59,
    },
    Ambient {
        chord_seconds: 2.6,
        key: Key::new(64, Minor),
        chords: &[minor_seventh(1), minor_seventh(4), major_seventh(6), minor_seventh(1)],
        bells: &[rest(2.0), go(2, 2.0)],
        second_bells: &[go(0, 2.0), go(1, 2.0)],
        breath: Breath { cutoff: [190.0, 950.0], period: 10.4, detune: 12.0, swell: 1.4 },
        air: Air::Wind,
        centre: 56,
    },
    Ambient {
        chord_seconds: 1.8,
        key: Key::new(70, Lydian),
        chords: &[major_seventh(1), add_ninth(2), major_seventh(1), minor_seventh(3), major_seventh(1)],
        bells: &[go(4, 1.0), go(5, 1.0), rest(2.0)],
        second_bells: &[rest(1.0), go(2, 1.0), go(0, 2.0)],
        breath: Breath { cutoff: [260.0, 1400.0], period: 9.0, detune: 7.0, swell: 0.9 },
        air: Air::Stillness,
        centre: 58,
    },
    Ambient {
        chord_seconds: 2.0,
        key: Key::new(61, Major),
        chords: &[major_seventh(1), minor_seventh(3), major_seventh(4), suspended(5), add_ninth(1)],
        bells: &[rest(1.0), go(0, 1.0), go(2, 2.0)],
        second_bells: &[go(4, 3.0), rest(1.0)],
        breath: Breath { cutoff: [240.0, 1150.0], period: 7.9, detune: 9.5, swell: 1.1 },
        air: Air::Shimmer,
        centre: 59,
    },
];

/// Plays ambient piece `number` (0–7, others wrap) at `rate` samples per second.
pub fn render(number: usize, rate: f64, chance: &mut Chance) -> Stereo {
    let song = &SONGS[number % SONGS.len()];
    let seconds = song.chord_seconds * song.chords.len() as f64 + RINGING;
    let mut dry = Stereo::silence(seconds, rate);
    play_pads(song, &mut dry, chance);
    play_drone(song, seconds, &mut dry);
    play_bells(song, &mut dry, chance);
    play_wind(seconds, if song.air == Air::Wind { 0.09 } else { 0.035 }, &mut dry, chance);
    let hall = room(&dry, 4.5, 0.3, 1.3);
    dry.mix(&hall, 0.55);
    dry.shape(|time| (time / 0.5).min(1.0));
    master::finish(dry, 1.8)
}

fn play_pads(song: &Ambient, paper: &mut Stereo, chance: &mut Chance) {
    for (index, voicing) in voice_lead(song.key, song.chords, song.centre).iter().enumerate() {
        for (voice, &pitch) in voicing.iter().enumerate() {
            // Voices do not enter together: a chord opens like a hand.
            let late = 0.12 * voice as f64 + chance.between(0.0, 0.08);
            let note = Note {
                start: song.chord_seconds * index as f64 + if index == 0 { 0.0 } else { late },
                length: song.chord_seconds,
                pitch: f64::from(pitch),
                velocity: 0.8,
                pan: 0.45 * (voice as f64 - 1.5),
            };
            paper.add(&pad(note, song.breath, paper.rate), note.start, 0.3, note.pan);
            if song.air == Air::Shimmer {
                let breath = Breath { cutoff: [900.0, 2400.0], period: 5.1, ..song.breath };
                let high = Note { pitch: note.pitch + 12.0, velocity: 0.5, pan: -note.pan, ..note };
                paper.add(&pad(high, breath, paper.rate), high.start, 0.07, high.pan);
            }
        }
    }
}

/// Root and fifth of the key, two octaves down, as slow sines.
fn play_drone(song: &Ambient, seconds: f64, paper: &mut Stereo) {
    let root = frequency(f64::from(lift_to(song.key.tonic, 36)));
    let fifth = 1.5 * root;
    let count = libm::ceil(seconds * paper.rate) as usize;
    let drone: Vec<f64> = (0..count)
        .map(|index| {
            let time = index as f64 / paper.rate;
            let swell = (time / 1.5).min(1.0) * ((seconds - time) / 1.5).min(1.0);
            swell * (sine(root * time) + 0.4 * (0.7 + 0.3 * sine(0.13 * time)) * sine(fifth * time))
        })
        .collect();
    paper.add(&drone, 0.0, 0.17, 0.0);
}

fn play_bells(song: &Ambient, paper: &mut Stereo, chance: &mut Chance) {
    let clock = Clock { tempo: 60.0 * BEATS / song.chord_seconds };
    let last = song.chords.len() - 1;
    let motifs: Vec<Motif> = (0..=last)
        .map(|bar| match bar {
            _ if bar == last => HOME,
            _ if bar % 2 == 0 => song.bells,
            _ => song.second_bells,
        })
        .collect();
    let plan =
        Plan { key: song.key, chords: song.chords, motifs: &motifs, beats_per_bar: BEATS, centre: 78, ornament: 0.0 };
    for Tone { beat, beats, pitch, .. } in compose(&plan, chance) {
        let note = Note {
            start: clock.seconds(beat) + chance.between(0.0, 0.06),
            length: clock.seconds(beats),
            pitch: f64::from(pitch),
            velocity: chance.between(0.45, 0.7),
            pan: chance.between(-0.7, 0.7),
        };
        paper.add(&bell(note, 2.0, 2.4, paper.rate), note.start, 0.22, note.pan);
    }
}

/// Filtered noise at both sides, each rising and falling in its own time.
fn play_wind(seconds: f64, gain: f64, paper: &mut Stereo, chance: &mut Chance) {
    for (side, period) in [(-0.8, 5.3), (0.8, 6.7)] {
        let mut gust = Filter::new(500.0, 1.2, paper.rate);
        let count = libm::ceil(seconds * paper.rate) as usize;
        let wind: Vec<f64> = (0..count)
            .map(|index| {
                let time = index as f64 / paper.rate;
                let strength = 0.5 - 0.5 * sine(time / period + 0.25);
                if index % 32 == 0 {
                    gust.tune(350.0 + 700.0 * strength, 1.2);
                }
                gust.next(chance.bipolar()).band * strength
            })
            .collect();
        paper.add(&wind, 0.0, gain, side);
    }
}
