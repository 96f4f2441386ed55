//! The last desk: no rumble, one loudness, no clipping, soft edges.

use crate::filter::Filter;
use crate::score::Stereo;

/// Loudness every song is brought to, in decibels (see [`loudness`]).
pub const LOUDNESS: f64 = -19.0;

/// No sample leaves the desk above this: 1.5 dB below full scale, room for what an encoder adds.
pub const CEILING: f64 = 0.841;

/// Loudness in decibels below full scale: the root mean square of both channels without what lies under 60 Hz,
/// which the ear hardly hears, over the 400 ms blocks within 20 dB of the loudest.
///
/// A plain relative of ITU-R BS.1770; the crate `ebur128` measures the real thing but computes its filters with the
/// platform's own `tan`, and here the figure sets the gain of samples that must be the same bits everywhere.
pub fn loudness(sound: &Stereo) -> f64 {
    let block = (0.4 * sound.rate) as usize;
    let mut filters = [Filter::new(60.0, 0.7, sound.rate), Filter::new(60.0, 0.7, sound.rate)];
    let power: Vec<f64> = sound
        .left
        .iter()
        .zip(&sound.right)
        .map(|(left, right)| {
            let (left, right) = (filters[0].next(*left).high, filters[1].next(*right).high);
            0.5 * (left * left + right * right)
        })
        .collect();
    let blocks: Vec<f64> =
        power.chunks(block.max(1)).map(|chunk| chunk.iter().sum::<f64>() / chunk.len() as f64).collect();
    let loudest = blocks.iter().copied().fold(0.0, f64::max);
    let counted: Vec<f64> = blocks.into_iter().filter(|power| *power >= 0.01 * loudest).collect();
    10.0 * libm::log10(counted.iter().sum::<f64>() / counted.len().max(1) as f64 + 1e-12)
}

/// Brings a mix to [`LOUDNESS`] under [`CEILING`], fading in over 4 ms and out over `fade_out` seconds.
pub fn finish(mut mix: Stereo, fade_out: f64) -> Stereo {
    let mut rumble = [Filter::new(24.0, 0.7, mix.rate), Filter::new(24.0, 0.7, mix.rate)];
    for (left, right) in mix.left.iter_mut().zip(&mut mix.right) {
        *left = rumble[0].next(*left).high;
        *right = rumble[1].next(*right).high;
    }
    let seconds = mix.left.len() as f64 / mix.rate;
    mix.shape(|time| {
        let remaining = ((seconds - time) / fade_out).clamp(0.0, 1.0);
        (time / 0.004).min(1.0) * remaining * remaining * (3.0 - 2.0 * remaining)
    });
    let gain = libm::exp2((LOUDNESS - loudness(&mix)) / 6.020_599_913_279_624);
    mix.shape(|_| gain);
    limit(mix)
}

/// A limiter that looks 3 ms ahead: it turns down smoothly before a peak arrives and recovers over 80 ms.
fn limit(mut mix: Stereo) -> Stereo {
    let ahead = (0.003 * mix.rate) as usize + 1;
    let recovery = 1.0 - libm::exp(-1.0 / (0.08 * mix.rate));
    let wanted: Vec<f64> = mix
        .left
        .iter()
        .zip(&mix.right)
        .map(|(left, right)| CEILING / left.abs().max(right.abs()).max(CEILING))
        .collect();
    // The smallest gain wanted within the next `ahead` samples, let go slowly …
    let mut held = vec![1.0; wanted.len()];
    let mut gain: f64 = 1.0;
    for index in 0..wanted.len() {
        let end = (index + ahead).min(wanted.len());
        let needed = wanted[index..end].iter().copied().fold(1.0, f64::min);
        gain = needed.min(gain + recovery * (1.0 - gain));
        held[index] = gain;
    }
    // … and then averaged over the same span, which turns its steps into ramps that never exceed what was wanted.
    let mut sum = ahead as f64;
    for index in 0..held.len() {
        sum += held[index] - if index >= ahead { held[index - ahead] } else { 1.0 };
        let smooth = (sum / ahead as f64).min(1.0);
        mix.left[index] = (mix.left[index] * smooth).clamp(-CEILING, CEILING);
        mix.right[index] = (mix.right[index] * smooth).clamp(-CEILING, CEILING);
    }
    mix
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oscillator::sine;

    fn tone(amplitude: f64, rate: f64) -> Stereo {
        let wave: Vec<f64> = (0..64_000).map(|index| amplitude * sine(440.0 * f64::from(index) / rate)).collect();
        Stereo { rate, left: wave.clone(), right: wave }
    }

    #[test]
    fn a_sine_is_three_decibels_below_its_peak() {
        assert!((loudness(&tone(1.0, 32_000.0)) + 3.01).abs() < 0.05);
        assert!(loudness(&Stereo::silence(1.0, 32_000.0)) < -100.0);
    }

    #[test]
    fn quiet_and_loud_come_out_alike() {
        for amplitude in [0.001, 0.1, 30.0] {
            let finished = finish(tone(amplitude, 32_000.0), 0.05);
            assert!((loudness(&finished) - LOUDNESS).abs() < 0.1);
        }
    }

    #[test]
    fn peaks_stay_under_the_ceiling_and_the_rest_is_untouched() {
        let mut sound = tone(0.2, 32_000.0);
        sound.left[32_000] = 9.0;
        let limited = limit(sound.clone());
        assert!(limited.left.iter().chain(&limited.right).all(|sample| sample.abs() <= CEILING));
        assert_eq!(limited.left[..30_000], sound.left[..30_000]);
        // Before the clamp the ramp alone must have done the work: the samples around the peak are turned down too.
        assert!(limited.right[31_990].abs() < 0.6 * sound.right[31_990].abs());
    }
}
