//! Measures, read from a world.

use std::borrow::Cow;

use engine::app::processor::{Container, Output};
use engine::app::sink::SinkState;
use engine::broker::Replica;
use engine::client::Observation;
use engine::client::consumer::Consumer;
use engine::coordinator::group::{ClassicGroup, GroupState};
use engine::metadata::PartitionState;
use engine::model::{NodeId, Offset, Timestamp, TopicPartition};
use engine::node::Message;
use sim::{AnyNode, Cargo, Flight, Role, World};

use super::{
    CommittedName, CountedName, FlightsName, Measure, PositionName, ReplicaName, TopicOnName,
    bytes, groups, registry,
};
use crate::action::MessageKind;
use crate::history::{node_named, printed, printed_since_start};
use crate::lab::role;
use crate::logs::{brokers, leader_log};
use crate::scorecard::{Count, Reader, Scorecard};
use crate::session::Session;

impl Measure {
    /// Its value in a world; of nodes and partitions that are not there, 0 for counts and -1 for all else.
    #[must_use]
    pub fn of(&self, world: &World) -> i64 {
        self.read(world, || Cow::Owned(Scorecard::of(world)))
    }

    /// Its value at a session's playhead.
    #[must_use]
    pub fn at(&self, session: &Session) -> i64 {
        self.with(session.world(), session.scorecard())
    }

    /// Its value in a world of which this is the scorecard.
    pub(crate) fn with(&self, world: &World, scorecard: &Scorecard) -> i64 {
        self.read(world, || Cow::Borrowed(scorecard))
    }

