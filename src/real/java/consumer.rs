//! A consumer and its application: poll, process, write, commit, in the order that its guarantee asks for.

use engine::app::processor::{Commits, Deduplicates, Failure, Manner, Output, Trigger};
use engine::app::sink::{SinkKind, WriteMode};
use lab::{Application, Client, ClientKind, Lab};

use super::{BYTES_DESERIALIZER, BYTES_SERIALIZER, NAME, configure};
use crate::deeds;
use crate::missing::{Missing, client_path};
use crate::quote::java;
use crate::reason::Reason;
use crate::sinks;
use crate::text::Lines;
use crate::words::{failures, step_of};

/// How the names of files end that stand for sinks and stores.
const ENDING: &str = ".tsv";

pub(super) fn write(
    lab: &Lab,
    client: &Client,
    method: &str,
    out: &mut Lines,
    missing: &mut Vec<Missing>,
) {
    let ClientKind::Consumer {
        subscribe,
        application,
        ..
    } = &client.kind
    else {
        return;
    };
    let writes_to_topic = matches!(application.output, Output::Topic(_));
    out.line(format!("static void {method}() throws Exception {{"));
    out.block(|out| {
        let classes = [
            ("key.deserializer", BYTES_DESERIALIZER),
            ("value.deserializer", BYTES_DESERIALIZER),
        ];
        configure("config", &client.name, &client.set, &classes, out);
        if writes_to_topic {
            let (_, set) = sinks::output_configs(lab, client);
            let classes = [
                ("key.serializer", BYTES_SERIALIZER),
                ("value.serializer", BYTES_SERIALIZER),
            ];
            for (name, value) in set.iter().filter(|(name, _)| name.ends_with(".serializer")) {
                out.line(format!(
                    "// {name} is {value}: what it sends is bytes already."
                ));
            }
            configure("output", &client.name, &set, &classes, out);
        }
        let more = if writes_to_topic { ";" } else { ") {" };
        out.line(format!(
            "try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config){more}"
        ));
        if writes_to_topic {
            out.block(|out| {
                out.inner(
                    "KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(output)) {",
                );
            });
        }
        out.block(|out| {
            stores(lab, client, application, out);
            failure(lab, client, application, out);
            let topics: Vec<String> = subscribe.iter().map(|topic| java(topic.as_str())).collect();
            let topics = format!("List.of({})", topics.join(", "));
            let places = application.guarantee.commits == Commits::WithOutput
                && matches!(application.output, Output::Sink(_));
            out.line(match (client.group(), places) {
                (None, _) => format!("assignAll(consumer, {topics});"),
                (Some(_), true) => {
                    format!("consumer.subscribe({topics}, placing(consumer, sink));")
                }
                (Some(_), false) => format!("consumer.subscribe({topics});"),
            });
            polls(lab, client, application, out);
        });
        out.line("}");
    });
    out.line("}").line("");
    if matches!(application.output, Output::Sink(_)) {
        let path = client_path(&client.name)
            .key("application")
            .key("writes_to")
            .key("sink");
        for field in ["retry", "timeout_ms"] {
            let path = path.key(field);
            if path.get(lab.source()).is_some() {
                missing.push(Missing::setting(path, NAME, Reason::SinkIsAFile));
            }
        }
    }
}

fn stores(lab: &Lab, client: &Client, application: &Application, out: &mut Lines) {
    if let Output::Sink(output) = &application.output
        && let Some(sink) = lab.name(output.client.sink)
    {
        let file = java(&format!("{sink}{ENDING}"));
        out.line(format!(
            "Store sink = new Store({file}, {});",
            sinks::is_durable(lab, sink)
        ));
    }
    if application.output == Output::Store {
        let file = java(&format!("{}{ENDING}", client.name));
        out.line(format!("Store store = new Store({file}, true);"));
    }
    out.line(
        match (application.guarantee.deduplicates, &application.output) {
            (None, _) => return,
            (Some(Deduplicates::ByOffset), Output::Store) => {
                "Set<String> handled = store.places();"
            }
            (Some(Deduplicates::ByKey), Output::Store) => "Set<String> handled = store.keys();",
            (Some(_), _) => "Set<String> handled = new HashSet<>();",
        },
    );
}

/// Where it fails, by the lab or by hand.
fn failure(lab: &Lab, client: &Client, application: &Application, out: &mut Lines) {
    let name = java(&client.name);
    let by_hand = deeds::fails(lab, client);
    let arguments = match &application.failure {
        Some(Failure {
            at,
            after,
            manner: how,
        }) => {
            let (nth, place) = match at {
                Trigger::Nth(number) => (
                    format!("isFirstStart({name}) ? {number} : 0"),
                    "null".to_owned(),
                ),
                Trigger::Record(place, offset) => {
                    ("0".to_owned(), java(&format!("{place}@{}", offset.0)))
                }
            };
            let how = if *how == Manner::Throw {
                "throw"
            } else {
                "crash"
            };
            format!("{nth}, {place}, {}, {}", java(step_of(*after)), java(how))
        }
        None if by_hand => "0, null, null, null".to_owned(),
        None => return,
    };
    out.line(format!("Failure failure = new Failure({arguments});"));
    if by_hand {
        out.line("Map<String, Runnable> handlers = new HashMap<>();");
        for (after, how) in failures() {
            out.line(format!(
                "handlers.put(\"fail-{after}-{how}\", () -> failure.arm(\"{after}\", \"{how}\"));"
            ));
        }
        out.line("listen(handlers);");
    }
}

