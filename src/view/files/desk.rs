//! A file on its way through the page.

use std::sync::Arc;

use lab::scenario::{FirstRows, Production, Scenario};
use schema::avro::container::{Codec, Outline, dissect_file, outline};
use schema::avro::{Schema, Value, to_plain};
use schema::table::{Format, Guess, Rows, Size, Sizes};
use serde::Serialize;

use super::counted::{Counted, Progress};
use super::{BYTES_SHOWN, FILE_MAX, ROWS_SHOWN};
use crate::hex::Hex;

/// A file that is being read.
pub struct Desk {
    content: Arc<[u8]>,
    format: Format,
    read: Progress,
    phase: Phase,
    /// Blocks of an Avro file.
    blocks: Vec<Outline>,
    codec: Option<Codec>,
    first: Vec<Value>,
    /// What a scenario has room for, and whether it may take more.
    rows: FirstRows,
    has_room: bool,
    problem: Option<String>,
}

enum Phase {
    /// Looking for a schema that all rows fit.
    Guessing(Box<Guess<Counted>>),
    /// Reading the rows by a schema.
    Reading(Box<Rows<Counted>>, Box<Sizes>),
    /// All is read, or as much as could be.
    Done(Schema, u64, Vec<Size>),
    /// There is no schema to read anything by.
    Failed,
}

/// A file as far as it was read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shown {
    /// Its bytes.
    pub bytes: usize,
    /// How much of it was read, in hundredths.
    pub percent: u8,
    /// Whether nothing more is to come.
    pub is_done: bool,
    /// Its schema, over several lines, as soon as it is known.
    pub schema: Option<String>,
    /// How many rows there are, so far.
    pub rows: u64,
    /// The first rows, as JSON.
    pub first: Vec<String>,
    /// What the rows take in each way of writing them; empty until all are read.
    pub sizes: Vec<SizeLine>,
    /// How an Avro file is packed.
    pub codec: Option<&'static str>,
    /// The blocks of an Avro file: first byte, values, bytes.
    pub blocks: Vec<(u64, u64, u64)>,
    /// What is wrong with it, and where.
    pub problem: Option<String>,
}

/// What all rows take in one way of writing them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SizeLine {
    /// The codec of an Avro file; `None`: JSON, a row a line.
    pub codec: Option<&'static str>,
    /// Bytes.
    pub bytes: u64,
}

impl Desk {
    /// Opens a file; a schema may be given to read it by.
    ///
    /// # Errors
    /// When it is too large for the page, of no known kind, or does not begin as its kind does; or the schema is broken.
    pub fn open(name: &str, content: Arc<[u8]>, schema: Option<&str>) -> Result<Self, String> {
        if content.len() > FILE_MAX {
            let (bytes, most) = (content.len(), FILE_MAX);
            return Err(format!(
                "the file has {bytes} bytes; the page takes {most}, and `logarium avro` any number"
            ));
        }
        let format = Format::of(name)?;
        let schema = schema
            .map(Schema::parse)
            .transpose()
            .map_err(|problems| problems.to_string())?;
        let read = Progress::default();
        let source = Counted::new(content.clone(), &read);
        let reading = |rows: Rows<Counted>| {
            let sizes = Sizes::new(rows.schema());
            Phase::Reading(Box::new(rows), Box::new(sizes))
        };
        let phase = match (format, schema) {
            (Format::Avro, schema) => Rows::of_avro(source, schema.as_ref()).map(reading),
            (format, Some(schema)) => Rows::of_text(format, source, schema).map(reading),
            (format, None) => {
                Guess::new(format, source).map(|guess| Phase::Guessing(Box::new(guess)))
            }
        };
        let mut desk = Self {
            phase: phase.map_err(|problem| problem.to_string())?,
            content,
            format,
            read,
            blocks: Vec::new(),
            codec: None,
            first: Vec::new(),
            rows: FirstRows::default(),
            has_room: true,
            problem: None,
        };
        desk.look_at_blocks();
        Ok(desk)
    }

    /// Reads so many more rows; `false` when there is nothing more to read.
    pub fn advance(&mut self, rows: usize) -> bool {
        match std::mem::replace(&mut self.phase, Phase::Failed) {
            Phase::Guessing(guess) => self.guess(guess, rows),
            Phase::Reading(reader, sizes) => self.read(reader, sizes, rows),
            done @ (Phase::Done(..) | Phase::Failed) => {
                self.phase = done;
                false
            }
        }
    }

