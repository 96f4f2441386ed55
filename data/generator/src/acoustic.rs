//! Instruments of wood, metal and air: music box, accordion, whistle, plucked string, upright bass.
//!
//! Each plays one [`Note`] and returns its sound from the moment of its start, at about ±1 for velocity 1.

use crate::chance::Chance;
use crate::envelope::{Envelope, fall};
use crate::filter::Filter;
use crate::oscillator::{Phase, pulse, sine};
use crate::score::Note;
use crate::theory::frequency;

/// Calls `sample` with the time in seconds of each sample of a sound of `seconds`.
fn sound(seconds: f64, rate: f64, sample: impl FnMut(f64) -> f64) -> Vec<f64> {
    let count = libm::ceil(seconds * rate) as usize;
    (0..count).map(|index| index as f64 / rate).map(sample).collect()
}

/// A music box or small bell by frequency modulation: a struck tine, its overtone dying first.
///
/// `ratio` is the modulator's frequency over the note's: 3.5 sounds like a bell, 4 like a music box.
///
/// # Reference
/// Chowning, *The synthesis of complex audio spectra by means of frequency modulation*, JAES 21 (1973).
pub fn bell(note: Note, ratio: f64, ring: f64, rate: f64) -> Vec<f64> {
    let pitch = frequency(note.pitch);
    let depth = 0.32 * note.velocity;
    sound(ring, rate, |time| {
        let modulation = depth * fall(time, 0.35 * ring) * sine(ratio * pitch * time);
        let tine = sine(pitch * time + 0.5 * modulation);
        let struck = (time / 0.002).min(1.0) * ((ring - time) / 0.02).min(1.0);
        note.velocity * tine * fall(time, ring) * struck
    })
}

/// An accordion: two reeds a few cents apart and one an octave up, behind a wooden grille.
pub fn accordion(note: Note, rate: f64) -> Vec<f64> {
    const BELLOWS: Envelope = Envelope { attack: 0.035, decay: 0.3, sustain: 0.8, release: 0.12 };
    /// (detune in cents, octaves up, loudness, share of the cycle the reed is open)
    const REEDS: [(f64, f64, f64, f64); 3] = [(-5.0, 1.0, 0.4, 0.3), (6.0, 1.0, 0.4, 0.35), (1.0, 2.0, 0.16, 0.3)];
    let mut phases = [Phase::new(0.0), Phase::new(0.31), Phase::new(0.67)];
    let mut grille = Filter::new(2600.0, 0.7, rate);
    sound(BELLOWS.duration(note.length), rate, |time| {
        let reeds: f64 = phases
            .iter_mut()
            .zip(REEDS)
            .map(|(phase, (cents, octave, loudness, open))| {
                let increment = octave * frequency(note.pitch + cents / 100.0) / rate;
                loudness * pulse(phase.advance(increment), increment, open)
            })
            .sum();
        note.velocity * grille.next(reeds).low * BELLOWS.level(time, note.length)
    })
}

/// A wooden whistle: nearly a sine, with breath around it and a vibrato that comes late.
pub fn whistle(note: Note, rate: f64, chance: &mut Chance) -> Vec<f64> {
    const BREATH: Envelope = Envelope { attack: 0.05, decay: 0.4, sustain: 0.85, release: 0.12 };
    let pitch = frequency(note.pitch);
    let mut phase = Phase::new(0.0);
    let mut air = Filter::new(pitch, 3.0, rate);
    sound(BREATH.duration(note.length), rate, |time| {
        let vibrato = 0.0045 * (time / 0.4).min(1.0) * sine(5.3 * time);
        let cycle = phase.advance(pitch * (1.0 + vibrato) / rate);
        let tone = sine(cycle) + 0.18 * sine(2.0 * cycle) + 0.07 * sine(3.0 * cycle);
        let breath = 0.12 * air.next(chance.bipolar()).band;
        0.8 * note.velocity * (tone + breath) * BREATH.level(time, note.length)
    })
}

