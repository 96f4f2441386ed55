//! A module worker as one classic script.
//!
//! The served page starts its workers as modules. A page opened from disk can start one only from a Blob and, to work
//! in every browser, only as a classic script, which cannot import. So the script begins with wasm-bindgen's classic
//! glue, which defines `wasm_bindgen`; then comes each module the worker needs, as a function that returns what the
//! module exports; then the worker itself, its imports turned into constants.
//!
//! Such modules must keep to what can be turned without parsing JavaScript: exports are declarations at the start of
//! a line (`export function`, `export class`, `export const`), modules do not import each other in a circle, and
//! nothing is awaited at the top level.

use super::html::Edits;
use super::modules::{self, Import};
use crate::dist::files::{self, Files};
use crate::failure::{Failure, Outcome};

/// The glue as workers import it.
const GLUE: &str = "pkg/songscape.js";

/// The worker at `path` and everything it needs, in one script.
pub fn classic(files: &Files, path: &str, glue: &str) -> Outcome<String> {
    let mut order = Vec::new();
    visit(files, path, &mut Vec::new(), &mut order)?;
    let mut script = glue.to_owned();
    for module in &order {
        let (body, exports) = turned(files, module, &order)?;
        let is_worker = module == path;
        let name = constant(&order, module).filter(|_| !is_worker);
        script.push_str(&name.map_or_else(String::new, |name| format!("\nconst {name} =")));
        script.push_str(" (() => {\n\"use strict\";\n");
        script.push_str(&body);
        if !is_worker {
            script.push_str(&format!("\nreturn {{ {} }};", exports.join(", ")));
        }
        script.push_str("\n})();\n");
    }
    Ok(script)
}

/// Puts the module at `path` into `order`, after all it imports; `above` are the modules that led here.
fn visit(files: &Files, path: &str, above: &mut Vec<String>, order: &mut Vec<String>) -> Outcome {
    if path == GLUE || order.iter().any(|done| done == path) {
        return Ok(());
    }
    if above.iter().any(|module| module == path) {
        return Err(unfit(path, "imports itself through others"));
    }
    above.push(path.to_owned());
    let text = files::text(files, path)?;
    if !modules::dynamic_imports(text).is_empty() {
        return Err(unfit(path, "imports a module while it runs"));
    }
    for import in modules::static_imports(text) {
        let target = modules::target(files, path, &text[import.specifier])?;
        visit(files, &target, above, order)?;
    }
    above.pop();
    order.push(path.to_owned());
    Ok(())
}

/// The module's text without imports and exports, and the names it exported.
fn turned(files: &Files, path: &str, order: &[String]) -> Outcome<(String, Vec<String>)> {
    let text = files::text(files, path)?;
    let mut edits = Edits::new(text);
    let mut exports = Vec::new();
    let imports = modules::static_imports(text);
    for import in &imports {
        if import.is_export {
            return Err(unfit(path, "exports another module's names"));
        }
        let target = modules::target(files, path, &text[import.specifier.clone()])?;
        let source = if target == GLUE { Some("wasm_bindgen".to_owned()) } else { constant(order, &target) };
        let source = source.ok_or_else(|| unfit(path, "imports a module that was not read"))?;
        edits.replace(import.statement.clone(), constants(path, import, &source)?);
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(declaration) = line.strip_prefix("export ") {
            let name = exported(declaration)
                .ok_or_else(|| unfit(path, &format!("has an export that cannot be turned: `{}`", line.trim_end())))?;
            if name.is_empty() {
                edits.replace(start..start + line.trim_end().len(), String::new());
            } else {
                exports.push(name.to_owned());
                edits.replace(start..start + "export ".len(), String::new());
            }
        }
        start += line.len();
    }
    Ok((edits.applied(), exports))
}

