//! Lines before they are drawn: what each sample says of each thing.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::broker::Throughput;
use engine::model::NodeId;
use lab::{BrokerSample, Sample};

/// What each sample says; `None` where it says nothing.
pub(super) type Values = Vec<Option<f64>>;

/// What every sample says of each thing that it speaks of.
pub(super) fn gauges<K: Ord>(
    samples: &[Arc<Sample>],
    mut read: impl FnMut(&Sample) -> Vec<(K, f64)>,
) -> BTreeMap<K, Values> {
    let mut lines: BTreeMap<K, Values> = BTreeMap::new();
    for (index, sample) in samples.iter().enumerate() {
        for (key, value) in read(sample) {
            let values = lines
                .entry(key)
                .or_insert_with(|| vec![None; samples.len()]);
            values[index] = Some(value);
        }
    }
    lines
}

/// How much a count of each broker rose from sample to sample. A process that starts anew counts from nothing.
pub(super) fn rises(
    samples: &[Arc<Sample>],
    count: impl Fn(&Throughput) -> u64,
) -> BTreeMap<NodeId, Values> {
    let mut before: Vec<BrokerSample> = Vec::new();
    gauges(samples, |sample| {
        let rise = |broker: &BrokerSample| {
            let same = before.iter().find(|earlier| {
                earlier.node == broker.node && earlier.incarnation == broker.incarnation
            });
            let counted = same.map_or(0, |earlier| count(&earlier.throughput));
            let rose = count(&broker.throughput).saturating_sub(counted);
            (broker.node, rose as f64)
        };
        let rises = sample.brokers.iter().map(rise).collect();
        before.clone_from(&sample.brokers);
        rises
    })
}

/// All lines together, wherever one of them says something.
pub(super) fn sum(lines: &BTreeMap<NodeId, Values>) -> Values {
    let mut sums = lines.values();
    let mut sum = sums.next().cloned().unwrap_or_default();
    for line in sums {
        for (sum, value) in sum.iter_mut().zip(line) {
            *sum = match (*sum, *value) {
                (Some(sum), Some(value)) => Some(sum + value),
                (one, other) => one.or(other),
            };
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(incarnation: u32, messages_in: u64) -> Arc<Sample> {
        let broker = BrokerSample {
            node: NodeId(1),
            incarnation,
            throughput: Throughput {
                messages_in,
                ..Throughput::default()
            },
            under_replicated: 0,
            under_min_isr: 0,
        };
        Arc::new(Sample {
            brokers: vec![broker],
            ..Sample::default()
        })
    }

    #[test]
    fn a_broker_that_starts_anew_counts_from_nothing() {
        let down = Arc::new(Sample::default());
        let samples = [sample(0, 5), sample(0, 9), down, sample(1, 2), sample(2, 7)];
        let rises = rises(&samples, |counted| counted.messages_in);
        assert_eq!(
            rises[&NodeId(1)],
            [Some(5.0), Some(4.0), None, Some(2.0), Some(7.0)]
        );
    }

    #[test]
    fn a_sum_is_of_those_that_say_something() {
        let lines = BTreeMap::from([
            (NodeId(1), vec![Some(1.0), None, None]),
            (NodeId(2), vec![Some(2.0), Some(4.0), None]),
        ]);
        assert_eq!(sum(&lines), [Some(3.0), Some(4.0), None]);
    }
}
