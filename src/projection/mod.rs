//! From a representation to a map: two numbers a song.
//!
//! [`pca_map`] is the straight-line map, quick enough for every frame while a network learns; [`align`] turns each frame
//! so that it lies as near as possible to the one before, and the dots move instead of jumping.

mod align;
mod error;
mod pca;

pub use align::align;
pub use error::ProjectionError;
pub use pca::{PcaMap, pca_map};