    /// What there is to see.
    #[must_use]
    pub fn shown(&self) -> Shown {
        let (schema, rows, sizes) = match &self.phase {
            Phase::Guessing(guess) => (None, guess.rows(), &[][..]),
            Phase::Reading(reader, sizes) => (Some(reader.schema()), sizes.rows(), &[][..]),
            Phase::Done(schema, rows, sizes) => (Some(schema), *rows, &sizes[..]),
            Phase::Failed => (None, 0, &[][..]),
        };
        // A file whose schema has to be found is read twice.
        let to_read = self.content.len() as u64 * if self.is_guessed() { 2 } else { 1 };
        let first = schema.map_or_else(Vec::new, |schema| {
            let lines = self
                .first
                .iter()
                .map(|value| to_plain(schema, value).to_string());
            lines.collect()
        });
        let is_done = matches!(self.phase, Phase::Done(..) | Phase::Failed);
        let percent = (self.read.bytes() * 100)
            .checked_div(to_read)
            .unwrap_or(100)
            .min(100);
        Shown {
            bytes: self.content.len(),
            percent: if is_done {
                100
            } else {
                u8::try_from(percent).unwrap_or(100)
            },
            is_done,
            schema: schema.map(pretty),
            rows,
            first,
            sizes: sizes.iter().map(SizeLine::from).collect(),
            codec: self.codec.map(Codec::name),
            blocks: self
                .blocks
                .iter()
                .map(|block| (block.offset, block.count, block.packed))
                .collect(),
            problem: self.problem.clone(),
        }
    }

    /// The fields that can be the keys of rows.
    #[must_use]
    pub fn fields(&self) -> Vec<String> {
        self.rows.fields().map(ToOwned::to_owned).collect()
    }

    /// How many rows a scenario has room for, once all are read.
    #[must_use]
    pub fn produced(&self) -> usize {
        self.rows.count()
    }

    /// A scenario in which the first rows are sent to a topic; none before all are read, or where there is none.
    #[must_use]
    pub fn scenario(&self, title: &str, topic: &str, key: Option<&str>) -> Option<Scenario> {
        let Phase::Done(schema, ..) = &self.phase else {
            return None;
        };
        let schema = serde_json::from_str(schema.text()).ok()?;
        let production = Production {
            title,
            topic,
            key,
            schema: &schema,
        };
        (self.rows.count() > 0).then(|| self.rows.produced(&production))
    }

    /// The bytes that an Avro file begins with, from a row on, and what they say.
    #[must_use]
    pub fn hex(&self, from: usize) -> Option<Hex> {
        if self.format != Format::Avro {
            return None;
        }
        let whole = self
            .blocks
            .iter()
            .take_while(|block| block.end <= BYTES_SHOWN as u64)
            .last();
        let end = whole.map_or(self.content.len().min(BYTES_SHOWN), |block| {
            usize::try_from(block.end).unwrap_or(0)
        });
        let bytes = &self.content[..end];
        Some(match dissect_file(bytes) {
            Ok(parts) => Hex::of(bytes, &parts, None, from),
            Err(problem) => Hex::of(bytes, &[], Some((0, problem.to_string())), from),
        })
    }

    fn is_guessed(&self) -> bool {
        self.format != Format::Avro
    }

    fn look_at_blocks(&mut self) {
        if self.format == Format::Avro {
            match outline(&self.content) {
                Ok((header, blocks)) => {
                    self.codec = Some(header.codec);
                    self.blocks = blocks;
                }
                Err(problem) => self.problem = Some(problem.to_string()),
            }
        }
    }

    fn guess(&mut self, mut guess: Box<Guess<Counted>>, rows: usize) -> bool {
        match guess.look(rows) {
            Ok(true) => self.phase = Phase::Guessing(guess),
            Ok(false) => {
                let found = guess.schema("Row").map_err(|problems| problems.to_string());
                let source = Counted::new(self.content.clone(), &self.read);
                let opened = found.and_then(|schema| {
                    Rows::of_text(self.format, source, schema)
                        .map_err(|problem| problem.to_string())
                });
                match opened {
                    Ok(rows) => {
                        let sizes = Sizes::new(rows.schema());
                        self.phase = Phase::Reading(Box::new(rows), Box::new(sizes));
                    }
                    Err(problem) => return self.fail(problem),
                }
            }
            Err(problem) => return self.fail(problem.to_string()),
        }
        true
    }

