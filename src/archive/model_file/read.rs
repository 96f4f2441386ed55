//! From the bytes of a file, whoever wrote it, to a trained map.

use std::{collections::HashSet, sync::Arc};

use ndarray::Array2;
use serde::Deserialize;

use super::{
    About, ENTRY, MODEL_VERSION, MOST_SONGS, ModelFileError, NetworkAbout, SongsAbout,
    tensors::{Tensors, missing, shape},
};
use crate::{
    experiment::{
        Encoder, TrainedMap,
        architecture::{condition_column, reads_both},
        describer::{ConditionFit, Describer, LyricsFit, SoundFit, Summary},
        description::counting,
        placing::MappedSongs,
    },
    features::{Categories, FEATURE_VERSION, Vocabulary},
    models::network::Model,
    projection::{Alignment, Frame, MapFrame, NeighbourFrame},
    settings::{Baseline, Feature, Projection, Settings},
};

/// Reads a file that [`write_model`](super::write_model) wrote, or claims so.
///
/// # Errors
/// [`ModelFileError`], by a code `model_…`. Nothing that a file says makes it panic or take more memory than some times
/// its own size.
pub fn read_model(bytes: &[u8]) -> Result<TrainedMap, ModelFileError> {
    let file = Tensors::open(bytes)?;
    let about = about_of(&file)?;
    Parts { file, about }.map()
}

/// The two versions alone: a file of another version may hold anything else.
#[derive(Deserialize)]
struct Versions {
    version: serde_json::Value,
    #[serde(default)]
    feature_version: serde_json::Value,
}

fn about_of(file: &Tensors<'_>) -> Result<About, ModelFileError> {
    let entry = file.said(ENTRY).ok_or(ModelFileError::ModelForeign {})?;
    let damaged =
        |error: serde_json::Error| ModelFileError::ModelPartDamaged { part: ENTRY.into(), message: error.to_string() };
    let Versions { version, feature_version } = serde_json::from_str(entry).map_err(damaged)?;
    let said = |value: serde_json::Value| value.to_string().chars().take(40).collect();
    if version != MODEL_VERSION {
        return Err(ModelFileError::ModelVersion { found: said(version), known: MODEL_VERSION });
    }
    if feature_version != FEATURE_VERSION {
        return Err(ModelFileError::ModelFeatures { found: said(feature_version), known: FEATURE_VERSION });
    }
    let about: About = serde_json::from_str(entry).map_err(damaged)?;
    about
        .settings
        .check()
        .map_err(|error| ModelFileError::ModelPartDamaged { part: "settings".into(), message: error.to_string() })?;
    Ok(about)
}

/// What a file holds, part by part.
struct Parts<'a> {
    file: Tensors<'a>,
    about: About,
}

