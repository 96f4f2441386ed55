//! The page as one file that opens by double-click.
//!
//! A page opened from disk (`file://`) may not fetch, may not import files beside it and may not start workers from
//! them. So everything is inside the page:
//!
//! - the page's ES modules, unchanged but for their import specifiers, as `data:` addresses in an import map;
//! - the workers as classic scripts, which a Blob can hold (see [`worker`]);
//! - the style sheet and the icons where they were linked;
//! - everything else (the compiled module, demo songs, texts) as data blocks, which `www/app/assets.js` reads in
//!   place of fetching (see [`block`]);
//! - a content security policy that allows exactly these and no connection at all.

mod block;
pub mod html;
mod modules;
mod policy;
mod style;
mod worker;

use std::collections::BTreeSet;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::files::{self, Files};
use super::offline;
use crate::failure::{Failure, Outcome};
use crate::server::media_type;
use html::{Edits, Tag};
use policy::Policy;

/// Where workers live; each file there is one.
const WORKERS: &str = "workers/";

/// The single file made of the page's `files`; `glue` is the classic form of the module's JavaScript.
pub fn page(files: &Files, glue: &str) -> Outcome<String> {
    let page = files::text(files, files::PAGE)?;
    let mut policy = Policy::default();
    let mut edits = Edits::new(page);
    let mut entries = Vec::new();
    // What has found its place in the page; all other files become data blocks.
    let mut placed = BTreeSet::from([files::PAGE.to_owned(), offline::SERVICE_WORKER.to_owned()]);
    for tag in html::tags(page) {
        match tag.name.as_str() {
            "link" => link(&tag, files, &mut edits, &mut policy, &mut placed)?,
            "script" => script(&tag, &mut edits, &mut entries)?,
            "img" | "source" | "audio" => picture(&tag, files, &mut edits)?,
            _ => {}
        }
    }
    let graph = modules::reachable(files, &entries)?;
    let mut tail = modules::inline(files, &graph, &entries, &mut policy)?;
    for (path, content) in files {
        if placed.contains(path) {
        } else if let Some(name) = path.strip_prefix(WORKERS) {
            if name.ends_with(".js") && !name.contains('/') {
                let script = worker::classic(files, path, glue)?;
                tail.push_str(&block::block(path, script.as_bytes())?);
            }
        } else if !path.ends_with(".js") && !path.ends_with(".html") && !path.ends_with(".webmanifest") {
            tail.push_str(&block::block(path, content)?);
        }
    }
    let Some(end) = page.rfind("</body>") else {
        return Err(Failure::new(
            "The page has no `</body>`.",
            "Write it: the single file puts its contents before it.",
        ));
    };
    edits.insert(end, tail);
    let tag = html::policy(page)?;
    edits.replace(tag.range, policy.tag());
    Ok(edits.applied())
}

fn link(tag: &Tag, files: &Files, edits: &mut Edits, policy: &mut Policy, placed: &mut BTreeSet<String>) -> Outcome {
    let relation = tag.attribute("rel").unwrap_or_default().to_ascii_lowercase();
    let relations: Vec<&str> = relation.split_whitespace().collect();
    let Some(path) = tag.attribute("href").and_then(|href| files::resolve(files::PAGE, href)) else {
        return Ok(());
    };
    if relations.contains(&"stylesheet") {
        let text = style::inline(files, &path)?;
        policy.allow_style(&text);
        let media = tag.attribute("media").map_or_else(String::new, |media| format!(" media=\"{media}\""));
        edits.replace(tag.range.clone(), format!("<style{media}>{text}</style>"));
        placed.insert(path);
    } else if relations.iter().any(|relation| *relation == "icon" || *relation == "apple-touch-icon") {
        let address = data_address(files, &path)?;
        edits.replace(tag.range.clone(), tag.with_attribute("href", &address));
    } else {
        // Preloads and the web app's manifest speak of files that are not beside this one.
        edits.replace(tag.range.clone(), String::new());
    }
    Ok(())
}

fn script(tag: &Tag, edits: &mut Edits, entries: &mut Vec<String>) -> Outcome {
    let Some(source) = tag.attribute("src") else {
        return Ok(());
    };
    match files::resolve(files::PAGE, source) {
        Some(path) if tag.attribute("type") == Some("module") => {
            entries.push(path);
            edits.replace(tag.element.clone(), String::new());
            Ok(())
        }
        _ => Err(Failure::new(
            format!("The page's script {source} is not a module of this site."),
            "Write it as `<script type=\"module\" src=\"app/….js\">`.",
        )),
    }
}

fn picture(tag: &Tag, files: &Files, edits: &mut Edits) -> Outcome {
    if let Some(path) = tag.attribute("src").and_then(|source| files::resolve(files::PAGE, source)) {
        let address = data_address(files, &path)?;
        edits.replace(tag.range.clone(), tag.with_attribute("src", &address));
    }
    Ok(())
}

/// A file as an address that holds its content.
fn data_address(files: &Files, path: &str) -> Outcome<String> {
    let Some(content) = files.get(path) else {
        return Err(Failure::new(
            format!("The page refers to {path}, which is not there."),
            "Bring the file back, or take the reference away.",
        ));
    };
    // A space in a media type's parameters would end an unquoted `url(…)`.
    let media_type = media_type(Path::new(path)).replace("; ", ";");
    Ok(format!("data:{media_type};base64,{}", STANDARD.encode(content)))
}

#[cfg(test)]
mod tests;
