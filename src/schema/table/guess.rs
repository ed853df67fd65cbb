//! A schema for rows that have none: what all of them fit.

use std::collections::BTreeSet;
use std::io::Read;

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use super::csv_rows::{CsvRows, cell};
use super::format::Format;
use super::json_rows::JsonRows;
use super::rows::RowProblem;
use crate::avro::{Schema, is_date, is_local_timestamp, is_name};
use crate::place::Problems;

/// Looks through all rows of a file and says which schema they fit.
pub struct Guess<R: Read> {
    source: Source<R>,
    seen: Seen,
}

enum Source<R: Read> {
    Csv(CsvRows<R>),
    Json(JsonRows<R>),
}

impl<R: Read> Guess<R> {
    /// Begins; an Avro file has its schema and needs none of this.
    ///
    /// # Errors
    /// When the file has no line that names columns.
    pub fn new(format: Format, source: R) -> Result<Self, RowProblem> {
        let mut seen = Seen::default();
        let source = match format {
            Format::Avro | Format::Json => Source::Json(JsonRows::new(source)),
            Format::Csv => {
                let rows = CsvRows::new(source)?;
                let columns = rows.columns().iter();
                seen.fields
                    .extend(columns.map(|(_, field)| (field.clone(), Seen::default())));
                Source::Csv(rows)
            }
        };
        Ok(Self { source, seen })
    }

    /// Looks at so many more rows; `false`: there are no more.
    ///
    /// # Errors
    /// At the first row that cannot be read.
    pub fn look(&mut self, rows: usize) -> Result<bool, RowProblem> {
        for _ in 0..rows {
            match &mut self.source {
                Source::Csv(csv) => {
                    let Some(record) = csv.next_texts()? else {
                        return Ok(false);
                    };
                    self.seen.times += 1;
                    for (text, seen) in record.iter().zip(self.seen.fields.values_mut()) {
                        seen.add(&cell(text));
                    }
                }
                Source::Json(json) => match json.next() {
                    None => return Ok(false),
                    Some(Ok(row)) => self.seen.add(&row),
                    Some(Err((place, reason))) => return Err(RowProblem::Row { place, reason }),
                },
            }
        }
        Ok(true)
    }

    /// The rows that were looked at.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.seen.times
    }

    /// The schema that all rows fit, under a name.
    ///
    /// # Errors
    /// When no schema can be made of them: the name is no name.
    pub fn schema(&self, name: &str) -> Result<Schema, Problems> {
        let mut types = BTreeSet::new();
        let mut schema = match &self.source {
            Source::Csv(_) => self.seen.record(name, true, &mut types),
            Source::Json(_) => self.seen.schema(name, false, &mut types),
        };
        if let Source::Csv(rows) = &self.source {
            describe(&mut schema, rows.columns());
        }
        Schema::parse(&schema.to_string())
    }
}

/// What was seen at one place of all rows.
#[derive(Default)]
struct Seen {
    /// How often something was there.
    times: u64,
    nulls: bool,
    booleans: bool,
    ints: bool,
    longs: bool,
    doubles: bool,
    dates: bool,
    moments: bool,
    texts: bool,
    records: bool,
    /// Of records, in the order in which they were seen first.
    fields: IndexMap<String, Seen>,
    items: Option<Box<Seen>>,
}

impl Seen {
    fn add(&mut self, json: &Json) {
        self.times += 1;
        match json {
            Json::Null => self.nulls = true,
            Json::Bool(_) => self.booleans = true,
            Json::Number(number) => match number.as_i64() {
                Some(number) if i32::try_from(number).is_ok() => self.ints = true,
                Some(_) => self.longs = true,
                None => self.doubles = true,
            },
            Json::String(text) if is_date(text) => self.dates = true,
            Json::String(text) if is_local_timestamp(text) => self.moments = true,
            Json::String(_) => self.texts = true,
            Json::Array(items) => {
                let seen = self.items.get_or_insert_default();
                items.iter().for_each(|item| seen.add(item));
            }
            Json::Object(object) => {
                self.records = true;
                for (name, value) in object {
                    self.fields.entry(name.clone()).or_default().add(value);
                }
            }
        }
    }

