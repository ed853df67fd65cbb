//! What came of judging a history.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::anomaly::Anomaly;
use crate::evidence::Evidence;
use crate::options::Options;

/// What came of judging a history. Its JSON is stable: fields are added, never changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Report {
    /// The version of this format: 1.
    pub format: u64,
    /// 0: the history is valid; 1: it is not.
    pub status: u8,
    /// Whether the history is valid.
    pub verdict: Verdict,
    /// How it was judged.
    pub options: Options,
    /// How many sends, polls and transactions ended.
    pub operations: usize,
    /// How many records they sent and polled, each time counted.
    pub records: usize,
    /// How many keys there are.
    pub keys: usize,
    /// How many clients there are.
    pub processes: usize,
    /// What was found, by name, the gravest first; what was not found is not there.
    pub anomalies: BTreeMap<Anomaly, Findings>,
}

/// Whether a history is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing is wrong with it that Kafka may not do.
    Valid,
    /// Something is wrong with it.
    NotValid,
    /// No send, poll or transaction ended: it shows nothing, good or bad, and so is not valid.
    NothingToJudge,
}

/// All that was found of one anomaly.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Findings {
    /// Whether Kafka may do this, so that it is no error.
    pub legal: bool,
    /// How often it is there.
    pub count: u64,
    /// How many of them `evidence` leaves out.
    pub left_out: u64,
    /// What shows it, in the order of the history, or of its logs.
    pub evidence: Vec<Evidence>,
}

impl Report {
    /// The report as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// How often an anomaly is there.
    #[must_use]
    pub fn count(&self, anomaly: Anomaly) -> u64 {
        self.anomalies.get(&anomaly).map_or(0, |found| found.count)
    }
}

/// What was found so far.
pub(crate) struct Found<'a> {
    options: &'a Options,
    anomalies: BTreeMap<Anomaly, Findings>,
}

impl<'a> Found<'a> {
    /// Nothing yet.
    pub(crate) fn new(options: &'a Options) -> Self {
        Self {
            options,
            anomalies: BTreeMap::new(),
        }
    }

    /// Counts an anomaly, and asks for its evidence if that is to be kept.
    pub(crate) fn add(&mut self, anomaly: Anomaly, evidence: impl FnOnce() -> Evidence) {
        let findings = self.anomalies.entry(anomaly).or_insert_with(|| Findings {
            legal: anomaly.is_legal(self.options),
            ..Findings::default()
        });
        findings.count += 1;
        if findings.evidence.len() < self.options.evidence_max {
            findings.evidence.push(evidence());
        } else {
            findings.left_out += 1;
        }
    }

    /// All of it.
    pub(crate) fn anomalies(self) -> BTreeMap<Anomaly, Findings> {
        self.anomalies
    }
}
