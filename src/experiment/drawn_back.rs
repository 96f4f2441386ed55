//! What the network draws back from what it remembers of each song: how far off it is, and some examples to look at.

use burn_tensor::Device;
use ndarray::{Array2, ArrayView2, Axis, s};

use crate::{features::standardize::Scaling, models::network::Model};

/// Songs drawn back at a time, so that whoever drives a run can look up.
const SONGS_AT_A_TIME: usize = 64;

/// Some songs beside what the network draws back of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconstructions {
    /// Their rows.
    pub rows: Vec<usize>,
    /// What they are, (examples, D): maps in their own units, vectors as the network is told them. On a common scale all
    /// numbers of a vector can be seen beside each other, where the loudness of an MFCC would flatten the others.
    pub original: Array2<f32>,
    /// What the network draws, (examples, D), in the same units.
    pub reconstructed: Array2<f32>,
    /// Bands and frames, if a song is a map.
    pub map: Option<(usize, usize)>,
}

/// The stage at work: `next song → … → finish`.
#[derive(Debug, Default)]
pub(super) struct DrawnBack {
    /// Mean squared error per feature of each song drawn back from its mean; standardised units.
    pub errors: Vec<f32>,
}

impl DrawnBack {
    /// Draws some more songs back; false when all are.
    pub fn step(
        &mut self,
        model: &Model,
        means: ArrayView2<'_, f32>,
        features: ArrayView2<'_, f32>,
        condition: ArrayView2<'_, f32>,
    ) -> bool {
        let start = self.errors.len();
        let songs = s![start..(start + SONGS_AT_A_TIME).min(features.nrows()), ..];
        let drawn = model.decode(means.slice(songs), condition.slice(songs), &Device::flex());
        for (drawn, given) in drawn.rows().into_iter().zip(features.slice(songs).rows()) {
            let squares: f64 = drawn.iter().zip(given).map(|(drawn, given)| f64::from(drawn - given).powi(2)).sum();
            self.errors.push((squares / given.len().max(1) as f64) as f32);
        }
        self.errors.len() < features.nrows()
    }
}

/// The examples of a run: `count` songs spread evenly over the list, `linspace(0, N − 1, n)` as in system B.
pub(super) fn examples(
    count: usize,
    model: &Model,
    means: ArrayView2<'_, f32>,
    features: ArrayView2<'_, f32>,
    condition: ArrayView2<'_, f32>,
    scaling: Option<&Scaling>,
    map: Option<(usize, usize)>,
) -> Reconstructions {
    let rows = spread(count, features.nrows());
    let mut original = features.select(Axis(0), &rows);
    let (means, condition) = (means.select(Axis(0), &rows), condition.select(Axis(0), &rows));
    let mut reconstructed = model.decode(means.view(), condition.view(), &Device::flex());
    if let Some(scaling) = scaling.filter(|_| map.is_some()) {
        scaling.undo(&mut original);
        scaling.undo(&mut reconstructed);
    }
    Reconstructions { rows, original, reconstructed, map }
}

/// `count` of `songs` rows, evenly spread, each once.
fn spread(count: usize, songs: usize) -> Vec<usize> {
    let count = count.min(songs);
    let last = songs.saturating_sub(1);
    let mut rows: Vec<usize> = (0..count).map(|place| place * last / (count - 1).max(1)).collect();
    rows.dedup();
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_spread_from_the_first_song_to_the_last() {
        assert_eq!(spread(8, 32), [0, 4, 8, 13, 17, 22, 26, 31], "numpy.linspace(0, 31, 8).astype(int)");
        assert_eq!(spread(8, 3), [0, 1, 2]);
        assert_eq!(spread(1, 5), [0]);
        assert_eq!(spread(8, 0), [] as [usize; 0]);
    }
}
