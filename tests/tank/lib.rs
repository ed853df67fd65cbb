//! A small language for what tests and benchmarks put into the tank: a whole cluster, a broker alone, a log alone.
//!
//! What they say of Kafka's rules (`tests/semantics`, `tests/oracles.rs`) is built with this crate, which sees only
//! `engine` and `sim`: so a changed rule is compiled and judged in seconds.

#![allow(missing_docs, reason = "sentences say what they mean")]

mod builder;
pub mod cluster;
pub mod consumer_requests;
mod group_requests;
pub mod lone_broker;
pub mod lone_coordinator;
pub mod lone_transactions;
pub mod partition;
pub mod pipeline;
pub mod transacting;
