//! Names of an archive's entries: what every system can unpack, and no two alike.
//!
//! **Library.** `sanitize-filename` makes one name safe with five regular expressions; it leaves characters that turn the
//! reading direction round (`…gnp.exe`), and does not tell names apart that a disk takes for one. The zip crate writes any name
//! it is given.
//!
//! # Reference
//! Microsoft, *Naming Files, Paths, and Namespaces*; APPNOTE.TXT 6.3.10, 4.4.17 (relative, `/` between folders).

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use super::ArchiveError;

/// The longest name that [`safe_name`] gives, in bytes: with what is put around it, below the 255 of most systems.
const LONGEST_NAME: usize = 120;
/// The longest name of a file or folder in an archive, in bytes; a number may still be put behind it.
const LONGEST_COMPONENT: usize = 240;
/// The longest path in an archive, in bytes.
const LONGEST_PATH: usize = 1_000;
/// Names of devices on Windows, whatever ending they are given.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
/// Two that wear the same name are told apart by a number behind this.
const FIRST_NUMBER: usize = 2;

/// A text as the name of a file, or part of one: what no system refuses, hides or takes for something else.
///
/// Letters of any script stay as they are. Slashes, control characters, letters that turn the reading direction round and
/// the like become `_`; so does a dot at the beginning. Dots and spaces at the end, which Windows drops, go; the names of its devices
/// get a `_` in front; what is longer than 120 bytes is cut. Doing it twice changes nothing.
pub fn safe_name(text: &str) -> String {
    let name = unrefused(&cut(text));
    if name.len() <= LONGEST_NAME { name } else { cut(&name).trim_end_matches(LEFT_OUT).to_owned() }
}

/// What Windows drops at the end of a name.
const LEFT_OUT: [char; 2] = [' ', '.'];

fn unrefused(text: &str) -> String {
    let replaced: String = text.chars().map(|letter| if is_refused(letter) { '_' } else { letter }).collect();
    let mut name = replaced.trim_start_matches(' ').trim_end_matches(LEFT_OUT).to_owned();
    if let Some(rest) = name.strip_prefix('.') {
        name = format!("_{rest}");
    }
    if name.is_empty() || is_device(&name) {
        name.insert(0, '_');
    }
    name
}

/// The longest beginning of [`LONGEST_NAME`] bytes at most, without spaces in front.
fn cut(text: &str) -> String {
    let text = text.trim_start_matches(' ');
    text.char_indices().take_while(|(at, letter)| at + letter.len_utf8() <= LONGEST_NAME).map(|(_, l)| l).collect()
}

fn is_refused(letter: char) -> bool {
    let joins = matches!(letter, '\u{200C}' | '\u{200D}');
    matches!(letter, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*')
        || !joins
            && matches!(
                letter.general_category(),
                GeneralCategory::Control
                    | GeneralCategory::Format
                    | GeneralCategory::LineSeparator
                    | GeneralCategory::ParagraphSeparator
                    | GeneralCategory::Unassigned
            )
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches(' ').to_lowercase();
    let port = |rest: &str| matches!(rest.chars().collect::<Vec<_>>()[..], ['0'..='9' | '¹' | '²' | '³']);
    DEVICES.contains(&stem.as_str()) || ["com", "lpt"].iter().any(|kind| stem.strip_prefix(kind).is_some_and(port))
}

/// The names that an archive has given away.
#[derive(Debug, Default)]
pub(super) struct EntryNames {
    files: HashSet<String>,
    folders: HashSet<String>,
    /// The next number for a name that was wanted again.
    next: HashMap<String, usize>,
}

impl EntryNames {
    /// The path itself, or with a number before its ending where a disk would take it for one that was given away.
    ///
    /// # Errors
    /// [`ArchiveError::ArchivePath`]: not relative, with `..`, with a name that [`safe_name`] would change, too long, or with a
    /// folder where there is a file.
    pub(super) fn claim(&mut self, path: &str) -> Result<String, ArchiveError> {
        let folders: Vec<String> = path.match_indices('/').filter_map(|(at, _)| path.get(..at).map(key)).collect();
        let fits = path.len() <= LONGEST_PATH
            && path.split('/').all(|name| name.len() <= LONGEST_COMPONENT && unrefused(name) == name)
            && folders.iter().all(|folder| !self.files.contains(folder));
        if !fits {
            return Err(ArchiveError::ArchivePath { path: path.chars().take(200).collect() });
        }
        self.folders.extend(folders);
        let mut name = path.to_owned();
        while self.folders.contains(&key(&name)) || self.files.contains(&key(&name)) {
            let next = self.next.entry(key(path)).or_insert(FIRST_NUMBER);
            name = numbered(path, *next);
            *next += 1;
        }
        self.files.insert(key(&name));
        Ok(name)
    }
}

/// `a/b.png` → `a/b (2).png`.
fn numbered(path: &str, number: usize) -> String {
    let (folder, file) = path.rsplit_once('/').map_or(("", path), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    match file.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => format!("{folder}{slash}{stem} ({number}).{ending}"),
        _ => format!("{folder}{slash}{file} ({number})"),
    }
}

/// The same for two paths that are one to a disk which ignores case (Windows, macOS) or how accents are written (macOS).
fn key(path: &str) -> String {
    path.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect()
}
