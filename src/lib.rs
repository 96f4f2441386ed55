//! Songscape: your music as a map, in a browser tab.
//!
//! A song goes through these rooms, from top to bottom:
//!
//! 1. [`library`]: what the visitor knows of the songs: a manifest's titles, genres, languages.
//! 2. [`audio`]: the first seconds of a file, decoded, one clean mono clip at 22,050 Hz.
//! 3. [`features`]: what the clip sounds like, in numbers that agree with librosa.
//! 4. [`models`]: a small variational autoencoder, trained on all songs, gives each a place in its latent space.
//! 5. [`neighbours`]: who lies next to whom there; [`clustering`]: songs that lie together form a group.
//! 6. [`metrics`]: how far the groups can be believed.
//! 7. [`projection`]: the latent space flattened to a map.
//! 8. [`plots`]: the map drawn.
//!
//! [`settings`] says what can be chosen, [`random`] where every random draw comes from, and [`experiment`] runs the
//! stages one step at a time; [`archive`] writes what a visitor takes home. Only the `web` room knows that JavaScript exists; everything else compiles and is tested
//! natively.

#![warn(missing_docs)]

pub mod settings;

pub mod random;

pub mod library;
pub mod audio;
pub mod features;
pub mod models;
pub mod neighbours;
pub mod clustering;
pub mod metrics;
pub mod projection;
pub mod plots;

pub mod experiment;

pub mod archive;

#[cfg(target_arch = "wasm32")]
pub mod web;
