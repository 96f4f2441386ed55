//! A Python with PyTorch, which nothing here installs: only `bench` has use for it, and does without.

use std::env;
use std::ffi::OsString;
use std::process::Command;

use crate::program;

/// Names the program to take, e.g. one of a virtual environment.
pub const VARIABLE: &str = "SONGSCAPE_PYTHON";

/// A Python that can `import torch`.
pub fn with_torch() -> Option<OsString> {
    let python = env::var_os(VARIABLE).unwrap_or_else(|| "python3".into());
    program::succeeds(Command::new(&python).args(["-c", "import torch"])).then_some(python)
}
