//! Excerpts: cuts of files written here by the formats' rules, and of real encoders' output; and everything that can be
//! wrong with a file.

mod decoder;
mod flac;
mod hostile;
mod mp4;
mod mpeg;
mod ogg;
mod real_files;
mod refusals;
mod runner;
mod wav;
