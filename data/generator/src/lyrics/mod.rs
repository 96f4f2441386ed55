//! Words for the songs: written for this collection, half in English, half in Bangla. They are read by the text
//! features and by people; the instruments do not sing them.

pub mod bangla;
pub mod english;

/// The words of one song.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// Title, in the song's language.
    pub title: &'static str,
    /// Who is said to have made it.
    pub artist: &'static str,
    /// The lyrics, one line per line.
    pub lyrics: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn all() -> impl Iterator<Item = &'static Words> {
        english::SONGS.iter().chain(&bangla::SONGS).flatten()
    }

    fn vocabulary(words: &Words) -> BTreeSet<String> {
        let is_inside = |letter: char| letter.is_alphanumeric() || ('\u{0980}'..='\u{09FF}').contains(&letter);
        let split = words.lyrics.split(move |letter: char| !is_inside(letter));
        split.filter(|word| word.chars().count() > 3).map(str::to_lowercase).collect()
    }

    #[test]
    fn every_song_has_six_to_ten_lines_and_a_refrain() {
        for words in all() {
            let lines: Vec<&str> = words.lyrics.lines().collect();
            assert!((6..=10).contains(&lines.len()), "{}", words.title);
            assert!(lines.iter().all(|line| !line.trim().is_empty() && line.trim() == *line), "{}", words.title);
            let plain = |line: &&str| line.trim_end_matches(['.', ',', '!', '?', '।']).to_lowercase();
            let different: BTreeSet<String> = lines.iter().map(plain).collect();
            assert!(different.len() < lines.len(), "{} repeats nothing", words.title);
        }
    }

    #[test]
    fn languages_do_not_mix_and_bangla_is_in_its_normal_form() {
        let in_bangla = |letter: char| ('\u{0980}'..='\u{09FF}').contains(&letter);
        for words in english::SONGS.iter().flatten() {
            assert!(!words.lyrics.chars().any(in_bangla), "{}", words.title);
        }
        for words in bangla::SONGS.iter().flatten() {
            assert!(!words.lyrics.chars().any(|letter| letter.is_ascii_alphabetic()), "{}", words.title);
            // NFC spells these three letters as base + nukta; the single code points would be other n-grams.
            let single = |letter: char| ['\u{09DC}', '\u{09DD}', '\u{09DF}'].contains(&letter);
            assert!(!words.lyrics.chars().any(single) && !words.title.chars().any(single), "{}", words.title);
            assert!(words.lyrics.contains('\u{09CD}'), "{} has no conjunct", words.title);
        }
    }

    #[test]
    fn no_two_songs_share_most_of_their_words() {
        let songs: Vec<_> = all().collect();
        for (index, first) in songs.iter().enumerate() {
            for second in &songs[index + 1..] {
                let (one, two) = (vocabulary(first), vocabulary(second));
                let shared = one.intersection(&two).count() as f64 / one.union(&two).count() as f64;
                assert!(shared < 0.2, "{} and {}: {shared}", first.title, second.title);
            }
        }
    }
}
