//! The fuzzy graph: who belongs together, and how much.
//!
//! Each row says how much its neighbours belong to it; two rows are connected with the strength a + b − a·b (one of them
//! saying so is enough).

use super::smooth::{SmoothDistances, belonging};
use crate::neighbours::NeighbourTable;

/// A symmetric graph without loops; each edge is stored at both its ends.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FuzzyGraph {
    /// Where each row's edges begin, and at the end where they end (N + 1).
    pub starts: Vec<usize>,
    /// The row at the other end of each edge; ascending within a row.
    pub ends: Vec<u32>,
    /// Strength of each edge, above 0, at most 1.
    pub weights: Vec<f32>,
}

impl FuzzyGraph {
    /// The graph of a table of neighbours and the yardsticks of its rows.
    ///
    /// # Reference
    /// `umap.umap_.fuzzy_simplicial_set` (0.5.12) with `set_op_mix_ratio = 1`.
    #[must_use]
    pub fn of(table: &NeighbourTable, smooth: &SmoothDistances) -> FuzzyGraph {
        let said = said_by_each(table, smooth);
        let heard = said.turned();
        let mut graph = FuzzyGraph { starts: vec![0], ..FuzzyGraph::default() };
        for row in 0..said.len() {
            let (mut mine, mut theirs) = (said.edges(row).peekable(), heard.edges(row).peekable());
            loop {
                let (end, weight) = match (mine.peek().copied(), theirs.peek().copied()) {
                    (None, None) => break,
                    (Some((end, weight)), other) if other.is_none_or(|(other, _)| end < other) => {
                        mine.next();
                        (end, weight)
                    }
                    (Some((end, weight)), Some((other, further))) if end == other => {
                        mine.next();
                        theirs.next();
                        (end, weight + further - weight * further)
                    }
                    (_, Some(other)) => {
                        theirs.next();
                        other
                    }
                    (Some(_), None) => break,
                };
                if weight > 0.0 {
                    graph.ends.push(end);
                    graph.weights.push(weight);
                }
            }
            graph.starts.push(graph.ends.len());
        }
        graph
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The edges of one row: the row at the other end, and the strength.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn edges(&self, row: usize) -> impl Iterator<Item = (u32, f32)> + '_ {
        let range = self.starts[row]..self.starts[row + 1];
        self.ends[range.clone()].iter().copied().zip(self.weights[range].iter().copied())
    }

    /// The strongest edge; 0 without edges.
    #[must_use]
    pub fn strongest(&self) -> f32 {
        self.weights.iter().fold(0.0, |strongest, &weight| strongest.max(weight))
    }

    /// The graph without its edges weaker than `least`.
    #[must_use]
    pub fn without_weaker(&self, least: f32) -> FuzzyGraph {
        let mut kept = FuzzyGraph { starts: vec![0], ..FuzzyGraph::default() };
        for row in 0..self.len() {
            for (end, weight) in self.edges(row).filter(|&(_, weight)| weight >= least) {
                kept.ends.push(end);
                kept.weights.push(weight);
            }
            kept.starts.push(kept.ends.len());
        }
        kept
    }

    /// Whether every row can be reached from every other.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        let mut reached = vec![false; self.len()];
        let mut waiting: Vec<usize> = Vec::new();
        if let Some(first) = reached.first_mut() {
            *first = true;
            waiting.push(0);
        }
        let mut count = waiting.len();
        while let Some(row) = waiting.pop() {
            for (end, _) in self.edges(row) {
                let end = end as usize;
                if !reached[end] {
                    reached[end] = true;
                    count += 1;
                    waiting.push(end);
                }
            }
        }
        count == self.len()
    }

    /// Every edge from its other end.
    fn turned(&self) -> FuzzyGraph {
        let mut starts = vec![0; self.len() + 1];
        for &end in &self.ends {
            starts[end as usize + 1] += 1;
        }
        for row in 0..self.len() {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut turned = FuzzyGraph { starts, ends: vec![0; self.ends.len()], weights: vec![0.0; self.ends.len()] };
        for row in 0..self.len() {
            for (end, weight) in self.edges(row) {
                let place = next[end as usize];
                turned.ends[place] = row as u32;
                turned.weights[place] = weight;
                next[end as usize] += 1;
            }
        }
        turned
    }
}

/// What each row says of its neighbours; not symmetric yet.
///
/// # Reference
/// `umap.umap_.compute_membership_strengths`.
fn said_by_each(table: &NeighbourTable, smooth: &SmoothDistances) -> FuzzyGraph {
    let mut said = FuzzyGraph { starts: vec![0], ..FuzzyGraph::default() };
    let mut row_edges: Vec<(u32, f32)> = Vec::with_capacity(table.count);
    for (row, (&sigma, &rho)) in smooth.sigmas.iter().zip(&smooth.rhos).enumerate() {
        row_edges.clear();
        row_edges.extend(table.of(row).map(|(end, distance)| {
            (end as u32, belonging(f64::from(distance) - f64::from(rho), f64::from(sigma)) as f32)
        }));
        row_edges.sort_unstable_by_key(|&(end, _)| end);
        said.ends.extend(row_edges.iter().map(|&(end, _)| end));
        said.weights.extend(row_edges.iter().map(|&(_, weight)| weight));
        said.starts.push(said.ends.len());
    }
    said
}
