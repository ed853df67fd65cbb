//! What may be tried.

use std::ops::RangeInclusive;

use engine::model::Instant;

use super::draft::Draft;
use super::steps;
use crate::action::{Action, Passing};
use crate::explore::{Choice, Plan, is_kind, members};
use crate::file::{ExploreFile, FaultFile, SpanFile};
use crate::lab::Lab;
use crate::nearest::suggestion;
use crate::path::Path;
use crate::problem::{Problem, Problems};

pub(super) fn check(draft: &Draft, lab: &mut Lab, problems: &mut Problems) {
    let Some(until) = draft.until_ms else { return };
    let Some(file) = &draft.explore else {
        lab.explore = Plan::unless_declared(super::at(until));
        return;
    };
    let path = Path::ROOT.key("explore");
    let between = between(file, until, &path, problems);
    let count = &file.count;
    let counts = (count.at_least.into(), count.at_most.into());
    in_order(counts, &path.key("count"), problems);
    let faults = path.key("faults");
    let choices = file.faults.iter().enumerate();
    let choices = choices
        .map(|(index, fault)| {
            let path = faults.index(index);
            let choice = choice(draft, lab, fault, &path, problems);
            mends_in_time(fault, &between, until, &path, problems);
            choice
        })
        .collect();
    lab.explore = Plan {
        between: super::at(*between.start())..=super::at(*between.end()),
        count: count.at_least..=count.at_most,
        at_once: file.at_once,
        choices,
    };
}

/// When something may break, in ms.
fn between(
    file: &ExploreFile,
    until: u64,
    path: &Path,
    problems: &mut Problems,
) -> RangeInclusive<u64> {
    let to = file.to_ms.unwrap_or(until / 2);
    if file.from_ms > to {
        let message = format!("must be at most to_ms, which is {to}");
        problems.push(Problem::at(&path.key("from_ms"), message).with(&file.from_ms.into()));
    }
    if to > until {
        let message = format!("must be at most until_ms, which is {until}");
        problems.push(Problem::at(&path.key("to_ms"), message).with(&to.into()));
    }
    file.from_ms..=to
}

fn choice(
    draft: &Draft,
    lab: &Lab,
    file: &FaultFile,
    path: &Path,
    problems: &mut Problems,
) -> Choice {
    let to = path.key("do");
    if let Some(action) = exemplary(lab, &file.action, &to, problems) {
        let before = problems.iter().count();
        steps::action(draft, lab, &action, &to, problems);
        if problems.iter().count() == before {
            lasts(lab, file, action, path, problems);
        }
    }
    if let Some(SpanFile { at_least, at_most }) = file.for_ms {
        in_order((at_least, at_most), &path.key("for_ms"), problems);
    }
    let lasts = file.for_ms.map(|span| span.at_least..=span.at_most);
    let choice = Choice::new(file.action.clone(), lasts);
    Choice {
        weight: file.weight,
        at_most: file.at_most.unwrap_or(choice.at_most),
        at_once: file.at_once.unwrap_or(choice.at_once),
        ..choice
    }
}

/// The action about somebody in particular wherever it is about anybody.
fn exemplary(lab: &Lab, action: &Action, path: &Path, problems: &mut Problems) -> Option<Action> {
    const KINDS: [&str; 5] = [
        "any broker",
        "any producer",
        "any consumer",
        "any client",
        "any node",
    ];
    let mut names: Vec<String> = Vec::new();
    for name in action.nodes() {
        let found = match members(lab, name) {
            Some(members) => members
                .into_iter()
                .find(|member| !names.iter().any(|taken| taken == member)),
            None if is_kind(name) => {
                let hint = suggestion(name, KINDS);
                problems.push(Problem::at(path, format!("there is no {name:?}{hint}")));
                return None;
            }
            None => Some(name),
        };
        let Some(found) = found else {
            let message = format!("there is nobody that {name:?} could be");
            problems.push(Problem::at(path, message));
            return None;
        };
        names.push(found.to_owned());
    }
    Some(action.clone().about(names))
}

/// Everything mends itself in the end: it passes, or it is over at once and leaves nothing behind.
fn lasts(lab: &Lab, file: &FaultFile, action: Action, path: &Path, problems: &mut Problems) {
    let passing = Action::Passing(Passing {
        action: Box::new(action),
        for_ms: 1,
    });
    let can_pass = lab.translate(&passing).is_ok();
    let is_over_at_once = matches!(file.action, Action::DropNext(_) | Action::Restart(_));
    match (&file.for_ms, can_pass) {
        (None, true) => {
            let message = "is needed: whatever breaks must mend itself, as in {\"at_least\": 500, \"at_most\": 5000}";
            problems.push(Problem::at(&path.key("for_ms"), message));
        }
        (Some(_), false) if is_over_at_once => {
            let message = "must be left out: it is over at once";
            problems.push(Problem::at(&path.key("for_ms"), message));
        }
        (_, false) if !is_over_at_once => {
            let message = "does not mend itself; what does, for a while: crash, power_cut, close, pause, disk_full, slow_disk, \
                           skew_clock, partition, hold, slow, flaky; at once: restart, drop_next";
            problems.push(Problem::at(&path.key("do"), message));
        }
        _ => {}
    }
}

fn mends_in_time(
    fault: &FaultFile,
    between: &RangeInclusive<u64>,
    until: u64,
    path: &Path,
    problems: &mut Problems,
) {
    let Some(span) = fault.for_ms else { return };
    let over = between.end().saturating_add(span.at_most);
    if over > until && *between.end() <= until {
        let message = format!(
            "what breaks at {} ms would last until {over} ms, and the run ends at {until} ms (until_ms)",
            between.end()
        );
        let path = path.key("for_ms").key("at_most");
        problems.push(Problem::at(&path, message).with(&span.at_most.into()));
    }
}

fn in_order((least, most): (u64, u64), path: &Path, problems: &mut Problems) {
    if least > most {
        let message = format!("must be at most at_most, which is {most}");
        problems.push(Problem::at(&path.key("at_least"), message).with(&least.into()));
    }
}

/// A plan for labs whose file has not been read yet.
pub(super) fn nothing() -> Plan {
    Plan::unless_declared(Instant::ZERO)
}
