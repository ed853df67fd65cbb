//! The judge: histories of operations that clients saw, and the anomalies in them.
//!
//! A [`History`] is filled by [`read`] from JSON Lines, or by [`History::push`]; [`check`] names what is wrong with it,
//! each anomaly under its published name with its evidence. The rules are those of Jepsen's Kafka checker
//! (`jepsen.tests.kafka`) and, for cycles, of Elle. This room knows no cluster, no clock and no screen: whoever recorded
//! a history, it is judged by what clients saw and by nothing else.

mod anomalies;
mod anomaly;
mod check;
mod cycles;
mod evidence;
mod facts;
mod history;
mod ids;
mod json;
mod operation;
mod options;
mod order;
mod parse;
mod problem;
mod read;
mod report;
mod scalar;
mod shown;
mod write;

pub use anomalies::unseen_after_each_ok;
pub use anomaly::Anomaly;
pub use check::{check, check_json};
pub use evidence::{
    AbortedRead, Cycle, Duplicate, Evidence, InconsistentOffsets, Joint, LostWrite,
    PrecommittedRead, Step, Unseen,
};
pub use history::History;
pub use operation::{Action, Key, Kind, MicroOp, Operation, Poll, Process, Read, Send};
pub use options::Options;
pub use parse::TEXT_BYTES_MAX;
pub use problem::{PROBLEMS_MAX, Problem};
pub use read::{LINE_BYTES_MAX, operations, read};
pub use report::{Findings, Report, Verdict};
pub use scalar::{Decimal, Scalar};
pub use write::write;
