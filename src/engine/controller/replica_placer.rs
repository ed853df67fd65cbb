//! Where a new topic's replicas go: round the racks, and round the brokers of each rack
//! (`org.apache.kafka.metadata.placement.StripedReplicaPlacer`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::entropy::Entropy;
use crate::model::BrokerId;

/// A broker that may hold replicas.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct UsableBroker {
    /// Which.
    pub id: BrokerId,
    /// `broker.rack`; brokers without one are a rack of their own.
    pub rack: Option<Arc<str>>,
    /// Whether it is fenced: it gets a replica only where no other broker is left, and never the leader.
    pub fenced: bool,
}

/// Places `partitions` of `replication_factor` replicas each, the leader first.
///
/// # Errors
/// A sentence, when there are too few brokers, or all of them are fenced.
pub(super) fn place(
    brokers: Vec<UsableBroker>,
    partitions: i32,
    replication_factor: i16,
    entropy: &mut Entropy,
) -> Result<Vec<Vec<BrokerId>>, String> {
    let mut racks = Racks::new(brokers, entropy);
    let replicas = usize::try_from(replication_factor).unwrap_or(0);
    if replicas == 0 {
        return Err("there must be at least one replica".to_owned());
    }
    if racks.unfenced == 0 {
        return Err("all brokers are fenced".to_owned());
    }
    if replicas > racks.total {
        return Err(format!("only {} brokers are registered", racks.total));
    }
    Ok((0..partitions)
        .map(|_| racks.place(replicas, entropy))
        .collect())
}

/// The racks, of which each partition begins with the next one.
struct Racks {
    racks: Vec<Rack>,
    total: usize,
    unfenced: usize,
    /// Counts the partitions since the last shuffle.
    epoch: usize,
    offset: usize,
}

#[derive(Default)]
struct Rack {
    unfenced: BrokerList,
    fenced: BrokerList,
}

/// Brokers that are handed out in turn; each new epoch begins one further.
#[derive(Default)]
struct BrokerList {
    brokers: Vec<BrokerId>,
    epoch: usize,
    index: usize,
    offset: usize,
}

impl Racks {
    fn new(brokers: Vec<UsableBroker>, entropy: &mut Entropy) -> Self {
        let mut by_name: BTreeMap<Option<Arc<str>>, Rack> = BTreeMap::new();
        let (mut total, mut unfenced) = (0, 0);
        for broker in brokers {
            let rack = by_name.entry(broker.rack).or_default();
            let list = if broker.fenced {
                &mut rack.fenced
            } else {
                unfenced += 1;
                &mut rack.unfenced
            };
            list.brokers.push(broker.id);
            total += 1;
        }
        let mut racks: Vec<Rack> = by_name.into_values().collect();
        for rack in &mut racks {
            rack.fenced.start(entropy);
            rack.unfenced.start(entropy);
        }
        let offset = entropy.below(racks.len());
        Self {
            racks,
            total,
            unfenced,
            epoch: 0,
            offset,
        }
    }

    /// The replicas of the next partition. There are as many brokers as replicas, and one of them is not fenced.
    fn place(&mut self, replicas: usize, entropy: &mut Entropy) -> Vec<BrokerId> {
        // Every broker has led once: another order, so that the same replica sets do not come again.
        if self.epoch == self.unfenced && self.unfenced > 1 {
            self.shuffle(entropy);
            self.epoch = 0;
        }
        let count = self.racks.len();
        let start = self.offset % count;
        let round = |first: usize| (0..count).map(move |step| (first + step) % count);
        let mut placed = Vec::with_capacity(replicas);
        let mut leader_rack = None;
        for index in round(start) {
            if let Some(leader) = self.racks[index].unfenced.next(self.epoch) {
                placed.push(leader);
                leader_rack = Some(index);
                break;
            }
        }
        let mut rack = start;
        while placed.len() < replicas {
            // The leader's rack has given one: the first time round it is passed over.
            if leader_rack == Some(rack) {
                leader_rack = None;
            } else {
                placed.extend(self.racks[rack].next(self.epoch));
            }
            rack = (rack + 1) % count;
        }
        self.epoch += 1;
        self.offset = start + 1;
        placed
    }

    fn shuffle(&mut self, entropy: &mut Entropy) {
        entropy.shuffle(&mut self.racks);
        for rack in &mut self.racks {
            for list in [&mut rack.fenced, &mut rack.unfenced] {
                entropy.shuffle(&mut list.brokers);
                // Even a list that was last used in epoch 0 begins anew.
                list.epoch = usize::MAX;
            }
        }
    }
}

impl Rack {
    fn next(&mut self, epoch: usize) -> Option<BrokerId> {
        self.unfenced
            .next(epoch)
            .or_else(|| self.fenced.next(epoch))
    }
}

impl BrokerList {
    fn start(&mut self, entropy: &mut Entropy) {
        if !self.brokers.is_empty() {
            self.brokers.sort_unstable();
            self.offset = entropy.below(self.brokers.len());
        }
    }

    /// The next broker; `None` when all were handed out in this epoch.
    fn next(&mut self, epoch: usize) -> Option<BrokerId> {
        let count = self.brokers.len();
        if count == 0 {
            return None;
        }
        if self.epoch != epoch {
            self.epoch = epoch;
            self.index = 0;
            self.offset = (self.offset + 1) % count;
        }
        let broker = *self
            .brokers
            .get((self.index + self.offset) % count)
            .filter(|_| self.index < count)?;
        self.index += 1;
        Some(broker)
    }
}
