//! The applications that run on clients: what labs compose.

pub mod source;

pub use source::{Schedule, Source, SourceRecord, SourceRecords};
