//! Messages on their way, at one moment.

mod administration;
mod crowd;
mod detail;
mod read;
mod streams;

pub use crowd::Crowd;
pub(crate) use detail::list;
pub(crate) use read::{detail_of, of};
pub use read::{find, flights, rows};
pub use streams::{Stream, streams};

use serde::Serialize;

/// A message on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Flight {
    /// Its name while it flies.
    pub id: u64,
    /// Who sent it.
    pub from: u32,
    /// Where it goes.
    pub to: u32,
    /// When it left, in µs.
    pub sent: u64,
    /// When it arrives, in µs; `None` while it is held up.
    pub arrives: Option<u64>,
    /// What it is about.
    pub kind: Kind,
    /// Which way it asks.
    pub way: Way,
    /// Its name in Kafka's protocol, or in TCP's.
    pub name: &'static str,
}

/// What a message is about: its shape and colour on the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Records on their way into a log.
    Produce,
    /// Records on their way to a consumer.
    Fetch,
    /// A consumer group and its offsets.
    Group,
    /// Records on their way from broker to broker.
    Replication,
    /// Everything else: metadata, heartbeats, handshakes.
    Control,
}

impl Kind {
    /// All kinds, for a legend.
    pub const ALL: [Self; 5] = [
        Self::Produce,
        Self::Fetch,
        Self::Group,
        Self::Replication,
        Self::Control,
    ];

    /// Its key in texts and its class in styles.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Produce => "produce",
            Self::Fetch => "fetch",
            Self::Group => "group",
            Self::Replication => "replication",
            Self::Control => "control",
        }
    }
}

/// Which way a message asks: told apart by filled and hollow shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// It asks.
    Request,
    /// It answers.
    Response,
    /// It opens or closes a connection, and cannot be dropped.
    Handshake,
}

impl Flight {
    /// How far it is at `now`, from 0 (sent) to 1 (arrived). What is held up waits in the middle.
    #[must_use]
    pub fn progress(&self, now: u64) -> f64 {
        let Some(arrives) = self.arrives else {
            return 0.5;
        };
        let whole = arrives.saturating_sub(self.sent).max(1) as f64;
        (now.saturating_sub(self.sent) as f64 / whole).clamp(0.0, 1.0)
    }
}

/// A flight as the table shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The flight.
    pub flight: Flight,
    /// The sender's name.
    pub from: String,
    /// The receiver's name.
    pub to: String,
    /// What it carries, in a few words of Kafka's.
    pub detail: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLIGHT: Flight = Flight {
        id: 1,
        from: 1,
        to: 2,
        sent: 1_000,
        arrives: Some(3_000),
        kind: Kind::Produce,
        way: Way::Request,
        name: "Produce",
    };

    #[test]
    fn progress_is_a_pure_function_of_model_time() {
        assert_eq!(
            [0, 1_000, 2_000, 3_000, 9_000].map(|now| FLIGHT.progress(now)),
            [0.0, 0.0, 0.5, 1.0, 1.0]
        );
    }

    #[test]
    fn what_is_held_up_waits_in_the_middle() {
        let parked = Flight {
            arrives: None,
            ..FLIGHT
        };
        assert_eq!(parked.progress(0), 0.5);
    }
}
