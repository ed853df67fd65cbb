//! Who gets which partition (`org.apache.kafka.clients.consumer`).

mod range;

pub use range::{Subscriber, range};