fn polls(lab: &Lab, client: &Client, application: &Application, out: &mut Lines) {
    let commits = application.guarantee.commits;
    let is_transactional = application.is_transactional();
    let fails = application.failure.is_some() || deeds::fails(lab, client);
    let has_producer = matches!(application.output, Output::Topic(_));
    out.line_if(is_transactional, "producer.initTransactions();");
    out.line("while (!stopping) {").block(|out| {
        out.line("ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(200));");
        out.line("if (records.isEmpty()) {").inner("continue;").line("}");
        out.line_if(fails, "failure.polled(records);");
        if commits == Commits::BeforeProcessing {
            out.line("if (!commit(consumer, null)) {").inner("continue;").line("}");
            out.line_if(fails, "failure.after(\"commit\", records);");
        }
        if is_transactional {
            out.line("try {").block(|out| {
                out.line("producer.beginTransaction();");
                each(lab, application, fails, out);
                out.line("producer.sendOffsetsToTransaction(positionsAfter(records), consumer.groupMetadata());");
                out.line_if(fails, "failure.after(\"send_offsets\", records);");
                out.line("commitTransaction(producer);");
                out.line_if(fails, "failure.after(\"commit\", records);");
            });
            out.line("} catch (ProducerFencedException | OutOfOrderSequenceException | AuthorizationException error) {")
                .inner("throw error;")
                .line("} catch (KafkaException error) {")
                .inner("producer.abortTransaction();")
                .inner("goBack(consumer, records);")
                .line("}");
            return;
        }
        out.line_if(has_producer, "List<java.util.concurrent.Future<RecordMetadata>> sent = new ArrayList<>();");
        each(lab, application, fails, out);
        if commits != Commits::AfterRecord {
            flush(has_producer, out);
        }
        if commits == Commits::AfterPoll {
            out.line("commit(consumer, null);");
            out.line_if(fails, "failure.after(\"commit\", records);");
        }
    });
    out.line("}");
}

fn each(lab: &Lab, application: &Application, fails: bool, out: &mut Lines) {
    let Application {
        process,
        guarantee,
        output,
        ..
    } = application;
    let identity = match guarantee.deduplicates {
        None => None,
        Some(Deduplicates::ByKey) => Some("key(record)"),
        Some(Deduplicates::ByOffset) => Some("place(record)"),
    };
    let writes = *output != Output::Printed || identity.is_some();
    out.line("for (ConsumerRecord<byte[], byte[]> record : records) {")
        .block(|out| {
            if let Some(identity) = identity {
                out.line(format!("if (handled.contains({identity})) {{"))
                    .inner("continue;")
                    .line("}");
            }
            out.line_if(
                process.0 > 0,
                format!("Thread.sleep({});", process.0 / 1_000),
            );
            out.line("show(record);");
            out.line_if(fails, "failure.after(\"process\", List.of(record));");
            put(lab, application, out);
            if let Some(identity) = identity {
                out.line(format!("handled.add({identity});"));
            }
            out.line_if(
                fails && writes,
                "failure.after(\"write\", List.of(record));",
            );
            if guarantee.commits == Commits::AfterRecord {
                flush(matches!(output, Output::Topic(_)), out);
                out.line("commit(consumer, positionsAfter(List.of(record)));");
                out.line_if(fails, "failure.after(\"commit\", List.of(record));");
            }
        });
    out.line("}");
}

/// What came of a record goes where it belongs.
fn put(lab: &Lab, application: &Application, out: &mut Lines) {
    match &application.output {
        // Nobody is written who has a container file.
        Output::Printed | Output::Container(_) => {}
        Output::Store => {
            out.line("store.put(record);");
        }
        Output::Topic(output) => {
            let topic = java(output.topic.as_str());
            let call = format!(
                "producer.send(new ProducerRecord<>({topic}, record.key(), record.value()))"
            );
            if application.is_transactional() {
                out.line(format!("{call};"));
            } else {
                out.line(format!("sent.add({call});"));
            }
        }
        Output::Sink(sink) => {
            let known = match (sink.mode, sinks::kind_of(lab, application)) {
                (WriteMode::Blind, _) => None,
                (WriteMode::ByOffset, _) => Some("hasPlace"),
                (WriteMode::ByKey, Some(SinkKind::Table)) => Some("hasRow"),
                (WriteMode::ByKey, _) => Some("hasKey"),
            };
            match known {
                None => {
                    out.line("sink.put(record);");
                }
                Some(known) => {
                    out.line(format!("if (!sink.{known}(record)) {{"))
                        .inner("sink.put(record);")
                        .line("}");
                }
            }
        }
    }
}

/// `flush()`: a position that is committed says that what came of everything before it is where it ought to be.
fn flush(has_producer: bool, out: &mut Lines) {
    if has_producer {
        out.line("producer.flush();")
            .line("for (var future : sent) {")
            .inner("future.get();")
            .line("}");
    }
}
