//! The stage that finds groups, by the method that the settings name, a piece at a time: `new → step … → finish`.
//!
//! A method that is told the number of groups first makes what all numbers share (a tree, a graph's eigenvectors) and then
//! the groups, once or for each number that `clusters = auto` tries. Methods by density find the number themselves.

use ndarray::{Array2, ArrayView2};

use super::{RunError, Warning};
use crate::{
    clustering::{
        Agglomeration, Candidate, Candidates, DbscanSearch, Dendrogram, HdbscanSearch, KDistances, LARGEST_AUTO,
        MixtureSearch, SpectralEmbedding, SpectralSearch, kmeans, others_joined,
    },
    metrics::Groups,
    neighbours::NeighbourTable,
    settings::{ClusterMethod, Clusters, Settings},
};

/// How near songs lie to their neighbours.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// The reach asked for.
    pub asked: f64,
    /// The reach that groups were found with.
    pub used: f64,
    /// For each song, ascending, the distance within which it would have neighbours enough.
    pub distances: Vec<f64>,
}

/// Groups and what is known of how they came about.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Found {
    /// One a song, −1 = noise.
    pub labels: Vec<i32>,
    /// Mean of each group (groups × units), by label.
    pub centres: Array2<f64>,
    /// How strongly each song belongs to its group, 0 … 1.
    pub memberships: Option<Vec<f32>>,
    /// What `clusters = auto` tried.
    pub candidates: Vec<Candidate>,
    /// The tree of agglomerative.
    pub dendrogram: Option<Dendrogram>,
    /// The distances of dbscan.
    pub reach: Option<Reach>,
    /// Connected parts of the graph of spectral.
    pub graph_parts: Option<usize>,
    /// Neighbours that spectral joined, the song itself counted.
    pub neighbours: Option<usize>,
}

/// Groups being sought.
pub(super) struct Grouping {
    settings: Settings,
    seed: u64,
    work: Work,
    /// What `clusters = auto` has tried.
    candidates: Option<Candidates>,
    found: Found,
}

enum Work {
    /// What all numbers of groups share is being made.
    Tree(Box<Agglomeration>),
    Graph(Box<SpectralSearch>),
    /// It is made.
    Ready(Source),
    /// Groups are sought at once.
    Dense(Box<DbscanSearch>),
    /// They are found; what they could have been found with is measured.
    Reach(Box<KDistances>),
    DenseByGroup(Box<HdbscanSearch>),
    Over,
}

/// One label a song, and how strongly it belongs to its group, where the method says so.
type LabelsAndShares = (Vec<i32>, Option<Vec<f32>>);

/// What gives groups of any number.
enum Source {
    Centres,
    Tree(Dendrogram),
    Graph(SpectralEmbedding),
    /// With the search that is at work.
    Clouds(Option<Box<MixtureSearch>>),
}

/// Nearest others of each song that the method of `settings` needs; 0 if it needs none.
pub(super) fn neighbours_needed(settings: &Settings, songs: usize) -> usize {
    match settings.cluster_method {
        ClusterMethod::Spectral => others_joined(songs, settings.spectral_n_neighbors as usize),
        _ => 0,
    }
}

impl Grouping {
    /// Stands before the first step on `points` (songs × units). `neighbours` are the nearest others of each song, at
    /// least as many as [`neighbours_needed`]; without them they are found here.
    pub fn new(
        points: ArrayView2<'_, f32>,
        neighbours: Option<&NeighbourTable>,
        settings: &Settings,
        seed: u64,
    ) -> Result<Grouping, RunError> {
        let clusters = match settings.clusters {
            Clusters::Count(count) => count as usize,
            Clusters::Auto => LARGEST_AUTO,
        };
        let by_number = settings.cluster_method.takes_a_number();
        let candidates = (by_number && settings.clusters == Clusters::Auto).then(|| Candidates::new(points, seed));
        let work = match settings.cluster_method {
            ClusterMethod::Kmeans => Work::Ready(Source::Centres),
            ClusterMethod::Agglomerative => Work::Tree(Box::new(Agglomeration::new(points, settings.linkage)?)),
            ClusterMethod::Spectral => {
                let needed = neighbours_needed(settings, points.nrows());
                Work::Graph(Box::new(match neighbours.filter(|table| needed > 0 && table.count >= needed) {
                    Some(table) => {
                        SpectralSearch::from_neighbours(&table.nearest(needed), points.nrows(), clusters, seed)?
                    }
                    None => SpectralSearch::new(points, clusters, settings.spectral_n_neighbors as usize, seed)?,
                }))
            }
            ClusterMethod::Mixture => Work::Ready(Source::Clouds(None)),
            ClusterMethod::Dbscan => Work::Dense(Box::new(DbscanSearch::with_fallback(
                points,
                settings.dbscan_eps,
                settings.dbscan_min_samples as usize,
            )?)),
            ClusterMethod::Hdbscan => {
                Work::DenseByGroup(Box::new(HdbscanSearch::new(points, settings.hdbscan_min_cluster_size as usize)?))
            }
        };
        Ok(Grouping { settings: settings.clone(), seed, work, candidates, found: Found::default() })
    }

    /// Pieces done, and pieces there are.
    pub fn progress(&self) -> (usize, usize) {
        match (&self.work, &self.candidates) {
            (Work::Tree(search), _) => search.progress(),
            (Work::Graph(search), _) => search.progress(),
            (Work::Dense(search), _) => search.progress(),
            (Work::Reach(search), _) => search.progress(),
            (Work::DenseByGroup(search), _) => search.progress(),
            (Work::Ready(Source::Clouds(Some(search))), None) => search.progress(),
            (Work::Ready(_), Some(candidates)) => (candidates.tried().len(), candidates.last().saturating_sub(1)),
            (Work::Ready(_), None) => (0, 1),
            (Work::Over, _) => (1, 1),
        }
    }

