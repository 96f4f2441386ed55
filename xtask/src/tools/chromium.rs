//! A Chromium for the browser tests.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::packages::{self, Package};
use crate::failure::{Failure, Outcome};
use crate::program;

/// Where the tests look for the browser to drive; set it to choose one.
pub const VARIABLE: &str = "SONGSCAPE_CHROMIUM";

const CURE: &str = "Install Chromium or Google Chrome, or set SONGSCAPE_CHROMIUM to the browser's program, then run \
                    the command again.";

/// Programs on the path, and where the installers of macOS and Windows put theirs.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const PATHS: [&str; 4] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
];

/// The path of a browser, found or installed.
pub fn ensure() -> Outcome<PathBuf> {
    if let Some(chosen) = env::var_os(VARIABLE).or_else(|| env::var_os("CHROME")) {
        let chosen = PathBuf::from(chosen);
        return if works(&chosen) {
            Ok(chosen)
        } else {
            Err(Failure::new(format!("The browser that was chosen, {}, does not start.", chosen.display()), CURE))
        };
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    packages::install(Package::Chromium, CURE)?;
    find().ok_or_else(|| Failure::new("Chromium was installed and still cannot be started.", CURE))
}

fn find() -> Option<PathBuf> {
    let folders = env::var_os("PATH").unwrap_or_default();
    let on_the_path: Vec<PathBuf> = env::split_paths(&folders).collect();
    NAMES
        .iter()
        .flat_map(|name| on_the_path.iter().map(move |folder| folder.join(name)))
        .chain(PATHS.iter().map(PathBuf::from))
        .find(|candidate| works(candidate))
}

/// Some distributions ship a `chromium-browser` that only says where to get one: so it is asked for its version.
/// On Windows that question would open a window, and the file being there is enough.
fn works(candidate: &Path) -> bool {
    candidate.is_file() && (cfg!(windows) || program::succeeds(Command::new(candidate).arg("--version")))
}
