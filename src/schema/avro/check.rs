//! What the reference refuses in a schema, with its place (`Schema.Parser` of Avro for Java).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::defaults;
use super::names::{PRIMITIVES, full, is_name, namespace, short};
use crate::place::{Problem, Problems};

/// The kinds of types that are written as an object.
const COMPLEX: [&str; 5] = ["record", "enum", "array", "map", "fixed"];

/// The definition of a named type, as it was written.
#[derive(Clone)]
pub(super) struct Defined {
    pub json: Json,
    /// The namespace in which its names are read.
    pub namespace: String,
}

/// The types that can be named at a place, by full name.
pub(super) type Known = BTreeMap<String, Defined>;

/// Checks a schema that may name the types that are known already; all types that can be named behind it.
pub(super) fn check(json: &Json, known: Known) -> Result<Known, Problems> {
    let mut checker = Checker {
        known,
        problems: Problems::default(),
    };
    checker.schema(json, "", "");
    if checker.problems.0.is_empty() {
        Ok(checker.known)
    } else {
        Err(checker.problems)
    }
}

struct Checker {
    known: Known,
    problems: Problems,
}

impl Checker {
    fn refuse(&mut self, place: &str, message: impl Into<String>) {
        self.problems.0.push(Problem::at(place, message));
    }

    fn schema(&mut self, json: &Json, place: &str, namespace: &str) {
        match json {
            Json::String(name) => self.named(name, place, namespace),
            Json::Array(branches) => self.union(branches, place, namespace),
            Json::Object(object) => self.object(object, place, namespace),
            other => self.refuse(
                place,
                format!("{other} is no schema; a schema is a name in quotes, an object or a list of branches"),
            ),
        }
    }

    fn named(&mut self, name: &str, place: &str, namespace: &str) {
        if PRIMITIVES.contains(&name)
            || self.known.contains_key(&full(name, namespace))
            || self.known.contains_key(name)
        {
            return;
        }
        let message = if COMPLEX.contains(&name) {
            format!("{name} needs an object that says more: {{\"type\": \"{name}\", …}}")
        } else {
            let known: Vec<&str> = PRIMITIVES
                .into_iter()
                .chain(self.known.keys().map(String::as_str))
                .collect();
            format!(
                "the type {name:?} is not defined before this place; there are {}",
                known.join(", ")
            )
        };
        self.refuse(place, message);
    }

    fn union(&mut self, branches: &[Json], place: &str, namespace: &str) {
        let mut seen = BTreeSet::new();
        for (index, branch) in branches.iter().enumerate() {
            let place = format!("{place}/{index}");
            if branch.is_array() {
                self.refuse(
                    &place,
                    "a union cannot lie in a union; put its branches into the outer one",
                );
                continue;
            }
            self.schema(branch, &place, namespace);
            let name = branch_name(branch, namespace);
            if !seen.insert(name.clone()) {
                self.refuse(
                    &place,
                    format!("the union has {name} twice; a branch is told by its type"),
                );
            }
        }
    }

    fn object(&mut self, object: &Map<String, Json>, place: &str, namespace: &str) {
        match object.get("type") {
            None => self.refuse(place, "has no \"type\""),
            Some(Json::String(kind)) => match kind.as_str() {
                "record" | "error" | "enum" | "fixed" => {
                    self.definition(kind, object, place, namespace);
                }
                "array" => self.inner(object, "items", place, namespace),
                "map" => self.inner(object, "values", place, namespace),
                name => self.named(name, &format!("{place}/type"), namespace),
            },
            Some(inner) => self.schema(inner, &format!("{place}/type"), namespace),
        }
    }

    fn inner(&mut self, object: &Map<String, Json>, key: &str, place: &str, namespace: &str) {
        match object.get(key) {
            Some(inner) => self.schema(inner, &format!("{place}/{key}"), namespace),
            None => self.refuse(place, format!("has no {key:?}, the type of what is in it")),
        }
    }

    fn definition(&mut self, kind: &str, object: &Map<String, Json>, place: &str, outer: &str) {
        let Some(Json::String(name)) = object.get("name") else {
            self.refuse(place, format!("this {kind} has no \"name\""));
            return;
        };
        let said = object.get("namespace").and_then(Json::as_str);
        let name = full(name, said.unwrap_or(outer));
        let own = namespace(&name).to_owned();
        self.name(&name, &format!("{place}/name"));
        if self.known.contains_key(&name) {
            self.refuse(
                &format!("{place}/name"),
                format!("{name} is defined already; use its name"),
            );
        }
        self.aliases(object, place);
        let defined = Defined {
            json: Json::Object(object.clone()),
            namespace: own.clone(),
        };
        self.known.insert(name, defined);
        match kind {
            "enum" => self.symbols(object, place),
            "fixed" => self.size(object, place),
            _ => self.fields(object, place, &own),
        }
    }

