//! Every song's own yardstick: how far "near" reaches from it.
//!
//! In a crowd the neighbours are close, in the desert they are far. UMAP measures each row's distances from its nearest neighbour on (ρ) in units
//! (σ) chosen so that its neighbourhood adds up to the same number everywhere.

use crate::neighbours::NeighbourTable;

/// How exactly a neighbourhood must add up; as in umap-learn.
const TOLERANCE: f64 = 1e-5;
/// Halvings at most; as in umap-learn.
const MOST_HALVINGS: usize = 64;
/// σ is at least this share of the mean distance; as in umap-learn.
const SMALLEST_SHARE: f64 = 1e-3;

/// The yardstick of every row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SmoothDistances {
    /// Unit of distance of each row.
    pub sigmas: Vec<f32>,
    /// Distance of each row's nearest neighbour that does not lie in the same place; 0 if there is none.
    pub rhos: Vec<f32>,
}

impl SmoothDistances {
    /// Those of all rows of a table.
    ///
    /// # Reference
    /// `umap.umap_.smooth_knn_dist` (0.5.12) with `local_connectivity = bandwidth = 1`. There a row's neighbours begin with the row itself, at
    /// distance 0: k is one more than the table's count, means are over k distances, and the sum leaves the first out.
    #[must_use]
    pub fn of(table: &NeighbourTable) -> SmoothDistances {
        let mut smooth = SmoothDistances::default();
        smooth.extend(table, mean(&table.distances, table.len() * (table.count + 1)), table.len());
        smooth
    }

    /// Finds the yardsticks of at most `rows` further rows, `mean_distance` being that of the whole table.
    pub(super) fn extend(&mut self, table: &NeighbourTable, mean_distance: f64, rows: usize) {
        let first = self.sigmas.len();
        for row in first..table.len().min(first + rows) {
            let distances = &table.distances[row * table.count..(row + 1) * table.count];
            let rho = distances.iter().copied().find(|&distance| distance > 0.0).unwrap_or(0.0);
            let own_mean = mean(distances, table.count + 1);
            let least = SMALLEST_SHARE * if rho > 0.0 { own_mean } else { mean_distance };
            self.sigmas.push(unit(distances, f64::from(rho)).max(least) as f32);
            self.rhos.push(rho);
        }
    }
}

/// Sum of the distances over `count`: the row's distance to itself is counted without being there.
pub(super) fn mean(distances: &[f32], count: usize) -> f64 {
    distances.iter().map(|&distance| f64::from(distance)).sum::<f64>() / count.max(1) as f64
}

/// The unit in which Σ exp(−(d − ρ) / unit) is log₂ k.
fn unit(distances: &[f32], rho: f64) -> f64 {
    let target = ((distances.len() + 1) as f64).log2();
    let (mut low, mut high, mut unit) = (0.0, f64::INFINITY, 1.0);
    for _ in 0..MOST_HALVINGS {
        let sum: f64 = distances.iter().map(|&distance| belonging(f64::from(distance) - rho, unit)).sum();
        if (sum - target).abs() < TOLERANCE {
            break;
        }
        if sum > target {
            high = unit;
        } else {
            low = unit;
        }
        unit = if high.is_finite() { (low + high) / 2.0 } else { 2.0 * unit };
    }
    unit
}

/// How much a neighbour belongs that is `gap` farther away than the nearest.
pub(super) fn belonging(gap: f64, unit: f64) -> f64 {
    if gap > 0.0 && unit > 0.0 { (-gap / unit).exp() } else { 1.0 }
}
