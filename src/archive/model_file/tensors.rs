//! The tensors of a file, each looked at before it is used.

use ndarray::{Array1, Array2};

use super::{MOST_BYTES, MOST_HEADER, ModelFileError};
use crate::{
    archive::safetensors::{self, Container, Fault, Type, View},
    features::{Scaling, standardize::LEAST_DEVIATION},
};

/// The tensors of a file, by name.
pub(super) struct Tensors<'a>(Container<'a>);

/// Numbers of a type that tensors may have.
pub(super) trait Number: Copy {
    /// The type in the file.
    const TYPE: Type;

    /// From the bytes of a tensor of that type.
    fn all(bytes: &[u8]) -> Vec<Self>;

    /// Neither NaN nor infinite.
    fn is_number(self) -> bool;
}

impl Number for f32 {
    const TYPE: Type = Type::F32;

    fn all(bytes: &[u8]) -> Vec<f32> {
        bytes.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect()
    }

    fn is_number(self) -> bool {
        self.is_finite()
    }
}

impl Number for f64 {
    const TYPE: Type = Type::F64;

    fn all(bytes: &[u8]) -> Vec<f64> {
        bytes.as_chunks().0.iter().map(|&bytes| f64::from_le_bytes(bytes)).collect()
    }

    fn is_number(self) -> bool {
        self.is_finite()
    }
}

impl Number for i32 {
    const TYPE: Type = Type::I32;

    fn all(bytes: &[u8]) -> Vec<i32> {
        bytes.as_chunks().0.iter().map(|&bytes| i32::from_le_bytes(bytes)).collect()
    }

    fn is_number(self) -> bool {
        true
    }
}

impl<'a> Tensors<'a> {
    /// The tensors that `bytes` say they hold; they lie in the file side by side.
    pub fn open(bytes: &'a [u8]) -> Result<Tensors<'a>, ModelFileError> {
        if bytes.len() > MOST_BYTES {
            return Err(ModelFileError::ModelTooLarge { most: MOST_BYTES as u64 });
        }
        safetensors::read(bytes, MOST_HEADER).map(Tensors).map_err(|fault| match fault {
            Fault::Foreign => ModelFileError::ModelNotSafetensors {},
            Fault::HeaderTooLarge(bytes) => ModelFileError::ModelHeaderTooLarge { bytes, most: MOST_HEADER as u64 },
            Fault::Truncated => ModelFileError::ModelTruncated { found: bytes.len() as u64 },
            Fault::Damaged => ModelFileError::ModelDamaged {},
        })
    }

    /// What is said under `entry` of the metadata.
    pub fn said(&self, entry: &str) -> Option<&str> {
        self.0.metadata.get(entry).map(String::as_str)
    }

    /// Whether there is such a tensor.
    pub fn holds(&self, part: &str) -> bool {
        self.0.tensors.contains_key(part)
    }

    pub fn scaling(&self, of: &str, columns: usize) -> Result<Scaling, ModelFileError> {
        let part = format!("{of}.scale.deviation");
        let deviation: Array1<f64> = self.vector(&part, columns)?;
        if deviation.iter().any(|&value| value < LEAST_DEVIATION) {
            return Err(ModelFileError::ModelNumbers { part });
        }
        Ok(Scaling { mean: self.vector(&format!("{of}.scale.mean"), columns)?, deviation })
    }

    /// Entries along the first axis of a tensor.
    pub fn rows(&self, part: &str) -> Result<usize, ModelFileError> {
        let found = &self.tensor(part)?.shape;
        found.first().copied().ok_or_else(|| shape(part, Vec::new(), vec![1]))
    }

    /// Rows and columns of a matrix.
    pub fn size(&self, part: &str) -> Result<[usize; 2], ModelFileError> {
        let found = &self.tensor(part)?.shape;
        found.as_slice().try_into().map_err(|_| shape(part, found.clone(), vec![0, 0]))
    }

    pub fn vector<T: Number>(&self, part: &str, length: usize) -> Result<Array1<T>, ModelFileError> {
        Ok(Array1::from_vec(self.numbers(part, &[length])?))
    }

    pub fn matrix<T: Number>(&self, part: &str, size: [usize; 2]) -> Result<Array2<T>, ModelFileError> {
        let numbers = self.numbers(part, &size)?;
        // As many numbers were read as the shape has places, so this cannot fail.
        Array2::from_shape_vec(size, numbers).map_err(|_| shape(part, size.to_vec(), size.to_vec()))
    }

    /// The numbers of a tensor of that shape, all finite.
    pub fn numbers<T: Number>(&self, part: &str, expected: &[usize]) -> Result<Vec<T>, ModelFileError> {
        let tensor = self.tensor(part)?;
        if tensor.dtype != T::TYPE.name() {
            let found: String = tensor.dtype.chars().take(20).collect();
            let message = format!("it holds {found} where {} is needed", T::TYPE.name());
            return Err(ModelFileError::ModelPartDamaged { part: part.to_owned(), message });
        }
        if tensor.shape != expected {
            return Err(shape(part, tensor.shape.clone(), expected.to_vec()));
        }
        let numbers = T::all(tensor.bytes);
        match numbers.iter().all(|number| number.is_number()) {
            true => Ok(numbers),
            false => Err(ModelFileError::ModelNumbers { part: part.to_owned() }),
        }
    }

    fn tensor(&self, part: &str) -> Result<&View<'a>, ModelFileError> {
        self.0.tensors.get(part).ok_or_else(|| missing(part))
    }
}

pub(super) fn missing(part: &str) -> ModelFileError {
    ModelFileError::ModelPartMissing { part: part.to_owned() }
}

pub(super) fn shape(part: &str, found: Vec<usize>, expected: Vec<usize>) -> ModelFileError {
    ModelFileError::ModelShape { part: part.to_owned(), found, expected }
}
