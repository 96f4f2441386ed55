//! Rows of MPEG audio frames written here, all of them silent, and the tags that stand before, in and behind them.

use songscape::audio::excerpt::{ExcerptError, Format, Notice};

use crate::runner::{cut, error, noise_bytes};

/// A silent frame of MPEG 1, layer III, 44.1 kHz, stereo, 128 kbit/s: 417 bytes, 26 ms.
fn frame() -> Vec<u8> {
    let mut bytes = vec![0xff, 0xfb, 0x90, 0x00];
    bytes.resize(417, 0);
    bytes
}

/// Frames that the first `seconds` and the two tenths for the codec's delay take.
fn frames(seconds: f64) -> usize {
    ((seconds + 0.2_f64) * 44_100.0 / 1_152.0).ceil() as usize
}

/// A first frame with an Info tag: frames, bytes, contents, quality, and LAME's part with a delay of 576 and a padding
/// of 1,234.
fn info_frame(frames: u32, bytes: u32) -> Vec<u8> {
    let mut frame = frame();
    frame[36..40].copy_from_slice(b"Info");
    frame[43] = 15;
    frame[44..48].copy_from_slice(&frames.to_be_bytes());
    frame[48..52].copy_from_slice(&bytes.to_be_bytes());
    frame[52..152].fill(0xaa);
    frame[156..165].copy_from_slice(b"LAME3.100");
    frame[177..180].copy_from_slice(&[0x24, 0x04, 0xd2]);
    frame
}

/// CRC-16/ARC, by long division of the reflected bits: the slow and sure way.
fn crc16(bytes: &[u8]) -> u16 {
    let mut crc = 0_u16;
    for byte in bytes {
        for bit in 0..8 {
            let one = crc & 1 != u16::from(byte >> bit & 1);
            crc >>= 1;
            if one {
                crc ^= 0xa001;
            }
        }
    }
    crc
}

#[test]
fn the_tag_of_a_cut_file_tells_the_truth_about_it() {
    let file = [info_frame(200, 417 * 201), frame().repeat(200)].concat();
    let part = cut(&file, 1.0);
    let kept = frames(1.0);
    assert_eq!(part.bytes.len(), 417 * (1 + kept));
    assert_eq!(part.bytes[44..48], (kept as u32).to_be_bytes());
    assert_eq!(part.bytes[48..52], (part.bytes.len() as u32).to_be_bytes());
    assert_eq!(part.bytes[52..55], [0, 2, 5], "the table of contents runs evenly");
    assert_eq!(part.bytes[177..180], [0x24, 0x00, 0x00], "the delay stays, the padding is gone");
    assert_eq!(part.bytes[184..188], (part.bytes.len() as u32).to_be_bytes());
    assert_eq!(part.bytes[190..192], crc16(&part.bytes[..190]).to_be_bytes());
    // Nothing cut, nothing changed.
    assert_eq!(cut(&file, 30.0).bytes, file);
}

#[test]
fn a_fraunhofer_tag_too() {
    let mut first = frame();
    first[36..40].copy_from_slice(b"VBRI");
    first[46..50].copy_from_slice(&90_000_u32.to_be_bytes());
    first[50..54].copy_from_slice(&200_u32.to_be_bytes());
    let part = cut(&[first, frame().repeat(200)].concat(), 1.0);
    assert_eq!(part.bytes[46..50], (part.bytes.len() as u32).to_be_bytes());
    assert_eq!(part.bytes[50..54], (frames(1.0) as u32).to_be_bytes());
}

#[test]
fn tags_behind_the_sound_are_left_out() {
    let sound = frame().repeat(50);
    let id3v1 = [b"TAG".as_slice(), &[b' '; 125]].concat();
    let ape = [b"APETAGEX".as_slice(), &[0; 24]].concat();
    for behind in [id3v1.clone(), ape.clone(), [ape, id3v1].concat(), vec![0; 3_000], noise_bytes(1, 100)] {
        let part = cut(&[sound.as_slice(), &behind].concat(), 30.0);
        assert_eq!(part.bytes, sound);
        assert!(part.whole && part.notices.is_empty());
    }
}

