//! Serializers: from what a person types to the bytes that Kafka stores, and back to text.
//!
//! Kafka itself stores bytes and asks nothing about them; what they mean is between producers and consumers. This room
//! knows no broker, no world and no screen.

pub mod avro;
mod known;
mod place;
mod problem;
mod provided;
mod serializer;
mod show;
pub mod table;

pub use known::parse;
pub use place::{Problem, Problems};
pub use problem::SerializeError;
pub use provided::{Knower, read_schema, schemas};
pub use serializer::Serializer;
pub use show::{Shown, show};
