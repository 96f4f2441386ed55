//! The normalised Laplacian of a neighbour graph, L = I − D^−½ A D^−½, and what is known of it without computing.
//!
//! Its eigenvalues lie in 0…2, and 0 comes once for each connected part of the graph: the vector that is the root of the degree
//! on the part and 0 elsewhere. These are written down here rather than iterated for, so that a graph in pieces is no harder than one in one.

use faer::Mat;

use crate::neighbours::NeighbourGraph;

/// D^−½ A D^−½ = I − L and the null vectors of L.
#[derive(Debug, Clone)]
pub(super) struct Laplacian {
    starts: Vec<usize>,
    columns: Vec<u32>,
    /// Entries of D^−½ A D^−½.
    values: Vec<f64>,
    /// Root of each row's degree; 1 for a row without joins (as `scipy.sparse.csgraph.laplacian` has it).
    pub roots: Vec<f64>,
    /// Connected part of each row.
    part_of: Vec<usize>,
    /// Length of the vector of degree roots over each part.
    lengths: Vec<f64>,
}

impl Laplacian {
    /// # Reference
    /// `scipy.sparse.csgraph.laplacian(A, normed = True)`.
    pub fn new(graph: NeighbourGraph) -> Laplacian {
        let roots: Vec<f64> =
            graph.degrees().into_iter().map(|degree| if degree > 0.0 { degree.sqrt() } else { 1.0 }).collect();
        let (part_of, parts) = graph.parts();
        let mut lengths = vec![0.0; parts];
        for (&part, root) in part_of.iter().zip(&roots) {
            lengths[part] += root * root;
        }
        lengths.iter_mut().for_each(|length| *length = length.sqrt());
        let mut values = graph.weights;
        for row in 0..roots.len() {
            for place in graph.starts[row]..graph.starts[row + 1] {
                values[place] /= roots[row] * roots[graph.columns[place] as usize];
            }
        }
        Laplacian { starts: graph.starts, columns: graph.columns, values, roots, part_of, lengths }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.roots.len()
    }

    /// Number of connected parts.
    pub fn parts(&self) -> usize {
        self.lengths.len()
    }

    /// The unit null vector of one part, at one row.
    pub fn null_vector(&self, part: usize, row: usize) -> f64 {
        if self.part_of[row] == part { self.roots[row] / self.lengths[part] } else { 0.0 }
    }

    /// Numbers touched in one application to a block of `width` vectors.
    pub fn work(&self, width: usize) -> usize {
        (self.values.len() + self.len()) * width
    }

    /// `out` ← `scale`·(D^−½ A D^−½ − `centre`)·`block` − `back`·`out`, for a block of `width` vectors side by side (N × width,
    /// row by row). A row without joins is an eigenvector by itself, of eigenvalue 1.
    pub fn apply(&self, block: &[f64], width: usize, scale: f64, centre: f64, back: f64, out: &mut [f64]) {
        let mut sums = vec![0.0; width];
        for (row, out) in out.chunks_exact_mut(width).enumerate() {
            let own = &block[row * width..(row + 1) * width];
            let range = self.starts[row]..self.starts[row + 1];
            let diagonal = if range.is_empty() { 1.0 - centre } else { -centre };
            for (sum, &value) in sums.iter_mut().zip(own) {
                *sum = diagonal * value;
            }
            for (&column, &value) in self.columns[range.clone()].iter().zip(&self.values[range]) {
                let other = &block[column as usize * width..(column as usize + 1) * width];
                for (sum, &entry) in sums.iter_mut().zip(other) {
                    *sum += value * entry;
                }
            }
            for (out, &sum) in out.iter_mut().zip(&sums) {
                *out = scale * sum - back * *out;
            }
        }
    }

    /// Takes the null vectors out of a block of `width` vectors side by side (N × width).
    pub fn remove_null_vectors(&self, block: &mut [f64], width: usize) {
        let mut along = vec![0.0; self.parts() * width];
        for (row, values) in block.chunks_exact(width).enumerate() {
            let part = self.part_of[row];
            let share = self.roots[row] / (self.lengths[part] * self.lengths[part]);
            for (sum, value) in along[part * width..(part + 1) * width].iter_mut().zip(values) {
                *sum += share * value;
            }
        }
        for (row, values) in block.chunks_exact_mut(width).enumerate() {
            let part = self.part_of[row];
            for (value, sum) in values.iter_mut().zip(&along[part * width..(part + 1) * width]) {
                *value -= self.roots[row] * sum;
            }
        }
    }

    /// L written out (N × N).
    pub fn dense(&self) -> Mat<f64> {
        let mut dense = Mat::zeros(self.len(), self.len());
        for row in 0..self.len() {
            let range = self.starts[row]..self.starts[row + 1];
            dense[(row, row)] = if range.is_empty() { 0.0 } else { 1.0 };
            for place in range {
                dense[(row, self.columns[place] as usize)] = -self.values[place];
            }
        }
        dense
    }
}
