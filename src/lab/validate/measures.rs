//! What measures name: clients, brokers, topics, groups.

use engine::app::processor::Output;
use sim::Role;

use super::draft::Draft;
use crate::lab::{ClientKind, Lab, api, role};
use crate::measure::{Measure, PositionName, ReplicaName, TopicOnName};
use crate::nearest::suggestion;
use crate::path::Path;
use crate::problem::{Problem, Problems};

/// Looks up everything that a measure names.
pub(super) fn measure(
    draft: &Draft,
    lab: &Lab,
    measure: &Measure,
    path: &Path,
    problems: &mut Problems,
) {
    let mut names = Names {
        draft,
        lab,
        problems,
    };
    match measure {
        Measure::Printed(name) => names.client(name, Wanted::Consumer, &path.key("printed")),
        Measure::PrintedTotal(name) => {
            names.client(name, Wanted::Consumer, &path.key("printed_total"));
        }
        Measure::FirstPrinted(name) => {
            names.client(name, Wanted::Consumer, &path.key("first_printed"));
        }
        Measure::LastPrinted(name) => {
            names.client(name, Wanted::Consumer, &path.key("last_printed"));
        }
        Measure::Sent(name) => names.client(name, Wanted::Sends, &path.key("sent")),
        Measure::Acknowledged(name) => {
            names.client(name, Wanted::Producer, &path.key("acknowledged"));
        }
        Measure::SentTo(name) => names.client(name, Wanted::Producer, &path.key("sent_to")),
        Measure::Processed(name) => names.client(name, Wanted::Processes, &path.key("processed")),
        Measure::Assigned(name) => names.client(name, Wanted::Consumer, &path.key("assigned")),
        Measure::Consumed(group) => names.group(group, &path.key("consumed")),
        Measure::Repeated(group) => names.group(group, &path.key("repeated")),
        Measure::Members(group) => names.group(group, &path.key("members")),
        Measure::Stable(group) => names.group(group, &path.key("stable")),
        Measure::Generation(group) => names.group(group, &path.key("generation")),
        Measure::Rebalances(group) => names.group(group, &path.key("rebalances")),
        Measure::Lag(place) => {
            let path = path.key("lag");
            names.partition(&place.topic, 0, &path);
            names.group(&place.group, &path.key("group"));
        }
        Measure::Spread(place) => names.partition(&place.topic, 0, &path.key("spread")),
        Measure::Dropped(name) => names.client(name, Wanted::Pusher, &path.key("dropped")),
        Measure::Rows(name) => names.client(name, Wanted::Keeps, &path.key("rows")),
        Measure::Written(name) => names.client(name, Wanted::Keeps, &path.key("written")),
        Measure::Leader(place) => {
            names.partition(&place.topic, place.partition, &path.key("leader"));
        }
        Measure::LeaderEpoch(place) => {
            names.partition(&place.topic, place.partition, &path.key("leader_epoch"));
        }
        Measure::InSync(place) => {
            names.partition(&place.topic, place.partition, &path.key("in_sync"));
        }
        Measure::Hosted(place) => {
            names.partition(&place.topic, place.partition, &path.key("hosted"));
        }
        Measure::LogStart(place) => names.replica(place, &path.key("log_start")),
        Measure::HighWatermark(place) => names.replica(place, &path.key("high_watermark")),
        Measure::LastStableOffset(place) => {
            names.replica(place, &path.key("last_stable_offset"));
        }
        Measure::Fetched(place) => {
            names.partition(&place.topic, place.partition, &path.key("fetched"));
        }
        Measure::Running(name) => names.node(name, &path.key("running")),
        Measure::InFlight(of) => {
            let path = path.key("in_flight");
            for (field, name) in [("from", &of.from), ("to", &of.to)] {
                if let Some(name) = name {
                    names.node(name, &path.key(field));
                }
            }
            if let Some(Err(problem)) = of.api.as_ref().map(|name| api(name, &path.key("api"))) {
                names.problems.push(problem);
            }
        }
        Measure::LogEnd(place) => names.replica(place, &path.key("log_end")),
        Measure::Stored(place) => names.replica(place, &path.key("stored")),
        Measure::Segments(place) => names.replica(place, &path.key("segments")),
        Measure::Batches(place) => names.replica(place, &path.key("batches")),
        Measure::Backdated(place) => names.replica(place, &path.key("backdated")),
        Measure::MessagesIn(place) => names.topic_on(place, &path.key("messages_in")),
        Measure::BytesIn(place) => names.topic_on(place, &path.key("bytes_in")),
        Measure::CacheMisses(name) => names.broker(name, &path.key("cache_misses")),
        Measure::Requests(of) => {
            let path = path.key("requests");
            names.broker(&of.on, &path.key("on"));
            if let Err(problem) = api(&of.api, &path.key("api")) {
                names.problems.push(problem);
            }
        }
        Measure::Committed(place) => {
            let path = path.key("committed");
            names.partition(&place.topic, place.partition, &path);
            names.group(&place.group, &path.key("group"));
        }
        Measure::Position(place) => names.reader(place, &path.key("position")),
        Measure::ReadsFrom(place) => names.reader(place, &path.key("reads_from")),
        Measure::Counted(of) => {
            let path = path.key("counted");
            if let Some(name) = &of.producer {
                names.client(name, Wanted::Producer, &path.key("producer"));
            }
            if let Some(group) = &of.group {
                names.group(group, &path.key("group"));
            }
            match (&of.topic, of.partition) {
                (Some(topic), partition) => {
                    names.partition(topic, partition.unwrap_or(0), &path);
                }
                (None, Some(number)) => names
                    .problems
                    .push(Problem::at(&path.key("partition"), "needs topic").with(&number.into())),
                (None, None) => {}
            }
        }
        Measure::KeyBytes(place) => {
            names.partition(&place.topic, place.partition, &path.key("key_bytes"));
        }
        Measure::ValueBytes(place) => {
            names.partition(&place.topic, place.partition, &path.key("value_bytes"));
        }
        Measure::LogBytes(place) => names.replica(place, &path.key("log_bytes")),
        Measure::PrintedWith(of) => {
            let path = path.key("printed_with").key("client");
            names.client(&of.client, Wanted::Consumer, &path);
        }
        Measure::FileBytes(name) => names.client(name, Wanted::Files, &path.key("file_bytes")),
        Measure::FileBlocks(name) => names.client(name, Wanted::Files, &path.key("file_blocks")),
        Measure::Versions(_) => names.registry(&path.key("versions")),
        Measure::SchemaId(_) => names.registry(&path.key("schema_id")),
        Measure::RegistryStatus | Measure::RegistryError => names.registry(path),
        Measure::Unserializable(name) => {
            names.client(name, Wanted::Producer, &path.key("unserializable"));
        }
        Measure::Undeserializable(name) => {
            names.client(name, Wanted::Consumer, &path.key("undeserializable"));
        }
        Measure::Skipped(name) => names.client(name, Wanted::Consumer, &path.key("skipped")),
        Measure::DeadLettered(name) => {
            names.client(name, Wanted::Consumer, &path.key("dead_lettered"));
        }
        Measure::Lost | Measure::Duplicated | Measure::Expired | Measure::Keeps(_) => {}
    }
}

