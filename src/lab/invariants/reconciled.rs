//! Whether a cluster that was left alone has come to rest.

use std::fmt;

use engine::model::{BrokerId, Offset, TopicPartition};

use super::committed::Committed;
use super::{Cluster, ReplicaView};

/// Two views of a cluster at rest that ought to be the same and are not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disagreement {
    /// There is no controller.
    NoController,
    /// A registered broker is not there, fenced, or not of the epoch that the controller has.
    BrokerAway {
        /// Which.
        broker: BrokerId,
    },
    /// A broker's image is not the controller's.
    ImageDiffers {
        /// Whose.
        broker: BrokerId,
    },
    /// A partition has no leader, or its leader does not lead.
    NoLeader {
        /// Which partition.
        partition: TopicPartition,
    },
    /// A replica is not in sync.
    NotInSync {
        /// Which partition.
        partition: TopicPartition,
        /// Who holds the replica, or should.
        broker: BrokerId,
    },
    /// A replica's high watermark is not at the leader's log end offset, or its own log ends elsewhere.
    NotCaughtUp {
        /// Which partition.
        partition: TopicPartition,
        /// Who holds the replica.
        broker: BrokerId,
        /// Its high watermark.
        high_watermark: Offset,
        /// Where its log ends.
        log_end: Offset,
        /// Where the leader's log ends.
        leader_end: Offset,
    },
    /// A replica has something else than the leader.
    LogDiffers {
        /// Which partition.
        partition: TopicPartition,
        /// Who holds the replica.
        broker: BrokerId,
        /// At which offset.
        offset: Offset,
    },
}

/// Everything that is not as it should be in a cluster that was repaired and left alone long enough: all brokers serve,
/// all images are the controller's, every replica is in sync and has what the leader has, and all of it is committed.
#[must_use]
pub fn reconciled(cluster: &impl Cluster) -> Vec<Disagreement> {
    let Some(controller) = cluster.controller() else {
        return vec![Disagreement::NoController];
    };
    let image = controller.image;
    let mut found = Vec::new();
    for (id, registration) in &image.brokers {
        let broker = cluster.broker(*id);
        match broker.filter(|b| registration.is_active() && b.epoch == registration.epoch) {
            None => found.push(Disagreement::BrokerAway { broker: *id }),
            Some(broker) => {
                let same = broker.image.end_offset == image.end_offset
                    && broker.image.brokers == image.brokers
                    && broker.image.partitions().eq(image.partitions());
                if !same {
                    found.push(Disagreement::ImageDiffers { broker: *id });
                }
            }
        }
    }
    for (partition, state) in image.partitions() {
        let leader = state.leader.and_then(|id| cluster.replica(id, &partition));
        let Some(leader) = leader.filter(|leader| leader.leads) else {
            found.push(Disagreement::NoLeader { partition });
            continue;
        };
        let config = image.topic_config(&partition.topic);
        let compacts = config.is_some_and(|config| config.cleanup_policy.compacts());
        let mut all = Committed::beginning_at(leader.log.log_start_offset());
        all.extend(leader.log, leader.log.log_end_offset());
        for broker in state.replicas.iter().copied() {
            let replica = cluster.replica(broker, &partition);
            let in_sync = replica.filter(|_| state.isr.contains(&broker));
            let Some(replica) = in_sync else {
                let partition = partition.clone();
                found.push(Disagreement::NotInSync { partition, broker });
                continue;
            };
            found.extend(caught_up(&partition, &replica, &leader));
            let end = all.end();
            if let Some(offset) = all.first_difference(replica.log, all.start(), end, compacts) {
                found.push(Disagreement::LogDiffers {
                    partition: partition.clone(),
                    broker,
                    offset,
                });
            }
        }
    }
    found
}

fn caught_up(
    partition: &TopicPartition,
    replica: &ReplicaView<'_>,
    leader: &ReplicaView<'_>,
) -> Option<Disagreement> {
    let (high_watermark, log_end) = (replica.high_watermark, replica.log.log_end_offset());
    let leader_end = leader.log.log_end_offset();
    (high_watermark != leader_end || log_end != leader_end).then(|| Disagreement::NotCaughtUp {
        partition: partition.clone(),
        broker: replica.broker,
        high_watermark,
        log_end,
        leader_end,
    })
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoController => write!(f, "there is no controller"),
            Self::BrokerAway { broker } => write!(f, "broker {broker} does not serve"),
            Self::ImageDiffers { broker } => {
                write!(f, "broker {broker} has another image than the controller")
            }
            Self::NoLeader { partition } => write!(f, "nobody leads {partition}"),
            Self::NotInSync { partition, broker } => {
                write!(f, "broker {broker} is not in sync for {partition}")
            }
            Self::NotCaughtUp {
                partition,
                broker,
                high_watermark,
                log_end,
                leader_end,
            } => write!(
                f,
                "broker {broker} is at {high_watermark} of {log_end} in {partition}, and the leader's log ends at \
                 {leader_end}"
            ),
            Self::LogDiffers {
                partition,
                broker,
                offset,
            } => write!(
                f,
                "broker {broker} has something else than the leader at offset {offset} of {partition}"
            ),
        }
    }
}
