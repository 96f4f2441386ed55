//! Samples into files: mp3, WAV (16-bit and float), FLAC, Ogg Vorbis.
//!
//! A song may be asked for longer than it is: it then repeats. Its samples are kept once and handed to the encoder
//! block by block, so a WAV of hours needs no more memory than one of seconds.
//!
//! Encoders looked at: for mp3, `shine-rs` is Rust alone, but at 32 kHz and 48 or 56 kbit/s its streams are broken
//! (libmpg123 loses frame after frame) and at 64 kbit/s its error is 7 to 10 dB above that of LAME; so
//! LAME it is (`mp3lame-encoder`), behind the feature `mp3`, because its build runs sh and make. `flacenc` is Rust
//! alone. `vorbis_rs` compiles the reference encoder with the C compiler that Rust links with anyway. `hound` writes
//! both kinds of WAV. None of them reaches the page: they run where songs are made.

use std::io::{Seek, Write};
use std::num::{NonZeroU8, NonZeroU32};

use flacenc::component::BitRepr;
use flacenc::error::{SourceError, Verify};
use flacenc::source::{Fill, Source};
use vorbis_rs::{VorbisBitrateManagementStrategy, VorbisEncoderBuilder};

use crate::pcm::{Pcm, sixteen_bit};

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// MPEG layer III, constant rate.
    Mp3,
    /// 16-bit WAV.
    Wav,
    /// 32-bit float WAV.
    WavFloat,
    /// Free lossless audio codec, 16-bit.
    Flac,
    /// Ogg Vorbis, quality 0.4.
    Ogg,
}

impl Format {
    /// All formats with the names the command line knows.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("mp3", Self::Mp3),
        ("wav", Self::Wav),
        ("wav-float", Self::WavFloat),
        ("flac", Self::Flac),
        ("ogg", Self::Ogg),
    ];

    /// The format with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }
}

/// What an encoder may refuse.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// Nothing to encode.
    #[error("a file needs at least one sample: ask for more seconds")]
    Empty,
    /// This program was built without its mp3 encoder.
    #[error("this build has no mp3 encoder: add `--features mp3` (it needs a C compiler, sh and make)")]
    Mp3NotBuilt,
    /// The mp3 encoder refused, most often because of the sampling rate.
    #[error("mp3 cannot hold this sound: {reason}")]
    Mp3 {
        /// The encoder's words.
        reason: String,
    },
    /// The FLAC encoder refused.
    #[error("FLAC cannot hold this sound: {reason}")]
    Flac {
        /// The encoder's words.
        reason: String,
    },
    /// A WAV counts its bytes with 32 bits. `hound` would go on writing and end with a length that lies.
    #[error("WAV cannot hold {bytes} bytes of sound: 4 GiB is its limit; ask for fewer seconds")]
    TooLongForWav {
        /// Bytes of sound asked for.
        bytes: u64,
    },
    /// The WAV writer refused.
    #[error("WAV cannot hold this sound: {0}")]
    Wav(#[from] hound::Error),
    /// The Vorbis encoder refused.
    #[error("Ogg Vorbis cannot hold this sound: {0}")]
    Ogg(#[from] vorbis_rs::VorbisError),
    /// The file could not be written.
    #[error("the file could not be written: {0}")]
    File(#[from] std::io::Error),
}

/// Bytes of sound a WAV may hold: what 32 bits count, less room for the largest header `hound` writes.
const WAV_LIMIT: u64 = u32::MAX as u64 - 128;

/// Frames handed to an encoder at once.
const BLOCK: usize = 8192;

/// Writes `frames` frames of a sound, repeating it as often as needed.
///
/// # Errors
/// See [`EncodeError`].
pub fn encode(pcm: &Pcm, frames: u64, format: Format, sink: impl Write + Seek) -> Result<(), EncodeError> {
    if pcm.frames() == 0 || frames == 0 {
        return Err(EncodeError::Empty);
    }
    let blocks = Blocks { pcm, next: 0, left: frames };
    match format {
        Format::Mp3 => mp3(blocks, sink),
        Format::Wav | Format::WavFloat => wav(blocks, format == Format::WavFloat, sink),
        Format::Flac => flac(blocks, sink),
        Format::Ogg => ogg(blocks, sink),
    }
}

/// The samples of a sound in blocks, going round.
struct Blocks<'a> {
    pcm: &'a Pcm,
    /// Index of the next interleaved sample.
    next: usize,
    /// Frames still to come.
    left: u64,
}

impl<'a> Blocks<'a> {
    /// At most `frames` frames that lie together.
    fn take_block(&mut self, frames: usize) -> &'a [f32] {
        let channels = self.pcm.channels.count();
        let wanted = frames.min(usize::try_from(self.left).unwrap_or(usize::MAX)).saturating_mul(channels);
        let end = self.next.saturating_add(wanted).min(self.pcm.samples.len());
        let block = &self.pcm.samples[self.next..end];
        self.left -= (block.len() / channels) as u64;
        self.next = if end == self.pcm.samples.len() { 0 } else { end };
        block
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = &'a [f32];

    fn next(&mut self) -> Option<&'a [f32]> {
        (self.left > 0).then(|| self.take_block(BLOCK))
    }
}

