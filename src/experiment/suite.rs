//! Suites: the runs that the two published systems make one after another, so that their tables of comparison can be made anew.
//!
//! | suite | runs | songs need | true labels |
//! |---|---|---|---|
//! | `easy` | the lyrics' TF-IDF × {VAE, PCA} × kmeans, two groups, both maps of neighbours | lyrics | language |
//! | `medium` | log-mel convolutional VAE, and hybrid of it, × {kmeans, agglomerative, dbscan}; PCA, AE, raw × kmeans; raw × spectral; six groups | sound and lyrics | language_group |
//! | `hard` | convolutional VAE with β = 4; CVAE on language_group; multimodal; PCA, AE, raw × kmeans; raw × spectral; 30 epochs each | sound and lyrics | language_group |
//! | `a_easy` | VAE and PCA of mean MFCCs × kmeans, six groups, both maps of neighbours | sound or a table | genre |
//! | `a_medium` | two encoders, for sound and lyrics, × {kmeans, agglomerative, dbscan}, five groups | sound or a table, and lyrics | genre |
//! | `a_hard` | sound, words and genre: CVAE on genre; PCA, AE and the sound alone × kmeans; raw × spectral and agglomerative; as many groups as genres | sound or a table, lyrics, genre | genre |
//!
//! What the published systems fix is fixed here; what they leave open is the visitor's (`OPEN`, `OPEN_OF_A`). Of system B the
//! objective, the latent, the scale and the padding are open: by default they are ours, because B's make the comparison worthless
//! (its posterior collapses), and with `objective=mean`, `latent=sample`, `standardize=column` and `logmel_padding=zero` the suite
//! is B's own. B names neither labels nor a number of groups for `hard`: it takes those of `medium`, whose songs it shares.
//!
//! Runs that share a network stand next to each other: it is trained once, also that of the sound in a hybrid. The order matters, for
//! [`Memory`](super::Memory) holds the last of each alone.

use serde::Serialize;

use crate::{
    features::Standardize,
    models::objective::Objective,
    settings::{
        AudioFeature, Baseline, ClusterMethod, Clusters, Feature, LyricsTokens, Projection, Settings, Switch, VaeArch,
        Widths,
    },
};

/// Several runs that belong together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suite {
    /// Its name on the page and in file names.
    pub name: &'static str,
    /// The settings that are as the visitor chose them.
    pub open: &'static [&'static str],
    /// The runs, in order.
    pub runs: Vec<SuiteRun>,
}

/// One run of a suite.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SuiteRun {
    /// Where its files lie: `{suite}/{run}`.
    pub run_dir: String,
    /// Every setting.
    pub settings: Settings,
    /// How its finished latent space is drawn besides `settings.viz`.
    pub further_maps: Vec<Projection>,
    /// What at least one song must have, all of it together.
    pub needs: Vec<Need>,
    /// In what it is not the published one.
    pub differs: Vec<Difference>,
}

/// What a run is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Need {
    /// Sound that was heard.
    Sound {},
    /// Words.
    Lyrics {},
    /// A row in a table of numbers.
    Table {},
    /// A value in a column of the list.
    Column {
        /// Its header.
        name: String,
    },
}

/// In what a run is not the published one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// The sound is heard at 22,050 Hz, theirs at each file's own rate.
    SampleRate,
    /// PCA keeps up to 32 components, theirs 16.
    Components,
    /// Lyrics are counted and summed up, theirs are read by a language model.
    LyricsCounted,
    /// The latents are clustered as they are, theirs are standardised before.
    LatentsAsTheyAre,
    /// The sound goes through a network of its own first, theirs is put beside the lyrics as it is.
    SoundLearned,
    /// The lyrics' words are summed up in fewer numbers, theirs are put in as they are.
    LyricsSummedUp,
    /// A genre is a column of its own, theirs is one number for all genres.
    GenreColumns,
}

/// What of the songs decides how a suite is run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Given {
    /// Whether numbers come from a table: system A's suites take them then, in place of the sound.
    pub table: bool,
    /// How many values the column `genre` has.
    pub genres: u32,
}

/// What system B leaves open.
const OPEN: &[&str] =
    &["seed", "max_seconds", "cache", "dist_cols", "objective", "latent", "standardize", "logmel_padding"];
/// What system A leaves open.
const OPEN_OF_A: &[&str] = &["seed", "cache", "dist_cols", "latent"];

