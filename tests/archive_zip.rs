//! An archive made in pieces is one that every program opens, and nothing in it goes where it should not.

use std::collections::HashSet;
use std::io::{Cursor, Read};

use proptest::prelude::*;
use songscape::archive::{Archive, ArchiveError, safe_name};
use zip::{CompressionMethod, ZipArchive};

/// The pieces of an archive of these entries, put together.
fn packed(entries: &[(&str, &[u8], bool)]) -> Vec<u8> {
    let mut archive = Archive::new();
    let mut file = Vec::new();
    for (path, bytes, compress) in entries {
        file.extend(archive.add(path, bytes, *compress).unwrap());
    }
    file.extend(archive.finish().unwrap());
    file
}

/// Names and bytes of an archive's entries, in their order.
fn unpacked(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(file)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut entry = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(next).collect()
}

#[test]
fn entries_come_back_whatever_their_size() {
    let (long, noise) = (b"a line of text\n".repeat(20_000), noise(300_000));
    let entries = [
        ("README.txt", b"words".as_slice(), true),
        ("empty", b"", true),
        ("runs/001_vae_kmeans/empty_too", b"", false),
        ("runs/001_vae_kmeans/long.csv", &long, true),
        ("runs/001_vae_kmeans/latents.npz", &noise, false),
        ("runs/001_vae_kmeans/noise", &noise, true),
        ("গান/গান_é_🎵.csv", b"x", true),
    ];
    let file = packed(&entries);
    let expected: Vec<(String, Vec<u8>)> =
        entries.iter().map(|(path, bytes, _)| ((*path).to_owned(), bytes.to_vec())).collect();
    assert_eq!(unpacked(&file), expected);
    assert!(file.len() < 620_000, "text is compressed: {}", file.len());
}

/// Programs that read from a stream need the sizes in front of an entry.
#[test]
fn sizes_and_checksums_stand_in_front_of_each_entry() {
    let file = packed(&[("a.csv", &b"1,2\n".repeat(50), true), ("b.png", b"picture", false)]);
    let word = |at: usize| u16::from_le_bytes([file[at], file[at + 1]]);
    let number = |at: usize| u32::from(word(at)) | u32::from(word(at + 2)) << 16;
    assert_eq!(number(0), 0x0403_4b50);
    assert_eq!(word(6) & 8, 0, "no descriptor behind the entry");
    assert_eq!((word(10), word(12)), (0, 0x21), "midnight of 1 January 1980");
    assert_eq!(number(22), 200);
    let second = 30 + usize::from(word(26)) + usize::from(word(28)) + number(18) as usize;
    assert_eq!(number(second), 0x0403_4b50);
    assert_eq!((number(second + 18), number(second + 22)), (7, 7));
    let mut archive = ZipArchive::new(Cursor::new(&file)).unwrap();
    assert_eq!(archive.by_index(0).unwrap().compression(), CompressionMethod::Deflated);
    assert_eq!(archive.by_index(1).unwrap().compression(), CompressionMethod::Stored);
}

#[test]
fn an_archive_of_nothing_is_one() {
    let file = packed(&[]);
    assert_eq!(file.len(), 22);
    assert_eq!(unpacked(&file), []);
}

#[test]
fn the_same_entries_give_the_same_bytes() {
    let entries = [("a/b.csv", b"a,b\r\n1,2\r\n".as_slice(), true), ("গান.png", b"\x89PNG", false)];
    assert_eq!(packed(&entries), packed(&entries));
}

#[test]
fn two_hundred_runs_of_twenty_files() {
    let mut archive = Archive::new();
    let (mut file, mut largest) = (Vec::new(), 0);
    for run in 0..200 {
        for entry in 0..20 {
            let piece = archive.add(&format!("runs/{run:03}_vae_kmeans/{entry}.csv"), &[b'a'; 5_000], true).unwrap();
            largest = largest.max(piece.len());
            file.extend(piece);
        }
    }
    assert!(largest < 200, "each piece is one entry: {largest}");
    file.extend(archive.finish().unwrap());
    let unpacked = unpacked(&file);
    assert_eq!(unpacked.len(), 4_000);
    assert!(unpacked.iter().all(|(_, bytes)| bytes == &[b'a'; 5_000]));
}

#[test]
fn more_entries_than_the_format_once_had_room_for() {
    let mut archive = Archive::new();
    let mut file = Vec::new();
    for entry in 0..66_000_u32 {
        file.extend(archive.add(&format!("{entry}"), &entry.to_le_bytes(), false).unwrap());
    }
    file.extend(archive.finish().unwrap());
    let mut read = ZipArchive::new(Cursor::new(&file)).unwrap();
    assert_eq!(read.len(), 66_000);
    let mut bytes = Vec::new();
    read.by_name("65999").unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes, 65_999_u32.to_le_bytes());
}

