//! Pictures of made-up runs: ordinary ones, strange ones, and ones of which nothing is known.
#![allow(dead_code, reason = "each test file uses a part of it")]

use songscape::plots::comparison::{Best, Comparison, Row};
use songscape::plots::dendrogram::Dendrogram;
use songscape::plots::distribution::Distribution;
use songscape::plots::kl_per_unit::KlPerUnit;
use songscape::plots::latent_scatter::LatentScatter;
use songscape::plots::legend::LegendEntry;
use songscape::plots::loss_curves::LossCurves;
use songscape::plots::losses::{Curve, Mark};
use songscape::plots::picture::{Guide, Picture, PictureView};
use songscape::plots::reconstructions::{Example, Halves, Reconstructions};
use songscape::plots::silhouette_profile::SilhouetteProfile;
use songscape::plots::table::{Cell, Column, Table};

pub fn view(width: f64, height: f64) -> PictureView {
    PictureView {
        width,
        height,
        ratio: 1.0,
        dark: false,
        font_family: "\"Noto Serif\", serif".into(),
        title: "A title".into(),
        subtitle: "A sentence below it".into(),
    }
}

pub fn named(texts: &[&str]) -> Vec<LegendEntry> {
    (0..).zip(texts).map(|(label, &text)| LegendEntry { label, text: text.into() }).collect()
}

fn axes(x: &str, y: &str) -> [String; 2] {
    [x.into(), y.into()]
}

/// Numbers that look like noise, 0 … 1, the same every time.
pub fn noise(index: usize) -> f64 {
    (index as f64 * 78.233).sin().abs() * 437.5453 % 1.0
}

pub fn scatter(songs: usize, groups: i32) -> Picture {
    let labels: Vec<i32> = (0..songs as i32).map(|song| song % groups).collect();
    let place =
        |song: usize, axis: usize| (f64::from(labels[song]) * [2.1, 3.7][axis]).sin() * 4.0 + noise(2 * song + axis);
    Picture::Scatter(LatentScatter {
        points: (0..songs).flat_map(|song| [place(song, 0) as f32, place(song, 1) as f32]).collect(),
        legend: (0..groups).map(|label| LegendEntry { label, text: format!("Cluster {}", label + 1) }).collect(),
        labels,
        axis_labels: axes("UMAP 1", "UMAP 2"),
    })
}

pub fn distribution() -> Picture {
    Picture::Distribution(Distribution {
        values: ["Bangla", "English", "Português do Brasil", "日本語"].map(String::from).to_vec(),
        groups: named(&["Cluster 1", "Cluster 2", "noise"]),
        counts: vec![60.0, 5.0, 3.0, 4.0, 40.0, 8.0, 0.0, 9.0, 1.0, 2.0, 0.0, 0.0],
        rest: "all others".into(),
        axis_labels: axes("language", "songs"),
    })
}

pub fn reconstructions(bands: usize, frames: usize, examples: usize) -> Picture {
    let length = if bands == 0 { frames } else { bands * frames };
    let example = |index: usize| {
        let original: Vec<f64> = (0..length).map(|at| noise(at + 31 * index) * 6.0 - 3.0).collect();
        let rebuilt = original.iter().map(|value| value * 0.8).collect();
        Example {
            name: ["Blue Monday", "আমার সোনার বাংলা", "Für Elise"][index % 3].into(), original, rebuilt
        }
    };
    Picture::Reconstructions(Reconstructions {
        examples: (0..examples).map(example).collect(),
        bands,
        frames: if bands == 0 { 0 } else { frames },
        words: Halves { original: "original".into(), rebuilt: "rebuilt".into() },
        axis_labels: axes("time", "pitch"),
    })
}

pub fn losses() -> Picture {
    let curve = |text: &str, from: f64| Curve {
        text: text.into(),
        values: (0..50).map(|epoch| (epoch != 7).then(|| from * (-f64::from(epoch) / 9.0).exp() + 0.2)).collect(),
    };
    Picture::Losses(LossCurves {
        curves: vec![curve("total", 1.0), curve("rebuilding", 0.8), curve("KL", -0.1)],
        epochs: 50,
        axis_labels: axes("epoch", "loss"),
        mark: Some(Mark { epoch: 38, text: "best epoch 38".into() }),
    })
}

