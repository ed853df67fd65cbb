//! The markers that end transactions (`org.apache.kafka.common.record.EndTransactionMarker`).

use super::Record;
use crate::model::{Payload, Timestamp};

/// How a transaction ended (`ControlRecordType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ControlRecordType {
    /// Its records are not to be delivered.
    Abort,
    /// Its records are to be delivered.
    Commit,
}

/// What a transaction coordinator writes to every partition of a transaction that it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EndTransactionMarker {
    /// How the transaction ended.
    pub control_type: ControlRecordType,
    /// The epoch of the coordinator: the leader epoch of its partition of `__transaction_state`.
    pub coordinator_epoch: i32,
}

impl EndTransactionMarker {
    /// The control record that says so: version and type are its key, version and coordinator epoch its value.
    #[must_use]
    pub fn record(self, timestamp: Timestamp) -> Record {
        let kind: i16 = match self.control_type {
            ControlRecordType::Abort => 0,
            ControlRecordType::Commit => 1,
        };
        let mut key = VERSION.to_be_bytes().to_vec();
        key.extend(kind.to_be_bytes());
        let mut value = VERSION.to_be_bytes().to_vec();
        value.extend(self.coordinator_epoch.to_be_bytes());
        Record::new(timestamp, Some(key.into()), Some(value.into()))
    }

    /// Reads a control record; `None` for one of another kind, or one that is cut off.
    #[must_use]
    pub fn parse(record: &Record) -> Option<Self> {
        let (key, value) = (bytes(record.key.as_ref())?, bytes(record.value.as_ref())?);
        let control_type = match i16::from_be_bytes(array(&key, 2)?) {
            0 => ControlRecordType::Abort,
            1 => ControlRecordType::Commit,
            _ => return None,
        };
        Some(Self {
            control_type,
            coordinator_epoch: i32::from_be_bytes(array(&value, 2)?),
        })
    }
}

const VERSION: i16 = 0;

fn bytes(payload: Option<&Payload>) -> Option<std::borrow::Cow<'_, [u8]>> {
    payload.map(Payload::bytes)
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at + N)?.try_into().ok()
}
