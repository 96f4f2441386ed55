//! The server asked over a real socket, as a browser asks it.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::OnceLock;

use super::*;

/// A served folder, with a secret beside it.
fn address() -> SocketAddr {
    static ADDRESS: OnceLock<SocketAddr> = OnceLock::new();
    *ADDRESS.get_or_init(|| {
        let base: PathBuf = std::env::temp_dir().join(format!("songscape-server-{}", std::process::id()));
        let folder = base.join("site");
        fs::create_dir_all(folder.join("songs")).expect("a folder");
        fs::write(base.join("secret.txt"), "secret").expect("a file");
        fs::write(folder.join("index.html"), "<!doctype html>").expect("a file");
        fs::write(folder.join(".hidden"), "hidden").expect("a file");
        fs::write(folder.join("songs/গান ১.mp3"), b"0123456789").expect("a file");
        fs::write(folder.join("large.wasm"), vec![7; 100_000]).expect("a file");
        #[cfg(unix)]
        std::os::unix::fs::symlink(base.join("secret.txt"), folder.join("link.txt")).expect("a link");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("its address");
        let site = Site::folder(&folder).expect("the folder just made");
        thread::spawn(move || answer(listener, site));
        address
    })
}

/// The head and the body of the answer to one request.
fn ask(method: &str, path: &str, extra: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(address()).expect("the server listens");
    let request = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{extra}\r\n");
    stream.write_all(request.as_bytes()).expect("the server reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the server answers");
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8(answer[..end].to_vec()).expect("a head in ASCII");
    (head.to_lowercase(), answer[end + 4..].to_vec())
}

#[test]
fn the_root_is_the_page_and_nothing_is_cached() {
    let (head, body) = ask("GET", "/", "");
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(head.contains("content-type: text/html; charset=utf-8"), "{head}");
    assert!(head.contains("cache-control: no-store"), "{head}");
    assert!(head.contains("x-content-type-options: nosniff"), "{head}");
    assert_eq!(body, b"<!doctype html>");
}

#[test]
fn a_name_in_any_script_is_found() {
    let (head, body) = ask("GET", "/songs/%E0%A6%97%E0%A6%BE%E0%A6%A8%20%E0%A7%A7.mp3?x=1", "");
    assert!(head.contains("content-type: audio/mpeg"), "{head}");
    assert_eq!(body, b"0123456789");
}

#[test]
fn a_large_file_comes_whole_with_its_length() {
    let (head, body) = ask("GET", "/large.wasm", "");
    assert!(head.contains("content-type: application/wasm"), "{head}");
    assert!(head.contains("content-length: 100000"), "{head}");
    assert_eq!(body.len(), 100_000);
    let (head, body) = ask("HEAD", "/large.wasm", "");
    assert!(head.contains("content-length: 100000"), "{head}");
    assert!(body.is_empty());
}

#[test]
fn a_part_of_a_song_is_served_alone() {
    let (head, body) = ask("GET", "/large.wasm", "Range: bytes=99990-\r\n");
    assert!(head.starts_with("http/1.1 206"), "{head}");
    assert!(head.contains("content-range: bytes 99990-99999/100000"), "{head}");
    assert_eq!(body, vec![7; 10]);
    let (head, _) = ask("GET", "/large.wasm", "Range: bytes=100000-\r\n");
    assert!(head.starts_with("http/1.1 416"), "{head}");
    assert!(head.contains("content-range: bytes */100000"), "{head}");
}

#[test]
fn nothing_outside_the_folder_is_reached() {
    for path in [
        "/../secret.txt",
        "/songs/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/songs%2f..%2f..%2fsecret.txt",
        "//secret.txt",
        "/./secret.txt",
        "/link.txt",
        "/.hidden",
        "/%00",
        "/%",
        "/%ff",
        "/%+1",
        "/C:/secret.txt",
        "http://localhost/secret.txt",
        "*",
    ] {
        let (head, body) = ask("GET", path, "");
        assert!(head.starts_with("http/1.1 404"), "{path}: {head}");
        assert!(!String::from_utf8_lossy(&body).contains("secret"), "{path}");
    }
}

#[test]
fn nothing_can_be_sent() {
    let (head, _) = ask("POST", "/", "Content-Length: 0\r\n");
    assert!(head.starts_with("http/1.1 405"), "{head}");
    assert!(head.contains("allow: get, head"), "{head}");
}
