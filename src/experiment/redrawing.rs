//! A finished run drawn in another way, a step at a time: the map that the same run would have had with another `viz`.

use ndarray::Array2;

use super::{RunError, mapping::Mapping};
use crate::{
    random::{Stage as Draw, seed_of},
    settings::Settings,
};

/// Another map of the same latents at work.
pub struct Redrawing {
    mapping: Mapping,
    latents: Array2<f32>,
    before: Array2<f32>,
}

impl Redrawing {
    /// Stands before the first step. `latents` are (songs, units) as they were clustered; the finished map is laid over `before`,
    /// (songs, 2).
    ///
    /// # Errors
    /// Settings out of range; latents that are not finite.
    pub fn new(latents: Array2<f32>, before: Array2<f32>, settings: &Settings) -> Result<Redrawing, RunError> {
        settings.check()?;
        let seed = seed_of(settings.seed.into(), Draw::Map);
        let mapping = Mapping::new(latents.view(), None, settings, seed)?;
        Ok(Redrawing { mapping, latents, before })
    }

    /// Moves the songs a little: steps done and steps there are, or `None` when they are at rest.
    ///
    /// # Errors
    /// None on latents that were accepted.
    pub fn step(&mut self) -> Result<Option<(usize, usize)>, RunError> {
        Ok(if self.mapping.step()? { Some(self.mapping.progress()) } else { None })
    }

    /// The map as it is, (songs, 2).
    ///
    /// # Errors
    /// Maps of different songs.
    pub fn finish(self) -> Result<Array2<f32>, RunError> {
        Ok(self.mapping.finish(self.latents.view(), self.before.view())?.0)
    }
}
