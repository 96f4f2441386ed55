//! Waltzes: three in a bar, bass on one, chords on two and three, and a tune above them on accordion, music box or
//! whistle. Eight bars: a question, its answer, a turn, and home.

use crate::acoustic::{accordion, bell, string, upright_bass, whistle};
use crate::chance::Chance;
use crate::drums::brush;
use crate::master;
use crate::melody::{Motif, Plan, Tone, compose, go, rest};
use crate::reverb::room;
use crate::score::{Clock, Note, Stereo, humanise};
use crate::theory::{
    Chord, Key,
    Mode::{Dorian, Major, Minor, Mixolydian},
    dominant, lift_to, major, minor, minor_seventh, voice_lead,
};

/// Who plays the tune.
#[derive(Clone, Copy, PartialEq)]
enum Lead {
    Accordion,
    MusicBox,
    Whistle,
}

/// Who leads on two and three; the other plays along softly.
#[derive(Clone, Copy, PartialEq)]
enum Comping {
    Accordion,
    Guitar,
}

struct Waltz {
    tempo: f64,
    key: Key,
    chords: [Chord; 8],
    question: Motif,
    answer: Motif,
    turn: Motif,
    lead: Lead,
    comping: Comping,
    /// A music box doubles the first beat of each bar, an octave up.
    sparkle: bool,
    /// Loudness of the brush on beats two and three.
    brushes: [f64; 2],
    ornament: f64,
}

const BEATS: f64 = 3.0;
const CLOSE: Motif = &[go(0, 4.5)];
/// Seconds the last chord rings on after its bar.
const RINGING: f64 = 1.0;