/// `const …;` for an import of `source`'s names.
fn constants(path: &str, import: &Import, source: &str) -> Outcome<String> {
    let clause = import.clause.as_str();
    if clause.is_empty() {
        return Ok(String::new());
    }
    if let Some(name) = clause.strip_prefix("* as ") {
        return Ok(format!("const {name} = {source};"));
    }
    let (default, names) = match clause.find('{') {
        Some(at) => (clause[..at].trim().trim_end_matches(','), &clause[at..]),
        None => (clause, ""),
    };
    let mut text = String::new();
    if !default.is_empty() {
        // Only the glue has a default: the function that starts the module.
        if source != "wasm_bindgen" {
            return Err(unfit(path, &format!("imports a default, `{default}`")));
        }
        text.push_str(&format!("const {default} = {source};"));
    }
    if !names.is_empty() {
        text.push_str(&format!("const {} = {source};", names.replace(" as ", ": ")));
    }
    Ok(text)
}

/// The name a declaration exports; empty for `export {};`, which only says that the file is a module.
fn exported(declaration: &str) -> Option<&str> {
    let declaration = declaration.trim_end();
    if matches!(declaration, "{}" | "{};") {
        return Some("");
    }
    let name = ["async function* ", "async function ", "function* ", "function ", "class ", "const "]
        .iter()
        .find_map(|keyword| declaration.strip_prefix(keyword))?;
    let end = name.find(|letter: char| !letter.is_alphanumeric() && !"_$".contains(letter));
    let name = &name[..end.unwrap_or(name.len())];
    (!name.is_empty()).then_some(name)
}

/// The constant that holds a module's exports.
fn constant(order: &[String], path: &str) -> Option<String> {
    let place = order.iter().position(|module| module == path)?;
    Some(format!("songscape_module_{place}"))
}

fn unfit(path: &str, reason: &str) -> Failure {
    Failure::new(
        format!("{path} is needed by a worker and {reason}."),
        "Workers' modules export functions, classes and constants where they are declared, by name, and import \
         each other at the top, not in a circle.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(entries: &[(&str, &str)]) -> Files {
        entries.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn the_glue_becomes_constants() {
        let files = site(&[
            ("pkg/songscape.js", ""),
            (
                "workers/w.js",
                "import init, { initSync, Engine as E } from \"../pkg/songscape.js\";\nE();\nexport {};\n",
            ),
        ]);
        let script = classic(&files, "workers/w.js", "GLUE").expect("a worker in the house's style");
        let expected = "GLUE (() => {\n\"use strict\";\nconst init = wasm_bindgen;\
                        const { initSync, Engine: E } = wasm_bindgen;\nE();\n\n\n})();\n";
        assert_eq!(script, expected);
    }

    #[test]
    fn what_modules_share_stands_once_and_before_its_users() {
        let files = site(&[
            ("app/a.js", "import { two } from \"./two.js\";\nexport const a = two * 2;\n"),
            ("app/two.js", "export const two = 2;\nexport async function later() {}\n"),
            (
                "workers/w.js",
                "import { a } from \"../app/a.js\";\nimport * as numbers from \"../app/two.js\";\na + numbers.two;\n",
            ),
        ]);
        let script = classic(&files, "workers/w.js", "").expect("a worker in the house's style");
        assert_eq!(script.matches("const two = 2;").count(), 1);
        assert!(script.contains("return { two, later };"), "{script}");
        assert!(script.contains("const { two } = songscape_module_0;"), "{script}");
        assert!(script.contains("const numbers = songscape_module_0;"), "{script}");
        assert!(!script.contains("export") && !script.contains("import"), "{script}");
    }

    #[test]
    fn what_cannot_be_turned_is_refused_by_name() {
        for text in [
            "export default 1;\n",
            "export let a = 1;\n",
            "export const { a } = b;\n",
            "export { a } from \"./self.js\";\n",
            "import other from \"./other.js\";\n",
            "import \"./self.js\";\n",
            "const late = await import(\"./other.js\");\n",
        ] {
            let files = site(&[("workers/self.js", text), ("workers/other.js", "export const other = 1;\n")]);
            let failure = classic(&files, "workers/self.js", "").expect_err(text).to_string();
            assert!(failure.contains("workers/self.js"), "{failure}");
        }
    }
}
