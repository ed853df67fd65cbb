//! Sentences about Kafka, each of which would fail if its rule were broken.

mod cluster;
mod consuming;
mod faults;
mod groups;
mod producing;
mod replication;
