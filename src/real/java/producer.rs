//! A producer and its source.

use engine::app::Source;
use engine::client::producer::Partitioning;
use engine::config::ProducerConfig;
use lab::{Client, ClientKind, Lab, Send};

use super::{STRING_SERIALIZER, configure};
use crate::deeds;
use crate::quote::java;
use crate::template::{Piece, Records, Templates, Values, text};
use crate::text::Lines;

pub(super) fn write(lab: &Lab, client: &Client, method: &str, out: &mut Lines) {
    let ClientKind::Producer {
        config,
        partitioning,
        source,
        ..
    } = &client.kind
    else {
        return;
    };
    out.line(format!("static void {method}() throws Exception {{"));
    out.block(|out| {
        let classes = [
            ("key.serializer", STRING_SERIALIZER),
            ("value.serializer", STRING_SERIALIZER),
        ];
        configure("config", &client.name, &client.set, &classes, out);
        out.line("try (KafkaProducer<String, String> producer = new KafkaProducer<>(config)) {");
        out.block(|out| {
            rule(partitioning, out);
            listen(lab, client, out);
            if let Some(source) = source {
                let file = &lab.source()["clients"][&*client.name]["source"];
                let records = Records::of(file, config);
                let sending = Sending {
                    source,
                    records: &records,
                    partitioning,
                };
                send_all(&sending, client.transactional_id().is_some(), out);
            }
            out.line("untilStopped();");
        });
        out.line("}");
    });
    out.line("}").line("");
}

/// What the lab has done by hand: each record that is sent, each call.
fn listen(lab: &Lab, client: &Client, out: &mut Lines) {
    let ClientKind::Producer {
        config,
        partitioning,
        ..
    } = &client.kind
    else {
        return;
    };
    let sends = deeds::sends(lab, &client.name);
    let transacts = deeds::transacts(lab, &client.name);
    if sends.is_empty() && !transacts {
        return;
    }
    out.line("Map<String, Runnable> handlers = new HashMap<>();");
    if transacts {
        out.line("handlers.put(\"init\", producer::initTransactions);")
            .line("handlers.put(\"begin\", producer::beginTransaction);")
            .line("handlers.put(\"commit\", producer::commitTransaction);")
            .line("handlers.put(\"abort\", producer::abortTransaction);");
    }
    for (number, send) in (1..).zip(sends) {
        out.line(format!(
            "handlers.put(\"send-{number}\", () -> send(producer, {}));",
            by_hand(send, config, partitioning)
        ));
    }
    out.line("listen(handlers);");
}

fn by_hand(send: &Send, config: &ProducerConfig, partitioning: &Partitioning) -> String {
    let literal = |text: Option<String>| text.map_or_else(|| "null".to_owned(), |text| java(&text));
    let topic = java(&send.topic);
    let key = literal(text(&send.key, config.key_serializer));
    let partition = match send.partition {
        Some(partition) => partition.to_string(),
        None => partition(partitioning, &topic, &key),
    };
    let value = literal(text(&send.value, config.value_serializer));
    format!("new ProducerRecord<>({topic}, {partition}, {key}, {value})")
}

/// What an application that does not leave partitions to the configs goes by.
fn rule(partitioning: &Partitioning, out: &mut Lines) {
    let Partitioning::Rule(rule) = partitioning else {
        return;
    };
    out.line("Map<String, Integer> rule = new HashMap<>();");
    for (key, partition) in &rule.by_key {
        let key = java(&String::from_utf8_lossy(key));
        out.line(format!("rule.put({key}, {partition});"));
    }
}

/// The partition of a record; null: what the configs say.
fn partition(partitioning: &Partitioning, topic: &str, key: &str) -> String {
    match partitioning {
        Partitioning::Configured => "null".to_owned(),
        Partitioning::ConsistentRandom => format!("consistentRandom(producer, {topic}, {key})"),
        Partitioning::Rule(rule) => {
            let otherwise = rule.otherwise.map(|partition| partition.to_string());
            let otherwise = otherwise.unwrap_or_else(|| "null".to_owned());
            format!("byRule(rule, {otherwise}, {key})")
        }
    }
}

