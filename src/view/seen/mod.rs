//! The bytes of what is selected: a batch of a partition, a message, or a file that an application writes.

mod batch;
mod readers;

use engine::app::processor::Output;
use engine::model::{NodeId, TopicName};
use engine::protocol::layout::Envelope;
use lab::Session;
use schema::avro::container::dissect_file;
use serde::Serialize;
use sim::{AnyNode, Cargo};

use self::readers::Known;
use crate::hex::{self, Hex};
use crate::saying::Saying;
use crate::selection::Selection;

/// The bytes of what is selected.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Seen {
    /// What they are, in words.
    pub title: Saying,
    /// The bytes.
    pub hex: Hex,
    /// What the records among them take, each in several ways.
    pub records: Vec<RecordBytes>,
    /// The way to the batches before and after.
    pub ways: Option<Ways>,
}

/// What a record takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecordBytes {
    /// Its offset.
    pub offset: i64,
    /// Bytes of its key; none for null.
    pub key: Option<usize>,
    /// Bytes of its value; none for null.
    pub value: Option<usize>,
    /// What its value would take as JSON, as far as a schema says what it is.
    pub json: Option<usize>,
    /// The same as Avro alone.
    pub avro: Option<usize>,
    /// The same as Avro behind the id of its schema.
    pub with_id: Option<usize>,
}

/// The way to other batches: the offset before which one ends that is meant; none leads to the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Ways {
    /// The batch before this one, if there is one.
    pub earlier: Option<i64>,
    /// The batch after this one; `Some(None)` is the newest.
    pub later: Option<Option<i64>>,
}

impl Seen {
    /// The bytes of `selection`, from the row of `from` on, if it has any. Of a partition the batch with the record before an
    /// offset is meant, or else the newest.
    #[must_use]
    pub fn of(
        session: &Session,
        selection: &Selection,
        before: Option<i64>,
        from: usize,
    ) -> Option<Self> {
        match selection {
            Selection::Strip {
                node,
                topic,
                partition,
            } => batch::of(session, NodeId(*node), (topic, *partition), before, from),
            Selection::Node { node } => file(session, NodeId(*node), from),
            Selection::Flight { id } => message(session, *id, from),
            _ => None,
        }
    }
}

/// A message on its way, if it is one of a protocol that is known.
fn message(session: &Session, id: u64, from: usize) -> Option<Seen> {
    let world = session.world();
    let flight = world.flights().find(|flight| flight.id.0 == id)?;
    let Cargo::Message(message) = flight.cargo else {
        return None;
    };
    let known = Known::of(session);
    let by_id = |id: u32| known.schema(id);
    let name = |id: NodeId| world.slot(id).map_or("", |slot| slot.name());
    let topic_id = |topic: &TopicName| Some(world.metadata()?.topics.get(topic)?.id);
    let envelope = Envelope {
        client_id: Some(name(flight.from)),
        topic_id: &topic_id,
        ..Envelope::new(message.correlation_id)
    };
    let readers = |topic: &TopicName, half, bytes: &[u8]| known.reader(&by_id, topic, half, bytes);
    Some(Seen {
        title: Saying::new("seen-message")
            .with("name", message.body.name())
            .with("from", name(flight.from))
            .with("to", name(flight.to)),
        hex: hex::message(&message.body, &envelope, &readers, from)?,
        records: Vec::new(),
        ways: None,
    })
}

