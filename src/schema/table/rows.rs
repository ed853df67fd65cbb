//! The rows of a file, one by one.

use std::io::{BufReader, Read};

use serde_json::Value as Json;
use thiserror::Error;

use super::csv_rows::CsvRows;
use super::format::Format;
use super::json_rows::JsonRows;
use crate::avro::container::{FileProblem, FileReader};
use crate::avro::{Schema, Value, from_json, resolve};

/// What is wrong with a row, or with the whole file.
#[derive(Debug, Error)]
pub enum RowProblem {
    /// Of an Avro file.
    #[error(transparent)]
    File(#[from] FileProblem),
    /// Of a row, by the line it is on or its number.
    #[error("{place}: {reason}")]
    Row {
        /// Where.
        place: String,
        /// What is wrong, and what is allowed.
        reason: String,
    },
}

/// The rows of a file as values of a schema. At most a block of it is in memory.
pub struct Rows<R: Read> {
    source: Source<R>,
    schema: Schema,
    number: u64,
}

enum Source<R: Read> {
    Avro {
        reader: FileReader<BufReader<R>>,
        /// The values of the block that is being handed out, the last first.
        block: Vec<Value>,
        /// Whether another schema than the file's own reads it.
        resolved: bool,
    },
    Csv(CsvRows<R>),
    Json(JsonRows<R>),
}

impl<R: Read> Rows<R> {
    /// The rows of an Avro file, by its own schema or by a reader's.
    ///
    /// # Errors
    /// When it does not begin as such a file does.
    pub fn of_avro(source: R, reader: Option<&Schema>) -> Result<Self, RowProblem> {
        let file = FileReader::new(BufReader::new(source))?;
        let own = file.header().schema.clone();
        Ok(Self {
            schema: reader.cloned().unwrap_or(own),
            source: Source::Avro {
                reader: file,
                block: Vec::new(),
                resolved: reader.is_some(),
            },
            number: 0,
        })
    }

    /// The rows of a file without a schema of its own, by one that was given or guessed.
    ///
    /// # Errors
    /// When the file has no rows that fit the schema at all: it is no CSV or the schema is no record.
    pub fn of_text(format: Format, source: R, schema: Schema) -> Result<Self, RowProblem> {
        let source = match format {
            Format::Avro => return Self::of_avro(source, Some(&schema)),
            Format::Csv => Source::Csv(CsvRows::new(source)?),
            Format::Json => Source::Json(JsonRows::new(source)),
        };
        Ok(Self {
            source,
            schema,
            number: 0,
        })
    }

    /// The schema that the values are of.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The file itself, where it is an Avro file.
    pub fn file(&self) -> Option<&FileReader<BufReader<R>>> {
        match &self.source {
            Source::Avro { reader, .. } => Some(reader),
            _ => None,
        }
    }

    /// Goes on behind the next sync marker of an Avro file: tells whether there is one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn skip_damaged(&mut self) -> Result<bool, RowProblem> {
        match &mut self.source {
            Source::Avro { reader, .. } => Ok(reader.recover()?),
            Source::Csv(_) => Ok(true),
            Source::Json(_) => Ok(false),
        }
    }

    fn read(&mut self) -> Result<Option<Value>, RowProblem> {
        let number = self.number;
        self.number += 1;
        let row = |place: String, reason: String| RowProblem::Row { place, reason };
        match &mut self.source {
            Source::Avro {
                reader,
                block,
                resolved,
            } => {
                while block.is_empty() {
                    let Some(next) = reader.next_block()? else {
                        return Ok(None);
                    };
                    *block = reader.values(&next)?;
                    block.reverse();
                }
                let value = block.pop().expect("it is not empty");
                if !*resolved {
                    return Ok(Some(value));
                }
                let resolved = resolve(&reader.header().schema, &self.schema, &value);
                let resolved = resolved
                    .map_err(|problem| row(format!("row {number}"), problem.to_string()))?;
                Ok(Some(resolved.value))
            }
            Source::Csv(rows) => rows.next(&self.schema),
            Source::Json(rows) => match rows.next() {
                None => Ok(None),
                Some(json) => {
                    let json: Json = json.map_err(|(place, reason)| row(place, reason))?;
                    let value = from_json(&self.schema, &json);
                    value
                        .map(Some)
                        .map_err(|problem| row(format!("row {number}"), problem.to_string()))
                }
            },
        }
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Value, RowProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
