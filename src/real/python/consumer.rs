//! A consumer, and what its application needs before it can begin.

use engine::app::processor::{Commits, Deduplicates, Failure, Manner, Output, Trigger};
use lab::{Application, Client, ClientKind, Lab};

use super::application::{self, Loop};
use super::{Made, NAME, configs_of, construct};
use crate::configs::Whose;
use crate::deeds;
use crate::missing::{Missing, client_path};
use crate::quote::python;
use crate::reason::Reason;
use crate::sinks;
use crate::text::Lines;
use crate::words::{failures, step_of};

/// Kafka's defaults, where kafka-python has others: it cannot mix assignors as Kafka does, and takes the first alone.
pub(super) const DEFAULTS: &[(&str, &str)] = &[
    ("partition_assignment_strategy", "[RangePartitionAssignor]"),
    ("reconnect_backoff_max_ms", "1000"),
];

pub(super) fn write(
    lab: &Lab,
    client: &Client,
    function: &str,
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
    out.line(format!("def {function}():"));
    out.block(|out| {
        out.line(format!("\"\"\"{}\"\"\"", client.name));
        let made = Made {
            whose: Whose::Consumer,
            name: &client.name,
            set: &client.set,
            path: &configs_of(client),
            partitioner: None,
        };
        construct(&made, out, missing);
        if let Output::Topic(_) = &application.output {
            let (path, set) = sinks::output_configs(lab, client);
            let (unused, set): (Vec<_>, Vec<_>) = set
                .into_iter()
                .partition(|(name, _)| name.ends_with(".serializer"));
            for (name, value) in unused {
                out.line(format!(
                    "# {name} is {value}: what it sends is bytes already."
                ));
            }
            let set = set.into_iter().collect();
            let made = Made {
                whose: Whose::Producer,
                name: &client.name,
                set: &set,
                path: &path,
                partitioner: None,
            };
            construct(&made, out, missing);
        }
        stores(lab, client, application, out);
        failure(lab, client, application, out);
        let topics: Vec<String> = subscribe
            .iter()
            .map(|topic| python(topic.as_str()))
            .collect();
        let listener = if places(application) {
            ", listener=Placing(consumer, sink)"
        } else {
            ""
        };
        out.line(format!(
            "consumer.subscribe([{}]{listener})",
            topics.join(", ")
        ));
        application::write(&Loop::of(lab, client, application), out);
    });
    out.line("").line("");
    of_sink(lab, client, application, missing);
}

/// Whether positions are kept outside Kafka, with the data.
fn places(application: &Application) -> bool {
    application.guarantee.commits == Commits::WithOutput
        && matches!(application.output, Output::Sink(_))
}

/// Where it writes, and what it knows to have handled.
fn stores(lab: &Lab, client: &Client, application: &Application, out: &mut Lines) {
    if let Output::Sink(output) = &application.output
        && let Some(sink) = lab.name(output.client.sink)
    {
        let durable = if sinks::is_durable(lab, sink) {
            ""
        } else {
            ", durable=False"
        };
        let file = format!("{sink}{}", sinks::ENDING);
        out.line(format!("sink = Store({}{durable})", python(&file)));
    }
    if application.output == Output::Store {
        let file = format!("{}{}", client.name, sinks::ENDING);
        out.line(format!("store = Store({})", python(&file)));
    }
    match (application.guarantee.deduplicates, &application.output) {
        (None, _) => {}
        (Some(Deduplicates::ByOffset), Output::Store) => {
            out.line("handled = {place_of(row) for row in store.rows()}");
        }
        (Some(Deduplicates::ByKey), Output::Store) => {
            out.line("handled = {row.key.encode() for row in store.rows() if row.key is not None}");
        }
        (Some(_), _) => {
            out.line("handled = set()");
        }
    }
}

/// Where it fails, by the lab or by hand.
fn failure(lab: &Lab, client: &Client, application: &Application, out: &mut Lines) {
    let by_hand = deeds::fails(lab, client);
    let mut words = vec![python(&client.name)];
    match &application.failure {
        Some(Failure {
            at,
            after,
            manner: how,
        }) => {
            words.push(match at {
                Trigger::Nth(number) => format!("nth={number}"),
                Trigger::Record(place, offset) => format!(
                    "record=({}, {}, {})",
                    python(place.topic.as_str()),
                    place.partition,
                    offset.0
                ),
            });
            words.push(format!("step={}", python(step_of(*after))));
            if *how == Manner::Throw {
                words.push("how=\"throw\"".to_owned());
            }
        }
        None if by_hand => {}
        None => return,
    }
    out.line(format!("failure = Failure({})", words.join(", ")));
    if by_hand {
        out.line("listen({").block(|out| {
            for (after, how) in failures() {
                out.line(format!(
                    "\"fail-{after}-{how}\": lambda: failure.arm(\"{after}\", \"{how}\"),"
                ));
            }
        });
        out.line("})");
    }
}

/// What a file that stands for a sink cannot do.
fn of_sink(lab: &Lab, client: &Client, application: &Application, missing: &mut Vec<Missing>) {
    if !matches!(application.output, Output::Sink(_)) {
        return;
    }
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
