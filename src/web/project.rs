//! The page's side: a project as a file. Arrays stay on the page; what crosses is the header, and each array once to be looked at.

use js_sys::{Object, Uint8Array, Uint32Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use super::{
    convert::{plain, read},
    error::{Answer, problem, set, unreadable},
};
use crate::archive::{
    begin_project,
    project_file::{self, Project},
    safetensors::{Outline, Type},
};

/// A tensor that is to be written.
#[derive(Deserialize)]
struct ToWrite {
    name: String,
    dtype: String,
    shape: Vec<u32>,
}

/// A tensor that can be fetched.
#[derive(Serialize)]
struct ToRead<'a> {
    name: &'a str,
    dtype: &'a str,
    shape: &'a [u64],
    /// Bytes from the beginning of the file.
    start: u64,
    end: u64,
    /// Whether pieces of it can be looked at.
    pieces: bool,
}

/// The beginning of a project's file: `{bytes, order}`. `about` is JSON, `tensors` an array of `{name, dtype, shape}`;
/// their bytes follow in the order given.
///
/// # Errors
/// Codes `project_…`: what could not be read again.
#[wasm_bindgen(js_name = beginProject)]
pub fn begin(about: &str, tensors: JsValue) -> Answer<JsValue> {
    let outline = |ToWrite { name, dtype, shape }: ToWrite| -> Answer<Outline> {
        let kind = Type::named(&dtype).ok_or_else(|| unreadable("tensors", format_args!("{dtype} is no type")))?;
        Ok(Outline { name, kind, shape: shape.into_iter().map(u64::from).collect() })
    };
    let tensors: Vec<ToWrite> = read("tensors", tensors)?;
    let outlines = tensors.into_iter().map(outline).collect::<Answer<Vec<Outline>>>()?;
    let beginning = begin_project(about, &outlines).map_err(problem)?;
    let order: Vec<u32> = beginning.order.iter().map(|&place| place as u32).collect();
    let object = Object::new().into();
    set(&object, "bytes", &Uint8Array::from(beginning.bytes.as_slice()));
    set(&object, "order", &Uint32Array::from(order.as_slice()));
    Ok(object)
}

/// Bytes at the beginning of a file that [`project_header_length`] looks at.
#[wasm_bindgen(js_name = projectFirstBytes)]
pub fn first_bytes() -> usize {
    project_file::FIRST
}

/// How long the header of a file of `size` bytes is.
///
/// # Errors
/// Codes `project_…`.
#[wasm_bindgen(js_name = projectHeaderLength)]
pub fn project_header_length(first: &[u8], size: f64) -> Answer<usize> {
    project_file::header_length(first, size as u64).map_err(problem)
}

/// A project whose header was read.
#[wasm_bindgen]
pub struct ProjectFile {
    project: Project,
    /// Where the tensors' bytes begin.
    data: u64,
}

#[wasm_bindgen]
impl ProjectFile {
    /// `header` is what follows the first eight bytes of a file of `size` bytes in all.
    ///
    /// # Errors
    /// Codes `project_…`: what is wrong with the file.
    #[wasm_bindgen(constructor)]
    pub fn new(header: &[u8], size: f64) -> Answer<ProjectFile> {
        let project = Project::open(header, size as u64).map_err(problem)?;
        Ok(ProjectFile { project, data: 8 + header.len() as u64 })
    }

    /// What is no array, as JSON that was checked.
    pub fn about(&self) -> String {
        self.project.text.clone()
    }

    /// The arrays: `{name, dtype, shape, start, end, pieces}`.
    ///
    /// # Errors
    /// None.
    pub fn tensors(&self) -> Answer<JsValue> {
        let list: Vec<ToRead<'_>> = self
            .project
            .tensors
            .iter()
            .map(|(name, place)| ToRead {
                name,
                dtype: &place.dtype,
                shape: &place.shape,
                start: self.data + place.start,
                end: self.data + place.end,
                pieces: self.project.rule(name).is_some_and(project_file::Rule::is_of_each),
            })
            .collect();
        plain(&list)
    }

    /// Refuses bytes of an array that are not what it must hold.
    ///
    /// # Errors
    /// `project_numbers`.
    pub fn check(&self, tensor: &str, bytes: &[u8]) -> Answer<()> {
        self.project.check(tensor, bytes).map_err(problem)
    }
}
