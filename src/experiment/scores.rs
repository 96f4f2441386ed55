//! The scores of one grouping, under the names of `clustering_metrics.csv`. Undefined is `None`, never 0 or 1.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::{Column, RunError};
use crate::metrics::{
    adjusted_rand, calinski_harabasz, coverage, davies_bouldin, normalised_mutual_information, purity, silhouette,
};

/// Columns with more values than this are names, not classes: agreement with them says nothing.
const MOST_CLASSES: usize = 50;

/// Scores of a grouping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
}

/// Whether a column could be a class: one with 2 to 50 values, or the one that is said to be.
pub(super) fn is_class(column: &Column, label_column: &str) -> bool {
    (2..=MOST_CLASSES).contains(&column.distinct()) || column.name == label_column
}

/// Scores `labels` (one a song) against `columns`, in the clustered space `points` and, where they are at hand, in the
/// common space of the `features`.
///
/// # Errors
/// Those of the metrics; none on points and labels that came out of a clustering.
pub fn score(
    columns: &[Column],
    points: ArrayView2<'_, f32>,
    features: Option<ArrayView2<'_, f32>>,
    labels: &[i32],
    label_column: &str,
) -> Result<Report, RunError> {
    let in_latents = silhouette(points, labels)?;
    let in_features = match features {
        Some(features) => silhouette(features, labels)?,
        None => None,
    };
    let agreement = columns
        .iter()
        .filter(|column| is_class(column, label_column))
        .filter_map(|column| Some((column, column.labels()?)))
        .map(|(column, truth)| {
            Ok(Agreement {
                column: column.name.clone(),
                values: column.distinct(),
                ari: adjusted_rand(labels, &truth)?,
                nmi: normalised_mutual_information(labels, &truth)?,
                purity: purity(labels, &truth)?,
            })
        })
        .collect::<Result<Vec<_>, RunError>>()?;
    let label = agreement.iter().find(|agreement| agreement.column == label_column);
    Ok(Report {
        scores: Scores {
            n: labels.len(),
            n_clusters_eff: crate::clustering::group_count(labels),
            silhouette: in_latents.as_ref().map(|silhouette| silhouette.mean),
            calinski_harabasz: calinski_harabasz(points, labels)?,
            davies_bouldin: davies_bouldin(points, labels)?,
            ari: label.and_then(|agreement| agreement.ari),
            nmi: label.and_then(|agreement| agreement.nmi),
            purity: label.and_then(|agreement| agreement.purity),
            coverage: coverage(labels),
            silhouette_features: in_features.map(|silhouette| silhouette.mean),
        },
        silhouette_per_song: in_latents.map_or_else(|| vec![None; labels.len()], |silhouette| silhouette.per_point),
        agreement,
    })
}