    /// A full name: each part between the dots.
    fn name(&mut self, name: &str, place: &str) {
        if PRIMITIVES.contains(&short(name)) {
            self.refuse(place, format!("{name} is the name of a primitive type"));
        }
        for part in name.split('.').filter(|part| !is_name(part)) {
            self.refuse(
                place,
                format!("{part:?} is no name; a name is a letter or _, then letters, digits and _"),
            );
        }
    }

    fn aliases(&mut self, object: &Map<String, Json>, place: &str) {
        let place = format!("{place}/aliases");
        match object.get("aliases") {
            None => {}
            Some(Json::Array(aliases)) => {
                for (index, alias) in aliases.iter().enumerate() {
                    let place = format!("{place}/{index}");
                    match alias {
                        Json::String(alias) => self.name(alias, &place),
                        other => self.refuse(&place, format!("{other} is no name in quotes")),
                    }
                }
            }
            Some(other) => self.refuse(&place, format!("{other} is no list of names")),
        }
    }

    fn symbols(&mut self, object: &Map<String, Json>, place: &str) {
        let Some(Json::Array(symbols)) = object.get("symbols") else {
            self.refuse(place, "this enum has no list of \"symbols\"");
            return;
        };
        let mut seen = BTreeSet::new();
        for (index, symbol) in symbols.iter().enumerate() {
            let place = format!("{place}/symbols/{index}");
            match symbol {
                Json::String(symbol) if is_name(symbol) => {
                    if !seen.insert(symbol) {
                        self.refuse(&place, format!("the symbol {symbol} is there twice"));
                    }
                }
                other => self.refuse(
                    &place,
                    format!("{other} is no symbol; a symbol is a letter or _, then letters, digits and _"),
                ),
            }
        }
        if let Some(default) = object.get("default")
            && !symbols.contains(default)
        {
            self.refuse(
                &format!("{place}/default"),
                format!("{default} is none of the symbols"),
            );
        }
    }

    fn size(&mut self, object: &Map<String, Json>, place: &str) {
        const SIZE_MAX: u64 = i32::MAX as u64;
        let size = object.get("size").and_then(Json::as_u64);
        if size.is_none_or(|size| size > SIZE_MAX) {
            self.refuse(
                place,
                format!("this fixed has no \"size\", a number of bytes from 0 to {SIZE_MAX}"),
            );
        }
    }

    fn fields(&mut self, object: &Map<String, Json>, place: &str, namespace: &str) {
        let Some(Json::Array(fields)) = object.get("fields") else {
            self.refuse(place, "this record has no list of \"fields\"");
            return;
        };
        let mut seen = BTreeSet::new();
        for (index, field) in fields.iter().enumerate() {
            let place = format!("{place}/fields/{index}");
            let Json::Object(field) = field else {
                self.refuse(
                    &place,
                    format!("{field} is no field; a field is an object with a name and a type"),
                );
                continue;
            };
            match field.get("name") {
                Some(Json::String(name)) => {
                    if !is_name(name) {
                        self.name(name, &format!("{place}/name"));
                    } else if !seen.insert(name) {
                        self.refuse(
                            &format!("{place}/name"),
                            format!("the record has the field {name} twice"),
                        );
                    }
                }
                _ => self.refuse(&place, "this field has no \"name\""),
            }
            self.aliases(field, &place);
            self.field(field, &place, namespace);
        }
    }

    /// A field's type, and the default that has to fit it.
    fn field(&mut self, field: &Map<String, Json>, place: &str, namespace: &str) {
        let Some(schema) = field.get("type") else {
            self.refuse(place, "this field has no \"type\"");
            return;
        };
        let before = self.problems.0.len();
        self.schema(schema, &format!("{place}/type"), namespace);
        if self.problems.0.len() == before
            && let Some(default) = field.get("default")
            && let Err(reason) = defaults::fits(schema, namespace, default, &self.known)
        {
            self.refuse(&format!("{place}/default"), reason);
        }
        if let Some(order) = field.get("order")
            && !["ascending", "descending", "ignore"]
                .iter()
                .any(|known| order == known)
        {
            self.refuse(
                &format!("{place}/order"),
                format!("{order} is no order; it is ascending, descending or ignore"),
            );
        }
    }
}

