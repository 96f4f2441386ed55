//! From songs to one matrix: what the run's feature is made of, on a common scale.
//!
//! ```text
//! mfcc, …, table     numbers ────────────────────────────────────────┐
//! lyrics_tfidf       lyrics ─ TF-IDF ────────────────────────────────┤
//! hybrid             numbers ─ standardise ─ network of its own ─ μ ─┤
//!                    lyrics ─ TF-IDF ─ SVD ─ standardise ────────────┼─ standardise ─ weights ─ features
//! multimodal         … ─ and genre, one-hot ─────────────────────────┘
//! ```
//!
//! The weights come last: standardising would undo them. Moving them costs neither of the two slow steps, which are
//! kept for the next run with the keys of what they depend on.

use std::{ops::Range, sync::Arc};

use ndarray::{Array1, Array2};

use super::{
    Memory, RunError,
    architecture::{condition_column, reads_both},
    describer::{ConditionFit, Describer, LyricsFit, SoundFit, Summary, beside, values_of, weigh},
    representation::{Learner, Representation},
    selection::Chosen,
};
use crate::{
    features::{
        Categories, Standardize, TfidfSettings, Vocabulary, standardize,
        standardize::Scaling,
        standardize_counts,
        tfidf::{SVD_FEATURES, TFIDF_FEATURES, WORD_FEATURES},
        truncated_svd,
    },
    models::{share::Share, training::Training},
    random::{Stage as Draw, seed_of},
    settings::{Baseline, Feature, LyricsTokens, Settings, VaeArch},
};

/// The lyrics' block of hybrid and multimodal, kept for the next run.
#[derive(Debug, Clone, PartialEq)]
pub struct LyricsBlock {
    key: [u8; 32],
    fit: Arc<LyricsFit>,
    /// (songs, directions), standardised.
    coordinates: Array2<f32>,
}

/// The parts of a hybrid at work, slowest last.
pub(super) struct Describing {
    songs: Chosen,
    lyrics: Option<LyricsBlock>,
    sound: Option<(Learner, Representation)>,
    /// The scale of what the sound's own network learns from.
    sound_scaling: Option<Scaling>,
    lyrics_known: Option<LyricsBlock>,
    /// Networks of earlier runs that may be the one the sound needs.
    sounds_known: Vec<Representation>,
    /// No network is trained any more.
    stopped: bool,
}

/// What the next step of [`Describing`] works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Lyrics,
    Sound,
    Done,
}

/// The finished matrix with what may serve again.
pub(super) struct Described {
    pub ids: Vec<String>,
    pub song_ids: Vec<String>,
    pub columns: Vec<super::Column>,
    /// (songs, D), standardised and weighted.
    pub features: Array2<f32>,
    /// How many of the columns, from the first, describe the sound of a hybrid.
    pub sound_columns: usize,
    /// What the network is told of each song besides, (songs, columns).
    pub condition: Array2<f32>,
    /// How to bring the features back to their own units; `None` where several things were put side by side.
    pub scaling: Option<Scaling>,
    /// What describes further songs in the same way.
    pub describer: Describer,
    pub lyrics: Option<LyricsBlock>,
    pub sound: Option<Representation>,
}

impl Describing {
    /// Stands before the first step. The sound's own network may be known from another hybrid, or from a run on that sound alone.
    pub fn new(songs: Chosen, memory: &Memory) -> Describing {
        Describing {
            songs,
            lyrics: None,
            sound: None,
            sound_scaling: None,
            lyrics_known: memory.lyrics.clone(),
            sounds_known: memory.sound.iter().chain(&memory.representation).cloned().collect(),
            stopped: false,
        }
    }

    /// What comes next. A feature of one part has no steps.
    pub fn part(&self, settings: &Settings) -> Part {
        if !settings.feature.joins() {
            return Part::Done;
        }
        match (&self.lyrics, &self.sound) {
            (None, _) => Part::Lyrics,
            _ if reads_both(settings) => Part::Done,
            (_, None) => Part::Sound,
            (_, Some((Learner::Training(_), _))) => Part::Sound,
            _ => Part::Done,
        }
    }

