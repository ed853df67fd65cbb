//! When a fault is wanted: now, at a moment, or as soon as something has become so.

use lab::{
    ClientKind, FlightsName, Goal, Lab, Measure, Order, PartitionName, ReplicaName, Session, When,
};
use serde::Serialize;
use serde_json::{Value, json};

use super::typed;
use crate::clock::Time;
use crate::deed;
use crate::lesson::measure;
use crate::saying::Saying;

/// More partitions are not offered: nobody reads a longer list.
const PARTITIONS_MAX: usize = 8;

/// The APIs whose messages can be waited for.
const APIS: [&str; 5] = [
    "Produce",
    "Fetch",
    "OffsetCommit",
    "JoinGroup",
    "InitProducerId",
];

/// When something is wanted; as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The key of a [`Condition`], [`Moment::AT`], or empty: now.
    pub when: String,
    /// Whether what is measured may be no more than the bound; otherwise it may be no less.
    pub at_most: bool,
    /// The bound, or the moment in ms.
    pub bound: String,
}

impl Moment {
    /// What stands for a moment in place of a condition.
    pub const AT: &str = "at";

    /// An entry of a script that does something then; `None`: now.
    pub(super) fn entry(&self, action: &Value) -> Option<Value> {
        let bound = typed(&self.bound);
        match self.when.as_str() {
            "" => None,
            Self::AT => Some(json!({ "at_ms": bound, "do": action })),
            measure => {
                let measure: Value = serde_json::from_str(measure).unwrap_or_default();
                let side = if self.at_most { "at_most" } else { "at_least" };
                Some(json!({ "when": { "measure": measure, side: bound }, "do": action }))
            }
        }
    }
}

/// Something that can be waited for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// What is measured, as JSON.
    pub key: String,
    /// The same in words.
    pub name: Saying,
}

impl Condition {
    fn new(of: &Measure) -> Self {
        Self {
            key: json!(of).to_string(),
            name: measure::measure(of),
        }
    }
}

/// What can be waited for in a lab.
pub(super) fn conditions(lab: &Lab) -> Vec<Condition> {
    let clients = lab.clients().iter().flat_map(|client| {
        let name = || client.name.to_string();
        match client.kind {
            ClientKind::Producer { .. } => {
                vec![Measure::Sent(name()), Measure::Acknowledged(name())]
            }
            ClientKind::Consumer { .. } => {
                vec![Measure::Printed(name()), Measure::Assigned(name())]
            }
            _ => Vec::new(),
        }
    });
    let mut groups: Vec<&str> = lab
        .clients()
        .iter()
        .filter_map(|client| client.group())
        .collect();
    groups.dedup();
    let groups = groups.into_iter().flat_map(|group| {
        let group = || group.to_owned();
        [
            Measure::Members(group()),
            Measure::Generation(group()),
            Measure::Stable(group()),
        ]
    });
    let partitions = lab.topics().iter().flat_map(|topic| {
        let of = |partition| PartitionName {
            topic: topic.name.to_string(),
            partition,
        };
        (0..topic.partitions).map(of)
    });
    let partitions = partitions.take(PARTITIONS_MAX).flat_map(|of| {
        let PartitionName { topic, partition } = of.clone();
        let leaders = ReplicaName {
            topic,
            partition,
            on: None,
        };
        [
            Measure::LogEnd(leaders.clone()),
            Measure::HighWatermark(leaders),
            Measure::InSync(of.clone()),
            Measure::Leader(of.clone()),
            Measure::LeaderEpoch(of),
        ]
    });
    let flights = APIS.into_iter().map(|api| {
        Measure::InFlight(FlightsName {
            api: Some(api.to_owned()),
            ..FlightsName::default()
        })
    });
    let running = lab
        .nodes()
        .map(|(name, _)| Measure::Running(name.to_owned()));
    let all = clients
        .chain(groups)
        .chain(partitions)
        .chain(flights)
        .chain(running);
    all.map(|measure| Condition::new(&measure)).collect()
}

/// An order that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Its place among all of them.
    pub place: usize,
    /// What is to be done, and when.
    pub text: Saying,
}

/// The orders that stand in a session.
pub(super) fn standing(session: &Session) -> Vec<Standing> {
    let orders = session.orders().iter().enumerate();
    orders
        .map(|(place, order)| Standing {
            place,
            text: ordered(order),
        })
        .collect()
}

/// What an order is, in words.
#[must_use]
pub fn ordered(order: &Order) -> Saying {
    let deed = deed::wanted(&order.action);
    match &order.when {
        None => Saying::new("order-at").time("at", Time::Moment(order.at.0)),
        Some(when) => Saying::new("order-when").part("when", condition(when)),
    }
    .part("deed", deed)
}

fn condition(when: &When) -> Saying {
    match when {
        When::Measured(goal) => bounded(goal),
        When::Not { not } => Saying::new("when-not").part("when", condition(not)),
        When::All { all } => joined("when-and", all),
        When::Any { any } => joined("when-or", any),
    }
}

fn joined(key: &'static str, list: &[When]) -> Saying {
    let both = |one: Saying, other: Saying| Saying::new(key).part("one", one).part("other", other);
    let all = list.iter().map(condition).reduce(both);
    all.unwrap_or_else(|| Saying::new(key))
}

fn bounded(goal: &Goal) -> Saying {
    let measure =
        |key: &'static str| Saying::new(key).part("measure", measure::measure(&goal.measure));
    match (goal.at_least, goal.at_most) {
        (Some(least), Some(most)) => measure("when-between")
            .with("least", least)
            .with("most", most),
        (None, Some(most)) => measure("when-at-most").with("most", most),
        (least, None) => measure("when-at-least").with("least", least.unwrap_or(i64::MIN)),
    }
}
