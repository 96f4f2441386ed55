//! Lays a map over the map before, so that dots move instead of jumping.
//!
//! The axes of a PCA may flip or swap from one epoch to the next though the songs hardly moved; t-SNE and UMAP maps are free to turn altogether.
//! Of all turns, mirrorings and shifts the one is taken that brings the dots nearest to their old places (orthogonal Procrustes). The
//! scale is left alone: that a map grows while a network learns is something to see.

use ndarray::{Array1, Array2, ArrayView2, Axis, array};

use super::error::ProjectionError;

/// A turn, perhaps mirrored, with a shift: what lays one map over another.
#[derive(Debug, Clone, PartialEq)]
pub struct Alignment {
    /// The centre of the map that is laid over the other.
    pub from: Array1<f64>,
    /// Turn or mirroring, 2 × 2. Rows are points, so the matrix stands on the right: (x, y) · turn.
    pub turn: Array2<f64>,
    /// Where its centre comes to lie.
    pub to: Array1<f64>,
}

impl Alignment {
    /// That which brings the dots of `current` (N × 2) nearest to those of `previous` (N × 2, the same songs in the same
    /// order).
    ///
    /// Minimises the sum of the squared ways. A mirroring is taken only if it is strictly better than every turn. If all
    /// dots of either map coincide, there is nothing to turn by and the map is only shifted.
    ///
    /// # Errors
    /// [`ProjectionError::MapRows`], [`ProjectionError::MapColumns`], [`ProjectionError::MapNotFinite`] (in either map).
    ///
    /// # Reference
    /// Schönemann 1966; in the plane the best angle is an arc tangent, no SVD is needed.
    pub fn between(previous: ArrayView2<'_, f32>, current: ArrayView2<'_, f32>) -> Result<Alignment, ProjectionError> {
        check(&previous)?;
        check(&current)?;
        if previous.nrows() != current.nrows() {
            return Err(ProjectionError::MapRows { expected: previous.nrows(), found: current.nrows() });
        }
        let (to, from) = (centre(previous), centre(current));
        let (old, new) = (previous.mapv(f64::from) - &to, current.mapv(f64::from) - &from);

        // Sums of products of new (x, y) with old (x, y).
        let products = new.t().dot(&old);
        let [xx, xy, yx, yy] = [products[[0, 0]], products[[0, 1]], products[[1, 0]], products[[1, 1]]];
        let (turn_cosine, turn_sine) = (xx + yy, xy - yx);
        let (mirror_cosine, mirror_sine) = (xx - yy, xy + yx);
        let turned = turn_cosine.hypot(turn_sine);
        let mirrored = mirror_cosine.hypot(mirror_sine);

        let turn = if mirrored > turned {
            let (cosine, sine) = (mirror_cosine / mirrored, mirror_sine / mirrored);
            array![[cosine, sine], [sine, -cosine]]
        } else if turned > 0.0 {
            let (cosine, sine) = (turn_cosine / turned, turn_sine / turned);
            array![[cosine, sine], [-sine, cosine]]
        } else {
            Array2::eye(2)
        };
        Ok(Alignment { from, turn, to })
    }

    /// Turns, mirrors and shifts a map (N × 2), each dot by itself.
    pub fn apply(&self, map: ArrayView2<'_, f32>) -> Array2<f32> {
        ((map.mapv(f64::from) - &self.from).dot(&self.turn) + &self.to).mapv(|value| value as f32)
    }
}

/// Lays `current` (N × 2) over `previous` (N × 2) by their [`Alignment`]; distances within the map do not change.
///
/// # Errors
/// As [`Alignment::between`].
pub fn align(previous: ArrayView2<'_, f32>, current: ArrayView2<'_, f32>) -> Result<Array2<f32>, ProjectionError> {
    Ok(Alignment::between(previous, current)?.apply(current))
}

fn check(map: &ArrayView2<'_, f32>) -> Result<(), ProjectionError> {
    if map.ncols() != 2 {
        return Err(ProjectionError::MapColumns { expected: 2, found: map.ncols() });
    }
    match map.indexed_iter().find(|(_, value)| !value.is_finite()) {
        Some(((row, column), _)) => Err(ProjectionError::MapNotFinite { row, column }),
        None => Ok(()),
    }
}

/// The centre of a map.
fn centre(map: ArrayView2<'_, f32>) -> Array1<f64> {
    map.mapv(f64::from).sum_axis(Axis(0)) / map.nrows().max(1) as f64
}
