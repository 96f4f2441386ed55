//! Manifests as people make them: every encoding, separator and line end, and every way to break a row.

use proptest::prelude::*;
use serde_json::json;
use songscape::library::{LibraryError, Manifest, RowProblem, language_group};

fn parse(text: &str) -> Manifest {
    Manifest::parse(text.as_bytes()).unwrap()
}

fn ids(manifest: &Manifest) -> Vec<&str> {
    manifest.rows.iter().map(|row| row.id.as_str()).collect()
}

const SMALL: &str = "id,audio_path,title,artist,genre,language,lyrics\r\n\
    1,songs/ek.mp3,\"Ek, dui\",Rina,waltz,bn-BD,\"আমার সোনার\r\nবাংলা\"\r\n\
    2,songs/two.ogg,Two,,techno,en,\r\n";

#[test]
fn a_manifest_says_what_it_says() {
    let manifest = parse(SMALL);
    assert_eq!(manifest.problems, []);
    assert_eq!(manifest.column_names, ["genre", "language", "language_group"]);
    assert_eq!(
        serde_json::to_value(&manifest.rows).unwrap(),
        json!([
            {"line": 2, "id": "1", "audio_path": "songs/ek.mp3", "title": "Ek, dui", "artist": "Rina",
             "lyrics": "আমার সোনার\r\nবাংলা", "columns": ["waltz", "bn-BD", "bangla"]},
            {"line": 4, "id": "2", "audio_path": "songs/two.ogg", "title": "Two", "artist": null,
             "lyrics": null, "columns": ["techno", "en", "germanic"]},
        ])
    );
}

/// The same manifest in every encoding, with every separator and line end.
#[test]
fn encodings_separators_and_line_ends_make_no_difference() {
    let expected = parse("id,title,lyrics\nক,é,\"এক\nদুই\"\n2,\"a\"\"b\",x\n");
    assert_eq!(expected.rows.len(), 2);
    let utf_16 = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    for separator in [",", ";", "\t"] {
        for line_end in ["\n", "\r", "\r\n"] {
            for opening in ["", "\n", "sep=,\n"] {
                let opening = opening.replace(',', separator);
                let text = format!("{opening} id ,title,\"lyrics\"\nক,é,\"এক\u{1}দুই\"\n2,\"a\"\"b\",x\n");
                let text = text.replace(',', separator).replace('\n', line_end).replace('\u{1}', "\n");
                let marked = format!("\u{FEFF}{text}");
                for bytes in [
                    text.clone().into_bytes(),
                    marked.clone().into_bytes(),
                    utf_16(&text, u16::to_le_bytes),
                    utf_16(&marked, u16::to_le_bytes),
                    utf_16(&text, u16::to_be_bytes),
                    utf_16(&marked, u16::to_be_bytes),
                ] {
                    let mut found = Manifest::parse(&bytes).unwrap();
                    let shift = usize::from(!opening.is_empty());
                    found.rows.iter_mut().for_each(|row| row.line -= shift);
                    assert_eq!(found, expected, "{text:?} as {bytes:?}");
                }
            }
        }
    }
}

#[test]
fn old_encodings_are_read_and_the_guess_is_named() {
    let manifest = Manifest::parse(b"id;title\n1;Gr\xFC\xDFe\n").unwrap();
    assert_eq!(manifest.rows[0].title.as_deref(), Some("Grüße"));
    assert_eq!(manifest.problems, [RowProblem::EncodingGuessed { line: 1, encoding: "windows-1252" }]);
}

#[test]
fn damaged_utf_8_stays_utf_8() {
    let mut bytes = "id,title\n1,আমার সোনার বাংলা\n2,b".as_bytes().to_vec();
    bytes.push(0xE0);
    let manifest = Manifest::parse(&bytes).unwrap();
    assert_eq!(manifest.rows[0].title.as_deref(), Some("আমার সোনার বাংলা"));
    assert_eq!(manifest.rows[1].title.as_deref(), Some("b\u{FFFD}"));
    assert_eq!(manifest.problems, [RowProblem::CharactersUnreadable { line: 3, characters: 1 }]);
}

