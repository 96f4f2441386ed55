//! Greedy k-means++: starting centres that lie apart.
//!
//! Each centre after the first is drawn from the rows, a row with the probability of its squared distance to the nearest centre so far;
//! of a few rows drawn so the one is kept after which the sum of these distances is smallest.
//!
//! # Reference
//! Arthur & Vassilvitskii 2007; scikit-learn's `_kmeans_plusplus` (1.9), with its 2 + ⌊ln k⌋ candidates a centre. It keeps groups
//! that lie apart from sharing a centre far more often than a single candidate does.

use ndarray::Array2;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::RngCore;

use super::centres::{Centres, Rows};

/// The rows (at most `centres`; fewer only without rows) to start from. Where fewer rows differ, some are named twice.
pub(super) fn plus_plus(points: &Rows<'_>, centres: usize, random: &mut Xoshiro256PlusPlus) -> Vec<usize> {
    if points.count() == 0 || centres == 0 {
        return Vec::new();
    }
    let candidates = 2 + (centres as f64).ln() as usize;
    let first = ((uniform(random) * points.count() as f64) as usize).min(points.count() - 1);
    let mut chosen = vec![first];
    let mut nearest = Vec::with_capacity(points.count());
    let centre = centres_at(points, &chosen);
    Centres::new(centre.view()).squared_distances(points, |_, _, squared| nearest.extend_from_slice(squared));
    let mut squared = vec![0.0; points.count() * candidates];
    let mut total = nearest.iter().sum();
    while chosen.len() < centres {
        let drawn = draw(&nearest, total, candidates, random);
        let mut sums = vec![0.0; candidates];
        let tried = centres_at(points, &drawn);
        Centres::new(tried.view()).squared_distances(points, |row, start, found| {
            let places = &mut squared[row * candidates + start..][..found.len()];
            let nearest = nearest[row];
            for ((place, &found), sum) in places.iter_mut().zip(found).zip(&mut sums[start..]) {
                *place = if found < nearest { found } else { nearest };
                *sum += *place;
            }
        });
        let best = (1..candidates).fold(0, |best, other| if sums[other] < sums[best] { other } else { best });
        for (nearest, of_row) in nearest.iter_mut().zip(squared.chunks_exact(candidates)) {
            *nearest = of_row[best];
        }
        total = sums[best];
        chosen.push(drawn[best]);
    }
    chosen
}

/// Some rows as centres.
pub(super) fn centres_at(points: &Rows<'_>, rows: &[usize]) -> Array2<f64> {
    Array2::from_shape_fn((rows.len(), points.columns()), |(centre, column)| {
        f64::from(points.row(rows[centre])[column])
    })
}

/// Rows drawn with the probability of their `weights`, which sum to `total`: `count` of them, ascending; the last row where no
/// weight is left.
fn draw(weights: &[f64], total: f64, count: usize, random: &mut Xoshiro256PlusPlus) -> Vec<usize> {
    let mut marks: Vec<f64> = (0..count).map(|_| uniform(random) * total).collect();
    marks.sort_by(f64::total_cmp);
    let mut marks = marks.into_iter().peekable();
    let mut drawn = Vec::with_capacity(count);
    let mut passed = 0.0;
    for (row, weight) in weights.iter().enumerate() {
        passed += weight;
        while marks.next_if(|&mark| mark < passed).is_some() {
            drawn.push(row);
        }
    }
    drawn.resize(count, weights.len().saturating_sub(1));
    drawn
}

/// A number from 0 to below 1: the generator's upper 53 bits.
fn uniform(random: &mut Xoshiro256PlusPlus) -> f64 {
    (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

/// All of so many rows, or `most` of them drawn without repetition, ascending.
pub(super) fn some_rows(rows: usize, most: usize, random: &mut Xoshiro256PlusPlus) -> Vec<usize> {
    let mut all: Vec<usize> = (0..rows).collect();
    if rows <= most {
        return all;
    }
    for place in 0..most {
        let left = (rows - place) as u64;
        // The remainder's bias, rows / 2⁶⁴, is far below anything that could show.
        let drawn = place + (random.next_u64() % left) as usize;
        all.swap(place, drawn);
    }
    all.truncate(most);
    all.sort_unstable();
    all
}
