//! Sentences about Kafka, each of which would fail if its rule were broken.

mod alter_partition;
mod appending;
mod batches;
mod compaction;
mod configs;
mod consuming;
mod control;
mod coordinating;
mod coordinating_leavers;
mod coordinating_static;
mod elections;
mod groups;
mod groups_admin;
mod groups_failover;
mod groups_replay;
mod in_sync;
mod metadata_records;
mod nearest;
mod offsets;
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

use tank::{cluster, lone_coordinator, partition};
