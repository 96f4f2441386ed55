//! The page's first picture is the real result: drawn from the coordinates of a run, the same in `data/` and in the page.

use std::{env, fs, path::Path};

use songscape::plots::illustration::{Landmark, draw};

const BEGIN: &str = "<!-- demo-map:begin -->\n";
const END: &str = "<!-- demo-map:end -->";

/// `UPDATE_DEMO_MAP=1 cargo test --test plots_illustration` writes the drawing into the page, after a new `data/demo-map.json`.
#[test]
fn the_page_shows_the_run_in_data() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let landmarks: Vec<Landmark> =
        serde_json::from_str(&fs::read_to_string(root.join("data/demo-map.json")).unwrap()).unwrap();
    assert_eq!(landmarks.len(), 32);
    let drawing = draw(&landmarks).unwrap();
    let page = fs::read_to_string(root.join("www/index.html")).unwrap();
    let begin = page.find(BEGIN).expect("the page marks where the drawing begins") + BEGIN.len();
    let end = page.find(END).expect("the page marks where the drawing ends");
    if env::var_os("UPDATE_DEMO_MAP").is_some() {
        fs::write(root.join("www/index.html"), format!("{}{drawing}{}", &page[..begin], &page[end..])).unwrap();
    } else {
        assert!(
            page[begin..end] == drawing,
            "www/index.html does not show data/demo-map.json: run with UPDATE_DEMO_MAP=1"
        );
    }
}

#[test]
fn titles_are_text() {
    let landmark = |title: &str, at| Landmark { title: title.into(), group: 9, at };
    let drawing =
        draw(&[landmark("<script>&\"", [0.0, 0.0]), landmark("b", [f32::NAN, 0.0]), landmark("c", [1.0, 1.0])])
            .unwrap();
    assert!(drawing.contains("&lt;script&gt;&amp;&quot;"));
    assert_eq!(drawing.matches("class=\"sign sign-1\"").count(), 2);
    assert!(!drawing.contains("NaN"));
}

#[test]
fn nothing_is_an_empty_drawing() {
    assert_eq!(draw(&[]).unwrap(), "");
}
