//! Arrays as NumPy saves them, and as liars do.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use songscape::library::tensor_file::{TensorFeature, stack, tensor_name};
use songscape::library::{LibraryError, Tensor, TensorForm};
use zip::write::SimpleFileOptions;

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("reference/library/", $name)).as_slice()
    };
}

fn read(bytes: &[u8]) -> Result<Tensor, LibraryError> {
    Tensor::parse(bytes, None)
}

/// `arange(n) / 4 - 1`
fn quarters(count: usize) -> Vec<f32> {
    (0..count).map(|at| at as f32 / 4.0 - 1.0).collect()
}

/// A `.npy` file of version 1.0 with any header.
fn npy(header: &str, data: &[u8]) -> Vec<u8> {
    [b"\x93NUMPY\x01\0", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), data].concat()
}

fn npz(arrays: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in arrays {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn every_type_endianness_order_and_version_says_the_same() {
    let vectors = TensorForm::Vectors { columns: 4 };
    for bytes in [
        fixture!("matrix_f4.npy"),
        fixture!("matrix_f4_big.npy"),
        fixture!("matrix_f8.npy"),
        fixture!("matrix_f8_big.npy"),
        fixture!("matrix_fortran.npy"),
        fixture!("version_2.npy"),
        fixture!("version_3.npy"),
    ] {
        assert_eq!(read(bytes), Ok(Tensor { rows: 3, form: vectors, ids: None, values: quarters(12) }));
    }
    let whole: Vec<f32> = (-4..8).map(|value| value as f32).collect();
    for bytes in [fixture!("matrix_i8.npy"), fixture!("matrix_i8_big.npy")] {
        assert_eq!(read(bytes).unwrap().values, whole);
    }
    for bytes in [fixture!("maps.npy"), fixture!("maps_fortran.npy")] {
        let form = TensorForm::Maps { bands: 3, frames: 4 };
        assert_eq!(read(bytes), Ok(Tensor { rows: 2, form, ids: None, values: quarters(24) }));
    }
}

#[test]
fn one_song_a_file() {
    let map = read(fixture!("song_logmelspec.npy")).unwrap();
    assert_eq!((map.rows, map.form, &map.values), (1, TensorForm::Maps { bands: 3, frames: 4 }, &quarters(12)));
    let vector = read(fixture!("song.npy")).unwrap();
    assert_eq!((vector.rows, vector.form), (1, TensorForm::Vectors { columns: 5 }));

    let both = stack(&[("ek", &map), ("dui", &map)]).unwrap();
    assert_eq!(both.ids, Some(vec!["ek".to_owned(), "dui".to_owned()]));
    assert_eq!((both.rows, both.values), (2, [quarters(12), quarters(12)].concat()));
    let differ = stack(&[("ek", &map), ("dui", &vector)]).unwrap_err();
    let (found, expected) = (vector.form, map.form);
    assert_eq!(differ, LibraryError::TensorFormsDiffer { id: "dui".into(), found, expected });
    let nameless = read(fixture!("matrix_f4.npy")).unwrap();
    assert_eq!(stack(&[("x", &nameless)]), Err(LibraryError::TensorIdsDiffer { ids: 1, rows: 3 }));
    assert_eq!(stack(&[]), Err(LibraryError::TensorEmpty { shape: vec![] }));
}

#[test]
fn archives_bring_their_ids() {
    let names = Some(vec!["ek".to_owned(), "dui".to_owned(), "তিন🎵".to_owned()]);
    let stored = read(fixture!("stored.npz")).unwrap();
    assert_eq!((stored.rows, &stored.ids, &stored.values), (3, &names, &quarters(12)));
    let deflated = read(fixture!("deflated.npz")).unwrap();
    assert_eq!((deflated.form, &deflated.ids), (TensorForm::Maps { bands: 2, frames: 2 }, &names));
    let numbered = read(fixture!("whole_numbers.npz")).unwrap();
    assert_eq!(numbered.ids, Some(vec!["7".to_owned(), "8".to_owned(), "-9".to_owned()]));
    // An array of one dimension is the vector of one song, so three ids do not fit it.
    let clusters = Tensor::parse(fixture!("stored.npz"), Some("clusters"));
    assert_eq!(clusters, Err(LibraryError::TensorIdsDiffer { ids: 3, rows: 1 }));
}

#[test]
fn archives_that_do_not_say_enough_are_refused() {
    let arrays = vec!["left".to_owned(), "right".to_owned()];
    let two = fixture!("two_arrays.npz");
    assert_eq!(read(two), Err(LibraryError::TensorSeveralArrays { arrays: arrays.clone() }));
    assert_eq!(Tensor::parse(two, Some("right")).unwrap().values, quarters(12));
    let missing = LibraryError::TensorNoSuchArray { name: "up".into(), arrays };
    assert_eq!(Tensor::parse(two, Some("up")), Err(missing));
    assert_eq!(read(fixture!("few_ids.npz")), Err(LibraryError::TensorIdsDiffer { ids: 2, rows: 3 }));
    assert_eq!(read(fixture!("pickled_ids.npz")), Err(LibraryError::TensorDtype { found: "|O".into() }));
    assert_eq!(read(&npz(&[])), Err(LibraryError::TensorNoFeatures { arrays: vec![] }));
    assert_eq!(read(&npz(&[("a.npy", fixture!("cube.npy"))])), Err(LibraryError::TensorShape { shape: vec![2, 3, 4] }));
    assert_eq!(read(&npz(&[("a.npy", b"x"), ("b.txt", b"y")])), Err(LibraryError::TensorNotNumpy {}));
}

#[test]
fn wrong_types_and_shapes_are_named() {
    assert_eq!(read(fixture!("cube.npy")), Err(LibraryError::TensorShape { shape: vec![2, 3, 4] }));
    assert_eq!(read(fixture!("scalar.npy")), Err(LibraryError::TensorShape { shape: vec![] }));
    assert_eq!(read(fixture!("empty.npy")), Err(LibraryError::TensorEmpty { shape: vec![0, 4] }));
    assert_eq!(read(fixture!("complex.npy")), Err(LibraryError::TensorDtype { found: "<c8".into() }));
    assert_eq!(read(fixture!("objects.npy")), Err(LibraryError::TensorDtype { found: "|O".into() }));
    assert!(
        matches!(read(fixture!("structured.npy")), Err(LibraryError::TensorDtype { found }) if found.starts_with("[('a'"))
    );
    assert_eq!(read(fixture!("not_finite.npy")), Err(LibraryError::TensorNotFinite { row: 1, rows: 2 }));
    let error = serde_json::to_value(read(fixture!("cube.npy")).unwrap_err()).unwrap();
    assert_eq!(error, serde_json::json!({"code": "tensor_shape", "shape": [2, 3, 4]}));
}

#[test]
fn lies_about_size_cost_no_memory() {
    let truncated = |shape: &str, dtype: &str, needed: u64| {
        let header = format!("{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}\n");
        assert_eq!(read(&npy(&header, &[0; 16])), Err(LibraryError::TensorTruncated { needed, found: 16 }), "{shape}");
    };
    truncated("(5, 1)", "<f4", 20);
    truncated("(1000000000000, 4)", "<f8", 32_000_000_000_000);
    truncated("(18446744073709551615, 4)", "<f4", (1 << 53) - 1);
    truncated("(4294967296, 4294967296)", "<f4", (1 << 53) - 1);
    for header in [
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 4), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 4), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 4",
        "{'descr': '<f4', 'fortran_order': False, }",
        "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (2, 2), }",
        "{'descr': '<f4' 'fortran_order': False, 'shape': (2, 2), }",
        "[[[[[[[[[[",
        "",
    ] {
        assert_eq!(read(&npy(header, &[0; 16])), Err(LibraryError::TensorHeaderDamaged {}), "{header}");
    }
    let deep = "[".repeat(60_000);
    assert_eq!(read(&npy(&deep, &[])), Err(LibraryError::TensorHeaderDamaged {}));
    let none = "{'descr': '<f4', 'fortran_order': False, 'shape': (18446744073709551615, 0), }";
    assert!(matches!(read(&npy(none, &[])), Err(LibraryError::TensorEmpty { .. })));
    let long = [b"\x93NUMPY\x02\0", &u32::MAX.to_le_bytes()[..], b"{"].concat();
    assert_eq!(read(&long), Err(LibraryError::TensorHeaderDamaged {}));
    assert_eq!(read(b"\x93NUMPY\x04\0\0\0\0\0"), Err(LibraryError::TensorVersion { major: 4, minor: 0 }));
    for ids in ["<U0", "<U4611686018427387904", "<U99999999999999999999"] {
        let ids = npy(&format!("{{'descr': '{ids}', 'fortran_order': False, 'shape': (3,), }}"), &[0; 12]);
        assert!(read(&npz(&[("ids.npy", &ids), ("x.npy", fixture!("matrix_f4.npy"))])).is_err());
    }
}

