//! Every bad table and array that visitors bring, and the code by which the page says what is wrong with it.
//!
//! Through the very functions that the page calls (`src/web/documents.rs`). Lyrics and tags, and the finer damage of
//! tables and arrays, are in the tests of their modules.

use std::time::Instant;

use serde_json::{Value, json};
use songscape::library::{CsvContent, CsvFile, LibraryError, Manifest, Tensor, join};

/// What went wrong, as it crosses to the page; null where nothing did.
fn error<T>(found: Result<T, LibraryError>) -> Value {
    found.err().map_or(Value::Null, |error| serde_json::to_value(error).unwrap())
}

fn table(bytes: &[u8]) -> CsvFile {
    CsvFile::parse(bytes).unwrap()
}

/// The ids of the rows that are kept.
fn ids(table: &CsvFile) -> Vec<&str> {
    let rows = match &table.content {
        CsvContent::Words(words) => &words.rows,
        CsvContent::Numbers(numbers) => &numbers.rows,
    };
    rows.iter().map(|row| row.id.as_str()).collect()
}

#[test]
fn tables_of_which_nothing_can_be_used() {
    for (what, bytes, expected) in [
        ("empty", &b""[..], json!({"code": "table_empty"})),
        ("a byte order mark", b"\xEF\xBB\xBF", json!({"code": "table_empty"})),
        ("blank lines", b"\r\n \n,,\n", json!({"code": "table_empty"})),
        ("header only", b"id,title\r\n", json!({"code": "table_no_rows", "columns": 2})),
        ("header and blank lines", b"id,a\n\n,\n", json!({"code": "table_no_rows", "columns": 2})),
        ("no id", b"name,a\nx,1\n", json!({"code": "table_no_id", "columns": ["name", "a"]})),
        ("no id, other separator", b"name;a\nx;1\n", json!({"code": "table_no_id", "columns": ["name", "a"]})),
        ("NUL bytes alone", &[0; 64], json!({"code": "table_no_rows", "columns": 1})),
        ("open quotation in the header", b"id,\"a\n1,2\n", json!({"code": "table_header_broken", "line": 1})),
        ("xlsx", b"PK\x03\x04\x14\0\x06\0", json!({"code": "table_is_spreadsheet"})),
        ("xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", json!({"code": "table_is_spreadsheet"})),
        (
            "text in a column of numbers",
            b"id,a,b\nx,1,2\n\ny,3,\"lo\nud\"\nz,5,6\n",
            json!({"code": "table_text_in_numbers", "column": "b", "line": 4, "found": "lo\nud"}),
        ),
        ("NaN and infinity only", b"id,a\nx,nan\ny,-inf\n", json!({"code": "table_not_finite", "rows": 2})),
        ("numbers without ids", b"id,a\n,1\n ,2\n", json!({"code": "table_rows_without_id", "rows": 2})),
    ] {
        assert_eq!(error(CsvFile::parse(bytes)), expected, "{what}");
    }
    let wide = format!("id{}\n", ",c".repeat(5_000));
    assert_eq!(error(CsvFile::parse(wide.as_bytes()))["code"], "table_too_wide");
    let many = format!("id{}\n{}", ",c".repeat(4_000), format!("x{}\n", ",".repeat(4_000)).repeat(5_000));
    assert_eq!(error(CsvFile::parse(many.as_bytes()))["code"], "table_too_many_cells");
}

