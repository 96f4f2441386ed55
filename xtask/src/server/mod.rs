//! A small web server for this machine: `httparse` reads the requests, the standard library does the rest, a thread a
//! connection. tiny_http was looked at and used first: when a browser opens its six connections at once, its pool of
//! four threads leaves two of them waiting for ever. hyper or axum would double the time the first `serve` takes.
//!
//! Nothing is cached (`no-store`): while one works on the page, a reload must show the work.

mod media_type;
mod range;
mod request;
mod site;

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::failure::Outcome;
pub use media_type::media_type;
use range::Range;
use request::Request;
pub use site::Site;

/// A connection on which nothing is asked for this long is closed.
const PATIENCE: Duration = Duration::from_secs(60);

/// Answers requests until the process ends.
pub fn answer(listener: TcpListener, site: Site) -> Outcome {
    let site = Arc::new(site);
    for stream in listener.incoming().flatten() {
        let site = Arc::clone(&site);
        // A browser that hung up in the middle is no fault of ours, and there is nobody to tell.
        thread::spawn(move || converse(stream, &site).ok());
    }
    Ok(())
}

/// Answers one connection's requests until the other side closes it, or says something that is no request.
fn converse(mut stream: TcpStream, site: &Site) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    while let Some(request) = Request::read(&mut reader)? {
        respond(site, &request).write(&mut stream, request.head_only())?;
        if request.last {
            break;
        }
    }
    Ok(())
}

/// What goes back. The body is exactly as long as `length` says.
struct Response {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    length: u64,
    body: Box<dyn Read>,
}

impl Response {
    fn plain(status: &'static str, sentence: &str) -> Self {
        let text = format!("{sentence}\n").into_bytes();
        Self {
            status,
            headers: vec![("Content-Type", "text/plain; charset=utf-8".into())],
            length: text.len() as u64,
            body: Box::new(io::Cursor::new(text)),
        }
    }

    fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// `nosniff`: a wrong type must fail here, not on another host. Always a Content-Length: the page's progress needs
    /// it, and so do byte ranges.
    fn write(mut self, stream: &mut TcpStream, head_only: bool) -> io::Result<()> {
        let mut head = format!(
            "HTTP/1.1 {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n",
            self.status, self.length
        );
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes())?;
        if !head_only && io::copy(&mut self.body, stream)? != self.length {
            // A file that shrank while it was sent: only a closed connection can say so now.
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}

fn respond(site: &Site, request: &Request) -> Response {
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Response::plain("405 Method Not Allowed", "Only GET and HEAD are answered here.")
            .with("Allow", "GET, HEAD".into());
    }
    let Some(path) = site.file(&request.path) else {
        return Response::plain("404 Not Found", "There is no such file here.");
    };
    send(&path, request.range.as_deref()).unwrap_or_else(|error| {
        Response::plain("500 Internal Server Error", &format!("The file could not be read: {error}."))
    })
}

/// The file, or the part of it that was asked for.
fn send(path: &Path, wanted: Option<&str>) -> io::Result<Response> {
    let mut file = File::open(path)?;
    let whole = file.metadata()?.len();
    let (status, first, length, content_range) = match Range::parse(wanted, whole) {
        Range::Whole => ("200 OK", 0, whole, None),
        Range::Part { first, last } => {
            ("206 Partial Content", first, last - first + 1, Some(format!("bytes {first}-{last}/{whole}")))
        }
        Range::Outside => {
            return Ok(Response::plain("416 Range Not Satisfiable", "The file is shorter than that.")
                .with("Content-Range", format!("bytes */{whole}")));
        }
    };
    file.seek(SeekFrom::Start(first))?;
    let mut headers = vec![("Content-Type", media_type(path).to_owned()), ("Accept-Ranges", "bytes".into())];
    headers.extend(content_range.map(|range| ("Content-Range", range)));
    Ok(Response { status, headers, length, body: Box::new(file.take(length)) })
}

#[cfg(test)]
mod tests;
