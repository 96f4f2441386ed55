//! Every fixture of `reference/text.json`. Run natively by `features_lyrics.rs`, and compiled to WebAssembly, in a browser,
//! by `wasm_parity`.

use crate::reference_signals::{indices, json, numbers, rows};
use serde_json::Value;
use songscape::features::{Tfidf, TfidfSettings, svd::truncated_svd, tfidf};
use std::collections::BTreeMap;

/// What is run where there is no test harness.
#[cfg(not(test))]
pub const CHECKS: &[(&str, fn())] = &[
    ("tfidf_is_scikit_learn_s", tfidf_is_scikit_learn_s),
    ("singular_values_are_the_exact_ones", singular_values_are_the_exact_ones),
];

/// The fixture's seven digits, and one rounding of entries up to 1 to f32.
pub const ENTRY: f64 = 1e-6;
/// Singular values come from f32 entries; a hundred times what that costs.
const SINGULAR: f64 = 1e-4;

/// `reference/text.json`.
pub fn fixture() -> Value {
    json(include_str!("../reference/text.json"))
}

/// A list of texts of a fixture.
pub fn strings(value: &Value) -> Vec<String> {
    let list = value.as_array().unwrap();
    list.iter().map(|v| v.as_str().unwrap().to_owned()).collect()
}

/// Character runs of 3 to 5, case kept.
pub fn char_wb(min_documents: usize, max_features: Option<usize>) -> TfidfSettings {
    TfidfSettings { min_documents, max_features, ..TfidfSettings::char_wb(1) }
}

/// The row of a document as term → weight.
pub fn named(found: &Tfidf, row: usize) -> BTreeMap<String, f64> {
    let entries = found.rows.row(row).iter();
    entries.map(|&(c, v)| (found.vocabulary[c as usize].clone(), f64::from(v))).collect()
}

pub fn assert_near(what: &str, found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found} is not {expected} ± {tolerance}");
}

fn assert_named(what: &str, found: &BTreeMap<String, f64>, expected: &Value, tolerance: f64) {
    let expected = expected.as_object().unwrap();
    assert_eq!(found.len(), expected.len(), "{what}");
    for (term, value) in found {
        assert_near(&format!("{what} {term:?}"), *value, expected[term].as_f64().unwrap(), tolerance);
    }
}

#[cfg_attr(test, test)]
pub fn tfidf_is_scikit_learn_s() {
    let fixture = fixture();
    let texts = strings(&fixture["texts"]);
    for case in fixture["cases"].as_array().unwrap() {
        let max_features = case["max_features"].as_u64().map(|v| v as usize);
        let min_documents = case["min_df"].as_u64().unwrap() as usize;
        let what = format!("min_df {min_documents} max_features {max_features:?}");
        let found = tfidf(&texts, &char_wb(min_documents, max_features)).unwrap();

        assert_eq!(found.vocabulary.len() as u64, case["n_features"].as_u64().unwrap(), "{what}");
        assert_eq!(found.rows.dim(), (texts.len(), found.vocabulary.len()));
        assert_eq!(found.rows.listed() as u64, case["nnz"].as_u64().unwrap(), "{what}");
        let sum: f64 = found.rows.rows().flatten().map(|&(_, v)| f64::from(v)).sum();
        let expected = case["sum"].as_f64().unwrap();
        assert_near(&what, sum, expected, ENTRY * expected);

        if !case["vocabulary"].is_null() {
            assert_eq!(found.vocabulary, strings(&case["vocabulary"]), "{what}");
            let idf = found.vocabulary.iter().cloned().zip(found.idf.iter().copied()).collect();
            assert_named(&what, &idf, &case["idf"], ENTRY);
        }
        let all: Vec<usize> = (0..texts.len()).collect();
        let checked = if case["docs_index"].is_null() { all } else { indices(&case["docs_index"]) };
        let documents = case["docs"].as_array().unwrap();
        assert_eq!(documents.len(), checked.len());
        for (&row, expected) in checked.iter().zip(documents) {
            assert_named(&format!("{what} row {row}"), &named(&found, row), expected, ENTRY);
        }
        if !case["gram"].is_null() {
            let dense = found.rows.to_dense();
            let gram = dense.dot(&dense.t());
            for (i, row) in rows(&case["gram"]).iter().enumerate() {
                for (j, &expected) in row.iter().enumerate() {
                    assert_near(&what, f64::from(gram[[i, j]]), expected, ENTRY);
                }
            }
        }
    }
    for case in fixture["lowercase"].as_array().unwrap() {
        let lowercase = case["lowercase"].as_bool().unwrap();
        let found = tfidf(&texts, &TfidfSettings { lowercase, ..char_wb(2, None) }).unwrap();
        assert_eq!(found.vocabulary.len() as u64, case["n_features"].as_u64().unwrap());
        assert_eq!(found.rows.listed() as u64, case["nnz"].as_u64().unwrap());
        let sum: f64 = found.rows.rows().flatten().map(|&(_, v)| f64::from(v)).sum();
        let expected = case["sum"].as_f64().unwrap();
        assert_near("lower case", sum, expected, ENTRY * expected);
    }
}

#[cfg_attr(test, test)]
pub fn singular_values_are_the_exact_ones() {
    let fixture = fixture();
    let texts = strings(&fixture["texts"]);
    let cases = fixture["cases"].as_array().unwrap();
    for case in cases.iter().filter(|case| !case["singular_values_exact"].is_null()) {
        let max_features = case["max_features"].as_u64().map(|v| v as usize);
        let table = tfidf(&texts, &char_wb(2, max_features)).unwrap().rows;
        let twelve = truncated_svd(&table, 12, 42).unwrap();
        let expected = numbers(&case["singular_values_exact"]);
        assert_eq!(twelve.singular_values.len(), expected.len());
        for (found, expected) in twelve.singular_values.iter().zip(expected) {
            assert_near("exact", *found, expected, SINGULAR);
        }
        let eight = truncated_svd(&table, 8, 42).unwrap();
        let expected = numbers(&case["truncated_svd8_singular_values"]);
        assert_eq!(eight.singular_values.len(), expected.len());
        for (found, expected) in eight.singular_values.iter().zip(expected) {
            assert_near("truncated", *found, expected, SINGULAR);
        }
    }
}
