//! Files that claim to be trained maps: whatever is wrong with one has a code, and nothing makes the reader panic.

mod reference_signals;

use std::panic::catch_unwind;

use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use reference_signals::gauss;
use songscape::{
    archive::{
        ModelFileError,
        model_file::{MODEL_VERSION, MOST_HEADER},
        read_model, safetensors, write_model,
    },
    experiment::{Column, Experiment, Memory, Numbers, Songs},
    settings::{Feature, Settings, VaeArch},
};

#[path = "../fuzz/checks/model.rs"]
mod model;

/// A small map as a file.
fn file(feature: Feature, vae_arch: VaeArch) -> Vec<u8> {
    let noise = gauss(10 * 12, 5);
    let ids: Vec<String> = (0..10).map(|row| format!("song_{row}")).collect();
    let songs = Songs {
        song_ids: ids.clone(),
        numbers: Numbers::of_all(Array2::from_shape_fn((10, 12), |(row, column)| noise[row * 12 + column] as f32)),
        lyrics: (0..10).map(|row| Some(format!("{} la la", ["moon", "sun"][row % 2]))).collect(),
        columns: vec![Column { name: "genre".into(), values: (0..10).map(|row| ["a", "b"][row % 2].into()).collect() }],
        ids,
    };
    let settings = Settings {
        feature,
        vae_arch,
        epochs: 2,
        latent_dim: 2,
        n_mels: 3,
        tf_frames: 4,
        hidden: serde_json::from_str("\"5,4\"").unwrap(),
        channels: serde_json::from_str("\"2\"").unwrap(),
        cond_col: if feature == Feature::Logmelspec { "genre".into() } else { String::new() },
        ..Settings::default()
    };
    let mut experiment = Experiment::new(songs, settings, &Memory::default()).unwrap();
    while experiment.step().unwrap().is_some() {}
    write_model(&experiment.finish().unwrap().0.trained).unwrap()
}

/// One of each kind that has parts of its own.
fn files() -> Vec<Vec<u8>> {
    vec![
        file(Feature::Multimodal, VaeArch::Mlp),
        file(Feature::Logmelspec, VaeArch::Conv2d),
        file(Feature::Hybrid, VaeArch::DualEncoder),
        file(Feature::LyricsTfidf, VaeArch::Mlp),
    ]
}

fn code(bytes: &[u8]) -> String {
    let error = read_model(bytes).unwrap_err();
    serde_json::to_value(error).unwrap()["code"].as_str().unwrap().to_owned()
}

/// Type, shape and bytes of a tensor.
type Part = (String, Vec<usize>, Vec<u8>);

/// A file with other tensors or another account of them.
fn rewritten(
    bytes: &[u8],
    change: impl Fn(&str, &mut Part) -> bool,
    about: impl Fn(&mut serde_json::Value),
) -> Vec<u8> {
    let file = safetensors::read(bytes, MOST_HEADER).unwrap();
    let mut said: serde_json::Value = serde_json::from_str(&file.metadata["songscape"]).unwrap();
    about(&mut said);
    let (mut header, mut data) = (serde_json::Map::new(), Vec::new());
    header.insert("__metadata__".into(), serde_json::json!({"songscape": said.to_string()}));
    for (name, view) in &file.tensors {
        let mut part = (view.dtype.clone(), view.shape.clone(), view.bytes.to_vec());
        if change(name, &mut part) {
            let (dtype, shape, bytes) = part;
            let offsets = [data.len(), data.len() + bytes.len()];
            header.insert(name.clone(), serde_json::json!({"dtype": dtype, "shape": shape, "data_offsets": offsets}));
            data.extend(bytes);
        }
    }
    let header = serde_json::to_vec(&header).unwrap();
    [&(header.len() as u64).to_le_bytes(), &header[..], &data].concat()
}

fn with_tensor(bytes: &[u8], named: &str, change: impl Fn(&mut Part) -> bool) -> Vec<u8> {
    rewritten(bytes, |name, part| name != named || change(part), |_| {})
}

fn with_about(bytes: &[u8], change: impl Fn(&mut serde_json::Value)) -> Vec<u8> {
    rewritten(bytes, |_, _| true, change)
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for bytes in files() {
        let header = 8 + u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
        // At every byte of the header, and then at every seventh.
        for length in (0..header).chain((header..bytes.len()).step_by(7)) {
            let error = read_model(&bytes[..length]).unwrap_err();
            let cut = matches!(error, ModelFileError::ModelTruncated { .. } | ModelFileError::ModelNotSafetensors {});
            assert!(cut && (length < 9 || error == ModelFileError::ModelTruncated { found: length as u64 }), "{error}");
        }
        let longer = [&bytes[..], &[0; 5]].concat();
        assert_eq!(code(&longer), "model_damaged");
    }
}

