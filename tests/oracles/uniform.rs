//! `uniform_assignor_kip848.json`: what the coordinator gives to members that subscribe to the same topics.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::coordinator::group::{GroupSpec, MemberSpec, Places, ServerAssignor};
use engine::model::TopicId;
use serde_json::{Map, Value};

use crate::{agree, list, vectors};

#[test]
fn uniform_assignor_kip848_json() {
    let Some(file) = vectors("uniform_assignor_kip848.json") else {
        return;
    };
    let cases = list(&file, "cases");
    assert!(!cases.is_empty());
    let mut wrong = Vec::new();
    for case in cases {
        let object = |key: &str| case[key].as_object().expect("an object");
        let names: Vec<&String> = object("topics").keys().collect();
        let id = |name: &String| {
            (0..)
                .map(TopicId)
                .zip(&names)
                .find(|(_, known)| **known == name)
        };
        let id = |name: &String| id(name).map(|(id, _)| id).expect("the topic is known");
        let counts = object("topics").iter();
        let topics: BTreeMap<TopicId, i32> = counts
            .map(|(name, count)| (id(name), count.as_i64().expect("a number") as i32))
            .collect();
        let members = object("members").iter().map(|(member, had)| {
            let spec = MemberSpec {
                instance_id: None,
                topics: topics.keys().copied().collect(),
                assigned: places(had.as_object().expect("topics"), &id),
            };
            (Arc::from(member.as_str()), spec)
        });
        let members = members.collect();
        let found = ServerAssignor::Uniform.assign(&GroupSpec { members, topics });
        let expected = object("expected").iter().map(|(member, gets)| {
            let gets = places(gets.as_object().expect("topics"), &id);
            (Arc::from(member.as_str()), gets)
        });
        let expected: BTreeMap<Arc<str>, Places> = expected.collect();
        if found != expected {
            wrong.push(format!(
                "{}:\n  {found:?}, not\n  {expected:?}",
                case["name"]
            ));
        }
    }
    agree(&wrong);
}

fn places(topics: &Map<String, Value>, id: &dyn Fn(&String) -> TopicId) -> Places {
    let places = topics.iter().flat_map(|(name, numbers)| {
        let numbers = numbers.as_array().expect("numbers").iter();
        let number = |number: &Value| number.as_i64().expect("a number") as i32;
        numbers.map(move |value| (id(name), number(value)))
    });
    places.collect()
}
