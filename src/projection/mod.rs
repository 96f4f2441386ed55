//! From a representation to a map: two numbers a song.
//!
//! [`pca_map`] is the straight-line map, quick enough for every frame while a network learns; [`align`] turns each frame
//! so that it lies as near as possible to the one before, and the dots move instead of jumping.

mod align;
mod error;
mod frame;
mod pca;

pub use align::{Alignment, align};
pub use error::ProjectionError;
pub use frame::MapFrame;
pub use pca::{PcaMap, pca_map};
