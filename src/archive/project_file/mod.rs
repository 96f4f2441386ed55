//! A project as a file: everything of a visit but the sound. What songs were described by, what is known of them, finished
//! runs and their networks, settings. It opens on another machine, and the map is the same to the bit.
//!
//! The file is a `.safetensors`: arrays as tensors, and what is no array as JSON in the entry `songscape_project` of its
//! `__metadata__`. `docs/project_file.md` lists both and reads them in Python. Nothing in it is compressed, so no file is more than
//! it seems.
//!
//! A project may be far larger than what a tab should hold twice. So the file never passes through here as a whole: the
//! page gives the header and the file's size, is told where each tensor lies and what it must look like ([`Project`]), and
//! fetches one after another. Writing is the same the other way round ([`begin_project`]).
//!
//! A file that comes back is a stranger's: nothing in it is believed before it was checked, and what is wrong with it has a
//! code ([`ProjectFileError`]).

mod about;
mod check;
mod error;
mod parts;
mod rule;
mod run_check;

pub use about::{
    Agreement, Candidate, Datum, Described, FrameAbout, HeardAbout, HeldOut, LeftOut, Losses, ModelAbout, ProjectAbout,
    ReconAbout, Repeats, RunAbout, Said, SilhouetteGroup, Spread, State, SuiteAbout, TrackAbout, Value,
};
pub use error::ProjectFileError;
pub use rule::Rule;

use std::collections::BTreeMap;

use serde::Deserialize;

use error::damaged;

use super::safetensors::{self, Beginning, Fault, Layout, Outline, Place};

/// Version of the format. Raised when a file of before can no longer be read, or one of now not by an engine of before.
pub const PROJECT_VERSION: u32 = 1;
/// The largest file that is written and read, in bytes.
pub const MOST_BYTES: u64 = 2 << 30;
/// The longest header, in bytes: room for the names and lyrics of some ten thousand songs.
pub const MOST_HEADER: usize = 64 << 20;
/// The most songs.
pub const MOST_SONGS: usize = 50_000;
/// The most runs.
pub const MOST_RUNS: usize = 1_000;
/// The most moments of a run's film.
pub const MOST_FRAMES: usize = 10_000;

/// Bytes at the beginning of a file that say what it is and how long its header is.
pub const FIRST: usize = 9;

/// The entry of the metadata that all is in.
const ENTRY: &str = "songscape_project";

/// A project whose header was read and found to be one.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// What is no tensor.
    pub about: ProjectAbout,
    /// The same as it stands in the file.
    pub text: String,
    /// Where tensors lie, counted from the end of the header.
    pub tensors: BTreeMap<String, Place>,
    rules: BTreeMap<String, Rule>,
}

impl Project {
    /// Reads the header of a file of `size` bytes in all. `header` is what follows the first eight bytes.
    ///
    /// # Errors
    /// [`ProjectFileError`], by a code `project_…`. Nothing that a header says makes it panic, or take more memory than some
    /// thirty times its own size.
    pub fn open(header: &[u8], size: u64) -> Result<Project, ProjectFileError> {
        let data = size.saturating_sub(8 + header.len() as u64);
        let Layout { tensors, mut metadata } =
            safetensors::read_header(header, data).map_err(|fault| problem(fault, size))?;
        let text = metadata.remove(ENTRY).ok_or(ProjectFileError::ProjectForeign {})?;
        check_version(&text)?;
        let about: ProjectAbout = serde_json::from_str(&text).map_err(|error| damaged(ENTRY, error))?;
        let rules = check::rules(&about, &tensors)?;
        Ok(Project { about, text, tensors, rules })
    }

    /// Whether the bytes of a tensor are numbers that its place allows. Of a tensor that is only to hold numbers of a kind
    /// a piece may be asked for, cut between two numbers; see [`Rule::is_of_each`].
    ///
    /// # Errors
    /// `project_numbers`; `project_damaged` if there is no such tensor.
    pub fn check(&self, tensor: &str, bytes: &[u8]) -> Result<(), ProjectFileError> {
        match self.rules.get(tensor) {
            Some(rule) if rule.allows(bytes) => Ok(()),
            Some(_) => Err(ProjectFileError::ProjectNumbers { part: tensor.to_owned() }),
            None => Err(damaged(tensor, "there is no such tensor")),
        }
    }

    /// What a tensor must look like.
    pub fn rule(&self, tensor: &str) -> Option<Rule> {
        self.rules.get(tensor).copied()
    }
}

/// How long the header of a file of `size` bytes is, which begins with `first`: [`FIRST`] bytes, or all if there are fewer.
///
/// # Errors
/// `project_foreign`, `project_truncated`, `project_too_large`.
pub fn header_length(first: &[u8], size: u64) -> Result<usize, ProjectFileError> {
    let length = safetensors::header_length(first, size, MOST_HEADER).map_err(|fault| problem(fault, size))?;
    if size > MOST_BYTES {
        return Err(too_large("bytes", size, MOST_BYTES));
    }
    Ok(length)
}

/// The beginning of a project's file: `about` is the JSON of a [`ProjectAbout`], `tensors` what is to follow.
///
/// # Errors
/// As [`Project::open`]: a header that could not be read again is not written. The tensors' numbers are looked at by who reads them.
pub fn begin_project(about: &str, tensors: &[Outline]) -> Result<Beginning, ProjectFileError> {
    let metadata = BTreeMap::from([(ENTRY.to_owned(), about.to_owned())]);
    let beginning = safetensors::begin(tensors, &metadata).map_err(|error| damaged(ENTRY, error))?;
    let size = tensors
        .iter()
        .try_fold(beginning.bytes.len() as u64, |size, tensor| size.checked_add(tensor.bytes()?))
        .unwrap_or(u64::MAX >> 11);
    let length = header_length(&beginning.bytes, size)?;
    Project::open(beginning.bytes.get(8..8 + length).unwrap_or_default(), size)?;
    Ok(beginning)
}

fn too_large(part: &str, found: u64, most: u64) -> ProjectFileError {
    ProjectFileError::ProjectTooLarge { part: part.to_owned(), found, most }
}

fn problem(fault: Fault, size: u64) -> ProjectFileError {
    match fault {
        Fault::Foreign => ProjectFileError::ProjectForeign {},
        Fault::HeaderTooLarge(bytes) => too_large("header", bytes, MOST_HEADER as u64),
        Fault::Truncated => ProjectFileError::ProjectTruncated { found: size },
        Fault::Damaged => damaged("header", "it does not describe the file"),
    }
}

/// The version alone: a file of another version may hold anything else.
#[derive(Deserialize)]
struct Version {
    version: serde_json::Value,
}

fn check_version(text: &str) -> Result<(), ProjectFileError> {
    let Version { version } = serde_json::from_str(text).map_err(|error| damaged(ENTRY, error))?;
    if version == PROJECT_VERSION {
        return Ok(());
    }
    let found = version.to_string().chars().take(40).collect();
    Err(ProjectFileError::ProjectVersion { found, known: PROJECT_VERSION })
}
