//! One request's head, read by `httparse`.

use std::io::{self, BufRead};

/// The longest head accepted, in bytes; a browser's are a few hundred.
const LONGEST_HEAD: usize = 16 * 1024;
/// The most headers accepted.
const MOST_HEADERS: usize = 64;

/// What of a request matters here.
pub struct Request {
    /// `GET`, `HEAD`, …
    pub method: String,
    /// The address from its first slash on, query included.
    pub path: String,
    /// The `Range` header.
    pub range: Option<String>,
    /// Whether the connection ends with this request: asked for, or because a body follows that nobody here reads.
    pub last: bool,
}

impl Request {
    /// Reads up to the empty line that ends a head. `None` when the other side has closed the connection.
    ///
    /// # Errors
    /// The connection's own, and `InvalidData` for what is no request or has too long a head.
    pub fn read(reader: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut head = Vec::new();
        loop {
            let before = head.len();
            let room = (LONGEST_HEAD - before) as u64;
            io::Read::take(&mut *reader, room).read_until(b'\n', &mut head)?;
            if head.len() == before {
                return if before == 0 { Ok(None) } else { Err(io::ErrorKind::InvalidData.into()) };
            }
            if matches!(&head[before..], b"\r\n" | b"\n") && before > 0 {
                return Self::parse(&head).map(Some).ok_or_else(|| io::ErrorKind::InvalidData.into());
            }
        }
    }

    fn parse(head: &[u8]) -> Option<Self> {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        request.parse(head).ok()?;
        let value = |name: &str| {
            let header = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
            std::str::from_utf8(header.value).ok()
        };
        let closes = value("Connection").is_some_and(|word| word.eq_ignore_ascii_case("close"));
        let carries =
            value("Content-Length").is_some_and(|count| count.trim() != "0") || value("Transfer-Encoding").is_some();
        Some(Self {
            method: request.method?.to_owned(),
            path: request.path?.to_owned(),
            range: value("Range").map(str::to_owned),
            last: closes || carries || request.version == Some(0),
        })
    }

    /// Whether only the head of the answer is wanted.
    pub fn head_only(&self) -> bool {
        self.method == "HEAD"
    }
}
