//! The charts, read from a session.

use std::collections::BTreeMap;
use std::ops::Range;

use engine::broker::Throughput;
use engine::model::NodeId;
use lab::{BrokerSample, Sample, Session};

use super::columns::Columns;
use super::lines::{Values, gauges, rises, sum};
use super::{Chart, Charts, Kind, Line, LineName, Scale};
use crate::saying::Saying;

/// More lines are not told apart in one chart.
const LINES_MAX: usize = 8;

const PERCENTILES: [(&str, u64); 3] = [("p50", 500), ("p95", 950), ("p99", 990)];

impl Charts {
    /// What was measured on the current branch from one moment of it to another, in µs; `end` is the axis's.
    #[must_use]
    pub fn of(session: &Session, range: &Range<u64>) -> Self {
        let samples = session.samples();
        let columns = Columns::of(samples.all(), samples.step(), range);
        let shown = samples.count_until(session.playhead());
        let reader = Reader {
            session,
            now: shown.checked_sub(1).map(|last| last..shown),
            columns,
        };
        let charts = reader.charts();
        Self {
            end: range.end,
            moments: reader.columns.moments(),
            measured_at: reader.now.as_ref().map(|now| samples.all()[now.start].at.0),
            window: reader.columns.longest_window(),
            charts: charts
                .into_iter()
                .filter(|chart| !chart.lines.is_empty())
                .collect(),
        }
    }
}

struct Reader<'s> {
    session: &'s Session,
    columns: Columns<'s>,
    /// The sample at the playhead.
    now: Option<Range<usize>>,
}

impl Reader<'_> {
    fn charts(&self) -> Vec<Chart> {
        vec![
            self.throughput(Kind::MessagesIn, |counted| counted.messages_in),
            self.throughput(Kind::BytesIn, |counted| counted.bytes_in),
            self.throughput(Kind::BytesOut, |counted| counted.bytes_out),
            self.latency(),
            self.gauge(
                Kind::RecordsLag,
                |sample| {
                    let lags = sample.consumers.iter();
                    lags.map(|one| ((one.node, one.partition.clone()), one.lag as f64))
                        .collect()
                },
                |(node, partition)| format!("{} {partition}", self.name(*node)),
            ),
            self.gauge(
                Kind::GroupLag,
                |sample| {
                    let lags = sample.groups.iter();
                    lags.map(|one| ((one.group.clone(), one.partition.clone()), one.lag as f64))
                        .collect()
                },
                |(group, partition)| format!("{group} {partition}"),
            ),
            self.of_brokers(Kind::UnderReplicated, |broker| broker.under_replicated),
            self.of_brokers(Kind::UnderMinIsr, |broker| broker.under_min_isr),
            self.gauge(
                Kind::Offline,
                |sample| {
                    let controller = sample.controller.iter();
                    controller
                        .map(|one| (one.node, one.offline_partitions as f64))
                        .collect()
                },
                |node| self.name(*node),
            ),
            self.gauge(
                Kind::ActiveController,
                |sample| {
                    let controller = sample.controller.iter();
                    // A controller says 1 while it is the active one, and here there is no other.
                    controller.map(|one| (one.node, 1.0)).collect()
                },
                |node| self.name(*node),
            ),
        ]
    }

    /// Something that brokers count, a second: of each, and where there are several, of all.
    fn throughput(&self, kind: Kind, count: impl Fn(&Throughput) -> u64) -> Chart {
        let of_brokers = rises(self.columns.samples, count);
        let all = (of_brokers.len() > 1).then(|| (LineName::All, sum(&of_brokers)));
        let each = of_brokers.into_iter();
        let each = each.map(|(node, rises)| (LineName::Of(self.name(node)), rises));
        let lines = all
            .into_iter()
            .chain(each)
            .map(|(name, rises)| self.line(name, |span| self.columns.rate(&rises, span)));
        chart(kind, lines.collect())
    }

    fn of_brokers(&self, kind: Kind, read: impl Fn(&BrokerSample) -> u64) -> Chart {
        let read = |sample: &Sample| {
            let brokers = sample.brokers.iter();
            brokers
                .map(|broker| (broker.node, read(broker) as f64))
                .collect()
        };
        self.gauge(kind, read, |node| self.name(*node))
    }

    fn gauge<K: Ord>(
        &self,
        kind: Kind,
        read: impl Fn(&Sample) -> Vec<(K, f64)>,
        name: impl Fn(&K) -> String,
    ) -> Chart {
        let lines: BTreeMap<K, Values> = gauges(self.columns.samples, read);
        let lines = lines.iter().map(|(key, values)| {
            let name = LineName::Of(name(key));
            self.line(name, |span| Columns::largest(values, span))
        });
        chart(kind, lines.collect())
    }

    fn latency(&self) -> Chart {
        let all = self.columns.samples.iter();
        if all.map(|sample| sample.latencies.count()).sum::<u64>() == 0 {
            return chart(Kind::Latency, Vec::new());
        }
        let spans = self.columns.spans.iter().chain(&self.now);
        let windows: BTreeMap<(usize, usize), _> = spans
            .map(|span| ((span.start, span.end), self.columns.latencies(span)))
            .collect();
        let at = |span: &Range<usize>| {
            let window = windows.get(&(span.start, span.end));
            window.filter(|window| window.count() > 0)
        };
        let ms = |micros: u64| micros as f64 / 1e3;
        let percentile = |(name, permille): (&str, u64)| {
            let value = |span: &Range<usize>| Some(ms(at(span)?.at_permille(permille)));
            self.line(LineName::Of(name.to_owned()), value)
        };
        let mut lines: Vec<Line> = PERCENTILES.map(percentile).into();
        let max = LineName::Of("max".to_owned());
        lines.push(self.line(max, |span| Some(ms(at(span)?.max()))));
        chart(Kind::Latency, lines)
    }

    fn line(&self, name: LineName, value: impl Fn(&Range<usize>) -> Option<f64>) -> Line {
        let values: Vec<Option<f64>> = self.columns.spans.iter().map(&value).collect();
        Line {
            name,
            most: values.iter().flatten().copied().reduce(f64::max),
            now: self.now.as_ref().and_then(value),
            values,
        }
    }

    fn name(&self, node: NodeId) -> String {
        let name = self.session.lab().name(node);
        name.map_or_else(|| node.to_string(), ToOwned::to_owned)
    }
}

