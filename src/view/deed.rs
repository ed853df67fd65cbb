//! What somebody can do to the run, in words.

use lab::{Action, Cut, Way};

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
        Action::Partition(_) => "partition",
        Action::Repair(_) => "repair",
        Action::Drop(_) => "drop",
        Action::SkewClock(_) => "skew-clock",
        Action::Send(_) => "send",
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
            | Action::Partition(_)
            | Action::SkewClock(_)
    )
}

/// What was done, as a mark on the timeline says it.
#[must_use]
pub fn done(action: &Action) -> Saying {
    match action {
        Action::Start(node) => Saying::new("did-start").with("node", node),
        Action::Close(node) => Saying::new("did-close").with("node", node),
        Action::Crash(node) => Saying::new("did-crash").with("node", node),
        Action::PowerCut(node) => Saying::new("did-power-cut").with("node", node),
        Action::Restart(node) => Saying::new("did-restart").with("node", node),
        Action::Pause(node) => Saying::new("did-pause").with("node", node),
        Action::Resume(node) => Saying::new("did-resume").with("node", node),
        Action::Partition(Cut {
            from,
            to,
            one_way: true,
        }) => Saying::new("did-partition-one-way")
            .with("from", from)
            .with("to", to),
        Action::Partition(Cut { from, to, .. }) => Saying::new("did-partition")
            .with("from", from)
            .with("to", to),
        Action::Repair(Way { from, to }) => {
            Saying::new("did-repair").with("from", from).with("to", to)
        }
        Action::Drop(_) => Saying::new("did-drop"),
        Action::SkewClock(skew) => Saying::new("did-skew-clock")
            .with("node", &skew.node)
            .with("ms", skew.offset_ms),
        Action::Send(send) => Saying::new("did-send")
            .with("node", &send.client)
            .with("value", &send.value),
    }
}

/// The same for an action as the world knows it.
#[must_use]
pub fn done_in_world(
    action: &sim::Action,
    name: impl Fn(engine::model::NodeId) -> String,
) -> Saying {
    use engine::client::ClientCommand;
    use sim::Fault;
    let of = |key: &'static str, node| Saying::new(key).with("node", name(node));
    match action {
        sim::Action::Start(node) => of("did-start", *node),
        sim::Action::Command {
            node,
            command: ClientCommand::Close,
        } => of("did-close", *node),
        sim::Action::Command {
            node,
            command: ClientCommand::Send { value, .. },
        } => {
            let value = value.as_ref().map(|value| schema::show(value).text);
            of("did-send", *node).with("value", value.unwrap_or_default())
        }
        sim::Action::Fault(Fault::Crash(node)) => of("did-crash", *node),
        sim::Action::Fault(Fault::PowerCut(node)) => of("did-power-cut", *node),
        sim::Action::Fault(Fault::Restart(node)) => of("did-restart", *node),
        sim::Action::Fault(Fault::Pause(node)) => of("did-pause", *node),
        sim::Action::Fault(Fault::Resume(node)) => of("did-resume", *node),
        sim::Action::Fault(Fault::Partition { a, b, one_way }) => {
            let key = if *one_way {
                "did-partition-one-way"
            } else {
                "did-partition"
            };
            Saying::new(key).with("from", name(*a)).with("to", name(*b))
        }
        sim::Action::Fault(Fault::Repair { a, b }) => Saying::new("did-repair")
            .with("from", name(*a))
            .with("to", name(*b)),
        sim::Action::Fault(Fault::Drop(_)) => Saying::new("did-drop"),
        sim::Action::Fault(Fault::SkewClock { node, offset_ms }) => {
            of("did-skew-clock", *node).with("ms", offset_ms)
        }
    }
}

/// What is to be done, as a step of a lab asks for it.
#[must_use]
pub fn wanted(action: &Action) -> Saying {
    let of = |key: &'static str, node: &String| Saying::new(key).with("node", node);
    match action {
        Action::Start(node) => of("do-start", node),
        Action::Close(node) => of("do-close", node),
        Action::Crash(node) => of("do-crash", node),
        Action::PowerCut(node) => of("do-power-cut", node),
        Action::Restart(node) => of("do-restart", node),
        Action::Pause(node) => of("do-pause", node),
        Action::Resume(node) => of("do-resume", node),
        Action::Send(send) => of("do-send", &send.client)
            .with("value", &send.value)
            .with("topic", &send.topic),
        other => done(other),
    }
}
