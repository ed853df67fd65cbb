//! Kafka's configs by the names that other clients and the image have for them.

mod image;
mod librdkafka;
mod python;

pub(crate) use image::variable;
pub(crate) use librdkafka::librdkafka;
pub(crate) use python::{TEXT, kafka_python};

use crate::reason::Reason;

/// What a client makes of one of Kafka's configs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mapped {
    /// This, as its code writes it.
    To {
        /// Its name there.
        name: String,
        /// Its value there.
        value: String,
    },
    /// Nothing, and that is what the lab asks for.
    Already,
    /// Nothing.
    Missing(Reason),
}

/// Whose config it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// A producer's.
    Producer,
    /// A consumer's.
    Consumer,
}

impl Mapped {
    fn to(name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into(), value.into());
        Self::To { name, value }
    }
}
