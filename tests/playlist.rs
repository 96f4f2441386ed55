//! A playlist has two lines a song, whatever songs are called.

use proptest::prelude::*;
use songscape::archive::{PlaylistEntry, playlist_m3u8};

fn song(path: &str, title: &str, artist: &str, seconds: Option<f64>) -> PlaylistEntry {
    PlaylistEntry { path: path.to_owned(), title: title.to_owned(), artist: artist.to_owned(), seconds }
}

fn written(name: &str, songs: &[PlaylistEntry]) -> String {
    String::from_utf8(playlist_m3u8(name, songs).bytes).unwrap()
}

/// What a player is told of one song: the lines of length and words, and of the path.
fn lines_of(song: PlaylistEntry) -> [String; 2] {
    let text = written("", &[song]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (3, "#EXTM3U"));
    [lines[1].to_owned(), lines[2].to_owned()]
}

#[test]
fn the_file_is_as_players_read_it() {
    let songs = [
        song("Music/waltz_01.mp3", "Paper Lanterns", "The Lantern Street Quartet", Some(29.6)),
        song("গান.mp3", "গান", "", None),
        song("", "Only a line in a table", "", Some(10.0)),
        song("untitled.ogg", "", "Someone", Some(0.4)),
    ];
    let playlist = playlist_m3u8("Group 1", &songs);
    let expected = "#EXTM3U\n#PLAYLIST:Group 1\n\
        #EXTINF:30,The Lantern Street Quartet - Paper Lanterns\nMusic/waltz_01.mp3\n\
        #EXTINF:-1,গান\nগান.mp3\n\
        #EXTINF:0,Someone - untitled.ogg\nuntitled.ogg\n";
    assert_eq!(String::from_utf8(playlist.bytes).unwrap(), expected);
    assert_eq!(playlist.left_out, 1);
}

#[test]
fn no_songs_are_a_playlist_too() {
    let playlist = playlist_m3u8(" \n ", &[]);
    assert_eq!((playlist.bytes.as_slice(), playlist.left_out), (b"#EXTM3U\n".as_slice(), 0));
}

#[test]
fn lines_are_never_broken() {
    let [words, path] = lines_of(song("a\nb\u{85}.mp3", "one\r\ntwo\u{2028}#EXTINF:1,x", "\ta\0b", Some(1.0)));
    assert_eq!(words, "#EXTINF:1,a b - one two #EXTINF:1,x");
    assert_eq!(path, "a_b_.mp3");
    assert!(written("one\n#EXTINF:1,two", &[]).ends_with("#PLAYLIST:one #EXTINF:1,two\n"));
}

#[test]
fn paths_are_taken_for_nothing_else() {
    for (path, line) in [
        ("a/#1.mp3", "a/#1.mp3"),
        ("#1.mp3", "./#1.mp3"),
        (" a.mp3", "./ a.mp3"),
        ("http://host/x.mp3", "./http://host/x.mp3"),
        ("C:x.mp3", "./C:x.mp3"),
        ("a/12:30.mp3", "a/12:30.mp3"),
        ("\\\\host\\x.mp3", "./\\\\host\\x.mp3"),
        ("//host/x.mp3", ".///host/x.mp3"),
        ("\u{feff}x.mp3", "./\u{feff}x.mp3"),
        ("-x.mp3", "-x.mp3"),
    ] {
        assert_eq!(lines_of(song(path, "t", "", None))[1], line);
    }
}

#[test]
fn lengths_that_are_none_are_unknown() {
    for (seconds, written) in [
        (Some(f64::NAN), "-1"),
        (Some(f64::INFINITY), "-1"),
        (Some(-3.0), "-1"),
        (Some(1e300), "-1"),
        (None, "-1"),
        (Some(0.0), "0"),
        (Some(3599.5), "3600"),
    ] {
        assert_eq!(lines_of(song("x", "t", "", seconds))[0], format!("#EXTINF:{written},t"));
    }
}

#[test]
fn a_page_s_songs_are_read() {
    let songs: Vec<PlaylistEntry> = serde_json::from_str(r#"[{"path":"a.mp3","seconds":null},{"title":"b"}]"#).unwrap();
    assert_eq!(songs, [song("a.mp3", "", "", None), song("", "b", "", None)]);
}

proptest! {
    #[test]
    fn two_lines_a_song(songs in prop::collection::vec((any::<String>(), any::<String>(), any::<String>(), any::<Option<f64>>()), 0..20), name in any::<String>()) {
        let songs: Vec<PlaylistEntry> = songs.iter().map(|(path, title, artist, seconds)| song(path, title, artist, *seconds)).collect();
        let playlist = playlist_m3u8(&name, &songs);
        prop_assert_eq!(&playlist, &playlist_m3u8(&name, &songs));
        let text = String::from_utf8(playlist.bytes).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let named = usize::from(lines.get(1).is_some_and(|line| line.starts_with("#PLAYLIST:")));
        let kept = songs.len() - playlist.left_out;
        prop_assert_eq!(lines.len(), 1 + named + 2 * kept);
        for pair in lines[1 + named..].chunks(2) {
            prop_assert!(pair[0].starts_with("#EXTINF:"));
            prop_assert!(!pair[1].is_empty() && !pair[1].starts_with('#'));
        }
        prop_assert!(!text.chars().any(|letter| letter.is_control() && letter != '\n'));
    }
}
