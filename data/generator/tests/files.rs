//! Files are read back with decoders that share no code with the encoders (Symphonia), and compared with the samples.

use std::fs;
use std::io::{Cursor, Seek, SeekFrom, Write};
use std::path::Path;

use songscape_demo::catalogue::{find, songs};
use songscape_demo::encode::{EncodeError, Format, encode};
use songscape_demo::pcm::{Channels, Pcm, sixteen_bit};
use songscape_demo::published;
use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

/// Interleaved samples, channel count and rate of an encoded file.
fn decode(bytes: Vec<u8>) -> (Vec<f32>, usize, u32) {
    let stream = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    let mut format = symphonia::default::get_probe()
        .probe(&Hint::new(), stream, FormatOptions::default(), MetadataOptions::default())
        .expect("a known format");
    let track = format.default_track(TrackType::Audio).expect("a track");
    let parameters = track.codec_params.as_ref().and_then(|codec| codec.audio()).expect("an audio track").clone();
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(&parameters, &AudioDecoderOptions::default())
        .expect("a known codec");
    let (mut samples, mut channels, mut rate) = (Vec::new(), 0, 0);
    while let Some(packet) = format.next_packet().expect("whole packets") {
        let decoded = decoder.decode(&packet).expect("valid audio");
        (channels, rate) = (decoded.spec().channels().count(), decoded.spec().rate());
        let mut block: Vec<f32> = Vec::new();
        decoded.copy_to_vec_interleaved(&mut block);
        samples.extend(block);
    }
    (samples, channels, rate)
}

fn song(id: &str, rate: u32, channels: Channels) -> Pcm {
    Pcm::new(&find(id).expect("a song of the catalogue").render(rate), rate, channels)
}

fn encoded(pcm: &Pcm, frames: u64, format: Format) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    encode(pcm, frames, format, &mut file).expect("a format that can hold the song");
    file.into_inner()
}

fn as_sixteen_bit(samples: &[f32]) -> Vec<i16> {
    samples.iter().map(|sample| sixteen_bit(*sample)).collect()
}

/// Decibels by which the original exceeds the error, after the best shift of at most 2,000 samples and the best gain.
fn signal_to_error(original: &[f32], heard: &[f32]) -> f64 {
    let inner = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum::<f64>();
    // The shift is found on a piece from the middle of the song, by correlation, blind to loudness.
    let piece = original.len() / 2..original.len() / 2 + 8_000;
    let match_at = |shift: usize| {
        let candidate = &heard[piece.start + shift..piece.end + shift];
        inner(&original[piece.clone()], candidate) / inner(candidate, candidate).sqrt()
    };
    let shift = (0..2_000).max_by(|a, b| match_at(*a).total_cmp(&match_at(*b))).expect("some shift");
    let heard = &heard[shift..];
    let length = original.len().min(heard.len());
    let (original, heard) = (&original[..length], &heard[..length]);
    let explained = inner(original, heard).powi(2) / inner(heard, heard);
    10.0 * (explained / (inner(original, original) - explained)).log10()
}

#[test]
fn lossless_files_hold_every_sample() {
    for channels in [Channels::Mono, Channels::Stereo] {
        let pcm = song("waltz_05", 22_050, channels);
        for format in [Format::Wav, Format::Flac] {
            let (samples, count, rate) = decode(encoded(&pcm, pcm.frames() as u64, format));
            assert_eq!((count, rate), (channels.count(), 22_050));
            // Symphonia scales 16-bit samples by 2⁻¹⁵.
            let found: Vec<i16> = samples.iter().map(|sample| (sample * 32_768.0).round() as i16).collect();
            assert!(found == as_sixteen_bit(&pcm.samples), "{format:?}, {count} channels");
        }
        let (samples, ..) = decode(encoded(&pcm, pcm.frames() as u64, Format::WavFloat));
        assert!(samples == pcm.samples);
    }
}

#[test]
fn vorbis_files_sound_like_the_song() {
    for (id, channels) in [("ambient_02", Channels::Mono), ("techno_01", Channels::Stereo)] {
        let pcm = song(id, 44_100, channels);
        let (samples, count, rate) = decode(encoded(&pcm, pcm.frames() as u64, Format::Ogg));
        assert_eq!((count, rate), (channels.count(), 44_100));
        assert_eq!(samples.len(), pcm.samples.len(), "{id} is cut or padded");
        let ratio = signal_to_error(&pcm.samples, &samples);
        assert!(ratio > 8.0, "{id}: {ratio} dB");
    }
}

