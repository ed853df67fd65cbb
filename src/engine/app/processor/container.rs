//! An application that writes an object container file, as Avro's `DataFileWriter` does: records wait in memory until they
//! make a block, and what waits is gone with the process.

use std::sync::Arc;

use imbl::Vector;

use super::{Output, Processor, Stored};
use crate::client::Observation;
use crate::model::Payload;
use crate::node::{Boot, Chunk, Effect, Effects, File, Now};
use crate::schemas::{Codec, Definition, Schemas};

/// How an application writes an object container file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ContainerOutput {
    /// Whoever knows schemas.
    pub schemas: Schemas,
    /// The schema of the file.
    pub schema: Definition,
    /// How its blocks are packed.
    pub codec: Codec,
    /// How many records make a block.
    pub block_records: usize,
    /// Whether what waits becomes a block before each commit and at the end of each poll (`DataFileWriter.flush()`), however
    /// few they are.
    pub flushes: bool,
}

/// A stretch of a file: its header, which has no records, or a block.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Block {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many records it has.
    pub records: u64,
}

/// An object container file as its application knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Container {
    blocks: Vector<Arc<Block>>,
    /// What waits for its block to be full.
    waiting: Vector<Arc<Stored>>,
}

impl Container {
    /// What the disk kept.
    pub(super) fn load(boot: &Boot) -> Self {
        let chunks = boot.disk.get(&File::Container).into_iter().flatten();
        let blocks = chunks.filter_map(|chunk| match chunk {
            Chunk::Block(block) => Some(Arc::clone(block)),
            _ => None,
        });
        Self {
            blocks: blocks.collect(),
            waiting: Vector::new(),
        }
    }

    /// The header and the blocks, in order.
    pub fn blocks(&self) -> impl ExactSizeIterator<Item = &Block> {
        self.blocks.iter().map(AsRef::as_ref)
    }

    /// How many records it has.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.blocks().map(|block| block.records).sum()
    }

    /// How many bytes it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.blocks().map(|block| block.bytes.len() as u64).sum()
    }

    /// How many records wait for their block to be full.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }
}

impl Processor {
    /// Adds a record to the block that is being filled. Says whether the application goes on: it throws at what is no value of
    /// its schema.
    pub(super) fn add_to_block(
        &mut self,
        now: Now,
        record: Arc<Stored>,
        effects: &mut Effects,
    ) -> bool {
        self.container.waiting.push_back(record);
        let is_full = matches!(&self.setup.output, Output::Container(output) if self.container.waiting.len() >= output.block_records);
        !is_full || self.end_block(now, effects)
    }

    /// `flush()` of an application that calls it. Says whether it goes on.
    pub(super) fn flush_block(&mut self, now: Now, effects: &mut Effects) -> bool {
        match &self.setup.output {
            Output::Container(output) if output.flushes => self.end_block(now, effects),
            _ => true,
        }
    }

    /// `close()` of the file: what waits becomes its last block.
    pub(super) fn close_file(&mut self, effects: &mut Effects) {
        // Of what is no value of its schema nothing is written; the application is at its end anyway.
        let _ = self.write_block(effects);
    }

    /// `create()` of a file that is not there: it has a header from the beginning.
    pub(super) fn create_file(&mut self, effects: &mut Effects) {
        let setup = Arc::clone(&self.setup);
        if let Output::Container(output) = &setup.output
            && self.container.blocks.is_empty()
            && let Ok(bytes) = output.schemas.0.file_header(&output.schema, output.codec)
        {
            self.append_block(Block { bytes, records: 0 }, effects);
        }
    }

    fn end_block(&mut self, now: Now, effects: &mut Effects) -> bool {
        let written = self.write_block(effects);
        if written.is_err() {
            self.container.waiting.clear();
            effects.observe(Observation::ApplicationFailed(self.handled));
            self.give_up(now);
        }
        written.is_ok()
    }

    fn write_block(&mut self, effects: &mut Effects) -> Result<(), String> {
        let setup = Arc::clone(&self.setup);
        let Output::Container(output) = &setup.output else {
            return Ok(());
        };
        if self.container.waiting.is_empty() {
            return Ok(());
        }
        let (schema, codec, format) = (&output.schema, output.codec, output.schemas.0);
        let texts = self.container.waiting.iter().map(|record| {
            let bytes = record.value.as_ref().map(Payload::bytes);
            bytes.map_or_else(
                || "null".to_owned(),
                |bytes| String::from_utf8_lossy(&bytes).into_owned(),
            )
        });
        let texts: Vec<String> = texts.collect();
        let values: Vec<&str> = texts.iter().map(String::as_str).collect();
        let block = Block {
            bytes: format.file_block(schema, codec, &values)?,
            records: values.len() as u64,
        };
        self.append_block(block, effects);
        for record in std::mem::take(&mut self.container.waiting) {
            effects.observe(Observation::Written {
                partition: record.partition.clone(),
                offset: record.offset,
            });
        }
        Ok(())
    }

    fn append_block(&mut self, block: Block, effects: &mut Effects) {
        let block = Arc::new(block);
        effects.push(Effect::Append(
            File::Container,
            Chunk::Block(Arc::clone(&block)),
        ));
        self.container.blocks.push_back(block);
    }
}
