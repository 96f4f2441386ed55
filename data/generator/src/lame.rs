//! mp3 through LAME.

use std::io::{Seek, SeekFrom, Write};
use std::num::NonZeroU32;

use mp3lame_encoder::{
    Bitrate, Builder, Encoder, FlushGap, InterleavedPcm, Mode, MonoPcm, Quality, max_required_buffer_size,
};

use crate::encode::EncodeError;
use crate::pcm::{Channels, sixteen_bit};

/// The sampling rates of MPEG 1, 2 and 2.5.
const RATES: [u32; 9] = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

fn refused(error: impl std::fmt::Display) -> EncodeError {
    EncodeError::Mp3 { reason: error.to_string() }
}

/// Constant rate, 48 kbit/s for each channel (MPEG 2.5 has no more than 64 in all). The first frame is LAME's own: it
/// tells players how many samples were padded at both ends, so that the decoded song is as long as the composed one.
fn encoder(rate: u32, channels: Channels) -> Result<Encoder, EncodeError> {
    if !RATES.contains(&rate) {
        return Err(refused(format!("{rate} Hz is not one of its sampling rates, {RATES:?}")));
    }
    let (mode, bit_rate) = match channels {
        Channels::Mono => (Mode::Mono, Bitrate::Kbps48),
        Channels::Stereo if rate <= 12_000 => (Mode::JointStereo, Bitrate::Kbps64),
        Channels::Stereo => (Mode::JointStereo, Bitrate::Kbps96),
    };
    let builder = Builder::new().ok_or_else(|| refused("LAME has no memory"))?;
    let builder = builder.with_sample_rate(rate).map_err(refused)?;
    let builder = builder.with_output_sample_rate(NonZeroU32::new(rate)).map_err(refused)?;
    let builder = builder.with_num_channels(channels.count() as u8).map_err(refused)?;
    let builder = builder.with_mode(mode).map_err(refused)?.with_brate(bit_rate).map_err(refused)?;
    let builder = builder.with_quality(Quality::Best).map_err(refused)?;
    builder.with_to_write_vbr_tag(true).map_err(refused)?.build().map_err(refused)
}

/// Encodes blocks of interleaved samples.
///
/// # Errors
/// [`EncodeError::Mp3`] with LAME's words, or [`EncodeError::File`].
pub fn encode<'a>(
    rate: u32,
    channels: Channels,
    blocks: impl Iterator<Item = &'a [f32]>,
    mut sink: impl Write + Seek,
) -> Result<(), EncodeError> {
    let mut encoder = encoder(rate, channels)?;
    let mut bytes: Vec<u8> = Vec::new();
    for block in blocks {
        let samples: Vec<i16> = block.iter().copied().map(sixteen_bit).collect();
        bytes.reserve(max_required_buffer_size(samples.len()));
        match channels {
            Channels::Mono => encoder.encode_to_vec(MonoPcm(&samples), &mut bytes),
            Channels::Stereo => encoder.encode_to_vec(InterleavedPcm(&samples), &mut bytes),
        }
        .map_err(refused)?;
        sink.write_all(&bytes)?;
        bytes.clear();
    }
    // Not `FlushNoGap`: that leaves the samples LAME still holds, some 60 ms of every song, unwritten.
    bytes.reserve(max_required_buffer_size(0));
    encoder.flush_to_vec::<FlushGap>(&mut bytes).map_err(refused)?;
    sink.write_all(&bytes)?;
    // LAME left an empty frame at the start for its tag, whose content is only known now.
    bytes.clear();
    bytes.reserve(encoder.lame_tag_size());
    if encoder.lame_tag_encode_to_vec(&mut bytes).is_some() {
        sink.seek(SeekFrom::Start(0))?;
        sink.write_all(&bytes)?;
    }
    Ok(sink.flush()?)
}
