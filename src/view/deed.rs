//! What somebody can do to the run, in words.

mod ways;
mod world;

use engine::app::processor::{Manner, Step};
use lab::{
    Action, AlterConfig, AppStepFile, CreateTopic, DeleteRecords, ElectLeaders, Group, MessageKind,
    Passing, ResetOffsets, Skew, SlowDisk, TransactCall,
};
use sim::Role;

pub use world::done_in_world;

use crate::clock::Time;
use crate::saying::Saying;

/// An action's verb: the key of its texts, and its name in tests.
#[must_use]
pub const fn verb(action: &Action) -> &'static str {
    match action {
        Action::Start(_) => "start",
        Action::Close(_) => "close",
        Action::Crash(_) => "crash",
        Action::PowerCut(_) => "power-cut",
        Action::Restart(_) => "restart",
        Action::Pause(_) => "pause",
        Action::Resume(_) => "resume",
        Action::Wipe(_) => "wipe",
        Action::DiskFull(_) => "disk-full",
        Action::DiskFreed(_) => "disk-freed",
        Action::SlowDisk(_) => "slow-disk",
        Action::Partition(_) => "partition",
        Action::Slow(_) => "slow",
        Action::Repair(_) => "repair",
        Action::Heal(_) => "heal",
        Action::Hold(_) => "hold",
        Action::Release(_) => "release",
        Action::Flaky(_) => "flaky",
        Action::DropNext(_) => "drop-next",
        Action::Passing(_) => "passing",
        Action::Drop(_) => "drop",
        Action::Delay(_) => "delay",
        Action::SkewClock(_) => "skew-clock",
        Action::Send(_) => "send",
        Action::Transact(asked) => match asked.call {
            TransactCall::Init => "init-transactions",
            TransactCall::Begin => "begin-transaction",
            TransactCall::Commit => "commit-transaction",
            TransactCall::Abort => "abort-transaction",
        },
        Action::Fail(asked) => match asked.after {
            AppStepFile::Fetch => "fail-fetch",
            AppStepFile::Process => "fail-process",
            AppStepFile::Write => "fail-write",
            AppStepFile::SendOffsets => "fail-send-offsets",
            AppStepFile::Commit => "fail-commit",
        },
        Action::CreateTopic(_) => "create-topic",
        Action::DeleteTopic(_) => "delete-topic",
        Action::AddPartitions(_) => "add-partitions",
        Action::AlterConfig(_) => "alter-config",
        Action::DeleteRecords(_) => "delete-records",
        Action::ResetOffsets(_) => "reset-offsets",
        Action::ElectLeaders(_) => "elect-leaders",
        Action::RegisterSchema(_) => "register-schema",
        Action::TestSchema(_) => "test-schema",
        Action::SetCompatibility(_) => "set-compatibility",
        Action::DeleteSchema(_) => "delete-schema",
    }
}

/// Whether it breaks something, or throws something away.
#[must_use]
pub const fn breaks(action: &Action) -> bool {
    matches!(
        action,
        Action::Crash(_)
            | Action::PowerCut(_)
            | Action::Drop(_)
            | Action::Delay(_)
            | Action::Wipe(_)
            | Action::DiskFull(_)
            | Action::SlowDisk(_)
            | Action::Partition(_)
            | Action::Slow(_)
            | Action::Hold(_)
            | Action::Flaky(_)
            | Action::DropNext(_)
            | Action::Passing(_)
            | Action::SkewClock(_)
            | Action::Fail(_)
            | Action::DeleteTopic(_)
            | Action::DeleteRecords(_)
            | Action::DeleteSchema(_)
    )
}

/// How a deed is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Voice {
    /// It was done.
    Did,
    /// It is to be done.
    Do,
}

/// The key of a verb's text in a voice.
macro_rules! key {
    ($voice:expr, $verb:literal) => {
        match $voice {
            Voice::Did => concat!("did-", $verb),
            Voice::Do => concat!("do-", $verb),
        }
    };
}
use key;

/// What was done, as a mark on the timeline says it.
#[must_use]
pub fn done(action: &Action) -> Saying {
    said(Voice::Did, action)
}

/// What is to be done, as a step of a lab asks for it.
#[must_use]
pub fn wanted(action: &Action) -> Saying {
    said(Voice::Do, action)
}

