//! Between JSON and values. Avro's own JSON names the branch of each union and writes bytes as letters; plain JSON is what
//! people write: a union's value as it is, dates and decimals as text.

use serde_json::{Map, Value as Json};

use super::Schema;
use super::logical;
use super::names::short;
use super::node::{Field, Kind, Node};
use super::value::Value;
use crate::place::Problem;

/// The value as Avro's JSON encoding has it.
#[must_use]
pub fn to_json(schema: &Schema, value: &Value) -> Json {
    json(schema.node(), value, Form::Avro)
}

/// The value as people write it.
#[must_use]
pub fn to_plain(schema: &Schema, value: &Value) -> Json {
    json(schema.node(), value, Form::Plain)
}

/// Reads a value from JSON, in either form. A field that is not there has its default.
///
/// # Errors
/// When the JSON is no value of the schema: where, and what is allowed there.
pub fn from_json(schema: &Schema, json: &Json) -> Result<Value, Problem> {
    read(schema.node(), json, "").map(|(value, _)| value)
}

/// The default of a field.
pub(super) fn default(field: Field<'_>) -> Option<Value> {
    let json = field.default()?;
    read(field.node(), json, "").ok().map(|(value, _)| value)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Avro,
    Plain,
}

fn json(node: Node<'_>, value: &Value, form: Form) -> Json {
    if form == Form::Plain
        && let Some(text) = node
            .logical()
            .and_then(|logical| logical::text(logical, value))
    {
        return text.into();
    }
    match (node.kind(), value) {
        (_, Value::Boolean(value)) => (*value).into(),
        (_, Value::Int(number)) => (*number).into(),
        (_, Value::Long(number)) => (*number).into(),
        (_, Value::Float(number)) => real(f64::from(*number)),
        (_, Value::Double(number)) => real(*number),
        (_, Value::String(text) | Value::Enum(_, text)) => text.as_str().into(),
        (_, Value::Bytes(bytes) | Value::Fixed(bytes)) => bytes
            .iter()
            .map(|byte| char::from(*byte))
            .collect::<String>()
            .into(),
        (Kind::Array(node), Value::Array(items)) => {
            items.iter().map(|item| json(node, item, form)).collect()
        }
        (Kind::Map(node), Value::Map(entries)) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (key.clone(), json(node, value, form)));
            Json::Object(entries.collect())
        }
        (Kind::Union(branches), Value::Union(index, value)) => {
            match branches.get(*index as usize) {
                None => Json::Null,
                Some(branch) => match (json(*branch, value, form), form) {
                    (Json::Null, _) if **value == Value::Null => Json::Null,
                    (json, Form::Plain) => json,
                    (json, Form::Avro) => {
                        Json::Object(Map::from_iter([(branch.type_name(), json)]))
                    }
                },
            }
        }
        (Kind::Record(record), Value::Record(fields)) => {
            let fields = record.fields().zip(fields);
            let fields = fields
                .map(|(field, (name, value))| (name.clone(), json(field.node(), value, form)));
            Json::Object(fields.collect())
        }
        _ => Json::Null,
    }
}

/// A number as JSON; what JSON has no number for as text, as Avro for Java does.
fn real(number: f64) -> Json {
    let named = || {
        if number.is_nan() {
            "NaN"
        } else if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        }
    };
    serde_json::Number::from_f64(number).map_or_else(|| named().into(), Json::Number)
}

/// A value, and how well the JSON fits it: what had to be converted fits less.
pub(super) type Fit = (Value, bool);

pub(super) fn read(node: Node<'_>, json: &Json, path: &str) -> Result<Fit, Problem> {
    let exactly = |value: Value| Ok((value, true));
    // A number that means a date is written as text, where it is not for Avro's JSON.
    let is_bare = node.logical().is_none();
    match (node.kind(), json) {
        (Kind::Null, Json::Null) => exactly(Value::Null),
        (Kind::Boolean, Json::Bool(value)) => exactly(Value::Boolean(*value)),
        (Kind::Int, Json::Number(number)) => {
            let number = number
                .as_i64()
                .and_then(|number| i32::try_from(number).ok());
            number.map_or_else(
                || Err(refused(node, json, path)),
                |number| Ok((Value::Int(number), is_bare)),
            )
        }
        (Kind::Long, Json::Number(number)) => number.as_i64().map_or_else(
            || Err(refused(node, json, path)),
            |number| Ok((Value::Long(number), is_bare)),
        ),
        (kind @ (Kind::Float | Kind::Double), Json::Number(_) | Json::String(_)) => {
            match number(json) {
                // A whole number belongs to an int or a long, where there is one.
                Some(number) if matches!(kind, Kind::Double) => {
                    Ok((Value::Double(number), !json.is_i64()))
                }
                Some(number) => {
                    let nearest = number as f32;
                    Ok((
                        Value::Float(nearest),
                        !json.is_i64() && f64::from(nearest) == number,
                    ))
                }
                None => Err(refused(node, json, path)),
            }
        }
        (Kind::Enum(schema), Json::String(symbol)) => {
            match schema.symbols.iter().position(|known| known == symbol) {
                Some(index) => exactly(Value::Enum(
                    u32::try_from(index).unwrap_or(u32::MAX),
                    symbol.clone(),
                )),
                None => Err(refused(node, json, path)),
            }
        }
        (
            kind @ (Kind::Int | Kind::Long | Kind::Bytes | Kind::Fixed(_) | Kind::String),
            Json::String(text),
        ) => text_of(node, &kind, text).ok_or_else(|| refused(node, json, path)),
        (Kind::Array(node), Json::Array(items)) => {
            let items = items.iter().enumerate();
            let items = items.map(|(index, item)| read(node, item, &format!("{path}[{index}]")));
            let (items, fits): (Vec<_>, Vec<_>) =
                items.collect::<Result<Vec<Fit>, _>>()?.into_iter().unzip();
            Ok((Value::Array(items), fits.into_iter().all(|fits| fits)))
        }
        (Kind::Map(node), Json::Object(entries)) => {
            let mut all = true;
            let mut read_entries = Vec::with_capacity(entries.len());
            for (key, value) in entries {
                let (value, fits) = read(node, value, &below(path, key))?;
                all &= fits;
                read_entries.push((key.clone(), value));
            }
            Ok((Value::Map(read_entries), all))
        }
        (Kind::Union(branches), json) => union(node, &branches, json, path),
        (Kind::Record(_), Json::Object(object)) => record(node, object, path),
        _ => Err(refused(node, json, path)),
    }
}

