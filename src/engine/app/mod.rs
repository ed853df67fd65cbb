//! The applications that run on Kafka's clients, and those beside them: a sink that keeps what it is told outside Kafka, and
//! links and pushing servers that do without brokers, for comparison.

pub mod direct;
mod letter;
pub mod processor;
pub mod push;
mod schedule;
pub mod sink;
pub mod source;

pub use letter::{Item, Letter};
pub use schedule::{Next, Schedule};
pub use source::{Source, SourceRecord, SourceRecords};
