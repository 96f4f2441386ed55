//! UMAP: neighbours stay neighbours, and the rest finds its place (McInnes, Healy, Melville 2018), as umap-learn 0.5.12 draws it.
//!
//! | file | idea |
//! |---|---|
//! | [`fit_curve`] | how near is near on the map |
//! | [`SmoothDistances`] | every song's own yardstick |
//! | [`FuzzyGraph`] | who belongs together, and how much |
//! | `start` | where the dance begins |
//! | [`Layout`] | the dance |
//! | [`power`] | x^b, eight at a time |
//!
//! Crates looked at (November 2026): `umap-rs` 0.4 wants the neighbours and the first map brought along, panics on bad input, and
//! its threads race for the places on purpose, so no run is like the last; `fast-umap` 1.6 trains a neural network on a GPU, or calls
//! `umap-rs`; `annembed` 0.1 has its own objective and needs LAPACK, threads and memory maps; `umap` 0.1 is an empty name; `rag_umap` and `manifolds-rs`
//! publish no figures against umap-learn. None is seeded, checked against it and at home in a browser.

mod curve;
mod fuzzy;
mod layout;
mod power;
mod smooth;
mod start;

use ndarray::{Array2, ArrayView2};

pub use curve::fit_curve;
pub use fuzzy::FuzzyGraph;
pub use layout::Layout;
pub use power::{LANES, power};
pub use smooth::SmoothDistances;

use super::error::ProjectionError;
use crate::neighbours::{EXACT_ROWS, NearestRows, NeighbourDescent, NeighbourTable};
use start::Vibrations;

/// The distance on the map over which belonging together falls by e beyond `min_dist`.
pub const SPREAD: f64 = 1.0;
/// Rows up to which there are [`EPOCHS`], beyond [`EPOCHS_OF_MANY`]; as in umap-learn.
pub const FEW_ROWS: usize = 10_000;
/// Epochs for few rows.
pub const EPOCHS: usize = 500;
/// Epochs for many rows.
pub const EPOCHS_OF_MANY: usize = 200;
/// Below this number of epochs, weak edges are left out as if there were the usual number; as in umap-learn.
const FEW_EPOCHS: usize = 10;

/// Differences squared and added in a step of the search for neighbours: some 10 ms in a tab.
const DIFFERENCES_PER_STEP: usize = 40_000_000;
/// Neighbours whose yardsticks are found in a step.
const YARDSTICKS_PER_STEP: usize = 40_000;
/// Products taken in a step of the search for vibrations.
const PRODUCTS_PER_STEP: usize = 10_000_000;
/// Pulls (with their pushes) in a step of the layout.
const PULLS_PER_STEP: f64 = 200_000.0;
/// A map is seen moving: a step is never more than this share of the epochs.
const FRAMES: usize = 100;

/// What a map is made by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UmapSettings {
    /// Neighbours of a row, itself counted (≥ 2). Few show small groups, many show the whole.
    pub neighbours: usize,
    /// How close rows may come on the map, 0…1 in units of [`SPREAD`]. Small values make dense clumps.
    pub min_dist: f64,
    /// Rounds; `None` for [`EPOCHS`] or [`EPOCHS_OF_MANY`].
    pub epochs: Option<usize>,
    /// Seed of all chance.
    pub seed: u64,
}

impl Default for UmapSettings {
    /// umap-learn's: 15 neighbours, `min_dist` 0.1.
    fn default() -> Self {
        UmapSettings { neighbours: 15, min_dist: 0.1, epochs: None, seed: 42 }
    }
}

/// What is done next.
#[derive(Debug, Clone)]
enum Stage {
    Neighbours(NearestRows, NeighbourTable),
    Descent(NeighbourDescent),
    Yardsticks(NeighbourTable, f64, SmoothDistances),
    Start(FuzzyGraph, Option<Vibrations>),
    Layout(Layout),
    /// Nothing is left to do for no row or one.
    Done,
}

/// A map on its way: `new`, then `step` until it returns `false`, with `places` at any time.
#[derive(Debug, Clone)]
pub struct Umap {
    points: Array2<f32>,
    settings: UmapSettings,
    neighbours: usize,
    epochs: usize,
    stage: Stage,
}

