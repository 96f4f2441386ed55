//! The map of the two strongest principal components.

use ndarray::{Array2, ArrayView2, s};

use super::error::ProjectionError;
use crate::models::pca::Pca;

/// A map and how much of the points it shows.
#[derive(Debug, Clone, PartialEq)]
pub struct PcaMap {
    /// Places (N × 2), centred on 0. A column is 0 where there is no second (or first) component.
    pub places: Array2<f32>,
    /// Share of the variance each axis shows; `None` if all points are equal.
    pub variance_shown: Option<[f64; 2]>,
    /// The components themselves, at most two.
    pub components: Pca,
}

/// The two strongest principal components of `points` (N × D). Works for any N and D, also 0 and 1.
///
/// # Errors
/// [`ProjectionError::MapNotFinite`] naming row and column.
pub fn pca_map(points: ArrayView2<'_, f32>) -> Result<PcaMap, ProjectionError> {
    let pca = Pca::fit(points, 2)?;
    let scores = pca.transform(points)?;
    let mut places = Array2::zeros((points.nrows(), 2));
    places.slice_mut(s![.., ..scores.ncols()]).assign(&scores);
    let variance_shown = pca.explained_variance_ratio.as_ref().map(|ratio| {
        let share = |axis: usize| ratio.get(axis).copied().unwrap_or(0.0);
        [share(0), share(1)]
    });
    Ok(PcaMap { places, variance_shown, components: pca })
}
