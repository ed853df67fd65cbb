//! What is done to the ways between services.

use lab::{Action, Cut, Flaky, Lab, Slow, Way};

use super::deed::outside;
use super::latency;
use super::whom::{Whom, whom};
use crate::reason::Reason;
use crate::text::Lines;

/// A command for each way that an action is about.
pub(super) fn write(lab: &Lab, action: &Action, out: &mut Lines) -> Result<(), Reason> {
    let (latency, jitter) = latency(lab);
    match action {
        Action::Partition(Cut { from, to, .. }) => each(lab, (from, to), out, |one, other| {
            vec![format!("cut_way {one} {other}")]
        }),
        Action::Heal(Cut { from, to, .. }) => each(lab, (from, to), out, |one, other| {
            vec![format!("heal_way {one} {other}")]
        }),
        Action::Slow(Slow {
            from,
            to,
            extra_ms,
            one_way,
        }) => each(lab, (from, to), out, |one, other| {
            let delay = latency.saturating_add(*extra_ms);
            directions(one, other, *one_way, |a, b| {
                format!("delay_way {a} {b} {delay} {jitter}")
            })
        }),
        Action::Flaky(Flaky {
            from,
            to,
            one_way,
            lost: 0,
            ..
        }) => each(lab, (from, to), out, |one, other| {
            directions(one, other, *one_way, |a, b| format!("steady_way {a} {b}"))
        }),
        Action::Flaky(Flaky {
            from,
            to,
            one_way,
            lost,
            of,
        }) => each(lab, (from, to), out, |one, other| {
            let probability = decimal(*lost, *of);
            directions(one, other, *one_way, |a, b| {
                format!("flaky_way {a} {b} {probability}")
            })
        }),
        Action::Repair(Way { from, to }) => each(lab, (from, to), out, |one, other| {
            repaired(one, other, (latency, jitter))
        }),
        _ => Ok(()),
    }
}

/// What undoes it after a while. Whoever had a role when it happened is still in its variable.
pub(super) fn mend(lab: &Lab, action: &Action, out: &mut Lines) {
    let (latency, jitter) = latency(lab);
    // What could be done can be undone.
    let _ = match action {
        Action::Partition(Cut { from, to, .. }) => again(lab, (from, to), out, |one, other| {
            vec![format!("heal_way {one} {other}")]
        }),
        Action::Slow(Slow {
            from, to, one_way, ..
        }) => again(lab, (from, to), out, |one, other| {
            directions(one, other, *one_way, |a, b| {
                format!("delay_way {a} {b} {latency} {jitter}")
            })
        }),
        Action::Flaky(Flaky {
            from, to, one_way, ..
        }) => again(lab, (from, to), out, |one, other| {
            directions(one, other, *one_way, |a, b| format!("steady_way {a} {b}"))
        }),
        _ => Ok(()),
    };
}

fn repaired(one: &str, other: &str, (latency, jitter): (u64, u64)) -> Vec<String> {
    let mut commands = vec![format!("heal_way {one} {other}")];
    commands.extend(directions(one, other, false, |a, b| {
        format!("delay_way {a} {b} {latency} {jitter}")
    }));
    commands.extend(directions(one, other, false, |a, b| {
        format!("steady_way {a} {b}")
    }));
    commands
}

/// One command for the way there, and one for the way back unless only the first is meant.
fn directions(
    one: &str,
    other: &str,
    one_way: bool,
    command: impl Fn(&str, &str) -> String,
) -> Vec<String> {
    let mut commands = vec![command(one, other)];
    if !one_way {
        commands.push(command(other, one));
    }
    commands
}

/// Finds who has roles, and has commands for each way between the ends.
fn each(
    lab: &Lab,
    ends: (&str, &str),
    out: &mut Lines,
    commands: impl Fn(&str, &str) -> Vec<String>,
) -> Result<(), Reason> {
    for (name, variable) in [(ends.0, "one"), (ends.1, "other")] {
        match whom(lab, name) {
            Whom::Outside => return Err(outside(lab, name)),
            Whom::Found(finds) => {
                out.line(format!("{variable}=$({finds})"));
            }
            Whom::Named(_) | Whom::EveryoneElse => {}
        }
    }
    again(lab, ends, out, commands)
}

/// The same where it is known who has roles.
fn again(
    lab: &Lab,
    (from, to): (&str, &str),
    out: &mut Lines,
    commands: impl Fn(&str, &str) -> Vec<String>,
) -> Result<(), Reason> {
    let (one, other) = (whom(lab, from), whom(lab, to));
    let ones = one.words("one", &other.words("other", ""));
    let others = other.words("other", &ones);
    // What a loop would go through once is no loop.
    let from = if one.is_one() {
        ones.clone()
    } else {
        "\"$from\"".to_owned()
    };
    let to = if other.is_one() {
        others.clone()
    } else {
        "\"$to\"".to_owned()
    };
    let mut inner = commands(&from, &to);
    for (is_one, variable, words) in [(other.is_one(), "to", others), (one.is_one(), "from", ones)]
    {
        if !is_one {
            inner = inner.iter().map(|line| format!("  {line}")).collect();
            inner.insert(0, format!("for {variable} in {words}; do"));
            inner.push("done".to_owned());
        }
    }
    for line in inner {
        out.line(line);
    }
    Ok(())
}

/// A part of a whole as a decimal fraction, rounded down.
fn decimal(part: u32, whole: u32) -> String {
    const DIGITS: u64 = 1_000_000;
    let millionths = u64::from(part) * DIGITS / u64::from(whole.max(1));
    format!("{}.{:06}", millionths / DIGITS, millionths % DIGITS)
}
