//! Lyrics stripped to their words, in any script.
//!
//! **Library.** `unicode-properties` tells letters, marks, digits and punctuation apart as Unicode does. The standard
//! library's `is_alphanumeric` does not know marks such as the Bangla hasanta, and would cut conjuncts in two;
//! `unicode-segmentation` finds words but keeps no account of what stood between them.

use unicode_properties::{GeneralCategoryGroup as Group, UnicodeGeneralCategory};

/// Holds letters apart within a word (Bangla, Persian).
const ZERO_WIDTH_NON_JOINER: char = '\u{200C}';
/// Binds letters within a word.
const ZERO_WIDTH_JOINER: char = '\u{200D}';
/// Parts words where nothing is seen (Thai, Khmer).
const ZERO_WIDTH_SPACE: char = '\u{200B}';

/// Lower-cases a lyric and takes out what is not sung: bracketed stage directions such as `[Chorus]` (on one line, with
/// any of `[ ] { } 【 】 〔 〕 ［ ］`), punctuation and symbols. What is left are words with one space between.
///
/// Letters, combining marks and digits of every script stay as they are given (NFC stays NFC, NFD stays NFD), and so do
/// joiners inside a word. An apostrophe inside a word closes up (`don't` → `dont`); all else parts words. What stands in
/// round brackets is usually sung, so only the brackets go.
pub fn clean_lyrics(lyrics: &str) -> String {
    let lowered = lyrics.to_lowercase();
    let mut cleaner = Cleaner { words: String::with_capacity(lowered.len()), open: Vec::new() };
    let mut letters = lowered.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' | '\r' => cleaner.end_line(),
            '[' | '{' | '【' | '〔' | '［' => cleaner.open_direction(),
            ']' | '}' | '】' | '〕' | '］' => cleaner.close_direction(),
            '\'' | '’' if cleaner.inside_word() && letters.peek().is_some_and(|&next| is_word(next)) => {}
            ZERO_WIDTH_JOINER | ZERO_WIDTH_NON_JOINER => cleaner.attach(letter),
            ZERO_WIDTH_SPACE => cleaner.part(),
            _ => match letter.general_category_group() {
                Group::Letter | Group::Number => cleaner.words.push(letter),
                Group::Mark => cleaner.attach(letter),
                // Soft hyphens, direction marks and the like are not seen and part nothing.
                Group::Other if !letter.is_whitespace() && !letter.is_control() => {}
                _ => cleaner.part(),
            },
        }
    }
    cleaner.words.truncate(cleaner.words.trim_end().len());
    cleaner.words
}

/// Whether a character is part of words: a letter, a digit or a mark on one.
pub(super) fn is_word(letter: char) -> bool {
    matches!(letter.general_category_group(), Group::Letter | Group::Number | Group::Mark)
}

struct Cleaner {
    words: String,
    /// Length of `words` where each bracket of this line that is still open began.
    open: Vec<usize>,
}

impl Cleaner {
    fn inside_word(&self) -> bool {
        !self.words.is_empty() && !self.words.ends_with(' ')
    }

    /// Marks and joiners stay on what they belong to and go with it.
    fn attach(&mut self, mark: char) {
        if self.inside_word() {
            self.words.push(mark);
        }
    }

    fn part(&mut self) {
        if self.inside_word() {
            self.words.push(' ');
        }
    }

    fn open_direction(&mut self) {
        self.part();
        self.open.push(self.words.len());
    }

    fn close_direction(&mut self) {
        self.part();
        if let Some(start) = self.open.pop() {
            self.words.truncate(start);
        }
    }

    /// A bracket that its line does not close was only punctuation.
    fn end_line(&mut self) {
        self.part();
        self.open.clear();
    }
}
