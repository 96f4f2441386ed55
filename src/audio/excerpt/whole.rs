//! Formats that are not cut here: the browser gets the whole file, if it is small enough, and decides.

use super::held::{AHEAD, Held, Pause};
use super::{Cut, ExcerptError, Format, MOST_BYTES};

/// A file to be handed over as it is.
pub(super) struct Whole {
    /// What it is, as far as that was recognised.
    pub(super) format: Format,
}

impl Whole {
    pub(super) fn advance(&self, held: &Held) -> Result<Cut, Pause> {
        if held.size() > MOST_BYTES {
            return Err(Pause::Failed(ExcerptError::FileTooLarge {
                format: self.format,
                bytes: held.size(),
                most: MOST_BYTES,
            }));
        }
        Ok(Cut {
            format: self.format,
            bytes: held.view_ahead(0, held.size(), AHEAD)?.to_vec(),
            rate: None,
            channels: None,
            whole: true,
            notices: Vec::new(),
        })
    }
}
