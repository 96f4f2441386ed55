//! The small file an excerpt ends in.

use serde::Serialize;

use super::Notice;

/// What a file is, told from its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// RIFF/WAVE, also RF64, BW64 and big-endian RIFX.
    Wav,
    /// AIFF and AIFF-C.
    Aiff,
    /// FLAC in its own frames.
    Flac,
    /// MPEG audio, layers I to III.
    Mp3,
    /// AAC in ADTS frames.
    Aac,
    /// Ogg, whatever is inside.
    Ogg,
    /// MP4, M4A, M4B, MOV, 3GP.
    Mp4,
    /// WebM and Matroska.
    Webm,
    /// Windows Media.
    Wma,
    /// Apple's Core Audio Format.
    Caf,
    /// Another known audio format that browsers seldom decode (Monkey's Audio, WavPack, Musepack, AMR, DSD …).
    Other,
    /// Nothing recognised; the browser decides.
    Unknown,
}

impl std::fmt::Display for Format {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Wav => "WAV",
            Self::Aiff => "AIFF",
            Self::Flac => "FLAC",
            Self::Mp3 => "MP3",
            Self::Aac => "AAC",
            Self::Ogg => "Ogg",
            Self::Mp4 => "MP4",
            Self::Webm => "WebM",
            Self::Wma => "Windows Media",
            Self::Caf => "CAF",
            Self::Other | Self::Unknown => "audio",
        })
    }
}

/// A standalone file that holds the first seconds of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// What the file is.
    pub format: Format,
    /// The small file, ready to be decoded.
    pub bytes: Vec<u8>,
    /// The sample rate, in Hz, the sound decodes to (Opus: always 48,000; HE-AAC: the rate with spectral band
    /// replication), so that decoding at it needs no resampling; `None` when only the browser can tell. Always within
    /// [`LOWEST_RATE`](crate::audio::LOWEST_RATE) to [`HIGHEST_RATE`](crate::audio::HIGHEST_RATE).
    pub rate: Option<u32>,
    /// Channels of the original, where known. The small file may have fewer (see the module on WAV).
    pub channels: Option<u16>,
    /// `true` when the file holds no more sound than this: nothing was cut off.
    pub whole: bool,
    /// What is worth saying about the file.
    pub notices: Vec<Notice>,
}
