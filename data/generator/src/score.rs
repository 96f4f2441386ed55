//! Time, notes, and the two-channel paper the instruments write on.

use crate::chance::Chance;

/// A note as an instrument needs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Note {
    /// Start in seconds.
    pub start: f64,
    /// How long the key is held, in seconds; the instrument may ring on.
    pub length: f64,
    /// MIDI pitch, fractions allowed.
    pub pitch: f64,
    /// Loudness, 0–1.
    pub velocity: f64,
    /// −1 left … 1 right.
    pub pan: f64,
}

/// Turns beats into seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clock {
    /// Beats per minute.
    pub tempo: f64,
}

impl Clock {
    /// Seconds from the beginning to `beat` (or the length of that many beats).
    pub fn seconds(self, beat: f64) -> f64 {
        beat * 60.0 / self.tempo
    }
}

/// The places of a pattern such as `"X..x"` where something sounds: (step, loudness).
///
/// `X` is an accent (1), `x` a normal stroke (0.7), `o` a ghost stroke (0.4); anything else is silence.
pub fn strokes(pattern: &str) -> impl Iterator<Item = (usize, f64)> + '_ {
    pattern.chars().enumerate().filter_map(|(step, mark)| match mark {
        'X' => Some((step, 1.0)),
        'x' => Some((step, 0.7)),
        'o' => Some((step, 0.4)),
        _ => None,
    })
}

/// A player is never exactly on time nor exactly as loud: at most `looseness` seconds and 8 % off.
pub fn humanise(note: Note, looseness: f64, chance: &mut Chance) -> Note {
    Note {
        start: (note.start + looseness * chance.bipolar()).max(0.0),
        velocity: note.velocity * (1.0 + 0.08 * chance.bipolar()),
        ..note
    }
}

/// Two channels of samples at one rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Stereo {
    /// Samples per second.
    pub rate: f64,
    /// Left channel.
    pub left: Vec<f64>,
    /// Right channel, as long as the left.
    pub right: Vec<f64>,
}

impl Stereo {
    /// `seconds` of silence.
    pub fn silence(seconds: f64, rate: f64) -> Self {
        let samples = libm::ceil(seconds * rate) as usize;
        Self { rate, left: vec![0.0; samples], right: vec![0.0; samples] }
    }

    /// Writes a mono sound at `start` seconds, panned with constant power. What would run over the end is cut.
    pub fn add(&mut self, sound: &[f64], start: f64, gain: f64, pan: f64) {
        let angle = (pan.clamp(-1.0, 1.0) + 1.0) * core::f64::consts::FRAC_PI_4;
        let (left_gain, right_gain) = (gain * libm::cos(angle), gain * libm::sin(angle));
        let first = libm::round(start.max(0.0) * self.rate) as usize;
        let channels = self.left.iter_mut().zip(&mut self.right).skip(first);
        for ((left, right), sample) in channels.zip(sound) {
            *left += left_gain * sample;
            *right += right_gain * sample;
        }
    }

    /// Adds another stereo sound, from the beginning.
    pub fn mix(&mut self, other: &Self, gain: f64) {
        for (sample, added) in self.left.iter_mut().zip(&other.left) {
            *sample += gain * added;
        }
        for (sample, added) in self.right.iter_mut().zip(&other.right) {
            *sample += gain * added;
        }
    }

    /// Multiplies both channels by a gain that depends on the time in seconds.
    pub fn shape(&mut self, gain: impl Fn(f64) -> f64) {
        let rate = self.rate;
        for (index, (left, right)) in self.left.iter_mut().zip(&mut self.right).enumerate() {
            let factor = gain(index as f64 / rate);
            *left *= factor;
            *right *= factor;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panning_keeps_the_power() {
        for pan in [-1.0, -0.3, 0.0, 0.8, 1.0] {
            let mut paper = Stereo::silence(0.001, 1000.0);
            paper.add(&[1.0], 0.0, 1.0, pan);
            let power = paper.left[0] * paper.left[0] + paper.right[0] * paper.right[0];
            assert!((power - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_sound_over_the_end_is_cut() {
        let mut paper = Stereo::silence(0.003, 1000.0);
        paper.add(&[1.0; 9], 0.002, 1.0, -1.0);
        paper.add(&[1.0; 9], 5.0, 1.0, -1.0);
        assert_eq!(paper.left, [0.0, 0.0, 1.0]);
    }

    #[test]
    fn patterns_read_as_written() {
        assert_eq!(strokes("X.ox").collect::<Vec<_>>(), [(0, 1.0), (2, 0.4), (3, 0.7)]);
    }
}