#[test]
fn files_without_rows_are_named_for_what_they_are() {
    for empty in [&b""[..], b"\xEF\xBB\xBF", b"\n\n\r\n", b" , ,\n", b"\xFF\xFE"] {
        assert_eq!(Manifest::parse(empty), Err(LibraryError::TableEmpty {}), "{empty:?}");
    }
    assert_eq!(Manifest::parse(b"id,title\n\n , \n"), Err(LibraryError::TableNoRows { columns: 2 }));
    assert_eq!(Manifest::parse(b"PK\x03\x04\x14\x00"), Err(LibraryError::TableIsSpreadsheet {}));
    let error = Manifest::parse(b"name, audio_path\na,b\n").unwrap_err();
    assert_eq!(error, LibraryError::TableNoId { columns: vec!["name".into(), "audio_path".into()] });
    assert_eq!(
        serde_json::to_value(&error).unwrap(),
        json!({"code": "table_no_id", "columns": ["name", "audio_path"]})
    );
    let wide = ",".repeat(5000) + "id\n";
    assert_eq!(Manifest::parse(wide.as_bytes()), Err(LibraryError::TableTooWide { columns: 5001, most: 4096 }));
}

#[test]
fn the_id_may_be_called_song_id_or_be_in_capitals() {
    assert_eq!(ids(&parse("title,song_id\nx,7\n")), ["7"]);
    assert_eq!(ids(&parse("ID,song_id\na,7\n")), ["a"]);
    assert_eq!(parse("ID,song_id\na,7\n").column_names, ["song_id"]);
}

#[test]
fn bad_rows_are_reported_by_line_and_the_rest_is_kept() {
    let manifest =
        parse("id,title\n1,one\n2\n3,three,more\n,none\n1,again\n\n4,four,,\n5,\"two\nlines\"\n6,six\n2,late\n6,\n");
    assert_eq!(ids(&manifest), ["1", "4", "5", "6", "2"]);
    assert_eq!(manifest.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 8, 9, 11, 12]);
    assert_eq!(
        manifest.problems,
        [
            RowProblem::RowRagged { line: 3, cells: 1, expected: 2 },
            RowProblem::RowRagged { line: 4, cells: 3, expected: 2 },
            RowProblem::RowWithoutId { line: 5 },
            RowProblem::RowIdRepeated { line: 6, first_line: 2, id: "1".into() },
            RowProblem::RowIdRepeated { line: 13, first_line: 11, id: "6".into() },
        ]
    );
    let code = serde_json::to_value(&manifest.problems[3]).unwrap();
    assert_eq!(code, json!({"code": "row_id_repeated", "line": 6, "first_line": 2, "id": "1"}));
}

#[test]
fn a_broken_quotation_costs_its_own_row_only() {
    let open = parse("id,title\n1,one\n2,\"two\n3,three\n4,four\n");
    assert_eq!(ids(&open), ["1", "3", "4"]);
    assert_eq!(open.problems, [RowProblem::RowQuoteBroken { line: 3, lines: 1 }]);

    let swallowed = parse("id,title,genre\n1,\"one,x\n2,two,x\n3,\"three\",x\n4,four,x\n");
    assert_eq!(ids(&swallowed), ["2", "3", "4"]);
    assert_eq!(swallowed.problems, [RowProblem::RowQuoteBroken { line: 2, lines: 1 }]);

    for header in ["id,\"title\n1,one\n2,two\n", "id,\"title\n1,\"one\"\n2,two\n"] {
        assert_eq!(Manifest::parse(header.as_bytes()), Err(LibraryError::TableHeaderBroken { line: 1 }));
    }
    assert_eq!(parse("\"id\",\"long\ntitle\"\n1,one\n").column_names, ["long\ntitle"]);

    let last = parse("id,title\n1,one\n2,\"two\nlines");
    assert_eq!(ids(&last), ["1"]);
    assert_eq!(last.problems, [RowProblem::RowQuoteBroken { line: 3, lines: 2 }]);

    let inch = parse("id,title\n1,7\" single\n2,\"7\"\" single\"\n3,\"a\" b\n");
    let titles: Vec<_> = inch.rows.iter().map(|row| row.title.as_deref().unwrap()).collect();
    assert_eq!(titles, ["7\" single", "7\" single", "a b"]);
    assert_eq!(inch.problems, []);
}

/// A few megabytes that break on every line: a second, where looking for the end of each anew would take a minute.
#[test]
fn broken_quotations_take_no_quadratic_time() {
    for broken in ["1,\"\"\"\n,\"\"\n", "a\n\"b\n", "1,\"x\n2,y\n"] {
        let text = "id,title\n".to_owned() + &broken.repeat((2 << 20) / broken.len());
        let begun = std::time::Instant::now();
        let _ = Manifest::parse(text.as_bytes());
        assert!(begun.elapsed().as_secs() < 10, "{broken:?}: {:?}", begun.elapsed());
    }
}

