//! What lyrics are cut into before they are counted.
//!
//! # Reference
//! scikit-learn 1.9, `CountVectorizer`: `_char_wb_ngrams`, and the token pattern `(?u)\b\w\w+\b`.

use super::{FeatureError, clean::is_word};
use std::{borrow::Cow, ops::RangeInclusive};
use unicode_properties::{GeneralCategoryGroup as Group, UnicodeGeneralCategory};

/// Longest n-gram that may be asked for, in code points.
pub const LONGEST_N_GRAM: usize = 32;

/// Letters whose kind is remembered while a text is read: as many as one script has, and ASCII beside it.
const KEPT_LETTERS: usize = 256;

/// How lyrics are cut into terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LyricsTokens {
    /// Runs of characters within words, each word with a space before and after: works in any script and forgives
    /// spelling. Lengths in code points, both ends included.
    CharWb {
        /// Length of the shortest run.
        shortest: usize,
        /// Length of the longest run.
        longest: usize,
    },
    /// Whole words of at least two characters.
    Word {
        /// Whether combining marks belong to words. scikit-learn says no, and so cuts Bangla words at every vowel sign
        /// (`নদীর` → `নদ`); kept as the default here for the sake of equal figures.
        marks: bool,
    },
}

impl LyricsTokens {
    /// Character runs of 3 to 5.
    pub const CHAR_WB: Self = Self::CharWb { shortest: 3, longest: 5 };
    /// Words as scikit-learn cuts them.
    pub const WORD: Self = Self::Word { marks: false };

    /// Whether the lengths make sense.
    ///
    /// # Errors
    /// [`FeatureError::LyricsSettingOutOfRange`].
    pub fn check(&self) -> Result<(), FeatureError> {
        let in_range = |setting, found: usize, range: RangeInclusive<usize>| {
            let (least, most) = range.into_inner();
            if (least..=most).contains(&found) {
                Ok(())
            } else {
                Err(FeatureError::LyricsSettingOutOfRange { setting, found, least, most })
            }
        };
        match *self {
            Self::CharWb { shortest, longest } => {
                in_range("shortest", shortest, 1..=LONGEST_N_GRAM)?;
                in_range("longest", longest, shortest..=LONGEST_N_GRAM)
            }
            Self::Word { .. } => Ok(()),
        }
    }

    /// Brings a text into the form [`LyricsTokens::for_each_term`] reads: for character runs, every word with one space
    /// before it and one after the last; for words, the text itself.
    pub(super) fn prepare<'a>(&self, text: &'a str, lowercase: bool) -> Cow<'a, str> {
        let text = if lowercase { Cow::Owned(text.to_lowercase()) } else { Cow::Borrowed(text) };
        match self {
            Self::CharWb { .. } => {
                let mut spaced = String::with_capacity(text.len() + 2);
                for word in text.split(is_space).filter(|word| !word.is_empty()) {
                    spaced.push(' ');
                    spaced.push_str(word);
                }
                if !spaced.is_empty() {
                    spaced.push(' ');
                }
                Cow::Owned(spaced)
            }
            Self::Word { .. } => text,
        }
    }

    /// Calls `emit` with every term of a prepared text, as often as it occurs. Terms are slices of the text.
    pub(super) fn for_each_term<'a>(&self, prepared: &'a str, mut emit: impl FnMut(&'a str)) {
        match *self {
            Self::CharWb { shortest, longest } => {
                let mut corners = Vec::new();
                // Two neighbouring words share the space between them.
                let spaces: Vec<usize> = prepared.match_indices(' ').map(|(at, _)| at).collect();
                for pair in spaces.windows(2) {
                    let word = &prepared[pair[0]..=pair[1]];
                    runs(word, shortest, longest, &mut corners, &mut emit);
                }
            }
            Self::Word { marks } => {
                let belongs = |c: char| if marks { is_word(c) || c == '_' } else { is_python_word(c) };
                // Unicode's table has to be searched; a text uses few letters, whose answers are kept.
                let mut known = [('\0', false); KEPT_LETTERS];
                let mut belongs = |c: char| {
                    let kept = &mut known[c as usize % KEPT_LETTERS];
                    if kept.0 != c {
                        *kept = (c, belongs(c));
                    }
                    kept.1
                };
                prepared.split(|c| !belongs(c)).filter(|word| word.chars().nth(1).is_some()).for_each(emit);
            }
        }
    }
}

/// All runs of `shortest` to `longest` code points in a word between two spaces. A word no longer than the run is
/// counted once, whole, and not again for longer runs.
fn runs<'a>(word: &'a str, shortest: usize, longest: usize, corners: &mut Vec<usize>, emit: &mut impl FnMut(&'a str)) {
    corners.clear();
    corners.extend(word.char_indices().map(|(at, _)| at));
    corners.push(word.len());
    let letters = corners.len() - 1;
    for length in shortest..=longest {
        if letters <= length {
            emit(word);
            return;
        }
        for start in 0..=letters - length {
            emit(&word[corners[start]..corners[start + length]]);
        }
    }
}

/// White space as Python's `str.split` sees it: Unicode's, and the four separators U+001C to U+001F.
fn is_space(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{1C}'..='\u{1F}')
}

/// `\w` as Python's `re` sees it: letters, numbers and the low line, but no marks.
fn is_python_word(letter: char) -> bool {
    letter == '_' || matches!(letter.general_category_group(), Group::Letter | Group::Number)
}
