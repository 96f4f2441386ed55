//! The chance line: what would the same groups score if the songs were dealt to them at random?
//!
//! Purity and NMI grow with the number of groups by themselves; a score says something as far as it is above this line. The labels are
//! shuffled, so sizes stay (of noise too), and scored like the real ones.
//!
//! `rand`'s own shuffle is not used: which numbers it draws is not part of its promise, and the line shall be the same next year.

use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{RngCore, SeedableRng},
};

use super::error::{MetricError, check_count};
use super::{adjusted_rand, normalised_mutual_information, purity};

/// Most shuffles: the error of the mean is a tenth of the spread.
const MOST_SHUFFLES: usize = 100;

/// Fewest shuffles, where there are so many rows that the spread is tiny.
const FEWEST_SHUFFLES: usize = 10;

/// Labels that may be dealt altogether.
const LABELS_DEALT: usize = 200_000;

/// Mean and spread of a score over shuffled labels.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct ChanceLevel {
    /// The mean.
    pub mean: f64,
    /// Standard deviation from shuffle to shuffle (divided by their number less 1); `None` with one shuffle.
    pub sd: Option<f64>,
}

/// What each score is by chance; `None` where the score itself is undefined.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Chance {
    /// Of [`adjusted_rand`]; about 0, that is what it is adjusted for.
    pub ari: Option<ChanceLevel>,
    /// Of [`normalised_mutual_information`].
    pub nmi: Option<ChanceLevel>,
    /// Of [`purity`]; the rows that are noise change, their number does not.
    pub purity: Option<ChanceLevel>,
    /// Shuffles made.
    pub shuffles: usize,
}

/// A number of shuffles that is enough for so many rows and done in some tens of milliseconds: 100 up to 2,000 rows, at least 10.
#[must_use]
pub fn shuffles_for(rows: usize) -> usize {
    (LABELS_DEALT / rows.max(1)).clamp(FEWEST_SHUFFLES, MOST_SHUFFLES)
}

/// Scores `labels` (−1 = noise), dealt at random to the rows, against `truth`; [`shuffles_for`] that many rows, drawn from `seed`.
///
/// # Errors
/// [`MetricError`] if lengths differ.
pub fn chance(labels: &[i32], truth: &[i32], seed: u64) -> Result<Chance, MetricError> {
    chance_of(labels, truth, shuffles_for(labels.len()), seed)
}

/// [`chance`] with a number of shuffles.
///
/// # Errors
/// [`MetricError`] if lengths differ.
pub fn chance_of(labels: &[i32], truth: &[i32], shuffles: usize, seed: u64) -> Result<Chance, MetricError> {
    check_count(labels.len(), truth.len())?;
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut dealt = labels.to_vec();
    let mut scores = [const { Vec::new() }; 3];
    for _ in 0..shuffles {
        shuffle(&mut dealt, &mut generator);
        let found =
            [adjusted_rand(&dealt, truth)?, normalised_mutual_information(&dealt, truth)?, purity(&dealt, truth)?];
        for (scores, score) in scores.iter_mut().zip(found) {
            scores.extend(score);
        }
    }
    let [ari, nmi, purity] = scores.map(|scores| level(&scores, shuffles));
    Ok(Chance { ari, nmi, purity, shuffles })
}

/// Fisher–Yates: every order is equally likely.
fn shuffle(labels: &mut [i32], generator: &mut Xoshiro256PlusPlus) {
    for last in (1..labels.len()).rev() {
        labels.swap(last, below(last as u64 + 1, generator) as usize);
    }
}

/// A whole number below `bound` (Lemire 2019, without the correction: its bias is bound / 2⁶⁴).
fn below(bound: u64, generator: &mut Xoshiro256PlusPlus) -> u64 {
    ((u128::from(generator.next_u64()) * u128::from(bound)) >> 64) as u64
}

/// A score that was undefined for one shuffle was for all.
fn level(scores: &[f64], shuffles: usize) -> Option<ChanceLevel> {
    if scores.is_empty() || scores.len() < shuffles {
        return None;
    }
    let count = scores.len() as f64;
    let mean = scores.iter().sum::<f64>() / count;
    let squares: f64 = scores.iter().map(|score| (score - mean).powi(2)).sum();
    Some(ChanceLevel { mean, sd: (scores.len() > 1).then(|| (squares / (count - 1.0)).sqrt()) })
}
