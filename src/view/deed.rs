//! What somebody can do to the run, in words.

mod ways;
mod world;

use lab::{
    Action, AlterConfig, CreateTopic, Cut, DeleteRecords, ElectLeaders, Group, Passing,
    ResetOffsets, Skew, SlowDisk, Way,
};
use sim::Role;

pub use world::done_in_world;

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
        Action::SkewClock(_) => "skew-clock",
        Action::Send(_) => "send",
        Action::CreateTopic(_) => "create-topic",
        Action::DeleteTopic(_) => "delete-topic",
        Action::AddPartitions(_) => "add-partitions",
        Action::AlterConfig(_) => "alter-config",
        Action::DeleteRecords(_) => "delete-records",
        Action::ResetOffsets(_) => "reset-offsets",
        Action::ElectLeaders(_) => "elect-leaders",
    }
}

/// Whether it breaks something.
#[must_use]
pub const fn breaks(action: &Action) -> bool {
    matches!(
        action,
        Action::Crash(_)
            | Action::PowerCut(_)
            | Action::Drop(_)
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
    )
}

/// What was done, as a mark on the timeline says it.
#[must_use]
pub fn done(action: &Action) -> Saying {
    let of = |key: &'static str, node: &String| Saying::new(key).whom("node", node);
    let between = |key: &'static str, from: &String, to: &String| {
        Saying::new(key).whom("from", from).whom("to", to)
    };
    match action {
        Action::Start(node) => of("did-start", node),
        Action::Close(node) => of("did-close", node),
        Action::Crash(node) => of("did-crash", node),
        Action::PowerCut(node) => of("did-power-cut", node),
        Action::Restart(node) => of("did-restart", node),
        Action::Pause(node) => of("did-pause", node),
        Action::Resume(node) => of("did-resume", node),
        Action::Wipe(node) => of("did-wipe", node),
        Action::DiskFull(node) => of("did-disk-full", node),
        Action::DiskFreed(node) => of("did-disk-freed", node),
        Action::SlowDisk(SlowDisk { node, times }) => {
            of("did-slow-disk", node).with("times", times)
        }
        Action::Partition(Cut { from, to, one_way }) => ways::cut(from, to, *one_way),
        Action::Heal(Cut { from, to, one_way }) => ways::healed(from, to, *one_way),
        Action::Hold(Cut { from, to, one_way }) => ways::held(from, to, *one_way),
        Action::Release(way) => ways::released(&way.from, &way.to, way.one_way, way.messages),
        Action::Slow(way) => ways::slowed(&way.from, &way.to, way.one_way, way.extra_ms),
        Action::Flaky(way) => ways::flaky(&way.from, &way.to, way.one_way, (way.lost, way.of)),
        Action::DropNext(next) => between("did-drop-next", &next.from, &next.to),
        Action::Passing(Passing { action, for_ms }) => {
            passing(done(action), for_ms.saturating_mul(1_000))
        }
        Action::Repair(Way { from, to }) => between("did-repair", from, to),
        Action::Drop(_) => Saying::new("did-drop"),
        Action::SkewClock(Skew { node, offset_ms }) => {
            of("did-skew-clock", node).with("ms", offset_ms)
        }
        Action::Send(send) => of("did-send", &send.client).with("value", &send.value),
        Action::CreateTopic(topic) => Saying::new("did-create-topic").with("topic", &topic.topic),
        Action::DeleteTopic(topic) => Saying::new("did-delete-topic").with("topic", topic),
        Action::AddPartitions(topic) => Saying::new("did-add-partitions")
            .with("topic", &topic.topic)
            .with("partitions", topic.partitions),
        Action::AlterConfig(change) => altered("did-alter-config", change),
        Action::DeleteRecords(of) => records("did-delete-records", of),
        Action::ResetOffsets(of) => reset("did-reset-offsets", of),
        Action::ElectLeaders(of) => elected(of, "did-elect-leaders", "did-elect-unclean"),
    }
}

/// Something that is mended by itself, after so many µs.
fn passing(what: Saying, lasts: u64) -> Saying {
    let length = crate::clock::length(lasts);
    Saying::new("did-passing")
        .with("length", length)
        .about(what)
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

fn elected(of: &ElectLeaders, preferred: &'static str, unclean: &'static str) -> Saying {
    let place = match (&of.topic, of.partition) {
        (Some(topic), Some(partition)) => {
            Saying::new("leaders-of").with("name", format!("{topic}-{partition}"))
        }
        (Some(topic), None) => Saying::new("leaders-of").with("name", topic),
        (None, _) => Saying::new("leaders-of-all"),
    };
    let key = if of.unclean { unclean } else { preferred };
    Saying::new(key).part("place", place)
}

/// What is to be done, as a step of a lab asks for it.
#[must_use]
pub fn wanted(action: &Action) -> Saying {
    let of = |key: &'static str, node: &String| Saying::new(key).whom("node", node);
    match action {
        Action::Start(node) => of("do-start", node),
        Action::Close(node) => of("do-close", node),
        Action::Crash(node) => of("do-crash", node),
        Action::PowerCut(node) => of("do-power-cut", node),
        Action::Restart(node) => of("do-restart", node),
        Action::Pause(node) => of("do-pause", node),
        Action::Resume(node) => of("do-resume", node),
        Action::Wipe(node) => of("do-wipe", node),
        Action::DiskFull(node) => of("do-disk-full", node),
        Action::DiskFreed(node) => of("do-disk-freed", node),
        Action::Send(send) => {
            let saying = match send.key.as_str() {
                Some(key) => of("do-send-keyed", &send.client).with("key", key),
                None => of("do-send", &send.client),
            };
            saying.with("value", &send.value).with("topic", &send.topic)
        }
        Action::CreateTopic(topic) => created(topic),
        Action::DeleteTopic(topic) => Saying::new("do-delete-topic").with("topic", topic),
        Action::AddPartitions(topic) => Saying::new("do-add-partitions")
            .with("topic", &topic.topic)
            .with("partitions", topic.partitions),
        Action::AlterConfig(change) => altered("do-alter-config", change),
        Action::DeleteRecords(of) => records("do-delete-records", of),
        Action::ResetOffsets(of) => reset("do-reset-offsets", of),
        Action::ElectLeaders(of) => elected(of, "do-elect-leaders", "do-elect-unclean"),
        other => done(other),
    }
}

/// What a topic is to be like, as far as it is asked for.
fn created(topic: &CreateTopic) -> Saying {
    let saying = match topic.partitions {
        Some(partitions) => Saying::new("do-create-topic-of").with("partitions", partitions),
        None => Saying::new("do-create-topic"),
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
