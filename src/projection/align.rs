//! Lays a map over the map before, so that dots move instead of jumping.
//!
//! The axes of a PCA may flip or swap from one epoch to the next though the songs hardly moved; t-SNE and UMAP maps are free to turn altogether.
//! Of all turns, mirrorings and shifts the one is taken that brings the dots nearest to their old places (orthogonal Procrustes). The
//! scale is left alone: that a map grows while a network learns is something to see.

use ndarray::{Array2, ArrayView2, Axis, array};

use super::error::ProjectionError;

/// Turns, mirrors and shifts `current` (N × 2) onto `previous` (N × 2, the same songs in the same order); distances within the map do not change.
///
/// Minimises the sum of the squared ways. A mirroring is taken only if it is strictly better than every turn. If all dots of either map
/// coincide, there is nothing to turn by and the map is only shifted.
///
/// # Errors
/// [`ProjectionError::MapRows`], [`ProjectionError::MapColumns`], [`ProjectionError::MapNotFinite`] (in either map).
///
/// # Reference
/// Schönemann 1966; in the plane the best angle is an arc tangent, no SVD is needed.
pub fn align(previous: ArrayView2<'_, f32>, current: ArrayView2<'_, f32>) -> Result<Array2<f32>, ProjectionError> {
    check(&previous)?;
    check(&current)?;
    if previous.nrows() != current.nrows() {
        return Err(ProjectionError::MapRows { expected: previous.nrows(), found: current.nrows() });
    }
    let (old, old_centre) = centred(previous);
    let (new, _) = centred(current);

    // Sums of products of new (x, y) with old (x, y).
    let products = new.t().dot(&old);
    let [xx, xy, yx, yy] = [products[[0, 0]], products[[0, 1]], products[[1, 0]], products[[1, 1]]];
    let (turn_cosine, turn_sine) = (xx + yy, xy - yx);
    let (mirror_cosine, mirror_sine) = (xx - yy, xy + yx);
    let turned = turn_cosine.hypot(turn_sine);
    let mirrored = mirror_cosine.hypot(mirror_sine);

    // Rows are points, so the matrix stands on the right: (x, y) · matrix.
    let matrix = if mirrored > turned {
        let (cosine, sine) = (mirror_cosine / mirrored, mirror_sine / mirrored);
        array![[cosine, sine], [sine, -cosine]]
    } else if turned > 0.0 {
        let (cosine, sine) = (turn_cosine / turned, turn_sine / turned);
        array![[cosine, sine], [-sine, cosine]]
    } else {
        Array2::eye(2)
    };
    Ok((new.dot(&matrix) + &old_centre).mapv(|value| value as f32))
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

/// The places relative to their centre, and the centre (1 × 2).
fn centred(map: ArrayView2<'_, f32>) -> (Array2<f64>, Array2<f64>) {
    let places = map.mapv(f64::from);
    let centre = places.sum_axis(Axis(0)).insert_axis(Axis(0)) / map.nrows().max(1) as f64;
    (&places - &centre, centre)
}