/// Every committed mp3 is its song, from the first sample to the last, and not that of an earlier generator.
///
/// Measured over all songs: 15.5 to 26.2 dB for a song against its own file; −13.5 dB at most against another song's
/// of the same style. LAME writes down what it padded, so the length is exact.
#[test]
fn committed_songs_are_these_songs() {
    for song in songs() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(song.audio_path());
        let (samples, count, rate) = decode(fs::read(path).expect("the song's file is committed"));
        let pcm = published(song);
        assert_eq!((count, rate), (1, pcm.rate));
        assert_eq!(samples.len(), pcm.samples.len(), "{} is cut or padded", song.id());
        let ratio = signal_to_error(&pcm.samples, &samples);
        assert!(ratio > 12.0, "{}: {ratio} dB", song.id());
    }
}

#[cfg(feature = "mp3")]
#[test]
fn mp3_files_sound_like_the_song() {
    for (rate, channels) in [(32_000, Channels::Mono), (44_100, Channels::Stereo), (16_000, Channels::Mono)] {
        let pcm = song("waltz_03", rate, channels);
        let (samples, count, found) = decode(encoded(&pcm, pcm.frames() as u64, Format::Mp3));
        assert_eq!((count, found), (channels.count(), rate));
        assert_eq!(samples.len(), pcm.samples.len(), "{rate} Hz is cut or padded");
        let ratio = signal_to_error(&pcm.samples, &samples);
        assert!(ratio > 12.0, "{rate} Hz: {ratio} dB");
    }
}

#[cfg(not(feature = "mp3"))]
#[test]
fn without_lame_the_cure_is_named() {
    let pcm = song("waltz_03", 8_000, Channels::Mono);
    let error = encode(&pcm, 100, Format::Mp3, Cursor::new(Vec::new())).expect_err("no encoder");
    assert!(matches!(error, EncodeError::Mp3NotBuilt) && error.to_string().contains("--features mp3"));
}

#[test]
fn a_longer_file_repeats_the_song_without_a_seam() {
    let pcm = song("chiptune_01", 8_000, Channels::Stereo);
    let frames = pcm.frames() * 2 + 1234;
    let expected: Vec<i16> = as_sixteen_bit(&pcm.samples).into_iter().cycle().take(2 * frames).collect();
    for format in [Format::Wav, Format::Flac] {
        let (samples, ..) = decode(encoded(&pcm, frames as u64, format));
        let found: Vec<i16> = samples.iter().map(|sample| (sample * 32_768.0).round() as i16).collect();
        assert!(found == expected, "{format:?}");
    }
    let (samples, ..) = decode(encoded(&pcm, 1000, Format::Wav));
    assert_eq!(samples.len(), 2000);
}

/// Counts bytes and keeps none: what is written here was never held in memory at once.
#[derive(Default)]
struct Scale {
    bytes: u64,
    position: u64,
    largest: usize,
}

impl Write for Scale {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        self.position += buffer.len() as u64;
        self.bytes = self.bytes.max(self.position);
        self.largest = self.largest.max(buffer.len());
        Ok(buffer.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Seek for Scale {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.position = match to {
            SeekFrom::Start(offset) => offset,
            SeekFrom::Current(offset) => self.position.saturating_add_signed(offset),
            SeekFrom::End(offset) => self.bytes.saturating_add_signed(offset),
        };
        Ok(self.position)
    }
}

#[test]
fn an_hour_of_wav_is_written_in_small_pieces() {
    let pcm = song("techno_01", 8_000, Channels::Mono);
    let mut scale = Scale::default();
    encode(&pcm, 3600 * 8_000, Format::Wav, &mut scale).expect("57.6 MB fit into a WAV");
    assert_eq!(scale.bytes, 44 + 2 * 3600 * 8_000);
    assert!(scale.largest <= 1 << 16, "{} bytes at once", scale.largest);
}

#[test]
fn nothing_is_refused_in_words() {
    let pcm = song("techno_01", 8_000, Channels::Mono);
    let error = encode(&pcm, 0, Format::Wav, Cursor::new(Vec::new())).expect_err("no samples");
    assert!(matches!(error, EncodeError::Empty), "{error}");
}

#[test]
fn a_wav_too_long_for_its_header_is_refused_before_a_byte_is_written() {
    let pcm = song("techno_01", 8_000, Channels::Stereo);
    for (format, frame_bytes) in [(Format::Wav, 4), (Format::WavFloat, 8)] {
        let mut scale = Scale::default();
        let error = encode(&pcm, (1 << 32) / frame_bytes, format, &mut scale).expect_err("4 GiB");
        assert!(matches!(error, EncodeError::TooLongForWav { bytes } if bytes == 1 << 32), "{error}");
        assert_eq!(scale.bytes, 0);
    }
}

#[cfg(feature = "mp3")]
#[test]
fn rates_unknown_to_mp3_are_named() {
    let pcm = song("techno_01", 31_000, Channels::Mono);
    let error = encode(&pcm, 100, Format::Mp3, Cursor::new(Vec::new())).expect_err("no such rate");
    assert!(matches!(error, EncodeError::Mp3 { .. }) && error.to_string().contains("31000 Hz"), "{error}");
}
