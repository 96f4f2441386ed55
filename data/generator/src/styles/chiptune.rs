//! Chiptune: two pulse voices, a triangle bass and a noise drum, as the consoles of 1983 had. The tune leads, the
//! second voice spells chords as fast arpeggios, and the tune's echo fills the gaps.

use crate::chance::Chance;
use crate::drums::chip;
use crate::electric::{arpeggio, pulse_lead, triangle_bass};
use crate::master;
use crate::melody::{Motif, Plan, Tone, compose, go, rest};
use crate::score::{Clock, Note, Stereo, strokes};
use crate::theory::{
    Chord, Key,
    Mode::{Dorian, Lydian, Major, Minor, Mixolydian},
    dominant, lift_to, major, minor, suspended, voice_lead,
};

struct Chiptune {
    tempo: f64,
    key: Key,
    chords: &'static [Chord],
    question: Motif,
    answer: Motif,
    /// How the lead's notes begin: 0.125 nasal, 0.25 plain, 0.5 hollow.
    bite: f64,
    /// Eight steps a bar on which the arpeggio is struck.
    arpeggio: &'static str,
    /// Notes a second inside an arpeggio.
    speed: f64,
    /// Eight steps a bar; every second note an octave up where `bounce`.
    bass: &'static str,
    bounce: bool,
    low_drum: &'static str,
    high_drum: &'static str,
    tick: &'static str,
}

const BEATS: f64 = 4.0;
const CLOSE: Motif = &[go(0, 0.5), go(2, 0.5), go(4, 0.5), go(7, 0.5), go(7, 2.0)];
/// Seconds of the last sound after the last bar.
const RINGING: f64 = 0.35;

