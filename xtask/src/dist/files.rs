//! The files of the finished page, by the addresses they are served at.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;

/// Content by address, without a leading slash: `index.html`, `app/main.js`, `pkg/songscape_bg.wasm`, …
pub type Files = BTreeMap<String, Vec<u8>>;

/// The page: the start of the site, and of everything that is made from it.
pub const PAGE: &str = "index.html";

/// Where the compiled module stands.
pub const MODULE: &str = "pkg/songscape_bg.wasm";

/// The part of `www/` that belongs to work on the page and not to the finished one.
const BENCH: &str = "bench/";

/// Reads the page, the bindings in `pkg` and the demo songs.
pub fn collect(workspace: &Workspace, pkg: &Path) -> Outcome<Files> {
    let mut files = Files::new();
    add_folder(&mut files, "", &workspace.www())?;
    add_folder(&mut files, "pkg/", pkg)?;
    files.retain(|path, _| !(path.starts_with(BENCH) || path.ends_with(".d.ts") || path.ends_with(".md")));
    let data = workspace.data();
    let manifest = data.join("metadata.csv");
    if manifest.is_file() {
        let content = fs::read(&manifest).map_err(Failure::reading(&manifest))?;
        files.insert("data/metadata.csv".to_owned(), content);
        add_folder(&mut files, "data/songs/", &data.join("songs"))?;
    } else {
        println!("There are no demo songs in data/ (`cargo xtask demo` makes them): the page goes out without.");
    }
    if !files.contains_key(PAGE) {
        return Err(Failure::new(
            format!("{} has no {PAGE}.", workspace.www().display()),
            "The page starts there; bring the file back.",
        ));
    }
    Ok(files)
}

fn add_folder(files: &mut Files, prefix: &str, folder: &Path) -> Outcome {
    for entry in fs::read_dir(folder).map_err(Failure::reading(folder))? {
        let path = entry.map_err(Failure::reading(folder))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(Failure::new(format!("The name of {} is not Unicode.", path.display()), "Rename it."));
        };
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            add_folder(files, &format!("{prefix}{name}/"), &path)?;
        } else {
            let content = fs::read(&path).map_err(Failure::reading(&path))?;
            files.insert(format!("{prefix}{name}"), content);
        }
    }
    Ok(())
}

/// The text of a file that must be there and be UTF-8.
pub fn text<'files>(files: &'files Files, path: &str) -> Outcome<&'files str> {
    files.get(path).and_then(|content| std::str::from_utf8(content).ok()).ok_or_else(|| {
        Failure::new(
            format!("The page's file {path} is missing or not UTF-8 text."),
            "Bring it back, or take away what refers to it.",
        )
    })
}

/// The address that `reference`, written in the file at `from`, leads to; nothing if it leaves the site.
pub fn resolve(from: &str, reference: &str) -> Option<String> {
    let reference = reference.split(['?', '#']).next()?;
    if reference.is_empty() || reference.starts_with('/') || reference.contains(':') {
        return None;
    }
    let mut words: Vec<&str> = from.split('/').collect();
    words.pop();
    for word in reference.split('/') {
        match word {
            "." | "" => {}
            ".." => {
                words.pop()?;
            }
            name => words.push(name),
        }
    }
    Some(words.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_followed_as_a_browser_does() {
        for (from, reference, expected) in [
            ("index.html", "app/main.js", Some("app/main.js")),
            ("index.html", "./style.css?v=1", Some("style.css")),
            ("app/main.js", "./words.js", Some("app/words.js")),
            ("app/main.js", "../pkg/songscape.js", Some("pkg/songscape.js")),
            ("app/views/map.js", "../../pkg/songscape.js", Some("pkg/songscape.js")),
            ("app/main.js", "../../secret.js", None),
            ("index.html", "https://example.org/x.js", None),
            ("index.html", "data:text/plain,x", None),
            ("index.html", "/app/main.js", None),
            ("index.html", "#map", None),
        ] {
            assert_eq!(resolve(from, reference).as_deref(), expected, "{from} → {reference}");
        }
    }
}
