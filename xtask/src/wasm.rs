//! A crate of the workspace compiled to WebAssembly by cargo, which alone decides what has to be rebuilt.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;
use crate::{program, tools};

/// The target's name, for cargo and rustup.
pub const TARGET: &str = "wasm32-unknown-unknown";

const CURE: &str = "Read cargo's message above: mend what it names and run the same command again.";

/// The crate that the page is made of.
pub const PRODUCT: &str = "songscape";

/// Builds a crate with the given cargo profile and returns the path of its `.wasm`.
pub fn compile(workspace: &Workspace, package: &str, profile: &str) -> Outcome<PathBuf> {
    tools::rust::ensure_wasm_target()?;
    println!("Building the WebAssembly module of {package} (cargo profile `{profile}`) …");
    let mut cargo = program::cargo(workspace);
    cargo
        .args(["build", "--package", package, "--lib", "--target", TARGET])
        .args(["--profile", profile])
        .arg("--message-format=json-render-diagnostics")
        .stdout(Stdio::piped());
    let mut build = cargo.spawn().map_err(|error| program::not_started(&cargo, &error, CURE))?;
    let module = build.stdout.take().and_then(|messages| {
        let messages = BufReader::new(messages).lines().map_while(Result::ok);
        messages.filter_map(|message| module_named_in(&message, package)).last()
    });
    match build.wait() {
        Ok(status) if status.success() => module.ok_or_else(|| {
            Failure::new(
                "cargo built the crate and named no .wasm file.",
                "The crate must keep `crate-type = [\"cdylib\", …]` in its [lib] section.",
            )
        }),
        Ok(status) => Err(Failure::new(format!("The WebAssembly build failed ({status})."), CURE)),
        Err(error) => Err(program::not_started(&cargo, &error, CURE)),
    }
}

/// The `.wasm` of the crate, if this line of cargo's JSON is the one that names it.
fn module_named_in(message: &str, package: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(message).ok()?;
    if message["reason"] != "compiler-artifact" || message["target"]["name"] != package.replace('-', "_") {
        return None;
    }
    message["filenames"]
        .as_array()?
        .iter()
        .filter_map(|name| name.as_str())
        .find(|name| name.ends_with(".wasm"))
        .map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_module_is_taken() {
        let ours = r#"{"reason":"compiler-artifact","target":{"name":"songscape"},"filenames":["/t/libsongscape.rlib","/t/songscape.wasm"]}"#;
        assert_eq!(module_named_in(ours, PRODUCT), Some(PathBuf::from("/t/songscape.wasm")));
        let parity = r#"{"reason":"compiler-artifact","target":{"name":"songscape_parity"},"filenames":["/t/songscape_parity.wasm"]}"#;
        assert_eq!(module_named_in(parity, "songscape-parity"), Some(PathBuf::from("/t/songscape_parity.wasm")));
        for other in [
            parity,
            r#"{"reason":"compiler-artifact","target":{"name":"other"},"filenames":["/t/other.wasm"]}"#,
            r#"{"reason":"build-finished","success":true}"#,
            r#"{"reason":"compiler-artifact","target":{"name":"songscape"},"filenames":["/t/libsongscape.rlib"]}"#,
            "not json",
        ] {
            assert_eq!(module_named_in(other, PRODUCT), None, "{other}");
        }
    }
}
