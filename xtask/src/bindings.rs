//! The JavaScript around the module, by wasm-bindgen used as a library: the very version the crate is built with,
//! nothing prebuilt to fetch, and no second program whose version could differ.

use std::fs;
use std::path::Path;

use wasm_bindgen_cli_support::Bindgen;

use crate::content_hash;
use crate::failure::{Failure, Outcome};
use crate::wasm;
use crate::workspace::Workspace;

/// Changes whenever the options below or wasm-bindgen change, so that old output is not taken for new.
const RECIPE: &str = "wasm-bindgen 0.2.130, web, typescript, default module path";

/// The name of the page's own bindings.
const NAME: &str = "songscape";

/// What the names of the files end in by which one knows that a run was complete, in the order wasm-bindgen writes them.
const ENDINGS: [&str; 4] = ["_bg.wasm", ".js", ".d.ts", "_bg.wasm.d.ts"];

/// The crate of the checks that are run in a browser, and the name of its bindings.
const PARITY: (&str, &str) = ("songscape-parity", "parity");

/// Says of which module and recipe the files beside it were made.
const STAMP: &str = ".stamp";

/// The command `build`: the module into `pkg/`.
pub fn build(workspace: &Workspace, profile: &str) -> Outcome {
    let module = wasm::compile(workspace, wasm::PRODUCT, profile)?;
    write(&module, &workspace.pkg())?;
    println!("The module and its JavaScript are in pkg/.");
    Ok(())
}

/// The module of the checks that `tests/browser/parity.test.js` runs, into a folder of its own beside what cargo builds.
pub fn build_parity(workspace: &Workspace, profile: &str) -> Outcome {
    let (package, name) = PARITY;
    let module = wasm::compile(workspace, package, profile)?;
    write_named(name, &module, &workspace.target().join(name))
}

/// Writes the ES-module bindings of the page's `module` into `folder`, unless they are there already.
pub fn write(module: &Path, folder: &Path) -> Outcome {
    write_named(NAME, module, folder)
}

fn write_named(name: &str, module: &Path, folder: &Path) -> Outcome {
    let content = fs::read(module).map_err(Failure::reading(module))?;
    let stamp = format!("{RECIPE}\n{}\n", content_hash::hexadecimal(&content));
    let stamp_path = folder.join(STAMP);
    let current = fs::read_to_string(&stamp_path).is_ok_and(|old| old == stamp);
    if current && ENDINGS.iter().all(|ending| folder.join(format!("{name}{ending}")).is_file()) {
        return Ok(());
    }
    // Snippets of an older module would otherwise stay behind, and an interrupted run must not look complete.
    for leftover in [folder.join("snippets"), stamp_path.clone()] {
        remove(&leftover)?;
    }
    let mut bindgen = Bindgen::new();
    let bindgen = bindgen.input_bytes(name, content).typescript(true);
    generate(bindgen.web(true).map_err(refused)?, folder)?;
    fs::write(&stamp_path, stamp).map_err(Failure::writing(&stamp_path))
}

/// The bindings of `module` for a classic script, which a worker made from a Blob has to be when the page was opened
/// from disk. They define one global, `wasm_bindgen`.
///
/// `scratch` is a folder for wasm-bindgen to write into; `beside` is the module the page itself carries. Both glues
/// drive the same compiled module, so the two runs must have produced the same bytes.
pub fn classic(module: &Path, scratch: &Path, beside: &Path) -> Outcome<String> {
    let content = fs::read(module).map_err(Failure::reading(module))?;
    let mut bindgen = Bindgen::new();
    let bindgen = bindgen.input_bytes(NAME, content).typescript(false);
    generate(bindgen.no_modules(true).map_err(refused)?, scratch)?;
    let read = |path: &Path| fs::read(path).map_err(Failure::reading(path));
    if read(&scratch.join("songscape_bg.wasm"))? != read(beside)? {
        return Err(Failure::new(
            "wasm-bindgen made two different modules for the page and for its worker.",
            "This is a fault of these commands; the single file needs one module for both.",
        ));
    }
    let script = scratch.join("songscape.js");
    fs::read_to_string(&script).map_err(Failure::reading(&script))
}

fn generate(bindgen: &mut Bindgen, folder: &Path) -> Outcome {
    bindgen.omit_default_module_path(false).generate(folder).map_err(refused)
}

fn refused(error: impl std::fmt::Display) -> Failure {
    Failure::new(
        format!("wasm-bindgen could not make the JavaScript: {error:#}."),
        "If it speaks of versions: Cargo.toml and xtask/Cargo.toml must name the same wasm-bindgen.",
    )
}

/// Removes a file or folder that may not be there.
fn remove(path: &Path) -> Outcome {
    let removed = if path.is_dir() {
        fs::remove_dir_all(path)
    } else if path.exists() {
        fs::remove_file(path)
    } else {
        Ok(())
    };
    removed.map_err(Failure::writing(path))
}
