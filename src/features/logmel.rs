//! Log-mel maps, and how a map of any length is brought to a fixed number of frames.
//!
//! # Reference
//! `librosa.power_to_db(melspectrogram, ref=np.max)`, then the first `tf_frames` frames.

use super::decibel::{TOP_DB, ZeroDecibel, power_to_db};
use ndarray::{Array2, Array3, ArrayView2, s};

/// What stands where a short clip has no frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogMelPadding {
    /// −80 dB, the floor of the scale: nothing is heard after the end.
    #[default]
    Floor,
    /// 0 dB, the *loudest* value of the scale: kept so that published figures made that way can be reproduced.
    Zero,
}

impl LogMelPadding {
    /// The padding in dB.
    pub fn decibels(self) -> f32 {
        match self {
            Self::Floor => -TOP_DB,
            Self::Zero => 0.0,
        }
    }
}

/// A clip's mel power as decibels below its loudest entry: between −80 and 0.
///
/// # Shapes
/// `mel`: bands × frames, and so is the result.
pub fn log_mel(mut mel: Array2<f32>) -> Array2<f32> {
    power_to_db(&mut mel, ZeroDecibel::Loudest);
    mel
}

/// The first `tf_frames` frames of a map as a one-channel picture; missing frames hold `padding`.
///
/// # Shapes
/// `map`: rows × frames → 1 × rows × `tf_frames`.
pub fn fit_frames(map: ArrayView2<'_, f32>, tf_frames: usize, padding: f32) -> Array3<f32> {
    let kept = map.ncols().min(tf_frames);
    let mut picture = Array3::from_elem((1, map.nrows(), tf_frames), padding);
    picture.slice_mut(s![0, .., ..kept]).assign(&map.slice(s![.., ..kept]));
    picture
}
