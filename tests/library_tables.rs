//! Feature tables, which kind a table is, and tables joined.

use std::collections::{BTreeMap, BTreeSet};

use ndarray::{Array2, array};
use proptest::prelude::*;
use songscape::library::join::song_of;
use songscape::library::{CsvContent, CsvFile, FeatureTable, Joined, LibraryError, RowProblem, TableKind, join};

const AUDIO: &[u8] = include_bytes!("reference/library/train_audio.csv");
const COUNTED: &[u8] = include_bytes!("reference/library/train_audio_counted.csv");
const LYRICS: &[u8] = include_bytes!("reference/library/train_lyrics.csv");
const GENRE: &[u8] = include_bytes!("reference/library/train_genre.csv");
const MERGED: &[u8] = include_bytes!("reference/library/train_merged.csv");

fn parse(text: &str) -> FeatureTable {
    FeatureTable::parse(text.as_bytes()).unwrap()
}

fn kind(text: &str) -> TableKind {
    CsvFile::parse(text.as_bytes()).unwrap().kind
}

#[test]
fn numbers_and_words_are_told_apart() {
    let table = parse(
        "song_id,tempo,genre,energy,year,mood\na,120,waltz,-1e-3,1999,calm\nb,90.5,techno,.5,2001,7\nb,1,,2,,x\n",
    );
    assert_eq!(table.feature_names, ["tempo", "energy"]);
    assert_eq!(table.features, array![[120.0, -1e-3], [90.5, 0.5], [1.0, 2.0]]);
    assert_eq!(table.column_names, ["genre", "year", "mood"]);
    assert_eq!(table.rows[1].columns, ["techno", "2001", "7"]);
    assert_eq!(table.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["a", "b", "b"]);
    assert_eq!(table.problems, []);
}

#[test]
fn text_among_numbers_is_named_by_column_and_line() {
    let error = FeatureTable::parse(b"id,a,b\n1,0.5,1\n2,0.5,1\n\n3,loud,1\n").unwrap_err();
    assert_eq!(error, LibraryError::TableTextInNumbers { column: "a".into(), line: 5, found: "loud".into() });
    assert_eq!(serde_json::to_value(&error).unwrap()["code"], "table_text_in_numbers");
    let none = FeatureTable::parse(b"id,title\n1,x\n").unwrap_err();
    assert_eq!(none, LibraryError::TableNoNumbers { columns: 2 });
    assert!(matches!(FeatureTable::parse(b"a,b\n1,2\n"), Err(LibraryError::TableNoId { .. })));
}

#[test]
fn rows_without_a_finite_number_are_reported_and_left_out() {
    let table = parse("id,a,b\n1,0,1\n2,NaN,1\n3,0,-inf\n4,,1\n5,1,1e300\n6,2,n/a\n,3,3\n8,4,5\n");
    assert_eq!(table.features, array![[0.0, 1.0], [4.0, 5.0]]);
    assert_eq!(table.rows[1].id, "8");
    let missing = |line, column: &str, found: &str| RowProblem::RowNumberNotFinite {
        line,
        column: column.into(),
        found: found.into(),
    };
    let expected = [
        missing(3, "a", "NaN"),
        missing(4, "b", "-inf"),
        missing(5, "a", ""),
        missing(6, "b", "1e300"),
        missing(7, "b", "n/a"),
        RowProblem::RowWithoutId { line: 8 },
    ];
    assert_eq!(table.problems, expected);
    let all = FeatureTable::parse(b"id,a\n1,NaN\n2,inf\n").unwrap_err();
    assert_eq!(all, LibraryError::TableNotFinite { rows: 2 });
}

#[test]
fn constant_columns_are_reported_and_kept() {
    let table = parse("id,a,b\n1,3,1\n2,3,2\n");
    assert_eq!(table.problems, [RowProblem::ColumnConstant { line: 1, name: "a".into(), value: 3.0 }]);
    assert_eq!(table.features.ncols(), 2);
    assert_eq!(parse("id,a\n1,3\n").problems, [], "one row says nothing about constancy");
}

