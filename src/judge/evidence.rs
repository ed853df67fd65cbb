//! What shows an anomaly: the records and operations to look at. Operations are named by their index in the history.

use serde::Serialize;

use crate::scalar::Scalar;

/// How many values or offsets one piece of evidence lists; its numbers tell how many there are.
pub(crate) const LISTED_MAX: usize = 100;

/// What shows an anomaly.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Evidence {
    /// Of a lost write.
    LostWrite(LostWrite),
    /// Of G1a.
    AbortedRead(AbortedRead),
    /// Of an offset that holds more than one record.
    InconsistentOffsets(InconsistentOffsets),
    /// Of a record at more than one offset.
    Duplicate(Duplicate),
    /// Of a read before the commit.
    PrecommittedRead(PrecommittedRead),
    /// Of what nobody read.
    Unseen(Unseen),
    /// Of a skip or a step back.
    Joint(Joint),
    /// Of G0, G1c and their variants.
    Cycle(Cycle),
}

/// An acknowledged record that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct LostWrite {
    /// Of which partition.
    pub key: Scalar,
    /// The record.
    pub value: Scalar,
    /// Its first place in the log, from 0; places that nobody knows of do not count.
    pub index: u32,
    /// The last place that was read.
    pub max_read_index: u32,
    /// The operation that sent it.
    pub writer: u64,
    /// An operation that read the last place.
    pub max_read: u64,
}

/// A record whose send failed, and that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct AbortedRead {
    /// Of which partition.
    pub key: Scalar,
    /// The record.
    pub value: Scalar,
    /// The last operation that sent it.
    pub writer: u64,
    /// The operation that read it.
    pub reader: u64,
}

/// An offset that holds more than one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct InconsistentOffsets {
    /// Of which partition.
    pub key: Scalar,
    /// The offset.
    pub offset: u64,
    /// Its place in the log, from 0.
    pub index: u32,
    /// How many records it holds.
    pub count: usize,
    /// They, the smallest first; at most a hundred.
    pub values: Vec<Scalar>,
}

/// A record that stands at more than one offset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Duplicate {
    /// Of which partition.
    pub key: Scalar,
    /// The record.
    pub value: Scalar,
    /// How many offsets.
    pub count: usize,
    /// They, ascending; at most a hundred.
    pub offsets: Vec<u64>,
}

/// A record that an operation both sent and polled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PrecommittedRead {
    /// Of which partition.
    pub key: Scalar,
    /// The record.
    pub value: Scalar,
    /// The operation.
    pub op: u64,
}

/// Acknowledged records of one key that nobody read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Unseen {
    /// Of which partition.
    pub key: Scalar,
    /// How many.
    pub count: usize,
    /// They, in the order in which the history names them first; at most a hundred.
    pub values: Vec<Scalar>,
}

/// Two records that follow each other where they should not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Joint {
    /// Of which partition.
    pub key: Scalar,
    /// The two.
    pub values: [Scalar; 2],
    /// How many places the second stands behind the first: 1 were right.
    pub delta: i64,
    /// What stands between them, if the second stands too far behind: `delta` - 1 records, at most the first hundred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<Vec<Scalar>>,
    /// The operation, or the two that follow each other.
    pub ops: Vec<u64>,
}

/// Operations that depend on each other in a circle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cycle {
    /// The operations; the first stands at the end again.
    pub cycle: Vec<u64>,
    /// Why each must have come before the next.
    pub steps: Vec<Step>,
}

/// Why an operation a must have come before an operation b.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all_fields = "kebab-case")]
pub enum Step {
    /// b wrote right behind what a had written.
    #[serde(rename = "ww")]
    WriteWrite {
        /// To which partition.
        key: Scalar,
        /// What a wrote.
        value: Scalar,
        /// What b wrote behind it.
        #[serde(rename = "value'")]
        next_value: Scalar,
        /// Where in a's value.
        a_mop_index: u32,
        /// Where in b's value.
        b_mop_index: u32,
    },
    /// b read what a had written.
    #[serde(rename = "wr")]
    WriteRead {
        /// Of which partition.
        key: Scalar,
        /// The record.
        value: Scalar,
        /// Where in a's value.
        a_mop_index: u32,
        /// Where in b's value.
        b_mop_index: u32,
    },
    /// a had ended when b began.
    #[serde(rename = "realtime")]
    Realtime {
        /// The end of a.
        #[serde(rename = "a'")]
        ended: u64,
        /// The begin of b.
        #[serde(rename = "b")]
        began: u64,
    },
}
