//! Just enough HTML to find the tags of our own page and change them.
//!
//! The page is one file that we write and that the browser tests read; `lol_html` or `html5ever` would read any page
//! of the web, and would double what these commands take to compile.

use std::ops::Range;

use crate::failure::{Failure, Outcome};

/// An opening tag.
#[derive(Debug, Clone)]
pub struct Tag {
    /// In lower case.
    pub name: String,
    /// Names in lower case, values as written. An attribute without a value has an empty one.
    pub attributes: Vec<(String, String)>,
    /// From `<` to `>`.
    pub range: Range<usize>,
    /// The same, or to the end of the closing tag for elements whose content is raw text.
    pub element: Range<usize>,
}

impl Tag {
    /// The value of an attribute, if the tag has it.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(candidate, _)| candidate == name).map(|(_, value)| value.as_str())
    }

    /// The tag written anew, with one attribute's value replaced.
    pub fn with_attribute(&self, name: &str, value: &str) -> String {
        let mut text = format!("<{}", self.name);
        for (candidate, old) in &self.attributes {
            let value = if candidate == name { value } else { old };
            text.push_str(&format!(" {candidate}=\"{}\"", value.replace('"', "&quot;")));
        }
        text.push('>');
        text
    }
}

/// Elements in which `<` does not open a tag.
const RAW_TEXT: [&str; 4] = ["script", "style", "title", "textarea"];

/// All opening tags of the page, in order.
pub fn tags(page: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = page[at..].find('<').map(|found| at + found) {
        let rest = &page[start..];
        if rest.starts_with("<!--") {
            at = rest.find("-->").map_or(page.len(), |end| start + end + 3);
        } else if rest[1..].starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            let mut tag = tag_at(page, start);
            at = tag.range.end;
            if RAW_TEXT.contains(&tag.name.as_str()) {
                let closing = format!("</{}>", tag.name);
                at = page[at..].to_ascii_lowercase().find(&closing).map_or(page.len(), |end| at + end + closing.len());
                tag.element.end = at;
            }
            tags.push(tag);
        } else {
            at = start + 1;
        }
    }
    tags
}

/// The page's content security policy, which must be there.
pub fn policy(page: &str) -> Outcome<Tag> {
    tags(page)
        .into_iter()
        .find(|tag| {
            tag.name == "meta"
                && tag
                    .attribute("http-equiv")
                    .is_some_and(|value| value.eq_ignore_ascii_case("content-security-policy"))
        })
        .ok_or_else(|| {
            Failure::new(
                "The page has no content security policy.",
                "Write `<meta http-equiv=\"Content-Security-Policy\" content=\"…\">` into the head of index.html.",
            )
        })
}

fn tag_at(page: &str, start: usize) -> Tag {
    let bytes = page.as_bytes();
    let skip = |from: usize, wanted: &dyn Fn(u8) -> bool| {
        (from..bytes.len()).find(|&index| !wanted(bytes[index])).unwrap_or(bytes.len())
    };
    let is_name = |byte: u8| !byte.is_ascii_whitespace() && !b"=>/\"'".contains(&byte);
    let is_gap = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
    let mut at = skip(start + 1, &is_name);
    let name = page[start + 1..at].to_ascii_lowercase();
    let mut attributes = Vec::new();
    loop {
        at = skip(at, &is_gap);
        if at >= bytes.len() || bytes[at] == b'>' {
            break;
        }
        let name_end = skip(at, &is_name).max(at + 1);
        let attribute = page.get(at..name_end).unwrap_or_default().to_ascii_lowercase();
        at = skip(name_end, &|byte| byte.is_ascii_whitespace());
        let mut value = String::new();
        if bytes.get(at) == Some(&b'=') {
            at = skip(at + 1, &|byte| byte.is_ascii_whitespace());
            let quote = bytes.get(at).copied().filter(|byte| b"\"'".contains(byte));
            let from = at + usize::from(quote.is_some());
            let end = match quote {
                Some(quote) => skip(from, &|byte| byte != quote),
                None => skip(from, &|byte| !byte.is_ascii_whitespace() && byte != b'>'),
            };
            page.get(from..end).unwrap_or_default().clone_into(&mut value);
            at = end + usize::from(quote.is_some());
        }
        attributes.push((attribute, value));
    }
    let range = start..(at + 1).min(page.len());
    Tag { name, attributes, element: range.clone(), range }
}

/// Changes to a text, gathered by the places of the original and made all at once.
pub struct Edits<'text> {
    text: &'text str,
    changes: Vec<(Range<usize>, String)>,
}

impl<'text> Edits<'text> {
    /// No change yet.
    pub fn new(text: &'text str) -> Self {
        Self { text, changes: Vec::new() }
    }

    /// Puts `with` in the place of `range`, which must not overlap another change.
    pub fn replace(&mut self, range: Range<usize>, with: String) {
        self.changes.push((range, with));
    }

    /// Puts `with` before the byte `at`.
    pub fn insert(&mut self, at: usize, with: String) {
        self.replace(at..at, with);
    }

    /// The changed text.
    pub fn applied(mut self) -> String {
        self.changes.sort_by_key(|(range, _)| (range.start, range.end));
        let mut result = String::with_capacity(self.text.len());
        let mut at = 0;
        for (range, with) in self.changes {
            result.push_str(&self.text[at..range.start]);
            result.push_str(&with);
            at = range.end;
        }
        result.push_str(&self.text[at..]);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_where_a_browser_finds_them() {
        let page = "<!doctype html><!-- <img src=no> --><p>1 < 2<IMG alt='a > b' SRC=x.svg hidden/>\
                    <script type=\"module\" src=\"a.js\">'<img>'</script><br>";
        let found = tags(page);
        let names: Vec<&str> = found.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["p", "img", "script", "br"]);
        assert_eq!(found[1].attribute("alt"), Some("a > b"));
        assert_eq!(found[1].attribute("src"), Some("x.svg"));
        assert_eq!(found[1].attribute("hidden"), Some(""));
        assert_eq!(found[1].attribute("title"), None);
        assert!(page[found[2].range.clone()].ends_with("a.js\">"));
        assert!(page[found[2].element.clone()].ends_with("</script>"));
    }

    #[test]
    fn a_broken_page_ends_and_does_not_panic() {
        for page in ["<", "<p", "<p a", "<p a=", "<p a='", "<p \"", "<!--", "<script>", "<p é=è>", "<p =>"] {
            tags(page);
        }
    }

    #[test]
    fn a_tag_is_written_anew_with_one_value_replaced() {
        let found = tags("<link rel='icon' href=a.svg>");
        let written = found[0].with_attribute("href", "data:x");
        assert_eq!(written, "<link rel=\"icon\" href=\"data:x\">");
    }

    #[test]
    fn changes_are_made_in_the_places_of_the_original() {
        let mut edits = Edits::new("one two three");
        edits.replace(8..13, "3".to_owned());
        edits.insert(4, "and ".to_owned());
        edits.replace(0..3, "1".to_owned());
        assert_eq!(edits.applied(), "1 and two 3");
    }
}