#[test]
fn a_comma_may_be_the_decimal_point() {
    assert_eq!(parse("id;a\n1;1,5\n2;-2,25\n").features, array![[1.5], [-2.25]]);
    assert_eq!(parse("id\ta\n1\t1,5\n").features, array![[1.5]]);
}

#[test]
fn row_numbers_without_a_name_are_no_feature() {
    let (plain, counted) = (FeatureTable::parse(AUDIO).unwrap(), FeatureTable::parse(COUNTED).unwrap());
    assert_eq!(plain.feature_names.len(), 40);
    assert_eq!((&plain.feature_names, &plain.features), (&counted.feature_names, &counted.features));
    assert_eq!(counted.problems, [RowProblem::ColumnCountsRows { line: 1, name: "column 1".into() }]);
}

#[test]
fn kinds_are_seen_from_the_columns() {
    let kind_of = |bytes| CsvFile::parse(bytes).unwrap().kind;
    assert_eq!(
        [AUDIO, LYRICS, GENRE, MERGED].map(kind_of),
        [TableKind::Features, TableKind::Lyrics, TableKind::Genre, TableKind::Features,]
    );
    assert_eq!(kind("id,audio_path,a,b\n1,x.mp3,2,3\n"), TableKind::Manifest);
    assert_eq!(kind("id,title,bpm\n1,x,120\n"), TableKind::Manifest);
    assert_eq!(kind("id,label,year\n1,0,1999\n"), TableKind::Manifest);
    assert_eq!(kind("id,a\n1,2\n"), TableKind::Features);
    assert_eq!(kind("id\n1\n"), TableKind::Manifest);
    assert_eq!(
        CsvFile::parse(b"x,y\n1,2\n").unwrap_err(),
        LibraryError::TableNoId { columns: vec!["x".into(), "y".into()] }
    );
}

/// The three tables of system A, joined, are what `pandas.merge` makes of them.
#[test]
fn system_a_tables_join_as_pandas_does() {
    let [audio, lyrics, genre, merged] = [AUDIO, LYRICS, GENRE, MERGED].map(|bytes| CsvFile::parse(bytes).unwrap());
    let CsvContent::Numbers(merged) = merged.content else { panic!("the merged table holds numbers") };
    for order in [[0, 1, 2], [2, 1, 0]] {
        let files = [("train_audio.csv", &audio), ("train_lyrics.csv", &lyrics), ("train_genre.csv", &genre)];
        let joined = join(&order.map(|at| files[at])).unwrap();
        assert_eq!(joined.features, merged.features);
        assert_eq!(joined.ids, ["alpha_clip0", "alpha_clip1", "beta_clip0", "alpha_clip2", "beta_clip1"]);
        assert_eq!(joined.song_ids, ["alpha", "alpha", "beta", "alpha", "beta"]);
        assert_eq!(joined.lyrics, merged.rows.iter().map(|row| row.lyrics.clone()).collect::<Vec<_>>());
        assert_eq!(joined.columns, merged.rows.iter().map(|row| row.columns.clone()).collect::<Vec<_>>());
        assert_eq!(joined.column_names, ["genre"]);
        let mut absent: Vec<(&str, usize)> =
            joined.absent.iter().map(|a| (a.id.as_str(), a.missing_in.len())).collect();
        absent.sort_unstable();
        assert_eq!(absent, [("delta", 1), ("gamma", 1), ("omega", 1)]);
    }
}

