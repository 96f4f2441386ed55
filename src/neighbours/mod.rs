//! Who lies next to whom: the nearest rows of every row, which the graph methods (spectral, UMAP, t-SNE, density) stand on.
//!
//! | file | idea |
//! |---|---|
//! | [`NearestRows`] | all distances, exact, any range of rows by itself |
//! | [`NeighbourDescent`] | the neighbours of my neighbours, nearly exact, for very many rows |
//! | [`NeighbourGraph`] | the same made symmetric: rows joined if either counts the other |

mod descent;
mod exact;
mod graph;
mod table;

pub use descent::{EXACT_ROWS, NeighbourDescent};
pub use exact::{NearestRows, nearest_rows};
pub use graph::NeighbourGraph;
pub use table::NeighbourTable;
