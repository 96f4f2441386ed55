//! Which file a row of the manifest is about.
//!
//! A manifest names `audio/waltz/01.mp3`; the browser hands over `01.mp3`, or `songs/waltz/01.mp3` when a folder was
//! dropped, with the letters é and ô composed on one system and decomposed on another. So names are compared from their
//! end, in Unicode's composed form (crate `unicode-normalization`; the standard library has none).

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use super::Manifest;

/// How many of the last parts of a path (folders and name) are compared at most.
const DEPTH: usize = 8;

/// Which file each row of a manifest belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matches {
    /// One entry a row: the index of its file.
    pub files: Vec<Option<usize>>,
    /// Rows without a file, ascending.
    pub unmatched_rows: Vec<usize>,
    /// Files without a row, ascending.
    pub unmatched_files: Vec<usize>,
}

impl Manifest {
    /// Gives each row its file: by the name in `audio_path`, else by `id` = name without its ending.
    ///
    /// `file_names` are names or paths with `/` or `\`. A file goes to one row only. Names that are equal to the letter
    /// go before names that differ in case; among files of the same name the one in the same folder goes first; then
    /// the earlier row and the earlier file. So the result depends on nothing but the two lists.
    pub fn matching(&self, file_names: &[&str]) -> Matches {
        let mut pairs = Pairs { files: vec![None; self.rows.len()], taken: vec![false; file_names.len()] };
        for fold in [composed, composed_lower_case] {
            let path = |path: Option<&str>| path.map(|path| parts_from_end(&fold(path))).unwrap_or_default();
            let wanted: Vec<Key> = self.rows.iter().map(|row| path(row.audio_path.as_deref())).collect();
            let given: Vec<Key> = file_names.iter().map(|name| path(Some(name))).collect();
            for depth in (1..=DEPTH).rev() {
                pairs.pair(&wanted, &given, depth);
            }
        }
        for fold in [composed, composed_lower_case] {
            let wanted: Vec<Key> = self.rows.iter().map(|row| vec![fold(&row.id)]).collect();
            let stem = |name: &&str| parts_from_end(&fold(name)).first().map(|last| vec![stem(last).to_owned()]);
            let given: Vec<Key> = file_names.iter().map(|name| stem(name).unwrap_or_default()).collect();
            pairs.pair(&wanted, &given, 1);
        }
        pairs.finish()
    }
}

/// What two names are compared by: parts of a path, the last one first.
type Key = Vec<String>;

fn composed(text: &str) -> String {
    text.nfc().collect()
}

fn composed_lower_case(text: &str) -> String {
    composed(text).to_lowercase().nfc().collect()
}

fn parts_from_end(path: &str) -> Key {
    path.rsplit(['/', '\\']).filter(|part| !matches!(*part, "" | ".")).take(DEPTH).map(str::to_owned).collect()
}

/// A file's name without its ending: `01` of `01.mp3`.
pub fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// The pairs found so far.
struct Pairs {
    files: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Pairs {
    /// Pairs rows and files that are still free and agree in the last `depth` parts, both in their order.
    fn pair(&mut self, wanted: &[Key], given: &[Key], depth: usize) {
        let mut free: BTreeMap<&[String], VecDeque<usize>> = BTreeMap::new();
        for (file, key) in given.iter().enumerate().filter(|(file, _)| !self.taken[*file]) {
            if let Some(last) = key.get(..depth) {
                free.entry(last).or_default().push_back(file);
            }
        }
        for (found, key) in self.files.iter_mut().zip(wanted).filter(|(found, _)| found.is_none()) {
            *found = key.get(..depth).and_then(|last| free.get_mut(last)?.pop_front());
            if let Some(file) = *found {
                self.taken[file] = true;
            }
        }
    }

    fn finish(self) -> Matches {
        let unmatched_rows = (0..self.files.len()).filter(|&row| self.files[row].is_none()).collect();
        let unmatched_files = (0..self.taken.len()).filter(|&file| !self.taken[file]).collect();
        Matches { files: self.files, unmatched_rows, unmatched_files }
    }
}
