//! What of a project is no tensor, as it stands in the file. Names are those of the page (`www/app/types.js`).
//!
//! The page reads the same text a second time, once it has been read here: `JSON.parse` brings every number back to the bit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{experiment::scores::Scores, settings::Settings};

/// Everything that is no tensor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectAbout {
    /// Version of the format.
    pub version: u32,
    /// Version of the features' figures.
    pub feature_version: u32,
    /// What the next run would be made with.
    pub settings: Settings,
    /// Names of the columns, in their order.
    pub columns: Vec<String>,
    /// The songs, in their order.
    pub tracks: Vec<TrackAbout>,
    /// Ids of songs that were taken off.
    pub removed: Vec<String>,
    /// Numbers that songs were heard to have: tensors `heard.0` …
    pub heard: Vec<Described>,
    /// Numbers that tables and arrays gave songs: tensors `given.0` …
    pub given: Vec<Described>,
    /// Places of the songs that have a waveform: the rows of the tensor `thumbnails`.
    pub thumbnails: Vec<usize>,
    /// Lists of ids that the runs name, each written once.
    pub ids: Vec<Vec<String>>,
    /// Finished runs, oldest first. The tensors of the first are named `runs.0.…`.
    pub runs: Vec<RunAbout>,
    /// The map that was loaded from a file: the tensor `model`.
    pub model: Option<ModelAbout>,
}

/// A song.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrackAbout {
    /// Unlike that of any other song.
    pub id: String,
    /// Of its file.
    pub name: String,
    /// Bytes of its file.
    pub size: u64,
    /// Whether it came with sound.
    pub sound: bool,
    /// Whether it was heard.
    pub state: State,
    /// Why it could not be heard.
    pub problem: Option<Said>,
    /// What else was to be said of it.
    pub notices: Vec<Said>,
    /// Title.
    pub title: String,
    /// Artist.
    pub artist: String,
    /// Lyrics.
    pub lyrics: String,
    /// A cell for each column; null where nothing was ever said.
    pub cells: Vec<Option<String>>,
    /// Whether its file was asked for tags.
    pub tagged: bool,
    /// Length of what was heard, in seconds.
    pub seconds: Option<f64>,
    /// The file's sample rate, Hz.
    pub rate: Option<f64>,
    /// Content hash, 32 hexadecimal digits.
    pub hash: Option<String>,
    /// How it was heard.
    pub heard: Option<HeardAbout>,
}

/// Whether a song was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It takes part in runs.
    Ready,
    /// Its sound could not be heard, or was not.
    Failed,
}

/// How a song was heard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeardAbout {
    /// The settings that decide it, as `www/app/hearing.js` writes them.
    pub key: String,
    /// Clips it was cut into; 1 for a whole song.
    pub clips: usize,
}

/// Rows of a tensor, and whose they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Described {
    /// Name of the feature, with the settings it depends on.
    pub feature: String,
    /// Places of the songs, in the order of the rows; of what was heard each has a row a clip.
    pub tracks: Vec<usize>,
}

/// A warning, or what is wrong with a song: a code and its data.
pub type Said = BTreeMap<String, Datum>;

/// Data of a warning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Datum {
    /// One value.
    One(Value),
    /// Several.
    Several(Vec<Value>),
}

