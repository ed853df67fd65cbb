//! Sentences about Kafka, each of which would fail if its rule were broken.

#[path = "../cluster.rs"]
mod cluster;
mod configs;
mod consuming;
mod faults;
mod groups;
mod producing;
mod replication;
mod roles;
