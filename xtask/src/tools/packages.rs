//! The system's package manager, used only where it asks nothing: as root, with a `sudo` that wants no password, or
//! with Homebrew.

use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::program;

/// One package manager and its names for what we need.
struct Manager {
    program: &'static str,
    /// Brings its lists up to date; empty where installing does that.
    refresh: &'static [&'static str],
    install: &'static [&'static str],
    node: &'static [&'static str],
    chromium: &'static [&'static str],
    /// With what it needs to make environments.
    python: &'static [&'static str],
    /// Whether it changes the system and so needs root.
    root: bool,
}

const MANAGERS: [Manager; 6] = [
    Manager {
        program: "apt-get",
        refresh: &["update"],
        install: &["install", "--yes"],
        node: &["nodejs", "npm"],
        chromium: &["chromium"],
        python: &["python3", "python3-venv"],
        root: true,
    },
    Manager {
        program: "dnf",
        refresh: &[],
        install: &["install", "--assumeyes"],
        node: &["nodejs", "npm"],
        chromium: &["chromium"],
        python: &["python3", "python3-pip"],
        root: true,
    },
    Manager {
        program: "apk",
        refresh: &[],
        install: &["add", "--no-cache"],
        node: &["nodejs", "npm"],
        chromium: &["chromium"],
        python: &["python3", "py3-pip"],
        root: true,
    },
    Manager {
        program: "pacman",
        refresh: &[],
        install: &["--sync", "--refresh", "--noconfirm", "--needed"],
        node: &["nodejs", "npm"],
        chromium: &["chromium"],
        python: &["python"],
        root: true,
    },
    Manager {
        program: "zypper",
        refresh: &[],
        install: &["--non-interactive", "install"],
        node: &["nodejs", "npm"],
        chromium: &["chromium"],
        python: &["python3", "python3-pip"],
        root: true,
    },
    Manager {
        program: "brew",
        refresh: &[],
        install: &["install"],
        node: &["node"],
        chromium: &["--cask", "chromium"],
        python: &["python"],
        root: false,
    },
];

/// What can be asked for.
#[derive(Clone, Copy)]
pub enum Package {
    Node,
    Chromium,
    Python,
}

/// Installs a package, or fails with `cure` where this machine would have to be asked.
pub fn install(package: Package, cure: &str) -> Outcome {
    let name = match package {
        Package::Node => "Node.js",
        Package::Chromium => "Chromium",
        Package::Python => "A Python that can make environments",
    };
    let Some(manager) =
        MANAGERS.iter().find(|manager| program::succeeds(Command::new(manager.program).arg("--version")))
    else {
        return Err(Failure::new(
            format!("{name} is missing, and no package manager known here is there to install it."),
            cure,
        ));
    };
    let Some(command) = permitted(manager) else {
        return Err(Failure::new(
            format!("{name} is missing, and {} may not be used without asking.", manager.program),
            cure,
        ));
    };
    println!("{name} is missing; installing it with {} …", manager.program);
    if !manager.refresh.is_empty() {
        program::run(command().args(manager.refresh), cure)?;
    }
    let packages = match package {
        Package::Node => manager.node,
        Package::Chromium => manager.chromium,
        Package::Python => manager.python,
    };
    program::run(command().args(manager.install).args(packages), cure)
}

/// A maker of commands for this manager, if it can be used without a question.
fn permitted(manager: &'static Manager) -> Option<impl Fn() -> Command> {
    let is_root = program::printed(Command::new("id").arg("--user")).as_deref() == Some("0");
    let sudo = manager.root && !is_root;
    if sudo && !program::succeeds(Command::new("sudo").args(["--non-interactive", "true"])) {
        return None;
    }
    Some(move || {
        let mut command = Command::new(if sudo { "sudo" } else { manager.program });
        if sudo {
            // Through `env`, because sudo does not hand our environment on.
            command.args(["--non-interactive", "env", "DEBIAN_FRONTEND=noninteractive"]);
            command.arg(manager.program);
        }
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    })
}
