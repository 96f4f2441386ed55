//! Ogg files written here page by page.

use songscape::audio::excerpt::{Cut, ExcerptError, Format, Notice};

use crate::runner::{cut, error};

/// The checksum of a page, bit by bit.
fn checksum(page: &[u8]) -> u32 {
    page.iter().fold(0, |crc, &byte| {
        (0..8)
            .fold(crc ^ u32::from(byte) << 24, |crc, _| if crc >> 31 == 1 { crc << 1 ^ 0x04c1_1db7 } else { crc << 1 })
    })
}

/// A page: flags (1 continued, 2 first, 4 last), position, stream, number, and one packet that ends on it.
fn page(flags: u8, position: i64, serial: u32, number: u32, packet: &[u8]) -> Vec<u8> {
    let mut page = [
        b"OggS\0".as_slice(),
        &[flags],
        &position.to_le_bytes(),
        &serial.to_le_bytes(),
        &number.to_le_bytes(),
        &[0; 4],
    ]
    .concat();
    page.push((packet.len() / 255 + 1) as u8);
    page.extend(vec![255; packet.len() / 255]);
    page.push((packet.len() % 255) as u8);
    page.extend_from_slice(packet);
    let sum = checksum(&page);
    page[22..26].copy_from_slice(&sum.to_le_bytes());
    page
}

fn opus_head(channels: u8, skip: u16) -> Vec<u8> {
    [b"OpusHead\x01".as_slice(), &[channels], &skip.to_le_bytes(), &44_100_u32.to_le_bytes(), &[0; 3]].concat()
}

/// An Opus stream of `pages` pages of a second each, whose positions start at `from`.
fn opus(serial: u32, pages: u32, from: i64) -> Vec<Vec<u8>> {
    let mut file = vec![page(2, 0, serial, 0, &opus_head(2, 312)), page(0, 0, serial, 1, b"OpusTags\0\0\0\0\0\0\0\0")];
    for number in 1..=pages {
        let flags = if number == pages { 4 } else { 0 };
        file.push(page(flags, from + 48_000 * i64::from(number), serial, 1 + number, &[number as u8; 2_000]));
    }
    file
}

/// The flags, position and serial of each page, whose checksums must be right.
fn pages(mut file: &[u8]) -> Vec<(u8, i64, u32)> {
    let mut pages = Vec::new();
    while !file.is_empty() {
        let segments = usize::from(file[26]);
        let length = 27 + segments + file[27..27 + segments].iter().map(|&length| usize::from(length)).sum::<usize>();
        let (page, rest) = file.split_at(length);
        let mut plain = page.to_vec();
        plain[22..26].fill(0);
        assert_eq!(page[22..26], checksum(&plain).to_le_bytes(), "page {}", pages.len());
        let field = |at: usize, width: usize| {
            page[at..at + width].iter().rev().fold(0_u64, |number, &byte| number << 8 | u64::from(byte))
        };
        pages.push((page[5], field(6, 8) as i64, field(14, 4) as u32));
        file = rest;
    }
    pages
}

fn positions(cut: &Cut) -> Vec<i64> {
    pages(&cut.bytes).iter().map(|page| page.1 / 48_000).collect()
}

#[test]
fn the_page_that_passes_the_seconds_is_the_last_and_says_so() {
    let file = opus(7, 10, 0).concat();
    let part = cut(&file, 2.0);
    assert_eq!((part.format, part.rate, part.channels, part.whole), (Format::Ogg, Some(48_000), Some(2), false));
    assert_eq!(positions(&part), [0, 0, 1, 2, 3]);
    assert_eq!(pages(&part.bytes).last().map(|page| page.0), Some(4));
    let all = cut(&file, 30.0);
    assert!(all.whole && all.notices.is_empty());
    assert_eq!(all.bytes, file);
}

#[test]
fn streams_beside_it_are_left_out() {
    let own = opus(7, 5, 0);
    let film = page(2, 0, 9, 0, b"\x80theora\x03\x02\x01");
    let mut file = [film, own[0].clone()].concat();
    for (number, sound) in (1..).zip(&own[1..]) {
        file.extend(page(0, 1_000, 9, number, &[0; 30_000]));
        file.extend_from_slice(sound);
    }
    let part = cut(&file, 30.0);
    assert_eq!(part.bytes, own.concat());
    assert!(part.whole);
}

