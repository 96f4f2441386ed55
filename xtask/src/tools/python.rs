//! A Python with PyTorch or scikit-learn, which nothing here installs: only `bench` has use for it, and does without.

use std::env;
use std::ffi::OsString;
use std::process::Command;

use crate::program;

/// Names the program to take, e.g. one of a virtual environment.
pub const VARIABLE: &str = "SONGSCAPE_PYTHON";

/// Succeeds where one of them could be imported.
const SEARCH: &str = "import sys; from importlib.util import find_spec; \
                      sys.exit(not any(map(find_spec, ['torch', 'sklearn'])))";

/// A Python that has one of them; the bench's script finds out which.
pub fn with_a_peer() -> Option<OsString> {
    let python = env::var_os(VARIABLE).unwrap_or_else(|| "python3".into());
    program::succeeds(Command::new(&python).args(["-c", SEARCH])).then_some(python)
}
