//! Errors cross here: `{code, message, …data}`. The page turns the code into words and a cure.

use js_sys::{JsString, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::JsValue;

use super::convert::to_js;

/// What a function called from JavaScript returns.
pub type Answer<T> = Result<T, JsValue>;

/// A typed error of the core as the page sees it.
pub fn problem<E: std::error::Error + Serialize>(error: E) -> JsValue {
    let value = to_js(&error).unwrap_or_else(|_| Object::new().into());
    set(&value, "message", &JsString::from(error.to_string()));
    value
}

/// An error that only a wrong call can cause: settings with an unknown name or a value of the wrong type.
pub fn unreadable(what: &str, error: impl std::fmt::Display) -> JsValue {
    let value = Object::new().into();
    set(&value, "code", &JsString::from(format!("{what}_unreadable")));
    set(&value, "message", &JsString::from(error.to_string()));
    value
}

/// Sets a property of a plain object; on a fresh plain object this cannot fail.
pub fn set(object: &JsValue, name: &str, value: &JsValue) {
    let done = Reflect::set(object, &JsString::from(name), value);
    debug_assert!(done.is_ok(), "{name} could not be set");
}