#[test]
fn of_streams_behind_each_other_the_first_is_heard() {
    let first = opus(7, 3, 0).concat();
    let part = cut(&[first.clone(), opus(8, 5, 0).concat()].concat(), 30.0);
    assert_eq!((part.bytes, part.whole, part.notices), (first, true, vec![Notice::FirstStreamOnly {}]));
}

#[test]
fn a_stream_cut_out_of_a_longer_one_counts_from_where_it_starts() {
    let file = opus(7, 10, 48_000 * 3_600).concat();
    assert_eq!(positions(&cut(&file, 2.0)), [0, 0, 3_601, 3_602, 3_603, 3_604]);
}

#[test]
fn damaged_pages_are_passed_over() {
    let mut own = opus(7, 6, 0);
    let kept = [&own[..3], &own[4..]].concat().concat();
    own[3][100] ^= 1;
    let part = cut(&own.concat(), 30.0);
    assert_eq!(part.bytes, kept);
    assert_eq!(part.notices, [Notice::DamagedPart { bytes: own[3].len() as u64 }]);
    // Noise behind the end, and an end that is not there.
    let cut_off = &opus(7, 6, 0).concat()[..9_000];
    let part = cut(cut_off, 30.0);
    assert!(part.whole);
    assert_eq!(positions(&part), [0, 0, 1, 2, 3, 4]);
}

#[test]
fn other_codings_say_their_own_rate() {
    let vorbis = [b"\x01vorbis\0\0\0\0".as_slice(), &[1], &22_050_u32.to_le_bytes(), &[0; 14]].concat();
    let streaminfo = [[0; 10].as_slice(), &(96_000_u64 << 44 | 5 << 41 | 23 << 36).to_be_bytes(), &[0; 16]].concat();
    let flac = [b"\x7fFLAC\x01\0\0\x01fLaC\0\0\0\x22".as_slice(), &streaminfo].concat();
    let speex =
        [b"Speex   ".as_slice(), &[0; 28], &16_000_u32.to_le_bytes(), &[0; 8], &1_u32.to_le_bytes(), &[0; 28]].concat();
    for (head, rate, channels) in [(vorbis, 22_050, 1), (flac, 96_000, 6), (speex, 16_000, 1)] {
        let file = [
            page(2, 0, 1, 0, &head),
            page(0, i64::from(rate), 1, 1, &[1; 500]),
            page(4, 2 * i64::from(rate), 1, 2, &[1; 500]),
        ]
        .concat();
        let part = cut(&file, 0.5);
        assert_eq!((part.rate, part.channels, part.whole), (Some(rate), Some(channels), false));
        assert_eq!(pages(&part.bytes).len(), 2);
    }
}

#[test]
fn files_without_a_stream_to_hear() {
    let no_sound = ExcerptError::NoSound { format: Format::Ogg };
    assert_eq!(error(&page(2, 0, 9, 0, b"\x80theora\x03\x02\x01")), no_sound);
    assert_eq!(error(&opus(7, 3, 0)[..2].concat()), no_sound);
    assert_eq!(error(&opus(7, 3, 0)[1..].concat()), no_sound);
    let no_channels = [page(2, 0, 7, 0, &opus_head(0, 0)), page(4, 48_000, 7, 1, &[0; 9])].concat();
    assert!(matches!(error(&no_channels), ExcerptError::DamagedHeader { format: Format::Ogg, .. }));
}

/// A cover in the comments is part of the stream's header, and stays.
#[test]
fn a_cover_in_the_comments() {
    let mut file = opus(7, 40, 0);
    let cover: Vec<u8> = (0..60).flat_map(|number| page(1, -1, 7, 2 + number, &[5; 60_000])).collect();
    file.insert(2, cover);
    let part = cut(&file.concat(), 2.0);
    assert_eq!(pages(&part.bytes).len(), 2 + 60 + 3);
}
