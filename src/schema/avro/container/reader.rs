//! Reading a file, block by block, from its beginning or from any of its blocks.

use std::io::{ErrorKind, Read};

use super::codec::{UNPACKED_MAX, unpack};
use super::header::{HEADER_MAX, Header};
use super::problem::FileProblem;
use crate::avro::Value;
use crate::avro::decode::Reader;
use crate::avro::trace::Untraced;

/// A block of a file, as it lies there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Which, from 0.
    pub number: u64,
    /// Its first byte in the file.
    pub offset: u64,
    /// How many values are in it.
    pub count: u64,
    /// Its values, packed.
    pub packed: Vec<u8>,
}

/// The shape of a block, without its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Its first byte in the file.
    pub offset: u64,
    /// The byte after its sync marker.
    pub end: u64,
    /// How many values are in it.
    pub count: u64,
    /// Bytes of its values, packed.
    pub packed: u64,
}

/// Reads a file from anywhere bytes come from; at most one block of it is in memory.
#[derive(Debug)]
pub struct FileReader<R> {
    source: R,
    header: Header,
    /// Bytes that were read and not used yet.
    ahead: Vec<u8>,
    /// Where those begin in the file.
    at: u64,
    number: u64,
    /// Whether what comes next is where a block begins, or the end.
    is_at_block: bool,
}

