//! Tables that leave the page: as the spec names them, harmless in a spreadsheet, and read back the same.

use proptest::prelude::*;
use songscape::archive::{ArchiveError, MetricsRow, SongsTable, comparison_csv, metrics_csv, songs_csv};
use songscape::experiment::{Column, scores::Scores};
use songscape::library::table::{Record, Table};
use songscape::settings::{Baseline, ClusterMethod, Settings};

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// The cells of a table as our own reader sees them: names first.
fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    let table = Table::read(bytes).unwrap();
    let columns = table.names.len();
    let row = |record: &Record| (0..columns).map(|at| record.cell(at).to_owned()).collect();
    let rows: Vec<Vec<String>> = table.records.iter().map(row).collect();
    std::iter::once(table.names).chain(rows).collect()
}

fn column(name: &str, values: &[&str]) -> Column {
    Column { name: name.to_owned(), values: values.iter().map(|value| (*value).to_owned()).collect() }
}

fn two_songs(columns: Vec<Column>) -> SongsTable {
    let owned = |values: [&str; 2]| values.map(str::to_owned).to_vec();
    SongsTable {
        ids: owned(["waltz_01", "007"]),
        clusters: vec![0, -1],
        projection: vec![0.1, -2.5, 1e-7, 16_777_216.0],
        titles: owned(["=HYPERLINK(\"http://x\")", "two\nlines, \"quoted\""]),
        artists: owned(["", "-cmd|' /C calc'!A0"]),
        columns,
    }
}

fn scores(silhouette: Option<f64>) -> Scores {
    Scores {
        n: 32,
        n_clusters_eff: 4,
        silhouette,
        calinski_harabasz: Some(0.1 + 0.2),
        davies_bouldin: Some(f64::NAN),
        ari: Some(1.0),
        nmi: None,
        purity: Some(0.875),
        coverage: Some(1.0),
        silhouette_features: Some(-0.25),
        calinski_harabasz_features: Some(f64::INFINITY),
        davies_bouldin_features: Some(1.25),
    }
}

fn run(run_dir: &str, settings: Settings) -> MetricsRow {
    let warnings = vec!["label_leak".to_owned(), "few_songs".to_owned()];
    MetricsRow { settings, metrics: Some(scores(Some(0.5))), warnings, failed: None, run_dir: run_dir.to_owned() }
}

#[test]
fn songs_stand_with_place_and_columns() {
    let csv = text(songs_csv(&two_songs(vec![column("genre", &["waltz", "+1"])])).unwrap());
    let expected = "\u{FEFF}id,cluster,x,y,title,artist,genre\r\n\
        waltz_01,0,0.1,-2.5,\"'=HYPERLINK(\"\"http://x\"\")\",,waltz\r\n\
        007,-1,0.0000001,16777216,\"two\nlines, \"\"quoted\"\"\",'-cmd|' /C calc'!A0,+1\r\n";
    assert_eq!(csv, expected);
}

#[test]
fn without_a_map_and_without_songs() {
    let csv = text(songs_csv(&SongsTable { projection: Vec::new(), ..two_songs(Vec::new()) }).unwrap());
    assert!(csv.contains("\r\nwaltz_01,0,,,"));
    let nothing = SongsTable {
        ids: Vec::new(),
        clusters: Vec::new(),
        projection: Vec::new(),
        titles: Vec::new(),
        artists: Vec::new(),
        columns: vec![column("genre", &[])],
    };
    assert_eq!(text(songs_csv(&nothing).unwrap()), "\u{FEFF}id,cluster,x,y,title,artist,genre\r\n");
    let mut lost = two_songs(Vec::new());
    lost.projection = vec![f32::NAN, f32::INFINITY, 1.0, f32::NEG_INFINITY];
    let csv = text(songs_csv(&lost).unwrap());
    assert!(csv.contains("waltz_01,0,,,") && csv.contains("007,-1,1,,"));
}

#[test]
fn columns_of_one_name_are_kept_apart() {
    let names = ["cluster", "ID", "genre", "genre", "Genre", "", " ", "cluster", "cluster (column)", "x ", "=x"];
    let columns = names.map(|name| column(name, &["a", "b"])).to_vec();
    let read = cells(&songs_csv(&two_songs(columns)).unwrap());
    let expected = [
        "cluster (column)",
        "ID (column)",
        "genre",
        "genre (2)",
        "Genre (3)",
        "column",
        "column (2)",
        "cluster (column) (2)",
        "cluster (column) (3)",
        "x (column)",
        "=x",
    ];
    assert_eq!(read[0][6..], expected);
}

#[test]
fn lists_of_other_lengths_are_refused() {
    let rows = |part: &str, found, expected| Err(ArchiveError::ArchiveRows { part: part.to_owned(), found, expected });
    assert_eq!(songs_csv(&SongsTable { clusters: vec![1], ..two_songs(Vec::new()) }), rows("clusters", 1, 2));
    assert_eq!(songs_csv(&SongsTable { projection: vec![0.0; 3], ..two_songs(Vec::new()) }), rows("projection", 3, 4));
    assert_eq!(songs_csv(&SongsTable { titles: Vec::new(), ..two_songs(Vec::new()) }), rows("titles", 0, 2));
    assert_eq!(songs_csv(&SongsTable { artists: Vec::new(), ..two_songs(Vec::new()) }), rows("artists", 0, 2));
    assert_eq!(songs_csv(&two_songs(vec![column("genre", &["one"])])), rows("genre", 1, 2));
}

