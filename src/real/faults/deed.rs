//! One deed, as commands.

use lab::{Action, Lab, Passing};

use super::whom::{Whom, whom};
use super::{NAME, admin, ways};
use crate::deeds::{self, Deed};
use crate::missing::{Missing, Part, PartKind};
use crate::quote::shell;
use crate::reason::Reason;
use crate::text::{Lines, seconds};
use crate::words::told;

/// Writes the commands of a deed, or why there are none. Says whether there are.
pub(super) fn write(
    lab: &Lab,
    deed: &Deed<'_>,
    out: &mut Lines,
    missing: &mut Vec<Missing>,
) -> bool {
    let (action, lasts) = match deed.action {
        Action::Passing(Passing { action, for_ms }) => (&**action, Some(*for_ms)),
        action => (action, None),
    };
    match does(lab, action, out) {
        Ok(()) => {
            if let Some(ms) = lasts {
                out.line(format!("sleep {}", seconds(ms.saturating_mul(1_000))));
                mend(lab, action, out);
            }
            true
        }
        Err(why) => {
            let said = serde_json::to_string(deed.action).unwrap_or_default();
            out.line(format!("# Not reproducible: {said}"))
                .line(format!("# {}.", why.sentence()));
            missing.push(Missing {
                what: Part {
                    path: deed.path.clone(),
                    kind: PartKind::Action(deed.action.clone()),
                },
                file: NAME,
                why,
            });
            false
        }
    }
}

/// The commands of an action, or why there are none.
fn does(lab: &Lab, action: &Action, out: &mut Lines) -> Result<(), Reason> {
    match action {
        Action::Start(name) => node(lab, "start_node", name, out),
        Action::Close(name) => node(lab, "close_node", name, out),
        Action::Crash(name) => node(lab, "crash_node", name, out),
        Action::Restart(name) => node(lab, "restart_node", name, out),
        Action::Pause(name) => node(lab, "pause_node", name, out),
        Action::Resume(name) => node(lab, "resume_node", name, out),
        Action::Wipe(name) => wipe(lab, name, out),
        Action::PowerCut(_) => Err(Reason::PowerCut),
        Action::DiskFull(_) | Action::DiskFreed(_) => Err(Reason::DiskSize),
        Action::SlowDisk(_) => Err(Reason::DiskSpeed),
        Action::SkewClock(_) => Err(Reason::SharedClock),
        Action::DropNext(_) | Action::Drop(_) => Err(Reason::OneMessage),
        Action::Hold(_) | Action::Release(_) | Action::Delay(_) => Err(Reason::HeldMessage),
        Action::Partition(cut) if cut.one_way => Err(Reason::OneWay),
        Action::Heal(cut) if cut.one_way => Err(Reason::OneWay),
        Action::Partition(_)
        | Action::Heal(_)
        | Action::Slow(_)
        | Action::Flaky(_)
        | Action::Repair(_) => ways::write(lab, action, out),
        Action::Send(_) | Action::Transact(_) | Action::Fail(_) => tell(lab, action, out),
        Action::CreateTopic(_)
        | Action::DeleteTopic(_)
        | Action::AddPartitions(_)
        | Action::AlterConfig(_)
        | Action::DeleteRecords(_)
        | Action::ResetOffsets(_)
        | Action::ElectLeaders(_) => {
            admin::write(lab, action, out);
            Ok(())
        }
        Action::RegisterSchema(_)
        | Action::TestSchema(_)
        | Action::SetCompatibility(_)
        | Action::DeleteSchema(_) => Err(Reason::NoSchemas),
        Action::Passing(passing) => does(lab, &passing.action, out),
    }
}

/// A command about nodes.
fn node(lab: &Lab, command: &str, name: &str, out: &mut Lines) -> Result<(), Reason> {
    let who = whom(lab, name);
    match &who {
        Whom::Outside | Whom::EveryoneElse => return Err(outside(lab, name)),
        Whom::Found(finds) => {
            out.line(format!("one=$({finds})"));
        }
        Whom::Named(_) => {}
    }
    out.line(format!("{command} {}", who.words("one", "")));
    Ok(())
}

/// Why somebody has no service.
pub(super) fn outside(lab: &Lab, name: &str) -> Reason {
    let mut clients = lab.clients().iter();
    let client = clients.find(|client| *client.name == *name);
    let lacks = client.and_then(|client| Reason::lacking(&client.kind));
    lacks.unwrap_or(Reason::Outside)
}

/// A disk is a broker's volume, or the files in which a client keeps what it has handled.
fn wipe(lab: &Lab, name: &str, out: &mut Lines) -> Result<(), Reason> {
    let is_client = lab.clients().iter().any(|client| *client.name == *name);
    if is_client && whom(lab, name) != Whom::Outside {
        out.line(format!("wipe_client {}", shell(name)));
        return Ok(());
    }
    node(lab, "wipe_node", name, out)
}

/// What the application of a client is told.
fn tell(lab: &Lab, action: &Action, out: &mut Lines) -> Result<(), Reason> {
    let client = action.nodes().first().copied().unwrap_or_default();
    if whom(lab, client) == Whom::Outside {
        return Err(outside(lab, client));
    }
    let sends = deeds::sends(lab, client);
    let word = told(action, &sends).ok_or(Reason::Outside)?;
    if let Action::Send(send) = action {
        let record = serde_json::to_string(send).unwrap_or_default();
        out.line(format!("# {record}"));
    }
    out.line(format!("tell {} {word}", shell(client)));
    Ok(())
}

/// What undoes an action that does not last.
fn mend(lab: &Lab, action: &Action, out: &mut Lines) {
    let command = match action {
        Action::Crash(_) | Action::Close(_) => "start_node",
        Action::Pause(_) => "resume_node",
        _ => return ways::mend(lab, action, out),
    };
    for name in action.nodes() {
        // Whoever had the role when it happened.
        out.line(format!("{command} {}", whom(lab, name).words("one", "")));
    }
}
