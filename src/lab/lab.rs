//! A lab that exists is a valid one: it can only be had from `Lab::parse`.

mod administer;
mod group;
mod names;
mod registry;
mod resolve;
mod role;
mod setup;
mod steps;
mod translate;

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::app::direct::{ReceiverSetup, SenderSetup};
use engine::app::processor::{Failure, Guarantee, OnDeserializationError, Output};
use engine::app::push::PusherSetup;
use engine::app::sink::SinkSetup;
use engine::client::producer::Partitioning;
use engine::client::serdes::{ClientSchema, Serdes};
use engine::config::{BrokerConfig, ConsumerConfig, ProducerConfig, TopicConfig};
use engine::model::{Duration, Instant, NodeId, TopicName};
use engine::registry::RegistrySetup;
use serde_json::Value;

use crate::claim::Claim;
use crate::explore::Plan;
use crate::file::{NetworkFile, Track};
use crate::goal::Goal;
use crate::path::Path;
use crate::problem::{Problem, Problems};
use crate::prose::Prose;
use crate::strict;
use crate::validate;
pub use group::{Group, group};
pub use names::{ADMIN, CONTROLLER};
pub(crate) use names::{broker_name, client_node};
pub use role::role;
pub use steps::{
    Breaking, Choice, FixSetting, Fixing, Prediction, ScriptEntry, StepDef, StepKind, WrongTurn,
};
pub(crate) use translate::api;

/// A valid lab.
#[derive(Clone, Debug, PartialEq)]
pub struct Lab {
    /// The file, migrated and complete: what `set` changes and links carry.
    pub(crate) source: Value,
    pub(crate) id: String,
    pub(crate) title: Option<String>,
    pub(crate) track: Track,
    pub(crate) minutes: Option<u32>,
    pub(crate) needs: Vec<String>,
    pub(crate) seed: u64,
    pub(crate) claim: Claim,
    pub(crate) until: Instant,
    pub(crate) brokers: Vec<Broker>,
    /// What the brokers have in common, and the controller goes by.
    pub(crate) broker_config: BrokerConfig,
    pub(crate) network: NetworkFile,
    /// The feature `transaction.version`, if the file sets it.
    pub(crate) transaction_version: Option<i16>,
    pub(crate) topics: Vec<Topic>,
    /// Topics that actions of the file make, or make larger, with as many partitions as they get at most.
    pub(crate) made: BTreeMap<TopicName, i32>,
    /// By name.
    pub(crate) schemas: BTreeMap<String, ClientSchema>,
    pub(crate) clients: Vec<Client>,
    pub(crate) script: Vec<ScriptEntry>,
    pub(crate) goals: Vec<Goal>,
    pub(crate) steps: Vec<StepDef>,
    pub(crate) wrong_turns: Vec<WrongTurn>,
    pub(crate) explore: Plan,
    /// By language, as `languages` lists them; empty for a lab that came without prose.
    pub(crate) prose: Vec<(String, Arc<Prose>)>,
    pub(crate) given_prose: Vec<(String, String)>,
}

/// A broker of a lab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broker {
    /// Its `node.id`.
    pub id: NodeId,
    /// Its name in actions.
    pub name: Arc<str>,
    /// Its `broker.rack`.
    pub rack: Option<Arc<str>>,
    /// Its configs.
    pub config: BrokerConfig,
    /// Its disk.
    pub disk: sim::DiskSetup,
    /// The bytes of memory that its host uses as page cache.
    pub page_cache: u64,
}

/// A topic of a lab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its name.
    pub name: TopicName,
    /// How many partitions it has.
    pub partitions: i32,
    /// How many replicas each has.
    pub replication_factor: i16,
    /// The brokers of each partition, the preferred leader first; empty where the controller places them.
    pub assignments: Vec<Vec<NodeId>>,
    /// Its configs.
    pub config: TopicConfig,
    /// Those that the lab sets, by Kafka's names.
    pub set: BTreeMap<String, String>,
}

/// A client of a lab.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// Its node.
    pub id: NodeId,
    /// Its name.
    pub name: Arc<str>,
    /// When it starts; `None`: when an action starts it.
    pub starts_at: Option<Instant>,
    /// What it is.
    pub kind: ClientKind,
    /// The configs that the lab sets, by Kafka's names.
    pub set: BTreeMap<String, String>,
}

