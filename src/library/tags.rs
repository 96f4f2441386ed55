//! Title, artist, genre and lyrics from the tags inside a sound file.
//!
//! The tags are read by `lofty`, which knows ID3v1 and v2, Vorbis comments, MP4 atoms, RIFF INFO and APE. It wants a
//! whole file to seek in; a browser's file can only be read piece by piece, and asynchronously. So [`TagReader`] shows
//! lofty the pieces that are here as if they were the file, notes the first byte lofty asks for that is not, and has
//! that piece fetched before it lets lofty begin anew. Sound is never read, and of a cover only what lies in the way.
//!
//! (`lofty` does not compile with its default features off; its one default feature reads compressed ID3v2 frames.)

use lofty::config::{GlobalOptions, ParseOptions, apply_global_options};
use lofty::file::TaggedFileExt;
use lofty::id3::v1::GENRES;
use lofty::probe::Probe;
use lofty::tag::{ItemKey, Tag};
use serde::Serialize;

use super::pieces::Pieces;
use super::{LibraryError, lyrics};

/// The most bytes of a file that are read for its tags: more than any cover.
pub const MOST_BYTES: u64 = 32 << 20;
/// The most pieces that are read of one file.
pub const MOST_PIECES: u32 = 64;

/// What the tags of a file say. Every text is as in the file but for white space around it; lyrics are without time
/// stamps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tags {
    /// The title.
    pub title: Option<String>,
    /// The artist.
    pub artist: Option<String>,
    /// The genre by name, also where the file has it by number.
    pub genre: Option<String>,
    /// The words.
    pub lyrics: Option<String>,
}

/// What [`TagReader::step`] needs or has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagStep {
    /// Read these bytes of the file and pass them to the next step. The range lies inside the file and is never empty.
    Read {
        /// Offset in the file, in bytes.
        offset: u64,
        /// Number of bytes.
        length: u32,
    },
    /// The tags.
    Done(Tags),
}

/// Reads the tags of a file of which only pieces can be had.
#[derive(Debug)]
pub struct TagReader {
    pieces: Pieces,
    asked: Option<(u64, u32)>,
    pieces_read: u32,
}

impl TagReader {
    /// Begins with a file of this many bytes.
    pub fn new(file_size: u64) -> Self {
        Self { pieces: Pieces::new(file_size), asked: None, pieces_read: 0 }
    }

    /// One step on: takes the bytes the last step asked for (`None` at the first step) and says what it needs next.
    ///
    /// Fewer bytes than were asked for mean that the file ends there. `None` where bytes were due repeats the request.
    ///
    /// # Errors
    /// [`LibraryError::TagsUnknownFile`] when the file is of no kind that has tags; [`LibraryError::TagsDamaged`] when
    /// its tags cannot be read.
    pub fn step(&mut self, bytes: Option<&[u8]>) -> Result<TagStep, LibraryError> {
        if let Some((offset, length)) = self.asked {
            let Some(bytes) = bytes else { return Ok(TagStep::Read { offset, length }) };
            self.asked = None;
            self.pieces.receive(offset, length, bytes);
        }
        // Past the limit the file seems to end where its pieces do, and what was found till then is the answer.
        self.pieces.closed = self.pieces_read == MOST_PIECES || self.pieces.held() >= MOST_BYTES;
        let found = read(&mut self.pieces);
        match self.pieces.take_wanted() {
            Some((offset, length)) => {
                self.asked = Some((offset, length));
                self.pieces_read += 1;
                Ok(TagStep::Read { offset, length })
            }
            None => found.map(TagStep::Done),
        }
    }
}

/// The tags of a file that is in memory.
///
/// # Errors
/// Those of [`TagReader::step`].
pub fn read_tags(bytes: &[u8]) -> Result<Tags, LibraryError> {
    let mut reader = TagReader::new(bytes.len() as u64);
    let mut step = reader.step(None)?;
    loop {
        step = match step {
            TagStep::Done(tags) => return Ok(tags),
            // The range lies inside the file, whose bytes are all here.
            TagStep::Read { offset, length } => {
                reader.step(bytes.get(offset as usize..offset as usize + length as usize))?
            }
        };
    }
}

fn read(pieces: &mut Pieces) -> Result<Tags, LibraryError> {
    pieces.rewind();
    // What lofty sets aside for one item before it has read it; no more than the file has.
    let most = pieces.size().min(MOST_BYTES) as usize;
    apply_global_options(GlobalOptions::new().use_custom_resolvers(false).allocation_limit(most));
    let options = ParseOptions::new().read_properties(false).read_cover_art(false);
    let probe = Probe::new(&mut *pieces).options(options).guess_file_type();
    let probe = probe.ok().filter(|probe| probe.file_type().is_some()).ok_or(LibraryError::TagsUnknownFile {})?;
    let file = probe.read().map_err(|error| LibraryError::TagsDamaged { what: beginning(&error.to_string(), 120) })?;
    // The kind of tag that is the format's own goes first.
    let own = file.primary_tag().into_iter();
    let tags: Vec<&Tag> =
        own.chain(file.tags().iter().filter(|tag| tag.tag_type() != file.primary_tag_type())).collect();
    let first = |keys: &[ItemKey]| {
        let values = keys.iter().flat_map(|&key| tags.iter().filter_map(move |tag| tag.get_string(key)));
        values.map(cleaned).find(|value| !value.is_empty())
    };
    Ok(Tags {
        title: first(&[ItemKey::TrackTitle]),
        artist: first(&[ItemKey::TrackArtist, ItemKey::AlbumArtist]),
        genre: first(&[ItemKey::Genre]).map(genre_name),
        lyrics: first(&[ItemKey::UnsyncLyrics, ItemKey::Lyrics])
            .map(|text| lyrics::words(&text))
            .filter(|words| !words.is_empty()),
    })
}

/// Without white space and the NULs by which some programs fill a field up.
fn cleaned(value: &str) -> String {
    value.trim_matches(|character: char| character.is_whitespace() || character == '\0').to_owned()
}

/// `17` and `(17)` are Rock by the list of ID3v1; `(17)Rock` says so itself.
fn genre_name(genre: String) -> String {
    let (number, name) = match genre.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((number, name)) => (number, name.trim()),
        None => (genre.as_str(), ""),
    };
    match number.parse::<usize>().ok().and_then(|number| GENRES.get(number)) {
        Some(_) if !name.is_empty() => name.to_owned(),
        Some(known) => (*known).to_owned(),
        None => genre,
    }
}

fn beginning(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}