/// A plucked string: a burst of noise running round a loop that dulls it a little every time.
///
/// # Reference
/// Karplus & Strong, *Digital synthesis of plucked-string and drum timbres*, Computer Music Journal 7 (1983), with
/// the fractional delay of Jaffe & Smith (1983) as a first-order all-pass, so that the string is in tune.
pub fn string(note: Note, rate: f64, chance: &mut Chance) -> Vec<f64> {
    let seconds = note.length + 0.25;
    let period = rate / frequency(note.pitch);
    // The two-point mean in the loop delays by half a sample; the all-pass makes up the remaining fraction.
    let whole = libm::floor(period - 0.6).max(2.0);
    let fraction = period - 0.5 - whole;
    let all_pass = (1.0 - fraction) / (1.0 + fraction);
    let mut finger = Filter::new(1400.0 + 2600.0 * note.velocity, 0.6, rate);
    let mut line: Vec<f64> = (0..whole as usize).map(|_| finger.next(chance.bipolar()).low).collect();
    let mean = line.iter().sum::<f64>() / line.len() as f64;
    line.iter_mut().for_each(|sample| *sample -= mean);
    let loss = fall(period / rate, 2.4);
    let (mut cursor, mut last, mut passed_in, mut passed_out) = (0, 0.0, 0.0, 0.0);
    sound(seconds, rate, |time| {
        let leaving = line[cursor];
        let dulled = 0.5 * loss * (leaving + last);
        last = leaving;
        passed_out = all_pass * (dulled - passed_out) + passed_in;
        passed_in = dulled;
        line[cursor] = passed_out;
        cursor = (cursor + 1) % line.len();
        let damping = if time < note.length { 1.0 } else { fall(time - note.length, 0.25) };
        1.6 * note.velocity * leaving * damping * ((seconds - time) / 0.01).min(1.0)
    })
}

/// An upright bass: a round fundamental, two overtones, and the finger.
pub fn upright_bass(note: Note, rate: f64) -> Vec<f64> {
    const BODY: Envelope = Envelope { attack: 0.008, decay: 1.6, sustain: 0.1, release: 0.16 };
    let pitch = frequency(note.pitch);
    sound(BODY.duration(note.length), rate, |time| {
        let tone = sine(pitch * time)
            + 0.45 * fall(time, 0.9) * sine(2.0 * pitch * time)
            + 0.2 * fall(time, 0.5) * sine(3.0 * pitch * time);
        note.velocity * tone * BODY.level(time, note.length)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: f64 = 32_000.0;
    const NOTE: Note = Note { start: 0.0, length: 0.8, pitch: 69.0, velocity: 0.8, pan: 0.0 };

    fn played() -> Vec<(&'static str, Vec<f64>)> {
        let mut chance = Chance::new(5);
        vec![
            ("bell", bell(NOTE, 4.0, 1.2, RATE)),
            ("accordion", accordion(NOTE, RATE)),
            ("whistle", whistle(NOTE, RATE, &mut chance)),
            ("string", string(NOTE, RATE, &mut chance)),
            ("bass", upright_bass(NOTE, RATE)),
        ]
    }

    /// Frequency in hertz at which the autocorrelation of the held part peaks, by parabola around the best lag.
    fn heard_pitch(wave: &[f64]) -> f64 {
        let held = &wave[3200..16_000];
        let correlation = |lag: usize| -> f64 { held.iter().zip(&held[lag..]).map(|(a, b)| a * b).sum() };
        let best = (60..90).max_by(|a, b| correlation(*a).total_cmp(&correlation(*b))).expect("lags to choose from");
        let [before, peak, after] = [correlation(best - 1), correlation(best), correlation(best + 1)];
        RATE / (best as f64 + 0.5 * (before - after) / (before - 2.0 * peak + after))
    }

    #[test]
    fn every_instrument_is_in_tune() {
        for (name, wave) in played() {
            // 12 cents: the accordion's reeds are themselves 11 cents apart.
            let cents = 1200.0 * libm::log2(heard_pitch(&wave) / 440.0);
            assert!(cents.abs() < 12.0, "{name}: {cents} cents");
        }
    }

    #[test]
    fn every_instrument_starts_and_ends_in_silence() {
        for (name, wave) in played() {
            let peak = wave.iter().fold(0.0, |peak: f64, sample| peak.max(sample.abs()));
            assert!((0.2..1.5).contains(&peak), "{name}: {peak}");
            let tail = wave[wave.len() - 8..].iter().fold(0.0, |peak: f64, sample| peak.max(sample.abs()));
            assert!(tail < 0.01 * peak, "{name} ends at {tail}");
        }
    }
}
