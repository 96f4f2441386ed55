//! Instruments that were never anything but electricity: bass, acid line, stab, pad, and the voices of a console.
//!
//! Each plays one [`Note`] and returns its sound from the moment of its start, at about ±1 for velocity 1.

use crate::envelope::{Envelope, fall};
use crate::filter::Filter;
use crate::oscillator::{Phase, pulse, saw, sine, triangle};
use crate::score::Note;
use crate::theory::frequency;

/// Samples between two movements of a filter: at 32 kHz half a millisecond, too short to be heard as a step.
const FILTER_STRIDE: usize = 16;

/// Calls `sample` with the index and the time in seconds of each sample of a sound of `seconds`.
fn sound(seconds: f64, rate: f64, mut sample: impl FnMut(usize, f64) -> f64) -> Vec<f64> {
    let count = libm::ceil(seconds * rate) as usize;
    (0..count).map(|index| sample(index, index as f64 / rate)).collect()
}

/// A bass of one saw and a sine an octave down; the filter opens with each note and closes within `closing` seconds.
pub fn bass(note: Note, brightness: f64, closing: f64, rate: f64) -> Vec<f64> {
    const AMPLIFIER: Envelope = Envelope { attack: 0.004, decay: 0.5, sustain: 0.55, release: 0.05 };
    let increment = frequency(note.pitch) / rate;
    let (mut upper, mut lower) = (Phase::new(0.0), Phase::new(0.0));
    let mut filter = Filter::new(200.0, 1.2, rate);
    sound(AMPLIFIER.duration(note.length), rate, |index, time| {
        if index % FILTER_STRIDE == 0 {
            filter.tune(120.0 + brightness * fall(time, closing), 1.2);
        }
        let mixed = 0.6 * saw(upper.advance(increment), increment) + 0.5 * sine(lower.advance(0.5 * increment));
        note.velocity * filter.next(mixed).low * AMPLIFIER.level(time, note.length)
    })
}

/// An acid line: one saw through a filter on the edge of whistling, driven.
pub fn acid(note: Note, cutoff: f64, rate: f64) -> Vec<f64> {
    const AMPLIFIER: Envelope = Envelope { attack: 0.003, decay: 0.6, sustain: 0.5, release: 0.04 };
    let increment = frequency(note.pitch) / rate;
    let mut phase = Phase::new(0.0);
    let mut filter = Filter::new(cutoff, 6.0, rate);
    sound(AMPLIFIER.duration(note.length), rate, |index, time| {
        if index % FILTER_STRIDE == 0 {
            filter.tune(cutoff * (1.0 + 2.5 * note.velocity * fall(time, 0.35)), 6.0);
        }
        let low = filter.next(0.5 * saw(phase.advance(increment), increment)).low;
        note.velocity * libm::tanh(1.5 * low) * AMPLIFIER.level(time, note.length)
    })
}

/// A chord stab, one voice of it: two saws through a filter that snaps shut.
pub fn stab(note: Note, brightness: f64, rate: f64) -> Vec<f64> {
    const AMPLIFIER: Envelope = Envelope { attack: 0.002, decay: 0.45, sustain: 0.15, release: 0.12 };
    let increments = [-7.0, 7.0].map(|cents| frequency(note.pitch + cents / 100.0) / rate);
    let mut phases = [Phase::new(0.2), Phase::new(0.7)];
    let mut filter = Filter::new(brightness, 1.6, rate);
    sound(AMPLIFIER.duration(note.length), rate, |index, time| {
        if index % FILTER_STRIDE == 0 {
            filter.tune(250.0 + brightness * fall(time, 0.5), 1.6);
        }
        let saws: f64 =
            phases.iter_mut().zip(increments).map(|(phase, step)| 0.5 * saw(phase.advance(step), step)).sum();
        note.velocity * filter.next(saws).low * AMPLIFIER.level(time, note.length)
    })
}

/// How a pad breathes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Breath {
    /// Lowest and highest cutoff of the filter in hertz.
    pub cutoff: [f64; 2],
    /// Seconds of one rise and fall of the filter.
    pub period: f64,
    /// Distance of the outer oscillators in cents.
    pub detune: f64,
    /// Seconds to swell, and to fade after the chord has gone.
    pub swell: f64,
}