#[test]
fn a_file_cut_anywhere_is_an_error() {
    for whole in [fixture!("maps.npy"), fixture!("stored.npz"), fixture!("deflated.npz"), fixture!("version_2.npy")] {
        for length in 0..whole.len() {
            assert!(read(&whole[..length]).is_err(), "{length} of {}", whole.len());
        }
    }
    let missing = read(&fixture!("maps.npy")[..200]).unwrap_err();
    assert_eq!(missing, LibraryError::TensorTruncated { needed: 96, found: 72 });
    assert_eq!(read(b""), Err(LibraryError::TensorNotNumpy {}));
}

#[test]
fn a_small_archive_cannot_fill_the_memory() {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("x.npy", SimpleFileOptions::default().compression_level(Some(9))).unwrap();
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (200, 1048576), }";
    archive.write_all(&npy(header, &[])).unwrap();
    let zeros = vec![0; 8 << 20];
    (0..66).for_each(|_| archive.write_all(&zeros).unwrap());
    let bomb = archive.finish().unwrap().into_inner();
    assert!(bomb.len() < 1 << 20);
    assert_eq!(read(&bomb), Err(LibraryError::TensorTooLarge { most: 512 << 20 }));
}

#[test]
fn names_say_song_and_feature() {
    let name = |path| tensor_name(path).map(|name| (name.id, name.feature));
    let is = |id: &str, feature| Some((id.to_owned(), feature));
    assert_eq!(name("cache/7_logmelspec.npy"), is("7", TensorFeature::Logmelspec));
    assert_eq!(name("a\\b_mfccframes.NPY"), is("b", TensorFeature::MfccFrames));
    assert_eq!(name("a.b_c.npy"), is("a.b_c", TensorFeature::Unnamed));
    assert_eq!(name("_logmelspec.npy"), is("_logmelspec", TensorFeature::Unnamed));
    assert_eq!([name(".npy"), name("a.npz"), name("npy"), name("")], [None, None, None, None]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes);
        let _ = read(&[b"PK\x03\x04", &bytes[..]].concat());
        let _ = read(&[b"\x93NUMPY\x01\0\x40\0", &bytes[..]].concat());
    }

    #[test]
    fn nothing_panics_on_what_looks_like_a_header(header in "\\{?('(descr|shape|fortran_order|x)'|:|,| |'<f4'|'>U2'|True|False|\\([0-9]{0,20},?[0-9]{0,3}\\)|\\[){0,12}\\}?") {
        let _ = read(&npy(&header, &[1; 64]));
        let _ = read(&npz(&[("ids.npy", &npy(&header, &[1; 64])), ("x.npy", fixture!("matrix_f4.npy"))]));
    }

    #[test]
    fn nothing_panics_on_a_damaged_archive(at in any::<prop::sample::Index>(), byte in any::<u8>(), deflated in any::<bool>()) {
        let mut bytes = if deflated { fixture!("deflated.npz") } else { fixture!("stored.npz") }.to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read(&bytes);
    }
}
