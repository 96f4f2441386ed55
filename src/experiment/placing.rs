//! A finished map, and further songs put onto it without training: `new → step → … → finish`.
//!
//! ```text
//! songs ─ select ─ describe as the first ones were ─ the same network ─ μ ─┬─ nearest centre, or nearest song's group
//!                                                                         └─ axes of the map, or places of the nearest songs
//! ```
//!
//! A song is placed at its mean μ, also where the first songs lie at a sample of their distributions: a draw would tell
//! nothing of it. Where it comes to lie depends on itself alone.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use burn_tensor::Device;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, concatenate};

use super::{
    Column, InputError, Lack, LeftOut, RunError, SongLevel, Songs, Warning,
    architecture::condition_column,
    describer::{Describer, values_of},
    scores::{Agreement, Report, Scores, score},
    scoring::Scored,
    selection::{Chosen, Selection},
    song_level::song_level,
};
use crate::{
    clustering::{assign, nearest_labels},
    metrics::GroupSilhouette,
    models::network::Model,
    projection::Frame,
    random::{Stage as Draw, seed_of},
    settings::{ClusterMethod, Settings},
};

/// Songs placed at a time, so that whoever drives the placing can look up.
const SONGS_AT_A_TIME: usize = 32;
/// How far from its place on the map a song of the same id may be placed and still be the same song, as a share of how
/// far the map's songs lie from their middle. Browsers decode lossy files a little differently.
const SAME_SONG: f64 = 0.05;

/// A map that has been made, with all that was fitted on its songs.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainedMap {
    /// What it was made with.
    pub settings: Settings,
    /// From songs to features.
    pub describer: Describer,
    /// From features to places in the latent space.
    pub encoder: Encoder,
    /// From there to the map; `None` without a map.
    pub frame: Option<Frame>,
    /// The groups' centres (groups × units), by label.
    pub centres: Array2<f64>,
    /// The songs that it was made of.
    pub songs: MappedSongs,
}

/// What finds a song's place in the latent space.
#[derive(Debug, Clone, PartialEq)]
pub enum Encoder {
    /// A network's μ.
    Network(Arc<Model>),
    /// Scores along principal components.
    Pca {
        /// Mean of each column (D).
        mean: Array1<f64>,
        /// Directions (units × D).
        components: Array2<f64>,
    },
    /// The features themselves.
    Raw,
}

/// The songs of a finished map, one a row.
#[derive(Debug, Clone, PartialEq)]
pub struct MappedSongs {
    /// One id a row.
    pub ids: Vec<String>,
    /// The song of each row.
    pub song_ids: Vec<String>,
    /// Titles, empty where unknown.
    pub titles: Vec<String>,
    /// Artists, empty where unknown.
    pub artists: Vec<String>,
    /// What was known of the songs that could be a class.
    pub columns: Vec<Column>,
    /// μ of each (songs, units).
    pub means: Array2<f32>,
    /// What was clustered and drawn (songs, units): the means, or samples.
    pub latents: Array2<f32>,
    /// Where they lie on the map (songs, 2); empty without a map.
    pub places: Array2<f32>,
    /// Their groups, −1 = noise.
    pub groups: Vec<i32>,
}

/// The songs of a map and further ones beside them.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// One id a row: first the map's own, then the further ones. A further song whose id another song of the map has is
    /// given a mark (′).
    pub ids: Vec<String>,
    /// The song of each row.
    pub song_ids: Vec<String>,
    /// How many rows are the map's own.
    pub known: usize,
    /// The row of each among the songs that were given; `None` for songs of the map that were not.
    pub given: Vec<Option<usize>>,
    /// Given songs that could not be placed, and why.
    pub left_out: Vec<LeftOut>,
    /// The clips summed up to their songs, if songs were cut.
    pub song_level: Option<SongLevel>,
    /// One label a row.
    pub clusters: Vec<i32>,
    /// (rows, units).
    pub latents: Array2<f32>,
    /// (rows, 2); empty without a map.
    pub projection: Array2<f32>,
    /// Scores of all rows together.
    pub scores: Scores,
    /// Agreement with every class-like column.
    pub agreement: Vec<Agreement>,
    /// Silhouette of each row.
    pub silhouette_per_song: Vec<Option<f64>>,
    /// Mean silhouette of each group.
    pub silhouette_per_group: Vec<GroupSilhouette>,
    /// What a reader must know.
    pub warnings: Vec<Warning>,
}

/// Songs being placed.
pub struct Placing {
    map: Arc<TrainedMap>,
    /// Ids, songs and columns of all that was given.
    given: Given,
    chosen: Chosen,
    left_out: Vec<LeftOut>,
    /// μ of those that were placed so far, row by row.
    means: Vec<f32>,
    placed: usize,
}

struct Given {
    ids: Vec<String>,
    columns: Vec<Column>,
}

