//! `.m3u8`: some songs as a playlist that any player opens, once it lies where the songs do.
//!
//! **Library.** The crate `m3u` (of 2017) knows no `#PLAYLIST` and brings the crate `url` for entries that are addresses. The format
//! is a line for what is known of a song and a line for its path; what takes care is which lines.
//!
//! # Reference
//! RFC 8216 (UTF-8 without a byte-order mark, lines end with LF), and the tags `#EXTINF` and `#PLAYLIST` as players read
//! them.

use serde::Deserialize;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Longer than any song, in seconds: 30 years.
const LONGEST: f64 = 1e9;

/// A song of a playlist.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct PlaylistEntry {
    /// Its file, from the folder that the visitor dropped; empty if it has none.
    pub path: String,
    /// Its title, empty if unknown.
    pub title: String,
    /// Its artist, empty if unknown.
    pub artist: String,
    /// How long it is.
    pub seconds: Option<f64>,
}

/// A playlist, and how many songs it lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Playlist {
    /// The file.
    pub bytes: Vec<u8>,
    /// Songs without a file: no player could find them.
    pub left_out: usize,
}

/// The playlist `name` of songs, in their order. What is not a line's own is replaced: line breaks and control
/// characters by spaces in words, by `_` in paths.
pub fn playlist_m3u8(name: &str, songs: &[PlaylistEntry]) -> Playlist {
    let mut text = String::from("#EXTM3U\n");
    let name = words(name);
    if !name.is_empty() {
        text += &format!("#PLAYLIST:{name}\n");
    }
    let mut left_out = 0;
    for song in songs {
        if song.path.trim().is_empty() {
            left_out += 1;
            continue;
        }
        text += &format!("#EXTINF:{},{}\n{}\n", length(song.seconds), said(song), path(&song.path));
    }
    Playlist { bytes: text.into_bytes(), left_out }
}

/// `Artist - Title`, or what is known of it; at least the file's name.
fn said(song: &PlaylistEntry) -> String {
    let (title, artist) = (words(&song.title), words(&song.artist));
    let title = match title.is_empty() {
        true => words(song.path.rsplit('/').next().unwrap_or_default()),
        false => title,
    };
    if artist.is_empty() { title } else { format!("{artist} - {title}") }
}

/// Whole seconds, −1 if unknown.
fn length(seconds: Option<f64>) -> i64 {
    seconds.filter(|seconds| (0.0..LONGEST).contains(seconds)).map_or(-1, |seconds| seconds.round() as i64)
}

fn breaks(letter: char) -> bool {
    let separators = [GeneralCategory::Control, GeneralCategory::LineSeparator, GeneralCategory::ParagraphSeparator];
    separators.contains(&letter.general_category())
}

/// On one line, with one space between words.
fn words(text: &str) -> String {
    let line: String = text.chars().map(|letter| if breaks(letter) { ' ' } else { letter }).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A path that is read as one from the playlist's folder, and as nothing else: a remark (`#`), an address (`http:`), another
/// computer (`\\name`, `//name`), or one without the space in front.
fn path(path: &str) -> String {
    let line: String = path.chars().map(|letter| if breaks(letter) { '_' } else { letter }).collect();
    let begins = line.starts_with(['#', '\\', '\u{FEFF}']) || line.starts_with(char::is_whitespace);
    let address = line.split('/').next().is_some_and(|first| first.contains(':'));
    if begins || address || line.starts_with("//") { format!("./{line}") } else { line }
}
