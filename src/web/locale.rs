//! How a language writes numbers, as the browser knows it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use js_sys::{Array, Function, Intl, Object};
use wasm_bindgen::JsValue;

thread_local! {
    static FORMATS: RefCell<BTreeMap<&'static str, Function>> = const { RefCell::new(BTreeMap::new()) };
}

/// A number with the language's separators, such as `12,345.6` or `12.345,6`.
pub fn number(language: &'static str, value: f64) -> String {
    FORMATS.with_borrow_mut(|formats| {
        let format = formats.entry(language).or_insert_with(|| {
            Intl::NumberFormat::new(&Array::of1(&language.into()), &Object::new()).format()
        });
        let written = format.call1(&JsValue::UNDEFINED, &value.into()).ok();
        let written = written.and_then(|written| written.as_string());
        written.unwrap_or_else(|| value.to_string())
    })
}

/// A decimal number that was written with a point, with what the language has in its place.
pub fn decimal(language: &'static str, text: &str) -> String {
    let half = number(language, 0.5);
    let separator = half.trim_matches(|c: char| c.is_ascii_digit());
    text.replace('.', separator)
}
