//! The first seconds of a sound file, as a small file of its own, without ever reading the rest.
//!
//! WebAudio decodes a file whole or not at all, and in its context's sample rate rather than the file's: an hour of
//! stereo WAV takes a tab to 2.7 GB. So the file is cut before it is decoded, at the boundaries of its own format, and
//! its sample rate is read from its header:
//!
//! | format | where it is cut | what is rewritten |
//! |---|---|---|
//! | WAV, RF64, AIFF (`wav`, `aiff`) | after the last sample needed | the header; layouts browsers refuse become mono 32-bit float |
//! | FLAC (`flac`) | before a frame | STREAMINFO's length and checksum; other metadata is dropped |
//! | MP1, MP2, MP3 (`mpeg`) | before a frame | the counts in a Xing or VBRI tag; ID3 tags are skipped unread |
//! | AAC as ADTS (`adts`) | before a frame | nothing |
//! | Ogg: Vorbis, Opus, FLAC, Speex (`ogg`) | after a page | end-of-stream flag and checksum of the last page |
//! | MP4, M4A, MOV, fragmented too (`mp4`) | after a sample (codec frame) | all tables; sample descriptions are kept byte for byte |
//! | anything else (`whole`) | not at all | nothing: the whole file, up to [`MOST_BYTES`] |
//!
//! [`Excerpt`] is a state machine: it names a byte range, the caller reads it, and so on until the [`Cut`] is done. It
//! never panics on what it reads, and it always ends: every range lies inside the file, and all ranges together are
//! bounded by [`MOST_READ`].
//!
//! # Why not a library
//!
//! A library would have to say which bytes of a file the first seconds are, without having the rest, and write a file
//! again. `symphonia` demuxes all these formats, but pulls from a blocking `Read + Seek` source and has no writers;
//! `claxon` and `hound` decode from `Read`, and `hound` knows neither RF64 nor lengths that lie; `metaflac` reads all
//! pictures and no frames; `ogg` parses pages, yet keeps its checksum to itself; `mp4parse` drops the sample
//! description's bytes, does not read fragments, and its sample table grows to billions of entries when the counts in a
//! damaged file say so. So the few fields needed are read here; `tests/` checks the cuts against files written by the
//! formats' own rules and against real encoders' output.

mod adts;
mod aiff;
mod cut;
mod error;
mod flac;
mod held;
mod mp4;
mod mpeg;
mod mpeg_header;
mod ogg;
mod pcm;
mod sniff;
mod wav;
mod whole;

pub use cut::{Cut, Format};
pub use error::{ExcerptError, Looks, Notice};

use held::{Held, Pause};

/// The most bytes a [`Cut`] has, and the largest file handed over whole: 64 MiB, half a minute of eight channels at 48
/// kHz and 32 bits.
pub const MOST_BYTES: u64 = 64 << 20;

/// The most bytes read of one file, headers included: 96 MiB.
pub const MOST_READ: u64 = 96 << 20;

/// The most ranges read of one file. A film's sound track needs some hundred; only a file made to tire us needs more
/// than this.
pub const MOST_READS: u32 = 30_000;

/// Sizes beyond this are taken for this: a browser counts bytes in floats, so there is no larger file, and sums of
/// offsets stay in 64 bits.
const LARGEST_FILE: u64 = 1 << 53;

/// Kept beyond the seconds asked for, in seconds, where a codec delays the sound (MP3 by 25–50 ms, AAC by up to 100
/// ms): the decoder drops its delay at the start, and the exact trim comes after decoding.
const CODEC_DELAY: f64 = 0.2;

/// What [`Excerpt::step`] asks for, or its result.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Read these bytes of the file and pass them to the next [`Excerpt::step`]. The range lies inside the file and is
    /// never empty.
    Read {
        /// Offset in the file, in bytes.
        offset: u64,
        /// Number of bytes, 1 to 8 MiB.
        length: u32,
    },
    /// The excerpt is made.
    Done(Cut),
}

/// Makes a [`Cut`] of a file it never sees whole.
///
/// ```
/// use songscape::audio::excerpt::{Excerpt, Step};
///
/// let file = b"RIFF\x28\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0\
///     data\x04\0\0\0\x01\0\x02\0";
/// let mut excerpt = Excerpt::new(file.len() as u64, 30.0);
/// let mut bytes = None;
/// let cut = loop {
///     match excerpt.step(bytes)? {
///         Step::Read { offset, length } => bytes = Some(&file[offset as usize..][..length as usize]),
///         Step::Done(cut) => break cut,
///     }
/// };
/// assert_eq!(cut.rate, Some(8_000));
/// assert!(cut.whole);
/// # Ok::<(), songscape::audio::excerpt::ExcerptError>(())
/// ```
pub struct Excerpt {
    held: Held,
    seconds: f64,
    walk: Walk,
    asked: Option<(u64, u32)>,
    bytes_read: u64,
    reads: u32,
}

/// How far the walk through the file has come, by what the file turned out to be.
enum Walk {
    Sniff(sniff::Sniff),
    Wav(wav::Wav),
    Aiff(aiff::Aiff),
    Flac(flac::Flac),
    Mpeg(mpeg::Mpeg),
    Adts(adts::Adts),
    Ogg(ogg::Ogg),
    Mp4(Box<mp4::Mp4>),
    Whole(whole::Whole),
    Over,
}

