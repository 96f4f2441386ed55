//! Features made elsewhere, as NumPy saves them: one array for all songs, or one file a song.

use ndarray::{ArrayD, IxDyn, ShapeBuilder};
use serde::Serialize;

use super::LibraryError;
use super::npy::Header;
use super::npz::Npz;

/// The largest file that is read, in bytes.
pub const MOST_BYTES: usize = 512 << 20;

/// Names by which an array of ids goes in an archive.
const ID_NAMES: [&str; 5] = ["ids", "id", "song_ids", "song_id", "names"];
/// Names by which the array of features goes in an archive; the first that is there is taken.
const FEATURE_NAMES: [&str; 8] = ["features", "x", "X", "data", "embeddings", "latents", "z", "arr_0"];

/// What each row of a tensor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum TensorForm {
    /// Numbers in a row.
    Vectors {
        /// How many.
        columns: usize,
    },
    /// A map over time and frequency with one channel.
    Maps {
        /// Bands (mel bands, cepstral coefficients).
        bands: usize,
        /// Frames in time.
        frames: usize,
    },
}

impl TensorForm {
    /// Numbers in one row.
    pub fn width(self) -> usize {
        match self {
            Self::Vectors { columns } => columns,
            Self::Maps { bands, frames } => bands * frames,
        }
    }
}

/// Features of one or several songs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tensor {
    /// Songs in it, at least 1.
    pub rows: usize,
    /// What each of them has.
    #[serde(flatten)]
    pub form: TensorForm,
    /// One id a row, where the file says so.
    pub ids: Option<Vec<String>>,
    /// The numbers, row by row (a map band by band), all finite. Not serialised: they cross to the page as a typed
    /// array.
    #[serde(skip)]
    pub values: Vec<f32>,
}

impl Tensor {
    /// Reads a `.npy` or `.npz` file.
    ///
    /// # Shapes
    /// (N, D) and (D) are vectors, (N, 1, F, T) and (1, F, T) are maps. Of an archive, the array with a usual name
    /// (`features`, `x`, `z`, …, `arr_0`) is taken, or the only one of such a shape; `array` names another. Its ids are
    /// in an array `ids` (or `id`, `song_ids`, `names`) of text or whole numbers.
    ///
    /// # Errors
    /// [`LibraryError`] with a code `tensor_…`.
    pub fn parse(bytes: &[u8], array: Option<&str>) -> Result<Self, LibraryError> {
        if bytes.len() > MOST_BYTES {
            return Err(LibraryError::TensorTooLarge { most: MOST_BYTES as u64 });
        }
        if bytes.starts_with(b"PK") { from_archive(bytes, array) } else { from_array(&Header::read(bytes)?, bytes) }
    }
}

fn from_array(header: &Header, bytes: &[u8]) -> Result<Tensor, LibraryError> {
    let (rows, form) = form_of(&header.shape).ok_or(LibraryError::TensorShape { shape: header.shape.clone() })?;
    let mut values = header.numbers(bytes)?;
    if header.fortran_order {
        // As many numbers were read as the shape has places, so this cannot fail.
        let columns_first = ArrayD::from_shape_vec(IxDyn(&header.shape).f(), values);
        values = columns_first.map_err(|_| LibraryError::TensorHeaderDamaged {})?.iter().copied().collect();
    }
    let width = form.width();
    let bad: Vec<usize> =
        (0..rows).filter(|row| values[row * width..][..width].iter().any(|v| !v.is_finite())).collect();
    match bad.first() {
        Some(&row) => Err(LibraryError::TensorNotFinite { row, rows: bad.len() }),
        None => Ok(Tensor { rows, form, ids: None, values }),
    }
}

fn form_of(shape: &[usize]) -> Option<(usize, TensorForm)> {
    match *shape {
        [columns] => Some((1, TensorForm::Vectors { columns })),
        [rows, columns] => Some((rows, TensorForm::Vectors { columns })),
        [1, bands, frames] => Some((1, TensorForm::Maps { bands, frames })),
        [rows, 1, bands, frames] => Some((rows, TensorForm::Maps { bands, frames })),
        _ => None,
    }
}

