//! What was fitted on the songs of a run, applied to further songs: a song is given the numbers it would have had among
//! them.
//!
//! Every number of a song depends on that song and on what was fitted, never on the songs described beside it.

use std::sync::Arc;

use burn_tensor::Device;
use ndarray::{Array1, Array2, ArrayView2, Axis, concatenate};

use super::{Column, InputError, RunError, selection::Chosen};
use crate::{
    features::{
        Categories, Scaling, Vocabulary,
        standardize::{Standardize, standardize},
        svd::coordinates,
    },
    models::network::Model,
    settings::{Feature, Settings},
};

/// All that was fitted on the way from songs to one matrix. What a feature is not made of is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct Describer {
    /// The words of `lyrics_tfidf`, `hybrid` and `multimodal`.
    pub lyrics: Option<Arc<LyricsFit>>,
    /// The sound's own network of `hybrid` and `multimodal`.
    pub sound: Option<SoundFit>,
    /// The genres of `multimodal`.
    pub genres: Option<Categories>,
    /// What the network is told besides.
    pub condition: Option<ConditionFit>,
    /// The scale of all columns side by side.
    pub scaling: Scaling,
    /// By what each column is multiplied then.
    pub weights: Array1<f32>,
}

/// What was fitted on the lyrics.
#[derive(Debug, Clone, PartialEq)]
pub struct LyricsFit {
    /// The terms that count.
    pub vocabulary: Vocabulary,
    /// How they are summed up in fewer numbers, if they are.
    pub summary: Option<Summary>,
}

/// Lyrics as fewer numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The directions of the decomposition (numbers × terms).
    pub directions: Array2<f32>,
    /// The scale of the numbers.
    pub scaling: Scaling,
}

/// What was fitted on the sound of a hybrid.
#[derive(Debug, Clone, PartialEq)]
pub struct SoundFit {
    /// The scale of its numbers.
    pub scaling: Scaling,
    /// The network whose μ stands for them.
    pub model: Arc<Model>,
}

/// What a network is told of each song besides its features.
#[derive(Debug, Clone, PartialEq)]
pub struct ConditionFit {
    /// The values it was told.
    pub categories: Categories,
    /// The scale of their columns.
    pub scaling: Scaling,
}

impl LyricsFit {
    /// What each of `lyrics` says, in the terms counted, or summed up.
    pub fn rows(&self, lyrics: &[String]) -> Array2<f32> {
        let rows = self.vocabulary.rows(lyrics);
        match &self.summary {
            None => rows.to_dense(),
            Some(Summary { directions, scaling }) => {
                let mut summed = coordinates(&rows, directions.view());
                scaling.apply(&mut summed);
                summed
            }
        }
    }

    /// Columns of [`LyricsFit::rows`].
    pub fn columns(&self) -> usize {
        self.summary.as_ref().map_or(self.vocabulary.terms.len(), |summary| summary.directions.nrows())
    }
}

impl SoundFit {
    fn rows(&self, numbers: &Array2<f32>) -> Result<Array2<f32>, RunError> {
        check_width(numbers.ncols(), self.scaling.mean.len())?;
        let mut numbers = numbers.clone();
        self.scaling.apply(&mut numbers);
        let untold = Array2::zeros((numbers.nrows(), 0));
        Ok(self.model.embed(numbers.view(), untold.view(), &Device::flex()).mean)
    }
}

impl ConditionFit {
    /// Measures a column in which every song has a value.
    ///
    /// # Errors
    /// None on zeros and ones; passed on so that nothing is swallowed.
    pub fn fit(values: &[Option<&str>]) -> Result<ConditionFit, RunError> {
        let categories = Categories::of(values);
        let scaling = Scaling::measure(categories.rows(values).view(), Standardize::Column)?;
        Ok(ConditionFit { categories, scaling })
    }

    /// (songs, values of the condition).
    pub fn rows(&self, values: &[Option<&str>]) -> Array2<f32> {
        let mut rows = self.categories.rows(values);
        self.scaling.apply(&mut rows);
        rows
    }
}

impl Describer {
    /// Columns of the features.
    pub fn columns(&self) -> usize {
        self.scaling.mean.len()
    }

    /// Describes songs that have what `settings` need: their features, (songs, D), and what the network is told besides.
    ///
    /// # Errors
    /// [`InputError::OtherWidth`] when their numbers are not as many as the first songs had;
    /// [`crate::features::FeatureError::NonFiniteFeature`].
    pub(super) fn describe(&self, songs: &Chosen, settings: &Settings) -> Result<(Array2<f32>, Array2<f32>), RunError> {
        let mut blocks = Vec::new();
        if settings.feature != Feature::LyricsTfidf {
            let numbers = songs.numbers.clone().unwrap_or_default();
            blocks.push(match &self.sound {
                Some(sound) => sound.rows(&numbers)?,
                None => numbers,
            });
        }
        if let Some(lyrics) = &self.lyrics {
            blocks.push(lyrics.rows(songs.lyrics.as_deref().unwrap_or_default()));
        }
        if let Some(genres) = &self.genres {
            blocks.push(genres.rows(&values_of(&songs.columns, &settings.genre_col, songs.ids.len())));
        }
        let features = self.scaled(beside(&blocks))?;
        let condition = match &self.condition {
            Some(condition) => condition.rows(&values_of(&songs.columns, &settings.cond_col, songs.ids.len())),
            None => Array2::zeros((songs.ids.len(), 0)),
        };
        Ok((features, condition))
    }

    fn scaled(&self, mut features: Array2<f32>) -> Result<Array2<f32>, RunError> {
        check_width(features.ncols(), self.columns())?;
        // Checks that all is finite, and changes nothing.
        standardize(&mut features, Standardize::None)?;
        self.scaling.apply(&mut features);
        weigh(&mut features, &self.weights);
        Ok(features)
    }
}

/// Multiplies each column by its weight. The weights come last: standardising would undo them.
pub(super) fn weigh(features: &mut Array2<f32>, weights: &Array1<f32>) {
    for (mut column, &weight) in features.columns_mut().into_iter().zip(weights) {
        if weight != 1.0 {
            column *= weight;
        }
    }
}

/// Blocks that have a row a song, side by side.
pub(super) fn beside(blocks: &[Array2<f32>]) -> Array2<f32> {
    let views: Vec<ArrayView2<'_, f32>> = blocks.iter().map(Array2::view).collect();
    concatenate(Axis(1), &views).unwrap_or_default()
}

/// The values of the column `name`; none where there is no such column.
pub(super) fn values_of<'a>(columns: &'a [Column], name: &str, songs: usize) -> Vec<Option<&'a str>> {
    match columns.iter().find(|column| column.name == name) {
        Some(column) => column.values.iter().map(|value| Some(value.as_str())).collect(),
        None => vec![None; songs],
    }
}

fn check_width(found: usize, expected: usize) -> Result<(), InputError> {
    if found == expected { Ok(()) } else { Err(InputError::OtherWidth { found, expected }) }
}