#[test]
fn lying_lengths_are_refused_before_anything_is_read() {
    let good = file(Feature::Mfcc, VaeArch::Mlp);
    for (length, expected) in [
        (u64::MAX, "model_header_too_large"),
        (MOST_HEADER as u64 + 1, "model_header_too_large"),
        (good.len() as u64, "model_truncated"),
        (0, "model_damaged"),
        (2, "model_damaged"),
    ] {
        let mut bytes = good.clone();
        bytes[..8].copy_from_slice(&length.to_le_bytes());
        assert_eq!(code(&bytes), expected, "{length}");
    }
    assert_eq!(code(b"PK\x03\x04 this is an archive"), "model_not_safetensors");
    assert_eq!(code(b"id,title\n1,moon\n"), "model_not_safetensors");
    assert_eq!(code(b""), "model_truncated");
    let header = |json: &str| [&(json.len() as u64).to_le_bytes(), json.as_bytes()].concat();
    for json in [
        r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551615]}}"#,
        r#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#,
        r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
        r#"{"a":{"#,
        "{{{{{{{{{{",
        "{\"\u{0}\":1}",
    ] {
        assert_eq!(code(&header(json)), "model_damaged", "{json}");
    }
    let deep = format!("{{\"a\":{}", "[".repeat(1_000_000));
    assert_eq!(code(&header(&deep)), "model_damaged");
}

#[test]
fn other_versions_and_other_programs_are_told_apart() {
    let good = file(Feature::Mfcc, VaeArch::Mlp);
    let foreign = safetensors::write(Vec::new(), &std::collections::BTreeMap::new()).unwrap();
    assert_eq!(code(&foreign), "model_foreign");
    let newer = with_about(&good, |about| about["version"] = 2.into());
    assert_eq!(read_model(&newer), Err(ModelFileError::ModelVersion { found: "2".into(), known: MODEL_VERSION }));
    let changed = with_about(&good, |about| about["feature_version"] = 999.into());
    assert_eq!(code(&changed), "model_features");
    // A newer file may look like anything: its version is what is said.
    let strange = with_about(&good, |about| *about = serde_json::json!({"version": "two", "songs": 7}));
    assert_eq!(code(&strange), "model_version");
    assert_eq!(code(&with_about(&good, |about| *about = serde_json::json!("one"))), "model_part_damaged");
}

#[test]
fn what_is_missing_misshapen_or_no_number_is_named() {
    let good = file(Feature::Multimodal, VaeArch::Mlp);
    let names: Vec<String> = safetensors::read(&good, MOST_HEADER).unwrap().tensors.into_keys().collect();
    assert!(names.len() > 40, "{names:?}");
    for name in &names {
        let without = with_tensor(&good, name, |_| false);
        match name.as_str() {
            // What a map of equal songs has not.
            "map.variance_shown" => assert!(read_model(&without).is_ok()),
            _ => assert_eq!(read_model(&without), Err(ModelFileError::ModelPartMissing { part: name.clone() })),
        }
        let turned = with_tensor(&good, name, |(_, shape, _)| {
            shape.insert(0, 1);
            true
        });
        assert_eq!(code(&turned), "model_shape", "{name}");
        let retyped = with_tensor(&good, name, |(dtype, ..)| {
            *dtype = if dtype == "F64" { "I64" } else { "U32" }.to_owned();
            true
        });
        assert_eq!(code(&retyped), "model_part_damaged", "{name}");
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let broken = with_tensor(&good, name, |(dtype, _, bytes)| {
                match dtype.as_str() {
                    "F32" => bytes[..4].copy_from_slice(&(bad as f32).to_le_bytes()),
                    "F64" => bytes[..8].copy_from_slice(&bad.to_le_bytes()),
                    _ => bytes[..4].copy_from_slice(&i32::MAX.to_le_bytes()),
                }
                true
            });
            assert_eq!(read_model(&broken), Err(ModelFileError::ModelNumbers { part: name.clone() }));
        }
    }
    for zero in ["features.scale.deviation", "lyrics.scale.deviation", "sound.scale.deviation"] {
        let broken = with_tensor(&good, zero, |(_, _, bytes)| {
            bytes[..8].fill(0);
            true
        });
        assert_eq!(code(&broken), "model_numbers", "{zero}");
    }
}

