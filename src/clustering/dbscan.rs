//! DBSCAN: groups are where songs lie dense, whatever their shape; songs that lie alone are noise.
//!
//! A row with at least `min_samples` rows (itself counted) within `eps` is a *core*. Cores within `eps` of each other are one group; a row that is no core but within
//! `eps` of one belongs to its group; all others are noise.
//!
//! `linfa-clustering`'s DBSCAN was looked at first. It agrees with scikit-learn on all seven cases of `clusters.json`; but it does not tell which rows are cores, runs in one
//! call that cannot be stopped, and asks a k-d tree, which from some ten columns on looks at nearly every row for every row (1.9 s where this takes 0.07 s, 5,000 × 32 in a tab).
//!
//! Here all pairs are looked at in `f32`, sixteen at a time ([`Neighbourhoods`]), and those within its error of `eps` measured in `f64`. Which rows are near is remembered while
//! that is little, and found again where it is much: memory stays bounded however large `eps` is.
//!
//! # Reference
//! Ester, Kriegel, Sander, Xu 1996; `sklearn.cluster.DBSCAN` (1.9), point for point.

use ndarray::ArrayView2;

use super::error::{ClusteringError, Radius, check_finite};
use super::labels::{group_count, number_by_size};
use super::neighbourhoods::{Near, Neighbourhoods, ROWS_AT_ONCE};
use super::union_find::UnionFind;
use crate::metrics::distance::LANES;

/// Coordinates compared in one step: a few hundredths of a second in a tab.
const COORDINATES_A_STEP: usize = 1 << 24;

/// Radii tried when with the one asked for every row is noise: so many from the first to the last, evenly by ratio.
const FALLBACK: (f64, f64, usize) = (0.05, 5.0, 10);

/// A grouping by density.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Dbscan {
    /// One label a row (N), 0 = largest group, −1 = noise.
    pub labels: Vec<i32>,
    /// Whether each row is a core.
    pub core: Vec<bool>,
    /// The radius used.
    pub eps: f64,
    /// The radius asked for; another one only after [`dbscan_or_fallback`].
    pub asked: f64,
}

/// Groups the rows of `points` (N × D) by density: `eps` in the unit of the points, `min_samples` counts the row itself.
///
/// # Errors
/// [`ClusteringError::EpsNotPositive`] (0, negative or NaN; ∞ is allowed), [`ClusteringError::NoMinSamples`],
/// [`ClusteringError::PointNotFinite`] naming row and column.
pub fn dbscan(points: ArrayView2<'_, f32>, eps: f64, min_samples: usize) -> Result<Dbscan, ClusteringError> {
    run(DbscanSearch::new(points, eps, min_samples)?)
}

/// As [`dbscan`]; but if every row is noise, ten radii from 0.05 to 5 are tried and the first that finds two groups is kept.
/// If none does, the answer stays "all noise", with the radius asked for.
///
/// # Errors
/// As [`dbscan`].
///
/// # Reference
/// The fallback of the pipeline this project re-implements: `numpy.geomspace(0.05, 5, 10)`.
pub fn dbscan_or_fallback(
    points: ArrayView2<'_, f32>,
    eps: f64,
    min_samples: usize,
) -> Result<Dbscan, ClusteringError> {
    run(DbscanSearch::with_fallback(points, eps, min_samples)?)
}

fn run(mut search: DbscanSearch) -> Result<Dbscan, ClusteringError> {
    while search.step()? {}
    Ok(search.finish())
}

/// [`dbscan`] and [`dbscan_or_fallback`] step by step: new → step … → finish.
#[derive(Debug, Clone)]
pub struct DbscanSearch {
    neighbourhoods: Neighbourhoods,
    min_samples: usize,
    asked: f64,
    /// Radii still to be tried if there is nothing but noise.
    fallback: Vec<f64>,
    pass: Pass,
    /// The next row of the pass.
    next: usize,
    counts: Vec<u32>,
    core: Vec<bool>,
    sets: UnionFind,
    /// For each row that is no core, the group discovered first of those it is near; named by its first core.
    first_group: Vec<u32>,
    /// Entries of the memory already used in this pass.
    recalled: usize,
    /// The answer for the radius asked for, while others are tried.
    all_noise: Option<Dbscan>,
    tried: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// How many rows are near each row?
    Count,
    /// Cores near each other become one group.
    Unite,
    /// The others find the groups they are near.
    Attach,
    Done,
}

/// Not near any group.
const NO_GROUP: u32 = u32::MAX;

impl DbscanSearch {
    /// Checks the input and stands before the first row; as [`dbscan`].
    ///
    /// # Errors
    /// As [`dbscan`].
    pub fn new(points: ArrayView2<'_, f32>, eps: f64, min_samples: usize) -> Result<Self, ClusteringError> {
        if eps.is_nan() || eps <= 0.0 {
            return Err(ClusteringError::EpsNotPositive { eps: Radius(eps) });
        }
        if min_samples == 0 {
            return Err(ClusteringError::NoMinSamples {});
        }
        check_finite(points)?;
        let rows = points.nrows();
        Ok(Self {
            neighbourhoods: Neighbourhoods::new(points, eps),
            min_samples,
            asked: eps,
            fallback: Vec::new(),
            pass: if rows == 0 { Pass::Done } else { Pass::Count },
            next: 0,
            counts: vec![1; rows],
            core: vec![false; rows],
            sets: UnionFind::new(rows),
            first_group: vec![NO_GROUP; rows],
            recalled: 0,
            all_noise: None,
            tried: 0,
        })
    }

