//! Tags of real files, whole, piece by piece, and damaged.

use proptest::prelude::*;
use songscape::library::{LibraryError, TagReader, TagStep, Tags, read_tags};

macro_rules! fixture {
    ($name:literal) => {
        ($name, include_bytes!(concat!("reference/library/", $name)).as_slice())
    };
}

/// Files that all say the same.
const TAGGED: [(&str, &[u8]); 7] = [
    fixture!("id3v24.mp3"),
    fixture!("tagged.flac"),
    fixture!("tagged.ogg"),
    fixture!("tagged.opus"),
    fixture!("tagged.m4a"),
    fixture!("tagged_front.m4a"),
    fixture!("tagged.wav"),
];

fn said() -> Tags {
    let text = |text: &str| Some(text.to_owned());
    Tags {
        title: text("গান <script>1</script>"),
        artist: text("Ṛina & Co"),
        genre: text("Waltz"),
        lyrics: text("এক\nদুই <b>"),
    }
}

/// Reads piece by piece, as from a file of which only slices can be had; returns also how many bytes were read.
fn piecewise(file: &[u8], claimed: u64) -> (Result<Tags, LibraryError>, u64) {
    let mut reader = TagReader::new(claimed);
    let (mut bytes, mut read) = (None, 0);
    for _ in 0..1_000 {
        match reader.step(bytes.as_deref()) {
            Ok(TagStep::Read { offset, length }) => {
                assert!(length > 0 && offset + u64::from(length) <= claimed);
                let (from, to) = (offset as usize, (offset + u64::from(length)) as usize);
                bytes = Some(file[from.min(file.len())..to.min(file.len())].to_vec());
                read += u64::from(length);
            }
            Ok(TagStep::Done(tags)) => return (Ok(tags), read),
            Err(error) => return (Err(error), read),
        }
    }
    panic!("no end of steps");
}

#[test]
fn every_format_says_the_same() {
    for (name, file) in TAGGED {
        assert_eq!(read_tags(file), Ok(said()), "{name}");
    }
}

#[test]
fn genres_by_number_and_old_tags_are_read() {
    let (_, file) = fixture!("id3v23.mp3");
    assert_eq!(read_tags(file), Ok(Tags { genre: Some("Rock".into()), ..said() }));
    for (name, file, genre) in
        [("id3v1.mp3", fixture!("id3v1.mp3").1, Some("Rock".to_owned())), ("info.wav", fixture!("info.wav").1, None)]
    {
        let tags = read_tags(file).unwrap();
        assert_eq!(
            (tags.title.as_deref(), tags.artist.as_deref(), tags.genre),
            (Some("Old Title"), Some("Old Artist"), genre),
            "{name}"
        );
    }
    assert_eq!(read_tags(fixture!("untagged.mp3").1), Ok(Tags::default()));
}

/// A WAV of which an hour of sound lies before its tags: of 300 MB, a few pieces are read.
#[test]
fn tags_at_the_end_of_a_large_file_cost_a_few_pieces() {
    let (_, small) = fixture!("tagged.wav");
    let data = small.windows(4).position(|name| name == b"data").unwrap();
    let length = u32::from_le_bytes(small[data + 4..data + 8].try_into().unwrap()) as usize;
    let after = data + 8 + length + length % 2;
    let more = 300 << 20;
    let head = [&small[..data + 4], &(more as u32).to_le_bytes()[..]].concat();
    let tail = &small[after..];
    let size = head.len() as u64 + more + tail.len() as u64;

    let mut reader = TagReader::new(size);
    let (mut step, mut read) = (reader.step(None).unwrap(), 0);
    let tags = loop {
        match step {
            TagStep::Done(tags) => break tags,
            TagStep::Read { offset, length } => {
                read += length;
                let byte = |at: u64| match at.checked_sub(head.len() as u64) {
                    None => head[at as usize],
                    Some(at) if at < more => 0x80,
                    Some(at) => tail[(at - more) as usize],
                };
                let bytes: Vec<u8> = (offset..offset + u64::from(length)).map(byte).collect();
                step = reader.step(Some(&bytes)).unwrap();
            }
        }
    };
    assert_eq!(tags, said());
    assert!(read < 1 << 20, "{read} bytes were read");
}

