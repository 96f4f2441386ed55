//! How loud a note is while it lives.

/// Attack, decay, sustain, release. The attack is a straight line; decay and release fall exponentially, as strings
/// and capacitors do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Envelope {
    /// Seconds from silence to full.
    pub attack: f64,
    /// Seconds in which the distance to the sustain level falls to a thousandth (−60 dB).
    pub decay: f64,
    /// Level held after the decay, 0–1.
    pub sustain: f64,
    /// Seconds in which the released note falls by 60 dB, and after which it is over.
    pub release: f64,
}

/// ln 1000: an exponential with this rate falls by 60 dB in one unit of time.
const SIXTY_DECIBELS: f64 = 6.907_755_278_982_137;

/// What is left of 1 after `time` when 60 dB are lost in `span` seconds.
pub fn fall(time: f64, span: f64) -> f64 {
    libm::exp(-SIXTY_DECIBELS * time / span)
}

impl Envelope {
    /// Level at `time` seconds for a key held `held` seconds.
    pub fn level(&self, time: f64, held: f64) -> f64 {
        if time < held {
            return self.pressed(time);
        }
        let released = time - held;
        // A straight line in the last tenth brings the exponential, which never ends, to exactly zero.
        let ending = ((self.release - released) / (0.1 * self.release)).clamp(0.0, 1.0);
        self.pressed(held) * fall(released, self.release) * ending
    }

    fn pressed(&self, time: f64) -> f64 {
        if time < self.attack {
            time / self.attack
        } else {
            self.sustain + (1.0 - self.sustain) * fall(time - self.attack, self.decay)
        }
    }

    /// Seconds a key held `held` seconds sounds.
    pub fn duration(&self, held: f64) -> f64 {
        held + self.release
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENVELOPE: Envelope = Envelope { attack: 0.1, decay: 0.2, sustain: 0.5, release: 0.3 };

    #[test]
    fn corners_are_where_they_should_be() {
        assert_eq!(ENVELOPE.level(0.0, 1.0), 0.0);
        assert!((ENVELOPE.level(0.1, 1.0) - 1.0).abs() < 1e-12);
        assert!((ENVELOPE.level(0.9, 1.0) - 0.5).abs() < 1e-6);
        assert_eq!(ENVELOPE.level(1.3, 1.0), 0.0);
        assert!((fall(2.0, 2.0) - 0.001).abs() < 1e-15);
    }

    #[test]
    fn it_never_jumps() {
        for held in [0.05, 0.15, 1.0] {
            let mut before = 0.0;
            for step in 0..20_000 {
                let level = ENVELOPE.level(f64::from(step) * 1e-4, held);
                assert!((level - before).abs() < 5e-3, "{step}: {before} → {level}");
                before = level;
            }
        }
    }
}
