//! The second half of a finished network by itself: from a point of the latent space to a song's features.

use std::sync::Arc;

use burn_tensor::Device;
use ndarray::{Array2, ArrayView2, Axis};

use super::InputError;
use crate::{features::standardize::Scaling, models::network::Model};

/// A decoder that can be asked for songs nobody recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoder {
    model: Arc<Model>,
    /// What the network was told of each song besides its features, (songs, columns).
    condition: Array2<f32>,
    /// The way back to the features' own units; `None` where they stay as the network is told them.
    scaling: Option<Scaling>,
    /// Bands and frames, if a song is a map.
    map: Option<(usize, usize)>,
}

impl Decoder {
    /// Of `model`; maps are drawn in their own units, vectors as the network is told them.
    pub(super) fn new(
        model: Arc<Model>,
        condition: Array2<f32>,
        scaling: Option<Scaling>,
        map: Option<(usize, usize)>,
    ) -> Decoder {
        Decoder { model, condition, scaling: scaling.filter(|_| map.is_some()), map }
    }

    /// Bands and frames, if a song is a map.
    pub fn map(&self) -> Option<(usize, usize)> {
        self.map
    }

    /// The features of the song that would lie at `latent`, under the condition of the run's song `row`, or of the average
    /// song, whose columns are all 0 because they are standardised.
    ///
    /// # Errors
    /// [`InputError::OtherLatent`] when `latent` has not one finite number a unit.
    pub fn draw(&self, latent: &[f32], row: Option<usize>) -> Result<Vec<f32>, InputError> {
        let units = self.model.network.latent;
        let place = ArrayView2::from_shape((1, units), latent).ok().filter(|_| latent.iter().all(|z| z.is_finite()));
        let Some(place) = place else {
            return Err(InputError::OtherLatent { found: latent.len(), units });
        };
        let told = match row.filter(|&row| row < self.condition.nrows()) {
            Some(row) => self.condition.select(Axis(0), &[row]),
            None => Array2::zeros((1, self.condition.ncols())),
        };
        let mut drawn = self.model.decode(place, told.view(), &Device::flex());
        if let Some(scaling) = &self.scaling {
            scaling.undo(&mut drawn);
        }
        Ok(drawn.into_raw_vec_and_offset().0)
    }
}
