//! A small web server for this machine: tiny_http (four light dependencies, threads, no async runtime; hyper or axum
//! would double the time the first `serve` takes) and, on top of it, what the page needs to be served faithfully.
//!
//! Nothing is cached (`no-store`): while one works on the page, a reload must show the work.

mod media_type;
mod range;
mod site;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::net::TcpListener;
use std::path::Path;
use std::thread;

use tiny_http::{Header, Method, Request, Response, ResponseBox, Server, StatusCode};

use crate::failure::{Failure, Outcome};
pub use media_type::media_type;
use range::Range;
pub use site::Site;

/// Requests answered at the same time; a browser opens six connections to one host.
const THREADS: usize = 8;

/// Answers requests until the process ends.
pub fn answer(listener: TcpListener, site: Site) -> Outcome {
    let server = Server::from_listener(listener, None).map_err(|error| {
        Failure::new(format!("The server could not be started: {error}."), "Try another port: --port 9000.")
    })?;
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Ok(request) = server.recv() {
                    let response = respond(&site, &request);
                    // A browser that hung up in the middle is no fault of ours, and there is nobody to tell.
                    let _ = request.respond(response);
                }
            });
        }
    });
    Ok(())
}

fn respond(site: &Site, request: &Request) -> ResponseBox {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return plain(405, "Only GET and HEAD are answered here.", header("Allow", "GET, HEAD"));
    }
    let Some(path) = site.file(request.url()) else {
        return plain(404, "There is no such file here.", None);
    };
    let wanted =
        request.headers().iter().find(|header| header.field.equiv("Range")).map(|header| header.value.as_str());
    match send(&path, wanted) {
        Ok(response) => response,
        Err(error) => plain(500, &format!("The file could not be read: {error}."), None),
    }
}

/// The file, or the part of it that was asked for.
fn send(path: &Path, wanted: Option<&str>) -> io::Result<ResponseBox> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let (status, first, count, content_range) = match Range::parse(wanted, length) {
        Range::Whole => (200, 0, length, None),
        Range::Part { first, last } => {
            let content_range = format!("bytes {first}-{last}/{length}");
            (206, first, last - first + 1, Some(content_range))
        }
        Range::Outside => {
            let content_range = header("Content-Range", &format!("bytes */{length}"));
            return Ok(plain(416, "The file is shorter than that.", content_range));
        }
    };
    file.seek(SeekFrom::Start(first))?;
    let headers = [
        header("Content-Type", media_type(path)),
        header("Accept-Ranges", "bytes"),
        content_range.and_then(|value| header("Content-Range", &value)),
    ];
    let body: Box<dyn Read + Send> = Box::new(file.take(count));
    let length = usize::try_from(count).ok();
    Ok(dressed(status, headers, body, length))
}

fn plain(status: u16, sentence: &str, extra: Option<Header>) -> ResponseBox {
    let text = format!("{sentence}\n").into_bytes();
    let length = Some(text.len());
    let content_type = header("Content-Type", "text/plain; charset=utf-8");
    let body: Box<dyn Read + Send> = Box::new(io::Cursor::new(text));
    dressed(status, [content_type, extra, None], body, length)
}

/// A response with the headers every response has. `nosniff`: a wrong type must fail here, not on another host.
fn dressed(
    status: u16,
    headers: [Option<Header>; 3],
    body: Box<dyn Read + Send>,
    length: Option<usize>,
) -> ResponseBox {
    let always = [header("Cache-Control", "no-store"), header("X-Content-Type-Options", "nosniff")];
    let headers = headers.into_iter().chain(always).flatten().collect();
    Response::new(StatusCode(status), headers, body, length, None)
        // Always a Content-Length: the page's progress needs it, and so do byte ranges.
        .with_chunked_threshold(usize::MAX)
}

/// `None` only for a value outside ASCII, which none of ours is.
fn header(name: &str, value: &str) -> Option<Header> {
    Header::from_bytes(name, value).ok()
}

#[cfg(test)]
mod tests;
