//! Nearest rows by hearsay: a neighbour of my neighbour is probably mine as well.
//!
//! Rows that fall on the same side of several random cuts are compared first; then every row introduces its neighbours to each other, round after round,
//! until hardly anyone finds a nearer one. The answer is nearly exact, the same for the same seed, and found without looking at all pairs.
//!
//! Crates looked at: `hnsw_rs`, `instant-distance` and the like build an index for queries with threads or clocks, and their graphs depend on both;
//! `petal-neighbors` and `kiddo` are trees, which look at nearly all rows in 32 dimensions.
//!
//! # Reference
//! Dong, Moses, Li: *Efficient k-nearest neighbor graph construction for generic similarity measures*, WWW 2011; the trees, the marks for new
//! neighbours and the stop as in pynndescent 0.5.

use ndarray::ArrayView2;
use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{RngCore, SeedableRng},
};

use super::table::NeighbourTable;

/// Rows up to which comparing all of them is quicker, on one worker.
///
/// Measured in wasm (Node 20, one shared core, CPU milliseconds, 14 neighbours, 32 columns of one wide cloud), exact · descent (recall):
/// 5,000 rows 311 · 396 (0.985), 10,000 rows 1,221 · 1,004 (0.975), 20,000 rows 4,737 · 2,304 (0.958). The exact search can
/// be spread over workers range by range, which moves the crossing up with their number; with more columns it comes earlier.
pub const EXACT_ROWS: usize = 8_000;

/// Columns compared at once; rows are padded with zeros.
const LANES: usize = 8;
/// Random trees that make the first guess.
const TREES: usize = 8;
/// Rows that are compared with each other at the end of a branch.
const LEAF: usize = 30;
/// Neighbours kept beyond those asked for while searching: who keeps few hears little.
const FURTHER: usize = 10;
/// Neighbours, new and old each, that a row introduces to each other in a round.
const GUESTS: usize = 30;
/// Rounds at most; about six are needed.
const MOST_ROUNDS: usize = 12;
/// A round that changes less than this share of all neighbours is the last.
const SETTLED: f64 = 0.001;
/// Differences squared and added in a step of the search.
const DIFFERENCES_PER_STEP: usize = 20_000_000;

/// What is done next.
#[derive(Debug, Clone, Copy)]
enum Stage {
    Tree(usize),
    Invite(usize),
    Introduce { round: usize, row: usize, changes: usize },
    Done,
}

/// A neighbour found so far.
#[derive(Debug, Clone, Copy)]
struct Found {
    squared: f32,
    row: u32,
    /// Not yet introduced to the others.
    new: bool,
}

/// A search for the nearest others of all rows: `new`, `step` until it returns `false`, `finish`.
#[derive(Debug, Clone)]
pub struct NeighbourDescent {
    rows: usize,
    /// Columns with padding.
    columns: usize,
    values: Vec<f32>,
    /// What the values were multiplied by (a power of two), so that no square overflows.
    scale: f64,
    count: usize,
    found: Vec<Vec<Found>>,
    kept: usize,
    new_guests: Vec<Guests>,
    old_guests: Vec<Guests>,
    stage: Stage,
    chance: Xoshiro256PlusPlus,
}

/// A fair choice of at most [`GUESTS`] of the rows invited.
#[derive(Debug, Clone, Default)]
struct Guests {
    invited: usize,
    rows: Vec<u32>,
}

impl Guests {
    fn invite(&mut self, row: u32, chance: &mut Xoshiro256PlusPlus) {
        self.invited += 1;
        if self.rows.len() < GUESTS {
            self.rows.push(row);
        } else if let Some(place) = self.rows.get_mut(below(self.invited, chance)) {
            *place = row;
        }
    }

    /// Each once, in order.
    fn seat(&mut self) {
        self.rows.sort_unstable();
        self.rows.dedup();
    }
}