fn said(voice: Voice, action: &Action) -> Saying {
    let of = |key: &'static str, node: &String| Saying::new(key).whom("node", node);
    match action {
        Action::Start(node) => of(key!(voice, "start"), node),
        Action::Close(node) => of(key!(voice, "close"), node),
        Action::Crash(node) => of(key!(voice, "crash"), node),
        Action::PowerCut(node) => of(key!(voice, "power-cut"), node),
        Action::Restart(node) => of(key!(voice, "restart"), node),
        Action::Pause(node) => of(key!(voice, "pause"), node),
        Action::Resume(node) => of(key!(voice, "resume"), node),
        Action::Wipe(node) => of(key!(voice, "wipe"), node),
        Action::DiskFull(node) => of(key!(voice, "disk-full"), node),
        Action::DiskFreed(node) => of(key!(voice, "disk-freed"), node),
        Action::SlowDisk(SlowDisk { node, times }) => {
            of(key!(voice, "slow-disk"), node).with("times", times)
        }
        Action::Partition(way) => ways::cut(voice, &way.from, &way.to, way.one_way),
        Action::Heal(way) => ways::healed(voice, &way.from, &way.to, way.one_way),
        Action::Hold(way) => ways::held(voice, &way.from, &way.to, way.one_way),
        Action::Release(way) => {
            ways::released(voice, &way.from, &way.to, way.one_way, way.messages)
        }
        Action::Slow(way) => ways::slowed(voice, &way.from, &way.to, way.one_way, way.extra_ms),
        Action::Flaky(way) => {
            ways::flaky(voice, &way.from, &way.to, way.one_way, (way.lost, way.of))
        }
        Action::DropNext(next) => {
            let is_request = next.is.map(|is| is == MessageKind::Request);
            ways::drop_next(voice, &next.from, &next.to, next.api.as_deref(), is_request)
        }
        Action::Repair(way) => ways::repaired(voice, &way.from, &way.to),
        Action::Passing(Passing { action, for_ms }) => {
            passing(voice, said(voice, action), for_ms.saturating_mul(1_000))
        }
        Action::Drop(_) => Saying::new(key!(voice, "drop")),
        Action::Delay(delay) => Saying::new(key!(voice, "delay"))
            .time("extra", Time::Length(delay.by_ms.saturating_mul(1_000))),
        Action::SkewClock(Skew { node, offset_ms }) => {
            of(key!(voice, "skew-clock"), node).with("ms", offset_ms)
        }
        Action::Send(send) => sent(voice, send),
        Action::Transact(asked) => {
            of(key!(voice, "call"), &asked.client).with("call", asked.call.call().name())
        }
        Action::Fail(asked) => failing(voice, &asked.client, asked.after.into(), asked.how.into()),
        Action::CreateTopic(topic) => created(voice, topic),
        Action::DeleteTopic(topic) => Saying::new(key!(voice, "delete-topic")).with("topic", topic),
        Action::AddPartitions(topic) => Saying::new(key!(voice, "add-partitions"))
            .with("topic", &topic.topic)
            .with("partitions", topic.partitions),
        Action::AlterConfig(change) => altered(key!(voice, "alter-config"), change),
        Action::DeleteRecords(of) => records(key!(voice, "delete-records"), of),
        Action::ResetOffsets(of) => reset(key!(voice, "reset-offsets"), of),
        Action::ElectLeaders(of) if of.unclean => elected(key!(voice, "elect-unclean"), of),
        Action::ElectLeaders(of) => elected(key!(voice, "elect-leaders"), of),
        Action::RegisterSchema(of) => Saying::new(key!(voice, "register-schema"))
            .with("schema", &of.schema)
            .with("subject", &of.subject),
        Action::TestSchema(of) => Saying::new(key!(voice, "test-schema"))
            .with("schema", &of.schema)
            .with("subject", &of.subject),
        Action::SetCompatibility(of) => match &of.subject {
            None => Saying::new(key!(voice, "set-compatibility-of-all")).with("level", &of.level),
            Some(subject) => Saying::new(key!(voice, "set-compatibility"))
                .with("level", &of.level)
                .with("subject", subject),
        },
        Action::DeleteSchema(of) => match of.version {
            None => Saying::new(key!(voice, "delete-subject")).with("subject", &of.subject),
            Some(version) => Saying::new(key!(voice, "delete-schema"))
                .with("version", version.to_string())
                .with("subject", &of.subject),
        },
    }
}

/// Something that is mended by itself, after so many µs.
fn passing(voice: Voice, what: Saying, lasts: u64) -> Saying {
    Saying::new(key!(voice, "passing"))
        .time("length", Time::Length(lasts))
        .about(what)
}

/// An application that is to fail after a step of its own.
fn failing(voice: Voice, client: &String, after: Step, how: Manner) -> Saying {
    let key = match how {
        Manner::Crash => key!(voice, "fail"),
        Manner::Throw => key!(voice, "throw"),
    };
    let line = Saying::new(match after {
        Step::Fetch => "step-fetch",
        Step::Process => "step-process",
        Step::Write => "step-write",
        Step::SendOffsets => "step-send-offsets",
        Step::Commit => "step-commit",
    });
    Saying::new(key).whom("node", client).part("step", line)
}

/// A record; where to, and with which key, is said to whoever is to send it.
fn sent(voice: Voice, send: &lab::Send) -> Saying {
    let of = |key: &'static str| {
        let saying = Saying::new(key).whom("node", &send.client);
        saying.with("value", &send.value)
    };
    match (voice, send.key.as_str()) {
        (Voice::Did, _) => of("did-send"),
        (Voice::Do, None) => of("do-send").with("topic", &send.topic),
        (Voice::Do, Some(key)) => of("do-send-keyed")
            .with("topic", &send.topic)
            .with("key", key),
    }
}

