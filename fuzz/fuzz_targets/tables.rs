//! Any bytes as two tables, cut at the first NUL, and joined: no panic, finite features, as many as there are rows.

#![no_main]

use libfuzzer_sys::fuzz_target;
use songscape::library::{CsvFile, join};

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(2, |&byte| byte == 0);
    let tables: Vec<CsvFile> = parts.by_ref().filter_map(|part| CsvFile::parse(part).ok()).collect();
    let named: Vec<(&str, &CsvFile)> = tables.iter().map(|table| ("table", table)).collect();
    if let Ok(joined) = join(&named) {
        assert_eq!(joined.features.dim(), (joined.ids.len(), joined.feature_names.len()));
        assert!(joined.features.iter().all(|value| value.is_finite()));
        assert!(joined.columns.iter().all(|cells| cells.len() == joined.column_names.len()));
    }
});