#[test]
fn tables_of_which_the_rest_is_kept() {
    let ragged = |line, cells| json!({"code": "row_ragged", "line": line, "cells": cells, "expected": 3});
    let not_finite =
        |line, found| json!({"code": "row_number_not_finite", "line": line, "column": "a", "found": found});
    for (what, text, kept, problems) in [
        ("ragged rows", "id,title,x\n1,a,b\n2\n3,a,b,c\n4,d,e\n", &["1", "4"][..], json!([ragged(3, 1), ragged(4, 4)])),
        ("ragged numbers", "id,a,b\n1,2,3\n2,3\n3,4,5\n", &["1", "3"], json!([ragged(3, 2)])),
        (
            "repeated ids of songs",
            "id,title\n1,a\n2,b\n1,c\n",
            &["1", "2"],
            json!([{"code": "row_id_repeated", "line": 4, "first_line": 2, "id": "1"}]),
        ),
        ("repeated ids of numbers are clips", "id,a\n1,1\n2,2\n1,3\n", &["1", "2", "1"], json!([])),
        ("no id in a row", "id,title\n,a\n2,b\n", &["2"], json!([{"code": "row_without_id", "line": 2}])),
        (
            "a quotation never closed",
            "id,title\n1,\"a\n2,b\n3,c\n",
            &["2", "3"],
            json!([{"code": "row_quote_broken", "line": 2, "lines": 1}]),
        ),
        (
            "cells that are no finite numbers",
            "id,a\n1,1\n2,NaN\n3,-Infinity\n4,1e999\n5,\n6,2\n",
            &["1", "6"],
            json!([not_finite(3, "NaN"), not_finite(4, "-Infinity"), not_finite(5, "1e999"), not_finite(6, "")]),
        ),
        (
            "a constant column",
            "id,a,b\n1,2,0.5\n2,2,0.25\n",
            &["1", "2"],
            json!([{"code": "column_constant", "line": 1, "name": "a", "value": 2.0}]),
        ),
        (
            "two columns of one name",
            "id,a,a\n1,2,3\n",
            &["1"],
            json!([{"code": "column_repeated", "line": 1, "name": "a", "renamed": "a (2)"}]),
        ),
        (
            "row numbers of another program",
            ",id,a\n0,x,1\n1,y,2\n",
            &["x", "y"],
            json!([{"code": "column_counts_rows", "line": 1, "name": "column 1"}]),
        ),
    ] {
        let table = table(text.as_bytes());
        assert_eq!(ids(&table), kept, "{what}");
        assert_eq!(serde_json::to_value(table.problems()).unwrap(), problems, "{what}");
    }
    let guessed = table(b"id,title\n1,Gr\xFC\xDFe\n");
    assert_eq!(serde_json::to_value(guessed.problems()).unwrap()[0]["code"], "encoding_guessed");
    let damaged = table("id,title\n1,আমার সোনার\n2,".bytes().chain([0xE0, b'\n']).collect::<Vec<u8>>().as_slice());
    let expected = json!([{"code": "characters_unreadable", "line": 3, "characters": 1}]);
    assert_eq!(serde_json::to_value(damaged.problems()).unwrap(), expected);
}

/// Songs that are not in every table are named; with none in all of them there is nothing to map.
#[test]
fn ids_in_none_of_the_other_tables() {
    let [audio, genre] = [&b"id,a\nx,1\ny,2\n"[..], b"id,genre\ny,waltz\nz,folk\n"].map(table);
    let joined = join(&[("audio.csv", &audio), ("genre.csv", &genre)]).unwrap();
    assert_eq!(joined.ids, ["y"]);
    let absent = json!([
        {"id": "x", "found_in": "audio.csv", "missing_in": ["genre.csv"]},
        {"id": "z", "found_in": "genre.csv", "missing_in": ["audio.csv"]},
    ]);
    assert_eq!(serde_json::to_value(&joined.absent).unwrap(), absent);
    let strangers = table(b"id,genre\nz,folk\n");
    let nothing = error(join(&[("audio.csv", &audio), ("genre.csv", &strangers)]));
    assert_eq!(nothing, json!({"code": "table_no_shared_ids", "tables": ["audio.csv", "genre.csv"]}));
    assert_eq!(error(join(&[])), json!({"code": "table_nothing_to_join"}));
}

/// The same table in every encoding, separator and line end, of words and of numbers, says the same.
#[test]
fn every_way_to_write_a_table_is_read() {
    let texts = ["id,title,genre\n1,\"a\n\"\"b\"\"\",ওয়াল্টজ\n2,\"c,;\t\",\n", "id,a,b\n1,0.5,-2\n2,1e-3,7\n"];
    for text in texts {
        let expected = table(text.as_bytes());
        for (separator, line_end) in [",", ";", "\t"].iter().flat_map(|s| ["\n", "\r\n", "\r"].map(|e| (s, e))) {
            let mut inside = false;
            let written: String = text
                .chars()
                .map(|letter| {
                    inside ^= letter == '"';
                    match letter {
                        ',' if !inside => (*separator).to_owned(),
                        '\n' if !inside => line_end.to_owned(),
                        letter => letter.to_string(),
                    }
                })
                .collect();
            let marked = format!("\u{FEFF}{written}");
            let utf_16 = |order: fn(u16) -> [u8; 2]| marked.encode_utf16().flat_map(order).collect::<Vec<u8>>();
            let forms = [written.clone().into_bytes(), marked.clone().into_bytes()];
            for bytes in forms.into_iter().chain([utf_16(u16::to_le_bytes), utf_16(u16::to_be_bytes)]) {
                assert_eq!(table(&bytes), expected, "{written:?}");
            }
        }
    }
}

