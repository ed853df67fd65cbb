//! What a consumer's application does with records: in which order, how sure, and where it fails.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ConfigFile;

/// What a consumer's application does. Without it, it prints every record and leaves committing to `enable.auto.commit`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationFile {
    /// When it commits.
    #[serde(default)]
    pub commits: CommitsFile,
    /// How it recognises records that it has handled before, which it then leaves alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deduplicates: Option<DeduplicatesFile>,
    /// Where it writes what it makes of records; without it, it prints them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writes_to: Option<OutputFile>,
    /// Where it fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fails: Option<FailureFile>,
    /// What it does about a record that its consumer cannot read.
    #[serde(default, skip_serializing_if = "stops")]
    pub on_deserialization_error: OnDeserializationErrorFile,
}

/// What an application does about a record that its consumer cannot read (`RecordDeserializationException`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnDeserializationErrorFile {
    /// The exception ends its loop, and the consumer is closed.
    #[default]
    Stop,
    /// It goes on behind the record.
    Skip,
    /// It sends the record's bytes to a topic, with headers that say why, and goes on behind it.
    DeadLetter(DeadLetterFile),
}

/// Where records go that cannot be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadLetterFile {
    /// The topic.
    pub topic: String,
    /// Producer configs; an application that writes to a topic sends with the producer that it has.
    #[serde(default, skip_serializing_if = "ConfigFile::is_empty")]
    pub config: ConfigFile,
}

fn stops(what: &OnDeserializationErrorFile) -> bool {
    *what == OnDeserializationErrorFile::Stop
}

/// When an application commits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommitsFile {
    /// It does not: `enable.auto.commit` may.
    #[default]
    Automatically,
    /// `commitSync()` once all that a poll returned is processed and written.
    AfterPoll,
    /// `commitSync()` after each record.
    AfterRecord,
    /// `commitSync()` as soon as a poll returns, before anything is processed.
    BeforeProcessing,
    /// Together with what it writes: in the transactions of the producer of a topic, or in the same write to a sink.
    WithOutput,
}

/// How an application recognises a record that it has handled before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeduplicatesFile {
    /// By its key: one record a key, ever.
    ByKey,
    /// By its partition and offset.
    ByOffset,
}

/// Where an application writes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutputFile {
    /// Into a store of its own, on its disk: what it made of a record and that it has handled it are one write.
    Store,
    /// Into an object container file on its own disk. What it reads has to be Avro, or JSON that the file's schema allows.
    Container(ContainerOutputFile),
    /// Over a connection to a client of kind `sink`.
    Sink(SinkOutputFile),
    /// Into a topic, with a producer of its own: consume, transform, produce.
    Topic(TopicOutputFile),
}

/// How an application writes an object container file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContainerOutputFile {
    /// The schema of the file, by its name in `schemas`.
    pub schema: String,
    /// How its blocks are packed.
    #[serde(default)]
    pub codec: CodecFile,
    /// How many records make a block.
    #[schemars(range(min = 1, max = 100_000))]
    pub block_records: usize,
    /// Whether what waits for its block to be full becomes one before each commit and at the end of each poll, however few they
    /// are; otherwise it waits in memory.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub flushes: bool,
}

/// How the blocks of an object container file are packed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CodecFile {
    /// Not at all.
    #[default]
    Null,
    /// RFC 1951, as zip does it.
    Deflate,
    /// Snappy, with a CRC-32 of what was packed.
    Snappy,
}

/// How an application writes to a topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TopicOutputFile {
    /// The topic.
    pub name: String,
    /// Producer configs. With a `transactional.id`, what a poll led to and the positions after it are one transaction.
    #[serde(default)]
    pub config: ConfigFile,
    /// The schema of the keys that it writes, by its name in `schemas`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_schema: Option<String>,
    /// The schema of the values that it writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_schema: Option<String>,
}

/// How an application writes to a sink.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SinkOutputFile {
    /// The sink.
    pub name: String,
    /// What a repetition of a write does.
    #[serde(default)]
    pub mode: WriteModeFile,
    /// Whether a write whose outcome is unknown is written again; if not, the application throws.
    #[serde(default)]
    pub retry: bool,
    /// How long an answer is waited for, in ms.
    #[serde(default = "default_timeout_ms")]
    #[schemars(range(min = 1, max = 3_600_000))]
    pub timeout_ms: u64,
}

/// What a repetition of a write does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WriteModeFile {
    /// It is done once more.
    #[default]
    Blind,
    /// A row takes the place of the one with its key: the same again changes nothing.
    ByKey,
    /// A row that was made from a record is not made from it a second time.
    ByOffset,
}

/// Where an application fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FailureFile {
    /// At which record.
    pub at: TriggerFile,
    /// After which step.
    pub after: AppStepFile,
    /// How.
    #[serde(default)]
    pub how: MannerFile,
}

/// At which record an application fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TriggerFile {
    /// The so-manieth that its first process is given, counted from 1; started again, it does not fail.
    Nth(NthFile),
    /// This one, whenever it is met: a poison pill.
    Record(RecordPlaceFile),
}

/// The so-manieth record, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NthFile(#[schemars(range(min = 1, max = 1_000_000_000))] pub u64);

/// The place of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordPlaceFile {
    /// The topic.
    pub topic: String,
    /// The partition's number.
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_999))]
    pub partition: i32,
    /// The offset.
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub offset: i64,
}

/// A step of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppStepFile {
    /// `poll()` has returned the record.
    Fetch,
    /// The record is processed.
    Process,
    /// What came of it is written.
    Write,
    /// `sendOffsetsToTransaction()` has returned.
    SendOffsets,
    /// The commit that covers it is answered.
    Commit,
}

impl AppStepFile {
    /// All of them, in the order in which an application does them.
    pub const ALL: [Self; 5] = [
        Self::Fetch,
        Self::Process,
        Self::Write,
        Self::SendOffsets,
        Self::Commit,
    ];
}

/// How an application fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MannerFile {
    /// The process is gone at once.
    #[default]
    Crash,
    /// It throws, and the consumer is closed on the way out.
    Throw,
}

pub(super) const fn default_timeout_ms() -> u64 {
    30_000
}
