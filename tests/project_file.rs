//! A project as a file: what was written is read again, and a stranger's file does no harm.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use songscape::archive::project_file::{
    FIRST, MOST_BYTES, MOST_HEADER, PROJECT_VERSION, Project, ProjectFileError, begin_project, header_length,
};
use songscape::archive::safetensors::{Outline, Type, read_header};

#[path = "../fuzz/checks/project.rs"]
mod project_check;
use project_check::check as survive;

/// A tensor and its bytes.
type Part = (Outline, Vec<u8>);

fn part(name: &str, kind: Type, shape: &[u64], bytes: Vec<u8>) -> Part {
    (Outline { name: name.into(), kind, shape: shape.to_vec() }, bytes)
}

fn f32s(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn f64s(numbers: &[f64]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn i32s(numbers: &[i32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn u32s(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn track(id: &str) -> Value {
    json!({
        "id": id, "name": format!("{id}.mp3"), "size": 1000, "sound": true, "state": "ready", "problem": null,
        "notices": [{"code": "cut_short", "found": 12.5, "names": ["a", null, true]}], "title": "=HYPERLINK(\"x\")\n",
        "artist": "", "lyrics": "আমার সোনার বাংলা", "cells": ["waltz", null], "tagged": true, "seconds": 30.0,
        "rate": 44100.0, "hash": "0123456789abcdef0123456789abcdef", "heard": {"key": "30:0", "clips": 1},
    })
}

fn run(settings: &Value) -> Value {
    json!({
        "number": 4, "title": "", "current": true, "settings": settings, "ids": 0, "song_ids": 0,
        "left_out": [{"id": "e", "code": "no_lyrics"}], "song_level": null, "feature_columns": 80,
        "metrics": {"n": 3, "n_clusters_eff": 2, "silhouette": 0.1, "calinski_harabasz": null, "davies_bouldin": 1.5,
            "ari": null, "nmi": null, "purity": null, "coverage": 1.0, "silhouette_features": null,
            "calinski_harabasz_features": null, "davies_bouldin_features": null},
        "agreement": [{"column": "genre", "values": 2, "ari": 1.0, "nmi": 1.0, "purity": 1.0, "ari_chance": 0.0,
            "nmi_chance": 0.1, "purity_chance": 0.6}],
        "silhouette_groups": [{"label": 0, "size": 2, "mean": 0.2}], "eps_used": null, "graph_parts": null,
        "repeats": {"seeds": [42, 43], "scores": {"silhouette": {"mean": 0.1, "sd": null, "count": 1}}},
        "candidates": [{"clusters": 2, "silhouette": 0.1, "inertia": 5.0}],
        "losses": [{"total": 2.0, "reconstruction": 1.0, "kl": 1.0, "validation": null}],
        "frames": [{"epoch": 0, "losses": null, "activeUnits": 2},
            {"epoch": 1, "losses": {"total": 2.0, "reconstruction": 1.0, "kl": null, "validation": null}, "activeUnits": 2}],
        "kl_per_unit": [0.5, 0.25], "active_units": 2, "outliers": [2],
        "recon": {"rows": [0, 2], "bands": 0, "frames": 0}, "held_out": {"validation": [1], "test": []},
        "test_loss": null, "best_epoch": 1, "variance_shown": [0.7, 0.2],
        "warnings": [{"code": "few_songs", "songs": 3.0, "message": "few"}], "seconds": {"training": 0.5},
        "stopped": false, "suite": {"name": "easy", "run_dir": "easy/vae_kmeans"}, "further_maps": ["tsne"],
    })
}

/// Three songs and a run of them.
fn about() -> Value {
    let settings = serde_json::to_value(songscape::settings::Settings::default()).unwrap();
    json!({
        "version": PROJECT_VERSION, "feature_version": 3, "settings": settings, "columns": ["genre", "__proto__"],
        "tracks": [track("a"), track("b\"<script>"), track("c")], "removed": ["d"],
        "heard": [{"feature": "mfcc", "tracks": [0, 1, 2]}], "given": [{"feature": "table", "tracks": [2]}],
        "thumbnails": [1], "ids": [["a", "b\"<script>", "c"]],
        "runs": [run(&settings)],
        "model": {"name": "mine.safetensors"},
    })
}

fn parts() -> Vec<Part> {
    vec![
        part("heard.0", Type::F32, &[3, 2], f32s(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])),
        part("given.0", Type::F32, &[1, 3], f32s(&[1.0, 2.0, 3.0])),
        part("thumbnails", Type::F32, &[1, 64], f32s(&[0.5; 64])),
        part("model", Type::U8, &[5], vec![9; 5]),
        part("runs.0.clusters", Type::I32, &[3], i32s(&[0, 1, -1])),
        part("runs.0.latents", Type::F32, &[3, 2], f32s(&[0.5; 6])),
        part("runs.0.projection", Type::F32, &[3, 2], f32s(&[0.25; 6])),
        part("runs.0.before", Type::F32, &[3, 2], f32s(&[0.25; 6])),
        part("runs.0.silhouettes", Type::F64, &[3], f64s(&[1.0, -1.0, f64::NAN])),
        part("runs.0.memberships", Type::F32, &[3], f32s(&[1.0; 3])),
        part("runs.0.k_distances", Type::F64, &[3], f64s(&[1.0; 3])),
        part("runs.0.reconstruction_errors", Type::F32, &[3], f32s(&[1.0; 3])),
        part("runs.0.dendrogram.order", Type::U32, &[3], u32s(&[2, 0, 1])),
        part("runs.0.dendrogram.merges", Type::F64, &[2, 4], f64s(&[0.0, 1.0, 0.5, 2.0, 2.0, 3.0, 0.5, 3.0])),
        part("runs.0.frames.maps", Type::F32, &[2, 3, 2], f32s(&[0.0; 12])),
        part("runs.0.frames.labels", Type::I32, &[2, 3], i32s(&[-2, -2, -2, 0, 1, 2])),
        part("runs.0.recon.original", Type::F32, &[2, 4], f32s(&[0.0; 8])),
        part("runs.0.recon.reconstructed", Type::F32, &[2, 4], f32s(&[0.0; 8])),
        part("runs.0.scale.mean", Type::F32, &[2], f32s(&[0.0; 2])),
        part("runs.0.scale.std", Type::F32, &[2], f32s(&[1.0; 2])),
        part("runs.0.further.0", Type::F32, &[3, 2], f32s(&[0.0; 6])),
        part("runs.0.model", Type::U8, &[3], vec![1, 2, 3]),
    ]
}

fn written(about: &Value, parts: &[Part]) -> Result<Vec<u8>, ProjectFileError> {
    let outlines: Vec<Outline> = parts.iter().map(|(outline, _)| outline.clone()).collect();
    let beginning = begin_project(&about.to_string(), &outlines)?;
    let mut file = beginning.bytes;
    beginning.order.iter().for_each(|&place| file.extend(&parts[place].1));
    Ok(file)
}

/// As the page reads: first bytes, header, every tensor.
fn read(file: &[u8]) -> Result<Project, ProjectFileError> {
    let size = file.len() as u64;
    let length = header_length(&file[..FIRST.min(file.len())], size)?;
    let project = Project::open(&file[8..8 + length], size)?;
    let data = &file[8 + length..];
    for (name, place) in &project.tensors {
        project.check(name, &data[place.start as usize..place.end as usize])?;
    }
    Ok(project)
}

fn file() -> Vec<u8> {
    written(&about(), &parts()).unwrap()
}

/// The code of the error, and the part it names.
fn refusal<T: std::fmt::Debug>(result: Result<T, ProjectFileError>) -> (String, String) {
    let error = serde_json::to_value(result.unwrap_err()).unwrap();
    let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
    (text("code"), text("part"))
}

/// A file whose header says something else than it should, its length put right.
fn with_text(file: &[u8], change: impl Fn(&mut Value)) -> Vec<u8> {
    let length = u64::from_le_bytes(file[..8].try_into().unwrap()) as usize;
    let mut header: Value = serde_json::from_slice(&file[8..8 + length]).unwrap();
    change(&mut header);
    let header = header.to_string().into_bytes();
    [&(header.len() as u64).to_le_bytes()[..], &header, &file[8 + length..]].concat()
}

#[test]
fn what_was_written_is_read_again() {
    let file = file();
    let project = read(&file).unwrap();
    assert_eq!(project.text, about().to_string());
    assert_eq!(serde_json::to_value(&project.about).unwrap(), about());
    assert_eq!(project.tensors.len(), parts().len());
    let length = header_length(&file[..FIRST], file.len() as u64).unwrap();
    for (outline, bytes) in parts() {
        let place = &project.tensors[&outline.name];
        assert_eq!(place.shape, outline.shape);
        assert_eq!(&file[8 + length + place.start as usize..8 + length + place.end as usize], bytes);
        // So that whoever maps the file into memory can use it as it lies there.
        assert_eq!(place.start % outline.kind.size() as u64, 0, "{}", outline.name);
    }
    assert_eq!(length % 8, 0);
    assert_eq!(file, self::file(), "the same project, the same bytes");
}

#[test]
fn a_project_of_nothing_is_one() {
    let mut empty = about();
    for list in ["columns", "tracks", "removed", "heard", "given", "thumbnails", "ids", "runs"] {
        empty[list] = json!([]);
    }
    empty["model"] = Value::Null;
    assert!(read(&written(&empty, &[]).unwrap()).is_ok());
}

#[test]
fn every_file_cut_short_is_refused() {
    let file = file();
    let length = u64::from_le_bytes(file[..8].try_into().unwrap()) as usize;
    for end in 0..file.len() {
        let (code, _) = refusal(read(&file[..end]));
        let expected = if (1..8).contains(&end) { "project_foreign" } else { "project_truncated" };
        assert_eq!(code, expected, "{end} of {} bytes, header {length}", file.len());
    }
    assert_eq!(refusal(read(&[&file[..], b"x"].concat())).0, "project_damaged");
}

#[test]
fn other_versions_and_other_files_are_told_from_damage() {
    for version in [json!(PROJECT_VERSION + 1), json!("1"), json!(-1), json!({"a": vec![1; 100]})] {
        let mut other = about();
        other["version"] = version;
        other["what_a_newer_version_adds"] = json!(1);
        assert_eq!(refusal(written(&other, &parts())).0, "project_version");
    }
    assert_eq!(refusal(read(b"PK\x03\x04 a zip archive")).0, "project_foreign");
    // A model is of the same container, and no project.
    let model = with_text(&file(), |header| header["__metadata__"] = json!({"songscape": "{}"}));
    assert_eq!(refusal(read(&model)).0, "project_foreign");
    let odd = with_text(&file(), |header| header["__metadata__"]["songscape_project"] = json!("no JSON"));
    assert_eq!(refusal(read(&odd)).0, "project_damaged");
}

#[test]
fn sizes_that_lie_are_refused() {
    let said = |length: u64, size: u64| {
        let mut first = length.to_le_bytes().to_vec();
        first.push(b'{');
        refusal(header_length(&first, size)).0
    };
    assert_eq!(said(u64::MAX, 1000), "project_too_large");
    assert_eq!(said(MOST_HEADER as u64 + 1, MOST_BYTES), "project_too_large");
    assert_eq!(said(993, 1000), "project_truncated");
    assert_eq!(said(100, MOST_BYTES + 1), "project_too_large");
    for (shape, offsets) in [
        (json!([3, 3]), json!([0, 24])),
        (json!([u64::MAX, 8]), json!([0, 24])),
        (json!([3, 2]), json!([24, 0])),
        (json!([3, 2]), json!([4, 28])),
        (json!([3, 2]), json!([0, u64::MAX])),
    ] {
        let lying = with_text(&file(), |header| {
            header["heard.0"] = json!({"dtype": "F32", "shape": shape, "data_offsets": offsets});
        });
        assert_eq!(refusal(read(&lying)).0, "project_damaged", "{shape} {offsets}");
    }
    // Two tensors in one place.
    let twice = with_text(&file(), |header| header["x"] = header["heard.0"].clone());
    assert_eq!(refusal(read(&twice)).0, "project_damaged");
}

/// The project with something changed; `at` is a JSON pointer.
fn changed(at: &str, value: Value) -> Value {
    let mut about = about();
    *about.pointer_mut(at).unwrap_or_else(|| panic!("no {at}")) = value;
    about
}

#[test]
fn parts_that_do_not_fit_are_refused_by_name() {
    let repeated: Vec<Value> = vec![track("a"), track("a"), track("c")];
    for (at, value) in [
        ("/tracks", json!(repeated)),
        ("/tracks/0/cells", json!([])),
        ("/tracks/0/hash", json!("../../etc/passwd")),
        ("/tracks/0/hash", Value::Null),
        ("/tracks/0/state", json!("listening")),
        ("/tracks/0/size", json!(-1)),
        ("/tracks/0/heard/clips", json!(2)),
        ("/tracks/0/heard/clips", json!(0)),
        ("/tracks/0/heard/clips", json!(usize::MAX)),
        ("/tracks/0/heard", Value::Null),
        ("/tracks/0/notices/0", json!({"no": "code"})),
        ("/tracks/0/notices/0/names", json!({"toString": 1})),
        ("/tracks/0/problem", json!({"code": "<b>"})),
        ("/columns", json!(["genre", "genre"])),
        ("/heard/0/tracks", json!([0, 1, 3])),
        ("/heard/0/tracks", json!([0, 1])),
        ("/heard/0/feature", json!("__proto__")),
        ("/given/0/tracks", json!([])),
        ("/thumbnails", json!([7])),
        ("/ids", json!([])),
        ("/ids/0", json!(["a", "b"])),
        ("/ids/0", json!(["a", "b", "b"])),
        ("/settings/epochs", json!(0)),
        ("/settings", json!({"no_such_setting": 1})),
        ("/runs/0/settings/lr", json!(1e9)),
        ("/runs/0/number", json!(0)),
        ("/runs/0/ids", json!(1)),
        ("/runs/0/song_level", json!(0)),
        ("/runs/0/left_out/0/code", json!("because")),
        ("/runs/0/outliers", json!([3])),
        ("/runs/0/held_out/validation", json!([3])),
        ("/runs/0/recon/rows", json!([0, 3])),
        ("/runs/0/recon/rows", json!([0])),
        ("/runs/0/recon/bands", json!(3)),
        ("/runs/0/recon", Value::Null),
        ("/runs/0/best_epoch", json!(2)),
        ("/runs/0/kl_per_unit", json!([1.0])),
        ("/runs/0/frames", json!([])),
        ("/runs/0/warnings/0/code", json!(["x"])),
        ("/runs/0/seconds", json!({"": 1.0})),
        ("/runs/0/suite/run_dir", json!("../secrets")),
        ("/runs/0/suite/run_dir", json!("/etc")),
        ("/runs/0/suite/run_dir", json!("hard/vae_kmeans")),
        ("/runs/0/suite/run_dir", json!("easy/con")),
        ("/runs/0/suite", json!({"name": "runs", "run_dir": "runs/001_vae_kmeans"})),
        ("/runs/0/number", json!(u32::MAX)),
        ("/runs/0/further_maps", json!(["a:"])),
        ("/runs/0/further_maps", json!(["tsne", "umap"])),
        ("/runs/0/further_maps", json!([])),
        ("/runs/0/silhouette_groups/0/label", json!(3)),
        ("/runs/0/metrics", json!({})),
        ("/runs/0/metrics/n", json!("3")),
        ("/model", Value::Null),
    ] {
        let (code, part) = refusal(written(&changed(at, value.clone()), &parts()));
        assert_eq!(code, "project_damaged", "{at} = {value}");
        assert!(!part.is_empty(), "{at}");
    }
    for at in ["", "/tracks/0", "/runs/0", "/runs/0/metrics", "/runs/0/frames/0", "/heard/0"] {
        let mut further = about();
        further.pointer_mut(at).unwrap()["surprise"] = json!({"toString": 1});
        assert_eq!(refusal(written(&further, &parts())).0, "project_damaged", "{at}");
    }
    for (place, (outline, _)) in parts().iter().enumerate() {
        for change in 0..3 {
            let mut other = parts();
            match change {
                0 => other[place].0.shape.push(1),
                1 => other[place].0.kind = if outline.kind == Type::F32 { Type::I32 } else { Type::F32 },
                _ => other[place].0.name.push('x'),
            }
            assert_eq!(refusal(written(&about(), &other)).0, "project_damaged", "{} {change}", outline.name);
        }
    }
}

#[test]
fn more_than_a_page_can_show_is_refused() {
    let mut many = about();
    many["tracks"] = (0..50_001).map(|place| track(&place.to_string())).collect();
    assert_eq!(refusal(written(&many, &parts())), ("project_too_large".into(), "songs".into()));
    let large = Outline { name: "model".into(), kind: Type::U8, shape: vec![MOST_BYTES] };
    assert_eq!(refusal(begin_project(&about().to_string(), &[large])), ("project_too_large".into(), "bytes".into()));
}

#[test]
fn numbers_that_a_page_could_not_draw_are_refused() {
    let nan = f32s(&[f32::NAN])[..].to_vec();
    let merges = |merges: &[[f64; 4]]| merges.iter().flat_map(|merge| f64s(merge)).collect::<Vec<u8>>();
    for (tensor, at, bytes) in [
        ("heard.0", 4, nan.clone()),
        ("given.0", 8, f32s(&[f32::INFINITY])),
        ("thumbnails", 0, nan.clone()),
        ("runs.0.latents", 20, nan.clone()),
        ("runs.0.projection", 0, nan.clone()),
        ("runs.0.before", 0, nan.clone()),
        ("runs.0.further.0", 0, nan.clone()),
        ("runs.0.frames.maps", 44, nan.clone()),
        ("runs.0.memberships", 0, nan),
        ("runs.0.silhouettes", 0, f64s(&[1.5])),
        ("runs.0.k_distances", 0, f64s(&[f64::NEG_INFINITY])),
        ("runs.0.clusters", 0, i32s(&[3])),
        ("runs.0.clusters", 0, i32s(&[-2])),
        ("runs.0.clusters", 0, i32s(&[i32::MIN])),
        ("runs.0.frames.labels", 0, i32s(&[-3])),
        ("runs.0.frames.labels", 0, i32s(&[i32::MAX])),
        ("runs.0.dendrogram.order", 0, u32s(&[0])),
        ("runs.0.dendrogram.order", 0, u32s(&[u32::MAX])),
        ("runs.0.dendrogram.merges", 0, merges(&[[0.0, 0.0, 0.5, 2.0]])),
        ("runs.0.dendrogram.merges", 0, merges(&[[0.0, 3.0, 0.5, 2.0]])),
        ("runs.0.dendrogram.merges", 0, merges(&[[-1.0, 1.0, 0.5, 2.0]])),
        ("runs.0.dendrogram.merges", 0, merges(&[[0.5, 1.0, 0.5, 2.0]])),
        ("runs.0.dendrogram.merges", 0, merges(&[[f64::NAN, 1.0, 0.5, 2.0]])),
        ("runs.0.dendrogram.merges", 0, merges(&[[1e300, 1.0, 0.5, 2.0]])),
        ("runs.0.dendrogram.merges", 0, merges(&[[0.0, 1.0, 0.6, 2.0]])),
        ("runs.0.dendrogram.merges", 0, merges(&[[0.0, 1.0, f64::NAN, 2.0]])),
        ("runs.0.dendrogram.merges", 0, merges(&[[0.0, 1.0, 0.5, 3.0]])),
        ("runs.0.dendrogram.merges", 32, merges(&[[0.0, 1.0, 0.5, 3.0]])),
    ] {
        let mut parts = parts();
        let target = parts.iter_mut().find(|(outline, _)| outline.name == tensor).unwrap();
        target.1.splice(at..at + bytes.len(), bytes);
        let found = refusal(read(&written(&about(), &parts).unwrap()));
        assert_eq!(found, ("project_numbers".into(), tensor.into()), "at {at}");
    }
    let project = read(&file()).unwrap();
    assert_eq!(refusal(project.check("heard.0", &[0; 3])).0, "project_numbers", "no whole number");
    assert_eq!(refusal(project.check("nothing", &[])).0, "project_damaged");
    assert_eq!(project.check("heard.0", &[0; 4]), Ok(()), "a piece of it");
}

#[test]
fn numbers_come_back_to_the_bit() {
    let mut exact = about();
    exact["runs"][0]["metrics"]["silhouette"] = json!(0.1 + 0.2);
    let project = read(&written(&exact, &parts()).unwrap()).unwrap();
    let text: Value = serde_json::from_str(&project.text).unwrap();
    assert_eq!(text["runs"][0]["metrics"]["silhouette"].to_string(), "0.30000000000000004");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, rng_seed: proptest::test_runner::RngSeed::Fixed(6), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        survive(&bytes);
    }

    #[test]
    fn any_header_does_no_harm(header in "\\{(\"[a-z_.0]{1,9}\":(\\{\\}|[0-9]{1,20}|\\[\\]|\"x\"),?){0,5}\\}") {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header.as_bytes());
        survive(&bytes);
        let layout = read_header(header.as_bytes(), 0);
        prop_assert!(layout.is_err() || layout.is_ok_and(|layout| layout.tensors.values().all(|place| place.end == 0)));
    }

    #[test]
    fn a_damaged_project_does_no_harm(places in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = file();
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        survive(&bytes);
    }
}

#[test]
fn the_metadata_is_one_entry() {
    let file = file();
    let length = header_length(&file[..FIRST], file.len() as u64).unwrap();
    let layout = read_header(&file[8..8 + length], (file.len() - 8 - length) as u64).unwrap();
    assert_eq!(layout.metadata, BTreeMap::from([("songscape_project".to_owned(), about().to_string())]));
}

#[test]
fn songs_of_clips_may_be_in_any_group_of_the_clips() {
    let mut about = changed("/runs/0/song_level", json!(1));
    about["ids"] = json!([["a", "b\"<script>", "c"], ["a", "b"]]);
    let with_songs = |labels: &[i32]| {
        let mut all = parts();
        all.push(part("runs.0.songs.clusters", Type::I32, &[2], i32s(labels)));
        all.push(part("runs.0.songs.latents", Type::F32, &[2, 2], f32s(&[0.5; 4])));
        all.push(part("runs.0.songs.projection", Type::F32, &[2, 2], f32s(&[0.5; 4])));
        read(&written(&about, &all).unwrap())
    };
    assert!(with_songs(&[2, -1]).is_ok(), "two songs in the last of three groups");
    assert_eq!(refusal(with_songs(&[3, 0]).map(drop)).0, "project_numbers");
}
