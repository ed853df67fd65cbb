//! `assignors.json`: who gets what, round by round; and how members write that down.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::client::consumer::assignor::{Assignments, Member, Memory, Topics, assign};
use engine::config::Assignor;
use engine::model::{Payload, TopicName, TopicPartition};
use engine::protocol::consumer_protocol::{Assignment, Subscription};
use serde_json::Value;

use crate::{agree, bytes, list, vectors};

#[test]
fn assignors_json() {
    let Some(file) = vectors("assignors.json") else {
        return;
    };
    let mut wrong = Vec::new();
    for case in list(&file, "cases") {
        let assignor = match case["assignor"].as_str() {
            Some("range") => Assignor::Range,
            Some("roundrobin") => Assignor::RoundRobin,
            Some("sticky") => Assignor::Sticky,
            Some("cooperative-sticky") => Assignor::CooperativeSticky,
            other => panic!("there is no assignor {other:?}"),
        };
        for round in list(case, "rounds") {
            let topics = topics(&round["topics"], &case["partition_racks"]);
            let members = list(round, "members");
            let members: Vec<Member> = members.iter().map(|m| member(assignor, m)).collect();
            let found = assign(assignor, &topics, &members);
            let expected = expected(&round["expected"]);
            if found != expected {
                let (name, generation) = (&case["name"], &round["generation"]);
                wrong.push(format!(
                    "{assignor:?} {name} {generation}:\n  {found:?}, not\n  {expected:?}"
                ));
            }
        }
    }
    agree(&wrong);
}

#[test]
fn consumer_protocol_of_record_batches_v2_json() {
    let Some(file) = vectors("record_batches_v2.json") else {
        return;
    };
    let mut wrong = Vec::new();
    for case in list(&file, "consumer_protocol") {
        let version = case["version"].as_i64().unwrap_or_default() as i16;
        let expected = Payload::from(bytes(case["hex"].as_str().unwrap_or_default()));
        let (found, read) = if case["kind"] == "subscription" {
            let whole = subscription(case);
            let known = Subscription {
                owned: if version >= 1 {
                    whole.owned.clone()
                } else {
                    Vec::new()
                },
                generation: whole.generation.filter(|_| version >= 2),
                rack: whole.rack.clone().filter(|_| version >= 3),
                ..whole.clone()
            };
            (
                whole.encode(version),
                Subscription::decode(&expected) == Some(known),
            )
        } else {
            let whole = Assignment {
                partitions: partitions(&case["partitions"]),
            };
            (
                whole.encode(version),
                Assignment::decode(&expected) == Some(whole),
            )
        };
        if found != expected || !read {
            wrong.push(format!("{case}: {found:?}, read back: {read}"));
        }
    }
    agree(&wrong);
}

fn subscription(case: &Value) -> Subscription {
    let names = list(case, "topics").iter().filter_map(Value::as_str);
    Subscription {
        topics: names.map(TopicName::from).collect(),
        user_data: None,
        owned: partitions(&case["owned"]),
        generation: case["generation"].as_i64().map(|number| number as i32),
        rack: case["rack"].as_str().map(Arc::from),
    }
}

/// A member that has what it had: by its assignor's memory or, of a cooperative one, still.
fn member(assignor: Assignor, case: &Value) -> Member {
    let previous = partitions(&case["prev"]);
    let generation = case["prev_generation"].as_i64().unwrap_or(-1) as i32;
    let mut memory = Memory::default();
    if generation >= 0 {
        memory.assigned(assignor, &previous, generation);
    }
    let is_cooperative = assignor == Assignor::CooperativeSticky;
    Member {
        id: Arc::from(case["id"].as_str().unwrap_or_default()),
        instance_id: case["group_instance_id"].as_str().map(Arc::from),
        subscription: Subscription {
            user_data: memory.user_data(assignor),
            owned: if is_cooperative { previous } else { Vec::new() },
            generation: Some(generation).filter(|generation| *generation >= 0),
            ..subscription(case)
        },
    }
}

fn topics(counts: &Value, racks: &Value) -> Topics {
    let counts = counts.as_object().into_iter().flatten();
    let topics = counts.map(|(topic, count)| {
        let mut partitions = vec![BTreeSet::new(); count.as_u64().unwrap_or_default() as usize];
        for (partition, racks) in partitions.iter_mut().zip(list(racks, topic)) {
            let racks = racks.as_array().into_iter().flatten();
            partition.extend(racks.filter_map(Value::as_str).map(Arc::from));
        }
        (TopicName::from(topic.as_str()), partitions)
    });
    topics.collect()
}

fn expected(members: &Value) -> Assignments {
    let members = members.as_object().into_iter().flatten();
    let sorted = members.map(|(id, places)| {
        let mut partitions = partitions(places);
        partitions.sort();
        (Arc::from(id.as_str()), partitions)
    });
    sorted.collect::<BTreeMap<_, _>>()
}

fn partitions(places: &Value) -> Vec<TopicPartition> {
    let places = places.as_array().into_iter().flatten();
    let partitions = places.map(|place| {
        let topic = TopicName::from(place[0].as_str().unwrap_or_default());
        TopicPartition::new(&topic, place[1].as_i64().unwrap_or_default() as i32)
    });
    partitions.collect()
}
