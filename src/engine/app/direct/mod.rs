//! A link without a broker: every sender is connected to every receiver. What nobody listens to is nowhere.

mod receiver;
mod sender;

pub use receiver::{Receiver, ReceiverSetup};
pub use sender::{Sender, SenderSetup, SenderTally};

/// The timers of applications that do without Kafka.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DirectTimer {
    /// The sender's application has something to send.
    Source,
}
