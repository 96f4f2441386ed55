//! MP4 files written here box by box, with tables that are odd, sparse or false.

use songscape::audio::excerpt::{ExcerptError, Format, Notice};

use crate::runner::{cut, error, excerpt, excerpt_of};

fn bx(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&(8 + content.len() as u32).to_be_bytes(), name.as_slice(), content].concat()
}

fn numbers(name: &[u8; 4], numbers: &[u32]) -> Vec<u8> {
    bx(name, &numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<_>>())
}

/// A sound description: codec, channels, rate, and the codec's own boxes.
fn described(codec: &[u8; 4], channels: u16, rate: u32, inside: &[u8]) -> Vec<u8> {
    let entry = [
        &[0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
        channels.to_be_bytes().as_slice(),
        &[0, 16, 0, 0, 0, 0],
        &(rate << 16).to_be_bytes(),
        inside,
    ]
    .concat();
    bx(b"stsd", &[[0, 0, 0, 0, 0, 0, 0, 1].as_slice(), &bx(codec, &entry)].concat())
}

/// The `esds` box around an AudioSpecificConfig.
fn esds(config: &[u8]) -> Vec<u8> {
    let descriptor = |tag: u8, content: &[u8]| [&[tag, 0x80, 0x80, content.len() as u8], content].concat();
    let decoder = descriptor(4, &[[0x40, 0x15].as_slice(), &[0; 11], &descriptor(5, config)].concat());
    bx(b"esds", &[[0; 4].as_slice(), &descriptor(3, &[[0, 1, 0].as_slice(), &decoder].concat())].concat())
}

/// A track of sound with these tables, 1,000 ticks a second.
fn track(tables: &[Vec<u8>]) -> Vec<u8> {
    handled(b"soun", &[], tables)
}

fn handled(kind: &[u8; 4], before: &[u8], tables: &[Vec<u8>]) -> Vec<u8> {
    let handler = bx(b"hdlr", &[[0; 8].as_slice(), kind, &[0; 13]].concat());
    let header = numbers(b"mdhd", &[0, 0, 0, 1_000, 60_000, 0]);
    let media = bx(b"mdia", &[header, handler, bx(b"minf", &bx(b"stbl", &tables.concat()))].concat());
    bx(b"trak", &[numbers(b"tkhd", &[7, 0, 0, 5, 0, 0]).as_slice(), before, &media].concat())
}

fn file_type() -> Vec<u8> {
    bx(b"ftyp", b"M4A \0\0\0\0isom")
}

fn movie(tracks: &[Vec<u8>]) -> Vec<u8> {
    bx(b"moov", &[numbers(b"mvhd", &[0, 0, 0, 600, 0]), tracks.concat()].concat())
}

/// 60 samples of a second and 100 bytes each, the n-th full of n, in chunks of `per_chunk` that lie `apart` bytes
/// apart.
fn file(per_chunk: u32, apart: usize, stsd: Vec<u8>) -> Vec<u8> {
    let chunks = 60 / per_chunk;
    let size = per_chunk as usize * 100;
    let mut sound = Vec::new();
    let offsets: Vec<u32> =
        (0..chunks).map(|chunk| file_type().len() as u32 + 8 + chunk * (size + apart) as u32).collect();
    for sample in 0..60_u8 {
        sound.extend([sample; 100]);
        if (u32::from(sample) + 1) % per_chunk == 0 {
            sound.resize(sound.len() + apart, 0xee);
        }
    }
    let tables = [
        stsd,
        numbers(b"stts", &[0, 1, 60, 1_000]),
        numbers(b"stsc", &[0, 1, 1, per_chunk, 1]),
        numbers(b"stsz", &[0, 100, 60]),
        numbers(b"stco", &[[0, chunks].as_slice(), &offsets].concat()),
    ];
    [file_type(), bx(b"mdat", &sound), movie(&[track(&tables)])].concat()
}

fn aac() -> Vec<u8> {
    described(b"mp4a", 2, 44_100, &esds(&[0x12, 0x10]))
}

/// The content of `mdat`, which must be the last box, where `stco` says it is.
fn sound(cut: &[u8]) -> &[u8] {
    let at = cut.windows(4).position(|name| name == b"mdat").expect("an mdat box") + 4;
    let stco = cut.windows(4).position(|name| name == b"stco").expect("an stco box") + 12;
    assert_eq!(cut[stco..stco + 4], (at as u32).to_be_bytes());
    &cut[at..]
}

/// The samples 0, 1, … as they lie in a file of one second each.
fn samples(count: u8) -> Vec<u8> {
    (0..count).flat_map(|sample| [sample; 100]).collect()
}

#[test]
fn samples_are_gathered_from_wherever_they_lie() {
    for (per_chunk, apart) in [(60, 0), (1, 0), (5, 20), (1, 30_000), (2, 100_000)] {
        let file = file(per_chunk, apart, aac());
        let outcome = excerpt(&file, 9.5);
        let part = outcome.result.expect("the file is fine");
        assert_eq!((part.format, part.rate, part.channels, part.whole), (Format::Mp4, Some(44_100), Some(2), false));
        assert_eq!(sound(&part.bytes), samples(10), "{per_chunk} in a chunk, {apart} bytes apart");
        assert!(outcome.bytes_read < 600_000, "{} bytes read", outcome.bytes_read);
        let all = cut(&file, 100.0);
        assert!(all.whole);
        assert_eq!(sound(&all.bytes), samples(60));
        // What was written can be cut again.
        assert_eq!(sound(&cut(&all.bytes, 9.5).bytes), samples(10));
        assert_eq!(cut(&all.bytes, 100.0).bytes, all.bytes);
    }
}

#[test]
fn tables_behind_two_gigabytes_of_film_are_found() {
    let tail = {
        let tables = [
            aac(),
            numbers(b"stts", &[0, 1, 60, 1_000]),
            numbers(b"stsc", &[0, 1, 1, 1, 1]),
            numbers(b"stsz", &[0, 100, 60]),
            numbers(
                b"co64",
                &[
                    [0, 60].as_slice(),
                    &(0..60).flat_map(|chunk| [0, 1_000_000 + chunk * 30_000_000]).collect::<Vec<u32>>(),
                ]
                .concat(),
            ),
        ];
        let film = handled(b"vide", &[], &[]);
        movie(&[film, track(&tables)])
    };
    let start =
        [file_type(), [0, 0, 0, 1].to_vec(), b"mdat".to_vec(), 2_000_000_000_u64.to_be_bytes().to_vec()].concat();
    let moov = file_type().len() as u64 + 2_000_000_000;
    let outcome = excerpt_of(moov + tail.len() as u64, 9.5, |offset, length| {
        let byte = |at: u64| {
            if at >= moov { tail[(at - moov) as usize] } else { start.get(at as usize).copied().unwrap_or(at as u8) }
        };
        (offset..offset + u64::from(length)).map(byte).collect()
    });
    assert_eq!(sound(&outcome.result.expect("the file is fine").bytes).len(), 1_000);
    assert!(outcome.bytes_read < 400_000, "{} bytes read", outcome.bytes_read);
}

#[test]
fn a_cover_is_stepped_over() {
    let whole = file(60, 0, aac());
    let moov = file_type().len() + 8 + 6_000;
    let cover = bx(b"udta", &vec![0xff; 20_000_000]);
    let size = u32::from_be_bytes(whole[moov..moov + 4].try_into().expect("four bytes")) + cover.len() as u32;
    let tagged = [&whole[..moov], &size.to_be_bytes(), &whole[moov + 4..moov + 8], &cover, &whole[moov + 8..]].concat();
    let outcome = excerpt(&tagged, 9.5);
    assert_eq!(outcome.result.expect("the file is fine").bytes, cut(&whole, 9.5).bytes);
    assert!(outcome.bytes_read < 100_000, "{} bytes read", outcome.bytes_read);
}

#[test]
fn the_codec_knows_the_rate_better_than_the_description() {
    let rate = |stsd| cut(&file(60, 0, stsd), 1.0).rate;
    // AAC-LC of 44.1 kHz, of 24 kHz without a word on replicated bands, the same with them ruled out, and with them
    // announced.
    assert_eq!(rate(described(b"mp4a", 2, 8_000, &esds(&[0x12, 0x10]))), Some(44_100));
    assert_eq!(rate(described(b"mp4a", 2, 8_000, &esds(&[0x13, 0x10]))), Some(48_000));
    assert_eq!(rate(described(b"mp4a", 2, 8_000, &esds(&[0x13, 0x10, 0x56, 0xe5, 0x00]))), Some(24_000));
    assert_eq!(rate(described(b"mp4a", 2, 8_000, &esds(&[0x13, 0x10, 0x56, 0xe5, 0x98]))), Some(48_000));
    // HE-AAC that says so at once: object type 5, core 22.05 kHz, decoded 44.1 kHz.
    assert_eq!(rate(described(b"mp4a", 2, 8_000, &esds(&[0x2b, 0x92, 0x08, 0x00]))), Some(44_100));
    // A rate written out in 24 bits.
    assert_eq!(rate(described(b"mp4a", 2, 8_000, &esds(&[0x17, 0x80, 0x3a, 0x98, 0x10]))), Some(30_000));
    assert_eq!(rate(described(b"Opus", 2, 16_000, &[])), Some(48_000));
    let alac = bx(b"alac", &[[0; 13].as_slice(), &[6, 0, 0], &[0; 8], &96_000_u32.to_be_bytes()].concat());
    assert_eq!(rate(described(b"alac", 2, 8_000, &alac)), Some(96_000));
    let flac = bx(b"dfLa", &[[0; 18].as_slice(), &(192_000_u32 << 12).to_be_bytes(), &[0; 20]].concat());
    assert_eq!(rate(described(b"fLaC", 2, 8_000, &flac)), Some(192_000));
    assert_eq!(rate(described(b"mp4a", 2, 8_000, &[])), Some(8_000));
    assert_eq!(rate(described(b"mp4a", 2, 1, &[])), None);
}

#[test]
fn encrypted_sound_is_refused() {
    for codec in [b"drms", b"enca"] {
        let file = file(60, 0, described(codec, 2, 44_100, &esds(&[0x12, 0x10])));
        assert_eq!(error(&file), ExcerptError::Protected { format: Format::Mp4 });
    }
}

#[test]
fn files_without_sound() {
    let no_sound = ExcerptError::NoSound { format: Format::Mp4 };
    assert_eq!(error(&[file_type(), movie(&[handled(b"vide", &[], &[])])].concat()), no_sound);
    assert_eq!(error(&[file_type(), movie(&[track(&[aac()])])].concat()), no_sound);
    assert_eq!(error(&[file_type(), movie(&[])].concat()), no_sound);
    assert_eq!(error(&file_type()), no_sound);
}

/// The edit list says where the sound starts behind the codec's delay, and for how long it plays.
#[test]
fn the_edit_list_is_kept_and_shortened() {
    let plain = file(60, 0, aac());
    let moov = file_type().len() + 8 + 6_000;
    // A pause of half a second, then 30 s (of 600 ticks) from 1.5 s on (of 1,000 ticks).
    let edits = bx(b"edts", &numbers(b"elst", &[0, 2, 300, u32::MAX, 0x1_0000, 18_000, 1_500, 0x1_0000]));
    let stbl = plain.windows(4).position(|name| name == b"stbl").expect("an stbl box");
    let trak = handled(b"soun", &edits, &[plain[stbl + 4..].to_vec()]);
    let file = [&plain[..moov], &movie(&[trak])].concat();
    let list = |bytes: &[u8]| {
        let at = bytes.windows(4).position(|name| name == b"elst").expect("an elst box") + 12;
        let field = |at: usize| u64::from_be_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
        (field(at), field(at + 8))
    };
    let part = cut(&file, 9.0);
    assert_eq!(sound(&part.bytes), samples(11), "9 s, behind 1.5 s, and two tenths");
    assert_eq!(list(&part.bytes), (5_700, 1_500));
    assert_eq!(list(&cut(&file, 100.0).bytes), (18_000, 1_500));
}

#[test]
fn fragments_with_and_without_defaults() {
    let default = numbers(b"trex", &[0, 5, 1, 1_000, 100, 0]);
    let head = [
        file_type(),
        bx(b"moov", &[numbers(b"mvhd", &[0, 0, 0, 600, 0]), track(&[aac()]), bx(b"mvex", &default)].concat()),
    ]
    .concat();
    let fragment = |first: u8, explicit: bool| {
        let (flags, rows) = if explicit { (0x301, [1_000, 100].repeat(10)) } else { (0x1, vec![]) };
        let run = |offset: u32| numbers(b"trun", &[[flags, 10, offset].as_slice(), &rows].concat());
        let moof = |offset| {
            let other = bx(b"traf", &[numbers(b"tfhd", &[0, 6]), numbers(b"trun", &[0, 3])].concat());
            bx(b"moof", &[other, bx(b"traf", &[numbers(b"tfhd", &[0x2_0000, 5]), run(offset)].concat())].concat())
        };
        let offset = moof(0).len() as u32 + 8;
        let data: Vec<u8> = (first..first + 10).flat_map(|sample| [sample; 100]).collect();
        [moof(offset), bx(b"mdat", &data)].concat()
    };
    let file = [head, (0..6).flat_map(|number| fragment(10 * number, number % 2 == 0)).collect()].concat();
    let part = cut(&file, 14.5);
    assert!(!part.whole);
    assert_eq!(sound(&part.bytes), samples(15));
    let all = cut(&file, 100.0);
    assert!(all.whole);
    assert_eq!(sound(&all.bytes), samples(60));
    assert!(!cut(&file, 9.8).whole, "the fragments behind hold more");
}

/// Counts in the billions, without the bytes to go with them.
#[test]
fn tables_that_lie() {
    let tables = |stts: &[u32], stsc: &[u32], stsz: &[u32], stco: &[u32]| {
        let tables =
            [aac(), numbers(b"stts", stts), numbers(b"stsc", stsc), numbers(b"stsz", stsz), numbers(b"stco", stco)];
        [file_type(), movie(&[track(&tables)]), bx(b"mdat", &[7; 5_000])].concat()
    };
    let most = u32::MAX;
    let cases = [
        tables(&[0, 1, most, 0], &[0, 1, 1, most, 1], &[0, 1, most], &[0, 1, 100]),
        tables(&[0, most, most, most], &[0, most, 1, most, 1], &[0, most, most], &[0, most, 100]),
        tables(&[0, 1, most, most], &[0, 1, 1, 1, 1], &[0, 0, most, 10, 20], &[0, 2, 100, 200]),
        tables(&[0, 1, 0, 0], &[0, 1, 0, 0, 0], &[0, 0, 0], &[0, 0]),
        tables(&[], &[], &[], &[]),
        tables(
            &[0, 1, 60, 0],
            &[0, 1, 1, 60, 1],
            &[0, 0, 60].iter().copied().chain([0; 60]).collect::<Vec<_>>(),
            &[0, 1, 100],
        ),
    ];
    for (number, file) in cases.iter().enumerate() {
        let outcome = excerpt(file, 30.0);
        assert!(outcome.bytes_read < 20_000, "case {number}: {} bytes read", outcome.bytes_read);
        if let Ok(part) = outcome.result {
            assert!(part.bytes.len() < 40_000, "case {number}: {} bytes", part.bytes.len());
        }
    }
    let beyond = cut(&tables(&[0, 1, 60, 1_000], &[0, 1, 1, 60, 1], &[0, 1_000, 60], &[0, 1, 700]), 30.0);
    assert_eq!(beyond.notices.len(), 1);
    assert!(matches!(beyond.notices[0], Notice::CutShort { promised: 60.0, found } if found < 6.0));
}

/// QuickTime before 2000 counted bytes of packed sound as samples; the browser gets such a file as it is.
#[test]
fn packed_codecs_are_handed_over_whole() {
    let mut stsd = described(b"ima4", 2, 44_100, &[0; 16]);
    stsd[33] = 1;
    let tables = [
        stsd,
        numbers(b"stts", &[0, 1, 60_000, 1]),
        numbers(b"stsc", &[0, 1, 1, 60_000, 1]),
        numbers(b"stsz", &[0, 1, 60_000]),
        numbers(b"stco", &[0, 1, 100]),
    ];
    let file = [movie(&[track(&tables)]), bx(b"mdat", &[7; 60_000])].concat();
    let whole = cut(&file, 1.0);
    assert_eq!((whole.bytes == file, whole.rate), (true, None));
}
