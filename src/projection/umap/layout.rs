//! The dance: rows that belong together pull at each other, rows met by chance push, and each epoch the steps get smaller.
//!
//! One thread, edges in a fixed order, chance from the seed: the same songs give the same map on every run.
//!
//! What differs from `umap.layouts.optimize_layout_euclidean` (0.5.12): the pull of an edge and the pushes that go with it are taken from the
//! same place and added up, eight at a time, where umap-learn moves the row after each. A push and a pull are at most 4 long
//! (each coordinate) as there, and the schedule of edges and pushes is the same.

use rand_xoshiro::{
    Xoroshiro64Star,
    rand_core::{RngCore, SeedableRng},
};

use super::{
    fuzzy::FuzzyGraph,
    power::{LANES, power},
};

/// Pushes for each pull.
const PUSHES: f32 = 5.0;
/// The longest a single push or pull may be along an axis, before the step size.
const LONGEST: f32 = 4.0;
/// Keeps the push of rows in almost the same place finite.
const SOFTENING: f32 = 0.001;

/// One edge from one of its ends, and when it is due.
#[derive(Debug, Clone, Copy)]
struct Edge {
    end: u32,
    /// Epochs from one pull to the next: 1 for the strongest edge.
    period: f32,
    next_pull: f32,
    next_push: f32,
}

/// Places on a map, on their way.
#[derive(Debug, Clone)]
pub struct Layout {
    places: Vec<[f32; 2]>,
    starts: Vec<usize>,
    edges: Vec<Edge>,
    a: f32,
    b: f32,
    epoch: usize,
    epochs: usize,
    chance: Xoroshiro64Star,
}

impl Layout {
    /// From `places` (one for each row of the graph, finite) in `epochs` epochs, with the curve 1 / (1 + a·d^(2b)).
    ///
    /// # Panics
    /// If there is not one place for each row.
    #[must_use]
    pub fn new(graph: &FuzzyGraph, places: Vec<[f32; 2]>, curve: (f64, f64), epochs: usize, seed: u64) -> Layout {
        assert_eq!(places.len(), graph.len(), "one place for each row");
        let strongest = graph.strongest();
        let edges = graph.ends.iter().zip(&graph.weights).map(|(&end, &weight)| {
            let period = strongest / weight;
            Edge { end, period, next_pull: period, next_push: period / PUSHES }
        });
        Layout {
            places,
            starts: graph.starts.clone(),
            edges: edges.collect(),
            a: curve.0 as f32,
            b: curve.1 as f32,
            epoch: 0,
            epochs,
            chance: Xoroshiro64Star::seed_from_u64(seed),
        }
    }

    /// Epochs done, and all.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        (self.epoch, self.epochs)
    }

    /// Where every row is now.
    #[must_use]
    pub fn places(&self) -> &[[f32; 2]] {
        &self.places
    }

    /// Pulls in an epoch, on average.
    #[must_use]
    pub fn pulls_per_epoch(&self) -> f64 {
        self.edges.iter().map(|edge| 1.0 / f64::from(edge.period)).sum()
    }

    /// One epoch further. `false` if all are done.
    pub fn step(&mut self) -> bool {
        if self.epoch >= self.epochs {
            return false;
        }
        let alpha = 1.0 - self.epoch as f32 / self.epochs as f32;
        let now = self.epoch as f32;
        let rows = self.places.len() as u64;
        let forces = Forces { a: self.a, b: self.b };
        let (places, chance) = (&mut self.places, &mut self.chance);
        for (row, bounds) in self.starts.windows(2).enumerate() {
            let mut here = places[row];
            for edge in &mut self.edges[bounds[0]..bounds[1]] {
                if edge.next_pull > now {
                    continue;
                }
                edge.next_pull += edge.period;
                let between = edge.period / PUSHES;
                let mut pushes = ((now - edge.next_push) / between).max(0.0) as usize;
                edge.next_push += pushes as f32 * between;

                // Lane 0 is the edge, the others are rows met by chance. A lane nobody stands in is the row itself, which neither pulls
                // nor pushes; so is the row if it meets itself.
                let mut others = [here; LANES];
                others[0] = places[edge.end as usize];
                let mut first = 1;
                loop {
                    let met = pushes.min(LANES - first);
                    for other in &mut others[first..first + met] {
                        *other = places[((u64::from(chance.next_u32()) * rows) >> 32) as usize];
                    }
                    let (total, pull) = forces.between(here, &others, first == 1);
                    if first == 1 {
                        let other = &mut places[edge.end as usize];
                        other[0] -= alpha * pull[0];
                        other[1] -= alpha * pull[1];
                    }
                    here[0] += alpha * total[0];
                    here[1] += alpha * total[1];
                    places[row] = here;
                    pushes -= met;
                    if pushes == 0 {
                        break;
                    }
                    others = [here; LANES];
                    first = 0;
                }
            }
        }
        self.epoch += 1;
        true
    }
}

/// The curve's pushes and pulls.
#[derive(Clone, Copy)]
struct Forces {
    a: f32,
    b: f32,
}

impl Forces {
    /// The sum of what `others` do to a row that is `here`, and what lane 0 alone does: it pulls if `pulls`, all others push.
    #[inline]
    fn between(self, here: [f32; 2], others: &[[f32; 2]; LANES], pulls: bool) -> ([f32; 2], [f32; 2]) {
        let Forces { a, b } = self;
        let mut x = [0.0; LANES];
        let mut y = [0.0; LANES];
        let mut squared = [0.0; LANES];
        for lane in 0..LANES {
            x[lane] = here[0] - others[lane][0];
            y[lane] = here[1] - others[lane][1];
            squared[lane] = x[lane] * x[lane] + y[lane] * y[lane];
        }
        let powers = power(squared, b);
        let mut above = [2.0 * b; LANES];
        let mut softening = [SOFTENING; LANES];
        if pulls {
            above[0] = -2.0 * a * b * powers[0];
            softening[0] = f32::MIN_POSITIVE;
        }
        for lane in 0..LANES {
            let strength = above[lane] / ((softening[lane] + squared[lane]) * (a * powers[lane] + 1.0));
            x[lane] = clip(strength * x[lane]);
            y[lane] = clip(strength * y[lane]);
        }
        ([sum(&x), sum(&y)], [x[0], y[0]])
    }
}

#[inline]
fn clip(value: f32) -> f32 {
    let value = if value > LONGEST { LONGEST } else { value };
    if value < -LONGEST { -LONGEST } else { value }
}

/// In pairs, so that the order is the same with and without vector instructions.
#[inline]
fn sum(values: &[f32; LANES]) -> f32 {
    let [a, b, c, d, e, f, g, h] = *values;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}