    fn read<'c>(&self, world: &World, scorecard: impl FnOnce() -> Cow<'c, Scorecard>) -> i64 {
        match self {
            Self::Printed(name) => {
                node_named(world, name).map_or(0, |id| count(printed_since_start(world, id).len()))
            }
            Self::PrintedTotal(name) => {
                node_named(world, name).map_or(0, |id| count(printed(world, id).len()))
            }
            Self::FirstPrinted(name) => {
                offset_printed(world, name, |offsets| offsets.first().copied())
            }
            Self::LastPrinted(name) => {
                offset_printed(world, name, |offsets| offsets.last().copied())
            }
            Self::Sent(name) => sends(world, name, |observation| match observation {
                Observation::Sent { numbers, .. } => numbers.end - numbers.start,
                Observation::DirectSent { .. } => 1,
                _ => 0,
            }),
            Self::Acknowledged(name) => sends(world, name, |observation| match observation {
                Observation::Acknowledged { numbers, .. } => numbers.end - numbers.start,
                _ => 0,
            }),
            Self::SentTo(name) => sent_to(world, name),
            Self::Processed(name) => processed(world, name),
            Self::Consumed(group) => groups::consumed(world, group),
            Self::Repeated(group) => groups::repeated(world, group),
            Self::Assigned(name) => {
                running_consumer(world, name).map_or(0, |found| count(found.assignment().count()))
            }
            Self::Members(group) => {
                groups::known(world, group).map_or(0, |known| count(known.members().len()))
            }
            Self::Stable(group) => {
                let state = groups::known(world, group).map(ClassicGroup::state);
                i64::from(state == Some(GroupState::Stable))
            }
            Self::Generation(group) => {
                groups::known(world, group).map_or(-1, |known| i64::from(known.generation()))
            }
            Self::Rebalances(group) => groups::rebalances(world, group),
            Self::Lag(name) => groups::lag(world, name),
            Self::Spread(name) => groups::spread(world, &name.topic),
            Self::Dropped(name) => sends(world, name, |observation| {
                u64::from(matches!(observation, Observation::PushDropped { .. }))
            }),
            Self::Rows(name) => kept(world, name, rows),
            Self::Written(name) => kept(world, name, written),
            Self::Leader(name) => world
                .holder(&Role::Leader(name.place()))
                .map_or(-1, |leader| i64::from(leader.0)),
            Self::LeaderEpoch(name) => {
                state(world, &name.place()).map_or(-1, |state| i64::from(state.leader_epoch.0))
            }
            Self::InSync(name) => {
                state(world, &name.place()).map_or(-1, |state| count(state.isr.len()))
            }
            Self::LogStart(name) => of_replica(world, name, |log| log.log().log_start_offset().0),
            Self::HighWatermark(name) => of_replica(world, name, |log| log.high_watermark().0),
            Self::LastStableOffset(name) => {
                of_replica(world, name, |log| log.last_stable_offset().0)
            }
            Self::Hosted(name) => {
                let place = name.place();
                let hosts = brokers(world).filter(|broker| broker.replica(&place).is_some());
                count(hosts.count())
            }
            Self::Fetched(name) => fetched(world, &name.place()),
            Self::Running(name) => i64::from(running(world, name).is_some()),
            Self::InFlight(name) => in_flight(world, name),
            Self::LogEnd(name) => of_replica(world, name, |log| log.log().log_end_offset().0),
            Self::Stored(name) => of_replica(world, name, |log| {
                let batches = log.log().batches();
                batches.map(|batch| i64::from(batch.count())).sum()
            }),
            Self::Segments(name) => of_replica(world, name, |log| {
                log.log().segment_count().try_into().unwrap_or(i64::MAX)
            }),
            Self::Batches(name) => {
                of_replica(world, name, |log| count(log.log().batches().count()))
            }
            Self::Backdated(name) => of_replica(world, name, backdated),
            Self::MessagesIn(name) => of_topic(world, name, "MessagesInPerSec"),
            Self::BytesIn(name) => of_topic(world, name, "BytesInPerSec"),
            Self::Requests(name) => {
                let kind = match &*name.api {
                    "Fetch" => "FetchConsumer",
                    other => other,
                };
                let bean =
                    format!("kafka.network:type=RequestMetrics,name=TotalTimeMs,request={kind}");
                metered(world, &name.on, &bean)
            }
            Self::CacheMisses(on) => metered(world, on, "logarium:type=PageCache,name=Misses"),
            Self::Committed(name) => committed(world, name),
            Self::Position(name) => offset_of(world, name).map_or(-1, |offset| offset.0),
            Self::ReadsFrom(name) => reads_from(world, name),
            Self::KeyBytes(name) => bytes::of_record(world, name, |record| record.key.as_ref()),
            Self::ValueBytes(name) => bytes::of_record(world, name, |record| record.value.as_ref()),
            Self::LogBytes(name) => of_replica(world, name, |log| {
                i64::try_from(log.log().size()).unwrap_or(i64::MAX)
            }),
            Self::PrintedWith(name) => bytes::printed_with(world, name),
            Self::FileBytes(name) => bytes::of_file(world, name, Container::size),
            Self::FileBlocks(name) => bytes::of_file(world, name, |file| {
                file.blocks().filter(|block| block.records > 0).count() as u64
            }),
            Self::Versions(subject) => registry::versions(world, subject),
            Self::SchemaId(subject) => registry::schema_id(world, subject),
            Self::RegistryStatus => registry::status(world),
            Self::RegistryError => registry::error(world),
            Self::Unserializable(name) => sends(world, name, |observation| {
                u64::from(matches!(observation, Observation::Unserializable { .. }))
            }),
            Self::Undeserializable(name) => registry::undeserializable(world, name),
            Self::Skipped(name) => sends(world, name, |observation| {
                u64::from(matches!(
                    observation,
                    Observation::PutAside { to: None, .. }
                ))
            }),
            Self::DeadLettered(name) => sends(world, name, |observation| {
                u64::from(matches!(
                    observation,
                    Observation::PutAside { to: Some(_), .. }
                ))
            }),
            Self::Lost => counted(world, &scorecard(), &CountedName::of(Count::Lost)),
            Self::Duplicated => counted(world, &scorecard(), &CountedName::of(Count::Duplicated)),
            Self::Expired => counted(world, &scorecard(), &CountedName::of(Count::Expired)),
            Self::Counted(name) => counted(world, &scorecard(), name),
            Self::Keeps(claim) => i64::from(scorecard().verdict(*claim).holds),
        }
    }
}

