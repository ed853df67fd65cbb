//! The timeline, read from a session.

use engine::client::admin::Ended;
use engine::client::registry::{RegistryAnswer, Told};
use engine::model::{Instant, NodeId};
use engine::node::{ElectedFrom, Note};
use lab::{MarkKind, Session};
use sim::Ending;

use super::{Axis, Mark, Timeline, Tone, tree};
use crate::administered;
use crate::deed;
use crate::saying::Saying;
use crate::stage::brief;

impl Timeline {
    /// The current branch of `session`, and what there is beside it.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        let infos = session.branches();
        let furthest = infos
            .iter()
            .map(|branch| branch.until)
            .max()
            .unwrap_or_default();
        let end = Axis::end_for(
            furthest
                .max(session.playhead())
                .max(session.lab().until())
                .0,
        );
        Self {
            end,
            frontier: session.frontier().0,
            bars: session.density(Instant::ZERO, Instant(end), Self::BARS),
            marks: session
                .marks()
                .iter()
                .filter_map(|mark| of(session, mark))
                .collect(),
            branches: tree::branches(&infos),
        }
    }
}

/// A mark, in words; `None`: another one says it.
pub(crate) fn of(session: &Session, mark: &lab::Mark) -> Option<Mark> {
    let name = |id: NodeId| {
        session
            .lab()
            .name(id)
            .map_or_else(|| id.to_string(), ToOwned::to_owned)
    };
    let node = || mark.node.map(name).unwrap_or_default();
    let (tone, text) = match &mark.kind {
        MarkKind::Action(action) => (Tone::Mine, deed::done(action)),
        MarkKind::Script(action) => (
            Tone::Plain,
            deed::done_in_world(&action.clone().into(), name),
        ),
        MarkKind::Refused(action) => (
            Tone::Bad,
            Saying::new("mark-refused").with("verb", deed::done_in_world(action, name).key),
        ),
        // Said already by what somebody did.
        MarkKind::Started if was_done(session, mark, &node()) => return None,
        MarkKind::Started => (
            Tone::Plain,
            Saying::new("mark-started").with("node", node()),
        ),
        // Said already by what somebody did.
        MarkKind::Ended(Ending::Crashed | Ending::PowerCut) => return None,
        MarkKind::Ended(Ending::Exited) => {
            (Tone::Plain, Saying::new("mark-exited").with("node", node()))
        }
        MarkKind::Note(note) => (tone(note), self::note(note, name)),
        MarkKind::Answered(ended) => answered(ended),
        MarkKind::Told(told) => self::told(told),
        MarkKind::Unserializable(reason) => (
            Tone::Bad,
            Saying::new("mark-unserializable")
                .with("node", node())
                .with("reason", brief(reason, REASON_MAX)),
        ),
        MarkKind::Undeserializable {
            partition,
            offset,
            reason,
        } => (
            Tone::Bad,
            Saying::new("mark-undeserializable")
                .with("node", node())
                .with("partition", partition)
                .with("offset", offset.to_string())
                .with("reason", brief(reason, REASON_MAX)),
        ),
        MarkKind::PutAside {
            partition,
            offset,
            to,
        } => {
            let saying = match to {
                None => Saying::new("mark-skipped"),
                Some(topic) => Saying::new("mark-dead-lettered").with("topic", topic),
            };
            let saying = saying.with("node", node()).with("partition", partition);
            (Tone::Bad, saying.with("offset", offset.to_string()))
        }
    };
    Some(Mark {
        step: mark.step.0,
        at: mark.at.0,
        tone,
        text,
    })
}

/// Whether somebody started the node at that moment.
fn was_done(session: &Session, mark: &lab::Mark, node: &str) -> bool {
    session.marks().iter().any(|other| match &other.kind {
        MarkKind::Action(action) => other.at == mark.at && action.nodes().contains(&node),
        _ => false,
    })
}

/// Up to how many letters a mark says why.
const REASON_MAX: usize = 100;