/// What a client is.
#[derive(Clone, Debug, PartialEq)]
pub enum ClientKind {
    /// A producer.
    Producer {
        /// Its configs.
        config: ProducerConfig,
        /// How its application chooses partitions.
        partitioning: Partitioning,
        /// What it sends on its own.
        source: Option<engine::app::Source>,
        /// What its serializers need.
        serdes: Serdes,
    },
    /// A consumer.
    Consumer {
        /// Its configs.
        config: ConsumerConfig,
        /// What it subscribes to.
        subscribe: Vec<TopicName>,
        /// What it does with records.
        application: Application,
        /// What its deserializers need.
        serdes: Serdes,
    },
    /// A system outside Kafka that keeps what it is told.
    Sink(SinkSetup),
    /// Somebody who sends without a broker.
    Sender(SenderSetup),
    /// Somebody who receives without a broker.
    Receiver(ReceiverSetup),
    /// A server that pushes.
    Pusher(PusherSetup),
    /// A schema registry.
    Registry(RegistrySetup),
}

/// What a consumer's application does with records.
#[derive(Clone, Debug, PartialEq)]
pub struct Application {
    /// How long it works on one.
    pub process: Duration,
    /// What it does so that none is lost or repeated.
    pub guarantee: Guarantee,
    /// Where it writes.
    pub output: Output,
    /// Where it fails.
    pub failure: Option<Failure>,
    /// What it does about a record that its consumer cannot read.
    pub on_deserialization_error: OnDeserializationError,
}

impl Application {
    /// Whether it makes transactions.
    #[must_use]
    pub fn is_transactional(&self) -> bool {
        self.output.transactional_id().is_some()
    }
}

impl Lab {
    /// Reads a lab: its `lab.json`, and its prose by language. Without any prose the lab runs, but says nothing.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once.
    pub fn parse(json: &str, prose: &[(&str, &str)]) -> Result<Self, Problems> {
        const JSON_MAX: usize = 1024 * 1024;
        if json.len() > JSON_MAX {
            return Err(Problem::of("", format!("the lab is longer than {JSON_MAX} bytes")).into());
        }
        let source = strict::parse(json)
            .map_err(|error| Problem::of("", format!("the lab is not JSON: {error}")))?;
        let prose = prose
            .iter()
            .map(|(language, text)| ((*language).to_owned(), (*text).to_owned()))
            .collect();
        validate::lab(source, prose)
    }

    /// Changes one value, as in `clients.consumer-1.config["auto.offset.reset"]=latest`. What follows `=` is JSON if it
    /// can be read as such, otherwise text.
    ///
    /// # Errors
    /// When the path leads nowhere, or the lab would no longer be valid; then nothing has changed.
    pub fn set(&mut self, change: &str) -> Result<(), Problems> {
        self.set_all(&[change])
    }

    /// Changes several values at once, so that they need only be valid together.
    ///
    /// # Errors
    /// Everything that is wrong with any of them; then nothing has changed.
    pub fn set_all(&mut self, changes: &[impl AsRef<str>]) -> Result<(), Problems> {
        let mut source = self.source.clone();
        let mut problems = Problems::default();
        for change in changes {
            if let Err(problem) = set(&mut source, change.as_ref()) {
                problems.push(problem);
            }
        }
        match validate::lab(source, self.given_prose.clone()) {
            Ok(lab) if problems.is_empty() => {
                *self = lab;
                return Ok(());
            }
            Ok(_) => {}
            Err(more) => problems.0.extend(more.0),
        }
        Err(problems)
    }

    /// Reads one more entry of the script, as it would stand in this lab.
    pub(crate) fn with_script_entry(&self, entry: &Value) -> Result<ScriptEntry, Problems> {
        let mut source = self.source.clone();
        match &mut source["script"] {
            Value::Array(script) => script.push(entry.clone()),
            none => *none = [entry.clone()].into_iter().collect(),
        }
        let mut lab = validate::lab(source, self.given_prose.clone())?;
        lab.script.pop().ok_or_else(Problems::default)
    }