/// What tells a branch from the others of its union: its name, or its type.
fn branch_name(branch: &Json, namespace: &str) -> String {
    match branch {
        Json::String(name) if PRIMITIVES.contains(&name.as_str()) => name.clone(),
        Json::String(name) => full(name, namespace),
        Json::Object(object) => match (object.get("type"), object.get("name")) {
            (Some(Json::String(kind)), Some(Json::String(name)))
                if COMPLEX.contains(&kind.as_str()) =>
            {
                let said = object.get("namespace").and_then(Json::as_str);
                full(name, said.unwrap_or(namespace))
            }
            (Some(Json::String(kind)), _) => kind.clone(),
            (Some(inner), _) => branch_name(inner, namespace),
            (None, _) => String::new(),
        },
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use crate::avro::Schema;

    fn problems(text: &str) -> Vec<String> {
        let problems = Schema::parse(text).expect_err(text);
        problems.0.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_mistake_is_told_at_once_and_with_its_place() {
        let told = problems(
            r#"{"type":"record","name":"R","fields":[
                {"name":"a","type":"integer"},
                {"name":"a","type":["null",["int"]]},
                {"name":"2b","type":{"type":"enum","name":"E","symbols":["X","X"],"default":"Z"}},
                {"type":{"type":"array"}},
                {"name":"d","type":{"type":"fixed","name":"F","size":-1}},
                "e"
            ]}"#,
        );
        let places: Vec<&str> = told
            .iter()
            .map(|line| line.split(": ").next().unwrap())
            .collect();
        assert_eq!(
            places,
            [
                "/fields/0/type",
                "/fields/1/name",
                "/fields/1/type/1",
                "/fields/2/name",
                "/fields/2/type/symbols/1",
                "/fields/2/type/default",
                "/fields/3",
                "/fields/3/type",
                "/fields/4/type",
                "/fields/5",
            ],
            "{told:#?}"
        );
    }

    #[test]
    fn a_type_cannot_be_defined_twice_and_can_be_named_again() {
        let twice = r#"["null",{"type":"record","name":"R","fields":[{"name":"r","type":{"type":"fixed","name":"R","size":1}}]}]"#;
        assert!(problems(twice)[0].contains("/1/fields/0/type/name: R is defined already"));
        let again =
            r#"{"type":"record","name":"R","fields":[{"name":"next","type":["null","R"]}]}"#;
        assert!(Schema::parse(again).is_ok());
    }

    #[test]
    fn a_default_has_to_fit_its_field() {
        let of = |schema: &str, default: &str| {
            format!(
                r#"{{"type":"record","name":"R","fields":[{{"name":"a","type":{schema},"default":{default}}}]}}"#
            )
        };
        for (schema, default) in [
            ("\"int\"", "1"),
            ("\"double\"", "1"),
            ("\"bytes\"", "\"\\u00ff\""),
            ("[\"null\",\"int\"]", "null"),
            ("[\"int\",\"null\"]", "null"),
            (r#"{"type":"map","values":"long"}"#, "{\"a\":1}"),
        ] {
            let text = of(schema, default);
            assert!(
                Schema::parse(&text).is_ok(),
                "{text}: {:?}",
                Schema::parse(&text)
            );
        }
        for (schema, default) in [
            ("\"int\"", "1.5"),
            ("\"int\"", "3000000000"),
            ("\"string\"", "1"),
            ("[\"null\",\"int\"]", "\"x\""),
            (r#"{"type":"array","items":"long"}"#, "[1,\"2\"]"),
        ] {
            let told = problems(&of(schema, default));
            assert!(told[0].starts_with("/fields/0/default: "), "{told:?}");
        }
    }

    #[test]
    fn a_union_has_each_branch_once_and_each_name() {
        let names = r#"[{"type":"fixed","name":"A","size":1},{"type":"fixed","name":"B","size":1},{"type":"array","items":"int"}]"#;
        assert!(Schema::parse(names).is_ok());
        assert!(
            problems("[\"int\",\"null\",\"int\"]")[0].starts_with("/2: the union has int twice")
        );
        let logical = r#"["long",{"type":"long","logicalType":"timestamp-millis"}]"#;
        assert!(problems(logical)[0].starts_with("/1: the union has long twice"));
    }
}
