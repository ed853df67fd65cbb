//! Sentences about Kafka, each of which would fail if its rule were broken.

mod alter_partition;
#[path = "../cluster.rs"]
mod cluster;
mod configs;
mod consuming;
mod control;
mod elections;
mod faults;
mod groups;
mod in_sync;
mod nearest;
mod metadata_records;
mod partition_change;
mod placement;
mod producing;
mod registration;
mod replication;
mod roles;
mod service;
mod serving;
mod stopping;
mod topic_configs;
mod topics;
