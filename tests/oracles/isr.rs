//! High watermarks and in-sync replicas as `PartitionTest` has them.

use engine::model::NodeId;
use serde_json::{Value, json};

use crate::lone_broker::LoneBroker;
use crate::{agree, list, vectors};

/// The leader, which some cases call by a letter and some by a number.
const LEADER: NodeId = NodeId(0);

#[test]
fn isr_highwatermark_json() {
    let Some(file) = vectors("isr_highwatermark.json") else {
        return;
    };
    let mut wrong = Vec::new();
    for case in list(&file, "cases") {
        let mut kafka = begin(case);
        for step in list(case, "steps") {
            if let [follower, offset] = list(step, "fetch") {
                let offset = offset.as_i64().expect("an offset");
                kafka.fetch(id(follower), offset);
            }
            if step["alter_isr_acked"].is_array() {
                kafka.settle(ids(&step["alter_isr_acked"]));
            }
            let found = look(&kafka, case);
            for (key, expected) in step.as_object().into_iter().flatten() {
                let agrees = match (key.as_str(), expected) {
                    ("fetch" | "alter_isr_acked", _) => true,
                    ("maximal_isr", Value::Number(count)) => {
                        found[key].as_array().map(|isr| isr.len() as u64) == count.as_u64()
                    }
                    ("alter_isr_sent", Value::Bool(sent)) => found[key].is_array() == *sent,
                    _ => found[key] == *expected,
                };
                if !agrees {
                    let test = &case["test"];
                    wrong.push(format!("{test} at {step}: {key} is {}", found[key]));
                }
            }
        }
    }
    agree(&wrong);
}

/// The partition as the case begins: so many records in the log, or what its note tells.
fn begin(case: &Value) -> LoneBroker {
    let (replicas, isr) = (ids(&case["replicas"]), ids(&case["isr"]));
    let min_isr = case["min_isr"].as_i64().unwrap_or(1);
    let mut kafka = LoneBroker::leading(LEADER, &replicas, &isr, min_isr);
    if let Some(count) = case["leo"].as_u64() {
        kafka.append(count);
    }
    if let Some(note) = case["note"].as_str() {
        let after = |marker: &str| {
            let (_, rest) = note.split_once(marker)?;
            let digits = rest.find(|c: char| !c.is_ascii_digit());
            rest[..digits.unwrap_or(rest.len())].parse::<u64>().ok()
        };
        let first: u64 = note
            .split('+')
            .next()
            .and_then(|count| count.trim().parse().ok())
            .expect("the note begins with the records of the first epoch, such as 2+3");
        kafka.append(first);
        kafka.append(after("+").expect("and goes on with more of them"));
        // Those in sync let the high watermark reach an offset, without catching up.
        let high_watermark = after("=").expect("a high watermark is reached");
        for member in isr.iter().filter(|member| **member != LEADER) {
            kafka.fetch(*member, high_watermark as i64);
        }
        kafka.elect_again();
        kafka.append(after("append ").expect("more is appended after the election"));
    }
    kafka
}

fn look(kafka: &LoneBroker, case: &Value) -> Value {
    let replica = kafka.replica();
    let name = |id: &NodeId| {
        let replicas = list(case, "replicas").iter();
        let mut names = replicas.filter(|name| self::id(name) == *id);
        names.next().cloned().unwrap_or(Value::Null)
    };
    let names = |ids: &[NodeId]| {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.iter().map(name).collect::<Vec<_>>()
    };
    let proposed = kafka.proposal.as_ref().map(|(data, ..)| {
        let isr: Vec<NodeId> = data.new_isr.iter().map(|(id, _)| *id).collect();
        names(&isr)
    });
    let maximal: Vec<NodeId> = replica.maximal_isr().collect();
    json!({
        "hw": replica.high_watermark().0,
        "isr": names(replica.isr()),
        "maximal_isr": names(&maximal),
        "alter_isr_sent": proposed,
    })
}

/// `L` is the leader, `f1` the first follower.
fn id(name: &Value) -> NodeId {
    match name {
        Value::Number(number) => NodeId(number.as_u64().expect("an id") as u32),
        Value::String(text) if text == "L" => LEADER,
        Value::String(text) => NodeId(text[1..].parse().expect("a follower's number")),
        other => panic!("{other} names no replica"),
    }
}

fn ids(names: &Value) -> Vec<NodeId> {
    names.as_array().into_iter().flatten().map(id).collect()
}