/// A plain value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// null.
    Nothing(()),
    /// true or false.
    Truth(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

/// A finished run. What is a tensor is not named here: its presence says whether the run has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunAbout {
    /// Greater than that of the run before it.
    pub number: u32,
    /// What the visitor calls it; empty until they do.
    pub title: String,
    /// Whether a run made now would take the same songs, described in the same way.
    pub current: bool,
    /// What it was made with.
    pub settings: Settings,
    /// Ids of its rows: a place among the lists.
    pub ids: usize,
    /// The song of each row: a place among the lists.
    pub song_ids: usize,
    /// Songs that lack what it is made of.
    pub left_out: Vec<LeftOut>,
    /// Ids of the songs that its clips were summed up to: a place among the lists.
    pub song_level: Option<usize>,
    /// Numbers that describe each row.
    pub feature_columns: u64,
    /// Scores.
    pub metrics: Scores,
    /// How the groups agree with columns.
    pub agreement: Vec<Agreement>,
    /// Mean silhouettes of the groups.
    pub silhouette_groups: Vec<SilhouetteGroup>,
    /// The reach that DBSCAN found its groups with.
    pub eps_used: Option<f64>,
    /// Connected parts of the graph of neighbours.
    pub graph_parts: Option<u64>,
    /// The same with further seeds.
    pub repeats: Option<Repeats>,
    /// What `clusters = auto` tried.
    pub candidates: Vec<Candidate>,
    /// One an epoch.
    pub losses: Vec<Losses>,
    /// The film; its pictures are tensors.
    pub frames: Vec<FrameAbout>,
    /// Nats, one a unit.
    pub kl_per_unit: Vec<f64>,
    /// Units that say something.
    pub active_units: u64,
    /// Rows whose reconstruction error stands out.
    pub outliers: Vec<usize>,
    /// Songs as the network draws them back.
    pub recon: Option<ReconAbout>,
    /// Rows that the network did not learn from.
    pub held_out: HeldOut,
    /// Loss of the rows kept for the end.
    pub test_loss: Option<f64>,
    /// The epoch with the least validation loss, from 1.
    pub best_epoch: Option<u64>,
    /// Share of the spread on each axis of the map.
    pub variance_shown: Option<[f64; 2]>,
    /// Warnings.
    pub warnings: Vec<Said>,
    /// How long each stage took.
    pub seconds: BTreeMap<String, f64>,
    /// Whether it was ended early.
    pub stopped: bool,
    /// The suite that made it.
    pub suite: Option<SuiteAbout>,
    /// How it was drawn besides: `viz` of each tensor `further.0` …
    pub further_maps: Vec<String>,
}

/// A song that is not part of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// The song.
    pub id: String,
    /// Why not.
    pub code: String,
}

/// How the groups agree with a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The column.
    pub column: String,
    /// Different values it has.
    pub values: u64,
    /// Adjusted Rand index.
    pub ari: Option<f64>,
    /// Normalised mutual information.
    pub nmi: Option<f64>,
    /// Purity.
    pub purity: Option<f64>,
    /// What shuffled labels come to.
    pub ari_chance: Option<f64>,
    /// As above.
    pub nmi_chance: Option<f64>,
    /// As above.
    pub purity_chance: Option<f64>,
}

/// A group's mean silhouette.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SilhouetteGroup {
    /// The group.
    pub label: i32,
    /// Its rows.
    pub size: u64,
    /// The mean.
    pub mean: f64,
}

/// Scores over several seeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeats {
    /// The seeds.
    pub seeds: Vec<u32>,
    /// By the names of the scores.
    pub scores: BTreeMap<String, Spread>,
}

/// A score over several seeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: Option<f64>,
    /// Seeds that had it.
    pub count: u64,
}

/// A number of groups that was tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// Groups.
    pub clusters: u64,
    /// Mean silhouette.
    pub silhouette: Option<f64>,
    /// Sum of squared distances.
    pub inertia: f64,
}

/// An epoch. Null is no number: a training that runs off has such epochs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Losses {
    /// Total.
    pub total: Option<f64>,
    /// Reconstruction error.
    pub reconstruction: Option<f64>,
    /// KL divergence.
    pub kl: Option<f64>,
    /// Total of the rows kept back.
    pub validation: Option<f64>,
}

/// A moment of the training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameAbout {
    /// 0 is before the first step.
    pub epoch: u64,
    /// Of that epoch.
    pub losses: Option<Losses>,
    /// Units that say something.
    #[serde(rename = "activeUnits")]
    pub active_units: u64,
}

/// Rows drawn back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReconAbout {
    /// Which.
    pub rows: Vec<usize>,
    /// Bands of a map; 0 where a row is none.
    pub bands: u64,
    /// Frames of a map.
    pub frames: u64,
}

/// Rows kept back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldOut {
    /// For the loss after every epoch.
    pub validation: Vec<usize>,
    /// For the end.
    pub test: Vec<usize>,
}

/// A suite's run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuiteAbout {
    /// The suite.
    pub name: String,
    /// The run's folder in the archive.
    pub run_dir: String,
}

/// A map that was loaded from a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelAbout {
    /// Of the file.
    pub name: String,
}
