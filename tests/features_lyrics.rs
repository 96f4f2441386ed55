//! Lyrics features against scikit-learn's figures (in `parity`), and against what must always hold.

#[path = "parity/lyrics.rs"]
mod parity;
mod reference_signals;

use parity::{ENTRY, assert_near, char_wb, fixture, named, strings};
use proptest::prelude::*;
use reference_signals::lcg;
use songscape::features::{
    FeatureError, LyricsTokens, TfidfSettings, Vocabulary, clean_lyrics,
    svd::{coordinates, truncated_svd},
    tfidf,
    tfidf::rows_with_lyrics,
};
use std::collections::BTreeMap;

/// The terms of one text, in alphabetical order and as often as they occur, seen through the counts of a collection.
fn terms(text: &str, tokens: LyricsTokens, lowercase: bool) -> Vec<String> {
    let settings = TfidfSettings { tokens, lowercase, min_documents: 1, max_features: None };
    tfidf(&[text], &settings).map_or(Vec::new(), |found| found.vocabulary)
}

/// The rule written out from its definition, on vectors of code points.
fn naive_char_wb(text: &str, shortest: usize, longest: usize) -> Vec<String> {
    let mut all = Vec::new();
    for word in text.split_whitespace() {
        let padded: Vec<char> = format!(" {word} ").chars().collect();
        for n in shortest..=longest {
            let end = padded.len().saturating_sub(n);
            for start in 0..=end {
                all.push(padded[start..(start + n).min(padded.len())].iter().collect());
            }
            if end == 0 {
                break;
            }
        }
    }
    all
}

#[test]
fn short_words_and_white_space_follow_scikit_learn() {
    let runs = |text| terms(text, LyricsTokens::CHAR_WB, false);
    assert_eq!(runs("a"), [" a "]);
    assert_eq!(runs("ab"), [" ab", " ab ", "ab "]);
    assert_eq!(runs("abc"), [" ab", " abc", " abc ", "abc", "abc ", "bc "]);
    assert_eq!(runs(" \t a \u{a0}\u{2003}\n\u{1f}b\r\n "), [" a ", " b "]);
    assert_eq!(runs(" \n "), Vec::<String>::new());
    assert_eq!(runs(""), Vec::<String>::new());
    // U+200B is no white space to Python, and neither are joiners.
    assert_eq!(runs("a\u{200b}b").first().unwrap(), " a\u{200b}");
    // A word counted once for n = 3 is not counted again for 4 and 5, but a repeated one counts each time.
    let found = tfidf(&["a a b"], &char_wb(1, None)).unwrap();
    let row = named(&found, 0);
    assert_near("twice", row[" a "] / row[" b "], 2.0, ENTRY);
}

#[test]
fn scripts_are_cut_by_code_point_and_left_as_given() {
    let runs = |text| terms(text, LyricsTokens::CHAR_WB, false);
    // A conjunct (ক্ষ) is three code points; so is a family joined by ZWJ, whose joiners count.
    assert_eq!(runs("ক্ষ").len(), 3 + 2 + 1);
    assert!(runs("ক্ষ").contains(&"ক্ষ".to_owned()));
    assert!(runs("র\u{200d}্যা").contains(&"র\u{200d}্".to_owned()));
    // é as one code point and as e + acute are different terms.
    let (composed, decomposed) = (runs("é"), runs("e\u{301}"));
    assert_eq!(composed, [" é "]);
    assert_eq!(decomposed, [" e\u{301}", " e\u{301} ", "e\u{301} "]);
}

