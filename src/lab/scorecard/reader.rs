//! Who reads.

use std::fmt;
use std::sync::Arc;

use engine::app::processor::{Commits, Output, ProcessorSetup};
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
    /// When what its application has processed takes effect.
    pub(super) takes_effect: Effective,
}

/// When what an application has processed takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effective {
    /// At once.
    AtOnce,
    /// When its transaction is committed, in which its group's positions are as well.
    WithTransaction,
    /// When its sink has kept it, and its position with it.
    WithWrite,
}

impl Effective {
    fn of(setup: &ProcessorSetup) -> Self {
        let commits_with_output = setup.guarantee.commits == Commits::WithOutput;
        match setup.output {
            _ if setup.is_transactional() => Self::WithTransaction,
            Output::Sink(_) if commits_with_output => Self::WithWrite,
            _ => Self::AtOnce,
        }
    }
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
            takes_effect: Effective::of(node.setup()),
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

    /// Before which offset everything has taken effect that others have processed for the same reader and of which nobody
    /// knew it, now that it goes on from an offset; `None` where that does not tell.
    pub(super) fn effective_before(&self, by: PositionedBy, offset: u64) -> Option<u64> {
        match (self.takes_effect, by) {
            (Effective::WithTransaction, PositionedBy::Committed)
            | (Effective::WithWrite, PositionedBy::Seek) => Some(offset),
            (Effective::WithTransaction, PositionedBy::Reset) => Some(0),
            _ => None,
        }
    }

    /// Why it goes on from an offset.
    pub(super) fn jump(&self, by: PositionedBy, rule: &Rule, now_ms: u64) -> Jump {
        match by {
            PositionedBy::Seek if self.takes_effect != Effective::AtOnce => Jump::GoesBack,
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
