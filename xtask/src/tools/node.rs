//! Node.js and npm, for the type checker, the browser's driver and Binaryen. The page itself needs neither.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::packages::{self, Package};
use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;
use crate::{content_hash, program};

/// The oldest major version that has what the tests use (`node --test` over several files, web streams).
const OLDEST: u32 = 20;

const CURE: &str = "Install Node.js 20 or later with your system's packages or from https://nodejs.org, so that \
                    `node` and `npm` can be found, then run the command again.";

/// Whether Node.js is here already, recent enough.
pub fn is_here() -> bool {
    matches!(major(), Some(major) if major >= OLDEST)
}

/// Finds Node.js and npm or installs them.
pub fn ensure(workspace: &Workspace) -> Outcome {
    let npm = || program::succeeds(program::npm(workspace).arg("--version"));
    if major().is_none() || !npm() {
        packages::install(Package::Node, CURE)?;
    }
    match major() {
        Some(major) if major < OLDEST => {
            Err(Failure::new(format!("Node.js {major} is too old: version {OLDEST} or later is needed."), CURE))
        }
        Some(_) if npm() => Ok(()),
        _ => Err(Failure::new("Node.js was installed and still cannot be started.", CURE)),
    }
}

/// What the checks of the page need.
pub fn ensure_modules(workspace: &Workspace) -> Outcome {
    install(workspace, workspace.root())
}

/// The libraries that `bench` measures the page beside. They are no part of the page, and nothing else installs them.
pub fn ensure_peers(workspace: &Workspace) -> Outcome {
    install(workspace, &workspace.root().join("tests/bench"))
}

/// Brings `node_modules/` of a folder to exactly what its package-lock.json names, if it is not there already.
fn install(workspace: &Workspace, folder: &Path) -> Outcome {
    ensure(workspace)?;
    let lock = folder.join("package-lock.json");
    let wanted = content_hash::hexadecimal(&fs::read(&lock).map_err(Failure::reading(&lock))?);
    let stamp = folder.join("node_modules/.songscape-stamp");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    program::run(
        program::npm(workspace).current_dir(folder).args(["ci", "--no-audit", "--no-fund"]),
        "npm says why above; most often the network is away. Run the command again when it is back.",
    )?;
    fs::write(&stamp, wanted).map_err(Failure::writing(&stamp))
}

fn major() -> Option<u32> {
    let version = program::printed(Command::new("node").arg("--version"))?;
    major_in(&version)
}

/// 20 of "v20.11.1".
fn major_in(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major_in("v20.11.1"), Some(20));
        assert_eq!(major_in("v6.0.0-pre"), Some(6));
        assert_eq!(major_in("not found"), None);
    }
}