#[test]
fn repeated_ids_keep_their_rows_and_pair_in_turn() {
    let files = ["id,a\nx,1\ny,2\nx,3\n", "id,b\nx,10\nx,30\ny,20\n", "id,c\nx,7\ny,8\ny,9\n"];
    let [a, b, c] = files.map(|text| CsvFile::parse(text.as_bytes()).unwrap());
    let joined = join(&[("a", &a), ("b", &b), ("c", &c)]).unwrap();
    assert_eq!(joined.features, array![[1.0, 10.0, 7.0], [2.0, 20.0, 8.0], [3.0, 30.0, 7.0]]);
    assert_eq!(joined.ids, ["x_clip0", "y", "x_clip1"]);
}

#[test]
fn clips_find_their_song() {
    assert_eq!(
        ["a_clip0", "a_clip", "_clip3", "a_clip3b", "a"].map(song_of),
        ["a", "a_clip", "_clip3", "a_clip3b", "a"]
    );
    let features = CsvFile::parse(b"id,f\na_clip0,1\na_clip1,2\nb,3\n").unwrap();
    let words = CsvFile::parse(b"id,genre,title\na,waltz,A\nb,folk,B\n").unwrap();
    let joined = join(&[("f", &features), ("w", &words)]).unwrap();
    assert_eq!(joined.ids, ["a_clip0", "a_clip1", "b"]);
    assert_eq!(joined.song_ids, ["a", "a", "b"]);
    assert_eq!(joined.titles, ["A", "A", "B"].map(|title| Some(title.to_owned())));
    assert_eq!(joined.absent, []);
}

#[test]
fn nothing_to_join_or_nothing_in_common_is_an_error() {
    assert_eq!(join(&[]), Err(LibraryError::TableNothingToJoin {}));
    let (a, b) = (CsvFile::parse(b"id,a\n1,1\n").unwrap(), CsvFile::parse(b"id,b\n2,1\n").unwrap());
    assert_eq!(
        join(&[("a", &a), ("b", &b)]),
        Err(LibraryError::TableNoSharedIds { tables: vec!["a".into(), "b".into()] })
    );
    let alone = join(&[("a", &a)]).unwrap();
    assert_eq!((alone.ids.len(), alone.features, alone.absent.len()), (1, array![[1.0]], 0));
}

#[test]
fn tables_of_the_largest_size_are_read() {
    let header: Vec<String> = (0..200).map(|column| column.to_string()).collect();
    let row = vec!["-1.25"; 200].join(",");
    let rows: String = (0..5_000).map(|id| format!("{id},{row}\n")).collect();
    let table = parse(&format!("id,{}\n{rows}", header.join(",")));
    assert_eq!(table.features, Array2::from_elem((5_000, 200), -1.25));
}

#[test]
fn none_one_and_two_rows() {
    assert_eq!(CsvFile::parse(b"id,a,genre\n").unwrap_err(), LibraryError::TableNoRows { columns: 3 });
    let one = CsvFile::parse(b"id,a\nx,1\n").unwrap();
    let two = CsvFile::parse(b"id,b\ny,2\nx,3\n").unwrap();
    let joined = join(&[("one", &one), ("two", &two)]).unwrap();
    assert_eq!((joined.ids, joined.features), (vec!["x".to_owned()], array![[1.0, 3.0]]));
    let joined = join(&[("two", &two), ("one", &one)]).unwrap();
    assert_eq!((joined.ids, joined.features), (vec!["x".to_owned()], array![[3.0, 1.0]]));
    let joined = join(&[("two", &two)]).unwrap();
    assert_eq!((joined.ids.len(), joined.features), (2, array![[2.0], [3.0]]));
}

/// A table with a row for each of `songs`, repeated ones being clips; a row's cells say which song and clip it is.
fn clips(songs: &[usize], name: &str) -> CsvFile {
    let mut seen = BTreeMap::new();
    let mut text = format!("id,{name} song,{name} clip,{name} words\n");
    for song in songs {
        let clip = seen.entry(song).and_modify(|clip| *clip += 1).or_insert(0);
        text += &format!("s{song},{song},{clip}.5,{name} {song} {clip}\n");
    }
    CsvFile::parse(text.as_bytes()).unwrap()
}

