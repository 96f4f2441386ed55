//! Songs that are kept from the network, so that one can see whether it has learned or only remembered.

use rand_distr::{Distribution, Uniform};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::random::{Stage, stream};

/// Which rows a network learns from, which tell every epoch how it does, and which only at the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Split {
    /// Rows learned from, ascending.
    pub training: Vec<usize>,
    /// Rows whose loss is computed after every epoch, ascending.
    pub validation: Vec<usize>,
    /// Rows whose loss is computed once, at the end, ascending.
    pub test: Vec<usize>,
}

impl Split {
    /// Draws the rows to keep back: the shares `validation` and `test` of `rows` rows, rounded, but never so many that
    /// none is left to learn from. With both shares 0 every row is learned from.
    pub fn draw(rows: usize, validation: f64, test: f64, seed: u64) -> Split {
        let most = rows.saturating_sub(1);
        let share = |share: f64| ((share * rows as f64).round() as usize).min(most);
        let validation = share(validation);
        let test = share(test).min(most - validation);
        let mut order: Vec<usize> = (0..rows).collect();
        if validation + test > 0 {
            shuffle(&mut order, &mut stream(seed, Stage::Split));
        }
        let sorted = |rows: &[usize]| {
            let mut rows = rows.to_vec();
            rows.sort_unstable();
            rows
        };
        Split {
            validation: sorted(&order[..validation]),
            test: sorted(&order[validation..validation + test]),
            training: sorted(&order[validation + test..]),
        }
    }
}

/// Fisher–Yates.
pub(super) fn shuffle(order: &mut [usize], generator: &mut Xoshiro256PlusPlus) {
    for last in (1..order.len()).rev() {
        order.swap(last, Uniform::new_inclusive(0, last).sample(generator));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_in_one_part_and_one_is_always_learned_from() {
        for rows in [1, 2, 3, 10, 100] {
            for (validation, test) in [(0.0, 0.0), (0.15, 0.15), (0.5, 0.5), (0.9, 0.9)] {
                let Split { training, validation, test } = Split::draw(rows, validation, test, 42);
                let mut all = [training.clone(), validation, test].concat();
                all.sort_unstable();
                assert_eq!(all, (0..rows).collect::<Vec<_>>());
                assert!(!training.is_empty());
            }
        }
    }

    #[test]
    fn the_shares_of_system_a_are_70_15_15() {
        let Split { training, validation, test } = Split::draw(200, 0.15, 0.15, 42);
        assert_eq!([training.len(), validation.len(), test.len()], [140, 30, 30]);
        assert_ne!(validation, Split::draw(200, 0.15, 0.15, 43).validation);
    }
}