impl Umap {
    /// For points (N × D); the search for neighbours is part of the work: exact up to [`EXACT_ROWS`] rows, by descent beyond.
    ///
    /// # Errors
    /// [`ProjectionError::MapNotFinite`], [`ProjectionError::TooFewMapNeighbours`], [`ProjectionError::MinDistOutOfRange`].
    pub fn new(points: ArrayView2<'_, f32>, settings: &UmapSettings) -> Result<Umap, ProjectionError> {
        let mut umap = Umap::checked(points, settings)?;
        let others = umap.neighbours - 1;
        if points.nrows() > EXACT_ROWS {
            umap.stage = Stage::Descent(NeighbourDescent::new(points, others, settings.seed));
        } else if points.nrows() > 1 {
            umap.stage = Stage::Neighbours(NearestRows::new(points, others), NeighbourTable::default());
        }
        Ok(umap)
    }

    /// For points (N × D) whose neighbours are known: at least [`Umap::neighbours_used`] − 1 others of each row; of more the nearest are taken.
    ///
    /// # Errors
    /// As [`Umap::new`], and [`ProjectionError::MapNeighbours`] if the table has too few neighbours, or not as many rows as there are points, or names others.
    pub fn from_neighbours(
        points: ArrayView2<'_, f32>,
        table: NeighbourTable,
        settings: &UmapSettings,
    ) -> Result<Umap, ProjectionError> {
        let mut umap = Umap::checked(points, settings)?;
        let rows = points.nrows();
        if rows > 1 {
            let expected = umap.neighbours - 1;
            let fits = table.count >= expected
                && table.rows.len() == rows * table.count
                && table.distances.len() == table.rows.len()
                && table.rows.iter().all(|&row| (row as usize) < rows);
            if !fits {
                return Err(ProjectionError::MapNeighbours { rows, expected, found: table.count });
            }
            umap.stage = with_yardsticks_to_find(table.nearest(expected));
        }
        Ok(umap)
    }

    fn checked(points: ArrayView2<'_, f32>, settings: &UmapSettings) -> Result<Umap, ProjectionError> {
        if let Some(((row, column), _)) = points.indexed_iter().find(|(_, value)| !value.is_finite()) {
            return Err(ProjectionError::MapNotFinite { row, column });
        }
        if settings.neighbours < 2 {
            return Err(ProjectionError::TooFewMapNeighbours { neighbours: settings.neighbours });
        }
        if !(0.0..=SPREAD).contains(&settings.min_dist) {
            return Err(ProjectionError::MinDistOutOfRange {});
        }
        let rows = points.nrows();
        let neighbours = if rows <= settings.neighbours { rows.saturating_sub(1).max(2) } else { settings.neighbours };
        let epochs = settings.epochs.unwrap_or_else(|| usual_epochs(rows));
        Ok(Umap { points: points.to_owned(), settings: *settings, neighbours, epochs, stage: Stage::Done })
    }

    /// Neighbours taken, a row itself counted: as many as asked for, or one less than there are rows (as in umap-learn), but two.
    #[must_use]
    pub fn neighbours_used(&self) -> usize {
        self.neighbours
    }

