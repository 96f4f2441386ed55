//! The command `test`: everything that has to be true, cheapest first, so that a slip is heard of early.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};
use crate::tools::{chromium, node, python, rust};
use crate::workspace::Workspace;
use crate::{bindings, dist, program, wasm};

/// One check.
struct Step {
    name: &'static str,
    what: &'static str,
    /// Steps whose work this one stands on: it is skipped if one of them failed.
    needs: &'static [&'static str],
    run: fn(&Workspace) -> Outcome,
}

/// In the order they are run. The type check comes after the build because the module's types are made there.
const STEPS: [Step; 9] = [
    Step { name: "format", what: "Rust is formatted", needs: &[], run: format },
    Step { name: "lints", what: "clippy finds nothing, natively", needs: &[], run: lints },
    Step { name: "lints-wasm", what: "clippy finds nothing, for WebAssembly", needs: &[], run: lints_wasm },
    Step { name: "native", what: "native tests", needs: &[], run: native },
    Step { name: "docs", what: "the documentation has no broken links or missing words", needs: &[], run: docs },
    Step { name: "wasm", what: "the WebAssembly modules build: the page's and the checks'", needs: &[], run: modules },
    Step { name: "types", what: "the JavaScript is typed", needs: &["wasm"], run: types },
    Step { name: "single-file", what: "both shapes of the finished page are made", needs: &["wasm"], run: dist::fast },
    Step { name: "browser", what: "the page works in a real browser", needs: &["wasm", "single-file"], run: browser },
];

const READ_ABOVE: &str = "Read the messages above, mend what they name, and run this step again: cargo xtask test ";

/// Runs the named steps, or all of them, and sums up.
pub fn test(workspace: &Workspace, names: &[String]) -> Outcome {
    if let Some(unknown) = names.iter().find(|name| STEPS.iter().all(|step| step.name != name.as_str())) {
        let known: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        return Err(Failure::new(
            format!("There is no step `{unknown}`."),
            format!("The steps are: {}.", known.join(", ")),
        ));
    }
    let chosen: Vec<&Step> =
        STEPS.iter().filter(|step| names.is_empty() || names.iter().any(|name| name == step.name)).collect();
    let mut results: Vec<(&Step, Ending, Duration)> = Vec::new();
    for (index, step) in chosen.iter().enumerate() {
        println!("\n── {} of {}: {} ({})", index + 1, chosen.len(), step.name, step.what);
        let blocked = results
            .iter()
            .any(|(earlier, ending, _)| step.needs.contains(&earlier.name) && !matches!(ending, Ending::Passed));
        let start = Instant::now();
        let ending = if blocked {
            println!("   skipped: it stands on a step that failed");
            Ending::Skipped
        } else {
            match (step.run)(workspace) {
                Ok(()) => Ending::Passed,
                Err(failure) => {
                    eprintln!("\n{failure}");
                    Ending::Failed
                }
            }
        };
        let took = start.elapsed();
        println!("   {}: {} after {:.1} s", step.name, ending.word(), took.as_secs_f64());
        results.push((step, ending, took));
    }
    sum_up(&results)
}

/// How a step ended.
enum Ending {
    Passed,
    Failed,
    Skipped,
}

impl Ending {
    fn word(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "FAILED",
            Self::Skipped => "skipped",
        }
    }
}

fn sum_up(results: &[(&Step, Ending, Duration)]) -> Outcome {
    println!("\n── Summary");
    for (step, ending, took) in results {
        println!("   {:<12} {:<8} {:>7.1} s", step.name, ending.word(), took.as_secs_f64());
    }
    let total: Duration = results.iter().map(|(_, _, took)| took).sum();
    println!("   {:<21} {:>7.1} s", "all", total.as_secs_f64());
    let failed: Vec<&str> = results
        .iter()
        .filter(|(_, ending, _)| matches!(ending, Ending::Failed))
        .map(|(step, _, _)| step.name)
        .collect();
    if failed.is_empty() {
        println!("   Everything that was run passed.");
        return Ok(());
    }
    Err(Failure::new(
        format!("Not everything passed: {}.", failed.join(", ")),
        format!("{READ_ABOVE}{}", failed.join(" ")),
    ))
}

