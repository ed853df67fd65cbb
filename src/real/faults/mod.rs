//! `faults.sh`: what happens in the lab, in its order, as commands to the containers.

mod admin;
mod deed;
mod ways;
mod whom;

use lab::{Lab, ScriptEntry};

use crate::cluster::{ADMIN, IMAGE, bootstrap_inside, services};
use crate::compose::{PROFILE, runs};
use crate::deeds::{self, Deed, Moment};
use crate::library::{mentions, needed};
use crate::missing::Missing;
use crate::quote::shell;
use crate::reason::Reason;
use crate::script::choose;
use crate::text::{Lines, seconds};
use crate::{KitFile, Syntax, topics};

pub(crate) const NAME: &str = "faults.sh";

const FUNCTIONS: &str = include_str!("functions.sh");

pub(crate) fn file(lab: &Lab, missing: &mut Vec<Missing>) -> KitFile {
    let mut body = Lines::indented_by(2);
    let script = deeds::script(lab);
    let mut timed = starts(lab);
    for (number, deed) in (1..).zip(&script) {
        let function = format!("script_{number}");
        if let Moment::Scripted(entry) = deed.moment
            && entry.when.is_none()
        {
            let again = (0..entry.times).map(|time| entry.at.0 + entry.every.0 * u64::from(time));
            timed.extend(again.map(|at| (at, format!("{function} &"))));
        }
        functions(
            lab,
            &function,
            std::slice::from_ref(deed),
            &mut body,
            missing,
        );
    }
    let steps = deeds::steps(lab);
    for (number, step) in (1..).zip(&steps) {
        body.line(format!("# Step {}.", one_line(step.id)));
        functions(
            lab,
            &format!("step_{number}"),
            &step.deeds,
            &mut body,
            missing,
        );
    }
    network(lab, &mut body);
    run(lab, timed, &mut body);
    let script =
        (1..=script.len()).map(|number| (format!("script {number}"), format!("script_{number}")));
    let steps = (1..).zip(&steps);
    let steps = steps.map(|(number, step)| (format!("step {}", step.id), format!("step_{number}")));
    let run = [("run".to_owned(), "run".to_owned())].into_iter();
    let all: Vec<(String, String)> = run.chain(script).chain(steps).collect();
    choose(NAME, &all, &mut body);
    let body = body.finish();
    let mut out = Lines::indented_by(2);
    out.line("#!/usr/bin/env bash")
        .line("# What happens in this lab, as commands to the containers of compose.yaml.")
        .line("set -euo pipefail")
        .line("cd \"$(dirname \"$0\")\"")
        .line(format!("export COMPOSE_PROFILES={PROFILE}"));
    let helpers = needed(FUNCTIONS, &body, defined, mentions).join("\n\n");
    let all = format!("{helpers}\n{body}");
    out.line_if(
        all.contains("$BOOTSTRAP"),
        format!("BOOTSTRAP={}", shell(&bootstrap_inside(lab))),
    );
    out.line_if(all.contains("$IMAGE"), format!("IMAGE={IMAGE}"));
    out.line("").paste(&helpers).line("").paste(&body);
    KitFile {
        name: NAME,
        syntax: Syntax::Shell,
        text: out.finish(),
    }
}

/// The name of a function that a line begins.
fn defined(line: &str) -> Option<&str> {
    line.strip_suffix("() {")
}

