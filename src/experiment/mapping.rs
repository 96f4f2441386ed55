//! The stage that draws the map, an epoch at a time, so that the songs can be seen to find their places.

use ndarray::{Array2, ArrayView2};

use super::RunError;
use crate::{
    neighbours::NeighbourTable,
    projection::{
        Alignment, Frame, MapFrame, NeighbourFrame, PcaMap, Tsne, TsneSettings, Umap, UmapSettings, pca_map, tsne,
        tsne_neighbours,
    },
    settings::{Projection, Settings},
};

/// Songs up to which the neighbours are found exactly, by all workers together; beyond, UMAP descends to nearly all of them.
const EXACT_AT_MOST: usize = 20_000;

/// A map being drawn.
pub struct Mapping {
    work: Work,
    /// Steps that were stopped: done, and planned.
    stopped: Option<(usize, usize)>,
}

enum Work {
    Umap(Box<Umap>),
    Tsne(Box<Tsne>),
    Axes(Box<PcaMap>),
    None,
}

/// Nearest others of each of `rows` songs that the map of `settings` needs; 0 if it needs none, or all.
pub fn neighbours_needed(settings: &Settings, rows: usize) -> usize {
    match settings.viz {
        Projection::Umap if rows > EXACT_AT_MOST => 0,
        Projection::Umap => (settings.umap_n_neighbors as usize).saturating_sub(1),
        // Below, it looks at all songs anyway.
        Projection::Tsne if rows <= tsne::EXACT_ROWS => 0,
        Projection::Tsne => tsne_neighbours(rows, settings.tsne_perplexity),
        Projection::Pca | Projection::None => 0,
    }
}

impl Mapping {
    /// Stands before the first step. `neighbours` are the nearest others of each song, at least as many as
    /// [`neighbours_needed`]; without them they are found here.
    ///
    /// # Errors
    /// Points that are not finite.
    pub fn new(
        points: ArrayView2<'_, f32>,
        neighbours: Option<&NeighbourTable>,
        settings: &Settings,
        seed: u64,
    ) -> Result<Mapping, RunError> {
        let needed = neighbours_needed(settings, points.nrows());
        let table =
            neighbours.filter(|table| needed > 0 && table.count >= needed.min(points.nrows().saturating_sub(1)));
        let work = match settings.viz {
            Projection::Umap => {
                let wishes = UmapSettings {
                    neighbours: settings.umap_n_neighbors as usize,
                    min_dist: settings.umap_min_dist,
                    epochs: None,
                    seed,
                };
                Work::Umap(Box::new(match table {
                    Some(table) => Umap::from_neighbours(points, table.nearest(needed), &wishes)?,
                    None => Umap::new(points, &wishes)?,
                }))
            }
            Projection::Tsne => {
                let wishes = TsneSettings { perplexity: settings.tsne_perplexity, seed, ..TsneSettings::default() };
                Work::Tsne(Box::new(match table {
                    Some(table) => Tsne::from_neighbours(points, table.nearest(needed), &wishes)?,
                    None => Tsne::new(points, &wishes)?,
                }))
            }
            Projection::Pca => Work::Axes(Box::new(pca_map(points)?)),
            Projection::None => Work::None,
        };
        Ok(Mapping { work, stopped: None })
    }

    /// The straight-line map instead, for whoever cannot wait.
    ///
    /// # Errors
    /// As [`Mapping::new`].
    pub fn at_once(points: ArrayView2<'_, f32>, planned: usize) -> Result<Mapping, RunError> {
        Ok(Mapping { work: Work::Axes(Box::new(pca_map(points)?)), stopped: Some((0, planned)) })
    }

    /// Steps done, and steps there are.
    pub fn progress(&self) -> (usize, usize) {
        match &self.work {
            Work::Umap(umap) => umap.progress(),
            Work::Tsne(tsne) => tsne.progress(),
            Work::Axes(_) | Work::None => (1, 1),
        }
    }

    /// Moves the songs a little; false when they are at rest.
    ///
    /// # Errors
    /// None on points that were accepted.
    pub fn step(&mut self) -> Result<bool, RunError> {
        if self.stopped.is_some() {
            return Ok(false);
        }
        match &mut self.work {
            Work::Umap(umap) => Ok(umap.step()?),
            Work::Tsne(tsne) => Ok(tsne.step()),
            Work::Axes(_) | Work::None => Ok(false),
        }
    }

    /// Leaves the songs where they are; if they have no places yet, on the straight-line map of the same `points`.
    ///
    /// # Errors
    /// None on points that were accepted.
    pub fn stop(&mut self, points: ArrayView2<'_, f32>) -> Result<(), RunError> {
        let (done, planned) = self.progress();
        if done < planned {
            self.stopped = Some((done, planned));
        }
        if !self.has_places() {
            (self.work, self.stopped) = (Work::Axes(Box::new(pca_map(points)?)), Some((0, planned)));
        }
        Ok(())
    }

    /// Whether the songs have begun to find their places.
    fn has_places(&self) -> bool {
        match &self.work {
            Work::Umap(umap) => umap.has_places(),
            Work::Tsne(_) | Work::Axes(_) | Work::None => true,
        }
    }

    /// Steps done and planned, if it was stopped.
    pub fn stopped(&self) -> Option<(usize, usize)> {
        self.stopped
    }

    /// Where the songs are (songs, 2), laid over the map `before`; there, before they have begun to move.
    ///
    /// # Errors
    /// None on points that were accepted.
    pub fn places(&self, before: ArrayView2<'_, f32>) -> Result<Array2<f32>, RunError> {
        match self.raw() {
            Some(_) if !self.has_places() => Ok(before.to_owned()),
            Some(places) => Ok(Alignment::between(before, places.view())?.apply(places.view())),
            None => Ok(Array2::zeros((0, 2))),
        }
    }

    fn raw(&self) -> Option<Array2<f32>> {
        match &self.work {
            Work::Umap(umap) => Some(umap.places()),
            Work::Tsne(tsne) => Some(tsne.places()),
            Work::Axes(map) => Some(map.places.clone()),
            Work::None => None,
        }
    }

    /// The map (songs, 2), laid over the map `before`, and what places further songs on it; `points` as it was begun with.
    ///
    /// # Errors
    /// None on points that were accepted.
    pub fn finish(
        self,
        points: ArrayView2<'_, f32>,
        before: ArrayView2<'_, f32>,
    ) -> Result<(Array2<f32>, Option<Frame>), RunError> {
        let Some(raw) = self.raw() else { return Ok((Array2::zeros((0, 2)), None)) };
        let alignment = Alignment::between(before, raw.view())?;
        let places = alignment.apply(raw.view());
        let frame = match &self.work {
            Work::Axes(map) => Frame::Linear(MapFrame::new(map, alignment)),
            _ => Frame::Neighbours(NeighbourFrame {
                latents: points.to_owned(),
                places: places.clone(),
                neighbours: NeighbourFrame::NEIGHBOURS,
            }),
        };
        Ok((places, Some(frame)))
    }
}

/// The map of bare points (rows × columns), by `settings`; for whoever has no run.
///
/// # Errors
/// Points that are not finite.
pub fn map_points(points: ArrayView2<'_, f32>, settings: &Settings) -> Result<Array2<f32>, RunError> {
    let mut mapping = Mapping::new(points, None, settings, settings.seed.into())?;
    while mapping.step()? {}
    Ok(mapping.raw().unwrap_or_else(|| Array2::zeros((points.nrows(), 0))))
}
