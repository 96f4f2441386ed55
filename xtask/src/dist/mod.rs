//! The command `dist`: the finished page in its two shapes.
//!
//! `dist/` is a folder for any static host; its service worker keeps the page working offline after the first visit.
//! `dist/songscape.html` is one file that opens by double-click. No bundler is involved: the folder holds the
//! modules as they are written, and the single file carries the same modules inside itself.

mod files;
mod offline;
mod optimise;
mod single_file;
mod sizes;

use std::fs;
use std::path::Path;

use crate::bindings;
use crate::failure::{Failure, Outcome};
use crate::wasm;
use crate::workspace::Workspace;
use files::Files;

/// The profile that builds fast; its module in `pkg/` serves `serve` and the tests alike.
pub const FAST_PROFILE: &str = "serve";

/// The profile that makes the smallest module.
const SMALLEST_PROFILE: &str = "dist";

/// The name of the single file, in every folder this command makes.
const SINGLE_FILE: &str = "songscape.html";

/// What is released: the smallest module, optimised once more by Binaryen where that can be had.
pub fn smallest(workspace: &Workspace) -> Outcome {
    let module = wasm::compile(workspace, wasm::PRODUCT, SMALLEST_PROFILE)?;
    let scratch = workspace.target().join("dist-bindings");
    let pkg = scratch.join("pkg");
    bindings::write(&module, &pkg)?;
    let glue = bindings::classic(&module, &scratch.join("classic"), &pkg.join("songscape_bg.wasm"))?;
    let mut files = files::collect(workspace, &pkg)?;
    optimise::module(workspace, &scratch, &mut files)?;
    assemble(&workspace.dist(), files, &glue)?;
    sizes::print(workspace, &workspace.dist())
}

/// The same two shapes around the module that `serve` uses: quick to make, for the tests.
pub fn fast(workspace: &Workspace) -> Outcome {
    let module = wasm::compile(workspace, wasm::PRODUCT, FAST_PROFILE)?;
    let pkg = workspace.pkg();
    bindings::write(&module, &pkg)?;
    let scratch = workspace.target().join("dist-bindings");
    let glue = bindings::classic(&module, &scratch.join("classic"), &pkg.join("songscape_bg.wasm"))?;
    let files = files::collect(workspace, &pkg)?;
    assemble(&workspace.target().join("dist-test"), files, &glue)
}

/// Writes both shapes into `folder`, which is emptied first: a file of an older build must not stay behind.
fn assemble(folder: &Path, files: Files, glue: &str) -> Outcome {
    let single = single_file::page(&files, glue)?;
    let (files, service_worker) = offline::prepare(files)?;
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Failure::writing(folder))?;
    }
    for (path, content) in files
        .iter()
        .map(|(path, content)| (path.as_str(), content.as_slice()))
        .chain([(offline::SERVICE_WORKER, service_worker.as_bytes()), (SINGLE_FILE, single.as_bytes())])
    {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(Failure::writing(parent))?;
        }
        fs::write(&path, content).map_err(Failure::writing(&path))?;
    }
    println!("\nMade {} for a static host", folder.display());
    println!(" and {} to open by double-click.", folder.join(SINGLE_FILE).display());
    Ok(())
}
