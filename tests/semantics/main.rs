//! Sentences about Kafka, each of which would fail if its rule were broken.

mod alter_partition;
mod appending;
mod apps;
mod batches;
mod committing;
mod compaction;
mod configs;
mod consuming;
mod control;
mod elections;
mod groups;
mod in_sync;
mod metadata_records;
mod nearest;
mod partition_change;
mod placement;
mod polling;
mod positions;
mod processing;
mod producer_state;
mod producing;
mod recovery;
mod registration;
mod replication;
mod retention;
mod roles;
mod segments;
mod service;
mod serving;
mod stopping;
mod topic_configs;
mod topics;
mod transactions;

use tank::{cluster, partition};
