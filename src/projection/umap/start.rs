//! Where the dance begins.
//!
//! A good first map decides the whole: pulls are local, so groups that begin in the wrong order stay there. A connected graph begins as
//! umap-learn's does, with the two slowest vibrations of the graph (eigenvectors of its normalised Laplacian after the trivial one); one in
//! several parts, or too small to vibrate, begins as its two strongest principal components.

use faer::{Mat, Side};
use ndarray::ArrayView2;
use rand::Rng;
use rand_distr::StandardNormal;
use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};

use super::fuzzy::FuzzyGraph;
use crate::{
    models::pca::{Pca, PcaRoute},
    projection::ProjectionError,
};

/// Vectors of the Krylov space: the slowest few among them are all that a beginning needs (see [`Vibrations`]).
const MOST_VECTORS: usize = 64;
/// A remainder this short is rounding: the space is closed.
const CLOSED: f64 = 1e-10;
/// Largest coordinate before the noise, and the side of the square a map begins in; as in umap-learn.
const EXTENT: f64 = 10.0;
/// Standard deviation of the noise that parts rows in the same place; as in umap-learn.
const NOISE: f64 = 1e-4;

/// The slowest vibrations of a connected graph, by Lanczos' method, a few vectors a step.
///
/// The space is kept orthogonal in full, so for fewer rows than [`MOST_VECTORS`] the answer is exact. For more it is a mixture of the slowest
/// few, which is all a beginning needs.
#[derive(Debug, Clone)]
pub(super) struct Vibrations {
    /// 1 / √degree of each row.
    scale: Vec<f64>,
    /// The trivial vector, √degree, and then those found.
    space: Vec<Vec<f64>>,
    diagonal: Vec<f64>,
    beside: Vec<f64>,
    next: Option<Vec<f64>>,
}

impl Vibrations {
    pub(super) fn new(graph: &FuzzyGraph, seed: u64) -> Vibrations {
        let degrees: Vec<f64> =
            (0..graph.len()).map(|row| graph.edges(row).map(|(_, weight)| f64::from(weight)).sum()).collect();
        let scale = degrees.iter().map(|&degree| if degree > 0.0 { degree.sqrt().recip() } else { 0.0 }).collect();
        let mut chance = Xoshiro256PlusPlus::seed_from_u64(seed);
        let first: Vec<f64> = degrees.iter().map(|_| chance.sample(StandardNormal)).collect();
        let mut trivial: Vec<f64> = degrees.iter().map(|degree| degree.sqrt()).collect();
        normalise(&mut trivial);
        let mut vibrations =
            Vibrations { scale, space: vec![trivial], diagonal: Vec::new(), beside: Vec::new(), next: None };
        vibrations.next = vibrations.remainder(first).map(|(vector, _)| vector);
        vibrations
    }

    /// Vectors found so far.
    pub(super) fn vectors(&self) -> usize {
        self.space.len()
    }

    /// One vector more; `false` if there are enough or no more.
    pub(super) fn step(&mut self, graph: &FuzzyGraph) -> bool {
        if self.diagonal.len() >= MOST_VECTORS {
            return false;
        }
        let Some(vector) = self.next.take() else { return false };
        let image: Vec<f64> = (0..graph.len())
            .map(|row| {
                let sum: f64 = graph
                    .edges(row)
                    .map(|(end, weight)| f64::from(weight) * self.scale[end as usize] * vector[end as usize])
                    .sum();
                sum * self.scale[row]
            })
            .collect();
        self.diagonal.push(dot(&image, &vector));
        self.space.push(vector);
        if let Some((vector, length)) = self.remainder(image) {
            self.beside.push(length);
            self.next = Some(vector);
        }
        true
    }

    /// What of a vector lies outside the space, at length 1, and its length before; `None` if nothing does.
    fn remainder(&self, mut vector: Vec<f64>) -> Option<(Vec<f64>, f64)> {
        let before = dot(&vector, &vector).sqrt();
        // Twice is enough (Kahan).
        for _ in 0..2 {
            for other in &self.space {
                let along = dot(&vector, other);
                vector.iter_mut().zip(other).for_each(|(value, other)| *value -= along * other);
            }
        }
        let length = normalise(&mut vector);
        (length > CLOSED * before.max(1.0)).then_some((vector, length))
    }

    /// The two slowest vibrations as places, the entry of largest size in each positive; `None` if there are not two.
    pub(super) fn places(&self) -> Option<Vec<[f64; 2]>> {
        let count = self.diagonal.len();
        if count < 2 {
            return None;
        }
        let matrix = Mat::from_fn(count, count, |row, column| match row.abs_diff(column) {
            0 => self.diagonal[row],
            1 => self.beside[row.min(column)],
            _ => 0.0,
        });
        let eigen = matrix.self_adjoint_eigen(Side::Lower).ok()?;
        // Eigenvalues come ascending; the slowest vibrations have the largest here.
        let vibration = |rank: usize| {
            let mut values = vec![0.0; self.scale.len()];
            for (place, vector) in self.space.iter().skip(1).enumerate() {
                let share = eigen.U()[(place, count - rank)];
                values.iter_mut().zip(vector).for_each(|(value, vector)| *value += share * vector);
            }
            let largest =
                values.iter().fold(0.0_f64, |most, &value| if value.abs() > most.abs() { value } else { most });
            if largest < 0.0 {
                values.iter_mut().for_each(|value| *value = -*value);
            }
            values
        };
        Some(vibration(1).into_iter().zip(vibration(2)).map(|(x, y)| [x, y]).collect())
    }
}

/// The two strongest principal components, a column of 0 where there is none. By the quicker route, which loses what is 10⁷ times smaller
/// than the first: the noise is larger.
pub(super) fn principal(points: ArrayView2<'_, f32>) -> Result<Vec<[f64; 2]>, ProjectionError> {
    let scores = Pca::fit_by(points, 2, PcaRoute::CrossProduct)?.transform(points)?;
    let value = |row: usize, axis: usize| scores.get((row, axis)).copied().map_or(0.0, f64::from);
    Ok((0..points.nrows()).map(|row| [value(row, 0), value(row, 1)]).collect())
}

/// Places scaled until the largest coordinate is 10, with a little noise, then each axis from 0 to 10.
///
/// # Reference
/// `umap.umap_.noisy_scale_coords` and the end of `simplicial_set_embedding` (0.5.12).
pub(super) fn scaled(mut places: Vec<[f64; 2]>, seed: u64) -> Vec<[f32; 2]> {
    let largest = places.iter().flatten().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let expansion = if largest > 0.0 { EXTENT / largest } else { 0.0 };
    let mut chance = Xoshiro256PlusPlus::seed_from_u64(seed);
    for value in places.iter_mut().flatten() {
        *value = *value * expansion + NOISE * chance.sample::<f64, _>(StandardNormal);
    }
    let bounds = [0, 1].map(|axis| {
        let values = places.iter().map(|place| place[axis]);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    });
    let spread = |value: f64, (low, high): (f64, f64)| {
        if high > low { (EXTENT * (value - low) / (high - low)) as f32 } else { 0.0 }
    };
    places.into_iter().map(|[x, y]| [spread(x, bounds[0]), spread(y, bounds[1])]).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Brings a vector to length 1 (if it has any) and returns the length it had.
fn normalise(vector: &mut [f64]) -> f64 {
    let length = dot(vector, vector).sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|value| *value /= length);
    }
    length
}
