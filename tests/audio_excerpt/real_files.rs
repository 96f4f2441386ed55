//! Real encoders' output (see `tests/reference/audio/make.sh`): what is cut decodes to the same samples as the whole
//! file's start.
//!
//! The decoder is deterministic and the frames are copied as they are, so "the same" means bit for bit. Opus is the one
//! codec here that the judging decoder does not know; its pages are checked by rule in `ogg.rs`, and by a browser in
//! the browser tests.

use songscape::audio::excerpt::{Cut, Format};

use crate::decoder::decode;
use crate::runner::cut;

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("../reference/audio/", $name)).as_slice()
    };
}

/// Cuts after `seconds`, and compares what both decode to.
fn same_start(file: &[u8], seconds: f64) -> Cut {
    let (whole, rate) = decode(file);
    let cut = cut(file, seconds);
    let (start, cut_rate) = decode(&cut.bytes);
    let wanted = (seconds * f64::from(rate)) as usize;
    assert_eq!(cut_rate, rate);
    assert!(!cut.whole, "{seconds} s are less than all");
    assert!(start.len() >= wanted, "{} samples decoded, {wanted} wanted", start.len());
    assert!(start.len() < whole.len(), "something was cut off");
    assert_eq!(start[..wanted], whole[..wanted]);
    assert!(cut.bytes.len() < file.len());
    assert!(cut.notices.is_empty(), "{:?}", cut.notices);
    cut
}

/// Asks for more seconds than there are, and compares what both decode to, to the last sample.
fn same_whole(file: &[u8]) -> Cut {
    let cut = cut(file, 30.0);
    assert!(cut.whole);
    assert_eq!(decode(&cut.bytes), decode(file));
    assert!(cut.notices.is_empty(), "{:?}", cut.notices);
    cut
}

#[test]
fn mp3_with_an_info_tag() {
    let file = file!("constant.mp3");
    for seconds in [0.1, 0.5, 1.0] {
        let cut = same_start(file, seconds);
        assert_eq!((cut.format, cut.rate, cut.channels), (Format::Mp3, Some(16_000), Some(1)));
    }
    same_whole(file);
}

#[test]
fn mp3_of_variable_rate_behind_an_id3_tag() {
    same_start(file!("variable.mp3"), 0.7);
    same_whole(file!("variable.mp3"));
}

#[test]
fn mp3_without_any_tag() {
    same_start(file!("bare.mp3"), 0.7);
    same_whole(file!("bare.mp3"));
}

#[test]
fn flac_in_its_own_frames() {
    let cut = same_start(file!("glide.flac"), 0.4);
    assert_eq!((cut.format, cut.rate, cut.channels), (Format::Flac, Some(8_000), Some(1)));
    same_whole(file!("glide.flac"));
}

#[test]
fn ogg_vorbis() {
    let cut = same_start(file!("vorbis.ogg"), 0.1);
    assert_eq!((cut.format, cut.rate, cut.channels), (Format::Ogg, Some(8_000), Some(1)));
    same_whole(file!("vorbis.ogg"));
}

#[test]
fn ogg_flac() {
    same_start(file!("flac.ogg"), 0.2);
    same_whole(file!("flac.ogg"));
}

#[test]
fn aac_in_mp4_with_its_tables_behind_before_and_between() {
    for file in [file!("back.m4a"), file!("front.m4a"), file!("fragments.mp4")] {
        let cut = same_start(file, 0.5);
        assert_eq!((cut.format, cut.rate, cut.channels), (Format::Mp4, Some(8_000), Some(1)));
        same_whole(file);
    }
    assert_eq!(cut(file!("back.m4a"), 0.5).bytes, cut(file!("front.m4a"), 0.5).bytes);
}

#[test]
fn apple_lossless() {
    same_start(file!("lossless.m4a"), 0.1);
    same_whole(file!("lossless.m4a"));
}

#[test]
fn aac_in_bare_frames() {
    let cut = same_start(file!("stream.aac"), 0.5);
    // The core runs at 8 kHz, where replicated bands are likelier than not: see the module on ADTS.
    assert_eq!((cut.format, cut.rate, cut.channels), (Format::Aac, Some(16_000), Some(1)));
    same_whole(file!("stream.aac"));
}

#[test]
fn layer_two() {
    let cut = same_start(file!("layer2.mp2"), 0.5);
    assert_eq!((cut.format, cut.rate), (Format::Mp3, Some(16_000)));
    same_whole(file!("layer2.mp2"));
}

#[test]
fn opus_says_48_khz_whatever_it_was_made_from() {
    let part = cut(file!("opus.opus"), 0.5);
    assert_eq!((part.format, part.rate, part.channels, part.whole), (Format::Ogg, Some(48_000), Some(1), false));
    assert!(part.bytes.len() < file!("opus.opus").len());
    assert_eq!(cut(file!("opus.opus"), 30.0).bytes, file!("opus.opus"));
}

/// A cover of 20 MB in front costs neither time nor memory.
#[test]
fn pictures_are_stepped_over_unread() {
    let mp3 = file!("constant.mp3");
    let picture = 20_000_000_usize;
    let mut tagged = b"ID3\x04\0\0".to_vec();
    tagged.extend([21, 14, 7, 0].map(|shift| (picture >> shift) as u8 & 0x7f));
    tagged.resize(10 + picture, 0xff);
    tagged.extend_from_slice(mp3);
    let outcome = crate::runner::excerpt(&tagged, 0.5);
    assert_eq!(outcome.result.expect("the file is fine").bytes, cut(mp3, 0.5).bytes);
    assert!(outcome.bytes_read < 200_000, "{} bytes read", outcome.bytes_read);

    let flac = file!("glide.flac");
    let mut tagged = flac[..42].to_vec();
    tagged[4] = 0;
    let block = 16_000_000_u32;
    tagged.extend_from_slice(&[6, (block >> 16) as u8, (block >> 8) as u8, block as u8]);
    tagged.resize(46 + block as usize, 0xff);
    tagged.extend_from_slice(&flac[42..]);
    let outcome = crate::runner::excerpt(&tagged, 0.4);
    assert_eq!(outcome.result.expect("the file is fine").bytes, cut(flac, 0.4).bytes);
    assert!(outcome.bytes_read < 200_000, "{} bytes read", outcome.bytes_read);
}