const SONGS: [Waltz; 8] = [
    Waltz {
        tempo: 168.0,
        key: Key::new(67, Major),
        chords: [major(1), minor(6), minor(2), dominant(5), major(1), major(4), dominant(5), major(1)],
        question: &[go(0, 1.0), go(2, 1.0), go(4, 1.0)],
        answer: &[go(3, 2.0), go(2, 0.5), go(1, 0.5)],
        turn: &[go(4, 1.0), go(3, 0.5), go(2, 0.5), go(1, 1.0)],
        lead: Lead::Accordion,
        comping: Comping::Guitar,
        sparkle: true,
        brushes: [0.07, 0.1],
        ornament: 0.15,
    },
    Waltz {
        tempo: 158.0,
        key: Key::new(62, Minor),
        chords: [minor(1), minor(4), dominant(5), minor(1), major(6), minor(4), dominant(5), minor(1)],
        question: &[go(2, 1.5), go(1, 0.5), go(0, 1.0)],
        answer: &[go(2, 1.0), go(3, 1.0), go(4, 1.0)],
        turn: &[go(4, 0.5), go(3, 0.5), go(2, 0.5), go(1, 0.5), go(0, 1.0)],
        lead: Lead::Accordion,
        comping: Comping::Accordion,
        sparkle: false,
        brushes: [0.16, 0.12],
        ornament: 0.25,
    },
    Waltz {
        tempo: 150.0,
        key: Key::new(65, Major),
        chords: [major(1), dominant(5), minor(6), major(4), major(1), minor(2), dominant(5), major(1)],
        question: &[go(4, 1.0), go(2, 1.0), go(0, 1.0)],
        answer: &[go(1, 1.0), go(2, 0.5), go(3, 0.5), go(2, 1.0)],
        turn: &[go(0, 0.5), go(1, 0.5), go(2, 1.0), go(4, 1.0)],
        lead: Lead::MusicBox,
        comping: Comping::Guitar,
        sparkle: false,
        brushes: [0.07, 0.1],
        ornament: 0.1,
    },
    Waltz {
        tempo: 174.0,
        key: Key::new(69, Minor),
        chords: [minor(1), major(7), major(6), dominant(5), minor(1), minor(4), dominant(5), minor(1)],
        question: &[go(0, 0.5), go(1, 0.5), go(2, 1.0), go(4, 1.0)],
        answer: &[go(4, 1.0), go(3, 1.0), go(2, 1.0)],
        turn: &[go(2, 2.0), rest(0.5), go(1, 0.5)],
        lead: Lead::Whistle,
        comping: Comping::Guitar,
        sparkle: true,
        brushes: [0.16, 0.12],
        ornament: 0.2,
    },
    Waltz {
        tempo: 180.0,
        key: Key::new(60, Major),
        chords: [major(1), major(1), major(4), major(1), minor(2), dominant(2), dominant(5), major(1)],
        question: &[go(0, 1.0), go(0, 0.5), go(1, 0.5), go(2, 1.0)],
        answer: &[go(4, 1.5), go(3, 0.5), go(2, 1.0)],
        turn: &[go(2, 1.0), go(1, 1.0), go(-1, 1.0)],
        lead: Lead::Accordion,
        comping: Comping::Guitar,
        sparkle: false,
        brushes: [0.16, 0.12],
        ornament: 0.3,
    },
    Waltz {
        tempo: 154.0,
        key: Key::new(64, Dorian),
        chords: [minor(1), major(4), minor(1), major(7), minor(1), major(4), dominant(5), minor(1)],
        question: &[go(0, 2.0), go(2, 1.0)],
        answer: &[go(4, 1.0), go(5, 0.5), go(4, 0.5), go(2, 1.0)],
        turn: &[go(3, 1.0), go(2, 1.0), go(1, 0.5), go(0, 0.5)],
        lead: Lead::Whistle,
        comping: Comping::Accordion,
        sparkle: false,
        brushes: [0.07, 0.1],
        ornament: 0.15,
    },
    Waltz {
        tempo: 164.0,
        key: Key::new(70, Major),
        chords: [major(1), minor(3), major(4), minor(4), major(1), minor_seventh(2), dominant(5), major(1)],
        question: &[go(2, 1.0), go(4, 2.0)],
        answer: &[go(2, 1.0), go(0, 1.0), go(-1, 0.5), go(0, 0.5)],
        turn: &[go(5, 0.5), go(4, 0.5), go(3, 1.0), go(1, 1.0)],
        lead: Lead::MusicBox,
        comping: Comping::Accordion,
        sparkle: true,
        brushes: [0.07, 0.1],
        ornament: 0.1,
    },
    Waltz {
        tempo: 186.0,
        key: Key::new(62, Mixolydian),
        chords: [major(1), major(7), major(4), major(1), major(1), major(7), dominant(5), major(1)],
        question: &[go(0, 1.0), go(4, 1.0), go(2, 0.5), go(3, 0.5)],
        answer: &[go(2, 0.5), go(1, 0.5), go(0, 2.0)],
        turn: &[go(4, 0.5), go(5, 0.5), go(4, 1.0), go(2, 1.0)],
        lead: Lead::Accordion,
        comping: Comping::Accordion,
        sparkle: true,
        brushes: [0.16, 0.12],
        ornament: 0.2,
    },
];

/// Plays waltz `number` (0–7, others wrap) at `rate` samples per second.
pub fn render(number: usize, rate: f64, chance: &mut Chance) -> Stereo {
    let song = &SONGS[number % SONGS.len()];
    let clock = Clock { tempo: song.tempo };
    let mut dry = Stereo::silence(clock.seconds(BEATS * song.chords.len() as f64) + RINGING, rate);
    play_bass(song, clock, &mut dry, chance);
    play_chords(song, clock, &mut dry, chance);
    play_tune(song, clock, &mut dry, chance);
    for bar in 0..song.chords.len() - 1 {
        for (beat, gain) in [1.0, 2.0].into_iter().zip(song.brushes) {
            let stroke = brush(0.11, rate, chance);
            dry.add(&stroke, clock.seconds(BEATS * bar as f64 + beat), gain, 0.25);
        }
    }
    let hall = room(&dry, 1.1, 0.35, 0.8);
    dry.mix(&hall, 0.16);
    master::finish(dry, 1.4)
}