/// The object container file that an application writes.
fn file(session: &Session, node: NodeId, from: usize) -> Option<Seen> {
    let slot = session.world().slot(node)?;
    let AnyNode::Consumer(processor) = slot.node() else {
        return None;
    };
    if !matches!(processor.setup().output, Output::Container(_)) {
        return None;
    }
    let blocks = processor.container().blocks();
    let bytes: Vec<u8> = blocks
        .flat_map(|block| block.bytes.iter().copied())
        .collect();
    let (parts, problem) = match dissect_file(&bytes) {
        Ok(parts) => (parts, None),
        // Nothing was written yet.
        Err(_) if bytes.is_empty() => (Vec::new(), None),
        Err(problem) => (Vec::new(), Some((0, problem.to_string()))),
    };
    Some(Seen {
        title: Saying::new("seen-file").with("client", slot.name()),
        hex: Hex::of(&bytes, &parts, problem, from),
        records: Vec::new(),
        ways: None,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use engine::model::Instant;
    use lab::shelf;

    use super::*;

    fn at(lab: &str, second: u64) -> Session {
        let mut session = Session::new(Arc::new(shelf::open(lab).unwrap()));
        session.seek(Instant(second * 1_000_000));
        session
    }

    fn strip(session: &Session, topic: &str) -> Selection {
        Selection::Strip {
            node: session.lab().node("broker-1").unwrap().0,
            topic: topic.to_owned(),
            partition: 0,
        }
    }

    fn says(seen: &Seen, path: &str, value: &str) -> bool {
        let mut fields = seen.hex.fields.iter();
        fields.any(|field| field.path.ends_with(path) && field.value == value)
    }

    #[test]
    fn a_batch_is_read_by_the_schema_whose_id_it_names() {
        let session = at("taxi", 9);
        let rides = strip(&session, "yellow_taxi_rides");
        let seen = Seen::of(&session, &rides, Some(1), 0).unwrap();
        assert_eq!(seen.hex.problem, None);
        assert!(says(&seen, "value.trip_distance", "1.899999976158142"));
        let first = &seen.records[0];
        assert_eq!(
            (first.offset, first.value, first.with_id),
            (0, Some(16), Some(16))
        );
        assert_eq!(first.avro, Some(11));
    }

    #[test]
    fn the_ways_lead_from_the_newest_batch_to_the_oldest_and_back() {
        let session = at("taxi", 9);
        let rides = strip(&session, "yellow_taxi_rides");
        let bases = |follow: fn(&Ways) -> Option<Option<i64>>, mut before: Option<i64>| {
            let mut found = Vec::new();
            loop {
                let seen = Seen::of(&session, &rides, before, 0).unwrap();
                found.push(seen.records[0].offset);
                match follow(&seen.ways.unwrap()) {
                    Some(next) => before = next,
                    None => return found,
                }
            }
        };
        let back = bases(|ways| ways.earlier.map(Some), None);
        let mut forth = bases(|ways| ways.later, Some(0));
        forth.reverse();
        assert_eq!((back.first(), back.last()), (Some(&12), Some(&0)));
        assert_eq!(back, forth);
    }

    #[test]
    fn every_message_on_its_way_has_bytes_that_can_be_read() {
        let mut names = std::collections::BTreeSet::new();
        for lab in ["taxi", "exactly-once"] {
            let mut session = at(lab, 1);
            for tick in 0..900 {
                session.seek(Instant(1_000_000 + tick * 10_000));
                for flight in session.world().flights() {
                    let Some(seen) =
                        Seen::of(&session, &Selection::Flight { id: flight.id.0 }, None, 0)
                    else {
                        continue;
                    };
                    assert_eq!(seen.hex.problem, None, "{:?}", seen.title);
                    let all = seen.hex.fields.iter().map(|field| field.end).max();
                    assert!(
                        seen.hex.length > 0 && all == Some(seen.hex.length)
                            || seen.hex.length > hex::PAGE
                    );
                    names.extend(
                        seen.hex
                            .fields
                            .iter()
                            .find(|f| f.path.ends_with("requestApiKey"))
                            .map(|f| f.value.clone()),
                    );
                }
            }
        }
        for api in ["Produce", "Fetch", "Metadata", "JoinGroup"] {
            assert!(
                names.iter().any(|name| name.contains(api)),
                "{api} is not among {names:?}"
            );
        }
    }

    #[test]
    fn a_file_is_shown_with_its_header_and_its_blocks() {
        let session = at("container", 12);
        let plain = Selection::Node {
            node: session.lab().node("plain").unwrap().0,
        };
        let seen = Seen::of(&session, &plain, None, 0).unwrap();
        assert!(says(&seen, "avro.codec", "\"null\"") || seen.hex.fields.len() > 5);
        assert_eq!(seen.hex.problem, None);
        let broker = Selection::Node {
            node: session.lab().node("broker-1").unwrap().0,
        };
        assert_eq!(Seen::of(&session, &broker, None, 0), None);
    }
}
