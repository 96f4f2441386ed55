//! WAV and AIFF files written here by the rules, and against them.

use songscape::audio::excerpt::{ExcerptError, Format, Notice};

use crate::runner::{cut, error, excerpt_of};

/// A chunk: name, length and content, padded to an even length.
pub fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut bytes = name.to_vec();
    bytes.extend_from_slice(&(content.len() as u32).to_le_bytes());
    bytes.extend_from_slice(content);
    bytes.resize(bytes.len() + content.len() % 2, 0);
    bytes
}

/// The content of a `fmt ` chunk.
pub fn format(tag: u16, channels: u16, rate: u32, bits: u16) -> Vec<u8> {
    let block = channels.wrapping_mul(bits.div_ceil(8));
    let mut content = Vec::new();
    for (value, width) in [
        (u32::from(tag), 2),
        (u32::from(channels), 2),
        (rate, 4),
        (rate.wrapping_mul(u32::from(block)), 4),
        (u32::from(block), 2),
        (u32::from(bits), 2),
    ] {
        content.extend_from_slice(&value.to_le_bytes()[..width]);
    }
    content
}

/// A file of these chunks.
pub fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let content = chunks.concat();
    [b"RIFF".as_slice(), &(4 + content.len() as u32).to_le_bytes(), b"WAVE", &content].concat()
}

/// A plain file of 16-bit samples 0, 1, 2, …
pub fn counting(channels: u16, rate: u32, frames: u32) -> Vec<u8> {
    let data: Vec<u8> = (0..frames * u32::from(channels)).flat_map(|sample| (sample as i16).to_le_bytes()).collect();
    riff(&[chunk(b"fmt ", &format(1, channels, rate, 16)), chunk(b"data", &data)])
}

/// The floats of a mono file that was made from a layout browsers refuse.
fn floats(file: &[u8]) -> Vec<f32> {
    assert_eq!(&file[..4], b"RIFF");
    assert_eq!(file[20..24], [3, 0, 1, 0], "mono floats");
    assert_eq!(&file[36..40], b"data");
    file[44..].chunks_exact(4).map(|bytes| f32::from_le_bytes(bytes.try_into().expect("four bytes"))).collect()
}

#[test]
fn a_plain_file_is_cut_to_the_sample() {
    let file = counting(2, 8_000, 20_000);
    let part = cut(&file, 0.5);
    assert_eq!((part.format, part.rate, part.channels, part.whole), (Format::Wav, Some(8_000), Some(2), false));
    assert_eq!(part.bytes, counting(2, 8_000, 4_000));
    let all = cut(&file, 2.5);
    assert!(all.whole);
    assert_eq!(all.bytes, file);
}

#[test]
fn chunks_of_any_kind_order_and_parity_are_stepped_over() {
    let plain = counting(1, 8_000, 100);
    let (fmt, data) = (&plain[12..36], &plain[36..]);
    let odd = chunk(b"LIST", b"odd");
    let mixed = riff(&[
        odd.clone(),
        chunk(b"fact", &[1, 2, 3, 4]),
        fmt.to_vec(),
        odd,
        chunk(b"bext", &[7; 70_000]),
        data.to_vec(),
    ]);
    assert_eq!(cut(&mixed, 1.0).bytes, plain);
    // The format behind the samples, which no rule allows and some recorders write.
    assert_eq!(cut(&riff(&[data.to_vec(), fmt.to_vec()]), 1.0).bytes, plain);
    // A chunk of odd length whose byte of padding is missing.
    let unpadded = chunk(b"note", b"odd")[..11].to_vec();
    assert_eq!(cut(&riff(&[unpadded, fmt.to_vec(), data.to_vec()]), 1.0).bytes, plain);
}

#[test]
fn lengths_that_lie() {
    let plain = counting(1, 8_000, 16_000);
    // Longer than the file: what is there is taken, and it is said.
    let mut longer = plain.clone();
    longer[40..44].copy_from_slice(&64_000_u32.to_le_bytes());
    let part = cut(&longer, 30.0);
    assert_eq!(part.bytes, plain);
    assert_eq!(part.notices, [Notice::CutShort { promised: 4.0, found: 2.0 }]);
    // Where the lie is about what is not wanted anyway, nothing is said.
    assert!(cut(&longer, 1.0).notices.is_empty());
    // Never filled in, by a recorder or a pipe.
    for unknown in [0, u32::MAX] {
        let mut streamed = plain.clone();
        streamed[40..44].copy_from_slice(&unknown.to_le_bytes());
        let part = cut(&streamed, 30.0);
        assert_eq!((part.bytes, part.notices), (plain.clone(), vec![]));
    }
    // Really empty: the next chunk follows.
    let empty = riff(&[plain[12..36].to_vec(), chunk(b"data", b""), chunk(b"LIST", &[0; 100])]);
    assert_eq!(error(&empty), ExcerptError::NoSound { format: Format::Wav });
}

