//! One record after the other, with the place each has in the file, and the way out of a broken quotation.

use std::io::Cursor;
use std::ops::Range;

use csv::{Position, StringRecord};

/// The separators tried; the first wins a tie.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// Records of the crate `csv`, each with the bytes it was read from.
pub(super) struct Records<'text> {
    text: &'text str,
    reader: csv::Reader<Cursor<&'text [u8]>>,
}

impl<'text> Records<'text> {
    /// The records of `text`.
    pub(super) fn new(text: &'text str, separator: u8) -> Self {
        let mut builder = csv::ReaderBuilder::new();
        builder.delimiter(separator).has_headers(false).flexible(true).buffer_capacity(text.len().clamp(1, 8 << 10));
        Self { text, reader: builder.from_reader(Cursor::new(text.as_bytes())) }
    }

    /// Goes on at the line that begins at `place`. (A new reader would set up its tables again, which takes longer than
    /// most rows.)
    pub(super) fn go_to(&mut self, place: usize) {
        let mut position = Position::new();
        position.set_byte(place as u64);
        let sought = self.reader.seek(position);
        debug_assert!(sought.is_ok(), "a text in memory can be sought everywhere");
    }

    fn consumed(&self) -> usize {
        (self.reader.position().byte() as usize).min(self.text.len())
    }
}

impl Iterator for Records<'_> {
    type Item = (StringRecord, Range<usize>);

    /// The next record that is not an empty line, and where its bytes are, without the line ends around them.
    fn next(&mut self) -> Option<Self::Item> {
        let rest = &self.text[self.consumed()..];
        let start = self.text.len() - rest.trim_start_matches(['\n', '\r']).len();
        let mut record = StringRecord::new();
        // The text is valid UTF-8 and lies in memory: neither of the two kinds of error the crate knows can come.
        if !self.reader.read_record(&mut record).unwrap_or(false) {
            return None;
        }
        let length = self.text[start..self.consumed().max(start)].trim_end_matches(['\n', '\r']).len();
        Some((record, start..start + length))
    }
}

/// How the quotation marks of a record stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    /// As RFC 4180 wants them.
    Sound,
    /// A cell goes on after its closing mark.
    Loose,
    /// The last cell is never closed.
    Open,
}

impl Quotes {
    /// Walks through the bytes of one record just as the crate `csv` does.
    pub(super) fn of(record: &str, separator: u8) -> Self {
        let mut bytes = record.bytes().peekable();
        let mut loose = false;
        loop {
            if bytes.next_if_eq(&b'"').is_some() {
                loop {
                    match bytes.next() {
                        None => return Self::Open,
                        Some(b'"') if bytes.next_if_eq(&b'"').is_none() => break,
                        Some(_) => {}
                    }
                }
                loose |= bytes.peek().is_some_and(|&next| next != separator);
            }
            if !bytes.by_ref().any(|byte| byte == separator) {
                return if loose { Self::Loose } else { Self::Sound };
            }
        }
    }
}

/// Looks for the end of broken quotations.
pub(super) struct Rescue<'text> {
    separator: u8,
    probe: Records<'text>,
    /// How much text may still be read again, so that no file takes quadratic time.
    bytes: usize,
}

impl<'text> Rescue<'text> {
    pub(super) fn of(text: &'text str, separator: u8) -> Self {
        Self { separator, probe: Records::new(text, separator), bytes: text.len().saturating_mul(8) }
    }

    /// The beginning of the first line inside the broken record `raw` at which a whole row of `width` cells stands.
    pub(super) fn next_row(&mut self, raw: Range<usize>, width: usize) -> Option<usize> {
        let text = self.probe.text;
        let mut at = raw.start;
        self.spend(raw.len())?;
        while let Some(line_end) = text[at..raw.end].find(['\n', '\r']) {
            at += line_end;
            at = text.len() - text[at..].trim_start_matches(['\n', '\r']).len();
            self.probe.go_to(at);
            let (candidate, bytes) = self.probe.next()?;
            self.spend(bytes.len())?;
            if candidate.len() == width && Quotes::of(&text[bytes], self.separator) == Quotes::Sound {
                return Some(at);
            }
        }
        None
    }

    fn spend(&mut self, bytes: usize) -> Option<()> {
        self.bytes = self.bytes.saturating_sub(bytes);
        (self.bytes > 0).then_some(())
    }
}

/// Line numbers of places that are asked for in order.
pub(super) struct Lines<'text> {
    text: &'text str,
    offset: usize,
    line: usize,
}

impl<'text> Lines<'text> {
    pub(super) fn of(text: &'text str) -> Self {
        Self { text, offset: 0, line: 1 }
    }

    /// The line, counted from 1, of a place that is not in the middle of a line end, at or after the one asked for
    /// before.
    pub(super) fn number(&mut self, offset: usize) -> usize {
        self.line += line_ends(&self.text[self.offset..offset]);
        self.offset = offset;
        self.line
    }
}

/// How many line ends a text holds: LF, CR, or CR and LF as one.
pub(super) fn line_ends(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = |&(at, &byte): &(usize, &u8)| byte == b'\n' && (at == 0 || bytes[at - 1] != b'\r') || byte == b'\r';
    bytes.iter().enumerate().filter(ends).count()
}

/// The separator of a table, and the table without the line `sep=…` by which some spreadsheet programs name it.
///
/// Of comma, semicolon and tab, the one that yields a header with an id; then the one by which the first rows are as
/// long as the header; then the one that yields most columns.
pub(super) fn separator_of(text: &str) -> (&str, u8) {
    let first = text.trim_start_matches(['\n', '\r']);
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', named, b'\n' | b'\r', ..] = *first.as_bytes()
        && SEPARATORS.contains(&named)
    {
        return (&first[5..], named);
    }
    let best = SEPARATORS.into_iter().rev().max_by_key(|&separator| {
        let mut records = Records::new(text, separator).map(|(record, _)| record);
        let header = records.next().unwrap_or_default();
        let has_id = header
            .iter()
            .map(str::trim)
            .any(|name| name.eq_ignore_ascii_case("id") || name.eq_ignore_ascii_case("song_id"));
        let agreeing = records.take(8).filter(|record| record.len() == header.len()).count();
        (has_id && header.len() > 1, if header.len() > 1 { agreeing } else { 0 }, header.len())
    });
    (text, best.unwrap_or(b','))
}
