//! Which rows hang together: disjoint sets that are only ever united.

/// Sets over 0 … N − 1; each is named by its smallest member, so that the name does not depend on the order of the unions.
#[derive(Debug, Clone)]
pub(super) struct UnionFind {
    parents: Vec<u32>,
}

impl UnionFind {
    /// Every row a set of its own.
    pub fn new(rows: usize) -> Self {
        Self { parents: (0..rows as u32).collect() }
    }

    /// The smallest member of the row's set.
    pub fn find(&mut self, row: usize) -> usize {
        let mut row = row;
        while self.parents[row] as usize != row {
            // Halving the path keeps later questions short.
            self.parents[row] = self.parents[self.parents[row] as usize];
            row = self.parents[row] as usize;
        }
        row
    }

    /// Makes one set of two; returns its name.
    pub fn unite(&mut self, a: usize, b: usize) -> usize {
        let (a, b) = (self.find(a), self.find(b));
        let (first, second) = (a.min(b), a.max(b));
        self.parents[second] = first as u32;
        first
    }
}
