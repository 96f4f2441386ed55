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
/// Larger numbers have no exact place in JavaScript, where faults are told.
const MOST_COUNTED: u64 = (1 << 53) - 1;

/// Types of numbers that are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// 64-bit floating point.
    F64,
    /// 32-bit floating point.
    F32,
    /// 32-bit integers.
    I32,
    /// 32-bit integers, none below 0.
    U32,
    /// Bytes.
    U8,
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

/// A tensor whose bytes are elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// Its name.
    pub name: String,
    /// The type of its numbers.
    pub kind: Type,
    /// Its sides.
    pub shape: Vec<u64>,
}

/// A file up to the bytes of its tensors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    /// Length and header.
    pub bytes: Vec<u8>,
    /// The tensors, by their place in the list given, in the order in which their bytes follow.
    pub order: Vec<usize>,
}

/// Where a tensor lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The name of its type, such as `F32`.
    pub dtype: String,
    /// Its sides.
    pub shape: Vec<u64>,
    /// Where its bytes begin, counted from the end of the header.
    pub start: u64,
    /// Where they end.
    pub end: u64,
}

/// What a header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Places of the tensors, by name.
    pub tensors: BTreeMap<String, Place>,
    /// What else is said, by name.
    pub metadata: BTreeMap<String, String>,
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
    /// The header is said to be longer than is read; 2⁵³ − 1 stands for all that is more.
    HeaderTooLarge(u64),
    /// They end too early.
    Truncated,
    /// The header is not what it should be, or does not describe what follows it.
    Damaged,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<u64>,
    data_offsets: [u64; 2],
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
            Type::U32 => "U32",
            Type::U8 => "U8",
        }
    }

    /// The type of that name, if it is one that is written.
    pub fn named(name: &str) -> Option<Type> {
        [Type::F64, Type::F32, Type::I32, Type::U32, Type::U8].into_iter().find(|kind| kind.name() == name)
    }

    /// Bytes of one number.
    pub fn size(self) -> usize {
        match self {
            Type::F64 => 8,
            Type::F32 | Type::I32 | Type::U32 => 4,
            Type::U8 => 1,
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

    fn append(&self, file: &mut Vec<u8>) {
        match self {
            Numbers::F64(numbers) => numbers.iter().for_each(|number| file.extend(number.to_le_bytes())),
            Numbers::F32(numbers) => numbers.iter().for_each(|number| file.extend(number.to_le_bytes())),
            Numbers::I32(numbers) => numbers.iter().for_each(|number| file.extend(number.to_le_bytes())),
        }
    }
}

impl Outline {
    /// Its bytes; `None` where no file could hold so many.
    pub fn bytes(&self) -> Option<u64> {
        bytes_of(self.kind, &self.shape)
    }
}

fn bytes_of(kind: Type, shape: &[u64]) -> Option<u64> {
    shape.iter().try_fold(kind.size() as u64, |bytes, &side| bytes.checked_mul(side))
}

/// The beginning of a file of `tensors` (the widest numbers first, so that all lie where their type wants them) and
/// `metadata`: the tensors' bytes follow it, in the order it tells.
///
/// # Errors
/// None on names and texts; passed on so that nothing is swallowed.
pub fn begin(tensors: &[Outline], metadata: &BTreeMap<String, String>) -> Result<Beginning, serde_json::Error> {
    let mut order: Vec<(usize, &Outline)> = tensors.iter().enumerate().collect();
    order.sort_by_key(|(_, tensor)| std::cmp::Reverse(tensor.kind.size()));
    let mut header = serde_json::Map::new();
    header.insert("__metadata__".into(), serde_json::to_value(metadata)?);
    let mut end = 0_u64;
    for (_, tensor) in &order {
        let start = end;
        end = end.saturating_add(tensor.bytes().unwrap_or(u64::MAX));
        let dtype = tensor.kind.name().to_owned();
        header.insert(
            tensor.name.clone(),
            serde_json::to_value(Entry { dtype, shape: tensor.shape.clone(), data_offsets: [start, end] })?,
        );
    }
    let mut header = serde_json::to_vec(&header)?;
    header.resize(header.len().next_multiple_of(LENGTH), b' ');
    let mut bytes = Vec::with_capacity(LENGTH + header.len());
    bytes.extend((header.len() as u64).to_le_bytes());
    bytes.extend(header);
    Ok(Beginning { bytes, order: order.into_iter().map(|(place, _)| place).collect() })
}

/// The file of `tensors` and `metadata`, as [`begin`] orders it.
///
/// # Errors
/// As [`begin`].
pub fn write(tensors: Vec<Tensor<'_>>, metadata: &BTreeMap<String, String>) -> Result<Vec<u8>, serde_json::Error> {
    let outlines: Vec<Outline> = tensors
        .iter()
        .map(|Tensor { name, shape, numbers }| Outline {
            name: name.clone(),
            kind: numbers.kind(),
            shape: shape.iter().map(|&side| side as u64).collect(),
        })
        .collect();
    let Beginning { bytes: mut file, order } = begin(&outlines, metadata)?;
    order.iter().filter_map(|&place| tensors.get(place)).for_each(|tensor| tensor.numbers.append(&mut file));
    Ok(file)
}

/// How long the header of a file of `size` bytes is, which begins with `first`.
///
/// # Errors
/// [`Fault`]: the bytes are none of such a file, or the header is longer than `most_header` or than the file.
pub fn header_length(first: &[u8], size: u64, most_header: usize) -> Result<usize, Fault> {
    let Some((length, rest)) = first.split_first_chunk::<LENGTH>() else {
        return Err(if first.is_empty() { Fault::Truncated } else { Fault::Foreign });
    };
    let length = u64::from_le_bytes(*length);
    // The format wants a brace here; a file of another kind hardly has one.
    if rest.first().is_some_and(|&first| first != b'{') {
        return Err(Fault::Foreign);
    }
    if length > most_header as u64 {
        return Err(Fault::HeaderTooLarge(length.min(MOST_COUNTED)));
    }
    if length > size.saturating_sub(LENGTH as u64) {
        return Err(Fault::Truncated);
    }
    Ok(length as usize)
}

/// What a header says of the `data` bytes that follow it.
///
/// # Errors
/// [`Fault`]: whatever a header may say, its tensors lie side by side, without gap, within the file and to its end.
pub fn read_header(header: &[u8], data: u64) -> Result<Layout, Fault> {
    let lines: BTreeMap<String, Line> = serde_json::from_slice(header).map_err(|_| Fault::Damaged)?;
    let (mut tensors, mut metadata) = (BTreeMap::new(), BTreeMap::new());
    let mut places = Vec::new();
    for (name, line) in lines {
        match line {
            Line::Text(texts) if name == "__metadata__" => metadata = texts,
            Line::Text(_) => return Err(Fault::Damaged),
            Line::Tensor(Entry { dtype, shape, data_offsets: [start, end] }) => {
                let size = Type::named(&dtype).map(|kind| bytes_of(kind, &shape));
                // Of types that are not known only the place is looked at.
                let fits = start <= end && size.is_none_or(|size| size == Some(end - start));
                if !fits {
                    return Err(Fault::Damaged);
                }
                places.push((start, end));
                tensors.insert(name, Place { dtype, shape, start, end });
            }
        }
    }
    places.sort_unstable();
    let end = places.iter().try_fold(0, |at, &(start, end)| (start == at).then_some(end)).ok_or(Fault::Damaged)?;
    match end.cmp(&data) {
        std::cmp::Ordering::Greater => Err(Fault::Truncated),
        std::cmp::Ordering::Less => Err(Fault::Damaged),
        std::cmp::Ordering::Equal => Ok(Layout { tensors, metadata }),
    }
}

/// Reads a file whose header has `most_header` bytes at most.
///
/// # Errors
/// As [`header_length`] and [`read_header`].
pub fn read(bytes: &[u8], most_header: usize) -> Result<Container<'_>, Fault> {
    let length = header_length(bytes, bytes.len() as u64, most_header)?;
    let (header, data) = bytes.split_at_checked(LENGTH + length).ok_or(Fault::Truncated)?;
    let header = header.get(LENGTH..).unwrap_or_default();
    let Layout { tensors, metadata } = read_header(header, data.len() as u64)?;
    // What lies within the file has a place that this machine can count to.
    let view = |Place { dtype, shape, start, end }: Place| View {
        dtype,
        shape: shape.into_iter().map(|side| side as usize).collect(),
        bytes: data.get(start as usize..end as usize).unwrap_or_default(),
    };
    Ok(Container { tensors: tensors.into_iter().map(|(name, place)| (name, view(place))).collect(), metadata })
}
