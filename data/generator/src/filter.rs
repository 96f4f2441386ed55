//! A filter one may turn while it sounds.
//!
//! # Reference
//! The trapezoidal state-variable filter of Zavalishin, *The Art of VA Filter Design* (2012), in the form of Simper's
//! *Linear Trapezoidal Integrated SVF* (2013). `biquad` (crate) was looked at: its direct forms click when their
//! cutoff moves, which pads and acid lines do all the time.

use core::f64::consts::PI;

/// Low, band and high pass at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bands {
    /// Below the cutoff, 12 dB per octave.
    pub low: f64,
    /// Around the cutoff, unit gain there.
    pub band: f64,
    /// Above the cutoff, 12 dB per octave.
    pub high: f64,
}

/// A two-pole state-variable filter.
#[derive(Debug, Clone)]
pub struct Filter {
    rate: f64,
    damping: f64,
    first: f64,
    second: f64,
    third: f64,
    band_state: f64,
    low_state: f64,
}

impl Filter {
    /// A filter at `cutoff` hertz with the given resonance (quality; 0.707 is flat).
    pub fn new(cutoff: f64, resonance: f64, rate: f64) -> Self {
        let mut filter =
            Self { rate, damping: 1.0, first: 0.0, second: 0.0, third: 0.0, band_state: 0.0, low_state: 0.0 };
        filter.tune(cutoff, resonance);
        filter
    }

    /// Moves the cutoff and resonance; what rings goes on ringing.
    pub fn tune(&mut self, cutoff: f64, resonance: f64) {
        let gain = libm::tan(PI * cutoff.clamp(5.0, 0.48 * self.rate) / self.rate);
        self.damping = 1.0 / resonance;
        self.first = 1.0 / (1.0 + gain * (gain + self.damping));
        self.second = gain * self.first;
        self.third = gain * self.second;
    }

    /// Filters one sample.
    pub fn next(&mut self, input: f64) -> Bands {
        let difference = input - self.low_state;
        let band = self.first * self.band_state + self.second * difference;
        let low = self.low_state + self.second * self.band_state + self.third * difference;
        self.band_state = 2.0 * band - self.band_state;
        self.low_state = 2.0 * low - self.low_state;
        Bands { low, band: self.damping * band, high: input - self.damping * band - low }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oscillator::sine;

    fn gain(frequency: f64, pick: impl Fn(Bands) -> f64) -> f64 {
        let mut filter = Filter::new(1000.0, core::f64::consts::FRAC_1_SQRT_2, 44_100.0);
        let heard = (0..44_100).map(|index| pick(filter.next(sine(frequency * f64::from(index) / 44_100.0))));
        heard.skip(22_050).fold(0.0, |peak: f64, sample| peak.max(sample.abs()))
    }

    #[test]
    fn bands_pass_what_they_are_named_for() {
        // Butterworth: −3 dB at the cutoff; −24 dB two octaves away (a little more above, where the rate squeezes).
        assert!((gain(50.0, |bands| bands.low) - 1.0).abs() < 0.01);
        assert!((gain(1000.0, |bands| bands.low) - core::f64::consts::FRAC_1_SQRT_2).abs() < 0.01);
        assert!((gain(250.0, |bands| bands.high) - 0.0624).abs() < 0.005);
        assert!((gain(4000.0, |bands| bands.low) - 0.0624).abs() < 0.01);
        assert!((gain(1000.0, |bands| bands.band) - 1.0).abs() < 0.01);
    }

    #[test]
    fn it_stays_finite_when_turned_wildly() {
        let mut filter = Filter::new(100.0, 12.0, 44_100.0);
        let mut peak: f64 = 0.0;
        for index in 0..44_100 {
            filter.tune(if index % 2 == 0 { 20.0 } else { 90_000.0 }, 12.0);
            peak = peak.max(filter.next(if index % 7 < 3 { 1.0 } else { -1.0 }).low.abs());
        }
        assert!(peak.is_finite() && peak < 50.0, "{peak}");
    }
}
