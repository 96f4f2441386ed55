//! Words in a picture: cleaned of what no drawing should hold, and cut to the room there is. Nothing is measured, see [`super`]: how
//! wide a word is, is guessed from its letters, on the generous side.

use std::borrow::Cow;

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// More letters than these are in no word of a picture.
const MOST: usize = 400;

/// A text as it may stand in a picture: breaks become spaces; control characters, which XML 1.0 forbids, and those that turn the
/// direction of all that follows are dropped; what is far too long is cut.
pub fn clean(text: &str) -> Cow<'_, str> {
    let plain = |letter: char| replaced(letter) == Some(letter);
    if text.chars().all(plain) && text.chars().nth(MOST).is_none() {
        return Cow::Borrowed(text);
    }
    let mut letters = text.chars().filter_map(replaced);
    let mut kept: String = letters.by_ref().take(MOST).collect();
    if letters.next().is_some() {
        kept.push('…');
    }
    Cow::Owned(kept)
}

fn replaced(letter: char) -> Option<char> {
    match letter {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => None,
        letter if letter.is_control() => None,
        letter => Some(letter),
    }
}

/// About how wide a text is, CSS pixels, in letters of the given size.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

/// The width of one letter, as a part of the size.
fn em(letter: char) -> f64 {
    match letter {
        'f' | 'i' | 'j' | 'l' | 'r' | 't' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '(' | ')' | '-' => {
            0.38
        }
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' => 0.95,
        'A'..='Z' => 0.7,
        _ if letter < '\u{300}' => 0.58,
        _ if joins(letter) => 0.0,
        // Greek to Georgian, with the scripts of India between them.
        '\u{300}'..='\u{10ff}' => 0.7,
        '\u{1e00}'..='\u{206f}' => 0.62,
        // Arrows and signs of sums.
        '\u{2070}'..='\u{22ff}' => 0.8,
        // Chinese, Japanese, Korean, pictures.
        _ => 1.05,
    }
}

/// Whether a letter belongs to the one before it: an accent, a vowel sign, an invisible joiner.
fn joins(letter: char) -> bool {
    matches!(letter.general_category(), GeneralCategory::NonspacingMark | GeneralCategory::Format)
}

/// The longest beginning that is at most `room` wide, in bytes: it ends where a letter and its marks end.
fn beginning(text: &str, size: f64, room: f64) -> usize {
    let mut used = 0.0;
    let mut end = 0;
    let mut joined = false;
    for (at, letter) in text.char_indices() {
        let mark = letter.general_category_group() == GeneralCategoryGroup::Mark || joins(letter);
        if !mark && !joined {
            end = at;
        }
        joined = letter == '\u{200d}';
        used += em(letter) * size;
        if used > room {
            return end;
        }
    }
    text.len()
}

/// The text, cleaned, or as much of it as has room, with … behind it. Without room for a letter, nothing.
pub fn cut(text: &str, size: f64, room: f64) -> Cow<'_, str> {
    let text = clean(text);
    if width(&text, size) <= room {
        return text;
    }
    let kept = text.get(..beginning(&text, size, room - em('…') * size)).unwrap_or_default().trim_end();
    Cow::Owned(if kept.is_empty() { String::new() } else { format!("{kept}…") })
}

/// The text in at most `lines` lines, broken between words as far as they have room; the last line is cut.
pub fn wrapped(text: &str, size: f64, room: f64, lines: usize) -> Vec<String> {
    let text = clean(text);
    let mut rest = text.trim();
    let mut wrapped = Vec::new();
    while !rest.is_empty() && wrapped.len() < lines {
        if wrapped.len() + 1 == lines || width(rest, size) <= room {
            wrapped.push(cut(rest, size, room).into_owned());
            break;
        }
        let most = beginning(rest, size, room);
        let Some((start, after)) = rest.split_at_checked(most).filter(|_| most > 0) else { break };
        // A word that has no room on any line is broken where the line ends.
        let end = if after.starts_with(' ') { most } else { start.rfind(' ').filter(|&at| at > 0).unwrap_or(most) };
        let (line, after) = rest.split_at(end);
        wrapped.push(line.trim_end().to_owned());
        rest = after.trim_start();
    }
    wrapped
}

/// A number to read beside its bar: about three figures that say something.
pub fn figure(value: f64) -> String {
    let magnitude = value.abs();
    let text = match magnitude {
        _ if !value.is_finite() => "—".to_owned(),
        _ if magnitude >= 1e6 || (magnitude > 0.0 && magnitude < 5e-4) => format!("{value:.1e}"),
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        1.0.. => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    };
    text.strip_prefix('-').map_or(text.clone(), |text| format!("−{text}"))
}