fn format(workspace: &Workspace) -> Outcome {
    rust::ensure_component(workspace, "fmt", "rustfmt")?;
    program::run(program::cargo(workspace).args(["fmt", "--all", "--check"]), "`cargo fmt --all` formats everything.")
}

fn lints(workspace: &Workspace) -> Outcome {
    rust::ensure_component(workspace, "clippy", "clippy")?;
    program::run(
        program::cargo(workspace).args(["clippy", "--workspace", "--all-targets"]).args(["--", "--deny", "warnings"]),
        "Mend what clippy names above.",
    )
}

fn lints_wasm(workspace: &Workspace) -> Outcome {
    rust::ensure_component(workspace, "clippy", "clippy")?;
    rust::ensure_wasm_target()?;
    program::run(
        program::cargo(workspace)
            .args(["clippy", "--package", "songscape", "--package", "songscape-parity", "--lib"])
            .args(["--target", wasm::TARGET, "--", "--deny", "warnings"]),
        "Mend what clippy names above.",
    )
}

fn native(workspace: &Workspace) -> Outcome {
    let cure = "Mend what the failed tests name above.";
    program::run(program::cargo(workspace).args(["test", "--workspace", "--exclude", "xtask"]), cure)?;
    // In the profile these commands run in, so that wasm-bindgen is not compiled a second time for their tests.
    program::run(program::cargo(workspace).args(["test", "--package", "xtask", "--profile", "xtask"]), cure)
}

fn docs(workspace: &Workspace) -> Outcome {
    program::run(
        program::cargo(workspace)
            .args(["doc", "--workspace", "--exclude", "xtask", "--no-deps"])
            .env("RUSTDOCFLAGS", "-D warnings"),
        "Mend what rustdoc names above.",
    )
}

fn modules(workspace: &Workspace) -> Outcome {
    bindings::build(workspace, dist::FAST_PROFILE)?;
    // After the page's, on which it stands: of the same profile, so that only what its second backend touches is built again.
    bindings::build_parity(workspace, dist::FAST_PROFILE)
}

/// Three programs in one checkout, each with the globals of its own world: the page, the workers, the tests.
fn types(workspace: &Workspace) -> Outcome {
    node::ensure_modules(workspace)?;
    for project in ["tsconfig.json", "tsconfig.workers.json", "tsconfig.tests.json"] {
        program::run(
            Command::new("node").current_dir(workspace.root()).args([
                "node_modules/typescript/bin/tsc",
                "--project",
                project,
            ]),
            "Mend what tsc names above.",
        )?;
    }
    Ok(())
}

fn browser(workspace: &Workspace) -> Outcome {
    node::ensure_modules(workspace)?;
    let mut tests = test_files(workspace)?;
    tests.sort();
    program::run(
        Command::new("node")
            .current_dir(workspace.root())
            // One file at a time: each drives a browser that wants the whole machine.
            .args(["--test", "--test-concurrency=1"])
            .args(tests)
            .env(chromium::VARIABLE, chromium::ensure()?)
            .env(python::VARIABLE, python::ensure(workspace)?)
            .env("SONGSCAPE_XTASK", own_path()?),
        "Mend what the failed tests name above.",
    )
}

fn test_files(workspace: &Workspace) -> Outcome<Vec<PathBuf>> {
    let folder = workspace.root().join("tests/browser");
    let entries = fs::read_dir(&folder).map_err(Failure::reading(&folder))?;
    let tests: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(".test.js"))
        .collect();
    if tests.is_empty() {
        return Err(Failure::new(
            format!("There are no browser tests in {}.", folder.display()),
            "Their names must end in .test.js.",
        ));
    }
    Ok(tests)
}

/// This very program, for tests that serve the page with it.
pub fn own_path() -> Outcome<PathBuf> {
    env::current_exe().map_err(|error| {
        Failure::new(format!("This program's own path is not known: {error}."), "Run it through `cargo xtask`.")
    })
}
