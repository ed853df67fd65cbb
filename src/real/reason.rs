//! Why something of a lab cannot be had with real tools.

use engine::app::processor::{OnDeserializationError, Output};
use engine::config::{DeserializerName, ProducerConfig, SerializerName};
use lab::ClientKind;

/// Why something of a lab cannot be had with real tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Nothing decides what chance does in a real network, in a scheduler or in a broker's threads.
    Chance,
    /// No tool picks out one request or response.
    OneMessage,
    /// No tool holds a message that is on its way and lets it go later.
    HeldMessage,
    /// TCP needs both directions: with one of them cut nothing is acknowledged, so the other one stands still too.
    OneWay,
    /// A killed container leaves its writes in the page cache of its host, which lives on.
    PowerCut,
    /// All containers have the clock of their host.
    SharedClock,
    /// The speed of a disk is the host's.
    DiskSpeed,
    /// The volumes of all containers share the host's disk.
    DiskSize,
    /// The page cache is the host's, and whoever needs memory has it.
    PageCache,
    /// A network emulator knows what one node sends, not what one pair of nodes shares.
    LinkSpeed,
    /// There is no Kafka in it.
    Outside,
    /// A file stands for it: nobody asks it over a connection, and it cannot fail apart from its client.
    SinkIsAFile,
    /// The condition is for somebody to watch.
    ByHand,
    /// The client has no such config.
    NoSuchConfig,
    /// The client has the config, but not this value.
    NoSuchValue,
    /// The tool reads or writes records and has no application that works on them.
    NoApplication,
    /// To the tool a record is a line.
    OneLine,
    /// The kit's clients read and write text.
    NoSchemas,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::Chance,
        Self::OneMessage,
        Self::HeldMessage,
        Self::OneWay,
        Self::PowerCut,
        Self::SharedClock,
        Self::DiskSpeed,
        Self::DiskSize,
        Self::PageCache,
        Self::LinkSpeed,
        Self::Outside,
        Self::SinkIsAFile,
        Self::ByHand,
        Self::NoSuchConfig,
        Self::NoSuchValue,
        Self::NoApplication,
        Self::OneLine,
        Self::NoSchemas,
    ];

    /// Why a client is no client of a library, if it is none: what is outside Kafka, and whoever reads or writes other bytes than
    /// text.
    pub(crate) fn lacking(kind: &ClientKind) -> Option<Self> {
        let writes_text = |config: &ProducerConfig| {
            let is_text = |name| matches!(name, SerializerName::String | SerializerName::Json);
            is_text(config.key_serializer) && is_text(config.value_serializer)
        };
        let is_plain = match kind {
            ClientKind::Producer { config, .. } => writes_text(config),
            ClientKind::Consumer {
                config,
                application,
                ..
            } => {
                let names = [config.key_deserializer, config.value_deserializer];
                let output = match &application.output {
                    Output::Topic(output) => writes_text(&output.producer.config),
                    Output::Printed | Output::Store | Output::Sink(_) => true,
                    Output::Container(_) => false,
                };
                names == [DeserializerName::Bytes; 2]
                    && application.on_deserialization_error == OnDeserializationError::Stop
                    && output
            }
            outsider => return Some(Self::outside(outsider)),
        };
        (!is_plain).then_some(Self::NoSchemas)
    }

    /// Why something outside Kafka is no client of a library.
    const fn outside(kind: &ClientKind) -> Self {
        match kind {
            ClientKind::Sink(_) => Self::SinkIsAFile,
            ClientKind::Registry(_) => Self::NoSchemas,
            _ => Self::Outside,
        }
    }

    /// Its key in texts and in JSON.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Chance => "chance",
            Self::OneMessage => "one-message",
            Self::HeldMessage => "held-message",
            Self::OneWay => "one-way",
            Self::PowerCut => "power-cut",
            Self::SharedClock => "shared-clock",
            Self::DiskSpeed => "disk-speed",
            Self::DiskSize => "disk-size",
            Self::PageCache => "page-cache",
            Self::LinkSpeed => "link-speed",
            Self::Outside => "outside",
            Self::SinkIsAFile => "sink-is-a-file",
            Self::ByHand => "by-hand",
            Self::NoSuchConfig => "no-such-config",
            Self::NoSuchValue => "no-such-value",
            Self::NoApplication => "no-application",
            Self::OneLine => "one-line",
            Self::NoSchemas => "no-schemas",
        }
    }

    /// What it is, in English: what the comments of the files say, and the command line.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Chance => {
                "nothing decides what chance does in a real network or in a broker's threads"
            }
            Self::OneMessage => "no tool picks out one request or response",
            Self::HeldMessage => "no tool holds what is on its way and lets it go later",
            Self::OneWay => {
                "TCP needs both directions: with one of them cut the other one stands still too"
            }
            Self::PowerCut => {
                "a killed container leaves its writes in the page cache of its host, which lives on"
            }
            Self::SharedClock => "all containers have the clock of their host",
            Self::DiskSpeed => "the speed of a disk is the host's",
            Self::DiskSize => "the volumes of all containers share the host's disk",
            Self::PageCache => "the page cache is the host's, and whoever needs memory has it",
            Self::LinkSpeed => {
                "a network emulator knows what one node sends, not what one pair of nodes shares"
            }
            Self::Outside => "there is no Kafka in it",
            Self::SinkIsAFile => {
                "a file stands for it, which nobody asks over a connection and which cannot fail apart"
            }
            Self::ByHand => "the condition is for you to watch",
            Self::NoSuchConfig => "the client has no such config",
            Self::NoSuchValue => "the client has the config, but not this value",
            Self::NoApplication => {
                "the tool reads or writes records and has no application that works on them"
            }
            Self::OneLine => "to the tool a record is a line",
            Self::NoSchemas => {
                "the kit reads and writes text: it has no Avro, no schema registry, and nothing to do with records that cannot be read"
            }
        }
    }
}