#[test]
fn columns_of_the_same_name_are_told_apart() {
    let manifest = parse("id,genre,,genre,genre (2),title,title\n1,a,b,c,d,e,f\n");
    assert_eq!(manifest.column_names, ["genre", "column 3", "genre (2)", "genre (2) (2)", "title (2)"]);
    assert_eq!(manifest.rows[0].columns, ["a", "b", "c", "d", "f"]);
    assert_eq!(manifest.problems.len(), 3);
}

#[test]
fn clean_lyrics_go_before_lyrics_and_nothing_is_lost() {
    let manifest = parse("id,lyrics,lyrics_clean\n1,Raw!,raw\n2,Only raw, \n3,,\n");
    let lyrics: Vec<_> = manifest.rows.iter().map(|row| row.lyrics.as_deref()).collect();
    assert_eq!(lyrics, [Some("raw"), Some("Only raw"), None]);
    assert_eq!(manifest.column_names, ["lyrics"]);
    assert_eq!(parse("id,lyrics\n1,x\n").column_names.len(), 0);
}

#[test]
fn large_is_fine() {
    let cell = "য".repeat(1 << 20);
    assert_eq!(parse(&format!("id,lyrics\n1,\"{cell}\"\n")).rows[0].lyrics.as_deref(), Some(cell.as_str()));
    let header: Vec<String> = (0..200).map(|column| format!("c{column}")).collect();
    let wide = parse(&format!("id,{}\n1,{}\n", header.join(","), vec!["x"; 200].join(",")));
    assert_eq!((wide.column_names, wide.rows[0].columns.len()), (header, 200));
    let long: String = (0..50_000).map(|row| format!("{row},{row}.mp3\n")).collect();
    let long = parse(&format!("id,audio_path\n{long}"));
    assert_eq!((long.rows.len(), long.rows[49_999].line), (50_000, 50_001));
}

#[test]
fn cells_are_text_whatever_they_hold() {
    let cells = ["=cmd|'/c calc'!A0", "<img src=x onerror=alert(1)>", "a\0b", "\u{202E}abc", "🎵", " padded "];
    for cell in cells {
        let manifest = parse(&format!("id,title,note\n1,{cell},{cell}\n"));
        assert_eq!(manifest.rows[0].title.as_deref(), Some(cell));
        assert_eq!(manifest.rows[0].columns, [cell]);
    }
}

#[test]
fn languages_fall_into_their_groups() {
    for bangla in ["bn", "BEN", "Bangla", "bengali", "bn-BD", "bn_BD", "BN_in", " bn "] {
        assert_eq!(language_group(bangla), "bangla", "{bangla}");
    }
    for other in ["en", "de-AT", "benga", "bnx", "-", "হিন্দি"] {
        assert_eq!(language_group(other), "germanic", "{other}");
    }
    assert_eq!(language_group("  "), "");
    let given = parse("id,language,language_group\n1,bn,mine\n");
    assert_eq!(given.rows[0].columns, ["bn", "mine"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Manifest::parse(&bytes);
        let _ = Manifest::parse(&[b"id,title\n", &bytes[..]].concat());
    }

    #[test]
    fn nothing_panics_on_what_looks_like_a_table(text in "(id|title|[,;\t\"\r\n]|\"\"|é|\0){0,60}") {
        let _ = Manifest::parse(format!("id,title\n{text}").as_bytes());
        let _ = Manifest::parse(text.as_bytes());
    }

    /// Rows come in file order, each with the line it stands on, whatever is wrong with the ones between.
    #[test]
    fn rows_keep_their_order_and_line(kinds in proptest::collection::vec(0..5, 1..40)) {
        let mut text = "id,title\n".to_owned();
        let (mut line, mut expected) = (2, Vec::new());
        for (index, kind) in kinds.iter().enumerate() {
            let (row, lines, good) = match kind {
                0 => (format!("{index},x\n"), 1, true),
                1 => (format!("{index},\"a\n\nb\"\n"), 3, true),
                2 => (format!("{index}\n"), 1, false),
                3 => (",x\n".to_owned(), 1, false),
                _ => ("\n".to_owned(), 1, false),
            };
            if good {
                expected.push((line, index.to_string()));
            }
            text += &row;
            line += lines;
        }
        match Manifest::parse(text.as_bytes()) {
            Ok(manifest) => {
                let found: Vec<_> = manifest.rows.iter().map(|row| (row.line, row.id.clone())).collect();
                prop_assert_eq!(found, expected);
            }
            Err(error) => {
                prop_assert_eq!(error, LibraryError::TableNoRows { columns: 2 });
                prop_assert!(kinds.iter().all(|&kind| kind == 4));
            }
        }
    }
}