impl Encoder {
    /// μ of songs: `features` (songs × D) as their describer made them, under `condition`.
    pub fn means(&self, features: ArrayView2<'_, f32>, condition: ArrayView2<'_, f32>) -> Array2<f32> {
        match self {
            Encoder::Network(model) => model.embed(features, condition, &Device::flex()).mean,
            Encoder::Pca { mean, components } => {
                (features.mapv(f64::from) - mean).dot(&components.t()).mapv(|value| value as f32)
            }
            Encoder::Raw => features.to_owned(),
        }
    }
}

impl Placing {
    /// Selects the songs that have what the map's songs were described by. Without songs there is only the map.
    ///
    /// # Errors
    /// Those of `Selection::new`, when there are songs and none of them can be placed.
    pub fn new(map: Arc<TrainedMap>, songs: Songs) -> Result<Placing, RunError> {
        let given = Given { ids: songs.ids.clone(), columns: songs.columns.clone() };
        let (mut chosen, mut left_out) = (Chosen::default(), Vec::new());
        if !songs.ids.is_empty() {
            Selection { songs: chosen, left_out } = Selection::new(songs, &map.settings)?;
        }
        if let (Some(told), Some(column)) = (&map.describer.condition, condition_column(&map.settings)) {
            let values = values_of(&chosen.columns, column, chosen.ids.len());
            let known: Vec<bool> = values.iter().map(|value| told.categories.column(value).is_some()).collect();
            let strangers = chosen.ids.iter().zip(&known).filter(|(_, known)| !**known);
            left_out.extend(strangers.map(|(id, _)| LeftOut { id: id.clone(), code: Lack::UnknownCondition }));
            let rows: Vec<usize> = (0..known.len()).filter(|&row| known[row]).collect();
            chosen = chosen.rows(&rows);
        }
        Ok(Placing { map, given, chosen, left_out, means: Vec::new(), placed: 0 })
    }

    /// How many songs are placed, and of how many.
    pub fn progress(&self) -> (usize, usize) {
        (self.placed, self.chosen.ids.len())
    }

    /// Places some more songs; false when none is left.
    ///
    /// # Errors
    /// [`InputError::OtherWidth`] when their numbers are not as many as the map's songs had; [`InputError::NoPlace`] when
    /// the network runs off.
    pub fn step(&mut self) -> Result<bool, RunError> {
        let (from, songs) = self.progress();
        if from == songs {
            return Ok(false);
        }
        let rows: Vec<usize> = (from..songs.min(from + SONGS_AT_A_TIME)).collect();
        let some = self.chosen.rows(&rows);
        let (features, condition) = self.map.describer.describe(&some, &self.map.settings)?;
        let means = self.map.encoder.means(features.view(), condition.view());
        for (row, id) in means.rows().into_iter().zip(&some.ids) {
            if !row.iter().all(|value| value.is_finite()) {
                return Err(InputError::NoPlace { id: id.clone() }.into());
            }
        }
        self.means.extend(means);
        self.placed += rows.len();
        Ok(self.placed < songs)
    }

    /// The map with the songs placed so far, scored against the column `label_col`.
    ///
    /// # Errors
    /// Those of the scores; none on a map that was made or read.
    pub fn finish(self, label_col: &str) -> Result<Placed, RunError> {
        let Placing { map, given, chosen, left_out, means, placed } = self;
        let TrainedMap { songs, centres, frame, .. } = map.as_ref();
        let units = songs.means.ncols();
        let means = crate::models::matrix((placed, units), means);
        let row_of: HashMap<&str, usize> = given.ids.iter().enumerate().map(|(row, id)| (id.as_str(), row)).collect();
        let given_row = |id: &str| row_of.get(id).copied();

        let again = songs.again(&chosen, means.view());
        let new: Vec<usize> = (0..placed).filter(|&row| again[row].is_none()).collect();
        let mut given_rows = vec![None; songs.ids.len()];
        for (row, known) in again.iter().enumerate() {
            if let Some(known) = known {
                given_rows[*known] = given_row(&chosen.ids[row]);
            }
        }
        given_rows.extend(new.iter().map(|&row| given_row(&chosen.ids[row])));

        let names = |own: &[String], of: &[String]| marked(own, new.iter().map(|&row| of[row].as_str()));
        let (ids, song_ids) = (names(&songs.ids, &chosen.ids), names(&songs.song_ids, &chosen.song_ids));
        let new_means = means.select(Axis(0), &new);
        let latents = below(songs.latents.view(), new_means.view());
        let projection = match frame {
            Some(frame) => below(songs.places.view(), frame.place(new_means.view())?.view()),
            None => Array2::zeros((0, 2)),
        };
        let mut clusters = songs.groups.clone();
        clusters.extend(match map.settings.cluster_method {
            ClusterMethod::Kmeans | ClusterMethod::Mixture => assign(new_means.view(), centres.view())?,
            // Groups of any shape: a song belongs where the song nearest to it does.
            _ => nearest_labels(new_means.view(), songs.latents.view(), &songs.groups)?,
        });

        let columns = merged(&songs.columns, &given.columns, songs.ids.len(), &given_rows);
        let seed = seed_of(map.settings.seed.into(), Draw::Chance);
        let scored = Scored { latents: latents.view(), features: None, labels: &clusters };
        let Report { scores, agreement, silhouette_per_song, silhouette_per_group } =
            score(scored, &columns, label_col, seed)?;
        let mut warnings = Warning::of_left_out(&left_out);
        if let Some(genres) = &map.describer.genres {
            let column = &map.settings.genre_col;
            let values = values_of(&chosen.columns, column, chosen.ids.len());
            let count = new.iter().filter(|&&row| genres.column(&values[row]).is_none()).count();
            if count > 0 {
                warnings.push(Warning::UnknownGenres { column: column.clone(), count });
            }
        }
        Ok(Placed {
            known: songs.ids.len(),
            given: given_rows,
            song_level: song_level(&song_ids, latents.view(), projection.view(), &clusters),
            ids,
            song_ids,
            left_out,
            clusters,
            latents,
            projection,
            scores,
            agreement,
            silhouette_per_song,
            silhouette_per_group,
            warnings,
        })
    }
}