    /// Does some of the work, less than about 50 ms up to 20,000 rows of 32 columns. `false` if none is left.
    ///
    /// # Errors
    /// [`ProjectionError::MapNotConverged`] if the principal components of finite points could not be found.
    pub fn step(&mut self) -> Result<bool, ProjectionError> {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Neighbours(nearest, mut table) => {
                let rows = nearest.len();
                let at_once = (DIFFERENCES_PER_STEP / (rows * self.points.ncols()).max(1)).max(4);
                table.append(nearest.find(table.len()..table.len() + at_once));
                if table.len() < rows { Stage::Neighbours(nearest, table) } else { with_yardsticks_to_find(table) }
            }
            Stage::Descent(mut descent) => {
                if descent.step() {
                    Stage::Descent(descent)
                } else {
                    with_yardsticks_to_find(descent.finish())
                }
            }
            Stage::Yardsticks(table, mean, mut smooth) => {
                smooth.extend(&table, mean, YARDSTICKS_PER_STEP.div_ceil(table.count));
                if smooth.sigmas.len() < table.len() {
                    Stage::Yardsticks(table, mean, smooth)
                } else {
                    self.with_start_to_find(&FuzzyGraph::of(&table, &smooth))
                }
            }
            Stage::Start(graph, Some(mut vibrations)) => {
                let mut budget = PRODUCTS_PER_STEP;
                let mut more = true;
                while more && budget > 0 {
                    more = vibrations.step(&graph);
                    budget = budget.saturating_sub(graph.ends.len() + 4 * graph.len() * vibrations.vectors());
                }
                if more {
                    Stage::Start(graph, Some(vibrations))
                } else {
                    self.with_layout(&graph, vibrations.places())?
                }
            }
            Stage::Start(graph, None) => self.with_layout(&graph, None)?,
            Stage::Layout(mut layout) => {
                let affordable = (PULLS_PER_STEP / layout.pulls_per_epoch().max(1.0)) as usize;
                for _ in 0..affordable.min(self.epochs / FRAMES).max(1) {
                    layout.step();
                }
                Stage::Layout(layout)
            }
            Stage::Done => Stage::Done,
        };
        Ok(!self.is_done())
    }

    fn is_done(&self) -> bool {
        match &self.stage {
            Stage::Done => true,
            Stage::Layout(layout) => layout.progress().0 >= self.epochs,
            _ => false,
        }
    }

    /// Work done, and all, in epochs: the way to the first epoch counts as a tenth of them.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let before = self.epochs.div_ceil(10).max(4);
        let done = match &self.stage {
            Stage::Neighbours(nearest, table) => before * table.len() / (2 * nearest.len()).max(1),
            Stage::Descent(descent) => {
                let (done, all) = descent.progress();
                before * done / (2 * all).max(1)
            }
            Stage::Yardsticks(..) => before / 2,
            Stage::Start(..) => before * 3 / 4,
            Stage::Layout(layout) => before + layout.progress().0,
            Stage::Done => before + self.epochs,
        };
        (done, before + self.epochs)
    }

    /// Whether the dance has begun, so that the places mean something.
    #[must_use]
    pub fn has_places(&self) -> bool {
        matches!(self.stage, Stage::Layout(_) | Stage::Done)
    }

    /// The map as it is now (N × 2): all in the middle until the dance has begun.
    #[must_use]
    pub fn places(&self) -> Array2<f32> {
        match &self.stage {
            Stage::Layout(layout) => {
                Array2::from_shape_fn((self.points.nrows(), 2), |(row, axis)| layout.places()[row][axis])
            }
            _ => Array2::zeros((self.points.nrows(), 2)),
        }
    }

    /// The map as it is now (N × 2); finished, if `step` has returned `false`.
    #[must_use]
    pub fn finish(self) -> Array2<f32> {
        self.places()
    }

    /// The graph without the edges that would never be due, and the search for where to begin.
    fn with_start_to_find(&self, graph: &FuzzyGraph) -> Stage {
        let epochs = if self.epochs > FEW_EPOCHS { self.epochs } else { usual_epochs(graph.len()) };
        let graph = graph.without_weaker(graph.strongest() / epochs as f32);
        let vibrations = graph.is_connected().then(|| Vibrations::new(&graph, self.settings.seed));
        Stage::Start(graph, vibrations)
    }

    fn with_layout(&self, graph: &FuzzyGraph, vibrations: Option<Vec<[f64; 2]>>) -> Result<Stage, ProjectionError> {
        let places = match vibrations {
            Some(places) => places,
            None => start::principal(self.points.view())?,
        };
        let places = start::scaled(places, self.settings.seed);
        let curve = fit_curve(SPREAD, self.settings.min_dist);
        Ok(Stage::Layout(Layout::new(graph, places, curve, self.epochs, self.settings.seed)))
    }
}

fn usual_epochs(rows: usize) -> usize {
    if rows <= FEW_ROWS { EPOCHS } else { EPOCHS_OF_MANY }
}

fn with_yardsticks_to_find(table: NeighbourTable) -> Stage {
    let mean = smooth::mean(&table.distances, table.len() * (table.count + 1));
    Stage::Yardsticks(table, mean, SmoothDistances::default())
}