/// A union's value: named by its branch, or as it is. Of several branches that it fits, the first that it fits exactly.
fn union(node: Node<'_>, branches: &[Node<'_>], json: &Json, path: &str) -> Result<Fit, Problem> {
    let of = |index: usize, (value, fits): Fit| {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        (Value::Union(index, Box::new(value)), fits)
    };
    if let Json::Object(object) = json
        && let Some((name, inner)) = object.iter().next()
        && object.len() == 1
        && let Some(index) = branches.iter().position(|branch| {
            let own = branch.type_name();
            own == *name || short(&own) == name
        })
        && let Ok(fit) = read(branches[index], inner, path)
    {
        return Ok(of(index, fit));
    }
    let fits = branches.iter().enumerate();
    let mut fits =
        fits.filter_map(|(index, branch)| Some(of(index, read(*branch, json, path).ok()?)));
    let mut less = None;
    let exact = fits.find(|fit| {
        if !fit.1 && less.is_none() {
            less = Some(fit.clone());
        }
        fit.1
    });
    exact.or(less).ok_or_else(|| {
        // With one branch beside null, what is wrong is wrong with that one.
        let mut others = branches
            .iter()
            .filter(|branch| !matches!(branch.kind(), Kind::Null));
        match (others.next(), others.next()) {
            (Some(only), None) if branches.len() == 2 && (json.is_object() || json.is_array()) => {
                read(*only, json, path)
                    .err()
                    .unwrap_or_else(|| refused(node, json, path))
            }
            _ => refused(node, json, path),
        }
    })
}

fn record(node: Node<'_>, object: &Map<String, Json>, path: &str) -> Result<Fit, Problem> {
    let Kind::Record(record) = node.kind() else {
        unreachable!("a record was seen");
    };
    let mut all = true;
    let mut fields = Vec::with_capacity(record.fields().len());
    for field in record.fields() {
        let place = below(path, field.name());
        let value = match object.get(field.name()) {
            Some(json) => {
                let (value, fits) = read(field.node(), json, &place)?;
                all &= fits;
                value
            }
            None => default(field)
                .ok_or_else(|| Problem::at(place, "is missing, and the field has no default"))?,
        };
        fields.push((field.name().to_owned(), value));
    }
    if let Some(unknown) = object.keys().find(|key| record.field(key).is_none()) {
        let known: Vec<&str> = record.fields().map(Field::name).collect();
        let message = format!(
            "{} has no such field; it has {}",
            node.type_name(),
            known.join(", ")
        );
        return Err(Problem::at(below(path, unknown), message));
    }
    Ok((Value::Record(fields), all))
}

/// A value that is written as text.
fn text_of(node: Node<'_>, kind: &Kind<'_>, text: &str) -> Option<Fit> {
    let size = match kind {
        Kind::Fixed(fixed) => Some(fixed.size),
        _ => None,
    };
    if let Some(logical) = node.logical()
        && let Some(value) = logical::read(logical, text, size)
    {
        return Some((value, true));
    }
    let value = match (kind, node.logical()) {
        (Kind::String, None) => Some(Value::String(text.to_owned())),
        (Kind::Bytes, _) => bytes(text).map(Value::Bytes),
        (Kind::Fixed(fixed), _) => bytes(text)
            .filter(|bytes| bytes.len() == fixed.size)
            .map(Value::Fixed),
        _ => None,
    };
    Some((value?, node.logical().is_none()))
}

/// Bytes as Avro's JSON writes them: each letter is a byte.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|letter| u8::try_from(u32::from(letter)).ok())
        .collect()
}

fn number(json: &Json) -> Option<f64> {
    match json {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => match text.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    }
}

