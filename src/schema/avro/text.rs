//! Values that are written as bare text, as in the cells of a CSV file.

use serde_json::Value as Json;

use super::Schema;
use super::json::{bytes, default, read};
use super::logical;
use super::node::{Kind, Logical, Node};
use super::value::Value;
use crate::place::Problem;

/// Makes a record of texts by the names of its fields. A field that no text is for has its default; texts that no field is
/// for are left out.
///
/// # Errors
/// When the schema is no record, or a text does not fit its field: which, and what is allowed there.
pub fn from_texts<'t>(
    schema: &Schema,
    text_of: impl Fn(&str) -> Option<&'t str>,
) -> Result<Value, Problem> {
    let Kind::Record(record) = schema.node().kind() else {
        let found = schema.node().type_name();
        return Err(Problem::at(
            "",
            format!("columns are the fields of a record; the schema is {found}"),
        ));
    };
    let fields = record.fields().map(|field| {
        let value = match text_of(field.name()) {
            Some(text) => value(field.node(), text).map_err(|allowed| {
                Problem::at(
                    field.name(),
                    format!("{text:?} does not fit: it must be {allowed}"),
                )
            })?,
            None => default(field).ok_or_else(|| {
                Problem::at(
                    field.name(),
                    "there is no such column, and the field has no default",
                )
            })?,
        };
        Ok((field.name().to_owned(), value))
    });
    fields.collect::<Result<_, _>>().map(Value::Record)
}

/// A value of a text; the error says what is allowed.
fn value(node: Node<'_>, text: &str) -> Result<Value, String> {
    let refused = || Err(super::json::allowed(node));
    let held = |value: Option<Value>| value.map_or_else(refused, Ok);
    if let Some(logical) = node.logical() {
        let size = match node.kind() {
            Kind::Fixed(fixed) => Some(fixed.size),
            _ => None,
        };
        return held(logical::read(logical, text, size));
    }
    match node.kind() {
        Kind::Null => held(text.is_empty().then_some(Value::Null)),
        Kind::Boolean => held(text.parse().ok().map(Value::Boolean)),
        Kind::Int => held(text.parse().ok().map(Value::Int)),
        Kind::Long => held(text.parse().ok().map(Value::Long)),
        Kind::Float => held(text.parse().ok().map(Value::Float)),
        Kind::Double => held(text.parse().ok().map(Value::Double)),
        Kind::String => Ok(Value::String(text.to_owned())),
        Kind::Bytes => held(bytes(text).map(Value::Bytes)),
        Kind::Union(branches) => {
            let mut branches = branches.iter().zip(0_u32..);
            let fits =
                |(branch, index): (&Node<'_>, u32)| Some((index, value(*branch, text).ok()?));
            let found = branches.find_map(fits);
            held(found.map(|(index, value)| Value::Union(index, Box::new(value))))
        }
        Kind::Enum(_) => read(node, &Json::from(text), "")
            .map(|(value, _)| value)
            .or_else(|_| refused()),
        Kind::Fixed(_) | Kind::Array(_) | Kind::Map(_) | Kind::Record(_) => {
            let json = serde_json::from_str(text).ok();
            held(
                json.and_then(|json: Json| read(node, &json, "").ok())
                    .map(|(value, _)| value),
            )
        }
    }
}

/// Whether a text is a date such as `2024-01-31`.
#[must_use]
pub fn is_date(text: &str) -> bool {
    logical::read(Logical::Date, text, None).is_some()
}

/// Whether a text is a date and a time of day without a zone, such as `2024-01-31 13:45:30`.
#[must_use]
pub fn is_local_timestamp(text: &str) -> bool {
    logical::read(Logical::LocalTimestampMillis, text, None).is_some()
}
