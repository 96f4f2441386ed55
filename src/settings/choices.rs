//! The choices that settings offer, under the names that the page, the address and the files use.

use serde::{Deserialize, Serialize};

use super::{Plain, Value};
use crate::{
    clustering::Linkage,
    features::{LogMelPadding, Standardize},
    models::objective::Objective,
};

impl Value for f64 {
    fn plain(&self) -> Plain {
        Plain::Number(*self)
    }
}

impl Value for u32 {
    fn plain(&self) -> Plain {
        Plain::Number(f64::from(*self))
    }
}

impl Value for String {
    fn plain(&self) -> Plain {
        Plain::Text(self.clone())
    }
}

/// Gives the variants of an enum the names that the page, the address and the files use.
macro_rules! named {
    ($name:ident { $($variant:ident = $text:literal,)+ }) => {
        impl $name {
            /// The names of all choices, in the order of the panel.
            pub const NAMES: &[&str] = &[$($text,)+];

            /// The name of this one.
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $text,)+ }
            }
        }

        impl Value for $name {
            fn plain(&self) -> Plain {
                Plain::Text(self.name().into())
            }
        }
    };
}

named! { LogMelPadding { Floor = "floor", Zero = "zero", } }
named! { Standardize { Auto = "auto", Column = "column", Global = "global", None = "none", } }
named! { Linkage { Ward = "ward", Complete = "complete", Average = "average", Single = "single", } }
named! { Objective { Elbo = "elbo", Mean = "mean", Sum = "sum", } }

/// An enum whose variants have the names that the page, the address and the files use.
macro_rules! choice {
    ($(#[$about:meta])* $name:ident { $($(#[$meaning:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name { $($(#[$meaning])* #[serde(rename = $text)] $variant,)+ }

        named! { $name { $($variant = $text,)+ } }
    };
}

choice! {
    /// What of a song is described.
    Feature {
        /// 20 MFCCs × (mean, standard deviation, minimum, maximum).
        Mfcc = "mfcc",
        /// The means of 40 MFCCs.
        MfccMean = "mfcc_mean",
        /// `n_mfcc` MFCCs × `tf_frames` frames.
        MfccFrames = "mfcc_frames",
        /// `n_mels` mel bands × `tf_frames` frames.
        Logmelspec = "logmelspec",
        /// TF-IDF of the lyrics.
        LyricsTfidf = "lyrics_tfidf",
        /// Sound, embedded by a network of its own, beside lyrics.
        Hybrid = "hybrid",
        /// Hybrid with the genre.
        Multimodal = "multimodal",
        /// Numbers from a table or an array that was made elsewhere.
        Table = "table",
    }
}

impl Feature {
    /// Whether it joins sound and lyrics.
    pub fn joins(self) -> bool {
        matches!(self, Feature::Hybrid | Feature::Multimodal)
    }

    /// Whether a song is a map, bands × frames, instead of a vector.
    pub fn is_map(self) -> bool {
        matches!(self, Feature::MfccFrames | Feature::Logmelspec)
    }
}

choice! {
    /// What of the sound goes into hybrid and multimodal.
    AudioFeature {
        /// As [`Feature::Mfcc`].
        Mfcc = "mfcc",
        /// As [`Feature::MfccMean`].
        MfccMean = "mfcc_mean",
        /// As [`Feature::MfccFrames`].
        MfccFrames = "mfcc_frames",
        /// As [`Feature::Logmelspec`].
        Logmelspec = "logmelspec",
        /// As [`Feature::Table`].
        Table = "table",
    }
}

impl AudioFeature {
    /// The same as a feature of its own.
    pub fn alone(self) -> Feature {
        match self {
            AudioFeature::Mfcc => Feature::Mfcc,
            AudioFeature::MfccMean => Feature::MfccMean,
            AudioFeature::MfccFrames => Feature::MfccFrames,
            AudioFeature::Logmelspec => Feature::Logmelspec,
            AudioFeature::Table => Feature::Table,
        }
    }
}

choice! {
    /// What lyrics are cut into.
    LyricsTokens {
        /// Runs of 3 to 5 characters within words.
        CharWb = "char_wb",
        /// Words.
        Word = "word",
    }
}

choice! {
    /// Yes or no.
    Switch {
        /// No.
        Off = "off",
        /// Yes.
        On = "on",
    }
}

choice! {
    /// What represents a song.
    Baseline {
        /// The variational autoencoder: no baseline.
        None = "none",
        /// Principal components.
        Pca = "pca",
        /// The autoencoder.
        Ae = "ae",
        /// The standardised features themselves.
        Raw = "raw",
    }
}

choice! {
    /// What a network is built of.
    VaeArch {
        /// Fully connected layers, for any numbers.
        Mlp = "mlp",
        /// Convolutions, for maps of sound.
        Conv2d = "conv2d",
        /// One encoder for the sound, one for the lyrics.
        DualEncoder = "dual_encoder",
    }
}

choice! {
    /// What of a song's distribution is clustered.
    Latent {
        /// Its mean μ.
        Mean = "mean",
        /// One random draw from it.
        Sample = "sample",
    }
}

choice! {
    /// How groups are found.
    ClusterMethod {
        /// Around k centres.
        Kmeans = "kmeans",
        /// Songs, then groups, joined two by two.
        Agglomerative = "agglomerative",
        /// Where songs lie densely.
        Dbscan = "dbscan",
        /// Where a graph of neighbours falls apart most easily.
        Spectral = "spectral",
        /// Bell-shaped clouds, in which a song may belong a little to several.
        Mixture = "mixture",
        /// Where songs lie densely, each group by its own measure.
        Hdbscan = "hdbscan",
    }
}

choice! {
    /// How the map is drawn in two dimensions.
    Projection {
        /// Neighbours stay neighbours (McInnes et al. 2018).
        Umap = "umap",
        /// Neighbours stay neighbours (van der Maaten and Hinton 2008).
        Tsne = "tsne",
        /// The two directions of greatest spread.
        Pca = "pca",
        /// No map.
        None = "none",
    }
}

impl ClusterMethod {
    /// Whether it is told how many groups to find.
    pub fn takes_a_number(self) -> bool {
        !matches!(self, ClusterMethod::Dbscan | ClusterMethod::Hdbscan)
    }
}

/// How many groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clusters {
    /// The number with the best silhouette.
    Auto,
    /// This many.
    Count(u32),
}

impl Value for Clusters {
    fn plain(&self) -> Plain {
        match self {
            Clusters::Auto => Plain::Text("auto".into()),
            Clusters::Count(count) => count.plain(),
        }
    }
}

impl Serialize for Clusters {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Clusters::Auto => serializer.serialize_str("auto"),
            Clusters::Count(count) => serializer.serialize_u32(*count),
        }
    }
}

impl<'de> Deserialize<'de> for Clusters {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Wire {
            Count(u32),
            Word(String),
        }
        match Wire::deserialize(deserializer)? {
            Wire::Count(count) => Ok(Clusters::Count(count)),
            Wire::Word(word) if word == "auto" => Ok(Clusters::Auto),
            Wire::Word(word) => {
                Err(serde::de::Error::custom(format!("clusters is a whole number or \"auto\", not \"{word}\"")))
            }
        }
    }
}
