//! The loop of an application: poll, process, write, commit, in the order that its guarantee asks for.

use engine::app::processor::{Commits, Deduplicates, Output};
use engine::app::sink::{SinkKind, WriteMode};
use lab::{Application, Client, Lab};

use crate::deeds;
use crate::quote::python;
use crate::sinks;
use crate::text::{Lines, seconds};

/// What the loop of an application does.
pub(super) struct Loop<'a> {
    application: &'a Application,
    commits: Commits,
    is_transactional: bool,
    /// Whether it can fail.
    fails: bool,
    /// What its sink keeps.
    keeps: Option<SinkKind>,
}

impl<'a> Loop<'a> {
    pub(super) fn of(lab: &Lab, client: &Client, application: &'a Application) -> Self {
        Self {
            application,
            commits: application.guarantee.commits,
            is_transactional: application.is_transactional(),
            fails: application.failure.is_some() || deeds::fails(lab, client),
            keeps: sinks::kind_of(lab, application),
        }
    }

    const fn has_producer(&self) -> bool {
        matches!(self.application.output, Output::Topic(_))
    }

    fn writes(&self) -> bool {
        self.application.output != Output::Printed
            || self.application.guarantee.deduplicates.is_some()
    }
}

pub(super) fn write(of: &Loop<'_>, out: &mut Lines) {
    out.line_if(of.is_transactional, "producer.init_transactions()");
    out.line("try:").block(|out| {
        out.line("while not STOPPING.is_set():").block(|out| {
            out.line("records = poll(consumer)");
            out.line("if not records:");
            out.inner("continue");
            out.line_if(of.fails, "failure.polled(records)");
            if of.commits == Commits::BeforeProcessing {
                out.line("if not commit(consumer):");
                out.inner("continue");
                out.line_if(of.fails, "failure.after(\"commit\", *records)");
            }
            if of.is_transactional {
                transaction(of, out);
            } else {
                out.line_if(of.has_producer(), "sent = []");
                each(of, out);
                after_poll(of, out);
            }
        });
    });
    out.line("finally:").block(|out| {
        out.line("consumer.close()");
        out.line_if(of.has_producer(), "producer.close()");
    });
}

/// What a poll led to, and the positions after it, in one transaction.
fn transaction(of: &Loop<'_>, out: &mut Lines) {
    out.line("try:").block(|out| {
        out.line("producer.begin_transaction()");
        each(of, out);
        out.line("producer.send_offsets_to_transaction(positions_after(*records), consumer.group_metadata())");
        out.line_if(of.fails, "failure.after(\"send_offsets\", *records)");
        out.line("producer.commit_transaction()");
        out.line_if(of.fails, "failure.after(\"commit\", *records)");
    });
    out.line("except (InvalidProducerEpochError, ProducerFencedError):");
    out.inner("raise");
    out.line("except KafkaError as error:");
    out.block(|out| {
        out.line("print(\"aborted\", repr(error))")
            .line("producer.abort_transaction()")
            .line("go_back(consumer, records)");
    });
}

fn each(of: &Loop<'_>, out: &mut Lines) {
    let Application {
        process, guarantee, ..
    } = of.application;
    out.line("for record in records:").block(|out| {
        let identity = match guarantee.deduplicates {
            None => None,
            Some(Deduplicates::ByKey) => Some("key_of(record)"),
            Some(Deduplicates::ByOffset) => Some("place_of(record)"),
        };
        if let Some(identity) = identity {
            out.line(format!("if {identity} in handled:"));
            out.inner("continue");
        }
        out.line_if(process.0 > 0, format!("time.sleep({})", seconds(process.0)));
        out.line("show(record)");
        out.line_if(of.fails, "failure.after(\"process\", record)");
        output(of, out);
        if let Some(identity) = identity {
            out.line(format!("handled.add({identity})"));
        }
        out.line_if(of.fails && of.writes(), "failure.after(\"write\", record)");
        if of.commits == Commits::AfterRecord {
            flush(of, out);
            out.line("commit(consumer, positions_after(record))");
            out.line_if(of.fails, "failure.after(\"commit\", record)");
        }
    });
}

/// What came of a record goes where it belongs.
fn output(of: &Loop<'_>, out: &mut Lines) {
    match &of.application.output {
        // Nobody is written who has a container file.
        Output::Printed | Output::Container(_) => {}
        Output::Store => {
            out.line("store.put(record)");
        }
        Output::Topic(output) => {
            let topic = python(output.topic.as_str());
            let call = format!("producer.send({topic}, key=record.key, value=record.value)");
            if of.is_transactional {
                out.line(call);
            } else {
                out.line(format!("sent.append({call})"));
            }
        }
        Output::Sink(sink) => {
            let known = match (sink.mode, of.keeps) {
                (WriteMode::Blind, _) => None,
                (WriteMode::ByOffset, _) => Some("has_place"),
                (WriteMode::ByKey, Some(SinkKind::Table)) => Some("has_row"),
                (WriteMode::ByKey, _) => Some("has_key"),
            };
            match known {
                None => drop(out.line("sink.put(record)")),
                Some(known) => {
                    out.line(format!("if not sink.{known}(record):"));
                    out.inner("sink.put(record)");
                }
            }
        }
    }
}

/// `flush()`: a position that is committed says that what came of everything before it is where it ought to be.
fn flush(of: &Loop<'_>, out: &mut Lines) {
    if of.has_producer() {
        out.line("producer.flush()");
        out.line("for future in sent:");
        out.inner("future.get()");
    }
}

fn after_poll(of: &Loop<'_>, out: &mut Lines) {
    if of.commits != Commits::AfterRecord {
        flush(of, out);
    }
    if of.commits == Commits::AfterPoll {
        out.line("commit(consumer)");
        out.line_if(of.fails, "failure.after(\"commit\", *records)");
    }
}