#[test]
fn what_is_said_beside_the_tensors_is_not_believed() {
    let good = file(Feature::Multimodal, VaeArch::Mlp);
    let code_of = |change: fn(&mut serde_json::Value)| code(&with_about(&good, change));
    assert_eq!(code_of(|about| about["settings"]["epochs"] = (-1).into()), "model_part_damaged");
    assert_eq!(code_of(|about| about["settings"]["lr"] = 1e9.into()), "model_part_damaged");
    assert_eq!(code_of(|about| about["settings"]["no_such"] = 1.into()), "model_part_damaged");
    assert_eq!(code_of(|about| about["settings"]["feature"] = "hybrid".into()), "model_shape");
    assert_eq!(code_of(|about| about["settings"]["baseline"] = "pca".into()), "model_part_missing");
    assert_eq!(code_of(|about| about["settings"]["baseline"] = "raw".into()), "model_shape");
    assert_eq!(code_of(|about| about["settings"]["cond_col"] = "genre".into()), "model_part_missing");
    assert_eq!(code_of(|about| about["network"] = serde_json::Value::Null), "model_part_missing");
    assert_eq!(code_of(|about| about["vocabulary"] = serde_json::json!(["z", "a"])), "model_part_damaged");
    assert_eq!(code_of(|about| about["vocabulary"] = serde_json::json!(["a"])), "model_shape");
    assert_eq!(code_of(|about| about["songs"]["ids"] = serde_json::json!([])), "model_part_damaged");
    assert_eq!(code_of(|about| about["songs"]["ids"][0] = about["songs"]["ids"][1].clone()), "model_part_damaged");
    assert_eq!(code_of(|about| about["songs"]["titles"] = serde_json::json!(["one"])), "model_part_damaged");
    assert_eq!(code_of(|about| about["songs"]["columns"][0]["values"] = serde_json::json!([])), "model_part_damaged");
    // A network of widths that no memory holds, or that overflow when they are multiplied.
    for (width, expected) in [(0_u64, "model_numbers"), (6, "model_shape"), (1 << 40, "model_numbers")] {
        let wide = with_about(&good, |about| about["network"]["architecture"]["hidden"][0] = width.into());
        assert_eq!(code(&wide), expected, "{width}");
    }
    let conv = file(Feature::Logmelspec, VaeArch::Conv2d);
    for (name, value) in
        [("bands", 0_u64), ("bands", 1 << 20), ("frames", u64::from(u32::MAX)), ("frames", u64::MAX >> 12)]
    {
        let wide = with_about(&conv, |about| about["network"]["architecture"][name] = value.into());
        assert_eq!(code(&wide), "model_numbers", "{name} {value}");
    }
    assert_eq!(
        code(&with_about(&conv, |about| about["network"]["architecture"]["channels"] = serde_json::json!([]))),
        "model_numbers"
    );
}

#[test]
fn damaged_files_of_any_kind_hold() {
    let rounds = std::env::var("SONGSCAPE_FUZZ_ROUNDS").map_or(4_000, |asked| asked.parse().unwrap());
    let seeds = files();
    seeds.iter().for_each(|seed| model::check(seed));
    for round in 0..rounds {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(round);
        let mut bytes = seeds[random.gen_range(0..seeds.len())].clone();
        let header = 8 + u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
        for _ in 0..random.gen_range(1..=6) {
            // Mostly in the header, where everything is decided.
            let most = if random.gen_bool(0.8) { header.min(bytes.len()) } else { bytes.len() };
            let at = random.gen_range(0..most.max(1));
            match random.gen_range(0..6) {
                0 if at < bytes.len() => bytes[at] ^= 1 << random.gen_range(0..8),
                1 if at < bytes.len() => bytes[at] = random.r#gen(),
                2 => {
                    // A digit for a digit keeps the header's length and JSON whole: sizes and offsets lie.
                    if let Some(digit) = bytes[at.min(bytes.len())..].iter().position(u8::is_ascii_digit) {
                        let at = at + digit;
                        bytes[at] = random.gen_range(b'0'..=b'9');
                    }
                }
                3 => {
                    let end = (at + random.gen_range(1..40)).min(bytes.len());
                    drop(bytes.drain(at.min(end)..end));
                }
                4 => {
                    let noise: Vec<u8> = (0..random.gen_range(1..12)).map(|_| random.r#gen()).collect();
                    bytes.splice(at.min(bytes.len())..at.min(bytes.len()), noise);
                }
                _ => bytes.truncate(bytes.len().max(at) - at.min(random.gen_range(0..64))),
            }
        }
        assert!(catch_unwind(|| model::check(&bytes)).is_ok(), "round {round}");
    }
    let mut random = Xoshiro256PlusPlus::seed_from_u64(7);
    for _ in 0..rounds {
        let noise: Vec<u8> = (0..random.gen_range(0..300)).map(|_| random.r#gen()).collect();
        assert!(read_model(&noise).is_err());
    }
}