/// What came of a call of the schema registry.
fn told(told: &Told) -> (Tone, Saying) {
    let asked = told.request.line();
    match &told.answer {
        RegistryAnswer::Said(response) => {
            let (tone, status) = match response.error() {
                None => (Tone::Plain, response.status().to_string()),
                Some(error) => (
                    Tone::Bad,
                    format!("{} ({})", error.status, error.error_code),
                ),
            };
            let saying = Saying::new("mark-told").with("asked", asked);
            let body = brief(&response.body(), REASON_MAX);
            (tone, saying.with("status", status).with("body", body))
        }
        RegistryAnswer::Unreachable | RegistryAnswer::TimedOut => (
            Tone::Bad,
            Saying::new("mark-unreachable").with("asked", asked),
        ),
    }
}

/// What came of something that was asked of the cluster.
fn answered(ended: &Ended) -> (Tone, Saying) {
    let asked = administered::asked(&ended.command);
    match administered::refused(&ended.outcomes) {
        None => (Tone::Plain, Saying::new("mark-done").with("asked", asked)),
        Some(codes) => {
            let needless = administered::is_needless(&ended.outcomes);
            let tone = if needless { Tone::Plain } else { Tone::Bad };
            let saying = Saying::new("mark-answered").with("asked", asked);
            (tone, saying.with("codes", codes))
        }
    }
}

const fn tone(note: &Note) -> Tone {
    match note {
        Note::BrokerFenced(_)
        | Note::Truncated { .. }
        | Note::LogDirFailed
        | Note::MemberExpired { .. }
        | Note::LeaderElected { leader: None, .. }
        | Note::LeaderElected {
            from: ElectedFrom::LastKnownLeader | ElectedFrom::Unclean,
            ..
        } => Tone::Bad,
        _ => Tone::Plain,
    }
}

/// A node's note, in words.
#[must_use]
pub fn note(note: &Note, name: impl Fn(NodeId) -> String) -> Saying {
    match note {
        Note::LeaderElected {
            partition,
            leader: Some(leader),
            epoch,
            from,
        } => Saying::new(elected(*from))
            .with("partition", partition)
            .with("leader", name(*leader))
            .with("epoch", epoch),
        Note::LeaderElected {
            partition,
            leader: None,
            ..
        } => Saying::new("note-leaderless").with("partition", partition),
        Note::IsrChanged { partition, isr } => {
            let isr: Vec<String> = isr.iter().map(ToString::to_string).collect();
            Saying::new("note-isr")
                .with("partition", partition)
                .with("isr", isr.join(", "))
        }
        Note::ElrChanged { partition, elr } => {
            let elr: Vec<String> = elr.iter().map(ToString::to_string).collect();
            Saying::new("note-elr")
                .with("partition", partition)
                .with("elr", elr.join(", "))
        }
        Note::TopicCreated(topic) => Saying::new("note-topic-created").with("topic", topic),
        Note::TopicDeleted(topic) => Saying::new("note-topic-deleted").with("topic", topic),
        Note::LogDirFailed => Saying::new("note-log-dir-failed"),
        Note::BrokerShuttingDown(broker) => {
            Saying::new("note-shutting-down").with("broker", name(*broker))
        }
        Note::BrokerFenced(broker) => Saying::new("note-fenced").with("broker", name(*broker)),
        Note::BrokerUnfenced(broker) => Saying::new("note-unfenced").with("broker", name(*broker)),
        Note::Truncated {
            partition,
            from,
            to,
        } => Saying::new("note-truncated")
            .with("partition", partition)
            .with("from", from)
            .with("to", to),
        Note::Rebalanced {
            group,
            generation,
            members,
        } => Saying::new("note-rebalanced")
            .with("group", group)
            .with("generation", generation)
            .with("members", members),
        Note::MemberExpired { group, member } => Saying::new("note-expired")
            .with("group", group)
            .with("member", member),
    }
}

/// How a leader was elected: whether it is sure to have every committed record.
const fn elected(from: ElectedFrom) -> &'static str {
    match from {
        ElectedFrom::Isr => "note-elected",
        ElectedFrom::Elr => "note-elected-elr",
        ElectedFrom::LastKnownLeader => "note-elected-last-known",
        ElectedFrom::Unclean => "note-elected-unclean",
    }
}
