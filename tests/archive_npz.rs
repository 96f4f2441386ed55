//! `latents.npz` is what NumPy writes, and our own reader agrees.

use std::io::{Cursor, Read};

use proptest::prelude::*;
use songscape::archive::{ArchiveError, Latents, latents_npz};
use songscape::library::{Tensor, TensorForm};
use zip::ZipArchive;

fn owned(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

/// Songs with these ids at 0, 1, 2, … in two dimensions, all in group −1.
fn written(ids: &[String]) -> Vec<u8> {
    let z: Vec<f32> = (0..2 * ids.len()).map(|at| at as f32).collect();
    let clusters = vec![-1; ids.len()];
    latents_npz(Latents { ids, z: &z, units: 2, clusters: &clusters, mean: &[1.5], std: &[2.0] }).unwrap()
}

fn member(file: &[u8], name: &str) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(file)).unwrap();
    let mut bytes = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

fn ids_read(file: &[u8]) -> Vec<String> {
    Tensor::parse(file, None).unwrap().ids.unwrap()
}

/// `np.save(file, np.arange(6, dtype="<f4").reshape(3, 2))` and the like begin so: the dictionary, room for the first side to
/// grow to 21 digits, then spaces up to a multiple of 64.
#[test]
fn headers_are_numpy_s_byte_for_byte() {
    let file = written(&owned(&["a", "bc", "গান"]));
    let expected = [
        ("z.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }", 24),
        ("ids.npy", "{'descr': '<U3', 'fortran_order': False, 'shape': (3,), }", 36),
        ("clusters.npy", "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }", 12),
        ("mean.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", 4),
        ("std.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", 4),
    ];
    for (name, dictionary, data) in expected {
        let bytes = member(&file, name);
        assert_eq!(bytes[..10], *b"\x93NUMPY\x01\x00\x76\x00", "{name}");
        let header = String::from_utf8(bytes[10..128].to_vec()).unwrap();
        assert_eq!(header, format!("{dictionary:<117}\n"), "{name}");
        assert_eq!(bytes.len(), 128 + data, "{name}");
    }
    assert_eq!(member(&file, "clusters.npy")[128..], [0xff; 12]);
    assert_eq!(member(&file, "ids.npy")[128..][..12], *b"a\0\0\0\0\0\0\0\0\0\0\0");
}

#[test]
fn our_own_reader_reads_it() {
    let ids = owned(&["song 1", "", "গান", "🎵 astral 𝄞", "trailing  "]);
    let tensor = Tensor::parse(&written(&ids), None).unwrap();
    assert_eq!((tensor.rows, tensor.form), (5, TensorForm::Vectors { columns: 2 }));
    assert_eq!(tensor.values, (0..10).map(|at| at as f32).collect::<Vec<_>>());
    assert_eq!(tensor.ids.unwrap(), ids);
}

#[test]
fn nul_is_made_visible_because_numpy_would_drop_it() {
    assert_eq!(ids_read(&written(&owned(&["a\0", "a", "\0b"]))), ["a␀", "a", "␀b"]);
}

#[test]
fn ids_without_end_are_cut() {
    let (fits, long) = ("é".repeat(500), "é".repeat(501));
    let file = written(&[fits.clone(), long, "x".repeat(1_000_000)]);
    let ids = ids_read(&file);
    assert_eq!(ids[0], fits);
    assert_eq!(ids[1], format!("{}…", "é".repeat(499)));
    assert_eq!(ids[2].chars().count(), 500);
    assert!(file.len() < 10_000);
}

#[test]
fn no_songs_are_arrays_without_rows() {
    let file = latents_npz(Latents { ids: &[], z: &[], units: 16, clusters: &[], mean: &[], std: &[] }).unwrap();
    let shape = |name| String::from_utf8(member(&file, name)[10..].to_vec()).unwrap();
    assert!(shape("z.npy").contains("'shape': (0, 16), "));
    assert!(shape("ids.npy").contains("'descr': '<U1'") && shape("ids.npy").contains("'shape': (0,), "));
    assert!(member(&written(&owned(&["", ""])), "ids.npy").len() == 128 + 8);
}

#[test]
fn parts_of_different_lengths_are_refused() {
    let ids = owned(&["a", "b"]);
    let whole = Latents { ids: &ids, z: &[0.0; 6], units: 3, clusters: &[0, 1], mean: &[0.0; 4], std: &[1.0; 4] };
    assert!(latents_npz(whole).is_ok());
    let rows = |part: &str, found, expected| Err(ArchiveError::ArchiveRows { part: part.to_owned(), found, expected });
    assert_eq!(latents_npz(Latents { units: 2, ..whole }), rows("z", 6, 4));
    assert_eq!(latents_npz(Latents { units: usize::MAX, ..whole }), rows("z", 6, usize::MAX));
    assert_eq!(latents_npz(Latents { clusters: &[0], ..whole }), rows("clusters", 1, 2));
    assert_eq!(latents_npz(Latents { std: &[1.0], ..whole }), rows("std", 1, 4));
}

proptest! {
    #[test]
    fn any_songs_come_back(songs in prop::collection::vec((any::<String>(), -1000.0_f32..1000.0, -1..20), 1..30)) {
        let ids: Vec<String> = songs.iter().map(|(id, ..)| id.clone()).collect();
        let z: Vec<f32> = songs.iter().map(|&(_, z, _)| z).collect();
        let clusters: Vec<i32> = songs.iter().map(|&(.., cluster)| cluster).collect();
        let file = latents_npz(Latents { ids: &ids, z: &z, units: 1, clusters: &clusters, mean: &[], std: &[] }).unwrap();
        prop_assert_eq!(&file, &latents_npz(Latents { ids: &ids, z: &z, units: 1, clusters: &clusters, mean: &[], std: &[] }).unwrap());
        let tensor = Tensor::parse(&file, None).unwrap();
        prop_assert_eq!(tensor.values, z);
        prop_assert_eq!(tensor.ids.unwrap(), ids.iter().map(|id| id.replace('\0', "␀")).collect::<Vec<_>>());
        let groups = member(&file, "clusters.npy");
        let read: Vec<i32> = groups[128..].chunks_exact(4).map(|b| i32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        prop_assert_eq!(read, clusters);
    }
}
