//! An SVG read back: a parser of its own says whether it is whole, and what lies where.
#![allow(dead_code, reason = "each test file uses a part of it")]

use songscape::plots::letters;
use xml::reader::{EventReader, XmlEvent};

#[derive(Debug, Default)]
pub struct Drawing {
    pub title: String,
    pub words: Vec<Word>,
    pub rectangles: Vec<Rectangle>,
    pub lines: Vec<Line>,
    pub circles: Vec<Circle>,
    pub polygons: usize,
    places: Vec<[f64; 2]>,
}

#[derive(Debug)]
pub struct Word {
    pub text: String,
    pub at: [f64; 2],
    pub size: f64,
    pub anchor: String,
    pub bold: bool,
    pub upwards: bool,
}

#[derive(Debug)]
pub struct Rectangle {
    pub at: [f64; 2],
    pub size: [f64; 2],
    pub fill: String,
    pub opacity: f64,
}

#[derive(Debug)]
pub struct Line {
    pub stroke: String,
    pub width: f64,
}

#[derive(Debug)]
pub struct Circle {
    pub fill: String,
}

impl Word {
    /// Where it begins and ends along its line, about.
    pub fn span(&self) -> [f64; 2] {
        // Words are guessed wide: what is drawn is narrower.
        let width = letters::width(&self.text, self.size);
        let (along, forwards) = if self.upwards { (self.at[1], -1.0) } else { (self.at[0], 1.0) };
        let (before, after) = match self.anchor.as_str() {
            "start" => (0.0, width),
            "end" => (width, 0.0),
            _ => (width / 2.0, width / 2.0),
        };
        let ends = [along - before * forwards, along + after * forwards];
        [ends[0].min(ends[1]), ends[0].max(ends[1])]
    }
}

impl Drawing {
    /// Everything's corners.
    pub fn corners(&self) -> impl Iterator<Item = [f64; 2]> {
        self.places.iter().copied().chain(self.words.iter().map(|word| word.at))
    }

    pub fn shapes(&self) -> usize {
        self.rectangles.len() + self.lines.len() + self.circles.len() + self.polygons + self.words.len()
    }
}

/// Panics where it is no XML.
pub fn read(svg: &str) -> Drawing {
    let mut drawing = Drawing::default();
    let mut open = Vec::new();
    for event in EventReader::new(svg.as_bytes()) {
        match event.unwrap() {
            XmlEvent::StartElement { name, attributes, .. } => {
                let text = |key: &str| {
                    let found = attributes.iter().find(|attribute| attribute.name.local_name == key);
                    found.map_or("", |attribute| attribute.value.as_str())
                };
                let number = |key: &str| text(key).parse::<f64>().unwrap();
                match name.local_name.as_str() {
                    "rect" => {
                        let (at, size) = ([number("x"), number("y")], [number("width"), number("height")]);
                        assert!(size[0] >= 0.0 && size[1] >= 0.0, "{attributes:?}");
                        drawing.places.extend([at, [at[0] + size[0], at[1] + size[1]]]);
                        let (fill, opacity) = (text("fill").into(), number("opacity"));
                        drawing.rectangles.push(Rectangle { at, size, fill, opacity });
                    }
                    "polyline" | "polygon" => {
                        let corners = text("points").split_whitespace().map(|corner| {
                            let (x, y) = corner.split_once(',').unwrap();
                            [x.parse().unwrap(), y.parse().unwrap()]
                        });
                        drawing.places.extend(corners);
                        if name.local_name == "polygon" {
                            drawing.polygons += 1;
                        } else {
                            drawing.lines.push(Line { stroke: text("stroke").into(), width: number("stroke-width") });
                        }
                    }
                    "circle" => {
                        drawing.places.push([number("cx"), number("cy")]);
                        drawing.circles.push(Circle { fill: text("fill").into() });
                    }
                    "text" => drawing.words.push(Word {
                        text: String::new(),
                        at: [number("x"), number("y")],
                        size: number("font-size"),
                        anchor: text("text-anchor").into(),
                        bold: text("font-weight") == "bold",
                        upwards: text("transform").starts_with("rotate"),
                    }),
                    "svg" | "title" => {}
                    other => panic!("an element that no picture needs: {other}"),
                }
                open.push(name.local_name);
            }
            XmlEvent::EndElement { .. } => {
                open.pop();
            }
            XmlEvent::Characters(text) => match open.last().map(String::as_str) {
                Some("text") => drawing.words.last_mut().unwrap().text.push_str(text.trim()),
                Some("title") => drawing.title.push_str(&text),
                _ => assert_eq!(text.trim(), ""),
            },
            _ => {}
        }
    }
    drawing
}
