//! A schema that was read and holds.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use apache_avro::rabin::Rabin;
use serde_json::Value as Json;

use super::check;
use super::node::Node;
use crate::place::{Problem, Problems};

/// The types that a schema defines, by full name.
pub(super) type Definitions = BTreeMap<String, apache_avro::Schema>;

/// A schema, its text and the types that it can name.
#[derive(Clone)]
pub struct Schema(Arc<Inner>);

struct Inner {
    text: String,
    root: apache_avro::Schema,
    definitions: Definitions,
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
        let mut definitions = Definitions::new();
        for reference in references {
            definitions.extend(
                reference
                    .0
                    .definitions
                    .iter()
                    .map(|(name, schema)| (name.clone(), schema.clone())),
            );
        }
        check::check(&json, &definitions)?;
        let others: Vec<String> = references
            .iter()
            .map(|other| other.0.text.clone())
            .collect();
        let (root, _) = apache_avro::Schema::parse_str_with_list(text, &others)
            .map_err(|error| Problem::at("", error.to_string()))?;
        collect(&root, &mut definitions);
        Ok(Self(Arc::new(Inner {
            text: json.to_string(),
            root,
            definitions,
        })))
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
        Node::new(&self.0.root, &self.0.definitions)
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

/// Finds what a schema defines.
fn collect(schema: &apache_avro::Schema, found: &mut Definitions) {
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
        assert!(order.0.definitions.contains_key("shop.Customer"));
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