fn chart(kind: Kind, mut lines: Vec<Line>) -> Chart {
    lines.retain(|line| line.most.is_some());
    let left_out = lines.len().saturating_sub(LINES_MAX);
    if left_out > 0 {
        let most = |line: &Line| line.most.unwrap_or(0.0);
        // What stands out most is drawn; a stable sort keeps the rest in order.
        lines.sort_by(|one, other| most(other).total_cmp(&most(one)));
        lines.truncate(LINES_MAX);
    }
    let most = lines
        .iter()
        .filter_map(|line| line.most)
        .fold(0.0, f64::max);
    let (name, attribute, unit) = names(kind);
    let rate = matches!(kind, Kind::MessagesIn | Kind::BytesIn | Kind::BytesOut);
    Chart {
        kind,
        name,
        attribute,
        title: Saying::new(title(kind)),
        unit: Saying::new(unit),
        scale: Scale::holding(most, !rate && kind != Kind::Latency),
        lines,
        left_out,
    }
}

/// The MBean or tool that says it, the attribute or column, and the unit.
const fn names(kind: Kind) -> (&'static str, &'static str, &'static str) {
    const CONSUMER: &str =
        "kafka.consumer:type=consumer-fetch-manager-metrics,client-id=*,topic=*,partition=*";
    match kind {
        Kind::MessagesIn => (
            "kafka.server:type=BrokerTopicMetrics,name=MessagesInPerSec",
            "Count",
            "chart-unit-records-second",
        ),
        Kind::BytesIn => (
            "kafka.server:type=BrokerTopicMetrics,name=BytesInPerSec",
            "Count",
            "chart-unit-bytes-second",
        ),
        Kind::BytesOut => (
            "kafka.server:type=BrokerTopicMetrics,name=BytesOutPerSec",
            "Count",
            "chart-unit-bytes-second",
        ),
        Kind::Latency => (
            "logarium:type=EndToEndLatency,name=LatencyMs",
            "50thPercentile, 95thPercentile, 99thPercentile, Max",
            "chart-unit-ms",
        ),
        Kind::RecordsLag => (CONSUMER, "records-lag", "chart-unit-records"),
        Kind::GroupLag => (
            "kafka-consumer-groups --describe",
            "LAG",
            "chart-unit-records",
        ),
        Kind::UnderReplicated => (
            "kafka.server:type=ReplicaManager,name=UnderReplicatedPartitions",
            "Value",
            "chart-unit-partitions",
        ),
        Kind::UnderMinIsr => (
            "kafka.server:type=ReplicaManager,name=UnderMinIsrPartitionCount",
            "Value",
            "chart-unit-partitions",
        ),
        Kind::Offline => (
            "kafka.controller:type=KafkaController,name=OfflinePartitionsCount",
            "Value",
            "chart-unit-partitions",
        ),
        Kind::ActiveController => (
            "kafka.controller:type=KafkaController,name=ActiveControllerCount",
            "Value",
            "chart-unit-controllers",
        ),
    }
}

const fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::MessagesIn => "chart-messages-in",
        Kind::BytesIn => "chart-bytes-in",
        Kind::BytesOut => "chart-bytes-out",
        Kind::Latency => "chart-latency",
        Kind::RecordsLag => "chart-records-lag",
        Kind::GroupLag => "chart-group-lag",
        Kind::UnderReplicated => "chart-under-replicated",
        Kind::UnderMinIsr => "chart-under-min-isr",
        Kind::Offline => "chart-offline",
        Kind::ActiveController => "chart-active-controller",
    }
}