#[test]
fn words_follow_scikit_learn() {
    let words = |text| terms(text, LyricsTokens::WORD, true);
    assert_eq!(words("Don't look back -- it's only smoke!"), ["back", "don", "it", "look", "only", "smoke"]);
    assert_eq!(words("2 hearts, 10 songs_of ½ x y² ÀÉ"), ["10", "hearts", "songs_of", "y²", "àé"]);
    // Python's \w takes letters without their vowel signs: the pieces of নদীর আলো বৃষ্টি of at least two letters.
    assert_eq!(words("নদীর আলো বৃষ্টি"), ["আল", "নদ"]);
    let whole = |text| terms(text, LyricsTokens::Word { marks: true }, true);
    assert_eq!(whole("নদীর আলো, বৃষ্টি।"), ["আলো", "নদীর", "বৃষ্টি"]);
    assert_eq!(whole("Don't look"), ["don", "look"]);

    let settings = TfidfSettings::words(2);
    let found = tfidf(&["moon sun moon", "sun star", "sun moon rain"], &settings).unwrap();
    assert_eq!(found.vocabulary, ["moon", "sun"]);
    assert_near("idf", found.idf[0], (4.0_f64 / 3.0).ln() + 1.0, 1e-12);
    assert_near("idf", found.idf[1], 1.0, 1e-12);
}

#[test]
fn ties_at_the_cut_go_to_the_first_in_code_point_order() {
    let settings = |most| TfidfSettings { max_features: Some(most), ..TfidfSettings::words(1) };
    let lyrics = ["dd cc bb aa", "aa bb cc dd dd"];
    assert_eq!(tfidf(&lyrics, &settings(1)).unwrap().vocabulary, ["dd"]);
    assert_eq!(tfidf(&lyrics, &settings(3)).unwrap().vocabulary, ["aa", "bb", "dd"]);
}

#[test]
fn none_one_and_two_songs() {
    let nothing: [&str; 0] = [];
    let shared = TfidfSettings::char_wb(100);
    let refused = |documents| Err(FeatureError::NoSharedTerms { documents, min_documents: 2 });
    assert_eq!(tfidf(&nothing, &shared), refused(0));
    assert_eq!(tfidf(&["la la la"], &shared), refused(1));
    assert_eq!(tfidf(&["la la la", "xyz"], &shared), refused(2));
    assert_eq!(tfidf(&["", " "], &shared), refused(2));
    let two = tfidf(&["la la land", "la lane"], &shared).unwrap();
    assert_eq!(two.vocabulary, [" la", " la ", " lan", "la ", "lan"]);
    // A song without any shared term is a row of zeros, not of NaN.
    let found = tfidf(&["la la", "la", "", "xyz"], &shared).unwrap();
    assert!(found.rows.row(2).is_empty() && found.rows.row(3).is_empty());

    let lyrics = [None, Some(""), Some(" \n\t"), Some("x"), Some(" la ")];
    assert_eq!(rows_with_lyrics(&lyrics), [3, 4]);
}

#[test]
fn impossible_settings_are_refused_by_name() {
    let zero_documents = TfidfSettings { min_documents: 0, ..TfidfSettings::char_wb(10) };
    let backwards = LyricsTokens::CharWb { shortest: 5, longest: 3 };
    let empty = LyricsTokens::CharWb { shortest: 0, longest: 3 };
    let with = |tokens| TfidfSettings { tokens, ..TfidfSettings::char_wb(10) };
    for (settings, name) in [
        (zero_documents, "min_documents"),
        (TfidfSettings::char_wb(0), "max_features"),
        (with(backwards), "longest"),
        (with(empty), "shortest"),
    ] {
        assert!(matches!(
            tfidf(&["la", "la"], &settings),
            Err(FeatureError::LyricsSettingOutOfRange { setting, .. }) if setting == name
        ));
    }
}

#[test]
fn a_lyric_of_five_megabytes_is_counted_in_seconds() {
    let verse = "সেই গান song again and again over the river নদীর জলে ";
    let long = verse.repeat(5_000_000 / verse.len() + 1);
    let unbroken = "অআইঈ".repeat(5_000_000 / 12);
    let noise: String =
        lcg(1_700_000, 7).iter().map(|u| char::from_u32(0x4E00 + (u * 20_000.0) as u32).unwrap()).collect();
    assert!(long.len() >= 5_000_000 && noise.len() >= 5_000_000);
    let start = std::time::Instant::now();
    let lyrics = [long.as_str(), "song of the river", "নদীর জলে", &unbroken, &noise];
    let found = tfidf(&lyrics, &TfidfSettings::char_wb(5_000)).unwrap();
    assert!(found.vocabulary.iter().any(|term| term == "song "));
    assert!(start.elapsed().as_secs() < 60, "took {:?}", start.elapsed());
    let words = tfidf(&lyrics, &TfidfSettings::words(500)).unwrap();
    assert!(words.vocabulary.iter().any(|term| term == "again"));
    assert_eq!(clean_lyrics(&long), long.trim_end());
    // Brackets that nothing closes must not make it quadratic.
    assert_eq!(clean_lyrics(&"[".repeat(5_000_000)), "");
    assert!(start.elapsed().as_secs() < 120, "took {:?}", start.elapsed());
}

