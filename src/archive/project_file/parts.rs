//! The tensors of a project, each claimed once by the part of it that it belongs to.

use std::collections::BTreeMap;

use super::{ProjectFileError, error::damaged, rule::Rule};
use crate::archive::safetensors::{Place, Type};

/// The tensors that a header lists, and what was found that they must be.
pub(super) struct Parts<'a> {
    tensors: &'a BTreeMap<String, Place>,
    rules: BTreeMap<String, Rule>,
}

impl<'a> Parts<'a> {
    pub fn new(tensors: &'a BTreeMap<String, Place>) -> Parts<'a> {
        Parts { tensors, rules: BTreeMap::new() }
    }

    /// Rows and columns of a tensor that must be there, with as many rows and some columns.
    pub fn matrix(&mut self, name: &str, kind: Type, rows: usize, rule: Rule) -> Result<u64, ProjectFileError> {
        match self.place(name)?.shape.as_slice() {
            &[found, columns] if found == rows as u64 && columns > 0 => {
                self.claim(name, kind, &[found, columns], rule)?;
                Ok(columns)
            }
            other => Err(damaged(name, format_args!("its shape is {other:?} where {rows} rows are needed"))),
        }
    }

    /// A tensor that must be there.
    pub fn need(&mut self, name: &str, kind: Type, shape: &[u64], rule: Rule) -> Result<(), ProjectFileError> {
        self.place(name)?;
        self.claim(name, kind, shape, rule)
    }

    /// A tensor that may be there; whether it is.
    pub fn may(&mut self, name: &str, kind: Type, shape: &[u64], rule: Rule) -> Result<bool, ProjectFileError> {
        if !self.tensors.contains_key(name) {
            return Ok(false);
        }
        self.claim(name, kind, shape, rule).map(|()| true)
    }

    /// How long a tensor is that may be there.
    pub fn length(&self, name: &str) -> Option<u64> {
        self.tensors.get(name).and_then(|place| place.shape.first().copied())
    }

    /// The rules, once every tensor has been claimed: what belongs to nothing is not read.
    pub fn finish(self) -> Result<BTreeMap<String, Rule>, ProjectFileError> {
        match self.tensors.keys().find(|name| !self.rules.contains_key(*name)) {
            Some(stranger) => {
                Err(damaged(stranger.chars().take(100).collect::<String>(), "it belongs to no part of the project"))
            }
            None => Ok(self.rules),
        }
    }

    fn place(&self, name: &str) -> Result<&'a Place, ProjectFileError> {
        self.tensors.get(name).ok_or_else(|| damaged(name, "it is missing"))
    }

    fn claim(&mut self, name: &str, kind: Type, shape: &[u64], rule: Rule) -> Result<(), ProjectFileError> {
        let place = self.place(name)?;
        if place.dtype != kind.name() || place.shape != shape {
            let dtype: String = place.dtype.chars().take(20).collect();
            let found = format_args!(
                "it is {dtype} of shape {:?} where {} of shape {shape:?} is needed",
                place.shape,
                kind.name()
            );
            return Err(damaged(name, found));
        }
        self.rules.insert(name.to_owned(), rule);
        Ok(())
    }
}
