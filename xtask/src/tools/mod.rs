//! What the commands need from the machine: found where it is, installed where that is possible without asking,
//! and otherwise named together with the way to get it.

pub mod chromium;
pub mod node;
pub mod packages;
pub mod python;
pub mod rust;
