//! What applications say to each other without Kafka. It travels as Kafka's messages do, on connections that break as
//! theirs do, and no broker understands it.

use std::sync::Arc;

use super::sink::SinkWrite;
use crate::model::{NodeId, Offset, Payload, TopicPartition};
use crate::registry::{RegistryRequest, RegistryResponse};

/// One message between applications.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Letter {
    /// To a sink: keep this. `Written` follows.
    Write(Arc<SinkWrite>),
    /// From a sink: it is kept.
    Written {
        /// How many of its rows changed something; the others were there before.
        applied: u32,
    },
    /// To a sink: up to where is everything of these partitions kept? `Offsets` follows.
    AskOffsets(Vec<TopicPartition>),
    /// From a sink: the offsets that were stored with the data, the next ones to read.
    Offsets(Vec<(TopicPartition, Option<Offset>)>),
    /// Over a direct link, or to and from a pushing server: this is for you. `Delivered` follows.
    Deliver(Item),
    /// Over a direct link: this is for you, and nobody waits for an answer.
    Tell(Item),
    /// It has been processed, or taken in.
    Delivered,
    /// To a schema registry, over HTTP. `RegistryResponse` follows.
    RegistryRequest(Arc<RegistryRequest>),
    /// From a schema registry.
    RegistryResponse(Arc<RegistryResponse>),
}

/// What one application sends another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// Who made it.
    pub from: NodeId,
    /// Its maker's count, from 0 in each incarnation.
    pub number: u64,
    /// What it says.
    pub value: Payload,
}

impl Letter {
    /// What it is called.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Write(_) => "Write",
            Self::Written { .. } => "Written",
            Self::AskOffsets(_) => "AskOffsets",
            Self::Offsets(_) => "Offsets",
            Self::Deliver(_) => "Deliver",
            Self::Tell(_) => "Tell",
            Self::Delivered => "Delivered",
            Self::RegistryRequest(_) => "RegistryRequest",
            Self::RegistryResponse(_) => "RegistryResponse",
        }
    }

    /// Whether it says something of its own accord; otherwise it answers.
    #[must_use]
    pub const fn is_request(&self) -> bool {
        matches!(
            self,
            Self::Write(_)
                | Self::AskOffsets(_)
                | Self::Deliver(_)
                | Self::Tell(_)
                | Self::RegistryRequest(_)
        )
    }

    /// The bytes of what it carries.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self {
            Self::Write(write) => write.size(),
            Self::Deliver(item) | Self::Tell(item) => item.value.len() as u64,
            Self::RegistryRequest(request) => request.size(),
            Self::RegistryResponse(response) => response.size(),
            _ => 0,
        }
    }
}
