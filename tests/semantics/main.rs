//! Sentences about Kafka, each of which would fail if its rule were broken.

mod alter_partition;
mod appending;
mod batches;
mod cleaning;
mod compaction;
mod configs;
mod consuming;
mod control;
mod elections;
mod following;
mod groups;
mod in_sync;
mod leader_epochs;
mod metadata_records;
mod nearest;
mod page_cache;
mod partition_change;
mod placement;
mod producer_state;
mod producing;
mod recovery;
mod registration;
mod replication;
mod retention;
mod roles;
mod rolling;
mod segments;
mod service;
mod serving;
mod stopping;
mod topic_configs;
mod topics;
mod transactions;
mod waiting;

use tank::{cluster, lone_broker, partition};
