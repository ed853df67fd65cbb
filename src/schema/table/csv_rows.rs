//! Rows of CSV.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};

use serde_json::Value as Json;

use super::guess::named;
use super::rows::RowProblem;
use crate::avro::{Schema, Value, from_texts};

/// Bytes within which the first line has to end.
const HEADING_MAX: usize = 1024 * 1024;

/// The rows behind the line that names the columns.
pub(super) struct CsvRows<R> {
    reader: csv::Reader<BufReader<R>>,
    /// The names of the columns, and those of the fields that they are for.
    columns: Vec<(String, String)>,
    record: csv::StringRecord,
}

impl<R: Read> CsvRows<R> {
    pub fn new(source: R) -> Result<Self, RowProblem> {
        let mut source = BufReader::with_capacity(HEADING_MAX, source);
        let ahead = source
            .fill_buf()
            .map_err(|error| at("line 1", error.to_string()))?;
        let delimiter = delimiter(ahead);
        let has_mark = ahead.starts_with(b"\xef\xbb\xbf");
        if has_mark {
            source.consume(3);
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(source);
        let headers = reader.headers().map_err(|error| problem(&error))?;
        let mut taken = BTreeSet::new();
        let columns = headers
            .iter()
            .map(|column| (column.to_owned(), named(column, &mut taken)));
        let columns: Vec<(String, String)> = columns.collect();
        if columns.iter().all(|(column, _)| column.is_empty()) {
            return Err(at(
                "line 1",
                "the first line must name the columns".to_owned(),
            ));
        }
        Ok(Self {
            reader,
            columns,
            record: csv::StringRecord::new(),
        })
    }

    /// The names of the columns as the file has them, and those of the fields that they are for.
    pub fn columns(&self) -> &[(String, String)] {
        &self.columns
    }

    /// The next row as text; `None` at the end.
    pub fn next_texts(&mut self) -> Result<Option<&csv::StringRecord>, RowProblem> {
        match self.reader.read_record(&mut self.record) {
            Ok(true) => Ok(Some(&self.record)),
            Ok(false) => Ok(None),
            Err(error) => Err(problem(&error)),
        }
    }

    /// The next row as a value of a record whose fields have the names of the columns.
    pub fn next(&mut self, schema: &Schema) -> Result<Option<Value>, RowProblem> {
        if self.next_texts()?.is_none() {
            return Ok(None);
        }
        let (record, columns) = (&self.record, &self.columns);
        let line = record.position().map_or(0, csv::Position::line);
        let value = from_texts(schema, |field| {
            let column = columns
                .iter()
                .position(|(column, name)| name == field || column == field)?;
            record.get(column)
        });
        value
            .map(Some)
            .map_err(|problem| at(&format!("line {line}"), problem.to_string()))
    }
}

/// What stands between the columns: whichever of comma, semicolon and tab the first line has most of.
fn delimiter(ahead: &[u8]) -> u8 {
    let line = ahead
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |delimiter: &u8| line.iter().filter(|byte| *byte == delimiter).count();
    // Of several that are there equally often the last is taken: the comma.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(count)
        .unwrap_or(b',')
}

fn problem(error: &csv::Error) -> RowProblem {
    let line = error.position().map_or(1, csv::Position::line);
    let reason = match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("there are {len} columns; the first line names {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => "this is not UTF-8".to_owned(),
        _ => error.to_string(),
    };
    at(&format!("line {line}"), reason)
}

fn at(place: &str, reason: String) -> RowProblem {
    RowProblem::Row {
        place: place.to_owned(),
        reason,
    }
}

/// The text of a cell as JSON, where its type is not known: what it would be in JSON, or text.
pub(super) fn cell(text: &str) -> Json {
    match text {
        "" => Json::Null,
        "true" => true.into(),
        "false" => false.into(),
        text => number(text).unwrap_or_else(|| text.into()),
    }
}

/// A number that is written as a number is: `007` and `+5` are text, lest they come back as something else.
fn number(text: &str) -> Option<Json> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let padded = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if padded || !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_tells_what_stands_between_the_columns() {
        for (text, expected) in [
            ("a,b\n", b','),
            ("a;b,c;d\n", b';'),
            ("a\tb\n", b'\t'),
            ("a\n", b','),
        ] {
            assert_eq!(delimiter(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn what_would_come_back_as_another_text_is_text() {
        for (text, expected) in [
            ("7", "7"),
            ("-1.5", "-1.5"),
            ("007", "\"007\""),
            ("+5", "\"+5\""),
            ("", "null"),
            ("1 2", "\"1 2\""),
        ] {
            assert_eq!(cell(text).to_string(), expected);
        }
    }
}
