//! What can go wrong in a command, said so that the reader knows what to do next.

use std::fmt;
use std::io;
use std::path::Path;

/// A problem and its cure, each one or more plain sentences.
#[derive(Debug)]
pub struct Failure {
    problem: String,
    cure: String,
}

/// What every step of a command returns.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// A failure from its two halves.
    pub fn new(problem: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { problem: problem.into(), cure: cure.into() }
    }

    /// A file or folder that could not be read; for `map_err`.
    pub fn reading(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |error| {
            Self::new(
                format!("{} could not be read: {error}.", path.display()),
                "Check that it is there and that you may read it, then run the command again.",
            )
        }
    }

    /// A file or folder that could not be written; for `map_err`.
    pub fn writing(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |error| {
            Self::new(
                format!("{} could not be written: {error}.", path.display()),
                "Check that the disk has room and that you may write there, then run the command again.",
            )
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}\nWhat to do: {}", self.problem, self.cure)
    }
}