/// What is said of each row, by its id.
fn by_id(joined: &Joined) -> BTreeMap<&str, (&str, Vec<f32>, &[String])> {
    let row = |at: usize| (joined.song_ids[at].as_str(), joined.features.row(at).to_vec(), &joined.columns[at][..]);
    joined.ids.iter().enumerate().map(|(at, id)| (id.as_str(), row(at))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(text in "(id|a|[,;\t\"\n]|1|-2.5|nan|x|_clip1){0,50}", other in "(id|a|[,\n]|1|x){0,20}") {
        let tables = [format!("id,a,b\n{text}"), text, other].map(|text| CsvFile::parse(text.as_bytes()));
        let tables: Vec<(&str, &CsvFile)> = tables.iter().flatten().map(|table| ("table", table)).collect();
        let _ = join(&tables);
    }

    /// In whatever order the songs stand in each of the tables, what is said of each of them is the same.
    #[test]
    fn order_of_rows_changes_nothing_of_a_song(
        (songs, first, second) in proptest::collection::vec(0..5usize, 1..12)
            .prop_flat_map(|songs| (Just(songs.clone()), Just(songs.clone()).prop_shuffle(), Just(songs).prop_shuffle())),
        strangers in proptest::collection::vec(3..7usize, 1..4),
    ) {
        let [a, b] = [clips(&songs, "a"), clips(&songs, "b")];
        let [turned_a, turned_b] = [clips(&first, "a"), clips(&second, "b")];
        let straight = join(&[("a", &a), ("b", &b)]).unwrap();
        let turned = join(&[("a", &turned_a), ("b", &turned_b)]).unwrap();
        prop_assert_eq!(straight.ids.len(), songs.len());
        prop_assert_eq!(by_id(&straight), by_id(&turned));

        let mut back = strangers.clone();
        back.sort_unstable();
        let (some, sorted) = (clips(&strangers, "c"), clips(&back, "c"));
        match (join(&[("a", &a), ("c", &some)]), join(&[("a", &turned_a), ("c", &sorted)])) {
            (Ok(straight), Ok(turned)) => {
                prop_assert_eq!(by_id(&straight), by_id(&turned));
                let named = |joined: &Joined| joined.absent.iter().map(|a| a.id.clone()).collect::<BTreeSet<_>>();
                prop_assert_eq!(named(&straight), named(&turned));
            }
            (straight, turned) => prop_assert_eq!(straight.is_err(), turned.is_err()),
        }
    }

    /// The same rows in another order give the same features in that order, and no value wanders to another row.
    #[test]
    fn order_of_rows_changes_nothing_else(
        values in proptest::collection::vec(-1e6f32..1e6, 1..20),
        order in any::<prop::sample::Index>(),
    ) {
        let file = |rows: &[(usize, f32)], name: &str| {
            let rows: String = rows.iter().map(|(id, value)| format!("s{id},{value},{id}\n")).collect();
            CsvFile::parse(format!("id,{name},order\n{rows}").as_bytes()).unwrap()
        };
        let rows: Vec<(usize, f32)> = values.iter().copied().enumerate().collect();
        let mut turned = rows.clone();
        turned.rotate_left(order.index(rows.len()));
        turned.reverse();
        let (straight, shuffled) = (file(&rows, "a"), file(&turned, "b"));
        let joined = join(&[("a", &straight), ("b", &shuffled)]).unwrap();
        for (row, (id, value)) in joined.features.rows().into_iter().zip(&rows) {
            prop_assert_eq!(row.to_vec(), [*value, *id as f32, *value, *id as f32]);
        }
        let back = join(&[("b", &shuffled), ("a", &straight)]).unwrap();
        prop_assert_eq!(back.song_ids, turned.iter().map(|(id, _)| format!("s{id}")).collect::<Vec<_>>());
    }
}
