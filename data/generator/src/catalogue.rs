//! The thirty-two songs, and how one is asked for.

use crate::chance::Chance;
use crate::lyrics::{Words, bangla, english};
use crate::score::Stereo;
use crate::styles::{ambient, chiptune, techno, waltz};

/// A style of music; its name is the `genre` of the manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// Three in a bar, accordion and music box.
    Waltz,
    /// Four on the floor.
    Techno,
    /// Slow pads in a large room.
    Ambient,
    /// Pulse waves and noise.
    Chiptune,
}

impl Style {
    /// All styles, in the order of the catalogue.
    pub const ALL: [Self; 4] = [Self::Waltz, Self::Techno, Self::Ambient, Self::Chiptune];

    /// The name written in the manifest and in file names.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waltz => "waltz",
            Self::Techno => "techno",
            Self::Ambient => "ambient",
            Self::Chiptune => "chiptune",
        }
    }
}

/// Songs of each style.
pub const SONGS_PER_STYLE: usize = 8;

/// One song of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Song {
    /// Its style.
    pub style: Style,
    /// Its place among the songs of its style, 0–7.
    pub number: usize,
}

/// All songs, style by style.
pub fn songs() -> impl Iterator<Item = Song> {
    Style::ALL.into_iter().flat_map(|style| (0..SONGS_PER_STYLE).map(move |number| Song { style, number }))
}

/// The song with this id, such as `waltz_01`.
pub fn find(id: &str) -> Option<Song> {
    songs().find(|song| song.id() == id)
}

impl Song {
    /// `waltz_01` … `chiptune_08`.
    pub fn id(self) -> String {
        format!("{}_{:02}", self.style.name(), self.number + 1)
    }

    /// Where the manifest says the song lies, relative to itself.
    pub fn audio_path(self) -> String {
        format!("songs/{}.mp3", self.id())
    }

    /// Whether the words are English (every other song) or Bangla.
    fn is_english(self) -> bool {
        self.number.is_multiple_of(2)
    }

    /// ISO 639-1 code of the lyrics' language.
    pub fn language(self) -> &'static str {
        if self.is_english() { "en" } else { "bn" }
    }

    /// Title, artist and lyrics.
    pub fn words(self) -> &'static Words {
        let songs = if self.is_english() { &english::SONGS } else { &bangla::SONGS };
        &songs[self.style as usize][(self.number / 2) % songs[0].len()]
    }

    /// Plays the song at `rate` samples per second. The same song at the same rate is the same samples, always and
    /// on every machine.
    pub fn render(self, rate: u32) -> Stereo {
        // Any constant would do; this one was drawn once and makes every song's accidents its own.
        let mut chance = Chance::new(0x536f_6e67 + 100 * self.style as u64 + self.number as u64);
        let play = match self.style {
            Style::Waltz => waltz::render,
            Style::Techno => techno::render,
            Style::Ambient => ambient::render,
            Style::Chiptune => chiptune::render,
        };
        play(self.number, f64::from(rate), &mut chance)
    }
}
