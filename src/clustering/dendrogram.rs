//! The tree of merges that hierarchical clustering leaves behind, and its cuts.
//!
//! Numbering, order and heights are those of `scipy.cluster.hierarchy.linkage` (1.16), so that the merges can be drawn by anything
//! that draws scipy's.

use super::labels::number_by_size;
use super::union_find::UnionFind;

/// Two groups becoming one.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Merge {
    /// One of the two: below N a row, N + i what the i-th merge made. The smaller number of the two.
    pub left: usize,
    /// The other.
    pub right: usize,
    /// Distance of the two, in the unit of the points (Ward: √(2ab / (a + b)) times the distance of the means).
    pub height: f64,
    /// Rows in the new group.
    pub size: usize,
}

/// N − 1 merges, from all rows apart to all rows together.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Dendrogram {
    /// Number of rows, N.
    pub rows: usize,
    /// The merges, heights ascending; of equal heights, the one found first comes first.
    pub merges: Vec<Merge>,
}

/// A merge as an algorithm finds it: any row of the one group, any row of the other, and their distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    pub one: u32,
    pub other: u32,
    pub height: f64,
}

impl Dendrogram {
    /// Orders merges by height. They come in an order in which no group is merged before it exists.
    pub(super) fn from_found(rows: usize, mut found: Vec<Found>) -> Self {
        // Rounding may put a merge a hair below one it contains: a tree has to grow upwards.
        let mut sets = UnionFind::new(rows);
        let mut tops = vec![0.0_f64; rows];
        for merge in &mut found {
            let (one, other) = (sets.find(merge.one as usize), sets.find(merge.other as usize));
            merge.height = merge.height.max(tops[one]).max(tops[other]);
            tops[sets.unite(one, other)] = merge.height;
        }
        found.sort_by(|a, b| a.height.total_cmp(&b.height));
        let mut sets = UnionFind::new(rows);
        let mut names: Vec<usize> = (0..rows).collect();
        let mut sizes = vec![1; rows];
        let merges = found
            .iter()
            .enumerate()
            .map(|(place, merge)| {
                let (one, other) = (sets.find(merge.one as usize), sets.find(merge.other as usize));
                let (left, right) = (names[one].min(names[other]), names[one].max(names[other]));
                let size = sizes[one] + sizes[other];
                let whole = sets.unite(one, other);
                names[whole] = rows + place;
                sizes[whole] = size;
                Merge { left, right, height: merge.height, size }
            })
            .collect();
        Self { rows, merges }
    }

    /// One label a row for so many groups, 0 = largest; at least one group, at most one a row.
    ///
    /// # Reference
    /// `sklearn.cluster.AgglomerativeClustering(n_clusters)`: the last merges are undone.
    #[must_use]
    pub fn cut(&self, clusters: usize) -> Vec<i32> {
        self.labels_after(self.rows.saturating_sub(clusters.max(1)))
    }

    /// One label a row for the groups whose merges are at most `height` high, 0 = largest.
    #[must_use]
    pub fn cut_at(&self, height: f64) -> Vec<i32> {
        self.labels_after(self.merges_up_to(height))
    }

    /// How many groups [`Dendrogram::cut_at`] leaves.
    #[must_use]
    pub fn groups_at(&self, height: f64) -> usize {
        self.rows - self.merges_up_to(height)
    }

    /// The rows from left to right, so that no branches cross when the tree is drawn: the left group of each merge first.
    #[must_use]
    pub fn leaf_order(&self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.rows);
        let mut waiting = match self.merges.len() {
            0 => (0..self.rows).rev().collect(),
            merges => vec![self.rows + merges - 1],
        };
        while let Some(group) = waiting.pop() {
            match group.checked_sub(self.rows) {
                None => order.push(group),
                Some(merge) => waiting.extend([self.merges[merge].right, self.merges[merge].left]),
            }
        }
        order
    }

    fn merges_up_to(&self, height: f64) -> usize {
        self.merges.partition_point(|merge| merge.height <= height)
    }

    fn labels_after(&self, merges: usize) -> Vec<i32> {
        // The group of a row: follow the merges done, from the last to the first.
        let mut groups: Vec<usize> = (0..self.rows + merges).collect();
        for (place, merge) in self.merges.iter().enumerate().take(merges).rev() {
            groups[merge.left] = groups[self.rows + place];
            groups[merge.right] = groups[self.rows + place];
        }
        let mut labels: Vec<i32> = groups[..self.rows].iter().map(|&group| group as i32).collect();
        number_by_size(&mut labels);
        labels
    }
}