    /// The schema of one place. `flat`: where several types were seen, all are text, as in CSV; otherwise a union has them.
    fn schema(&self, name: &str, flat: bool, types: &mut BTreeSet<String>) -> Json {
        let mut branches = Vec::new();
        let number = match (self.doubles, self.longs, self.ints) {
            (true, ..) => Some("double"),
            (_, true, _) => Some("long"),
            (_, _, true) => Some("int"),
            _ => None,
        };
        if self.booleans {
            branches.push(json!("boolean"));
        }
        branches.extend(number.map(Json::from));
        match (self.texts, self.dates, self.moments) {
            (false, true, false) => branches.push(json!({"type": "int", "logicalType": "date"})),
            (false, false, true) => {
                branches.push(json!({"type": "long", "logicalType": "local-timestamp-millis"}));
            }
            (false, false, false) => {}
            _ => branches.push("string".into()),
        }
        // A date beside a number would be a second int: as text it stays what it was.
        let texts_alone = branches.len() > 1 && (flat || self.dates || self.moments);
        if texts_alone {
            branches = vec!["string".into()];
        }
        if let Some(items) = &self.items {
            branches.push(json!({"type": "array", "items": items.schema(&format!("{name}_item"), flat, types)}));
        }
        if self.records {
            branches.push(self.record(name, flat, types));
        }
        if self.nulls || branches.is_empty() {
            branches.insert(0, "null".into());
        }
        match branches.len() {
            1 => branches.remove(0),
            _ => branches.into(),
        }
    }

    fn record(&self, name: &str, flat: bool, types: &mut BTreeSet<String>) -> Json {
        let name = named(name, types);
        let mut taken = BTreeSet::new();
        let fields = self.fields.iter().map(|(column, seen)| {
            let field = named(column, &mut taken);
            let mut schema = seen.schema(&format!("{name}_{field}"), flat, types);
            // A field that some rows lack has null as its default.
            let lacking = !flat && seen.times < self.times;
            if lacking {
                schema = match schema {
                    Json::Array(branches) if branches.first() == Some(&json!("null")) => {
                        branches.into()
                    }
                    Json::Array(branches) => [vec![json!("null")], branches].concat().into(),
                    Json::String(null) if null == "null" => null.into(),
                    other => json!(["null", other]),
                };
            }
            let mut entry = json!({"name": field, "type": schema});
            let nullable = lacking || entry["type"].get(0) == Some(&json!("null"));
            if nullable || entry["type"] == "null" {
                entry["default"] = Json::Null;
            }
            if field != *column {
                entry["doc"] = column.as_str().into();
            }
            entry
        });
        json!({"type": "record", "name": name, "fields": fields.collect::<Vec<_>>()})
    }
}

/// Notes beside each field what its column is called, where that is no name.
fn describe(schema: &mut Json, columns: &[(String, String)]) {
    let fields = schema.get_mut("fields").and_then(Json::as_array_mut);
    for (field, (column, name)) in fields.into_iter().flatten().zip(columns) {
        if column != name {
            field["doc"] = column.as_str().into();
        }
    }
}