/// 20 MB of cover before the title: mp3 has no way round it, flac has.
#[test]
fn a_large_cover_hides_nothing() {
    let cover = 20 << 20;
    let (_, mp3) = fixture!("id3v24.mp3");
    let synchsafe = |size: u32| [size >> 21, size >> 14, size >> 7, size].map(|byte| byte as u8 & 0x7F);
    let old = mp3[6..10].iter().fold(0, |size, &byte| size << 7 | u32::from(byte));
    let picture = [b"\0image/png\0\x03\0", vec![0xAA; cover].as_slice()].concat();
    let frame = [b"APIC", &synchsafe(picture.len() as u32)[..], b"\0\0", &picture].concat();
    let file = [b"ID3\x04\0\0", &synchsafe(old + frame.len() as u32)[..], &frame, &mp3[10..]].concat();
    let (tags, _) = piecewise(&file, file.len() as u64);
    assert_eq!(tags, Ok(said()));

    let (_, flac) = fixture!("tagged.flac");
    let after_info = 4 + 4 + 34;
    let block = [&[6], &(10u32 << 20).to_be_bytes()[1..], &vec![0xAA; 10 << 20]].concat();
    let file = [&flac[..after_info], &block, &block[..], &flac[after_info..]].concat();
    let (tags, read) = piecewise(&file, file.len() as u64);
    assert_eq!(tags, Ok(said()));
    assert!(read < 1 << 20, "{read} bytes were read");
}

#[test]
fn a_tag_of_two_hundred_megabytes_is_given_up() {
    let size = [0x5F, 0x7F, 0x7F, 0x7F];
    let file = [b"ID3\x04\0\0", &size[..], b"APIC", &[0x5F, 0x7F, 0x7F, 0x70], b"\0\0", &[7; 64]].concat();
    let mut reader = TagReader::new(1 << 30);
    let (mut bytes, mut read) = (None, 0u64);
    let ended = loop {
        match reader.step(bytes.as_deref()) {
            Ok(TagStep::Read { offset, length }) => {
                let part = |at: u64| file.get(at as usize).copied().unwrap_or(7);
                bytes = Some((offset..offset + u64::from(length)).map(part).collect::<Vec<u8>>());
                read += u64::from(length);
            }
            ended => break ended,
        }
    };
    assert!(read <= 48 << 20, "{read}");
    assert!(!matches!(ended, Ok(TagStep::Read { .. })));
}

#[test]
fn files_without_tags_or_sound_are_named() {
    for bytes in [&b""[..], b"x", b"<html></html>", &[0; 1_000], b"RIFF"] {
        assert_eq!(read_tags(bytes), Err(LibraryError::TagsUnknownFile {}), "{bytes:?}");
    }
    assert!(matches!(read_tags(&fixture!("tagged.flac").1[..40]), Err(LibraryError::TagsDamaged { .. })));
    let error = serde_json::to_value(LibraryError::TagsUnknownFile {}).unwrap();
    assert_eq!(error, serde_json::json!({"code": "tags_unknown_file"}));
}

#[test]
fn a_file_cut_anywhere_or_shorter_than_it_says_is_no_trouble() {
    for (_, file) in TAGGED {
        for length in (0..file.len()).step_by(1 + file.len() / 300) {
            let whole = read_tags(&file[..length]);
            let (pieces, _) = piecewise(&file[..length], file.len() as u64 + 100_000);
            // A tag found in part says nothing that is not there.
            for tags in [whole, pieces].into_iter().flatten() {
                assert!(
                    tags.title
                        .is_none_or(|title| said().title.unwrap().starts_with(title.trim_end_matches('\u{FFFD}')))
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_on_damaged_files(
        which in 0..TAGGED.len(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut file = TAGGED[which].1.to_vec();
        for (at, byte) in damage {
            // Where the tags are: the first and last kilobyte.
            let near = at.index(file.len().min(1_000));
            let at = if byte % 2 == 0 { near } else { file.len() - 1 - near };
            file[at] = byte;
        }
        let _ = read_tags(&file);
    }

    #[test]
    fn nothing_panics_on_any_bytes(which in 0..9usize, bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let starts: [&[u8]; 9] = [
            b"", b"ID3\x03\0\0", b"ID3\x04\0\0\0\0\x02\0", b"fLaC\0\0\0\x22", b"OggS\0\x02", b"\0\0\0\x18ftypM4A ",
            b"RIFF\0\x01\0\0WAVE", b"FORM\0\0\x01\0AIFF", b"\xFF\xFB\x90\x00",
        ];
        let file = [starts[which], &bytes].concat();
        let whole = read_tags(&file);
        let (pieces, _) = piecewise(&file, file.len() as u64);
        prop_assert_eq!(whole, pieces);
    }
}
