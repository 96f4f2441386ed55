//! `latents.npz`: what a run made of the songs, as NumPy reads it without pickle.
//!
//! | array | shape | type |
//! |---|---|---|
//! | `z` | songs × units | `<f4` |
//! | `ids` | songs | `<U…` |
//! | `clusters` | songs | `<i4`, −1 is noise |
//! | `mean`, `std` | columns of the features | `<f4` |
//!
//! NumPy fills text up with NUL and drops every NUL at the end when it reads, so that `"a\0"` would come back as `"a"`, the id of
//! another song: a NUL is written as its picture, `␀`. All ids of an array are as long as the longest, four bytes a character: an id
//! of more than 500 characters is cut there, with `…` (`songs.csv` has the same rows with their whole ids).
//!
//! **Library.** `ndarray-npy` writes numbers only, no text; `npyz` writes both, and brings the reader that
//! [`library`](crate::library) does without (see `library/npy.rs`) for a header of one line. Its archive would be a second version
//! of `zip`.
//!
//! # Reference
//! NumPy 2.4, `numpy.lib.format`, version 1.0: byte for byte what `numpy.save` writes.

use super::{Archive, ArchiveError};

/// The longest id that is written, in characters.
const LONGEST_ID: usize = 500;
/// Where the numbers begin is a multiple of this.
const ALIGNMENT: usize = 64;
/// NumPy leaves room in the header for as many digits of the first side, so that an array can grow in its file.
const GROWTH_DIGITS: usize = 21;

/// A run's songs in its latent space.
#[derive(Debug, Clone, Copy)]
pub struct Latents<'a> {
    /// One a song.
    pub ids: &'a [String],
    /// songs × units, row by row.
    pub z: &'a [f32],
    /// Numbers of a row of `z`.
    pub units: usize,
    /// The group of each song, −1 for none.
    pub clusters: &'a [i32],
    /// What was taken off each column of the features.
    pub mean: &'a [f32],
    /// What it was divided by then.
    pub std: &'a [f32],
}

/// The file.
///
/// # Errors
/// [`ArchiveError::ArchiveRows`] if the parts differ in length.
pub fn latents_npz(latents: Latents<'_>) -> Result<Vec<u8>, ArchiveError> {
    let Latents { ids, z, units, clusters, mean, std } = latents;
    let songs = ids.len();
    let fits = |part: &str, found: usize, expected: usize| match found == expected {
        true => Ok(()),
        false => Err(ArchiveError::ArchiveRows { part: part.to_owned(), found, expected }),
    };
    fits("z", z.len(), songs.saturating_mul(units))?;
    fits("clusters", clusters.len(), songs)?;
    fits("std", std.len(), mean.len())?;
    let arrays = [
        ("z.npy", floats(&[songs, units], z)),
        ("ids.npy", texts(ids)),
        ("clusters.npy", array("<i4", &[songs], clusters.iter().flat_map(|group| group.to_le_bytes()))),
        ("mean.npy", floats(&[mean.len()], mean)),
        ("std.npy", floats(&[std.len()], std)),
    ];
    let mut archive = Archive::new();
    let mut file = Vec::new();
    for (name, bytes) in arrays {
        // Stored, as `numpy.savez` does: numbers of a network hardly shrink.
        // Numbers hardly shrink; ids, each as long as the longest, are mostly nothing.
        file.extend(archive.add(name, &bytes, name.starts_with("ids"))?);
    }
    file.extend(archive.finish()?);
    Ok(file)
}

fn floats(shape: &[usize], numbers: &[f32]) -> Vec<u8> {
    array("<f4", shape, numbers.iter().flat_map(|number| number.to_le_bytes()))
}

fn texts(ids: &[String]) -> Vec<u8> {
    let ids: Vec<Vec<char>> = ids.iter().map(|id| characters(id)).collect();
    // An array of empty texts has room for one character each, as NumPy's have.
    let longest = ids.iter().map(Vec::len).max().unwrap_or_default().max(1);
    let padded = ids.iter().flat_map(|id| id.iter().copied().chain(std::iter::repeat('\0')).take(longest));
    array(&format!("<U{longest}"), &[ids.len()], padded.flat_map(|letter| u32::from(letter).to_le_bytes()))
}

fn characters(id: &str) -> Vec<char> {
    let visible = |letter| if letter == '\0' { '␀' } else { letter };
    let mut letters: Vec<char> = id.chars().take(LONGEST_ID + 1).map(visible).collect();
    if letters.len() > LONGEST_ID {
        letters.truncate(LONGEST_ID - 1);
        letters.push('…');
    }
    letters
}

fn array(kind: &str, shape: &[usize], elements: impl Iterator<Item = u8>) -> Vec<u8> {
    let mut file = header(kind, shape);
    file.extend(elements);
    file
}

fn header(kind: &str, shape: &[usize]) -> Vec<u8> {
    let sides: Vec<String> = shape.iter().map(usize::to_string).collect();
    let tuple = match &sides[..] {
        [side] => format!("({side},)"),
        _ => format!("({})", sides.join(", ")),
    };
    let room = sides.first().map_or(0, |side| GROWTH_DIGITS.saturating_sub(side.len()));
    let text = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {tuple}, }}{}", " ".repeat(room));
    // Never 0: of a header that fits already, NumPy makes one that is 64 bytes longer.
    let begins = b"\x93NUMPY\x01\x00";
    let padding = ALIGNMENT - (begins.len() + 2 + text.len() + 1) % ALIGNMENT;
    let length = (text.len() + padding + 1) as u16;
    let mut header = begins.to_vec();
    header.extend(length.to_le_bytes());
    header.extend(text.into_bytes());
    header.resize(header.len() + padding, b' ');
    header.push(b'\n');
    header
}
