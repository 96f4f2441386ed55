//! Scales, chords and how one chord walks to the next.
//!
//! Pitches are MIDI numbers (60 = middle C, 69 = the A of 440 Hz, one per semitone). Crates that name notes exist
//! (`rust-music-theory`, `kord`); they return note *names* in allocated strings and know nothing of voice leading,
//! so the little arithmetic a song needs is here.

/// A diatonic mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Ionian: the bright one.
    Major,
    /// Aeolian. Chords built with [`dominant`] raise the leading tone by themselves.
    Minor,
    /// Minor with a major sixth.
    Dorian,
    /// Minor with a minor second.
    Phrygian,
    /// Major with an augmented fourth.
    Lydian,
    /// Major with a minor seventh.
    Mixolydian,
}

impl Mode {
    /// Semitones of the seven steps above the tonic.
    pub const fn steps(self) -> [i32; 7] {
        match self {
            Self::Major => [0, 2, 4, 5, 7, 9, 11],
            Self::Minor => [0, 2, 3, 5, 7, 8, 10],
            Self::Dorian => [0, 2, 3, 5, 7, 9, 10],
            Self::Phrygian => [0, 1, 3, 5, 7, 8, 10],
            Self::Lydian => [0, 2, 4, 6, 7, 9, 11],
            Self::Mixolydian => [0, 2, 4, 5, 7, 9, 10],
        }
    }
}

/// A tonic and a mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// MIDI pitch of the tonic, in the octave of middle C (60–71).
    pub tonic: i32,
    /// The mode.
    pub mode: Mode,
}

impl Key {
    /// The key on `tonic`.
    pub const fn new(tonic: i32, mode: Mode) -> Self {
        Self { tonic, mode }
    }
}

/// The intervals stacked on a root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quality {
    Major,
    Minor,
    Dominant,
    MajorSeventh,
    MinorSeventh,
    AddNinth,
    Suspended,
}

/// A chord on a degree of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chord {
    degree: usize,
    quality: Quality,
}

/// The major triad on a degree (1 = tonic … 7).
pub const fn major(degree: usize) -> Chord {
    Chord { degree, quality: Quality::Major }
}
/// The minor triad on a degree.
pub const fn minor(degree: usize) -> Chord {
    Chord { degree, quality: Quality::Minor }
}
/// The dominant seventh chord on a degree: on 5 it wants to go home.
pub const fn dominant(degree: usize) -> Chord {
    Chord { degree, quality: Quality::Dominant }
}
/// The major seventh chord on a degree.
pub const fn major_seventh(degree: usize) -> Chord {
    Chord { degree, quality: Quality::MajorSeventh }
}
/// The minor seventh chord on a degree.
pub const fn minor_seventh(degree: usize) -> Chord {
    Chord { degree, quality: Quality::MinorSeventh }
}
/// The major triad with an added ninth on a degree.
pub const fn add_ninth(degree: usize) -> Chord {
    Chord { degree, quality: Quality::AddNinth }
}
/// The suspended fourth on a degree: neither major nor minor.
pub const fn suspended(degree: usize) -> Chord {
    Chord { degree, quality: Quality::Suspended }
}

impl Chord {
    /// MIDI pitch of the root in the octave above the key's tonic.
    pub fn root(self, key: Key) -> i32 {
        key.tonic + key.mode.steps()[(self.degree + 6) % 7]
    }

    /// MIDI pitches in root position.
    pub fn tones(self, key: Key) -> Vec<i32> {
        let intervals: &[i32] = match self.quality {
            Quality::Major => &[0, 4, 7],
            Quality::Minor => &[0, 3, 7],
            Quality::Dominant => &[0, 4, 7, 10],
            Quality::MajorSeventh => &[0, 4, 7, 11],
            Quality::MinorSeventh => &[0, 3, 7, 10],
            Quality::AddNinth => &[0, 4, 7, 14],
            Quality::Suspended => &[0, 5, 7],
        };
        intervals.iter().map(|interval| self.root(key) + interval).collect()
    }
}

/// Frequency in hertz of a (possibly fractional) MIDI pitch, equal temperament, A4 = 440 Hz.
pub fn frequency(pitch: f64) -> f64 {
    440.0 * libm::exp2((pitch - 69.0) / 12.0)
}

/// The pitch with the class of `pitch` that lies in [`lowest`, `lowest` + 12).
pub fn lift_to(pitch: i32, lowest: i32) -> i32 {
    lowest + (pitch - lowest).rem_euclid(12)
}

/// The pitch with the class of `class` that is nearest to `target`.
pub fn nearest_octave(class: i32, target: i32) -> i32 {
    lift_to(class, target - 6)
}

/// The scale a melody may use over one chord: the key's scale, bent where the chord leaves it.
///
/// A chord tone outside the scale (the raised leading tone over the dominant of a minor key) joins it, and its
/// scale neighbours at a semitone leave, unless one is the tonic or belongs to the chord.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// Pitch classes 0–11, ascending.
    rungs: Vec<i32>,
}

