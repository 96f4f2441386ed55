//! Everything a clip is described by, from one pass of the transform.

use super::{
    FeatureError,
    decibel::{ZeroDecibel, power_to_db},
    logmel::{LogMelPadding, fit_frames, log_mel},
    mel::MelFilterbank,
    mfcc::{self, Cepstrum, MEAN_COEFFICIENTS, MFCC_BANDS, SUMMARY_COEFFICIENTS},
    stft::{Stft, frame_count},
};
use ndarray::{Array2, Array3, s};

/// Most frames a map may be asked to have: an hour and a half at 22,050 Hz.
pub const MOST_TF_FRAMES: usize = 1 << 18;
/// Longest stretch of a track that may be described, in seconds: a day.
pub const MOST_SECONDS: f64 = 86_400.0;

/// Which features are wanted. Nothing is computed for one that is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct AudioRequest {
    /// 20 coefficients × (mean, deviation, minimum, maximum).
    pub mfcc: bool,
    /// The means of 40 coefficients.
    pub mfcc_mean: bool,
    /// A map of `n_mfcc` coefficients over time.
    pub mfcc_frames: bool,
    /// A map of `n_mels` bands over time.
    pub logmelspec: bool,
}

/// How clips are described.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct AudioSettings {
    /// Sample rate of the clips, in Hz.
    pub sample_rate: u32,
    /// Only so much of a clip is listened to, in seconds.
    pub max_seconds: f64,
    /// Coefficients of `mfcc_frames`.
    pub n_mfcc: usize,
    /// Mel bands of `logmelspec`.
    pub n_mels: usize,
    /// Frames of both maps.
    pub tf_frames: usize,
    /// What follows the end of a short clip in `logmelspec`.
    pub logmel_padding: LogMelPadding,
}

impl Default for AudioSettings {
    fn default() -> Self {
        Self {
            sample_rate: 22_050,
            max_seconds: 30.0,
            n_mfcc: 40,
            n_mels: 64,
            tf_frames: 512,
            logmel_padding: LogMelPadding::Floor,
        }
    }
}

/// What was asked for, and nothing else.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AudioFeatures {
    /// 80 numbers: 20 means, 20 deviations, 20 minima, 20 maxima.
    pub mfcc: Option<Vec<f32>>,
    /// 40 numbers.
    pub mfcc_mean: Option<Vec<f32>>,
    /// 1 × `n_mfcc` × `tf_frames`; frames after the end are zero.
    pub mfcc_frames: Option<Array3<f32>>,
    /// 1 × `n_mels` × `tf_frames`, in dB from −80 to 0; frames after the end are as `logmel_padding` says.
    pub logmelspec: Option<Array3<f32>>,
}

/// The plans and tables of one set of settings; made once and used for any number of clips.
pub struct AudioExtractor {
    settings: AudioSettings,
    stft: Stft,
    mfcc_bank: MelFilterbank,
    logmel_bank: MelFilterbank,
    cepstrum: Cepstrum,
}

impl AudioExtractor {
    /// Prepares the transform, both filterbanks and the cosines.
    ///
    /// # Errors
    /// [`FeatureError::AudioSettingOutOfRange`] and [`FeatureError::MoreCoefficientsThanBands`].
    pub fn new(settings: AudioSettings) -> Result<Self, FeatureError> {
        in_range("tf_frames", settings.tf_frames as f64, 1.0, MOST_TF_FRAMES as f64)?;
        in_range("max_seconds", settings.max_seconds, 0.001, MOST_SECONDS)?;
        in_range("n_mfcc", settings.n_mfcc as f64, 1.0, f64::INFINITY)?;
        let coefficients = settings.n_mfcc.max(MEAN_COEFFICIENTS);
        Ok(Self {
            stft: Stft::new(),
            mfcc_bank: MelFilterbank::new(settings.sample_rate, MFCC_BANDS)?,
            logmel_bank: MelFilterbank::new(settings.sample_rate, settings.n_mels)?,
            cepstrum: Cepstrum::new(coefficients, MFCC_BANDS)?,
            settings,
        })
    }

    /// The settings this was made for.
    pub fn settings(&self) -> &AudioSettings {
        &self.settings
    }

    /// Describes a clip of mono samples at the settings' sample rate. The same samples give the same bytes.
    ///
    /// # Errors
    /// [`FeatureError::TooShort`], [`FeatureError::NonFiniteSample`] or [`FeatureError::SampleOutOfRange`].
    pub fn extract(&mut self, samples: &[f32], request: AudioRequest) -> Result<AudioFeatures, FeatureError> {
        let heard = (self.settings.max_seconds * f64::from(self.settings.sample_rate)) as usize;
        let samples = &samples[..samples.len().min(heard.max(1))];
        let frames = frame_count(samples.len());
        let cepstral = self.coefficients_wanted(request) > 0;
        let mut mfcc_mel = cepstral.then(|| Array2::zeros((MFCC_BANDS, frames)));
        let mut logmel_mel = request.logmelspec.then(|| Array2::zeros((self.logmel_bank.n_mels(), frames)));

        let mut blocks = self.stft.power_frames(samples)?;
        while let Some(block) = blocks.next_block() {
            if let Some(mel) = &mut mfcc_mel {
                self.mfcc_bank.apply(&block, mel.view_mut());
            }
            if let Some(mel) = &mut logmel_mel {
                self.logmel_bank.apply(&block, mel.view_mut());
            }
        }

        let mut features = AudioFeatures::default();
        if let Some(mel) = mfcc_mel {
            self.describe_cepstrum(mel, request, &mut features);
        }
        if let Some(mel) = logmel_mel {
            let padding = self.settings.logmel_padding.decibels();
            let map = log_mel(mel);
            features.logmelspec = Some(fit_frames(map.view(), self.settings.tf_frames, padding));
        }
        Ok(features)
    }

    /// One product gives every coefficient any feature asks for; each takes its first rows.
    fn coefficients_wanted(&self, request: AudioRequest) -> usize {
        [
            (request.mfcc, SUMMARY_COEFFICIENTS),
            (request.mfcc_mean, MEAN_COEFFICIENTS),
            (request.mfcc_frames, self.settings.n_mfcc),
        ]
        .into_iter()
        .filter_map(|(asked, count)| asked.then_some(count))
        .max()
        .unwrap_or(0)
    }

    fn describe_cepstrum(&self, mut mel: Array2<f32>, request: AudioRequest, features: &mut AudioFeatures) {
        power_to_db(&mut mel, ZeroDecibel::One);
        let wanted = self.coefficients_wanted(request);
        let coefficients = self.cepstrum.coefficients(mel.view(), wanted);
        let first = |n: usize| coefficients.slice(s![..n, ..]);
        if request.mfcc {
            features.mfcc = Some(mfcc::summary(first(SUMMARY_COEFFICIENTS)));
        }
        if request.mfcc_mean {
            features.mfcc_mean = Some(mfcc::mean(first(MEAN_COEFFICIENTS)));
        }
        if request.mfcc_frames {
            let map = first(self.settings.n_mfcc);
            features.mfcc_frames = Some(fit_frames(map, self.settings.tf_frames, 0.0));
        }
    }
}

fn in_range(setting: &'static str, found: f64, least: f64, most: f64) -> Result<(), FeatureError> {
    if (least..=most).contains(&found) {
        Ok(())
    } else {
        Err(FeatureError::AudioSettingOutOfRange { setting, found, least, most })
    }
}
