//! Every random draw of a song, from one seed.
//!
//! `rand_xoshiro` gives the generator (Blackman & Vigna's xoshiro256++, seeded through SplitMix64) and nothing more is
//! needed from `rand`: the few distributions a composer wants are written here, so that no version of a
//! distribution crate can change a note.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};

/// A seeded source of musical accidents: ornaments, small delays, noise.
#[derive(Debug, Clone)]
pub struct Chance(Xoshiro256PlusPlus);

impl Chance {
    /// A source that always tells the same story for the same `seed`.
    pub fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// A number in [0, 1), from the 53 high bits of a draw.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number in [−1, 1): white noise when drawn once per sample.
    pub fn bipolar(&mut self) -> f64 {
        2.0 * self.unit() - 1.0
    }

    /// A number in [`low`, `high`).
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// True with the given probability.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_stay_in_range_and_are_centred() {
        let mut chance = Chance::new(7);
        let draws: Vec<f64> = (0..20_000).map(|_| chance.bipolar()).collect();
        assert!(draws.iter().all(|draw| (-1.0..1.0).contains(draw)));
        // The mean of 20,000 uniform draws on [−1, 1) has a standard deviation of 0.0041; five of them is never.
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        assert!(mean.abs() < 0.021, "{mean}");
    }

    #[test]
    fn the_same_seed_tells_the_same_story() {
        let (mut first, mut second, mut other) = (Chance::new(1), Chance::new(1), Chance::new(2));
        let story: Vec<f64> = (0..10).map(|_| first.unit()).collect();
        assert_eq!(story, (0..10).map(|_| second.unit()).collect::<Vec<_>>());
        assert_ne!(story, (0..10).map(|_| other.unit()).collect::<Vec<_>>());
    }
}
