//! A Python. The browser tests let one look into what the page saves, with the packages of `tests/reference/requirements.txt`, in an
//! environment of their own where the machine's Python lacks them. `bench` has use for one with PyTorch or scikit-learn, which nothing
//! here installs for it, and does without.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::packages::{self, Package};
use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;
use crate::{content_hash, program};

/// Names the program to take, e.g. one of a virtual environment; tests and bench find it there.
pub const VARIABLE: &str = "SONGSCAPE_PYTHON";

/// Succeeds where one of the bench's peers could be imported.
const SEARCH: &str = "import sys; from importlib.util import find_spec; \
                      sys.exit(not any(map(find_spec, ['torch', 'sklearn'])))";

/// Succeeds where the browser tests have all they need.
const ENOUGH: &str = "import sys, numpy, pandas, sklearn; sys.exit(sys.version_info < (3, 10))";

/// Succeeds where environments can be made. Debian's Python can only with a package more.
const MAKES_ENVIRONMENTS: &str = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";

const CURE: &str = "Install Python 3.10 or later with its modules venv and pip, so that `python3` can be found, or set \
                    SONGSCAPE_PYTHON to one that has numpy, pandas and scikit-learn; then run the command again.";

/// Programs on the path; on Windows there is no `python3`.
const NAMES: [&str; 2] = ["python3", "python"];

/// A Python that has one of the bench's peers; the bench's script finds out which.
pub fn with_a_peer() -> Option<OsString> {
    let python = env::var_os(VARIABLE).unwrap_or_else(|| "python3".into());
    says_yes(&python, SEARCH).then_some(python)
}

/// A Python for the browser tests: the chosen one, the machine's if it has the packages, or that of an environment made for it.
pub fn ensure(workspace: &Workspace) -> Outcome<OsString> {
    if let Some(chosen) = env::var_os(VARIABLE) {
        return if says_yes(&chosen, ENOUGH) {
            Ok(chosen)
        } else {
            let (chosen, problem) = (
                chosen.to_string_lossy(),
                "does not start, is older than 3.10, or lacks numpy, pandas or scikit-learn",
            );
            Err(Failure::new(format!("The Python that was chosen, {chosen}, {problem}."), CURE))
        };
    }
    match NAMES.into_iter().find(|name| says_yes(name, ENOUGH)) {
        Some(name) => Ok(name.into()),
        None => environment(workspace),
    }
}

/// Brings `target/python/` to what requirements.txt names, if it is not that already.
fn environment(workspace: &Workspace) -> Outcome<OsString> {
    let folder = workspace.target().join("python");
    let python = program_in(&folder).into_os_string();
    let list = workspace.root().join("tests/reference/requirements.txt");
    let wanted = content_hash::hexadecimal(&fs::read(&list).map_err(Failure::reading(&list))?);
    let stamp = folder.join(".songscape-stamp");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) && says_yes(&python, ENOUGH) {
        return Ok(python);
    }
    let base = match maker() {
        Some(base) => base,
        None => {
            packages::install(Package::Python, CURE)?;
            maker().ok_or_else(|| Failure::new("Python was installed and still cannot make environments.", CURE))?
        }
    };
    program::run(Command::new(base).args(["-m", "venv", "--clear"]).arg(&folder), CURE)?;
    program::run(
        Command::new(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--only-binary",
                ":all:",
                "--requirement",
            ])
            .arg(&list),
        "pip says why above. Most often the network is away: run the command again when it is back. If it knows no built packages for \
         this Python, install NumPy, pandas and scikit-learn with the system's package manager, or set SONGSCAPE_PYTHON to another Python.",
    )?;
    fs::write(&stamp, wanted).map_err(Failure::writing(&stamp))?;
    Ok(python)
}

fn maker() -> Option<&'static str> {
    NAMES.into_iter().find(|name| says_yes(name, MAKES_ENVIRONMENTS))
}

fn program_in(environment: &Path) -> PathBuf {
    environment.join(if cfg!(windows) { r"Scripts\python.exe" } else { "bin/python" })
}

fn says_yes(python: impl AsRef<std::ffi::OsStr>, question: &str) -> bool {
    program::succeeds(Command::new(python).args(["-c", question]))
}