pub fn kl(units: usize) -> Picture {
    Picture::KlPerUnit(KlPerUnit {
        values: (0..units)
            .map(|unit| Some(if unit % 3 == 0 { noise(unit) * 0.008 } else { noise(unit) * 2.0 }))
            .collect(),
        threshold: Guide { value: 0.01, text: "sleeping at or below 0.01".into() },
        axis_labels: axes("latent unit", "KL (nats)"),
    })
}

/// Neighbours join in a tournament.
pub fn dendrogram(rows: usize, groups: i32, names: bool) -> Picture {
    let mut round: Vec<(f64, f64)> = (0..rows).map(|row| (row as f64, 1.0)).collect();
    let mut merges = Vec::new();
    let mut height = 0.1;
    while round.len() > 1 {
        height *= 1.6;
        let mut next = Vec::new();
        for pair in round.chunks(2) {
            let &[one, other] = pair else {
                next.push(pair[0]);
                continue;
            };
            merges.extend([one.0, other.0, height + noise(merges.len()) * 0.01, one.1 + other.1]);
            next.push(((rows + merges.len() / 4 - 1) as f64, one.1 + other.1));
        }
        round = next;
    }
    Picture::Dendrogram(Dendrogram {
        rows,
        merges,
        order: (0..rows as u32).collect(),
        cut: Some(height / 2.0),
        cut_text: "cut into groups".into(),
        labels: (0..rows).map(|row| (row * groups as usize / rows.max(1)) as i32).collect(),
        names: if names {
            (0..rows).map(|row| format!("গান {row} a song of many words")).collect()
        } else {
            Vec::new()
        },
        legend: (0..groups).map(|label| LegendEntry { label, text: format!("Cluster {}", label + 1) }).collect(),
        axis_labels: axes("songs", "distance"),
    })
}

pub fn silhouette(songs: usize, groups: i32) -> Picture {
    Picture::SilhouetteProfile(SilhouetteProfile {
        values: (0..songs).map(|song| (song % 11 != 0).then(|| noise(song) * 1.2 - 0.3)).collect(),
        labels: (0..songs as i32).map(|song| song % groups).collect(),
        legend: (0..groups).map(|label| LegendEntry { label, text: format!("Cluster {}", label + 1) }).collect(),
        mean: Some(Guide { value: 0.3, text: "mean of all songs 0.30".into() }),
        axis_labels: axes("silhouette", ""),
    })
}

pub fn comparison(rows: usize, scale: f64) -> Picture {
    let row = |index: usize| Row {
        name: format!("method {index}: multimodal VAE, k-means"),
        group: ["Easy", "Medium", "Hard"][index % 3].into(),
        value: (index % 5 != 4).then(|| (noise(index) - 0.2) * scale),
    };
    Picture::Comparison(Comparison {
        rows: (0..rows).map(row).collect(),
        best: Best::Highest,
        undefined: "not defined: one group only".into(),
        axis_label: "silhouette".into(),
    })
}

pub fn table(columns: usize, rows: usize) -> Picture {
    let text = |row: usize, column: usize| match column {
        0 => format!("method {row}: multimodal VAE, k-means"),
        _ => format!("{:.3}", noise(row * 31 + column)),
    };
    Picture::Table(Table {
        columns: (0..columns).map(|column| Column { text: format!("score {column}"), numeric: column > 0 }).collect(),
        rows: (0..rows)
            .map(|row| (0..columns).map(|column| Cell { text: text(row, column), best: column == row }).collect())
            .collect(),
    })
}

/// What runs leave behind.
pub fn all() -> Vec<(&'static str, Picture)> {
    vec![
        ("scatter", scatter(60, 5)),
        ("distribution", distribution()),
        ("vectors", reconstructions(0, 40, 5)),
        ("maps", reconstructions(24, 40, 4)),
        ("losses", losses()),
        ("kl_per_unit", kl(16)),
        ("dendrogram", dendrogram(32, 4, true)),
        ("silhouette_profile", silhouette(60, 4)),
        ("comparison", comparison(8, 1.0)),
        ("table", table(7, 6)),
    ]
}

