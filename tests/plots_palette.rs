//! Colours can be told from their paper, and signs from one another.

use plotters::style::RGBColor;
use songscape::plots::palette::{NOISE, UNGROUPED, colour, palette, shape, theme};

/// Relative luminance, WCAG 2.2.
fn luminance(colour: RGBColor) -> f64 {
    let [red, green, blue] = linear(colour);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn linear(RGBColor(red, green, blue): RGBColor) -> [f64; 3] {
    [red, green, blue].map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })
}

fn contrast(one: RGBColor, other: RGBColor) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn every_mark_stands_out_from_its_paper() {
    for dark in [false, true] {
        for label in UNGROUPED..12 {
            let found = contrast(colour(label, dark), theme(dark).paper);
            assert!(found >= 3.0, "label {label}, dark {dark}: {found}");
        }
    }
}

#[test]
fn words_can_be_read() {
    for dark in [false, true] {
        let theme = theme(dark);
        assert!(contrast(theme.ink, theme.paper) >= 7.0);
        assert!(contrast(theme.quiet_ink, theme.paper) >= 4.5, "{}", contrast(theme.quiet_ink, theme.paper));
    }
}

#[test]
fn the_first_64_groups_have_64_signs() {
    let mut signs: Vec<_> =
        (0..64).map(|label| (colour(label, false).0, colour(label, false).1, shape(label))).collect();
    signs.sort();
    signs.dedup();
    assert_eq!(signs.len(), 64);
}

/// The four groups of a default run differ in colour for people who lack one kind of cone: simulated after Machado, Oliveira and
/// Fernandes (2009), severity 1, distance in CIELAB. 2.3 is just noticeable; 10 is seen at a glance.
#[test]
fn the_first_four_colours_differ_without_one_kind_of_cone() {
    const SIMULATIONS: [[[f64; 3]; 3]; 3] = [
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ];
    for dark in [false, true] {
        for simulation in SIMULATIONS {
            let seen = [0, 1, 2, 3].map(|label| {
                let light = linear(colour(label, dark));
                lab(simulation.map(|row| (0..3).map(|part| row[part] * light[part]).sum::<f64>()))
            });
            for one in 0..4 {
                for other in 0..one {
                    let distance: f64 =
                        (0..3).map(|part| (seen[one][part] - seen[other][part]).powi(2)).sum::<f64>().sqrt();
                    assert!(distance >= 10.0, "groups {other} and {one}, dark {dark}: {distance}");
                }
            }
        }
    }
}

fn lab([red, green, blue]: [f64; 3]) -> [f64; 3] {
    let curve = |t: f64| if t > 0.008856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let x = curve((0.4124 * red + 0.3576 * green + 0.1805 * blue).max(0.0) / 0.9505);
    let y = curve((0.2126 * red + 0.7152 * green + 0.0722 * blue).max(0.0));
    let z = curve((0.0193 * red + 0.1192 * green + 0.9505 * blue).max(0.0) / 1.089);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[test]
fn the_page_gets_what_the_map_draws() {
    let palette = palette(true, 3);
    assert_eq!(palette.signs.iter().map(|sign| sign.label).collect::<Vec<_>>(), [UNGROUPED, NOISE, 0, 1, 2]);
    let RGBColor(red, green, blue) = colour(1, true);
    assert_eq!(palette.signs[3].colour, format!("#{red:02x}{green:02x}{blue:02x}"));
    let json = serde_json::to_value(&palette).unwrap();
    assert_eq!(json["signs"][3]["shape"], "triangle");
    for sign in &palette.signs {
        assert!(sign.outline.iter().flatten().all(|value| value.abs() <= 1.5), "{sign:?}");
    }
}
