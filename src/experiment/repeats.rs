//! The same run with further seeds: how far its scores differ by chance alone.
//!
//! Everything that draws from the seed is done again: training, the choice of songs that are held back, the starts of the
//! clustering; only the map is not drawn again. What describes the songs is not, not even the sound's own network of a hybrid.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{RunError, course::Course, scores::Scores};

/// The scores of runs that differ in their seed only.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Repeats {
    /// The seeds, the run's own first.
    pub seeds: Vec<u32>,
    /// By the names of the metrics file.
    pub scores: BTreeMap<&'static str, Spread>,
}

/// A score over several seeds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// Mean over the seeds for which it is defined.
    pub mean: f64,
    /// Standard deviation of a sample (n − 1); `None` of fewer than two.
    pub sd: Option<f64>,
    /// Seeds for which it is defined.
    pub count: usize,
}

/// Further runs at work.
pub(super) struct Repeating {
    planned: usize,
    /// Runs begun so far, with those that failed.
    tried: usize,
    seeds: Vec<u32>,
    rows: Vec<Scores>,
    at_work: Option<Box<Course>>,
}

impl Repeating {
    /// Beside a run with `seed` that came to `scores`, of `planned` in all.
    pub fn new(planned: usize, seed: u32, scores: Scores) -> Repeating {
        Repeating { planned, tried: 1, seeds: vec![seed], rows: vec![scores], at_work: None }
    }

    /// Runs done, and runs there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.tried, self.planned)
    }

    /// Runs that came to no scores: their groups could not be found from that seed. They take nothing from the others.
    pub fn failed(&self) -> usize {
        self.tried - self.rows.len()
    }

    /// A piece of the next run, which `sibling` makes from a seed; false when all are done.
    pub fn step(&mut self, sibling: impl FnOnce(u32) -> Result<Course, RunError>) -> bool {
        if self.tried >= self.planned {
            return false;
        }
        let seed = self.seeds[0].wrapping_add(self.tried as u32);
        let came = match &mut self.at_work {
            None => sibling(seed).map(|course| self.at_work = Some(Box::new(course))),
            Some(course) => match course.scores() {
                Some(scores) => {
                    self.seeds.push(seed);
                    self.rows.push(scores.clone());
                    (self.at_work, self.tried) = (None, self.tried + 1);
                    Ok(())
                }
                None => course.step().map(|_| ()),
            },
        };
        if came.is_err() {
            (self.at_work, self.tried) = (None, self.tried + 1);
        }
        self.tried < self.planned
    }

    /// Ends it with the runs that are done.
    pub fn stop(&mut self) {
        self.planned = self.tried;
        self.at_work = None;
    }

    /// What they came to; `None` of a single run.
    pub fn finish(&self) -> Option<Repeats> {
        (self.rows.len() > 1).then(|| Repeats { seeds: self.seeds.clone(), scores: spreads(&self.rows) })
    }
}

/// One of the scores.
type Score = fn(&Scores) -> Option<f64>;

fn spreads(rows: &[Scores]) -> BTreeMap<&'static str, Spread> {
    let scores: [(&str, Score); 10] = [
        ("silhouette", |row| row.silhouette),
        ("calinski_harabasz", |row| row.calinski_harabasz),
        ("davies_bouldin", |row| row.davies_bouldin),
        ("ari", |row| row.ari),
        ("nmi", |row| row.nmi),
        ("purity", |row| row.purity),
        ("coverage", |row| row.coverage),
        ("silhouette_features", |row| row.silhouette_features),
        ("calinski_harabasz_features", |row| row.calinski_harabasz_features),
        ("davies_bouldin_features", |row| row.davies_bouldin_features),
    ];
    let spread_of = |get: Score| spread(&rows.iter().filter_map(get).collect::<Vec<_>>());
    scores.into_iter().filter_map(|(name, get)| Some((name, spread_of(get)?))).collect()
}

/// Mean and standard deviation; `None` of nothing.
fn spread(values: &[f64]) -> Option<Spread> {
    let count = values.len();
    if count == 0 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / count as f64;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Some(Spread { mean, sd: (count > 1).then(|| (squares / (count - 1) as f64).sqrt()), count })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_deviation_are_those_of_a_sample() {
        assert_eq!(spread(&[]), None);
        assert_eq!(spread(&[2.0]), Some(Spread { mean: 2.0, sd: None, count: 1 }));
        let Spread { mean, sd, count } = spread(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).unwrap();
        assert_eq!((mean, count), (5.0, 8));
        assert!((sd.unwrap() - (32.0_f64 / 7.0).sqrt()).abs() < 1e-12);
    }
}
