//! A word as numbers: one column for each category, 1 in the row's own.

use ndarray::Array2;
use std::collections::BTreeSet;

/// The category of rows that have none.
pub const UNKNOWN: &str = "unknown";

/// A column of categories, written out.
#[derive(Debug, Clone, PartialEq)]
pub struct OneHot {
    /// The categories in code-point order: one for each column.
    pub categories: Vec<String>,
    /// Rows × categories, each row with a single 1.
    pub matrix: Array2<f32>,
}

/// The categories of a column: what writes it out, and further ones alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Categories {
    /// In code-point order: one for each column written.
    pub names: Vec<String>,
}

impl Categories {
    /// Those of `values`. Values that are missing or of white space alone count as [`UNKNOWN`]; all others are taken as
    /// they are.
    pub fn of<S: AsRef<str>>(values: &[Option<S>]) -> Self {
        let names: BTreeSet<&str> = values.iter().map(named).collect();
        Self { names: names.into_iter().map(str::to_owned).collect() }
    }

    /// The column of a value; `None` if it is none of these categories.
    pub fn column<S: AsRef<str>>(&self, value: &Option<S>) -> Option<usize> {
        self.names.binary_search_by(|name| name.as_str().cmp(named(value))).ok()
    }

    /// Rows × categories: a single 1 in each row, or none where the value is none of these categories.
    pub fn rows<S: AsRef<str>>(&self, values: &[Option<S>]) -> Array2<f32> {
        let mut matrix = Array2::zeros((values.len(), self.names.len()));
        for (row, value) in values.iter().enumerate() {
            if let Some(column) = self.column(value) {
                matrix[[row, column]] = 1.0;
            }
        }
        matrix
    }
}

fn named<S: AsRef<str>>(value: &Option<S>) -> &str {
    match value.as_ref().map_or("", AsRef::as_ref) {
        value if value.trim().is_empty() => UNKNOWN,
        value => value,
    }
}

/// Writes out a column of its own [`Categories`].
pub fn one_hot<S: AsRef<str>>(values: &[Option<S>]) -> OneHot {
    let categories = Categories::of(values);
    let matrix = categories.rows(values);
    OneHot { categories: categories.names, matrix }
}
