//! How large the finished page is on disk and on the wire.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{SINGLE_FILE, files, offline};
use crate::failure::{Failure, Outcome};
use crate::program;
use crate::tools::node;
use crate::workspace::Workspace;

/// Prints each file that matters, raw and as the two encodings a host may send it in.
pub fn print(workspace: &Workspace, folder: &Path) -> Outcome {
    println!("\n{:<24} {:>10} {:>10} {:>10}", "kB", "raw", "gzip", "brotli");
    let mut names = vec![files::MODULE, "pkg/songscape.js", files::PAGE, "style.css"];
    names.extend([offline::SERVICE_WORKER, SINGLE_FILE]);
    for name in names {
        let path = folder.join(name);
        if !path.is_file() {
            continue;
        }
        let content = std::fs::read(&path).map_err(Failure::reading(&path))?;
        let zipped = gzip(&content).map_err(Failure::reading(&path))?;
        let brotli = brotli_length(workspace, &path).map_or_else(|| "–".to_owned(), kilobytes);
        println!("{name:<24} {:>10} {:>10} {brotli:>10}", kilobytes(content.len()), kilobytes(zipped.len()));
    }
    if !node::is_here() {
        println!("(Node.js, which measures brotli, is not here.)");
    }
    Ok(())
}

/// Gzip at its best, for measuring and for what the single file carries.
pub fn gzip(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}

/// Node has brotli built in; a crate for it would add twenty seconds to everyone's first build.
fn brotli_length(workspace: &Workspace, path: &Path) -> Option<usize> {
    const SCRIPT: &str = "const { readFileSync } = require('node:fs');\
        console.log(require('node:zlib').brotliCompressSync(readFileSync(process.argv[1])).length)";
    let mut node = Command::new("node");
    node.current_dir(workspace.root()).args(["--eval", SCRIPT]).arg(path);
    program::printed(&mut node)?.parse().ok()
}

fn kilobytes(length: usize) -> String {
    // Sizes of a page: far below where f64 would round them.
    format!("{:.1}", length as f64 / 1000.0)
}
