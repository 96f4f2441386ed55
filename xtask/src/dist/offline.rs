//! The service worker's list of one build, and the build's name in the page.

use std::fmt::Write;

use super::files::{self, Files};
use super::single_file::html;
use crate::content_hash;
use crate::failure::{Failure, Outcome};

/// The service worker's address. It never changes: a browser looks for a newer version exactly there.
pub const SERVICE_WORKER: &str = "sw.js";

/// The lines of `www/sw.js` that are filled in.
const BUILD_LINE: &str = "const BUILD = \"\";";
const FILES_LINE: &str = "const FILES = {};";

/// Names the build in the page, and takes the service worker out of the files with that name and the list of all
/// files, each with its hash, written into it.
pub fn prepare(mut files: Files) -> Outcome<(Files, String)> {
    let template = files::text(&files, SERVICE_WORKER)?.to_owned();
    files.remove(SERVICE_WORKER);
    let build = build_name(&files, &template);
    let page = named_page(files::text(&files, files::PAGE)?, &build)?;
    files.insert(files::PAGE.to_owned(), page.into_bytes());
    let mut list = String::from("const FILES = {\n");
    for (path, content) in &files {
        // The page is asked for by its folder's address.
        let address = if path == files::PAGE { "./" } else { path };
        let key = serde_json::Value::from(address);
        let hash = content_hash::integrity(content);
        // Writing to a String cannot fail.
        let _ = writeln!(list, "  {key}: \"{hash}\",");
    }
    list.push_str("};");
    let worker = filled(&template, BUILD_LINE, &format!("const BUILD = \"{build}\";"))?;
    Ok((files, filled(&worker, FILES_LINE, &list)?))
}

/// Sixteen digits that change when any file does.
fn build_name(files: &Files, service_worker: &str) -> String {
    let mut all = service_worker.to_owned();
    for (path, content) in files {
        let _ = writeln!(all, "{path} {}", content_hash::integrity(content));
    }
    let mut name = content_hash::hexadecimal(all.as_bytes());
    name.truncate(16);
    name
}

/// The page with `<meta name="songscape-build">`, by which it knows that a service worker belongs to it.
fn named_page(page: &str, build: &str) -> Outcome<String> {
    let policy = html::policy(page)?;
    let (before, after) = page.split_at(policy.range.end);
    Ok(format!("{before}\n<meta name=\"songscape-build\" content=\"{build}\">{after}"))
}

fn filled(template: &str, line: &str, content: &str) -> Outcome<String> {
    if template.matches(line).count() != 1 {
        return Err(Failure::new(
            format!("www/{SERVICE_WORKER} does not have the line `{line}` exactly once."),
            "Write it back as it was: `cargo xtask dist` fills it in.",
        ));
    }
    Ok(template.replace(line, content))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Files {
        let page = r#"<head><meta http-equiv="Content-Security-Policy" content="default-src 'none'"></head>"#;
        [("index.html", page), ("app/main.js", "export {};"), ("sw.js", "const BUILD = \"\";\nconst FILES = {};\n")]
            .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
            .into()
    }

    #[test]
    fn every_file_is_listed_with_the_hash_of_what_is_served() {
        let (files, worker) = prepare(site()).expect("a whole site");
        assert!(!files.contains_key("sw.js"));
        let page = content_hash::integrity(&files["index.html"]);
        assert!(worker.contains(&format!("\"./\": \"{page}\"")), "{worker}");
        let script = content_hash::integrity(b"export {};");
        assert!(worker.contains(&format!("\"app/main.js\": \"{script}\"")), "{worker}");
    }

    #[test]
    fn page_and_worker_carry_the_same_name_which_any_change_changes() {
        let (files, worker) = prepare(site()).expect("a whole site");
        let name = worker.lines().next().expect("a line");
        let name = name.trim_start_matches("const BUILD = \"").trim_end_matches("\";");
        assert_eq!(name.len(), 16);
        let page = String::from_utf8(files["index.html"].clone()).expect("text");
        assert!(page.contains(&format!("<meta name=\"songscape-build\" content=\"{name}\">")));
        for path in ["index.html", "app/main.js", "sw.js"] {
            let mut changed = site();
            changed.get_mut(path).expect("a file").extend(b" ");
            let (_, other) = prepare(changed).expect("a whole site");
            assert!(!other.contains(name), "{path}");
        }
    }

    #[test]
    fn a_service_worker_without_its_lines_is_refused() {
        let mut site = site();
        site.insert("sw.js".to_owned(), b"const FILES = {};".to_vec());
        assert!(prepare(site).is_err());
    }
}
