//! `metadata.csv`: what the page reads about the songs.

use crate::catalogue::Song;

/// The manifest's columns.
pub const COLUMNS: [&str; 7] = ["id", "audio_path", "title", "artist", "genre", "language", "lyrics"];

/// The manifest of the given songs: RFC 4180 (lines end with CR LF, cells with line breaks are quoted), UTF-8
/// without a byte order mark.
///
/// # Errors
/// None in practice: the crate `csv` writes into memory here, and every row has as many cells as the first.
pub fn write(songs: impl Iterator<Item = Song>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for song in songs {
        let words = song.words();
        let (id, path) = (song.id(), song.audio_path());
        let (genre, language) = (song.style.name(), song.language());
        writer.write_record([&id, &path, words.title, words.artist, genre, language, words.lyrics])?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}