impl Ladder {
    /// The ladder of `key` over `chord`.
    pub fn new(key: Key, chord: Chord) -> Self {
        let scale: Vec<i32> = key.mode.steps().iter().map(|step| (key.tonic + step).rem_euclid(12)).collect();
        let tones: Vec<i32> = chord.tones(key).iter().map(|tone| tone.rem_euclid(12)).collect();
        let foreign: Vec<i32> = tones.iter().copied().filter(|tone| !scale.contains(tone)).collect();
        let tonic = key.tonic.rem_euclid(12);
        let clashes = |rung: i32| {
            let beside = |tone: &i32| [1, 11].contains(&(rung - tone).rem_euclid(12));
            rung != tonic && !tones.contains(&rung) && foreign.iter().any(beside)
        };
        let mut rungs: Vec<i32> = scale.into_iter().filter(|&rung| !clashes(rung)).collect();
        rungs.extend(foreign);
        rungs.sort_unstable();
        Self { rungs }
    }

    /// The pitch `steps` rungs above (or below) the rung nearest to `pitch`.
    pub fn climb(&self, pitch: i32, steps: i32) -> i32 {
        let count = self.rungs.len() as i32;
        let nearest = (0..count)
            .map(|index| (index, nearest_octave(self.rungs[index as usize], pitch)))
            .min_by_key(|&(_, rung)| ((rung - pitch).abs(), rung));
        let Some((index, start)) = nearest else { return pitch };
        let (octaves, target) = ((index + steps).div_euclid(count), (index + steps).rem_euclid(count));
        start - self.rungs[index as usize] + self.rungs[target as usize] + 12 * octaves
    }
}

/// The chord tone nearest to `pitch`.
pub fn nearest_tone(key: Key, chord: Chord, pitch: i32) -> i32 {
    let tones = chord.tones(key);
    let candidates = tones.iter().map(|&tone| nearest_octave(tone, pitch));
    candidates.min_by_key(|tone| ((tone - pitch).abs(), *tone)).unwrap_or(pitch)
}

/// Close positions of each chord, chosen so that the voices move as little as they can.
///
/// Of all inversions and octaves of a chord the one is taken whose tones lie nearest to those of the chord before,
/// with a gentle pull towards `centre` so that a long progression does not drift away.
pub fn voice_lead(key: Key, chords: &[Chord], centre: i32) -> Vec<Vec<i32>> {
    let mut voicings: Vec<Vec<i32>> = Vec::with_capacity(chords.len());
    for chord in chords {
        let tones = chord.tones(key);
        let cost = |voicing: &Vec<i32>| {
            let middle: i32 = voicing.iter().map(|pitch| (pitch - centre).abs()).sum();
            let motion: i32 = voicings.last().map_or(0, |before| {
                voicing.iter().filter_map(|pitch| before.iter().map(|other| (pitch - other).abs()).min()).sum()
            });
            3 * motion + middle
        };
        let positions = (0..tones.len()).flat_map(|inversion| {
            let lowest_class = tones[inversion];
            let tones = &tones;
            [-12, 0, 12].into_iter().map(move |octave| {
                let lowest = nearest_octave(lowest_class, centre - 5) + octave;
                let mut voicing: Vec<i32> = tones.iter().map(|&tone| lift_to(tone, lowest)).collect();
                voicing.sort_unstable();
                voicing
            })
        });
        if let Some(best) = positions.min_by_key(cost) {
            voicings.push(best);
        }
    }
    voicings
}

#[cfg(test)]
mod tests {
    use super::*;

    const A_MINOR: Key = Key::new(69, Mode::Minor);
    const C_MAJOR: Key = Key::new(60, Mode::Major);

    #[test]
    fn frequencies_are_those_of_equal_temperament() {
        // Middle C and the concert A, to the cent's hundredth.
        assert!((frequency(69.0) - 440.0).abs() < 1e-9);
        assert!((frequency(60.0) - 261.625_565_3).abs() < 1e-6);
    }

    #[test]
    fn chords_are_spelled_as_in_the_textbook() {
        assert_eq!(dominant(5).tones(A_MINOR), [76, 80, 83, 86]); // E G♯ B D
        assert_eq!(minor(2).tones(C_MAJOR), [62, 65, 69]); // D F A
    }

    #[test]
    fn the_dominant_of_a_minor_key_bends_the_scale_to_harmonic_minor() {
        let ladder = Ladder::new(A_MINOR, dominant(5));
        assert_eq!(ladder.rungs, [0, 2, 4, 5, 8, 9, 11]); // C D E F G♯ A B
        assert_eq!(ladder.climb(80, 1), 81); // the leading tone rises to the tonic
        assert_eq!(Ladder::new(C_MAJOR, major(1)).climb(60, -1), 59);
        assert_eq!(Ladder::new(C_MAJOR, major(1)).climb(60, 9), 76);
    }

    #[test]
    fn voices_move_by_step_through_a_cadence() {
        let voicings = voice_lead(C_MAJOR, &[major(1), major(4), dominant(5), major(1)], 64);
        for pair in voicings.windows(2) {
            for pitch in &pair[1] {
                let nearest = pair[0].iter().map(|other| (pitch - other).abs()).min();
                assert!(nearest <= Some(4), "{voicings:?}");
            }
        }
        assert!(voicings.iter().flatten().all(|pitch| (52..=76).contains(pitch)), "{voicings:?}");
    }
}
