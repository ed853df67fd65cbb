//! How many bytes the same rows take, as they are written.

use std::io;

use crate::avro::container::{Codec, FileWriter};
use crate::avro::{Schema, Value, to_plain};
use crate::place::Problem;

/// A way of writing rows, and the bytes it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// `None`: JSON, a row a line. Otherwise an Avro file with this codec.
    pub codec: Option<Codec>,
    /// Bytes of all rows, with everything a file needs.
    pub bytes: u64,
}

/// Adds up what rows take in each way of writing them, without keeping them.
#[derive(Clone, Debug)]
pub struct Sizes {
    schema: Schema,
    rows: u64,
    json: u64,
    files: Vec<(FileWriter, u64)>,
}

impl Sizes {
    /// Nothing yet.
    #[must_use]
    pub fn new(schema: &Schema) -> Self {
        let files = Codec::ALL.map(|codec| (FileWriter::new(schema.clone(), codec), 0));
        Self {
            schema: schema.clone(),
            rows: 0,
            json: 0,
            files: files.into(),
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When it is no value of the schema.
    pub fn add(&mut self, value: &Value) -> Result<(), Problem> {
        let mut counter = Counter(0);
        serde_json::to_writer(&mut counter, &to_plain(&self.schema, value))
            .expect("counting cannot fail");
        self.json += counter.0 + 1;
        self.rows += 1;
        for (file, bytes) in &mut self.files {
            file.append(value)?;
            *bytes += file.take().len() as u64;
        }
        Ok(())
    }

    /// The rows that were added.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// What they take: JSON first, then each codec.
    #[must_use]
    pub fn finish(self) -> Vec<Size> {
        let json = Size {
            codec: None,
            bytes: self.json,
        };
        let files = self.files.into_iter().map(|(file, bytes)| Size {
            codec: Some(file.header().codec),
            bytes: bytes + file.finish().len() as u64,
        });
        std::iter::once(json).chain(files).collect()
    }
}

/// Counts bytes and forgets them.
struct Counter(u64);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
