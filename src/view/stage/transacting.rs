//! How clients stand with their transactions.

use std::collections::BTreeSet;

use engine::client::Observation;
use engine::client::producer::{Producer, ProducerState, TransactionFailure};
use serde::Serialize;
use sim::{AnyNode, Slot, World};

/// A transactional client, as it knows itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Transacting {
    /// `transactional.id`.
    pub id: String,
    /// Its state, by Kafka's name.
    pub state: &'static str,
    /// The error that it is in.
    pub trouble: Option<Trouble>,
}

/// An error that a transactional client does not get out of by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// What is left to do.
    pub kind: TroubleKind,
    /// What its next call throws.
    pub exception: &'static str,
    /// The code that it was answered with.
    pub error: &'static str,
}

/// How bad that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TroubleKind {
    /// Another one has its transactional id: nothing is left but `close()`.
    Fenced,
    /// The transaction has to be aborted.
    MustAbort,
    /// Nothing is left but `close()`, for another reason.
    Fatal,
}

impl TroubleKind {
    /// The key of its text.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Fenced => "trouble-fenced",
            Self::MustAbort => "trouble-must-abort",
            Self::Fatal => "trouble-fatal",
        }
    }
}

/// The producer of a node that makes transactions.
pub(crate) fn producer(node: &AnyNode) -> Option<&Producer> {
    match node {
        AnyNode::Producer(producer) => Some(&**producer),
        AnyNode::Consumer(processor) => processor.producer(),
        _ => None,
    }
    .filter(|producer| producer.transaction_state().is_some())
}

/// `transactional.id` of a node that makes transactions.
pub(crate) fn id(node: &AnyNode) -> Option<&str> {
    producer(node)?.setup().config.transactional_id.as_deref()
}

/// Every transactional id that a client has.
#[must_use]
pub fn ids(world: &World) -> BTreeSet<String> {
    let ids = world.slots().filter_map(|slot| id(slot.node()));
    ids.map(ToOwned::to_owned).collect()
}

/// How far back in the history the end of a process is looked for: what is older is no news.
const LATELY: usize = 5_000;

/// How the process of a node stands, or what it ended of; none where there is neither.
pub(crate) fn of(world: &World, slot: &Slot) -> Option<Transacting> {
    let producer = producer(slot.node())?;
    let id = id(slot.node())?.to_owned();
    if slot.life().is_running() {
        return Some(Transacting {
            id,
            state: producer.transaction_state()?.name(),
            trouble: producer.transaction_failure().and_then(trouble),
        });
    }
    let last = world.history().iter().rev().take(LATELY).find_map(|entry| {
        let is_its = entry.node == slot.id() && entry.incarnation == slot.incarnation();
        match entry.observation {
            Observation::Transaction { failure, .. } if is_its => Some(failure),
            _ => None,
        }
    });
    let failure = last.flatten()?;
    matches!(failure, TransactionFailure::Fatal(_)).then_some(())?;
    Some(Transacting {
        id,
        state: ProducerState::FatalError.name(),
        trouble: trouble(failure),
    })
}

fn trouble(failure: TransactionFailure) -> Option<Trouble> {
    let kind = match failure {
        _ if failure.is_fenced() => TroubleKind::Fenced,
        TransactionFailure::Abortable(_) => TroubleKind::MustAbort,
        _ => TroubleKind::Fatal,
    };
    Some(Trouble {
        kind,
        exception: failure.exception(),
        error: failure.error()?.name(),
    })
}
