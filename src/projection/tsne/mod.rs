//! t-SNE: a map on which near songs stay near, however the far ones lie.
//!
//! | file | idea |
//! |---|---|
//! | [`affinities`] | who is whose neighbour, as probabilities |
//! | `start` | where the dots begin |
//! | [`exact`] | the forces between every pair |
//! | [`barnes_hut`], [`quadtree`] | the forces in O(N log N) |
//! | [`descent`] | down the gradient |
//!
//! # Why not a crate
//! `bhtsne` (0.7.13) was looked at. It draws its start from the operating system (a start can be handed over, but components are not among its
//! own), sums by `rayon`, so that the last bits depend on the number of threads, and runs from beginning to end in one call: the map could not
//! move while it runs, nor be stopped. Its step size and its end are not scikit-learn's. It also brings `rayon`, `rustfft` and `realfft`
//! into the tab.
//!
//! # Reference
//! van der Maaten & Hinton 2008; van der Maaten 2014; `sklearn.manifold.TSNE` (1.9) with `init = "pca"`, `learning_rate = "auto"`.

pub mod affinities;
pub mod barnes_hut;
pub mod descent;
pub mod exact;
pub mod quadtree;
mod lanes;
mod start;

use ndarray::{Array2, ArrayView2};

use super::error::ProjectionError;
use crate::metrics::distance::Panels;
use crate::neighbours::{NearestRows, NeighbourTable};
use affinities::{Affinities, conditional_probabilities, perplexity_for};
use barnes_hut::BarnesHut;
use descent::{Descent, Forces};
use exact::ExactForces;

/// Rows up to which every pair is computed.
pub const EXACT_ROWS: usize = 1_000;

/// θ of the tree above that; scikit-learn's figure.
const ANGLE: f32 = 0.5;

/// What one step may cost, in pairs of dots (about a nanosecond each in a tab).
const PAIRS_A_STEP: usize = 20_000_000;

/// Pairs a dot of the tree costs, neighbours and squares together (measured).
const PAIRS_A_DOT: usize = 1_500;

/// Values of a difference between rows that cost as much as a pair of dots.
const COLUMNS_A_PAIR: usize = 4;

/// Pairs that a neighbour costs whose probability is sought.
const PAIRS_A_PROBABILITY: usize = 60;

/// How a t-SNE map is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TsneSettings {
    /// About how many neighbours a song has; see [`perplexity_for`] for what becomes of it with few songs.
    pub perplexity: f64,
    /// Iterations, at most; the first quarter of them (at most 250) is exaggerated.
    pub iterations: usize,
    /// Parts dots that begin at the same place, and nothing else.
    pub seed: u64,
}

impl Default for TsneSettings {
    fn default() -> Self {
        TsneSettings { perplexity: 30.0, iterations: 1_000, seed: 42 }
    }
}

/// What a t-SNE map is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TsneStage {
    /// Looking for the neighbours of each row.
    Neighbours,
    /// Weighing them.
    Affinities,
    /// Moving the dots.
    Descent,
}

/// Neighbours that [`Tsne::from_neighbours`] wants of each row: 3 · perplexity + 1, or all where there are few rows.
#[must_use]
pub fn neighbours_needed(rows: usize, perplexity: f64) -> usize {
    let others = rows.saturating_sub(1);
    if rows <= EXACT_ROWS {
        return others;
    }
    ((3.0 * perplexity_for(rows, perplexity) + 1.0) as usize).min(others)
}

/// Where squared distances come from while they are weighed, and where the weights go.
enum Work {
    Neighbours {
        rows: NearestRows,
        table: NeighbourTable,
    },
    /// `table` is N × count; `conditional` grows row by row.
    Sparse {
        table: NeighbourTable,
        conditional: Vec<f32>,
    },
    /// Every pair; from the rows themselves, or as far as a table knows them.
    Dense {
        source: Source,
        conditional: Array2<f32>,
        done: usize,
    },
    Descent(Forces),
}

enum Source {
    Rows { values: Vec<f32>, panels: Panels },
    Table(NeighbourTable),
}