#[test]
fn noise_before_and_between_frames_is_passed_over() {
    let sound = frame().repeat(50);
    let before = cut(&[noise_bytes(2, 70_000), sound.clone()].concat(), 30.0);
    assert_eq!(before.bytes, sound);
    let hole = noise_bytes(3, 700);
    let between = cut(&[sound.as_slice(), &hole, &sound].concat(), 30.0);
    assert_eq!(between.bytes.len(), 100 * 417 + 700);
    assert_eq!(between.notices, [Notice::DamagedPart { bytes: 700 }]);
    // Two files glued together, the second with its tag.
    let tag = [b"ID3\x03\0\0\0\0\x02\0".as_slice(), &[7; 256]].concat();
    let glued = cut(&[sound.as_slice(), &tag, &sound].concat(), 30.0);
    assert_eq!(glued.bytes.len(), 100 * 417 + 266);
    // The end cut off in the middle of a frame.
    assert_eq!(cut(&sound[..sound.len() - 100], 30.0).bytes, sound[..sound.len() - 100]);
}

#[test]
fn several_tags_in_front() {
    let tag = |length: usize| [b"ID3\x04\0\x10\0\0\0".as_slice(), &[length as u8], &vec![1; length + 10]].concat();
    let sound = frame().repeat(50);
    assert_eq!(cut(&[tag(5), tag(100), vec![0; 2_000], sound.clone()].concat(), 30.0).bytes, sound);
    // FLAC and WAV behind one are what they are.
    let wav = crate::wav::counting(1, 8_000, 100);
    assert_eq!(cut(&[tag(50), wav.clone()].concat(), 30.0).bytes, wav);
}

#[test]
fn all_layers_versions_and_rates() {
    // Header, length of the frame, samples, rate, channels.
    let cases: [([u8; 4], usize, f64, u32, u16); 7] = [
        ([0xff, 0xff, 0xc4, 0x00], 384, 384.0, 48_000, 2),
        ([0xff, 0xff, 0xc0, 0x00], 416, 384.0, 44_100, 2),
        ([0xff, 0xfd, 0xa8, 0xc0], 864, 1_152.0, 32_000, 1),
        ([0xff, 0xf5, 0x80, 0xc0], 417, 1_152.0, 22_050, 1),
        ([0xff, 0xf3, 0x80, 0xc0], 208, 576.0, 22_050, 1),
        ([0xff, 0xf3, 0x82, 0xc0], 209, 576.0, 22_050, 1),
        ([0xff, 0xe3, 0x48, 0x00], 288, 576.0, 8_000, 2),
    ];
    for (header, length, samples, rate, channels) in cases {
        let mut frame = header.to_vec();
        frame.resize(length, 0);
        let part = cut(&frame.repeat(400), 1.0);
        let kept = (1.2_f64 * f64::from(rate) / samples).ceil() as usize;
        assert_eq!((part.format, part.rate, part.channels), (Format::Mp3, Some(rate), Some(channels)), "{header:x?}");
        assert_eq!(part.bytes.len(), kept * length, "{header:x?}");
    }
}

/// 320 kbit/s is the most a header can state; freer encoders leave it open and make all frames as long as they like.
#[test]
fn free_format() {
    let frame = |padded: bool| {
        let mut frame = vec![0xff, 0xfb, if padded { 0x02 } else { 0x00 }, 0x00];
        frame.resize(1_300 + usize::from(padded), 0x11);
        frame
    };
    let row: Vec<u8> = (0..100).flat_map(|number| frame(number % 3 == 0)).collect();
    let part = cut(&row, 1.0);
    let expected: usize = (0..frames(1.0)).map(|number| 1_300 + usize::from(number % 3 == 0)).sum();
    assert_eq!(part.bytes.len(), expected);
    assert_eq!(cut(&row, 30.0).bytes, row);
}

#[test]
fn a_tag_and_no_frame() {
    assert_eq!(error(&info_frame(0, 417)), ExcerptError::NoSound { format: Format::Mp3 });
}

#[test]
fn bare_aac_frames_of_several_channels() {
    // ADTS: AAC-LC, 48 kHz (index 3), 6 channels, 200 bytes, one block of 1,024 samples.
    let mut frame = vec![0xff, 0xf1, 0x4d, 0x80, 25, 0x1f, 0xfc];
    frame.resize(200, 0);
    let part = cut(&frame.repeat(200), 1.0);
    assert_eq!((part.format, part.rate, part.channels), (Format::Aac, Some(48_000), Some(6)));
    assert_eq!(part.bytes.len(), 200 * (1.2_f64 * 48_000.0 / 1_024.0).ceil() as usize);
    // Behind a tag, and with one behind it; the last frame is not all there.
    let tag = b"ID3\x04\0\0\0\0\0\x04tags";
    let file = [tag.as_slice(), &frame.repeat(10), &frame[..90]].concat();
    assert_eq!(cut(&file, 30.0).bytes, frame.repeat(10));
}