/// All suites, those of system B first. `own` are the visitor's settings.
pub fn suites(own: &Settings, given: Given) -> Vec<Suite> {
    let b = Settings {
        seed: own.seed,
        max_seconds: own.max_seconds,
        cache: own.cache,
        dist_cols: own.dist_cols.clone(),
        objective: own.objective,
        latent: own.latent,
        standardize: own.standardize,
        logmel_padding: own.logmel_padding,
        viz: Projection::Umap,
        ..Settings::default()
    };
    let a = Settings {
        seed: own.seed,
        cache: own.cache,
        dist_cols: own.dist_cols.clone(),
        latent: own.latent,
        max_seconds: 40.0,
        standardize: Standardize::None,
        objective: Objective::Sum,
        batch_size: 32,
        validation: 0.15,
        test: 0.15,
        lyrics_clean: Switch::On,
        save_recon: Switch::On,
        n_recon: 5,
        label_col: "genre".into(),
        viz: Projection::Umap,
        ..Settings::default()
    };
    vec![easy(&b), medium(&b), hard(&b), a_easy(&a, given), a_medium(&a, given), a_hard(&a, given)]
}

/// The runs of a suite as they are written down one after another.
struct Runs {
    suite: &'static str,
    further_maps: Vec<Projection>,
    runs: Vec<SuiteRun>,
}

impl Runs {
    fn of(suite: &'static str) -> Runs {
        Runs { suite, further_maps: Vec::new(), runs: Vec::new() }
    }

    fn add(&mut self, what: &str, settings: Settings, differs: &[Difference]) {
        self.runs.push(SuiteRun {
            run_dir: format!("{}/{what}_{}", self.suite, settings.cluster_method.name()),
            needs: needs(&settings),
            further_maps: self.further_maps.clone(),
            differs: differs.to_vec(),
            settings,
        });
    }

    fn close(self, open: &'static [&'static str]) -> Suite {
        Suite { name: self.suite, open, runs: self.runs }
    }
}

fn needs(settings: &Settings) -> Vec<Need> {
    let numbers = |feature| if feature == Feature::Table { Need::Table {} } else { Need::Sound {} };
    let mut needs = match settings.feature {
        Feature::LyricsTfidf => vec![Need::Lyrics {}],
        joined if joined.joins() => vec![numbers(settings.audio_feature.alone()), Need::Lyrics {}],
        feature => vec![numbers(feature)],
    };
    if !settings.cond_col.is_empty() {
        needs.push(Need::Column { name: settings.cond_col.clone() });
    }
    needs
}

fn easy(b: &Settings) -> Suite {
    let mut runs = Runs { further_maps: vec![Projection::Tsne], ..Runs::of("easy") };
    let lyrics = Settings {
        feature: Feature::LyricsTfidf,
        label_col: "language".into(),
        clusters: Clusters::Count(2),
        ..b.clone()
    };
    runs.add("vae", lyrics.clone(), &[]);
    runs.add("pca", Settings { baseline: Baseline::Pca, ..lyrics }, &[]);
    runs.close(OPEN)
}

/// Log-mel maps and a network that sees them as pictures: what `medium` and `hard` begin with.
fn pictures(b: &Settings) -> Settings {
    Settings {
        feature: Feature::Logmelspec,
        audio_feature: AudioFeature::Logmelspec,
        vae_arch: VaeArch::Conv2d,
        label_col: "language_group".into(),
        clusters: Clusters::Count(6),
        ..b.clone()
    }
}

/// The simpler rivals of `medium` and `hard`.
fn rivals(runs: &mut Runs, pictures: &Settings) {
    for (what, baseline) in [("pca", Baseline::Pca), ("ae", Baseline::Ae), ("raw", Baseline::Raw)] {
        runs.add(what, Settings { baseline, ..pictures.clone() }, &[]);
    }
    let spectral = ClusterMethod::Spectral;
    runs.add("raw", Settings { baseline: Baseline::Raw, cluster_method: spectral, ..pictures.clone() }, &[]);
}