    /// The sound's own network, once it has begun.
    pub fn sound(&self) -> Option<&Representation> {
        self.sound.as_ref().map(|(_, representation)| representation)
    }

    /// The sound's own network in training, if it is at work.
    pub fn training(&self) -> Option<&Training> {
        self.sound.as_ref().and_then(|(learner, _)| learner.training())
    }

    /// As [`Learner::work`].
    pub fn work(&mut self, part: &Range<usize>) -> Option<Share> {
        self.sound.as_mut().and_then(|(learner, _)| learner.work(part))
    }

    /// As [`Learner::absorb`].
    pub fn absorb(&mut self, shares: Vec<Share>) {
        if let Some((learner, representation)) = &mut self.sound {
            learner.absorb(shares, representation);
        }
    }

    /// Sums up the lyrics, or trains the sound's network for an epoch.
    pub fn step(&mut self, settings: &Settings) -> Result<(), RunError> {
        match self.part(settings) {
            Part::Lyrics => self.sum_up_lyrics(settings),
            Part::Sound => self.learn_sound(settings),
            Part::Done => Ok(()),
        }
    }

    /// Takes the sound's network as it is now, or untrained if it has not begun.
    pub fn stop(&mut self) {
        self.stopped = true;
        if let Some((learner, representation)) = &mut self.sound {
            learner.stop(representation);
        }
    }

    fn sum_up_lyrics(&mut self, settings: &Settings) -> Result<(), RunError> {
        let lyrics = self.songs.lyrics.as_deref().unwrap_or_default();
        let depends_on = (settings.lyrics_tokens, settings.lyrics_embed_dim, settings.standardize, settings.seed);
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{depends_on:?}").as_bytes());
        for lyric in lyrics {
            hasher.update(&(lyric.len() as u64).to_le_bytes());
            hasher.update(lyric.as_bytes());
        }
        let key = *hasher.finalize().as_bytes();
        if let Some(known) = self.lyrics_known.take().filter(|known| known.key == key) {
            self.lyrics = Some(known);
            return Ok(());
        }
        let vocabulary = Vocabulary::fit(lyrics, &counting(settings))?;
        let seed = seed_of(settings.seed.into(), Draw::Lyrics);
        let found = truncated_svd(&vocabulary.rows(lyrics), settings.lyrics_embed_dim as usize, seed)?;
        let mut coordinates = found.coordinates;
        let scaling = standardize(&mut coordinates, settings.standardize)?;
        let summary = Some(Summary { directions: found.components, scaling });
        self.lyrics = Some(LyricsBlock { key, fit: Arc::new(LyricsFit { vocabulary, summary }), coordinates });
        Ok(())
    }

    fn learn_sound(&mut self, settings: &Settings) -> Result<(), RunError> {
        if let Some((learner, representation)) = &mut self.sound {
            learner.step(representation);
            return Ok(());
        }
        let mut numbers = self.songs.numbers.clone().unwrap_or_default();
        self.sound_scaling = Some(standardize(&mut numbers, settings.standardize)?);
        let own = sound_settings(settings);
        let untold = Array2::zeros((numbers.nrows(), 0));
        let key = Representation::key(numbers.view(), untold.view(), &own);
        self.sound = Some(match std::mem::take(&mut self.sounds_known).into_iter().find(|known| known.is(&key)) {
            Some(known) => (Learner::Ready, known),
            None => {
                let (mut learner, mut untrained) = Learner::start(numbers.view(), 0, untold.view(), &own, key)?;
                if self.stopped {
                    learner.stop(&mut untrained);
                }
                (learner, untrained)
            }
        });
        Ok(())
    }

