//! The scores of one grouping, under the names of `clustering_metrics.csv`. Undefined is `None`, never 0 or 1.

use serde::{Deserialize, Serialize};

use super::{
    Column, RunError,
    scoring::{Scored, Scoring},
};
use crate::metrics::{
    GroupSilhouette, Silhouette, adjusted_rand, calinski_harabasz, chance, coverage, davies_bouldin,
    normalised_mutual_information, purity,
};

/// Columns with more values than this are names, not classes: agreement with them says nothing.
const MOST_CLASSES: usize = 50;

/// Scores of a grouping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scores {
    /// Songs.
    pub n: usize,
    /// Groups found, noise not counted.
    pub n_clusters_eff: usize,
    /// Mean silhouette in the space that was clustered, −1 … 1.
    pub silhouette: Option<f64>,
    /// Calinski–Harabasz index there, higher is better separated.
    pub calinski_harabasz: Option<f64>,
    /// Davies–Bouldin index there, lower is better separated.
    pub davies_bouldin: Option<f64>,
    /// Adjusted Rand index against the label column.
    pub ari: Option<f64>,
    /// Normalised mutual information with the label column.
    pub nmi: Option<f64>,
    /// Purity against the label column.
    pub purity: Option<f64>,
    /// Share of songs that are in a group.
    pub coverage: Option<f64>,
    /// Mean silhouette in the common space of the standardised features, so that runs can be compared.
    pub silhouette_features: Option<f64>,
    /// Calinski–Harabasz index there.
    pub calinski_harabasz_features: Option<f64>,
    /// Davies–Bouldin index there.
    pub davies_bouldin_features: Option<f64>,
}

/// How a grouping agrees with one column. Whether the network was shown that column, a warning says
/// ([`LabelLeak`](super::Warning::LabelLeak)).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// The column.
    pub column: String,
    /// Different values it has.
    pub values: usize,
    /// Adjusted Rand index.
    pub ari: Option<f64>,
    /// Normalised mutual information.
    pub nmi: Option<f64>,
    /// Purity.
    pub purity: Option<f64>,
    /// What these three come to on average when the labels are shuffled: the line of chance.
    pub ari_chance: Option<f64>,
    /// See `ari_chance`.
    pub nmi_chance: Option<f64>,
    /// See `ari_chance`.
    pub purity_chance: Option<f64>,
}

/// Silhouettes of a grouping; `None` where undefined.
#[derive(Debug, Clone, Default)]
pub struct Silhouettes {
    /// In the space that was clustered.
    pub latents: Option<Silhouette>,
    /// In the common space of the standardised features.
    pub features: Option<Silhouette>,
}

/// Scores of a grouping with what they are made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// One number a score.
    pub scores: Scores,
    /// Agreement with every column that could be a class: complete, 2 to 50 values.
    pub agreement: Vec<Agreement>,
    /// The silhouette of each song in the clustered space; `None` for noise or where it is undefined.
    pub silhouette_per_song: Vec<Option<f64>>,
    /// The mean silhouette of each group there; empty where it is undefined.
    pub silhouette_per_group: Vec<GroupSilhouette>,
}

/// Whether a column could be a class: one with 2 to 50 values, or the one that is said to be.
pub(super) fn is_class(column: &Column, label_column: &str) -> bool {
    (2..=MOST_CLASSES).contains(&column.distinct()) || column.name == label_column
}

/// Scores a grouping against `columns`, all at once; see [`Scoring`]. Shuffles are drawn from `seed`.
///
/// # Errors
/// Those of the metrics; none on points and labels that came out of a clustering.
pub fn score(scored: Scored<'_>, columns: &[Column], label_column: &str, seed: u64) -> Result<Report, RunError> {
    let mut scoring = Scoring::new(scored)?;
    while scoring.step(scored)? {}
    scoring.finish(scored, columns, label_column, seed)
}

/// The report of a grouping whose silhouettes are known.
///
/// # Errors
/// As [`score`].
pub fn report(
    scored: Scored<'_>,
    silhouettes: Silhouettes,
    columns: &[Column],
    label_column: &str,
    seed: u64,
) -> Result<Report, RunError> {
    let Scored { latents, features, labels } = scored;
    let agreement = columns
        .iter()
        .filter(|column| is_class(column, label_column))
        .filter_map(|column| Some((column, column.labels()?)))
        .map(|(column, truth)| {
            let by_chance = chance(labels, &truth, seed)?;
            Ok(Agreement {
                column: column.name.clone(),
                values: column.distinct(),
                ari: adjusted_rand(labels, &truth)?,
                nmi: normalised_mutual_information(labels, &truth)?,
                purity: purity(labels, &truth)?,
                ari_chance: by_chance.ari.map(|level| level.mean),
                nmi_chance: by_chance.nmi.map(|level| level.mean),
                purity_chance: by_chance.purity.map(|level| level.mean),
            })
        })
        .collect::<Result<Vec<_>, RunError>>()?;
    let label = agreement.iter().find(|agreement| agreement.column == label_column);
    let in_features = match features {
        Some(features) => (calinski_harabasz(features, labels)?, davies_bouldin(features, labels)?),
        None => (None, None),
    };
    let Silhouettes { latents: in_latents, features: in_common } = silhouettes;
    Ok(Report {
        scores: Scores {
            n: labels.len(),
            n_clusters_eff: crate::clustering::group_count(labels),
            silhouette: in_latents.as_ref().map(|silhouette| silhouette.mean),
            calinski_harabasz: calinski_harabasz(latents, labels)?,
            davies_bouldin: davies_bouldin(latents, labels)?,
            ari: label.and_then(|agreement| agreement.ari),
            nmi: label.and_then(|agreement| agreement.nmi),
            purity: label.and_then(|agreement| agreement.purity),
            coverage: coverage(labels),
            silhouette_features: in_common.map(|silhouette| silhouette.mean),
            calinski_harabasz_features: in_features.0,
            davies_bouldin_features: in_features.1,
        },
        silhouette_per_group: in_latents.as_ref().map(|silhouette| silhouette.per_group.clone()).unwrap_or_default(),
        silhouette_per_song: in_latents.map_or_else(|| vec![None; labels.len()], |silhouette| silhouette.per_point),
        agreement,
    })
}
