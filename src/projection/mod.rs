//! From a representation to a map: two numbers a song.
//!
//! [`pca_map`] is the straight-line map, quick enough for every frame while a network learns; [`align`] turns each frame
//! so that it lies as near as possible to the one before, and the dots move instead of jumping. [`Tsne`] and [`Umap`] keep
//! neighbours together and move while they are made. [`Frame`] places further songs on a map of either kind.

mod align;
mod error;
mod frame;
mod neighbour_frame;
mod pca;
pub mod tsne;
pub mod umap;

pub use align::{Alignment, align};
pub use error::ProjectionError;
pub use frame::{Frame, MapFrame};
pub use neighbour_frame::NeighbourFrame;
pub use pca::{PcaMap, pca_map};
pub use tsne::{Tsne, TsneSettings, TsneStage, neighbours_needed as tsne_neighbours};
pub use umap::{Umap, UmapSettings};
