//! Bringing columns to a common scale, so that no feature shouts the others down.
//!
//! **Library.** `linfa-preprocessing`'s `LinearScaler` has the column scale; the floored deviation, the common scale and
//! the way back are what is added here.
//!
//! # Reference
//! numpy: `(x - x.mean(0)) / max(x.std(0), 1e-8)`, population deviation.

use super::FeatureError;
use ndarray::{Array1, Array2, ArrayView2};

/// Least deviation a column is divided by.
pub const LEAST_DEVIATION: f64 = 1e-8;

/// Which scale columns are brought to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standardize {
    /// What suits the feature: [`Column`](Self::Column), but for counts of text [`standardize_counts`].
    #[default]
    Auto,
    /// Each column to mean 0 and deviation 1.
    Column,
    /// Each column to mean 0, and all divided by one number: columns keep their relative sizes.
    Global,
    /// Nothing is changed.
    None,
}

/// What was taken off and divided by, per column: enough to bring values back or to treat further rows alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Scaling {
    /// Mean of each column (0 where nothing is changed).
    pub mean: Array1<f64>,
    /// Divisor of each column, at least [`LEAST_DEVIATION`] (1 where nothing is changed).
    pub deviation: Array1<f64>,
}

impl Scaling {
    /// Measures the columns of `values` (rows = songs).
    ///
    /// A table without rows is measured as if nothing were to change.
    ///
    /// # Errors
    /// [`FeatureError::NonFiniteFeature`] on NaN or an infinity.
    pub fn measure(values: ArrayView2<'_, f32>, how: Standardize) -> Result<Self, FeatureError> {
        if let Some(((row, column), _)) = values.indexed_iter().find(|(_, v)| !v.is_finite()) {
            return Err(FeatureError::NonFiniteFeature { row, column });
        }
        let (rows, columns) = values.dim();
        let mut scaling = Self { mean: Array1::zeros(columns), deviation: Array1::ones(columns) };
        if how == Standardize::None || rows == 0 || columns == 0 {
            return Ok(scaling);
        }
        // Differences from the first row are averaged, not the values: a constant column then has exactly its own
        // value as mean and 0 as deviation, where rounding divided by 1e-8 would make noise of it.
        let first = values.row(0).mapv(f64::from);
        let mut shift = Array1::<f64>::zeros(columns);
        for row in values.rows() {
            shift.zip_mut_with(&row, |s, &v| *s += f64::from(v));
            shift -= &first;
        }
        scaling.mean = &first + &(shift / rows as f64);
        let mut variance = Array1::<f64>::zeros(columns);
        for row in values.rows() {
            let difference = row.mapv(f64::from) - &scaling.mean;
            variance.zip_mut_with(&difference, |v, d| *v += d * d);
        }
        variance /= rows as f64;
        if how == Standardize::Global {
            variance.fill(variance.sum() / columns as f64);
        }
        scaling.deviation = variance.mapv(|v| v.sqrt().max(LEAST_DEVIATION));
        Ok(scaling)
    }

    /// `(value − mean) / deviation`, column by column, in place.
    ///
    /// # Shapes
    /// `values` has the columns that were measured.
    pub fn apply(&self, values: &mut Array2<f32>) {
        for mut row in values.rows_mut() {
            ndarray::Zip::from(&mut row)
                .and(&self.mean)
                .and(&self.deviation)
                .for_each(|value, mean, deviation| *value = ((f64::from(*value) - mean) / deviation) as f32);
        }
    }

    /// The inverse of [`Scaling::apply`].
    ///
    /// # Shapes
    /// `values` has the columns that were measured.
    pub fn undo(&self, values: &mut Array2<f32>) {
        for mut row in values.rows_mut() {
            ndarray::Zip::from(&mut row)
                .and(&self.mean)
                .and(&self.deviation)
                .for_each(|value, mean, deviation| *value = (f64::from(*value) * deviation + mean) as f32);
        }
    }
}

/// Measures the columns of `values` (rows of [`tfidf`](super::tfidf::tfidf)) and scales them in place by one number.
///
/// TF-IDF has said already how much each term weighs. Column by column that would be undone: a run of characters that
/// two songs happen to share would weigh as much as those by which languages differ. `times` is how often each piece of
/// a text is counted: 3 for runs of 3, 4 and 5 characters, which lie one in another. All columns together get variance
/// 1 / `times`, so that a network is told of each piece once.
///
/// # Errors
/// As [`standardize`].
pub fn standardize_counts(values: &mut Array2<f32>, times: usize) -> Result<Scaling, FeatureError> {
    let mut scaling = Scaling::measure(values.view(), Standardize::Global)?;
    scaling.deviation *= (times.max(1) as f64).sqrt();
    scaling.apply(values);
    Ok(scaling)
}

/// Measures the columns of `values` and scales them in place.
///
/// # Errors
/// [`FeatureError::NonFiniteFeature`]; `values` are then unchanged.
pub fn standardize(values: &mut Array2<f32>, how: Standardize) -> Result<Scaling, FeatureError> {
    let scaling = Scaling::measure(values.view(), how)?;
    if how != Standardize::None {
        scaling.apply(values);
    }
    Ok(scaling)
}