impl<R: Read> FileReader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// When the bytes begin with no header.
    pub fn new(mut source: R) -> Result<Self, FileProblem> {
        let mut ahead = Vec::new();
        loop {
            let more = read_more(&mut source, &mut ahead, 64 * 1024)?;
            if let Some((header, end)) = Header::read(&ahead, !more || ahead.len() >= HEADER_MAX)? {
                ahead.drain(..end);
                return Ok(Self {
                    source,
                    header,
                    ahead,
                    at: end as u64,
                    number: 0,
                    is_at_block: true,
                });
            }
        }
    }

    /// The header.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The next block; `None` at the end.
    ///
    /// # Errors
    /// When what follows is no whole block, or has another sync marker than the header.
    pub fn next_block(&mut self) -> Result<Option<Block>, FileProblem> {
        let offset = self.at;
        if self.ahead.is_empty() && !read_more(&mut self.source, &mut self.ahead, 64 * 1024)? {
            return Ok(None);
        }
        self.is_at_block = false;
        let (count, length) = self.counts()?;
        let Some(length) = usize::try_from(length)
            .ok()
            .filter(|length| *length <= UNPACKED_MAX)
        else {
            return Err(self.damaged(
                offset,
                format!("a block cannot have {length} bytes; at most {UNPACKED_MAX}"),
            ));
        };
        let Ok(count) = u64::try_from(count) else {
            return Err(self.damaged(offset, format!("a block cannot have {count} values")));
        };
        let packed = self.take(length, "its values")?;
        let marker_at = self.at;
        let marker = self.take(self.header.sync.len(), "its sync marker")?;
        if marker != self.header.sync {
            return Err(self.damaged(
                marker_at,
                "what follows the block is not the file's sync marker".to_owned(),
            ));
        }
        let number = self.number;
        self.number += 1;
        self.is_at_block = true;
        Ok(Some(Block {
            number,
            offset,
            count,
            packed,
        }))
    }

    /// Goes on behind the next sync marker, whatever lies before it: how a reader begins in the middle of a file, or behind
    /// a block that is damaged. Tells whether there is one.
    ///
    /// # Errors
    /// When the bytes cannot be read.
    pub fn skip_to_sync(&mut self) -> Result<bool, FileProblem> {
        let marker = self.header.sync;
        loop {
            let found = self
                .ahead
                .windows(marker.len())
                .position(|window| window == marker);
            let passed = match found {
                Some(place) => place + marker.len(),
                // The marker may begin among the last bytes.
                None => self.ahead.len().saturating_sub(marker.len() - 1),
            };
            self.ahead.drain(..passed);
            self.at += passed as u64;
            if found.is_some() {
                self.number += 1;
                self.is_at_block = true;
                return Ok(true);
            }
            if !read_more(&mut self.source, &mut self.ahead, 64 * 1024)? {
                return Ok(false);
            }
        }
    }

    /// Goes on behind a block that is damaged: at the next one, where it was whole but for its values, otherwise behind the next
    /// sync marker. Tells whether there is any.
    ///
    /// # Errors
    /// When the bytes cannot be read.
    pub fn recover(&mut self) -> Result<bool, FileProblem> {
        if self.is_at_block {
            Ok(true)
        } else {
            self.skip_to_sync()
        }
    }

    /// The values of a block.
    ///
    /// # Errors
    /// When it is damaged: the byte within its unpacked values.
    pub fn values(&self, block: &Block) -> Result<Vec<Value>, FileProblem> {
        let damaged = |reason: String| FileProblem::Block {
            block: block.number,
            offset: block.offset,
            reason,
        };
        let bytes = unpack(self.header.codec, block.packed.clone()).map_err(damaged)?;
        let mut reader = Reader::new(&bytes, Untraced);
        let mut values = Vec::new();
        for index in 0..block.count {
            let value = reader.value(self.header.schema.node());
            values.push(
                value.map_err(|error| {
                    damaged(format!("value {index} of {}: {error}", block.count))
                })?,
            );
            reader.next_value();
        }
        match bytes.len() - reader.at {
            0 => Ok(values),
            more => Err(damaged(format!(
                "{more} bytes are left over behind its {} values",
                block.count
            ))),
        }
    }

    /// The two numbers that a block begins with.
    fn counts(&mut self) -> Result<(i64, i64), FileProblem> {
        const NUMBERS_MAX: usize = 20;
        while self.ahead.len() < NUMBERS_MAX
            && read_more(&mut self.source, &mut self.ahead, NUMBERS_MAX)?
        {}
        let mut reader = Reader::new(&self.ahead, Untraced);
        let read = reader
            .zig_zag("the count of values")
            .and_then(|count| Ok((count, reader.zig_zag("the bytes of the block")?)));
        let (end, offset) = (reader.at, self.at);
        let counts =
            read.map_err(|error| self.damaged(offset + error.offset as u64, error.reason))?;
        self.ahead.drain(..end);
        self.at += end as u64;
        Ok(counts)
    }

    fn take(&mut self, count: usize, what: &str) -> Result<Vec<u8>, FileProblem> {
        while self.ahead.len() < count {
            // Never more at once than there is, whatever a damaged block says.
            let missing = (count - self.ahead.len()).min(1024 * 1024);
            if !read_more(&mut self.source, &mut self.ahead, missing)? {
                let reason = format!(
                    "the file ends within {what}: {} of {count} bytes are there",
                    self.ahead.len()
                );
                return Err(self.damaged(self.at, reason));
            }
        }
        self.at += count as u64;
        let rest = self.ahead.split_off(count);
        Ok(std::mem::replace(&mut self.ahead, rest))
    }

    fn damaged(&self, offset: u64, reason: String) -> FileProblem {
        FileProblem::Block {
            block: self.number,
            offset,
            reason,
        }
    }
}

/// The shapes of a file's blocks.
///
/// # Errors
/// At the first block that is damaged.
pub fn outline(bytes: &[u8]) -> Result<(Header, Vec<Outline>), FileProblem> {
    let mut reader = FileReader::new(bytes)?;
    let mut found = Vec::new();
    while let Some(block) = reader.next_block()? {
        found.push(Outline {
            offset: block.offset,
            end: reader.at,
            count: block.count,
            packed: block.packed.len() as u64,
        });
    }
    Ok((reader.header, found))
}

/// Reads up to so many bytes behind others; `false` at the end.
fn read_more(
    source: &mut impl Read,
    ahead: &mut Vec<u8>,
    most: usize,
) -> Result<bool, FileProblem> {
    let before = ahead.len();
    ahead.resize(before + most, 0);
    let read = loop {
        match source.read(&mut ahead[before..]) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            read => break read,
        }
    };
    ahead.truncate(before + *read.as_ref().unwrap_or(&0));
    Ok(read? > 0)
}