fn medium(b: &Settings) -> Suite {
    let mut runs = Runs::of("medium");
    let pictures = pictures(b);
    for (what, feature) in [("conv_vae", Feature::Logmelspec), ("hybrid_vae", Feature::Hybrid)] {
        for cluster_method in [ClusterMethod::Kmeans, ClusterMethod::Agglomerative, ClusterMethod::Dbscan] {
            let save_recon = Switch::On;
            let settings = Settings { feature, cluster_method, save_recon, dbscan_min_samples: 2, ..pictures.clone() };
            runs.add(what, settings, &[]);
        }
    }
    rivals(&mut runs, &pictures);
    runs.close(OPEN)
}

fn hard(b: &Settings) -> Suite {
    let mut runs = Runs::of("hard");
    let pictures = Settings { epochs: 30, ..pictures(b) };
    runs.add("beta_vae", Settings { beta: 4.0, ..pictures.clone() }, &[]);
    runs.add("cvae", Settings { cond_col: "language_group".into(), ..pictures.clone() }, &[]);
    runs.add("multimodal_vae", Settings { feature: Feature::Multimodal, ..pictures.clone() }, &[]);
    rivals(&mut runs, &pictures);
    runs.close(OPEN)
}

/// What system A is told of the sound.
fn sound(given: Given) -> AudioFeature {
    if given.table { AudioFeature::Table } else { AudioFeature::MfccMean }
}

/// With what holds of every run on heard sound.
fn with_rate(given: Given, differs: &[Difference]) -> Vec<Difference> {
    let rate = (!given.table).then_some(Difference::SampleRate);
    rate.into_iter().chain(differs.iter().copied()).collect()
}

fn a_easy(a: &Settings, given: Given) -> Suite {
    let mut runs = Runs { further_maps: vec![Projection::Tsne], ..Runs::of("a_easy") };
    let means = Settings {
        feature: sound(given).alone(),
        hidden: Widths::List(vec![64]),
        clusters: Clusters::Count(6),
        ..a.clone()
    };
    runs.add("vae", means.clone(), &with_rate(given, &[]));
    runs.add("pca", Settings { baseline: Baseline::Pca, ..means }, &with_rate(given, &[Difference::Components]));
    runs.close(OPEN_OF_A)
}

fn a_medium(a: &Settings, given: Given) -> Suite {
    let mut runs = Runs::of("a_medium");
    // Theirs is mean MSE + Σ KL of the units, which is the objective mean with β = the number of units.
    let both = Settings {
        feature: Feature::Hybrid,
        audio_feature: sound(given),
        vae_arch: VaeArch::DualEncoder,
        latent_dim: 64,
        objective: Objective::Mean,
        beta: 64.0,
        batch_size: 16,
        lyrics_embed_dim: 384,
        clusters: Clusters::Count(5),
        dbscan_eps: 1.5,
        ..a.clone()
    };
    let differs = with_rate(given, &[Difference::LyricsCounted, Difference::LatentsAsTheyAre]);
    for cluster_method in [ClusterMethod::Kmeans, ClusterMethod::Agglomerative, ClusterMethod::Dbscan] {
        runs.add("dual_vae", Settings { cluster_method, ..both.clone() }, &differs);
    }
    runs.close(OPEN_OF_A)
}

fn a_hard(a: &Settings, given: Given) -> Suite {
    let mut runs = Runs::of("a_hard");
    let all = Settings {
        feature: Feature::Multimodal,
        audio_feature: sound(given),
        lyrics_tokens: LyricsTokens::Word,
        lyrics_embed_dim: 500,
        hidden: Widths::List(vec![256]),
        latent_dim: 32,
        clusters: Clusters::Count(given.genres.clamp(2, 100)),
        ..a.clone()
    };
    let differs = with_rate(given, &[Difference::SoundLearned, Difference::LyricsSummedUp, Difference::GenreColumns]);
    runs.add("cvae", Settings { cond_col: "genre".into(), ..all.clone() }, &differs);
    runs.add("pca", Settings { baseline: Baseline::Pca, ..all.clone() }, &differs);
    runs.add("ae", Settings { baseline: Baseline::Ae, ..all.clone() }, &differs);
    let raw = Settings { baseline: Baseline::Raw, ..all };
    for cluster_method in [ClusterMethod::Spectral, ClusterMethod::Agglomerative] {
        runs.add("raw", Settings { cluster_method, ..raw.clone() }, &differs);
    }
    runs.add("audio", Settings { feature: sound(given).alone(), ..raw }, &with_rate(given, &[]));
    runs.close(OPEN_OF_A)
}
