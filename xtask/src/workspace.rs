//! Where things lie.

use std::env;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};

/// The checkout these commands work on.
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace this program was built in.
    pub fn here() -> Outcome<Self> {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        match package.parent() {
            Some(root) if root.join("Cargo.toml").is_file() => Ok(Self { root: root.to_path_buf() }),
            _ => Err(Failure::new(
                format!("The workspace is no longer at {}.", package.display()),
                "Run `cargo xtask` inside the checkout, so that cargo builds these commands anew.",
            )),
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The page's sources.
    pub fn www(&self) -> PathBuf {
        self.root.join("www")
    }

    /// The WebAssembly module and its JavaScript, made by `build`.
    pub fn pkg(&self) -> PathBuf {
        self.root.join("pkg")
    }

    /// The demo songs and their manifest.
    pub fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    /// The finished site.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Cargo's folder for everything built.
    pub fn target(&self) -> PathBuf {
        match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => self.root.join(folder),
            None => self.root.join("target"),
        }
    }
}
