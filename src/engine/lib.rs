//! Apache Kafka as pure state machines: brokers, controller, coordinators, clients.
//!
//! Every node implements [`node::Node`]: an input and the time go in, effects come out. This room knows no clock, no
//! dice, no network, no disk, no screen and no Avro; those belong to the rooms that use it.

pub mod app;
pub mod broker;
pub mod bugs;
pub mod client;
pub mod config;
pub mod controller;
pub mod coordinator;
pub mod log;
pub mod metadata;
pub mod metrics;
pub mod model;
pub mod node;
pub mod protocol;
pub mod registry;
pub mod schemas;
