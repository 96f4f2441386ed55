//! The command `serve`: build, serve on this machine only, open a browser if there is one.

use std::env;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, Stdio};

use crate::bindings;
use crate::failure::{Failure, Outcome};
use crate::options;
use crate::server::{self, Site};
use crate::workspace::Workspace;

/// How many ports after the wanted one are tried when it is taken.
const NEIGHBOURS: u16 = 50;

/// Runs until it is stopped.
pub fn serve(workspace: &Workspace, options: &options::Serve) -> Outcome {
    let site = match &options.folder {
        Some(folder) => Site::folder(folder)?,
        None => {
            if options.build {
                bindings::build(workspace, &options.profile)?;
            } else if !workspace.pkg().join("songscape.js").is_file() {
                return Err(Failure::new(
                    "There is nothing to serve yet: pkg/songscape.js has not been built.",
                    "`cargo xtask build` builds it; or leave --no-build away.",
                ));
            }
            Site::sources(workspace)?
        }
    };
    let listener = listen(options.port)?;
    let address = listener.local_addr().map_err(no_port)?;
    let url = format!("http://{address}/");
    println!("\nSongscape is at {url}   (Ctrl+C stops it)");
    if options.open && env::var_os("CI").is_none() {
        open_browser(&url);
    }
    server::answer(listener, site)
}

/// The wanted port, or the next free one. Only this machine is listened to: no other can reach the page.
fn listen(port: u16) -> Outcome<TcpListener> {
    let mut outcome = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    for neighbour in (1..=NEIGHBOURS).filter_map(|step| port.checked_add(step)) {
        match &outcome {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                outcome = TcpListener::bind((Ipv4Addr::LOCALHOST, neighbour));
            }
            _ => break,
        }
    }
    outcome.map_err(no_port)
}

fn no_port(error: io::Error) -> Failure {
    Failure::new(
        format!("No port could be opened for the page: {error}."),
        "Try another with --port 9000, or --port 0 for any free one.",
    )
}

/// Hands the address to the desktop. A machine without one is no fault: the address has been printed.
fn open_browser(url: &str) {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut start = Command::new("cmd");
        start.args(["/C", "start", ""]);
        start
    } else if env::var_os("DISPLAY").is_some() || env::var_os("WAYLAND_DISPLAY").is_some() {
        Command::new("xdg-open")
    } else {
        return;
    };
    command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // Whether a browser came up is for the reader to see; there is nothing to do about it here.
    let _ = command.spawn();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_leads_to_the_next() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = taken.local_addr().expect("its address").port();
        let next = listen(port).expect("another port");
        assert_ne!(next.local_addr().expect("its address").port(), port);
    }
}
