//! Four styles, eight songs each: what a song is made of stands in a table, how the style plays it below.

pub mod ambient;
pub mod chiptune;
pub mod techno;
pub mod waltz;
