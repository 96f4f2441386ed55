//! TF-IDF: which terms a lyric uses more than others do.
//!
//! A term counts as often as it occurs, the more the fewer lyrics have it (smooth idf: ln((1 + n) / (1 + df)) + 1), and
//! each lyric's row is brought to length one.
//!
//! **Library.** `linfa-preprocessing`'s `TfIdfVectorizer` counts n-grams of words, not of characters, and has no cut by
//! term count.
//!
//! # Reference
//! scikit-learn 1.9, `TfidfVectorizer(smooth_idf=True, norm="l2")`. Where `max_features` cuts between terms of equal
//! count, scikit-learn's choice depends on an unstable sort; here the terms first in code-point order stay.

use super::{FeatureError, sparse_rows::SparseRows, tokens::LyricsTokens};
use rustc_hash::FxHashMap;
use std::{borrow::Cow, cmp::Reverse};

/// Most terms of the `lyrics_tfidf` feature.
pub const TFIDF_FEATURES: usize = 5_000;
/// Most terms below the truncated SVD of `hybrid` and `multimodal`.
pub const SVD_FEATURES: usize = 20_000;
/// Most words of system A's table.
pub const WORD_FEATURES: usize = 500;

/// How lyrics are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TfidfSettings {
    /// What is counted.
    pub tokens: LyricsTokens,
    /// Whether upper and lower case are one.
    pub lowercase: bool,
    /// Only terms that so many lyrics share (`min_df`).
    pub min_documents: usize,
    /// Only so many terms, those that occur most often over all lyrics.
    pub max_features: Option<usize>,
}

impl TfidfSettings {
    /// Character runs of 3 to 5 within words, case kept, in at least two lyrics.
    pub fn char_wb(max_features: usize) -> Self {
        Self { tokens: LyricsTokens::CHAR_WB, lowercase: false, min_documents: 2, max_features: Some(max_features) }
    }

    /// Words in lower case, in at least one lyric.
    pub fn words(max_features: usize) -> Self {
        Self { tokens: LyricsTokens::WORD, lowercase: true, min_documents: 1, max_features: Some(max_features) }
    }

    /// How often each piece of a text is counted: once for each length of run.
    pub fn times_counted(&self) -> usize {
        match self.tokens {
            LyricsTokens::CharWb { shortest, longest } => (longest + 1).saturating_sub(shortest),
            LyricsTokens::Word { .. } => 1,
        }
    }
}

/// The terms of a collection of lyrics and their weights: what weighs these lyrics, and further ones alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Vocabulary {
    /// What lyrics are cut into.
    pub tokens: LyricsTokens,
    /// Whether upper and lower case are one.
    pub lowercase: bool,
    /// The terms, in code-point order: one for each column.
    pub terms: Vec<String>,
    /// The weight of each term: the rarer, the more.
    pub idf: Vec<f64>,
}

/// The terms of a collection of lyrics, and each lyric in their measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Tfidf {
    /// The terms, in code-point order: one for each column.
    pub vocabulary: Vec<String>,
    /// The weight of each term: the rarer, the more.
    pub idf: Vec<f64>,
    /// One row for each lyric, in the order given: of length one, or all zero if a lyric has no term of the vocabulary.
    pub rows: SparseRows,
}

/// Positions of the lyrics that say something: those missing or of white space alone are left out.
pub fn rows_with_lyrics<S: AsRef<str>>(lyrics: &[Option<S>]) -> Vec<usize> {
    lyrics
        .iter()
        .enumerate()
        .filter(|(_, text)| text.as_ref().is_some_and(|t| !t.as_ref().trim().is_empty()))
        .map(|(row, _)| row)
        .collect()
}

/// Counts and weighs the terms of all `lyrics`.
///
/// # Errors
/// As [`Vocabulary::fit`].
pub fn tfidf<S: AsRef<str>>(lyrics: &[S], settings: &TfidfSettings) -> Result<Tfidf, FeatureError> {
    let vocabulary = Vocabulary::fit(lyrics, settings)?;
    let rows = vocabulary.rows(lyrics);
    Ok(Tfidf { vocabulary: vocabulary.terms, idf: vocabulary.idf, rows })
}

