//! Sound in: from a file nobody has read yet to one clean mono clip at 22,050 Hz.
//!
//! Decoding belongs to the browser (WebAudio); everything around it is here, in the order in which the bytes flow:
//!
//! 1. [`excerpt`] says which byte ranges of a file the first seconds need and makes of them a small standalone file
//!    that a browser decodes, together with the file's own sample rate. A three-hour recording is never held in memory.
//! 2. [`content_hash`] names that content, so that the same song dropped twice is recognised.
//! 3. *(the browser decodes the small file at the rate it was told)*
//! 4. [`clip`] mixes the decoded channels down to one, refuses what is no sound, and trims to the seconds asked for.
//! 5. [`resample`] brings the clip to [`RATE`], so that every browser hands the features the same samples.

pub mod clip;
pub mod content_hash;
pub mod excerpt;
pub mod pieces;
pub mod resample;

/// The sample rate every feature is computed at, in Hz: librosa's default, and that of both systems this project
/// re-implements.
pub const RATE: u32 = 22_050;

/// The lowest sample rate, in Hz, that WebAudio promises to decode at (measured in Chromium: 3,000 is accepted, 2,000
/// is not).
pub const LOWEST_RATE: u32 = 3_000;

/// The highest sample rate, in Hz, that WebAudio promises to decode at.
pub const HIGHEST_RATE: u32 = 768_000;
