//! Who listens while bytes are read, and how each value is told.

use engine::model::Encoding;

use super::logical;
use super::names::is_name;
use super::node::Node;
use super::value::Value;

/// Who is told of each stretch of bytes as it is read.
pub(super) trait Trace {
    /// What follows lies in this.
    fn enter(&mut self, step: Step<'_>, at: usize);
    /// It ends here.
    fn leave(&mut self, at: usize);
    /// A stretch of bytes, and what it says.
    fn part(
        &mut self,
        start: usize,
        end: usize,
        encoding: Encoding,
        value: impl FnOnce() -> String,
    );
}

/// A step into a value.
#[derive(Clone, Copy)]
pub(super) enum Step<'s> {
    /// The value as a whole.
    Whole,
    /// A field of a record, or a value of a map.
    Field(&'s str),
    /// An item of an array.
    Item(usize),
}

/// Nobody.
pub(super) struct Untraced;

impl Trace for Untraced {
    fn enter(&mut self, _: Step<'_>, _: usize) {}
    fn leave(&mut self, _: usize) {}
    fn part(&mut self, _: usize, _: usize, _: Encoding, _: impl FnOnce() -> String) {}
}

impl Step<'_> {
    /// The step in the grammar of paths; the first of a path has no dot.
    pub fn text(self, first: bool) -> String {
        match self {
            Step::Whole => String::new(),
            Step::Field(name) if !is_name(name) => format!("[{name:?}]"),
            Step::Field(name) if first => name.to_owned(),
            Step::Field(name) => format!(".{name}"),
            Step::Item(index) => format!("[{index}]"),
        }
    }
}

/// A value as a part of a hex view shows it.
pub(super) fn shown(value: &Value, node: Node<'_>) -> String {
    let plain = match value {
        Value::Null => "null".to_owned(),
        Value::Boolean(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Long(value) => value.to_string(),
        Value::Float(value) => f64::from(*value).to_string(),
        Value::Double(value) => value.to_string(),
        Value::String(text) => quoted(text),
        Value::Enum(index, symbol) => format!("{index}: {symbol}"),
        Value::Bytes(_)
        | Value::Fixed(_)
        | Value::Array(_)
        | Value::Map(_)
        | Value::Union(..)
        | Value::Record(_) => String::new(),
    };
    match (
        node.logical()
            .and_then(|logical| logical::text(logical, value)),
        plain.as_str(),
    ) {
        (Some(text), "") => text,
        (Some(text), plain) if text.as_str() != plain.trim_matches('"') => {
            format!("{plain} = {text}")
        }
        _ => plain,
    }
}

/// Text in quotes, shortened.
pub(super) fn quoted(text: &str) -> String {
    const SHOWN_MAX: usize = 60;
    let short: String = text.chars().take(SHOWN_MAX).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    format!("{short:?}{more}")
}
