//! The types of Kafka's configs.

use std::sync::Arc;

use super::definition::{Bounds, ConfigType};
use crate::model::Duration;

/// A type that a config can have.
pub trait ConfigValue: Sized {
    /// Kafka's type, where a table does not say another.
    const TYPE: ConfigType;

    /// The words that are allowed; none where any text will do or none at all.
    const WORDS: &'static [&'static str] = &[];

    /// Reads a value as Kafka does; `None` when it is not allowed.
    fn parse(text: &str, bounds: Bounds) -> Option<Self>;

    /// Writes a value as Kafka does; empty is Kafka's null.
    fn show(&self) -> String;

    /// What a table's default stands for.
    fn initial(default: &str) -> Option<Self> {
        Self::parse(default, Bounds::ALL)
    }
}

fn number(text: &str, bounds: Bounds) -> Option<i64> {
    let value = text.trim().parse().ok()?;
    bounds.contain(value).then_some(value)
}

macro_rules! integer {
    ($type:ty: $config_type:ident) => {
        impl ConfigValue for $type {
            const TYPE: ConfigType = ConfigType::$config_type;

            fn parse(text: &str, bounds: Bounds) -> Option<Self> {
                number(text, bounds)?.try_into().ok()
            }

            fn show(&self) -> String {
                self.to_string()
            }
        }

        /// A number that is null until somebody sets it, and that nobody can set to null.
        impl ConfigValue for Option<$type> {
            const TYPE: ConfigType = ConfigType::$config_type;

            fn parse(text: &str, bounds: Bounds) -> Option<Self> {
                <$type>::parse(text, bounds).map(Some)
            }

            fn show(&self) -> String {
                self.map(|number| number.show()).unwrap_or_default()
            }

            fn initial(default: &str) -> Option<Self> {
                if default.is_empty() {
                    return Some(None);
                }
                Self::parse(default, Bounds::ALL)
            }
        }
    };
}
integer!(i16: Short);
integer!(i32: Int);
integer!(i64: Long);

/// Milliseconds in Kafka; a table's bounds keep out what is negative.
impl ConfigValue for Duration {
    const TYPE: ConfigType = ConfigType::Long;

    fn parse(text: &str, bounds: Bounds) -> Option<Self> {
        number(text, bounds).map(Self::from_millis)
    }

    fn show(&self) -> String {
        // Of what is too long to count in µs, only `Long.MAX_VALUE` is ever written.
        let longest = *self == Self::from_millis(i64::MAX);
        let ms = if longest {
            i64::MAX.unsigned_abs()
        } else {
            self.as_millis()
        };
        ms.to_string()
    }
}

impl ConfigValue for bool {
    const TYPE: ConfigType = ConfigType::Boolean;

    fn parse(text: &str, _: Bounds) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

/// A text that may be left out; empty is left out.
impl ConfigValue for Option<Arc<str>> {
    const TYPE: ConfigType = ConfigType::String;

    fn parse(text: &str, _: Bounds) -> Option<Self> {
        Some((!text.is_empty()).then(|| text.into()))
    }

    fn show(&self) -> String {
        self.as_deref().unwrap_or_default().to_owned()
    }
}

/// A number from 0 to 1, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio(pub u32);

impl Ratio {
    /// The whole.
    pub const ONE: Self = Self(1_000_000);
}

impl ConfigValue for Ratio {
    const TYPE: ConfigType = ConfigType::Double;

    fn parse(text: &str, _: Bounds) -> Option<Self> {
        let value: f64 = text.trim().parse().ok()?;
        (0.0..=1.0)
            .contains(&value)
            .then_some(Self((value * 1e6 + 0.5) as u32))
    }

    fn show(&self) -> String {
        // `Debug` keeps the ".0" that Java writes.
        format!("{:?}", f64::from(self.0) / 1e6)
    }
}

/// Declares an enum whose variants are Kafka's words, a canonical one first.
macro_rules! choice {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal $(| $alias:literal)*),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$doc])* $variant),* }

        impl $crate::config::ConfigValue for $name {
            const TYPE: $crate::config::ConfigType = $crate::config::ConfigType::String;
            const WORDS: &'static [&'static str] = &[$($word $(, $alias)*),*];

            fn parse(text: &str, _: $crate::config::Bounds) -> Option<Self> {
                match text.trim() {
                    $($word $(| $alias)* => Some(Self::$variant),)*
                    _ => None,
                }
            }

            fn show(&self) -> String {
                match self { $(Self::$variant => $word.to_owned()),* }
            }
        }
    };
}
pub(super) use choice;