    /// Does a piece of the work on the same `points`; false when nothing is left.
    ///
    /// # Errors
    /// Those of the method.
    pub fn step(&mut self, points: ArrayView2<'_, f32>) -> Result<bool, RunError> {
        let more = match &mut self.work {
            Work::Tree(search) => search.step()?,
            Work::Graph(search) => !search.is_embedded() && search.step()?,
            Work::Dense(search) => search.step()?,
            Work::Reach(search) => search.step()?,
            Work::DenseByGroup(search) => search.step()?,
            Work::Ready(_) => return self.number(points),
            Work::Over => return Ok(false),
        };
        if more {
            return Ok(true);
        }
        self.work = match std::mem::replace(&mut self.work, Work::Over) {
            Work::Tree(search) => Work::Ready(Source::Tree(search.finish())),
            Work::Graph(search) => {
                let embedding = search.into_embedding();
                self.found.graph_parts = Some(embedding.parts);
                self.found.neighbours = Some(embedding.neighbours_used);
                Work::Ready(Source::Graph(embedding))
            }
            Work::Dense(search) => {
                let found = search.finish();
                let asked = self.settings.dbscan_eps;
                self.found.reach = Some(Reach { asked, used: found.eps, distances: Vec::new() });
                self.found.labels = found.labels;
                Work::Reach(Box::new(KDistances::new(points, self.settings.dbscan_min_samples as usize)?))
            }
            Work::Reach(search) => {
                if let Some(reach) = &mut self.found.reach {
                    reach.distances = search.finish();
                }
                Work::Over
            }
            Work::DenseByGroup(search) => {
                let found = search.finish();
                (self.found.labels, self.found.memberships) = (found.labels, Some(found.memberships));
                Work::Over
            }
            other => other,
        };
        Ok(!matches!(self.work, Work::Over))
    }

    /// Groups of the number asked for, or of the next that is to be tried.
    fn number(&mut self, points: ArrayView2<'_, f32>) -> Result<bool, RunError> {
        let Work::Ready(source) = &mut self.work else { return Ok(false) };
        match (&mut self.candidates, self.settings.clusters) {
            (None, Clusters::Count(count)) => match source.groups(points, count as usize, self.seed)? {
                Some(groups) => (self.found.labels, self.found.memberships) = groups,
                None => return Ok(true),
            },
            (None, Clusters::Auto) => {}
            (Some(candidates), _) => {
                if let Some(count) = candidates.next() {
                    let Some((labels, memberships)) = source.groups(points, count, self.seed)? else {
                        return Ok(true);
                    };
                    if candidates.offer(points, &labels)? {
                        (self.found.labels, self.found.memberships) = (labels, memberships);
                    }
                    return Ok(true);
                }
                if self.found.labels.len() != points.nrows() {
                    // No number has a silhouette: then there is one group.
                    self.found.labels = vec![0; points.nrows()];
                }
                self.found.candidates = candidates.tried().to_vec();
            }
        }
        if let Work::Ready(Source::Tree(tree)) = std::mem::replace(&mut self.work, Work::Over) {
            self.found.dendrogram = Some(tree);
        }
        Ok(false)
    }

    /// The groups of the same `points`.
    pub fn finish(self, points: ArrayView2<'_, f32>) -> Found {
        let centres = Groups::new(&self.found.labels).means(points);
        Found { centres, ..self.found }
    }
}

impl Source {
    /// Labels, and how strongly each song belongs to its group; `None` while they are being sought.
    fn groups(
        &mut self,
        points: ArrayView2<'_, f32>,
        count: usize,
        seed: u64,
    ) -> Result<Option<LabelsAndShares>, RunError> {
        Ok(Some(match self {
            Source::Centres => (kmeans(points, count, seed)?.labels, None),
            Source::Tree(tree) => (tree.cut(count), None),
            Source::Graph(embedding) => (embedding.group(count, seed)?.labels, None),
            Source::Clouds(search) => {
                let mut at_work = match search.take() {
                    Some(at_work) => at_work,
                    None => Box::new(MixtureSearch::new(points, count, seed)?),
                };
                if at_work.step()? {
                    *search = Some(at_work);
                    return Ok(None);
                }
                let found = at_work.finish()?;
                (found.labels, Some(found.own))
            }
        }))
    }
}

impl Found {
    /// What a reader must know of how the groups were found.
    pub fn warnings(&self, settings: &Settings) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if let Some(Reach { asked, used, .. }) = self.reach {
            if !self.labels.is_empty() && self.labels.iter().all(|&label| label < 0) {
                warnings.push(Warning::AllNoise { eps: used });
            } else if used != asked {
                warnings.push(Warning::EpsReplaced { asked, used });
            }
        }
        if let Some(used) = self.neighbours {
            let asked = settings.spectral_n_neighbors as usize;
            if used < asked {
                warnings.push(Warning::NeighboursLowered { asked, used });
            }
        }
        if let Some(parts) = self.graph_parts.filter(|parts| *parts > 1) {
            warnings.push(Warning::GraphInParts { parts, clusters: crate::clustering::group_count(&self.labels) });
        }
        warnings
    }
}

/// The groups of bare points (rows × columns), by `settings`; for whoever has no run, and wants no plots beside them.
///
/// # Errors
/// Those of the method.
pub fn group_points(points: ArrayView2<'_, f32>, settings: &Settings) -> Result<Vec<i32>, RunError> {
    let mut grouping = Grouping::new(points, None, settings, settings.seed.into())?;
    // What dbscan could have been told instead is for the page to show.
    while !matches!(grouping.work, Work::Reach(_)) && grouping.step(points)? {}
    Ok(grouping.found.labels)
}
