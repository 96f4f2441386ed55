//! The single file's content security policy: nothing is allowed but what is inside it.

use std::fmt::Write;

use crate::content_hash;

/// The hashes of what stands in the page itself.
#[derive(Default)]
pub struct Policy {
    scripts: Vec<String>,
    styles: Vec<String>,
}

impl Policy {
    /// Allows an inline script with exactly this text.
    pub fn allow_script(&mut self, text: &str) {
        self.scripts.push(content_hash::integrity(text.as_bytes()));
    }

    /// Allows an inline style sheet with exactly this text.
    pub fn allow_style(&mut self, text: &str) {
        self.styles.push(content_hash::integrity(text.as_bytes()));
    }

    /// The `<meta>` that states it. `data:` scripts are the page's modules, `blob:` workers its workers; there is no
    /// way out: no connection, no form, no frame.
    pub fn tag(&self) -> String {
        let quoted = |hashes: &[String]| {
            hashes.iter().fold(String::new(), |mut text, hash| {
                // Writing to a String cannot fail.
                let _ = write!(text, " '{hash}'");
                text
            })
        };
        format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             script-src{} data: 'wasm-unsafe-eval'; worker-src blob:; style-src{}; img-src data: blob:; \
             media-src blob: data:; connect-src 'none'; base-uri 'none'; form-action 'none'\">",
            quoted(&self.scripts),
            if self.styles.is_empty() { " 'none'".to_owned() } else { quoted(&self.styles) },
        )
    }
}