impl NeighbourDescent {
    /// For the `count` nearest others of each row of `points` (N × D, finite); at most N − 1 are found.
    #[must_use]
    pub fn new(points: ArrayView2<'_, f32>, count: usize, seed: u64) -> NeighbourDescent {
        let rows = points.nrows();
        let columns = points.ncols().next_multiple_of(LANES);
        let largest = points.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let scale = if largest > 0.0 { (-f64::from(largest).log2().floor()).exp2() } else { 1.0 };
        let mut values = vec![0.0; rows * columns];
        if columns > 0 {
            for (padded, row) in values.chunks_exact_mut(columns).zip(points.rows()) {
                padded.iter_mut().zip(row).for_each(|(place, &value)| *place = (f64::from(value) * scale) as f32);
            }
        }
        let others = rows.saturating_sub(1);
        let count = count.min(others);
        let kept = (count + FURTHER).min(others);
        NeighbourDescent {
            rows,
            columns,
            values,
            scale,
            count,
            found: vec![Vec::with_capacity(kept + 1); rows],
            kept,
            new_guests: vec![Guests::default(); rows],
            old_guests: vec![Guests::default(); rows],
            stage: if count == 0 { Stage::Done } else { Stage::Tree(0) },
            chance: Xoshiro256PlusPlus::seed_from_u64(seed),
        }
    }

    /// Does some of the work, less than about 50 ms. `false` if none is left.
    pub fn step(&mut self) -> bool {
        self.stage = match self.stage {
            Stage::Tree(tree) => {
                self.compare_leaves();
                if tree + 1 < TREES {
                    Stage::Tree(tree + 1)
                } else {
                    self.fill_up();
                    Stage::Invite(0)
                }
            }
            Stage::Invite(round) => {
                self.invite();
                Stage::Introduce { round, row: 0, changes: 0 }
            }
            Stage::Introduce { round, row, changes } => {
                let a_row_s_work = GUESTS * GUESTS * 3 / 2 * self.columns.max(1);
                let end = self.rows.min(row + (DIFFERENCES_PER_STEP / a_row_s_work).max(1));
                let changes = changes + (row..end).map(|row| self.introduce(row)).sum::<usize>();
                if end < self.rows {
                    Stage::Introduce { round, row: end, changes }
                } else if round + 1 == MOST_ROUNDS || changes as f64 <= SETTLED * (self.rows * self.kept) as f64 {
                    Stage::Done
                } else {
                    Stage::Invite(round + 1)
                }
            }
            Stage::Done => Stage::Done,
        };
        !matches!(self.stage, Stage::Done)
    }