#[test]
fn a_file_of_691_mb_costs_the_reading_of_its_first_seconds() {
    let size = 44 + 48_000 * 4 * 3_600;
    let header = riff(&[chunk(b"fmt ", &format(1, 2, 48_000, 16)), chunk(b"data", b"")]);
    let outcome = excerpt_of(size, 30.0, |offset, length| {
        (offset..offset + u64::from(length)).map(|at| header.get(at as usize).copied().unwrap_or(at as u8)).collect()
    });
    let part = outcome.result.expect("the file is fine");
    assert_eq!(part.bytes.len(), 44 + 48_000 * 4 * 30);
    assert!(outcome.bytes_read < 7 << 20, "{} bytes read", outcome.bytes_read);
    assert!(!part.whole);
}

#[test]
fn lengths_of_64_bits() {
    let plain = counting(2, 8_000, 1_000);
    let sizes = [0_u64.to_le_bytes(), 4_000_u64.to_le_bytes(), 1_000_u64.to_le_bytes()].concat();
    let mut file =
        riff(&[chunk(b"ds64", &[sizes, vec![0; 4]].concat()), plain[12..].to_vec(), chunk(b"LIST", &[0; 50])]);
    let data = file.len() - 58 - 4_000 - 4;
    file[data..data + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    for name in [b"RF64", b"BW64"] {
        file[..4].copy_from_slice(name);
        assert_eq!(cut(&file, 30.0).bytes, plain);
    }
}

#[test]
fn layouts_that_browsers_refuse_become_mono_floats() {
    let as_floats = |description: Vec<u8>, data: &[u8]| {
        floats(&cut(&riff(&[chunk(b"fmt ", &description), chunk(b"data", data)]), 1.0).bytes)
    };
    let values = [0.0, 0.25, -0.5, -1.0];
    let doubles: Vec<u8> = values.iter().flat_map(|value: &f64| value.to_le_bytes()).collect();
    assert_eq!(as_floats(format(3, 1, 8_000, 64), &doubles), [0.0, 0.25, -0.5, -1.0]);
    // 255 channels: their mean.
    let many: Vec<u8> = (0..255).flat_map(|channel: i16| (channel * 64).to_le_bytes()).collect();
    let mean = 127.0 * 64.0 / 32_768.0;
    assert!((as_floats(format(1, 255, 8_000, 16), &many)[0] - mean).abs() < 1e-6);
    // Six channels of 24 bits, in WAVE_FORMAT_EXTENSIBLE.
    let mut extensible = format(0xfffe, 6, 48_000, 24);
    extensible.extend_from_slice(&[22, 0, 24, 0, 0x3f, 0, 0, 0, 1, 0]);
    extensible.extend_from_slice(&[0; 14]);
    let frame = [[0, 0, 0x40], [0, 0, 0xc0], [0, 0, 0x40], [0, 0, 0x40], [0, 0, 0], [0, 0, 0]].concat();
    assert_eq!(as_floats(extensible, &frame), [1.0 / 6.0]);
    // Eight and 40 bits a sample, in more channels than two and more bytes than four.
    assert_eq!(as_floats(format(1, 3, 8_000, 8), &[255, 128, 1]), [(127.0 - 127.0) / 3.0 / 128.0]);
    assert_eq!(as_floats(format(1, 1, 8_000, 40), &[0, 0, 0, 0, 0x20]), [0.25]);
    // Big-endian RIFX.
    let mut rifx =
        b"RIFX\0\0\0\x28WAVEfmt \0\0\0\x10\0\x01\0\x01\0\0\x1f\x40\0\0\x3e\x80\0\x02\0\x10data\0\0\0\x04".to_vec();
    rifx.extend_from_slice(&[0x40, 0, 0xc0, 0]);
    assert_eq!(floats(&cut(&rifx, 1.0).bytes), [0.5, -0.5]);
}

#[test]
fn layouts_that_browsers_take_stay_as_they_are() {
    for (tag, bits) in [(1, 8), (1, 12), (1, 16), (1, 24), (1, 32), (3, 32)] {
        let data: Vec<u8> = (0..240).collect();
        let part = cut(&riff(&[chunk(b"fmt ", &format(tag, 1, 8_000, bits)), chunk(b"data", &data)]), 1.0);
        assert_eq!(part.bytes[44..], data, "{bits} bits");
        let width = u16::from_le_bytes([part.bytes[32], part.bytes[33]]);
        assert_eq!(width, bits.div_ceil(8));
    }
}

#[test]
fn codecs_in_wav_are_cut_where_their_blocks_end() {
    let mu_law = riff(&[chunk(b"fmt ", &format(7, 2, 8_000, 8)), chunk(b"data", &[0x55; 40_000])]);
    let part = cut(&mu_law, 1.0);
    assert_eq!(part.bytes.len(), 44 + 2 * 9_600, "one second, and two tenths for a codec's delay");
    // ADPCM says how many samples a block holds; the mean rate it states is often wrong, and is not asked.
    let mut adpcm = format(2, 1, 8_000, 4);
    adpcm[12..14].copy_from_slice(&256_u16.to_le_bytes());
    adpcm.extend_from_slice(&[4, 0]);
    adpcm.extend_from_slice(&500_u16.to_le_bytes());
    adpcm.extend_from_slice(&[0, 0]);
    let part = cut(&riff(&[chunk(b"fmt ", &adpcm), chunk(b"data", &[3; 256 * 100])]), 1.0);
    assert_eq!(part.bytes.len(), 12 + 8 + 22 + 8 + 20 * 256);
    // MP3 inside WAV: the browser gets the file as it is.
    let unknown = riff(&[chunk(b"fmt ", &format(0x55, 1, 8_000, 0)), chunk(b"data", &[3; 5_000])]);
    assert_eq!(cut(&unknown, 0.1).bytes, unknown);
}

#[test]
fn headers_that_cannot_be_right() {
    let with = |channels, rate, bits| {
        error(&riff(&[chunk(b"fmt ", &format(1, channels, rate, bits)), chunk(b"data", &[0; 64])]))
    };
    assert!(matches!(with(0, 8_000, 16), ExcerptError::DamagedHeader { format: Format::Wav, .. }));
    assert!(matches!(with(1, 0, 16), ExcerptError::DamagedHeader { format: Format::Wav, .. }));
    for rate in [1, 2_999, 768_001, u32::MAX] {
        assert_eq!(with(1, rate, 16), ExcerptError::UnusualRate { rate, lowest: 3_000, highest: 768_000 });
    }
    let file = counting(1, 768_000, 100);
    assert_eq!(cut(&file, 30.0).bytes, file);
    assert_eq!(error(&riff(&[])), ExcerptError::NoSound { format: Format::Wav });
    assert_eq!(
        error(&riff(&[chunk(b"fmt ", &format(1, 1, 8_000, 16))])),
        ExcerptError::NoSound { format: Format::Wav }
    );
}

/// An AIFF file; `coding` makes it AIFF-C.
fn aiff(channels: u16, bits: u16, rate: u16, coding: Option<&[u8; 4]>, data: &[u8]) -> Vec<u8> {
    let chunk = |name: &[u8; 4], content: &[u8]| {
        [name.as_slice(), &(content.len() as u32).to_be_bytes(), content, &vec![0; content.len() % 2]].concat()
    };
    let mut common = channels.to_be_bytes().to_vec();
    common.extend_from_slice(&1_000_u32.to_be_bytes());
    common.extend_from_slice(&bits.to_be_bytes());
    // 80 bits: the exponent that makes the mantissa's top 16 bits a whole number, shifted until its leading bit is set.
    let shift = rate.leading_zeros() as u16;
    common.extend_from_slice(&(16_383 + 15 - shift).to_be_bytes());
    common.extend_from_slice(&(u64::from(rate << shift) << 48).to_be_bytes());
    common.extend(coding.into_iter().flatten());
    let sound = [&[0; 8], data].concat();
    let kind = if coding.is_some() { b"AIFC" } else { b"AIFF" };
    [b"FORM\0\0\0\0".as_slice(), kind, &chunk(b"NAME", b"odd"), &chunk(b"COMM", &common), &chunk(b"SSND", &sound)]
        .concat()
}

#[test]
fn aiff_becomes_wav() {
    let file = aiff(2, 16, 44_100, None, &[0x40, 0, 0xc0, 0, 0x20, 0, 0x20, 0]);
    let part = cut(&file, 30.0);
    assert_eq!((part.format, part.rate, part.channels, part.whole), (Format::Aiff, Some(44_100), Some(2), true));
    assert_eq!(floats(&part.bytes), [0.0, 0.25]);
    assert_eq!(floats(&cut(&aiff(1, 16, 8_000, Some(b"sowt"), &[0, 0x40]), 1.0).bytes), [0.5]);
    assert_eq!(floats(&cut(&aiff(1, 32, 8_000, Some(b"fl32"), &0.125_f32.to_be_bytes()), 1.0).bytes), [0.125]);
    assert_eq!(floats(&cut(&aiff(1, 8, 8_000, Some(b"raw "), &[192]), 1.0).bytes), [0.5]);
    let codec = aiff(1, 16, 8_000, Some(b"ima4"), &[0; 340]);
    assert_eq!(cut(&codec, 1.0).bytes, codec);
    let long = aiff(1, 16, 8_000, None, &[1; 80_000]);
    assert_eq!(floats(&cut(&long, 1.0).bytes).len(), 8_000);
    assert_eq!(error(&aiff(1, 16, 8_000, None, &[])), ExcerptError::NoSound { format: Format::Aiff });
    assert_eq!(
        error(&aiff(1, 16, 1, None, &[0; 8])),
        ExcerptError::UnusualRate { rate: 1, lowest: 3_000, highest: 768_000 }
    );
}
