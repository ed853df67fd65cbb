//! Messages of every API, with all that can be in them and with as little as can be.

mod admin;
mod cluster;
mod controller;
mod data;
mod groups;
mod positions;
mod transactions;

pub use data::compressed;

use std::sync::Arc;

use engine::model::{NodeId, TopicName, TopicPartition};
use engine::protocol::{Body, Request, Response};

use crate::Case;

/// All of them.
pub fn all() -> Vec<Case> {
    let families = [
        data::cases(),
        positions::cases(),
        groups::cases(),
        transactions::cases(),
        cluster::cases(),
        admin::cases(),
        controller::cases(),
    ];
    families.into_iter().flatten().collect()
}

/// A request.
pub fn ask(request: impl Into<Request>) -> Case {
    Case {
        message: Body::Request(request.into()),
        asked: None,
    }
}

/// A response that is taken for one of the newest version.
fn say(response: impl Into<Response>) -> Case {
    Case {
        message: Body::Response(response.into()),
        asked: None,
    }
}

fn answer(asked: impl Into<Request>, response: impl Into<Response>) -> Case {
    Case {
        asked: Some(asked.into()),
        ..say(response)
    }
}

/// A partition.
pub fn place(topic: &str, partition: i32) -> TopicPartition {
    TopicPartition::new(&TopicName::from(topic), partition)
}

/// Partitions of two topics, out of order.
fn places() -> Vec<TopicPartition> {
    vec![place("orders", 2), place("größe", 0), place("orders", 300)]
}

fn node(id: u32) -> NodeId {
    NodeId(id)
}

fn nodes(ids: &[u32]) -> Vec<NodeId> {
    ids.iter().copied().map(NodeId).collect()
}

fn text(text: &str) -> Arc<str> {
    Arc::from(text)
}
