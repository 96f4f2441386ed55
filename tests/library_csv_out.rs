//! What is written can be read again, and runs nothing in a spreadsheet.

use proptest::prelude::*;
use songscape::library::csv_out::{harmless, plain};
use songscape::library::{Manifest, write_csv};

/// What a manifest says, without where it said so.
fn said(manifest: &Manifest) -> Manifest {
    let mut said = manifest.clone();
    said.problems.clear();
    said.rows.iter_mut().for_each(|row| row.line = 0);
    said
}

#[test]
fn cells_that_would_run_are_made_text() {
    for (cell, written) in [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("-inf", "'-inf"),
        ("-", "'-"),
        ("1=1", "1=1"),
        ("'til", "'til"),
        ("", ""),
        ("আমি", "আমি"),
    ] {
        assert_eq!(harmless(cell), written, "{cell:?}");
        assert_eq!(plain(written), cell);
    }
}

#[test]
fn numbers_are_never_touched() {
    for number in ["-1", "+1.5", "-0.25e-3", "-.5", "1e9", "-7."] {
        assert_eq!(harmless(number), number);
        assert_eq!(plain(number), number);
    }
}

#[test]
fn the_file_is_what_rfc_4180_says() {
    let rows = [["1", "a \"b\", c"], ["2", "two\nlines"], ["3", "=x"]];
    let written = write_csv(["id", "title"], rows, true);
    let expected = "\u{FEFF}id,title\r\n1,\"a \"\"b\"\", c\"\r\n2,\"two\nlines\"\r\n3,'=x\r\n";
    assert_eq!(String::from_utf8(written).unwrap(), expected);
    assert_eq!(write_csv(["id"], [[""; 1]; 0], false), b"id\r\n");
}

#[test]
fn both_kinds_of_lyrics_come_back() {
    for text in
        ["id,lyrics,lyrics_clean\n1,Raw!,raw\n2,Only,\n", "id,lyrics_clean\n1,raw\n", "id,lyrics\n1,Raw\n", "id\n1\n"]
    {
        let manifest = Manifest::parse(text.as_bytes()).unwrap();
        let again = Manifest::parse(&manifest.to_csv(false)).unwrap();
        assert_eq!(said(&again), said(&manifest), "{text}");
        assert_eq!(again.problems, []);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_cell_comes_back(cell in "['=+@\t-]{0,3}\\PC{0,5}|['0-9.eE+-]{0,6}") {
        let written = harmless(&cell);
        prop_assert_eq!(plain(&written), cell.as_str());
        let runs = written.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
        prop_assert!(!runs || written.parse::<f64>().is_ok());
    }

    /// Whatever a manifest says, written and read again it says the same.
    #[test]
    fn a_manifest_comes_back(
        names in proptest::collection::vec("['= ]{0,2}[a-c\u{e9}]{1,2}|lyrics|lyrics_clean|language|title", 0..5),
        cells in proptest::collection::vec(proptest::collection::vec("['=@\t+-]{0,2}[a\"é,;\r\n 1-]{0,5}", 0..6), 1..8),
        byte_order_mark in any::<bool>(),
    ) {
        let header: Vec<&str> = ["id"].into_iter().chain(names.iter().map(String::as_str)).collect();
        let rows: Vec<Vec<&str>> = cells
            .iter()
            .map(|row| (0..header.len()).map(|at| row.get(at).map_or("", String::as_str)).collect())
            .collect();
        let manifest = Manifest::parse(&write_csv(header, rows, byte_order_mark));
        if let Ok(manifest) = manifest {
            if manifest.rows.is_empty() {
                return Ok(());
            }
            let again = Manifest::parse(&manifest.to_csv(byte_order_mark)).unwrap();
            prop_assert_eq!(said(&again), said(&manifest));
            prop_assert_eq!(&again.problems, &[]);
        }
    }
}
