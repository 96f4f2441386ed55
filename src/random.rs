//! One seed, one stream a stage: adding a draw to one stage never moves another stage's numbers.
//!
//! The generator is Xoshiro256++ (Blackman and Vigna, 2019) from `rand_xoshiro`, whose output is fixed by its
//! definition on every platform; the operating system's randomness is never asked.

use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};

/// The stages that draw random numbers, each from a stream of its own. The sound's network in a hybrid draws from the same ones as
/// the main network: it is the network that a run of that sound alone would train.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The network's starting weights.
    Weights,
    /// The order in which an epoch visits the songs.
    Shuffle,
    /// The noise ε of the reparameterised sample z = μ + ε·σ.
    Noise,
    /// The sample of z that is kept when `latent = "sample"`.
    Latent,
    /// The starting centres of the clusterings.
    Clustering,
    /// The random subspace of the lyrics' decomposition. Its number is one too high since a stage before it was dropped: the
    /// streams of all after it, and with them every figure, stay as they were.
    Lyrics = 6,
    /// Which songs are kept from the network.
    Split,
    /// The movements of a map of neighbours.
    Map,
    /// The shuffled labels that show what chance comes to.
    Chance,
}

/// The stream of `stage` under `seed`: the seed's generator, moved on by 2¹²⁸ draws for each earlier stage
/// (`jump`), so that no two streams meet.
pub fn stream(seed: u64, stage: Stage) -> Xoshiro256PlusPlus {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    for _ in 0..stage as u8 {
        generator.jump();
    }
    generator
}

/// A seed for a routine that takes one instead of a generator.
pub fn seed_of(seed: u64, stage: Stage) -> u64 {
    use rand_xoshiro::rand_core::RngCore;
    stream(seed, stage).next_u64()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_xoshiro::rand_core::RngCore;

    #[test]
    fn a_stream_is_fixed_by_its_seed_and_stage() {
        let draw = |seed, stage| stream(seed, stage).next_u64();
        assert_eq!(draw(42, Stage::Noise), draw(42, Stage::Noise));
        assert_ne!(draw(42, Stage::Noise), draw(42, Stage::Shuffle));
        assert_ne!(draw(42, Stage::Noise), draw(43, Stage::Noise));
    }
}
