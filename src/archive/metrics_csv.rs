//! `clustering_metrics.csv` and `{suite}_task_comparison.csv`: one row a run, under the column names of the system Songscape
//! re-implements.

use serde::Deserialize;

use crate::{
    experiment::scores::Scores,
    library::write_csv,
    settings::{Baseline, ClusterMethod, Plain, Settings, Value},
};

/// The columns: those of the re-implemented system, then what Songscape adds.
const COLUMNS: [&str; 24] = [
    "run",
    "feature",
    "audio_feature",
    "vae_arch",
    "cluster_method",
    "clusters_requested",
    "dbscan_eps",
    "dbscan_min_samples",
    "latent_dim",
    "beta",
    "cond_col",
    "n",
    "n_clusters_eff",
    "silhouette",
    "calinski_harabasz",
    "davies_bouldin",
    "ari",
    "nmi",
    "purity",
    "coverage",
    "silhouette_features",
    "calinski_harabasz_features",
    "davies_bouldin_features",
    "warnings",
];

/// A run: one that came to its end, or one of a suite that failed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct MetricsRow {
    /// What it was run with.
    pub settings: Settings,
    /// What came out; nothing of a run that failed.
    #[serde(default)]
    pub metrics: Option<Scores>,
    /// The codes of its warnings.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// The code of the problem for which it failed.
    #[serde(default)]
    pub failed: Option<String>,
    /// Its folder in the archive; only [`comparison_csv`] says it.
    #[serde(default)]
    pub run_dir: String,
}

/// The table as CSV with a byte-order mark; an undefined score, and a setting the run had no use for, is an empty cell.
///
/// Warnings stand in one cell, separated by spaces. A run that failed is a row without scores, with `failed:` and the problem's
/// code among them.
pub fn metrics_csv(rows: &[MetricsRow]) -> Vec<u8> {
    let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
    write_csv(COLUMNS, rows.iter().map(|row| row.iter().map(String::as_str)), true)
}

/// The table of a suite: [`metrics_csv`] with a column `run_dir` in front, each run's folder in the archive.
pub fn comparison_csv(rows: &[MetricsRow]) -> Vec<u8> {
    let names = std::iter::once("run_dir").chain(COLUMNS);
    let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
    let rows = rows.iter().zip(&cells);
    let rows = rows.map(|(row, cells)| std::iter::once(row.run_dir.as_str()).chain(cells.iter().map(String::as_str)));
    write_csv(names, rows, true)
}

fn cells(row: &MetricsRow) -> Vec<String> {
    let MetricsRow { settings, metrics, warnings, failed, .. } = row;
    let failure = failed.iter().map(|code| format!("failed:{code}"));
    let learns = matches!(settings.baseline, Baseline::None | Baseline::Ae);
    let only = |asked: bool, value: String| if asked { value } else { String::new() };
    let joined = settings.feature.joins();
    let dense = settings.cluster_method == ClusterMethod::Dbscan;
    let count = |count: fn(&Scores) -> usize| metrics.as_ref().map(|m| count(m).to_string()).unwrap_or_default();
    let score = |score: fn(&Scores) -> Option<f64>| {
        metrics.as_ref().and_then(score).filter(|value| value.is_finite()).map(|v| v.to_string()).unwrap_or_default()
    };
    vec![
        run_name(settings.baseline).to_owned(),
        name(&settings.feature),
        only(joined, name(&settings.audio_feature)),
        only(learns, name(&settings.vae_arch)),
        name(&settings.cluster_method),
        only(settings.cluster_method.takes_a_number(), name(&settings.clusters)),
        only(dense, settings.dbscan_eps.to_string()),
        only(dense, settings.dbscan_min_samples.to_string()),
        only(learns, settings.latent_dim.to_string()),
        only(settings.baseline == Baseline::None, settings.beta.to_string()),
        only(learns, settings.cond_col.clone()),
        count(|metrics| metrics.n),
        count(|metrics| metrics.n_clusters_eff),
        score(|metrics| metrics.silhouette),
        score(|metrics| metrics.calinski_harabasz),
        score(|metrics| metrics.davies_bouldin),
        score(|metrics| metrics.ari),
        score(|metrics| metrics.nmi),
        score(|metrics| metrics.purity),
        score(|metrics| metrics.coverage),
        score(|metrics| metrics.silhouette_features),
        score(|metrics| metrics.calinski_harabasz_features),
        score(|metrics| metrics.davies_bouldin_features),
        failure.chain(warnings.iter().cloned()).collect::<Vec<_>>().join(" "),
    ]
}

/// A run's name in files: what represents the songs.
fn run_name(baseline: Baseline) -> &'static str {
    match baseline {
        Baseline::None => "vae",
        Baseline::Pca => "pca",
        Baseline::Ae => "ae",
        Baseline::Raw => "raw",
    }
}

/// A setting's value as it stands in the address.
fn name(value: &impl Value) -> String {
    match value.plain() {
        Plain::Number(number) => number.to_string(),
        Plain::Text(text) => text,
    }
}
