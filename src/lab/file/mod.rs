//! Lab files as they are written: the types that mirror `lab.json`, and its JSON Schema.
//!
//! What is said here about shape is said once: the schema is made from these types, and files are checked against it.

mod application;
mod client;
mod cluster;
mod disk;
mod explore;
mod migrate;
mod outside;
mod registry;
mod schema;
mod setting;
mod source;
mod step;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use application::{
    AppStepFile, CodecFile, CommitsFile, ContainerOutputFile, DeduplicatesFile, FailureFile,
    MannerFile, OnDeserializationErrorFile, OutputFile, TopicOutputFile, TriggerFile,
    WriteModeFile,
};
pub use client::{ClientFile, ConsumerFile, ProducerFile};
pub use cluster::{ClusterFile, NetworkFile, TopicFile};
pub use disk::DiskFile;
pub use explore::{ExploreFile, FaultFile, SpanFile};
pub use migrate::{FORMAT, migrate};
pub use outside::{KeepsFile, PusherFile, ReceiverFile, SenderFile, SinkFile, WhenFullFile};
pub use registry::{ReferenceFile, RegistryFile, SchemaFile};
pub use schema::{rubric_schema, schema};
pub use setting::ConfigFile;
pub use source::{PartitionerFile, RuleFile, SourceFile};
pub use step::{
    BreakFile, FixFile, FixSettingFile, PredictFile, RepeatFile, ScriptFile, StepFile,
    WrongTurnFile,
};

use crate::claim::Claim;
use crate::goal::Goal;

/// The longest run, in ms: a day.
pub const UNTIL_MS_MAX: u64 = 86_400_000;

/// A lab: a cluster, its clients, what happens to them, and the steps that a learner takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Logarium lab")]
pub struct LabFile {
    /// Where the schema of this file is.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The version of this format; older ones are migrated on reading.
    #[schemars(range(min = 1, max = 1))]
    pub format: u32,
    /// The lab's name in links and on the command line: small letters, digits and hyphens.
    #[schemars(length(min = 1, max = 60))]
    pub id: String,
    /// What a scenario of the sandbox is called; labs have their titles in their prose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 80))]
    pub title: Option<String>,
    /// The track that it belongs to.
    #[serde(default)]
    pub track: Track,
    /// What chance follows from.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// The languages of its prose: one `<language>.md` beside this file for each.
    #[serde(default = "default_languages")]
    #[schemars(length(min = 1, max = 20))]
    pub languages: Vec<String>,
    /// How many minutes a learner needs for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 180))]
    pub minutes: Option<u32>,
    /// The ids of the labs on which it builds: who has done those knows what this one takes for granted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 20))]
    pub needs: Vec<String>,
    /// The brokers and what connects everything.
    pub cluster: ClusterFile,
    /// The topics that exist from the start, by name.
    #[serde(default)]
    #[schemars(extend("maxProperties" = 100))]
    pub topics: BTreeMap<String, TopicFile>,
    /// The schemas that clients have and that can be registered, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("maxProperties" = 100))]
    pub schemas: BTreeMap<String, SchemaFile>,
    /// The producers and consumers, and what is outside Kafka, by name.
    #[serde(default)]
    #[schemars(extend("maxProperties" = 200))]
    pub clients: BTreeMap<String, ClientFile>,
    /// What happens when, without anybody doing it.
    #[serde(default)]
    #[schemars(length(max = 1000))]
    pub script: Vec<ScriptFile>,
    /// The guarantee that the run is held to.
    #[serde(default)]
    pub claim: Claim,
    /// How far a run goes unless told otherwise, in ms of model time.
    #[schemars(range(min = 1, max = 86_400_000))]
    pub until_ms: u64,
    /// What must be so when a run ends, with nobody acting.
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub goals: Vec<Goal>,
    /// What may break while somebody looks for a run in which the claim does not hold. Without it, everything that mends
    /// itself may break on brokers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explore: Option<ExploreFile>,
    /// The steps that a learner takes, in order; only a scenario of the sandbox has none.
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub steps: Vec<StepFile>,
    /// Ways to miss a step: each must fail it, which the lab's tests check.
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub wrong_turns: Vec<WrongTurnFile>,
}

/// The tracks of the curriculum, in its order, and what people make themselves.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Track {
    WhyALog,
    Records,
    Partitions,
    Groups,
    Writes,
    Reads,
    Replication,
    Log,
    Schemas,
    Streams,
    Design,
    BreakIt,
    #[default]
    Sandbox,
}

fn default_seed() -> u64 {
    1
}

fn default_languages() -> Vec<String> {
    vec!["en".to_owned()]
}
