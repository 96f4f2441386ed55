//! Who is whose neighbour, as probabilities: each row spreads a weight of 1 over the others by a Gaussian of its own width, chosen so that
//! about `perplexity` rows count; both directions together are the joint probabilities P that the map shall show.
//!
//! The width is found by Newton steps on the logarithm of the precision, kept inside a bracket. scikit-learn halves its bracket instead and
//! stops at the same tolerance; both answers are right to that tolerance, this one takes a quarter of the exponentials.

use crate::neighbours::NeighbourTable;

/// Entropies (in nats) that differ by less count as equal; scikit-learn's figure.
const ENTROPY_TOLERANCE: f64 = 1e-5;

/// Steps after which the width is taken as it is; scikit-learn's figure. It is reached only where no width fits (more coinciding rows than the
/// perplexity, or as few rows as the perplexity).
const MOST_STEPS: usize = 100;

/// Exponents above this are not worth computing: e⁻⁴⁵ is 3·10⁻²⁰ of the nearest row's weight.
const VANISHING: f64 = 45.0;

/// Joint probabilities below this are 0, as they do nothing to the map: products with still smaller numbers would leave the range of `f32`,
/// where processors are slow. (scikit-learn raises them to it instead, where it keeps all pairs.)
pub(super) const SMALLEST_PROBABILITY: f32 = f64::EPSILON as f32;

/// The perplexity for `rows` rows if `asked` was asked for: min(asked, max(5, (N − 1) / 3)), at most N − 1, at least 1.
///
/// # Units
/// Effective number of neighbours. Not a number, and numbers below 1, are read as 1.
#[must_use]
pub fn perplexity_for(rows: usize, asked: f64) -> f64 {
    let others = rows.saturating_sub(1) as f64;
    asked.max(1.0).min(5.0_f64.max(others / 3.0)).min(others).max(1.0)
}

/// How a row's weight of 1 is spread over others at these squared distances (≥ 0), so that the entropy is ln(perplexity).
///
/// Where no width does it, the nearest to it: evenly over all, or over the nearest ones alone.
pub fn conditional_probabilities(squared: &[f64], perplexity: f64, probabilities: &mut Vec<f64>) {
    probabilities.clear();
    let nearest = squared.iter().copied().fold(f64::INFINITY, f64::min);
    // Beyond the nearest one; a common shift changes neither probabilities nor entropy, but keeps the sum away from 0.
    let mean = squared.iter().map(|squared| squared - nearest).sum::<f64>() / squared.len().max(1) as f64;
    if mean <= 0.0 || !mean.is_finite() {
        probabilities.resize(squared.len(), 1.0 / squared.len().max(1) as f64);
        return;
    }
    let wanted = perplexity.ln();
    let (mut lowest, mut highest) = (f64::NEG_INFINITY, f64::INFINITY);
    // Natural logarithm of the precision times the mean.
    let mut precision = 0.0_f64;
    for step in 0..MOST_STEPS {
        let scale = precision.exp() / mean;
        let (mut sum, mut first, mut second) = (0.0, 0.0, 0.0);
        probabilities.clear();
        probabilities.extend(squared.iter().map(|squared| {
            let exponent = (squared - nearest) * scale;
            let weight = if exponent < VANISHING { (-exponent).exp() } else { 0.0 };
            sum += weight;
            first += weight * exponent;
            second += weight * exponent * exponent;
            weight
        }));
        probabilities.iter_mut().for_each(|weight| *weight /= sum);
        let expected = first / sum;
        let surplus = sum.ln() + expected - wanted;
        if surplus.abs() <= ENTROPY_TOLERANCE || step + 1 == MOST_STEPS {
            return;
        }
        if surplus > 0.0 {
            lowest = precision
        } else {
            highest = precision
        }
        // d entropy / d ln(precision) = −variance of the exponents; never more than e³-fold at once, never out of the bracket.
        let variance = second / sum - expected * expected;
        let guess = precision + (surplus / variance.max(f64::MIN_POSITIVE)).clamp(-3.0, 3.0);
        precision = if guess > lowest && guess < highest { guess } else { f64::midpoint(lowest, highest) };
        if !precision.is_finite() {
            return;
        }
    }
}

/// The symmetric joint probabilities of neighbours, row by row; pairs that are not listed are 0. All of them sum to 1.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Affinities {
    /// Where each row's entries begin, and one more: where the last one's end (N + 1).
    pub starts: Vec<usize>,
    /// The other row of each entry, ascending within a row.
    pub columns: Vec<u32>,
    /// The probability of each entry.
    pub values: Vec<f32>,
}

impl Affinities {
    /// The two directions together: (p(j|i) + p(i|j)) / their sum over all. `conditional` is N × count, in the order of the table.
    #[must_use]
    pub fn symmetric(table: &NeighbourTable, conditional: &[f32]) -> Affinities {
        let rows = table.len();
        // The table turned round: for each row those that name it, ascending.
        let mut starts = vec![0_usize; rows + 1];
        for &neighbour in &table.rows {
            starts[neighbour as usize + 1] += 1;
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let mut free = starts.clone();
        let mut named_by = vec![(0_u32, 0.0_f32); table.rows.len()];
        for (entry, (&neighbour, &probability)) in table.rows.iter().zip(conditional).enumerate() {
            let place = &mut free[neighbour as usize];
            named_by[*place] = ((entry / table.count) as u32, probability);
            *place += 1;
        }
        let mut found = Affinities { starts: vec![0], ..Affinities::default() };
        let mut entries: Vec<(u32, f32)> = Vec::new();
        for row in 0..rows {
            let range = row * table.count..(row + 1) * table.count;
            entries.clear();
            entries.extend(table.rows[range.clone()].iter().copied().zip(conditional[range].iter().copied()));
            entries.extend_from_slice(&named_by[starts[row]..starts[row + 1]]);
            entries.sort_by_key(|&(column, _)| column);
            for pair in entries.chunk_by(|a, b| a.0 == b.0) {
                found.columns.push(pair[0].0);
                found.values.push(pair.iter().map(|entry| entry.1).sum());
            }
            found.starts.push(found.columns.len());
        }
        let sum: f64 = found.values.iter().copied().map(f64::from).sum();
        let scale = (1.0 / sum.max(f64::EPSILON)) as f32;
        // Vanishing ones are 0: see the exact forces.
        for value in &mut found.values {
            *value = if *value * scale < SMALLEST_PROBABILITY { 0.0 } else { *value * scale };
        }
        found
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The entries of one row: the other row and the probability.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn of(&self, row: usize) -> impl ExactSizeIterator<Item = (usize, f32)> + '_ {
        let range = self.starts[row]..self.starts[row + 1];
        self.columns[range.clone()].iter().map(|&column| column as usize).zip(self.values[range].iter().copied())
    }
}
