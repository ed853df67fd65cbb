//! Whether a run kept what it claims: judged by what clients saw, and by nothing else.

mod ledger;
mod readers;

use engine::model::{NodeId, Offset, TopicPartition};
use sim::World;

use crate::claim::Claim;
use ledger::Ledger;
use readers::Reader;

/// What came of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What was claimed.
    pub claim: Claim,
    /// Whether it holds so far.
    pub holds: bool,
    /// The counts behind it.
    pub counts: Counts,
    /// What went wrong, whether or not the claim forbids it; the first hundred.
    pub anomalies: Vec<Anomaly>,
}

/// What clients saw, counted in records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// `send()` was called and the record got a partition.
    pub sent: u64,
    /// The producer was told that the record is stored.
    pub acknowledged: u64,
    /// The producer was told that it is not, or may not be.
    pub failed: u64,
    /// Returned by some `poll()`; each time counts.
    pub delivered: u64,
    /// Acknowledged, passed by a reader, and never delivered to it.
    pub lost: u64,
    /// Delivered to the same reader again; each time counts.
    pub duplicated: u64,
    /// Acknowledged, and deleted by retention before a reader that wanted them came to them: no loss, but as agreed.
    pub expired: u64,
}

/// One thing that went wrong, under the name that Kafka's testers gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anomaly {
    /// What kind.
    pub kind: AnomalyKind,
    /// Who read: a group, or one start of a consumer without a group.
    pub reader: String,
    /// The producer of the record, if it is known.
    pub producer: Option<NodeId>,
    /// Where the record is, or should be.
    pub partition: TopicPartition,
    /// At which offset.
    pub offset: Offset,
}

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnomalyKind {
    /// An acknowledged record is missing within what a reader has passed.
    LostWrite,
    /// A record was delivered again.
    Duplicate,
}

impl AnomalyKind {
    /// Its published name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LostWrite => "lost-write",
            Self::Duplicate => "duplicate",
        }
    }
}

/// Judges a run by its client history.
#[must_use]
pub fn verdict(world: &World, claim: Claim) -> Verdict {
    const TOLD_MAX: usize = 100;
    let ledger = Ledger::of(world);
    let readers = Reader::all(world);
    let mut counts = Counts {
        sent: ledger.sent,
        failed: ledger.failed,
        ..Counts::default()
    };
    counts.acknowledged = ledger.acknowledged_count();
    let mut anomalies = Vec::new();
    for reader in &readers {
        counts.delivered += reader.delivered;
        counts.expired += reader.expired(&ledger);
        for anomaly in reader.lost(&ledger).chain(reader.duplicates()) {
            match anomaly.kind {
                AnomalyKind::LostWrite => counts.lost += 1,
                AnomalyKind::Duplicate => counts.duplicated += 1,
            }
            if anomalies.len() < TOLD_MAX {
                anomalies.push(anomaly);
            }
        }
    }
    let holds = match claim {
        Claim::None => true,
        Claim::AtMostOnce => counts.duplicated == 0,
        Claim::AtLeastOnce => counts.lost == 0,
    };
    Verdict {
        claim,
        holds,
        counts,
        anomalies,
    }
}