impl Vocabulary {
    /// Chooses and weighs the terms of all `lyrics`.
    ///
    /// # Errors
    /// [`FeatureError::LyricsSettingOutOfRange`] if `min_documents` or `max_features` is 0 or n-gram lengths make no
    /// sense; [`FeatureError::NoSharedTerms`] if no term occurs in `min_documents` lyrics.
    pub fn fit<S: AsRef<str>>(lyrics: &[S], settings: &TfidfSettings) -> Result<Self, FeatureError> {
        settings.check()?;
        let TfidfSettings { tokens, lowercase, min_documents, .. } = settings.clone();
        let texts: Vec<Cow<'_, str>> = lyrics.iter().map(|text| tokens.prepare(text.as_ref(), lowercase)).collect();
        let census = Census::take(&texts, settings);
        let kept = census.kept(settings);
        if kept.is_empty() {
            return Err(FeatureError::NoSharedTerms { documents: lyrics.len(), min_documents });
        }
        let documents = lyrics.len() as f64;
        let weight =
            |&(_, id): &(&str, usize)| ((1.0 + documents) / (1.0 + f64::from(census.counts[id].documents))).ln() + 1.0;
        let idf = kept.iter().map(weight).collect();
        Ok(Self { tokens, lowercase, terms: kept.iter().map(|&(term, _)| term.to_owned()).collect(), idf })
    }

    /// Each of `lyrics` in the measure of these terms: a row of length one, or all zero where none of them occurs. A
    /// row depends on its own lyric alone.
    pub fn rows<S: AsRef<str>>(&self, lyrics: &[S]) -> SparseRows {
        let columns: FxHashMap<&str, u32> =
            self.terms.iter().enumerate().map(|(column, term)| (term.as_str(), column as u32)).collect();
        let mut rows = SparseRows::new(self.terms.len());
        let mut occurrences = vec![0_u32; self.terms.len()];
        let mut met: Vec<u32> = Vec::new();
        for lyric in lyrics {
            let text = self.tokens.prepare(lyric.as_ref(), self.lowercase);
            self.tokens.for_each_term(&text, |term| {
                if let Some(&column) = columns.get(term) {
                    if occurrences[column as usize] == 0 {
                        met.push(column);
                    }
                    occurrences[column as usize] += 1;
                }
            });
            met.sort_unstable();
            let weight = |column: u32| f64::from(occurrences[column as usize]) * self.idf[column as usize];
            let length = met.iter().map(|&c| weight(c).powi(2)).sum::<f64>().sqrt();
            rows.push_row(met.iter().map(|&c| (c, (weight(c) / length) as f32)));
            for column in met.drain(..) {
                occurrences[column as usize] = 0;
            }
        }
        rows
    }
}

impl TfidfSettings {
    fn check(&self) -> Result<(), FeatureError> {
        self.tokens.check()?;
        for (setting, found) in
            [("min_documents", self.min_documents), ("max_features", self.max_features.unwrap_or(1))]
        {
            if found == 0 {
                let most = u32::MAX as usize;
                return Err(FeatureError::LyricsSettingOutOfRange { setting, found, least: 1, most });
            }
        }
        Ok(())
    }
}

/// How often a term occurs.
struct TermCount {
    documents: u32,
    occurrences: u32,
    last_document: u32,
}

/// Every term met, by its number, and its counts by number.
struct Census<'a> {
    numbers: FxHashMap<&'a str, u32>,
    counts: Vec<TermCount>,
}

impl<'a> Census<'a> {
    fn take(texts: &'a [Cow<'_, str>], settings: &TfidfSettings) -> Self {
        let mut census = Self { numbers: FxHashMap::default(), counts: Vec::new() };
        // The longest lyrics come last: a term first met when too few lyrics are left can never be shared by enough, and
        // need not be remembered. One lyric of megabytes among ordinary ones then costs no memory.
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|&document| texts[document].len());
        for (visited, &document) in order.iter().enumerate() {
            let may_be_shared = texts.len() - visited >= settings.min_documents;
            let document = document as u32;
            settings.tokens.for_each_term(&texts[document as usize], |term| {
                census.count(term, document, may_be_shared);
            });
        }
        census
    }

    fn count(&mut self, term: &'a str, document: u32, may_be_shared: bool) {
        let Some(&number) = self.numbers.get(term) else {
            if may_be_shared {
                self.numbers.insert(term, self.counts.len() as u32);
                self.counts.push(TermCount { documents: 1, occurrences: 1, last_document: document });
            }
            return;
        };
        let count = &mut self.counts[number as usize];
        count.occurrences += 1;
        if count.last_document != document {
            count.last_document = document;
            count.documents += 1;
        }
    }

    /// The terms that stay, in code-point order, and their numbers.
    fn kept(&self, settings: &TfidfSettings) -> Vec<(&'a str, usize)> {
        let mut kept: Vec<(&str, usize)> = self
            .numbers
            .iter()
            .map(|(&term, &number)| (term, number as usize))
            .filter(|&(_, number)| self.counts[number].documents as usize >= settings.min_documents)
            .collect();
        if let Some(most) = settings.max_features.filter(|&most| most < kept.len()) {
            kept.sort_unstable_by_key(|&(term, n)| (Reverse(self.counts[n].occurrences), term));
            kept.truncate(most);
        }
        kept.sort_unstable();
        kept
    }
}
