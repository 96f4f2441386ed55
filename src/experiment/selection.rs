//! Which songs a run takes: those that have all it needs. The others are named, with what they lack.

use super::{InputError, Lack, LeftOut, Songs, architecture::condition_column};
use crate::{
    features::clean_lyrics,
    settings::{AudioFeature, Feature, Settings, Switch},
};
use ndarray::{Array2, Axis};

/// The songs of a run with exactly what it is made of.
#[derive(Debug)]
pub(super) struct Selection {
    /// Their ids and columns; `numbers` are empty where the run takes none, `lyrics` likewise.
    pub songs: Chosen,
    /// The others.
    pub left_out: Vec<LeftOut>,
}

/// Songs that all have what the run needs.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    /// One id a row.
    pub ids: Vec<String>,
    /// The song of each row.
    pub song_ids: Vec<String>,
    /// (songs, D), if the run takes numbers.
    pub numbers: Option<Array2<f32>>,
    /// One lyric a song, cleaned if that was asked for, if the run takes lyrics.
    pub lyrics: Option<Vec<String>>,
    /// The manifest's columns.
    pub columns: Vec<super::Column>,
}

/// What `feature` is made of: numbers (and what it means to lack them) and lyrics.
pub(super) fn needs(settings: &Settings) -> (Option<Lack>, bool) {
    let sound = match settings.audio_feature {
        AudioFeature::Table => Lack::NoTable,
        _ => Lack::NoSound,
    };
    match settings.feature {
        Feature::Mfcc | Feature::MfccMean | Feature::MfccFrames | Feature::Logmelspec => (Some(Lack::NoSound), false),
        Feature::Table => (Some(Lack::NoTable), false),
        Feature::LyricsTfidf => (None, true),
        Feature::Hybrid | Feature::Multimodal => (Some(sound), true),
    }
}

impl Chosen {
    /// Some of them, by row.
    pub fn rows(&self, rows: &[usize]) -> Chosen {
        let some = |all: &[String]| rows.iter().map(|&row| all[row].clone()).collect::<Vec<_>>();
        Chosen {
            ids: some(&self.ids),
            song_ids: some(&self.song_ids),
            numbers: self.numbers.as_ref().map(|numbers| numbers.select(Axis(0), rows)),
            lyrics: self.lyrics.as_deref().map(some),
            columns: self
                .columns
                .iter()
                .map(|column| super::Column { name: column.name.clone(), values: some(&column.values) })
                .collect(),
        }
    }
}

impl Selection {
    /// Takes the songs that have what `settings` need.
    ///
    /// # Errors
    /// [`InputError::NoSongs`] without any song; [`InputError::NoneDescribed`] and [`InputError::NoneHasBoth`] when none
    /// has what is needed; [`InputError::UnequalRows`] when the parts of `songs` do not belong together.
    pub fn new(songs: Songs, settings: &Settings) -> Result<Selection, InputError> {
        check(&songs)?;
        let (numbers, lyrics) = needs(settings);
        let Songs { ids, song_ids, numbers: given, lyrics: words, columns } = songs;
        let words: Vec<Option<String>> =
            if lyrics { words.into_iter().map(|text| sung(text, settings.lyrics_clean)).collect() } else { Vec::new() };
        let condition = condition_column(settings);
        let told = condition.map(|name| columns.iter().find(|column| column.name == name));
        let untold = |song: usize| match told {
            Some(Some(column)) => column.values[song].is_empty(),
            Some(None) => true,
            None => false,
        };
        let lacks: Vec<Option<Lack>> = (0..ids.len())
            .map(|song| match numbers {
                Some(lack) if !given.present[song] => Some(lack),
                _ if lyrics && words[song].is_none() => Some(Lack::NoLyrics),
                _ => untold(song).then_some(Lack::NoCondition),
            })
            .collect();
        let kept = |song: usize| lacks[song].is_none();
        if !(0..ids.len()).any(kept) {
            let songs = ids.len();
            return Err(match numbers {
                Some(lack) if given.values.nrows() == 0 => InputError::NoneDescribed { lack, songs },
                _ if lacks.contains(&Some(Lack::NoCondition)) => {
                    InputError::NoneDescribed { lack: Lack::NoCondition, songs }
                }
                _ if lyrics && words.iter().all(Option::is_none) => {
                    InputError::NoneDescribed { lack: Lack::NoLyrics, songs }
                }
                _ => InputError::NoneHasBoth { songs },
            });
        }
        let numbers = numbers.map(|_| {
            let with_numbers = (0..ids.len()).filter(|&song| given.present[song]);
            let rows: Vec<usize> =
                with_numbers.enumerate().filter(|&(_, song)| kept(song)).map(|(row, _)| row).collect();
            // The common case, that all songs take part, moves the numbers instead of copying them.
            if rows.len() == given.values.nrows() { given.values } else { given.values.select(Axis(0), &rows) }
        });
        let columns =
            columns.into_iter().map(|column| super::Column { values: keep(column.values, kept), name: column.name });
        let left_out = ids.iter().zip(&lacks).filter_map(|(id, lack)| Some(LeftOut { id: id.clone(), code: (*lack)? }));
        Ok(Selection {
            left_out: left_out.collect(),
            songs: Chosen {
                numbers,
                lyrics: lyrics.then(|| keep(words, kept).into_iter().flatten().collect()),
                columns: columns.collect(),
                ids: keep(ids, kept),
                song_ids: keep(song_ids, kept),
            },
        })
    }
}

fn keep<T>(all: Vec<T>, kept: impl Fn(usize) -> bool) -> Vec<T> {
    all.into_iter().enumerate().filter(|(place, _)| kept(*place)).map(|(_, value)| value).collect()
}

/// The lyric as it is counted; `None` if it says nothing.
fn sung(lyric: Option<String>, clean: Switch) -> Option<String> {
    let lyric = lyric.map(|text| if clean == Switch::On { clean_lyrics(&text) } else { text });
    lyric.filter(|text| !text.trim().is_empty())
}

fn check(songs: &Songs) -> Result<(), InputError> {
    let count = songs.ids.len();
    if count == 0 {
        return Err(InputError::NoSongs {});
    }
    let numbers = &songs.numbers;
    let with_numbers = numbers.present.iter().filter(|present| **present).count();
    let odd = songs.columns.iter().find(|column| column.values.len() != count);
    let lengths = [numbers.present.len(), songs.lyrics.len(), songs.song_ids.len()];
    let fits = lengths == [count; 3] && with_numbers == numbers.values.nrows();
    if !fits || odd.is_some() {
        return Err(InputError::UnequalRows {
            ids: count,
            features: numbers.values.nrows(),
            column: odd.map(|column| column.name.clone()).unwrap_or_default(),
            values: odd.map_or(count, |column| column.values.len()),
        });
    }
    Ok(())
}
