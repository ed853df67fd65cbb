//! Python's literals.

use serde_json::Value;

use super::is_plain;

/// A text as a literal of Python.
pub(crate) fn python(text: &str) -> String {
    format!("\"{}\"", inside(text))
}

/// The same without its quotes.
fn inside(text: &str) -> String {
    let mut quoted = String::new();
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            c if is_plain(c) => quoted.push(c),
            c => quoted.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    quoted
}

/// A JSON value as an expression of Python. A text that is `{n}` alone is the variable `n`, within a longer text it is
/// put in.
pub(crate) fn python_json(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text == "{n}" => "n".to_owned(),
        Value::String(text) if text.contains("{n}") => {
            let pieces: Vec<String> = text.split("{n}").map(braced).collect();
            format!("f\"{}\"", pieces.join("{n}"))
        }
        Value::String(text) => python(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(python_json).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(fields) => {
            let fields = fields.iter();
            let fields: Vec<String> = fields
                .map(|(key, value)| format!("{}: {}", python(key), python_json(value)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
    }
}

/// A JSON value as an expression of Python, with nothing to put in.
pub(crate) fn python_plain(value: &Value) -> String {
    match value {
        Value::String(text) => python(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(python_plain).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(fields) => {
            let fields = fields.iter();
            let fields: Vec<String> = fields
                .map(|(key, value)| format!("{}: {}", python(key), python_plain(value)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        plain => python_json(plain),
    }
}

/// Within an f-string a brace is written twice.
fn braced(text: &str) -> String {
    inside(text).replace('{', "{{").replace('}', "}}")
}