fn altered(key: &'static str, change: &AlterConfig) -> Saying {
    let whose = match (&change.topic, &change.broker) {
        (Some(name), _) | (None, Some(name)) => Saying::new("config-of").with("name", name),
        (None, None) => Saying::new("config-of-all"),
    };
    let set = change
        .config
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    let deleted = change.delete.iter().map(|name| format!("-{name}"));
    let changes: Vec<String> = set.chain(deleted).collect();
    Saying::new(key)
        .part("whose", whose)
        .with("changes", changes.join(", "))
}

fn records(key: &'static str, of: &DeleteRecords) -> Saying {
    let until = match of.before {
        Some(offset) => Saying::new("records-before").with("offset", offset),
        None => Saying::new("records-all"),
    };
    Saying::new(key)
        .with("partition", format!("{}-{}", of.topic, of.partition))
        .part("records", until)
}

fn reset(key: &'static str, of: &ResetOffsets) -> Saying {
    let place = match of.partition {
        Some(partition) => format!("{}-{partition}", of.topic),
        None => of.topic.clone(),
    };
    Saying::new(key)
        .with("group", &of.group)
        .with("place", place)
        .with("to", of.to)
}

fn elected(key: &'static str, of: &ElectLeaders) -> Saying {
    let place = match (&of.topic, of.partition) {
        (Some(topic), Some(partition)) => {
            Saying::new("leaders-of").with("name", format!("{topic}-{partition}"))
        }
        (Some(topic), None) => Saying::new("leaders-of").with("name", topic),
        (None, _) => Saying::new("leaders-of-all"),
    };
    Saying::new(key).part("place", place)
}

/// What a topic is to be like, as far as it is asked for.
fn created(voice: Voice, topic: &CreateTopic) -> Saying {
    let saying = match (voice, topic.partitions) {
        (Voice::Do, Some(partitions)) => {
            Saying::new("do-create-topic-of").with("partitions", partitions)
        }
        _ => Saying::new(key!(voice, "create-topic")),
    };
    saying.with("topic", &topic.topic)
}

impl Saying {
    /// The same with one more argument: a node's name, or a role or several nodes in the words of the language.
    #[must_use]
    fn whom(self, argument: &'static str, name: &String) -> Self {
        let role = match lab::role(name) {
            None => match lab::group(name) {
                None => return self.with(argument, name),
                Some(Group::Rack(rack)) => Self::new("group-rack").with("rack", rack),
                Some(Group::Zone(zone)) => Self::new("group-zone").with("zone", zone),
                Some(Group::EveryoneElse) => Self::new("group-everyone-else"),
            },
            Some(Role::Leader(partition)) => Self::new("role-leader").with("partition", partition),
            Some(Role::Follower(partition)) => {
                Self::new("role-follower").with("partition", partition)
            }
            Some(Role::Coordinator(group)) => Self::new("role-coordinator").with("group", group),
            Some(Role::TransactionCoordinator(id)) => {
                Self::new("role-transaction-coordinator").with("id", id)
            }
        };
        self.part(argument, role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_of_the_cluster_is_said_as_far_as_it_is_asked_for() {
        let create = |partitions: Option<i32>| {
            wanted(&Action::CreateTopic(CreateTopic {
                topic: "orders".to_owned(),
                partitions,
                replication_factor: None,
                config: [].into(),
            }))
        };
        let open = Saying::new("do-create-topic").with("topic", "orders");
        assert_eq!(create(None), open);
        let counted = Saying::new("do-create-topic-of").with("partitions", 3);
        assert_eq!(create(Some(3)), counted.with("topic", "orders"));
        let delete = |before: Option<i64>| {
            done(&Action::DeleteRecords(DeleteRecords {
                topic: "orders".to_owned(),
                partition: 1,
                before,
            }))
        };
        let said = Saying::new("did-delete-records").with("partition", "orders-1");
        let all = said.clone().part("records", Saying::new("records-all"));
        assert_eq!(delete(None), all);
        let some = Saying::new("records-before").with("offset", 7);
        assert_eq!(delete(Some(7)), said.part("records", some));
    }

    #[test]
    fn a_role_is_said_in_the_words_of_the_language() {
        let crash = wanted(&Action::Crash("leader of orders-0".to_owned()));
        let role = Saying::new("role-leader").with("partition", "orders-0");
        assert_eq!(crash, Saying::new("do-crash").part("node", role));
        let crash = wanted(&Action::Crash("rack a".to_owned()));
        let rack = Saying::new("group-rack").with("rack", "a");
        assert_eq!(crash, Saying::new("do-crash").part("node", rack));
        let crash = wanted(&Action::Crash("broker-1".to_owned()));
        assert_eq!(crash, Saying::new("do-crash").with("node", "broker-1"));
    }
}
