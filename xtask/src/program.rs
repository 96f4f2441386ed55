//! Running other programs.

use std::env;
use std::ffi::OsStr;
use std::io;
use std::process::{Command, Output, Stdio};

use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;

/// Cargo, the same one that started this program, at the workspace's root.
pub fn cargo(workspace: &Workspace) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace.root());
    command
}

/// npm, which on Windows is a script whose ending must be written out.
pub fn npm(workspace: &Workspace) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(workspace.root());
    command
}

/// Runs a program to its end, its output going where ours goes; `cure` is said if it fails.
pub fn run(command: &mut Command, cure: &str) -> Outcome {
    println!("> {}", line(command));
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(format!("`{}` failed ({status}).", line(command)), cure)),
        Err(error) => Err(not_started(command, &error, cure)),
    }
}

/// Runs a program quietly and returns what it printed, if it started and ended well.
pub fn printed(command: &mut Command) -> Option<String> {
    let output = quiet(command).ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

/// Runs a program and says only whether it started and ended well.
pub fn succeeds(command: &mut Command) -> bool {
    printed(command).is_some()
}

fn quiet(command: &mut Command) -> io::Result<Output> {
    command.stdin(Stdio::null()).stderr(Stdio::null()).output()
}

/// The failure of a program that could not even be started.
pub fn not_started(command: &Command, error: &io::Error, cure: &str) -> Failure {
    Failure::new(format!("`{}` could not be started: {error}.", line(command)), cure)
}

/// The command as one would type it.
fn line(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_stem().unwrap_or(command.get_program());
    std::iter::once(name).chain(command.get_args()).map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
