//! Where records without a key go (`BuiltInPartitioner`; KIP-480, KIP-794).

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::client::metadata::ClientMetadata;
use crate::model::TopicName;

/// Records of a topic stay with one partition until it has got `batch.size` bytes, then move to another, drawn by chance.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct BuiltInPartitioner {
    topic: TopicName,
    entropy: u64,
    draws: u64,
    sticky: Option<Sticky>,
    load: Option<PartitionLoadStats>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Sticky {
    partition: i32,
    produced: u64,
}

/// How much each partition is to be preferred: the running sum of how much shorter its queue is than the longest.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct PartitionLoadStats {
    cumulative: Vec<(u64, i32)>,
}

impl BuiltInPartitioner {
    pub fn new(topic: TopicName, entropy: u64) -> Self {
        Self {
            topic,
            entropy,
            draws: 0,
            sticky: None,
            load: None,
        }
    }

    /// The partition that it stays with.
    pub fn current(&mut self, metadata: &ClientMetadata) -> i32 {
        if let Some(sticky) = self.sticky {
            return sticky.partition;
        }
        let partition = self.next_partition(metadata);
        self.sticky = Some(Sticky {
            partition,
            produced: 0,
        });
        partition
    }

    /// So many bytes went to the current partition. After `batch.size` of them it moves on, but not away from a batch
    /// that others would have to fill before twice as many.
    pub fn produced(
        &mut self,
        bytes: u32,
        may_switch: bool,
        batch_size: u32,
        metadata: &ClientMetadata,
    ) {
        let Some(sticky) = &mut self.sticky else {
            return;
        };
        sticky.produced += u64::from(bytes);
        let enough = u64::from(batch_size);
        if sticky.produced >= enough && may_switch || sticky.produced >= 2 * enough {
            let partition = self.next_partition(metadata);
            self.sticky = Some(Sticky {
                partition,
                produced: 0,
            });
        }
    }

    /// Takes in how many batches wait for each partition that can be sent to. `of_all` is the number of partitions.
    pub fn update_load(&mut self, queues: &[(i32, u64)], of_all: usize) {
        let longest = queues.iter().map(|(_, size)| *size).max();
        let all_equal = queues.iter().all(|(_, size)| Some(*size) == longest);
        self.load = match longest {
            Some(longest) if of_all > 1 && !(all_equal && queues.len() == of_all) => {
                let mut sum = 0;
                let weigh = |(partition, size): &(i32, u64)| {
                    sum += longest + 1 - size;
                    (sum, *partition)
                };
                let cumulative = queues.iter().map(weigh).collect();
                Some(PartitionLoadStats { cumulative })
            }
            _ => None,
        };
    }

    /// No queue is to be preferred.
    pub fn forget_load(&mut self) {
        self.load = None;
    }

    fn next_partition(&mut self, metadata: &ClientMetadata) -> i32 {
        let draw = xxh3_64_with_seed(&self.draws.to_le_bytes(), self.entropy);
        self.draws += 1;
        if let Some(load) = &self.load
            && let Some((end, _)) = load.cumulative.last()
        {
            let found = load.cumulative.iter().find(|(sum, _)| *sum > draw % end);
            return found.map_or(0, |(_, partition)| *partition);
        }
        let available = metadata.available_partitions(&self.topic);
        if available.is_empty() {
            let all = metadata.partition_count(&self.topic).unwrap_or(1).max(1);
            return (draw % all as u64) as i32;
        }
        available[(draw % available.len() as u64) as usize]
    }
}
