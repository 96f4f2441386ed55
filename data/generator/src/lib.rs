//! The demo songs of Songscape: thirty-two short pieces, composed by rule and chance, played by small synthesisers.
//!
//! The rooms, in the order in which a song comes to be:
//!
//! 1. [`catalogue`] names the songs, [`lyrics`] holds their words, [`manifest`] writes the table of them.
//! 2. [`theory`] knows scales and chords, [`melody`] lays motifs over chords, [`chance`] adds the accidents,
//!    [`score`] holds time and notes; [`styles`] are the composers.
//! 3. [`oscillator`], [`envelope`] and [`filter`] make the sound of the instruments: [`acoustic`], [`electric`],
//!    [`drums`]; [`reverb`] gives them a room.
//! 4. [`master`] brings the mix to one loudness, [`pcm`] to numbers, [`encode`] to a file.
//!
//! Everything is computed with `libm` in a fixed order, so a song is the same samples on every machine.
#![warn(missing_docs)]

pub mod acoustic;
pub mod catalogue;
pub mod chance;
pub mod drums;
pub mod electric;
pub mod encode;
pub mod envelope;
pub mod filter;
#[cfg(feature = "mp3")]
mod lame;
pub mod lyrics;
pub mod manifest;
pub mod master;
pub mod melody;
pub mod oscillator;
pub mod pcm;
pub mod reverb;
pub mod score;
pub mod styles;
pub mod theory;

use catalogue::Song;
use pcm::{Channels, Pcm};

/// Sampling rate of the songs in `data/songs`: at 48 kbit/s the bits of an mp3 are better spent below 16 kHz.
pub const SONG_RATE: u32 = 32_000;

/// The samples that are encoded into the song's file in `data/songs`.
pub fn published(song: Song) -> Pcm {
    Pcm::new(&song.render(SONG_RATE), SONG_RATE, Channels::Mono)
}