/// A t-SNE map that is being made.
pub struct Tsne {
    rows: usize,
    columns: usize,
    perplexity: f64,
    work: Work,
    descent: Descent,
}

impl Tsne {
    /// A map of `points` (N × D), for any N, also 0 and 1.
    ///
    /// # Errors
    /// [`ProjectionError::MapNotFinite`] naming row and column; [`ProjectionError::MapNotConverged`] by the components it starts from.
    pub fn new(points: ArrayView2<'_, f32>, settings: &TsneSettings) -> Result<Tsne, ProjectionError> {
        let rows = points.nrows();
        let work = if rows <= EXACT_ROWS {
            let values = points.iter().copied().collect();
            let source = Source::Rows { values, panels: Panels::new(points) };
            Work::Dense { source, conditional: Array2::zeros((rows, rows)), done: 0 }
        } else {
            let nearest = NearestRows::new(points, neighbours_needed(rows, settings.perplexity));
            Work::Neighbours { rows: nearest, table: NeighbourTable::default() }
        };
        Tsne::with(points, settings, work)
    }

    /// The same, with neighbours that were found elsewhere: [`neighbours_needed`] of each row (fewer will do, at a price).
    ///
    /// # Errors
    /// As [`Tsne::new`], and [`ProjectionError::NeighbourRows`] if the table is one of other rows.
    pub fn from_neighbours(
        points: ArrayView2<'_, f32>,
        table: NeighbourTable,
        settings: &TsneSettings,
    ) -> Result<Tsne, ProjectionError> {
        let rows = points.nrows();
        // One row has no neighbours, and its table no rows.
        let fits = table.len() == rows || (rows <= 1 && table.is_empty());
        let known = |neighbour: &u32| (*neighbour as usize) < rows;
        if !fits || table.distances.len() != table.rows.len() || !table.rows.iter().all(known) {
            return Err(ProjectionError::NeighbourRows { expected: rows, found: table.len() });
        }
        let work = if rows <= EXACT_ROWS {
            Work::Dense { source: Source::Table(table), conditional: Array2::zeros((rows, rows)), done: 0 }
        } else {
            Work::Sparse { table, conditional: Vec::new() }
        };
        Tsne::with(points, settings, work)
    }

    fn with(points: ArrayView2<'_, f32>, settings: &TsneSettings, work: Work) -> Result<Tsne, ProjectionError> {
        Ok(Tsne {
            rows: points.nrows(),
            columns: points.ncols(),
            perplexity: perplexity_for(points.nrows(), settings.perplexity),
            work,
            descent: Descent::new(start::starting_places(points, settings.seed)?, settings.iterations),
        })
    }

    /// Works on for some tens of milliseconds; whether there is more to do.
    pub fn step(&mut self) -> bool {
        match &mut self.work {
            Work::Neighbours { rows, table } => {
                let pairs_a_row = rows.len() * self.columns.div_ceil(COLUMNS_A_PAIR).max(2);
                let start = table.len();
                table.append(rows.find(start..start + (PAIRS_A_STEP / pairs_a_row.max(1)).max(4)));
                if table.len() >= rows.len() {
                    self.work = Work::Sparse { table: std::mem::take(table), conditional: Vec::new() };
                }
                true
            }
            Work::Sparse { table, conditional } => {
                if conditional.len() < table.rows.len() {
                    weigh(table, self.perplexity, conditional);
                } else {
                    let affinities = Affinities::symmetric(table, conditional);
                    self.work = Work::Descent(Forces::BarnesHut(Box::new(BarnesHut::new(affinities, ANGLE))));
                }
                true
            }
            Work::Dense { source, conditional, done } => {
                let end = (*done + PAIRS_A_STEP / (self.rows * PAIRS_A_PROBABILITY).max(1)).min(self.rows);
                for row in *done..end {
                    spread(source, row, self.columns, self.perplexity, conditional);
                }
                *done = end;
                if end == self.rows {
                    self.work = Work::Descent(Forces::Exact(ExactForces::new(conditional.view())));
                }
                true
            }
            Work::Descent(forces) => {
                let pairs = match forces {
                    Forces::Exact(_) => self.rows * self.rows,
                    Forces::BarnesHut(_) => self.rows * PAIRS_A_DOT,
                };
                (0..(PAIRS_A_STEP / pairs.max(1)).clamp(1, 50)).all(|_| self.descent.advance(forces))
            }
        }
    }