/// What runs hardly ever leave behind.
pub fn strange() -> Vec<(&'static str, Picture)> {
    let long = "a very long name with many words ".repeat(300);
    let nowhere = LatentScatter {
        points: vec![f32::NAN, 1.0, f32::INFINITY, f32::NEG_INFINITY, 3e2, -3e2, 0.0, 0.0],
        labels: vec![0, i32::MAX, i32::MIN, -1],
        legend: vec![
            LegendEntry { label: 0, text: long.clone() },
            LegendEntry { label: i32::MIN, text: String::new() },
        ],
        axis_labels: [long.clone(), long.clone()],
    };
    let counted = Distribution {
        values: (0..200).map(|value| format!("{value} {long}")).collect(),
        groups: (0..100).map(|label| LegendEntry { label, text: format!("{label} {long}") }).collect(),
        counts: (0..20_000).map(|index| [f64::NAN, f64::INFINITY, -4.0, 1e300, 3.0][index % 5]).collect(),
        rest: long.clone(),
        axis_labels: [long.clone(), long.clone()],
    };
    let values = vec![Some(1e300), Some(-1e300), None, Some(f64::NAN), Some(1e-300)];
    let row = |value: &Option<f64>| Row { name: long.clone(), group: long.clone(), value: *value };
    let compared = Comparison {
        rows: values.iter().map(row).collect(),
        best: Best::Lowest,
        undefined: long.clone(),
        axis_label: long.clone(),
    };
    let units = KlPerUnit {
        values,
        threshold: Guide { value: f64::NAN, text: long.clone() },
        axis_labels: [long.clone(), long.clone()],
    };
    let cells = vec![Cell { text: long.clone(), best: true }; 40];
    let wide = Table { columns: vec![Column { text: long, numeric: true }; 40], rows: vec![cells; 3] };
    vec![
        ("one song", scatter(1, 1)),
        ("a hundred groups", scatter(300, 100)),
        ("nowhere", Picture::Scatter(nowhere)),
        ("counted", Picture::Distribution(counted)),
        ("one number", reconstructions(0, 1, 1)),
        ("one cell", reconstructions(1, 1, 9)),
        ("long vectors", reconstructions(0, 5000, 40)),
        ("one leaf", dendrogram(1, 1, true)),
        ("many leaves", dendrogram(3000, 100, false)),
        ("one silhouette", silhouette(2, 1)),
        ("a hundred silhouettes", silhouette(3000, 100)),
        ("compared", Picture::Comparison(compared)),
        ("much compared", comparison(40, 1e9)),
        ("units", Picture::KlPerUnit(units)),
        ("many units", kl(512)),
        ("wide table", Picture::Table(wide)),
        ("long table", table(3, 400)),
    ]
}

/// Of each kind one without data.
pub fn empty() -> Vec<(&'static str, Picture)> {
    let nothing = Guide { value: f64::NAN, text: String::new() };
    vec![
        ("scatter", scatter(0, 1)),
        (
            "distribution",
            Picture::Distribution(Distribution {
                values: Vec::new(),
                groups: Vec::new(),
                counts: Vec::new(),
                rest: String::new(),
                axis_labels: axes("", ""),
            }),
        ),
        (
            "groups without songs",
            Picture::Distribution(Distribution {
                values: vec!["Bangla".into()],
                groups: Vec::new(),
                counts: Vec::new(),
                rest: String::new(),
                axis_labels: axes("", ""),
            }),
        ),
        ("vectors", reconstructions(0, 0, 0)),
        ("empty vectors", reconstructions(0, 0, 2)),
        ("maps", reconstructions(4, 4, 0)),
        (
            "losses",
            Picture::Losses(LossCurves { curves: Vec::new(), epochs: 0, axis_labels: axes("", ""), mark: None }),
        ),
        ("kl", Picture::KlPerUnit(KlPerUnit { values: Vec::new(), threshold: nothing, axis_labels: axes("", "") })),
        ("dendrogram", dendrogram(0, 1, false)),
        ("silhouette", silhouette(0, 1)),
        ("comparison", comparison(0, 1.0)),
        ("table", table(0, 0)),
        ("table without rows", table(3, 0)),
    ]
}
