//! How far a file has been read.

use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A file in memory that tells how far it has been read.
pub(super) struct Counted {
    content: Cursor<Arc<[u8]>>,
    read: Progress,
}

/// The bytes that were read so far.
#[derive(Clone, Default)]
pub(super) struct Progress(Arc<AtomicU64>);

impl Counted {
    pub fn new(content: Arc<[u8]>, read: &Progress) -> Self {
        Self {
            content: Cursor::new(content),
            read: read.clone(),
        }
    }
}

impl Progress {
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.content.read(buffer)?;
        self.read.0.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
