//! Every setting of a run: name, default, range and one plain sentence, in one table.
//!
//! The table drives the panel on the page, the settings in the address, the check before a run and the
//! documentation. Names and defaults are those of the systems Songscape re-implements, so that their command lines
//! can be read across; where a default of ours differs, the sentence says so.

pub mod choices;
pub mod widths;

use serde::{Deserialize, Serialize};

pub use choices::{
    AudioFeature, Baseline, ClusterMethod, Clusters, Feature, Latent, LyricsTokens, Projection, Switch, VaeArch,
};
pub use widths::Widths;

use crate::{
    clustering::Linkage,
    features::{LogMelPadding, Standardize},
    models::objective::Objective,
};

/// A setting's value as the page knows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Plain {
    /// Integers and reals.
    Number(f64),
    /// Choices and column names.
    Text(String),
}

/// What values a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// One of these names.
    Choice {
        /// The names.
        choices: &'static [&'static str],
    },
    /// A whole number in a range, ends included.
    Integer {
        /// Least value.
        minimum: f64,
        /// Greatest value.
        maximum: f64,
    },
    /// A whole number in a range, or the word `auto`.
    IntegerOrAuto {
        /// Least value.
        minimum: f64,
        /// Greatest value.
        maximum: f64,
    },
    /// A real number in a range, ends included.
    Number {
        /// Least value.
        minimum: f64,
        /// Greatest value.
        maximum: f64,
    },
    /// The name of a column.
    Text,
    /// Whole numbers in a range with commas between them, or the word `auto`.
    Widths {
        /// Least value.
        minimum: f64,
        /// Greatest value.
        maximum: f64,
        /// Most numbers.
        most: usize,
    },
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The setting's name everywhere.
    pub name: &'static str,
    /// Where the panel shows it.
    pub group: &'static str,
    /// A few words for the panel.
    pub label: &'static str,
    /// One plain sentence.
    pub explanation: &'static str,
    /// The value without a choice.
    pub default: Plain,
    /// What it takes.
    #[serde(flatten)]
    pub kind: Kind,
}

/// A setting outside its range.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum SettingsError {
    /// A number that the setting does not take.
    #[error("{name} must be between {minimum} and {maximum}, it is {found}")]
    SettingOutOfRange {
        /// The setting.
        name: &'static str,
        /// Least value.
        minimum: f64,
        /// Greatest value.
        maximum: f64,
        /// The value received.
        found: f64,
    },
    /// More layers than a network may have.
    #[error("{name} has {found} layers, at most {most} are possible")]
    TooManyLayers {
        /// The setting.
        name: &'static str,
        /// Most layers.
        most: usize,
        /// Layers received.
        found: usize,
    },
    /// A name that is no setting's.
    #[error("there is no setting called {name}")]
    UnknownSetting {
        /// The name received.
        name: String,
    },
    /// A column name too long to be one.
    #[error("{name} must be a column name of at most {maximum} characters, it has {found}")]
    SettingTooLong {
        /// The setting.
        name: &'static str,
        /// Longest name.
        maximum: usize,
        /// Characters received.
        found: usize,
    },
}

/// The longest column name accepted.
const LONGEST_COLUMN_NAME: usize = 200;

/// A value that can stand in the table.
pub trait Value {
    /// As the page, the address and the files have it.
    fn plain(&self) -> Plain;
}

