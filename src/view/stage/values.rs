//! The values of records as text.

use engine::coordinator::group::{ConsumerGroupRecord, GroupRecord, OFFSETS_TOPIC};
use engine::coordinator::transaction::{TRANSACTION_TOPIC, TransactionRecord, TransactionValue};
use engine::log::Record;
use engine::model::{Payload, TopicName};

/// A record's value as text.
pub(crate) fn value(record: &Record) -> String {
    text(record.value.as_ref())
}

/// A value as text; nothing for null.
pub(crate) fn text(value: Option<&Payload>) -> String {
    value
        .map(|value| schema::show(value).text)
        .unwrap_or_default()
}

/// The same of a record in this topic: Kafka's own records are decoded.
pub(crate) fn value_in(record: &Record, topic: &TopicName) -> String {
    let decoded = match topic.as_str() {
        OFFSETS_TOPIC => GroupRecord::decode(record).map(|record| group_record(&record)),
        TRANSACTION_TOPIC => {
            TransactionRecord::decode(record).map(|record| transaction_record(&record))
        }
        _ => None,
    };
    decoded.unwrap_or_else(|| value(record))
}

fn transaction_record(record: &TransactionRecord) -> String {
    let id = &record.transactional_id;
    let Some(value) = &record.value else {
        return format!("{id}: ∅");
    };
    let TransactionValue {
        state,
        producer_id,
        producer_epoch,
        ..
    } = value;
    format!(
        "{id}: {}, producer {producer_id}, epoch {producer_epoch}",
        state.name()
    )
}

fn group_record(record: &GroupRecord) -> String {
    match record {
        GroupRecord::Offset {
            group,
            partition,
            committed: Some(committed),
        } => {
            format!("{group}: {partition} → {}", committed.offset)
        }
        GroupRecord::Offset {
            group,
            partition,
            committed: None,
        } => format!("{group}: {partition} → ∅"),
        GroupRecord::Group {
            group,
            metadata: Some(metadata),
        } => {
            format!(
                "{group}: generation {}, {} members",
                metadata.generation,
                metadata.members.len()
            )
        }
        GroupRecord::Group {
            group,
            metadata: None,
        } => format!("{group}: ∅"),
        GroupRecord::Consumer { group, record } => format!("{group}: {}", consumer_record(record)),
    }
}

/// A record of a consumer group in a few words, with the names that Kafka has for its parts.
fn consumer_record(record: &ConsumerGroupRecord) -> String {
    let member = |what: &str, id: &str, is_there: bool| {
        let gone = if is_there { "" } else { " ∅" };
        format!("{what} {id}{gone}")
    };
    match record {
        ConsumerGroupRecord::Epoch(Some(epoch)) => format!("group epoch {}", epoch.epoch),
        ConsumerGroupRecord::Epoch(None) => "∅".to_owned(),
        ConsumerGroupRecord::TargetEpoch(Some(epoch)) => {
            format!("assignment epoch {}", epoch.epoch)
        }
        ConsumerGroupRecord::TargetEpoch(None) => "assignment epoch ∅".to_owned(),
        ConsumerGroupRecord::Member(id, metadata) => member("member", id, metadata.is_some()),
        ConsumerGroupRecord::Target(id, places) => member("target", id, places.is_some()),
        ConsumerGroupRecord::Current(id, Some(current)) => {
            let (epoch, state) = (current.epoch, current.state.name());
            format!("member {id}, epoch {epoch}, {state}")
        }
        ConsumerGroupRecord::Current(id, None) => member("assignment", id, false),
        ConsumerGroupRecord::Regex(regex, topics) => member("regex", regex, topics.is_some()),
    }
}
