//! The types of Kafka's configs.

use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::model::Duration;

/// The bounds of a number.
pub type Bounds = RangeInclusive<i64>;

/// A type that a config can have.
pub trait ConfigValue: Sized {
    /// Reads a value as Kafka does; `None` when it is not allowed.
    fn parse(text: &str, bounds: Option<Bounds>) -> Option<Self>;

    /// Writes a value as Kafka does.
    fn show(&self) -> String;

    /// Says which values are allowed.
    fn allowed(bounds: Option<Bounds>) -> String;
}

fn number(text: &str, widest: Bounds, bounds: Option<Bounds>) -> Option<i64> {
    let value = text.trim().parse().ok()?;
    (widest.contains(&value) && bounds.is_none_or(|b| b.contains(&value))).then_some(value)
}

fn between(unit: &str, widest: Bounds, bounds: Option<Bounds>) -> String {
    let bounds = bounds.unwrap_or(widest);
    format!(
        "a whole number{unit} from {} to {}",
        bounds.start(),
        bounds.end()
    )
}

macro_rules! integer {
    ($type:ty) => {
        impl ConfigValue for $type {
            fn parse(text: &str, bounds: Option<Bounds>) -> Option<Self> {
                number(text, i64::from(Self::MIN)..=i64::from(Self::MAX), bounds)?
                    .try_into()
                    .ok()
            }

            fn show(&self) -> String {
                self.to_string()
            }

            fn allowed(bounds: Option<Bounds>) -> String {
                between("", i64::from(Self::MIN)..=i64::from(Self::MAX), bounds)
            }
        }
    };
}
integer!(i16);
integer!(i32);
integer!(i64);

impl ConfigValue for Duration {
    fn parse(text: &str, bounds: Option<Bounds>) -> Option<Self> {
        number(text, 0..=i64::MAX, bounds).map(Self::from_millis)
    }

    fn show(&self) -> String {
        self.as_millis().to_string()
    }

    fn allowed(bounds: Option<Bounds>) -> String {
        between(" of milliseconds", 0..=i64::MAX, bounds)
    }
}

impl ConfigValue for bool {
    fn parse(text: &str, _: Option<Bounds>) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }

    fn allowed(_: Option<Bounds>) -> String {
        "true or false".to_owned()
    }
}

/// A text that may be left out; empty is left out.
impl ConfigValue for Option<Arc<str>> {
    fn parse(text: &str, _: Option<Bounds>) -> Option<Self> {
        Some((!text.is_empty()).then(|| text.into()))
    }

    fn show(&self) -> String {
        self.as_deref().unwrap_or_default().to_owned()
    }

    fn allowed(_: Option<Bounds>) -> String {
        "any text".to_owned()
    }
}

/// Declares an enum whose variants are Kafka's words, a canonical one first.
macro_rules! choice {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal $(| $alias:literal)*),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$doc])* $variant),* }

        impl $crate::config::ConfigValue for $name {
            fn parse(text: &str, _: Option<std::ops::RangeInclusive<i64>>) -> Option<Self> {
                match text.trim() {
                    $($word $(| $alias)* => Some(Self::$variant),)*
                    _ => None,
                }
            }

            fn show(&self) -> String {
                match self { $(Self::$variant => $word.to_owned()),* }
            }

            fn allowed(_: Option<std::ops::RangeInclusive<i64>>) -> String {
                format!("one of {}", [$($word $(, $alias)*),*].join(", "))
            }
        }
    };
}

choice! {
    /// `cleanup.policy`: what becomes of old segments. Kafka takes a list; these are the lists that there are.
    pub enum CleanupPolicy {
        /// They are deleted.
        Delete = "delete",
        /// They are compacted.
        Compact = "compact",
        /// Both.
        CompactDelete = "compact,delete" | "delete,compact",
        /// Neither: they stay for ever (KIP-1161).
        Keep = "",
    }
}

impl CleanupPolicy {
    /// Whether the log is compacted.
    #[must_use]
    pub const fn compacts(self) -> bool {
        matches!(self, Self::Compact | Self::CompactDelete)
    }

    /// Whether segments are deleted by age and size.
    #[must_use]
    pub const fn deletes(self) -> bool {
        matches!(self, Self::Delete | Self::CompactDelete)
    }
}

choice! {
    /// `compression.type` of a topic.
    pub enum CompressionType {
        /// As the producer sent it.
        Producer = "producer",
        /// None at all.
        Uncompressed = "uncompressed",
        /// gzip.
        Gzip = "gzip",
        /// Snappy.
        Snappy = "snappy",
        /// LZ4.
        Lz4 = "lz4",
        /// Zstandard.
        Zstd = "zstd",
    }
}

choice! {
    /// `message.timestamp.type`.
    pub enum TimestampType {
        /// The producer sets timestamps.
        CreateTime = "CreateTime",
        /// The broker sets them on append.
        LogAppendTime = "LogAppendTime",
    }
}

/// A share from 0 to 1, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio(pub u32);

impl Ratio {
    /// The whole.
    pub const ONE: Self = Self(1_000_000);
}

impl ConfigValue for Ratio {
    fn parse(text: &str, _: Option<Bounds>) -> Option<Self> {
        let value: f64 = text.trim().parse().ok()?;
        (0.0..=1.0)
            .contains(&value)
            .then_some(Self((value * 1e6 + 0.5) as u32))
    }

    fn show(&self) -> String {
        (f64::from(self.0) / 1e6).to_string()
    }

    fn allowed(_: Option<Bounds>) -> String {
        "a number from 0 to 1".to_owned()
    }
}

pub(super) use choice;