/// What kind of client a measure is of.
#[derive(Clone, Copy)]
enum Wanted {
    Producer,
    Consumer,
    /// Whose application sends.
    Sends,
    /// Whose application processes.
    Processes,
    /// What keeps something outside Kafka.
    Keeps,
    /// What writes an object container file.
    Files,
    Pusher,
}

impl Wanted {
    fn is(self, kind: &ClientKind) -> bool {
        use ClientKind as Kind;
        match (self, kind) {
            (Self::Producer | Self::Sends, Kind::Producer { .. })
            | (Self::Consumer | Self::Processes, Kind::Consumer { .. })
            | (Self::Sends, Kind::Sender(_))
            | (Self::Processes, Kind::Receiver(_))
            | (Self::Keeps, Kind::Sink(_))
            | (Self::Pusher, Kind::Pusher(_)) => true,
            (Self::Keeps, Kind::Consumer { application, .. }) => {
                matches!(application.output, Output::Store | Output::Container(_))
            }
            (Self::Files, Kind::Consumer { application, .. }) => {
                matches!(application.output, Output::Container(_))
            }
            _ => false,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Producer => "producer",
            Self::Consumer => "consumer",
            Self::Sends => "producer or sender",
            Self::Processes => "consumer or receiver",
            Self::Keeps => "sink, or consumer that writes to a store or a container file,",
            Self::Files => "consumer that writes to a container file",
            Self::Pusher => "pusher",
        }
    }
}

