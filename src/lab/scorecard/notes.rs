//! Which records were counted, for whoever asks: a history is counted again, and notes are taken.

use std::collections::BTreeMap;

use engine::log::Origin;
use engine::model::{NodeId, Offset, TopicPartition};

use super::count::Count;
use super::places::{Life, Run};
use super::reader::Reader;

/// Whose counts are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All.
    #[default]
    Total,
    /// Those of the records that a producer has sent, over all its starts.
    Producer(NodeId),
    /// Those of a partition.
    Partition(TopicPartition),
    /// Those of a reader.
    Reader(Reader),
}

/// One record that was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Where it was sent to; `None` where the send came to nothing before that was settled.
    pub partition: Option<TopicPartition>,
    /// Where it stands, or should; `None` where nobody was told.
    pub offset: Option<Offset>,
    /// The `send()` that made it; `None` where no producer of the run did.
    pub send: Option<Origin>,
    /// Who read it, or did not get it; `None` where that does not matter.
    pub reader: Option<Reader>,
}

/// Takes notes, or does not.
pub(super) struct Notes<'a>(Option<&'a mut Notebook>);

/// The first records of each count.
#[derive(Debug)]
pub(super) struct Notebook {
    scope: Scope,
    most: usize,
    /// What is being counted.
    partition: Option<TopicPartition>,
    pub(super) found: BTreeMap<Count, Vec<Counted>>,
}

impl Notes<'static> {
    /// Takes none.
    pub(super) const fn none() -> Self {
        Self(None)
    }
}

impl<'a> Notes<'a> {
    /// Takes them into a notebook.
    pub(super) const fn into(notebook: &'a mut Notebook) -> Self {
        Self(Some(notebook))
    }

    /// What follows is about a partition, or about none.
    pub(super) fn about(&mut self, partition: Option<&TopicPartition>) {
        if let Some(notebook) = &mut self.0 {
            notebook.partition = partition.cloned();
        }
    }

    /// These records were counted.
    pub(super) fn take(&mut self, count: Count, run: &Run, reader: Option<&Reader>) {
        if let Some(notebook) = &mut self.0 {
            notebook.take(count, run, reader);
        }
    }
}

impl Notebook {
    /// For so many records of each count.
    pub(super) fn new(scope: Scope, most: usize) -> Self {
        Self {
            scope,
            most,
            partition: None,
            found: BTreeMap::new(),
        }
    }

    fn take(&mut self, count: Count, run: &Run, reader: Option<&Reader>) {
        let is_meant = match &self.scope {
            Scope::Total => true,
            Scope::Producer(producer) => run.life.producer == *producer,
            Scope::Partition(partition) => self.partition.as_ref() == Some(partition),
            Scope::Reader(wanted) => reader == Some(wanted),
        };
        if !is_meant {
            return;
        }
        let found = self.found.entry(count).or_default();
        let room = self.most.saturating_sub(found.len());
        let numbers = run.numbers().take(room);
        let partition = &self.partition;
        found.extend(numbers.map(|number| {
            let one = run.part(&(number..number + 1));
            let origin = Origin {
                producer: run.life.producer,
                incarnation: run.life.incarnation,
                number,
            };
            Counted {
                partition: partition.clone(),
                offset: (one.offset != Run::NOWHERE).then(|| Offset(one.offset.cast_signed())),
                send: (run.life != Life::NOBODY).then_some(origin),
                reader: reader.cloned(),
            }
        }));
    }
}
