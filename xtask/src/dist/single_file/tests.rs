//! The single file as text; that it runs is for the browser tests to say.

use super::*;
use crate::content_hash;

const PAGE: &str = r#"<!doctype html><html><head>
<meta http-equiv="content-security-policy" content="script-src 'self'">
<link rel="stylesheet" href="style.css"><link rel="manifest" href="manifest.webmanifest">
<link rel="icon" type="image/svg+xml" href="icons/icon.svg">
<link rel="modulepreload" href="app/words.js">
<script type="module" src="app/main.js"></script>
</head><body><p>Hello</p></body></html>"#;

fn site() -> Files {
    [
        ("index.html", PAGE),
        ("style.css", "p { background: url('icons/icon.svg') }\r\n"),
        ("icons/icon.svg", "<svg/>"),
        ("manifest.webmanifest", "{}"),
        ("app/main.js", "import { word } from \"./words.js\";\nword;\n"),
        ("app/words.js", "export const word = 1;\n"),
        ("app/unused.js", "export const unused = 1;\n"),
        ("workers/w.js", "self;\n"),
        ("i18n/en.json", "{}"),
        ("sw.js", ""),
    ]
    .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
    .into()
}

#[test]
fn nothing_in_it_points_outside() {
    let page = page(&site(), "GLUE").expect("a whole site");
    for gone in ["href=\"style.css\"", "manifest", "modulepreload", "src=\"app", "sw.js", "unused"] {
        assert!(!page.contains(gone), "{gone} in {page}");
    }
    let icon = STANDARD.encode("<svg/>");
    assert_eq!(page.matches(&format!("data:image/svg+xml;base64,{icon}")).count(), 2);
    assert!(page.contains("data-path=\"i18n/en.json\""), "{page}");
    assert!(page.contains("data-path=\"workers/w.js\""), "{page}");
    assert!(page.contains("import \"songscape/app/main.js\";"), "{page}");
    let main = STANDARD.encode("import { word } from \"songscape/app/words.js\";\nword;\n");
    assert!(page.contains(&main), "{page}");
}

#[test]
fn the_policy_allows_exactly_what_stands_there() {
    let page = page(&site(), "GLUE").expect("a whole site");
    let policy = html::policy(&page).expect("a policy");
    let policy = policy.attribute("content").expect("its text");
    for tag in html::tags(&page) {
        let text = &page[tag.range.end..tag.element.end.max(tag.range.end)];
        let text = text.rsplit_once("</").map_or("", |(text, _)| text);
        let executable =
            tag.name == "style" || (tag.name == "script" && tag.attribute("type") != Some("application/octet-stream"));
        let hash = content_hash::integrity(text.as_bytes());
        assert_eq!(policy.contains(&hash), executable, "{}: {text}", tag.name);
    }
    assert!(policy.contains("connect-src 'none'") && !policy.contains("'self'"), "{policy}");
}
