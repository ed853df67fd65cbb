//! A partition's log: record batches, and what is derived from them.

mod batch;
mod leader_epochs;
mod partition_log;
mod producer_state;

pub(crate) use batch::increment_sequence;
pub use batch::{Compression, Header, Origin, Record, RecordBatch};
pub use leader_epochs::{EndOffset, EpochEntry, LeaderEpochCache};
pub use partition_log::{AppendOrigin, Appended, Log, Slice};
pub use producer_state::{ProducerStateManager, SEQUENCE_WINDOW};