const SONGS: [Chiptune; 8] = [
    Chiptune {
        tempo: 150.0,
        key: Key::new(60, Major),
        chords: &[major(1), minor(6), major(4), dominant(5), minor(6), major(1)],
        question: &[go(0, 0.5), go(2, 0.5), go(4, 0.5), go(2, 0.5), go(5, 1.0), go(4, 1.0)],
        answer: &[go(2, 1.0), go(1, 0.5), go(0, 0.5), rest(0.5), go(1, 0.5), go(2, 1.0)],
        bite: 0.25,
        arpeggio: "X.x.X.x.",
        speed: 30.0,
        bass: "XxXxXxXx",
        bounce: true,
        low_drum: "X...X...",
        high_drum: "..X...X.",
        tick: "xoxoxoxo",
    },
    Chiptune {
        tempo: 168.0,
        key: Key::new(69, Minor),
        chords: &[minor(1), major(6), major(7), minor(1), minor(4), dominant(5), minor(1)],
        question: &[go(0, 0.5), go(0, 0.5), go(2, 0.5), go(4, 0.5), go(7, 1.0), go(4, 1.0)],
        answer: &[go(5, 0.75), go(4, 0.75), go(2, 0.5), go(1, 1.0), go(0, 1.0)],
        bite: 0.5,
        arpeggio: "X..X..X.",
        speed: 40.0,
        bass: "X.xxX.xx",
        bounce: false,
        low_drum: "X..xX...",
        high_drum: "..X...X.",
        tick: "o.o.o.oo",
    },
    Chiptune {
        tempo: 140.0,
        key: Key::new(67, Mixolydian),
        chords: &[major(1), major(7), major(4), major(1), major(7), major(1)],
        question: &[go(4, 0.5), go(5, 0.5), go(4, 0.5), go(2, 0.5), go(0, 1.0), rest(1.0)],
        answer: &[go(2, 0.5), rest(0.5), go(2, 0.5), go(3, 0.5), go(4, 1.5), go(2, 0.5)],
        bite: 0.25,
        arpeggio: "xXxXxXxX",
        speed: 25.0,
        bass: "X.X.X.Xx",
        bounce: true,
        low_drum: "X..X..X.",
        high_drum: "....X...",
        tick: "xxoxxxox",
    },
    Chiptune {
        tempo: 176.0,
        key: Key::new(64, Minor),
        chords: &[minor(1), major(7), major(6), major(7), minor(1), minor(4), minor(1)],
        question: &[go(0, 1.0), go(4, 0.5), go(3, 0.5), go(2, 0.5), go(3, 0.5), go(4, 1.0)],
        answer: &[go(7, 0.5), go(6, 0.5), go(4, 1.0), go(2, 0.5), go(4, 0.5), go(1, 1.0)],
        bite: 0.125,
        arpeggio: "X.X.X.X.",
        speed: 36.0,
        bass: "XxxxXxxx",
        bounce: true,
        low_drum: "X...X..x",
        high_drum: "..X...X.",
        tick: "oxoxoxox",
    },
    Chiptune {
        tempo: 160.0,
        key: Key::new(65, Lydian),
        chords: &[major(1), major(2), minor(6), major(1), major(2), dominant(5), major(1)],
        question: &[go(2, 0.5), go(4, 0.5), rest(0.5), go(4, 0.5), go(6, 0.5), go(5, 0.5), go(4, 1.0)],
        answer: &[go(0, 0.5), go(1, 0.5), go(2, 1.0), go(4, 1.0), go(3, 0.5), go(2, 0.5)],
        bite: 0.25,
        arpeggio: "X...x...",
        speed: 32.0,
        bass: "X..xX..x",
        bounce: false,
        low_drum: "X.......",
        high_drum: "....X..x",
        tick: "xoxoxoxo",
    },
    Chiptune {
        tempo: 148.0,
        key: Key::new(62, Dorian),
        chords: &[minor(1), major(4), minor(1), major(7), major(4), minor(1)],
        question: &[go(4, 0.75), go(2, 0.25), go(0, 1.0), go(2, 0.5), go(3, 0.5), go(4, 1.0)],
        answer: &[go(5, 0.5), go(4, 0.5), go(5, 0.5), go(7, 0.5), go(4, 2.0)],
        bite: 0.5,
        arpeggio: ".X.X.X.X",
        speed: 28.0,
        bass: "X.xXx.X.",
        bounce: true,
        low_drum: "X..X....",
        high_drum: "..X...Xo",
        tick: "x.xox.xo",
    },
    Chiptune {
        tempo: 184.0,
        key: Key::new(70, Major),
        chords: &[major(1), major(4), dominant(5), major(1), minor(6), minor(2), dominant(5), major(1)],
        question: &[go(0, 0.5), go(1, 0.5), go(2, 0.5), go(4, 0.5), go(2, 1.0), go(0, 1.0)],
        answer: &[go(4, 1.0), go(5, 0.5), go(4, 0.5), go(2, 1.0), rest(1.0)],
        bite: 0.25,
        arpeggio: "X.xX.xX.",
        speed: 45.0,
        bass: "XxXxXxXx",
        bounce: false,
        low_drum: "X...X.X.",
        high_drum: "..X...X.",
        tick: "oooxooox",
    },
    Chiptune {
        tempo: 156.0,
        key: Key::new(66, Minor),
        chords: &[minor(1), minor(4), suspended(5), dominant(5), major(6), minor(1)],
        question: &[go(4, 0.5), go(4, 0.5), rest(0.5), go(2, 0.5), go(0, 0.5), go(2, 0.5), go(4, 1.0)],
        answer: &[go(3, 1.5), go(2, 0.5), go(1, 0.5), go(0, 0.5), go(-1, 1.0)],
        bite: 0.125,
        arpeggio: "X.x.X.xx",
        speed: 34.0,
        bass: "X.x.X.xx",
        bounce: true,
        low_drum: "X..xX...",
        high_drum: "..X...X.",
        tick: "xxxoxxxo",
    },
];

/// Plays chiptune `number` (0–7, others wrap) at `rate` samples per second.
pub fn render(number: usize, rate: f64, chance: &mut Chance) -> Stereo {
    let song = &SONGS[number % SONGS.len()];
    let clock = Clock { tempo: song.tempo };
    let mut paper = Stereo::silence(clock.seconds(BEATS * song.chords.len() as f64) + RINGING, rate);
    play_tune(song, clock, &mut paper, chance);
    play_arpeggios(song, clock, &mut paper);
    play_bass(song, clock, &mut paper);
    play_drums(song, clock, &mut paper);
    master::finish(paper, 0.25)
}