/// What a source sends, and where to.
struct Sending<'a> {
    source: &'a Source,
    records: &'a Records,
    partitioning: &'a Partitioning,
}

fn send_all(sending: &Sending<'_>, is_transactional: bool, out: &mut Lines) {
    let source = sending.source;
    let (count, per_tick) = (source.len(), source.per_tick);
    out.line_if(is_transactional, "producer.initTransactions();");
    out.line_if(source.aborts_every > 0, "int ended = 0;");
    out.line(format!(
        "Ticks ticks = new Ticks({});",
        source.every.0 / 1_000
    ));
    out.line(format!(
        "for (int first = 0; first < {count} && ticks.await(); first += {per_tick}) {{"
    ));
    out.block(|out| {
        if is_transactional {
            transaction(source, out, |out| sends(sending, out));
        } else {
            sends(sending, out);
        }
    });
    out.line("}");
}

fn sends(sending: &Sending<'_>, out: &mut Lines) {
    let &Sending {
        source,
        records,
        partitioning,
    } = sending;
    let (count, per_tick) = (source.len(), source.per_tick);
    out.line(format!(
        "for (int n = first; n < Math.min(first + {per_tick}, {count}); n++) {{"
    ));
    out.block(|out| {
        match &records.keys {
            Some(keys) => in_turn("key", keys, out),
            None => {
                out.line("String key = null;");
            }
        }
        match &records.values {
            Values::Bytes(length) => {
                out.line(format!("String value = \"x\".repeat({length});"));
            }
            Values::Said(values) => in_turn("value", values, out),
        }
        for topic in &source.topics {
            let topic = java(topic.as_str());
            let place = match partitioning {
                Partitioning::Configured => topic,
                other => format!("{topic}, {}", partition(other, &topic, "key")),
            };
            out.line(format!(
                "send(producer, new ProducerRecord<>({place}, key, value));"
            ));
            out.line_if(
                source.between.0 > 0,
                format!("sleep({});", source.between.0 / 1_000),
            );
        }
    });
    out.line("}");
}

/// The records of a tick in one transaction, which is made again where it fails.
fn transaction(source: &Source, out: &mut Lines, sends: impl FnOnce(&mut Lines)) {
    out.line("for (boolean done = false; !done; ) {").block(|out| {
        out.line("try {").block(|out| {
            out.line("producer.beginTransaction();");
            sends(out);
            if source.aborts_every > 0 {
                out.line(format!("if ((ended + 1) % {} == 0) {{", source.aborts_every))
                    .inner("producer.abortTransaction();")
                    .line("} else {")
                    .inner("commitTransaction(producer);")
                    .line("}")
                    .line("ended += 1;");
            } else {
                out.line("commitTransaction(producer);");
            }
            out.line("done = true;");
        });
        out.line("} catch (ProducerFencedException | OutOfOrderSequenceException | AuthorizationException error) {")
            .inner("throw error;")
            .line("} catch (KafkaException error) {")
            .inner("producer.abortTransaction();")
            .line("}");
    });
    out.line("}");
}

/// The key or the value of the nth record.
fn in_turn(variable: &str, templates: &Templates, out: &mut Lines) {
    if let [one] = &templates.0[..] {
        out.line(format!(
            "String {variable} = {};",
            expression(one.as_deref())
        ));
        return;
    }
    out.line(format!("String {variable} = new String[] {{"))
        .block(|out| {
            for template in &templates.0 {
                out.line(format!("{},", expression(template.as_deref())));
            }
        });
    out.line(format!("}}[n % {}];", templates.0.len()));
}

fn expression(pieces: Option<&[Piece]>) -> String {
    let Some(pieces) = pieces else {
        return "null".to_owned();
    };
    let mut words: Vec<String> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => java(text),
            Piece::Number => "n".to_owned(),
        })
        .collect();
    // What begins with a number, or is nothing, is a text all the same.
    if !matches!(pieces.first(), Some(Piece::Text(_))) {
        words.insert(0, "\"\"".to_owned());
    }
    words.join(" + ")
}
