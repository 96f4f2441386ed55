//! Which file belongs to which row.

use proptest::prelude::*;
use songscape::library::{Manifest, Matches};

fn matching(rows: &[(&str, &str)], files: &[&str]) -> Matches {
    let rows: String = rows.iter().map(|(id, path)| format!("\"{id}\",\"{path}\"\n")).collect();
    Manifest::parse(format!("id,audio_path\n{rows}").as_bytes()).unwrap().matching(files)
}

#[test]
fn by_name_then_by_id() {
    let found = matching(
        &[("1", "audio/ek.mp3"), ("2", "C:\\music\\Dui.MP3"), ("tin", ""), ("4", "missing.ogg"), ("PANCH", "gone.wav")],
        &["tin.flac", "dui.mp3", "ek.mp3", "panch.opus", "extra.mp3"],
    );
    assert_eq!(found.files, [Some(2), Some(1), Some(0), None, Some(3)]);
    assert_eq!(found.unmatched_rows, [3]);
    assert_eq!(found.unmatched_files, [4]);
}

#[test]
fn the_same_letters_go_before_other_case() {
    let found = matching(&[("1", "Song.mp3"), ("2", "song.mp3")], &["song.mp3", "Song.mp3"]);
    assert_eq!(found.files, [Some(1), Some(0)]);
}

#[test]
fn the_same_folder_tells_equal_names_apart() {
    let files = ["all/techno/01.mp3", "all/waltz/01.mp3", "all/01.mp3"];
    let found = matching(&[("a", "01.mp3"), ("b", "waltz/01.mp3"), ("c", "./techno\\01.mp3")], &files);
    assert_eq!(found.files, [Some(2), Some(1), Some(0)]);
}

#[test]
fn composed_and_decomposed_letters_are_equal() {
    let found = matching(&[("1", "caf\u{e9}.mp3"), ("\u{9c7}\u{9be}", "")], &["CAFE\u{301}.mp3", "\u{9cb}.ogg"]);
    assert_eq!(found.files, [Some(0), Some(1)]);
}

#[test]
fn a_file_goes_to_one_row_and_the_first_of_equal_files_is_taken() {
    let found = matching(&[("1", "a.mp3"), ("2", "a.mp3")], &["x/a.mp3"]);
    assert_eq!((found.files, found.unmatched_rows), (vec![Some(0), None], vec![1]));
    let found = matching(&[("1", "a.mp3")], &["x/a.mp3", "y/a.mp3"]);
    assert_eq!((found.files, found.unmatched_files), (vec![Some(0)], vec![1]));
}

#[test]
fn strange_names_are_names() {
    let files = ["", "/", ".mp3", "...", "🎵.mp3", "<img src=x>.mp3", "\u{202E}3pm.a"];
    let found = matching(&[("🎵", ""), ("<img src=x>", ""), (".mp3", "")], &files);
    assert_eq!(found.files, [Some(4), Some(5), Some(2)]);
    assert_eq!(found.unmatched_files, [0, 1, 3, 6]);
    assert_eq!(matching(&[("1", "")], &[]).unmatched_rows, [0]);
}

#[test]
fn fifty_thousand_rows_of_one_name_are_matched_quickly() {
    let rows: String = (0..50_000).map(|row| format!("{row},{row}/audio.mp3\n")).collect();
    let files: Vec<String> = (0..50_000).rev().map(|row| format!("all/{row}/audio.mp3")).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let found = Manifest::parse(format!("id,audio_path\n{rows}").as_bytes()).unwrap().matching(&files);
    assert!(found.files.iter().enumerate().all(|(row, file)| *file == Some(49_999 - row)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every row and file is either matched once or listed once, and a row whose name is among the files has a file.
    #[test]
    fn everything_is_matched_or_listed(
        rows in proptest::collection::vec("[ab]{1,2}/?[abAB]{1,2}", 1..12),
        files in proptest::collection::vec("[ab]{0,2}/?[abAB]{1,2}", 0..12),
    ) {
        let rows: Vec<_> = rows.iter().enumerate().map(|(index, path)| (format!("id {index}"), path)).collect();
        let rows: Vec<_> = rows.iter().map(|(id, path)| (id.as_str(), path.as_str())).collect();
        let names: Vec<&str> = files.iter().map(String::as_str).collect();
        let found = matching(&rows, &names);
        let mut seen: Vec<usize> = found.files.iter().flatten().copied().collect();
        seen.extend(&found.unmatched_files);
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..files.len()).collect::<Vec<_>>());
        let last = |path: &str| path.rsplit('/').next().unwrap().to_lowercase();
        for &row in &found.unmatched_rows {
            prop_assert!(found.unmatched_files.iter().all(|&file| last(&files[file]) != last(rows[row].1)));
        }
        prop_assert_eq!(&found, &matching(&rows, &names));
    }
}
