//! Sentences about Kafka, each of which would fail if its rule were broken.

mod alter_partition;
mod appending;
mod assigning;
mod batches;
mod compaction;
mod configs;
mod consuming;
mod control;
mod elections;
mod groups;
mod in_sync;
mod membership;
mod metadata_records;
mod nearest;
mod partition_change;
mod placement;
mod producer_state;
mod producing;
mod rebalancing;
mod recovery;
mod registration;
mod replication;
mod retention;
mod roles;
mod segments;
mod service;
mod serving;
mod static_members;
mod stopping;
mod topic_configs;
mod topics;
mod transactions;

use tank::{cluster, partition};