/// Two hundred columns, a cell of a megabyte, fifty thousand rows: no limit is near, and no time lost.
#[test]
fn large_tables_are_read() {
    let begun = Instant::now();
    let names: String = (0..200).map(|column| format!(",c{column}")).collect();
    let words = table(format!("id{names}\n1{}\n", ",x".repeat(200)).as_bytes());
    let CsvContent::Words(words) = words.content else { panic!("words were given") };
    assert_eq!((words.column_names.len(), words.rows[0].columns.len()), (200, 200));
    let numbers = table(format!("id{names}\n1{}\n", ",-1.5".repeat(200)).as_bytes());
    let CsvContent::Numbers(numbers) = numbers.content else { panic!("numbers were given") };
    assert_eq!(numbers.features.dim(), (1, 200));

    let cell = "য\"\"\n".repeat(1 << 18);
    let text = format!("id,lyrics,title\n1,\"{cell}\",a\n2,b,c\n");
    let CsvContent::Words(words) = table(text.as_bytes()).content else { panic!("words were given") };
    assert_eq!(words.rows[0].lyrics.as_ref().map(String::len), Some(5 << 18));
    assert_eq!(words.rows[1].line, 3 + (1 << 18));
    let among_numbers = format!("id,a\n1,2\n2,{}\n", "x".repeat(1 << 20));
    let expected = json!({"code": "table_text_in_numbers", "column": "a", "line": 3, "found": "x".repeat(40)});
    assert_eq!(error(CsvFile::parse(among_numbers.as_bytes())), expected);

    let rows: String = (0..50_000).map(|row| format!("song {row},{row}.mp3,Song {row},waltz\n")).collect();
    let words = table(format!("id,audio_path,title,genre\n{rows}").as_bytes());
    let CsvContent::Words(manifest) = words.content else { panic!("words were given") };
    assert_eq!((manifest.rows.len(), manifest.rows[49_999].line), (50_000, 50_001));
    let again = Manifest::parse(&manifest.to_csv(true)).unwrap();
    assert_eq!(again.rows, manifest.rows);
    let rows: String = (0..50_000).map(|row| format!("song {row},{row},-0.25\n")).collect();
    let numbers = table(format!("id,a,b\n{rows}").as_bytes());
    let joined = join(&[("a", &numbers), ("b", &numbers)]).unwrap();
    assert_eq!(joined.features.dim(), (50_000, 4));
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

/// What could be run as a formula or a script, or ends a string elsewhere, is text: kept to the letter, written so
/// that nothing runs, and read again the same.
#[test]
fn cells_that_are_more_than_they_seem() {
    for cell in [
        "=cmd|'/c calc'!A0",
        "=HYPERLINK(\"http://a.example\",\"b\")",
        "+1+1",
        "-2+3",
        "@SUM(A1:A9)",
        "\t=1",
        "＝1",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a\0b",
        "\0",
        "\u{202E}gnp.exe",
        "'quoted'",
        "'=1",
    ] {
        let quoted = format!("\"{}\"", cell.replace('"', "\"\""));
        let text = format!("id,title,artist,lyrics,genre\n1,{quoted},{quoted},{quoted},{quoted}\n");
        let CsvContent::Words(mut manifest) = table(text.as_bytes()).content else { panic!("words were given") };
        // The apostrophe before a formula is what keeps it from running: it belongs to the file, not to the cell.
        let meant = cell.strip_prefix("'=").map_or(cell.to_owned(), |rest| format!("={rest}"));
        let row = &manifest.rows[0];
        for found in [row.title.as_ref(), row.artist.as_ref(), row.lyrics.as_ref(), row.columns.first()] {
            assert_eq!(found, Some(&meant), "{cell:?}");
        }
        manifest.rows[0].id.clone_from(&meant.trim().to_owned());
        let written = manifest.to_csv(true);
        let plainly = String::from_utf8(written.clone()).unwrap();
        let (_, cells) = plainly.split_once("\r\n").unwrap();
        for first in cells.split(',').map(|cell| cell.trim_start_matches('"')) {
            assert!(!first.starts_with(['=', '+', '-', '@', '\t', '＝']), "{plainly:?}");
        }
        assert_eq!(Manifest::parse(&written).unwrap().rows, manifest.rows, "{cell:?}");
    }
}

#[test]
fn arrays_of_which_nothing_can_be_used() {
    let npy = |dtype: &str, shape: &str, data: &[u8]| {
        let header = format!("{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}");
        [b"\x93NUMPY\x01\0", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), data].concat()
    };
    let truncated = |needed: u64, found: u64| json!({"code": "tensor_truncated", "needed": needed, "found": found});
    let dtype = |found: &str| json!({"code": "tensor_dtype", "found": found});
    let infinite: Vec<u8> =
        [1.0f32, f32::NAN, 2.0, 3.0, f32::INFINITY, 4.0].iter().flat_map(|v| v.to_le_bytes()).collect();
    let large = 1e300f64.to_le_bytes();
    for (what, bytes, expected) in [
        ("empty", Vec::new(), json!({"code": "tensor_not_numpy"})),
        ("text", b"id,a\n1,2\n".to_vec(), json!({"code": "tensor_not_numpy"})),
        (
            "one dimension too many",
            npy("<f4", "(1, 1, 1, 1, 1)", &[0; 4]),
            json!({"code": "tensor_shape", "shape": [1, 1, 1, 1, 1]}),
        ),
        ("three dimensions", npy("<f4", "(2, 1, 1)", &[0; 8]), json!({"code": "tensor_shape", "shape": [2, 1, 1]})),
        ("two channels", npy("<f4", "(1, 2, 1, 1)", &[0; 8]), json!({"code": "tensor_shape", "shape": [1, 2, 1, 1]})),
        ("a single number", npy("<f4", "()", &[0; 4]), json!({"code": "tensor_shape", "shape": []})),
        ("no rows", npy("<f4", "(0, 4)", &[]), json!({"code": "tensor_empty", "shape": [0, 4]})),
        ("half precision", npy("<f2", "(1, 1)", &[0; 2]), dtype("<f2")),
        ("booleans", npy("|b1", "(1, 1)", &[0]), dtype("|b1")),
        ("unsigned", npy("<u8", "(1, 1)", &[0; 8]), dtype("<u8")),
        ("complex", npy("<c8", "(1, 1)", &[0; 8]), dtype("<c8")),
        ("text as features", npy("<U3", "(1, 1)", &[0; 12]), dtype("<U3")),
        ("objects", npy("|O", "(1, 1)", b"\x80\x04."), dtype("|O")),
        ("no byte order", npy("=f4", "(1, 1)", &[0; 4]), dtype("=f4")),
        ("cut short", npy("<f8", "(2, 2)", &[0; 31]), truncated(32, 31)),
        ("a lie about its size", npy("<f4", "(1000000, 1000000)", &[0; 8]), truncated(4_000_000_000_000, 8)),
        ("a lie beyond all numbers", npy("<f4", "(4294967295, 4294967295)", &[0; 8]), truncated((1 << 53) - 1, 8)),
        ("a lie beyond all machines", npy("<f4", "(18446744073709551615, 1)", &[0; 8]), truncated((1 << 53) - 1, 8)),
        ("a negative size", npy("<f4", "(-1, 4)", &[0; 16]), json!({"code": "tensor_header_damaged"})),
        ("a header without end", b"\x93NUMPY\x01\0\xFF\xFF{".to_vec(), truncated(10 + 65_535, 11)),
        (
            "a header of four gigabytes",
            b"\x93NUMPY\x02\0\xFF\xFF\xFF\xFF{".to_vec(),
            json!({"code": "tensor_header_damaged"}),
        ),
        (
            "a version to come",
            b"\x93NUMPY\x09\0\0\0\0\0".to_vec(),
            json!({"code": "tensor_version", "major": 9, "minor": 0}),
        ),
        (
            "NaN and infinity",
            npy("<f4", "(3, 2)", &infinite),
            json!({"code": "tensor_not_finite", "row": 0, "rows": 2}),
        ),
        (
            "larger than 32 bits hold",
            npy("<f8", "(1, 1)", &large),
            json!({"code": "tensor_not_finite", "row": 0, "rows": 1}),
        ),
    ] {
        assert_eq!(error(Tensor::parse(&bytes, None)), expected, "{what}");
    }
    let archive = include_bytes!("reference/library/stored.npz");
    assert_eq!(error(Tensor::parse(&archive[..archive.len() / 2], None))["code"], "tensor_archive_damaged");
    let named = |file: &[u8]| error(Tensor::parse(file, None))["code"].clone();
    assert_eq!(named(include_bytes!("reference/library/two_arrays.npz")), "tensor_several_arrays");
    assert_eq!(named(include_bytes!("reference/library/few_ids.npz")), "tensor_ids_differ");
    assert_eq!(named(include_bytes!("reference/library/pickled_ids.npz")), "tensor_dtype");
}