/// A name that Avro allows, and that nothing beside it has: other letters become `_`.
pub(super) fn named(text: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name: String = text
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '_'
            }
        })
        .collect();
    if !is_name(&name) {
        name.insert(0, '_');
    }
    let mut unique = name.clone();
    let mut number = 2;
    while !taken.insert(unique.clone()) {
        unique = format!("{name}_{number}");
        number += 1;
    }
    unique
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::avro::to_plain;
    use crate::table::{Rows, Sizes};

    fn guess(format: Format, text: &str) -> Schema {
        let mut guess = Guess::new(format, text.as_bytes()).unwrap();
        while guess.look(2).unwrap() {}
        guess.schema("Row").unwrap()
    }

    fn rows(format: Format, text: &str) -> Vec<String> {
        let rows = Rows::of_text(format, text.as_bytes(), guess(format, text)).unwrap();
        let schema = rows.schema().clone();
        rows.map(|row| to_plain(&schema, &row.unwrap()).to_string())
            .collect()
    }

    #[test]
    fn a_csv_file_has_columns_of_the_narrowest_type_that_all_rows_fit() {
        let text = "id,trip distance,when,flag,code,tip,mixed\n\
            1,1.9,2021-01-01 00:30:10,true,007,,1\n\
            3000000000,2,2021-01-01 00:51:20,false,8,2.5,x\n";
        let schema: Json = serde_json::from_str(guess(Format::Csv, text).text()).unwrap();
        let types: Vec<String> = schema["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| field["type"].to_string())
            .collect();
        assert_eq!(
            types,
            [
                "\"long\"",
                "\"double\"",
                "{\"type\":\"long\",\"logicalType\":\"local-timestamp-millis\"}",
                "\"boolean\"",
                "\"string\"",
                "[\"null\",\"double\"]",
                "\"string\"",
            ]
        );
        assert_eq!(
            (&schema["fields"][1]["name"], &schema["fields"][1]["doc"]),
            (&json!("trip_distance"), &json!("trip distance"))
        );
        assert_eq!(
            rows(Format::Csv, text)[0],
            r#"{"id":1,"trip_distance":1.9,"when":"2021-01-01T00:30:10.000","flag":true,"code":"007","tip":null,"mixed":"1"}"#
        );
    }

    #[test]
    fn a_list_of_objects_has_the_fields_of_all_of_them() {
        for text in [
            r#"[{"id":1,"tags":["a"]},{"id":2.5,"at":{"x":1}},{"id":null,"tags":[]}]"#,
            "{\"id\":1,\"tags\":[\"a\"]}\n{\"id\":2.5,\"at\":{\"x\":1}}\n{\"id\":null,\"tags\":[]}",
        ] {
            assert_eq!(
                rows(Format::Json, text),
                [
                    r#"{"id":1.0,"tags":["a"],"at":null}"#,
                    r#"{"id":2.5,"tags":null,"at":{"x":1}}"#,
                    r#"{"id":null,"tags":[],"at":null}"#,
                ]
            );
        }
    }

    #[test]
    fn a_row_that_does_not_fit_says_on_which_line_it_is() {
        let told = |text: &str| {
            let schema = Schema::parse(
                r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}"#,
            )
            .unwrap();
            let rows = Rows::of_text(Format::Csv, text.as_bytes(), schema).unwrap();
            rows.last().unwrap().unwrap_err().to_string()
        };
        assert_eq!(
            told("a\n1\nx\n"),
            "line 3: a: \"x\" does not fit: it must be a whole number of 32 bits"
        );
        assert_eq!(
            told("a,b\n1,2\n3\n"),
            "line 3: there are 1 columns; the first line names 2"
        );
        assert_eq!(
            told("b\n1\n"),
            "line 2: a: there is no such column, and the field has no default"
        );
    }

    #[test]
    fn the_same_rows_take_fewer_bytes_in_avro_and_fewer_still_when_packed() {
        let text: String = (0..2_000)
            .map(|id| format!("{{\"id\":{id},\"name\":\"name {}\"}}\n", id % 10))
            .collect();
        let mut rows =
            Rows::of_text(Format::Json, text.as_bytes(), guess(Format::Json, &text)).unwrap();
        let mut sizes = Sizes::new(rows.schema());
        rows.try_for_each(|row| sizes.add(&row.unwrap())).unwrap();
        assert_eq!(sizes.rows(), 2_000);
        let bytes: Vec<u64> = sizes.finish().iter().map(|size| size.bytes).collect();
        assert_eq!(bytes[0], text.len() as u64);
        assert!(
            bytes[1] < bytes[0] / 2 && bytes[3] < bytes[1] && bytes[2] < bytes[3],
            "{bytes:?}"
        );
    }
}
