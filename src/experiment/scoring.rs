//! The scores of a grouping, a block at a time: `new → step … → finish`.
//!
//! The silhouettes, in the space that was clustered and in the common one, look at all pairs of songs and take nearly
//! all of the time; other workers can help with them ([`Sharing`]). Whoever cannot wait ends them: then they are undefined.

use ndarray::ArrayView2;

use super::{
    Column, RunError,
    blocks::{Question, Sharing, Sheet},
    scores::{Report, Silhouettes, report},
};
use crate::metrics::Silhouette;

/// Scores being computed.
pub struct Scoring {
    part: Part,
    at_work: Option<Sharing>,
    found: Silhouettes,
}

/// What is at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The silhouette in the space that was clustered.
    Latents,
    /// The silhouette in the common space.
    Features,
    Over,
}

/// What a grouping is scored on.
#[derive(Debug, Clone, Copy)]
pub struct Scored<'a> {
    /// The space that was clustered (songs, units).
    pub latents: ArrayView2<'a, f32>,
    /// The common space (songs, D), where it is at hand.
    pub features: Option<ArrayView2<'a, f32>>,
    /// One a song, −1 = noise.
    pub labels: &'a [i32],
}

impl<'a> Scored<'a> {
    fn sheet(&self, part: Part) -> Option<Sheet<'a>> {
        let points = match part {
            Part::Latents => Some(self.latents),
            Part::Features => self.features,
            Part::Over => None,
        };
        points.map(|points| Sheet { points, question: Question::Silhouette(self.labels) })
    }
}

impl Scoring {
    /// Stands before the first block.
    ///
    /// # Errors
    /// Lengths that differ; coordinates that are not finite.
    pub fn new(scored: Scored<'_>) -> Result<Scoring, RunError> {
        let mut scoring = Scoring { part: Part::Latents, at_work: None, found: Silhouettes::default() };
        scoring.begin(scored)?;
        Ok(scoring)
    }

    /// Makes the next part that has anything to compute ready.
    fn begin(&mut self, scored: Scored<'_>) -> Result<(), RunError> {
        while self.at_work.is_none() && self.part != Part::Over {
            if let Some(sheet) = scored.sheet(self.part) {
                self.at_work = Sharing::new(sheet)?;
            }
            if self.at_work.is_none() {
                self.part = self.part.next();
            }
        }
        Ok(())
    }

    /// What is computed at the moment, and the points it is of; `None` when all is done.
    pub fn sharing(&mut self) -> Option<&mut Sharing> {
        self.at_work.as_mut()
    }

    /// Blocks of this part that are done, and blocks there are.
    pub fn progress(&self) -> (usize, usize) {
        self.at_work.as_ref().map_or((1, 1), Sharing::progress)
    }

    /// What others must be told to help with it.
    pub fn sheet<'a>(&self, scored: Scored<'a>) -> Option<Sheet<'a>> {
        scored.sheet(self.part)
    }

    /// Computes a block, or goes on to the next part when all blocks of this one are there; false when nothing is left.
    /// While others have the last blocks it does nothing.
    ///
    /// # Errors
    /// As [`Scoring::new`].
    pub fn step(&mut self, scored: Scored<'_>) -> Result<bool, RunError> {
        if let Some(sharing) = &mut self.at_work
            && !sharing.step()
            && sharing.is_done()
        {
            let silhouette = self.at_work.take().and_then(Sharing::silhouette);
            self.keep(silhouette);
            self.begin(scored)?;
        }
        Ok(self.part != Part::Over)
    }

    fn keep(&mut self, silhouette: Option<Silhouette>) {
        match self.part {
            Part::Latents => self.found.latents = silhouette,
            Part::Features => self.found.features = silhouette,
            Part::Over => {}
        }
        self.part = self.part.next();
    }

    /// Ends it: silhouettes that are not there stay undefined. Whether any were still missing.
    pub fn stop(&mut self) -> bool {
        let missing = self.part != Part::Over;
        (self.at_work, self.part) = (None, Part::Over);
        missing
    }

    /// All scores, against `columns` too.
    ///
    /// # Errors
    /// As [`Scoring::new`].
    pub fn finish(
        self,
        scored: Scored<'_>,
        columns: &[Column],
        label_column: &str,
        seed: u64,
    ) -> Result<Report, RunError> {
        report(scored, self.found, columns, label_column, seed)
    }
}

impl Part {
    fn next(self) -> Part {
        match self {
            Part::Latents => Part::Features,
            Part::Features | Part::Over => Part::Over,
        }
    }
}