#[test]
fn further_lyrics_are_weighed_as_the_first_ones_were() {
    let texts = ["moon sun moon", "sun star", "sun moon rain", "নদীর আলো নদীর জল", "নদীর আলো"];
    for settings in [char_wb(2, None), TfidfSettings::words(500), TfidfSettings::char_wb(7)] {
        let (fitted, all) = (Vocabulary::fit(&texts, &settings).unwrap(), tfidf(&texts, &settings).unwrap());
        assert_eq!((&fitted.terms, &fitted.idf), (&all.vocabulary, &all.idf));
        let summed = truncated_svd(&all.rows, 3, 42).unwrap();
        for (row, text) in texts.iter().enumerate() {
            let alone = fitted.rows(&[text]);
            assert_eq!(alone.row(0), all.rows.row(row));
            assert_eq!(coordinates(&alone, summed.components.view()).row(0), summed.coordinates.row(row));
        }
    }
    // A lyric of the future: what is not in the vocabulary does not count, not even towards the length.
    let settings = TfidfSettings { min_documents: 2, ..TfidfSettings::words(500) };
    let fitted = Vocabulary::fit(&texts[..3], &settings).unwrap();
    assert_eq!(fitted.terms, ["moon", "sun"]);
    let rows = fitted.rows(&["Moon comet moon SUN comet", "comet", ""]);
    let (moon, sun) = (2.0 * ((4.0_f64 / 3.0).ln() + 1.0), 1.0);
    let length = moon.hypot(sun);
    let found: Vec<(u32, f32)> = rows.row(0).to_vec();
    assert_eq!((found[0].0, found[1].0, found.len()), (0, 1, 2));
    assert_near("moon", found[0].1.into(), moon / length, ENTRY);
    assert_near("sun", found[1].1.into(), sun / length, ENTRY);
    assert!(rows.row(1).is_empty() && rows.row(2).is_empty());
}

#[test]
fn cleaning_keeps_words_of_any_script() {
    for (given, cleaned) in [
        ("", ""),
        ("[Chorus]\nSing it AGAIN,  sing it again!", "sing it again sing it again"),
        ("Don’t look back -- it's only smoke…", "dont look back its only smoke"),
        ("rock 'n' roll", "rock n roll"),
        ("oh (oh yeah) [Guitar solo: 2x] oh", "oh oh yeah oh"),
        ("{spoken} 【間奏】 夜の歌、もう一度。", "夜の歌 もう一度"),
        ("[outer [inner] still outer] sung", "sung"),
        ("[not closed\nnext line] end", "not closed next line end"),
        ("বৃষ্টি নামে, টিনের চালে — আজ রাতে।", "বৃষ্টি নামে টিনের চালে আজ রাতে"),
        ("মেঘের ওপারে ২টি চাঁদ!", "মেঘের ওপারে ২টি চাঁদ"),
        ("র\u{200d}্যাব  সৎ\u{200c}কাজ", "র\u{200d}্যাব সৎ\u{200c}কাজ"),
        ("Ünï e\u{301}té É", "ünï e\u{301}té é"),
        ("♪ la ♫ la 👩\u{200d}👧 \u{301}la", "la la la"),
        ("नमस्ते, दुनिया॥", "नमस्ते दुनिया"),
        ("<img src=x onerror=alert(1)>", "img src x onerror alert 1"),
        ("a\u{0}b\u{feff}c\tsoft\u{ad}ly", "a bc softly"),
        ("ΟΔΟΣ", "οδος"),
    ] {
        assert_eq!(clean_lyrics(given), cleaned, "{given:?}");
    }
}

