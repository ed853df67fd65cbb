//! Producers: on a cluster, and alone with brokers whose every answer the test gives.

mod acks;
mod batching;
mod blocking;
mod closing;
mod configs;
mod idempotence;
mod knowing;
mod lone;
mod partitioning;
mod reordering;
mod retrying;