/// One voice of a pad: three detuned saws through a filter that opens and closes with the song's time (not the
/// note's), so that all voices breathe together.
pub fn pad(note: Note, breath: Breath, rate: f64) -> Vec<f64> {
    let amplifier = Envelope { attack: breath.swell, decay: 4.0, sustain: 0.8, release: 1.6 * breath.swell };
    let increments = [-1.0, 0.08, 1.0].map(|side| frequency(note.pitch + side * breath.detune / 100.0) / rate);
    // Phases spread by the golden ratio, so that neighbouring notes do not start in step.
    let mut phases = [0.0, 1.0, 2.0].map(|oscillator| Phase::new(0.618_034 * (note.pitch + oscillator)));
    let mut filter = Filter::new(breath.cutoff[0], 0.8, rate);
    let [low, high] = breath.cutoff;
    sound(amplifier.duration(note.length), rate, |index, time| {
        if index % FILTER_STRIDE == 0 {
            let open = 0.5 - 0.5 * sine((note.start + time) / breath.period + 0.25);
            filter.tune(low * libm::pow(high / low, open), 0.8);
        }
        let saws: f64 =
            phases.iter_mut().zip(increments).map(|(phase, step)| 0.33 * saw(phase.advance(step), step)).sum();
        note.velocity * filter.next(saws).low * amplifier.level(time, note.length)
    })
}

/// A console's lead: a pulse that begins with a width of `bite` and goes on with a quarter, with vibrato on long notes
/// and the chip's sixteen loudnesses.
pub fn pulse_lead(note: Note, bite: f64, rate: f64) -> Vec<f64> {
    const AMPLIFIER: Envelope = Envelope { attack: 0.003, decay: 0.35, sustain: 0.6, release: 0.05 };
    let mut phase = Phase::new(0.0);
    sound(AMPLIFIER.duration(note.length), rate, |_, time| {
        let vibrato = 0.25 * ((time - 0.18) / 0.1).clamp(0.0, 1.0) * sine(6.0 * time);
        let increment = frequency(note.pitch + vibrato) / rate;
        let level = libm::round(15.0 * AMPLIFIER.level(time, note.length)) / 15.0;
        let width = if time < 0.045 { bite } else { 0.25 };
        0.6 * note.velocity * pulse(phase.advance(increment), increment, width) * level
    })
}

/// A whole chord on one voice, as consoles had to: its notes in turn, `speed` a second, each second one hollow.
pub fn arpeggio(pitches: &[i32], note: Note, speed: f64, rate: f64) -> Vec<f64> {
    const AMPLIFIER: Envelope = Envelope { attack: 0.003, decay: 0.5, sustain: 0.45, release: 0.04 };
    let mut phase = Phase::new(0.0);
    let increments: Vec<f64> = pitches.iter().map(|&pitch| frequency(f64::from(pitch)) / rate).collect();
    sound(AMPLIFIER.duration(note.length), rate, |_, time| {
        let turn = libm::floor(time * speed) as usize;
        let increment = increments.get(turn % increments.len().max(1)).copied().unwrap_or(0.0);
        let width = if turn.is_multiple_of(2) { 0.25 } else { 0.5 };
        0.6 * note.velocity * pulse(phase.advance(increment), increment, width) * AMPLIFIER.level(time, note.length)
    })
}

/// A console's bass: a triangle that is either on or off.
pub fn triangle_bass(note: Note, rate: f64) -> Vec<f64> {
    const GATE: Envelope = Envelope { attack: 0.002, decay: 1.0, sustain: 0.95, release: 0.02 };
    let increment = frequency(note.pitch) / rate;
    // A quarter of a cycle in: the triangle starts from its zero crossing.
    let mut phase = Phase::new(0.25);
    sound(GATE.duration(note.length), rate, |_, time| {
        note.velocity * triangle(phase.advance(increment), increment) * GATE.level(time, note.length)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instrument_starts_and_ends_in_silence() {
        let rate = 32_000.0;
        let note = Note { start: 0.3, length: 0.4, pitch: 45.0, velocity: 0.8, pan: 0.0 };
        let breath = Breath { cutoff: [300.0, 1500.0], period: 5.0, detune: 9.0, swell: 0.5 };
        let played = [
            ("bass", bass(note, 900.0, 0.3, rate)),
            ("acid", acid(note, 500.0, rate)),
            ("stab", stab(note, 2500.0, rate)),
            ("pad", pad(note, breath, rate)),
            ("lead", pulse_lead(note, 0.25, rate)),
            ("arpeggio", arpeggio(&[57, 60, 64], note, 30.0, rate)),
            ("triangle", triangle_bass(note, rate)),
        ];
        for (name, wave) in played {
            let peak = wave.iter().fold(0.0, |peak: f64, sample| peak.max(sample.abs()));
            assert!((0.1..1.5).contains(&peak), "{name}: {peak}");
            let tail = wave[wave.len() - 4..].iter().fold(0.0, |peak: f64, sample| peak.max(sample.abs()));
            assert!(wave[0].abs() < 0.01 && tail < 0.03 * peak, "{name}: {} … {tail}", wave[0]);
        }
    }
}