#[cfg(not(feature = "mp3"))]
fn mp3(_: Blocks<'_>, _: impl Write + Seek) -> Result<(), EncodeError> {
    Err(EncodeError::Mp3NotBuilt)
}

#[cfg(feature = "mp3")]
fn mp3(blocks: Blocks<'_>, sink: impl Write + Seek) -> Result<(), EncodeError> {
    crate::lame::encode(blocks.pcm.rate, blocks.pcm.channels, blocks, sink)
}

fn wav(blocks: Blocks<'_>, float: bool, sink: impl Write + Seek) -> Result<(), EncodeError> {
    let (bits_per_sample, sample_format) =
        if float { (32, hound::SampleFormat::Float) } else { (16, hound::SampleFormat::Int) };
    let spec = hound::WavSpec {
        channels: blocks.pcm.channels.count() as u16,
        sample_rate: blocks.pcm.rate,
        bits_per_sample,
        sample_format,
    };
    let bytes = blocks.left.saturating_mul(u64::from(spec.channels) * u64::from(bits_per_sample / 8));
    if bytes > WAV_LIMIT {
        return Err(EncodeError::TooLongForWav { bytes });
    }
    let mut writer = hound::WavWriter::new(sink, spec)?;
    for sample in blocks.flatten() {
        if float {
            writer.write_sample(*sample)?;
        } else {
            writer.write_sample(sixteen_bit(*sample))?;
        }
    }
    Ok(writer.finalize()?)
}

impl Source for Blocks<'_> {
    fn channels(&self) -> usize {
        self.pcm.channels.count()
    }

    fn bits_per_sample(&self) -> usize {
        16
    }

    fn sample_rate(&self) -> usize {
        self.pcm.rate as usize
    }

    fn read_samples<F: Fill>(&mut self, block_size: usize, destination: &mut F) -> Result<usize, SourceError> {
        let mut samples: Vec<i32> = Vec::with_capacity(block_size * self.channels());
        // FLAC blocks must be full until the last: fill over the seam where the song repeats.
        while self.left > 0 && samples.len() < block_size * self.channels() {
            let missing = block_size - samples.len() / self.channels();
            samples.extend(self.take_block(missing).iter().map(|sample| i32::from(sixteen_bit(*sample))));
        }
        destination.fill_interleaved(&samples)?;
        Ok(samples.len() / self.channels())
    }
}

/// The encoded stream is kept until its header (which holds its checksum) is known: about half of a 16-bit WAV.
fn flac(blocks: Blocks<'_>, mut sink: impl Write) -> Result<(), EncodeError> {
    let refused = |reason: String| EncodeError::Flac { reason };
    let settings =
        flacenc::config::Encoder::default().into_verified().map_err(|(_, error)| refused(error.to_string()))?;
    let mut stream = flacenc::encode_with_fixed_block_size(&settings, blocks, settings.block_size)
        .map_err(|error| refused(error.to_string()))?;
    // The last block may be shorter, but RFC 9639 does not count it; flacenc 0.5 does, and strict readers then take the
    // stream for one of varying blocks and find no frame in it.
    let stream_info = stream.stream_info_mut();
    stream_info
        .set_block_sizes(settings.block_size, settings.block_size)
        .map_err(|error| refused(error.to_string()))?;
    let mut bytes = flacenc::bitsink::ByteSink::new();
    stream.write(&mut bytes).map_err(|error| refused(error.to_string()))?;
    sink.write_all(bytes.as_slice())?;
    Ok(sink.flush()?)
}

fn ogg(blocks: Blocks<'_>, sink: impl Write) -> Result<(), EncodeError> {
    let count = blocks.pcm.channels.count();
    let rate = NonZeroU32::new(blocks.pcm.rate).ok_or(EncodeError::Empty)?;
    let channels = NonZeroU8::new(count as u8).ok_or(EncodeError::Empty)?;
    // One fixed serial number: the same song is the same file.
    let mut encoder = VorbisEncoderBuilder::new_with_serial(rate, channels, sink, 1)
        .bitrate_management_strategy(VorbisBitrateManagementStrategy::QualityVbr { target_quality: 0.4 })
        .build()?;
    for block in blocks {
        let planes: Vec<Vec<f32>> =
            (0..count).map(|channel| block.iter().skip(channel).step_by(count).copied().collect()).collect();
        encoder.encode_audio_block(planes)?;
    }
    encoder.finish()?.flush()?;
    Ok(())
}
