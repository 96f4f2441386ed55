//! The workspace's commands: `cargo xtask serve`, `build`, `dist`, `test`, `bench`, `demo`.
//!
//! Each command is a room of its own; `main` reads the words after `cargo xtask` and opens the right door. Every
//! failure is a `failure::Failure`: what went wrong, and what to do about it, in plain English.

mod bench;
mod bindings;
mod content_hash;
mod dist;
mod failure;
mod options;
mod program;
mod serve;
mod server;
mod test;
mod tools;
mod wasm;
mod workspace;

use std::process::ExitCode;

use failure::Outcome;
use options::Command;
use workspace::Workspace;

const USAGE: &str = "\
Songscape's commands:

  cargo xtask serve [--port N] [--no-open] [--profile NAME] [--no-build] [--folder PATH]
      Build the page and serve it on this machine. --port 0 takes any free port; --no-build serves what was
      built before; --folder serves a finished folder (dist) instead of the sources.
  cargo xtask build [--profile serve|release|dist]
      Build the WebAssembly module and its JavaScript into pkg/.
  cargo xtask dist [--fast]
      Make dist/ (for any static host, works offline after the first visit) and dist/songscape.html (one file
      that opens by double-click). --fast: quick to build, not small, into target/dist-test/, for the tests.
  cargo xtask test [STEP…]
      Run every check, cheapest first, or only the named ones:
      format lints lints-wasm native docs wasm types single-file browser
  cargo xtask bench [native] [tab] [--only features|training|groups] [--profile NAME] [--write]
      Measure, natively with Criterion, in a headless browser beside other libraries (and PyTorch and scikit-learn, if
      python3 or $SONGSCAPE_PYTHON has them), or both. --only: one of the browser's tables. --write puts the browser's
      figures into docs/performance.md.
  cargo xtask demo
      Make the demo songs in data/ again.
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome {
    let command = options::parse(std::env::args_os().skip(1))?;
    let workspace = Workspace::here()?;
    match command {
        Command::Help => {
            print!("{USAGE}");
            Ok(())
        }
        Command::Serve(options) => serve::serve(&workspace, &options),
        Command::Build { profile } => bindings::build(&workspace, &profile),
        Command::Dist { fast: true } => dist::fast(&workspace),
        Command::Dist { fast: false } => dist::smallest(&workspace),
        Command::Test { steps } => test::test(&workspace, &steps),
        Command::Bench(options) => bench::bench(&workspace, &options),
        Command::Demo => program::run(
            program::cargo(&workspace)
                .args(["run", "--release", "--package", "songscape-demo", "--features", "mp3", "--", "all", "--out"])
                .arg(workspace.data()),
            "Read the generator's message above.",
        ),
    }
}
