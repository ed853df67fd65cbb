//! Actions as the world knows them, in words.

use std::collections::BTreeSet;

use engine::client::ClientCommand;
use engine::model::NodeId;
use sim::{Action, Fault, Target};

use super::{Voice, ways};
use crate::clock::Time;
use crate::saying::Saying;

/// What was done in the world, with the names of its nodes.
#[must_use]
pub fn done_in_world(action: &Action<Target>, name: impl Fn(NodeId) -> String) -> Saying {
    let Ok(named) = action.clone().try_map(|target| {
        Ok::<_, std::convert::Infallible>(match target {
            Target::Node(node) => name(node),
            Target::Role(role) => role.to_string(),
            Target::Nodes(nodes) => {
                let names: Vec<String> = nodes.iter().map(|node| name(*node)).collect();
                names.join(", ")
            }
            Target::Others => "everyone else".to_owned(),
        })
    });
    said(&named)
}

/// One deed that was done to several, as one deed to all of them.
fn merged(actions: &[Action<String>]) -> Option<Action<String>> {
    let first = actions.first()?;
    let ends = 0..first.nodes().len();
    let all = ends.map(|end| {
        let mut seen = BTreeSet::new();
        let names = actions
            .iter()
            .filter_map(|one| one.nodes().get(end).copied());
        let each: Vec<&str> = names
            .filter(|name| seen.insert(*name))
            .map(String::as_str)
            .collect();
        each.join(", ")
    });
    let mut all = all.collect::<Vec<_>>().into_iter();
    first.clone().try_map(|_| all.next().ok_or(())).ok()
}

fn said(action: &Action<String>) -> Saying {
    let of = |key: &'static str, node: &String| Saying::new(key).whom("node", node);
    let fault = match action {
        Action::Start(node) => return of("did-start", node),
        Action::Command {
            node,
            command: ClientCommand::Close | ClientCommand::CloseWithin(_),
        } => return of("did-close", node),
        Action::Command {
            node,
            command: ClientCommand::Flush,
        } => return of("did-flush", node),
        Action::Command {
            node,
            command: ClientCommand::Transaction(command),
        } => return of("did-call", node).with("call", command.call().name()),
        Action::Command {
            node,
            command: ClientCommand::Send { value, .. },
        } => {
            let value = value.as_ref().map(|value| schema::show(value).text);
            return of("did-send", node).with("value", value.unwrap_or_default());
        }
        Action::Command {
            node,
            command: ClientCommand::Fail { after, manner },
        } => return super::failing(Voice::Did, node, *after, *manner),
        Action::Command {
            node,
            command: ClientCommand::Consumer(_),
        } => return of("did-consumer-command", node),
        Action::Command {
            node,
            command: ClientCommand::Ask { request, .. },
        } => return of("did-ask", node).with("api", request.api_key().name()),
        Action::Command {
            node,
            command: ClientCommand::Administer(command),
        } => return of("did-ask", node).with("api", command.name()),
        Action::Command {
            node,
            command: ClientCommand::AskRegistry(request),
        } => return of("did-ask", node).with("api", request.line()),
        Action::Together(actions) => {
            return merged(actions).map_or_else(|| Saying::new("did-nothing"), |one| said(&one));
        }
        Action::Passing { what, lasts } => return super::passing(Voice::Did, said(what), lasts.0),
        Action::Fault(fault) => fault,
    };
    match fault {
        Fault::Crash(node) => of("did-crash", node),
        Fault::PowerCut(node) => of("did-power-cut", node),
        Fault::Restart(node) => of("did-restart", node),
        Fault::Pause(node) => of("did-pause", node),
        Fault::Resume(node) => of("did-resume", node),
        Fault::Wipe(node) => of("did-wipe", node),
        Fault::DiskFull(node) => of("did-disk-full", node),
        Fault::DiskFreed(node) => of("did-disk-freed", node),
        Fault::SlowDisk { node, times } => of("did-slow-disk", node).with("times", times),
        Fault::Partition { a, b, one_way } => ways::cut(Voice::Did, a, b, *one_way),
        Fault::Heal { a, b, one_way } => ways::healed(Voice::Did, a, b, *one_way),
        Fault::Hold { a, b, one_way } => ways::held(Voice::Did, a, b, *one_way),
        Fault::Release {
            a,
            b,
            one_way,
            messages,
        } => ways::released(Voice::Did, a, b, *one_way, *messages),
        Fault::Slow {
            a,
            b,
            extra,
            one_way,
        } => ways::slowed(Voice::Did, a, b, *one_way, extra.0 / 1_000),
        Fault::Flaky {
            a,
            b,
            one_way,
            lost,
            of,
        } => ways::flaky(Voice::Did, a, b, *one_way, (*lost, *of)),
        Fault::DropNext { from, to, like } => {
            let api = like.api.map(engine::protocol::ApiKey::name);
            ways::drop_next(Voice::Did, from, to, api, like.is_request)
        }
        Fault::Repair { a, b } => ways::repaired(Voice::Did, a, b),
        Fault::Drop(_) => Saying::new("did-drop"),
        Fault::Delay { by, .. } => Saying::new("did-delay").time("extra", Time::Length(by.0)),
        Fault::SkewClock { node, offset_ms } => of("did-skew-clock", node).with("ms", offset_ms),
    }
}

#[cfg(test)]
mod tests {
    use engine::model::Duration;
    use sim::Role;

    use super::*;

    fn said(action: &Action<Target>) -> Saying {
        done_in_world(action, |node| format!("broker-{node}"))
    }

    fn node(id: u32) -> Target {
        Target::Node(NodeId(id))
    }

    #[test]
    fn what_befell_several_is_said_once_with_all_their_names() {
        let cut = |a, b| {
            Action::Fault(Fault::Partition {
                a: node(a),
                b: node(b),
                one_way: true,
            })
        };
        let cuts = vec![cut(1, 3), cut(1, 4), cut(2, 3), cut(2, 4)];
        let expected = Saying::new("did-partition-one-way")
            .with("from", "broker-1, broker-2")
            .with("to", "broker-3, broker-4");
        assert_eq!(said(&Action::Together(cuts)), expected);
    }

    #[test]
    fn what_does_not_last_is_said_with_how_long() {
        let pause = |target| Action::Passing {
            what: Box::new(Action::Fault(Fault::Pause(target))),
            lasts: Duration::from_secs(5),
        };
        let passing = Saying::new("did-passing").time("length", Time::Length(5_000_000));
        let one = Saying::new("did-pause").with("node", "broker-2");
        assert_eq!(said(&pause(node(2))), passing.clone().about(one));
        let role = Target::Role(Role::Coordinator("g".into()));
        let who = Saying::new("role-coordinator").with("group", "g");
        let one = Saying::new("did-pause").part("node", who);
        assert_eq!(said(&pause(role)), passing.about(one));
        let others = Saying::new("did-pause").part("node", Saying::new("group-everyone-else"));
        assert_eq!(said(&Action::Fault(Fault::Pause(Target::Others))), others);
    }
}
