//! Techno: four on the floor, a bass in sixteenths that ducks under the drum, chord stabs with echoes, and sometimes
//! an acid line. Five bars that build, a sixth that turns round, and one last downbeat.

use crate::chance::Chance;
use crate::drums::{clap, hat, kick, snare};
use crate::electric::{acid, bass, stab};
use crate::envelope::fall;
use crate::master;
use crate::oscillator::sine;
use crate::reverb::{echo, room};
use crate::score::{Clock, Note, Stereo, strokes};
use crate::theory::{
    Chord, Key,
    Mode::{Dorian, Minor, Phrygian},
    lift_to, major, minor, minor_seventh, suspended, voice_lead,
};

struct Techno {
    tempo: f64,
    key: Key,
    chords: [Chord; 6],
    /// Sixteen steps a bar: `x` on the root, `X` accented, `o` quiet.
    bass: &'static str,
    /// Semitones above the root of successive bass notes.
    bass_line: &'static [i32],
    stab: &'static str,
    closed_hat: &'static str,
    open_hat: &'static str,
    clap: &'static str,
    /// A snare fills the end of the last bar.
    roll: bool,
    /// Sixteen steps and the semitones of an acid line, or nothing.
    acid: Option<(&'static str, &'static [i32])>,
    brightness: f64,
    kick_pitch: f64,
}

const BARS: usize = 6;
const BEATS: f64 = 4.0;
/// Seconds of the last downbeat.
const RINGING: f64 = 0.55;

const OFFBEATS: &str = "..X...X...X...X.";
const BACKBEAT: &str = "....X.......X...";

const SONGS: [Techno; 8] = [
    Techno {
        tempo: 128.0,
        key: Key::new(69, Minor),
        chords: [minor(1), minor(1), major(6), major(6), major(7), minor(1)],
        bass: "..xX..xX..xX..xX",
        bass_line: &[0, 12, 0, 0, 0, 12, 7, 0],
        stab: "X..X..X.........",
        closed_hat: "xoxoxoxoxoxoxoxo",
        open_hat: OFFBEATS,
        clap: BACKBEAT,
        roll: true,
        acid: None,
        brightness: 2600.0,
        kick_pitch: 49.0,
    },
    Techno {
        tempo: 132.0,
        key: Key::new(64, Phrygian),
        chords: [minor(1), minor(1), major(2), minor(1), major(2), minor(1)],
        bass: ".xxX.xxX.xxX.xxX",
        bass_line: &[0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 12, 0],
        stab: "...X......X.....",
        closed_hat: "x.xox.xox.xox.xo",
        open_hat: OFFBEATS,
        clap: BACKBEAT,
        roll: false,
        acid: Some(("x.xXx..xX.x.xXx.", &[0, 0, 12, 0, 3, 0, 7, 0, 10, 12])),
        brightness: 2100.0,
        kick_pitch: 46.0,
    },
    Techno {
        tempo: 126.0,
        key: Key::new(60, Minor),
        chords: [minor_seventh(1), minor_seventh(1), minor_seventh(4), minor_seventh(4), major(7), minor_seventh(1)],
        bass: "..X...X...X..xX.",
        bass_line: &[0, 0, 0, 7, 10],
        stab: "..x..X....x..X..",
        closed_hat: "..x...x...x...xo",
        open_hat: OFFBEATS,
        clap: BACKBEAT,
        roll: false,
        acid: None,
        brightness: 3200.0,
        kick_pitch: 52.0,
    },
    Techno {
        tempo: 136.0,
        key: Key::new(66, Minor),
        chords: [minor(1), major(6), major(3), major(7), major(6), minor(1)],
        bass: ".xxx.xxx.xxx.xxx",
        bass_line: &[0, 0, 12],
        stab: "X..x..X..x..X.x.",
        closed_hat: "oxoxoxoxoxoxoxox",
        open_hat: OFFBEATS,
        clap: "....X.......X..o",
        roll: true,
        acid: None,
        brightness: 3000.0,
        kick_pitch: 50.0,
    },
    Techno {
        tempo: 130.0,
        key: Key::new(67, Dorian),
        chords: [minor(1), minor(1), major(4), major(4), minor(1), minor(1)],
        bass: "x.xX..xXx.xX..xX",
        bass_line: &[0, 12, 0, 3, 0, 0, 12, 10],
        stab: "....X..X....X...",
        closed_hat: "xxoxxxoxxxoxxxox",
        open_hat: "..X...X...X...X.",
        clap: BACKBEAT,
        roll: false,
        acid: Some(("..X.x..x..X.x.xx", &[12, 0, 3, 12, 10, 7, 0])),
        brightness: 2400.0,
        kick_pitch: 47.0,
    },
    Techno {
        tempo: 140.0,
        key: Key::new(62, Minor),
        chords: [minor(1), minor(1), minor(4), minor(1), suspended(5), minor(1)],
        bass: ".x.X.x.X.x.X.x.X",
        bass_line: &[0, 0, 0, 12],
        stab: "X.....X...X.....",
        closed_hat: "xoxxxoxxxoxxxoxx",
        open_hat: OFFBEATS,
        clap: BACKBEAT,
        roll: true,
        acid: Some(("xxX.xxX.xxX.xX.x", &[0, 0, 12, 0, 0, 10])),
        brightness: 2000.0,
        kick_pitch: 51.0,
    },
    Techno {
        tempo: 129.0,
        key: Key::new(65, Minor),
        chords: [minor_seventh(1), major(6), minor_seventh(1), major(7), major(6), minor_seventh(1)],
        bass: "..XX..xX..XX..x.",
        bass_line: &[0, 0, 7, 12, 0, 0, 12],
        stab: "X.....x.X.....x.",
        closed_hat: "x.xxx.xxx.xxx.xx",
        open_hat: OFFBEATS,
        clap: "....X..o....X...",
        roll: false,
        acid: None,
        brightness: 2800.0,
        kick_pitch: 48.0,
    },
    Techno {
        tempo: 134.0,
        key: Key::new(71, Minor),
        chords: [minor(1), major(7), major(6), major(7), suspended(5), minor(1)],
        bass: "..x...xX..x..xxX",
        bass_line: &[0, 0, 12, 0, 7, 0, 12],
        stab: "..X..X..X...X...",
        closed_hat: "xoxoxoxoxoxoxxxx",
        open_hat: OFFBEATS,
        clap: BACKBEAT,
        roll: true,
        acid: Some(("X..x..X..x..X.x.", &[0, 7, 12, 10, 3, 0])),
        brightness: 2500.0,
        kick_pitch: 50.0,
    },
];