/// Where each song of `0..count` goes, drawn from `seed`.
fn shuffled(count: usize, seed: u32) -> Vec<usize> {
    let draws = lcg(count, seed);
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&a, &b| draws[a].total_cmp(&draws[b]));
    order
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn runs_agree_with_their_naive_twin(text in "[a-c é\u{301}ক-গ্িা\u{200d}\n ]{0,40}", shortest in 1_usize..5, more in 0_usize..4) {
        let tokens = LyricsTokens::CharWb { shortest, longest: shortest + more };
        let mut expected = naive_char_wb(&text, shortest, shortest + more);
        expected.sort();
        let mut counts: BTreeMap<String, f64> = BTreeMap::new();
        for term in &expected {
            *counts.entry(term.clone()).or_default() += 1.0;
        }
        let settings = TfidfSettings { tokens, lowercase: false, min_documents: 1, max_features: None };
        match tfidf(&[&text], &settings) {
            Err(_) => prop_assert!(counts.is_empty()),
            Ok(found) => {
                // With one lyric every idf is 1, so a row is the counts brought to length one.
                let length = counts.values().map(|c| c * c).sum::<f64>().sqrt();
                let row = named(&found, 0);
                prop_assert_eq!(row.len(), counts.len());
                for (term, count) in counts {
                    prop_assert!((row[&term] - count / length).abs() < ENTRY);
                }
            }
        }
    }

    #[test]
    fn the_order_of_songs_does_not_change_their_features(seed in 0_u32..10_000) {
        let texts = strings(&fixture()["texts"]);
        let order = shuffled(texts.len(), seed);
        let moved: Vec<&String> = order.iter().map(|&row| &texts[row]).collect();
        for settings in [char_wb(2, Some(50)), TfidfSettings::words(60)] {
            let (here, there) = (tfidf(&texts, &settings).unwrap(), tfidf(&moved, &settings).unwrap());
            prop_assert_eq!(&here.vocabulary, &there.vocabulary);
            prop_assert_eq!(&here.idf, &there.idf);
            for (place, &row) in order.iter().enumerate() {
                prop_assert_eq!(here.rows.row(row), there.rows.row(place));
            }
            let (a, b) = (
                truncated_svd(&here.rows, 6, 42).unwrap(),
                truncated_svd(&there.rows, 6, 42).unwrap(),
            );
            for (x, y) in a.singular_values.iter().zip(&b.singular_values) {
                prop_assert!((x - y).abs() < 1e-9);
            }
            for (place, &row) in order.iter().enumerate() {
                for (x, y) in a.coordinates.row(row).iter().zip(b.coordinates.row(place)) {
                    prop_assert!((x - y).abs() < 1e-5);
                }
            }
        }
    }

    #[test]
    fn cleaning_twice_is_cleaning_once_and_nothing_else_stays(text in "\\PC{0,60}|[\\[\\]{}a-zA-Z ক-হ্ি'’\n\u{200d}\u{301}♪-]{0,60}") {
        let once = clean_lyrics(&text);
        prop_assert_eq!(&clean_lyrics(&once), &once);
        prop_assert!(!once.starts_with(' ') && !once.ends_with(' ') && !once.contains("  "));
        prop_assert!(once.chars().all(|c| c == ' ' || !c.is_ascii_punctuation() && !c.is_control()));
    }

    #[test]
    fn no_text_breaks_the_counting(texts in proptest::collection::vec("\\PC{0,30}", 0..6), marks: bool) {
        for tokens in [LyricsTokens::CHAR_WB, LyricsTokens::Word { marks }] {
            let settings = TfidfSettings { tokens, lowercase: true, min_documents: 1, max_features: Some(40) };
            if let Ok(found) = tfidf(&texts, &settings) {
                prop_assert!(found.vocabulary.len() <= 40);
                for row in found.rows.rows().filter(|row| !row.is_empty()) {
                    let length: f64 = row.iter().map(|&(_, v)| f64::from(v).powi(2)).sum();
                    prop_assert!((length - 1.0).abs() < ENTRY);
                }
            }
        }
    }
}
