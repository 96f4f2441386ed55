//! Waves without (audible) aliasing.
//!
//! A sampled saw made by simply counting up folds its harmonics above half the sample rate back into the music. Each
//! corner is therefore rounded with a polynomial of two samples: PolyBLEP for jumps, PolyBLAMP for bends.
//!
//! # Reference
//! Välimäki, Pekonen, Nam: *Perceptually informed synthesis of bandlimited classical waveforms using integrated
//! polynomial interpolation*, JASA 131 (2012); Esqueda, Välimäki, Bilbao: *Rounding corners with BLAMP*, DAFx-16.
//! The synthesis crates looked at (`fundsp`, `dasp_signal`) call the platform's `sin`, whose last bit differs between
//! systems; the demo songs must be the same bits everywhere.

use core::f64::consts::TAU;

/// The sine of a phase in cycles.
pub fn sine(phase: f64) -> f64 {
    libm::sin(TAU * phase)
}

/// A phase in [0, 1) that advances by a frequency.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Phase {
    /// Cycles, in [0, 1).
    pub position: f64,
}

impl Phase {
    /// A phase starting at `position` cycles.
    pub fn new(position: f64) -> Self {
        Self { position: position - libm::floor(position) }
    }

    /// The phase now; then moves on by `increment` cycles (frequency over sample rate).
    pub fn advance(&mut self, increment: f64) -> f64 {
        let now = self.position;
        let next = now + increment;
        self.position = next - libm::floor(next);
        now
    }
}

/// A rising saw in [−1, 1] at `phase` cycles, advancing by `increment` cycles a sample.
pub fn saw(phase: f64, increment: f64) -> f64 {
    2.0 * phase - 1.0 - jump(phase, increment)
}

/// A pulse whose high part fills `width` of the cycle, its mean removed.
pub fn pulse(phase: f64, increment: f64, width: f64) -> f64 {
    let naive = if phase < width { 1.0 } else { -1.0 };
    let fall = phase - width;
    naive + jump(phase, increment) - jump(fall - libm::floor(fall), increment) - (2.0 * width - 1.0)
}

/// A triangle in [−1, 1], at its peak for phase 0.
pub fn triangle(phase: f64, increment: f64) -> f64 {
    let naive = 2.0 * (2.0 * phase - 1.0).abs() - 1.0;
    let opposite = phase + 0.5;
    naive + 8.0 * increment * (bend(opposite - libm::floor(opposite), increment) - bend(phase, increment))
}

/// PolyBLEP residue of an upward jump of 2 at phase 0.
fn jump(phase: f64, increment: f64) -> f64 {
    if phase < increment {
        let after = phase / increment;
        2.0 * after - after * after - 1.0
    } else if phase > 1.0 - increment {
        let before = (phase - 1.0) / increment;
        before * before + 2.0 * before + 1.0
    } else {
        0.0
    }
}

/// PolyBLAMP residue, per unit of slope change and sample, of an upward bend at phase 0.
fn bend(phase: f64, increment: f64) -> f64 {
    let distance = phase.min(1.0 - phase) / increment;
    if distance < 1.0 {
        let near = 1.0 - distance;
        near * near * near / 6.0
    } else {
        0.0
    }
}

/// The 15-bit shift register that made noise in the game consoles of 1983.
#[derive(Debug, Clone)]
pub struct ShiftRegister {
    bits: u16,
    /// Fraction of a step already taken.
    progress: f64,
}

impl ShiftRegister {
    /// A register in its power-on state.
    pub fn new() -> Self {
        Self { bits: 1, progress: 0.0 }
    }

    fn step(&mut self) -> f64 {
        let feedback = (self.bits ^ (self.bits >> 1)) & 1;
        self.bits = (self.bits >> 1) | (feedback << 14);
        if self.bits & 1 == 0 { 1.0 } else { -1.0 }
    }

    /// The next sample when the register takes `steps` (possibly fewer than one) per sample: several are averaged,
    /// which keeps a fast register from aliasing.
    pub fn next(&mut self, steps: f64) -> f64 {
        let held = if self.bits & 1 == 0 { 1.0 } else { -1.0 };
        self.progress += steps;
        let whole = libm::floor(self.progress);
        self.progress -= whole;
        if whole < 1.0 {
            return held;
        }
        (0..whole as usize).map(|_| self.step()).sum::<f64>() / whole
    }
}

impl Default for ShiftRegister {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Energy at `frequency` by correlation with a sine and a cosine over whole seconds.
    fn energy(wave: &[f64], frequency: f64, rate: f64) -> f64 {
        let (mut real, mut imaginary) = (0.0, 0.0);
        for (index, sample) in wave.iter().enumerate() {
            let phase = frequency * index as f64 / rate;
            real += sample * sine(phase + 0.25);
            imaginary += sample * sine(phase);
        }
        (real * real + imaginary * imaginary) / (wave.len() * wave.len()) as f64
    }

    fn second_of(wave: impl Fn(f64, f64) -> f64) -> Vec<f64> {
        let mut phase = Phase::new(0.0);
        let increment = 1661.0 / 32_000.0;
        (0..32_000).map(|_| wave(phase.advance(increment), increment)).collect()
    }

    /// The tenth to nineteenth harmonics of 1,661 Hz fold back below 16 kHz at 32 kHz; none falls on a harmonic.
    fn folded(wave: &[f64]) -> f64 {
        (10..20).map(|harmonic| energy(wave, 32_000.0 - 1661.0 * f64::from(harmonic), 32_000.0)).sum()
    }

    #[test]
    fn rounded_corners_fold_back_far_less() {
        let naive_saw = second_of(|phase, _| 2.0 * phase - 1.0);
        let naive_pulse = second_of(|phase, _| if phase < 0.25 { 1.5 } else { -0.5 });
        let naive_triangle = second_of(|phase, _| 2.0 * (2.0 * phase - 1.0).abs() - 1.0);
        assert!(folded(&second_of(saw)) < 0.12 * folded(&naive_saw));
        assert!(folded(&second_of(|phase, step| pulse(phase, step, 0.25))) < 0.12 * folded(&naive_pulse));
        assert!(folded(&second_of(triangle)) < 0.12 * folded(&naive_triangle));
    }

    #[test]
    fn fundamentals_have_the_amplitude_of_their_fourier_series() {
        // |c₁|² of a saw is 1/π², of a triangle 16/π⁴; PolyBLEP droops a little at 5 % of the rate.
        let pi = core::f64::consts::PI;
        let saw_energy = energy(&second_of(saw), 1661.0, 32_000.0);
        let triangle_energy = energy(&second_of(triangle), 1661.0, 32_000.0);
        assert!((saw_energy * pi * pi - 1.0).abs() < 0.05, "{saw_energy}");
        assert!((triangle_energy * pi * pi * pi * pi / 16.0 - 1.0).abs() < 0.05, "{triangle_energy}");
    }

    #[test]
    fn pulses_have_no_mean() {
        for width in [0.125, 0.25, 0.5] {
            let wave = second_of(|phase, step| pulse(phase, step, width));
            assert!((wave.iter().sum::<f64>() / 32_000.0).abs() < 1e-3);
        }
    }

    #[test]
    fn the_register_visits_every_state_but_zero() {
        let mut register = ShiftRegister::new();
        let mut period = 0_u32;
        loop {
            register.step();
            period += 1;
            if register.bits == 1 {
                break;
            }
        }
        assert_eq!(period, 32_767);
    }
}
