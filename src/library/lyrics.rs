//! Lyrics from a `.txt` or `.lrc` file beside a song.
//!
//! LRC is a line of text behind its times, `[01:02.50]`, and metadata in the same brackets, `[ar:…]`. The crates that
//! read it (`lrc`, `lyric`) want to play the lines in time and refuse files that are not to the letter; here the words
//! alone are wanted, of any file, and what is no time must stay (`[Chorus]`), so the few rules are written out.

use serde::Serialize;

use super::{LibraryError, text};

/// The largest file that is read, in bytes.
pub const MOST_BYTES: usize = 16 << 20;

/// The longest time between its brackets, in bytes, with room for spaces: a bracket that nobody closes is not looked for
/// through the whole text.
const LONGEST_TIME: usize = 32;

/// Names of LRC's metadata.
const METADATA: [&str; 14] =
    ["ar", "ti", "al", "au", "by", "lr", "la", "re", "tool", "ve", "offset", "length", "id", "#"];

/// The words of a song.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lyrics {
    /// The words, lines ending with LF; empty where the file says nothing.
    pub words: String,
    /// Name of the encoding they were read in.
    pub encoding: &'static str,
    /// Whether that is a guess, the file being no Unicode.
    pub guessed: bool,
    /// Characters that could not be read and show as �.
    pub unreadable: usize,
}

impl Lyrics {
    /// Reads a `.txt` or `.lrc` file, UTF-8 or UTF-16 or an old encoding.
    ///
    /// # Errors
    /// [`LibraryError::LyricsTooLarge`] beyond 16 MB; [`LibraryError::LyricsNotText`] when it is no text at all.
    pub fn parse(bytes: &[u8]) -> Result<Self, LibraryError> {
        if bytes.len() > MOST_BYTES {
            return Err(LibraryError::LyricsTooLarge { bytes: bytes.len(), most: MOST_BYTES });
        }
        let decoded = text::decode(bytes);
        let control = |character: &char| character.is_control() && !character.is_whitespace();
        let controls = decoded.characters.chars().filter(control).count();
        if controls > 4 && controls > decoded.characters.len() / 50 {
            return Err(LibraryError::LyricsNotText {});
        }
        Ok(Self {
            words: words(decoded.characters.trim_start_matches('\u{FEFF}')),
            encoding: decoded.encoding,
            guessed: decoded.guessed,
            unreadable: decoded.unreadable,
        })
    }
}

/// The words of a text that may be LRC: times are dropped, and where there are times metadata too.
///
/// A line with several times is sung several times; it stays one line, where it stands.
pub fn words(text: &str) -> String {
    let timed = lines(text).any(|line| time(line.trim_start(), '[', ']').is_some());
    let mut words = String::with_capacity(text.len());
    for line in lines(text) {
        if timed {
            if !is_metadata(line.trim()) {
                push_untimed(&mut words, line);
                words.push('\n');
            }
        } else {
            words.push_str(line.trim_end());
            words.push('\n');
        }
    }
    words.trim_matches(['\n', ' ', '\t']).to_owned()
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    // CR and LF in turn would make an empty line of each CRLF.
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

/// Adds a line without the times before it (`[01:02.50]`) and between its words (`<01:02.50>`).
fn push_untimed(words: &mut String, line: &str) {
    let mut rest = line.trim();
    while let Some(after) = time(rest, '[', ']') {
        rest = after.trim_start();
    }
    while let Some(at) = rest.find('<') {
        words.push_str(&rest[..at]);
        rest = match time(&rest[at..], '<', '>') {
            Some(after) if words.ends_with(char::is_whitespace) || words.ends_with('\n') => after.trim_start(),
            Some(after) => after,
            None => {
                words.push('<');
                &rest[at + 1..]
            }
        };
    }
    words.push_str(rest);
    words.truncate(words.trim_end_matches([' ', '\t']).len());
}

/// What follows a time in brackets: minutes, seconds, and perhaps a fraction, separated by `:` or `.`.
fn time(text: &str, open: char, close: char) -> Option<&str> {
    let rest = text.strip_prefix(open)?;
    let end = rest.bytes().take(LONGEST_TIME).position(|byte| byte == close as u8)?;
    let (inside, after) = (&rest[..end], &rest[end + 1..]);
    let parts = || inside.trim().split([':', '.']);
    let is_number = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    (inside.contains(':') && (2..=4).contains(&parts().count()) && parts().all(is_number)).then_some(after)
}

/// Whether a line is `[name:…]` with a name of LRC's.
fn is_metadata(line: &str) -> bool {
    let inside = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
    let name = inside.and_then(|inside| inside.split_once(':')).map(|(name, _)| name.trim());
    name.is_some_and(|name| METADATA.iter().any(|known| known.eq_ignore_ascii_case(name)))
}