pub(super) fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn offset_printed(world: &World, name: &str, pick: impl Fn(&[Offset]) -> Option<Offset>) -> i64 {
    let Some(id) = node_named(world, name) else {
        return Offset::NONE.0;
    };
    let offsets: Vec<Offset> = printed_since_start(world, id)
        .iter()
        .map(|one| one.offset)
        .collect();
    pick(&offsets).unwrap_or(Offset::NONE).0
}

fn sends(world: &World, name: &str, count: impl Fn(&Observation) -> u64) -> i64 {
    let Some(id) = node_named(world, name) else {
        return 0;
    };
    let mine = world.history().iter().filter(|entry| entry.node == id);
    let total: u64 = mine.map(|entry| count(&entry.observation)).sum();
    i64::try_from(total).unwrap_or(i64::MAX)
}

fn sent_to(world: &World, name: &str) -> i64 {
    let node = node_named(world, name);
    let mut latest_first = world.history().iter().rev();
    let last = latest_first.find_map(|entry| match &entry.observation {
        Observation::Sent { partition, .. } if Some(entry.node) == node => Some(partition),
        _ => None,
    });
    last.map_or(-1, |partition| i64::from(partition.partition))
}

fn processed(world: &World, name: &str) -> i64 {
    let received = sends(world, name, |observation| {
        u64::from(matches!(observation, Observation::DirectReceived { .. }))
    });
    received + Measure::PrintedTotal(name.to_owned()).of(world)
}

fn state<'w>(world: &'w World, place: &TopicPartition) -> Option<&'w PartitionState> {
    world.metadata()?.partition(place).map(|state| &**state)
}

fn of_replica(world: &World, name: &ReplicaName, read: impl Fn(&Replica) -> i64) -> i64 {
    let place = name.place();
    let replica = match &name.on {
        None => leader_log(world, &place),
        Some(on) => {
            let node = whoever(world, on);
            let broker = brokers(world).find(|broker| Some(broker.setup().id) == node);
            broker.and_then(|broker| broker.replica(&place))
        }
    };
    replica.map_or(-1, read)
}

/// A node by its name, or whoever has a role.
pub(super) fn whoever(world: &World, name: &str) -> Option<NodeId> {
    match role(name) {
        Some(role) => world.holder(&role),
        None => node_named(world, name),
    }
}

fn fetched(world: &World, place: &TopicPartition) -> i64 {
    let replicas = brokers(world).filter_map(|broker| broker.replica(place));
    let followers = replicas.filter(|replica| !replica.is_leader());
    let ends = followers.map(|replica| replica.log().log_end_offset().0);
    ends.max().unwrap_or(-1)
}

fn in_flight(world: &World, name: &FlightsName) -> i64 {
    let end = |name: &Option<String>| name.as_ref().map(|name| whoever(world, name));
    let (from, to) = (end(&name.from), end(&name.to));
    let api = |message: &Message| message.body.api_key().name();
    let wanted = |flight: &Flight<'_>| {
        let Cargo::Message(message) = flight.cargo else {
            return false;
        };
        let kind = MessageKind::of(&message.body);
        from.is_none_or(|from| from == Some(flight.from))
            && to.is_none_or(|to| to == Some(flight.to))
            && name
                .api
                .as_deref()
                .is_none_or(|wanted| wanted == api(message))
            && name.is.is_none_or(|is| is == kind)
    };
    count(world.flights().filter(wanted).count())
}

fn of_topic(world: &World, name: &TopicOnName, metric: &str) -> i64 {
    let bean = format!(
        "kafka.server:type=BrokerTopicMetrics,name={metric},topic={}",
        name.topic
    );
    metered(world, &name.on, &bean)
}