    /// Trees and rounds done, and all; usually some rounds are not needed.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let all = TREES + MOST_ROUNDS;
        match self.stage {
            Stage::Tree(tree) => (tree, all),
            Stage::Invite(round) | Stage::Introduce { round, .. } => (TREES + round, all),
            Stage::Done => (all, all),
        }
    }

    /// The neighbours found so far. Before the trees are done a row may lack some: the table is then empty.
    ///
    /// Distances are taken again in `f64`, rows equally far are ordered by their number.
    #[must_use]
    pub fn finish(self) -> NeighbourTable {
        let mut table = NeighbourTable { count: self.count, rows: Vec::new(), distances: Vec::new() };
        if self.count == 0 || matches!(self.stage, Stage::Tree(_)) {
            return table;
        }
        for (row, found) in self.found.iter().enumerate() {
            let mut exact: Vec<(f64, u32)> =
                found.iter().map(|found| (self.exact_distance(row, found.row as usize), found.row)).collect();
            exact.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            table.rows.extend(exact[..self.count].iter().map(|&(_, row)| row));
            table.distances.extend(exact[..self.count].iter().map(|&(distance, _)| distance as f32));
        }
        table
    }

    fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    fn squared_distance(&self, a: usize, b: usize) -> f32 {
        let (a, b) = (self.row(a).as_chunks::<LANES>().0, self.row(b).as_chunks::<LANES>().0);
        let mut sums = [0.0_f32; LANES];
        for (a, b) in a.iter().zip(b) {
            for lane in 0..LANES {
                let difference = a[lane] - b[lane];
                sums[lane] += difference * difference;
            }
        }
        let [a, b, c, d, e, f, g, h] = sums;
        ((a + e) + (c + g)) + ((b + f) + (d + h))
    }

    fn exact_distance(&self, a: usize, b: usize) -> f64 {
        let squared: f64 =
            self.row(a).iter().zip(self.row(b)).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)).sum();
        squared.sqrt() / self.scale
    }

    /// Tells two rows of each other. How many of them kept the other.
    fn compare(&mut self, a: usize, b: usize) -> usize {
        let squared = self.squared_distance(a, b);
        let kept = self.kept;
        usize::from(keep(&mut self.found[a], kept, squared, b as u32))
            + usize::from(keep(&mut self.found[b], kept, squared, a as u32))
    }

    /// Cuts all rows apart at random until few are together, and compares those.
    fn compare_leaves(&mut self) {
        let mut order: Vec<u32> = (0..self.rows as u32).collect();
        let mut waiting = Vec::new();
        let mut next = Some(0..self.rows);
        while let Some(range) = next.take().or_else(|| waiting.pop()) {
            if range.len() > LEAF {
                let middle = range.start + self.cut(&mut order[range.clone()]);
                waiting.push(middle..range.end);
                waiting.push(range.start..middle);
                continue;
            }
            let leaf = &order[range];
            for (place, &a) in leaf.iter().enumerate() {
                for &b in &leaf[place + 1..] {
                    self.compare(a as usize, b as usize);
                }
            }
        }
    }

    /// Sorts rows by the side of the plane halfway between two of them they lie on, and returns how many lie on the first; half of them
    /// if all lie on one side.
    fn cut(&mut self, rows: &mut [u32]) -> usize {
        let first = rows[below(rows.len(), &mut self.chance)] as usize;
        let second = rows[below(rows.len(), &mut self.chance)] as usize;
        let normal: Vec<f32> = self.row(first).iter().zip(self.row(second)).map(|(a, b)| a - b).collect();
        let along = |row: usize| {
            let mut sums = [0.0_f32; LANES];
            for (value, normal) in self.row(row).as_chunks::<LANES>().0.iter().zip(normal.as_chunks::<LANES>().0) {
                for lane in 0..LANES {
                    sums[lane] += value[lane] * normal[lane];
                }
            }
            sums.iter().sum::<f32>()
        };
        let border = (along(first) + along(second)) / 2.0;
        let (mut here, mut there) = (Vec::new(), Vec::new());
        for &row in rows.iter() {
            if along(row as usize) > border { here.push(row) } else { there.push(row) }
        }
        rows[..here.len()].copy_from_slice(&here);
        rows[here.len()..].copy_from_slice(&there);
        if here.is_empty() || there.is_empty() { rows.len() / 2 } else { here.len() }
    }

    /// Gives rows that met too few others some by chance.
    fn fill_up(&mut self) {
        for row in 0..self.rows {
            let mut other = below(self.rows, &mut self.chance);
            while self.found[row].len() < self.kept {
                other = (other + 1) % self.rows;
                if other != row {
                    self.compare(row, other);
                }
            }
        }
    }

    /// Invites to each row its neighbours and those whose neighbour it is; who is invited as new is so no longer.
    fn invite(&mut self) {
        for guests in self.new_guests.iter_mut().chain(&mut self.old_guests) {
            guests.invited = 0;
            guests.rows.clear();
        }
        for (row, found) in self.found.iter().enumerate() {
            for found in found {
                let guests = if found.new { &mut self.new_guests } else { &mut self.old_guests };
                guests[row].invite(found.row, &mut self.chance);
                guests[found.row as usize].invite(row as u32, &mut self.chance);
            }
        }
        for guests in self.new_guests.iter_mut().chain(&mut self.old_guests) {
            guests.seat();
        }
        for (found, guests) in self.found.iter_mut().zip(&self.new_guests) {
            for found in found {
                found.new = found.new && guests.rows.binary_search(&found.row).is_err();
            }
        }
    }

    /// Introduces a row's new guests to each other and to the old ones. How many found a nearer neighbour.
    fn introduce(&mut self, row: usize) -> usize {
        let (new, old) =
            (std::mem::take(&mut self.new_guests[row].rows), std::mem::take(&mut self.old_guests[row].rows));
        let mut changes = 0;
        for (place, &a) in new.iter().enumerate() {
            for &b in new[place + 1..].iter().chain(old.iter().filter(|&&b| b != a)) {
                changes += self.compare(a as usize, b as usize);
            }
        }
        self.new_guests[row].rows = new;
        self.old_guests[row].rows = old;
        changes
    }
}

/// Keeps a row among the nearest, if it is near enough and not there yet.
fn keep(found: &mut Vec<Found>, most: usize, squared: f32, row: u32) -> bool {
    if found.len() == most && found.last().is_none_or(|last| squared >= last.squared) {
        return false;
    }
    if found.iter().any(|found| found.row == row) {
        return false;
    }
    let place = found.partition_point(|found| found.squared <= squared);
    found.insert(place, Found { squared, row, new: true });
    found.truncate(most);
    true
}

/// A whole number below `end`.
fn below(end: usize, chance: &mut Xoshiro256PlusPlus) -> usize {
    (((chance.next_u64() >> 32) * end as u64) >> 32) as usize
}
