//! Values there and back: plain data through serde, numbers in bulk through typed arrays.

use js_sys::{Float32Array, Int32Array, Object};
use ndarray::{Array2, ArrayView2};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

use super::error::{Answer, set, unreadable};

/// Plain data → JavaScript: structs and maps become objects, `None` becomes null.
pub fn to_js<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, serde_wasm_bindgen::Error> {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())
}

/// [`to_js`] for values that serialise whatever they hold (no maps with strange keys).
pub fn plain<T: Serialize + ?Sized>(value: &T) -> Answer<JsValue> {
    to_js(value).map_err(|error| unreadable("result", error))
}

/// JavaScript → plain data; `what` names it in the error.
pub fn read<T: DeserializeOwned>(what: &str, value: JsValue) -> Answer<T> {
    serde_wasm_bindgen::from_value(value).map_err(|error| unreadable(what, error))
}

/// Sets `name` of `object` to a matrix, row by row.
pub fn set_matrix(object: &JsValue, name: &str, matrix: &Array2<f32>) {
    let flat: Vec<f32> = matrix.iter().copied().collect();
    set(object, name, &Float32Array::from(flat.as_slice()));
}

/// Sets `name` of `object` to labels.
pub fn set_labels(object: &JsValue, name: &str, labels: &[i32]) {
    set(object, name, &Int32Array::from(labels));
}

/// Values row by row as a matrix of `rows` rows.
pub fn matrix<'a>(values: &'a [f32], rows: usize) -> Answer<ArrayView2<'a, f32>> {
    let columns = values.len().checked_div(rows).unwrap_or(0);
    ArrayView2::from_shape((rows, columns), values).map_err(|error| unreadable("matrix", error))
}

/// The bytes of a file that are to be read next: `{offset, length}`.
pub fn range(offset: u64, length: u64) -> JsValue {
    let request = Object::new().into();
    set(&request, "offset", &(offset as f64).into());
    set(&request, "length", &(length as f64).into());
    request
}
