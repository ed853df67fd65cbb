//! `clients.py`: the lab's clients with kafka-python, one function a client.

mod application;
mod consumer;
mod producer;

use std::collections::BTreeMap;

use lab::{Client, ClientKind, Lab, Path};

use crate::cluster::bootstrap_outside;
use crate::configs::{Mapped, Whose, kafka_python};
use crate::library::{calls, mentions, needed};
use crate::missing::{Missing, client_path};
use crate::quote::python;
use crate::reason::Reason;
use crate::text::Lines;
use crate::words::function;
use crate::{KitFile, Syntax};

pub(crate) const NAME: &str = "clients.py";

/// What `pip` installs.
pub(crate) const REQUIREMENT: &str = "kafka-python==3.0.12";

const HELPERS: &str = include_str!("helpers.py");

/// Modules of Python, as far as a file uses them.
const MODULES: [&str; 9] = [
    "collections",
    "json",
    "os",
    "random",
    "signal",
    "sys",
    "threading",
    "time",
    "zlib",
];

/// Names of kafka-python, by the module that has them.
const IMPORTS: [(&str, &[&str]); 8] = [
    (
        "kafka",
        &[
            "ConsumerRebalanceListener",
            "KafkaConsumer",
            "KafkaProducer",
            "OffsetAndMetadata",
            "TopicPartition",
        ],
    ),
    (
        "kafka.coordinator.assignors.cooperative_sticky",
        &["CooperativeStickyAssignor"],
    ),
    (
        "kafka.coordinator.assignors.range",
        &["RangePartitionAssignor"],
    ),
    (
        "kafka.coordinator.assignors.roundrobin",
        &["RoundRobinPartitionAssignor"],
    ),
    (
        "kafka.coordinator.assignors.sticky.sticky_assignor",
        &["StickyPartitionAssignor"],
    ),
    (
        "kafka.errors",
        &[
            "CommitFailedError",
            "IllegalGenerationError",
            "InvalidProducerEpochError",
            "KafkaError",
            "ProducerFencedError",
            "RebalanceInProgressError",
            "UnknownMemberIdError",
        ],
    ),
    ("kafka.partitioner.sticky", &["StickyPartitioner"]),
    ("kafka.serializer", &["DefaultSerializer"]),
];

pub(crate) fn file(lab: &Lab, missing: &mut Vec<Missing>) -> KitFile {
    let mut body = Lines::indented_by(4);
    let mut functions = Vec::new();
    for client in lab.clients() {
        let function = function(client);
        if let Some(why) = Reason::lacking(&client.kind) {
            missing.push(Missing::client(&client.name, NAME, why));
            continue;
        }
        match &client.kind {
            ClientKind::Producer { .. } => {
                producer::write(lab, client, &function, &mut body, missing);
            }
            ClientKind::Consumer { .. } => {
                consumer::write(lab, client, &function, &mut body, missing);
            }
            _ => continue,
        }
        functions.push((client.name.to_string(), function));
    }
    dispatch(&functions, &mut body);
    let body = body.finish();
    let helpers = needed(HELPERS, &body, defined, calls).join("\n\n\n");
    let mut out = Lines::indented_by(4);
    head(lab, &format!("{helpers}\n{body}"), &mut out);
    if !helpers.is_empty() {
        out.paste(&helpers).line("").line("");
    }
    out.paste(&body);
    KitFile {
        name: NAME,
        syntax: Syntax::Python,
        text: out.finish(),
    }
}

/// The name that a line of the helpers defines.
fn defined(line: &str) -> Option<&str> {
    let rest = line
        .strip_prefix("def ")
        .or_else(|| line.strip_prefix("class "));
    let end = |rest: &str| rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    match rest {
        Some(rest) => end(rest).map(|at| &rest[..at]),
        None => line
            .split_once(" = ")
            .map(|(name, _)| name)
            .filter(|name| *name == "Row"),
    }
}

