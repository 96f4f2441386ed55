//! Files that are neither script nor style, carried in data blocks: `<script>` elements whose type no browser runs.
//!
//! ```html
//! <script type="application/octet-stream" data-path="pkg/songscape_bg.wasm" data-type="application/wasm"
//!         data-encoding="gzip">H4sIAAAA…</script>
//! ```
//!
//! The text is base64. `data-path` is the address the file has in the served page, `data-type` its media type there;
//! `data-encoding` is `gzip` or `none`: songs are compressed already, text and modules shrink to a third.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::dist::sizes;
use crate::failure::{Failure, Outcome};
use crate::server::media_type;

/// The block for one file.
pub fn block(path: &str, content: &[u8]) -> Outcome<String> {
    let zipped = sizes::gzip(content).map_err(Failure::reading(Path::new(path)))?;
    let (encoding, content) =
        if zipped.len() < content.len() / 10 * 9 { ("gzip", zipped.as_slice()) } else { ("none", content) };
    Ok(format!(
        "<script type=\"application/octet-stream\" data-path=\"{}\" data-type=\"{}\" data-encoding=\"{encoding}\">{}</script>\n",
        path.replace('&', "&amp;").replace('"', "&quot;"),
        media_type(Path::new(path)),
        STANDARD.encode(content)
    ))
}
