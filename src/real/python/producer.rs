//! A producer and its source.

use engine::app::Source;
use engine::client::producer::Partitioning;
use lab::{Client, ClientKind, Lab, Send};
use serde_json::Value;

use super::{Made, configs_of, construct};
use crate::configs::Whose;
use crate::deeds;
use crate::missing::Missing;
use crate::quote::{python, python_json};
use crate::text::{Lines, seconds};

/// Kafka's defaults, where kafka-python has others.
pub(super) const DEFAULTS: &[(&str, &str)] = &[
    ("key_serializer", crate::configs::TEXT),
    ("linger_ms", "5"),
    ("partitioner", "StickyPartitioner()"),
    ("reconnect_backoff_max_ms", "1000"),
    ("value_serializer", crate::configs::TEXT),
];

pub(super) fn write(
    lab: &Lab,
    client: &Client,
    function: &str,
    out: &mut Lines,
    missing: &mut Vec<Missing>,
) {
    let ClientKind::Producer {
        partitioning,
        source,
        ..
    } = &client.kind
    else {
        return;
    };
    out.line(format!("def {function}():"));
    out.block(|out| {
        out.line(format!("\"\"\"{}\"\"\"", client.name));
        let made = Made {
            whose: Whose::Producer,
            name: &client.name,
            set: &client.set,
            path: &configs_of(client),
            partitioner: partitioner(partitioning),
        };
        construct(&made, out, missing);
        listen(lab, client, out);
        if let Some(source) = source {
            let file = &lab.source()["clients"][&*client.name]["source"];
            let is_transactional = client.transactional_id().is_some();
            send_all(source, file, is_transactional, out);
        }
        out.line("STOPPING.wait()").line("producer.close()");
    });
    out.line("").line("");
}

/// The partitioner of an application that does not leave that to the configs: a class beside the clients.
fn partitioner(partitioning: &Partitioning) -> Option<String> {
    match partitioning {
        Partitioning::Configured => None,
        Partitioning::ConsistentRandom => Some("ConsistentRandom()".to_owned()),
        Partitioning::Rule(rule) => {
            let keys = rule.by_key.iter().map(|(key, partition)| {
                format!(
                    "{}.encode(): {partition}",
                    python(&String::from_utf8_lossy(key))
                )
            });
            let keys: Vec<String> = keys.collect();
            let otherwise = rule
                .otherwise
                .map(|partition| format!(", otherwise={partition}"));
            let otherwise = otherwise.unwrap_or_default();
            Some(format!("Rule({{{}}}{otherwise})", keys.join(", ")))
        }
    }
}

/// What the lab has done by hand: each record that is sent, each call.
fn listen(lab: &Lab, client: &Client, out: &mut Lines) {
    let sends = deeds::sends(lab, &client.name);
    let transacts = deeds::transacts(lab, &client.name);
    if sends.is_empty() && !transacts {
        return;
    }
    out.line("listen({").block(|out| {
        if transacts {
            out.line("\"init\": producer.init_transactions,")
                .line("\"begin\": producer.begin_transaction,")
                .line("\"commit\": producer.commit_transaction,")
                .line("\"abort\": producer.abort_transaction,");
        }
        for (number, send) in (1..).zip(sends) {
            out.line(format!("\"send-{number}\": lambda: {},", by_hand(send)));
        }
    });
    out.line("})");
}

fn by_hand(send: &Send) -> String {
    let mut words = vec!["producer".to_owned(), python(&send.topic)];
    if !send.key.is_null() {
        words.push(format!("key={}", plain(&send.key)));
    }
    words.push(format!("value={}", plain(&send.value)));
    words.extend(
        send.partition
            .map(|partition| format!("partition={partition}")),
    );
    format!("send({})", words.join(", "))
}

/// What is sent by hand has no number.
fn plain(value: &Value) -> String {
    crate::quote::python_plain(value)
}

fn send_all(source: &Source, file: &Value, is_transactional: bool, out: &mut Lines) {
    let key = in_turn("key", &file["key"], &file["keys"], out);
    let value = match file["value_bytes"].as_u64() {
        Some(length) => format!("b\"x\" * {length}"),
        None => in_turn("value", &file["value"], &file["values"], out)
            .unwrap_or_else(|| "None".to_owned()),
    };
    let mut ticks = vec![
        format!("every={}", seconds(source.every.0)),
        format!("count={}", source.len()),
    ];
    if source.per_tick != 1 {
        ticks.push(format!("per_tick={}", source.per_tick));
    }
    let between = seconds(source.between.0);
    let sends = |out: &mut Lines| {
        out.line("for n in tick:").block(|out| {
            for topic in &source.topics {
                let mut words = vec!["producer".to_owned(), python(topic.as_str())];
                words.extend(key.iter().map(|key| format!("key={key}")));
                words.push(format!("value={value}"));
                out.line(format!("send({})", words.join(", ")));
                out.line_if(source.between.0 > 0, format!("STOPPING.wait({between})"));
            }
        });
    };
    out.line_if(is_transactional, "producer.init_transactions()");
    out.line_if(source.aborts_every > 0, "ended = 0");
    out.line(format!("for tick in ticks({}):", ticks.join(", ")));
    out.block(|out| {
        if is_transactional {
            transaction(source, sends, out);
        } else {
            sends(out);
        }
    });
}

/// The records of a tick in one transaction, which is made again where it fails.
fn transaction(source: &Source, sends: impl Fn(&mut Lines), out: &mut Lines) {
    out.line("while True:").block(|out| {
        out.line("try:").block(|out| {
            out.line("producer.begin_transaction()");
            sends(out);
            if source.aborts_every > 0 {
                out.line(format!("if (ended + 1) % {} == 0:", source.aborts_every));
                out.inner("producer.abort_transaction()");
                out.line("else:");
                out.inner("producer.commit_transaction()");
                out.line("ended += 1");
            } else {
                out.line("producer.commit_transaction()");
            }
            out.line("break");
        });
        out.line("except (InvalidProducerEpochError, ProducerFencedError):");
        out.inner("raise");
        out.line("except KafkaError:");
        out.inner("producer.abort_transaction()");
    });
}

/// The expression of the key or the value of the nth record; templates that are taken in turn have a function.
fn in_turn(what: &str, one: &Value, several: &Value, out: &mut Lines) -> Option<String> {
    let several = several.as_array().filter(|several| !several.is_empty());
    let Some(several) = several else {
        return (!one.is_null()).then(|| python_json(one));
    };
    out.line(format!("def {what}(n):")).block(|out| {
        out.line("return [").block(|out| {
            for template in several {
                out.line(format!("{},", python_json(template)));
            }
        });
        out.line(format!("][n % {}]", several.len()));
    });
    Some(format!("{what}(n)"))
}