impl Excerpt {
    /// The first `seconds` of a file of `file_size` bytes. Seconds that are negative or not a number count as 0: the
    /// shortest cut there is.
    pub fn new(file_size: u64, seconds: f64) -> Self {
        Self {
            held: Held::new(file_size.min(LARGEST_FILE)),
            seconds: seconds.max(0.0),
            walk: Walk::Sniff(sniff::Sniff::default()),
            asked: None,
            bytes_read: 0,
            reads: 0,
        }
    }

    /// One step on: takes the bytes the last step asked for (`None` at the first step) and says what it needs next.
    ///
    /// Fewer bytes than were asked for mean that the file ends there. `None` where bytes were due repeats the request.
    ///
    /// # Errors
    ///
    /// When no excerpt can be made of this file, see [`ExcerptError`]. Every step after the last one is
    /// [`ExcerptError::ExcerptOver`].
    pub fn step(&mut self, bytes: Option<&[u8]>) -> Result<Step, ExcerptError> {
        if let Some((offset, length)) = self.asked {
            let Some(bytes) = bytes else {
                return Ok(Step::Read { offset, length });
            };
            self.asked = None;
            self.held.receive(offset, length, bytes);
        }
        match self.advance() {
            Ok(cut) => {
                self.walk = Walk::Over;
                Ok(Step::Done(cut))
            }
            Err(Pause::Read { offset, length }) => self.ask(offset, length),
            Err(Pause::Failed(error)) => {
                self.walk = Walk::Over;
                Err(error)
            }
        }
    }

    fn ask(&mut self, offset: u64, length: u32) -> Result<Step, ExcerptError> {
        if self.bytes_read + u64::from(length) > MOST_READ || self.reads == MOST_READS {
            let format = self.walk.format();
            self.walk = Walk::Over;
            return Err(ExcerptError::TooScattered { format, bytes: self.bytes_read, reads: self.reads });
        }
        self.bytes_read += u64::from(length);
        self.reads += 1;
        self.asked = Some((offset, length));
        Ok(Step::Read { offset, length })
    }

    fn advance(&mut self) -> Result<Cut, Pause> {
        if let Walk::Sniff(sniff) = &mut self.walk {
            self.walk = sniff.advance(&self.held)?;
        }
        let (held, seconds) = (&mut self.held, self.seconds);
        let handed_over = match &mut self.walk {
            Walk::Wav(walk) => walk.advance(held, seconds)?,
            Walk::Aiff(walk) => walk.advance(held, seconds)?,
            Walk::Mp4(walk) => walk.advance(held, seconds)?,
            Walk::Flac(walk) => return walk.advance(held, seconds),
            Walk::Mpeg(walk) => return walk.advance(held, seconds),
            Walk::Adts(walk) => return walk.advance(held, seconds),
            Walk::Ogg(walk) => return walk.advance(held, seconds),
            Walk::Whole(walk) => return walk.advance(held),
            Walk::Sniff(_) | Walk::Over => return Err(ExcerptError::ExcerptOver {}.into()),
        };
        match handed_over {
            Handed::Cut(cut) => Ok(cut),
            Handed::Over(whole) => {
                let cut = whole.advance(held);
                self.walk = Walk::Whole(whole);
                cut
            }
        }
    }
}

/// The end of a walk through a container whose coding may be one that cannot be cut.
enum Handed {
    /// It was cut.
    Cut(Cut),
    /// It cannot be cut: the browser gets the whole file.
    Over(whole::Whole),
}

impl Walk {
    fn format(&self) -> Format {
        match self {
            Self::Wav(_) => Format::Wav,
            Self::Aiff(_) => Format::Aiff,
            Self::Flac(_) => Format::Flac,
            Self::Mpeg(_) => Format::Mp3,
            Self::Adts(_) => Format::Aac,
            Self::Ogg(_) => Format::Ogg,
            Self::Mp4(_) => Format::Mp4,
            Self::Whole(walk) => walk.format,
            Self::Sniff(_) | Self::Over => Format::Unknown,
        }
    }
}

/// The rate, if browsers decode at it.
fn usable_rate(rate: u32) -> Result<u32, ExcerptError> {
    let (lowest, highest) = (super::LOWEST_RATE, super::HIGHEST_RATE);
    if (lowest..=highest).contains(&rate) { Ok(rate) } else { Err(ExcerptError::UnusualRate { rate, lowest, highest }) }
}

/// The number of sample frames in `seconds` at `rate`, rounded up. Huge and infinite lengths saturate.
fn frames_in(seconds: f64, rate: u32) -> u64 {
    (seconds * f64::from(rate)).ceil() as u64
}

/// A notice when a header `promised` more frames than were `found` in the whole file.
fn cut_short(promised: u64, found: u64, rate: u32) -> Option<Notice> {
    let seconds = |frames: u64| frames as f64 / f64::from(rate);
    (promised > found).then(|| Notice::CutShort { promised: seconds(promised), found: seconds(found) })
}

/// A notice when fewer seconds were taken than were `wanted`.
fn heard_less(frames: u64, rate: u32, wanted: f64) -> Notice {
    Notice::HeardLess { seconds: frames as f64 / f64::from(rate), wanted }
}
