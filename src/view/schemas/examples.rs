//! Changes of a schema that people make, to begin with.

use crate::saying::Saying;

/// A change to look at.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Its name among the page's texts.
    pub key: &'static str,
    /// The schema before.
    pub old: &'static str,
    /// The schema behind it.
    pub new: &'static str,
    /// A record that the earlier one writes.
    pub record: &'static str,
}

impl Example {
    /// What it is called.
    #[must_use]
    pub const fn name(&self) -> Saying {
        Saying::new(self.key)
    }
}

const RIDE: &str = r#"{
  "type": "record",
  "name": "Ride",
  "fields": [
    { "name": "vendorId", "type": "int" },
    { "name": "trip_distance", "type": "float" },
    { "name": "payment_type", "type": "int" }
  ]
}"#;

const RECORD: &str = r#"{ "vendorId": 1, "trip_distance": 1.9, "payment_type": 2 }"#;

/// The changes, the commonest first.
pub const EXAMPLES: [Example; 7] = [
    Example {
        key: "schemas-example-add",
        old: RIDE,
        new: r#"{
  "type": "record",
  "name": "Ride",
  "fields": [
    { "name": "vendorId", "type": "int" },
    { "name": "trip_distance", "type": "float" },
    { "name": "payment_type", "type": "int" },
    { "name": "tip", "type": ["null", "float"], "default": null }
  ]
}"#,
        record: RECORD,
    },
    Example {
        key: "schemas-example-add-without",
        old: RIDE,
        new: r#"{
  "type": "record",
  "name": "Ride",
  "fields": [
    { "name": "vendorId", "type": "int" },
    { "name": "trip_distance", "type": "float" },
    { "name": "payment_type", "type": "int" },
    { "name": "tip", "type": "float" }
  ]
}"#,
        record: RECORD,
    },
    Example {
        key: "schemas-example-remove",
        old: RIDE,
        new: r#"{
  "type": "record",
  "name": "Ride",
  "fields": [
    { "name": "vendorId", "type": "int" },
    { "name": "trip_distance", "type": "float" }
  ]
}"#,
        record: RECORD,
    },
    Example {
        key: "schemas-example-type",
        old: RIDE,
        new: r#"{
  "type": "record",
  "name": "Ride",
  "fields": [
    { "name": "vendorId", "type": "int" },
    { "name": "trip_distance", "type": "float" },
    { "name": "payment_type", "type": "string" }
  ]
}"#,
        record: RECORD,
    },
    Example {
        key: "schemas-example-widen",
        old: RIDE,
        new: r#"{
  "type": "record",
  "name": "Ride",
  "fields": [
    { "name": "vendorId", "type": "long" },
    { "name": "trip_distance", "type": "double" },
    { "name": "payment_type", "type": "int" }
  ]
}"#,
        record: RECORD,
    },
    Example {
        key: "schemas-example-rename",
        old: RIDE,
        new: r#"{
  "type": "record",
  "name": "Ride",
  "fields": [
    { "name": "vendorId", "type": "int" },
    { "name": "distance", "aliases": ["trip_distance"], "type": "float" },
    { "name": "payment_type", "type": "int" }
  ]
}"#,
        record: RECORD,
    },
    Example {
        key: "schemas-example-enum",
        old: r#"{
  "type": "record",
  "name": "Ride",
  "fields": [
    { "name": "paid", "type": { "type": "enum", "name": "Paid", "symbols": ["CASH", "CARD"] } }
  ]
}"#,
        new: r#"{
  "type": "record",
  "name": "Ride",
  "fields": [
    { "name": "paid", "type": { "type": "enum", "name": "Paid", "symbols": ["CASH", "CARD", "NONE"] } }
  ]
}"#,
        record: r#"{ "paid": "CARD" }"#,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schemas::{Side, Workbench};

    #[test]
    fn every_example_holds_and_its_record_can_be_written() {
        for example in EXAMPLES {
            let workbench = Workbench::of(example.old, example.new, example.record);
            assert!(
                matches!(workbench.new, Side::Whole { .. }),
                "{}",
                example.key
            );
            assert!(
                workbench
                    .passage
                    .is_some_and(|passage| passage.written.is_ok()),
                "{}",
                example.key
            );
        }
    }
}
