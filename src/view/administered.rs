//! What was asked of the cluster through its admin client, and what came of it, in Kafka's own words.

use engine::client::admin::{AdminAnswer, AdminCommand, Outcome, Resource};
use engine::metadata::ConfigResource;
use engine::protocol::{ApiError, ErrorCode};

use crate::flights::list;

/// The method of `Admin`, and what it is about: `createTopics orders`.
pub(crate) fn asked(command: &AdminCommand) -> String {
    let about = list(command.resources().iter().filter_map(named));
    format!("{} {about}", command.name()).trim_end().to_owned()
}

/// Kafka's codes for what was refused; whose each is, unless it is everybody's. `None`: nothing was refused.
pub(crate) fn refused(outcomes: &[Outcome]) -> Option<String> {
    let each = each(outcomes);
    let (_, first) = refusals(&each).next()?;
    let is_everybodys = each
        .iter()
        .all(|(_, why)| why.is_some_and(|why| why.error == first.error));
    if is_everybodys {
        return Some(first.error.name().to_owned());
    }
    let codes = refusals(&each).map(|(name, why)| format!("{name} {}", why.error.name()));
    Some(list(codes))
}

/// Whether it was all there already: an election that nobody needs changes nothing, and nothing is wrong.
pub(crate) fn is_needless(outcomes: &[Outcome]) -> bool {
    let each = each(outcomes);
    let mut refusals = refusals(&each);
    refusals.all(|(_, why)| why.error == ErrorCode::ElectionNotNeeded)
}

/// The sentences with which Kafka refused it, each once; empty where its codes say all.
pub(crate) fn reasons(outcomes: &[Outcome]) -> String {
    let mut reasons: Vec<&str> = Vec::new();
    let each = each(outcomes);
    for (_, why) in refusals(&each) {
        if !why.message.is_empty() && !reasons.contains(&&*why.message) {
            reasons.push(&why.message);
        }
    }
    reasons.join(" ")
}

/// Something that was asked for, with why it was refused, if it was.
type Came<'a> = (String, Option<&'a ApiError>);

/// What came of each. A group's offsets are answered for partition by partition.
fn each(outcomes: &[Outcome]) -> Vec<Came<'_>> {
    let each = outcomes.iter().flat_map(|(resource, outcome)| {
        if let Ok(AdminAnswer::OffsetsAltered(places)) = outcome {
            let places = places.iter();
            return places
                .map(|(place, done)| (place.to_string(), done.as_ref().err()))
                .collect();
        }
        vec![(named(resource).unwrap_or_default(), outcome.as_ref().err())]
    });
    each.collect()
}

fn refusals<'a>(each: &'a [Came<'a>]) -> impl Iterator<Item = (&'a str, &'a ApiError)> {
    each.iter()
        .filter_map(|(name, why)| Some((&**name, (*why)?)))
}

/// The name of what a command is about; none for the cluster as a whole.
fn named(resource: &Resource) -> Option<String> {
    Some(match resource {
        Resource::Cluster | Resource::Config(ConfigResource::Broker(None)) => return None,
        Resource::Broker(id) | Resource::Config(ConfigResource::Broker(Some(id))) => id.to_string(),
        Resource::Topic(topic) | Resource::Config(ConfigResource::Topic(topic)) => {
            topic.to_string()
        }
        Resource::Partition(partition) => partition.to_string(),
        Resource::Group(group) => group.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use engine::model::TopicPartition;

    use super::*;

    fn place(partition: i32) -> TopicPartition {
        TopicPartition::new(&"orders".into(), partition)
    }

    fn refusal(code: ErrorCode) -> ApiError {
        ApiError::new(code, "That is why.")
    }

    #[test]
    fn what_everybody_is_refused_is_said_once() {
        let outcome = |partition| {
            let why = refusal(ErrorCode::PreferredLeaderNotAvailable);
            (Resource::Partition(place(partition)), Err(why))
        };
        let outcomes = [outcome(0), outcome(1)];
        assert_eq!(
            refused(&outcomes).as_deref(),
            Some("PREFERRED_LEADER_NOT_AVAILABLE")
        );
        assert_eq!(reasons(&outcomes), "That is why.");
        assert!(!is_needless(&outcomes));
    }

    #[test]
    fn what_some_are_refused_is_said_with_their_names() {
        let done = (Resource::Partition(place(0)), Ok(AdminAnswer::Done));
        let why = refusal(ErrorCode::ElectionNotNeeded);
        let outcomes = [done, (Resource::Partition(place(1)), Err(why))];
        assert_eq!(
            refused(&outcomes).as_deref(),
            Some("orders-1 ELECTION_NOT_NEEDED")
        );
        assert!(is_needless(&outcomes));
    }

    #[test]
    fn a_partition_of_a_group_whose_offset_stays_is_a_refusal() {
        let offsets = vec![
            (place(0), Ok(())),
            (place(1), Err(refusal(ErrorCode::UnknownMemberId))),
        ];
        let group = Resource::Group(Arc::from("billing"));
        let outcomes = [(group, Ok(AdminAnswer::OffsetsAltered(offsets)))];
        assert_eq!(
            refused(&outcomes).as_deref(),
            Some("orders-1 UNKNOWN_MEMBER_ID")
        );
    }
}
