//! Any bytes as a manifest: no panic, ids that differ, lines in order; written again it says the same.

use std::collections::BTreeSet;

use songscape::library::Manifest;

/// # Panics
/// When one of those does not hold.
pub fn check(bytes: &[u8]) {
    let Ok(manifest) = Manifest::parse(bytes) else { return };
    assert!(manifest.rows.windows(2).all(|rows| rows[0].line < rows[1].line));
    assert!(manifest.rows.iter().all(|row| row.columns.len() == manifest.column_names.len()));
    let ids: BTreeSet<&str> = manifest.rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids.len(), manifest.rows.len());
    let names: Vec<&str> = manifest.rows.iter().filter_map(|row| row.audio_path.as_deref()).collect();
    let matches = manifest.matching(&names);
    assert_eq!(matches.files.len(), manifest.rows.len());
    if !manifest.rows.is_empty() {
        let again = Manifest::parse(&manifest.to_csv(true)).expect("what was written can be read");
        assert_eq!(said(&again), said(&manifest));
        assert!(again.problems.is_empty(), "{:?}", again.problems);
    }
}

/// What a manifest says, without where it said so.
fn said(manifest: &Manifest) -> Manifest {
    let mut said = manifest.clone();
    said.problems.clear();
    said.rows.iter_mut().for_each(|row| row.line = 0);
    said
}
