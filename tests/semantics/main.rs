//! Sentences about Kafka, each of which would fail if its rule were broken.

mod appending;
mod batches;
#[path = "../cluster.rs"]
mod cluster;
mod compaction;
mod consuming;
mod faults;
mod groups;
#[path = "../partition.rs"]
mod partition;
mod producer_state;
mod producing;
mod recovery;
mod replication;
mod retention;
mod segments;
mod transactions;
