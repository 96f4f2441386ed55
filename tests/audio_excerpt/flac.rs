//! FLAC streams written here: frames of one constant or of raw samples, with true checksums.

use songscape::audio::excerpt::{ExcerptError, Format, Notice};

use crate::decoder::decode;
use crate::runner::{cut, error, excerpt};

fn crc(bytes: &[u8], width: u32, polynomial: u32) -> u32 {
    let top = 1 << (width - 1);
    let mask = (1_u32 << width) - 1;
    bytes.iter().fold(0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte) << (width - 8), |crc, _| {
            mask & if crc & top != 0 { crc << 1 ^ polynomial } else { crc << 1 }
        })
    })
}

/// `fLaC` and STREAMINFO: 16-bit mono at 8 kHz, in blocks of `shortest` to `longest` samples, `total` in all.
fn start(shortest: u16, longest: u16, total: u64) -> Vec<u8> {
    let packed = 8_000_u64 << 44 | 15 << 36 | total;
    [
        b"fLaC\x80\0\0\x22".as_slice(),
        &shortest.to_be_bytes(),
        &longest.to_be_bytes(),
        &[0; 6],
        &packed.to_be_bytes(),
        &[0; 16],
    ]
    .concat()
}

/// A frame with the number `number` and these raw samples.
fn frame(variable: bool, number: u32, samples: &[i16]) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xf8 | u8::from(variable), 0x74, 0x08];
    let mut utf8 = [0; 4];
    bytes.extend_from_slice(char::from_u32(number).expect("a small number").encode_utf8(&mut utf8).as_bytes());
    bytes.extend_from_slice(&(samples.len() as u16 - 1).to_be_bytes());
    bytes.push(crc(&bytes, 8, 7) as u8);
    const VERBATIM: u8 = 2;
    bytes.push(VERBATIM);
    bytes.extend(samples.iter().flat_map(|sample| sample.to_be_bytes()));
    bytes.extend_from_slice(&(crc(&bytes, 16, 0x8005) as u16).to_be_bytes());
    bytes
}

/// A stream of `frames` frames of `block` samples each, all of which count up.
fn stream(frames: u32, block: u16) -> Vec<u8> {
    let mut bytes = start(block, block, u64::from(frames) * u64::from(block));
    for number in 0..frames {
        let samples: Vec<i16> =
            (0..block).map(|at| (number as i16).wrapping_mul(block as i16).wrapping_add(at as i16)).collect();
        bytes.extend(frame(false, number, &samples));
    }
    bytes
}

fn total(file: &[u8]) -> u64 {
    file[21..26].iter().fold(0, |total, &byte| total << 8 | u64::from(byte)) & ((1 << 36) - 1)
}

#[test]
fn the_cut_stands_between_frames_and_streaminfo_says_its_length() {
    let file = stream(40, 1_000);
    let (whole, _) = decode(&file);
    for (seconds, frames) in [(0.0, 1), (0.125, 1), (0.126, 2), (1.0, 8), (4.999, 40)] {
        let part = cut(&file, seconds);
        assert_eq!(total(&part.bytes), 1_000 * frames);
        let (samples, _) = decode(&part.bytes);
        assert_eq!(samples, whole[..1_000 * frames as usize], "{seconds} s");
        assert_eq!(part.whole, frames == 40);
    }
}

#[test]
fn blocks_of_changing_length() {
    let mut file = start(16, 4_000, 0);
    let mut sample = 0_u32;
    for length in [1_000, 4_000, 16, 3_000, 2_000, 500] {
        let samples: Vec<i16> = (sample..sample + length).map(|sample| sample as i16).collect();
        file.extend(frame(true, sample, &samples));
        sample += length;
    }
    let part = cut(&file, 0.63);
    assert_eq!(total(&part.bytes), 8_016);
    assert_eq!(decode(&part.bytes).0[..], decode(&file).0[..8_016]);
    // A length that is nowhere stated is not made up when nothing is cut.
    assert_eq!(cut(&file, 30.0).bytes, file);
}

/// Raw samples may look like anything, a frame header with a right checksum included.
#[test]
fn sound_that_looks_like_frames() {
    let as_samples =
        |bytes: &[u8]| bytes.chunks_exact(2).map(|pair| i16::from_be_bytes([pair[0], pair[1]])).collect::<Vec<_>>();
    let mut file = start(400, 400, 400 * 20);
    for number in 0..20 {
        // The header of a frame far ahead, with its checksum, over and over; none of them is the one that is due.
        let decoy = &frame(false, number + 100, &[0; 400])[..8];
        file.extend(frame(false, number, &as_samples(&decoy.repeat(100))));
    }
    let part = cut(&file, 0.5);
    assert_eq!(total(&part.bytes), 4_000);
    assert_eq!(part.bytes[42..], file[42..42 + (file.len() - 42) / 2]);
}

#[test]
fn a_stream_with_a_piece_missing_goes_on_behind_it() {
    let whole = stream(40, 1_000);
    let length = (whole.len() - 42) / 40;
    let gap = [&whole[..42 + 3 * length], &[0x55; 6_000], &whole[42 + 10 * length..]].concat();
    let part = cut(&gap, 2.0);
    // Frames 0, 1, 2 and then 10 to 15: what they number as two seconds.
    assert_eq!(part.bytes.len(), 42 + 3 * length + 6_000 + 6 * length);
}

#[test]
fn a_stream_that_breaks_off_says_so() {
    let file = stream(40, 1_000);
    let broken = &file[..file.len() / 2];
    let part = cut(broken, 30.0);
    assert_eq!(part.bytes, broken);
    assert!(part.whole);
    assert_eq!(part.notices, [Notice::CutShort { promised: 5.0, found: 2.5 }]);
    assert!(cut(broken, 1.0).notices.is_empty());
}

#[test]
fn noise_behind_the_last_frame_is_not_read_for_ever() {
    let mut file = stream(10, 1_000);
    let sound = file.len();
    file.resize(sound + (40 << 20), 0xff);
    let outcome = excerpt(&file, 30.0);
    assert!(outcome.bytes_read < 4 << 20, "{} bytes read", outcome.bytes_read);
    assert_eq!(outcome.result.expect("the file is fine").bytes[..sound], file[..sound]);
}

#[test]
fn headers_that_cannot_be_right() {
    let mut no_rate = stream(2, 1_000);
    no_rate[18..21].copy_from_slice(&[0, 0, 0]);
    assert!(matches!(error(&no_rate), ExcerptError::DamagedHeader { format: Format::Flac, .. }));
    let mut slow = stream(2, 1_000);
    slow[18..21].copy_from_slice(&[0, 0x01, 0x00]);
    assert_eq!(error(&slow), ExcerptError::UnusualRate { rate: 16, lowest: 3_000, highest: 768_000 });
    let mut other_first = stream(2, 1_000);
    other_first[4] = 0x84;
    assert!(matches!(error(&other_first), ExcerptError::DamagedHeader { format: Format::Flac, .. }));
}
