//! Histories of clients, and the anomalies that Jepsen's Kafka checker finds in them.

use judge::{Anomaly, Options, Report, check, read, unseen_after_each_ok};
use serde_json::{Value, json};

use crate::{agree, list, vectors};

#[test]
fn jepsen_kafka_histories_json() {
    let Some(file) = vectors("jepsen_kafka_histories.json") else {
        return;
    };
    let mut wrong = Vec::new();
    for (key, options) in [
        ("allowed_always", Options::default()),
        ("allowed_with_subscribe", with_subscribe()),
    ] {
        for name in list(&file, key).iter().filter_map(Value::as_str) {
            let known = Anomaly::ALL.iter().find(|known| known.name() == name);
            // Its variants by processes are implied by those by time, and are never told.
            if !known.map_or(name.ends_with("-process"), |known| known.is_legal(&options)) {
                wrong.push(format!("{name} is not legal"));
            }
        }
    }
    for case in list(&file, "cases") {
        judge_case(case, &mut wrong);
    }
    agree(&wrong);
}

fn with_subscribe() -> Options {
    Options {
        with_subscribe: true,
        ..Options::default()
    }
}

fn judge_case(case: &Value, wrong: &mut Vec<String>) {
    let name = &case["name"];
    let lines = list(case, "history").iter().map(|line| format!("{line}\n"));
    let history = match read(lines.collect::<String>().as_bytes()) {
        Ok(history) => history,
        Err(problems) => {
            wrong.push(format!("{name}: {problems:?}"));
            return;
        }
    };
    let counts = &case["expect_unseen_counts_after_each_ok"];
    if !counts.is_null() && *counts != json!(unseen_after_each_ok(&history)) {
        wrong.push(format!(
            "{name}: unseen {:?}",
            unseen_after_each_ok(&history)
        ));
    }
    let Some(expected) = case["expect"].as_object() else {
        return;
    };
    // A case about a cycle that needs the order of writes says so by naming it.
    let report = check(history.clone(), &Options::default());
    let with_writes = check(
        history,
        &Options {
            ww_deps: true,
            ..Options::default()
        },
    );
    for (anomaly, expected) in expected {
        let found = evidence(&report, anomaly);
        let found = if found.is_empty() {
            evidence(&with_writes, anomaly)
        } else {
            found
        };
        if !is_told(anomaly, &found, expected) {
            wrong.push(format!("{name}: {anomaly} is {}", json!(found)));
        }
    }
    if expected.is_empty() {
        let told = report.anomalies.iter();
        let told = told.map(|(anomaly, found)| (anomaly.name(), found.legal));
        wrong.extend(
            told.filter(|(anomaly, legal)| is_denied(case, anomaly, *legal))
                .map(|(anomaly, _)| format!("{name}: {anomaly} is told")),
        );
    }
}

/// Whether a case that expects nothing denies this anomaly: it is the one that the case is called after; or the case is
/// called after none, and it is an error, and not what every history has that ends before all is read.
fn is_denied(case: &Value, anomaly: &str, legal: bool) -> bool {
    let words = |text: &str| text.to_lowercase().replace(['-', '_'], " ");
    let called = words(case["name"].as_str().unwrap_or_default());
    let is_called = |name: &str| called.contains(&words(name));
    if Anomaly::ALL.iter().any(|known| is_called(known.name())) {
        is_called(anomaly)
    } else {
        !legal && anomaly != Anomaly::Unseen.name()
    }
}

/// The evidence of an anomaly.
fn evidence(report: &Report, anomaly: &str) -> Vec<Value> {
    let found = report
        .anomalies
        .iter()
        .find(|(known, _)| known.name() == anomaly);
    let evidence = found.map_or(&[][..], |(_, findings)| &findings.evidence);
    evidence.iter().map(|evidence| json!(evidence)).collect()
}

/// Whether the evidence is what is expected, one for one.
fn is_told(anomaly: &str, found: &[Value], expected: &Value) -> bool {
    match expected {
        Value::Array(expected) => are_told(anomaly, found, expected),
        // By key, how many are unseen.
        Value::Object(counts) => {
            let expected = counts.iter().filter(|(_, count)| **count != json!(0));
            let expected = expected.map(|(key, count)| json!({ "key": key, "count": count }));
            are_told(anomaly, found, &expected.collect::<Vec<_>>())
        }
        Value::Bool(there) => *there != found.is_empty(),
        Value::Number(count) => count.as_u64() == Some(found.len() as u64),
        Value::Null => found.is_empty(),
        _ => false,
    }
}

/// One for one and in this order; of several keys in any order, since upstream has none there.
fn are_told(anomaly: &str, found: &[Value], expected: &[Value]) -> bool {
    let mut left: Vec<&Value> = found.iter().collect();
    let one_key = found
        .windows(2)
        .all(|pair| pair[0]["key"] == pair[1]["key"]);
    let each = expected.iter().all(|expected| {
        let tried = if one_key { 1 } else { left.len() };
        let mut candidates = left.iter().take(tried);
        let place = candidates.position(|found| matches(anomaly, found, expected));
        place.map(|place| left.remove(place)).is_some()
    });
    each && left.is_empty()
}

/// A case gives some fields; or only the one that matters most.
fn matches(anomaly: &str, found: &Value, expected: &Value) -> bool {
    let fields = match expected {
        Value::Object(fields) => fields.clone(),
        value => {
            let field = if anomaly.ends_with("skip") {
                "skipped"
            } else if anomaly.contains("nonmonotonic") {
                "values"
            } else {
                "value"
            };
            [(field.to_owned(), value.clone())].into_iter().collect()
        }
    };
    fields.iter().all(|(field, expected)| {
        let found = &found[field.replace('_', "-")];
        match &**field {
            "key" => text(found) == text(expected),
            "cycle" => is_rotated(found, expected),
            _ => found == expected,
        }
    })
}

/// A cycle may begin anywhere; where it began stands at the end again.
fn is_rotated(found: &Value, expected: &Value) -> bool {
    let (Value::Array(found), Value::Array(expected)) = (found, expected) else {
        return false;
    };
    let (found, expected) = (found.split_last(), expected.split_last());
    let (Some((_, found)), Some((_, expected))) = (found, expected) else {
        return false;
    };
    found.len() == expected.len()
        && (0..found.len()).any(|by| {
            let rotated = found[by..].iter().chain(&found[..by]);
            rotated.eq(expected)
        })
}

/// Keys are the same whether they are numbers or texts.
fn text(key: &Value) -> String {
    key.as_str().map_or_else(|| key.to_string(), str::to_owned)
}
