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

/// Writes out a column. Values that are missing or of white space alone count as [`UNKNOWN`]; all others are taken as
/// they are.
pub fn one_hot<S: AsRef<str>>(values: &[Option<S>]) -> OneHot {
    let named: Vec<&str> = values
        .iter()
        .map(|value| value.as_ref().map_or("", AsRef::as_ref))
        .map(|value| if value.trim().is_empty() { UNKNOWN } else { value })
        .collect();
    let categories: Vec<String> =
        named.iter().copied().collect::<BTreeSet<_>>().into_iter().map(str::to_owned).collect();
    let matrix = Array2::from_shape_fn((named.len(), categories.len()), |(row, column)| {
        f32::from(u8::from(categories[column] == named[row]))
    });
    OneHot { categories, matrix }
}
