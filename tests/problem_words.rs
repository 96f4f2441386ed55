//! Whatever can go wrong has words on the page: every `code` of the crate's enums and of the page's own modules.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// How an enum says that it crosses to the page by a code.
const TAG: &str = "#[serde(tag = \"code\", rename_all = \"snake_case\")]";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files below `folder` whose name ends in `ending`, with their text.
fn files(folder: &Path, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// The codes of the enums in a Rust source: names of variants one level deep, in snake case, as serde writes them.
fn codes_of_enums(source: &str) -> Vec<String> {
    let bodies = source.split(TAG).skip(1).filter_map(|after| {
        let (_, body) = after.split_once(" enum ")?;
        Some(body.split_once("\n}")?.0)
    });
    let variant = |line: &str| {
        let name = line.strip_prefix("    ")?.split([' ', '(', ',', '{']).next()?.to_owned();
        name.starts_with(|first: char| first.is_ascii_uppercase()).then_some(name)
    };
    bodies.flat_map(str::lines).filter_map(variant).map(|name| snake_case(&name)).collect()
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// What follows each `code: "` in a JavaScript source.
fn codes_of_objects(source: &str) -> Vec<String> {
    let literals = source.split("code: \"").skip(1).filter_map(|after| Some(after.split_once('"')?.0.to_owned()));
    literals.filter(|code| code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')).collect()
}

/// The keys of the table of words.
fn worded() -> BTreeSet<String> {
    let source = fs::read_to_string(root().join("www/app/problem_words.js")).unwrap();
    let (_, table) = source.split_once("\nconst TABLE = {\n").unwrap();
    let (table, _) = table.split_once("\n};\n").unwrap();
    let key = |line: &str| {
        let (key, _) = line.strip_prefix("  ")?.split_once(": (")?;
        key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_').then(|| key.to_owned())
    };
    table.lines().filter_map(key).collect()
}

#[test]
fn every_code_has_words() {
    let worded = worded();
    let mut wordless = Vec::new();
    let mut enums = BTreeSet::new();
    for (path, source) in files(&root().join("src"), ".rs") {
        assert_eq!(source.matches("tag = \"code\"").count(), source.matches(TAG).count(), "{}", path.display());
        for code in codes_of_enums(&source) {
            if !worded.contains(&code) {
                wordless.push(format!("{code} ({})", path.display()));
            }
            enums.insert(code);
        }
    }
    // One of each family, so that a change of style in the sources does not empty this test.
    for code in [
        "table_empty",
        "tensor_forms_differ",
        "lyrics_not_text",
        "row_ragged",
        "encoding_guessed",
        "empty_clip",
        "silent",
        "not_audio",
        "first_stream_only",
        "too_short",
        "no_shared_terms",
        "no_songs",
        "few_songs",
        "label_leak",
        "pca_not_finite",
        "no_clusters",
        "setting_out_of_range",
    ] {
        assert!(enums.contains(code), "{code} was not found among {enums:?}");
    }
    for folder in ["www/app", "www/workers"] {
        for (path, source) in files(&root().join(folder), ".js") {
            let codes = codes_of_objects(&source).into_iter().filter(|code| !worded.contains(code));
            wordless.extend(codes.map(|code| format!("{code} ({})", path.display())));
        }
    }
    assert!(wordless.is_empty(), "without words in www/app/problem_words.js:\n{}", wordless.join("\n"));
}

#[test]
fn codes_are_read_as_serde_writes_them() {
    let source = format!(
        "{TAG}\npub enum A {{\n    /// Words.\n    OneTwo {{\n        /// B\n        B: u8,\n    }},\n    Three {{}},\n}}\nenum Four {{\n    Five,\n}}\n"
    );
    assert_eq!(codes_of_enums(&source), ["one_two", "three"]);
    let error = songscape::library::LibraryError::TableIsSpreadsheet {};
    assert_eq!(serde_json::to_value(error).unwrap()["code"], snake_case("TableIsSpreadsheet"));
    assert_eq!(codes_of_objects("throw { code: \"a_b\" }; say({ code: \"c\", n: 1 }); code: \"A\""), ["a_b", "c"]);
}
