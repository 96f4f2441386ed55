//! How a motif becomes a tune.
//!
//! A song owns two or three motifs of one bar each: a rhythm and a contour. Laid over the chords, bar after bar, a
//! motif keeps its shape but starts from the chord tone nearest to where the tune has come, so it answers the
//! harmony; notes on the beat are chord tones, those between may pass; the last bar comes to rest on the tonic.

use crate::chance::Chance;
use crate::theory::{Chord, Key, Ladder, nearest_octave, nearest_tone};

/// One note or rest of a motif.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Scale steps above the bar's first chord tone; `None` is silence.
    rise: Option<i32>,
    /// Length in beats.
    beats: f64,
}

/// A note of a motif, `rise` scale steps above the bar's anchor.
pub const fn go(rise: i32, beats: f64) -> Cell {
    Cell { rise: Some(rise), beats }
}
/// A silence of a motif.
pub const fn rest(beats: f64) -> Cell {
    Cell { rise: None, beats }
}

/// One bar of tune, before it has met a chord.
pub type Motif = &'static [Cell];

/// A note of the finished tune.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tone {
    /// Start, in beats from the beginning.
    pub beat: f64,
    /// Length in beats.
    pub beats: f64,
    /// MIDI pitch.
    pub pitch: i32,
    /// 1 on a bar's first beat, a little less elsewhere.
    pub accent: f64,
}

/// What a tune is made from.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// The key.
    pub key: Key,
    /// One chord per bar.
    pub chords: &'a [Chord],
    /// One motif per bar.
    pub motifs: &'a [Motif],
    /// Length of a bar.
    pub beats_per_bar: f64,
    /// MIDI pitch around which the tune moves.
    pub centre: i32,
    /// Probability that a note of a beat or more is led in by its upper neighbour.
    pub ornament: f64,
}

/// Lays the motifs over the chords.
pub fn compose(plan: &Plan<'_>, chance: &mut Chance) -> Vec<Tone> {
    let mut tune: Vec<Tone> = Vec::new();
    let mut here = plan.centre;
    let bars = plan.chords.len().min(plan.motifs.len());
    for (bar, (&chord, motif)) in plan.chords.iter().zip(plan.motifs).enumerate() {
        let ladder = Ladder::new(plan.key, chord);
        // Half-way back to the centre: a tune wanders, but comes back into its register.
        let from = (here + plan.centre).div_euclid(2);
        let anchor =
            if bar + 1 == bars { nearest_octave(plan.key.tonic, from) } else { nearest_tone(plan.key, chord, from) };
        let mut offset = 0.0;
        for cell in *motif {
            let beat = bar as f64 * plan.beats_per_bar + offset;
            if let Some(rise) = cell.rise {
                let passing = ladder.climb(anchor, rise);
                let on_the_beat = offset == libm::floor(offset);
                let pitch = if on_the_beat { nearest_tone(plan.key, chord, passing) } else { passing };
                let tone = Tone { beat, beats: cell.beats, pitch, accent: if offset == 0.0 { 1.0 } else { 0.84 } };
                if cell.beats >= 1.0 && bar + 1 < bars && chance.happens(plan.ornament) {
                    tune.extend(led_in(tone, ladder.climb(pitch, 1)));
                } else {
                    tune.push(tone);
                }
                here = pitch;
            }
            offset += cell.beats;
        }
    }
    tune
}

/// The tone with its neighbour before it, in the tone's own time.
fn led_in(tone: Tone, neighbour: i32) -> [Tone; 2] {
    let lead = tone.beats.min(1.0) * 0.25;
    [
        Tone { beats: lead, pitch: neighbour, accent: 0.7, ..tone },
        Tone { beat: tone.beat + lead, beats: tone.beats - lead, ..tone },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::{Mode, dominant, major};

    const MOTIF: Motif = &[go(0, 1.0), go(1, 0.5), go(2, 0.5), rest(1.0)];
    const CLOSE: Motif = &[go(0, 3.0)];

    fn plan(ornament: f64) -> Plan<'static> {
        const CHORDS: [Chord; 4] = [major(1), major(4), dominant(5), major(1)];
        const MOTIFS: [Motif; 4] = [MOTIF, MOTIF, MOTIF, CLOSE];
        let key = Key::new(67, Mode::Major);
        Plan { key, chords: &CHORDS, motifs: &MOTIFS, beats_per_bar: 3.0, centre: 74, ornament }
    }

    #[test]
    fn beats_carry_chord_tones_and_the_end_is_the_tonic() {
        let plan = plan(0.0);
        let tune = compose(&plan, &mut Chance::new(1));
        assert_eq!(tune.len(), 10);
        for tone in tune.iter().filter(|tone| tone.beat.fract() == 0.0) {
            let chord = plan.chords[(tone.beat / 3.0) as usize];
            assert_eq!(nearest_tone(plan.key, chord, tone.pitch), tone.pitch, "{tone:?}");
        }
        assert_eq!(tune.last().map(|tone| tone.pitch.rem_euclid(12)), Some(67 % 12));
        assert!(tune.iter().all(|tone| (tone.pitch - 74).abs() <= 12));
    }

    #[test]
    fn ornaments_fill_the_same_time() {
        let plain = compose(&plan(0.0), &mut Chance::new(1));
        let ornate = compose(&plan(1.0), &mut Chance::new(1));
        let length = |tune: &[Tone]| tune.iter().map(|tone| tone.beats).sum::<f64>();
        assert_eq!(ornate.len(), plain.len() + 3);
        assert!((length(&plain) - length(&ornate)).abs() < 1e-12);
    }
}