fn play_bass(song: &Waltz, clock: Clock, paper: &mut Stereo, chance: &mut Chance) {
    let last = song.chords.len() - 1;
    for (bar, chord) in song.chords.iter().enumerate() {
        // The second of two equal chords stands on its fifth, so that the bass walks.
        let repeated = bar > 0 && bar < last && song.chords[bar - 1] == *chord;
        let root = chord.root(song.key) + if repeated { 7 } else { 0 };
        let beats = if bar == last { 4.5 } else { 0.9 };
        let note = Note {
            start: clock.seconds(BEATS * bar as f64),
            length: clock.seconds(beats),
            pitch: f64::from(lift_to(root, 38)),
            velocity: 0.8,
            pan: -0.1,
        };
        let note = humanise(note, 0.004, chance);
        paper.add(&upright_bass(note, paper.rate), note.start, 0.42, note.pan);
    }
}

fn play_chords(song: &Waltz, clock: Clock, paper: &mut Stereo, chance: &mut Chance) {
    let last = song.chords.len() - 1;
    for (bar, voicing) in voice_lead(song.key, &song.chords, 62).iter().enumerate() {
        let strokes: &[(f64, f64)] = if bar == last { &[(0.0, 4.5)] } else { &[(1.0, 0.55), (2.0, 0.5)] };
        for &(beat, beats) in strokes {
            for (voice, &pitch) in voicing.iter().enumerate() {
                let note = Note {
                    // A guitarist's hand takes 9 ms from string to string.
                    start: clock.seconds(BEATS * bar as f64 + beat) + 0.009 * voice as f64,
                    length: clock.seconds(beats),
                    pitch: f64::from(pitch),
                    velocity: if beat == 2.0 { 0.55 } else { 0.65 },
                    pan: 0.35,
                };
                let note = humanise(note, 0.003, chance);
                let (reed, plucked) = match song.comping {
                    Comping::Accordion => (0.16, 0.14),
                    Comping::Guitar => (0.07, 0.28),
                };
                paper.add(&accordion(note, paper.rate), note.start, reed, note.pan);
                paper.add(&string(note, paper.rate, chance), note.start, plucked, note.pan - 0.2);
            }
        }
    }
}

fn play_tune(song: &Waltz, clock: Clock, paper: &mut Stereo, chance: &mut Chance) {
    let motifs = [song.question, song.answer, song.question, song.turn, song.question, song.answer, song.turn, CLOSE];
    let plan = Plan {
        key: song.key,
        chords: &song.chords,
        motifs: &motifs,
        beats_per_bar: BEATS,
        centre: 76,
        ornament: song.ornament,
    };
    for Tone { beat, beats, pitch, accent } in compose(&plan, chance) {
        let note = Note {
            start: clock.seconds(beat),
            length: clock.seconds(0.92 * beats),
            pitch: f64::from(pitch),
            velocity: 0.85 * accent,
            pan: -0.25,
        };
        let note = humanise(note, 0.006, chance);
        match song.lead {
            Lead::Accordion => paper.add(&accordion(note, paper.rate), note.start, 0.42, note.pan),
            Lead::MusicBox => paper.add(&bell(note, 4.0, 1.9, paper.rate), note.start, 0.46, note.pan),
            Lead::Whistle => paper.add(&whistle(note, paper.rate, chance), note.start, 0.32, note.pan),
        }
        if song.lead != Lead::Accordion {
            // The accordionist hums along, an octave lower.
            let low = Note { pitch: note.pitch - 12.0, velocity: 0.6, ..note };
            paper.add(&accordion(low, paper.rate), note.start, 0.22, 0.2);
        }
        if song.sparkle && accent == 1.0 {
            let high = Note { pitch: note.pitch + 12.0, velocity: 0.5, ..note };
            paper.add(&bell(high, 3.5, 1.1, paper.rate), note.start, 0.2, 0.5);
        }
    }
}
