//! `clustering_metrics.csv`: one row a run, under the column names of the system Songscape re-implements.

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

/// A finished run.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct MetricsRow {
    /// What it was run with.
    pub settings: Settings,
    /// What came out.
    pub metrics: Scores,
    /// The codes of its warnings.
    pub warnings: Vec<String>,
}

/// The table as CSV with a byte-order mark; an undefined score, and a setting the run had no use for, is an empty cell.
///
/// Warnings stand in one cell, separated by spaces.
pub fn metrics_csv(rows: &[MetricsRow]) -> Vec<u8> {
    let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
    write_csv(COLUMNS, rows.iter().map(|row| row.iter().map(String::as_str)), true)
}

fn cells(MetricsRow { settings, metrics, warnings }: &MetricsRow) -> Vec<String> {
    let learns = matches!(settings.baseline, Baseline::None | Baseline::Ae);
    let only = |asked: bool, value: String| if asked { value } else { String::new() };
    let joined = settings.feature.joins();
    let dense = settings.cluster_method == ClusterMethod::Dbscan;
    let score = |score: Option<f64>| score.filter(|value| value.is_finite()).map(|v| v.to_string()).unwrap_or_default();
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
        metrics.n.to_string(),
        metrics.n_clusters_eff.to_string(),
        score(metrics.silhouette),
        score(metrics.calinski_harabasz),
        score(metrics.davies_bouldin),
        score(metrics.ari),
        score(metrics.nmi),
        score(metrics.purity),
        score(metrics.coverage),
        score(metrics.silhouette_features),
        score(metrics.calinski_harabasz_features),
        score(metrics.davies_bouldin_features),
        warnings.join(" "),
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
