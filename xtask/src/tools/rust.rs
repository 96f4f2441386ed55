//! Parts of the Rust toolchain that are not there from the start.

use std::path::Path;
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;
use crate::{program, wasm};

/// Adds the WebAssembly target if this toolchain lacks it.
pub fn ensure_wasm_target() -> Outcome {
    let folder = program::printed(Command::new("rustc").args(["--print", "target-libdir", "--target", wasm::TARGET]));
    // The folder is named whether or not it is there. Distributions that package Rust without rustup fill it as well.
    if folder.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    println!("Adding the WebAssembly target to Rust …");
    with_rustup(
        &["target", "add", wasm::TARGET],
        "Rust's WebAssembly target is missing",
        "Install it with your system's packages (Debian: libstd-rust-dev-wasm32), or install Rust with rustup \
         (https://rustup.rs), which adds it by itself.",
    )
}

/// Adds a cargo command that comes as a component, `fmt` or `clippy`, if it is missing.
pub fn ensure_component(workspace: &Workspace, command: &str, component: &str) -> Outcome {
    if program::succeeds(program::cargo(workspace).args([command, "--version"])) {
        return Ok(());
    }
    println!("Adding {component} to Rust …");
    with_rustup(
        &["component", "add", component],
        &format!("`cargo {command}` is missing"),
        "Install it with your system's packages, or install Rust with rustup (https://rustup.rs), which adds it by \
         itself.",
    )
}

fn with_rustup(arguments: &[&str], problem: &str, cure: &str) -> Outcome {
    if !program::succeeds(Command::new("rustup").arg("--version")) {
        return Err(Failure::new(format!("{problem}, and there is no rustup to add it."), cure));
    }
    program::run(
        Command::new("rustup").args(arguments),
        "rustup says why above; most often the network is away. Run the command again when it is back.",
    )
}
