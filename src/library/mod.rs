//! What the user brought besides sound: manifests, tables, tensors, tags and lyrics.
//!
//! Every file arrives as bytes that may be anything. [`text`] makes characters of them and [`table`] rows and cells;
//! [`manifest`] says what is known of each song and [`matching`] which file it is; [`feature_table`] and [`mod@join`]
//! bring features made elsewhere in tables, [`tensor_file`] in arrays; [`tags`] and [`lyrics`] serve where there is no
//! manifest. [`csv_out`] writes a manifest back.

pub mod error;
pub mod row_problem;
pub mod text;
mod records;
pub mod table;
pub mod manifest;
pub mod matching;
pub mod feature_table;
pub mod recognise;
pub mod join;
mod npy;
pub mod npz;
pub mod tensor_file;
pub mod lyrics;
mod pieces;
pub mod tags;
pub mod csv_out;

pub use csv_out::write_csv;
pub use error::LibraryError;
pub use feature_table::FeatureTable;
pub use join::{Joined, join};
pub use lyrics::Lyrics;
pub use manifest::{Manifest, Row, language_group};
pub use matching::Matches;
pub use recognise::{CsvContent, CsvFile, TableKind};
pub use row_problem::RowProblem;
pub use tags::{TagReader, TagStep, Tags, read_tags};
pub use tensor_file::{Tensor, TensorForm, TensorName, tensor_name};
