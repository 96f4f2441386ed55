//! A matrix of mostly zeros, row by row (compressed sparse rows).
//!
//! **Library.** `sprs` and `faer`'s sparse module hold the same three lists with much machinery around them; only the
//! few products of the truncated SVD are needed here.

use ndarray::{Array2, ArrayView2};

/// Rows of (column, value) pairs; columns ascend within a row, and what is not listed is zero.
#[derive(Debug, Clone, PartialEq)]
pub struct SparseRows {
    columns: usize,
    /// Where each row begins in `entries`; one more for the end.
    starts: Vec<usize>,
    entries: Vec<(u32, f32)>,
}

impl SparseRows {
    /// A matrix of `columns` columns and no rows yet.
    pub fn new(columns: usize) -> Self {
        Self { columns, starts: vec![0], entries: Vec::new() }
    }

    /// The entries of a dense matrix that are not zero.
    pub fn from_dense(dense: ArrayView2<'_, f32>) -> Self {
        let mut sparse = Self::new(dense.ncols());
        for row in dense.rows() {
            let listed = row.iter().enumerate().filter(|(_, value)| **value != 0.0);
            sparse.push_row(listed.map(|(column, &value)| (column as u32, value)));
        }
        sparse
    }

    /// Adds a row below. Columns ascend and lie below the number of columns.
    pub(super) fn push_row(&mut self, entries: impl IntoIterator<Item = (u32, f32)>) {
        self.entries.extend(entries);
        self.starts.push(self.entries.len());
    }

    /// Rows and columns.
    pub fn dim(&self) -> (usize, usize) {
        (self.starts.len() - 1, self.columns)
    }

    /// Entries that are listed.
    pub fn listed(&self) -> usize {
        self.entries.len()
    }

    /// The (column, value) pairs of a row, columns ascending.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&self, row: usize) -> &[(u32, f32)] {
        &self.entries[self.starts[row]..self.starts[row + 1]]
    }

    /// All rows in order.
    pub fn rows(&self) -> impl Iterator<Item = &[(u32, f32)]> {
        self.starts.windows(2).map(|bounds| &self.entries[bounds[0]..bounds[1]])
    }

    /// The same matrix with its zeros.
    pub fn to_dense(&self) -> Array2<f32> {
        let mut dense = Array2::zeros(self.dim());
        for (mut out, row) in dense.rows_mut().into_iter().zip(self.rows()) {
            for &(column, value) in row {
                out[column as usize] = value;
            }
        }
        dense
    }

    /// Columns become rows.
    pub fn transpose(&self) -> Self {
        let (rows, columns) = self.dim();
        let mut starts = vec![0; columns + 1];
        for &(column, _) in &self.entries {
            starts[column as usize + 1] += 1;
        }
        for column in 0..columns {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); self.entries.len()];
        for (row, listed) in self.rows().enumerate() {
            for &(column, value) in listed {
                let place = &mut next[column as usize];
                entries[*place] = (row as u32, value);
                *place += 1;
            }
        }
        Self { columns: rows, starts, entries }
    }
}