/// Records that are older than one before them.
fn backdated(replica: &Replica) -> i64 {
    let batches = replica.log().batches();
    let times = batches.flat_map(|batch| {
        batch
            .records()
            .map(|(_, record)| batch.timestamp_of(&record))
    });
    let mut newest = None;
    let is_older = |time: &Timestamp| {
        let older = newest.is_some_and(|newest| *time < newest);
        newest = newest.max(Some(*time));
        older
    };
    count(times.filter(is_older).count())
}

/// The attribute `Count` of a broker's metric.
fn metered(world: &World, broker: &str, bean: &str) -> i64 {
    let node = node_named(world, broker);
    let metrics = brokers(world)
        .find(|broker| Some(broker.setup().id) == node)
        .map(|broker| broker.metrics(world.now()));
    let mut metrics = metrics.into_iter().flatten();
    metrics
        .find(|metric| metric.name == bean && metric.attribute == "Count")
        .map_or(0, |metric| metric.value as i64)
}

fn committed(world: &World, name: &CommittedName) -> i64 {
    committed_at(world, &name.group, &name.place()).map_or(-1, |offset| offset.0)
}

pub(super) fn committed_at(world: &World, group: &str, place: &TopicPartition) -> Option<Offset> {
    let known =
        brokers(world).find_map(|broker| broker.group_coordinator().committed(group, place));
    known.map(|committed| committed.offset)
}

pub(super) fn running<'w>(world: &'w World, name: &str) -> Option<&'w AnyNode> {
    let slot = world.slot(whoever(world, name)?)?;
    slot.life().is_running().then(|| slot.node())
}

fn running_consumer<'w>(world: &'w World, name: &str) -> Option<&'w Consumer> {
    match running(world, name)? {
        AnyNode::Consumer(node) => Some(node.consumer()),
        _ => None,
    }
}

/// What is kept outside Kafka: by a sink, or by an application in a store of its own, which has a row for each record.
fn kept(world: &World, name: &str, of_sink: impl Fn(&SinkState) -> i64) -> i64 {
    match running(world, name) {
        Some(AnyNode::Sink(sink)) => of_sink(sink.state()),
        Some(AnyNode::Consumer(node)) => match node.setup().output {
            Output::Container(_) => i64::try_from(node.container().records()).unwrap_or(i64::MAX),
            _ => count(node.store().rows().len()),
        },
        _ => -1,
    }
}

/// A table's rows that were not said to be gone, or a file's lines: a sink keeps one or the other.
fn rows(sink: &SinkState) -> i64 {
    let there = sink.rows().filter(|(_, row)| row.value.is_some());
    count(there.count() + sink.lines().count())
}

fn written(sink: &SinkState) -> i64 {
    let writes: u64 = sink.rows().map(|(_, row)| row.writes).sum();
    i64::try_from(writes).unwrap_or(i64::MAX) + count(sink.lines().count())
}

fn offset_of(world: &World, name: &PositionName) -> Option<Offset> {
    running_consumer(world, &name.client)?.position(&name.place())
}

fn reads_from(world: &World, name: &PositionName) -> i64 {
    running_consumer(world, &name.client)
        .and_then(|consumer| consumer.reads_from(&name.place(), world.now()))
        .map_or(-1, |broker| i64::from(broker.0))
}

fn counted(world: &World, scorecard: &Scorecard, name: &CountedName) -> i64 {
    let producer = name.producer.as_ref();
    let producer = producer.map(|name| node_named(world, name));
    let counts = scorecard.counts_where(|whose| {
        let partition = || whose.partition.map(|place| place.partition);
        let topic = || whose.partition.map(|place| place.topic.as_str());
        let group = || match whose.reader {
            Some(Reader::Group(group)) => Some(&**group),
            _ => None,
        };
        producer.is_none_or(|id| id == Some(whose.producer))
            && name
                .group
                .as_deref()
                .is_none_or(|name| group() == Some(name))
            && name
                .topic
                .as_deref()
                .is_none_or(|name| topic() == Some(name))
            && name
                .partition
                .is_none_or(|number| partition() == Some(number))
    });
    let number = counts.get(name.count);
    number.try_into().unwrap_or(i64::MAX)
}