fn play_tune(song: &Chiptune, clock: Clock, paper: &mut Stereo, chance: &mut Chance) {
    let last = song.chords.len() - 1;
    let motifs: Vec<Motif> = (0..=last)
        .map(|bar| match bar {
            _ if bar == last => CLOSE,
            _ if bar % 2 == 0 => song.question,
            _ => song.answer,
        })
        .collect();
    let plan =
        Plan { key: song.key, chords: song.chords, motifs: &motifs, beats_per_bar: BEATS, centre: 76, ornament: 0.1 };
    for Tone { beat, beats, pitch, accent } in compose(&plan, chance) {
        let note = Note {
            start: clock.seconds(beat),
            length: clock.seconds(0.85 * beats),
            pitch: f64::from(pitch),
            velocity: accent,
            pan: -0.15,
        };
        let sound = pulse_lead(note, song.bite, paper.rate);
        paper.add(&sound, note.start, 0.31, note.pan);
        // The poor console's echo: the same note again, three eighths later and much softer.
        paper.add(&sound, note.start + clock.seconds(0.75), 0.09, 0.5);
    }
}

fn play_arpeggios(song: &Chiptune, clock: Clock, paper: &mut Stereo) {
    let last = song.chords.len() - 1;
    for (bar, voicing) in voice_lead(song.key, song.chords, 67).iter().enumerate() {
        let (pattern, beats) = if bar == last { ("X...X...", 1.8) } else { (song.arpeggio, 0.45) };
        for (step, velocity) in strokes(pattern) {
            let start = clock.seconds(BEATS * bar as f64 + step as f64 / 2.0);
            let note = Note { start, length: clock.seconds(beats), pitch: 0.0, velocity, pan: 0.35 };
            let sound = arpeggio(voicing, note, song.speed, paper.rate);
            paper.add(&sound, start, 0.24, note.pan);
        }
    }
}

fn play_bass(song: &Chiptune, clock: Clock, paper: &mut Stereo) {
    let last = song.chords.len() - 1;
    for (bar, chord) in song.chords.iter().enumerate() {
        let root = lift_to(chord.root(song.key), 41);
        let (pattern, beats) = if bar == last { ("X...X...", 1.7) } else { (song.bass, 0.42) };
        for (index, (step, velocity)) in strokes(pattern).enumerate() {
            let octave = if song.bounce && bar != last && index % 2 == 1 { 12 } else { 0 };
            let start = clock.seconds(BEATS * bar as f64 + step as f64 / 2.0);
            // The chip's triangle had one loudness; the pattern's accents only make it longer.
            let length = clock.seconds(beats * (0.7 + 0.3 * velocity));
            let note = Note { start, length, pitch: f64::from(root + octave), velocity: 0.9, pan: 0.0 };
            paper.add(&triangle_bass(note, paper.rate), start, 0.26, 0.0);
        }
    }
}

fn play_drums(song: &Chiptune, clock: Clock, paper: &mut Stereo) {
    let rate = paper.rate;
    let kit = [
        (song.low_drum, chip(2_200.0, 0.13, rate), 0.38),
        (song.high_drum, chip(17_000.0, 0.18, rate), 0.32),
        (song.tick, chip(90_000.0, 0.07, rate), 0.34),
    ];
    for bar in 0..song.chords.len() - 1 {
        for (pattern, drum, gain) in &kit {
            for (step, velocity) in strokes(pattern) {
                paper.add(drum, clock.seconds(BEATS * bar as f64 + step as f64 / 2.0), gain * velocity, 0.0);
            }
        }
    }
    let last = clock.seconds(BEATS * (song.chords.len() - 1) as f64);
    paper.add(&chip(17_000.0, 0.5, rate), last, 0.2, 0.0);
}