impl MappedSongs {
    /// Which row of the map each placed row is, if it is one of them: of the same id, and placed where the map's own lies.
    /// A song in several clips is known if all of them are; else all are new.
    fn again(&self, placed: &Chosen, means: ArrayView2<'_, f32>) -> Vec<Option<usize>> {
        let row_of: HashMap<&str, usize> = self.ids.iter().enumerate().map(|(row, id)| (id.as_str(), row)).collect();
        let middle = self.means.mapv(f64::from).sum_axis(Axis(0)) / self.means.nrows().max(1) as f64;
        let squares: f64 = self.means.rows().into_iter().map(|row| squared(row, middle.view())).sum();
        let spread = squares / self.means.nrows().max(1) as f64;
        let same = |row: usize| {
            row_of.get(placed.ids[row].as_str()).copied().filter(|&known| {
                let (there, here) = (self.means.row(known).mapv(f64::from), means.row(row));
                // Where all songs lie in one point, rounding is no other song.
                let rounding = 1e-10 * there.iter().map(|value| value * value).sum::<f64>();
                squared(here, there.view()) <= SAME_SONG * SAME_SONG * spread + rounding
            })
        };
        let mut again: Vec<Option<usize>> = (0..means.nrows()).map(same).collect();
        let strangers: HashSet<&str> =
            (0..again.len()).filter(|&row| again[row].is_none()).map(|row| placed.song_ids[row].as_str()).collect();
        for (row, known) in again.iter_mut().enumerate() {
            known.take_if(|_| strangers.contains(placed.song_ids[row].as_str()));
        }
        again
    }
}

fn squared(point: ArrayView1<'_, f32>, other: ArrayView1<'_, f64>) -> f64 {
    point.iter().zip(other).map(|(&a, &b)| (f64::from(a) - b).powi(2)).sum()
}

/// `own` names with `further` ones below; a further one that is taken is marked until it is not. Equal further names stay
/// equal: they are clips of one song.
fn marked<'a>(own: &[String], further: impl Iterator<Item = &'a str> + Clone) -> Vec<String> {
    let own_names: HashSet<&str> = own.iter().map(String::as_str).collect();
    let mut taken: HashSet<String> = own.iter().cloned().chain(further.clone().map(str::to_owned)).collect();
    let mut marks: HashMap<&str, String> = HashMap::new();
    let mut names = own.to_vec();
    for name in further {
        if !own_names.contains(name) {
            names.push(name.to_owned());
            continue;
        }
        let marked = marks.entry(name).or_insert_with(|| {
            let mut marked = format!("{name}′");
            while !taken.insert(marked.clone()) {
                marked.push('′');
            }
            marked
        });
        names.push(marked.clone());
    }
    names
}

fn below<'a>(upper: ArrayView2<'a, f32>, lower: ArrayView2<'a, f32>) -> Array2<f32> {
    // Both have the same columns.
    concatenate(Axis(0), &[upper, lower]).unwrap_or_default()
}

/// The columns of all rows: what is said of a song that was given counts before what the map knew of it.
fn merged(own: &[Column], given: &[Column], known: usize, given_rows: &[Option<usize>]) -> Vec<Column> {
    let mut names: Vec<&str> = own.iter().chain(given).map(|column| column.name.as_str()).collect();
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(*name));
    let named = |columns: &'_ [Column], name: &str| columns.iter().position(|column| column.name == name);
    let column = |name: &str| {
        let (there, here) = (named(own, name), named(given, name));
        let value = |(row, given_row): (usize, &Option<usize>)| {
            let said = here.zip(*given_row).map(|(place, row)| given[place].values[row].clone());
            let knew = there.filter(|_| row < known).map(|place| own[place].values[row].clone());
            said.filter(|value| !value.is_empty()).or(knew).unwrap_or_default()
        };
        Column { name: name.to_owned(), values: given_rows.iter().enumerate().map(value).collect() }
    };
    names.into_iter().map(column).collect()
}
