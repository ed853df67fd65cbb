//! The language of these sentences: lines of a history, and what the report says of them.

use judge::{History, Options, Report, check, read};
use serde_json::{Value, json};

/// A line of a history.
pub fn line(process: i64, kind: &str, f: &str, value: Value) -> Value {
    let mut line = json!({ "process": process, "type": kind, "f": f });
    line["value"] = value;
    line
}

/// Something begins.
pub fn invoke(process: i64, f: &str, value: Value) -> Value {
    line(process, "invoke", f, value)
}

/// Something happened.
pub fn ok(process: i64, f: &str, value: Value) -> Value {
    line(process, "ok", f, value)
}

/// Something did not happen.
pub fn fail(process: i64, f: &str, value: Value) -> Value {
    line(process, "fail", f, value)
}

/// Nobody knows whether something happened.
pub fn info(process: i64, f: &str, value: Value) -> Value {
    line(process, "info", f, value)
}

/// The value of an operation with one poll that returned these records of x.
pub fn polled(records: Value) -> Value {
    let mut poll = json!([["poll", {}]]);
    poll[0][1]["x"] = records;
    poll
}

/// Lines as text.
pub fn text(lines: &[Value]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// A history of lines without a mistake.
pub fn history(lines: &[Value]) -> History {
    read(text(lines).as_bytes()).expect("the lines are a history")
}

/// What the judge says.
pub struct Judged {
    /// All of it.
    pub report: Report,
    json: Value,
}

/// Judges lines with the usual options.
pub fn judge(lines: &[Value]) -> Judged {
    judge_with(lines, &Options::default())
}

/// Judges lines.
pub fn judge_with(lines: &[Value], options: &Options) -> Judged {
    let report = check(history(lines), options);
    let json = serde_json::from_str(&report.to_json()).expect("a report is JSON");
    Judged { report, json }
}

/// The options with the order of writes in all cycles.
pub fn ww_deps() -> Options {
    Options {
        ww_deps: true,
        ..Options::default()
    }
}

impl Judged {
    /// The names of all anomalies that are there, sorted.
    pub fn names(&self) -> Vec<&str> {
        let anomalies = self.json["anomalies"].as_object();
        let mut names: Vec<&str> = anomalies.expect("an object").keys().map(|k| &**k).collect();
        names.sort_unstable();
        names
    }

    /// The evidence of an anomaly.
    pub fn evidence(&self, anomaly: &str) -> &[Value] {
        self.json["anomalies"][anomaly]["evidence"]
            .as_array()
            .map_or(&[], Vec::as_slice)
    }

    /// Some fields of the evidence of an anomaly.
    pub fn fields(&self, anomaly: &str, fields: &[&str]) -> Value {
        let pick = |evidence: &Value| -> Value {
            fields
                .iter()
                .map(|field| evidence[*field].clone())
                .collect()
        };
        self.evidence(anomaly).iter().map(pick).collect()
    }

    /// One field of the evidence of an anomaly.
    pub fn field(&self, anomaly: &str, field: &str) -> Value {
        self.evidence(anomaly)
            .iter()
            .map(|evidence| evidence[field].clone())
            .collect()
    }
}
