//! The consumer's configs that are more than a word or a number.

use super::definition::{Bounds, ConfigType};
use super::value::ConfigValue;
use crate::model::Duration;
use crate::protocol::IsolationLevel;

/// `auto.offset.reset`: where to begin without a committed offset (`AutoOffsetResetStrategy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OffsetReset {
    /// At the end: only what comes from now on.
    Latest,
    /// At the log start offset.
    Earliest,
    /// Nowhere: the application gets an error.
    None,
    /// At the first record that is not older than this (KIP-1106).
    ByDuration(Duration),
}

/// What comes before the duration.
const BY_DURATION: &str = "by_duration:";

impl ConfigValue for OffsetReset {
    const TYPE: ConfigType = ConfigType::String;
    const WORDS: &'static [&'static str] =
        &["latest", "earliest", "none", "by_duration:PnDTnHnMn.nS"];

    /// Unlike other words, Kafka takes these in capitals too.
    fn parse(text: &str, _: Bounds) -> Option<Self> {
        let text = text.trim();
        if let Some(duration) = text.strip_prefix(BY_DURATION) {
            return iso_8601(duration).map(Self::ByDuration);
        }
        match text.to_ascii_lowercase().as_str() {
            "latest" => Some(Self::Latest),
            "earliest" => Some(Self::Earliest),
            "none" => Some(Self::None),
            _ => None,
        }
    }

    fn show(&self) -> String {
        match self {
            Self::Latest => "latest".to_owned(),
            Self::Earliest => "earliest".to_owned(),
            Self::None => "none".to_owned(),
            Self::ByDuration(duration) => format!("{BY_DURATION}{}", written(*duration)),
        }
    }
}

impl ConfigValue for IsolationLevel {
    const TYPE: ConfigType = ConfigType::String;
    const WORDS: &'static [&'static str] = &["read_committed", "read_uncommitted"];

    fn parse(text: &str, _: Bounds) -> Option<Self> {
        match text.trim() {
            "read_committed" => Some(Self::ReadCommitted),
            "read_uncommitted" => Some(Self::ReadUncommitted),
            _ => None,
        }
    }

    fn show(&self) -> String {
        let word = match self {
            Self::ReadCommitted => "read_committed",
            Self::ReadUncommitted => "read_uncommitted",
        };
        word.to_owned()
    }
}

/// `enable.auto.commit`: whether somebody set it matters, since Kafka refuses `true` without a group only then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EnableAutoCommit {
    /// Nobody has set it: true with a group, false without.
    Default,
    /// Set to true.
    True,
    /// Set to false.
    False,
}

impl EnableAutoCommit {
    /// Whether positions are committed by themselves, given a group.
    #[must_use]
    pub const fn is_on(self) -> bool {
        matches!(self, Self::Default | Self::True)
    }
}

impl ConfigValue for EnableAutoCommit {
    const TYPE: ConfigType = ConfigType::Boolean;

    fn parse(text: &str, bounds: Bounds) -> Option<Self> {
        bool::parse(text, bounds).map(|on| if on { Self::True } else { Self::False })
    }

    fn show(&self) -> String {
        self.is_on().to_string()
    }

    fn initial(_: &str) -> Option<Self> {
        Some(Self::Default)
    }
}

/// `java.time.Duration.parse`: `PnDTnHnMn.nS` in either case, never negative, to the microsecond.
fn iso_8601(text: &str) -> Option<Duration> {
    let text = text.to_ascii_uppercase();
    let text = text.strip_prefix('P')?;
    let (days, time) = match text.split_once('T') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    let mut micros: u64 = 0;
    let mut found = false;
    for (mut rest, units) in [(days, &[('D', 86_400)][..]), (time, &TIME_UNITS[..])] {
        for (unit, seconds) in units {
            if let Some((number, after)) = rest.split_once(*unit) {
                let count = micros_of(number, *unit == 'S')?;
                micros = micros.checked_add(count.checked_mul(*seconds)?)?;
                rest = after;
                found = true;
            }
        }
        if !rest.is_empty() {
            return None;
        }
    }
    found.then_some(Duration(micros))
}

const TIME_UNITS: [(char, u64); 3] = [('H', 3_600), ('M', 60), ('S', 1)];

/// A number in millionths; only seconds may have a fraction.
fn micros_of(number: &str, fraction_allowed: bool) -> Option<u64> {
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) if fraction_allowed && fraction.len() <= 9 => (whole, fraction),
        Some(_) => return None,
        None => (number, ""),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let millionths: String = fraction.chars().chain("000000".chars()).take(6).collect();
    let whole: u64 = whole.parse().ok()?;
    whole
        .checked_mul(1_000_000)?
        .checked_add(millionths.parse().ok()?)
}

/// `java.time.Duration.toString`: hours, minutes and seconds, without those that are none.
fn written(duration: Duration) -> String {
    let (seconds, micros) = (duration.0 / 1_000_000, duration.0 % 1_000_000);
    let parts = [(seconds / 3_600, 'H'), (seconds / 60 % 60, 'M')];
    let mut text = "PT".to_owned();
    for (count, unit) in parts.into_iter().filter(|(count, _)| *count > 0) {
        text.push_str(&format!("{count}{unit}"));
    }
    let fraction = format!("{micros:06}");
    match (seconds % 60, fraction.trim_end_matches('0')) {
        (0, "") if text != "PT" => {}
        (seconds, "") => text.push_str(&format!("{seconds}S")),
        (seconds, fraction) => text.push_str(&format!("{seconds}.{fraction}S")),
    }
    text
}
