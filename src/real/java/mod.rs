//! `Clients.java`: the lab's clients with Kafka's own client, one method a client.

mod consumer;
mod producer;

use std::collections::BTreeMap;

use lab::{ClientKind, Lab};

use crate::cluster::{IMAGE, bootstrap_outside};
use crate::library::{calls, needed};
use crate::missing::Missing;
use crate::quote::java;
use crate::reason::Reason;
use crate::text::Lines;
use crate::words::function;
use crate::{KitFile, Syntax};

pub(crate) const NAME: &str = "Clients.java";

const HELPERS: &str = include_str!("Helpers.java");

/// Kafka's classes for what the lab has words for.
pub(crate) const STRING_SERIALIZER: &str = "org.apache.kafka.common.serialization.StringSerializer";
const BYTES_SERIALIZER: &str = "org.apache.kafka.common.serialization.ByteArraySerializer";
const BYTES_DESERIALIZER: &str = "org.apache.kafka.common.serialization.ByteArrayDeserializer";

const IMPORTS: [&str; 10] = [
    "java.io.*",
    "java.nio.charset.StandardCharsets",
    "java.nio.file.*",
    "java.time.Duration",
    "java.util.*",
    "org.apache.kafka.clients.consumer.*",
    "org.apache.kafka.clients.producer.*",
    "org.apache.kafka.common.*",
    "org.apache.kafka.common.errors.*",
    "org.apache.kafka.common.errors.TimeoutException",
];

pub(crate) fn file(lab: &Lab, missing: &mut Vec<Missing>) -> KitFile {
    let mut body = Lines::indented_by(4);
    let mut methods = Vec::new();
    for client in lab.clients() {
        let method = function(client);
        if let Some(why) = Reason::lacking(&client.kind) {
            missing.push(Missing::client(&client.name, NAME, why));
            continue;
        }
        match &client.kind {
            ClientKind::Producer { .. } => {
                producer::write(lab, client, &method, &mut body);
            }
            ClientKind::Consumer { .. } => {
                consumer::write(lab, client, &method, &mut body, missing);
            }
            _ => continue,
        }
        methods.push((client.name.to_string(), method));
    }
    let body = body.finish();
    let helpers = needed(HELPERS, &body, defined, calls).join("\n\n");
    let mut out = Lines::indented_by(4);
    head(&mut out);
    out.block(|out| {
        out.line(format!(
            "static final String BOOTSTRAP = System.getenv().getOrDefault(\"BOOTSTRAP\", {});",
            java(&bootstrap_outside(lab))
        ));
        out.line("static volatile boolean stopping;").line("");
        out.paste(&body);
        main(&methods, out);
        if !helpers.is_empty() {
            out.line("").paste(&helpers);
        }
    });
    out.line("}");
    KitFile {
        name: NAME,
        syntax: Syntax::Java,
        text: out.finish(),
    }
}

/// The name that a line of the helpers defines.
fn defined(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("static ")?;
    match rest.strip_prefix("final class ") {
        Some(class) => class.split(' ').next(),
        None => rest.split('(').next()?.rsplit(' ').next(),
    }
}

fn head(out: &mut Lines) {
    let version = IMAGE.rsplit(':').next().unwrap_or_default();
    out.line("/*")
        .line(" * The clients of this lab with Kafka's own client. JSON is sent as text, by StringSerializer.")
        .line(" *")
        .line(format!(" * With kafka-clients-{version}.jar and slf4j-api in libs:"))
        .line(" *")
        .line(" *     javac -cp 'libs/*' Clients.java")
        .line(" *     java -cp 'libs/*:.' Clients NAME")
        .line(" */");
    for import in IMPORTS {
        out.line(format!("import {import};"));
    }
    out.line("").line("public final class Clients {");
}

fn main(methods: &[(String, String)], out: &mut Lines) {
    out.line("public static void main(String[] arguments) throws Exception {");
    out.block(|out| {
        out.line("Thread main = Thread.currentThread();")
            .line("Runtime.getRuntime().addShutdownHook(new Thread(() -> {")
            .block(|out| {
                out.line("stopping = true;")
                    .line("try {")
                    .inner("main.join();");
                out.line("} catch (InterruptedException error) {")
                    .inner("Thread.currentThread().interrupt();")
                    .line("}");
            })
            .line("}));")
            .line("switch (arguments.length == 1 ? arguments[0] : \"\") {");
        out.block(|out| {
            for (name, method) in methods {
                out.line(format!("case {} -> {method}();", java(name)));
            }
            let names: Vec<&str> = methods.iter().map(|(name, _)| name.as_str()).collect();
            let usage = format!("usage: Clients NAME, one of: {}", names.join(", "));
            out.line(format!("default -> System.err.println({});", java(&usage)));
        });
        out.line("}");
    });
    out.line("}");
}

/// The configs of a client: what the lab sets, and the classes that it has no config for.
fn configure(
    variable: &str,
    name: &str,
    set: &BTreeMap<String, String>,
    classes: &[(&str, &str)],
    out: &mut Lines,
) {
    let put = |out: &mut Lines, config: &str, value: String, comment: &str| {
        out.line(format!(
            "{variable}.put({}, {value});{comment}",
            java(config)
        ));
    };
    out.line(format!("Properties {variable} = new Properties();"));
    put(out, "bootstrap.servers", "BOOTSTRAP".to_owned(), "");
    put(out, "client.id", java(name), "");
    for (config, class) in classes {
        let comment = if set.get(*config).is_some_and(|value| value == "json") {
            " // JSON as text"
        } else {
            ""
        };
        put(out, config, java(class), comment);
    }
    let others = set
        .iter()
        .filter(|(config, _)| !classes.iter().any(|(class, _)| class == config));
    for (config, value) in others {
        put(out, config, java(value), "");
    }
}
