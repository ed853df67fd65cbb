//! Writing a file, block by block.

use super::Codec;
use super::codec::pack;
use super::header::Header;
use crate::avro::encode::{encode_onto, zig_zag};
use crate::avro::{Schema, Value};
use crate::place::Problem;

/// Bytes of values after which a block ends (`DataFileConstants.DEFAULT_SYNC_INTERVAL` of Avro for Java, 1.11).
pub const BLOCK_BYTES: usize = 64_000;

/// Writes a file. What has to be kept is handed out as it becomes ready.
#[derive(Clone, Debug)]
pub struct FileWriter {
    header: Header,
    block_bytes: usize,
    /// The values of the block that has not ended.
    block: Vec<u8>,
    count: i64,
    ready: Vec<u8>,
}

impl FileWriter {
    /// A file whose blocks end after [`BLOCK_BYTES`].
    #[must_use]
    pub fn new(schema: Schema, codec: Codec) -> Self {
        Self::with_blocks(schema, codec, BLOCK_BYTES)
    }

    /// A file whose blocks end after so many bytes of values.
    #[must_use]
    pub fn with_blocks(schema: Schema, codec: Codec, block_bytes: usize) -> Self {
        let header = Header::new(schema, codec);
        Self {
            ready: header.bytes(),
            header,
            block_bytes,
            block: Vec::new(),
            count: 0,
        }
    }

    /// The header.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Adds a value.
    ///
    /// # Errors
    /// When it is none of the schema: then nothing was added.
    pub fn append(&mut self, value: &Value) -> Result<(), Problem> {
        let before = self.block.len();
        if let Err(problem) = encode_onto(&self.header.schema, value, &mut self.block) {
            self.block.truncate(before);
            return Err(problem);
        }
        self.count += 1;
        if self.block.len() >= self.block_bytes {
            self.end_block();
        }
        Ok(())
    }

    /// The bytes that became ready since they were last taken.
    #[must_use]
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.ready)
    }

    /// A block of a file that is there already: all of the values.
    ///
    /// # Errors
    /// When one of them is none of the schema: which, counted from 0, and why.
    pub fn block(header: Header, values: &[Value]) -> Result<Vec<u8>, (usize, Problem)> {
        let mut writer = Self {
            header,
            block_bytes: usize::MAX,
            block: Vec::new(),
            count: 0,
            ready: Vec::new(),
        };
        for (index, value) in values.iter().enumerate() {
            writer.append(value).map_err(|problem| (index, problem))?;
        }
        Ok(writer.finish())
    }

    /// Ends the file: the rest of its bytes.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        self.end_block();
        self.ready
    }

    fn end_block(&mut self) {
        if self.count == 0 {
            return;
        }
        let packed = pack(self.header.codec, std::mem::take(&mut self.block));
        zig_zag(self.count, &mut self.ready);
        zig_zag(
            i64::try_from(packed.len()).expect("memory holds fewer"),
            &mut self.ready,
        );
        self.ready.extend(packed);
        self.ready.extend(self.header.sync);
        self.count = 0;
    }
}
