//! The engine's nodes as one type, so that worlds can be cloned, compared and hashed without `dyn`.

use engine::app::direct::{Receiver, Sender};
use engine::app::processor::Processor;
use engine::app::push::Pusher;
use engine::app::sink::Sink;
use engine::broker::Broker;
use engine::client::admin::Admin;
use engine::client::producer::Producer;
use engine::controller::Controller;
use engine::metadata::MetadataImage;
use engine::node::{Effects, Input, Node, Now};
use engine::registry::Registry;

/// Any node of the engine. Boxed, since they differ in size.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AnyNode {
    /// A broker.
    Broker(Box<Broker>),
    /// A controller.
    Controller(Box<Controller>),
    /// A producer.
    Producer(Box<Producer>),
    /// A consumer and the application on it.
    Consumer(Box<Processor>),
    /// An admin client.
    Admin(Box<Admin>),
    /// A system outside Kafka that keeps what it is told.
    Sink(Box<Sink>),
    /// Somebody who sends without a broker.
    Sender(Box<Sender>),
    /// Somebody who receives without a broker.
    Receiver(Box<Receiver>),
    /// A server that pushes.
    Pusher(Box<Pusher>),
    /// A schema registry.
    Registry(Box<Registry>),
}

/// What kind of node it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    /// A broker.
    Broker,
    /// A controller.
    Controller,
    /// A producer.
    Producer,
    /// A consumer.
    Consumer,
    /// An admin client.
    Admin,
    /// A system outside Kafka that keeps what it is told.
    Sink,
    /// Somebody who sends without a broker.
    Sender,
    /// Somebody who receives without a broker.
    Receiver,
    /// A server that pushes.
    Pusher,
    /// A schema registry.
    Registry,
}

impl AnyNode {
    /// What kind of node it is.
    #[must_use]
    pub const fn kind(&self) -> NodeKind {
        match self {
            Self::Broker(_) => NodeKind::Broker,
            Self::Controller(_) => NodeKind::Controller,
            Self::Producer(_) => NodeKind::Producer,
            Self::Consumer(_) => NodeKind::Consumer,
            Self::Admin(_) => NodeKind::Admin,
            Self::Sink(_) => NodeKind::Sink,
            Self::Sender(_) => NodeKind::Sender,
            Self::Receiver(_) => NodeKind::Receiver,
            Self::Pusher(_) => NodeKind::Pusher,
            Self::Registry(_) => NodeKind::Registry,
        }
    }
}

impl Node for AnyNode {
    fn handle(&mut self, now: Now, input: Input, effects: &mut Effects) {
        match self {
            Self::Broker(node) => node.handle(now, input, effects),
            Self::Controller(node) => node.handle(now, input, effects),
            Self::Producer(node) => node.handle(now, input, effects),
            Self::Consumer(node) => node.handle(now, input, effects),
            Self::Admin(node) => node.handle(now, input, effects),
            Self::Sink(node) => node.handle(now, input, effects),
            Self::Sender(node) => node.handle(now, input, effects),
            Self::Receiver(node) => node.handle(now, input, effects),
            Self::Pusher(node) => node.handle(now, input, effects),
            Self::Registry(node) => node.handle(now, input, effects),
        }
    }

    fn metadata(&self) -> Option<&MetadataImage> {
        match self {
            Self::Broker(node) => Some(node.image()),
            Self::Controller(node) => Some(node.image()),
            _ => None,
        }
    }
}
