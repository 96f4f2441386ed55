//! A dendrogram reduced to the groups worth a name: HDBSCAN's condensed tree and the choice among its groups.
//!
//! Walking down from all rows together, a split counts only if both halves have `least` rows; a smaller half *falls out* of the group, which goes on without it. Density is
//! λ = 1 / height. A group's stability is the sum over its rows of the λ at which they leave it, less the λ at which the group came to be. A group is
//! chosen if it is at least as stable as the chosen ones below it together ("excess of mass"). The whole is never chosen.
//!
//! # Reference
//! Campello, Moulavi, Zimek, Sander 2015; `sklearn.cluster._hdbscan._tree` (1.9): `_condense_tree`, `_compute_stability`, `_get_clusters`,
//! `get_probabilities`. Where equal rows make λ infinite, ∞ − ∞ counts as 0 here (there it is NaN).

use super::dendrogram::Dendrogram;

/// A group of the condensed tree. The first is the whole; each comes after the one it is in.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Group {
    parent: Option<usize>,
    /// λ at which it came to be.
    birth: f64,
    /// Largest λ at which something left it, be it a row or half of it.
    death: f64,
    stability: f64,
}

/// The groups, and where each row left them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CondensedTree {
    groups: Vec<Group>,
    /// For each row the group it was in last, and the λ at which it fell out of it.
    rows: Vec<(usize, f64)>,
}

impl CondensedTree {
    /// Condenses a tree; groups have at least `least` rows.
    pub fn new(tree: &Dendrogram, least: usize) -> Self {
        let rows = tree.rows;
        let whole = Group { parent: None, birth: 0.0, death: 0.0, stability: 0.0 };
        let mut condensed = Self { groups: vec![whole], rows: vec![(0, 0.0); rows] };
        let size = |node: usize| node.checked_sub(rows).map_or(1, |merge| tree.merges[merge].size);
        // The group in which each merge lies; none once it has fallen out.
        let mut groups: Vec<Option<usize>> = vec![None; rows + tree.merges.len()];
        if let Some(root) = groups.last_mut() {
            *root = Some(0);
        }
        for (place, merge) in tree.merges.iter().enumerate().rev() {
            let Some(group) = groups[rows + place] else { continue };
            let lambda = if merge.height > 0.0 { 1.0 / merge.height } else { f64::INFINITY };
            let halves = [merge.left, merge.right];
            let split = halves.iter().all(|&half| size(half) >= least);
            for half in halves {
                if split {
                    groups[half] = Some(condensed.groups.len());
                    condensed.leave(group, lambda, size(half));
                    condensed.groups.push(Group { parent: Some(group), birth: lambda, death: 0.0, stability: 0.0 });
                } else if size(half) >= least {
                    groups[half] = Some(group);
                } else {
                    condensed.leave(group, lambda, size(half));
                    for row in leaves(tree, half) {
                        condensed.rows[row] = (group, lambda);
                    }
                }
            }
        }
        condensed
    }

    fn leave(&mut self, group: usize, lambda: f64, size: usize) {
        let group = &mut self.groups[group];
        group.death = group.death.max(lambda);
        if lambda > group.birth {
            group.stability += (lambda - group.birth) * size as f64;
        }
    }

    /// Whether each group is chosen by excess of mass.
    fn chosen(&self) -> Vec<bool> {
        let count = self.groups.len();
        let mut below = vec![0.0; count];
        let mut chosen = vec![false; count];
        for (place, group) in self.groups.iter().enumerate().rev() {
            let Some(parent) = group.parent else { continue };
            chosen[place] = below[place] <= group.stability;
            below[parent] += if chosen[place] { group.stability } else { below[place] };
        }
        // Of groups within each other only the outermost.
        let mut covered = vec![false; count];
        for (place, group) in self.groups.iter().enumerate() {
            let Some(parent) = group.parent else { continue };
            covered[place] = covered[parent] || chosen[parent];
            chosen[place] &= !covered[place];
        }
        chosen
    }

    /// For each row its chosen group (−1: none), and how strongly it belongs to it, 0 … 1: its λ as a share of the group's largest.
    pub fn labels(&self) -> (Vec<i32>, Vec<f32>) {
        let chosen = self.chosen();
        let mut homes: Vec<Option<usize>> = Vec::with_capacity(self.groups.len());
        for (place, group) in self.groups.iter().enumerate() {
            let home = if chosen[place] { Some(place) } else { group.parent.and_then(|parent| homes[parent]) };
            homes.push(home);
        }
        let answer = |&(group, lambda): &(usize, f64)| match homes[group] {
            None => (-1, 0.0),
            Some(home) => {
                let death = self.groups[home].death;
                let share = if lambda.is_infinite() || lambda >= death { 1.0 } else { lambda / death };
                (home as i32, share as f32)
            }
        };
        self.rows.iter().map(answer).unzip()
    }
}

/// The rows below a node of the tree.
fn leaves(tree: &Dendrogram, node: usize) -> Vec<usize> {
    let mut rows = Vec::new();
    let mut waiting = vec![node];
    while let Some(node) = waiting.pop() {
        match node.checked_sub(tree.rows) {
            None => rows.push(node),
            Some(merge) => waiting.extend([tree.merges[merge].left, tree.merges[merge].right]),
        }
    }
    rows
}