    /// Puts the parts side by side.
    ///
    /// # Errors
    /// Those of the features: lyrics without a shared term, numbers that are not finite.
    pub fn finish(self, settings: &Settings) -> Result<Described, RunError> {
        let Describing { songs: Chosen { ids, song_ids, numbers, lyrics: words, columns }, lyrics, sound, .. } = self;
        let (mut blocks, mut weights) = (Vec::new(), Vec::new());
        let mut add = |block: Array2<f32>, weight: f64| {
            weights.extend(std::iter::repeat_n(weight as f32, block.ncols()));
            blocks.push(block);
        };
        let mut lyrics_fit = lyrics.as_ref().map(|block| block.fit.clone());
        match (settings.feature, &lyrics) {
            (Feature::Hybrid | Feature::Multimodal, Some(lyrics)) => {
                let heard = match &sound {
                    Some((_, sound)) => sound.places(&sound_settings(settings)),
                    None => numbers.unwrap_or_default(),
                };
                add(heard, settings.audio_weight);
                add(lyrics.coordinates.clone(), settings.lyrics_weight);
            }
            (Feature::LyricsTfidf, _) => {
                let words = words.unwrap_or_default();
                let fit = LyricsFit { vocabulary: Vocabulary::fit(&words, &counting(settings))?, summary: None };
                add(fit.rows(&words), 1.0);
                lyrics_fit = Some(Arc::new(fit));
            }
            _ => add(numbers.unwrap_or_default(), 1.0),
        }
        let genres = (settings.feature == Feature::Multimodal).then(|| {
            // Songs without a genre, or a library without that column, are `unknown`.
            let values = values_of(&columns, &settings.genre_col, ids.len());
            let genres = Categories::of(&values);
            add(genres.rows(&values), 1.0);
            genres
        });
        let told = match condition_column(settings).filter(|name| columns.iter().any(|column| column.name == *name)) {
            Some(name) => Some(ConditionFit::fit(&values_of(&columns, name, ids.len()))?),
            None => None,
        };
        let condition = match (&told, condition_column(settings)) {
            (Some(told), Some(name)) => told.rows(&values_of(&columns, name, ids.len())),
            _ => Array2::zeros((ids.len(), 0)),
        };
        let sound_columns = blocks.first().map_or(0, Array2::ncols);
        let mut features = beside(&blocks);
        let scaling = match (settings.standardize, settings.feature) {
            (Standardize::Auto, Feature::LyricsTfidf) => {
                standardize_counts(&mut features, counting(settings).times_counted())?
            }
            (how, _) => standardize(&mut features, how)?,
        };
        let weights = Array1::from_vec(weights);
        weigh(&mut features, &weights);
        let sound_fit = match (&sound, self.sound_scaling) {
            (Some((_, Representation { model: Some(model), .. })), Some(scaling)) => {
                Some(SoundFit { scaling, model: model.clone() })
            }
            _ => None,
        };
        Ok(Described {
            ids,
            song_ids,
            columns,
            features,
            sound_columns,
            condition,
            scaling: (blocks.len() == 1).then(|| scaling.clone()),
            describer: Describer { lyrics: lyrics_fit, sound: sound_fit, genres, condition: told, scaling, weights },
            lyrics,
            sound: sound.map(|(_, representation)| representation),
        })
    }
}

/// How the lyrics are counted: the published systems keep 500 words, or as many runs of characters as asked for.
pub(crate) fn counting(settings: &Settings) -> TfidfSettings {
    match settings.lyrics_tokens {
        LyricsTokens::CharWb if settings.feature.joins() => TfidfSettings::char_wb(SVD_FEATURES),
        LyricsTokens::CharWb => TfidfSettings::char_wb(TFIDF_FEATURES),
        LyricsTokens::Word => TfidfSettings::words(WORD_FEATURES),
    }
}

/// The sound's network is trained as that of a run on this sound alone is, so that one may serve for the other.
fn sound_settings(settings: &Settings) -> Settings {
    let feature = settings.audio_feature.alone();
    let vae_arch = match settings.vae_arch {
        VaeArch::Conv2d => VaeArch::Conv2d,
        VaeArch::Mlp | VaeArch::DualEncoder => VaeArch::Mlp,
    };
    let (baseline, cond_col) = (Baseline::None, String::new());
    Settings { feature, vae_arch, baseline, cond_col, ..settings.clone() }
}
