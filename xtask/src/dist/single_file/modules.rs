//! The page's ES modules inside the page.
//!
//! Modules are written for the served page and import each other by relative address. Inside one file there are no
//! addresses to be relative to, so each relative specifier becomes a bare one (`./map.js` in `app/` becomes
//! `songscape/app/map.js`), and an import map says where those lead: to `data:` addresses that hold the modules.
//!
//! Imports are found by the way this project writes them, not by parsing JavaScript: a static `import` or
//! `export … from` starts its line, and a dynamic `import("./x.js")` names its module literally. What is written
//! otherwise stays as it is and would fail in the browser test of the single file.

use std::collections::BTreeSet;
use std::ops::Range;

use super::data_address;
use super::html::Edits;
use super::policy::Policy;
use crate::dist::files::{self, Files};
use crate::failure::{Failure, Outcome};

/// A static import, or an export of another module's names.
#[derive(Debug, PartialEq)]
pub struct Import {
    /// The whole statement with its semicolon.
    pub statement: Range<usize>,
    /// Between `import` and `from`, as written: `init, { a as b }`; empty if only the module's effects are wanted.
    pub clause: String,
    /// Whether it is an `export … from`.
    pub is_export: bool,
    /// The specifier without its quotes.
    pub specifier: Range<usize>,
}

/// The static imports of a module, in order.
pub fn static_imports(text: &str) -> Vec<Import> {
    let mut imports = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        imports.extend(static_import(text, start));
        start += line.len();
    }
    imports
}

fn static_import(text: &str, start: usize) -> Option<Import> {
    let rest = &text[start..];
    let is_export = rest.starts_with("export");
    if !is_export && !rest.starts_with("import") {
        return None;
    }
    let clause_start = "import".len();
    let quote_at = rest.find(['"', '\''])?;
    let clause = rest[clause_start..quote_at].trim();
    let quote = &rest[quote_at..=quote_at];
    let length = rest[quote_at + 1..].find(quote)?;
    let clause = match clause.strip_suffix("from") {
        Some(names) => names.trim(),
        None if clause.is_empty() && !is_export => "",
        None => return None,
    };
    // Names, braces, commas, stars: anything else is not an import but an expression that goes on until a string.
    let is_clause = |letter: char| letter.is_alphanumeric() || letter.is_whitespace() || "{},*_$".contains(letter);
    if !clause.chars().all(is_clause) || (is_export && !clause.starts_with(['{', '*'])) {
        return None;
    }
    let specifier = start + quote_at + 1..start + quote_at + 1 + length;
    let semicolon = usize::from(text[specifier.end + 1..].starts_with(';'));
    Some(Import { statement: start..specifier.end + 1 + semicolon, clause: clause.to_owned(), is_export, specifier })
}

/// The specifiers of dynamic imports, outside comments (where JSDoc names types in the same way).
pub fn dynamic_imports(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, opening) in ["import(\"", "import('"].iter().flat_map(|opening| text.match_indices(opening)) {
        let line = &text[text[..at].rfind('\n').map_or(0, |end| end + 1)..at];
        let before = line.trim_start();
        let in_comment = before.starts_with('*')
            || before.contains("//")
            || before.rfind("/*").is_some_and(|open| !before[open..].contains("*/"));
        let start = at + opening.len();
        let quote = &opening[opening.len() - 1..];
        if let (false, Some(length)) = (in_comment, text[start..].find(quote)) {
            found.push(start..start + length);
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

/// The module a relative specifier leads to.
pub fn target(files: &Files, from: &str, specifier: &str) -> Outcome<String> {
    match files::resolve(from, specifier) {
        Some(path) if specifier.starts_with('.') && files.contains_key(&path) => Ok(path),
        _ => Err(Failure::new(
            format!("{from} imports \"{specifier}\", which is not a file of this site."),
            "Import modules by relative addresses that start with ./ or ../ and lead to a file of www/ or pkg/.",
        )),
    }
}

/// All modules that the entries need, themselves included.
pub fn reachable(files: &Files, entries: &[String]) -> Outcome<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut open = entries.to_vec();
    while let Some(path) = open.pop() {
        let text = files::text(files, &path)?;
        if !found.insert(path.clone()) {
            continue;
        }
        for specifier in specifiers(text) {
            open.push(target(files, &path, &text[specifier])?);
        }
    }
    Ok(found)
}

fn specifiers(text: &str) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = static_imports(text).into_iter().map(|import| import.specifier).collect();
    all.extend(dynamic_imports(text));
    all
}

