//! A decoder that judges the cuts: `symphonia`, which shares no line with the code under test.

use std::io::Cursor;

use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

/// The interleaved samples of a file, decoded with the codec's delay dropped, and its rate.
pub fn decode(file: &[u8]) -> (Vec<f32>, u32) {
    let stream = MediaSourceStream::new(Box::new(Cursor::new(file.to_vec())), Default::default());
    let mut format = symphonia::default::get_probe()
        .probe(&Hint::new(), stream, FormatOptions::default(), MetadataOptions::default())
        .expect("a container that is known");
    let track = format.default_track(TrackType::Audio).expect("a track of sound");
    let id = track.id;
    let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio()).expect("a codec");
    let rate = parameters.sample_rate.expect("a rate");
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &AudioDecoderOptions::default())
        .expect("a codec that is known");
    let mut samples = Vec::new();
    while let Some(packet) = format.next_packet().expect("a whole packet") {
        if packet.track_id == id {
            let start = samples.len();
            let decoded = decoder.decode(&packet).expect("a packet that decodes");
            samples.resize(start + decoded.samples_interleaved(), 0.0);
            decoded.copy_to_slice_interleaved(&mut samples[start..]);
        }
    }
    (samples, rate)
}
