//! A style sheet with the files it names inside it.

use super::data_address;
use super::html::Edits;
use crate::dist::files::{self, Files};
use crate::failure::{Failure, Outcome};

/// The sheet at `path`, every `url(…)` of this site replaced by its content.
pub fn inline(files: &Files, path: &str) -> Outcome<String> {
    // A browser reads line ends as \n before it hashes; so must we.
    let sheet = files::text(files, path)?.replace("\r\n", "\n");
    if sheet.contains("</style") || sheet.contains("@import") {
        return Err(Failure::new(
            format!("{path} contains `</style` or `@import`, which a single file cannot carry."),
            "Link the other sheet from index.html instead.",
        ));
    }
    let mut edits = Edits::new(&sheet);
    for (start, _) in sheet.match_indices("url(") {
        let start = start + "url(".len();
        let Some(length) = sheet[start..].find(')') else {
            break;
        };
        let reference = sheet[start..start + length].trim().trim_matches(['"', '\'']);
        if let Some(target) = files::resolve(path, reference) {
            edits.replace(start..start + length, data_address(files, &target)?);
        }
    }
    Ok(edits.applied())
}
