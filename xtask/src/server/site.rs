//! Which file stands behind an address.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;

/// Folders by the beginning of the addresses they answer; longer beginnings come first.
pub struct Site {
    mounts: Vec<Mount>,
}

struct Mount {
    /// The first words of an address, e.g. `data/songs`; none for the rest of the site.
    prefix: &'static [&'static str],
    /// What answers them, links resolved. Missing when the folder is (songs not made yet): nothing is found then.
    target: Option<PathBuf>,
}

impl Site {
    /// The page as it is worked on: `www/` at the root, the built module at `/pkg/`, the demo songs at `/data/`.
    /// Nothing else of the workspace can be reached.
    pub fn sources(workspace: &Workspace) -> Outcome<Self> {
        let data = workspace.data();
        let mount = |prefix, path: PathBuf| Mount { prefix, target: path.canonicalize().ok() };
        let www = workspace.www();
        Ok(Self {
            mounts: vec![
                mount(&["data", "songs"], data.join("songs")),
                mount(&["data", "metadata.csv"], data.join("metadata.csv")),
                mount(&["pkg"], workspace.pkg()),
                Mount { prefix: &[], target: Some(www.canonicalize().map_err(Failure::reading(&www))?) },
            ],
        })
    }

    /// One finished folder.
    pub fn folder(path: &Path) -> Outcome<Self> {
        let target = path.canonicalize().map_err(Failure::reading(path))?;
        Ok(Self { mounts: vec![Mount { prefix: &[], target: Some(target) }] })
    }

    /// The file for the path of a request, e.g. `/pkg/songscape.js?x=1`; a folder answers with its `index.html`.
    pub fn file(&self, url: &str) -> Option<PathBuf> {
        let path = url.split(['?', '#']).next()?.strip_prefix('/')?;
        let decoded = percent_decoded(path)?;
        let words: Vec<&str> = decoded.split('/').filter(|word| !word.is_empty()).collect();
        if !words.iter().all(|word| is_plain_name(word)) {
            return None;
        }
        let mount = self.mounts.iter().find(|mount| words.starts_with(mount.prefix))?;
        let target = mount.target.as_ref()?;
        let mut path = target.clone();
        path.extend(&words[mount.prefix.len()..]);
        if path.is_dir() {
            path.push("index.html");
        }
        // Names were checked; a link inside the folder could still lead out of it.
        let path = fs::canonicalize(path).ok()?;
        (path.starts_with(target) && path.is_file()).then_some(path)
    }
}

/// A name that means the same on every system: no way up, no drive, no device, no hidden file.
fn is_plain_name(word: &str) -> bool {
    !word.starts_with('.') && !word.contains(['\\', ':', '\0'])
}

/// The address with its `%41`-style bytes read; nothing if that is not UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            if !digits.iter().all(u8::is_ascii_hexdigit) {
                return None;
            }
            u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
        } else {
            byte
        });
    }
    String::from_utf8(bytes).ok()
}