/// The import map and the script that starts the entries, in this order, allowed by `policy`.
pub fn inline(files: &Files, graph: &BTreeSet<String>, entries: &[String], policy: &mut Policy) -> Outcome<String> {
    let mut imports = serde_json::Map::new();
    for path in graph {
        let text = files::text(files, path)?;
        let mut edits = Edits::new(text);
        for specifier in specifiers(text) {
            let bare = bare(&target(files, path, &text[specifier.clone()])?);
            edits.replace(specifier, bare);
        }
        let module = Files::from([(path.clone(), edits.applied().into_bytes())]);
        imports.insert(bare(path), data_address(&module, path)?.into());
    }
    let map = serde_json::json!({ "imports": imports }).to_string();
    let start: String = entries.iter().map(|path| format!("import \"{}\";", bare(path))).collect();
    policy.allow_script(&map);
    policy.allow_script(&start);
    Ok(format!("<script type=\"importmap\">{map}</script>\n<script type=\"module\">{start}</script>\n"))
}

fn bare(path: &str) -> String {
    format!("songscape/{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Clause and specifier of each static import.
    fn read(text: &str) -> Vec<(String, &str)> {
        static_imports(text).into_iter().map(|import| (import.clause, &text[import.specifier])).collect()
    }

    #[test]
    fn every_form_of_import_is_read() {
        let text = "import \"./a.js\";\nimport init, { b as c } from '../b.js'\nimport * as d from \"./d.js\";\n\
                    import {\n  e,\n  f,\n} from \"./e.js\";\nexport { g } from \"./g.js\";\nexport * from \"./h.js\";\n";
        let expected = [
            ("", "./a.js"),
            ("init, { b as c }", "../b.js"),
            ("* as d", "./d.js"),
            ("{\n  e,\n  f,\n}", "./e.js"),
            ("{ g }", "./g.js"),
            ("*", "./h.js"),
        ];
        let expected: Vec<(String, &str)> =
            expected.into_iter().map(|(clause, specifier)| (clause.to_owned(), specifier)).collect();
        assert_eq!(read(text), expected);
    }

    #[test]
    fn what_only_looks_like_an_import_is_left_alone() {
        for text in [
            "export const from = \"./a.js\";",
            "export function f() { return \"./a.js\"; }",
            "  import \"./a.js\";",
            "importScripts(\"./a.js\");",
            "import(\"./a.js\");",
            "import.meta.url + \"./a.js\";",
            "// import \"./a.js\";",
            " * import \"./a.js\";",
            "export { a };\nconst b = \"./a.js\";",
            "import",
            "import \"",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn dynamic_imports_are_told_from_types_in_comments() {
        let text = "/** @typedef {import(\"./types.js\").T} T */\n * @param {import('./types.js').T} t\n\
                    const m = await import(\"./lazy.js\");\n// import(\"./old.js\")\n\
                    const n = /** @type {import(\"./types.js\").T} */ (await import('./later.js'));\n";
        let found: Vec<&str> = dynamic_imports(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["./lazy.js", "./later.js"]);
    }

    #[test]
    fn a_module_that_is_not_there_is_named() {
        let files = Files::from([("app/a.js".to_owned(), b"import \"./gone.js\";".to_vec())]);
        let failure = reachable(&files, &["app/a.js".to_owned()]).expect_err("a missing module");
        assert!(failure.to_string().contains("./gone.js"), "{failure}");
    }

    #[test]
    fn modules_that_import_each_other_are_each_taken_once() {
        let files: Files = [("app/a.js", "import \"./b.js\";"), ("app/b.js", "import \"./a.js\";")]
            .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
            .into();
        let graph = reachable(&files, &["app/a.js".to_owned()]).expect("both are there");
        assert_eq!(graph.len(), 2);
    }
}
