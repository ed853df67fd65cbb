//! Who reads.

use std::fmt;
use std::sync::Arc;

use engine::app::processor::Output;
use engine::app::sink::WriteMode;
use engine::client::PositionedBy;
use engine::config::OffsetReset;
use engine::model::NodeId;
use sim::{AnyNode, NodeKind, World};

use super::reading::{Handling, Jump};
use super::rule::Rule;

/// Who remembers what was read: a group, whoever its members are; without a group nothing outlives one start of one consumer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reader {
    /// A group, by its `group.id`.
    Group(Arc<str>),
    /// A consumer without a group.
    Start {
        /// Its name.
        consumer: Arc<str>,
        /// Which start, from 0.
        incarnation: u32,
    },
}

impl fmt::Display for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Group(group) => write!(f, "group {group}"),
            Self::Start {
                consumer,
                incarnation,
            } => write!(f, "{consumer}, start {}", incarnation + 1),
        }
    }
}

/// What the lab says of a consumer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Consumer {
    name: Arc<str>,
    group: Option<Arc<str>>,
    /// Whether `auto.offset.reset` sends it to the start of the log, so that its new position says where that is.
    resets_to_the_start: bool,
    /// Whether its application writes where the same again changes nothing.
    writes_idempotently: bool,
}

impl Consumer {
    /// A node, if it is a consumer.
    pub(super) fn of(world: &World, node: NodeId) -> Option<Self> {
        let slot = world
            .slot(node)
            .filter(|slot| slot.kind() == NodeKind::Consumer)?;
        let AnyNode::Consumer(node) = slot.node() else {
            return None;
        };
        let config = &node.consumer().setup().config;
        let output = &node.setup().output;
        Some(Self {
            writes_idempotently: matches!(output, Output::Sink(sink) if sink.mode != WriteMode::Blind),
            name: Arc::clone(slot.name()),
            group: config.group_id.as_deref().map(Arc::from),
            resets_to_the_start: config.auto_offset_reset == OffsetReset::Earliest,
        })
    }

    /// For whom it reads in one of its starts.
    pub(super) fn reader(&self, incarnation: u32) -> Reader {
        match &self.group {
            Some(group) => Reader::Group(Arc::clone(group)),
            None => Reader::Start {
                consumer: Arc::clone(&self.name),
                incarnation,
            },
        }
    }

    /// What it means that its application has processed something.
    pub(super) const fn processes(&self) -> Handling {
        if self.writes_idempotently {
            Handling::ProcessedIdempotently
        } else {
            Handling::Processed
        }
    }

    /// Why it goes on from an offset.
    pub(super) fn jump(&self, by: PositionedBy, rule: &Rule, now_ms: u64) -> Jump {
        match by {
            PositionedBy::Seek => Jump::Wanted,
            PositionedBy::Reset if self.resets_to_the_start && rule.may_expire(now_ms) => {
                Jump::Expired
            }
            PositionedBy::Reset | PositionedBy::Committed | PositionedBy::Truncation => {
                Jump::Resumes
            }
        }
    }
}
