//! A schema that was read and holds.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use apache_avro::rabin::Rabin;
use serde_json::Value as Json;

use super::check::{self, Known};
use super::node::Node;
use crate::place::{Problem, Problems};

/// The types that a schema can name, by full name.
#[derive(Default)]
pub(super) struct Types {
    /// As the crate has them.
    pub models: BTreeMap<String, apache_avro::Schema>,
    /// As they were written.
    pub written: Known,
}

/// A schema, its text and the types that it can name.
#[derive(Clone)]
pub struct Schema(Arc<Inner>);

struct Inner {
    text: String,
    root: apache_avro::Schema,
    types: Types,
}

impl Schema {
    /// Reads a schema.
    ///
    /// # Errors
    /// Everything that Avro for Java (`Schema.Parser`) would refuse, with its place.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        Self::parse_with(text, &[])
    }

    /// Reads a schema that may name types of others, as references in a registry do. Each of those may name types of
    /// those before it.
    ///
    /// # Errors
    /// Everything that Avro for Java (`Schema.Parser`) would refuse, with its place.
    pub fn parse_with(text: &str, references: &[Self]) -> Result<Self, Problems> {
        let json: Json = serde_json::from_str(text).map_err(|error| not_json(&error))?;
        let mut types = Types::default();
        for Self(reference) in references {
            types.models.extend(reference.types.models.clone());
            types.written.extend(reference.types.written.clone());
        }
        types.written = check::check(&json, types.written)?;
        let others = references
            .iter()
            .map(|other| without_defaults(other.text()));
        let others: Vec<String> = others.collect();
        let text = json.to_string();
        let (root, _) = apache_avro::Schema::parse_str_with_list(&without_defaults(&text), &others)
            .map_err(|error| Problem::at("", error.to_string()))?;
        collect(&root, &mut types.models);
        Ok(Self(Arc::new(Inner { text, root, types })))
    }

    /// The schema as it was written, on one line and without spaces: what a registry keeps.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Avro's Parsing Canonical Form: what does not matter for reading is gone from it.
    #[must_use]
    pub fn canonical(&self) -> String {
        self.0.root.canonical_form()
    }

    /// The fingerprint of the canonical form, CRC-64-AVRO, as hexadecimal digits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.0.root.fingerprint::<Rabin>().to_string()
    }

    /// The full name of a record, enum or fixed.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        self.0.root.name().map(|name| name.fullname(None))
    }

    /// The schema as something to walk through.
    pub(super) fn node(&self) -> Node<'_> {
        Node::new(&self.0.root, &self.0.types)
    }
}

impl PartialEq for Schema {
    fn eq(&self, other: &Self) -> bool {
        self.0.text == other.0.text
    }
}

impl Eq for Schema {}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Schema({})", self.0.text)
    }
}

fn not_json(error: &serde_json::Error) -> Problem {
    let text = error.to_string();
    let reason = text.split(" at line ").next().unwrap_or_default();
    let place = format!("line {}, column {}", error.line(), error.column());
    let message = if reason.starts_with("recursion limit") {
        "nested too deep; a schema may be nested 127 levels deep".to_owned()
    } else {
        format!("this is not JSON: {reason}")
    };
    Problem::at(place, message)
}

/// A schema's text without the defaults of its fields: they were checked, and the crate refuses some that the reference allows,
/// such as a default for a union that has a UUID behind another branch.
fn without_defaults(text: &str) -> String {
    fn strip(json: &mut Json) {
        match json {
            Json::Array(items) => items.iter_mut().for_each(strip),
            Json::Object(object) => {
                let fields = object.get_mut("fields").and_then(Json::as_array_mut);
                for field in fields.into_iter().flatten().filter_map(Json::as_object_mut) {
                    field.shift_remove("default");
                }
                object.values_mut().for_each(strip);
            }
            _ => {}
        }
    }
    let mut json = serde_json::from_str(text).unwrap_or_default();
    strip(&mut json);
    json.to_string()
}

/// Finds what a schema defines.
fn collect(schema: &apache_avro::Schema, found: &mut BTreeMap<String, apache_avro::Schema>) {
    use apache_avro::Schema as S;
    if let Some(name) = schema.name()
        && !matches!(schema, S::Ref { .. })
    {
        found.insert(name.fullname(None), schema.clone());
    }
    match schema {
        S::Record(record) => record
            .fields
            .iter()
            .for_each(|field| collect(&field.schema, found)),
        S::Union(union) => union
            .variants()
            .iter()
            .for_each(|branch| collect(branch, found)),
        S::Array(array) => collect(&array.items, found),
        S::Map(map) => collect(&map.types, found),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_keeps_its_text_and_knows_its_canonical_form() {
        let text = r#"{ "type": "record", "name": "Ride", "namespace": "taxi", "doc": "one ride",
            "fields": [ {"name": "id", "type": {"type": "int"}} ] }"#;
        let schema = Schema::parse(text).unwrap();
        assert_eq!(schema.name().as_deref(), Some("taxi.Ride"));
        assert!(
            schema
                .text()
                .starts_with(r#"{"type":"record","name":"Ride","namespace":"taxi","doc""#)
        );
        assert_eq!(
            schema.canonical(),
            r#"{"name":"taxi.Ride","type":"record","fields":[{"name":"id","type":"int"}]}"#
        );
    }

    #[test]
    fn the_fingerprint_of_a_primitive_is_the_one_of_the_specification() {
        let fingerprint = Schema::parse("\"int\"").unwrap().fingerprint();
        assert_eq!(fingerprint, "8f5c393f1ad57572");
    }

    #[test]
    fn a_schema_may_name_types_of_the_schemas_that_it_refers_to() {
        let customer =
            Schema::parse(r#"{"type":"record","name":"shop.Customer","fields":[]}"#).unwrap();
        let order =
            r#"{"type":"record","name":"shop.Order","fields":[{"name":"by","type":"Customer"}]}"#;
        assert!(Schema::parse(order).is_err());
        let order = Schema::parse_with(order, &[customer]).unwrap();
        assert!(order.0.types.models.contains_key("shop.Customer"));
    }

    #[test]
    fn a_default_that_the_crate_alone_refuses_is_allowed() {
        let text = r#"{"type":"record","name":"R","fields":[{"name":"a","type":{"type":"record","name":"S","fields":[
            {"name":"b","type":[{"type":"fixed","name":"F","size":1},{"type":"string","logicalType":"uuid"}]}]},
            "default":{"b":"\u0002"}}]}"#;
        let schema = Schema::parse(text).unwrap();
        assert!(apache_avro::Schema::parse_str(text).is_err());
        let value = crate::avro::from_json(&schema, &serde_json::json!({})).unwrap();
        let plain = crate::avro::to_plain(&schema, &value);
        assert_eq!(plain["a"]["b"], "\u{2}");
    }

    #[test]
    fn a_schema_nested_a_thousand_deep_is_refused() {
        let text = format!(
            "{}\"int\"{}",
            "{\"type\":\"array\",\"items\":".repeat(1_000),
            "}".repeat(1_000)
        );
        let problems = Schema::parse(&text).unwrap_err();
        assert!(problems.to_string().contains("127 levels"), "{problems}");
    }
}
