//! `console.sh`: Kafka's own console tools.

use lab::{Client, ClientKind, Lab, Send};

use super::{has_command, one_line, records};
use crate::KitFile;
use crate::Syntax;
use crate::deeds;
use crate::missing::Missing;
use crate::quote::shell;
use crate::script::{choose, kafka};
use crate::template::{Records, text};
use crate::text::Lines;
use crate::words::function;

pub(crate) const NAME: &str = "console.sh";

/// What stands for null.
const NULL: &str = "\u{1e}";

pub(super) fn file(lab: &Lab, missing: &mut Vec<Missing>) -> KitFile {
    let mut out = Lines::indented_by(2);
    out.line("#!/usr/bin/env bash")
        .line("# The producers and consumers of this lab with Kafka's own console tools, which have no application.")
        .line("set -euo pipefail")
        .line("cd \"$(dirname \"$0\")\"")
        .line("");
    let mut body = Lines::indented_by(2);
    let mut functions = Vec::new();
    for client in lab.clients() {
        if !has_command(client, NAME, missing) {
            continue;
        }
        let name = function(client);
        match &client.kind {
            ClientKind::Producer { .. } => {
                producer(lab, client, &name, &mut functions, &mut body, missing);
            }
            _ => {
                define(&name, &mut body, |out| consumer(client, out));
                functions.push((format!("client {}", client.name), name));
            }
        }
    }
    groups(lab, &mut functions, &mut body);
    if !functions.is_empty() {
        kafka(lab, &mut out);
    }
    out.paste(&body.finish());
    choose(NAME, &functions, &mut out);
    KitFile {
        name: NAME,
        syntax: Syntax::Shell,
        text: out.finish(),
    }
}

fn define(name: &str, out: &mut Lines, body: impl FnOnce(&mut Lines)) {
    out.line(format!("{name}() {{"))
        .block(body)
        .line("}")
        .line("");
}

/// Its source, if it has one, and each record that the lab has it send by hand.
fn producer(
    lab: &Lab,
    client: &Client,
    name: &str,
    functions: &mut Vec<(String, String)>,
    out: &mut Lines,
    missing: &mut Vec<Missing>,
) {
    let ClientKind::Producer { config, source, .. } = &client.kind else {
        return;
    };
    let properties = properties(client);
    if let Some(source) = source {
        let records = Records::of(&lab.source()["clients"][&*client.name]["source"], config);
        one_line(client, NAME, &records, missing);
        let mut options = properties.clone();
        if records.keys.is_some() {
            options.extend(keyed());
        }
        if records::has_null(&records) {
            options.push(null());
        }
        define(name, out, |out| {
            out.line("records() {")
                .block(|out| records::write(source, &records, NULL, out));
            out.line("}");
            let to = |topic: &str| produce(topic, &options);
            if let Some((last, others)) = source.topics.split_last() {
                let tees = others
                    .iter()
                    .map(|topic| format!("tee >({}) | ", to(topic.as_str())));
                let tees: Vec<String> = tees.collect();
                out.line(format!("records | {}{}", tees.join(""), to(last.as_str())));
            }
        });
        functions.push((format!("client {}", client.name), name.to_owned()));
    }
    for (number, send) in (1..).zip(deeds::sends(lab, &client.name)) {
        let function = format!("{name}_send_{number}");
        define(&function, out, |out| {
            by_hand(client, send, &properties, out);
        });
        functions.push((format!("send {} {number}", client.name), function));
    }
}

/// One record; the tool cannot choose a partition.
fn by_hand(client: &Client, send: &Send, properties: &[String], out: &mut Lines) {
    let ClientKind::Producer { config, .. } = &client.kind else {
        return;
    };
    let mut options = properties.to_vec();
    let value = text(&send.value, config.value_serializer);
    if value.is_none() {
        options.push(null());
    }
    let value = shell(&value.unwrap_or_else(|| NULL.to_owned()));
    if let Some(partition) = send.partition {
        out.line(format!(
            "# The lab sends it to partition {partition}; this tool leaves that to the key."
        ));
    }
    let written = match text(&send.key, config.key_serializer) {
        Some(key) => {
            options.extend(keyed());
            format!("printf '%s\\037%s\\n' {} {value}", shell(&key))
        }
        None => format!("printf '%s\\n' {value}"),
    };
    out.line(format!("{written} | {}", produce(&send.topic, &options)));
}

fn produce(topic: &str, options: &[String]) -> String {
    let options = options.join(" ");
    format!(
        "kafka kafka-console-producer.sh --topic {} {options}",
        shell(topic)
    )
}

/// What tells the tool what stands for null.
fn null() -> String {
    let marker = format!("null.marker={NULL}");
    format!("--reader-property {}", shell(&marker))
}

fn keyed() -> [String; 2] {
    let separator = format!("key.separator={}", records::AFTER_KEY);
    [
        "--reader-property parse.key=true".to_owned(),
        format!("--reader-property {}", shell(&separator)),
    ]
}

fn consumer(client: &Client, out: &mut Lines) {
    let ClientKind::Consumer { subscribe, .. } = &client.kind else {
        return;
    };
    let topics = match &subscribe[..] {
        [one] => format!("--topic {}", shell(one.as_str())),
        several => {
            let names = several
                .iter()
                .map(|topic| topic.as_str().replace('.', "[.]"));
            let names: Vec<String> = names.collect();
            format!("--include {}", shell(&names.join("|")))
        }
    };
    let properties = properties(client).join(" ");
    out.line(format!(
        "kafka kafka-console-consumer.sh {topics} {properties} --formatter-property print.key=true"
    ));
}

/// The client's configs; the tools have serializers of their own, for text.
fn properties(client: &Client) -> Vec<String> {
    let set = client
        .set
        .iter()
        .filter(|(name, _)| !name.ends_with(".serializer"));
    set.map(|(name, value)| format!("--command-property {}", shell(&format!("{name}={value}"))))
        .collect()
}

/// How far each group is.
fn groups(lab: &Lab, functions: &mut Vec<(String, String)>, out: &mut Lines) {
    let mut groups: Vec<&str> = lab.clients().iter().filter_map(Client::group).collect();
    groups.sort_unstable();
    groups.dedup();
    for (number, group) in (1..).zip(groups) {
        let function = format!("group_{number}");
        define(&function, out, |out| {
            out.line(format!(
                "kafka kafka-consumer-groups.sh --describe --group {}",
                shell(group)
            ));
        });
        functions.push((format!("group {group}"), function));
    }
}
