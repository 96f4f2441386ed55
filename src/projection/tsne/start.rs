//! Where the dots of a t-SNE map begin: at the principal components, very small.

use ndarray::ArrayView2;
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};

use crate::projection::{error::ProjectionError, pca::pca_map};

/// Standard deviation of the first coordinate at the start.
const SPREAD: f64 = 1e-4;

/// Standard deviation of the shake that parts dots which begin at the same place.
const SHAKE: f64 = 1e-6;

/// The starting places of `points` (N × D): the two strongest components, scaled so that the first has standard deviation 1e-4.
///
/// Dots that would start at the place of an earlier one, and an axis on which there is no component, are shaken a little by numbers drawn
/// from `seed`: without it, equal forces would keep them together, or on a line, for ever. Nothing else is random.
///
/// # Errors
/// [`ProjectionError::MapNotFinite`] naming row and column.
pub fn starting_places(points: ArrayView2<'_, f32>, seed: u64) -> Result<Vec<[f32; 2]>, ProjectionError> {
    let map = pca_map(points)?;
    let rows = points.nrows();
    let mean = |axis: usize| map.places.column(axis).iter().copied().map(f64::from).sum::<f64>() / rows.max(1) as f64;
    let centre = mean(0);
    let variance =
        map.places.column(0).iter().map(|&x| (f64::from(x) - centre).powi(2)).sum::<f64>() / rows.max(1) as f64;
    let deviation = variance.sqrt();
    let scale = if deviation > 0.0 { SPREAD / deviation } else { 0.0 };
    let mut places: Vec<[f32; 2]> =
        map.places.rows().into_iter().map(|row| [0, 1].map(|axis| (f64::from(row[axis]) * scale) as f32)).collect();

    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut shake = || (SHAKE * Distribution::<f64>::sample(&StandardNormal, &mut generator)) as f32;
    let flat = [0, 1].map(|axis| places.iter().all(|place| place[axis] == 0.0));
    for place in &mut places {
        for axis in 0..2 {
            if flat[axis] {
                place[axis] = shake();
            }
        }
    }
    // Equal places side by side, the earliest row first; the first of them stays.
    let mut order: Vec<usize> = (0..rows).collect();
    let compare = |a: [f32; 2], b: [f32; 2]| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1]));
    order.sort_by(|&a, &b| compare(places[a], places[b]).then(a.cmp(&b)));
    let coinciding: Vec<usize> =
        order.windows(2).filter(|pair| places[pair[0]] == places[pair[1]]).map(|pair| pair[1]).collect();
    for row in coinciding {
        places[row] = places[row].map(|coordinate| coordinate + shake());
    }
    Ok(places)
}
