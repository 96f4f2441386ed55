//! The committed manifest and files are what the generator makes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use songscape_demo::catalogue::songs;
use songscape_demo::manifest;

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn rows() -> Vec<BTreeMap<String, String>> {
    let table = fs::read(data().join("metadata.csv")).expect("data/metadata.csv is committed");
    csv::Reader::from_reader(table.as_slice()).deserialize().map(|row| row.expect("a whole row")).collect()
}

fn count(rows: &[BTreeMap<String, String>], matches: impl Fn(&BTreeMap<String, String>) -> bool) -> usize {
    rows.iter().filter(|row| matches(row)).count()
}

#[test]
fn the_committed_manifest_is_the_generated_one() {
    let committed = fs::read(data().join("metadata.csv")).expect("data/metadata.csv is committed");
    assert!(committed == manifest::write(songs()).expect("rows of one length"), "run `songscape-demo all`");
}

#[test]
fn styles_and_languages_are_balanced() {
    let rows = rows();
    assert_eq!(rows.len(), 32);
    for genre in ["waltz", "techno", "ambient", "chiptune"] {
        for language in ["en", "bn"] {
            assert_eq!(count(&rows, |row| row["genre"] == genre && row["language"] == language), 4);
        }
    }
}

#[test]
fn every_row_is_complete_and_its_own() {
    let rows = rows();
    for row in &rows {
        assert!(manifest::COLUMNS.iter().all(|column| !row[*column].trim().is_empty()), "{row:?}");
        for column in ["id", "audio_path", "title", "lyrics"] {
            assert_eq!(count(&rows, |other| other[column] == row[column]), 1, "{column} {}", row[column]);
        }
        let is_bangla = row["lyrics"].chars().any(|letter| ('\u{0980}'..='\u{09FF}').contains(&letter));
        assert_eq!(is_bangla, row["language"] == "bn", "{}", row["id"]);
    }
}

#[test]
fn every_file_is_there_and_no_other() {
    let mut total = 0;
    for row in rows() {
        let bytes = fs::read(data().join(&row["audio_path"])).expect("the song's file is committed");
        // Eleven set bits begin every frame of an mp3.
        assert!(bytes[0] == 0xFF && bytes[1] & 0xE0 == 0xE0, "{}", row["audio_path"]);
        total += bytes.len();
    }
    assert!(total < 2_200_000, "{total} bytes: the demo must stay small enough to be sent along");
    let files = fs::read_dir(data().join("songs")).expect("data/songs is committed").count();
    assert_eq!(files, 32);
}
