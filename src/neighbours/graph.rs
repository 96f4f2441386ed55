//! The graph of who lies next to whom, made symmetric: two rows are joined if either counts the other among its nearest.

use super::table::NeighbourTable;

/// A symmetric weighted graph over N rows, row by row (compressed sparse rows). No row is joined to itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NeighbourGraph {
    /// Where the joins of each row start in `columns` and `weights`; N + 1 places, the last one the end.
    pub starts: Vec<usize>,
    /// The rows joined to, ascending within each row.
    pub columns: Vec<u32>,
    /// How strongly: 1 where both rows count each other, ½ where only one does.
    pub weights: Vec<f64>,
}

impl NeighbourGraph {
    /// ½(G + Gᵀ) of the 0/1 matrix G of a table over `rows` rows; those the table does not answer for (a table without
    /// neighbours answers for none) join nothing by themselves.
    ///
    /// # Reference
    /// `sklearn.cluster.SpectralClustering(affinity = "nearest_neighbors", n_neighbors)._fit` (1.9) with
    /// n_neighbors = count + 1, without its diagonal of ones, which the Laplacian does not look at.
    #[must_use]
    pub fn new(table: &NeighbourTable, rows: usize) -> NeighbourGraph {
        let answered = table.len().min(rows);
        let mut joins: Vec<Vec<u32>> = vec![Vec::new(); rows];
        for row in 0..answered {
            for (other, _) in table.of(row).filter(|&(other, _)| other < rows) {
                joins[row].push(other as u32);
                joins[other].push(row as u32);
            }
        }
        let mut graph = NeighbourGraph { starts: vec![0], columns: Vec::new(), weights: Vec::new() };
        for mut joined in joins {
            joined.sort_unstable();
            for mentions in joined.chunk_by(|a, b| a == b) {
                graph.columns.push(mentions[0]);
                graph.weights.push(0.5 * mentions.len() as f64);
            }
            graph.starts.push(graph.columns.len());
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

    /// The rows joined to one row, ascending, with the weights.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn of(&self, row: usize) -> impl ExactSizeIterator<Item = (usize, f64)> + '_ {
        let range = self.starts[row]..self.starts[row + 1];
        self.columns[range.clone()].iter().map(|&column| column as usize).zip(self.weights[range].iter().copied())
    }

    /// The sum of the weights of each row's joins (N).
    #[must_use]
    pub fn degrees(&self) -> Vec<f64> {
        (0..self.len()).map(|row| self.of(row).map(|(_, weight)| weight).sum()).collect()
    }

    /// The connected part each row lies in, and how many there are. Parts are numbered by size, 0 the largest; of two of one
    /// size the one whose first row comes first.
    #[must_use]
    pub fn parts(&self) -> (Vec<usize>, usize) {
        let mut part_of = vec![usize::MAX; self.len()];
        let mut sizes: Vec<usize> = Vec::new();
        let mut waiting = Vec::new();
        for first in 0..self.len() {
            if part_of[first] != usize::MAX {
                continue;
            }
            let part = sizes.len();
            sizes.push(0);
            part_of[first] = part;
            waiting.push(first);
            while let Some(row) = waiting.pop() {
                sizes[part] += 1;
                for (other, _) in self.of(row) {
                    if part_of[other] == usize::MAX {
                        part_of[other] = part;
                        waiting.push(other);
                    }
                }
            }
        }
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        order.sort_by_key(|&part| (std::cmp::Reverse(sizes[part]), part));
        let mut number = vec![0; sizes.len()];
        for (place, &part) in order.iter().enumerate() {
            number[part] = place;
        }
        (part_of.into_iter().map(|part| number[part]).collect(), sizes.len())
    }
}
