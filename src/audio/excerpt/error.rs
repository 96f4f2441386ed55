//! What can be wrong with a file, and what is worth saying about one that is fine.

use serde::Serialize;

use super::Format;

/// Why no excerpt can be made of a file.
///
/// Crosses to the page as `{code, …data}`; the page has the words and the cure.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ExcerptError {
    /// The file holds no bytes at all.
    #[error("the file is empty (0 bytes)")]
    EmptyFile {},
    /// The bytes are certainly something else than sound.
    #[error("this is not sound: it looks like {looks_like}")]
    NotAudio {
        /// What the first bytes look like.
        looks_like: Looks,
    },
    /// The container is right, but there is no sound in it (a bare header, a film without a sound track).
    #[error("this {format} file holds no sound")]
    NoSound {
        /// The format of the container.
        format: Format,
    },
    /// A header contradicts itself in a way that leaves nothing to decode.
    #[error("the header of this {format} file cannot be right: {what}")]
    DamagedHeader {
        /// The format of the container.
        format: Format,
        /// What is wrong, in a few words.
        what: &'static str,
    },
    /// The sound is encrypted (digital rights management), so no player but its shop's own can decode it.
    #[error("the sound in this {format} file is encrypted (copy protection)")]
    Protected {
        /// The format of the container.
        format: Format,
    },
    /// A format that cannot be cut here, in a file too large to be decoded whole.
    #[error("this {format} file has {bytes} bytes and can only be decoded whole, which is done up to {most} bytes")]
    FileTooLarge {
        /// The format, as far as it was recognised.
        format: Format,
        /// The size of the file.
        bytes: u64,
        /// The largest file that is decoded whole.
        most: u64,
    },
    /// The sound is spread over so many places of the file that looking for it was given up.
    #[error("gave up on this {format} file after reading {bytes} bytes in {reads} places")]
    TooScattered {
        /// The format of the container.
        format: Format,
        /// Bytes read so far.
        bytes: u64,
        /// Reads made so far.
        reads: u32,
    },
    /// The sample rate is outside what browsers decode at.
    #[error("a sample rate of {rate} Hz is outside {lowest} to {highest} Hz")]
    UnusualRate {
        /// The rate the file states, in Hz.
        rate: u32,
        /// The lowest rate accepted, in Hz.
        lowest: u32,
        /// The highest rate accepted, in Hz.
        highest: u32,
    },
    /// [`Excerpt::step`](super::Excerpt::step) was called again after it had finished or failed.
    #[error("this excerpt has already ended")]
    ExcerptOver {},
}

/// What a file that is not sound looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Looks {
    /// A web page.
    Html,
    /// Plain text (a lyrics file, a playlist, a table).
    Text,
    /// A PDF document.
    Pdf,
    /// A picture.
    Image,
    /// A ZIP archive, which office documents and backups are too.
    Zip,
    /// Another archive or compressed file.
    Archive,
    /// A program.
    Program,
    /// Notes without sound: MIDI.
    Midi,
    /// A film in a container that browsers do not open.
    Film,
    /// So few bytes that no sound fits in them.
    Fragment,
}

impl std::fmt::Display for Looks {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Html => "a web page",
            Self::Text => "plain text",
            Self::Pdf => "a PDF document",
            Self::Image => "a picture",
            Self::Zip => "a ZIP archive",
            Self::Archive => "an archive",
            Self::Program => "a program",
            Self::Midi => "MIDI notes, which hold no sound",
            Self::Film => "a film",
            Self::Fragment => "a fragment of a few bytes",
        })
    }
}

/// Something worth saying about a file that is fine otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Notice {
    /// The header promises more sound than the file has, as when a download was interrupted; what is there was taken.
    CutShort {
        /// Seconds the header promises.
        promised: f64,
        /// Seconds the file has.
        found: f64,
    },
    /// The sound is so dense (rate × channels × bits) that only a part of the seconds asked for was taken.
    HeardLess {
        /// Seconds that were taken.
        seconds: f64,
        /// Seconds that were asked for.
        wanted: f64,
    },
    /// Bytes between the frames of sound belong to no frame; the decoder skips them.
    DamagedPart {
        /// How many bytes.
        bytes: u64,
    },
    /// Several streams follow each other in the file; the first one was taken.
    FirstStreamOnly {},
}
