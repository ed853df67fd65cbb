//! Sentences about Kafka, each of which would fail if its rule were broken.

mod administering;
mod administering_configs;
mod administering_records;
mod administering_topics;
mod alter_partition;
mod appending;
mod batches;
mod compaction;
mod configs;
mod consuming;
mod control;
mod elections;
mod groups;
mod in_sync;
mod metadata_records;
mod nearest;
mod outside;
mod outside_direct;
mod partition_change;
mod placement;
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
