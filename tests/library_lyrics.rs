//! Lyrics of text files.

use proptest::prelude::*;
use songscape::library::lyrics::words;
use songscape::library::{LibraryError, Lyrics};

fn read(text: &str) -> String {
    Lyrics::parse(text.as_bytes()).unwrap().words
}

#[test]
fn times_and_metadata_are_dropped() {
    let lrc = "\u{FEFF}[ti:গান]\r\n[ar: Rina ]\r\n[offset:+250]\r\n\r\n[00:01.00] এক\r\n[00:02.5][01:10:250]<00:02.50>দুই <00:03.00> তিন\r\n[99:59]\r\n[Chorus]\r\n[00:05.00][Chorus] la <3 [sic]\r\n";
    assert_eq!(read(lrc), "এক\nদুই তিন\n\n[Chorus]\n[Chorus] la <3 [sic]");
}

#[test]
fn plain_text_stays() {
    let text = "[Verse 1: Rina]\n[ar: not a tag without times]\n  Indented, [10:4x] <b>bold</b>\n\nEnd 12:30";
    assert_eq!(read(text), text);
    assert_eq!(read("one\rtwo\r\nthree  \n"), "one\ntwo\nthree");
}

#[test]
fn what_only_looks_like_a_time_stays() {
    for line in ["[00]", "[0.5]", "[:]", "[1:2:3:4:5]", "[12345:00]", "[-1:00]", "[00:00"] {
        assert_eq!(words(&format!("[00:01]a\n{line}b")), format!("a\n{line}b"));
    }
}

#[test]
fn encodings_make_no_difference() {
    let text = "[00:01.00]আমার সোনার বাংলা\n[00:05.00]আমি তোমায় ভালোবাসি\n";
    let utf_16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    for bytes in [text.as_bytes().to_vec(), utf_16(u16::to_le_bytes), utf_16(u16::to_be_bytes)] {
        let lyrics = Lyrics::parse(&bytes).unwrap();
        assert_eq!(lyrics.words, "আমার সোনার বাংলা\nআমি তোমায় ভালোবাসি");
        assert!(!lyrics.guessed);
    }
    let old = Lyrics::parse(b"[00:01]F\xFCr Elise").unwrap();
    assert_eq!((old.words.as_str(), old.encoding, old.guessed), ("Für Elise", "windows-1252", true));
}

/// All bytes of windows-1252 that are no ASCII, as the codec `cp1252` of Python 3.12 has them (its five gaps as control characters).
#[test]
fn windows_1252_is_read_to_the_letter() {
    let bytes: Vec<u8> = (0x80..=0xFF).collect();
    let special = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    let latin: String = ('\u{A0}'..='\u{FF}').collect();
    let text = songscape::library::text::decode(&bytes);
    assert_eq!((text.characters.into_owned(), text.guessed), (format!("{special}{latin}"), true));
}

#[test]
fn broken_utf_16_is_counted() {
    let text = songscape::library::text::decode(b"\xFF\xFEa\0\x00\xD8b\0\x00\xDCc");
    assert_eq!((&*text.characters, text.unreadable, text.encoding), ("a\u{FFFD}b\u{FFFD}\u{FFFD}", 3, "UTF-16LE"));
}

#[test]
fn characters_are_kept_as_given() {
    for text in ["e\u{301}", "\u{e9}", "ক\u{9cd}\u{200d}ষ", "a\u{200c}b", "🎵"] {
        assert_eq!(read(text), text);
    }
}

#[test]
fn empty_short_and_long_are_fine() {
    assert_eq!(["", "\u{FEFF}", " \r\n ", "[00:01.00]\n", "x", "ক"].map(read), ["", "", "", "", "x", "ক"]);
    let long = "[00:01.00]আমি <00:02.00>গাই\n".repeat(5 << 20 >> 5);
    assert!(long.len() > 5 << 20);
    assert_eq!(read(&long).lines().count(), 5 << 20 >> 5);
}

/// A bracket that nobody closes is not looked for through all that follows.
#[test]
fn open_brackets_take_no_quadratic_time() {
    for open in ["[00:01.00]<", "[00:01.00]\n[", "[00:01.00]<00:"] {
        let text = open.repeat((4 << 20) / open.len());
        let begun = std::time::Instant::now();
        let _ = Lyrics::parse(text.as_bytes());
        assert!(begun.elapsed().as_secs() < 10, "{open:?}: {:?}", begun.elapsed());
    }
    assert_eq!(read("[00:01.00] <00:02.00 a> b < 00:03.00 >c"), "<00:02.00 a> b c");
}

#[test]
fn what_is_no_text_is_refused() {
    assert_eq!(Lyrics::parse(&[0; 100]), Err(LibraryError::LyricsNotText {}));
    assert_eq!(Lyrics::parse(include_bytes!("reference/library/tagged.ogg")), Err(LibraryError::LyricsNotText {}));
    let large = vec![b'a'; (16 << 20) + 1];
    assert_eq!(Lyrics::parse(&large), Err(LibraryError::LyricsTooLarge { bytes: large.len(), most: 16 << 20 }));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "([\\[\\]<>:.\r\n ]|00|12|ar|আ){0,40}") {
        let _ = Lyrics::parse(&bytes);
        let _ = Lyrics::parse(text.as_bytes());
    }

    /// Words without a bracket come out as they went in, whatever times stand before them.
    #[test]
    fn words_survive_their_times(lines in proptest::collection::vec("[a-zকখ][a-zকখ ,]{0,10}[a-zকখ]", 1..8), minute in 0..1000u32, second in 0..60u32) {
        let timed: String = lines.iter().map(|line| format!("[{minute:02}:{second:02}.00]{line}\n")).collect();
        prop_assert_eq!(words(&timed), lines.join("\n"));
        prop_assert_eq!(words(&lines.join("\r\n")), lines.join("\n"));
    }
}