fn below(path: &str, key: &str) -> String {
    format!(
        "{path}{}",
        super::trace::Step::Field(key).text(path.is_empty())
    )
}

fn refused(node: Node<'_>, json: &Json, path: &str) -> Problem {
    const SHOWN_MAX: usize = 60;
    let text = json.to_string();
    let short: String = text.chars().take(SHOWN_MAX).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    Problem::at(
        path,
        format!("{short}{more} does not fit: it must be {}", allowed(node)),
    )
}

/// What may stand at a place.
pub(super) fn allowed(node: Node<'_>) -> String {
    if let Some(logical) = node.logical() {
        return logical::shape(logical);
    }
    match node.kind() {
        Kind::Null => "null".to_owned(),
        Kind::Boolean => "true or false".to_owned(),
        Kind::Int => "a whole number of 32 bits".to_owned(),
        Kind::Long => "a whole number of 64 bits".to_owned(),
        Kind::Float | Kind::Double => "a number".to_owned(),
        Kind::Bytes => "text, a letter up to \\u00ff for each byte".to_owned(),
        Kind::String => "text in quotes".to_owned(),
        Kind::Array(_) => "a list".to_owned(),
        Kind::Map(_) => "an object".to_owned(),
        Kind::Union(branches) => {
            let names: Vec<String> = branches.iter().map(|branch| branch.type_name()).collect();
            format!("of one of the branches {}", names.join(", "))
        }
        Kind::Record(_) => format!("an object with the fields of {}", node.type_name()),
        Kind::Enum(schema) => format!("one of {}", schema.symbols.join(", ")),
        Kind::Fixed(fixed) => format!("text of {} letters up to \\u00ff", fixed.size),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ride() -> Schema {
        Schema::parse(
            r#"{"type":"record","name":"Ride","namespace":"taxi","fields":[
                {"name":"id","type":"int"},
                {"name":"total","type":"float"},
                {"name":"note","type":["null","string","taxi.Ride"],"default":null},
                {"name":"day","type":{"type":"int","logicalType":"date"},"default":0},
                {"name":"fee","type":{"type":"bytes","logicalType":"decimal","precision":5,"scale":2},"default":"\u0001"}]}"#,
        )
        .unwrap()
    }

    #[test]
    fn a_float_comes_back_as_the_nearest_number_that_four_bytes_can_hold() {
        let schema = ride();
        let value = from_json(&schema, &json!({"id": 1, "total": 1.9})).unwrap();
        assert_eq!(to_plain(&schema, &value)["total"], json!(1.899999976158142));
        let value = from_json(&schema, &json!({"id": 1, "total": 9.3})).unwrap();
        assert_eq!(to_plain(&schema, &value)["total"], json!(9.300000190734863));
    }

    #[test]
    fn avros_json_names_the_branch_and_plain_json_does_not() {
        let schema = ride();
        let plain =
            json!({"id": 1, "total": 2.5, "note": "late", "day": "2024-01-31", "fee": "1.50"});
        let value = from_json(&schema, &plain).unwrap();
        assert_eq!(to_plain(&schema, &value), plain);
        let avro = json!({"id": 1, "total": 2.5, "note": {"string": "late"}, "day": 19753, "fee": "\u{0}\u{96}"});
        assert_eq!(to_json(&schema, &value), avro);
        assert_eq!(from_json(&schema, &avro).unwrap(), value);
    }

    #[test]
    fn a_record_in_a_union_is_known_by_its_fields_or_its_name() {
        let schema = ride();
        let inner = json!({"id": 2, "total": 0.5});
        for note in [
            inner.clone(),
            json!({"taxi.Ride": inner}),
            json!({"Ride": inner}),
        ] {
            let value = from_json(&schema, &json!({"id": 1, "total": 0, "note": note})).unwrap();
            assert_eq!(to_plain(&schema, &value)["note"]["id"], 2);
        }
    }

    #[test]
    fn a_value_that_does_not_fit_says_what_would() {
        let told = |json: Json| from_json(&ride(), &json).unwrap_err().to_string();
        assert_eq!(
            told(json!({"total": 1})),
            "id: is missing, and the field has no default"
        );
        assert_eq!(
            told(json!({"id": "1", "total": 1})),
            "id: \"1\" does not fit: it must be a whole number of 32 bits"
        );
        assert_eq!(
            told(json!({"id": 1, "total": 1, "note": 5})),
            "note: 5 does not fit: it must be of one of the branches null, string, taxi.Ride"
        );
        assert!(
            told(json!({"id": 1, "total": 1, "tip": 5}))
                .starts_with("tip: taxi.Ride has no such field")
        );
        assert!(told(json!({"id": 1, "total": 1, "day": "31.1."})).contains("2024-01-31"));
    }

    #[test]
    fn a_number_goes_to_the_branch_that_holds_it_as_it_is() {
        let schema = Schema::parse(r#"["null","float","double","string"]"#).unwrap();
        assert!(matches!(
            from_json(&schema, &json!(1.9)).unwrap(),
            Value::Union(2, _)
        ));
        assert!(matches!(
            from_json(&schema, &json!(1.5)).unwrap(),
            Value::Union(1, _)
        ));
    }
}
