//! The worker's side: manifests, tables, tensors, lyrics and tags, as bytes in and plain data out.

use js_sys::{Array, Float32Array, Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, prelude::*};

use super::{
    convert::{plain, range, read, set_matrix},
    error::{Answer, problem, set, unreadable},
};
use crate::library::{
    self, CsvFile, Lyrics, Manifest, Row, TagReader, TagStep, Tags, Tensor, TensorName, join, tensor_name,
};

/// A CSV as what its columns make it: `{kind, column_names, rows, problems}`, and `feature_names` when `kind` is
/// `features`; the numbers themselves come from [`join_tables`].
///
/// # Errors
/// Codes `table_…`: what makes a whole table unreadable. Single bad rows are in `problems`.
#[wasm_bindgen(js_name = readCsv)]
pub fn read_csv(bytes: &[u8]) -> Answer<JsValue> {
    plain(&CsvFile::parse(bytes).map_err(problem)?)
}

/// Which of the files named `names` the rows of a manifest are about: `{files, unmatched_rows, unmatched_files}`.
///
/// # Errors
/// Codes `table_…`, as of [`read_csv`].
#[wasm_bindgen(js_name = matchRows)]
pub fn match_rows(bytes: &[u8], names: Vec<String>) -> Answer<JsValue> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    plain(&Manifest::parse(bytes).map_err(problem)?.matching(&names))
}

/// Tables joined on the id of the song. `files` is an array of `{name, bytes}`.
///
/// `{ids, song_ids, feature_names, features, titles, artists, lyrics, column_names, columns, absent}`, with `features`
/// row by row in a Float32Array. What is wrong with single rows [`read_csv`] says.
///
/// # Errors
/// Codes `table_…`, with the table's name as `list` where one table is at fault.
#[wasm_bindgen(js_name = joinTables)]
pub fn join_tables(files: Array) -> Answer<JsValue> {
    let mut tables: Vec<(String, CsvFile)> = Vec::new();
    for file in files.iter() {
        let (name, bytes) = named_bytes(&file)?;
        let table = CsvFile::parse(&bytes).map_err(|error| {
            let error = problem(error);
            set(&error, "list", &JsValue::from_str(&name));
            error
        })?;
        tables.push((name, table));
    }
    let named: Vec<(&str, &CsvFile)> = tables.iter().map(|(name, table)| (name.as_str(), table)).collect();
    let joined = join(&named).map_err(problem)?;
    let found = plain(&joined)?;
    set_matrix(&found, "features", &joined.features);
    Ok(found)
}

/// Name and bytes of `{name, bytes}`. Through serde, an array of bytes would cross one byte at a time.
fn named_bytes(file: &JsValue) -> Answer<(String, Vec<u8>)> {
    let part = |name: &str| Reflect::get(file, &JsValue::from_str(name));
    let name = part("name")?.as_string().ok_or_else(|| unreadable("files", "a table has no name"))?;
    let bytes = part("bytes")?.dyn_into::<Uint8Array>();
    Ok((name, bytes.map_err(|_| unreadable("files", "the bytes of a table are no Uint8Array"))?.to_vec()))
}

#[derive(Serialize)]
struct NamedTensor {
    #[serde(flatten)]
    tensor: Tensor,
    named: Option<TensorName>,
}

/// An array of NumPy's, `.npy` or `.npz`: `{rows, form, ids, named, values}` and `columns` or `bands` and `frames` as
/// `form` is `vectors` or `maps`. `named` is the song and feature that the file is named for, else null.
///
/// # Errors
/// Codes `tensor_…`.
#[wasm_bindgen(js_name = readTensor)]
pub fn read_tensor(bytes: &[u8], name: &str) -> Answer<JsValue> {
    let tensor = Tensor::parse(bytes, None).map_err(problem)?;
    let values = Float32Array::from(tensor.values.as_slice());
    let found = plain(&NamedTensor { tensor, named: tensor_name(name) })?;
    set(&found, "values", &values);
    Ok(found)
}

/// The words of a `.txt` or `.lrc` file: `{words, encoding, guessed, unreadable}`.
///
/// # Errors
/// `lyrics_too_large`, `lyrics_not_text`.
#[wasm_bindgen(js_name = readLyrics)]
pub fn read_lyrics(bytes: &[u8]) -> Answer<JsValue> {
    plain(&Lyrics::parse(bytes).map_err(problem)?)
}

/// Reads the tags of a file piece by piece; see [`TagReader`].
#[wasm_bindgen]
pub struct TagsReader {
    reader: TagReader,
}

#[derive(Serialize)]
struct FoundTags {
    tags: Tags,
}

#[wasm_bindgen]
impl TagsReader {
    /// For a file of `size` bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(size: f64) -> TagsReader {
        TagsReader { reader: TagReader::new(size as u64) }
    }

    /// Feeds the bytes asked for before (none at first) and says what comes next: `{offset, length}` to read, or
    /// `{tags: {title, artist, genre, lyrics}}` with null for what the file does not say.
    ///
    /// # Errors
    /// `tags_unknown_file`, `tags_damaged`.
    pub fn step(&mut self, bytes: Option<Vec<u8>>) -> Answer<JsValue> {
        match self.reader.step(bytes.as_deref()).map_err(problem)? {
            TagStep::Read { offset, length } => Ok(range(offset, length.into())),
            TagStep::Done(tags) => plain(&FoundTags { tags }),
        }
    }
}

#[derive(Deserialize)]
struct Table {
    column_names: Vec<String>,
    rows: Vec<Row>,
}

/// `{column_names, rows}` as a CSV manifest in UTF-8 with a byte order mark, safe for spreadsheet programs. A row is
/// `{id, audio_path, title, artist, lyrics, columns}` with a cell for each column's name; missing ones are empty.
///
/// # Errors
/// `table_unreadable` when it is not of that form.
#[wasm_bindgen(js_name = writeManifest)]
pub fn write_manifest(table: JsValue) -> Answer<Uint8Array> {
    let Table { column_names, mut rows } = read("table", table)?;
    for row in &mut rows {
        row.columns.resize(column_names.len(), String::new());
    }
    let csv = Manifest { column_names, rows, problems: Vec::new() }.to_csv(true);
    Ok(Uint8Array::from(csv.as_slice()))
}

/// The value of the column `language_group` that goes with one of `language`; see [`library::language_group`].
///
/// # Errors
/// None.
#[wasm_bindgen(js_name = languageGroup)]
pub fn language_group(language: &str) -> String {
    library::language_group(language).to_owned()
}
