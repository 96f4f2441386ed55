//! A drum machine: each drum is one stroke, made of tones that fall and noise that fades.

use crate::chance::Chance;
use crate::envelope::fall;
use crate::filter::Filter;
use crate::oscillator::{Phase, ShiftRegister, pulse, sine};

/// A stroke of `seconds`, sample by sample from its time in seconds.
fn stroke(seconds: f64, rate: f64, sample: impl FnMut(f64) -> f64) -> Vec<f64> {
    let count = libm::ceil(seconds * rate) as usize;
    (0..count).map(|index| index as f64 / rate).map(sample).collect()
}

/// A bass drum: a sine that falls from a slap to `pitch` hertz, and rings for `decay` seconds.
pub fn kick(pitch: f64, decay: f64, rate: f64) -> Vec<f64> {
    let mut phase = Phase::new(0.0);
    stroke(decay, rate, |time| {
        let falling = pitch * (1.0 + 5.5 * fall(time, 0.16));
        let body = sine(phase.advance(falling / rate));
        let click = 0.35 * fall(time, 0.012) * sine(1800.0 * time);
        let ending = ((decay - time) / 0.01).min(1.0);
        (libm::tanh(1.6 * body) * fall(time, 1.4 * decay) + click) * ending
    })
}

/// A snare drum: two skins and a rattle of noise.
pub fn snare(decay: f64, rate: f64, chance: &mut Chance) -> Vec<f64> {
    let mut rattle = Filter::new(1900.0, 0.7, rate);
    stroke(decay, rate, |time| {
        let skins = sine(185.0 * time) + 0.6 * sine(331.0 * time);
        0.5 * skins * fall(time, 0.5 * decay) + 0.7 * rattle.next(chance.bipolar()).high * fall(time, decay)
    })
}

/// Several hands: three bursts, then the room.
pub fn clap(rate: f64, chance: &mut Chance) -> Vec<f64> {
    let mut palms = Filter::new(1300.0, 1.4, rate);
    stroke(0.26, rate, |time| {
        let bursts: f64 = [0.0, 0.011, 0.023]
            .iter()
            .filter(|start| time >= **start)
            .map(|start| fall(time - start, if *start > 0.02 { 0.22 } else { 0.02 }))
            .sum();
        1.3 * palms.next(chance.bipolar()).band * bursts
    })
}

/// Frequencies of the six square waves whose clash makes a cymbal in the classic drum machines.
const CYMBAL: [f64; 6] = [205.3, 304.4, 369.6, 522.7, 540.0, 800.0];

/// A hi-hat of `decay` seconds: short is closed, long is open.
pub fn hat(decay: f64, rate: f64, chance: &mut Chance) -> Vec<f64> {
    let mut edge = Filter::new(6800.0, 0.8, rate);
    let mut phases = CYMBAL.map(|frequency| Phase::new(frequency * 0.37));
    stroke(decay, rate, |time| {
        let metal: f64 = phases
            .iter_mut()
            .zip(CYMBAL)
            .map(|(phase, frequency)| {
                let increment = 2.1 * frequency / rate;
                pulse(phase.advance(increment), increment, 0.5)
            })
            .sum();
        let ringing = edge.next(0.22 * metal + 0.5 * chance.bipolar()).high;
        ringing * fall(time, decay) * ((decay - time) / 0.003).min(1.0)
    })
}

/// A brush over a snare, for dances.
pub fn brush(decay: f64, rate: f64, chance: &mut Chance) -> Vec<f64> {
    let mut wire = Filter::new(3200.0, 0.6, rate);
    stroke(decay, rate, |time| {
        let swell = (time / 0.012).min(1.0) * ((decay - time) / 0.01).min(1.0);
        wire.next(chance.bipolar()).band * swell * fall(time, decay)
    })
}

/// A console's drum: shift-register noise clocked at `clock` hertz, its volume in sixteen steps as the chip had.
pub fn chip(clock: f64, decay: f64, rate: f64) -> Vec<f64> {
    let mut register = ShiftRegister::new();
    stroke(decay, rate, |time| {
        let volume = libm::floor(16.0 * fall(time, decay)) / 15.0;
        register.next(clock / rate) * volume
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_drum_is_finite_short_and_ends_quietly() {
        let rate = 32_000.0;
        let mut chance = Chance::new(3);
        let drums = [
            kick(50.0, 0.3, rate),
            snare(0.2, rate, &mut chance),
            clap(rate, &mut chance),
            hat(0.06, rate, &mut chance),
            brush(0.1, rate, &mut chance),
            chip(8000.0, 0.1, rate),
        ];
        for (index, drum) in drums.iter().enumerate() {
            let peak = drum.iter().fold(0.0, |peak: f64, sample| peak.max(sample.abs()));
            assert!((0.1..3.0).contains(&peak), "drum {index}: {peak}");
            let tail = drum[drum.len() - 16..].iter().fold(0.0, |peak: f64, sample| peak.max(sample.abs()));
            assert!(tail < 0.03 * peak, "drum {index} ends at {tail}");
        }
    }
}