fn head(lab: &Lab, body: &str, out: &mut Lines) {
    out.line("#!/usr/bin/env python3")
        .line("\"\"\"The clients of this lab, with kafka-python.")
        .line("")
        .line(format!("    pip install {REQUIREMENT}"))
        .line("    python clients.py NAME")
        .line("\"\"\"")
        .line("");
    for module in MODULES {
        let is_used = body.contains(&format!("{module}."));
        out.line_if(
            is_used || ["os", "signal", "sys", "threading"].contains(&module),
            format!("import {module}"),
        );
    }
    out.line("");
    for (module, names) in IMPORTS {
        let used: Vec<&str> = names
            .iter()
            .copied()
            .filter(|name| mentions(body, name))
            .collect();
        if !used.is_empty() {
            out.line(format!("from {module} import {}", used.join(", ")));
        }
    }
    out.line("")
        .line("# Within the network of compose.yaml the brokers have other addresses than on its host.")
        .line(format!(
            "BOOTSTRAP = os.environ.get(\"BOOTSTRAP\", {}).split(\",\")",
            python(&bootstrap_outside(lab))
        ))
        .line("STOPPING = threading.Event()")
        .line("")
        .line("");
}

fn dispatch(functions: &[(String, String)], out: &mut Lines) {
    out.line("CLIENTS = {").block(|out| {
        for (name, function) in functions {
            out.line(format!("{}: {function},", python(name)));
        }
    });
    out.line("}")
        .line("")
        .line("")
        .line("if __name__ == \"__main__\":");
    out.block(|out| {
        out.line("if len(sys.argv) != 2 or sys.argv[1] not in CLIENTS:");
        out.block(|out| {
            out.line("sys.exit(f\"usage: clients.py NAME, one of: {', '.join(CLIENTS)}\")");
        });
        out.line("for stop in (signal.SIGINT, signal.SIGTERM):");
        out.block(|out| {
            out.line("signal.signal(stop, lambda *_: STOPPING.set())");
        });
        out.line("CLIENTS[sys.argv[1]]()");
    });
}

/// What a client is made with.
struct Made<'a> {
    whose: Whose,
    /// Its name.
    name: &'a str,
    /// The configs that the lab sets, and where.
    set: &'a BTreeMap<String, String>,
    path: &'a Path,
    /// A partitioner of the application's own.
    partitioner: Option<String>,
}

/// A call that makes a client: the configs that the lab sets, and Kafka's defaults where kafka-python has others.
fn construct(made: &Made<'_>, out: &mut Lines, missing: &mut Vec<Missing>) {
    let &Made {
        whose,
        name,
        set,
        path,
        ..
    } = made;
    let (class, variable, defaults) = match whose {
        Whose::Producer => ("KafkaProducer", "producer", producer::DEFAULTS),
        Whose::Consumer => ("KafkaConsumer", "consumer", consumer::DEFAULTS),
    };
    out.line(format!("{variable} = {class}("));
    out.block(|out| {
        out.line("bootstrap_servers=BOOTSTRAP,");
        out.line(format!("client_id={},", python(name)));
        let mut given = Vec::new();
        if let Some(partitioner) = &made.partitioner {
            out.line(format!("partitioner={partitioner},"));
            given.push("partitioner".to_owned());
        }
        for (config, value) in set {
            match kafka_python(whose, config, value) {
                Mapped::To { name, value } => {
                    out.line(format!("{name}={value},"));
                    given.push(name);
                }
                Mapped::Already => {
                    out.line(format!("# {config} is {value}: it knows nothing else."));
                }
                Mapped::Missing(why) => {
                    out.line(format!("# {config}={}: {}", python(value), why.sentence()));
                    missing.push(Missing::setting(path.key(config), NAME, why));
                }
            }
        }
        out.line("# Kafka's own defaults, where kafka-python has others:");
        for (name, value) in defaults
            .iter()
            .filter(|(name, _)| !given.iter().any(|g| g == name))
        {
            out.line(format!("{name}={value},"));
        }
    });
    out.line(")");
}

/// Where the configs of a client are in the lab's file.
fn configs_of(client: &Client) -> Path {
    client_path(&client.name).key("config")
}
