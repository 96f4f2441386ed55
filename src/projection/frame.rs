//! How a finished map was drawn: what further points need to come to lie on it.

use ndarray::{Array1, Array2, ArrayView2};

use super::{align::Alignment, error::ProjectionError, neighbour_frame::NeighbourFrame, pca::PcaMap};

/// A finished map, as far as further points need it.
#[derive(Debug, Clone, PartialEq)]
pub enum Frame {
    /// A map with axes: PCA.
    Linear(MapFrame),
    /// A map of neighbours: t-SNE, UMAP.
    Neighbours(NeighbourFrame),
}

impl Frame {
    /// Where points (N × D) lie on the map (N × 2), each by itself.
    ///
    /// # Errors
    /// [`ProjectionError::MapColumns`] if the points have another width than those the map was made of;
    /// [`ProjectionError::MapNotFinite`] on a map of neighbours.
    pub fn place(&self, points: ArrayView2<'_, f32>) -> Result<Array2<f32>, ProjectionError> {
        match self {
            Frame::Linear(frame) => frame.place(points),
            Frame::Neighbours(frame) => frame.place(points),
        }
    }

    /// Share of the variance that each axis shows; `None` if all points were equal, or the map has no axes.
    #[must_use]
    pub fn variance_shown(&self) -> Option<[f64; 2]> {
        match self {
            Frame::Linear(frame) => frame.variance_shown,
            Frame::Neighbours(_) => None,
        }
    }
}

/// The axes of a map and how it was turned.
#[derive(Debug, Clone, PartialEq)]
pub struct MapFrame {
    /// Mean of the points the map was made of (D).
    pub mean: Array1<f64>,
    /// Directions of the two axes (2 × D); zero where there was no second (or first) component.
    pub axes: Array2<f64>,
    /// How the map was laid over the ones before it.
    pub alignment: Alignment,
    /// Share of the variance of those points that each axis shows; `None` if all were equal.
    pub variance_shown: Option<[f64; 2]>,
}

impl MapFrame {
    /// That of a map that was then turned by `alignment`.
    pub fn new(map: &PcaMap, alignment: Alignment) -> MapFrame {
        let mut axes = Array2::zeros((2, map.components.mean.len()));
        for (mut axis, component) in axes.rows_mut().into_iter().zip(map.components.components.rows()) {
            axis.assign(&component);
        }
        MapFrame { mean: map.components.mean.clone(), axes, alignment, variance_shown: map.variance_shown }
    }

    /// Where points (N × D) lie on the map (N × 2), each by itself.
    ///
    /// # Errors
    /// [`ProjectionError::MapColumns`] if the points have another width than those the map was made of.
    pub fn place(&self, points: ArrayView2<'_, f32>) -> Result<Array2<f32>, ProjectionError> {
        if points.ncols() != self.mean.len() {
            return Err(ProjectionError::MapColumns { expected: self.mean.len(), found: points.ncols() });
        }
        let scores = (points.mapv(f64::from) - &self.mean).dot(&self.axes.t()).mapv(|value| value as f32);
        Ok(self.alignment.apply(scores.view()))
    }
}