#[test]
fn what_a_disk_takes_for_one_name_gets_numbers() {
    let paths = [
        "a/Genre.png",
        "a/genre.png",
        "a/GENRE.PNG",
        "a/genre (2).png",
        "a/caf\u{e9}.png",
        "a/cafe\u{301}.png",
        "A/genre.png",
        "plain",
        "PLAIN",
        "a",
    ];
    let entries: Vec<_> = paths.iter().map(|path| (*path, b"".as_slice(), false)).collect();
    let names: Vec<String> = unpacked(&packed(&entries)).into_iter().map(|(name, _)| name).collect();
    let expected = [
        "a/Genre.png",
        "a/genre (2).png",
        "a/GENRE (3).PNG",
        "a/genre (2) (2).png",
        "a/caf\u{e9}.png",
        "a/cafe\u{301} (2).png",
        "A/genre (4).png",
        "plain",
        "PLAIN (2)",
        "a (2)",
    ];
    assert_eq!(names, expected);
}

#[test]
fn paths_that_leave_the_folder_or_cannot_be_unpacked_are_refused() {
    let long = "x".repeat(300);
    let mut archive = Archive::new();
    let before = archive.add("file", b"1", false).unwrap();
    for path in [
        "",
        "/",
        "/etc/passwd",
        "../up",
        "a/../b",
        "a/./b",
        "a//b",
        "a/",
        "C:/x",
        "C:\\x",
        "a\\b",
        "a:b",
        "a\nb",
        "a\0b",
        "nul",
        "a/CON.txt",
        "a/com1",
        "dot.",
        "space ",
        " space",
        "\u{202e}gnp.exe",
        ".hidden",
        "file/below",
        "FILE/below",
        &long,
    ] {
        let expected = ArchiveError::ArchivePath { path: path.chars().take(200).collect() };
        assert_eq!(archive.add(path, b"2", true), Err(expected), "{path:?}");
    }
    let after = archive.add("other", b"3", false).unwrap();
    let file = [before, after, archive.finish().unwrap()].concat();
    assert_eq!(unpacked(&file), [("file".to_owned(), b"1".to_vec()), ("other".to_owned(), b"3".to_vec())]);
}

#[test]
fn names_are_made_safe_and_stay_readable() {
    for (text, safe) in [
        ("genre", "genre"),
        ("ধরন", "ধরন"),
        ("क्\u{200D}ष", "क्\u{200D}ष"),
        ("a/b\\c", "a_b_c"),
        ("../../etc", "_._.._etc"),
        ("..", "_"),
        ("", "_"),
        ("   ", "_"),
        ("C:", "C_"),
        ("tempo?", "tempo_"),
        ("CON", "_CON"),
        ("con.csv", "_con.csv"),
        ("Lpt1", "_Lpt1"),
        ("COM²", "_COM²"),
        ("aux .x", "_aux .x"),
        ("console", "console"),
        ("com10", "com10"),
        ("end. . ", "end"),
        ("line\nbreak\0", "line_break_"),
        ("\u{202e}gnp.exe", "_gnp.exe"),
        (".htaccess", "_htaccess"),
        ("=HYPERLINK(\"x\")", "=HYPERLINK(_x_)"),
    ] {
        assert_eq!(safe_name(text), safe, "{text:?}");
    }
    assert_eq!(safe_name(&"ক".repeat(100)).len(), 120);
    assert_eq!(safe_name(&format!("CON{}x", " ".repeat(200))), "_CON");
}

proptest! {
    /// Whatever a column is called, a picture of it has a place in the archive, and it comes back.
    #[test]
    fn any_text_names_a_file(texts in prop::collection::vec(prop_oneof![any::<String>(), "[cC][oO][nN1. ]{0,4}", "[. /\\\\:]{0,5}"], 1..12)) {
        let mut archive = Archive::new();
        let mut file = Vec::new();
        for text in &texts {
            let safe = safe_name(text);
            prop_assert_eq!(&safe_name(&safe), &safe);
            prop_assert!(safe.len() <= 120);
            file.extend(archive.add(&format!("runs/{safe}/clusters_by_{safe}.png"), text.as_bytes(), true).unwrap());
        }
        file.extend(archive.finish().unwrap());
        let entries = unpacked(&file);
        let names: HashSet<String> = entries.iter().map(|(name, _)| name.to_lowercase()).collect();
        prop_assert_eq!(names.len(), texts.len());
        let bytes: Vec<Vec<u8>> = entries.into_iter().map(|(_, bytes)| bytes).collect();
        prop_assert_eq!(bytes, texts.into_iter().map(String::into_bytes).collect::<Vec<_>>());
    }

    /// A path is refused or leads below the folder, on any system.
    #[test]
    fn any_path_stays_below(path in prop_oneof![any::<String>(), "[a./\\\\: ]{0,12}"]) {
        if let Ok(piece) = Archive::new().add(&path, b"", false) {
            prop_assert!(!piece.is_empty());
            prop_assert!(path.split('/').all(|name| !name.is_empty() && name != "." && name != ".."));
            prop_assert!(!path.contains(['\\', ':', '\0']));
        }
    }
}