/// Plays techno track `number` (0–7, others wrap) at `rate` samples per second.
pub fn render(number: usize, rate: f64, chance: &mut Chance) -> Stereo {
    let song = &SONGS[number % SONGS.len()];
    let clock = Clock { tempo: song.tempo };
    let end = clock.seconds(BEATS * BARS as f64);
    let mut tones = Stereo::silence(end + RINGING, rate);
    play_bass(song, clock, &mut tones);
    play_stabs(song, clock, &mut tones);
    play_acid(song, clock, &mut tones);
    duck(&mut tones, clock);
    let hall = room(&tones, 0.9, 0.5, 0.5);
    tones.mix(&hall, 0.1);
    play_drums(song, clock, &mut tones, chance);
    master::finish(tones, 0.4)
}

/// The sidechain: everything but the drums gives way to each kick and comes back within the beat.
fn duck(tones: &mut Stereo, clock: Clock) {
    let beat = clock.seconds(1.0);
    tones.shape(|time| {
        let since = time - beat * libm::floor(time / beat);
        let approach = ((beat - since) / 0.004).min(1.0);
        approach * (1.0 - 0.75 * fall(since, 0.6 * beat)) + (1.0 - approach) * 0.25
    });
}

fn play_bass(song: &Techno, clock: Clock, paper: &mut Stereo) {
    let mut degree = 0;
    for (bar, chord) in song.chords.iter().enumerate() {
        let root = lift_to(chord.root(song.key), 33);
        for (step, velocity) in strokes(song.bass) {
            let note = Note {
                start: clock.seconds(BEATS * bar as f64 + step as f64 / 4.0),
                length: clock.seconds(0.21),
                pitch: f64::from(root + song.bass_line[degree % song.bass_line.len()]),
                velocity,
                pan: 0.0,
            };
            degree += 1;
            paper.add(&bass(note, 0.4 * song.brightness, 0.3, paper.rate), note.start, 0.55, note.pan);
        }
    }
    let start = clock.seconds(BEATS * BARS as f64);
    let last = Note { start, length: 0.3, pitch: f64::from(lift_to(song.key.tonic, 33)), velocity: 1.0, pan: 0.0 };
    paper.add(&bass(last, 0.4 * song.brightness, 0.3, paper.rate), start, 0.55, 0.0);
}

