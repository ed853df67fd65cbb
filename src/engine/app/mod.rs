//! The applications that run on Kafka's clients.

pub mod processor;