#[test]
fn a_page_s_table_is_read() {
    let given = r#"{"ids":["a"],"clusters":[0],"projection":[0.5,1],"titles":[""],"artists":[""],"columns":[{"name":"genre","values":["x"]}]}"#;
    let table: SongsTable = serde_json::from_str(given).unwrap();
    assert_eq!(text(songs_csv(&table).unwrap()), "\u{FEFF}id,cluster,x,y,title,artist,genre\r\na,0,0.5,1,,,x\r\n");
}

#[test]
fn metrics_are_the_spec_s_columns_and_empty_where_undefined() {
    let settings = Settings { baseline: Baseline::Pca, cluster_method: ClusterMethod::Dbscan, ..Settings::default() };
    let csv = text(metrics_csv(&[run("easy/pca_dbscan", settings)]));
    let expected = "\u{FEFF}run,feature,audio_feature,vae_arch,cluster_method,clusters_requested,dbscan_eps,dbscan_min_samples,\
        latent_dim,beta,cond_col,n,n_clusters_eff,silhouette,calinski_harabasz,davies_bouldin,ari,nmi,purity,coverage,\
        silhouette_features,calinski_harabasz_features,davies_bouldin_features,warnings\r\n\
        pca,mfcc,,,dbscan,,0.5,5,,,,32,4,0.5,0.30000000000000004,,1,,0.875,1,-0.25,,1.25,label_leak few_songs\r\n";
    assert_eq!(csv, expected);
}

#[test]
fn a_comparison_is_the_same_table_with_the_folder_in_front() {
    let rows = [run("easy/vae_kmeans", Settings::default()), run("=x", Settings::default())];
    let (plain, comparison) = (cells(&metrics_csv(&rows)), cells(&comparison_csv(&rows)));
    let folders: Vec<&str> = comparison.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(folders, ["run_dir", "easy/vae_kmeans", "=x"]);
    let behind: Vec<Vec<String>> = comparison.iter().map(|row| row[1..].to_vec()).collect();
    assert_eq!(behind, plain);
    assert!(text(comparison_csv(&rows)).contains("\r\n'=x,vae,"));
}

#[test]
fn a_run_that_failed_keeps_its_settings_and_has_no_scores() {
    let given = r#"{"run_dir":"medium/raw_spectral","settings":{"baseline":"raw"},"failed":"no_songs"}"#;
    let row: MetricsRow = serde_json::from_str(given).unwrap();
    let csv = text(comparison_csv(&[row]));
    let last = csv.lines().nth(1).unwrap();
    assert_eq!(last, "medium/raw_spectral,raw,mfcc,,,kmeans,4,,,,,,,,,,,,,,,,,,failed:no_songs");
}

#[test]
fn rows_of_the_page_before_suites_are_still_read() {
    let metrics = serde_json::to_value(scores(None)).unwrap();
    let given = serde_json::json!({ "settings": {}, "metrics": metrics, "warnings": ["few_songs"] });
    let row: MetricsRow = serde_json::from_value(given).unwrap();
    assert_eq!((row.run_dir.as_str(), row.metrics.unwrap().silhouette), ("", None));
}

proptest! {
    /// Whatever songs are called, the table says it, and no cell runs.
    #[test]
    fn songs_come_back(songs in prop::collection::vec((any::<f32>(), any::<f32>(), "[^\\r\\n]{0,20}", any::<i32>()), 1..20)) {
        let texts: Vec<String> = songs.iter().map(|(_, _, text, _)| text.clone()).collect();
        let table = SongsTable {
            ids: (0..songs.len()).map(|row| row.to_string()).collect(),
            clusters: songs.iter().map(|&(.., cluster)| cluster).collect(),
            projection: songs.iter().flat_map(|&(x, y, ..)| [x, y]).collect(),
            titles: texts.clone(),
            artists: texts.clone(),
            columns: vec![Column { name: "mood".to_owned(), values: texts.clone() }],
        };
        let bytes = songs_csv(&table).unwrap();
        prop_assert_eq!(&bytes, &songs_csv(&table).unwrap());
        let mut reader = csv::Reader::from_reader(&bytes[3..]);
        for ((record, (x, y, text, cluster)), row) in reader.records().zip(&songs).zip(0..) {
            let record = record.unwrap();
            prop_assert_eq!(&record[0], row.to_string());
            prop_assert_eq!(record[1].parse::<i32>().unwrap(), *cluster);
            for (cell, number) in [(&record[2], x), (&record[3], y)] {
                let read = cell.parse::<f32>().ok();
                prop_assert_eq!(read.map(f32::to_bits), Some(*number).filter(|n| n.is_finite()).map(f32::to_bits));
            }
            for cell in [&record[4], &record[5], &record[6]] {
                prop_assert_eq!(cell.strip_prefix('\'').filter(|rest| rest == text).unwrap_or(cell), text);
                prop_assert!(!cell.starts_with(['=', '@', '\t', '＝']), "{cell:?}");
            }
        }
    }
}