/// Declares [`Settings`], its defaults and its table from one list.
macro_rules! settings {
    ($($group:literal { $(#[doc = $explanation:literal] $name:ident: $kind_of:ty = $default:expr, $label:literal, $kind:expr;)+ })+) => {
        /// The settings of one run. Every field's name is its name on the page, in the address and in the files.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Settings { $($(#[doc = $explanation] pub $name: $kind_of,)+)+ }

        impl Default for Settings {
            fn default() -> Settings {
                Settings { $($($name: $default,)+)+ }
            }
        }

        impl Settings {
            /// The table, in the order of the panel.
            pub fn table() -> Vec<Row> {
                let defaults = Settings::default();
                vec![$($(Row {
                    name: stringify!($name),
                    group: $group,
                    label: $label,
                    explanation: $explanation.trim_ascii(),
                    default: defaults.$name.plain(),
                    kind: $kind,
                },)+)+]
            }

            /// Each setting's value, in the order of the table.
            fn values(&self) -> Vec<Plain> {
                vec![$($(self.$name.plain(),)+)+]
            }
        }
    };
}

const fn integer(minimum: u32, maximum: u32) -> Kind {
    Kind::Integer { minimum: minimum as f64, maximum: maximum as f64 }
}

const fn number(minimum: f64, maximum: f64) -> Kind {
    Kind::Number { minimum, maximum }
}

const fn widths(maximum: u32) -> Kind {
    Kind::Widths { minimum: 1.0, maximum: maximum as f64, most: widths::MOST_LAYERS }
}

const fn choices(choices: &'static [&'static str]) -> Kind {
    Kind::Choice { choices }
}

settings! {
    "Sound" {
        /// What of each song the network is told: its timbre summed up (mfcc, mfcc_mean), in time (mfcc_frames, logmelspec), its lyrics (lyrics_tfidf), several together (hybrid, multimodal), or numbers from a table.
        feature: Feature = Feature::Mfcc, "Feature", choices(Feature::NAMES);
        /// What of the sound goes into hybrid and multimodal.
        audio_feature: AudioFeature = AudioFeature::Mfcc, "Sound in hybrid", choices(AudioFeature::NAMES);
        /// How many seconds of each song are heard, from its beginning.
        max_seconds: f64 = 30.0, "Seconds heard", number(1.0, 600.0);
        /// Cuts what is heard of a song into clips of so many seconds, each a dot of its own (a rest of less than half a clip is left out); 0 keeps songs whole.
        clips: u32 = 0, "Seconds of a clip", integer(0, 600);
        /// How many cepstral coefficients mfcc_frames has.
        n_mfcc: u32 = 40, "Coefficients", integer(1, 128);
        /// How many mel bands logmelspec has, from low to high.
        n_mels: u32 = 64, "Mel bands", integer(1, 512);
        /// How many frames mfcc_frames and logmelspec have; a second has 43.
        tf_frames: u32 = 512, "Frames", integer(1, 8192);
        /// What follows the end of a short song in logmelspec: floor is silence, zero the loudest value, as in a published system.
        logmel_padding: LogMelPadding = LogMelPadding::Floor, "After the end", choices(LogMelPadding::NAMES);
        /// Brings the numbers to a common scale: each column by itself, all by one factor, or not at all; auto takes one factor for lyrics_tfidf and columns for the rest, where a published system always takes columns.
        standardize: Standardize = Standardize::Auto, "Standardise", choices(Standardize::NAMES);
        /// Keeps what was heard of a song in this browser, so that the next visit need not hear it again.
        cache: Switch = Switch::On, "Keep features", choices(Switch::NAMES);
    }
    "Lyrics" {
        /// What lyrics are cut into: runs of 3 to 5 characters within words serve any script, whole words suit English.
        lyrics_tokens: LyricsTokens = LyricsTokens::CharWb, "Lyrics cut into", choices(LyricsTokens::NAMES);
        /// Takes stage directions, punctuation and capitals out of the lyrics before they are counted.
        lyrics_clean: Switch = Switch::Off, "Clean lyrics", choices(Switch::NAMES);
        /// How many numbers the lyrics are summed up in for hybrid and multimodal, at most.
        lyrics_embed_dim: u32 = 128, "Numbers for lyrics", integer(1, 1024);
        /// How much the sound weighs in hybrid and multimodal.
        audio_weight: f64 = 1.0, "Weight of sound", number(0.0, 10.0);
        /// How much the lyrics weigh in hybrid and multimodal.
        lyrics_weight: f64 = 1.0, "Weight of lyrics", number(0.0, 10.0);
        /// The column that multimodal adds to sound and lyrics.
        genre_col: String = "genre".into(), "Genre column", Kind::Text;
    }
    "Network" {
        /// What places the songs: none trains the variational autoencoder; pca, ae and raw are simpler rivals to compare it with.
        baseline: Baseline = Baseline::None, "Baseline", choices(Baseline::NAMES);
        /// What the network is built of: mlp suits any numbers, conv2d sees a map of sound as a picture, dual_encoder hears and reads a hybrid with one encoder each.
        vae_arch: VaeArch = VaeArch::Mlp, "Built of", choices(VaeArch::NAMES);
        /// How wide the hidden layers of mlp and dual_encoder are, from the song inwards; auto is 256,128 for mlp and 128,64 for dual_encoder.
        hidden: Widths = Widths::Auto, "Hidden layers", widths(2048);
        /// How many pictures each convolution of conv2d makes, from the song inwards; auto is 32,64,128.
        channels: Widths = Widths::Auto, "Channels", widths(512);
        /// The column that encoder and decoder are told of every song, so that the latent space need not hold it; empty tells them nothing.
        cond_col: String = String::new(), "Condition column", Kind::Text;
        /// How many numbers the network may keep of each song.
        latent_dim: u32 = 16, "Latent units", integer(1, 256);
        /// Whether groups are sought among the means of the songs' distributions or among one random sample of each.
        latent: Latent = Latent::Mean, "Latent", choices(Latent::NAMES);
        /// What training makes small: elbo is the textbook bound; mean and sum reproduce two published systems, flaws included.
        objective: Objective = Objective::Elbo, "Objective", choices(Objective::NAMES);
        /// How much a tidy latent space weighs against a faithful reconstruction.
        beta: f64 = 1.0, "Beta (β)", number(0.0, 1e6);
        /// Over which share of the epochs the weight of tidiness rises from zero (elbo only).
        kl_warmup: f64 = 0.3, "KL warm-up", number(0.0, 1.0);
        /// How many nats each latent unit may say of a song for nothing.
        free_bits: f64 = 0.0, "Free bits", number(0.0, 10.0);
    }
    "Training" {
        /// How many times the network studies every song.
        epochs: u32 = 50, "Epochs", integer(1, 5000);
        /// How many songs it studies before it changes its mind.
        batch_size: u32 = 128, "Batch size", integer(1, 4096);
        /// How far it moves each time: too small learns nothing, too large forgets everything.
        lr: f64 = 1e-3, "Learning rate", number(1e-7, 10.0);
        /// Share of the songs that the network does not learn from: their loss after every epoch shows whether it has learned or only remembered.
        validation: f64 = 0.0, "Validation share", number(0.0, 0.5);
        /// Share of the songs that are kept for the end, to judge the network once.
        test: f64 = 0.0, "Test share", number(0.0, 0.5);
        /// After how many epochs without a better validation loss training ends and goes back to the best; 0 never ends it.
        patience: u32 = 0, "Patience", integer(0, 5000);
        /// Where all randomness starts: the same seed gives the same map.
        seed: u32 = 42, "Seed", integer(0, u32::MAX);
    }
    "Reconstructions" {
        /// Keeps some songs as the network draws them back from what it remembers.
        save_recon: Switch = Switch::Off, "Keep reconstructions", choices(Switch::NAMES);
        /// How many of them, spread evenly over the list.
        n_recon: u32 = 8, "How many", integer(1, 64);
    }
    "Groups" {
        /// How groups are found: around centres (kmeans), by joining the nearest (agglomerative), where songs lie densely (dbscan, hdbscan), along a graph of neighbours (spectral), or as clouds with soft edges (mixture).
        cluster_method: ClusterMethod = ClusterMethod::Kmeans, "Method", choices(ClusterMethod::NAMES);
        /// How many groups to look for; auto tries 2 to 10 and keeps the best separated. dbscan and hdbscan find the number themselves.
        clusters: Clusters = Clusters::Count(4), "Groups", Kind::IntegerOrAuto { minimum: 1.0, maximum: 100.0 };
        /// Which two groups agglomerative joins next: those whose union spreads least (ward), or the nearest by their farthest songs (complete), on average, or by their nearest songs (single).
        linkage: Linkage = Linkage::Ward, "Linkage", choices(Linkage::NAMES);
        /// How near two songs must be for dbscan to call them neighbours; if no song has enough neighbours, larger ones are tried, as in a published system.
        dbscan_eps: f64 = 0.5, "Reach (eps)", number(1e-6, 1e6);
        /// How many songs, itself counted, must lie within reach of a song for dbscan to begin a group there.
        dbscan_min_samples: u32 = 5, "Least neighbours", integer(1, 1000);
        /// How many nearest songs, itself counted, spectral joins each song with.
        spectral_n_neighbors: u32 = 10, "Joined neighbours", integer(2, 200);
        /// How many songs are enough to be a group for hdbscan.
        hdbscan_min_cluster_size: u32 = 5, "Smallest group", integer(2, 1000);
        /// The column with the true labels, if the songs have one: it is only used to score the groups.
        label_col: String = "label".into(), "Label column", Kind::Text;
        /// Does everything again with so many seeds in all, and says how far the scores differ by chance alone.
        seeds: u32 = 1, "Seeds", integer(1, 20);
    }
    "Map" {
        /// How the map is flattened to two dimensions: pca keeps the two directions of greatest spread; umap (a published system's choice) and tsne keep neighbours together, which shows more of hundreds of songs and hides more of few.
        viz: Projection = Projection::Pca, "Map", choices(Projection::NAMES);
        /// How many neighbours, itself counted, umap keeps near each song: few show detail, many the whole.
        umap_n_neighbors: u32 = 15, "UMAP neighbours", integer(2, 200);
        /// How close together umap lays neighbours.
        umap_min_dist: f64 = 0.1, "UMAP least distance", number(0.0, 1.0);
        /// How many neighbours tsne looks at, about; never more than a third of the songs.
        tsne_perplexity: f64 = 30.0, "t-SNE perplexity", number(1.0, 200.0);
        /// Columns of which a picture counts the groups of each value, with commas between their names; those that do not exist are passed over.
        dist_cols: String = "language".into(), "Counted columns", Kind::Text;
    }
}

impl Settings {
    /// Refuses a name that is no setting's: a mistyped name must not be taken for a default.
    ///
    /// # Errors
    /// [`SettingsError::UnknownSetting`].
    pub fn check_name(name: &str) -> Result<(), SettingsError> {
        match Settings::table().iter().any(|row| row.name == name) {
            true => Ok(()),
            false => Err(SettingsError::UnknownSetting { name: name.chars().take(LONGEST_COLUMN_NAME).collect() }),
        }
    }

    /// Checks every value against its row.
    ///
    /// # Errors
    /// The first setting outside its range, with the rule and the value received. NaN is outside every range.
    pub fn check(&self) -> Result<(), SettingsError> {
        for (row, value) in Settings::table().into_iter().zip(self.values()) {
            match (row.kind, value) {
                (
                    Kind::Integer { minimum, maximum }
                    | Kind::IntegerOrAuto { minimum, maximum }
                    | Kind::Number { minimum, maximum },
                    Plain::Number(found),
                ) if !(minimum..=maximum).contains(&found) => {
                    return Err(SettingsError::SettingOutOfRange { name: row.name, minimum, maximum, found });
                }
                (Kind::Text, Plain::Text(text)) if text.len() > LONGEST_COLUMN_NAME => {
                    return Err(SettingsError::SettingTooLong {
                        name: row.name,
                        maximum: LONGEST_COLUMN_NAME,
                        found: text.len(),
                    });
                }
                _ => {}
            }
        }
        self.check_widths("hidden", &self.hidden)?;
        self.check_widths("channels", &self.channels)
    }
}

impl Settings {
    fn check_widths(&self, name: &str, widths: &Widths) -> Result<(), SettingsError> {
        let row = Settings::table().into_iter().find(|row| row.name == name);
        let (Some(Row { name, kind: Kind::Widths { minimum, maximum, most }, .. }), Widths::List(widths)) =
            (row, widths)
        else {
            return Ok(());
        };
        if widths.len() > most {
            return Err(SettingsError::TooManyLayers { name, most, found: widths.len() });
        }
        match widths.iter().map(|&width| f64::from(width)).find(|width| !(minimum..=maximum).contains(width)) {
            Some(found) => Err(SettingsError::SettingOutOfRange { name, minimum, maximum, found }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_pass_their_own_check() {
        assert_eq!(Settings::default().check(), Ok(()));
    }

    #[test]
    fn every_row_has_a_name_of_its_own_and_a_sentence() {
        let table = Settings::table();
        let mut names: Vec<_> = table.iter().map(|row| row.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), table.len());
        assert!(table.iter().all(|row| row.explanation.ends_with('.')));
    }

    #[test]
    fn numbers_outside_their_range_are_named_with_the_rule() {
        for (lr, ok) in [(f64::NAN, false), (0.0, false), (11.0, false), (10.0, true)] {
            let settings = Settings { lr, ..Settings::default() };
            assert_eq!(settings.check().is_ok(), ok, "lr = {lr}");
        }
        let settings = Settings { clusters: Clusters::Count(0), ..Settings::default() };
        assert_eq!(
            settings.check(),
            Err(SettingsError::SettingOutOfRange { name: "clusters", minimum: 1.0, maximum: 100.0, found: 0.0 })
        );
    }

    #[test]
    fn a_mistyped_name_is_refused() {
        assert_eq!(Settings::check_name("epochs"), Ok(()));
        assert_eq!(Settings::check_name("epoch"), Err(SettingsError::UnknownSetting { name: "epoch".into() }));
    }

    #[test]
    fn clusters_reads_a_number_or_auto_and_nothing_else() {
        let read = |text: &str| serde_json::from_str::<Settings>(text);
        assert_eq!(read(r#"{"clusters": "auto"}"#).unwrap().clusters, Clusters::Auto);
        assert_eq!(read(r#"{"clusters": 6}"#).unwrap().clusters, Clusters::Count(6));
        assert!(read(r#"{"clusters": "many"}"#).is_err());
        assert!(read(r#"{"clusters": -1}"#).is_err());
        assert!(read(r#"{"no_such_setting": 1}"#).is_err());
    }
}