/// Looks up what a measure names.
struct Names<'a> {
    draft: &'a Draft,
    lab: &'a Lab,
    problems: &'a mut Problems,
}

impl Names<'_> {
    fn client(&mut self, name: &str, wanted: Wanted, path: &Path) {
        let clients = self.lab.clients().iter();
        let known = clients
            .filter(|client| wanted.is(&client.kind))
            .map(|client| &*client.name);
        if known.clone().any(|known| known == name) {
            return;
        }
        if self.lab.node(name).is_none() && self.draft.excuses(name) {
            return;
        }
        let (what, hint) = (wanted.name(), suggestion(name, known));
        self.problems.push(Problem::at(
            path,
            format!("there is no {what} {name:?}{hint}"),
        ));
    }

    /// There has to be a schema registry; its subjects come and go.
    fn registry(&mut self, path: &Path) {
        let is_sound = self.draft.clients.values().all(Option::is_some);
        if is_sound && self.lab.registry().is_none() {
            let message = "needs a schema registry: a client of kind registry";
            self.problems.push(Problem::at(path, message));
        }
    }

    fn broker(&mut self, name: &str, path: &Path) {
        let brokers = self.lab.brokers().iter().map(|broker| &*broker.name);
        if brokers.clone().any(|known| known == name) || self.draft.cluster.is_none() {
            return;
        }
        let hint = suggestion(name, brokers);
        self.problems.push(Problem::at(
            path,
            format!("there is no broker {name:?}{hint}"),
        ));
    }

    /// A node by its name, or a role.
    fn node(&mut self, name: &str, path: &Path) {
        match role(name) {
            Some(Role::Leader(place) | Role::Follower(place)) => {
                self.partition(place.topic.as_str(), place.partition, path);
            }
            Some(Role::Coordinator(group)) => self.group(&group, path),
            Some(Role::TransactionCoordinator(id)) => {
                // A client that is not sound has been told already, and may have it.
                let is_known = self.draft.clients.values().all(Option::is_some);
                if let Err(problem) = self.lab.check_transactional_id(&id, path)
                    && is_known
                {
                    self.problems.push(problem);
                }
            }
            None => {
                if self.lab.node(name).is_some() || self.draft.excuses(name) {
                    return;
                }
                let hint = suggestion(name, self.lab.nodes().map(|(known, _)| known));
                self.problems.push(Problem::at(
                    path,
                    format!("there is no node {name:?}{hint}"),
                ));
            }
        }
    }

    fn topic_on(&mut self, place: &TopicOnName, path: &Path) {
        self.broker(&place.on, &path.key("on"));
        self.partition(&place.topic, 0, path);
    }

    fn replica(&mut self, place: &ReplicaName, path: &Path) {
        self.partition(&place.topic, place.partition, path);
        if let Some(on) = &place.on {
            match role(on) {
                None => self.broker(on, &path.key("on")),
                Some(_) => self.node(on, &path.key("on")),
            }
        }
    }

    fn reader(&mut self, place: &PositionName, path: &Path) {
        self.partition(&place.topic, place.partition, path);
        self.client(&place.client, Wanted::Consumer, &path.key("client"));
    }

    fn group(&mut self, name: &str, path: &Path) {
        let known = self
            .lab
            .clients()
            .iter()
            .filter_map(|client| client.group());
        let all_sound = self.draft.clients.values().all(Option::is_some);
        if all_sound && known.clone().all(|group| group != name) {
            let hint = suggestion(name, known);
            self.problems.push(Problem::at(
                path,
                format!("no consumer has the group.id {name:?}{hint}"),
            ));
        }
    }

    fn partition(&mut self, topic: &str, partition: i32, path: &Path) {
        let known = self.lab.partitions(topic);
        let Some(partitions) = known.max(self.lab.internal_partitions(topic)) else {
            if !self.draft.topics.contains_key(topic) {
                let hint = suggestion(topic, self.draft.topics.keys().map(String::as_str));
                self.problems.push(Problem::at(
                    &path.key("topic"),
                    format!("there is no topic {topic:?}{hint}"),
                ));
            }
            return;
        };
        if partition >= partitions {
            let message = format!("topic {topic:?} has partitions 0 to {}", partitions - 1);
            self.problems
                .push(Problem::at(&path.key("partition"), message).with(&partition.into()));
        }
    }
}
