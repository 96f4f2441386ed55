//! Which network a run trains: what its settings ask for, made to fit what the songs are described by.

use super::InputError;
use crate::{
    models::{
        network::{Architecture, Kind, Network},
        training::Recipe,
    },
    settings::{Baseline, Feature, Settings, VaeArch},
};

/// Hidden widths of system B's perceptron.
const MLP_HIDDEN: [usize; 2] = [256, 128];
/// Hidden widths of each of system A's two encoders.
const DUAL_HIDDEN: [usize; 2] = [128, 64];
/// Channels of system B's convolutions.
const CHANNELS: [usize; 3] = [32, 64, 128];

/// Whether a network is trained for the songs' places at all.
pub(super) fn learns(settings: &Settings) -> bool {
    matches!(settings.baseline, Baseline::None | Baseline::Ae)
}

/// Whether one network reads the sound and the lyrics of a hybrid by itself, so that the sound needs none of its own.
pub(crate) fn reads_both(settings: &Settings) -> bool {
    settings.vae_arch == VaeArch::DualEncoder && learns(settings)
}

/// The column that encoder and decoder are told, if any.
pub(crate) fn condition_column(settings: &Settings) -> Option<&str> {
    (learns(settings) && !settings.cond_col.is_empty()).then_some(settings.cond_col.as_str())
}

/// Refuses a kind of network that cannot read what the songs are described by.
///
/// # Errors
/// [`InputError::NeedsMap`], [`InputError::NeedsHybrid`].
pub(super) fn check(settings: &Settings) -> Result<(), InputError> {
    let Settings { feature, audio_feature, .. } = *settings;
    let map = if feature.joins() { audio_feature.alone().is_map() } else { feature.is_map() };
    let trains = learns(settings) || feature.joins();
    match settings.vae_arch {
        VaeArch::Conv2d if trains && !map => Err(InputError::NeedsMap {}),
        VaeArch::DualEncoder if learns(settings) && feature != Feature::Hybrid => Err(InputError::NeedsHybrid {}),
        _ => Ok(()),
    }
}

/// Bands and frames of the map that `feature` is.
pub(super) fn map_shape(feature: Feature, settings: &Settings) -> Option<(usize, usize)> {
    let bands = match feature {
        Feature::MfccFrames => settings.n_mfcc,
        Feature::Logmelspec => settings.n_mels,
        _ => return None,
    };
    Some((bands as usize, settings.tf_frames as usize))
}

/// The network that places songs of `columns` columns, of which the first `sound` describe the sound of a hybrid, under
/// a condition of `condition` columns.
///
/// # Errors
/// [`InputError::MapSize`] when maps made elsewhere have another size than the settings say.
pub(super) fn network(
    settings: &Settings,
    columns: usize,
    sound: usize,
    condition: usize,
) -> Result<Network, InputError> {
    let architecture = match (settings.vae_arch, map_shape(settings.feature, settings)) {
        (VaeArch::Conv2d, Some((bands, frames))) => {
            if bands * frames != columns {
                return Err(InputError::MapSize { columns, bands, frames });
            }
            Architecture::Conv2d { bands, frames, channels: settings.channels.or(&CHANNELS) }
        }
        (VaeArch::DualEncoder, _) if settings.feature == Feature::Hybrid => {
            Architecture::DualEncoder { sound, lyrics: columns - sound, hidden: settings.hidden.or(&DUAL_HIDDEN) }
        }
        // The numbers of a hybrid are a vector, whatever its sound's own network was built of.
        _ => Architecture::Mlp { inputs: columns, hidden: settings.hidden.or(&MLP_HIDDEN) },
    };
    Ok(Network { architecture, condition, latent: settings.latent_dim as usize })
}

/// How `settings` train a network.
pub(super) fn recipe(settings: &Settings) -> Recipe {
    Recipe {
        kind: match settings.baseline {
            Baseline::Ae => Kind::Plain,
            _ => Kind::Variational,
        },
        objective: settings.objective,
        beta: settings.beta,
        warmup: settings.kl_warmup,
        free_bits: settings.free_bits,
        epochs: settings.epochs as usize,
        batch: settings.batch_size as usize,
        rate: settings.lr,
        validation: settings.validation,
        test: settings.test,
        patience: settings.patience as usize,
        seed: settings.seed.into(),
    }
}