    /// As [`dbscan_or_fallback`].
    ///
    /// # Errors
    /// As [`dbscan`].
    pub fn with_fallback(points: ArrayView2<'_, f32>, eps: f64, min_samples: usize) -> Result<Self, ClusteringError> {
        let (first, last, count) = FALLBACK;
        let ratio = (last / first).ln() / (count - 1) as f64;
        let mut search = Self::new(points, eps, min_samples)?;
        let radii = (0..count).rev().map(|step| first * (ratio * step as f64).exp());
        // Where no row has neighbours enough, none has within a smaller radius.
        search.fallback = radii.filter(|radius| *radius > eps).collect();
        Ok(search)
    }

    /// Goes on for a few hundredths of a second; false when every row has its label.
    ///
    /// # Errors
    /// None today; there so that all searches are driven alike.
    pub fn step(&mut self) -> Result<bool, ClusteringError> {
        let rows = self.counts.len();
        let mut left = COORDINATES_A_STEP;
        let mut near = Vec::new();
        while self.pass != Pass::Done && left > 0 {
            let start = self.next;
            let few = if start + ROWS_AT_ONCE <= rows { ROWS_AT_ONCE } else { 1 };
            self.next = start + few;
            near.clear();
            let looked_at = match self.pass {
                Pass::Count => self.neighbourhoods.find(start, few, &mut near),
                _ => self.neighbourhoods.recall(start, few, &mut self.recalled, &mut near),
            };
            left = left.saturating_sub(looked_at + near.len() * LANES * 4);
            for near in &near {
                self.visit(near);
            }
            if self.next == rows {
                self.end_pass();
            }
        }
        Ok(self.pass != Pass::Done)
    }

    fn visit(&mut self, near: &Near) {
        let row = near.row as usize;
        match self.pass {
            Pass::Count => {
                self.counts[row] += near.count();
                near.others().for_each(|other| self.counts[other] += 1);
            }
            Pass::Unite if self.core[row] => {
                for other in near.others().filter(|&other| self.core[other]) {
                    self.sets.unite(row, other);
                }
            }
            Pass::Attach => {
                for other in near.others().filter(|&other| self.core[other] != self.core[row]) {
                    let (core, edge) = if self.core[row] { (row, other) } else { (other, row) };
                    // Groups are discovered in the order of their first cores.
                    self.first_group[edge] = self.first_group[edge].min(self.sets.find(core) as u32);
                }
            }
            Pass::Unite | Pass::Done => {}
        }
    }

    fn end_pass(&mut self) {
        self.next = 0;
        self.recalled = 0;
        self.pass = match self.pass {
            Pass::Count => {
                for (core, &count) in self.core.iter_mut().zip(&self.counts) {
                    *core = count as usize >= self.min_samples;
                }
                if self.core.contains(&true) { Pass::Unite } else { Pass::Done }
            }
            Pass::Unite if self.core.iter().zip(&self.counts).any(|(core, &count)| !core && count > 1) => Pass::Attach,
            _ => Pass::Done,
        };
        if self.pass == Pass::Done {
            self.try_another();
        }
    }

    /// With nothing but noise (asked for) or fewer than two groups (tried), goes to the next radius, as long as there is one.
    fn try_another(&mut self) {
        let found = self.answer();
        let enough = if self.tried == 0 { 1 } else { 2 };
        if group_count(&found.labels) >= enough || (self.tried == 0 && self.fallback.is_empty()) {
            self.all_noise = None;
            return;
        }
        if self.tried == 0 {
            self.all_noise = Some(found);
        }
        let Some(eps) = self.fallback.pop() else { return };
        self.tried += 1;
        self.neighbourhoods.set_radius(eps);
        self.counts.fill(1);
        self.core.fill(false);
        self.sets = UnionFind::new(self.counts.len());
        self.first_group.fill(NO_GROUP);
        self.pass = Pass::Count;
    }

    /// How far it is: done and total, in rows looked at. The total grows when the fallback begins.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let rows = self.counts.len();
        let done = match self.pass {
            Pass::Count => self.next,
            Pass::Unite => rows + self.next,
            Pass::Attach => 2 * rows + self.next,
            Pass::Done => return (3 * rows * (self.tried + 1), 3 * rows * (self.tried + 1)),
        };
        let tries = if self.tried == 0 { 1 } else { 1 + self.tried + self.fallback.len() };
        (3 * rows * self.tried + done, 3 * rows * tries)
    }

    /// The grouping; before the last step, the cores, groups and edges known so far.
    #[must_use]
    pub fn finish(mut self) -> Dbscan {
        match self.all_noise.take() {
            Some(all_noise) => all_noise,
            None => self.answer(),
        }
    }

    fn answer(&mut self) -> Dbscan {
        let mut labels: Vec<i32> = (0..self.core.len())
            .map(|row| match (self.core[row], self.first_group[row]) {
                (true, _) => self.sets.find(row) as i32,
                (false, NO_GROUP) => -1,
                (false, group) => group as i32,
            })
            .collect();
        number_by_size(&mut labels);
        Dbscan { labels, core: self.core.clone(), eps: self.neighbourhoods.eps(), asked: self.asked }
    }
}
