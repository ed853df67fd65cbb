//! Writing a history, as [`crate::read`] reads it.

use std::io::{self, Write};

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::operation::{Action, Key, MicroOp, Operation, Poll, Process, Read, Send};

/// Writes operations as JSON Lines.
///
/// # Errors
/// What the writer says.
pub fn write<'a>(
    operations: impl IntoIterator<Item = &'a Operation>,
    mut out: impl Write,
) -> io::Result<()> {
    for operation in operations {
        serde_json::to_writer(&mut out, operation)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

impl Serialize for Operation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(None)?;
        if let Some(index) = self.index {
            fields.serialize_entry("index", &index)?;
        }
        if let Some(time) = self.time {
            fields.serialize_entry("time", &time)?;
        }
        match &self.process {
            Process::Client(number) => fields.serialize_entry("process", number)?,
            Process::Other(name) => fields.serialize_entry("process", name)?,
        }
        fields.serialize_entry("type", self.kind.name())?;
        fields.serialize_entry("f", self.action.name())?;
        match &self.action {
            Action::Send(sends) => fields.serialize_entry("value", sends)?,
            Action::Poll(polls) => fields.serialize_entry("value", polls)?,
            Action::Txn(parts) => fields.serialize_entry("value", parts)?,
            Action::Assign(keys) | Action::Subscribe(keys) => {
                fields.serialize_entry("value", keys)?;
            }
            Action::Other(_) => fields.serialize_entry("value", &())?,
        }
        if !self.rebalanced.is_empty() {
            fields.serialize_entry("rebalance-log", &[Event(&self.rebalanced)])?;
        }
        fields.end()
    }
}

/// The one event that stands for all of an operation's rebalances.
struct Event<'a>(&'a [Key]);

impl Serialize for Event<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(Some(1))?;
        fields.serialize_entry("keys", self.0)?;
        fields.end()
    }
}

impl Serialize for MicroOp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Send(send) => send.serialize(serializer),
            Self::Poll(poll) => poll.serialize(serializer),
        }
    }
}

impl Serialize for Send {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.offset {
            Some(offset) => ("send", &self.key, (offset, &self.value)).serialize(serializer),
            None => ("send", &self.key, &self.value).serialize(serializer),
        }
    }
}

impl Serialize for Poll {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        list.serialize_element("poll")?;
        if !self.0.is_empty() {
            list.serialize_element(&Returned(&self.0))?;
        }
        list.end()
    }
}

/// The records of a poll by their keys, which are texts there.
struct Returned<'a>(&'a [(Key, Vec<Read>)]);

impl Serialize for Returned<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, reads)| (key.0.to_string(), reads)))
    }
}

impl Serialize for Read {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.offset, &self.value).serialize(serializer)
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
