//! The container `.safetensors`: the length of a header (8 bytes), the header (JSON: type, shape and place of every tensor,
//! and free text under `__metadata__`), then the tensors' bytes side by side.
//!
//! **Library.** The crate `safetensors` does the same with `serde_json` and a hash map of its own: its feature of that map
//! is another one than burn's, for which all of burn would be built twice; and where it sees a damaged file it does not
//! tell what was cut short from what lies.
//!
//! # Reference
//! <https://huggingface.co/docs/safetensors>: little-endian, row by row, no gaps, no overlaps, the header padded with spaces.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

/// Bytes of the header's length.
const LENGTH: usize = 8;

/// Types of numbers that are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// 64-bit floating point.
    F64,
    /// 32-bit floating point.
    F32,
    /// 32-bit integers.
    I32,
}

/// The numbers of one tensor, row by row.
#[derive(Debug, Clone, PartialEq)]
pub enum Numbers<'a> {
    /// [`Type::F64`].
    F64(Cow<'a, [f64]>),
    /// [`Type::F32`].
    F32(Cow<'a, [f32]>),
    /// [`Type::I32`].
    I32(Cow<'a, [i32]>),
}

/// A tensor to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor<'a> {
    /// Its name.
    pub name: String,
    /// Its sides; as many numbers as their product.
    pub shape: Vec<usize>,
    /// Its numbers.
    pub numbers: Numbers<'a>,
}

/// A tensor of a file that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct View<'a> {
    /// The name of its type, such as `F32`.
    pub dtype: String,
    /// Its sides.
    pub shape: Vec<usize>,
    /// Its bytes. For types of [`Type`] as many as shape and type say.
    pub bytes: &'a [u8],
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Container<'a> {
    /// Tensors by name.
    pub tensors: BTreeMap<String, View<'a>>,
    /// What else is said, by name.
    pub metadata: BTreeMap<String, String>,
}

/// Why bytes are no such file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// They do not begin as one.
    Foreign,
    /// The header is said to be longer than is read.
    HeaderTooLarge(u64),
    /// They end too early.
    Truncated,
    /// The header is not what it should be, or does not describe what follows it.
    Damaged,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Tensor(Entry),
    Text(BTreeMap<String, String>),
}

impl Type {
    /// The type's name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Type::F64 => "F64",
            Type::F32 => "F32",
            Type::I32 => "I32",
        }
    }

    fn named(name: &str) -> Option<Type> {
        [Type::F64, Type::F32, Type::I32].into_iter().find(|kind| kind.name() == name)
    }

    /// Bytes of one number.
    pub fn size(self) -> usize {
        match self {
            Type::F64 => 8,
            Type::F32 | Type::I32 => 4,
        }
    }
}

impl Numbers<'_> {
    fn kind(&self) -> Type {
        match self {
            Numbers::F64(_) => Type::F64,
            Numbers::F32(_) => Type::F32,
            Numbers::I32(_) => Type::I32,
        }
    }

    fn bytes(&self) -> usize {
        let count = match self {
            Numbers::F64(numbers) => numbers.len(),
            Numbers::F32(numbers) => numbers.len(),
            Numbers::I32(numbers) => numbers.len(),
        };
        count * self.kind().size()
    }

    fn append(&self, file: &mut Vec<u8>) {
        match self {
            Numbers::F64(numbers) => numbers.iter().for_each(|number| file.extend(number.to_le_bytes())),
            Numbers::F32(numbers) => numbers.iter().for_each(|number| file.extend(number.to_le_bytes())),
            Numbers::I32(numbers) => numbers.iter().for_each(|number| file.extend(number.to_le_bytes())),
        }
    }
}

/// The file of `tensors` (the widest numbers first, so that all lie where their type wants them) and `metadata`.
///
/// # Errors
/// None on names and texts; passed on so that nothing is swallowed.
pub fn write(mut tensors: Vec<Tensor<'_>>, metadata: &BTreeMap<String, String>) -> Result<Vec<u8>, serde_json::Error> {
    tensors.sort_by_key(|tensor| std::cmp::Reverse(tensor.numbers.kind().size()));
    let mut header = serde_json::Map::new();
    header.insert("__metadata__".into(), serde_json::to_value(metadata)?);
    let mut end = 0;
    for Tensor { name, shape, numbers } in &tensors {
        let start = end;
        end += numbers.bytes();
        let dtype = numbers.kind().name().to_owned();
        header.insert(
            name.clone(),
            serde_json::to_value(Entry { dtype, shape: shape.clone(), data_offsets: [start, end] })?,
        );
    }
    let mut header = serde_json::to_vec(&header)?;
    header.resize(header.len().next_multiple_of(LENGTH), b' ');
    let mut file = Vec::with_capacity(LENGTH + header.len() + end);
    file.extend((header.len() as u64).to_le_bytes());
    file.extend(header);
    tensors.iter().for_each(|tensor| tensor.numbers.append(&mut file));
    Ok(file)
}

/// Reads a file whose header has `most_header` bytes at most.
///
/// # Errors
/// [`Fault`]: whatever a file may say, its tensors lie side by side, without gap, within it and to its end.
pub fn read(bytes: &[u8], most_header: usize) -> Result<Container<'_>, Fault> {
    let Some((length, rest)) = bytes.split_first_chunk::<LENGTH>() else {
        return Err(if bytes.is_empty() { Fault::Truncated } else { Fault::Foreign });
    };
    let length = u64::from_le_bytes(*length);
    // The format wants a brace here; a file of another kind hardly has one.
    if rest.first().is_some_and(|&first| first != b'{') {
        return Err(Fault::Foreign);
    }
    if length > most_header as u64 {
        return Err(Fault::HeaderTooLarge(length));
    }
    let (header, data) = rest.split_at_checked(length as usize).ok_or(Fault::Truncated)?;
    let lines: BTreeMap<String, Line> = serde_json::from_slice(header).map_err(|_| Fault::Damaged)?;
    let (mut tensors, mut metadata) = (BTreeMap::new(), BTreeMap::new());
    let mut places = Vec::new();
    for (name, line) in lines {
        match line {
            Line::Text(texts) if name == "__metadata__" => metadata = texts,
            Line::Text(_) => return Err(Fault::Damaged),
            Line::Tensor(Entry { dtype, shape, data_offsets: [start, end] }) => {
                let size = Type::named(&dtype)
                    .map(|kind| shape.iter().try_fold(kind.size(), |size, &side| size.checked_mul(side)));
                // Of types that are not known only the place is looked at.
                let fits = start <= end && size.is_none_or(|size| size == Some(end - start));
                if !fits {
                    return Err(Fault::Damaged);
                }
                places.push((start, end));
                // Cut short or not is told below, where all places are known.
                tensors.insert(name, View { dtype, shape, bytes: data.get(start..end).unwrap_or_default() });
            }
        }
    }
    places.sort_unstable();
    let end = places.iter().try_fold(0, |at, &(start, end)| (start == at).then_some(end)).ok_or(Fault::Damaged)?;
    match end.cmp(&data.len()) {
        std::cmp::Ordering::Greater => Err(Fault::Truncated),
        std::cmp::Ordering::Less => Err(Fault::Damaged),
        std::cmp::Ordering::Equal => Ok(Container { tensors, metadata }),
    }
}
