//! The only room that knows JavaScript. It converts and nothing else: what it calls is tested natively.
//!
//! | file | side |
//! |---|---|
//! | [`engine`] | worker: settings, listening to a song |
//! | [`run`] | worker: an experiment, a step at a time |
//! | [`blocks`] | worker: work on all pairs of songs that several workers do |
//! | [`points`] | worker: one clustering, score or map of bare points |
//! | [`training`] | worker: a network that several workers train |
//! | [`documents`] | worker: tables, arrays, lyrics, tags |
//! | [`archive`] | both: files to take home |
//! | [`pictures`] | page: pictures of runs |
//! | [`model`] | worker: a finished map as a file, and further songs on it |
//! | [`lyrics`] | worker: what lyrics are made of |
//! | [`suites`] | page and worker: which runs a suite has, and a run drawn in another way |
//! | [`project`] | page: a visit as a file |
//! | [`canvas`] | page: drawing the map |
//! | [`convert`] | both: values there and back |
//! | [`error`] | both: the one boundary errors cross |

pub mod archive;
pub mod blocks;
pub mod canvas;
pub mod convert;
pub mod documents;
pub mod engine;
pub mod error;
pub mod lyrics;
pub mod model;
pub mod pictures;
pub mod points;
pub mod project;
pub mod run;
pub mod suites;
pub mod training;

use wasm_bindgen::prelude::*;

/// Runs once when the module is instantiated: a panic says where it happened before the instance dies.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}