    /// What it is at.
    #[must_use]
    pub fn stage(&self) -> TsneStage {
        match self.work {
            Work::Neighbours { .. } => TsneStage::Neighbours,
            Work::Sparse { .. } | Work::Dense { .. } => TsneStage::Affinities,
            Work::Descent(_) => TsneStage::Descent,
        }
    }

    /// How far it is with that: rows of the first two stages, iterations of the last; done, and total.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        match &self.work {
            Work::Neighbours { table, .. } => (table.len(), self.rows),
            Work::Sparse { table, conditional } => (conditional.len().checked_div(table.count).unwrap_or(0), self.rows),
            Work::Dense { done, .. } => (*done, self.rows),
            Work::Descent(_) => (self.descent.done, self.descent.total),
        }
    }

    /// The map as it is (N × 2).
    #[must_use]
    pub fn places(&self) -> Array2<f32> {
        Array2::from_shape_fn((self.rows, 2), |(row, axis)| self.descent.places[row][axis])
    }

    /// The perplexity that is used, which with few songs is less than the one asked for.
    #[must_use]
    pub fn perplexity_used(&self) -> f64 {
        self.perplexity
    }

    /// KL(P, Q) of the map as it is, in nats: what is left to be unhappy about. `None` before the dots move.
    #[must_use]
    pub fn divergence(&mut self) -> Option<f64> {
        match &mut self.work {
            Work::Descent(forces) => Some(forces.divergence(&self.descent.places)),
            _ => None,
        }
    }

    /// Does what is left to do.
    #[must_use]
    pub fn finish(mut self) -> Array2<f32> {
        while self.step() {}
        self.places()
    }
}

/// The squared distance of a table's distance; one that overflowed counts as the largest there is.
fn squared(distance: f32) -> f64 {
    f64::from(distance.min(f32::MAX)).powi(2)
}

/// Weighs the neighbours of as many further rows as a step may take.
fn weigh(table: &NeighbourTable, perplexity: f64, conditional: &mut Vec<f32>) {
    let (mut distances, mut probabilities) = (Vec::new(), Vec::new());
    let first = conditional.len() / table.count;
    let last = (first + PAIRS_A_STEP / (table.count * PAIRS_A_PROBABILITY)).min(table.len());
    for row in first..last {
        distances.clear();
        distances.extend(table.of(row).map(|(_, distance)| squared(distance)));
        conditional_probabilities(&distances, perplexity, &mut probabilities);
        conditional.extend(probabilities.iter().map(|probability| *probability as f32));
    }
}

/// Spreads the weight of one row over all others.
fn spread(source: &Source, row: usize, columns: usize, perplexity: f64, conditional: &mut Array2<f32>) {
    let mut probabilities = Vec::new();
    match source {
        Source::Rows { values, panels } => {
            let mut distances = vec![0.0; panels.rows()];
            panels.squared_distances_from(&values[row * columns..(row + 1) * columns], &mut distances);
            distances.remove(row);
            conditional_probabilities(&distances, perplexity, &mut probabilities);
            for (place, probability) in probabilities.iter().enumerate() {
                conditional[[row, place + usize::from(place >= row)]] = *probability as f32;
            }
        }
        Source::Table(table) if table.count > 0 => {
            let distances: Vec<f64> = table.of(row).map(|(_, distance)| squared(distance)).collect();
            conditional_probabilities(&distances, perplexity, &mut probabilities);
            for ((neighbour, _), probability) in table.of(row).zip(&probabilities) {
                conditional[[row, neighbour]] = *probability as f32;
            }
        }
        Source::Table(_) => {}
    }
}
