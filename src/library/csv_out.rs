//! A table written as CSV: RFC 4180 by the crate `csv`, in UTF-8, and harmless when a spreadsheet program opens it.
//!
//! Such a program runs a cell that begins with `=`, `+`, `-`, `@` or a few others as a formula, quoted or not. The
//! crate leaves cells as they are, so those cells get an apostrophe in front here, which spreadsheets take for "this is
//! text"; numbers stay as they are. [`plain`] takes the apostrophe off again when a table is read, so that what was
//! saved comes back the same.

use std::borrow::Cow;

use super::Manifest;

/// The characters that make a spreadsheet program run a cell, and their wide forms of East Asian keyboards.
const RUN: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Writes a table as CSV, lines ending with CR LF.
///
/// With `byte_order_mark`, Excel knows that it is UTF-8; every other program can do without.
pub fn write_csv<'cells>(
    names: impl IntoIterator<Item = &'cells str>,
    rows: impl IntoIterator<Item = impl IntoIterator<Item = &'cells str>>,
    byte_order_mark: bool,
) -> Vec<u8> {
    let start = if byte_order_mark { "\u{FEFF}" } else { "" };
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(start.as_bytes().to_vec());
    let mut write = |cells: &mut dyn Iterator<Item = &'cells str>| {
        let written = writer.write_record(cells.map(|cell| harmless(cell).into_owned()));
        debug_assert!(written.is_ok(), "a Vec takes every write, and a flexible table every number of cells");
    };
    write(&mut names.into_iter());
    for row in rows {
        write(&mut row.into_iter());
    }
    writer.into_inner().unwrap_or_default()
}

impl Manifest {
    /// The manifest as CSV. Read again, it says the same: only line numbers and problems differ.
    ///
    /// The lyrics go by the name of `lyrics`, or where there is a further column of that name by that of
    /// `lyrics_clean`.
    pub fn to_csv(&self, byte_order_mark: bool) -> Vec<u8> {
        let both = self.column_names.iter().any(|name| name.eq_ignore_ascii_case("lyrics"));
        let known = ["id", "audio_path", "title", "artist", if both { "lyrics_clean" } else { "lyrics" }];
        let names = known.into_iter().chain(self.column_names.iter().map(String::as_str));
        let rows = self.rows.iter().map(|row| {
            let optional = [&row.audio_path, &row.title, &row.artist, &row.lyrics];
            let known = optional.map(|cell| cell.as_deref().unwrap_or_default());
            [row.id.as_str()].into_iter().chain(known).chain(row.columns.iter().map(String::as_str))
        });
        write_csv(names, rows, byte_order_mark)
    }
}

/// The cell, with an apostrophe in front where a spreadsheet program would run it.
pub fn harmless(cell: &str) -> Cow<'_, str> {
    if runs(cell) && !is_number(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before [`harmless`].
pub fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if runs(rest) => rest,
        _ => cell,
    }
}

/// Whether a cell is run, now or once apostrophes before it are taken off: those count too, or they would be lost on
/// the way.
fn runs(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(RUN)
}

fn is_number(cell: &str) -> bool {
    let digits = cell.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
    digits && cell.parse::<f64>().is_ok()
}