fn from_archive(bytes: &[u8], array: Option<&str>) -> Result<Tensor, LibraryError> {
    let mut archive = Npz::open(bytes)?;
    let features = match array {
        Some(name) => archive
            .position(name)
            .ok_or_else(|| LibraryError::TensorNoSuchArray { name: name.to_owned(), arrays: archive.names() })?,
        None => features_of(&archive)?,
    };
    let bytes = archive.bytes(features)?;
    let mut tensor = from_array(&Header::read(&bytes)?, &bytes)?;
    if let Some(ids) = ID_NAMES.iter().find_map(|name| archive.position(name)).filter(|&ids| ids != features) {
        let bytes = archive.bytes(ids)?;
        let ids = Header::read(&bytes)?.texts(&bytes)?;
        if ids.len() != tensor.rows {
            return Err(LibraryError::TensorIdsDiffer { ids: ids.len(), rows: tensor.rows });
        }
        tensor.ids = Some(ids);
    }
    Ok(tensor)
}

/// The place of the array that is the features.
fn features_of(archive: &Npz<'_>) -> Result<usize, LibraryError> {
    let fits = |array: &usize| {
        let header = &archive.arrays[*array].header;
        header.as_ref().is_ok_and(|h| h.shape.len() >= 2 && form_of(&h.shape).is_some() && h.element.is_float())
    };
    let usual = FEATURE_NAMES.iter().find_map(|name| archive.position(name));
    let mut fitting = (0..archive.arrays.len()).filter(fits);
    match (usual, fitting.next(), fitting.next()) {
        (Some(usual), ..) => Ok(usual),
        (None, Some(only), None) => Ok(only),
        (None, Some(_), Some(_)) => Err(LibraryError::TensorSeveralArrays { arrays: archive.names() }),
        // With a single array, what is wrong with it says more than that there is none.
        (None, None, _) if archive.arrays.len() == 1 => Ok(0),
        (None, None, _) => Err(LibraryError::TensorNoFeatures { arrays: archive.names() }),
    }
}

/// What the name of a tensor file says: the cache of `run_pipeline` names its files so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TensorName {
    /// The song.
    pub id: String,
    /// Which of its features.
    pub feature: TensorFeature,
}

/// Which feature a tensor file of one song holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TensorFeature {
    /// `<id>_logmelspec.npy`
    Logmelspec,
    /// `<id>_mfccframes.npy`
    MfccFrames,
    /// `<id>.npy`: what it is only its shape tells.
    Unnamed,
}

/// Id and feature by a file's name or path; `None` if it does not end in `.npy`.
pub fn tensor_name(path: &str) -> Option<TensorName> {
    let name = path.rsplit(['/', '\\']).next()?;
    let (stem, ending) = name.rsplit_once('.')?;
    if !ending.eq_ignore_ascii_case("npy") {
        return None;
    }
    let named = [("_logmelspec", TensorFeature::Logmelspec), ("_mfccframes", TensorFeature::MfccFrames)];
    let split = named.iter().find_map(|&(suffix, feature)| Some((stem.strip_suffix(suffix)?, feature)));
    let (id, feature) = split.filter(|(id, _)| !id.is_empty()).unwrap_or((stem, TensorFeature::Unnamed));
    (!id.is_empty()).then(|| TensorName { id: id.to_owned(), feature })
}

/// The tensors of several files under one another, in the order given; a file without ids of its own is the song it is
/// named for.
///
/// # Errors
/// [`LibraryError::TensorFormsDiffer`] when one is of another form than the first; [`LibraryError::TensorIdsDiffer`]
/// when one has several rows and no ids; [`LibraryError::TensorEmpty`] when there is none.
pub fn stack(files: &[(&str, &Tensor)]) -> Result<Tensor, LibraryError> {
    let Some((_, first)) = files.first() else { return Err(LibraryError::TensorEmpty { shape: Vec::new() }) };
    let mut whole = Tensor { rows: 0, form: first.form, ids: None, values: Vec::new() };
    let mut all_ids = Vec::new();
    for (id, tensor) in files {
        if tensor.form != whole.form {
            let (found, expected) = (tensor.form, whole.form);
            return Err(LibraryError::TensorFormsDiffer { id: (*id).to_owned(), found, expected });
        }
        match &tensor.ids {
            Some(ids) => all_ids.extend(ids.iter().cloned()),
            None if tensor.rows == 1 => all_ids.push((*id).to_owned()),
            None => return Err(LibraryError::TensorIdsDiffer { ids: 1, rows: tensor.rows }),
        }
        whole.rows += tensor.rows;
        whole.values.extend_from_slice(&tensor.values);
    }
    whole.ids = Some(all_ids);
    Ok(whole)
}
