//! What a broker measures (`BrokerTopicMetrics`, `ReplicaManager`, `RequestMetrics`), under Kafka's JMX names.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::request_channel::Timing;
use super::{Broker, Replica};
use crate::metrics::{Histogram, Meter, Metric, Report};
use crate::model::{Instant, TopicName};

/// What was counted since the process started.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct BrokerMetrics {
    pub started: Instant,
    pub isr_shrinks: Meter,
    pub isr_expands: Meter,
    pub failed_isr_updates: Meter,
    /// Reads that the page cache could serve, and reads that it could not.
    pub page_cache_hits: Meter,
    pub page_cache_misses: Meter,
    all_topics: TopicMetrics,
    topics: BTreeMap<TopicName, TopicMetrics>,
    requests: BTreeMap<&'static str, Arc<RequestMetrics>>,
}

/// What a broker has counted over all topics since its process started: the attributes `Count` of `BrokerTopicMetrics`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Throughput {
    /// `MessagesInPerSec`: records that clients produced.
    pub messages_in: u64,
    /// `BytesInPerSec`: their bytes.
    pub bytes_in: u64,
    /// `BytesOutPerSec`: bytes that consumers fetched.
    pub bytes_out: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct TopicMetrics {
    bytes_in: Meter,
    bytes_out: Meter,
    messages_in: Meter,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct RequestMetrics {
    request_queue: Histogram,
    local: Histogram,
    remote: Histogram,
    response_queue: Histogram,
    response_send: Histogram,
    total: Histogram,
}

impl TopicMetrics {
    const fn new(now: Instant) -> Self {
        Self {
            bytes_in: Meter::new(now),
            bytes_out: Meter::new(now),
            messages_in: Meter::new(now),
        }
    }

    fn report(&self, topic: &str, now: Instant, report: &mut Report) {
        for (name, meter) in [
            ("BytesInPerSec", &self.bytes_in),
            ("BytesOutPerSec", &self.bytes_out),
            ("MessagesInPerSec", &self.messages_in),
        ] {
            let bean = format!("kafka.server:type=BrokerTopicMetrics,name={name}{topic}");
            report.meter(&bean, meter, now);
        }
    }
}

impl BrokerMetrics {
    pub const fn new(now: Instant) -> Self {
        Self {
            started: now,
            isr_shrinks: Meter::new(now),
            isr_expands: Meter::new(now),
            failed_isr_updates: Meter::new(now),
            page_cache_hits: Meter::new(now),
            page_cache_misses: Meter::new(now),
            all_topics: TopicMetrics::new(now),
            topics: BTreeMap::new(),
            requests: BTreeMap::new(),
        }
    }

    /// Clients produced to a topic.
    pub fn produced(&mut self, now: Instant, topic: &TopicName, bytes: u64, records: u64) {
        for metrics in [&mut self.all_topics, topic_of(&mut self.topics, topic, now)] {
            metrics.bytes_in.mark(now, bytes);
            metrics.messages_in.mark(now, records);
        }
    }

    /// Consumers fetched from a topic.
    pub fn consumed(&mut self, now: Instant, topic: &TopicName, bytes: u64) {
        for metrics in [&mut self.all_topics, topic_of(&mut self.topics, topic, now)] {
            metrics.bytes_out.mark(now, bytes);
        }
    }

    /// A request was answered.
    pub fn answered(&mut self, timing: &Timing) {
        let metrics = Arc::make_mut(self.requests.entry(timing.kind).or_default());
        metrics.request_queue.record(timing.request_queue.0);
        metrics.local.record(timing.local.0);
        metrics.remote.record(timing.remote.0);
        metrics.response_queue.record(timing.response_queue.0);
        metrics.response_send.record(timing.response_send.0);
        let total = timing.request_queue
            + timing.local
            + timing.remote
            + timing.response_queue
            + timing.response_send;
        metrics.total.record(total.0);
    }
}

fn topic_of<'a>(
    topics: &'a mut BTreeMap<TopicName, TopicMetrics>,
    topic: &TopicName,
    now: Instant,
) -> &'a mut TopicMetrics {
    // Nearly always it is there, and then its name need not be copied.
    if !topics.contains_key(topic) {
        topics.insert(topic.clone(), TopicMetrics::new(now));
    }
    topics
        .get_mut(topic)
        .expect("it was inserted if it was missing")
}

impl Broker {
    /// What it has counted, without the rest of its metrics.
    #[must_use]
    pub const fn throughput(&self) -> Throughput {
        let counted = &self.metrics.all_topics;
        Throughput {
            messages_in: counted.messages_in.count(),
            bytes_in: counted.bytes_in.count(),
            bytes_out: counted.bytes_out.count(),
        }
    }

    /// How many of the partitions that it leads are so.
    pub fn led_where(&self, counts: impl Fn(&Replica) -> bool) -> u64 {
        let counted = |(_, replica): &(_, &Replica)| replica.is_leader() && counts(replica);
        self.partitions().filter(counted).count() as u64
    }

    /// Its metrics now.
    #[must_use]
    pub fn metrics(&self, now: Instant) -> Vec<Metric> {
        let mut report = Report::default();
        let replica_manager = |name: &str| format!("kafka.server:type=ReplicaManager,name={name}");
        for (name, value) in [
            ("PartitionCount", self.partitions().count() as u64),
            ("LeaderCount", self.led_where(|_| true)),
            (
                "UnderReplicatedPartitions",
                self.led_where(Replica::is_under_replicated),
            ),
            (
                "UnderMinIsrPartitionCount",
                self.led_where(Replica::is_under_min_isr),
            ),
            (
                "AtMinIsrPartitionCount",
                self.led_where(Replica::is_at_min_isr),
            ),
        ] {
            report.gauge(&replica_manager(name), value);
        }
        let metrics = &self.metrics;
        for (name, meter) in [
            ("IsrShrinksPerSec", &metrics.isr_shrinks),
            ("IsrExpandsPerSec", &metrics.isr_expands),
            ("FailedIsrUpdatesPerSec", &metrics.failed_isr_updates),
        ] {
            report.meter(&replica_manager(name), meter, now);
        }
        self.groups.report(now, &mut report);
        metrics.all_topics.report("", now, &mut report);
        for (topic, of_topic) in &metrics.topics {
            of_topic.report(&format!(",topic={topic}"), now, &mut report);
        }
        for (kind, of_request) in &metrics.requests {
            for (name, histogram) in [
                ("RequestQueueTimeMs", &of_request.request_queue),
                ("LocalTimeMs", &of_request.local),
                ("RemoteTimeMs", &of_request.remote),
                ("ResponseQueueTimeMs", &of_request.response_queue),
                ("ResponseSendTimeMs", &of_request.response_send),
                ("TotalTimeMs", &of_request.total),
            ] {
                let bean = format!("kafka.network:type=RequestMetrics,name={name},request={kind}");
                report.histogram(&bean, histogram);
            }
        }
        report.gauge(
            "kafka.network:type=RequestChannel,name=RequestQueueSize",
            self.channel.queue_size(),
        );
        report.ratio(
            "kafka.server:type=KafkaRequestHandlerPool,name=RequestHandlerAvgIdlePercent",
            self.channel.idle_permille(metrics.started, now),
        );
        // The kernel's, not Kafka's: whether readers were served from memory.
        report.meter(
            "logarium:type=PageCache,name=Hits",
            &metrics.page_cache_hits,
            now,
        );
        report.meter(
            "logarium:type=PageCache,name=Misses",
            &metrics.page_cache_misses,
            now,
        );
        report.into_metrics()
    }
}
