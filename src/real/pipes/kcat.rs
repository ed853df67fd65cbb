//! `kcat.sh`.

use engine::client::producer::Partitioning;
use engine::model::TopicName;
use lab::{Client, ClientKind, Lab};

use super::{has_command, one_line, records};
use crate::cluster::bootstrap_outside;
use crate::configs::{Mapped, Whose, librdkafka};
use crate::missing::{Missing, client_path};
use crate::quote::shell;
use crate::reason::Reason;
use crate::script::choose;
use crate::template::Records;
use crate::text::Lines;
use crate::words::function;
use crate::{KitFile, Syntax};

pub(crate) const NAME: &str = "kcat.sh";

/// Kafka's own defaults, where librdkafka has others.
const PRODUCER_DEFAULTS: [(&str, &str); 2] = [
    ("enable.idempotence", "true"),
    ("partitioner", "murmur2_random"),
];

pub(super) fn file(lab: &Lab, missing: &mut Vec<Missing>) -> KitFile {
    let mut out = Lines::indented_by(2);
    out.line("#!/usr/bin/env bash")
        .line("# The producers and consumers of this lab with kcat, which has no application: what it reads, it prints.")
        .line("set -euo pipefail")
        .line(format!("BOOTSTRAP=${{BOOTSTRAP:-{}}}", bootstrap_outside(lab)))
        .line("")
        .line("# What the cluster says of itself.")
        .line("cluster() {")
        .inner("kcat -L -b \"$BOOTSTRAP\"")
        .line("}")
        .line("");
    let mut functions = vec![("cluster".to_owned(), "cluster".to_owned())];
    for client in lab.clients() {
        if !has_command(client, NAME, missing) {
            continue;
        }
        let function = function(client);
        out.line(format!("{function}() {{"));
        out.block(|out| match &client.kind {
            ClientKind::Producer { .. } => producer(lab, client, out, missing),
            _ => consumer(client, out, missing),
        });
        out.line("}").line("");
        functions.push((format!("client {}", client.name), function));
    }
    choose(NAME, &functions, &mut out);
    KitFile {
        name: NAME,
        syntax: Syntax::Shell,
        text: out.finish(),
    }
}

fn producer(lab: &Lab, client: &Client, out: &mut Lines, missing: &mut Vec<Missing>) {
    let ClientKind::Producer {
        config,
        partitioning,
        source,
        ..
    } = &client.kind
    else {
        return;
    };
    let mut options = options(Whose::Producer, client, out, missing);
    let is_set = |name: &str| client.set.contains_key(name);
    for (name, value) in PRODUCER_DEFAULTS {
        match (name, partitioning) {
            ("partitioner", Partitioning::ConsistentRandom) => {
                options.push("-X partitioner=consistent_random".to_owned());
            }
            ("enable.idempotence", _) if is_set(name) || !config.is_idempotent() => {}
            _ => options.push(format!("-X {name}={value}")),
        }
    }
    if matches!(partitioning, Partitioning::Rule(_)) {
        let path = client_path(&client.name).key("partitioner");
        missing.push(Missing::setting(path, NAME, Reason::NoSuchConfig));
    }
    let Some(source) = source else {
        out.line("# What it is given on standard input, one value a line, goes to the topic that is named.");
        out.line(format!(
            "kcat -P -b \"$BOOTSTRAP\" {} -t \"${{TOPIC:?}}\"",
            options.join(" ")
        ));
        return;
    };
    let records = Records::of(&lab.source()["clients"][&*client.name]["source"], config);
    out.line("records() {")
        .block(|out| records::write(source, &records, "", out));
    out.line("}");
    if records.keys.is_some() {
        options.push(format!("-K {}", shell(&records::AFTER_KEY.to_string())));
    }
    one_line(client, NAME, &records, missing);
    if records::has_null(&records) {
        options.push("-Z".to_owned());
    }
    let kcat = |topic: &TopicName| {
        format!(
            "kcat -P -b \"$BOOTSTRAP\" {} -t {}",
            options.join(" "),
            shell(topic.as_str())
        )
    };
    if let Some((last, others)) = source.topics.split_last() {
        let tees: Vec<String> = others
            .iter()
            .map(|topic| format!("tee >({}) | ", kcat(topic)))
            .collect();
        out.line(format!("records | {}{}", tees.join(""), kcat(last)));
    }
}

fn consumer(client: &Client, out: &mut Lines, missing: &mut Vec<Missing>) {
    let ClientKind::Consumer { subscribe, .. } = &client.kind else {
        return;
    };
    let options = options(Whose::Consumer, client, out, missing);
    let options = options.join(" ");
    let topics: Vec<String> = subscribe
        .iter()
        .map(|topic| shell(topic.as_str()))
        .collect();
    let format = "-f '%t %p %o %k %s\\n'";
    match client.group() {
        Some(group) => {
            let group = shell(group);
            out.line(format!(
                "kcat -b \"$BOOTSTRAP\" {options} {format} -G {group} {}",
                topics.join(" ")
            ));
        }
        None => {
            let earliest = client.config("auto.offset.reset").as_deref() == Some("earliest");
            let from = if earliest { "beginning" } else { "end" };
            for topic in &topics {
                out.line(format!(
                    "kcat -C -b \"$BOOTSTRAP\" {options} {format} -o {from} -t {topic} &"
                ));
            }
            out.line("wait");
        }
    }
}

fn options(
    whose: Whose,
    client: &Client,
    out: &mut Lines,
    missing: &mut Vec<Missing>,
) -> Vec<String> {
    let mut options = vec![format!(
        "-X {}",
        shell(&format!("client.id={}", client.name))
    )];
    let path = client_path(&client.name).key("config");
    for (config, value) in &client.set {
        match librdkafka(whose, config, value) {
            // It is said by `-G`.
            _ if config == "group.id" => {}
            Mapped::To { name, value } => {
                options.push(format!("-X {}", shell(&format!("{name}={value}"))));
            }
            Mapped::Already => {}
            Mapped::Missing(why) => {
                out.line(format!("# {config} is not set: {}.", why.sentence()));
                missing.push(Missing::setting(path.key(config), NAME, why));
            }
        }
    }
    options
}
