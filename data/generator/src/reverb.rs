//! Rooms and echoes.
//!
//! # Reference
//! The room is a feedback delay network of eight lines with a Householder mixing matrix: Jot & Chaigne, *Digital
//! delay networks for designing artificial reverberators*, AES 90 (1991). Each line loses just so much per pass that
//! all die together, 60 dB in the given time, and the highs a little sooner.

use crate::envelope::fall;
use crate::score::Stereo;

/// Milliseconds of the eight lines: no two share a common factor at any usual rate, so no echo repeats.
const LINES: [f64; 8] = [29.7, 34.3, 41.1, 47.9, 53.3, 61.7, 68.9, 77.3];

struct Line {
    samples: Vec<f64>,
    cursor: usize,
    gain: f64,
    damped: f64,
}

/// What a room answers to a sound (the answer only).
///
/// `decay` is the time in seconds in which the room falls silent by 60 dB, `darkness` in [0, 1) how much sooner the
/// highs die, `size` scales the distances (1 = a hall).
pub fn room(sound: &Stereo, decay: f64, darkness: f64, size: f64) -> Stereo {
    let mut lines: Vec<Line> = LINES
        .iter()
        .map(|milliseconds| {
            let length = libm::round(milliseconds * size * sound.rate / 1000.0).max(1.0);
            let gain = fall(length / sound.rate, decay);
            Line { samples: vec![0.0; length as usize], cursor: 0, gain, damped: 0.0 }
        })
        .collect();
    let mut answer = Stereo { rate: sound.rate, left: Vec::new(), right: Vec::new() };
    for (left, right) in sound.left.iter().zip(&sound.right) {
        let mut total = 0.0;
        let mut heard = [0.0; 2];
        for (index, line) in lines.iter_mut().enumerate() {
            let arriving = line.samples[line.cursor];
            line.damped += (1.0 - darkness) * (arriving - line.damped);
            let sign = if index % 4 < 2 { 1.0 } else { -1.0 };
            heard[index % 2] += sign * line.damped;
            total += line.damped;
        }
        // Householder: every line gets itself minus a quarter of the sum of all eight (2/8).
        for (index, line) in lines.iter_mut().enumerate() {
            let input = if index % 2 == 0 { left } else { right };
            line.samples[line.cursor] = input + line.gain * (line.damped - 0.25 * total);
            line.cursor = (line.cursor + 1) % line.samples.len();
        }
        answer.left.push(0.5 * heard[0]);
        answer.right.push(0.5 * heard[1]);
    }
    answer
}

/// Echoes that go from side to side (the echoes only): each is `feedback` times as loud as the last and duller.
pub fn echo(sound: &Stereo, delay: f64, feedback: f64) -> Stereo {
    let length = libm::round(delay * sound.rate).max(1.0) as usize;
    let mut left_line = vec![0.0; length];
    let mut right_line = vec![0.0; length];
    let (mut left_dull, mut right_dull) = (0.0, 0.0);
    let mut echoes = Stereo { rate: sound.rate, left: Vec::new(), right: Vec::new() };
    for (index, (left, right)) in sound.left.iter().zip(&sound.right).enumerate() {
        let cursor = index % length;
        left_dull += 0.6 * (left_line[cursor] - left_dull);
        right_dull += 0.6 * (right_line[cursor] - right_dull);
        left_line[cursor] = 0.5 * (left + right) + feedback * right_dull;
        right_line[cursor] = left_dull;
        echoes.left.push(left_dull);
        echoes.right.push(right_dull);
    }
    echoes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn click() -> Stereo {
        let mut sound = Stereo::silence(3.0, 16_000.0);
        (sound.left[0], sound.right[0]) = (1.0, 1.0);
        sound
    }

    fn energy(samples: &[f64]) -> f64 {
        samples.iter().map(|sample| sample * sample).sum()
    }

    #[test]
    fn a_room_dies_at_its_own_pace() {
        let answer = room(&click(), 2.0, 0.0, 1.0);
        // One second is half the decay time: 30 dB, within 2 dB, between two windows of 0.2 s.
        let early = energy(&answer.left[8_000..11_200]);
        let late = energy(&answer.left[24_000..27_200]);
        let lost = 10.0 * libm::log10(early / late);
        assert!((lost - 30.0).abs() < 2.0, "{lost} dB");
    }

    #[test]
    fn a_room_answers_differently_to_each_ear() {
        let answer = room(&click(), 2.0, 0.3, 1.0);
        let both: f64 = answer.left.iter().zip(&answer.right).map(|(left, right)| left * right).sum();
        let alike = both / libm::sqrt(energy(&answer.left) * energy(&answer.right));
        assert!(alike.abs() < 0.3, "{alike}");
    }

    #[test]
    fn echoes_alternate_and_fade() {
        let echoes = echo(&click(), 0.1, 0.5);
        let window = |samples: &[f64], at: usize| energy(&samples[at..at + 800]);
        assert!(window(&echoes.left, 1600) > 0.0 && window(&echoes.right, 1600) == 0.0);
        assert!(window(&echoes.right, 3200) > window(&echoes.left, 3200));
        assert!(window(&echoes.left, 4800) < 0.5 * window(&echoes.left, 1600));
    }
}