/// A function that does some deeds, one after the other.
fn functions(
    lab: &Lab,
    name: &str,
    deeds: &[Deed<'_>],
    out: &mut Lines,
    missing: &mut Vec<Missing>,
) {
    out.line(format!("{name}() {{")).block(|out| {
        let mut clock = 0;
        let mut does = false;
        for deed in deeds {
            if let Moment::Scripted(entry) = deed.moment {
                when(lab, deed, entry, &mut clock, out, missing);
            }
            does |= deed::write(lab, deed, out, missing);
        }
        // A function must have a command.
        out.line_if(!does, ":");
    });
    out.line("}").line("");
}

/// The time of a deed, or its condition, which somebody has to watch.
fn when(
    lab: &Lab,
    deed: &Deed<'_>,
    entry: &ScriptEntry,
    clock: &mut u64,
    out: &mut Lines,
    missing: &mut Vec<Missing>,
) {
    let Some(at) = place_of(deed) else { return };
    let said = |field: &str| at.key(field).get(lab.source()).map(ToString::to_string);
    let is_attack = at.segments().len() > 2;
    match &entry.when {
        Some(_) => {
            let condition = said("when").unwrap_or_default();
            out.line(format!("# As soon as this is so: {}", one_line(&condition)));
            if entry.at.0 > 0 {
                out.line(format!("# Not before {} s.", seconds(entry.at.0)));
            }
            if entry.times > 1 {
                let every = seconds(entry.every.0);
                out.line(format!(
                    "# {} times at most, {every} s apart at least.",
                    entry.times
                ));
            }
            missing.push(Missing::setting(at.key("when"), NAME, Reason::ByHand));
        }
        None => {
            out.line(format!("# At {} s.", seconds(entry.at.0)));
            if is_attack && entry.at.0 > *clock {
                out.line(format!("sleep {}", seconds(entry.at.0 - *clock)));
                *clock = entry.at.0;
            }
            if entry.times > 1 {
                let every = seconds(entry.every.0);
                out.line(format!("# {} times, {every} s apart.", entry.times));
            }
        }
    }
}

/// The entry that a deed is of.
fn place_of(deed: &Deed<'_>) -> Option<lab::Path> {
    let text = deed.path.to_string();
    lab::Path::parse(text.strip_suffix(".do")?).ok()
}

/// A comment ends with its line.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// When clients start by themselves.
fn starts(lab: &Lab) -> Vec<(u64, String)> {
    let clients = lab.clients().iter().filter(|client| runs(client));
    let starts = clients.filter_map(|client| Some((client.starts_at?, &client.name)));
    starts
        .map(|(at, name)| (at.0, format!("start_node {} &", shell(name))))
        .collect()
}

/// What all ways have in common.
fn network(lab: &Lab, out: &mut Lines) {
    let (delay, jitter) = latency(lab);
    out.line("# Makes everything that services send take as long as in the lab.")
        .line("slow_network() {")
        .block(|out| {
            out.line("local service").line("for service in \"$@\"; do");
            out.block(|out| {
                out.line("beside \"$service\" sh -c '")
                    .inner("tc qdisc add dev eth0 root handle 1: htb default ffff")
                    .inner("tc class replace dev eth0 parent 1: classid 1:ffff htb rate 10gbit")
                    .inner(format!(
                        "tc qdisc replace dev eth0 parent 1:ffff netem delay {delay}ms {jitter}ms' 2> /dev/null || true"
                    ));
            });
            out.line("done");
        })
        .line("}")
        .line("");
}

/// How long a message takes between two nodes, in ms, and how much longer by chance. Netem draws from both sides of a mean.
fn latency(lab: &Lab) -> (u64, u64) {
    let network = &lab.source()["cluster"]["network"];
    let ms = |field: &str| network[field].as_u64().unwrap_or_default();
    (ms("latency_ms"), ms("jitter_ms"))
}

fn run(lab: &Lab, mut timed: Vec<(u64, String)>, out: &mut Lines) {
    // What happens at the same time stays in its order.
    timed.sort_by_key(|(at, _)| *at);
    out.line(
        "# Starts the cluster, creates the topics, and does what happens by itself, at its times.",
    )
    .line("run() {")
    .block(|out| {
        let services: Vec<String> = services(lab).chain([ADMIN]).map(shell).collect();
        let services = services.join(" ");
        out.line(format!("docker compose up --detach -- {services}"));
        out.line(format!("bash {}", topics::NAME));
        out.line(format!("slow_network {services}"));
        let mut clock = 0;
        for (at, command) in &timed {
            if *at > clock {
                out.line(format!("sleep {}", seconds(at - clock)));
                clock = *at;
            }
            out.line(command);
        }
        out.line("wait");
    })
    .line("}")
    .line("");
}
