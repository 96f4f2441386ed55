//! The nearest rows of every row, side by side.

/// For each of N rows its `count` nearest other rows, nearest first; of equally near ones the earlier row first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NeighbourTable {
    /// Neighbours of each row.
    pub count: usize,
    /// N × `count` row numbers, row by row.
    pub rows: Vec<u32>,
    /// N × `count` Euclidean distances, row by row.
    pub distances: Vec<f32>,
}

impl NeighbourTable {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len().checked_div(self.count).unwrap_or(0)
    }

    /// Whether no row has a neighbour.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Neighbours of one row with their distances, nearest first.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn of(&self, row: usize) -> impl ExactSizeIterator<Item = (usize, f32)> + '_ {
        let range = row * self.count..(row + 1) * self.count;
        self.rows[range.clone()].iter().map(|&row| row as usize).zip(self.distances[range].iter().copied())
    }

    /// Puts the answers for further rows below.
    pub fn append(&mut self, mut further: NeighbourTable) {
        self.count = further.count;
        self.rows.append(&mut further.rows);
        self.distances.append(&mut further.distances);
    }

    /// The same with the nearest `count` only.
    #[must_use]
    pub fn nearest(&self, count: usize) -> NeighbourTable {
        let count = count.min(self.count);
        NeighbourTable {
            count,
            rows: self.rows.chunks(self.count.max(1)).flat_map(|row| &row[..count]).copied().collect(),
            distances: self.distances.chunks(self.count.max(1)).flat_map(|row| &row[..count]).copied().collect(),
        }
    }
}
