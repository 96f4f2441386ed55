//! How much memory a run needs, said before it starts.

use serde::Serialize;

use super::{architecture, grouping, mapping};
use crate::{
    clustering::matrix_bytes,
    features::tfidf::{TFIDF_FEATURES, WORD_FEATURES},
    models::network::Network,
    settings::{ClusterMethod, Feature, LyricsTokens, Settings},
};

/// Times that a song's numbers are held at once: as the page keeps them, on their way into the worker, standardised, and
/// as the network learns from them.
const COPIES_OF_FEATURES: f64 = 4.0;
/// Times that a network's numbers are held at once: themselves, Adam's two moments, all three as of the last epoch, and
/// gradients while they are summed and exchanged.
const COPIES_OF_PARAMETERS: f64 = 10.0;
/// Times that what layers put out is held at once: itself, its gradient, and the room its products are computed in.
const COPIES_OF_ACTIVATIONS: f64 = 3.0;
/// What the module and its tables need.
const BASE: f64 = 64e6;
const BYTES: f64 = 4.0;
/// A neighbour as it comes from the workers, in the table, in the part of it that a stage takes, and in its graph.
const BYTES_OF_NEIGHBOUR: f64 = 40.0;

/// What a run needs, and whether there is room for it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// Bytes, roughly.
    pub bytes: f64,
    /// Bytes there is room for.
    pub limit: f64,
    /// Whether it fits.
    pub fits: bool,
    /// How many songs would fit with these settings.
    pub songs: usize,
    /// Bytes of a matrix with a number for each pair of songs; 0 if the method needs none.
    pub quadratic: f64,
}

/// Numbers that describe a song under `settings`; `table` are those of a song in the visitor's own table.
fn columns(feature: Feature, settings: &Settings, table: usize) -> usize {
    match feature {
        Feature::Mfcc => 80,
        Feature::MfccMean => 40,
        Feature::MfccFrames | Feature::Logmelspec => {
            architecture::map_shape(feature, settings).map_or(0, |(bands, frames)| bands * frames)
        }
        Feature::LyricsTfidf => match settings.lyrics_tokens {
            LyricsTokens::CharWb => TFIDF_FEATURES,
            LyricsTokens::Word => WORD_FEATURES,
        },
        Feature::Hybrid | Feature::Multimodal => columns(settings.audio_feature.alone(), settings, table),
        Feature::Table => table,
    }
}

/// What a run of `songs` songs needs under `settings` where there is room for `limit` bytes. `table` is the number of
/// columns in the visitor's own table, if there is one.
///
/// It counts what grows: features, parameters, activations, and the distances that some clusterings keep of all pairs. The
/// rest is a constant.
pub fn estimate(settings: &Settings, songs: usize, table: usize, limit: f64) -> Estimate {
    let columns = columns(settings.feature, settings, table);
    let trains = architecture::learns(settings) || settings.feature.joins();
    // The largest network is the one that reads the sound; of a hybrid it is the sound's own.
    let own = match settings.feature.joins() && !architecture::reads_both(settings) {
        true => Settings { feature: settings.audio_feature.alone(), ..settings.clone() },
        false => settings.clone(),
    };
    let network = architecture::network(&own, columns, columns, 0).ok().filter(|_| trains && columns > 0);
    let fixed = BASE + network.as_ref().map_or(0.0, of_network);
    let each = COPIES_OF_FEATURES * BYTES * columns as f64;
    let each = each + BYTES_OF_NEIGHBOUR * neighbours(settings, songs) as f64;
    let pairs = |songs: f64| match settings.cluster_method {
        ClusterMethod::Agglomerative => matrix_bytes(settings.linkage, songs as usize) as f64,
        _ => 0.0,
    };
    let needed = |songs: f64| fixed + each * songs + pairs(songs);
    let bytes = needed(songs as f64);
    let room = room(needed, limit);
    Estimate { bytes, limit, fits: bytes <= limit, songs: room as usize, quadratic: pairs(songs as f64) }
}

/// Nearest songs of each song that groups and map need.
fn neighbours(settings: &Settings, songs: usize) -> usize {
    grouping::neighbours_needed(settings, songs).max(mapping::neighbours_needed(settings, songs))
}

/// The greatest whole number of songs with which `needed` stays within `limit`.
fn room(needed: impl Fn(f64) -> f64, limit: f64) -> f64 {
    let (mut fits, mut too_many) = (0.0, 4e9);
    if needed(fits) > limit {
        return 0.0;
    }
    while too_many - fits > 1.0 {
        let middle = f64::floor((fits + too_many) / 2.0);
        if needed(middle) <= limit { fits = middle } else { too_many = middle }
    }
    fits
}

fn of_network(network: &Network) -> f64 {
    let activations = network.activations() * network.rows_at_a_time();
    BYTES * (COPIES_OF_PARAMETERS * network.count() as f64 + COPIES_OF_ACTIVATIONS * activations as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clustering::Linkage, settings::VaeArch};

    const ROOM: f64 = 3e9;

    #[test]
    fn what_music_lovers_have_fits_and_what_does_not_is_said_with_what_would() {
        let maps = Settings { feature: Feature::Logmelspec, vae_arch: VaeArch::Conv2d, ..Settings::default() };
        assert!(estimate(&Settings::default(), 20_000, 0, ROOM).fits);
        assert!(estimate(&maps, 2_000, 0, ROOM).fits);
        let too_many = estimate(&maps, 50_000, 0, ROOM);
        assert!(!too_many.fits);
        assert!(estimate(&maps, too_many.songs, 0, ROOM).fits);
        assert!(!estimate(&maps, too_many.songs + 2, 0, ROOM).fits);
    }

    #[test]
    fn only_a_linkage_that_needs_all_distances_grows_with_the_square() {
        let with = |linkage| Settings { cluster_method: ClusterMethod::Agglomerative, linkage, ..Settings::default() };
        assert_eq!(estimate(&with(Linkage::Ward), 20_000, 0, ROOM).quadratic, 0.0);
        let complete = estimate(&with(Linkage::Complete), 20_000, 0, ROOM);
        assert_eq!(complete.quadratic, 4.0 * 20_000.0 * 19_999.0 / 2.0);
        let most = complete.songs;
        assert!(estimate(&with(Linkage::Complete), most, 0, ROOM).fits);
        assert!(!estimate(&with(Linkage::Complete), most + 1, 0, ROOM).fits);
    }

    #[test]
    fn a_network_too_large_for_any_song_leaves_room_for_none() {
        let wide = Settings { feature: Feature::Logmelspec, n_mels: 512, tf_frames: 8192, ..Settings::default() };
        let Estimate { fits, songs, .. } = estimate(&wide, 1, 0, ROOM);
        assert_eq!((fits, songs), (false, 0));
    }

    #[test]
    fn the_ends_of_every_setting_have_an_estimate() {
        for (n_mels, tf_frames) in [(1, 1), (1, 8), (512, 8192)] {
            for vae_arch in [VaeArch::Mlp, VaeArch::Conv2d, VaeArch::DualEncoder] {
                for feature in [Feature::Logmelspec, Feature::Hybrid, Feature::Table, Feature::LyricsTfidf] {
                    let settings = Settings { feature, vae_arch, n_mels, tf_frames, ..Settings::default() };
                    let Estimate { bytes, .. } = estimate(&settings, 3, 0, ROOM);
                    assert!(bytes.is_finite() && bytes > 0.0);
                }
            }
        }
    }
}