fn play_stabs(song: &Techno, clock: Clock, paper: &mut Stereo) {
    let mut bus = Stereo::silence(paper.left.len() as f64 / paper.rate, paper.rate);
    let voicings = voice_lead(song.key, &song.chords, 64);
    for (bar, voicing) in voicings.iter().enumerate() {
        for (step, velocity) in strokes(song.stab) {
            let start = clock.seconds(BEATS * bar as f64 + step as f64 / 4.0);
            // The filter opens a little with every bar: the track builds.
            let brightness = song.brightness * (0.8 + 0.15 * bar as f64);
            play_voicing(voicing, start, velocity, brightness, &mut bus);
        }
    }
    if let Some(home) = voicings.last() {
        play_voicing(home, clock.seconds(BEATS * BARS as f64), 1.0, song.brightness, &mut bus);
    }
    let echoes = echo(&bus, clock.seconds(0.75), 0.4);
    paper.mix(&bus, 0.9);
    paper.mix(&echoes, 0.4);
}

fn play_voicing(voicing: &[i32], start: f64, velocity: f64, brightness: f64, bus: &mut Stereo) {
    for (voice, &pitch) in voicing.iter().enumerate() {
        let note = Note { start, length: 0.12, pitch: f64::from(pitch), velocity, pan: 0.4 * voice as f64 - 0.4 };
        bus.add(&stab(note, brightness, bus.rate), start, 0.32, note.pan);
    }
}

fn play_acid(song: &Techno, clock: Clock, paper: &mut Stereo) {
    let Some((pattern, line)) = song.acid else { return };
    let mut degree = 0;
    for bar in 1..BARS {
        for (step, velocity) in strokes(pattern) {
            let start = clock.seconds(BEATS * bar as f64 + step as f64 / 4.0);
            let pitch = f64::from(lift_to(song.key.tonic, 45) + line[degree % line.len()]);
            degree += 1;
            // Two slow sweeps of the knob over the track.
            let cutoff = 520.0 * (1.0 + 0.6 * sine(start / clock.seconds(12.0)));
            let note = Note { start, length: clock.seconds(0.2), pitch, velocity, pan: 0.2 };
            paper.add(&acid(note, cutoff, paper.rate), start, 0.22, note.pan);
        }
    }
}

fn play_drums(song: &Techno, clock: Clock, paper: &mut Stereo, chance: &mut Chance) {
    let rate = paper.rate;
    let bass_drum = kick(song.kick_pitch, 0.32, rate);
    for beat in 0..=4 * BARS {
        paper.add(&bass_drum, clock.seconds(beat as f64), 0.62, 0.0);
    }
    for bar in 0..BARS {
        let at = |step: usize| clock.seconds(BEATS * bar as f64 + step as f64 / 4.0);
        for (step, velocity) in strokes(song.closed_hat) {
            let sound = hat(0.05, rate, chance);
            paper.add(&sound, at(step), 0.42 * velocity, -0.3);
        }
        for (step, velocity) in strokes(song.open_hat) {
            let sound = hat(0.16, rate, chance);
            paper.add(&sound, at(step), 0.44 * velocity, 0.25);
        }
        for (step, velocity) in strokes(song.clap).filter(|_| bar > 0) {
            let sound = clap(rate, chance);
            paper.add(&sound, at(step), 0.34 * velocity, 0.05);
        }
        if song.roll && bar + 1 == BARS {
            for step in 10..16 {
                let sound = snare(0.12, rate, chance);
                paper.add(&sound, at(step), 0.1 + 0.04 * (step - 10) as f64, -0.1);
            }
        }
    }
}