    fn read(&mut self, mut reader: Box<Rows<Counted>>, mut sizes: Box<Sizes>, rows: usize) -> bool {
        for _ in 0..rows {
            let problem = match reader.next() {
                None => None,
                Some(Ok(value)) => match sizes.add(&value) {
                    Ok(()) => {
                        if self.has_room {
                            let row = to_plain(reader.schema(), &value);
                            self.has_room = self.rows.take(row);
                        }
                        if self.first.len() < ROWS_SHOWN {
                            self.first.push(value);
                        }
                        continue;
                    }
                    Err(problem) => Some(problem.to_string()),
                },
                Some(Err(problem)) => Some(problem.to_string()),
            };
            self.problem = problem.or(self.problem.take());
            self.phase = Phase::Done(reader.schema().clone(), sizes.rows(), sizes.finish());
            return false;
        }
        self.phase = Phase::Reading(reader, sizes);
        true
    }

    fn fail(&mut self, problem: String) -> bool {
        self.problem = Some(problem);
        self.phase = Phase::Failed;
        false
    }
}

impl From<&Size> for SizeLine {
    fn from(size: &Size) -> Self {
        Self {
            codec: size.codec.map(Codec::name),
            bytes: size.bytes,
        }
    }
}

fn pretty(schema: &Schema) -> String {
    let json: serde_json::Value = serde_json::from_str(schema.text()).unwrap_or_default();
    format!("{json:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn desk(name: &str, content: &str) -> Desk {
        Desk::open(name, content.as_bytes().into(), None).unwrap()
    }

    #[test]
    fn a_file_is_read_in_slices_until_all_is_known() {
        let rows: String = (0..2_500).map(|id| format!("{id},ride {id}\n")).collect();
        let mut desk = desk("rides.csv", &format!("id,note\n{rows}"));
        let mut slices = 0;
        while desk.advance(1_000) {
            slices += 1;
            assert!(!desk.shown().is_done);
        }
        assert!(slices >= 5, "{slices}");
        let shown = desk.shown();
        assert_eq!(
            (shown.rows, shown.first.len(), shown.percent),
            (2_500, ROWS_SHOWN, 100)
        );
        assert_eq!(shown.first[7], r#"{"id":7,"note":"ride 7"}"#);
        assert_eq!(shown.sizes.len(), 4);
        assert!(shown.sizes[1].bytes < shown.sizes[0].bytes);
        assert_eq!(shown.problem, None);
    }

    #[test]
    fn rows_can_be_sent_to_a_topic_as_many_as_there_is_room_for() {
        let rows: String = (0..12_000).map(|id| format!("{id},say {{n}}\n")).collect();
        let mut desk = desk("rides.csv", &format!("id,note\n{rows}"));
        assert_eq!(desk.scenario("rides", "rides", None), None);
        while desk.advance(1_000) {}
        assert_eq!(
            (desk.produced(), desk.fields()),
            (10_000, vec!["id".into(), "note".into()])
        );
        let scenario = desk.scenario("rides.csv", "rides", Some("id")).unwrap();
        let lab = scenario
            .lab()
            .unwrap_or_else(|problems| panic!("{problems}"));
        let mut session = lab::Session::new(Arc::new(lab.clone()));
        session.seek(engine::model::Instant(12_000_000));
        let read = lab::printed_since_start(session.world(), lab.node("consumer").unwrap());
        let first = read.iter().find(|one| one.record.key == Some("0".into()));
        let said = first
            .and_then(|one| one.value())
            .map(|value| value.bytes().into_owned());
        assert_eq!(said.as_deref(), Some(&br#"{"id":0,"note":"say {n}"}"#[..]));
    }

    #[test]
    fn what_was_read_before_a_mistake_is_kept() {
        let schema = r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}"#;
        let mut desk =
            Desk::open("a.csv", b"a\n1\n2\nx\n".as_slice().into(), Some(schema)).unwrap();
        while desk.advance(10) {}
        let shown = desk.shown();
        assert_eq!(shown.rows, 2);
        assert!(shown.problem.unwrap().starts_with("line 4: a: "));
    }

    #[test]
    fn what_is_no_such_file_is_refused_at_once() {
        let refused = |name: &str, content: &str| {
            Desk::open(name, content.as_bytes().into(), None)
                .err()
                .unwrap()
        };
        assert!(refused("a.avro", "PAR1").contains("no Avro file"));
        assert!(refused("a.parquet", "").contains(".avro, .csv"));
        assert!(refused("a.csv", "").contains("the first line must name the columns"));
    }
}
