//! A batch's gradient in four quarters, so that several workers can compute it and none can change it.
//!
//! Addition of floats depends on its order. A batch is therefore always cut into the same four quarters, whoever
//! computes them, and their gradients are always added as (q0 + q1) + (q2 + q3). One worker takes all four; of two each
//! takes a half; of four each a quarter. The sum has the same bits.

use std::ops::Range;

/// Quarters of a batch.
pub const QUARTERS: usize = 4;

/// What a worker found of some quarters of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// Sum of the gradients, in the order of the network's numbers.
    pub gradient: Vec<f32>,
    /// Their part of the batch's reconstruction error.
    pub reconstruction: f64,
    /// Their part of the batch's KL divergence.
    pub kl: f64,
}

impl Share {
    /// No quarter yet, of a network of `count` numbers.
    pub(super) fn nothing(count: usize) -> Share {
        Share { gradient: vec![0.0; count], reconstruction: 0.0, kl: 0.0 }
    }

    /// Adds another share to this one.
    pub(super) fn add(&mut self, other: &Share) {
        for (sum, value) in self.gradient.iter_mut().zip(&other.gradient) {
            *sum += value;
        }
        self.reconstruction += other.reconstruction;
        self.kl += other.kl;
    }
}

/// The quarters that each of `workers` workers computes: whole branches of the sum, in order.
pub fn parts(workers: usize) -> Vec<Range<usize>> {
    let ends: &[usize] = match workers {
        0 | 1 => &[0, 4],
        2 => &[0, 2, 4],
        3 => &[0, 2, 3, 4],
        _ => &[0, 1, 2, 3, 4],
    };
    ends.windows(2).map(|ends| ends[0]..ends[1]).collect()
}

/// The rows of quarter `quarter` of a batch of `rows` rows.
pub(super) fn rows_of(quarter: usize, rows: usize) -> Range<usize> {
    rows * quarter / QUARTERS..rows * (quarter + 1) / QUARTERS
}

/// Adds all to the first: `shares` are those of consecutive parts, as [`parts`] gives them. Of three, the last two are
/// the second half of the batch and are added first.
pub(super) fn sum(shares: &mut [Share]) {
    if shares.len() > 1 {
        let (left, right) = shares.split_at_mut(shares.len() / 2);
        sum(left);
        sum(right);
        left[0].add(&right[0]);
    }
}

/// The shares of quarters that are done, added as soon as both sides of a sum are there.
#[derive(Debug, Default)]
pub(super) struct Branch {
    done: Vec<(Range<usize>, Share)>,
}

impl Branch {
    /// Takes the share of the next quarter.
    pub fn push(&mut self, quarter: usize, share: Share) {
        let mut range = quarter..quarter + 1;
        let mut share = share;
        // Two neighbours of equal length that start at a multiple of twice that length are the sides of one sum.
        while let Some((left, _)) = self.done.last()
            && left.len() == range.len()
            && left.start.is_multiple_of(2 * left.len())
        {
            let Some((left, mut sum)) = self.done.pop() else { break };
            sum.add(&share);
            (range, share) = (left.start..range.end, sum);
        }
        self.done.push((range, share));
    }

    /// The sum over `range`, once all its quarters were pushed.
    pub fn take(&mut self, range: &Range<usize>) -> Option<Share> {
        if self.done.last().is_some_and(|(done, _)| done == range) {
            self.done.pop().map(|(_, share)| share)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers whose sum depends on the order.
    fn quarter(quarter: usize) -> Share {
        let gradient = vec![[1e8, -1e8, 3.0, 1.0][quarter], [0.1, 0.2, 0.3, 0.4][quarter]];
        Share { gradient, reconstruction: [1e16, 1.0, -1e16, 1.0][quarter], kl: 0.1 * quarter as f64 }
    }

    fn by(workers: usize) -> Share {
        let mut shares: Vec<Share> = parts(workers)
            .into_iter()
            .map(|range| {
                let mut branch = Branch::default();
                range.clone().for_each(|place| branch.push(place, quarter(place)));
                branch.take(&range).expect("every part is a whole branch")
            })
            .collect();
        sum(&mut shares);
        shares.swap_remove(0)
    }

    #[test]
    fn any_number_of_workers_finds_the_same_bits() {
        let one = by(1);
        assert_ne!(one.reconstruction, ((1e16 + 1.0) - 1e16) + 1.0, "the numbers depend on the order");
        for workers in 2..=5 {
            assert_eq!(by(workers), one, "{workers} workers");
        }
    }

    #[test]
    fn quarters_cover_the_batch_once() {
        for rows in [0, 1, 2, 3, 4, 5, 7, 128] {
            let covered: Vec<usize> = (0..QUARTERS).flat_map(|quarter| rows_of(quarter, rows)).collect();
            assert_eq!(covered, (0..rows).collect::<Vec<_>>());
        }
    }
}
