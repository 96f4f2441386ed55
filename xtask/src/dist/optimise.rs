//! The module made smaller still by Binaryen's `wasm-opt`, if it can be had.
//!
//! It takes some 80 seconds of processor time for 15 % of the size, which is why only `dist` does it.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::files::{Files, MODULE};
use crate::failure::{Failure, Outcome};
use crate::program;
use crate::tools::node;
use crate::workspace::Workspace;

/// What rustc's modules use and every browser of the last years has. With `--all-features` Binaryen would use what
/// browsers refuse.
const FEATURES: [&str; 8] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-sign-ext",
    "--enable-mutable-globals",
];

/// Replaces the module in `files` by an optimised one; without Binaryen it stays as it is.
pub fn module(workspace: &Workspace, scratch: &Path, files: &mut Files) -> Outcome {
    let Some(content) = files.get_mut(MODULE) else {
        return Err(Failure::new(
            format!("{MODULE} was not built."),
            "This is a fault of these commands: the module is built before it is optimised.",
        ));
    };
    let before = scratch.join("before.wasm");
    let after = scratch.join("after.wasm");
    fs::write(&before, &content).map_err(Failure::writing(&before))?;
    if let Err(reason) = wasm_opt(workspace, &before, &after) {
        println!("The module was not optimised by Binaryen; it works the same and is a little larger.\n{reason}");
        return Ok(());
    }
    *content = fs::read(&after).map_err(Failure::reading(&after))?;
    Ok(())
}

fn wasm_opt(workspace: &Workspace, before: &Path, after: &Path) -> Outcome {
    node::ensure_modules(workspace)?;
    program::run(
        Command::new("node")
            .arg(workspace.root().join("node_modules/binaryen/bin/wasm-opt"))
            .arg("-O3")
            .args(FEATURES)
            .arg(before)
            .arg("--output")
            .arg(after),
        "Read Binaryen's message above.",
    )
}