    /// The same lab with another seed.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self.source["seed"] = seed.into();
        self
    }

    /// Its name in links and on the command line.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What a scenario of the sandbox is called; its id if it has no title.
    #[must_use]
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.id)
    }

    /// The track that it belongs to.
    #[must_use]
    pub const fn track(&self) -> Track {
        self.track
    }

    /// How many minutes a learner needs for it, if somebody has said so.
    #[must_use]
    pub const fn minutes(&self) -> Option<u32> {
        self.minutes
    }

    /// The ids of the labs on which it builds.
    #[must_use]
    pub fn needs(&self) -> &[String] {
        &self.needs
    }

    /// What chance follows from.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The guarantee that a run is held to.
    #[must_use]
    pub const fn claim(&self) -> Claim {
        self.claim
    }

    /// How far a run goes unless told otherwise.
    #[must_use]
    pub const fn until(&self) -> Instant {
        self.until
    }

    /// The brokers, as the file lists them.
    #[must_use]
    pub fn brokers(&self) -> &[Broker] {
        &self.brokers
    }

    /// The topics that exist from the start, by name.
    #[must_use]
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// The clients, by name.
    #[must_use]
    pub fn clients(&self) -> &[Client] {
        &self.clients
    }

    /// What happens when, without anybody doing it.
    #[must_use]
    pub fn script(&self) -> &[ScriptEntry] {
        &self.script
    }

    /// What must be so when a run ends, with nobody acting.
    #[must_use]
    pub fn goals(&self) -> &[Goal] {
        &self.goals
    }

    /// The steps that a learner takes, in order.
    #[must_use]
    pub fn steps(&self) -> &[StepDef] {
        &self.steps
    }

    /// Ways to miss a step.
    #[must_use]
    pub fn wrong_turns(&self) -> &[WrongTurn] {
        &self.wrong_turns
    }

    /// What may break while somebody looks for a run in which the claim does not hold.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.explore
    }

    /// The languages of its prose.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.prose.iter().map(|(language, _)| language.as_str())
    }

    /// Its prose in a language; in its first one if it does not speak that; empty if it came without.
    #[must_use]
    pub fn prose(&self, language: &str) -> &Prose {
        static NONE: std::sync::LazyLock<Prose> = std::sync::LazyLock::new(Prose::default);
        let spoken = self
            .prose
            .iter()
            .find(|(spoken, _)| spoken == language)
            .or_else(|| self.prose.first());
        spoken.map_or(&NONE, |(_, prose)| prose)
    }

    /// The lab file, complete, as JSON.
    #[must_use]
    pub const fn source(&self) -> &Value {
        &self.source
    }
}

impl ClientKind {
    /// What lab files call it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Producer { .. } => "producer",
            Self::Consumer { .. } => "consumer",
            Self::Sink(_) => "sink",
            Self::Sender(_) => "sender",
            Self::Receiver(_) => "receiver",
            Self::Pusher(_) => "pusher",
            Self::Registry(_) => "registry",
        }
    }
}

impl Client {
    /// The value of a config by Kafka's name, set or default; none of what is outside Kafka.
    #[must_use]
    pub fn config(&self, name: &str) -> Option<String> {
        use engine::config::Configs as _;
        match &self.kind {
            ClientKind::Producer { config, .. } => config.get(name),
            ClientKind::Consumer { config, .. } => config.get(name),
            _ => None,
        }
    }

    /// The `transactional.id` of its producer, if that makes transactions.
    #[must_use]
    pub fn transactional_id(&self) -> Option<&str> {
        match &self.kind {
            ClientKind::Producer { config, .. } => config.transactional_id.as_deref(),
            ClientKind::Consumer { application, .. } => application.output.transactional_id(),
            _ => None,
        }
    }

    /// The group that it is in; without one for consumers that are alone, and for everybody else.
    #[must_use]
    pub fn group(&self) -> Option<&str> {
        match &self.kind {
            ClientKind::Consumer { config, .. } => config.group_id.as_deref(),
            _ => None,
        }
    }
}

pub(crate) fn set(source: &mut Value, change: &str) -> Result<(), Problem> {
    let Some((path, value)) = split(change) else {
        let message = "a change is written path=value, such as clients.consumer-1.start_ms=5000";
        return Err(Problem::of(change, message));
    };
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
    Path::parse(path)?.set(source, value)
}

/// Splits at the first `=` that is not within quotes.
fn split(change: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let at = change.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == '=' && !quoted).then_some(at)
    })?;
    Some((&change[..at], &change[at + 1..]))
}