impl Parts<'_> {
    fn map(mut self) -> Result<TrainedMap, ModelFileError> {
        let settings = self.about.settings.clone();
        let describer = self.describer(&settings)?;
        let songs = self.songs(&settings)?;
        let units = songs.latents.ncols();
        let frame = self.frame(&settings, &songs)?;
        let encoder = self.encoder(&settings, &describer, units)?;
        let groups = self.file.rows("groups.centres")?;
        let centres = self.file.matrix("groups.centres", [groups, units])?;
        // More groups than songs, or songs without numbers, are nobody's map; walking through them would take for ever.
        let possible = groups <= songs.ids.len() && units > 0;
        if !possible || songs.groups.iter().any(|&group| group < -1 || group >= groups as i32) {
            return Err(ModelFileError::ModelNumbers { part: "songs.groups".into() });
        }
        Ok(TrainedMap { settings, describer, encoder, frame, centres, songs })
    }

    fn describer(&mut self, settings: &Settings) -> Result<Describer, ModelFileError> {
        let columns = self.file.rows("features.scale.mean")?;
        let scaling = self.file.scaling("features", columns)?;
        let weights = self.file.vector("features.weight", columns)?;
        let joins = settings.feature.joins();
        let lyrics = if joins || settings.feature == Feature::LyricsTfidf {
            Some(Arc::new(self.lyrics(settings, joins)?))
        } else {
            None
        };
        let sound = if joins && !reads_both(settings) { Some(self.sound()?) } else { None };
        let genres = if settings.feature == Feature::Multimodal {
            Some(categories("genres", self.about.genres.take())?)
        } else {
            None
        };
        let condition = if condition_column(settings).is_some() { Some(self.condition()?) } else { None };
        let read = lyrics.as_ref().map_or(0, |lyrics| lyrics.columns())
            + genres.as_ref().map_or(0, |genres| genres.names.len())
            + sound.as_ref().map_or(0, |sound| sound.model.network.latent);
        // Columns that nothing was fitted for are numbers of the songs themselves.
        let numbers = sound.is_none() && settings.feature != Feature::LyricsTfidf;
        if read > columns || (read < columns && !numbers) {
            return Err(shape("features.scale.mean", vec![columns], vec![read]));
        }
        Ok(Describer { lyrics, sound, genres, condition, scaling, weights })
    }

    fn lyrics(&mut self, settings: &Settings, summed_up: bool) -> Result<LyricsFit, ModelFileError> {
        let counting = counting(settings);
        let terms = self.about.vocabulary.take().ok_or_else(|| missing("vocabulary"))?;
        check_order("vocabulary", &terms)?;
        let idf = self.file.vector("lyrics.idf", terms.len())?.to_vec();
        let summary = if summed_up {
            let numbers = self.file.rows("lyrics.directions")?;
            let directions = self.file.matrix("lyrics.directions", [numbers, terms.len()])?;
            Some(Summary { directions, scaling: self.file.scaling("lyrics", numbers)? })
        } else {
            None
        };
        let vocabulary = Vocabulary { tokens: counting.tokens, lowercase: counting.lowercase, terms, idf };
        Ok(LyricsFit { vocabulary, summary })
    }

    fn sound(&mut self) -> Result<SoundFit, ModelFileError> {
        let columns = self.file.rows("sound.scale.mean")?;
        let scaling = self.file.scaling("sound", columns)?;
        let about = self.about.sound_network.take().ok_or_else(|| missing("sound_network"))?;
        let model = self.network("sound.network", about)?;
        let found = [model.network.inputs(), model.network.condition];
        if found != [columns, 0] {
            return Err(shape("sound_network", found.to_vec(), vec![columns, 0]));
        }
        Ok(SoundFit { scaling, model: Arc::new(model) })
    }

    fn condition(&mut self) -> Result<ConditionFit, ModelFileError> {
        let categories = categories("condition", self.about.condition.take())?;
        let scaling = self.file.scaling("condition", categories.names.len())?;
        Ok(ConditionFit { categories, scaling })
    }

    fn encoder(&mut self, settings: &Settings, describer: &Describer, units: usize) -> Result<Encoder, ModelFileError> {
        let columns = describer.columns();
        match settings.baseline {
            Baseline::Raw if units == columns => Ok(Encoder::Raw),
            Baseline::Raw => Err(shape("songs.latents", vec![units], vec![columns])),
            Baseline::Pca => Ok(Encoder::Pca {
                mean: self.file.vector("pca.mean", columns)?,
                components: self.file.matrix("pca.components", [units, columns])?,
            }),
            Baseline::None | Baseline::Ae => {
                let about = self.about.network.take().ok_or_else(|| missing("network"))?;
                let model = self.network("network", about)?;
                let told = describer.condition.as_ref().map_or(0, |condition| condition.categories.names.len());
                let found = [model.network.inputs(), model.network.condition, model.network.latent];
                if found != [columns, told, units] {
                    return Err(shape("network", found.to_vec(), vec![columns, told, units]));
                }
                Ok(Encoder::Network(Arc::new(model)))
            }
        }
    }

    /// A network whose shape is believed as far as the tensors bear it out.
    fn network(&self, part: &str, about: NetworkAbout) -> Result<Model, ModelFileError> {
        let NetworkAbout { network, trained_as: kind, guarded } = about;
        if !network.is_sane() {
            return Err(ModelFileError::ModelNumbers { part: part.to_owned() });
        }
        let mut parameters = Vec::new();
        for (layer, shape) in network.shapes() {
            parameters.extend(self.file.numbers::<f32>(&format!("{part}.{layer}.weight"), &shape.weight())?);
            parameters.extend(self.file.numbers::<f32>(&format!("{part}.{layer}.bias"), &[shape.bias()])?);
        }
        Ok(Model { network, kind, guarded, parameters })
    }

    fn songs(&self, settings: &Settings) -> Result<MappedSongs, ModelFileError> {
        let SongsAbout { ids, song_ids, titles, artists, columns } = &self.about.songs;
        let (found, most) = (ids.len(), MOST_SONGS);
        if found > most {
            return Err(ModelFileError::ModelTooManySongs { found, most });
        }
        let lengths = [song_ids, titles, artists].into_iter().chain(columns.iter().map(|column| &column.values));
        let different: HashSet<&String> = ids.iter().collect();
        if lengths.into_iter().any(|list| list.len() != found) || different.len() != found || found == 0 {
            return Err(ModelFileError::ModelPartDamaged {
                part: "songs".into(),
                message: format!("{found} ids, {} of them different", different.len()),
            });
        }
        let [_, units] = self.file.size("songs.latents")?;
        let latents: Array2<f32> = self.file.matrix("songs.latents", [found, units])?;
        Ok(MappedSongs {
            means: match self.file.holds("songs.means") {
                true => self.file.matrix("songs.means", [found, units])?,
                false => latents.clone(),
            },
            latents,
            places: match settings.viz {
                Projection::None => Array2::zeros((0, 2)),
                Projection::Pca | Projection::Umap | Projection::Tsne => {
                    self.file.matrix("songs.places", [found, 2])?
                }
            },
            groups: self.file.numbers("songs.groups", &[found])?,
            ids: ids.clone(),
            song_ids: song_ids.clone(),
            titles: titles.clone(),
            artists: artists.clone(),
            columns: columns.clone(),
        })
    }

    fn frame(&self, settings: &Settings, songs: &MappedSongs) -> Result<Option<Frame>, ModelFileError> {
        match settings.viz {
            Projection::None => Ok(None),
            // Also of a map of neighbours that was not waited for.
            _ if self.file.holds("map.axes") => self.axes(songs.latents.ncols()).map(|axes| Some(Frame::Linear(axes))),
            Projection::Pca => Err(missing("map.axes")),
            Projection::Umap | Projection::Tsne => Ok(Some(Frame::Neighbours(NeighbourFrame {
                latents: songs.latents.clone(),
                places: songs.places.clone(),
                neighbours: NeighbourFrame::NEIGHBOURS,
            }))),
        }
    }

    fn axes(&self, units: usize) -> Result<MapFrame, ModelFileError> {
        let shown = match self.file.holds("map.variance_shown") {
            true => Some(self.file.numbers::<f64>("map.variance_shown", &[2])?),
            false => None,
        };
        Ok(MapFrame {
            mean: self.file.vector("map.mean", units)?,
            axes: self.file.matrix("map.axes", [2, units])?,
            alignment: Alignment {
                from: self.file.vector("map.from", 2)?,
                turn: self.file.matrix("map.turn", [2, 2])?,
                to: self.file.vector("map.to", 2)?,
            },
            variance_shown: shown.map(|shown| [shown[0], shown[1]]),
        })
    }
}

fn categories(part: &str, names: Option<Vec<String>>) -> Result<Categories, ModelFileError> {
    let names = names.ok_or_else(|| missing(part))?;
    check_order(part, &names)?;
    Ok(Categories { names })
}

/// Names stand in code-point order, each once: they are searched so.
fn check_order(part: &str, names: &[String]) -> Result<(), ModelFileError> {
    match names.windows(2).all(|pair| pair[0] < pair[1]) {
        true => Ok(()),
        false => Err(ModelFileError::ModelPartDamaged {
            part: part.to_owned(),
            message: "its names are not in order".into(),
        }),
    }
}
