//! Any bytes as two tables, cut at the first NUL, and joined: no panic, finite features, as many as there are rows, and
//! rows under different names.

use std::collections::BTreeSet;

use songscape::library::{CsvFile, join};

/// # Panics
/// When one of those does not hold.
pub fn check(bytes: &[u8]) {
    let parts = bytes.splitn(2, |&byte| byte == 0);
    let tables: Vec<CsvFile> = parts.filter_map(|part| CsvFile::parse(part).ok()).collect();
    let named: Vec<(&str, &CsvFile)> = tables.iter().map(|table| ("table", table)).collect();
    if let Ok(joined) = join(&named) {
        assert_eq!(joined.features.dim(), (joined.ids.len(), joined.feature_names.len()));
        assert!(joined.features.iter().all(|value| value.is_finite()));
        assert!(joined.columns.iter().all(|cells| cells.len() == joined.column_names.len()));
        assert_eq!(joined.ids.iter().collect::<BTreeSet<_>>().len(), joined.ids.len());
        assert_eq!(joined.song_ids.len(), joined.ids.len());
    }
}
